#include "schema/float64.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NOT_A_NUMBER ((double)NAN)

#define DIGITS_MAX 17 /* enough to tell any two binary64 numbers apart */

/* 0.d1d2d3... * 10^point */
struct decimal {
	char digits[DIGITS_MAX + 1];
	int count;
	int point;
};

/* The fewest digits that read back as @d, which is finite and above 0. */
static struct decimal shortest(double d)
{
	struct decimal out = { 0 };
	char text[FLOAT64_TEXT_ROOM];
	const char *p = text;

	for (int precision = 0; precision < DIGITS_MAX; precision++) {
		(void)snprintf(text, sizeof(text), "%.*e", precision, d);
		if (strtod(text, NULL) == d)
			break;
	}
	for (; *p != 'e'; p++)
		if (*p >= '0' && *p <= '9')
			out.digits[out.count++] = *p;
	out.point = (int)strtol(p + 1, NULL, 10) + 1;
	while (out.count > 1 && out.digits[out.count - 1] == '0')
		out.digits[--out.count] = '\0';
	return out;
}

/* ECMA-262, Number::toString, steps 6 to 12; @x is above 0. */
static int layout(char *out, size_t room, const struct decimal *x)
{
	const char *digits = x->digits;
	int k = x->count;
	int n = x->point;

	if (k <= n && n <= 21)
		return snprintf(
		    out, room, "%s%.*s", digits, n - k, "00000000000000000000");
	if (0 < n && n <= 21)
		return snprintf(out, room, "%.*s.%s", n, digits, digits + n);
	if (-6 < n && n <= 0)
		return snprintf(out, room, "0.%.*s%s", -n, "000000", digits);
	if (k == 1)
		return snprintf(out, room, "%se%+d", digits, n - 1);
	return snprintf(out, room, "%.1s.%se%+d", digits, digits + 1, n - 1);
}

size_t float64_format(char out[static FLOAT64_TEXT_ROOM], double d)
{
	struct decimal digits;
	char *p = out;
	int n;

	if (isnan(d)) {
		n = snprintf(out, FLOAT64_TEXT_ROOM, "NaN");
		return (size_t)n;
	}
	if (d < 0) {
		*p++ = '-';
		d = -d;
	}
	if (isinf(d)) {
		n = snprintf(p, FLOAT64_TEXT_ROOM - 1, "Infinity");
	} else if (d > 0) {
		digits = shortest(d);
		n = layout(p, FLOAT64_TEXT_ROOM - 1, &digits);
	} else {
		n = snprintf(p, FLOAT64_TEXT_ROOM - 1, "0");
	}
	must(n > 0 && n < FLOAT64_TEXT_ROOM - 1);
	return (size_t)(p - out) + (size_t)n;
}

/* ECMA-262, WhiteSpace and LineTerminator. */
static bool is_blank(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0xa0 ||
	       c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 ||
	       c == 0xfeff;
}

/* The code point that starts at @p, or 0 for what is none (a half of a
 * surrogate pair); @n is its length, at least 1. */
static uint32_t code_point(struct bytes text, size_t *n)
{
	static const uint8_t least[] = { 0, 0xc2, 0xe0 };
	uint8_t first = text.p[0];

	*n = 1;
	if (first < 0x80)
		return first;
	if (first >= least[1] && first < least[2] && text.n >= 2) {
		*n = 2;
		return (uint32_t)(first & 0x1f) << 6 | (text.p[1] & 0x3f);
	}
	if (first >= least[2] && first < 0xf0 && text.n >= 3) {
		*n = 3;
		return (uint32_t)(first & 0x0f) << 12 |
		       (uint32_t)(text.p[1] & 0x3f) << 6 | (text.p[2] & 0x3f);
	}
	return 0; /* no blank is longer */
}

static struct bytes trim_start(struct bytes text)
{
	while (text.n > 0) {
		size_t n;

		if (!is_blank(code_point(text, &n)))
			break;
		text.p += n;
		text.n -= n;
	}
	return text;
}

