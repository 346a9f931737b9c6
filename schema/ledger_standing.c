#include "schema/ledger_standing.h"

#include <string.h>

#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/ledger_keep.h"
#include "schema/ledger_rules.h"
#include "schema/ledger_state.h"
#include "schema/refuse.h"
#include "schema/value.h"

/* One of the log keys that this node has had signed the act. */
static bool signed_by(
    const struct ledger *l, const struct act *act, const char *node)
{
	const struct ledger_log *log = ledger_log(l, node);
	size_t count = log != NULL ? log->log_keys.count : 0;

	for (size_t i = 0; i < count; i++) {
		const struct staff *s = log->log_keys.items[i];

		if (act_signed_by(act, &s->key))
			return true;
	}
	return false;
}

static enum rule check_side(const struct ledger *l, const struct act *act,
    const char *node, struct why *why)
{
	if (signed_by(l, act, node))
		return RULE_NONE;
	return refuse(why, RULE_UNRESOLVED,
	    "the log key of %s has not signed: tongban key sign the draft "
	    "there",
	    node);
}

enum rule ledger_standing_sides(
    const struct ledger *l, const struct act *act, struct why *why)
{
	const struct value *to = value_get(act->body, "to");
	enum rule rule = RULE_NONE;

	for (size_t i = 0;
	     i < act_body_count_of(act, "from") && rule == RULE_NONE; i++)
		rule = check_side(
		    l, act, act_body_cut_at(act, "from", i).node, why);
	for (size_t i = 0; i < value_count(to) && rule == RULE_NONE; i++)
		rule = check_side(
		    l, act, (const char *)value_at(to, i)->bytes.p, why);
	return rule;
}

static bool is_beyond(
    const struct ledger_cut *cut, uint64_t epoch, uint64_t position)
{
	return epoch > cut->epoch ||
	       (epoch == cut->epoch && position >= cut->size);
}

bool ledger_standing_counts(
    const struct ledger_log *log, uint64_t epoch, uint64_t position)
{
	const struct ledger_cut *open = NULL; /* a suspension */

	for (size_t i = 0; i < log->cuts.count; i++) {
		const struct ledger_cut *cut = log->cuts.items[i];
		bool beyond = is_beyond(cut, epoch, position);

		switch (cut->kind) {
		case LEDGER_CUT_SUSPEND:
			open = cut;
			break;
		case LEDGER_CUT_RESUME: /* what lies between never counts */
			if (open != NULL && !beyond &&
			    is_beyond(open, epoch, position))
				return false;
			open = NULL;
			break;
		case LEDGER_CUT_RETIRE:
		case LEDGER_CUT_SUCCEED:
			if (beyond)
				return false;
			break;
		}
	}
	return open == NULL || !is_beyond(open, epoch, position);
}

/* Records stand by position. */
static const struct ledger_record *record_at(
    const struct ledger_log *log, uint64_t position)
{
	size_t from = 0, to = log->records.count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		const struct ledger_record *r = log->records.items[mid];

		if (r->position == position)
			return r;
		if (r->position < position)
			from = mid + 1;
		else
			to = mid;
	}
	return NULL;
}

/* A chain has three links at most (F-132), each earlier in the log. */
bool ledger_standing_given(
    const struct ledger *l, const struct ledger_log *log, uint64_t position)
{
	const struct ledger_record *r = record_at(log, position);

	return ledger_standing_counts(log, 0, position) &&
	       (r == NULL || r->signer == NULL ||
		   ledger_standing_certified(l, r->signer));
}

bool ledger_standing_certified(const struct ledger *l, const struct staff *s)
{
	const struct ledger_log *log = ledger_log(l, s->node);

	if (s->is_log_key)
		return true;
	return ledger_standing_given(l, log, s->position) &&
	       (s->granted_at == s->position ||
		   ledger_standing_given(l, log, s->granted_at));
}

/* A log that is over is cut no more (F-121): the last cut says how it stands. */
enum ledger_standing ledger_standing(const struct ledger *l, const char *node)
{
	const struct ledger_log *log = ledger_log(l, node);
	const struct ledger_cut *last;

	if (log == NULL || log->cuts.count == 0)
		return LEDGER_ACTIVE;
	last = log->cuts.items[log->cuts.count - 1];
	switch (last->kind) {
	case LEDGER_CUT_SUSPEND:
		return LEDGER_SUSPENDED;
	case LEDGER_CUT_RETIRE:
		return LEDGER_RETIRED;
	case LEDGER_CUT_SUCCEED:
		return LEDGER_SUCCEEDED;
	case LEDGER_CUT_RESUME:
		break;
	}
	return LEDGER_ACTIVE;
}

/* ---- rulings ---- */

static const struct {
	const char *kind;
	enum ledger_cut_kind cut;
} kinds[] = {
	{ "node.suspend", LEDGER_CUT_SUSPEND },
	{ "node.resume", LEDGER_CUT_RESUME },
	{ "node.retire", LEDGER_CUT_RETIRE },
	{ "node.succeed", LEDGER_CUT_SUCCEED },
};

