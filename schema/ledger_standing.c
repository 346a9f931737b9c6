#include "schema/ledger_standing.h"

#include <string.h>

#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
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

bool ledger_standing_proven(const struct ledger *l, struct ledger_succession *s)
{
	const struct succession *v = &s->value;

	if (s->proven)
		return true;
	for (size_t i = 0; i < v->from_count; i++)
		if (!signed_by(l, s->act, v->from[i].node))
			return false;
	for (size_t i = 0; i < v->to_count; i++)
		if (!signed_by(l, s->act, v->to[i]))
			return false;
	/* Keys are only ever added: what is proven stays so. */
	s->proven = true;
	return true;
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

bool ledger_standing_counts(const struct ledger *l,
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
			if (beyond)
				return false;
			break;
		case LEDGER_CUT_SUCCEED:
			if (beyond &&
			    ledger_standing_proven(l, cut->succession))
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

	return ledger_standing_counts(l, log, 0, position) &&
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

enum ledger_standing ledger_standing(const struct ledger *l, const char *node)
{
	const struct ledger_log *log = ledger_log(l, node);
	enum ledger_standing now = LEDGER_ACTIVE;

	for (size_t i = 0; log != NULL && i < log->cuts.count; i++) {
		const struct ledger_cut *cut = log->cuts.items[i];

		switch (cut->kind) {
		case LEDGER_CUT_SUSPEND:
			now = LEDGER_SUSPENDED;
			break;
		case LEDGER_CUT_RESUME:
			now = LEDGER_ACTIVE;
			break;
		case LEDGER_CUT_RETIRE:
			return LEDGER_RETIRED;
		case LEDGER_CUT_SUCCEED:
			if (ledger_standing_proven(l, cut->succession))
				return LEDGER_SUCCEEDED;
			break;
		}
	}
	return now;
}
