#include "tests/unit/node/post.h"

/* Keys that were given: asked for, forgotten, given again. */

static void an_old_key_is_ended_once_and_every_wrap_forgotten(void **state)
{
	struct post p;
	struct act *act;
	int64_t now;

	(void)state;
	post_init(&p);
	now = p.stage.w->now;
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "hanbin"));
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "ankang-gaoxin"));
	sign(&p, give_draft(&p, WORLD_HANBIN, 2020, "hanbin"));
	sign(&p, give_draft(&p, WORLD_HANBIN, 2020, "ankang-gaoxin"));
	p.terms.keep_years = 1; /* T04 names five, which go before */
	pass(&p, at("2027-01-01") - 1);
	assert_int_equal(count(&p, ROBOT_END), 0);
	pass(&p, at("2027-01-01"));
	assert_int_equal(count(&p, ROBOT_END), 2); /* while it is not done */
	assert_int_equal(p.duties[p.count - 1].year, 2020);
	act = world_draft(p.stage.w, WORLD_HANBIN, "pseudonym.end");
	world_text(p.stage.w, act, "item", "T04");
	world_int(p.stage.w, act, "year", 2020);
	sign(&p, act);
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_END), 0);
	assert_int_equal(count(&p, ROBOT_FORGET), 2);
	p.node = "ankang-gaoxin";
	pass(&p, now);
	assert_string_equal(only(&p, ROBOT_FORGET)->key->to, "ankang-gaoxin");
	p.node = "ankang";
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_FORGET), 0);
	p.has = false;
	p.node = "hanbin";
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_FORGET), 0); /* gone already */
	post_fini(&p);
}

static void keys_of_a_home_that_is_gone_end_by_time(void **state)
{
	struct post p;

	(void)state;
	post_init(&p);
	sign(&p, give_draft(&p, WORLD_GAOXIN, 2020, "ankang-gaoxin"));
	sign(&p, give_draft(&p, WORLD_GAOXIN, 2020, "hanbin"));
	pass(&p, at("2027-01-01"));
	assert_int_equal(count(&p, ROBOT_FORGET), 0);
	(void)control_log_root(
	    &p.stage, control_cut_draft(&p.stage, "node.retire", WORLD_GAOXIN,
			  p.stage.w->nodes[WORLD_GAOXIN].count));
	pass(&p, at("2027-01-01") - 1);
	assert_int_equal(count(&p, ROBOT_FORGET), 0);
	pass(&p, at("2027-01-01"));
	assert_string_equal(only(&p, ROBOT_FORGET)->key->to, "hanbin");
	post_fini(&p);
}

static void a_wrap_that_has_not_come_is_fetched(void **state)
{
	struct post p;

	(void)state;
	post_init(&p);
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "ankang-gaoxin"));
	p.node = "ankang-gaoxin";
	p.has = false;
	pass(&p, p.stage.w->now);
	assert_string_equal(only(&p, ROBOT_FETCH)->key->home, "hanbin");
	p.has = true;
	pass(&p, p.stage.w->now);
	assert_int_equal(count(&p, ROBOT_FETCH), 0);
	post_fini(&p);
}

/* A home gives as often as it likes, for any year, of any item. */
static void only_the_newest_key_of_what_there_is_is_asked_for(void **state)
{
	struct post p;
	struct act *act;

	(void)state;
	post_init(&p);
	for (int i = 0; i < 3; i++)
		sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "ankang-gaoxin"));
	sign(&p, give_draft(&p, WORLD_HANBIN, 2028, "ankang-gaoxin"));
	act = give_draft(&p, WORLD_HANBIN, 2026, "ankang-gaoxin");
	world_text(p.stage.w, act, "item", "T99"); /* nobody published it */
	sign(&p, act);
	p.node = "ankang-gaoxin";
	p.has = false;
	pass(&p, at("2026-12-31"));
	assert_int_equal(only(&p, ROBOT_FETCH)->given, 2);
	assert_string_equal(only(&p, ROBOT_FETCH)->item, "T04");
	pass(&p, at("2027-01-01"));
	assert_int_equal(count(&p, ROBOT_FETCH), 2);
	post_fini(&p);
}

