#include "keys/merkle.h"

#include <string.h>

#include "base/text.h"
#include "tests/unit/unit.h"

#define SIZES_MAX 70

/* The tree that RFC 6962 implementations are tried with. */
static const struct {
	const char *leaf;
	const char *root;
} known[] = {
	{ "", "6e340b9cffb37a989ca544e6bb780a2c"
	      "78901d3fb33738768511a30617afa01d" },
	{ "00", "fac54203e7cc696cf0dfcb42c92a1d9d"
		"baf70ad9e621f4bd8d98662f00e3c125" },
	{ "10", "aeb6bcfe274b70a14fb067a5e5578264"
		"db0fa9b51af5e0ba159158f329e06e77" },
	{ "2021", "d37ee418976dd95753c1c73862b9398f"
		  "a2a2cf9b4ff0fdfe8b30cd95209614b7" },
	{ "3031", "4e3bbb1f7b478dcfe71fb631631519a3"
		  "bca12c9aefca1612bfce4c13a86264d4" },
	{ "40414243", "76e67dadbcdf1e10e1b74ddc608abd2f"
		      "98dfb16fbce75277b5232a127f2087ef" },
	{ "5051525354555657", "ddb89be403809e325750d3d263cd7892"
			      "9c2942b7942a34b77e122c9594a74c8c" },
	{ "606162636465666768696a6b6c6d6e6f",
	    "5dc9da79a70659a9ad559cb701ded9a2"
	    "ab9d823aad2f4960cfe370eff4604328" },
};

static struct digest leaf_of(uint64_t index)
{
	return digest_leaf(bytes_of(index));
}

static enum err give(void *arg, uint64_t index, struct digest *out)
{
	(void)arg;
	*out = leaf_of(index);
	return ERR_OK;
}

static enum err fail_at(void *arg, uint64_t index, struct digest *out)
{
	const uint64_t *limit = arg;

	*out = leaf_of(index);
	return index < *limit ? ERR_OK : ERR_CORRUPT;
}

/* RFC 6962 section 2.1, as it is written there. */
static struct digest tree_head(uint64_t from, uint64_t to)
{
	uint64_t k = 1;
	struct digest left, right;

	if (to == from)
		return digest_sha256((struct bytes){ NULL, 0 });
	if (to - from == 1)
		return leaf_of(from);
	while (k * 2 < to - from)
		k *= 2;
	left = tree_head(from, from + k);
	right = tree_head(from + k, to);
	return digest_pair(DIGEST_PREFIX_PAIR, &left, &right);
}

static struct digest root_of(uint64_t size)
{
	struct merkle m;

	merkle_init(&m);
	for (uint64_t i = 0; i < size; i++) {
		struct digest leaf = leaf_of(i);

		merkle_append(&m, &leaf);
	}
	return merkle_root(&m);
}

static void roots_are_the_known_ones(void **state)
{
	struct merkle m;
	char hex[DIGEST_HEX_ROOM];

	(void)state;
	merkle_init(&m);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		uint8_t bytes[16];
		size_t n = strlen(known[i].leaf) / 2;
		struct digest leaf, root;

		assert_int_equal(
		    text_unhex(bytes, n, bytes_text(known[i].leaf)), ERR_OK);
		leaf = digest_leaf((struct bytes){ bytes, n });
		merkle_append(&m, &leaf);
		root = merkle_root(&m);
		digest_hex(hex, &root);
		assert_string_equal(hex, known[i].root);
	}
}

static void the_empty_tree_is_sha256_of_nothing(void **state)
{
	struct digest root = root_of(0), head;
	char hex[DIGEST_HEX_ROOM];

	(void)state;
	digest_hex(hex, &root);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
				 "27ae41e4649b934ca495991b7852b855");
	assert_int_equal(merkle_head(give, NULL, 0, &head), ERR_OK);
	assert_true(digest_equal(&head, &root));
}

static void every_size_has_the_root_of_the_definition(void **state)
{
	(void)state;
	for (uint64_t size = 0; size <= SIZES_MAX; size++) {
		struct digest root = root_of(size), head;
		struct digest expected = tree_head(0, size);

		assert_true(digest_equal(&root, &expected));
		assert_int_equal(merkle_head(give, NULL, size, &head), ERR_OK);
		assert_true(digest_equal(&head, &expected));
	}
}

