#include "schema/ledger_licence.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/day.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"
#include "schema/refuse.h"
#include "schema/value.h"

static const struct {
	const char *kind;
	enum licence_event_kind event;
} kinds[] = {
	{ "licence.issue", LICENCE_ISSUE },
	{ "licence.renew", LICENCE_RENEW },
	{ "licence.suspend", LICENCE_SUSPEND },
	{ "licence.resume", LICENCE_RESUME },
	{ "licence.revoke", LICENCE_REVOKE },
};

static bool is_kind(const struct act *act, const char *kind)
{
	return strcmp(act->kind, kind) == 0;
}

static bool event_of(enum licence_event_kind *out, const struct act *act)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (is_kind(act, kinds[i].kind)) {
			*out = kinds[i].event;
			return true;
		}
	return false;
}

/* ---- standing ---- */

/* The newest event within the first @size acts of its log, or NULL. */
static const struct licence_event *newest(
    const struct licence *c, uint64_t size)
{
	const struct licence_event *e = c->events;

	while (e != NULL && e->position >= size)
		e = e->older;
	return e;
}

const struct licence_event *ledger_licence_document(
    const struct licence *c, uint64_t size)
{
	const struct licence_event *e = newest(c, size);

	while (
	    e != NULL && e->kind != LICENCE_ISSUE && e->kind != LICENCE_RENEW)
		e = e->older;
	return e;
}

int64_t ledger_licence_until(const struct licence *c, uint64_t size)
{
	const struct licence_event *e = ledger_licence_document(c, size);

	return e != NULL ? e->until : 0;
}

/* A renewal or a resumption ends a suspension; nothing ends a revocation. */
enum licence_standing ledger_licence_standing(const struct ledger *l,
    const struct licence *c, uint64_t size, int64_t time)
{
	const struct licence_event *e = newest(c, size);

	if (e == NULL ||
	    !ledger_standing_given(l, ledger_log(l, c->node), c->position))
		return LICENCE_VOID;
	if (e->kind == LICENCE_REVOKE)
		return LICENCE_REVOKED;
	if (e->kind == LICENCE_SUSPEND)
		return LICENCE_SUSPENDED;
	return time > ledger_licence_until(c, size) ? LICENCE_EXPIRED
						    : LICENCE_VALID;
}

/* ---- judging: F-223 to F-225 ---- */

/* What one log says of a name, a holder or an ask: hashed together, so that no
 * other log is in the way. */
static struct digest in_log(const struct digest *of, const char *node)
{
	struct digest_run run;

	digest_begin(&run);
	digest_add(&run, digest_bytes(of));
	digest_add(&run, bytes_text(node));
	return digest_end(&run);
}

/* F-224: of one holder and type at most one is live in a log, so the one that
 * became so last is the only one to look at. */
static enum rule judge_live(const struct ledger *l, const struct place *place,
    const struct digest *holder, const struct licence *self, struct why *why)
{
	struct digest key = in_log(holder, place->node);
	const struct licence *c = ledger_map_get(&l->holder_map, &key);
	enum licence_standing s;

	if (c == NULL || c == self)
		return RULE_NONE;
	s = ledger_licence_standing(l, c, place->position, place->time);
	if (s != LICENCE_VALID && s != LICENCE_SUSPENDED)
		return RULE_NONE;
	return refuse(why, RULE_LICENCE_LIVE,
	    "the holder has a %s of %s that is %s: renew or revoke that one",
	    c->type, place->node, ledger_licence_word(s));
}

static enum rule judge_issue(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	struct digest name = act_body_id(act, "licence");
	struct digest holder = act_body_id(act, "holder");
	struct digest key = in_log(&name, place->node);

	if (ledger_map_get(&l->name_map, &key) != NULL)
		return refuse(why, RULE_LICENCE_TWICE,
		    "an earlier act of %s issued this identifier", place->node);
	return judge_live(l, place, &holder, NULL, why);
}

/* What each event finds, within its log. */
static enum rule judge_event(const struct ledger *l, const struct place *place,
    const struct act *act, enum licence_event_kind kind, struct why *why)
{
	struct digest issue = act_body_id(act, "issue");
	const struct licence *c = ledger_licence(l, &issue);
	const struct licence_event *last;

	if (c == NULL || strcmp(c->node, place->node) != 0 ||
	    c->position >= place->position)
		return refuse(why, RULE_LICENCE_UNKNOWN,
		    "no earlier act of %s issued this licence", place->node);
	last = newest(c, place->position);
	if (last->kind == LICENCE_REVOKE)
		return refuse(
		    why, RULE_LICENCE_STATE, "the licence was revoked");
	if (kind == LICENCE_SUSPEND && last->kind == LICENCE_SUSPEND)
		return refuse(why, RULE_LICENCE_STATE,
		    "the licence is suspended already");
	if (kind == LICENCE_RESUME && last->kind != LICENCE_SUSPEND)
		return refuse(
		    why, RULE_LICENCE_STATE, "the licence is not suspended");
	if (kind == LICENCE_RENEW && last->kind == LICENCE_SUSPEND)
		return refuse(why, RULE_LICENCE_STATE,
		    "the licence is suspended: resume it first");
	return kind == LICENCE_RENEW ? judge_live(l, place, &c->holder, c, why)
				     : RULE_NONE;
}

