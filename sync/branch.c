#include "sync/branch.h"

#include <string.h>

#include "schema/ledger.h"
#include "schema/ledger_fork.h"

/* The root that we hold at a size up to the end; false when it is no border. */
static bool root_at(const struct ledger *l, const struct chain *c,
    uint64_t size, struct digest *root)
{
	const struct history *h = ledger_history(l);
	int64_t time;

	*root = chain_root(c);
	return size == chain_size(c) || h->border(h->arg, c->node, c->epoch,
					    size, root, &time) == HISTORY_FOUND;
}

/* A proof shows what the branch that was named does not begin with: is that
 * what we hold? */
static bool is_other(const struct ledger *l, const struct chain *c,
    const struct ledger_settle *s, const struct ledger_fork *f)
{
	const struct checkpoint *one = &f->claim.one, *two = &f->claim.two;
	struct digest root;

	return f->counts && f->claim.kind == FORK_PREFIX &&
	       one->epoch == c->epoch && strcmp(one->node, c->node) == 0 &&
	       two->size == s->size && digest_equal(&two->root, &s->root) &&
	       one->size <= chain_size(c) && root_at(l, c, one->size, &root) &&
	       digest_equal(&root, &one->root);
}

static enum branch of_short(const struct ledger *l, const struct chain *c,
    const struct ledger_settle *s)
{
	for (size_t i = 0; i < ledger_fork_count(l); i++) {
		if (is_other(l, c, s, ledger_fork_at(l, i)))
			return BRANCH_WRONG;
	}
	return BRANCH_OPEN;
}

enum branch branch_of(const struct ledger *l, const struct chain *c)
{
	const struct ledger_settle *s = ledger_fork_settled(l, c->node);
	struct digest root;

	if (s == NULL || s->epoch != c->epoch)
		return BRANCH_ONLY;
	if (s->size > chain_size(c))
		return of_short(l, c, s);
	return root_at(l, c, s->size, &root) && digest_equal(&root, &s->root)
		   ? BRANCH_RIGHT
		   : BRANCH_WRONG;
}
