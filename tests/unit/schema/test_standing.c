#include "schema/ledger_roles.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/control.h"

/* ---- roles and policy ---- */

static struct act *roles_draft(struct stage *s, int64_t version,
    const struct sign_pair *roots, size_t count, unsigned threshold)
{
	struct act *act = world_draft(s->w, WORLD_ANKANG, "root.change");
	struct ledger_roles r;

	ledger_roles_init(&r, &s->w->genesis);
	r.role[LEDGER_ROOT].count = count;
	r.role[LEDGER_ROOT].threshold = threshold;
	for (size_t i = 0; i < count; i++)
		r.role[LEDGER_ROOT].keys[i] = roots[i].public;
	if (count == 2 &&
	    sign_public_compare(&roots[0].public, &roots[1].public) > 0) {
		r.role[LEDGER_ROOT].keys[0] = roots[1].public;
		r.role[LEDGER_ROOT].keys[1] = roots[0].public;
	}
	r.role[LEDGER_ROSTER] = r.role[LEDGER_ROOT];
	r.role[LEDGER_ROSTER].threshold = 1;
	world_int(s->w, act, "version", version);
	value_set(s->w->arena, world_body(act), "roles",
	    ledger_roles_value(s->w->arena, &r));
	return act;
}

static struct act *rename_draft(struct stage *s, const char *node)
{
	struct act *act = world_draft(s->w, WORLD_ANKANG, "node.rename");

	world_text(s->w, act, "node", node);
	world_text(s->w, act, "name", "汉滨新区");
	world_text(s->w, act, "code", "610999");
	return act;
}

static void roots_change_by_both_thresholds_and_one_version(void **state)
{
	struct sign_pair fresh[2];
	const struct sign_pair *old_alone[1], *all[3], *half[2];
	struct stage s;

	(void)state;
	stage_init(&s);
	sign_pair_make(&fresh[0], suite_used(), &s.w->random.random);
	sign_pair_make(&fresh[1], suite_used(), &s.w->random.random);
	old_alone[0] = half[0] = all[0] = &s.w->root;
	half[1] = all[1] = &fresh[0];
	all[2] = &fresh[1];
	control_expect(&s, THRESHOLD,
	    control_log_all(&s, roles_draft(&s, 2, fresh, 2, 2), old_alone, 1));
	control_expect(&s, THRESHOLD,
	    control_log_all(&s, roles_draft(&s, 2, fresh, 2, 2), half, 2));
	control_expect(&s, SIGNER_UNKNOWN,
	    control_log_all(&s, roles_draft(&s, 2, fresh, 2, 2), &all[1], 2));
	control_expect(&s, ROOT_VERSION,
	    control_log_all(&s, roles_draft(&s, 3, fresh, 2, 2), all, 3));
	control_expect(&s, NONE,
	    control_log_all(&s, roles_draft(&s, 2, fresh, 2, 2), all, 3));
	/* From the next position: the old root is nobody, the roster is one of
	 * the new keys, calendars stay with the old ones. */
	control_expect(&s, SIGNER_UNKNOWN,
	    control_log_root(&s, rename_draft(&s, "hanbin")));
	control_expect(&s, NONE,
	    control_log_all(&s, rename_draft(&s, "hanbin"), &all[1], 1));
	control_expect(&s, THRESHOLD,
	    control_log_all(&s, roles_draft(&s, 3, fresh, 2, 2), &all[1], 1));
	stage_fini(&s);
}

static void misshapen_roles_are_refused(void **state)
{
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	act = roles_draft(&s, 2, &s.w->root, 1, 2); /* 2 of 1 */
	control_expect(&s, BODY_SHAPE, control_log_root(&s, act));
	act = world_draft(s.w, WORLD_ANKANG, "root.change");
	world_int(s.w, act, "version", 2);
	value_set(s.w->arena, world_body(act), "roles", value_map(s.w->arena));
	control_expect(&s, BODY_SHAPE, control_log_root(&s, act));
	stage_fini(&s);
}

