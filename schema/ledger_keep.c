/*
 * Keeping what acts outside dossiers say; the rules are in ledger_judge.c and
 * ledger_rules.c, the questions in ledger.c.
 *
 * Nothing that is kept depends on another log: what hangs on one (an adoption
 * whose standard has not arrived, a cut by the authority) is kept all the same,
 * and whoever asks sees how it stands by now.  So the interleaving of logs does
 * not matter.
 */
#include "schema/ledger_keep.h"

#include <string.h>

#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/calendar.h"
#include "schema/day.h"
#include "schema/ledger_fork.h"
#include "schema/ledger_judge.h"
#include "schema/ledger_licence.h"
#include "schema/ledger_mark.h"
#include "schema/ledger_roles.h"
#include "schema/ledger_slot.h"
#include "schema/ledger_state.h"
#include "schema/office.h"
#include "schema/rotation.h"
#include "schema/standard.h"
#include "schema/value.h"

void ledger_keep_push(struct ledger_list *list, void *item)
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

static void map_key(
    struct ledger_map *map, struct bytes key, struct ledger_log *log)
{
	struct digest hash = digest_sha256(key);

	/* The first holder of a key stays its holder. */
	if (ledger_map_get(map, &hash) == NULL)
		ledger_map_set(map, &hash, log);
}

/* ---- members and their keys ---- */

static void keep_log_key(struct ledger *l, struct ledger_log *log,
    struct bytes key, uint64_t from, int64_t time)
{
	struct staff *s = arena_take(l->arena, sizeof(*s));

	must(sign_public_take(&s->key, l->genesis.suite, key));
	s->node = log->member.node;
	s->key_id = sign_key_id(&s->key);
	s->id = log->member.node;
	s->name = log->member.name;
	s->roles = ROLE_BIT(ROLE_OPERATOR);
	s->position = from;
	s->from = time;
	s->until = INT64_MAX;
	s->is_log_key = true;
	ledger_keep_push(&log->log_keys, s);
}

static void keep_span(struct ledger *l, struct ledger_log *log,
    enum ledger_purpose purpose, struct bytes key, const struct place *place)
{
	struct ledger_span *span = arena_take(l->arena, sizeof(*span));

	span->key = arena_copy(l->arena, key);
	span->until = UINT64_MAX;
	span->until_time = INT64_MAX;
	if (place != NULL) {
		span->from = place->position + 1;
		span->from_time = place->time;
	}
	ledger_keep_push(&log->spans[purpose], span);
	if (purpose == LEDGER_KEY_LOG)
		keep_log_key(l, log, key, span->from, span->from_time);
}

void ledger_keep_member(
    struct ledger *l, const struct member *m, const struct place *place)
{
	struct ledger_log *log = arena_take(l->arena, sizeof(*log));
	struct digest hash = digest_sha256(bytes_text(m->node));

	log->admitted = *m;
	log->member = *m;
	log->admitted_at = place != NULL ? place->position : 0;
	ledger_keep_push(&l->logs, log);
	ledger_map_set(&l->node_map, &hash, log);
	for (unsigned p = 0; p < LEDGER_KEY_COUNT; p++) {
		struct bytes key = genesis_key_bytes(
		    m, ledger_purpose_word((enum ledger_purpose)p));

		keep_span(l, log, (enum ledger_purpose)p, key, NULL);
		map_key(&l->key_map, key, log);
	}
}

/* F-123: the old key is in force up to and with the rotation. */
static void keep_rotation(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct bytes key = act_body_bin(act, "key");
	const char *word = act_body_text(act, "purpose");
	enum ledger_purpose purpose;
	struct ledger_span *last;
	bool compromised = false;

	must(ledger_purpose_parse(&purpose, word));
	must(value_get_bool(act->body, "compromised", &compromised));
	last = log->spans[purpose].items[log->spans[purpose].count - 1];
	last->until = place->position + 1;
	last->until_time = place->time;
	last->compromised = compromised;
	keep_span(l, log, purpose, key, place);
	must(genesis_key_take(&log->member, word, l->genesis.suite, key));
	if (purpose == LEDGER_KEY_CHANNEL)
		map_key(&l->channel_map, key, log);
}

void ledger_keep_log_key(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct sign_public next;

	if (rotation_is_of_log(act) &&
	    rotation_check(act, &log->member.log, &next, NULL) == RULE_NONE)
		keep_rotation(l, log, place, act);
}