/* A proof with one bit, one hash more or one hash less must not pass. */
static void refuse_changed_inclusion(const struct merkle_proof *proof,
    uint64_t index, uint64_t size, const struct digest *leaf,
    const struct digest *root)
{
	struct merkle_proof other;

	for (unsigned i = 0; i < proof->count; i++) {
		other = *proof;
		other.hash[i].b[i % DIGEST_BYTES] ^= 1;
		assert_false(merkle_includes(&other, index, size, leaf, root));
	}
	other = *proof;
	other.hash[other.count++] = *root;
	assert_false(merkle_includes(&other, index, size, leaf, root));
	if (proof->count > 0) {
		other.count = proof->count - 1;
		assert_false(merkle_includes(&other, index, size, leaf, root));
	}
}

static void every_leaf_of_every_size_is_included(void **state)
{
	struct merkle_proof proof;

	(void)state;
	for (uint64_t size = 1; size <= SIZES_MAX; size++) {
		struct digest root = root_of(size);

		for (uint64_t i = 0; i < size; i++) {
			struct digest leaf = leaf_of(i), other = leaf_of(i + 1);

			assert_int_equal(
			    merkle_inclusion(give, NULL, i, size, &proof),
			    ERR_OK);
			assert_true(
			    merkle_includes(&proof, i, size, &leaf, &root));
			assert_false(
			    merkle_includes(&proof, i, size, &other, &root));
			assert_false(
			    merkle_includes(&proof, i + 1, size, &leaf, &root));
			refuse_changed_inclusion(&proof, i, size, &leaf, &root);
		}
	}
}

static void refuse_changed_consistency(const struct merkle_proof *proof,
    uint64_t old, const struct digest *old_root, uint64_t size,
    const struct digest *root)
{
	struct merkle_proof other;

	for (unsigned i = 0; i < proof->count; i++) {
		other = *proof;
		other.hash[i].b[i % DIGEST_BYTES] ^= 0x80;
		assert_false(merkle_extends(&other, old, old_root, size, root));
	}
	other = *proof;
	other.hash[other.count++] = *root;
	assert_false(merkle_extends(&other, old, old_root, size, root));
	if (proof->count > 0) {
		other.count = proof->count - 1;
		assert_false(merkle_extends(&other, old, old_root, size, root));
	}
}

static void every_size_extends_every_smaller_one(void **state)
{
	struct merkle_proof proof;

	(void)state;
	for (uint64_t size = 1; size <= SIZES_MAX; size++) {
		struct digest root = root_of(size);

		for (uint64_t old = 1; old <= size; old++) {
			struct digest old_root = root_of(old);

			assert_int_equal(
			    merkle_consistency(give, NULL, old, size, &proof),
			    ERR_OK);
			assert_true(merkle_extends(
			    &proof, old, &old_root, size, &root));
			if (old != size)
				assert_false(merkle_extends(
				    &proof, old, &root, size, &root));
			refuse_changed_consistency(
			    &proof, old, &old_root, size, &root);
		}
	}
}

/* The leaves of the old tree are not asked for: fail_before() has none. */
static enum err fail_before(void *arg, uint64_t index, struct digest *out)
{
	const uint64_t *first = arg;

	if (index < *first)
		return ERR_CORRUPT;
	return give(NULL, index, out);
}

static void the_old_full_subtrees_are_enough_for_a_proof_onward(void **state)
{
	struct merkle old;
	struct digest leaf;

	(void)state;
	merkle_init(&old);
	for (uint64_t from = 1; from <= SIZES_MAX; from++) {
		leaf = leaf_of(from - 1);
		merkle_append(&old, &leaf);
		for (uint64_t size = from; size <= SIZES_MAX; size++) {
			struct merkle_proof proof, other;

			assert_int_equal(merkle_onward(&old, fail_before, &from,
					     size, &proof),
			    ERR_OK);
			assert_int_equal(
			    merkle_consistency(give, NULL, from, size, &other),
			    ERR_OK);
			assert_int_equal(proof.count, other.count);
			for (unsigned i = 0; i < proof.count; i++)
				assert_true(digest_equal(
				    &proof.hash[i], &other.hash[i]));
		}
	}
}

