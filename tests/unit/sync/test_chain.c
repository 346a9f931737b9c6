#include "sync/chain.h"

#include "keys/sshsig.h"
#include "schema/checkpoint.h"
#include "schema/value.h"
#include "sync/gitobj.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/sync/log.h"

/* What log @l would say about @commit and @acts at @at. */
static enum rule judge(const struct log *l, const struct chain *at,
    struct bytes commit, struct bytes acts)
{
	struct batch b;
	struct chain next = *at;
	struct why why = { 0 };
	enum rule rule =
	    chain_check(&next, &l->network, commit, acts, &b, &why);

	if (rule == RULE_NONE)
		batch_fini(&b);
	else
		assert_true(why.text[0] != '\0');
	return rule;
}

static enum rule judge_batch(
    const struct log *l, const struct chain *at, const struct batch *b)
{
	return judge(l, at, buf_bytes(&b->commit), buf_bytes(&b->acts));
}

static void check_says_what_build_said(void **state)
{
	struct log l;
	struct chain other;

	(void)state;
	log_init(&l);
	chain_init(&other, LOG_NODE, &l.key.public);
	for (size_t i = 1; i < 6; i++) {
		struct batch b = log_batch(&l, i), c;

		assert_true(chain_fits(&other, &b));
		assert_int_equal(
		    chain_check(&other, &l.network, buf_bytes(&b.commit),
			buf_bytes(&b.acts), &c, NULL),
		    RULE_NONE);
		assert_true(gitobj_same(&b.commit_id, &c.commit_id));
		assert_true(gitobj_same(&b.tree_id, &c.tree_id));
		assert_true(gitobj_same(&b.acts_id, &c.acts_id));
		assert_true(gitobj_same(&b.checkpoint_id, &c.checkpoint_id));
		assert_true(bytes_equal(b.checkpoint, c.checkpoint));
		assert_true(digest_equal(&b.root, &c.root));
		assert_int_equal(b.first, c.first);
		assert_int_equal(b.count, c.count);
		assert_int_equal(b.time, c.time);
		assert_true(
		    bytes_equal(batch_commit_checkpoint(buf_bytes(&b.commit)),
			b.checkpoint));
		batch_fini(&b);
		batch_fini(&c);
	}
	assert_int_equal(chain_size(&other), 15);
	assert_memory_equal(&other, &l.end, sizeof(other));
	log_fini(&l);
}

static void the_same_input_gives_the_same_bytes(void **state)
{
	struct log l, m;
	struct batch a, b;

	(void)state;
	log_init(&l);
	log_init(&m);
	a = log_batch(&l, 3);
	b = log_batch(&m, 3);
	assert_true(bytes_equal(buf_bytes(&a.commit), buf_bytes(&b.commit)));
	batch_fini(&a);
	batch_fini(&b);
	log_fini(&l);
	log_fini(&m);
}

static void refuses_a_batch_that_does_not_follow(void **state)
{
	struct log l;
	struct chain empty, one;
	struct batch a, b, c;

	(void)state;
	log_init(&l);
	empty = l.end;
	a = log_batch(&l, 1);
	one = l.end;
	b = log_batch(&l, 1);
	c = log_batch(&l, 1);
	assert_int_equal(judge_batch(&l, &empty, &b), RULE_COMMIT_PARENT);
	assert_int_equal(judge_batch(&l, &one, &c), RULE_COMMIT_PARENT);
	assert_int_equal(judge_batch(&l, &one, &a), RULE_COMMIT_PARENT);
	assert_int_equal(judge_batch(&l, &one, &b), RULE_NONE);
	assert_false(chain_fits(&one, &c));
	batch_fini(&a);
	batch_fini(&b);
	batch_fini(&c);
	log_fini(&l);
}

static void refuses_every_flipped_bit_of_acts_and_commit(void **state)
{
	struct log l;
	struct chain empty;
	struct batch b;

	(void)state;
	log_init(&l);
	empty = l.end;
	b = log_batch(&l, 1);
	for (size_t i = 0; i < b.acts.n; i++) {
		b.acts.p[i] ^= (uint8_t)(1 << i % 8);
		assert_true(judge_batch(&l, &empty, &b) != RULE_NONE);
		b.acts.p[i] ^= (uint8_t)(1 << i % 8);
	}
	for (size_t i = 0; i < b.commit.n; i++) {
		b.commit.p[i] ^= (uint8_t)(1 << i % 8);
		assert_true(judge_batch(&l, &empty, &b) != RULE_NONE);
		b.commit.p[i] ^= (uint8_t)(1 << i % 8);
	}
	assert_int_equal(judge_batch(&l, &empty, &b), RULE_NONE);
	batch_fini(&b);
	log_fini(&l);
}