/* The newest ask of a log for licences of an issuer. */
static struct digest asker_key(const char *issuer, const char *node)
{
	struct digest of = digest_sha256(bytes_text(issuer));

	return in_log(&of, node);
}

/* F-248: how many the log asked of that issuer before, in the day of @time. */
static uint32_t asked_that_day(
    const struct ledger *l, const char *issuer, const struct place *place)
{
	struct digest key = asker_key(issuer, place->node);
	const struct licence_ask *last = ledger_map_get(&l->asker_map, &key);

	if (last == NULL ||
	    day_at(last->time).serial != day_at(place->time).serial)
		return 0;
	return last->nth;
}

static enum rule judge_ask(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	const char *issuer = act_body_text(act, "node");

	if (strcmp(issuer, place->node) == 0 ||
	    asked_that_day(l, issuer, place) < LEDGER_LICENCE_ASKS_PER_DAY_MAX)
		return RULE_NONE;
	return refuse(why, RULE_LICENCE_ASKS,
	    "%s 今日已向 %s 查用 %d 次:明日再查,或先收纸质证照 / %s asked %s for "
	    "%d today: ask tomorrow, or take the paper",
	    place->node, issuer, LEDGER_LICENCE_ASKS_PER_DAY_MAX, place->node,
	    issuer, LEDGER_LICENCE_ASKS_PER_DAY_MAX);
}

enum rule ledger_licence_judge(const struct ledger *l,
    const struct place *place, const struct act *act, struct why *why)
{
	enum licence_event_kind kind;

	if (is_kind(act, "licence.ask"))
		return judge_ask(l, place, act, why);
	if (!event_of(&kind, act))
		return RULE_NONE; /* F-228: a give */
	return kind == LICENCE_ISSUE ? judge_issue(l, place, act, why)
				     : judge_event(l, place, act, kind, why);
}

/* ---- keeping ---- */

static const char *keep_text(struct ledger *l, const char *text)
{
	return arena_text(l->arena, bytes_text(text));
}

static void keep_event(struct ledger *l, struct licence *c,
    enum licence_event_kind kind, const struct place *place,
    const struct act *act)
{
	struct licence_event *e = arena_take(l->arena, sizeof(*e));
	const char *reason = value_get_string(act->body, "reason");
	struct digest key;

	*e = (struct licence_event){
		.kind = kind,
		.act = act->id,
		.position = place->position,
		.time = place->time,
		.until = act_body_has(act, "until") ? act_body_int(act, "until")
						    : INT64_MAX,
		.reason = reason != NULL ? keep_text(l, reason) : "",
		.older = c->events,
	};
	c->events = e;
	if (act->vault_count == 0)
		return;
	e->document = act->vault[0].root;
	key = in_log(&c->holder, c->node);
	ledger_map_set(&l->holder_map, &key, c);
}

static void keep_issue(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct licence *c = arena_take(l->arena, sizeof(*c));
	struct digest key;

	*c = (struct licence){
		.node = log->member.node,
		.act = act->id,
		.name = act_body_id(act, "licence"),
		.holder = act_body_id(act, "holder"),
		.type = keep_text(l, act_body_text(act, "type")),
		.has_dossier = act_body_has(act, "case"),
		.imported = !act_body_has(act, "case"),
		.position = place->position,
	};
	if (c->has_dossier) {
		c->dossier = act_body_id(act, "case");
		c->same_case = ledger_map_get(&l->granted_map, &c->dossier);
		ledger_map_set(&l->granted_map, &c->dossier, c);
	}
	keep_event(l, c, LICENCE_ISSUE, place, act);
	c->same_holder = ledger_map_get(&l->held_map, &c->holder);
	ledger_map_set(&l->held_map, &c->holder, c);
	key = in_log(&c->name, c->node);
	c->other = ledger_map_get(&l->named_map, &c->name);
	ledger_map_set(&l->named_map, &c->name, c);
	ledger_map_set(&l->name_map, &key, c);
	ledger_map_set(&l->licence_map, &c->act, c);
	ledger_keep_push(&l->licences, c);
}

static void keep_ask(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct licence_ask *a = arena_take(l->arena, sizeof(*a));
	struct digest issue = act_body_id(act, "issue");
	const char *issuer = keep_text(l, act_body_text(act, "node"));
	struct digest key = asker_key(issuer, place->node);

	*a = (struct licence_ask){
		.node = log->member.node,
		.act = act->id,
		.issue = issue,
		.issuer = issuer,
		.by = act->by,
		.reason = keep_text(l, act_body_text(act, "reason")),
		.position = place->position,
		.time = place->time,
		.nth = asked_that_day(l, issuer, place) + 1,
		.older = ledger_map_get(&l->asked_map, &issue),
	};
	ledger_map_set(&l->asker_map, &key, a);
	ledger_map_set(&l->asked_map, &issue, a);
	ledger_map_set(&l->ask_map, &act->id, a);
	ledger_keep_push(&l->asks, a);
}

