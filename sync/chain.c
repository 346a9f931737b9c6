#include "sync/chain.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/sshsig.h"
#include "schema/act.h"
#include "schema/checkpoint.h"
#include "schema/refuse.h"
#include "schema/rotation.h"
#include "sync/gitobj.h"

void chain_init(
    struct chain *c, const char *node, const struct sign_public *log)
{
	struct bytes slug = bytes_text(node);

	must(text_is_slug(slug));
	*c = (struct chain){ .log = *log };
	memcpy(c->node, slug.p, slug.n);
	merkle_init(&c->tree);
}

uint64_t chain_size(const struct chain *c)
{
	return c->tree.size;
}

struct digest chain_root(const struct chain *c)
{
	return merkle_root(&c->tree);
}

bool chain_fits(const struct chain *at, const struct batch *b)
{
	return strcmp(at->node, b->node) == 0 && at->epoch == b->epoch &&
	       chain_size(at) == b->first && at->has_commit == b->has_parent &&
	       (!at->has_commit || gitobj_same(&at->commit, &b->parent));
}

static void grow(struct merkle *tree, const struct batch *b)
{
	for (uint32_t i = 0; i < b->count; i++)
		merkle_append(tree, &b->leaves[i]);
}

void chain_follow(
    const struct chain *at, const struct batch *b, struct chain *next)
{
	must(chain_fits(at, b) && b->time >= at->time);
	if (next != at)
		*next = *at;
	grow(&next->tree, b);
	next->time = b->time;
	next->has_commit = true;
	next->commit = b->commit_id;
	if (b->rotates)
		next->log = b->log;
}

/* F-42: the last act of a batch may say who signs the next. */
static enum rule follow_rotation(const struct chain *at, const struct act *act,
    uint32_t i, struct batch *b, struct why *why)
{
	enum rule rule;

	if (!rotation_is_of_log(act))
		return RULE_NONE;
	if (i + 1 < b->count)
		return refuse(why, RULE_KEY_ROTATION,
		    "act %" PRIu64 " rotates the log key of %s, but is not the "
		    "last of its batch",
		    b->first + i, act->node);
	rule = rotation_check(act, &at->log, &b->log, why);
	b->rotates = rule == RULE_NONE;
	return rule;
}

/* What one act says about where it belongs. */
static enum rule check_act(const struct chain *at, const struct digest *network,
    const struct act *act, uint64_t position, struct why *why)
{
	uint8_t suite = at->log.suite;

	if (!digest_equal(&act->net, network))
		return refuse(why, RULE_ACT_NETWORK,
		    "act %" PRIu64 " is of another network", position);
	if (act->suite != suite)
		return refuse(why, RULE_ACT_VERSION,
		    "act %" PRIu64 " is of suite %u, its log of suite %u",
		    position, act->suite, suite);
	if (strcmp(act->node, at->node) != 0)
		return refuse(why, RULE_ACT_LOG,
		    "act %" PRIu64 " belongs to the log of %s, not of %s",
		    position, act->node, at->node);
	return RULE_NONE;
}

/* Cut and check the acts; @summary gets the line that F-32 prescribes. */
static enum rule read_acts(const struct chain *at, const struct digest *network,
    struct bytes run, struct batch *b, struct buf *summary, struct why *why)
{
	const char *kinds[BATCH_ACTS_MAX];
	struct arena *a = arena_new();
	enum rule rule = batch_cut(b, run, why);

	for (uint32_t i = 0; rule == RULE_NONE && i < b->count; i++) {
		struct act *act;

		rule = act_decode(a, batch_act(b, i), &act, why);
		if (rule != RULE_NONE)
			break;
		rule = check_act(at, network, act, b->first + i, why);
		if (rule == RULE_NONE)
			rule = follow_rotation(at, act, i, b, why);
		kinds[i] = act->kind;
	}
	if (rule == RULE_NONE)
		gitobj_summary(summary, b->first, kinds, b->count);
	arena_free(a);
	return rule;
}

