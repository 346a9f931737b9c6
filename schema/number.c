#include "schema/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "schema/mod3736.h"

#define DATE_BYTES         8
#define SEQUENCE_BYTES_MIN 4

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

void number_format(char out[static NUMBER_TEXT_ROOM], const struct number *n)
{
	must(text_is_slug(bytes_text(n->node)));
	must(day_is_valid(n->day));
	must(n->sequence >= 1 && n->sequence <= NUMBER_SEQUENCE_MAX);
	struct day_civil c = day_civil(n->day);
	char text[NUMBER_TEXT_ROOM + 64];
	(void)snprintf(text, sizeof text, "%s-%04d%02d%02d-%04" PRIu64, n->node,
	    c.year, c.month, c.of_month, n->sequence);
	size_t used = strlen(text);
	for (size_t i = 0; i < used; i++) {
		if (text[i] >= 'a' && text[i] <= 'z')
			text[i] = (char)(text[i] - 'a' + 'A');
	}
	struct mod3736 m = mod3736_begin();
	mod3736_feed(&m, bytes_text(text));
	must(used + 3 <= NUMBER_TEXT_ROOM);
	memcpy(out, text, used);
	out[used] = '-';
	out[used + 1] = mod3736_end(&m);
	out[used + 2] = 0;
}

/* The last part after a hyphen; @rest keeps what is before that hyphen. */
static bool last_part(struct bytes *rest, struct bytes *part)
{
	size_t i = rest->n;
	while (i > 0 && rest->p[i - 1] != '-')
		i--;
	if (i == 0)
		return false;
	*part = bytes_part(*rest, i, rest->n - i);
	rest->n = i - 1;
	return true;
}

static bool read_sequence(uint64_t *out, struct bytes part)
{
	uint64_t value = 0;
	if (part.n < SEQUENCE_BYTES_MIN || part.n > 10)
		return false;
	if (part.n > SEQUENCE_BYTES_MIN && part.p[0] == '0')
		return false;
	for (size_t i = 0; i < part.n; i++) {
		if (!is_digit(part.p[i]))
			return false;
		value = value * 10 + (uint64_t)(part.p[i] - '0');
	}
	*out = value;
	return value >= 1;
}

static bool read_date(struct day *out, struct bytes part)
{
	if (part.n != DATE_BYTES)
		return false;
	int v[DATE_BYTES];
	for (size_t i = 0; i < DATE_BYTES; i++) {
		if (!is_digit(part.p[i]))
			return false;
		v[i] = part.p[i] - '0';
	}
	struct day_civil c = {
		.year = v[0] * 1000 + v[1] * 100 + v[2] * 10 + v[3],
		.month = v[4] * 10 + v[5],
		.of_month = v[6] * 10 + v[7],
	};
	return day_from_civil(out, c, DAY_YEAR_MIN);
}

static bool read_node(
    char out[static TEXT_SLUG_BYTES_MAX + 1], struct bytes part)
{
	if (part.n > TEXT_SLUG_BYTES_MAX)
		return false;
	for (size_t i = 0; i < part.n; i++) {
		uint8_t c = part.p[i];
		out[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	out[part.n] = 0;
	return text_is_slug(bytes_text(out));
}

enum err number_parse(struct number *out, struct bytes text, struct why *why)
{
	struct number n = { 0 };
	struct bytes rest = text;
	struct bytes check;
	struct bytes sequence;
	struct bytes date;
	if (!last_part(&rest, &check) || check.n != 1 ||
	    !last_part(&rest, &sequence) ||
	    !read_sequence(&n.sequence, sequence) || !last_part(&rest, &date) ||
	    !read_date(&n.day, date) || !read_node(n.node, rest))
		return why_set(why, ERR_PARSE,
		    "办件编号形如 HANBIN-20261124-0001-K (a case number looks "
		    "like HANBIN-20261124-0001-K: node, date, sequence, check "
		    "character)");
	char right[NUMBER_TEXT_ROOM];
	number_format(right, &n);
	char given = (char)check.p[0];
	if (given >= 'a' && given <= 'z')
		given = (char)(given - 'a' + 'A');
	if (right[strlen(right) - 1] != given)
		return why_set(why, ERR_PARSE,
		    "办件编号校验位不符,请核对 (the case number's check "
		    "character is wrong: some character was mistyped)");
	*out = n;
	return ERR_OK;
}
