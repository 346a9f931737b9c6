#include "schema/limit.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

struct unit {
	const char *name;
	const char *zh;
	const char *en;
};

static const struct unit units[] = {
#define X(name, zh, en) [LIMIT_##name] = { #name, zh, en },
	LIMIT_UNIT_MAP(X)
#undef X
};
#define UNIT_COUNT (sizeof units / sizeof units[0])

enum err limit_parse(struct limit *out, struct bytes text, struct why *why)
{
	size_t digits = 0;
	while (
	    digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
		digits++;
	uint64_t amount = 0;
	if (text_decimal(&amount, bytes_part(text, 0, digits),
		LIMIT_AMOUNT_MAX) != ERR_OK ||
	    amount == 0)
		return why_set(why, ERR_PARSE,
		    "a limit is an amount from 1 to %d and a unit, such as "
		    "20WD, 7ND, 12NH or 30NMIN",
		    LIMIT_AMOUNT_MAX);
	struct bytes unit = bytes_part(text, digits, text.n - digits);
	for (size_t i = 0; i < UNIT_COUNT; i++) {
		if (!bytes_equal(unit, bytes_text(units[i].name)))
			continue;
		*out = (struct limit){ .amount = (uint32_t)amount,
			.unit = (enum limit_unit)i };
		return ERR_OK;
	}
	return why_set(why, ERR_PARSE,
	    "a limit's unit is WD (working days), ND (natural days), NH "
	    "(hours), NMIN (minutes) or WH (office hours), in capitals right "
	    "after the amount");
}

void limit_format(char out[static LIMIT_TEXT_ROOM], struct limit l)
{
	must(l.amount >= 1 && l.amount <= LIMIT_AMOUNT_MAX);
	(void)snprintf(out, LIMIT_TEXT_ROOM, "%u%s", (unsigned)l.amount,
	    units[l.unit].name);
}

const char *limit_unit_zh(enum limit_unit unit)
{
	return units[unit].zh;
}

const char *limit_unit_en(enum limit_unit unit)
{
	return units[unit].en;
}

static enum limit_order order_of(uint64_t a, uint64_t b)
{
	if (a == b)
		return LIMIT_EQUAL;
	return a < b ? LIMIT_SHORTER : LIMIT_LONGER;
}

static bool in_minutes(uint64_t *out, struct limit l)
{
	if (l.unit == LIMIT_NMIN)
		*out = l.amount;
	else if (l.unit == LIMIT_NH)
		*out = (uint64_t)l.amount * 60;
	else
		return false;
	return true;
}

/* Days against a moment: a day limit of n lasts at least n full days (it ends
 * at the end of a day), so what is at most 24 * n hours is shorter. */
static enum limit_order minutes_to_days(uint64_t minutes, uint64_t days)
{
	return minutes <= days * 24 * 60 ? LIMIT_SHORTER : LIMIT_UNSURE;
}

/* n working days end no earlier than n natural days without the move of the
 * last one, which a holiday may cause: so only WD > ND can be said. */
static enum limit_order natural_to_work(uint64_t natural, uint64_t work)
{
	return natural < work ? LIMIT_SHORTER : LIMIT_UNSURE;
}

static enum limit_order flip(enum limit_order o)
{
	if (o == LIMIT_SHORTER)
		return LIMIT_LONGER;
	return o == LIMIT_LONGER ? LIMIT_SHORTER : o;
}

static bool is_days(enum limit_unit unit)
{
	return unit == LIMIT_ND || unit == LIMIT_WD;
}

enum limit_order limit_compare(struct limit a, struct limit b)
{
	uint64_t left;
	uint64_t right;
	if (a.unit == b.unit)
		return order_of(a.amount, b.amount);
	if (in_minutes(&left, a) && in_minutes(&right, b))
		return order_of(left, right);
	if (in_minutes(&left, a) && is_days(b.unit))
		return minutes_to_days(left, b.amount);
	if (is_days(a.unit) && in_minutes(&right, b))
		return flip(minutes_to_days(right, a.amount));
	if (a.unit == LIMIT_ND && b.unit == LIMIT_WD)
		return natural_to_work(a.amount, b.amount);
	if (a.unit == LIMIT_WD && b.unit == LIMIT_ND)
		return flip(natural_to_work(b.amount, a.amount));
	return LIMIT_UNSURE;
}
