/*
 * Questions; what is kept, and how, is in ledger_keep.c.
 */
#include "schema/ledger.h"

#include <string.h>

#include "base/mem.h"
#include "schema/act_body.h"
#include "schema/ledger_fork.h"
#include "schema/ledger_joint.h"
#include "schema/ledger_judge.h"
#include "schema/ledger_keep.h"
#include "schema/ledger_licence.h"
#include "schema/ledger_roles.h"
#include "schema/ledger_slot.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"
#include "schema/proven.h"
#include "schema/standard.h"
#include "schema/value.h"

struct ledger *ledger_new(
    const struct genesis *genesis, const struct history *history)
{
	struct ledger *l = mem_new(sizeof(*l));
	struct ledger_roles *roles;

	l->arena = arena_new();
	l->genesis = *genesis;
	l->history = history;
	l->proven = proven_new();
	ledger_keep_member(l, &genesis->authority, NULL);
	roles = arena_take(l->arena, sizeof(*roles));
	ledger_roles_init(roles, genesis);
	ledger_keep_push(&l->roles, roles);
	return l;
}

struct proven *ledger_proven(const struct ledger *l)
{
	return l->proven;
}

static void free_log(struct ledger_log *log)
{
	mem_free(log->records.items);
	mem_free(log->adoptions.items);
	mem_free(log->offices.items);
	mem_free(log->log_keys.items);
	mem_free(log->cuts.items);
	for (size_t i = 0; i < LEDGER_KEY_COUNT; i++)
		mem_free(log->spans[i].items);
}

static void free_content(struct ledger *l)
{
	struct ledger_list *const lists[] = { &l->logs, &l->certs,
		&l->standards, &l->calendars, &l->grants, &l->roles,
		&l->policies, &l->rulings, &l->successions, &l->archives,
		&l->pseudonyms, &l->warrants, &l->marks, &l->forks,
		&l->settles };
	struct ledger_map *const maps[] = { &l->mark_map, &l->subject_map,
		&l->repair_map, &l->child_map, &l->node_map, &l->given_map,
		&l->key_map, &l->channel_map, &l->cert_map, &l->standard_map,
		&l->grant_map, &l->record_map };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		mem_free(lists[i]->items);
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		ledger_map_fini(maps[i]);
}

void ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->logs.count; i++)
		free_log(l->logs.items[i]);
	proven_free(l->proven);
	ledger_licence_fini(l);
	ledger_slot_fini(l);
	free_content(l);
	arena_free(l->arena);
	mem_free(l);
}

enum rule ledger_add(struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	struct ledger_log *log = ledger_log(l, place->node);
	const struct staff *signer = NULL;
	enum rule rule;
	size_t keys;

	must(act->sig_count > 0);
	rule = ledger_judge_kept(l, place, act, &signer, why);
	if (log == NULL)
		return rule;
	must(place->position >= log->next);
	log->next = place->position + 1;
	if (ledger_judge_stops(act) && !log->held) {
		log->held = true;
		log->held_at = place->position;
	}
	if (act_dossier(act) != NULL) {
		ledger_joint_keep(l, log, place, act);
		ledger_licence_lead(l, log, place, act);
		return rule;
	}
	keys = log->log_keys.count;
	if (ledger_standing_is_ruling(act) &&
	    (rule == RULE_NONE || rule == RULE_STANDING))
		rule = ledger_standing_take(l, place, act);
	else if (rule == RULE_NONE || rule == RULE_UNRESOLVED)
		ledger_keep_content(l, log, place, act);
	else
		ledger_keep_log_key(l, log, place, act);
	ledger_keep_record(l, log, place, act, signer, rule);
	if (log->log_keys.count > keys)
		ledger_standing_prove(l, log);
	ledger_fork_look(l, act);
	return rule;
}

struct ledger_log *ledger_log(const struct ledger *l, const char *node)
{
	struct digest hash = digest_sha256(bytes_text(node));

	return ledger_map_get(&l->node_map, &hash);
}

const struct ledger_record *ledger_record(
    const struct ledger *l, const struct digest *act)
{
	return ledger_map_get(&l->record_map, act);
}

bool ledger_has_key(const struct ledger *l, struct bytes key)
{
	struct digest hash = digest_sha256(key);

	return ledger_map_get(&l->key_map, &hash) != NULL;
}

const struct genesis *ledger_genesis(const struct ledger *l)
{
	return &l->genesis;
}