/* What follows from where the batch stands. */
static void place(struct batch *b, const struct chain *at)
{
	*b = (struct batch){ .epoch = at->epoch };
	memcpy(b->node, at->node, sizeof(b->node));
	b->first = chain_size(at);
	b->has_parent = at->has_commit;
	b->parent = at->commit;
}

/* Object names that follow from the acts and the checkpoint. */
static void name_objects(struct batch *b, struct bytes checkpoint)
{
	struct buf tree = { 0 };

	b->acts_id = gitobj_name(GITOBJ_BLOB, buf_bytes(&b->acts));
	b->checkpoint_id = gitobj_name(GITOBJ_BLOB, checkpoint);
	gitobj_tree(&tree, &b->acts_id, &b->checkpoint_id);
	b->tree_id = gitobj_name(GITOBJ_TREE, buf_bytes(&tree));
	buf_fini(&tree);
}

static struct digest root_after(const struct chain *at, const struct batch *b)
{
	struct merkle tree = at->tree;

	grow(&tree, b);
	return merkle_root(&tree);
}

static void keep_commit(struct batch *b, const struct gitobj_commit *c)
{
	gitobj_commit(&b->commit, c);
	b->commit_id = gitobj_name(GITOBJ_COMMIT, buf_bytes(&b->commit));
	b->checkpoint = bytes_part(buf_bytes(&b->commit),
	    b->commit.n - c->checkpoint.n, c->checkpoint.n);
}

/* Checkpoint and commit over the acts that @b holds. */
static void sign(struct batch *b, const struct digest *network,
    const struct sign_pair *log, struct bytes summary)
{
	struct checkpoint head = { .epoch = b->epoch,
		.size = batch_end(b),
		.root = b->root,
		.time = b->time };
	struct gitobj_commit c = { .has_parent = b->has_parent,
		.parent = b->parent,
		.seconds = b->time,
		.summary = summary,
		.key = log->public };
	struct buf note = { 0 }, message = { 0 };

	memcpy(head.node, b->node, sizeof(head.node));
	memcpy(c.node, b->node, sizeof(c.node));
	checkpoint_write(&note, network, &head, log);
	name_objects(b, buf_bytes(&note));
	c.tree = b->tree_id;
	c.checkpoint = buf_bytes(&note);
	gitobj_commit_unsigned(&message, &c);
	c.signature =
	    sshsig_sign(log, SSHSIG_NAMESPACE_GIT, buf_bytes(&message));
	keep_commit(b, &c);
	buf_fini(&message);
	buf_fini(&note);
}

enum rule chain_build(struct chain *end, const struct digest *network,
    const struct sign_pair *log, struct bytes acts, int64_t time,
    struct batch *out, struct why *why)
{
	struct batch b;
	struct buf summary = { 0 };
	enum rule rule;

	must(sign_public_equal(&end->log, &log->public));
	if (time < end->time)
		return refuse(why, RULE_TIME_BACK,
		    "%" PRId64 " is before the log's last time, %" PRId64, time,
		    end->time);
	place(&b, end);
	b.time = time;
	rule = read_acts(end, network, acts, &b, &summary, why);
	if (rule == RULE_NONE) {
		b.root = root_after(end, &b);
		sign(&b, network, log, buf_bytes(&summary));
		chain_follow(end, &b, end);
		*out = b;
	} else {
		batch_fini(&b);
	}
	buf_fini(&summary);
	return rule;
}

static enum rule check_parent(
    const struct batch *b, const struct gitobj_commit *c, struct why *why)
{
	if (c->has_parent == b->has_parent &&
	    (!c->has_parent || gitobj_same(&c->parent, &b->parent)))
		return RULE_NONE;
	return refuse(why, RULE_COMMIT_PARENT,
	    "the commit's parent is not the batch that ends at %" PRIu64,
	    b->first);
}

/* F-35 to F-38, but for size and root, which need the acts. */
static enum rule check_head(const struct chain *at,
    const struct digest *network, struct bytes text, struct checkpoint *head,
    struct why *why)
{
	enum rule rule = checkpoint_check(text, network, &at->log, head, why);

