/*
 * A hostile peer between suites: acts, keys and signatures of a suite that this
 * build knows, in a network of another one; keys of lengths that no suite has.
 */
#include "keys/sshsig.h"
#include "schema/genesis.h"
#include "schema/ledger_roles.h"
#include "schema/pack.h"
#include "schema/value.h"
#include "sync/chain.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/control.h"

#define TEST(name) cmocka_unit_test(name)

static struct sign_pair stranger(struct stage *s)
{
	struct sign_pair pair;

	sign_pair_make(&pair, suite_other(), &s->w->random.random);
	return pair;
}

/* Signed by a key of the other suite, which is what the act claims to be of. */
static const struct act *log_as_other(
    struct stage *s, struct act *act, const struct sign_pair *pair)
{
	act->suite = suite_other();
	return world_log_by(s->w, act, pair);
}

static void an_act_of_another_suite_counts_nowhere(void **state)
{
	const struct act *opening, *grant;
	struct sign_pair other;
	struct world_view *v;
	struct dossier *d;
	struct stage s;

	(void)state;
	stage_init(&s);
	other = stranger(&s);
	grant = log_as_other(
	    &s, control_grant(&s, WORLD_HANBIN, &other, "one-01"), &other);
	control_expect(&s, ACT_VERSION, grant);
	opening = log_as_other(
	    &s, world_receive(s.w, WORLD_HANBIN, WORLD_HANBIN), &other);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	d = world_view_fold(v, s.arena, &opening->id);
	assert_int_equal(world_rule(d, &opening->id), RULE_ACT_VERSION);
	world_view_free(v);
	stage_fini(&s);
}

/* The id of a key that is certified does not help who has another key. */
static void no_key_passes_for_one_of_another_suite(void **state)
{
	struct sign_public own, forged;
	struct sign_pair pair, twin;
	struct secret seed = { { 7 } };
	struct bytes message = bytes_text("m");
	struct signature s;

	(void)state;
	sign_pair_from_seed(&pair, suite_used(), &seed);
	sign_pair_from_seed(&twin, suite_other(), &seed);
	own = pair.public;
	assert_false(sign_public_equal(&own, &twin.public));
	s = sign_make(&twin, message);
	assert_false(sign_check(&own, message, &s));
	assert_false(sign_public_take(
	    &forged, suite_used(), sign_public_bytes(&twin.public)));
	assert_false(
	    sign_signature_take(&s, suite_used(), sign_signature_bytes(&s)));
}

/* The record with the bytes of one key replaced. */
static enum rule judge_with(
    struct stage *s, const struct member *m, const char *word, struct bytes raw)
{
	struct value *map = genesis_member_value(s->w->arena, m);
	struct value *keys = value_clone(s->w->arena, value_get(map, "keys"));
	struct act *act = world_draft(s->w, WORLD_ANKANG, "node.admit");
	struct member out;
	enum rule rule;

	value_set(s->w->arena, keys, word, value_bin(s->w->arena, raw));
	value_set(s->w->arena, map, "keys", keys);
	rule = genesis_member_decode(map, suite_used(), &out, NULL);
	value_set(s->w->arena, world_body(act), "member", map);
	assert_int_equal(
	    control_outcome(s, world_log_by(s->w, act, &s->w->root)), rule);
	return rule;
}

static void a_member_record_has_no_key_of_another_length(void **state)
{
	static const uint8_t room[256] = { 1 };
	struct sign_pair other;
	struct seal_pair sealing;
	struct member m;
	struct stage s;
	const char *word;

	(void)state;
	stage_init(&s);
	other = stranger(&s);
	seal_pair_make(&sealing, suite_other(), &s.w->random.random);
	m = s.w->nodes[WORLD_HANBIN].member;
	(void)strcpy(m.node, "hanyin");
	for (size_t i = 0; (word = genesis_key_word(i)) != NULL; i++) {
		struct bytes own = genesis_key_bytes(&m, word);
		size_t n = own.n;

		assert_int_equal(
		    judge_with(&s, &m, word, bytes_part(own, 0, n - 1)),
		    RULE_MEMBER_SHAPE);
		assert_int_equal(
		    judge_with(&s, &m, word, (struct bytes){ room, n + 1 }),
		    RULE_MEMBER_SHAPE);
		assert_int_equal(
		    judge_with(&s, &m, word, (struct bytes){ room, 0 }),
		    RULE_MEMBER_SHAPE);
	}
	assert_int_equal(
	    judge_with(&s, &m, "log", sign_public_bytes(&other.public)),
	    RULE_MEMBER_SHAPE);
	assert_int_equal(
	    judge_with(&s, &m, "sealing", seal_public_bytes(&sealing.public)),
	    RULE_MEMBER_SHAPE);
	stage_fini(&s);
}