static struct bytes trim_end(struct bytes text)
{
	while (text.n > 0) {
		size_t start = text.n - 1;
		size_t n;

		while (start > 0 && (text.p[start] & 0xc0) == 0x80)
			start--;
		if (!is_blank(code_point(
			bytes_part(text, start, text.n - start), &n)) ||
		    n != text.n - start)
			break;
		text.n = start;
	}
	return text;
}

static size_t count_digits(struct bytes text, size_t from)
{
	size_t at = from;

	while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9')
		at++;
	return at - from;
}

static bool has(struct bytes text, size_t at, uint8_t low, uint8_t high)
{
	return at < text.n && (text.p[at] == low || text.p[at] == high);
}

/* How many bytes at the start are a StrDecimalLiteral; 0 for none. */
static size_t decimal_length(struct bytes text)
{
	static const char infinity[] = "Infinity";
	size_t at = has(text, 0, '+', '-') ? 1 : 0;
	size_t whole, fraction, exponent;

	if (text.n - at >= strlen(infinity) &&
	    memcmp(text.p + at, infinity, strlen(infinity)) == 0)
		return at + strlen(infinity);
	whole = count_digits(text, at);
	at += whole;
	if (has(text, at, '.', '.')) {
		fraction = count_digits(text, at + 1);
		if (whole + fraction == 0)
			return 0;
		at += 1 + fraction;
	} else if (whole == 0) {
		return 0;
	}
	if (has(text, at, 'e', 'E')) {
		size_t sign = has(text, at + 1, '+', '-') ? 1 : 0;

		exponent = count_digits(text, at + 1 + sign);
		if (exponent > 0)
			at += 1 + sign + exponent;
	}
	return at;
}

/* @text is a StrDecimalLiteral, which strtod() reads the same way. */
static double read_decimal(struct bytes text)
{
	char small[64];
	char *copy = text.n < sizeof(small) ? small : mem_new(text.n + 1);
	double d;

	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	d = strtod(copy, NULL);
	if (copy != small)
		mem_free(copy);
	return d;
}

/* Digits of a base 2^@bits, rounded once, to even; NaN for anything else. */
static double read_power(struct bytes digits, unsigned bits)
{
	uint64_t top = 0; /* the leading bits; the last one is sticky */
	int shift = 0;

	if (digits.n == 0)
		return NOT_A_NUMBER;
	for (size_t i = 0; i < digits.n; i++) {
		uint8_t c = digits.p[i];
		unsigned digit = 99;

		if (c >= '0' && c <= '9')
			digit = c - (unsigned)'0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			digit = (c | 0x20u) - (unsigned)'a' + 10;
		if (digit >> bits != 0)
			return NOT_A_NUMBER;
		if (top >> (64 - bits) == 0)
			top = top << bits | digit;
		else {
			top |= digit != 0;
			/* Beyond 2^1024 anyway: the exponent need not grow. */
			if (shift < 4096)
				shift += (int)bits;
		}
	}
	return ldexp((double)top, shift);
}

double float64_number(struct bytes text)
{
	struct bytes rest;

	text = trim_end(trim_start(text));
	if (text.n == 0)
		return 0;
	if (text.n > 2 && text.p[0] == '0') {
		rest = bytes_part(text, 2, text.n - 2);
		if (has(text, 1, 'x', 'X'))
			return read_power(rest, 4);
		if (has(text, 1, 'o', 'O'))
			return read_power(rest, 3);
		if (has(text, 1, 'b', 'B'))
			return read_power(rest, 1);
	}
	if (decimal_length(text) != text.n)
		return NOT_A_NUMBER;
	return read_decimal(text);
}

double float64_prefix(struct bytes text)
{
	size_t n;

	text = trim_start(text);
	n = decimal_length(text);
	return n > 0 ? read_decimal(bytes_part(text, 0, n)) : NOT_A_NUMBER;
}
