#include "node/licence_value.h"

#include "node/say.h"
#include "schema/day.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/value.h"

#define ASKS_SHOWN 1000 /* the newest */

static void put_until(
    struct arena *a, struct value *v, const char *key, int64_t until)
{
	char text[DAY_TEXT_ROOM];

	if (until == INT64_MAX)
		return;
	day_format(text, day_at(until));
	say_text(a, v, key, arena_print(a, "%s", text));
}

struct value *licence_value_line(struct arena *a, const struct ledger *l,
    const struct licence *c, int64_t now)
{
	enum licence_standing s =
	    ledger_licence_standing(l, c, UINT64_MAX, now);
	struct value *v = value_map(a);

	say_digest(a, v, "act", &c->act);
	say_node(a, v, "node", l, c->node);
	say_text(a, v, "type", c->type);
	say_text(a, v, "state", ledger_licence_word(s));
	say_text(a, v, "state_zh", ledger_licence_zh(s));
	put_until(a, v, "until", ledger_licence_until(c, UINT64_MAX));
	say_text(a, v, "from", c->has_dossier ? "case" : "import");
	if (c->has_dossier)
		say_digest(a, v, "case", &c->dossier);
	return v;
}

static struct value *event_value(struct arena *a, const struct licence_event *e)
{
	struct value *v = value_map(a);

	say_text(a, v, "event", ledger_licence_event_word(e->kind));
	say_digest(a, v, "act", &e->act);
	say_time(a, v, "time", e->time);
	if (e->kind == LICENCE_ISSUE || e->kind == LICENCE_RENEW)
		put_until(a, v, "until", e->until);
	else
		say_text(a, v, "reason", e->reason);
	return v;
}

static struct value *ask_value(
    struct arena *a, const struct ledger *l, const struct licence_ask *q)
{
	const struct licence_give *g = ledger_licence_given(l, q);
	const struct staff *s = ledger_staff(l, q->node, &q->by, UINT64_MAX);
	struct value *v = value_map(a);

	say_digest(a, v, "act", &q->act);
	say_node(a, v, "node", l, q->node);
	say_text(a, v, "staff", s != NULL ? s->id : NULL);
	say_time(a, v, "time", q->time);
	say_text(a, v, "reason", q->reason);
	if (g != NULL)
		say_digest(a, v, "given", &g->act);
	return v;
}

struct value *licence_value(struct arena *a, const struct ledger *l,
    const struct licence *c, int64_t now)
{
	struct value *v = licence_value_line(a, l, c, now);
	struct value *events = value_list(a), *asks = value_list(a);
	const struct licence_ask *q = ledger_licence_asked(l, &c->act);
	int64_t asked = 0;

	for (const struct licence_event *e = c->events; e != NULL; e = e->older)
		value_push(a, events, event_value(a, e));
	for (; q != NULL; q = q->older)
		if (++asked <= ASKS_SHOWN)
			value_push(a, asks, ask_value(a, l, q));
	value_set(a, v, "events", events);
	value_set(a, v, "asks", asks);
	say_int(a, v, "asked", asked);
	return v;
}
