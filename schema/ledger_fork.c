#include "schema/ledger_fork.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/ledger.h"
#include "schema/ledger_keep.h"
#include "schema/ledger_state.h"
#include "schema/refuse.h"
#include "schema/value.h"

static bool is_kind(const struct act *act, const char *kind)
{
	return strcmp(act->kind, kind) == 0;
}

/* Of a body that act_body_check() has passed; borrows from the act. */
static void read_fork(struct fork *out, const struct act *act)
{
	const struct value *proof = value_get(act->body, "proof");

	out->one = value_get(act->body, "one")->bytes;
	out->two = value_get(act->body, "two")->bytes;
	out->proof.count = (unsigned)value_count(proof);
	for (unsigned i = 0; i < out->proof.count; i++)
		memcpy(out->proof.hash[i].b, value_at(proof, i)->bytes.p,
		    DIGEST_BYTES);
}

enum rule ledger_fork_judge(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	struct fork f;
	struct fork_claim claim;
	enum rule rule;

	(void)place;
	if (!is_kind(act, "fork.proof"))
		return RULE_NONE;
	read_fork(&f, act);
	rule = fork_check(&f, &ledger_genesis(l)->network, &claim, why);
	if (rule == RULE_NONE &&
	    strcmp(claim.one.node, act_body_text(act, "node")) != 0)
		rule = refuse(why, RULE_FORK_PROOF, "the checkpoints are of %s",
		    claim.one.node);
	return rule;
}

static bool is_settled(const struct ledger *l, const struct ledger_fork *f)
{
	for (size_t i = 0; i < l->settles.count; i++) {
		const struct ledger_settle *s = l->settles.items[i];

		if (strcmp(s->node, f->claim.one.node) == 0 &&
		    s->epoch == f->claim.one.epoch &&
		    s->size >= f->claim.one.size)
			return true;
	}
	return false;
}

static bool is_signed(const struct ledger *l, const struct ledger_fork *f)
{
	const struct checkpoint *one = &f->claim.one, *two = &f->claim.two;
	struct sign_public first, second;

	if (ledger_admitted(l, one->node) == NULL)
		return false;
	first = ledger_log_key(l, one->node, one->epoch, one->size);
	second = ledger_log_key(l, two->node, two->epoch, two->size);
	return fork_check_signed(&f->fork, &ledger_genesis(l)->network, &first,
		   &second, NULL) == RULE_NONE;
}

static void keep_proof(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_fork *f = arena_take(l->arena, sizeof(*f));

	*f = (struct ledger_fork){
		.finder = log->member.node, .act = act->id, .time = place->time
	};
	read_fork(&f->fork, act);
	f->fork.one = bytes_text(arena_text(l->arena, f->fork.one));
	f->fork.two = bytes_text(arena_text(l->arena, f->fork.two));
	must(fork_check(&f->fork, &ledger_genesis(l)->network, &f->claim,
		 NULL) == RULE_NONE);
	f->counts = is_signed(l, f);
	f->settled = is_settled(l, f);
	ledger_keep_push(&l->forks, f);
}

static void keep_settle(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct act_body_cut at = act_body_cut(act, "at");
	struct ledger_settle *s = arena_take(l->arena, sizeof(*s));

	*s =
	    (struct ledger_settle){ .node = arena_text(l->arena,
					bytes_text(act_body_text(act, "node"))),
		    .epoch = at.epoch,
		    .size = at.size,
		    .root = at.root,
		    .act = act->id,
		    .position = place->position,
		    .time = place->time };
	ledger_keep_push(&l->settles, s);
	for (size_t i = 0; i < l->forks.count; i++) {
		struct ledger_fork *f = l->forks.items[i];

		f->settled = is_settled(l, f);
	}
}

void ledger_fork_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	if (is_kind(act, "fork.proof"))
		keep_proof(l, log, place, act);
	else if (is_kind(act, "settle"))
		keep_settle(l, place, act);
}

void ledger_fork_look(struct ledger *l, const struct act *act)
{
	if (!is_kind(act, "node.admit") && !is_kind(act, "key.rotate"))
		return;
	for (size_t i = 0; i < l->forks.count; i++) {
		struct ledger_fork *f = l->forks.items[i];

		f->counts = is_signed(l, f);
	}
}

size_t ledger_fork_count(const struct ledger *l)
{
	return l->forks.count;
}

const struct ledger_fork *ledger_fork_at(const struct ledger *l, size_t i)
{
	must(i < l->forks.count);
	return l->forks.items[i];
}

size_t ledger_fork_settle_count(const struct ledger *l)
{
	return l->settles.count;
}

const struct ledger_settle *ledger_fork_settle_at(
    const struct ledger *l, size_t i)
{
	must(i < l->settles.count);
	return l->settles.items[i];
}

const struct ledger_fork *ledger_fork_open(
    const struct ledger *l, const char *node, uint64_t epoch)
{
	for (size_t i = 0; i < l->forks.count; i++) {
		const struct ledger_fork *f = l->forks.items[i];

		if (f->counts && !f->settled && f->claim.one.epoch == epoch &&
		    strcmp(f->claim.one.node, node) == 0)
			return f;
	}
	return NULL;
}

const struct ledger_settle *ledger_fork_settled(
    const struct ledger *l, const char *node)
{
	for (size_t i = l->settles.count; i-- > 0;) {
		const struct ledger_settle *s = l->settles.items[i];

		if (strcmp(s->node, node) == 0)
			return s;
	}
	return NULL;
}