static void refuses_acts_that_were_dropped_added_or_reordered(void **state)
{
	struct log l;
	struct chain empty;
	struct batch b;
	struct buf other = { 0 };
	struct bytes commit, run;

	(void)state;
	log_init(&l);
	empty = l.end;
	b = log_batch(&l, 3);
	commit = buf_bytes(&b.commit);
	run = buf_bytes(&b.acts);
	assert_int_equal(
	    judge(&l, &empty, commit, bytes_part(run, 0, b.ends[1])),
	    RULE_CHECKPOINT_ROOT);
	assert_int_equal(
	    judge(&l, &empty, commit, bytes_part(run, 0, run.n - 1)),
	    RULE_CANONICAL);
	assert_int_equal(
	    judge(&l, &empty, commit, bytes_part(run, 0, 0)), RULE_BATCH_COUNT);
	buf_put(&other, run);
	buf_put(&other, batch_act(&b, 0));
	assert_int_equal(
	    judge(&l, &empty, commit, buf_bytes(&other)), RULE_CHECKPOINT_ROOT);
	buf_clear(&other);
	buf_put(&other, batch_act(&b, 1));
	buf_put(&other, batch_act(&b, 0));
	buf_put(&other, batch_act(&b, 2));
	assert_int_equal(
	    judge(&l, &empty, commit, buf_bytes(&other)), RULE_CHECKPOINT_ROOT);
	buf_fini(&other);
	batch_fini(&b);
	log_fini(&l);
}

static void refuses_acts_of_another_network_or_log(void **state)
{
	struct log l;
	struct digest other = digest_sha256(bytes_text("training"));
	struct chain mudan;
	struct batch b;
	struct chain next;
	struct bytes act;

	(void)state;
	log_init(&l);
	act = log_act(&l, "note.test");
	chain_init(&mudan, "mudan", &l.key.public);
	assert_int_equal(
	    chain_build(&l.end, &other, &l.key, act, LOG_START, &b, NULL),
	    RULE_ACT_NETWORK);
	assert_int_equal(
	    log_build(&l, &mudan, &act, 1, LOG_START, &b), RULE_ACT_LOG);
	b = log_batch(&l, 1);
	chain_init(&next, LOG_NODE, &l.key.public);
	assert_int_equal(judge_batch(&l, &mudan, &b), RULE_CHECKPOINT_FORM);
	next.epoch = 1;
	assert_int_equal(judge_batch(&l, &next, &b), RULE_EPOCH);
	batch_fini(&b);
	log_fini(&l);
}

static void refuses_another_key(void **state)
{
	struct log l;
	struct chain empty;
	struct batch b;

	(void)state;
	log_init(&l);
	empty = l.end;
	b = log_batch(&l, 1);
	sign_pair_make(&l.key, suite_used(), &l.random.random);
	empty.log = l.key.public;
	assert_int_equal(
	    judge_batch(&l, &empty, &b), RULE_CHECKPOINT_SIGNATURE);
	batch_fini(&b);
	log_fini(&l);
}

/* An act that rotates the key of @purpose to @next; it signs if @by_next is.
 * The bytes live in the arena. */
static struct bytes rotation(struct log *l, const char *purpose,
    const struct sign_pair *next, const struct sign_pair *by_next)
{
	struct digest by = sign_key_id(&l->key.public);
	struct value *body = value_map(l->arena);
	struct act *act = act_new(l->arena,
	    &(struct act_origin){ suite_used(), &l->network, LOG_NODE,
		LOG_START * (int64_t)1000 },
	    "key.rotate", &l->random.random, &by);

	value_set(l->arena, body, "purpose", value_text(l->arena, purpose));
	value_set(l->arena, body, "compromised", value_bool(l->arena, false));
	value_set(l->arena, body, "key",
	    value_bin(l->arena,
		arena_copy(l->arena, sign_public_bytes(&next->public))));
	act->body = body;
	act_seal(l->arena, act);
	act_sign(act, &l->key);
	if (by_next != NULL)
		act_sign(act, by_next);
	act_finish(l->arena, act);
	return act->raw;
}

