#include "schema/lead_due.h"

#include <string.h>

#include "schema/day.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/standard.h"
#include "schema/value.h"

struct search {
	const struct ledger *l;
	const char *node;
	int64_t now;
	struct lead_due *out;
	size_t max, count;
	int64_t next;
};

/* One trigger of a standard that is in force here. */
struct offer {
	const struct standard *standard;
	const char *code;
	const char *type; /* of licence */
	int64_t days;     /* before the end; the most */
};

static bool same(const char *x, const char *y)
{
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

static int64_t most(const struct value *days)
{
	int64_t n = 0;

	for (size_t i = 0; i < value_count(days); i++)
		if (value_at(days, i)->integer > n)
			n = value_at(days, i)->integer;
	return n;
}

static bool read_offer(
    struct offer *out, const struct standard *s, const struct value *trigger)
{
	if (!value_is_text(value_get(trigger, "on"), "expiry"))
		return false;
	out->standard = s;
	out->code = value_get_string(trigger, "code");
	out->type = value_get_string(trigger, "licence");
	if (out->type == NULL)
		out->type =
		    value_get_string(value_get(s->tree, "output"), "licence");
	out->days = most(value_get(trigger, "days_before"));
	return out->type != NULL;
}

/* Was it offered since the document in force was made? */
static bool was_offered(const struct licence *c)
{
	const struct licence_event *e = ledger_licence_document(c, UINT64_MAX);

	return c->lead_at > e->position;
}

static void look(
    struct search *s, const struct offer *o, const struct licence *c)
{
	int64_t until = ledger_licence_until(c, UINT64_MAX), since;

	if (until == INT64_MAX || !same(c->node, s->node) ||
	    !same(c->type, o->type) || was_offered(c) ||
	    ledger_licence_standing(s->l, c, UINT64_MAX, s->now) !=
		LICENCE_VALID)
		return;
	since = day_begins(day_at(until)) - o->days * DAY_SECONDS;
	if (since > s->now) {
		if (since < s->next)
			s->next = since;
		return;
	}
	if (s->count < s->max)
		s->out[s->count] =
		    (struct lead_due){ c, o->standard, o->code, since, until };
	s->count++;
}

static void look_standard(struct search *s, const struct standard *standard)
{
	const struct value *triggers = value_get(standard->tree, "triggers");
	struct offer o;

	for (size_t i = 0; i < value_count(triggers); i++) {
		if (!read_offer(&o, standard, value_at(triggers, i)))
			continue;
		for (size_t k = 0; k < ledger_licence_count(s->l); k++)
			look(s, &o, ledger_licence_at(s->l, k));
	}
}

/* The revision of its item that this district works by. */
static bool is_in_force(const struct search *s, const struct standard *standard)
{
	const struct adoption *a =
	    ledger_adoption(s->l, s->node, standard->item, UINT64_MAX, s->now);

	return a != NULL && digest_equal(&a->standard, &standard->digest);
}

size_t lead_due_list(const struct ledger *l, const char *node, int64_t now,
    struct lead_due *out, size_t max, int64_t *next)
{
	struct search s = { l, node, now, out, max, 0, INT64_MAX };

	for (size_t i = 0; i < ledger_standard_count(l); i++) {
		const struct standard *standard = ledger_standard_at(l, i);

		if (value_get(standard->tree, "triggers") != NULL &&
		    is_in_force(&s, standard))
			look_standard(&s, standard);
	}
	if (next != NULL)
		*next = s.next;
	return s.count;
}
