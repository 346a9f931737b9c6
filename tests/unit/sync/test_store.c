/* Both kinds of store keep the same promises. */
#include "sync/store.h"

#include "sync/proof.h"
#include "tests/unit/sync/log.h"

struct world {
	struct log log;
	char *folder;
	struct store *store;
};

static void open_log(struct world *w)
{
	struct store_log log = { LOG_NODE, &w->log.network,
		&w->log.key.public };
	struct why why = { 0 };

	if (store_open(w->store, &log, NULL, NULL, &why))
		fail_msg("%s", why.text);
}

static int set_up_git(void **state)
{
	struct world *w = mem_new(sizeof(*w));

	log_init(&w->log);
	w->folder = folder_make();
	w->store = store_git_new(w->folder, STORE_WRITE);
	open_log(w);
	*state = w;
	return 0;
}

static int set_up_mem(void **state)
{
	struct world *w = mem_new(sizeof(*w));

	log_init(&w->log);
	w->store = store_mem_new();
	open_log(w);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	store_free(w->store);
	if (w->folder)
		folder_drop(w->folder);
	log_fini(&w->log);
	mem_free(w);
	return 0;
}

/* A batch of @count acts into the store. */
static void put(struct world *w, size_t count)
{
	struct batch b = log_batch(&w->log, count);
	struct why why = { 0 };

	if (store_put(w->store, LOG_NODE, &b, 1, &why))
		fail_msg("%s", why.text);
	batch_fini(&b);
}

static void assert_head(const struct world *w)
{
	const struct chain *head = store_head(w->store, LOG_NODE);

	assert_non_null(head);
	assert_memory_equal(head, &w->log.end, sizeof(*head));
}

static void a_new_log_is_empty(void **state)
{
	struct world *w = *state;
	uint64_t index;

	assert_head(w);
	assert_int_equal(store_count(w->store, LOG_NODE), 0);
	assert_int_equal(store_log_count(w->store), 1);
	assert_string_equal(store_log_at(w->store, 0), LOG_NODE);
	assert_null(store_head(w->store, "mudan"));
	assert_false(store_find(w->store, LOG_NODE, 0, &index));
	assert_false(store_border(w->store, LOG_NODE, 0, &index));
}

static void a_log_is_opened_once(void **state)
{
	struct world *w = *state;
	struct store_log log = { LOG_NODE, &w->log.network,
		&w->log.key.public };

	assert_int_equal(
	    store_open(w->store, &log, NULL, NULL, NULL), ERR_EXISTS);
}

static void what_was_put_comes_back(void **state)
{
	struct world *w = *state;
	struct batch b = log_batch(&w->log, 3);
	struct bytes commit, acts;

	assert_int_equal(store_put(w->store, LOG_NODE, &b, 1, NULL), ERR_OK);
	assert_head(w);
	assert_int_equal(store_get(w->store, LOG_NODE, 0, w->log.arena, &commit,
			     &acts, NULL),
	    ERR_OK);
	assert_true(bytes_equal(commit, buf_bytes(&b.commit)));
	assert_true(bytes_equal(acts, buf_bytes(&b.acts)));
	batch_fini(&b);
}

static void many_batches_are_put_at_once(void **state)
{
	struct world *w = *state;
	struct batch b[40];
	struct bytes commit, acts;

	put(w, 2);
	for (size_t i = 0; i < 40; i++)
		b[i] = log_batch(&w->log, 1 + i % 3);
	assert_int_equal(store_put(w->store, LOG_NODE, b, 40, NULL), ERR_OK);
	put(w, 1);
	assert_head(w);
	assert_int_equal(store_count(w->store, LOG_NODE), 42);
	for (size_t i = 0; i < 40; i++) {
		assert_int_equal(store_get(w->store, LOG_NODE, i + 1,
				     w->log.arena, &commit, &acts, NULL),
		    ERR_OK);
		assert_true(bytes_equal(commit, buf_bytes(&b[i].commit)));
		assert_true(bytes_equal(acts, buf_bytes(&b[i].acts)));
		batch_fini(&b[i]);
	}
}

