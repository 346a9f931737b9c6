/*
 * Keeping and finding; the rules are in ledger_judge.c.
 *
 * Nothing that is kept depends on another log: an adoption or grant whose
 * standard has not arrived is kept all the same, and whoever asks sees whether
 * the standard is there by now.  So the interleaving of logs does not matter.
 */
#include "schema/ledger.h"

#include <string.h>

#include "base/mem.h"
#include "schema/act_body.h"
#include "schema/calendar.h"
#include "schema/day.h"
#include "schema/ledger_judge.h"
#include "schema/ledger_state.h"
#include "schema/standard.h"
#include "schema/value.h"

static void push(struct ledger_list *list, void *item)
{
	if (list->count == list->room) {
		list->room = list->room == 0 ? 8 : list->room * 2;
		list->items =
		    mem_resize(list->items, list->room * sizeof(*list->items));
	}
	list->items[list->count++] = item;
}

static const char *keep_text(struct ledger *l, const char *text)
{
	return arena_text(l->arena, bytes_text(text));
}

static struct digest node_hash(const char *node)
{
	return digest_sha256(bytes_text(node));
}

static void keep_key(struct ledger *l, struct bytes key, struct ledger_log *log)
{
	struct digest hash = digest_sha256(key);

	ledger_map_set(&l->key_map, &hash, log);
}

static void keep_member(struct ledger *l, const struct member *m)
{
	struct ledger_log *log = arena_take(l->arena, sizeof(*log));
	struct digest hash = node_hash(m->node);

	log->member = *m;
	m = &log->member;
	log->log_key = (struct staff){
		.node = m->node,
		.key_id = sign_key_id(&m->log),
		.key = m->log,
		.id = m->node,
		.name = m->name,
		.roles = ROLE_BIT(ROLE_OPERATOR),
		.until = INT64_MAX,
		.is_log_key = true,
	};
	push(&l->logs, log);
	ledger_map_set(&l->node_map, &hash, log);
	keep_key(l, bytes_of(m->log.b), log);
	keep_key(l, bytes_of(m->recovery.b), log);
	keep_key(l, bytes_of(m->witness.b), log);
	keep_key(l, bytes_of(m->channel.b), log);
	keep_key(l, bytes_of(m->sealing.b), log);
}

struct ledger *ledger_new(
    const struct genesis *genesis, const struct history *history)
{
	struct ledger *l = mem_new(sizeof(*l));

	l->arena = arena_new();
	l->genesis = *genesis;
	l->history = history;
	keep_member(l, &genesis->authority);
	return l;
}

void ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->logs.count; i++) {
		struct ledger_log *log = l->logs.items[i];

		mem_free(log->records.items);
		mem_free(log->adoptions.items);
	}
	mem_free(l->logs.items);
	mem_free(l->certs.items);
	mem_free(l->standards.items);
	mem_free(l->calendars.items);
	mem_free(l->grants.items);
	ledger_map_fini(&l->node_map);
	ledger_map_fini(&l->key_map);
	ledger_map_fini(&l->cert_map);
	ledger_map_fini(&l->standard_map);
	ledger_map_fini(&l->grant_map);
	ledger_map_fini(&l->record_map);
	arena_free(l->arena);
	mem_free(l);
}

static void keep_admission(struct ledger *l, const struct act *act)
{
	struct member m;

	must(genesis_member_decode(value_get(act->body, "member"), &m, NULL) ==
	     RULE_NONE);
	keep_member(l, &m);
}

static void keep_calendar(struct ledger *l, const struct act *act)
{
	struct ledger_document *d = arena_take(l->arena, sizeof(*d));

	must(calendar_from(&d->calendar, l->arena,
		 value_get(act->body, "calendar"), NULL) == ERR_OK);
	push(&l->calendars, d);
}

static void keep_standard(struct ledger *l, const struct act *act)
{
	struct value *tree =
	    value_clone(l->arena, value_get(act->body, "standard"));
	struct standard_faults *faults = mem_new(sizeof(*faults));
	struct ledger_document *d = arena_take(l->arena, sizeof(*d));

	must(standard_from(&d->standard, l->arena, tree, faults) == ERR_OK);
	mem_free(faults);
	push(&l->standards, d);
	ledger_map_set(&l->standard_map, &d->standard->digest, d);
}

