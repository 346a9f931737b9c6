#include "sync/task_witness.h"

#include "base/arena.h"
#include "base/clock.h"
#include "sync/cosigned.h"
#include "sync/store.h"
#include "sync/task_fields.h"
#include "sync/witness.h"
#include "sync/witness_ask.h"

/* The full subtrees of the first .from acts; a witness that we have not asked
 * since the start may be anywhere. */
static enum err find_tree(struct task *t, struct store_leaves *leaves)
{
	struct merkle *tree = &t->at.tree;
	enum err e = ERR_OK;

	if (tree->size == t->from)
		return ERR_OK;
	merkle_init(tree);
	while (e == ERR_OK && tree->size < t->from) {
		struct digest leaf;

		e = store_leaf(leaves, tree->size, &leaf);
		if (e == ERR_OK)
			merkle_append(tree, &leaf);
	}
	return e;
}

static enum err put_checkpoint(struct task *t, const struct task_host *host,
    const struct merkle_proof *proof, struct why *why)
{
	uint64_t count = store_count(host->store, t->node);
	struct arena *a = arena_new();
	struct bytes commit, acts;
	enum err e =
	    store_get(host->store, t->node, count - 1, a, &commit, &acts, why);

	if (e == ERR_OK)
		witness_ask_format(
		    &t->note, t->from, proof, batch_commit_checkpoint(commit));
	arena_free(a);
	return e;
}

enum err task_witness_ask(
    struct task *t, const struct task_host *host, struct why *why)
{
	const struct chain *head = store_head(host->store, t->node);
	struct store_leaves leaves = { host->store, t->node };
	struct merkle_proof proof = { .count = 0 };
	enum err e;

	if (head == NULL || chain_size(head) < t->from || chain_size(head) == 0)
		return ERR_OK;
	t->next = *head;
	e = find_tree(t, &leaves);
	if (e == ERR_OK && t->from > 0)
		e = merkle_onward(
		    &t->at.tree, store_leaf, &leaves, chain_size(head), &proof);
	return e == ERR_OK ? put_checkpoint(t, host, &proof, why) : e;
}

enum err task_witness_answer(
    struct task *t, const struct task_host *host, struct why *why)
{
	struct witness_answer answer = { .status = WITNESS_UNKNOWN };
	enum err e = ERR_OK;

	answer.why = &t->why;
	if (host->witness != NULL)
		e = witness_add(host->witness, buf_bytes(&t->note),
		    t->found ? &t->log_key : NULL,
		    host->clock->wall_ms(host->clock) / 1000, &answer, why);
	t->status = (unsigned)answer.status;
	buf_fini(&t->note);
	t->note = answer.body;
	return e;
}

/* Nothing hangs on it, so a full disk stops nothing here. */
enum err task_witness_keep(
    const struct task *t, const struct task_host *host, struct why *why)
{
	const struct cosigned_record record = { t->epoch, t->from, t->root,
		buf_bytes(&t->note) };
	enum err e = ERR_OK;

	if (host->folder != NULL)
		e = cosigned_put(host->folder, t->node, &record, why);
	return e == ERR_NO_SPACE ? ERR_OK : e;
}