static void what_was_seen_not_to_be_ours_is_not_forgotten_again(void **state)
{
	struct post p;
	struct act *act;

	(void)state;
	post_init(&p);
	sign(&p, give_draft(&p, WORLD_HANBIN, 2020, "ankang-gaoxin"));
	act = world_draft(p.stage.w, WORLD_HANBIN, "pseudonym.end");
	world_text(p.stage.w, act, "item", "T04");
	world_int(p.stage.w, act, "year", 2020);
	sign(&p, act);
	p.node = "ankang-gaoxin";
	pass(&p, p.stage.w->now);
	assert_int_equal(only(&p, ROBOT_FORGET)->given, 0);
	p.settled = true;
	pass(&p, p.stage.w->now);
	assert_int_equal(count(&p, ROBOT_FORGET), 0);
	post_fini(&p);
}

/* A new sealing key of @node's; the one before is @said to be compromised. */
static void rotate_sealing(
    struct post *p, enum world_node_index node, bool said)
{
	struct world *w = p->stage.w;
	struct world_node *n = &w->nodes[node];
	struct seal_pair fresh;
	struct act *act;

	seal_pair_make(&fresh, suite_used(), &w->random.random);
	act = control_rotate_draft(
	    &p->stage, node, "sealing", seal_public_bytes(&fresh.public));
	world_bool(w, act, "compromised", said);
	control_expect(&p->stage, NONE, world_log_by(w, act, &n->recovery));
	n->sealing = fresh;
}

/* Give as asked, for the key that is in force. */
static void give_again(struct post *p)
{
	struct robot_duty d = *only(p, ROBOT_GIVE);
	struct world *w = p->stage.w;
	struct act *act;

	assert_non_null(d.key);
	act = give_draft(p, WORLD_HANBIN, d.year, d.to);
	value_set(w->arena, world_body(act), "sealing",
	    value_bin(
		w->arena, seal_public_bytes(
			      &w->nodes[world_index(w, d.to)].sealing.public)));
	sign(p, act);
}

static void a_key_sealed_for_a_compromised_one_is_given_again_once(void **state)
{
	struct post p;
	int64_t now;

	(void)state;
	post_init(&p);
	now = p.stage.w->now;
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "hanbin"));
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "ankang-gaoxin"));
	sign(&p, give_draft(&p, WORLD_HANBIN, 2025, "hanbin"));
	rotate_sealing(&p, WORLD_GAOXIN, false);
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_GIVE), 0); /* it opens still */
	rotate_sealing(&p, WORLD_GAOXIN, true);
	pass(&p, now);
	assert_string_equal(only(&p, ROBOT_GIVE)->to, "ankang-gaoxin");
	assert_non_null(only(&p, ROBOT_GIVE)->before);
	give_again(&p);
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_GIVE), 0);
	/* The one that it is sealed for now: once more. */
	rotate_sealing(&p, WORLD_GAOXIN, true);
	pass(&p, now);
	assert_string_equal(only(&p, ROBOT_GIVE)->to, "ankang-gaoxin");
	give_again(&p);
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_GIVE), 0);
	/* The home's own: every year that it holds. */
	rotate_sealing(&p, WORLD_HANBIN, true);
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_GIVE), 2);
	for (size_t i = 0; i < p.count; i++) {
		assert_string_equal(p.duties[i].to, "hanbin");
		assert_non_null(p.duties[i].key);
	}
	post_fini(&p);
}

static void a_reader_that_rotates_without_end_costs_its_homes_so_much(
    void **state)
{
	struct post p;
	int64_t now;

	(void)state;
	post_init(&p);
	now = p.stage.w->now;
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "hanbin"));
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "ankang-gaoxin"));
	for (int i = 0; i < ROBOT_AGAIN_MAX; i++)
		rotate_sealing(&p, WORLD_GAOXIN, true);
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_GIVE), 1);
	rotate_sealing(&p, WORLD_GAOXIN, true);
	pass(&p, now);
	assert_int_equal(count(&p, ROBOT_GIVE), 0);
	post_fini(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_old_key_is_ended_once_and_every_wrap_forgotten),
		TEST(keys_of_a_home_that_is_gone_end_by_time),
		TEST(a_wrap_that_has_not_come_is_fetched),
		TEST(only_the_newest_key_of_what_there_is_is_asked_for),
		TEST(what_was_seen_not_to_be_ours_is_not_forgotten_again),
		TEST(a_key_sealed_for_a_compromised_one_is_given_again_once),
		TEST(a_reader_that_rotates_without_end_costs_its_homes_so_much),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
