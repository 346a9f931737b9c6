/*
 * The whole state as one canonical map, logs in order of their node ids, so
 * that replicas which hold the same logs write the same bytes in whatever
 * interleaving the logs came.
 */
#include <string.h>

#include "schema/calendar.h"
#include "schema/ledger.h"
#include "schema/ledger_fork.h"
#include "schema/ledger_judge.h"
#include "schema/ledger_licence.h"
#include "schema/ledger_mark.h"
#include "schema/ledger_roles.h"
#include "schema/ledger_slot.h"
#include "schema/ledger_state.h"
#include "schema/office.h"
#include "schema/pack.h"
#include "schema/standard.h"
#include "schema/value.h"

static void put_text(
    struct arena *a, struct value *map, const char *key, const char *text)
{
	value_set(a, map, key, value_text(a, text));
}

static void put_int(
    struct arena *a, struct value *map, const char *key, int64_t n)
{
	value_set(a, map, key, value_int(a, n));
}

static void put_id(struct arena *a, struct value *map, const char *key,
    const struct digest *id)
{
	value_set(a, map, key, value_bin(a, digest_bytes(id)));
}

static const struct value *records_value(
    const struct ledger *l, struct arena *a, const struct ledger_log *log)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < log->records.count; i++) {
		const struct ledger_record *r = log->records.items[i];
		enum rule rule = ledger_judge_record(l, r);
		struct value *v = value_map(a);

		put_id(a, v, "id", &r->id);
		put_int(a, v, "position", (int64_t)r->position);
		put_text(a, v, "rule", rule_name(rule));
		value_push(a, list, v);
	}
	return list;
}

static const struct value *adoptions_value(
    struct arena *a, const struct ledger_log *log)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < log->adoptions.count; i++) {
		const struct adoption *adoption = log->adoptions.items[i];
		struct value *v = value_map(a);

		put_int(a, v, "from", adoption->from);
		put_text(a, v, "item", adoption->item);
		put_int(a, v, "position", (int64_t)adoption->position);
		put_id(a, v, "std", &adoption->standard);
		put_int(a, v, "time", adoption->time);
		value_push(a, list, v);
	}
	return list;
}

/* F-198; only in the state of who has set any. */
static void put_offices(
    struct arena *a, struct value *map, const struct ledger_log *log)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < log->offices.count; i++) {
		const struct ledger_office *o = log->offices.items[i];
		struct value *v = value_map(a);

		put_int(a, v, "from", o->hours.from);
		value_set(a, v, "hours", office_value(a, &o->hours));
		put_int(a, v, "position", (int64_t)o->position);
		value_push(a, list, v);
	}
	if (log->offices.count > 0)
		value_set(a, map, "offices", list);
}

/* F-237, F-238; only in the state of who marked, or repaired. */
static const struct value *repairs_value(
    const struct ledger *l, struct arena *a, const struct mark *m)
{
	const struct mark_repair *r = NULL;
	struct value *v = value_map(a);

	/* The first of each log: the logs may have come in any order. */
	while ((r = ledger_mark_repair(l, m, r)) != NULL)
		put_int(a, v, r->node, (int64_t)r->position);
	return v;
}

static void put_marks(const struct ledger *l, struct arena *a,
    struct value *map, const char *node)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < ledger_mark_count(l); i++) {
		const struct mark *m = ledger_mark_at(l, i);
		struct value *v = value_map(a);

		if (strcmp(m->node, node) != 0)
			continue;
		put_id(a, v, "case", &m->dossier);
		put_int(a, v, "position", (int64_t)m->position);
		value_set(a, v, "repairs", repairs_value(l, a, m));
		put_id(a, v, "std", &m->standard);
		put_id(a, v, "subject", &m->subject);
		value_push(a, list, v);
	}
	if (value_count(list) > 0)
		value_set(a, map, "marks", list);
}

static const struct value *staff_value(
    const struct ledger *l, struct arena *a, const char *node)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < l->certs.count; i++) {
		const struct staff *s = ledger_staff_at(l, i);
		struct value *v;

		if (strcmp(s->node, node) != 0)
			continue;
		v = value_map(a);
		put_text(a, v, "id", s->id);
		put_id(a, v, "key", &s->key_id);
		put_int(a, v, "position", (int64_t)s->position);
		value_set(a, v, "roles", role_list(a, s->roles));
		put_int(a, v, "renew", s->renew);
		if (s->revoked)
			put_int(a, v, "revoked", (int64_t)s->revoked_at);
		if (s->has_good)
			put_int(a, v, "good", (int64_t)s->good);
		put_int(a, v, "until", s->until);
		value_push(a, list, v);
	}
	return list;
}