static void a_policy_holds_from_its_position(void **state)
{
	struct world_view *v;
	uint64_t size;
	struct stage s;

	(void)state;
	stage_init(&s);
	control_expect(
	    &s, POLICY_VERSION, control_log_root(&s, control_policy(&s, 2)));
	size = s.w->nodes[WORLD_ANKANG].count;
	control_expect(&s, NONE, control_log_root(&s, control_policy(&s, 1)));
	control_expect(
	    &s, POLICY_VERSION, control_log_root(&s, control_policy(&s, 1)));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_null(ledger_policy(v->ledger, size));
	assert_true(ledger_policy(v->ledger, size + 1)->has_escrow);
	world_view_free(v);
	stage_fini(&s);
}

/* ---- members ---- */

static void names_move_and_the_admission_stays(void **state)
{
	struct value *list;
	struct world_view *v;
	const struct member *m;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	control_expect(&s, MEMBER_UNKNOWN,
	    control_log_root(&s, rename_draft(&s, "nowhere")));
	control_expect(
	    &s, NONE, control_log_root(&s, rename_draft(&s, "hanbin")));
	act = world_draft(s.w, WORLD_HANBIN, "node.move");
	list = value_list(s.w->arena);
	value_push(s.w->arena, list, value_text(s.w->arena, "10.0.0.9:7101"));
	value_set(s.w->arena, world_body(act), "addresses", list);
	control_expect(&s, NONE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	m = ledger_member(v->ledger, "hanbin");
	assert_string_equal(m->name, "汉滨新区");
	assert_string_equal(m->code, "610999");
	assert_string_equal(m->address[0], "10.0.0.9:7101");
	assert_string_equal(
	    ledger_admitted(v->ledger, "hanbin")->code, "610902");
	world_view_free(v);
	stage_fini(&s);
}

static void a_suspended_log_counts_up_to_its_cut_and_again_later(void **state)
{
	struct sign_pair *keys = mem_new_array(4, sizeof(*keys));
	const struct act *before, *after, *back;
	struct stage s;
	size_t cut;

	(void)state;
	stage_init(&s);
	for (size_t i = 0; i < 4; i++)
		sign_pair_make(&keys[i], suite_used(), &s.w->random.random);
	before = world_log_by(s.w,
	    control_grant(&s, WORLD_HANBIN, &keys[0], "one-01"),
	    control_log_key(&s, WORLD_HANBIN));
	cut = s.w->nodes[WORLD_HANBIN].count;
	after = world_log_by(s.w,
	    control_grant(&s, WORLD_HANBIN, &keys[1], "two-02"),
	    control_log_key(&s, WORLD_HANBIN));
	control_expect(&s, NONE, after);
	control_expect(&s, STANDING,
	    control_log_root(
		&s, control_cut_draft(&s, "node.suspend", WORLD_ANKANG, 1)));
	control_expect(&s, STANDING,
	    control_log_root(
		&s, control_cut_draft(&s, "node.resume", WORLD_HANBIN, cut)));
	control_expect(&s, NONE,
	    control_log_root(
		&s, control_cut_draft(&s, "node.suspend", WORLD_HANBIN, cut)));
	control_expect(&s, NONE, before);
	control_expect(&s, SUSPENDED, after);
	control_expect(&s, STANDING,
	    control_log_root(&s,
		control_cut_draft(&s, "node.resume", WORLD_HANBIN, cut - 1)));
	control_expect(&s, NONE,
	    control_log_root(
		&s, control_cut_draft(&s, "node.resume", WORLD_HANBIN,
			s.w->nodes[WORLD_HANBIN].count)));
	back = world_log_by(s.w,
	    control_grant(&s, WORLD_HANBIN, &keys[2], "three-03"),
	    control_log_key(&s, WORLD_HANBIN));
	control_expect(&s, SUSPENDED, after);
	control_expect(&s, NONE, back);
	control_expect(&s, NONE,
	    control_log_root(
		&s, control_cut_draft(&s, "node.retire", WORLD_HANBIN,
			s.w->nodes[WORLD_HANBIN].count)));
	control_expect(&s, STANDING,
	    control_log_root(
		&s, control_cut_draft(&s, "node.resume", WORLD_HANBIN,
			s.w->nodes[WORLD_HANBIN].count)));
	control_expect(&s, SUSPENDED,
	    world_log_by(s.w,
		control_grant(&s, WORLD_HANBIN, &keys[3], "four-04"),
		control_log_key(&s, WORLD_HANBIN)));
	mem_free(keys);
	stage_fini(&s);
}

static void a_succession_needs_both_sides_and_the_authority(void **state)
{
	const struct sign_pair *pairs[3];
	struct world_view *v;
	struct stage s;

	(void)state;
	stage_init(&s);
	pairs[0] = &s.w->root;
	pairs[1] = control_log_key(&s, WORLD_HANBIN);
	pairs[2] = control_log_key(&s, WORLD_GAOXIN);
	control_expect(&s, STANDING,
	    control_log_all(
		&s, control_succeed(&s, "ankang-gaoxin"), pairs, 3));
	control_expect(&s, MEMBER_UNKNOWN,
	    control_log_all(&s, control_succeed(&s, "nowhere"), pairs, 3));
	control_expect(&s, SIGNER_UNKNOWN,
	    control_log_all(&s, control_succeed(&s, "hanbin"), &pairs[1], 2));
	control_expect(&s, NONE,
	    control_log_all(&s, control_succeed(&s, "hanbin"), pairs, 3));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_int_equal(
	    ledger_standing(v->ledger, "ankang-gaoxin"), LEDGER_SUCCEEDED);
	assert_true(ledger_stands_for(v->ledger, "hanbin", "ankang-gaoxin"));
	assert_false(ledger_stands_for(v->ledger, "ankang-gaoxin", "hanbin"));
	assert_int_equal(ledger_succession_count(v->ledger), 1);
	assert_false(ledger_counts(
	    v->ledger, "ankang-gaoxin", 0, s.w->nodes[WORLD_GAOXIN].count));
	world_view_free(v);
	stage_fini(&s);
}

static void a_succession_without_one_side_waits(void **state)
{
	const struct sign_pair *pairs[2];
	struct stage s;

	(void)state;
	stage_init(&s);
	pairs[0] = &s.w->root;
	pairs[1] = control_log_key(&s, WORLD_HANBIN);
	control_expect(&s, UNRESOLVED,
	    control_log_all(&s, control_succeed(&s, "hanbin"), pairs, 2));
	stage_fini(&s);
}

static const struct act *cut_gaoxin(struct stage *s, const char *kind)
{
	return control_log_root(s, control_cut_draft(s, kind, WORLD_GAOXIN,
				       s->w->nodes[WORLD_GAOXIN].count));
}

/* F-121: it may never be proven; the roster goes on as if it were not there. */
static void what_is_not_proven_stops_nothing(void **state)
{
	const struct sign_pair *pairs[3];
	const struct act *half, *whole;
	struct stage s;

	(void)state;
	stage_init(&s);
	pairs[0] = &s.w->root;
	pairs[1] = control_log_key(&s, WORLD_HANBIN);
	pairs[2] = control_log_key(&s, WORLD_GAOXIN);
	half = control_log_all(&s, control_succeed(&s, "hanbin"), pairs, 1);
	control_expect(&s, UNRESOLVED, half);
	control_expect(&s, NONE, cut_gaoxin(&s, "node.suspend"));
	control_expect(&s, STANDING, cut_gaoxin(&s, "node.suspend"));
	control_expect(&s, NONE, cut_gaoxin(&s, "node.resume"));
	whole = control_log_all(&s, control_succeed(&s, "hanbin"), pairs, 3);
	control_expect(&s, NONE, whole);
	control_expect(&s, UNRESOLVED, half);
	control_expect(&s, STANDING, cut_gaoxin(&s, "node.retire"));
	stage_fini(&s);
}

struct late {
	struct world_view *v;
	const struct act *first, *retires, *suspends_heir, *again;
};

static void expect_late(
    const struct late *t, const enum rule rules[4], enum ledger_standing now)
{
	const struct act *acts[] = { t->first, t->retires, t->suspends_heir,
		t->again };

	for (size_t i = 0; i < 4; i++)
		assert_string_equal(rule_name(rules[i]),
		    rule_name(ledger_outcome(t->v->ledger, &acts[i]->id)));
	assert_int_equal(ledger_standing(t->v->ledger, "ankang-gaoxin"), now);
}

/* hanbin signed by a key whose rotation has not arrived.  Once it has, the
 * succession stands where it always stood, and what the roster did behind it is
 * judged again: refused what counted, and the other way round. */
static void a_succession_proven_late_counts_from_its_place(void **state)
{
	static const enum rule before[] = { RULE_UNRESOLVED, RULE_NONE,
		RULE_NONE, RULE_STANDING };
	static const enum rule after[] = { RULE_NONE, RULE_STANDING, RULE_NONE,
		RULE_STANDING };
	const struct sign_pair *pairs[3];
	struct sign_pair fresh;
	struct late t;
	struct stage s;

	(void)state;
	stage_init(&s);
	sign_pair_make(&fresh, suite_used(), &s.w->random.random);
	pairs[0] = &s.w->root;
	pairs[1] = &fresh;
	pairs[2] = control_log_key(&s, WORLD_GAOXIN);
	t.first = control_log_all(&s, control_succeed(&s, "hanbin"), pairs, 3);
	t.retires = cut_gaoxin(&s, "node.retire");
	t.suspends_heir = control_log_root(
	    &s, control_cut_draft(&s, "node.suspend", WORLD_HANBIN,
		    s.w->nodes[WORLD_HANBIN].count));
	t.again = control_log_all(&s, control_succeed(&s, "hanbin"), pairs, 3);
	pairs[0] = control_log_key(&s, WORLD_HANBIN);
	(void)control_log_all(&s,
	    control_rotate_draft(
		&s, WORLD_HANBIN, "log", sign_public_bytes(&fresh.public)),
	    pairs, 2);
	t.v = world_view_new(s.w);
	for (size_t i = 1; i < s.w->nodes[WORLD_HANBIN].count;) {
		while (world_view_feed(t.v, WORLD_ANKANG))
			;
		i += world_view_feed(t.v, WORLD_HANBIN);
	}
	expect_late(&t, before, LEDGER_RETIRED);
	assert_int_equal(ledger_succession_count(t.v->ledger), 0);
	assert_true(world_view_feed(t.v, WORLD_HANBIN));
	expect_late(&t, after, LEDGER_SUCCEEDED);
	assert_int_equal(ledger_succession_count(t.v->ledger), 1);
	assert_true(ledger_stands_for(t.v->ledger, "hanbin", "ankang-gaoxin"));
	world_view_free(t.v);
	stage_fini(&s);
}

/* ---- keys ---- */

static void a_rotated_log_key_signs_from_behind_the_rotation(void **state)
{
	const struct sign_pair *pairs[2];
	struct sign_pair fresh, staff;
	struct world_view *v;
	struct sign_public key;
	uint64_t at;
	struct stage s;

	(void)state;
	stage_init(&s);
	sign_pair_make(&fresh, suite_used(), &s.w->random.random);
	sign_pair_make(&staff, suite_used(), &s.w->random.random);
	pairs[0] = control_log_key(&s, WORLD_HANBIN);
	pairs[1] = &fresh;
	control_expect(&s, SIGNATURE,
	    control_log_all(&s,
		control_rotate_draft(
		    &s, WORLD_HANBIN, "log", sign_public_bytes(&fresh.public)),
		pairs, 1));
	control_expect(&s, KEY_TAKEN,
	    control_log_all(&s,
		control_rotate_draft(&s, WORLD_HANBIN, "witness",
		    sign_public_bytes(
			&control_log_key(&s, WORLD_HANBIN)->public)),
		pairs, 1));
	at = s.w->nodes[WORLD_HANBIN].count;
	control_expect(&s, NONE,
	    control_log_all(&s,
		control_rotate_draft(
		    &s, WORLD_HANBIN, "log", sign_public_bytes(&fresh.public)),
		pairs, 2));
	control_expect(&s, SIGNER_UNKNOWN,
	    world_log_by(s.w, control_grant(&s, WORLD_HANBIN, &staff, "one-01"),
		control_log_key(&s, WORLD_HANBIN)));
	control_expect(&s, NONE,
	    world_log_by(s.w, control_grant(&s, WORLD_HANBIN, &staff, "one-01"),
		&fresh));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	key = ledger_log_key(v->ledger, "hanbin", 0, at + 1);
	assert_true(sign_public_equal(
	    &key, &control_log_key(&s, WORLD_HANBIN)->public));
	key = ledger_log_key(v->ledger, "hanbin", 0, at + 2);
	assert_true(sign_public_equal(&key, &fresh.public));
	assert_int_equal(
	    ledger_span_count(v->ledger, "hanbin", LEDGER_KEY_LOG), 2);
	world_view_free(v);
	stage_fini(&s);
}

/* F-42: the batches behind it are signed by the new key, whoever may author it:
 * an act that the fold refuses, or does not reach, changes who signs. */
static void a_log_key_rotates_whatever_the_fold_says(void **state)
{
	const struct sign_pair *pairs[2];
	struct sign_pair fresh, stranger, third;
	struct world_view *v;
	struct sign_public key;
	struct act *unknown;
	uint64_t at;
	struct stage s;

	(void)state;
	stage_init(&s);
	sign_pair_make(&fresh, suite_used(), &s.w->random.random);
	sign_pair_make(&stranger, suite_used(), &s.w->random.random);
	sign_pair_make(&third, suite_used(), &s.w->random.random);
	pairs[0] = &stranger;
	pairs[1] = &fresh;
	at = s.w->nodes[WORLD_HANBIN].count;
	control_expect(&s, SIGNER_UNKNOWN,
	    control_log_all(&s,
		control_rotate_draft(
		    &s, WORLD_HANBIN, "log", sign_public_bytes(&fresh.public)),
		pairs, 2));
	unknown = world_draft(s.w, WORLD_HANBIN, "later.kind");
	unknown->critical = true;
	control_expect(&s, KIND_UNKNOWN, world_log_by(s.w, unknown, &fresh));
	pairs[0] = &fresh;
	pairs[1] = &third;
	control_expect(&s, KIND_UNKNOWN,
	    control_log_all(&s,
		control_rotate_draft(
		    &s, WORLD_HANBIN, "log", sign_public_bytes(&third.public)),
		pairs, 2));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	key = ledger_log_key(v->ledger, "hanbin", 0, at + 1);
	assert_true(sign_public_equal(
	    &key, &control_log_key(&s, WORLD_HANBIN)->public));
	key = ledger_log_key(v->ledger, "hanbin", 0, at + 2);
	assert_true(sign_public_equal(&key, &fresh.public));
	key = ledger_log_key(v->ledger, "hanbin", 0, at + 4);
	assert_true(sign_public_equal(&key, &third.public));
	world_view_free(v);
	stage_fini(&s);
}

static void the_recovery_key_rotates_and_nothing_else(void **state)
{
	const struct sign_pair *pairs[2];
	struct sign_pair fresh, staff;
	struct stage s;

	(void)state;
	stage_init(&s);
	sign_pair_make(&fresh, suite_used(), &s.w->random.random);
	sign_pair_make(&staff, suite_used(), &s.w->random.random);
	pairs[0] = &s.w->nodes[WORLD_HANBIN].recovery;
	pairs[1] = &fresh;
	control_expect(&s, SIGNER_UNKNOWN,
	    world_log_by(s.w, control_grant(&s, WORLD_HANBIN, &staff, "one-01"),
		pairs[0]));
	control_expect(&s, NONE,
	    control_log_all(&s,
		control_rotate_draft(
		    &s, WORLD_HANBIN, "log", sign_public_bytes(&fresh.public)),
		pairs, 2));
	stage_fini(&s);
}

static void a_channel_key_is_known_until_it_is_replaced(void **state)
{
	struct noise_pair fresh[2];
	struct world_view *v;
	struct stage s;

	(void)state;
	stage_init(&s);
	for (size_t i = 0; i < 2; i++) {
		noise_pair_make(&fresh[i], &s.w->random.random);
		(void)world_log_by(s.w,
		    control_rotate_draft(&s, WORLD_HANBIN, "channel",
			noise_public_bytes(&fresh[i].public)),
		    control_log_key(&s, WORLD_HANBIN));
	}
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_non_null(ledger_member_by_channel(
	    v->ledger, noise_public_bytes(&fresh[1].public)));
	assert_null(ledger_member_by_channel(
	    v->ledger, noise_public_bytes(&fresh[0].public)));
	assert_null(ledger_member_by_channel(v->ledger,
	    noise_public_bytes(&s.w->nodes[WORLD_HANBIN].channel.public)));
	world_view_free(v);
	stage_fini(&s);
}

/* F-124: what was given in the gap of a suspension stays void. */
static void a_certificate_from_the_gap_certifies_nobody_later(void **state)
{
	const struct sign_pair *log = NULL;
	struct sign_pair thief, puppet, clerk;
	const struct act *grant, *second;
	struct stage s;
	struct act *act;
	size_t cut;

	(void)state;
	stage_init(&s);
	log = control_log_key(&s, WORLD_HANBIN);
	sign_pair_make(&thief, suite_used(), &s.w->random.random);
	sign_pair_make(&puppet, suite_used(), &s.w->random.random);
	sign_pair_make(&clerk, suite_used(), &s.w->random.random);
	cut = s.w->nodes[WORLD_HANBIN].count;
	act = control_grant(&s, WORLD_HANBIN, &thief, "thief-01");
	world_list(s.w, act, "roles", "operator");
	grant = world_log_by(s.w, act, log);
	control_expect(&s, NONE, grant);
	(void)control_log_root(
	    &s, control_cut_draft(&s, "node.suspend", WORLD_HANBIN, cut));
	(void)control_log_root(
	    &s, control_cut_draft(&s, "node.resume", WORLD_HANBIN,
		    s.w->nodes[WORLD_HANBIN].count));
	control_expect(&s, SUSPENDED, grant);
	second = world_log_by(
	    s.w, control_grant(&s, WORLD_HANBIN, &puppet, "puppet-01"), &thief);
	control_expect(&s, SIGNER_UNKNOWN, second);
	control_expect(&s, NONE,
	    world_log_by(
		s.w, control_grant(&s, WORLD_HANBIN, &clerk, "clerk-09"), log));
	stage_fini(&s);
}

static void what_takes_away_counts_beyond_a_cut(void **state)
{
	const struct sign_pair *log;
	struct digest id;
	struct stage s;
	struct act *act;

	(void)state;
	stage_init(&s);
	log = control_log_key(&s, WORLD_HANBIN);
	(void)control_log_root(
	    &s, control_cut_draft(&s, "node.suspend", WORLD_HANBIN,
		    s.w->nodes[WORLD_HANBIN].count));
	id = sign_key_id(&s.w->nodes[WORLD_HANBIN].staff[WORLD_CLERK].public);
	act = world_draft(s.w, WORLD_HANBIN, "staff.revoke");
	world_id(s.w, act, "key", &id);
	world_text(s.w, act, "reason", "");
	control_expect(&s, NONE, world_log_by(s.w, act, log));
	stage_fini(&s);
}

static void a_node_s_own_keys_are_no_clerk_s(void **state)
{
	const struct sign_pair *log;
	struct stage s;

	(void)state;
	stage_init(&s);
	log = control_log_key(&s, WORLD_HANBIN);
	control_expect(&s, KEY_TAKEN,
	    world_log_by(
		s.w, control_grant(&s, WORLD_HANBIN, log, "hanbin"), log));
	control_expect(&s, KEY_TAKEN,
	    world_log_by(s.w,
		control_grant(&s, WORLD_HANBIN,
		    &s.w->nodes[WORLD_HANBIN].recovery, "one-01"),
		log));
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(roots_change_by_both_thresholds_and_one_version),
		TEST(misshapen_roles_are_refused),
		TEST(a_policy_holds_from_its_position),
		TEST(names_move_and_the_admission_stays),
		TEST(a_suspended_log_counts_up_to_its_cut_and_again_later),
		TEST(a_succession_needs_both_sides_and_the_authority),
		TEST(a_succession_without_one_side_waits),
		TEST(what_is_not_proven_stops_nothing),
		TEST(a_succession_proven_late_counts_from_its_place),
		TEST(a_certificate_from_the_gap_certifies_nobody_later),
		TEST(what_takes_away_counts_beyond_a_cut),
		TEST(a_node_s_own_keys_are_no_clerk_s),
		TEST(a_rotated_log_key_signs_from_behind_the_rotation),
		TEST(a_log_key_rotates_whatever_the_fold_says),
		TEST(the_recovery_key_rotates_and_nothing_else),
		TEST(a_channel_key_is_known_until_it_is_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
