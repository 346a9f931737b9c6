#include "schema/fork.h"

#include "base/mem.h"
#include "keys/random.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/ledger_fork.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/control.h"

#define NOON 1795392000

/* A log of which two people have each a half. */
struct setup {
	struct digest network;
	struct sign_pair pair;
	struct buf one, two;
};

struct tree {
	uint64_t common; /* from here on the leaves are .other */
	uint8_t other;
};

static enum err leaf_of(void *arg, uint64_t index, struct digest *out)
{
	const struct tree *t = arg;
	uint8_t bytes[2] = { (uint8_t)index, index < t->common ? 0 : t->other };

	*out = digest_leaf((struct bytes){ bytes, sizeof(bytes) });
	return ERR_OK;
}

static void begin(struct setup *s)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 9 };
	struct random_seeded r;

	memset(s, 0, sizeof(*s));
	random_seeded_init(&r, seed);
	sign_pair_make(&s->pair, suite_used(), &r.random);
	s->network = digest_sha256(bytes_text("a network"));
}

static void finish(struct setup *s)
{
	buf_fini(&s->one);
	buf_fini(&s->two);
}

static struct bytes note(struct setup *s, struct buf *out, struct tree *t,
    const char *node, uint64_t size, int64_t time)
{
	struct checkpoint c = { .size = size, .time = time };

	memcpy(c.node, node, strlen(node) + 1);
	assert_int_equal(merkle_head(leaf_of, t, size, &c.root), ERR_OK);
	buf_clear(out);
	checkpoint_write(out, &s->network, &c, &s->pair);
	return buf_bytes(out);
}

static struct fork fork_of(
    struct setup *s, struct tree *a, uint64_t one, struct tree *b, uint64_t two)
{
	struct fork f = { .one = note(s, &s->one, a, "hanbin", one, NOON) };

	f.two = note(s, &s->two, b, "hanbin", two, NOON + 60);
	if (one < two)
		assert_int_equal(
		    merkle_prefix_proof(leaf_of, b, one, two, &f.proof),
		    ERR_OK);
	return f;
}

static enum rule check(struct setup *s, const struct fork *f)
{
	struct fork_claim claim;
	struct why why = { 0 };
	enum rule rule = fork_check(f, &s->network, &claim, &why);

	if (rule == RULE_NONE)
		rule = fork_check_signed(
		    f, &s->network, &s->pair.public, &s->pair.public, &why);
	else
		assert_true(why.text[0] != '\0');
	return rule;
}

static void shows_every_fork_of_two_sizes(void **state)
{
	struct tree a = { 3, 1 }, b = { 3, 2 };
	struct setup s;

	(void)state;
	begin(&s);
	for (uint64_t one = 1; one <= 17; one++) {
		for (uint64_t two = one; two <= 18; two++) {
			struct fork f = fork_of(&s, &a, one, &b, two);

			/* Up to three entries both began alike. */
			assert_int_equal(check(&s, &f),
			    one > a.common ? RULE_NONE : RULE_FORK_PROOF);
		}
	}
	finish(&s);
}

static void a_log_that_only_grew_is_never_shown_forked(void **state)
{
	struct tree a = { 64, 0 };
	struct setup s;

	(void)state;
	begin(&s);
	for (uint64_t one = 1; one <= 17; one++) {
		for (uint64_t two = one; two <= 18; two++) {
			struct fork f = fork_of(&s, &a, one, &a, two);

			assert_int_equal(check(&s, &f), RULE_FORK_PROOF);
			for (unsigned i = 0; i < f.proof.count; i++) {
				f.proof.hash[i].b[0] ^= 1;
				assert_int_equal(
				    check(&s, &f), RULE_FORK_PROOF);
				f.proof.hash[i].b[0] ^= 1;
			}
		}
	}
	finish(&s);
}

static void a_larger_size_with_an_earlier_time_is_shown(void **state)
{
	struct tree a = { 64, 0 };
	struct fork_claim claim;
	struct setup s;
	struct fork f = { .proof = { .count = 0 } };

	(void)state;
	begin(&s);
	f.one = note(&s, &s.one, &a, "hanbin", 4, NOON);
	f.two = note(&s, &s.two, &a, "hanbin", 6, NOON - 1);
	assert_int_equal(fork_check(&f, &s.network, &claim, NULL), RULE_NONE);
	assert_int_equal(claim.kind, FORK_TIME);
	f.two = note(&s, &s.two, &a, "hanbin", 4, NOON - 1);
	assert_int_equal(check(&s, &f), RULE_FORK_PROOF);
	f.two = note(&s, &s.two, &a, "hanbin", 6, NOON);
	assert_int_equal(check(&s, &f), RULE_FORK_PROOF);
	finish(&s);
}

static void refuses_what_is_of_two_logs_or_turned_round(void **state)
{
	struct tree a = { 2, 1 }, b = { 2, 2 };
	struct digest other = digest_sha256(bytes_text("another network"));
	struct fork_claim claim;
	struct setup s;
	struct fork f, turned;

	(void)state;
	begin(&s);
	f = fork_of(&s, &a, 5, &b, 5);
	assert_int_equal(check(&s, &f), RULE_NONE);
	assert_int_equal(
	    fork_check(&f, &other, &claim, NULL), RULE_CHECKPOINT_FORM);
	f.two = note(&s, &s.two, &b, "ankang", 5, NOON);
	assert_int_equal(check(&s, &f), RULE_FORK_PROOF);
	f = fork_of(&s, &a, 4, &b, 6);
	turned = f;
	turned.one = f.two;
	turned.two = f.one;
	assert_int_equal(check(&s, &turned), RULE_FORK_PROOF);
	f.proof.count = 0;
	assert_int_equal(check(&s, &f), RULE_FORK_PROOF);
	finish(&s);
}

