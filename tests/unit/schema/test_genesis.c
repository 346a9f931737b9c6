#include "schema/genesis.h"

#include "schema/pack.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/stage.h"

static void reads_what_it_wrote(void **state)
{
	struct world *w = world_new(1);
	struct genesis again;
	struct buf raw = { 0 };
	struct buf twice = { 0 };

	(void)state;
	genesis_encode(&w->genesis, &raw);
	assert_int_equal(
	    genesis_decode(buf_bytes(&raw), &again, NULL), RULE_NONE);
	assert_memory_equal(&again.network, &w->genesis.network, DIGEST_BYTES);
	assert_string_equal(again.authority.node, "ankang");
	assert_int_equal(again.threshold, 1);
	genesis_encode(&again, &twice);
	assert_true(bytes_equal(buf_bytes(&raw), buf_bytes(&twice)));
	for (size_t n = 0; n < raw.n; n++)
		assert_int_equal(
		    genesis_decode(
			bytes_part(buf_bytes(&raw), 0, n), &again, NULL),
		    RULE_CANONICAL);
	buf_fini(&twice);
	buf_fini(&raw);
	world_free(w);
}

static enum rule judge(const struct genesis *g)
{
	struct genesis again;
	struct buf raw = { 0 };
	enum rule rule;

	genesis_encode(g, &raw);
	rule = genesis_decode(buf_bytes(&raw), &again, NULL);
	buf_fini(&raw);
	return rule;
}

static void refuses_roots_and_thresholds_that_make_no_sense(void **state)
{
	struct world *w = world_new(1);
	struct genesis g = w->genesis;

	(void)state;
	g.threshold = 2;
	assert_int_equal(judge(&g), RULE_GENESIS);
	g.threshold = 0;
	assert_int_equal(judge(&g), RULE_GENESIS);
	g = w->genesis;
	g.root_count = 2;
	g.roots[1] = g.roots[0];
	assert_int_equal(judge(&g), RULE_GENESIS);
	g.root_count = 0;
	assert_int_equal(judge(&g), RULE_GENESIS);
	g = w->genesis;
	g.name[0] = '\0';
	assert_int_equal(judge(&g), RULE_GENESIS);
	world_free(w);
}

static enum rule judge_member(const struct member *m)
{
	struct arena *a = arena_new();
	struct member again;
	enum rule rule = genesis_member_decode(
	    genesis_member_value(a, m), suite_used(), &again, NULL);

	if (rule == RULE_NONE) {
		assert_string_equal(again.name, m->name);
		assert_int_equal(again.address_count, m->address_count);
		if (m->address_count > 0)
			assert_string_equal(again.address[0], m->address[0]);
	}
	arena_free(a);
	return rule;
}

static void a_member_record_is_read_strictly(void **state)
{
	struct world *w = world_new(1);
	struct member good = w->nodes[WORLD_HANBIN].member;
	struct member m;

	(void)state;
	good.address_count = 1;
	(void)strcpy(good.address[0], "[2001:db8::1]:7400");
	assert_int_equal(judge_member(&good), RULE_NONE);
	(void)strcpy(good.address[0], "node.example:7400");
	assert_int_equal(judge_member(&good), RULE_NONE);
	m = good;
	(void)strcpy(m.address[0], "node.example:0");
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	(void)strcpy(m.address[0], "node.example:70000");
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	(void)strcpy(m.address[0], "node example:7400");
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	(void)strcpy(m.address[0], ":7400");
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	m = good;
	(void)strcpy(m.code, "61090");
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	(void)strcpy(m.code, "61090X");
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	m = good;
	m.code[0] = '\0';
	assert_int_equal(judge_member(&m), RULE_NONE);
	m = good;
	(void)strcpy(m.node, "x");
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	m = good;
	(void)strcpy(m.name, "two\nlines");
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	m = good;
	m.witness = m.log;
	assert_int_equal(judge_member(&m), RULE_MEMBER_SHAPE);
	assert_int_equal(genesis_member_decode(NULL, suite_used(), &m, NULL),
	    RULE_MEMBER_SHAPE);
	world_free(w);
}

static void a_request_to_join_is_signed_by_both_keys(void **state)
{
	struct world *w = world_new(1);
	struct world_node *n = &w->nodes[WORLD_HANBIN];
	struct digest other = digest_sha256(bytes_text("another network"));
	struct buf raw = { 0 };
	struct member m;

	(void)state;
	genesis_join_encode(
	    &w->genesis.network, &n->member, &n->log, &n->recovery, &raw);
	assert_int_equal(genesis_join_decode(buf_bytes(&raw),
			     &w->genesis.network, suite_used(), &m, NULL),
	    RULE_NONE);
	assert_string_equal(m.node, "hanbin");
	assert_int_equal(genesis_join_decode(
			     buf_bytes(&raw), &other, suite_used(), &m, NULL),
	    RULE_ACT_NETWORK);
	buf_clear(&raw);
	genesis_join_encode(
	    &w->genesis.network, &n->member, &n->log, &n->witness, &raw);
	assert_int_equal(genesis_join_decode(buf_bytes(&raw),
			     &w->genesis.network, suite_used(), &m, NULL),
	    RULE_SIGNATURE);
	buf_fini(&raw);
	world_free(w);
}

static void no_changed_byte_passes_as_a_request_to_join(void **state)
{
	struct world *w = world_new(1);
	struct world_node *n = &w->nodes[WORLD_HANBIN];
	struct buf raw = { 0 };
	struct member m;

	(void)state;
	genesis_join_encode(
	    &w->genesis.network, &n->member, &n->log, &n->recovery, &raw);
	for (size_t i = 0; i < raw.n; i++) {
		raw.p[i] ^= 1;
		assert_int_not_equal(
		    genesis_join_decode(buf_bytes(&raw), &w->genesis.network,
			suite_used(), &m, NULL),
		    RULE_NONE);
		raw.p[i] ^= 1;
	}
	buf_fini(&raw);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_what_it_wrote),
		TEST(refuses_roots_and_thresholds_that_make_no_sense),
		TEST(a_member_record_is_read_strictly),
		TEST(a_request_to_join_is_signed_by_both_keys),
		TEST(no_changed_byte_passes_as_a_request_to_join),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