static void a_rotated_key_signs_from_the_next_batch_on(void **state)
{
	struct log l;
	struct chain before, behind;
	struct sign_pair next, former;
	struct bytes acts[2];
	struct batch b, c;

	(void)state;
	log_init(&l);
	before = l.end;
	former = l.key;
	sign_pair_make(&next, suite_used(), &l.random.random);
	acts[0] = log_act(&l, "note.test");
	acts[1] = rotation(&l, "log", &next, &next);
	assert_int_equal(
	    log_build(&l, &l.end, acts, 2, LOG_START, &b), RULE_NONE);
	assert_true(b.rotates);
	assert_true(sign_public_equal(&l.end.log, &next.public));
	assert_int_equal(judge_batch(&l, &before, &b), RULE_NONE);
	chain_follow(&before, &b, &behind);
	assert_memory_equal(&behind, &l.end, sizeof(behind));

	l.key = next;
	c = log_batch(&l, 1);
	assert_false(c.rotates);
	assert_int_equal(judge_batch(&l, &behind, &c), RULE_NONE);
	batch_fini(&c);
	/* The former key signs nothing behind it. */
	l.end = behind;
	l.end.log = former.public;
	l.key = former;
	c = log_batch(&l, 1);
	assert_int_equal(
	    judge_batch(&l, &behind, &c), RULE_CHECKPOINT_SIGNATURE);
	batch_fini(&c);
	batch_fini(&b);
	log_fini(&l);
}

static void refuses_a_rotation_of_the_log_that_is_none(void **state)
{
	struct log l;
	struct sign_pair next;
	struct bytes acts[2];
	struct batch b;

	(void)state;
	log_init(&l);
	sign_pair_make(&next, suite_used(), &l.random.random);
	acts[0] = rotation(&l, "log", &next, &next);
	acts[1] = log_act(&l, "note.test");
	assert_int_equal(
	    log_build(&l, &l.end, acts, 2, LOG_START, &b), RULE_KEY_ROTATION);
	assert_int_equal(chain_size(&l.end), 0);
	acts[0] = rotation(&l, "log", &next, NULL); /* it did not consent */
	assert_int_equal(
	    log_build(&l, &l.end, acts, 1, LOG_START, &b), RULE_KEY_ROTATION);
	acts[0] = rotation(&l, "log", &l.key, NULL); /* the same key */
	assert_int_equal(
	    log_build(&l, &l.end, acts, 1, LOG_START, &b), RULE_KEY_ROTATION);
	/* Of other purposes the fold judges. */
	acts[0] = rotation(&l, "witness", &next, NULL);
	assert_int_equal(
	    log_build(&l, &l.end, acts, 2, LOG_START, &b), RULE_NONE);
	assert_false(b.rotates);
	batch_fini(&b);
	log_fini(&l);
}

static void refuses_time_that_goes_back(void **state)
{
	struct log l;
	struct chain before, ahead;
	struct batch a, b;
	struct bytes act;

	(void)state;
	log_init(&l);
	a = log_batch(&l, 1);
	before = l.end;
	act = log_act(&l, "note.test");
	assert_int_equal(
	    log_build(&l, &l.end, &act, 1, LOG_START - 1, &b), RULE_TIME_BACK);
	assert_memory_equal(&before, &l.end, sizeof(before));
	b = log_batch(&l, 1);
	ahead = before;
	ahead.time = b.time + 1;
	assert_int_equal(judge_batch(&l, &ahead, &b), RULE_TIME_BACK);
	ahead.time = b.time;
	assert_int_equal(judge_batch(&l, &ahead, &b), RULE_NONE);
	batch_fini(&a);
	batch_fini(&b);
	log_fini(&l);
}

