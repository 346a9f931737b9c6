#include "base/base45.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

static void put(struct buf *out, unsigned n, unsigned characters)
{
	for (unsigned i = 0; i < characters; i++) {
		buf_put_byte(out, (uint8_t)alphabet[n % 45]);
		n /= 45;
	}
}

void base45_encode(struct buf *out, struct bytes b)
{
	size_t i = 0;

	for (; i + 1 < b.n; i += 2)
		put(out, 256u * b.p[i] + b.p[i + 1], 3);
	if (i < b.n)
		put(out, b.p[i], 2);
}

/* The value of @count characters, the lowest first; false: not all are ours. */
static bool take(unsigned *n, const uint8_t *p, size_t count)
{
	unsigned weight = 1;

	*n = 0;
	for (size_t i = 0; i < count; i++) {
		const char *at =
		    p[i] == '\0' ? NULL : strchr(alphabet, (char)p[i]);

		if (at == NULL)
			return false;
		*n += weight * (unsigned)(at - alphabet);
		weight *= 45;
	}
	return true;
}

enum err base45_decode(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.n;) {
		size_t left = text.n - i;
		size_t count = left < 3 ? left : 3;
		unsigned n;

		if (count == 1 || !take(&n, text.p + i, count) ||
		    n > (count == 3 ? 0xffffu : 0xffu))
			return ERR_PARSE;
		if (count == 3)
			buf_put_byte(out, (uint8_t)(n / 256));
		buf_put_byte(out, (uint8_t)(n % 256));
		i += count;
	}
	return ERR_OK;
}
