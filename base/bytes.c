#include "base/bytes.h"

#include <string.h>

#include "base/mem.h"

struct bytes bytes_text(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

struct bytes bytes_part(struct bytes b, size_t from, size_t count)
{
	must(from <= b.n && count <= b.n - from);
	/* NULL + 0 is undefined in C17. */
	return (struct bytes){ from > 0 ? b.p + from : b.p, count };
}

bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}