void ledger_look(struct ledger *l, const struct history *history)
{
	l->history = history;
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

const struct member *ledger_admitted(const struct ledger *l, const char *node)
{
	const struct ledger_log *log = ledger_log(l, node);

	return log != NULL ? &log->admitted : NULL;
}

/* F-123: the one in force; a replaced key opens nothing any more. */
static bool has_channel(const struct ledger_log *log, struct bytes key)
{
	const struct ledger_list *spans = &log->spans[LEDGER_KEY_CHANNEL];
	const struct ledger_span *last = spans->items[spans->count - 1];

	return bytes_equal(last->key, key);
}

bool ledger_channel_is(
    const struct ledger *l, const char *node, struct bytes channel_key)
{
	const struct ledger_log *log = ledger_log(l, node);

	return log != NULL && has_channel(log, channel_key);
}

const struct member *ledger_member_by_channel(
    const struct ledger *l, struct bytes channel_key)
{
	struct digest hash = digest_sha256(channel_key);
	const struct ledger_log *log = ledger_map_get(&l->key_map, &hash);

	if (log == NULL || !has_channel(log, channel_key))
		log = ledger_map_get(&l->channel_map, &hash);
	if (log == NULL || !has_channel(log, channel_key))
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

/* F-123: a log key signs from behind the rotation that brought it up to and
 * with the one that ended it. */
static const struct staff *log_key_at(const struct ledger_log *log,
    const struct digest *key_id, uint64_t position)
{
	for (size_t i = 0; i < log->log_keys.count; i++) {
		const struct staff *s = log->log_keys.items[i];
		const struct ledger_span *span =
		    log->spans[LEDGER_KEY_LOG].items[i];

		if (digest_equal(&s->key_id, key_id) &&
		    position >= span->from && position < span->until)
			return s;
	}
	return NULL;
}

static const struct staff *find_staff(const struct ledger *l, const char *node,
    const struct digest *key_id, uint64_t position, bool cut)
{
	const struct ledger_log *log = ledger_log(l, node);
	const struct ledger_cert *c = ledger_map_get(&l->cert_map, key_id);
	const struct staff *log_key;

	if (log == NULL)
		return NULL;
	log_key = log_key_at(log, key_id, position);
	if (log_key != NULL)
		return log_key;
	while (
	    c != NULL && (strcmp(c->staff.node, node) != 0 ||
			     c->staff.position >= position ||
			     (cut && !ledger_standing_certified(l, &c->staff))))
		c = c->older;
	return c != NULL ? &c->staff : NULL;
}

const struct staff *ledger_staff(const struct ledger *l, const char *node,
    const struct digest *key_id, uint64_t position)
{
	return find_staff(l, node, key_id, position, true);
}

const struct staff *ledger_staff_kept(const struct ledger *l, const char *node,
    const struct digest *key_id, uint64_t position)
{
	return find_staff(l, node, key_id, position, false);
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

/* A standard that is there and of another item makes the adoption void; one
 * that is not there may still turn out to fit. */
static bool may_count(const struct ledger *l, const char *node,
    uint64_t position, const struct digest *std, const char *item)
{
	const struct ledger_log *log = ledger_log(l, node);

	return ledger_standing_given(l, log, position) &&
	       ledger_judge_standard(l, std, item, NULL) !=
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
		    may_count(l, node, a->position, &a->standard, item))
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
		    may_count(l, node, a->position, &a->standard, item))
			return a;
	}
	return NULL;
}

const struct grant *ledger_grant(
    const struct ledger *l, const struct digest *act)
{
	const struct grant *g = ledger_map_get(&l->grant_map, act);

	return g != NULL &&
		       may_count(l, g->node, g->position, &g->standard, g->item)
		   ? g
		   : NULL;
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
	return ledger_judge_record(l, r);
}

bool ledger_held(const struct ledger *l, const char *node, uint64_t position)
{
	const struct ledger_log *log = ledger_log(l, node);

	return log != NULL && log->held && position >= log->held_at;
}

/* ---- who signs for the network ---- */

const struct ledger_roles *ledger_roles(
    const struct ledger *l, uint64_t position)
{
	for (size_t i = l->roles.count; i-- > 1;) {
		const struct ledger_roles *r = l->roles.items[i];

		if (r->position < position)
			return r;
	}
	return l->roles.items[0];
}

const char *ledger_role_word(enum ledger_role role)
{
	static const char *const words[] = {
#define X(name, text) text,
		LEDGER_ROLE_MAP(X)
#undef X
	};

	must((unsigned)role < LEDGER_ROLE_COUNT);
	return words[role];
}

const struct policy *ledger_policy(const struct ledger *l, uint64_t size)
{
	for (size_t i = l->policies.count; i-- > 0;) {
		const struct policy *p = l->policies.items[i];

		if (p->position < size)
			return p;
	}
	return NULL;
}