static void keep_staff(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_cert *cert = arena_take(l->arena, sizeof(*cert));
	struct digest key = act_body_id(act, "key");
	struct staff *s = &cert->staff;

	memcpy(s->key.b, key.b, SIGN_PUBLIC_BYTES);
	s->key_id = sign_key_id(&s->key);
	s->node = log->member.node;
	s->id = keep_text(l, act_body_text(act, "id"));
	s->name = keep_text(l, act_body_text(act, "name"));
	must(role_bits(&s->roles, value_get(act->body, "roles")));
	s->position = place->position;
	s->until = act_body_int(act, "until");
	cert->older = ledger_map_get(&l->cert_map, &s->key_id);
	push(&l->certs, cert);
	ledger_map_set(&l->cert_map, &s->key_id, cert);
}

static void keep_adoption(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct adoption *a = arena_take(l->arena, sizeof(*a));
	struct day from;

	must(day_parse(&from, bytes_text(act_body_text(act, "from")), NULL) ==
	     ERR_OK);
	*a = (struct adoption){
		.node = log->member.node,
		.item = keep_text(l, act_body_text(act, "item")),
		.standard = act->std,
		.act = act->id,
		.position = place->position,
		.from = day_begins(from),
		.time = place->time,
	};
	push(&log->adoptions, a);
}

static void keep_grant(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct grant *g = arena_take(l->arena, sizeof(*g));

	*g = (struct grant){
		.node = log->member.node,
		.to = keep_text(l, act_body_text(act, "to")),
		.item = keep_text(l, act_body_text(act, "item")),
		.standard = act->std,
		.act = act->id,
		.position = place->position,
		.until = act_body_int(act, "until"),
	};
	must(right_bits(&g->rights, value_get(act->body, "rights")));
	push(&l->grants, g);
	ledger_map_set(&l->grant_map, &g->act, g);
}

static void keep_content(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	if (strcmp(act->kind, "node.admit") == 0)
		keep_admission(l, act);
	else if (strcmp(act->kind, "calendar.publish") == 0)
		keep_calendar(l, act);
	else if (strcmp(act->kind, "standard.publish") == 0)
		keep_standard(l, act);
	else if (strcmp(act->kind, "staff.grant") == 0)
		keep_staff(l, log, place, act);
	else if (strcmp(act->kind, "standard.adopt") == 0)
		keep_adoption(l, log, place, act);
	else if (strcmp(act->kind, "grant.give") == 0)
		keep_grant(l, log, place, act);
}

static void keep_record(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act, enum rule rule)
{
	struct ledger_record *r = arena_take(l->arena, sizeof(*r));

	r->id = act->id;
	r->node = log->member.node;
	r->position = place->position;
	r->rule = rule;
	r->cites = rule == RULE_UNRESOLVED;
	r->std = act->std;
	if (r->cites)
		r->item = keep_text(l, act_body_text(act, "item"));
	push(&log->records, r);
	if (ledger_record(l, &act->id) == NULL)
		ledger_map_set(&l->record_map, &act->id, r);
}

enum rule ledger_add(struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	struct ledger_log *log = ledger_log(l, place->node);
	enum rule rule;

	must(act->sig_count > 0);
	rule = ledger_judge(l, place, act, why);
	if (log == NULL)
		return rule;
	must(place->position >= log->next);
	log->next = place->position + 1;
	if (ledger_judge_stops(act) && !log->held) {
		log->held = true;
		log->held_at = place->position;
	}
	if (act_dossier(act) != NULL)
		return rule;
	if (rule == RULE_NONE || rule == RULE_UNRESOLVED)
		keep_content(l, log, place, act);
	keep_record(l, log, place, act, rule);
	return rule;
}

struct ledger_log *ledger_log(const struct ledger *l, const char *node)
{
	struct digest hash = node_hash(node);

	return ledger_map_get(&l->node_map, &hash);
}

const struct ledger_record *ledger_record(
    const struct ledger *l, const struct digest *act)
{
	return ledger_map_get(&l->record_map, act);
}

bool ledger_has_key(const struct ledger *l, const uint8_t key[static 32])
{
	struct digest hash = digest_sha256((struct bytes){ key, 32 });

	return ledger_map_get(&l->key_map, &hash) != NULL;
}

const struct genesis *ledger_genesis(const struct ledger *l)
{
	return &l->genesis;
}

const struct history *ledger_history(const struct ledger *l)
{
	return l->history;
}

const struct member *ledger_member(const struct ledger *l, const char *node)
{
	const struct ledger_log *log = ledger_log(l, node);

	return log != NULL ? &log->member : NULL;
}

const struct member *ledger_member_by_channel(
    const struct ledger *l, struct bytes channel_key)
{
	struct digest hash = digest_sha256(channel_key);
	const struct ledger_log *log = ledger_map_get(&l->key_map, &hash);

	if (log == NULL ||
	    !bytes_equal(bytes_of(log->member.channel.b), channel_key))
		return NULL;
	return &log->member;
}

