#include "schema/fork.h"

#include <inttypes.h>
#include <string.h>

#include "schema/refuse.h"

const char *fork_kind_word(enum fork_kind kind)
{
	switch (kind) {
	case FORK_ROOTS:
		return "roots";
	case FORK_PREFIX:
		return "prefix";
	case FORK_TIME:
		break;
	}
	return "time";
}

/* What the proof shows of the larger tree is not what the smaller signed. */
static bool begins_otherwise(const struct fork *f, const struct checkpoint *one,
    const struct checkpoint *two)
{
	struct digest root;

	return merkle_prefix(
		   &f->proof, one->size, two->size, &two->root, &root) &&
	       !digest_equal(&root, &one->root);
}

static enum rule contradict(
    const struct fork *f, struct fork_claim *c, struct why *why)
{
	const struct checkpoint *one = &c->one, *two = &c->two;

	if (strcmp(one->node, two->node) != 0 || one->epoch != two->epoch)
		return refuse(why, RULE_FORK_PROOF,
		    "the two checkpoints are of two logs or epochs");
	if (one->size == 0 || one->size > two->size)
		return refuse(why, RULE_FORK_PROOF,
		    "the first checkpoint is of the smaller size, from 1");
	if (one->size == two->size && !digest_equal(&one->root, &two->root)) {
		c->kind = FORK_ROOTS;
		return RULE_NONE;
	}
	if (one->size < two->size && two->time < one->time) {
		c->kind = FORK_TIME;
		return RULE_NONE;
	}
	if (begins_otherwise(f, one, two)) {
		c->kind = FORK_PREFIX;
		return RULE_NONE;
	}
	return refuse(why, RULE_FORK_PROOF,
	    "nothing here shows that the log of %s at %" PRIu64
	    " does not begin with its %" PRIu64 " entries",
	    one->node, two->size, one->size);
}

enum rule fork_check(const struct fork *f, const struct digest *network,
    struct fork_claim *out, struct why *why)
{
	enum rule rule = checkpoint_read(f->one, network, &out->one, why);

	if (rule == RULE_NONE)
		rule = checkpoint_read(f->two, network, &out->two, why);
	return rule == RULE_NONE ? contradict(f, out, why) : rule;
}

enum rule fork_check_signed(const struct fork *f, const struct digest *network,
    const struct sign_public *one, const struct sign_public *two,
    struct why *why)
{
	struct checkpoint c;
	enum rule rule = checkpoint_check(f->one, network, one, &c, why);

	return rule == RULE_NONE
		   ? checkpoint_check(f->two, network, two, &c, why)
		   : rule;
}