static void keep_rename(struct ledger *l, const struct act *act)
{
	struct ledger_log *log = ledger_log(l, act_body_text(act, "node"));
	const char *code = value_get_string(act->body, "code");

	must(log != NULL);
	memset(log->member.name, 0, sizeof(log->member.name));
	memset(log->member.code, 0, sizeof(log->member.code));
	strncat(log->member.name, act_body_text(act, "name"),
	    MEMBER_NAME_BYTES_MAX);
	if (code != NULL)
		strncat(log->member.code, code, sizeof(log->member.code) - 1);
}

/* ---- the authority's roles and policy ---- */

static void keep_roles(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct ledger_roles *r = arena_take(l->arena, sizeof(*r));

	must(ledger_roles_read(act, r, NULL) == RULE_NONE);
	r->position = place->position;
	ledger_keep_push(&l->roles, r);
}

static void keep_policy(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct policy *p = arena_take(l->arena, sizeof(*p));

	p->version = (uint64_t)act_body_int(act, "version");
	p->position = place->position;
	p->act = act->id;
	p->has_escrow = act_body_has(act, "escrow");
	if (p->has_escrow)
		p->escrow = act_body_seal_key(act, "escrow");
	ledger_keep_push(&l->policies, p);
}

static void keep_warrant(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct warrant *w = arena_take(l->arena, sizeof(*w));

	w->act = act->id;
	w->dossier = act_body_id(act, "case");
	w->auditor = keep_text(l, act_body_text(act, "auditor"));
	w->key = act_body_sign_key(act, "key");
	w->sealing = act_body_seal_key(act, "sealing");
	w->from = place->time;
	w->until = act_body_int(act, "until");
	w->reason = keep_text(l, act_body_text(act, "reason"));
	w->position = place->position;
	ledger_keep_push(&l->warrants, w);
}

/* ---- scopes ---- */

static void keep_archive(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct archive *a = arena_take(l->arena, sizeof(*a));

	*a = (struct archive){
		.node = log->member.node,
		.to = keep_text(l, act_body_text(act, "to")),
		.position = place->position,
		.from = place->time,
		.until = act_body_int(act, "until"),
	};
	ledger_keep_push(&l->archives, a);
}

/* F-141: all that this node gave to it before. */
static void end_archive(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	const char *to = act_body_text(act, "to");

	for (size_t i = 0; i < l->archives.count; i++) {
		struct archive *a = l->archives.items[i];

		if (strcmp(a->node, log->member.node) == 0 &&
		    strcmp(a->to, to) == 0 && a->until > place->time)
			a->until = place->time;
	}
}

static void keep_pseudonym(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_pseudonym *p = arena_take(l->arena, sizeof(*p));
	struct bytes sealing = { 0 };
	struct digest name;

	(void)value_get_bin(act->body, "sealing", &sealing);
	p->given = (struct pseudonym){
		.home = log->member.node,
		.item = keep_text(l, act_body_text(act, "item")),
		.year = (int)act_body_int(act, "year"),
		.to = keep_text(l, act_body_text(act, "to")),
		.act = act->id,
		.wrap = act->vault[0].root,
		.sealing = arena_copy(l->arena, sealing),
		.position = place->position,
	};
	name = ledger_pseudonym_name(
	    p->given.home, p->given.item, p->given.year, p->given.to);
	p->older = ledger_map_get(&l->given_map, &name);
	ledger_map_set(&l->given_map, &name, p);
	ledger_map_set(&l->given_map, &act->id, p);
	ledger_keep_push(&l->pseudonyms, p);
}

static void end_pseudonym(
    struct ledger *l, const struct ledger_log *log, const struct act *act)
{
	const char *item = act_body_text(act, "item");
	const int year = (int)act_body_int(act, "year");
	struct digest name =
	    ledger_pseudonym_name(log->member.node, item, year, "");

	for (size_t i = 0; i < l->pseudonyms.count; i++) {
		struct ledger_pseudonym *p = l->pseudonyms.items[i];

		if (strcmp(p->given.home, log->member.node) == 0 &&
		    strcmp(p->given.item, item) == 0 && p->given.year == year) {
			p->given.ended = true;
			ledger_map_set(&l->given_map, &name, p);
		}
	}
}