static void positions_lead_to_batches(void **state)
{
	struct world *w = *state;
	uint64_t index = 99;

	put(w, 3); /* 0 1 2 */
	put(w, 1); /* 3 */
	put(w, 2); /* 4 5 */
	for (uint64_t position = 0; position < 6; position++) {
		static const uint64_t where[] = { 0, 0, 0, 1, 2, 2 };

		assert_true(store_find(w->store, LOG_NODE, position, &index));
		assert_int_equal(index, where[position]);
	}
	assert_false(store_find(w->store, LOG_NODE, 6, &index));
	for (uint64_t size = 0; size < 8; size++) {
		bool border = size == 3 || size == 4 || size == 6;

		assert_int_equal(
		    store_border(w->store, LOG_NODE, size, &index), border);
	}
	assert_int_equal(store_place(w->store, LOG_NODE, 1)->first, 3);
	assert_int_equal(store_place(w->store, LOG_NODE, 1)->count, 1);
	assert_int_equal(
	    store_place(w->store, LOG_NODE, 1)->time, LOG_START + 1);
}

static void a_batch_elsewhere_is_a_conflict_and_changes_nothing(void **state)
{
	struct world *w = *state;
	struct batch a = log_batch(&w->log, 1), b = log_batch(&w->log, 1);

	assert_int_equal(
	    store_put(w->store, LOG_NODE, &b, 1, NULL), ERR_CONFLICT);
	assert_int_equal(store_count(w->store, LOG_NODE), 0);
	assert_int_equal(store_put(w->store, LOG_NODE, &a, 1, NULL), ERR_OK);
	assert_int_equal(
	    store_put(w->store, LOG_NODE, &a, 1, NULL), ERR_CONFLICT);
	assert_int_equal(store_put(w->store, LOG_NODE, &b, 1, NULL), ERR_OK);
	assert_head(w);
	batch_fini(&a);
	batch_fini(&b);
}

static void every_act_has_a_receipt(void **state)
{
	struct world *w = *state;
	uint64_t size;

	put(w, 3);
	put(w, 4);
	put(w, 1);
	size = chain_size(&w->log.end);
	for (uint64_t i = 0; i < size; i++) {
		struct buf file = { 0 };
		struct proof p;
		struct checkpoint head;
		struct bytes act;

		assert_int_equal(
		    store_proof(w->store, LOG_NODE, i, &file, NULL), ERR_OK);
		assert_int_equal(
		    store_act(w->store, LOG_NODE, i, w->log.arena, &act, NULL),
		    ERR_OK);
		assert_int_equal(
		    proof_parse(&p, buf_bytes(&file), NULL), ERR_OK);
		assert_int_equal(p.index, i);
		assert_int_equal(proof_check(&p, &w->log.network,
				     &w->log.key.public, act, &head, NULL),
		    RULE_NONE);
		assert_int_equal(head.size, size);
		proof_fini(&p);
		buf_fini(&file);
	}
	assert_int_equal(
	    store_proof(w->store, LOG_NODE, size, NULL, NULL), ERR_NOT_FOUND);
}

static void borders_are_consistent_with_the_head(void **state)
{
	struct world *w = *state;
	struct store_leaves leaves = { w->store, LOG_NODE };
	struct merkle_proof proof;
	struct digest root;
	uint64_t size;

	for (size_t i = 1; i < 6; i++)
		put(w, i);
	size = chain_size(&w->log.end);
	root = chain_root(&w->log.end);
	for (uint64_t i = 0; i < store_count(w->store, LOG_NODE); i++) {
		const struct store_place *p =
		    store_place(w->store, LOG_NODE, i);

		assert_int_equal(merkle_consistency(store_leaf, &leaves,
				     p->first + p->count, size, &proof),
		    ERR_OK);
		assert_true(merkle_extends(
		    &proof, p->first + p->count, &p->root, size, &root));
	}
}

#define BOTH(test)                                                    \
	cmocka_unit_test_setup_teardown(test, set_up_git, tear_down), \
	    cmocka_unit_test_setup_teardown(test, set_up_mem, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_new_log_is_empty),
		BOTH(a_log_is_opened_once),
		BOTH(what_was_put_comes_back),
		BOTH(many_batches_are_put_at_once),
		BOTH(positions_lead_to_batches),
		BOTH(a_batch_elsewhere_is_a_conflict_and_changes_nothing),
		BOTH(every_act_has_a_receipt),
		BOTH(borders_are_consistent_with_the_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
