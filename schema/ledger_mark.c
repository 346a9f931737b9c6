#include "schema/ledger_mark.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/day.h"
#include "schema/ledger_judge.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"
#include "schema/machine.h"
#include "schema/refuse.h"
#include "schema/signer.h"
#include "schema/standard.h"
#include "schema/value.h"

#define DAY_SECONDS 86400

static bool is_kind(const struct act *act, const char *kind)
{
	return strcmp(act->kind, kind) == 0;
}

/* ---- judging: F-237, F-238 ---- */

/* Closed as broken, or revoked on a promise. */
static bool is_ground(const struct act *act)
{
	return act_body_check(act, NULL) == RULE_NONE &&
	       ((is_kind(act, "case.owe.close") &&
		    value_is_text(value_get(act->body, "result"), "broken")) ||
		   (is_kind(act, "case.revoke") &&
		       value_is_text(
			   value_get(act->body, "ground"), "promise")));
}

static enum rule judge_ground(const struct ledger *l, const struct place *place,
    const struct act *mark, const struct act *ground, struct why *why)
{
	struct digest dossier = act_body_id(mark, "case");
	const struct staff *signer = NULL;

	if (strcmp(ground->node, place->node) != 0 ||
	    !digest_equal(&ground->net, &mark->net) ||
	    ground->suite != mark->suite)
		return refuse(why, RULE_MARK,
		    "its ground is no act of %s in this network", place->node);
	if (!is_ground(ground))
		return refuse(why, RULE_MARK,
		    "a %s says of no promise that it was broken", ground->kind);
	if (!digest_equal(act_dossier(ground), &dossier))
		return refuse(
		    why, RULE_MARK, "its ground is an act of another case");
	if (signer_check_kept(l, place, ground, machine_roles(ground->kind),
		&signer, why) != RULE_NONE)
		return refuse(why, RULE_MARK,
		    "its ground is signed by nobody of %s who may sign a %s",
		    place->node, ground->kind);
	return RULE_NONE;
}

static enum rule judge_mark(const struct ledger *l, const struct place *place,
    const struct act *mark, struct why *why)
{
	struct bytes raw = act_body_bin(mark, "ground");
	struct arena *a;
	struct act *ground;
	enum rule rule;

	if (raw.n > LEDGER_MARK_GROUND_BYTES_MAX)
		return refuse(why, RULE_MARK, "its ground has over %d bytes",
		    LEDGER_MARK_GROUND_BYTES_MAX);
	a = arena_new();
	if (act_decode(a, raw, &ground, NULL) != RULE_NONE)
		rule = refuse(why, RULE_MARK,
		    "its ground is no act: a mark holds the signed act that "
		    "found the promise broken");
	else
		rule = judge_ground(l, place, mark, ground, why);
	arena_free(a);
	return rule;
}

/* Asked of the act alone: the mark that it names may not have arrived. */
static enum rule judge_repair(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	const char *marker = act_body_text(act, "node");

	if (strcmp(place->node, marker) == 0 ||
	    strcmp(place->node, ledger_genesis(l)->authority.node) == 0)
		return RULE_NONE;
	return refuse(why, RULE_REPAIR,
	    "a mark of %s is repaired by %s, or on appeal by the authority",
	    marker, marker);
}

enum rule ledger_mark_judge(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	if (is_kind(act, "credit.mark"))
		return judge_mark(l, place, act, why);
	if (is_kind(act, "credit.repair"))
		return judge_repair(l, place, act, why);
	return RULE_NONE;
}

/* ---- keeping ---- */

static const char *keep_text(struct ledger *l, const char *text)
{
	return arena_text(l->arena, bytes_text(text));
}

static struct digest ground_id(const struct act *mark)
{
	struct arena *a = arena_new();
	struct act *ground;
	struct digest id;

	must(act_decode(a, act_body_bin(mark, "ground"), &ground, NULL) ==
	     RULE_NONE);
	id = ground->id;
	arena_free(a);
	return id;
}

static void keep_mark(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct mark *m = arena_take(l->arena, sizeof(*m));

	*m = (struct mark){
		.node = log->member.node,
		.act = act->id,
		.subject = act_body_id(act, "subject"),
		.dossier = act_body_id(act, "case"),
		.ground = ground_id(act),
		.item = keep_text(l, act_body_text(act, "item")),
		.standard = act->std,
		.position = place->position,
		.time = place->time,
	};
	m->older = ledger_map_get(&l->subject_map, &m->subject);
	ledger_map_set(&l->subject_map, &m->subject, m);
	ledger_map_set(&l->mark_map, &m->act, m);
	ledger_keep_push(&l->marks, m);
}

static void keep_repair(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct mark_repair *r = arena_take(l->arena, sizeof(*r));
	struct digest mark = act_body_id(act, "mark");

	*r = (struct mark_repair){
		.node = log->member.node,
		.act = act->id,
		.position = place->position,
		.time = place->time,
		.reason = keep_text(l, act_body_text(act, "reason")),
		.older = ledger_map_get(&l->repair_map, &mark),
	};
	ledger_map_set(&l->repair_map, &mark, r);
}

void ledger_mark_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	if (is_kind(act, "credit.mark"))
		keep_mark(l, log, place, act);
	else if (is_kind(act, "credit.repair"))
		keep_repair(l, log, place, act);
}

/* ---- questions ---- */

size_t ledger_mark_count(const struct ledger *l)
{
	return l->marks.count;
}

const struct mark *ledger_mark_at(const struct ledger *l, size_t i)
{
	must(i < l->marks.count);
	return l->marks.items[i];
}

const struct mark *ledger_mark(const struct ledger *l, const struct digest *act)
{
	return ledger_map_get(&l->mark_map, act);
}

const struct mark *ledger_mark_of(
    const struct ledger *l, const struct digest *subject)
{
	return ledger_map_get(&l->subject_map, subject);
}

/* In the log of who marked, or of the authority. */
static bool may_repair(
    const struct ledger *l, const struct mark *m, const struct mark_repair *r)
{
	return strcmp(r->node, m->node) == 0 ||
	       strcmp(r->node, ledger_genesis(l)->authority.node) == 0;
}

const struct mark_repair *ledger_mark_repair(const struct ledger *l,
    const struct mark *m, const struct mark_repair *before)
{
	const struct mark_repair *r =
	    before != NULL ? before->older
			   : ledger_map_get(&l->repair_map, &m->act);

	while (r != NULL && !may_repair(l, m, r))
		r = r->older;
	return r;
}

enum rule ledger_mark_until(
    const struct ledger *l, const struct mark *m, int64_t *until)
{
	const struct standard *s;
	int64_t days;
	enum rule rule;

	if (!ledger_standing_given(l, ledger_log(l, m->node), m->position))
		return RULE_SUSPENDED;
	rule = ledger_judge_standard(l, &m->standard, m->item, NULL);
	if (rule != RULE_NONE)
		return rule;
	s = ledger_standard(l, &m->standard);
	if (!value_get_int(value_get(s->tree, "promise"), "mark_days", &days))
		return RULE_MARK;
	*until = day_begins(day_at(m->time)) + (days + 1) * DAY_SECONDS - 1;
	return RULE_NONE;
}
