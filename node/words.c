#include "node/words.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

#define FULL_FIRST 0xff01 /* of ! to ~, full-width */
#define FULL_LAST  0xff5e
#define FULL_STEP  0xfee0

static bool is_ascii_word(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_han(uint32_t c)
{
	return c == 0x3005 || c == 0x3007 || (c >= 0x3400 && c <= 0x4dbf) ||
	       (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

/* Blanks, controls and punctuation, the Latin and the Chinese. */
static bool parts(uint32_t c)
{
	if (c < 0x80)
		return !is_ascii_word(c);
	return c <= 0xbf || c == 0xd7 || c == 0xf7 ||
	       (c >= 0x2000 && c <= 0x2bff) ||
	       (c >= 0x3000 && c <= 0x303f && !is_han(c)) || c == 0x30fb ||
	       (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xfe00 && c <= 0xfe6f) ||
	       c >= 0xff00;
}

static uint32_t folded(uint32_t c)
{
	if (c >= FULL_FIRST && c <= FULL_LAST)
		c -= FULL_STEP;
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* The next character at @at, folded; 0 for what parts words. */
static uint32_t next(struct bytes text, size_t *at, struct bytes *as_written)
{
	struct bytes left = bytes_part(text, *at, text.n - *at);
	uint32_t c = left.p[0];
	size_t n = c < 0x80 ? 1 : text_next(left, &c);

	*as_written = bytes_part(left, 0, n);
	*at += n;
	c = folded(c);
	return parts(c) && !(c >= 0x20000 && c <= 0x3ffff) ? 0 : c;
}

static void put(struct buf *out, uint32_t c, struct bytes as_written)
{
	if (c < 0x80)
		buf_put_byte(out, (uint8_t)c);
	else
		buf_put(out, as_written);
}

void words_compact(struct buf *out, struct bytes text)
{
	struct bytes as_written;
	size_t at = 0;

	while (at < text.n) {
		uint32_t c = next(text, &at, &as_written);

		if (c != 0)
			put(out, c, as_written);
	}
}

size_t words_split(
    struct arena *a, struct bytes text, struct bytes out[static WORDS_MAX])
{
	struct buf word = { 0 };
	struct bytes as_written;
	size_t count = 0, at = 0;

	while (at < text.n || word.n > 0) {
		uint32_t c = at < text.n ? next(text, &at, &as_written) : 0;

		if (c != 0) {
			put(&word, c, as_written);
		} else if (word.n > 0) {
			if (count < WORDS_MAX)
				out[count] = arena_copy(a, buf_bytes(&word));
			buf_clear(&word);
			if (++count > WORDS_MAX)
				break;
		}
	}
	buf_fini(&word);
	return count;
}

void words_put_pieces(
    struct buf *out, struct bytes compact, unsigned size, const char *between)
{
	uint32_t before = 0;
	size_t at = 0, count = 0;

	while (at < compact.n) {
		uint32_t c;

		at += text_next(bytes_part(compact, at, compact.n - at), &c);
		if (size == 1 || before != 0) {
			if (count++ > 0)
				buf_put_text(out, between);
			if (size == 1)
				buf_print(out, "t%06x", c);
			else
				buf_print(out, "t%06x%06x", before, c);
		}
		before = c;
	}
}

void words_put_grams(struct buf *out, struct bytes compact)
{
	words_put_pieces(out, compact, 1, " ");
	buf_put_byte(out, ' ');
	words_put_pieces(out, compact, 2, " ");
	buf_put_byte(out, ' ');
}

size_t words_count(struct bytes compact)
{
	size_t count = 0;

	for (size_t i = 0; i < compact.n; i++)
		count += (compact.p[i] & 0xc0) != 0x80;
	return count;
}

bool words_is_han(struct bytes compact)
{
	size_t at = 0;

	while (at < compact.n) {
		uint32_t c;

		at += text_next(bytes_part(compact, at, compact.n - at), &c);
		if (!is_han(c))
			return false;
	}
	return compact.n > 0;
}

bool words_is_latin(struct bytes compact)
{
	for (size_t i = 0; i < compact.n; i++) {
		if (!is_ascii_word(compact.p[i]))
			return false;
	}
	return compact.n > 0;
}

size_t words_find(struct bytes text, struct bytes word)
{
	const uint8_t *at;

	if (word.n == 0 || text.n < word.n)
		return SIZE_MAX;
	at = memmem(text.p, text.n, word.p, word.n);
	return at == NULL ? SIZE_MAX : (size_t)(at - text.p);
}

void words_share(
    struct bytes text, struct bytes word, unsigned *pieces, unsigned *shared)
{
	size_t at = 0, before = SIZE_MAX;

	*pieces = *shared = 0;
	while (at < word.n) {
		uint32_t c;
		size_t n = text_next(bytes_part(word, at, word.n - at), &c);

		if (before != SIZE_MAX) {
			struct bytes two =
			    bytes_part(word, before, at + n - before);

			++*pieces;
			*shared += words_find(text, two) != SIZE_MAX;
		}
		before = at;
		at += n;
	}
}