static struct act *with_key(struct stage *s, enum world_node_index node,
    const char *kind, const char *key, struct bytes raw)
{
	struct act *act = strcmp(kind, "staff.grant") == 0
			      ? control_grant(s, node, &s->w->root, "one-01")
			  : strcmp(kind, "policy.set") == 0
			      ? control_policy(s, 1)
			      : world_draft(s->w, node, kind);

	value_set(
	    s->w->arena, world_body(act), key, value_bin(s->w->arena, raw));
	return act;
}

static void no_body_takes_a_key_of_another_length(void **state)
{
	struct sign_pair other;
	struct seal_pair sealing;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	other = stranger(&s);
	seal_pair_make(&sealing, suite_other(), &s.w->random.random);
	act = with_key(&s, WORLD_HANBIN, "staff.grant", "key",
	    sign_public_bytes(&other.public));
	control_expect(&s, BODY_SHAPE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	act = with_key(&s, WORLD_ANKANG, "policy.set", "escrow",
	    seal_public_bytes(&sealing.public));
	control_expect(&s, BODY_SHAPE, world_log_by(s.w, act, &s.w->root));
	act = with_key(&s, WORLD_HANBIN, "key.rotate", "key",
	    sign_public_bytes(&other.public));
	world_text(s.w, act, "purpose", "log");
	world_bool(s.w, act, "compromised", false);
	control_expect(&s, BODY_SHAPE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	act = with_key(&s, WORLD_HANBIN, "key.rotate", "key",
	    seal_public_bytes(&sealing.public));
	world_text(s.w, act, "purpose", "sealing");
	world_bool(s.w, act, "compromised", false);
	control_expect(&s, BODY_SHAPE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	stage_fini(&s);
}

/* The act's own map, with what @change does to it. */
static enum rule judge_changed(struct stage *s, const struct act *act,
    void (*change)(struct stage *s, struct value *map))
{
	static const struct scan_limits limits = { ACT_BYTES_MAX,
		SCAN_DEPTH_MAX };
	struct value *map;
	struct act *again;
	struct buf raw = { 0 };
	enum rule rule;

	assert_int_equal(
	    pack_decode(s->arena, act->raw, &limits, &map, NULL), ERR_OK);
	change(s, map);
	pack_encode(&raw, map);
	rule = act_decode(s->arena, buf_bytes(&raw), &again, NULL);
	buf_fini(&raw);
	return rule;
}

static void other_signature(struct stage *s, struct value *map)
{
	const struct value *pair = value_at(value_get(map, "sigs"), 0);
	struct sign_pair other = stranger(s);
	struct signature made = sign_make(&other, bytes_text("m"));
	struct value *list = value_list(s->arena), *sig = value_list(s->arena);

	value_push(s->arena, sig, value_at(pair, 0));
	value_push(
	    s->arena, sig, value_bin(s->arena, sign_signature_bytes(&made)));
	value_push(s->arena, list, sig);
	value_set(s->arena, map, "sigs", list);
}

static void other_suite(struct stage *s, struct value *map)
{
	value_set(s->arena, map, "suite", value_int(s->arena, suite_other()));
}

static void no_suite_at_all(struct stage *s, struct value *map)
{
	value_set(s->arena, map, "suite", value_int(s->arena, INT64_MAX));
}

static void below_zero(struct stage *s, struct value *map)
{
	value_set(s->arena, map, "suite", value_int(s->arena, -6));
}

static void signatures_are_as_long_as_the_act_says(void **state)
{
	const struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	act = world_log(
	    s.w, world_receive(s.w, WORLD_HANBIN, WORLD_HANBIN), WORLD_CLERK);
	assert_int_equal(
	    judge_changed(&s, act, other_signature), RULE_ACT_SIGS);
	assert_int_equal(judge_changed(&s, act, other_suite), RULE_ACT_SIGS);
	assert_int_equal(
	    judge_changed(&s, act, no_suite_at_all), RULE_ACT_VERSION);
	assert_int_equal(judge_changed(&s, act, below_zero), RULE_ACT_VERSION);
	stage_fini(&s);
}

static void a_batch_holds_no_act_of_another_suite(void **state)
{
	const struct sign_pair *log;
	struct sign_pair other;
	struct chain end, before;
	const struct act *act;
	struct act *draft;
	struct batch b;
	struct stage s;

	(void)state;
	stage_init(&s);
	log = control_log_key(&s, WORLD_HANBIN);
	other = stranger(&s);
	draft = world_draft(s.w, WORLD_HANBIN, "node.move");
	draft->suite = suite_other();
	act = world_sign(s.w, draft, &other);
	chain_init(&end, "hanbin", &log->public);
	before = end;
	assert_int_equal(chain_build(&end, &s.w->genesis.network, log, act->raw,
			     s.w->now, &b, NULL),
	    RULE_ACT_VERSION);
	/* A log of the other suite throughout, at the place of ours. */
	end.log = other.public;
	assert_int_equal(chain_build(&end, &s.w->genesis.network, &other,
			     act->raw, s.w->now, &b, NULL),
	    RULE_NONE);
	assert_int_not_equal(
	    chain_check(&before, &s.w->genesis.network, buf_bytes(&b.commit),
		buf_bytes(&b.acts), &b, NULL),
	    RULE_NONE);
	batch_fini(&b);
	stage_fini(&s);
}

static void a_genesis_is_of_one_suite(void **state)
{
	struct genesis g, out;
	struct sign_pair other;
	struct buf raw = { 0 };
	struct stage s;

	(void)state;
	stage_init(&s);
	other = stranger(&s);
	g = s.w->genesis;
	g.root_count = 2;
	g.roots[1] = other.public;
	genesis_encode(&g, &raw);
	assert_int_equal(
	    genesis_decode(buf_bytes(&raw), &out, NULL), RULE_GENESIS);
	buf_clear(&raw);
	g = s.w->genesis;
	g.suite = suite_other(); /* with keys of ours */
	genesis_encode(&g, &raw);
	assert_int_equal(
	    genesis_decode(buf_bytes(&raw), &out, NULL), RULE_GENESIS);
	buf_clear(&raw);
	g.suite = 0;
	genesis_encode(&g, &raw);
	assert_int_equal(
	    genesis_decode(buf_bytes(&raw), &out, NULL), RULE_GENESIS);
	buf_fini(&raw);
	stage_fini(&s);
}

static void a_request_to_join_is_read_by_the_networks_suite(void **state)
{
	const struct world_node *n;
	struct buf raw = { 0 };
	struct member out;
	struct stage s;

	(void)state;
	stage_init(&s);
	n = &s.w->nodes[WORLD_HANBIN];
	genesis_join_encode(
	    &s.w->genesis.network, &n->member, &n->log, &n->recovery, &raw);
	assert_int_equal(genesis_join_decode(buf_bytes(&raw),
			     &s.w->genesis.network, suite_used(), &out, NULL),
	    RULE_NONE);
	assert_int_equal(genesis_join_decode(buf_bytes(&raw),
			     &s.w->genesis.network, suite_other(), &out, NULL),
	    RULE_MEMBER_SHAPE);
	buf_fini(&raw);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_act_of_another_suite_counts_nowhere),
		TEST(no_key_passes_for_one_of_another_suite),
		TEST(a_member_record_has_no_key_of_another_length),
		TEST(no_body_takes_a_key_of_another_length),
		TEST(signatures_are_as_long_as_the_act_says),
		TEST(a_batch_holds_no_act_of_another_suite),
		TEST(a_genesis_is_of_one_suite),
		TEST(a_request_to_join_is_read_by_the_networks_suite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
