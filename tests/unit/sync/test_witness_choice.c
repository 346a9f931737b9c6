#include "sync/witness_choice.h"

#include <stdio.h>

#include "tests/unit/sync/log.h"

#define NODES 20

static const char *const nodes[NODES] = { "ankang", "baihe", "gaoxin", "hanbin",
	"hanyin", "langao", "ningshan", "pingli", "shiquan", "xunyang",
	"zhenping", "ziyang", "node-01", "node-02", "node-03", "node-04",
	"node-05", "node-06", "node-07", "node-08" };

static struct digest network(void)
{
	return digest_sha256(bytes_text("a network"));
}

static void a_draw_is_the_hash_of_network_log_and_node(void **state)
{
	struct digest n = network(), draw, want;
	struct digest_run run;
	static const uint8_t tag[] = "tongban/witness/v1";
	static const uint8_t log[] = "hanbin";

	(void)state;
	draw = witness_choice_draw(&n, "hanbin", "xunyang");
	digest_begin(&run);
	digest_add(&run, (struct bytes){ tag, sizeof(tag) });
	digest_add(&run, digest_bytes(&n));
	digest_add(&run, (struct bytes){ log, sizeof(log) });
	digest_add(&run, bytes_text("xunyang"));
	want = digest_end(&run);
	assert_true(digest_equal(&draw, &want));
}

static void the_highest_three_witness_and_never_the_log_itself(void **state)
{
	struct digest n = network();

	(void)state;
	for (size_t i = 0; i < NODES; i++) {
		const char *out[WITNESS_CHOICE_COUNT];
		size_t count =
		    witness_choice_of(out, &n, nodes[i], nodes, NODES);
		struct digest least;

		assert_int_equal(count, WITNESS_CHOICE_COUNT);
		least = witness_choice_draw(&n, nodes[i], out[count - 1]);
		for (size_t k = 0, above = 0; k < NODES; k++) {
			struct digest d =
			    witness_choice_draw(&n, nodes[i], nodes[k]);

			above += k != i && digest_compare(&d, &least) >= 0;
			if (k == NODES - 1)
				assert_int_equal(above, count);
		}
		for (size_t k = 0; k < count; k++)
			assert_string_not_equal(out[k], nodes[i]);
	}
}

static void the_order_of_the_members_does_not_matter(void **state)
{
	const char *turned[NODES], *one[WITNESS_CHOICE_COUNT],
	    *two[WITNESS_CHOICE_COUNT];
	struct digest n = network();

	(void)state;
	for (size_t i = 0; i < NODES; i++)
		turned[i] = nodes[NODES - 1 - i];
	(void)witness_choice_of(one, &n, "hanbin", nodes, NODES);
	(void)witness_choice_of(two, &n, "hanbin", turned, NODES);
	for (size_t k = 0; k < WITNESS_CHOICE_COUNT; k++)
		assert_string_equal(one[k], two[k]);
}

static bool is_among(const char *node, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], node) == 0)
			return true;
	return false;
}

static void a_member_that_goes_moves_only_the_logs_it_witnessed(void **state)
{
	struct digest n = network();
	size_t moved = 0;

	(void)state;
	for (size_t i = 0; i + 1 < NODES; i++) {
		const char *one[WITNESS_CHOICE_COUNT],
		    *two[WITNESS_CHOICE_COUNT];
		bool had;

		(void)witness_choice_of(one, &n, nodes[i], nodes, NODES);
		(void)witness_choice_of(two, &n, nodes[i], nodes, NODES - 1);
		had = is_among(nodes[NODES - 1], one, WITNESS_CHOICE_COUNT);
		moved += had;
		for (size_t k = 0; k < WITNESS_CHOICE_COUNT; k++) {
			if (!had)
				assert_string_equal(one[k], two[k]);
			else if (strcmp(one[k], nodes[NODES - 1]) != 0)
				assert_true(is_among(
				    one[k], two, WITNESS_CHOICE_COUNT));
		}
	}
	assert_in_range(moved, 1, NODES - 2);
}

static void few_members_are_all_witnesses(void **state)
{
	const char *out[WITNESS_CHOICE_COUNT];
	struct digest n = network();

	(void)state;
	assert_int_equal(witness_choice_of(out, &n, "ankang", nodes, 0), 0);
	assert_int_equal(witness_choice_of(out, &n, "ankang", nodes, 1), 0);
	assert_int_equal(witness_choice_of(out, &n, "ankang", nodes, 3), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_draw_is_the_hash_of_network_log_and_node),
		TEST(the_highest_three_witness_and_never_the_log_itself),
		TEST(the_order_of_the_members_does_not_matter),
		TEST(a_member_that_goes_moves_only_the_logs_it_witnessed),
		TEST(few_members_are_all_witnesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
