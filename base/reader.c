#include "base/reader.h"

#include <string.h>

struct reader reader_over(struct bytes b)
{
	return (struct reader){ .left = b };
}

static void fail(struct reader *r)
{
	r->failed = true;
	r->left = (struct bytes){ NULL, 0 };
}

static void skip(struct reader *r, size_t count)
{
	r->left = bytes_part(r->left, count, r->left.n - count);
}

struct bytes reader_take(struct reader *r, size_t count)
{
	struct bytes taken;

	if (count > r->left.n)
		fail(r);
	if (r->failed)
		return (struct bytes){ NULL, 0 };
	taken = bytes_part(r->left, 0, count);
	skip(r, count);
	return taken;
}

static uint64_t take_big_endian(struct reader *r, size_t size)
{
	struct bytes b = reader_take(r, size);
	uint64_t v = 0;

	for (size_t i = 0; i < b.n; i++)
		v = v << 8 | b.p[i];
	return v;
}

uint8_t reader_u8(struct reader *r)
{
	return (uint8_t)take_big_endian(r, sizeof(uint8_t));
}

uint16_t reader_u16(struct reader *r)
{
	return (uint16_t)take_big_endian(r, sizeof(uint16_t));
}

uint32_t reader_u32(struct reader *r)
{
	return (uint32_t)take_big_endian(r, sizeof(uint32_t));
}

uint64_t reader_u64(struct reader *r)
{
	return take_big_endian(r, sizeof(uint64_t));
}

struct bytes reader_until(struct reader *r, uint8_t end, size_t limit)
{
	size_t window = r->left.n < limit ? r->left.n : limit;
	const uint8_t *found = NULL;
	struct bytes taken;

	if (window > 0)
		found = memchr(r->left.p, end, window);
	if (found == NULL) {
		fail(r);
		return (struct bytes){ NULL, 0 };
	}
	taken = bytes_part(r->left, 0, (size_t)(found - r->left.p));
	skip(r, taken.n + 1);
	return taken;
}

struct bytes reader_line(struct reader *r, size_t limit)
{
	return reader_until(r, '\n', limit);
}

bool reader_done(const struct reader *r)
{
	return !r->failed && r->left.n == 0;
}