static void a_forged_checkpoint_shows_nothing(void **state)
{
	struct tree a = { 2, 1 }, b = { 2, 2 };
	struct sign_pair thief;
	struct random_seeded r;
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 8 };
	struct setup s;
	struct fork f;

	(void)state;
	begin(&s);
	f = fork_of(&s, &a, 4, &b, 6);
	random_seeded_init(&r, seed);
	sign_pair_make(&thief, suite_used(), &r.random);
	assert_int_equal(fork_check_signed(&f, &s.network, &thief.public,
			     &s.pair.public, NULL),
	    RULE_CHECKPOINT_SIGNATURE);
	assert_int_equal(fork_check_signed(&f, &s.network, &s.pair.public,
			     &thief.public, NULL),
	    RULE_CHECKPOINT_SIGNATURE);
	finish(&s);
}

/* ---- in the ledger ---- */

/* A root of hanbin's log at @size that it never had, signed by its key. */
static struct bytes other_note(
    struct stage *s, struct buf *out, uint64_t size, const struct sign_pair *by)
{
	struct checkpoint c = { .node = "hanbin",
		.size = size,
		.root = digest_sha256(bytes_text("another root")),
		.time = s->w->now };

	checkpoint_write(out, &s->w->genesis.network, &c, by);
	return buf_bytes(out);
}

static const struct act *log_proof(struct stage *s, enum world_node_index by,
    struct bytes one, struct bytes two, const char *node)
{
	struct act *act = world_draft(s->w, by, "fork.proof");
	struct arena *a = s->w->arena;

	world_text(s->w, act, "node", node);
	value_set(a, world_body(act), "one", value_text(a, arena_text(a, one)));
	value_set(a, world_body(act), "two", value_text(a, arena_text(a, two)));
	value_set(a, world_body(act), "proof", value_list(a));
	return world_log_by(s->w, act, control_log_key(s, by));
}

static const struct ledger_fork *forked(struct stage *s)
{
	static struct ledger_fork kept;
	struct world_view *v = world_view_new(s->w);
	const struct ledger_fork *f;

	world_view_feed_all(v);
	f = ledger_fork_open(v->ledger, "hanbin", 0);
	if (f != NULL)
		kept = *f;
	world_view_free(v);
	return f != NULL ? &kept : NULL;
}

static const struct act *log_settle(struct stage *s, uint64_t size)
{
	struct act *act = world_draft(s->w, WORLD_ANKANG, "settle");
	struct arena *a = s->w->arena;
	struct value *at = value_list(a);
	struct checkpoint c;

	assert_int_equal(
	    checkpoint_read(world_note(s->w, WORLD_HANBIN, size, s->w->now),
		&s->w->genesis.network, &c, NULL),
	    RULE_NONE);
	value_push(a, at, value_int(a, 0));
	value_push(a, at, value_int(a, (int64_t)size));
	value_push(a, at, value_bin(a, arena_copy(a, digest_bytes(&c.root))));
	world_text(s->w, act, "node", "hanbin");
	world_text(s->w, act, "reason", "");
	value_set(a, world_body(act), "at", at);
	return control_log_root(s, act);
}

static void anybody_proves_it_and_the_authority_settles_it(void **state)
{
	struct buf one = { 0 };
	struct stage s;
	struct bytes two;

	(void)state;
	stage_init(&s);
	two = world_note(s.w, WORLD_HANBIN, 3, s.w->now);
	other_note(&s, &one, 3, control_log_key(&s, WORLD_HANBIN));
	control_expect(
	    &s, FORK_PROOF, log_proof(&s, WORLD_GAOXIN, two, two, "hanbin"));
	assert_null(forked(&s));
	control_expect(&s, FORK_PROOF,
	    log_proof(&s, WORLD_GAOXIN, buf_bytes(&one), two, "ankang"));
	assert_null(forked(&s));
	control_expect(&s, NONE,
	    log_proof(&s, WORLD_GAOXIN, buf_bytes(&one), two, "hanbin"));
	assert_non_null(forked(&s));
	/* What he says about less is no word about this. */
	control_expect(&s, NONE, log_settle(&s, 2));
	assert_non_null(forked(&s));
	control_expect(&s, NONE, log_settle(&s, 3));
	assert_null(forked(&s));
	buf_fini(&one);
	stage_fini(&s);
}

static void a_key_that_is_not_the_logs_accuses_nobody(void **state)
{
	struct buf one = { 0 };
	struct stage s;
	struct bytes two;

	(void)state;
	stage_init(&s);
	two = world_note(s.w, WORLD_HANBIN, 3, s.w->now);
	other_note(&s, &one, 3, control_log_key(&s, WORLD_GAOXIN));
	(void)log_proof(&s, WORLD_GAOXIN, buf_bytes(&one), two, "hanbin");
	assert_null(forked(&s));
	buf_fini(&one);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_every_fork_of_two_sizes),
		cmocka_unit_test(a_log_that_only_grew_is_never_shown_forked),
		cmocka_unit_test(a_larger_size_with_an_earlier_time_is_shown),
		cmocka_unit_test(refuses_what_is_of_two_logs_or_turned_round),
		cmocka_unit_test(a_forged_checkpoint_shows_nothing),
		cmocka_unit_test(
		    anybody_proves_it_and_the_authority_settles_it),
		cmocka_unit_test(a_key_that_is_not_the_logs_accuses_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
