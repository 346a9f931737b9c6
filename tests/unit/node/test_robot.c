#include "schema/ledger_mark.h"
#include "tests/unit/node/post.h"
#include "tests/unit/schema/files.h"

/* ---- certificates ---- */

static struct digest certify(
    struct post *p, const char *id, int64_t until, int64_t renew)
{
	struct world *w = p->stage.w;
	struct act *act;
	struct sign_pair key;

	sign_pair_make(&key, suite_used(), &w->random.random);
	act = control_grant(&p->stage, WORLD_HANBIN, &key, id);
	world_int(w, act, "until", until);
	world_int(w, act, "renew", renew);
	sign(p, act);
	return sign_key_id(&key.public);
}

static void renew(struct post *p, const struct robot_duty *duty)
{
	struct act *act = world_draft(p->stage.w, WORLD_HANBIN, "staff.renew");

	world_id(p->stage.w, act, "key", &duty->staff->key_id);
	world_int(p->stage.w, act, "until", duty->until);
	sign(p, act);
}

static void a_certificate_is_renewed_in_its_last_third(void **state)
{
	struct post p;
	struct digest key;
	int64_t now, until;

	(void)state;
	post_init(&p);
	now = p.stage.w->now;
	until = now + LIFE;
	key = certify(&p, "one-01", until, now + 10 * LIFE);
	pass(&p, until - SOON - 1);
	assert_int_equal(count(&p, ROBOT_RENEW), 0);
	assert_int_equal(p.due, until - SOON);
	pass(&p, until - SOON);
	assert_true(digest_equal(&only(&p, ROBOT_RENEW)->staff->key_id, &key));
	assert_int_equal(only(&p, ROBOT_RENEW)->until, until - SOON + LIFE);
	/* Done once, it is due no more until then. */
	p.stage.w->now = until - SOON;
	renew(&p, only(&p, ROBOT_RENEW));
	pass(&p, until - SOON + 60);
	assert_int_equal(count(&p, ROBOT_RENEW), 0);
	assert_int_equal(p.due, until - SOON + LIFE - SOON);
	post_fini(&p);
}

static void renewal_ends_where_the_grant_says(void **state)
{
	struct post p;
	int64_t now, end;

	(void)state;
	post_init(&p);
	now = p.stage.w->now;
	end = now + 2 * DAY;
	(void)certify(&p, "one-01", now + DAY, end);
	pass(&p, now + 120);
	assert_int_equal(only(&p, ROBOT_RENEW)->until, end);
	renew(&p, only(&p, ROBOT_RENEW));
	pass(&p, end - 1);
	assert_int_equal(count(&p, ROBOT_RENEW), 0);
	pass(&p, end + 1);
	assert_int_equal(count(&p, ROBOT_RENEW), 0);
	post_fini(&p);
}

static void a_certificate_that_is_over_is_renewed_while_it_may_be(void **state)
{
	struct post p;
	int64_t now;

	(void)state;
	post_init(&p);
	now = p.stage.w->now;
	(void)certify(&p, "one-01", now + DAY, now + 5 * DAY);
	pass(&p, now + 5 * DAY - 1);
	assert_int_equal(only(&p, ROBOT_RENEW)->until, now + 5 * DAY);
	pass(&p, now + 5 * DAY);
	assert_int_equal(count(&p, ROBOT_RENEW), 0);
	post_fini(&p);
}

static void neither_revoked_nor_replaced_nor_foreign_keys_are_renewed(
    void **state)
{
	struct post p;
	struct digest key;
	struct act *act;
	int64_t now;

	(void)state;
	post_init(&p);
	now = p.stage.w->now;
	(void)certify(&p, "one-01", now + DAY, now + 9 * DAY);
	key = certify(&p, "two-02", now + DAY, now + 9 * DAY);
	act = world_draft(p.stage.w, WORLD_HANBIN, "staff.revoke");
	world_id(p.stage.w, act, "key", &key);
	world_text(p.stage.w, act, "reason", "");
	sign(&p, act);
	key = certify(&p, "one-01", now + DAY, now + 9 * DAY);
	pass(&p, now + DAY);
	assert_true(digest_equal(&only(&p, ROBOT_RENEW)->staff->key_id, &key));
	p.node = "ankang-gaoxin";
	pass(&p, now + DAY);
	assert_int_equal(count(&p, ROBOT_RENEW), 0);
	post_fini(&p);
}

static void a_suspended_node_owes_nothing(void **state)
{
	struct post p;
	int64_t now;

	(void)state;
	post_init(&p);
	now = p.stage.w->now;
	(void)certify(&p, "one-01", now + DAY, now + 9 * DAY);
	pass(&p, now + DAY);
	assert_true(p.count > 0);
	(void)control_log_root(
	    &p.stage, control_cut_draft(&p.stage, "node.suspend", WORLD_HANBIN,
			  p.stage.w->nodes[WORLD_HANBIN].count));
	pass(&p, now + DAY);
	assert_int_equal(p.count, 0);
	p.node = "nobody-here";
	pass(&p, now + DAY);
	assert_int_equal(p.count, 0);
	post_fini(&p);
}