static const struct value *grants_value(
    const struct ledger *l, struct arena *a, const char *node)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < l->grants.count; i++) {
		const struct grant *g = ledger_grant_at(l, i);
		struct value *v;

		if (strcmp(g->node, node) != 0)
			continue;
		v = value_map(a);
		if (g->ended)
			put_int(a, v, "ended", (int64_t)g->ended_at);
		put_text(a, v, "item", g->item);
		put_int(a, v, "position", (int64_t)g->position);
		value_set(a, v, "rights", right_list(a, g->rights));
		put_id(a, v, "std", &g->standard);
		put_text(a, v, "to", g->to);
		put_int(a, v, "until", g->until);
		value_push(a, list, v);
	}
	return list;
}

static const struct value *spans_value(
    struct arena *a, const struct ledger_list *spans)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < spans->count; i++) {
		const struct ledger_span *s = spans->items[i];
		struct value *v = value_list(a);

		value_push(a, v, value_bin(a, s->key));
		value_push(a, v, value_int(a, (int64_t)s->from));
		value_push(a, v, value_bool(a, s->compromised));
		value_push(a, list, v);
	}
	return list;
}

static const struct value *keys_value(
    struct arena *a, const struct ledger_log *log)
{
	struct value *map = value_map(a);

	for (unsigned p = 0; p < LEDGER_KEY_COUNT; p++)
		value_set(a, map, ledger_purpose_word((enum ledger_purpose)p),
		    spans_value(a, &log->spans[p]));
	return map;
}

static const struct value *cuts_value(
    struct arena *a, const struct ledger_log *log)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < log->cuts.count; i++) {
		const struct ledger_cut *cut = log->cuts.items[i];
		struct value *v = value_list(a);

		value_push(a, v, value_int(a, (int64_t)cut->kind));
		value_push(a, v, value_int(a, (int64_t)cut->epoch));
		value_push(a, v, value_int(a, (int64_t)cut->size));
		value_push(a, list, v);
	}
	return list;
}

static const struct value *archives_value(
    const struct ledger *l, struct arena *a, const char *node)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < l->archives.count; i++) {
		const struct archive *from = l->archives.items[i];
		struct value *v;

		if (strcmp(from->node, node) != 0)
			continue;
		v = value_map(a);
		put_int(a, v, "position", (int64_t)from->position);
		put_text(a, v, "to", from->to);
		put_int(a, v, "until", from->until);
		value_push(a, list, v);
	}
	return list;
}

static const struct value *pseudonyms_value(
    const struct ledger *l, struct arena *a, const char *node)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < l->pseudonyms.count; i++) {
		const struct pseudonym *p = ledger_pseudonym_at(l, i);
		struct value *v;

		if (strcmp(p->home, node) != 0)
			continue;
		v = value_map(a);
		value_set(a, v, "ended", value_bool(a, p->ended));
		put_text(a, v, "item", p->item);
		put_text(a, v, "to", p->to);
		put_id(a, v, "wrap", &p->wrap);
		put_int(a, v, "year", p->year);
		value_push(a, list, v);
	}
	return list;
}

/* F-226: each with its events, the newest first; what was asked and given. */
static void put_licences(const struct ledger *l, struct arena *a,
    struct value *map, const char *node)
{
	struct value *list = value_list(a), *asks = value_list(a);

	for (size_t i = 0; i < ledger_licence_count(l); i++) {
		const struct licence *c = ledger_licence_at(l, i);
		const struct licence_event *e = c->events;
		struct value *v = value_list(a);

		if (strcmp(c->node, node) != 0)
			continue;
		for (; e != NULL; e = e->older)
			value_push(a, v, value_bin(a, digest_bytes(&e->act)));
		value_push(a, list, v);
	}
	for (size_t i = 0; i < ledger_licence_ask_count(l); i++) {
		const struct licence_ask *q = ledger_licence_ask_at(l, i);
		const struct licence_give *g = ledger_licence_given(l, q);
		struct value *v = value_map(a);

		if (strcmp(q->node, node) != 0)
			continue;
		put_id(a, v, "ask", &q->act);
		if (g != NULL)
			put_id(a, v, "given", &g->act);
		value_push(a, asks, v);
	}
	if (value_count(list) > 0)
		value_set(a, map, "licences", list);
	if (value_count(asks) > 0)
		value_set(a, map, "licence_asks", asks);
}