/* Sign a batch again after @spoil changed what the commit says. */
static enum rule judge_spoiled(
    void (*spoil)(struct gitobj_commit *), const struct sign_pair *by)
{
	struct log l;
	struct chain empty;
	struct batch b;
	struct gitobj_commit c;
	struct buf message = { 0 }, raw = { 0 };
	enum rule rule;

	log_init(&l);
	empty = l.end;
	b = log_batch(&l, 2);
	assert_int_equal(
	    gitobj_commit_parse(buf_bytes(&b.commit), &c, NULL), RULE_NONE);
	spoil(&c);
	if (by)
		c.key = by->public;
	gitobj_commit_unsigned(&message, &c);
	c.signature = sshsig_sign(
	    by ? by : &l.key, SSHSIG_NAMESPACE_GIT, buf_bytes(&message));
	gitobj_commit(&raw, &c);
	rule = judge(&l, &empty, buf_bytes(&raw), buf_bytes(&b.acts));
	buf_fini(&raw);
	buf_fini(&message);
	batch_fini(&b);
	log_fini(&l);
	return rule;
}

static void nothing(struct gitobj_commit *c)
{
	(void)c;
}

static void other_date(struct gitobj_commit *c)
{
	c->seconds++;
}

static void other_author(struct gitobj_commit *c)
{
	memcpy(c->node, "mudan", sizeof("mudan"));
}

static void other_tree(struct gitobj_commit *c)
{
	c->tree.b[0] ^= 1;
}

static void other_summary(struct gitobj_commit *c)
{
	c->summary = bytes_text("acts 0..1: nothing of note");
}

static void add_parent(struct gitobj_commit *c)
{
	c->has_parent = true;
}

static void refuses_commits_that_say_something_else(void **state)
{
	struct sign_pair stranger;

	(void)state;
	sign_pair_make(&stranger, suite_used(), random_system());
	assert_int_equal(judge_spoiled(nothing, NULL), RULE_NONE);
	assert_int_equal(judge_spoiled(other_date, NULL), RULE_COMMIT_FORM);
	assert_int_equal(judge_spoiled(other_author, NULL), RULE_COMMIT_FORM);
	assert_int_equal(judge_spoiled(other_tree, NULL), RULE_COMMIT_FORM);
	assert_int_equal(judge_spoiled(other_summary, NULL), RULE_COMMIT_FORM);
	assert_int_equal(judge_spoiled(add_parent, NULL), RULE_COMMIT_PARENT);
	assert_int_equal(
	    judge_spoiled(nothing, &stranger), RULE_COMMIT_SIGNATURE);
}

static void refuses_more_than_512_acts(void **state)
{
	struct log l;
	struct batch b;
	struct bytes acts[BATCH_ACTS_MAX + 1];

	(void)state;
	log_init(&l);
	for (size_t i = 0; i < BATCH_ACTS_MAX + 1; i++)
		acts[i] = log_act(&l, "note.test");
	assert_int_equal(
	    log_build(&l, &l.end, acts, BATCH_ACTS_MAX + 1, LOG_START, &b),
	    RULE_BATCH_COUNT);
	assert_int_equal(
	    log_build(&l, &l.end, acts, 0, LOG_START, &b), RULE_BATCH_COUNT);
	assert_int_equal(
	    log_build(&l, &l.end, acts, BATCH_ACTS_MAX, LOG_START, &b),
	    RULE_NONE);
	assert_int_equal(b.count, BATCH_ACTS_MAX);
	assert_true(bytes_equal(batch_act(&b, 511), acts[511]));
	batch_fini(&b);
	log_fini(&l);
}

static void refuses_acts_over_eight_mebibytes(void **state)
{
	struct log l;
	struct buf run = { 0 };
	struct batch b = { .count = 0 };

	(void)state;
	log_init(&l);
	buf_extend(&run, BATCH_ACTS_BYTES_MAX + 1);
	assert_int_equal(batch_cut(&b, buf_bytes(&run), NULL), RULE_SIZE);
	batch_fini(&b);
	buf_fini(&run);
	log_fini(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(check_says_what_build_said),
		TEST(the_same_input_gives_the_same_bytes),
		TEST(refuses_a_batch_that_does_not_follow),
		TEST(refuses_every_flipped_bit_of_acts_and_commit),
		TEST(refuses_acts_that_were_dropped_added_or_reordered),
		TEST(refuses_acts_of_another_network_or_log),
		TEST(refuses_another_key),
		TEST(a_rotated_key_signs_from_the_next_batch_on),
		TEST(refuses_a_rotation_of_the_log_that_is_none),
		TEST(refuses_time_that_goes_back),
		TEST(refuses_commits_that_say_something_else),
		TEST(refuses_more_than_512_acts),
		TEST(refuses_acts_over_eight_mebibytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