	if (rule != RULE_NONE)
		return rule;
	if (strcmp(head->node, at->node) != 0)
		return refuse(why, RULE_CHECKPOINT_FORM,
		    "the checkpoint is of the log of %s, not of %s", head->node,
		    at->node);
	if (head->epoch != at->epoch)
		return refuse(why, RULE_EPOCH,
		    "the checkpoint is of epoch %" PRIu64 ", not %" PRIu64,
		    head->epoch, at->epoch);
	if (head->time < at->time)
		return refuse(why, RULE_TIME_BACK,
		    "the checkpoint's time %" PRId64
		    " is before the log's last, %" PRId64,
		    head->time, at->time);
	return RULE_NONE;
}

static enum rule check_root(
    const struct batch *b, const struct checkpoint *head, struct why *why)
{
	if (head->size != batch_end(b))
		return refuse(why, RULE_CHECKPOINT_ROOT,
		    "the checkpoint says size %" PRIu64
		    ", the acts end at %" PRIu64,
		    head->size, batch_end(b));
	if (!digest_equal(&head->root, &b->root))
		return refuse(why, RULE_CHECKPOINT_ROOT,
		    "the checkpoint's root is not the root over the acts");
	return RULE_NONE;
}

/* The commit says what follows from acts and checkpoint, and @log signed it. */
static enum rule check_commit(const struct batch *b,
    const struct gitobj_commit *c, struct bytes summary,
    const struct sign_public *log, struct why *why)
{
	struct buf message = { 0 };
	bool good;

	if (strcmp(c->node, b->node) != 0 || c->seconds != b->time)
		return refuse(why, RULE_COMMIT_FORM,
		    "the commit's author or date is not the checkpoint's");
	if (!gitobj_same(&c->tree, &b->tree_id))
		return refuse(why, RULE_COMMIT_FORM,
		    "the commit's tree is not the acts and the checkpoint");
	if (!bytes_equal(c->summary, summary))
		return refuse(why, RULE_COMMIT_FORM,
		    "the summary line is not \"%.*s\"", (int)summary.n,
		    (const char *)summary.p);
	gitobj_commit_unsigned(&message, c);
	good = sign_public_equal(&c->key, log) &&
	       sshsig_check(log, SSHSIG_NAMESPACE_GIT, buf_bytes(&message),
		   &c->signature);
	buf_fini(&message);
	return good ? RULE_NONE
		    : refuse(why, RULE_COMMIT_SIGNATURE,
			  "the commit is not signed by the log key of %s",
			  b->node);
}

/* Fill @b, which is placed, from what was received. */
static enum rule check(const struct chain *at, const struct digest *network,
    struct bytes raw, struct bytes acts, struct batch *b, struct why *why)
{
	struct gitobj_commit c;
	struct checkpoint head;
	struct buf summary = { 0 };
	enum rule rule = gitobj_commit_parse(raw, &c, why);

	if (rule == RULE_NONE)
		rule = check_parent(b, &c, why);
	if (rule == RULE_NONE)
		rule = check_head(at, network, c.checkpoint, &head, why);
	if (rule == RULE_NONE)
		rule = read_acts(at, network, acts, b, &summary, why);
	if (rule == RULE_NONE) {
		b->time = head.time;
		b->root = root_after(at, b);
		name_objects(b, c.checkpoint);
		rule = check_root(b, &head, why);
	}
	if (rule == RULE_NONE)
		rule = check_commit(b, &c, buf_bytes(&summary), &at->log, why);
	if (rule == RULE_NONE)
		keep_commit(b, &c);
	buf_fini(&summary);
	return rule;
}

enum rule chain_check(struct chain *end, const struct digest *network,
    struct bytes commit, struct bytes acts, struct batch *out, struct why *why)
{
	struct batch b;
	enum rule rule;

	place(&b, end);
	rule = check(end, network, commit, acts, &b, why);
	if (rule != RULE_NONE) {
		batch_fini(&b);
		return rule;
	}
	chain_follow(end, &b, end);
	*out = b;
	return RULE_NONE;
}
