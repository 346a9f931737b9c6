#include "sync/merkle_tree.h"

#include "tests/unit/unit.h"

#include <string.h>

static enum err leaf_of(void *arg, uint64_t index, struct digest *out)
{
	(void)arg;
	*out = digest_leaf((struct bytes){ (uint8_t *)&index, sizeof(index) });
	return ERR_OK;
}

static void assert_same(
    const struct merkle_proof *x, const struct merkle_proof *y)
{
	assert_int_equal(x->count, y->count);
	assert_memory_equal(x->hash, y->hash, x->count * sizeof(x->hash[0]));
}

static void proofs_are_those_that_go_over_the_log(void **state)
{
	(void)state;
	for (uint64_t size = 1; size < 70; size++) {
		struct merkle_tree t;
		struct merkle_proof mine, slow;
		struct digest root, head;

		assert_int_equal(
		    merkle_tree_init(&t, leaf_of, NULL, size), ERR_OK);
		assert_int_equal(
		    merkle_head(leaf_of, NULL, size, &head), ERR_OK);
		root = merkle_tree_root(&t);
		assert_true(digest_equal(&root, &head));
		for (uint64_t i = 0; i < size; i++) {
			merkle_tree_inclusion(&t, i, &mine);
			assert_int_equal(
			    merkle_inclusion(leaf_of, NULL, i, size, &slow),
			    ERR_OK);
			assert_same(&mine, &slow);
			merkle_tree_consistency(&t, i + 1, &mine);
			assert_int_equal(merkle_consistency(
					     leaf_of, NULL, i + 1, size, &slow),
			    ERR_OK);
			assert_same(&mine, &slow);
		}
		merkle_tree_fini(&t);
	}
}

static enum err broken(void *arg, uint64_t index, struct digest *out)
{
	(void)arg;
	(void)out;
	return index < 3 ? leaf_of(NULL, index, out) : ERR_CORRUPT;
}

static void passes_on_what_the_leaves_say(void **state)
{
	struct merkle_tree t;

	(void)state;
	assert_int_equal(merkle_tree_init(&t, broken, NULL, 9), ERR_CORRUPT);
	assert_int_equal(
	    merkle_tree_init(&t, broken, NULL, MERKLE_TREE_SIZE_MAX + 1ull),
	    ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proofs_are_those_that_go_over_the_log),
		cmocka_unit_test(passes_on_what_the_leaves_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