/* In the order of their ids: proofs come as they come. */
static void put_forks(
    const struct ledger *l, struct arena *a, struct value *map)
{
	struct value *forks = value_map(a), *settles = value_list(a);

	for (size_t i = 0; i < ledger_fork_count(l); i++) {
		const struct ledger_fork *f = ledger_fork_at(l, i);
		char id[DIGEST_HEX_ROOM];

		digest_hex(id, &f->act);
		put_int(a, forks, arena_text(a, bytes_text(id)),
		    (f->counts ? 1 : 0) + (f->settled ? 2 : 0));
	}
	for (size_t i = 0; i < ledger_fork_settle_count(l); i++)
		value_push(a, settles,
		    value_bin(
			a, digest_bytes(&ledger_fork_settle_at(l, i)->act)));
	if (ledger_fork_count(l) > 0)
		value_set(a, map, "forks", forks);
	if (ledger_fork_settle_count(l) > 0)
		value_set(a, map, "settles", settles);
}

/* What is offered, with how the bookings stand: those of one log in its order. */
static void put_slots(const struct ledger *l, struct arena *a,
    struct value *map, const char *node)
{
	struct value *slots = value_list(a), *bookings = value_list(a);

	for (size_t i = 0; i < ledger_slot_count(l); i++) {
		const struct ledger_slot *s = ledger_slot_at(l, i);

		if (strcmp(s->node, node) == 0)
			value_push(
			    a, slots, value_bin(a, digest_bytes(&s->act)));
	}
	for (size_t i = 0; i < ledger_slot_booking_count(l); i++) {
		const struct ledger_booking *b = ledger_slot_booking_at(l, i);
		struct value *v = value_map(a);

		if (strcmp(b->slot->node, node) != 0)
			continue;
		value_set(a, v, "act", value_bin(a, digest_bytes(&b->act)));
		put_text(a, v, "state", ledger_slot_word(b->state));
		value_push(a, bookings, v);
	}
	if (value_count(slots) > 0)
		value_set(a, map, "slots", slots);
	if (value_count(bookings) > 0)
		value_set(a, map, "bookings", bookings);
}

/* What the authority alone says, in the order of its log. */
static void put_network(
    const struct ledger *l, struct arena *a, struct value *map)
{
	struct value *roles = value_list(a), *policies = value_list(a);
	struct value *warrants = value_list(a);

	for (size_t i = 0; i < l->roles.count; i++)
		value_push(a, roles, ledger_roles_value(a, l->roles.items[i]));
	for (size_t i = 0; i < l->policies.count; i++) {
		const struct policy *p = l->policies.items[i];

		value_push(a, policies, value_bin(a, digest_bytes(&p->act)));
	}
	for (size_t i = 0; i < l->warrants.count; i++) {
		const struct warrant *w = l->warrants.items[i];

		value_push(a, warrants, value_bin(a, digest_bytes(&w->act)));
	}
	put_forks(l, a, map);
	value_set(a, map, "policies", policies);
	value_set(a, map, "roles", roles);
	value_set(a, map, "warrants", warrants);
}

static const struct value *log_value(
    const struct ledger *l, struct arena *a, const struct ledger_log *log)
{
	const char *node = log->member.node;
	struct value *v = value_map(a);

	value_set(a, v, "acts", records_value(l, a, log));
	value_set(a, v, "adoptions", adoptions_value(a, log));
	value_set(a, v, "archives", archives_value(l, a, node));
	value_set(a, v, "cuts", cuts_value(a, log));
	value_set(a, v, "grants", grants_value(l, a, node));
	if (log->held)
		put_int(a, v, "held", (int64_t)log->held_at);
	value_set(a, v, "keys", keys_value(a, log));
	put_licences(l, a, v, node);
	put_marks(l, a, v, node);
	value_set(a, v, "member", genesis_member_value(a, &log->member));
	put_offices(a, v, log);
	value_set(a, v, "pseudonyms", pseudonyms_value(l, a, node));
	put_slots(l, a, v, node);
	value_set(a, v, "staff", staff_value(l, a, node));
	return v;
}

void ledger_encode(const struct ledger *l, struct buf *out)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct value *logs = value_map(a);
	struct value *standards = value_list(a);
	struct value *calendars = value_list(a);

	for (size_t i = 0; i < l->logs.count; i++) {
		const struct ledger_log *log = l->logs.items[i];

		value_set(a, logs, log->member.node, log_value(l, a, log));
	}
	for (size_t i = 0; i < l->standards.count; i++) {
		const struct standard *s = ledger_standard_at(l, i);

		value_push(
		    a, standards, value_bin(a, digest_bytes(&s->digest)));
	}
	for (size_t i = 0; i < l->calendars.count; i++) {
		const struct ledger_document *d = l->calendars.items[i];

		value_push(a, calendars, calendar_value(d->calendar));
	}
	value_set(a, map, "calendars", calendars);
	value_set(a, map, "logs", logs);
	put_network(l, a, map);
	value_set(a, map, "net", value_bin(a, bytes_of(l->genesis.network.b)));
	value_set(a, map, "standards", standards);
	pack_encode(out, map);
	arena_free(a);
}