/* ---- pseudonym keys ---- */

static void give_as_asked(struct post *p)
{
	struct robot_duty d = *only(p, ROBOT_GIVE);

	assert_string_equal(d.item, "T04");
	sign(p, give_draft(p, WORLD_HANBIN, d.year, d.to));
}

static void the_home_gets_its_key_first_then_whom_it_lets_receive(void **state)
{
	struct post p;
	int64_t now;

	(void)state;
	post_init(&p);
	now = p.stage.w->now; /* November 2026 */
	pass(&p, now);
	assert_string_equal(only(&p, ROBOT_GIVE)->to, "hanbin");
	assert_int_equal(only(&p, ROBOT_GIVE)->year, 2026);
	assert_null(only(&p, ROBOT_GIVE)->key);
	give_as_asked(&p);
	pass(&p, now);
	assert_string_equal(only(&p, ROBOT_GIVE)->to, "ankang-gaoxin");
	assert_non_null(only(&p, ROBOT_GIVE)->key);
	give_as_asked(&p);
	pass(&p, now);
	assert_int_equal(p.count, 0); /* nothing twice */
	/* A new key of the home's own: the others get it, too. */
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "hanbin"));
	pass(&p, now);
	assert_string_equal(only(&p, ROBOT_GIVE)->to, "ankang-gaoxin");
	/* Who receives for itself alone needs none for others. */
	p.node = "ankang-gaoxin";
	pass(&p, now);
	assert_string_equal(only(&p, ROBOT_GIVE)->to, "ankang-gaoxin");
	post_fini(&p);
}

static void the_next_years_keys_are_given_in_december(void **state)
{
	struct post p;

	(void)state;
	post_init(&p);
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "hanbin"));
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "ankang-gaoxin"));
	pass(&p, at("2026-12-01") - 1);
	assert_int_equal(p.count, 0);
	assert_int_equal(p.due, at("2026-12-01"));
	pass(&p, at("2026-12-01"));
	assert_int_equal(only(&p, ROBOT_GIVE)->year, 2027);
	give_as_asked(&p);
	pass(&p, at("2026-12-31"));
	assert_string_equal(only(&p, ROBOT_GIVE)->to, "ankang-gaoxin");
	give_as_asked(&p);
	pass(&p, at("2027-01-01"));
	assert_int_equal(p.count, 0);
	post_fini(&p);
}

static void a_grant_that_is_over_or_of_a_node_that_is_gone_gives_nothing(
    void **state)
{
	struct post p;
	int64_t over;

	(void)state;
	post_init(&p);
	sign(&p, give_draft(&p, WORLD_HANBIN, 2026, "hanbin"));
	pass(&p, p.stage.w->now);
	assert_string_equal(only(&p, ROBOT_GIVE)->to, "ankang-gaoxin");
	over = ledger_grant(p.view->ledger, &p.stage.w->grant)->until + 1;
	sign(&p, give_draft(
		     &p, WORLD_HANBIN, day_civil(day_at(over)).year, "hanbin"));
	pass(&p, over);
	assert_int_equal(count(&p, ROBOT_GIVE), 0);
	(void)control_log_root(
	    &p.stage, control_cut_draft(&p.stage, "node.retire", WORLD_GAOXIN,
			  p.stage.w->nodes[WORLD_GAOXIN].count));
	pass(&p, p.stage.w->now);
	assert_int_equal(p.count, 0);
	post_fini(&p);
}

/* A revision that names no retention. */
static void publish_without_retention(struct post *p)
{
	struct world *w = p->stage.w;
	const struct value *tree = w->standard->tree;
	struct act *act = world_draft(w, WORLD_ANKANG, "standard.publish");
	struct value *copy = value_map(w->arena);

	for (size_t i = 0; i < tree->map.count; i++) {
		const struct value_pair *pair = &tree->map.pairs[i];
		const char *key = arena_text(w->arena, pair->key);

		if (strcmp(key, "retention") != 0)
			value_set(w->arena, copy, key,
			    value_clone(w->arena, pair->value));
	}
	value_set(w->arena, copy, "revision",
	    value_int(w->arena, w->standard->revision + 1));
	value_set(w->arena, world_body(act), "standard", copy);
	(void)control_log_root(&p->stage, act);
}

static void what_is_kept_for_ever_keeps_its_key_unless_somebody_says(
    void **state)
{
	const struct ledger *l;
	struct post p;

	(void)state;
	post_init(&p);
	pass(&p, p.stage.w->now);
	l = p.view->ledger;
	assert_int_equal(robot_key_over(l, "T04", 2020, 0), at("2027-01-01"));
	assert_int_equal(robot_key_over(l, "T99", 2020, 9), INT64_MAX);
	publish_without_retention(&p);
	pass(&p, p.stage.w->now);
	l = p.view->ledger;
	assert_int_equal(ledger_standard_count(l), 2);
	assert_int_equal(robot_key_over(l, "T04", 2020, 0), INT64_MAX);
	assert_int_equal(robot_key_over(l, "T04", 2020, 3), at("2027-01-01"));
	assert_int_equal(robot_key_over(l, "T04", 2020, 9), at("2031-01-01"));
	post_fini(&p);
}

