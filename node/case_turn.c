#include "node/case_turn.h"

#include <inttypes.h>
#include <stdio.h>

#include "node/say.h"
#include "node/table.h"
#include "schema/dossier.h"
#include "schema/dossier_clocks.h"
#include "schema/ledger.h"
#include "schema/turn.h"

#define MINUTE_SECONDS 60

static void put_who(struct arena *a, struct value *v, const struct ledger *l,
    const struct turn *t)
{
	say_node(a, v, "node", l, t->node);
	say_text(a, v, "why", turn_why_word(t->why));
	say_text(a, v, "why_zh", turn_why_zh(t->why));
	say_text(a, v, "why_en", turn_why_en(t->why));
}

static struct value *turns_of(struct arena *a, const struct ledger *l,
    const struct turn *turns, size_t count)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < count; i++) {
		const struct turn *t = &turns[i];
		struct value *v = value_map(a);

		say_time(a, v, "from", t->from);
		say_time(a, v, "until", t->until);
		say_int(a, v, "seconds", t->until - t->from);
		put_who(a, v, l, t);
		if (!digest_is_zero(&t->act))
			say_digest(a, v, "act", &t->act);
		say_bool(a, v, "late", t->late);
		say_text(a, v, "clock", t->clock);
		value_push(a, list, v);
	}
	return list;
}

static struct value *days_of(struct arena *a, const struct ledger *l,
    const struct turn_days *days, size_t count)
{
	struct value *list = value_list(a);
	char text[DAY_TEXT_ROOM];

	for (size_t i = 0; i < count; i++) {
		struct value *v = value_map(a);

		day_format(text, days[i].first);
		say_text(a, v, "first", text);
		day_format(text, days[i].last);
		say_text(a, v, "last", text);
		say_int(a, v, "days", days[i].days);
		say_int(a, v, "workdays", days[i].workdays);
		put_who(a, v, l, days[i].turn);
		value_push(a, list, v);
	}
	return list;
}

void case_turn_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now)
{
	const struct calendar *calendar =
	    d->series != NULL ? ledger_calendar(l, d->series) : NULL;
	struct dossier_clock clocks[DOSSIER_CLOCKS_MAX];
	size_t clock_count = dossier_clocks(d, l, now, clocks);
	size_t count, day_count;
	const struct turn *turns =
	    turn_list(a, d, clocks, clock_count, now, &count);
	const struct turn_days *days =
	    turn_days(a, calendar, turns, count, &day_count);

	value_set(a, v, "turns", turns_of(a, l, turns, count));
	value_set(a, v, "days", days_of(a, l, days, day_count));
}

/* ---- tables ---- */

static const char *text(const struct value *v, const char *key)
{
	const char *t = value_get_string(v, key);

	return t != NULL ? t : "";
}

static void print_days(const struct value *days)
{
	struct table *t = table_new(6);

	table_row(t, "自", "至", "天数", "工作日", "责任方", "缘由", NULL);
	for (size_t i = 0; i < value_count(days); i++) {
		const struct value *d = value_at(days, i);
		char count[24], workdays[24];
		int64_t n = 0, w = 0;

		(void)value_get_int(d, "days", &n);
		(void)value_get_int(d, "workdays", &w);
		(void)snprintf(count, sizeof(count), "%" PRId64, n);
		(void)snprintf(workdays, sizeof(workdays), "%" PRId64, w);
		table_row(t, text(d, "first"), text(d, "last"), count, workdays,
		    text(d, "node_name"), text(d, "why_zh"), NULL);
	}
	table_print(t);
}

static void print_turns(const struct value *turns)
{
	struct table *t = table_new(6);

	table_row(t, "自", "至", "分钟", "责任方", "缘由", "超期", NULL);
	for (size_t i = 0; i < value_count(turns); i++) {
		const struct value *v = value_at(turns, i);
		char minutes[24];
		int64_t n = 0;

		(void)value_get_int(v, "seconds", &n);
		(void)snprintf(minutes, sizeof(minutes), "%" PRId64,
		    (n + MINUTE_SECONDS - 1) / MINUTE_SECONDS);
		table_row(t, text(v, "from_text"), text(v, "until_text"),
		    minutes, text(v, "node_name"), text(v, "why_zh"),
		    text(v, "clock"), NULL);
	}
	table_print(t);
}

void case_turn_print(const struct value *dossier)
{
	(void)printf("\n每一天是谁的 / whose day it was\n");
	print_days(value_get(dossier, "days"));
	(void)printf("\n每一分钟是谁的 / whose minute it was\n");
	print_turns(value_get(dossier, "turns"));
}
