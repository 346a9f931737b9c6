#include "base/text.h"

#include <string.h>

#include "base/mem.h"

void text_hex(char *out, struct bytes b)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < b.n; i++) {
		*out++ = digits[b.p[i] >> 4];
		*out++ = digits[b.p[i] & 15];
	}
	*out = '\0';
}

/* Value of a lower-case hex digit, or -1. */
static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

enum err text_unhex(uint8_t *out, size_t n, struct bytes text)
{
	if (n > SIZE_MAX / 2 || text.n != 2 * n)
		return ERR_PARSE;
	for (size_t i = 0; i < n; i++) {
		int high = hex_value(text.p[2 * i]);
		int low = hex_value(text.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return ERR_PARSE;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return ERR_OK;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void text_base64(struct buf *out, struct bytes b)
{
	for (size_t i = 0; i < b.n; i += 3) {
		size_t n = b.n - i < 3 ? b.n - i : 3;
		uint32_t v = (uint32_t)b.p[i] << 16;
		uint8_t group[4];

		if (n > 1)
			v |= (uint32_t)b.p[i + 1] << 8;
		if (n > 2)
			v |= b.p[i + 2];
		for (size_t k = 0; k < 4; k++) {
			uint32_t digit = v >> (18 - 6 * k) & 63;

			group[k] = k <= n ? (uint8_t)base64_digits[digit] : '=';
		}
		buf_put(out, (struct bytes){ group, sizeof(group) });
	}
}

/* Value of a base64 digit, or -1. */
static int base64_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* How many bytes a group of four digits stands for; 0 if it is misshapen. */
static size_t unbase64_group(
    uint8_t out[static 3], const uint8_t group[static 4])
{
	size_t digits = 4;
	uint32_t v = 0;

	while (digits > 2 && group[digits - 1] == '=')
		digits--;
	for (size_t k = 0; k < 4; k++) {
		int value = k < digits ? base64_value(group[k]) : 0;

		if (value < 0)
			return 0;
		v = v << 6 | (uint32_t)value;
	}
	/* Spare bits must be zero, or two texts would mean the same bytes. */
	if ((digits == 2 && (v & 0xffff) != 0) ||
	    (digits == 3 && (v & 0xff) != 0))
		return 0;
	for (size_t k = 0; k < 3; k++)
		out[k] = (uint8_t)(v >> (16 - 8 * k));
	return digits - 1;
}

enum err text_unbase64(struct buf *out, struct bytes text)
{
	size_t before = out->n;

	if (text.n % 4 != 0)
		return ERR_PARSE;
	for (size_t i = 0; i < text.n; i += 4) {
		uint8_t group[3];
		size_t n = unbase64_group(group, text.p + i);

		if (n == 0 || (n < 3 && i + 4 < text.n)) {
			out->n = before;
			return ERR_PARSE;
		}
		buf_put(out, (struct bytes){ group, n });
	}
	return ERR_OK;
}

/* Decode one character (RFC 3629, table 3-7 of Unicode): its length, or 0. */
static size_t decode(struct bytes b, uint32_t *code_point)
{
	static const struct {
		uint8_t mask, lead;
		uint32_t min;
	} forms[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	size_t n = 0;
	uint32_t c;

	if (b.n == 0)
		return 0;
	while (n < 4 && (b.p[0] & forms[n].mask) != forms[n].lead)
		n++;
	if (n == 4 || n >= b.n)
		return 0;
	c = b.p[0] & (uint8_t)~forms[n].mask;
	for (size_t i = 1; i <= n; i++) {
		if ((b.p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (b.p[i] & 0x3f);
	}
	if (c < forms[n].min || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code_point = c;
	return n + 1;
}

bool text_is_utf8(struct bytes b)
{
	while (b.n > 0) {
		uint32_t code_point;
		size_t n = decode(b, &code_point);

		if (n == 0)
			return false;
		b = bytes_part(b, n, b.n - n);
	}
	return true;
}

size_t text_next(struct bytes b, uint32_t *code_point)
{
	size_t n = decode(b, code_point);

	must(n > 0 || b.n == 0); /* the caller says it is well formed */
	return n;
}

/* East Asian Width W and F (UAX #11), in whole blocks. */
static bool is_wide(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} wide[] = {
		{ 0x1100, 0x115f },
		{ 0x2e80, 0x303e },
		{ 0x3041, 0x33ff },
		{ 0x3400, 0x4dbf },
		{ 0x4e00, 0x9fff },
		{ 0xa000, 0xa4cf },
		{ 0xa960, 0xa97f },
		{ 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff },
		{ 0xfe10, 0xfe19 },
		{ 0xfe30, 0xfe6f },
		{ 0xff01, 0xff60 },
		{ 0xffe0, 0xffe6 },
		{ 0x1f300, 0x1f64f },
		{ 0x1f900, 0x1f9ff },
		{ 0x20000, 0x3fffd },
	};

	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		if (c >= wide[i].first && c <= wide[i].last)
			return true;
	}
	return false;
}

/* Combining marks and zero-width characters that texts of ours can hold. */
static bool is_zero_width(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

size_t text_columns(struct bytes b)
{
	size_t columns = 0;

	while (b.n > 0) {
		uint32_t c = 0xfffd; /* what a stray byte is shown as */
		size_t n = decode(b, &c);

		if (n == 0)
			n = 1;
		if (!is_zero_width(c))
			columns += is_wide(c) ? 2 : 1;
		b = bytes_part(b, n, b.n - n);
	}
	return columns;
}

enum err text_decimal(uint64_t *out, struct bytes text, uint64_t max)
{
	uint64_t v = 0;

	if (text.n == 0 || (text.n > 1 && text.p[0] == '0'))
		return ERR_PARSE;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c < '0' || c > '9' ||
		    __builtin_mul_overflow(v, (uint64_t)10, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(c - '0'), &v))
			return ERR_PARSE;
	}
	if (v > max)
		return ERR_PARSE;
	*out = v;
	return ERR_OK;
}

void text_lower(char *out, size_t room, const char *in)
{
	size_t i = 0;

	must(room > 0);
	for (; in[i] != '\0' && i + 1 < room; i++) {
		bool upper = in[i] >= 'A' && in[i] <= 'Z';

		/* In ASCII one bit tells the cases apart. */
		out[i] = (char)(upper ? (unsigned char)in[i] | 0x20u
				      : (unsigned char)in[i]);
	}
	out[i] = '\0';
}

bool text_is_slug(struct bytes b)
{
	if (b.n < 3 || b.n > TEXT_SLUG_BYTES_MAX)
		return false;
	for (size_t i = 0; i < b.n; i++) {
		bool letter = b.p[i] >= 'a' && b.p[i] <= 'z';
		bool digit = b.p[i] >= '0' && b.p[i] <= '9';
		bool hyphen = b.p[i] == '-';

		if (!letter && (i == 0 || !digit) &&
		    (i == 0 || i == b.n - 1 || !hyphen))
			return false;
	}
	return true;
}

/* Bytes of the control that stands at @p, 0 when it is none. */
static size_t control_bytes(const unsigned char *p)
{
	if (p[0] < 0x20 || p[0] == 0x7f)
		return 1;
	if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f) /* C1 */
		return 2;
	if (p[0] != 0xe2 || (p[1] != 0x80 && p[1] != 0x81))
		return 0;
	if (p[1] == 0x80)
		return p[2] == 0x8e || p[2] == 0x8f || /* LRM, RLM */
			       (p[2] >= 0xa8 && p[2] <= 0xae)
			   ? 3 /* line, paragraph; LRE to RLO */
			   : 0;
	return p[2] >= 0xa6 && p[2] <= 0xa9 ? 3 : 0; /* LRI to PDI */
}

void text_keep_one_line(char *text)
{
	unsigned char *p = (unsigned char *)text;

	while (*p != '\0') {
		size_t n = control_bytes(p);

		memset(p, ' ', n);
		p += n > 0 ? n : 1;
	}
}