/* ---- how a member stands ---- */

bool ledger_counts(
    const struct ledger *l, const char *node, uint64_t epoch, uint64_t position)
{
	const struct ledger_log *log = ledger_log(l, node);

	return log == NULL || ledger_standing_counts(log, epoch, position);
}

static bool names(const char *const *list, size_t count, const char *node)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], node) == 0)
			return true;
	return false;
}

/* Successions go forward in the authority's log, each from nodes that were not
 * over: one pass over them finds every heir of @node. */
bool ledger_stands_for(
    const struct ledger *l, const char *actor, const char *node)
{
	bool found = strcmp(actor, node) == 0;

	for (size_t i = 0; !found && i < l->successions.count; i++) {
		const struct succession *v = l->successions.items[i];

		if (!names(v->to, v->to_count, actor))
			continue;
		for (size_t k = 0; !found && k < v->from_count; k++)
			found = ledger_stands_for(l, v->from[k].node, node);
	}
	return found;
}

size_t ledger_succession_count(const struct ledger *l)
{
	return l->successions.count;
}

const struct succession *ledger_succession_at(const struct ledger *l, size_t i)
{
	must(i < l->successions.count);
	return l->successions.items[i];
}

/* F-42: the rotation itself is signed by the key that it replaces. */
static const struct ledger_span *log_span(
    const struct ledger *l, const char *node, uint64_t size)
{
	const struct ledger_log *log = ledger_log(l, node);
	const struct ledger_list *spans;
	size_t i;

	must(log != NULL);
	spans = &log->spans[LEDGER_KEY_LOG];
	for (i = 0; i + 1 < spans->count; i++) {
		const struct ledger_span *s = spans->items[i];

		if (size <= s->until)
			break;
	}
	return spans->items[i];
}

int64_t ledger_log_key_until(
    const struct ledger *l, const char *node, uint64_t size)
{
	return log_span(l, node, size)->until_time;
}

struct sign_public ledger_log_key(
    const struct ledger *l, const char *node, uint64_t epoch, uint64_t size)
{
	struct sign_public key;

	(void)epoch;
	must(sign_public_take(
	    &key, l->genesis.suite, log_span(l, node, size)->key));
	return key;
}

size_t ledger_span_count(
    const struct ledger *l, const char *node, enum ledger_purpose purpose)
{
	const struct ledger_log *log = ledger_log(l, node);

	return log != NULL ? log->spans[purpose].count : 0;
}

const struct ledger_span *ledger_span_at(const struct ledger *l,
    const char *node, enum ledger_purpose purpose, size_t i)
{
	const struct ledger_log *log = ledger_log(l, node);

	must(log != NULL && i < log->spans[purpose].count);
	return log->spans[purpose].items[i];
}

static const char *const purposes[] = { "channel", "log", "recovery", "sealing",
	"witness" };

bool ledger_purpose_parse(enum ledger_purpose *out, const char *word)
{
	for (size_t i = 0; i < LEDGER_KEY_COUNT; i++) {
		if (strcmp(purposes[i], word) == 0) {
			*out = (enum ledger_purpose)i;
			return true;
		}
	}
	return false;
}

const char *ledger_purpose_word(enum ledger_purpose purpose)
{
	must((unsigned)purpose < LEDGER_KEY_COUNT);
	return purposes[purpose];
}

/* ---- scopes ---- */

size_t ledger_archive_count(const struct ledger *l)
{
	return l->archives.count;
}

const struct archive *ledger_archive_at(const struct ledger *l, size_t i)
{
	must(i < l->archives.count);
	return l->archives.items[i];
}

bool ledger_is_archive(
    const struct ledger *l, const char *home, const char *node, int64_t time)
{
	for (size_t i = 0; i < l->archives.count; i++) {
		const struct archive *a = l->archives.items[i];

		if (strcmp(a->to, node) == 0 && a->from <= time &&
		    time < a->until && ledger_stands_for(l, a->node, home) &&
		    ledger_standing_given(
			l, ledger_log(l, a->node), a->position))
			return true;
	}
	return false;
}

size_t ledger_warrant_count(const struct ledger *l)
{
	return l->warrants.count;
}

const struct warrant *ledger_warrant_at(const struct ledger *l, size_t i)
{
	must(i < l->warrants.count);
	return l->warrants.items[i];
}

const struct warrant *ledger_warrant(
    const struct ledger *l, const struct digest *act)
{
	for (size_t i = 0; i < l->warrants.count; i++) {
		const struct warrant *w = l->warrants.items[i];

		if (digest_equal(&w->act, act))
			return w;
	}
	return NULL;
}