/* ---- the pass ---- */

static void a_pass_goes_in_bounded_pieces(void **state)
{
	struct robot robot;
	struct robot_duty duty;
	size_t pieces = 1;
	struct post p;
	enum robot_answer said;

	(void)state;
	post_init(&p);
	for (int i = 0; i < ROBOT_STEP_MAX; i++)
		(void)world_log_by(p.stage.w,
		    give_draft(&p, WORLD_HANBIN, 2000 + i, "hanbin"),
		    control_log_key(&p.stage, WORLD_HANBIN));
	pass(&p, p.stage.w->now);
	robot_begin(&robot);
	for (;;) {
		said = robot_next(&robot, p.view->ledger, p.node,
		    p.stage.w->now, &p.terms, &duty);
		if (said == ROBOT_IDLE)
			break;
		pieces += said == ROBOT_MORE ? 1 : 0;
	}
	assert_true(pieces >= 2); /* each key is looked at twice */
	post_fini(&p);
}

static void a_duty_has_one_name(void **state)
{
	struct robot_duty a = {
		.kind = ROBOT_GIVE, .item = "T04", .year = 2026, .to = "hanbin"
	};
	struct robot_duty b = a;
	struct digest x = robot_duty_id(&a), y = robot_duty_id(&b);

	(void)state;
	assert_true(digest_equal(&x, &y));
	b.year = 2027;
	y = robot_duty_id(&b);
	assert_false(digest_equal(&x, &y));
}

/* ---- the key of credit pseudonyms: F-239 ---- */

static void publish_promise(struct post *p)
{
	struct world *w = p->stage.w;
	struct standard_faults faults = { 0 };
	const struct standard *standard;
	struct act *act = world_draft(w, WORLD_ANKANG, "standard.publish");

	assert_int_equal(
	    standard_parse(&standard, w->arena,
		files_read(w->arena, "tests/unit/schema/life_item.yaml"),
		&faults),
	    ERR_OK);
	value_set(w->arena, world_body(act), "standard", standard->tree);
	(void)control_log_root(&p->stage, act);
}

static void give_credit(struct post *p, const char *to)
{
	struct act *act = give_draft(p, WORLD_ANKANG, LEDGER_MARK_KEY_YEAR, to);

	world_text(p->stage.w, act, "item", LEDGER_MARK_KEY_ITEM);
	sign(p, act);
}

/* Who is given the key in this pass, one word each. */
static const char *given_credit(struct post *p)
{
	const char *names = "";

	pass(p, p->stage.w->now);
	for (size_t i = 0; i < p->count; i++)
		if (p->duties[i].kind == ROBOT_GIVE &&
		    strcmp(p->duties[i].item, LEDGER_MARK_KEY_ITEM) == 0)
			names = arena_print(
			    p->stage.w->arena, "%s%s ", names, p->duties[i].to);
	return names;
}

static void the_authority_gives_every_member_the_key_of_credit(void **state)
{
	struct post p;

	(void)state;
	post_init(&p);
	p.node = "ankang";
	assert_string_equal(given_credit(&p), ""); /* nothing marks yet */
	publish_promise(&p);
	assert_string_equal(given_credit(&p), "ankang ");
	give_credit(&p, "ankang");
	assert_string_equal(given_credit(&p), "hanbin ankang-gaoxin ");
	give_credit(&p, "hanbin");
	give_credit(&p, "ankang-gaoxin");
	assert_string_equal(given_credit(&p), "");
	p.node = "hanbin"; /* no other node gives it */
	assert_string_equal(given_credit(&p), "");
	p.has = false; /* but fetches what it was given */
	pass(&p, p.stage.w->now);
	assert_string_equal(only(&p, ROBOT_FETCH)->item, LEDGER_MARK_KEY_ITEM);
	post_fini(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_certificate_is_renewed_in_its_last_third),
		TEST(renewal_ends_where_the_grant_says),
		TEST(a_certificate_that_is_over_is_renewed_while_it_may_be),
		TEST(neither_revoked_nor_replaced_nor_foreign_keys_are_renewed),
		TEST(a_suspended_node_owes_nothing),
		TEST(the_home_gets_its_key_first_then_whom_it_lets_receive),
		TEST(the_next_years_keys_are_given_in_december),
		TEST(
		    a_grant_that_is_over_or_of_a_node_that_is_gone_gives_nothing),
		TEST(what_is_kept_for_ever_keeps_its_key_unless_somebody_says),
		TEST(the_authority_gives_every_member_the_key_of_credit),
		TEST(a_pass_goes_in_bounded_pieces),
		TEST(a_duty_has_one_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