static bool read_kind(enum ledger_cut_kind *out, const struct act *act)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(kinds[i].kind, act->kind) == 0) {
			*out = kinds[i].cut;
			return true;
		}
	}
	return false;
}

bool ledger_standing_is_ruling(const struct act *act)
{
	enum ledger_cut_kind kind;

	return read_kind(&kind, act);
}

static bool is_succession(const struct ledger_ruling *r)
{
	return r->cuts[0].kind == LEDGER_CUT_SUCCEED;
}

static void read_succession(struct ledger *l, struct ledger_ruling *r)
{
	const struct value *list = value_get(r->act->body, "to");
	struct act_body_cut *from =
	    arena_take_array(l->arena, r->cut_count, sizeof(*from));
	const char **to =
	    arena_take_array(l->arena, value_count(list), sizeof(*to));

	for (size_t i = 0; i < r->cut_count; i++)
		from[i] = act_body_cut_at(r->act, "from", i);
	for (size_t i = 0; i < value_count(list); i++)
		to[i] = (const char *)value_at(list, i)->bytes.p;
	r->succession = (struct succession){
		.act = r->act->id,
		.position = r->place.position,
		.time = r->place.time,
		.from_count = r->cut_count,
		.to_count = value_count(list),
		.from = from,
		.to = to,
	};
}

static struct act_body_cut cut_at(
    const struct act *act, enum ledger_cut_kind kind, size_t i)
{
	struct act_body_cut at;

	if (kind == LEDGER_CUT_SUCCEED)
		return act_body_cut_at(act, "from", i);
	at = act_body_cut(act, "at");
	at.node = act_body_text(act, "node");
	return at;
}

static struct ledger_ruling *read_ruling(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct ledger_ruling *r = arena_take(l->arena, sizeof(*r));
	enum ledger_cut_kind kind;
	struct act *copy;

	must(read_kind(&kind, act));
	must(act_decode(l->arena, act->raw, &copy, NULL) == RULE_NONE);
	r->act = copy;
	r->place = *place;
	r->place.node = l->genesis.authority.node;
	r->cut_count =
	    kind == LEDGER_CUT_SUCCEED ? act_body_count_of(copy, "from") : 1;
	r->cuts = arena_take_array(l->arena, r->cut_count, sizeof(*r->cuts));
	for (size_t i = 0; i < r->cut_count; i++) {
		struct act_body_cut at = cut_at(copy, kind, i);

		r->cuts[i] = (struct ledger_cut){ kind, at.epoch, at.size,
			ledger_log(l, at.node) };
		must(r->cuts[i].log != NULL);
	}
	if (is_succession(r))
		read_succession(l, r);
	return r;
}

/* By the rulings before it that count. */
static void settle(struct ledger *l, struct ledger_ruling *r)
{
	r->rule = ledger_rules_check(l, &r->place, r->act, NULL, NULL);
	if (r->rule == RULE_NONE && is_succession(r) && !r->proven)
		r->rule = RULE_UNRESOLVED;
	if (r->rule != RULE_NONE)
		return;
	for (size_t i = 0; i < r->cut_count; i++)
		ledger_keep_push(&r->cuts[i].log->cuts, &r->cuts[i]);
	if (is_succession(r))
		ledger_keep_push(&l->successions, &r->succession);
}

enum rule ledger_standing_take(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct ledger_ruling *r = read_ruling(l, place, act);

	r->proven = is_succession(r) &&
		    ledger_standing_sides(l, act, NULL) == RULE_NONE;
	settle(l, r);
	ledger_keep_push(&l->rulings, r);
	return r->rule;
}

static bool names(const struct ledger_ruling *r, const struct ledger_log *log)
{
	const struct succession *s = &r->succession;

	for (size_t i = 0; i < r->cut_count; i++)
		if (r->cuts[i].log == log)
			return true;
	for (size_t i = 0; i < s->to_count; i++)
		if (strcmp(s->to[i], log->member.node) == 0)
			return true;
	return false;
}

/* Keys are only ever added: what is proven stays so. */
void ledger_standing_prove(struct ledger *l, const struct ledger_log *log)
{
	bool changed = false;

	for (size_t i = 0; i < l->rulings.count; i++) {
		struct ledger_ruling *r = l->rulings.items[i];

		if (!is_succession(r) || r->proven || !names(r, log))
			continue;
		r->proven = ledger_standing_sides(l, r->act, NULL) == RULE_NONE;
		changed = changed || r->proven;
	}
	if (!changed)
		return;
	l->successions.count = 0;
	for (size_t i = 0; i < l->logs.count; i++) {
		struct ledger_log *each = l->logs.items[i];

		each->cuts.count = 0;
	}
	for (size_t i = 0; i < l->rulings.count; i++)
		settle(l, l->rulings.items[i]);
}