static void keep_admission(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct member m;

	must(genesis_member_decode(value_get(act->body, "member"),
		 l->genesis.suite, &m, NULL) == RULE_NONE);
	ledger_keep_member(l, &m, place);
}

static void keep_calendar(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct ledger_document *d = arena_take(l->arena, sizeof(*d));

	must(calendar_from(&d->calendar, l->arena,
		 value_get(act->body, "calendar"), NULL) == ERR_OK);
	d->time = place->time;
	ledger_keep_push(&l->calendars, d);
}

static void keep_standard(struct ledger *l, const struct act *act)
{
	struct value *tree =
	    value_clone(l->arena, value_get(act->body, "standard"));
	struct standard_faults *faults = mem_new(sizeof(*faults));
	struct ledger_document *d = arena_take(l->arena, sizeof(*d));

	must(standard_from(&d->standard, l->arena, tree, faults) == ERR_OK);
	mem_free(faults);
	ledger_keep_push(&l->standards, d);
	ledger_map_set(&l->standard_map, &d->standard->digest, d);
}

/* ---- staff ---- */

static void put_cert(struct ledger *l, struct ledger_cert *cert)
{
	cert->older = ledger_map_get(&l->cert_map, &cert->staff.key_id);
	ledger_keep_push(&l->certs, cert);
	ledger_map_set(&l->cert_map, &cert->staff.key_id, cert);
}

static void keep_depts(
    struct ledger *l, struct staff *s, const struct value *list)
{
	const char **depts;

	s->dept_count = value_count(list);
	depts = arena_take_array(l->arena, s->dept_count, sizeof(*depts));
	for (size_t i = 0; i < s->dept_count; i++)
		depts[i] = arena_text(l->arena, value_at(list, i)->bytes);
	s->depts = depts;
}

static void keep_staff(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_cert *cert = arena_take(l->arena, sizeof(*cert));
	struct staff *s = &cert->staff;

	s->key = act_body_sign_key(act, "key");
	s->key_id = sign_key_id(&s->key);
	s->node = log->member.node;
	s->id = keep_text(l, act_body_text(act, "id"));
	s->name = keep_text(l, act_body_text(act, "name"));
	must(role_bits(&s->roles, value_get(act->body, "roles")));
	keep_depts(l, s, value_get(act->body, "depts"));
	s->position = s->granted_at = place->position;
	s->from = place->time;
	s->until = act_body_int(act, "until");
	if (act_body_has(act, "renew"))
		s->renew = act_body_int(act, "renew");
	put_cert(l, cert);
}

/* F-130: the certificate before it, with another end. */
static void keep_renewal(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_cert *cert = arena_take(l->arena, sizeof(*cert));
	struct digest key = act_body_id(act, "key");
	const struct staff *before =
	    ledger_staff_kept(l, log->member.node, &key, place->position);

	must(before != NULL);
	cert->staff = *before;
	cert->staff.position = place->position;
	cert->staff.from = place->time;
	cert->staff.until = act_body_int(act, "until");
	put_cert(l, cert);
}

/* F-131: on every certificate of the key in this log. */
static void keep_revocation(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct digest key = act_body_id(act, "key");
	struct ledger_cert *c = ledger_map_get(&l->cert_map, &key);

	for (; c != NULL; c = c->older) {
		struct staff *s = &c->staff;

		if (strcmp(s->node, log->member.node) != 0 || s->revoked)
			continue;
		s->revoked = true;
		s->revoked_at = place->position;
		s->revoked_time = place->time;
		s->has_good = act_body_has(act, "good");
		if (s->has_good)
			s->good = (uint64_t)act_body_int(act, "good");
	}
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
	ledger_keep_push(&log->adoptions, a);
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
	ledger_keep_push(&l->grants, g);
	ledger_map_set(&l->grant_map, &g->act, g);
}

/* F-270: a grant of this log that stands; the first end counts. */
static void end_grant(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct digest id = act_body_id(act, "grant");
	struct grant *g = ledger_map_get(&l->grant_map, &id);

	if (g == NULL || g->ended || strcmp(g->node, log->member.node) != 0)
		return;
	g->ended = true;
	g->ended_at = place->position;
	g->ended_time = place->time;
	g->ended_act = act->id;
}