static void keep_give(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct licence_give *g = arena_take(l->arena, sizeof(*g));
	struct digest key;

	*g = (struct licence_give){
		.node = log->member.node,
		.act = act->id,
		.ask = act_body_id(act, "ask"),
		.to = keep_text(l, act_body_text(act, "to")),
		.document = act->vault[0].root,
		.position = place->position,
	};
	ledger_map_set(&l->give_map, &g->act, g);
	key = in_log(&g->ask, g->node);
	if (ledger_map_get(&l->given_by_map, &key) == NULL)
		ledger_map_set(&l->given_by_map, &key, g);
}

void ledger_licence_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	enum licence_event_kind kind;
	struct digest issue;
	struct licence *c;

	if (is_kind(act, "licence.ask")) {
		keep_ask(l, log, place, act);
	} else if (is_kind(act, "licence.give")) {
		keep_give(l, log, place, act);
	} else if (event_of(&kind, act)) {
		if (kind == LICENCE_ISSUE) {
			keep_issue(l, log, place, act);
			return;
		}
		issue = act_body_id(act, "issue");
		c = ledger_map_get(&l->licence_map, &issue);
		must(c != NULL);
		keep_event(l, c, kind, place, act);
	}
}

void ledger_licence_lead(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	if (!is_kind(act, "case.lead.open") ||
	    act_body_check(act, NULL) != RULE_NONE)
		return;
	for (size_t i = 0; i < act->ref_count; i++) {
		struct licence *c =
		    act->refs[i].type == ACT_REF_ACT
			? ledger_map_get(&l->licence_map, &act->refs[i].act)
			: NULL;

		if (c != NULL && strcmp(c->node, log->member.node) == 0)
			c->lead_at = place->position + 1;
	}
}

void ledger_licence_fini(struct ledger *l)
{
	mem_free(l->licences.items);
	mem_free(l->asks.items);
	ledger_map_fini(&l->licence_map);
	ledger_map_fini(&l->named_map);
	ledger_map_fini(&l->granted_map);
	ledger_map_fini(&l->name_map);
	ledger_map_fini(&l->holder_map);
	ledger_map_fini(&l->held_map);
	ledger_map_fini(&l->ask_map);
	ledger_map_fini(&l->asker_map);
	ledger_map_fini(&l->asked_map);
	ledger_map_fini(&l->give_map);
	ledger_map_fini(&l->given_by_map);
}

/* ---- questions ---- */

size_t ledger_licence_count(const struct ledger *l)
{
	return l->licences.count;
}

const struct licence *ledger_licence_at(const struct ledger *l, size_t i)
{
	must(i < l->licences.count);
	return l->licences.items[i];
}

const struct licence *ledger_licence(
    const struct ledger *l, const struct digest *issue)
{
	return ledger_map_get(&l->licence_map, issue);
}

const struct licence *ledger_licence_named(
    const struct ledger *l, const struct digest *name)
{
	return ledger_map_get(&l->named_map, name);
}

const struct licence *ledger_licence_held(
    const struct ledger *l, const struct digest *holder)
{
	return ledger_map_get(&l->held_map, holder);
}

const struct licence *ledger_licence_of_case(
    const struct ledger *l, const struct digest *dossier)
{
	return ledger_map_get(&l->granted_map, dossier);
}

size_t ledger_licence_ask_count(const struct ledger *l)
{
	return l->asks.count;
}

const struct licence_ask *ledger_licence_ask_at(
    const struct ledger *l, size_t i)
{
	must(i < l->asks.count);
	return l->asks.items[i];
}

const struct licence_ask *ledger_licence_ask(
    const struct ledger *l, const struct digest *act)
{
	return ledger_map_get(&l->ask_map, act);
}

const struct licence_ask *ledger_licence_asked(
    const struct ledger *l, const struct digest *issue)
{
	return ledger_map_get(&l->asked_map, issue);
}

const struct licence_give *ledger_licence_given(
    const struct ledger *l, const struct licence_ask *ask)
{
	struct digest key = in_log(&ask->act, ask->issuer);
	const struct licence_give *g = ledger_map_get(&l->given_by_map, &key);

	return g != NULL && strcmp(g->to, ask->node) == 0 ? g : NULL;
}

const struct licence_give *ledger_licence_give(
    const struct ledger *l, const struct digest *act)
{
	return ledger_map_get(&l->give_map, act);
}

const char *ledger_licence_word(enum licence_standing s)
{
	static const char *const words[] = { "valid", "suspended", "expired",
		"revoked", "void" };

	return words[s];
}

const char *ledger_licence_zh(enum licence_standing s)
{
	static const char *const words[] = { "有效", "暂停", "过期", "注销",
		"无效" };

	return words[s];
}

const char *ledger_licence_event_word(enum licence_event_kind k)
{
	return strchr(kinds[k].kind, '.') + 1;
}