size_t ledger_member_count(const struct ledger *l)
{
	return l->logs.count;
}

const struct member *ledger_member_at(const struct ledger *l, size_t i)
{
	const struct ledger_log *log;

	must(i < l->logs.count);
	log = l->logs.items[i];
	return &log->member;
}

const struct staff *ledger_staff(const struct ledger *l, const char *node,
    const struct digest *key_id, uint64_t position)
{
	const struct ledger_log *log = ledger_log(l, node);
	const struct ledger_cert *c = ledger_map_get(&l->cert_map, key_id);

	if (log == NULL)
		return NULL;
	if (digest_equal(&log->log_key.key_id, key_id))
		return &log->log_key;
	while (c != NULL && (strcmp(c->staff.node, node) != 0 ||
				c->staff.position >= position))
		c = c->older;
	return c != NULL ? &c->staff : NULL;
}

size_t ledger_staff_count(const struct ledger *l)
{
	return l->certs.count;
}

const struct staff *ledger_staff_at(const struct ledger *l, size_t i)
{
	const struct ledger_cert *c;

	must(i < l->certs.count);
	c = l->certs.items[i];
	return &c->staff;
}

const struct standard *ledger_standard(
    const struct ledger *l, const struct digest *digest)
{
	const struct ledger_document *d =
	    ledger_map_get(&l->standard_map, digest);

	return d != NULL ? d->standard : NULL;
}

size_t ledger_standard_count(const struct ledger *l)
{
	return l->standards.count;
}

const struct standard *ledger_standard_at(const struct ledger *l, size_t i)
{
	const struct ledger_document *d;

	must(i < l->standards.count);
	d = l->standards.items[i];
	return d->standard;
}

const struct calendar *ledger_calendar(
    const struct ledger *l, const char *series)
{
	for (size_t i = l->calendars.count; i-- > 0;) {
		const struct ledger_document *d = l->calendars.items[i];

		if (strcmp(calendar_series(d->calendar), series) == 0)
			return d->calendar;
	}
	return NULL;
}

/* A standard that is there and of another item makes the adoption void; one
 * that is not there may still turn out to fit. */
static bool may_count(
    const struct ledger *l, const struct digest *std, const char *item)
{
	return ledger_judge_standard(l, std, item, NULL) !=
	       RULE_STANDARD_UNKNOWN;
}

const struct adoption *ledger_adoption(const struct ledger *l, const char *node,
    const char *item, uint64_t position, int64_t time)
{
	const struct ledger_log *log = ledger_log(l, node);

	for (size_t i = log != NULL ? log->adoptions.count : 0; i-- > 0;) {
		const struct adoption *a = log->adoptions.items[i];

		if (a->position < position && a->from <= time &&
		    a->time <= time && strcmp(a->item, item) == 0 &&
		    may_count(l, &a->standard, item))
			return a;
	}
	return NULL;
}

const struct adoption *ledger_adoption_in_head(const struct ledger *l,
    const char *node, const char *item, uint64_t size, int64_t time)
{
	const struct ledger_log *log = ledger_log(l, node);

	for (size_t i = log != NULL ? log->adoptions.count : 0; i-- > 0;) {
		const struct adoption *a = log->adoptions.items[i];

		if (a->position < size && a->from <= time &&
		    strcmp(a->item, item) == 0 &&
		    may_count(l, &a->standard, item))
			return a;
	}
	return NULL;
}

const struct grant *ledger_grant(
    const struct ledger *l, const struct digest *act)
{
	const struct grant *g = ledger_map_get(&l->grant_map, act);

	return g != NULL && may_count(l, &g->standard, g->item) ? g : NULL;
}

size_t ledger_grant_count(const struct ledger *l)
{
	return l->grants.count;
}

const struct grant *ledger_grant_at(const struct ledger *l, size_t i)
{
	must(i < l->grants.count);
	return l->grants.items[i];
}

bool ledger_has_act(const struct ledger *l, const struct digest *act)
{
	return ledger_record(l, act) != NULL;
}

enum rule ledger_outcome(const struct ledger *l, const struct digest *act)
{
	const struct ledger_record *r = ledger_record(l, act);

	if (r == NULL)
		return RULE_UNRESOLVED;
	if (r->rule != RULE_UNRESOLVED)
		return r->rule;
	return ledger_judge_standard(l, &r->std, r->item, NULL);
}

bool ledger_held(const struct ledger *l, const char *node, uint64_t position)
{
	const struct ledger_log *log = ledger_log(l, node);

	return log != NULL && log->held && position >= log->held_at;
}