/* F-198 */
static void keep_office(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_office *o = arena_take(l->arena, sizeof(*o));
	struct day from;

	must(day_parse(&from, bytes_text(act_body_text(act, "from")), NULL) ==
	     ERR_OK);
	must(office_read(&o->hours, value_get(act->body, "hours")));
	o->position = place->position;
	o->hours.from =
	    day_begins(from) > place->time ? day_begins(from) : place->time;
	ledger_keep_push(&log->offices, o);
}

/* What the authority alone can say. */
static bool keep_of_network(
    struct ledger *l, const struct place *place, const struct act *act)
{
	const char *kind = act->kind;

	if (strcmp(kind, "node.admit") == 0)
		keep_admission(l, place, act);
	else if (strcmp(kind, "calendar.publish") == 0)
		keep_calendar(l, place, act);
	else if (strcmp(kind, "standard.publish") == 0)
		keep_standard(l, act);
	else if (strcmp(kind, "root.change") == 0)
		keep_roles(l, place, act);
	else if (strcmp(kind, "policy.set") == 0)
		keep_policy(l, place, act);
	else if (strcmp(kind, "warrant.issue") == 0)
		keep_warrant(l, place, act);
	else if (strcmp(kind, "node.rename") == 0)
		keep_rename(l, act);
	else
		return false;
	return true;
}

void ledger_keep_content(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	const char *kind = act->kind;

	if (keep_of_network(l, place, act))
		return;
	if (strcmp(kind, "staff.grant") == 0)
		keep_staff(l, log, place, act);
	else if (strcmp(kind, "staff.renew") == 0)
		keep_renewal(l, log, place, act);
	else if (strcmp(kind, "staff.revoke") == 0)
		keep_revocation(l, log, place, act);
	else if (strcmp(kind, "standard.adopt") == 0)
		keep_adoption(l, log, place, act);
	else if (strcmp(kind, "grant.give") == 0)
		keep_grant(l, log, place, act);
	else if (strcmp(kind, "grant.end") == 0)
		end_grant(l, log, place, act);
	else if (strcmp(kind, "node.move") == 0)
		genesis_addresses_take(
		    value_get(act->body, "addresses"), &log->member);
	else if (strcmp(kind, "key.rotate") == 0)
		keep_rotation(l, log, place, act);
	else if (strcmp(kind, "archive.give") == 0)
		keep_archive(l, log, place, act);
	else if (strcmp(kind, "archive.end") == 0)
		end_archive(l, log, place, act);
	else if (strcmp(kind, "pseudonym.give") == 0)
		keep_pseudonym(l, log, place, act);
	else if (strcmp(kind, "pseudonym.end") == 0)
		end_pseudonym(l, log, act);
	else if (strcmp(kind, "office.set") == 0)
		keep_office(l, log, place, act);
	else if (strncmp(kind, "licence.", strlen("licence.")) == 0)
		ledger_licence_keep(l, log, place, act);
	else if (strncmp(kind, "slot.", strlen("slot.")) == 0)
		ledger_slot_keep(l, log, place, act);
	else if (strncmp(kind, "credit.", strlen("credit.")) == 0)
		ledger_mark_keep(l, log, place, act);
	else
		ledger_fork_keep(l, log, place, act);
}

static const struct ledger_ruling *newest_ruling(
    const struct ledger *l, const struct act *act)
{
	const struct ledger_ruling *r;

	if (l->rulings.count == 0)
		return NULL;
	r = l->rulings.items[l->rulings.count - 1];
	return digest_equal(&r->act->id, &act->id) ? r : NULL;
}

void ledger_keep_record(struct ledger *l, struct ledger_log *log,
    const struct place *place, const struct act *act,
    const struct staff *signer, enum rule rule)
{
	struct ledger_record *r = arena_take(l->arena, sizeof(*r));

	r->id = act->id;
	r->node = log->member.node;
	r->epoch = place->epoch;
	r->position = place->position;
	r->rule = rule;
	r->always = ledger_judge_always(act->kind) != 0;
	r->signer = signer;
	r->ruling = rule != RULE_COPY ? newest_ruling(l, act) : NULL;
	r->cites = rule == RULE_UNRESOLVED && r->ruling == NULL;
	r->std = act->std;
	if (r->cites)
		r->item = keep_text(l, act_body_text(act, "item"));
	ledger_keep_push(&log->records, r);
	if (ledger_record(l, &act->id) == NULL)
		ledger_map_set(&l->record_map, &act->id, r);
}