static void every_size_proves_its_prefixes_by_itself(void **state)
{
	struct merkle_proof proof;
	struct digest root, old_root, was;

	(void)state;
	for (uint64_t size = 2; size <= SIZES_MAX; size++) {
		root = root_of(size);
		for (uint64_t old = 1; old < size; old++) {
			was = root_of(old);
			assert_int_equal(
			    merkle_prefix_proof(give, NULL, old, size, &proof),
			    ERR_OK);
			assert_true(
			    merkle_prefix(&proof, old, size, &root, &old_root));
			assert_true(digest_equal(&old_root, &was));
			for (unsigned i = 0; i < proof.count; i++) {
				proof.hash[i].b[7] ^= 1;
				assert_false(merkle_prefix(
				    &proof, old, size, &root, &old_root));
				proof.hash[i].b[7] ^= 1;
			}
			proof.count--;
			assert_false(
			    merkle_prefix(&proof, old, size, &root, &old_root));
		}
	}
}

static void a_proof_from_the_empty_tree_is_empty(void **state)
{
	struct merkle_proof proof = { .count = 0 };
	struct digest empty = root_of(0), root = root_of(9);

	(void)state;
	assert_true(merkle_extends(&proof, 0, &empty, 9, &root));
	assert_true(merkle_extends(&proof, 0, &empty, 0, &empty));
	assert_false(merkle_extends(&proof, 0, &root, 9, &root));
	assert_false(merkle_extends(&proof, 0, &empty, 0, &root));
	proof.count = 1;
	assert_false(merkle_extends(&proof, 0, &empty, 9, &root));
}

static void verifiers_take_any_numbers(void **state)
{
	struct merkle_proof proof = { .count = MERKLE_PROOF_MAX };
	struct digest root = root_of(9);

	(void)state;
	assert_false(merkle_includes(&proof, 0, 0, &root, &root));
	assert_false(merkle_includes(&proof, 9, 9, &root, &root));
	assert_false(
	    merkle_includes(&proof, UINT64_MAX - 1, UINT64_MAX, &root, &root));
	assert_false(merkle_includes(&proof, 5, MERKLE_SIZE_MAX, &root, &root));
	assert_false(merkle_extends(
	    &proof, MERKLE_SIZE_MAX - 1, &root, MERKLE_SIZE_MAX, &root));
	assert_false(merkle_extends(&proof, 10, &root, 9, &root));
	assert_false(merkle_extends(&proof, 1, &root, UINT64_MAX, &root));
	proof.count = MERKLE_PROOF_MAX + 1;
	assert_false(merkle_includes(&proof, 0, 9, &root, &root));
	assert_false(merkle_extends(&proof, 1, &root, 9, &root));
	assert_false(merkle_prefix(&proof, 1, 9, &root, &root));
	proof.count = 0;
	assert_false(merkle_prefix(&proof, 1, 9, &root, &root));
	assert_false(merkle_prefix(&proof, 9, 9, &root, &root));
}

static void a_leaf_that_cannot_be_read_ends_the_proof(void **state)
{
	struct merkle_proof proof;
	struct digest head;
	uint64_t limit = 5;

	(void)state;
	assert_int_equal(
	    merkle_inclusion(fail_at, &limit, 1, 9, &proof), ERR_CORRUPT);
	assert_int_equal(
	    merkle_consistency(fail_at, &limit, 3, 9, &proof), ERR_CORRUPT);
	assert_int_equal(merkle_head(fail_at, &limit, 9, &head), ERR_CORRUPT);
	assert_int_equal(merkle_head(fail_at, &limit, 5, &head), ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roots_are_the_known_ones),
		cmocka_unit_test(the_empty_tree_is_sha256_of_nothing),
		cmocka_unit_test(every_size_has_the_root_of_the_definition),
		cmocka_unit_test(every_leaf_of_every_size_is_included),
		cmocka_unit_test(every_size_extends_every_smaller_one),
		cmocka_unit_test(
		    the_old_full_subtrees_are_enough_for_a_proof_onward),
		cmocka_unit_test(every_size_proves_its_prefixes_by_itself),
		cmocka_unit_test(a_proof_from_the_empty_tree_is_empty),
		cmocka_unit_test(verifiers_take_any_numbers),
		cmocka_unit_test(a_leaf_that_cannot_be_read_ends_the_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
