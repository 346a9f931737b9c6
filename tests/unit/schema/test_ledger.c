#include "schema/ledger.h"

#include "schema/calendar.h"
#include "schema/day.h"
#include "schema/standard.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/stage.h"

#define FOREVER 4102444800

/* What a replica that holds everything has for an act outside dossiers. */
static enum rule outcome(struct stage *s, const struct act *act)
{
	struct world_view *v = world_view_new(s->w);
	enum rule rule;

	world_view_feed_all(v);
	rule = ledger_outcome(v->ledger, &act->id);
	world_view_free(v);
	return rule;
}

#define expect(s, rule, act) \
	assert_string_equal(rule_name(RULE_##rule), rule_name(outcome(s, act)))

static const struct sign_pair *log_key(
    struct stage *s, enum world_node_index node)
{
	return &s->w->nodes[node].log;
}

static struct act *grant_draft(
    struct stage *s, enum world_node_index node, const char *roles)
{
	struct act *act = world_draft(s->w, node, "staff.grant");

	value_set(s->w->arena, world_body(act), "key",
	    value_bin(s->w->arena,
		sign_public_bytes(
		    &s->w->nodes[node].staff[WORLD_GUEST].public)));
	world_text(s->w, act, "id", "guest-01");
	world_text(s->w, act, "name", "测试人员");
	world_list(s->w, act, "roles", roles);
	world_list(s->w, act, "depts", "");
	world_int(s->w, act, "until", FOREVER);
	return act;
}

static struct act *adopt_draft(struct stage *s, enum world_node_index node,
    const struct standard *standard, const char *item)
{
	struct act *act = world_draft(s->w, node, "standard.adopt");

	act->has_std = true;
	act->std = standard->digest;
	world_text(s->w, act, "item", item);
	world_text(s->w, act, "from", "2026-11-02");
	return act;
}

static struct act *publish_draft(
    struct stage *s, enum world_node_index node, const struct value *tree)
{
	struct act *act = world_draft(s->w, node, "standard.publish");

	value_set(s->w->arena, world_body(act), "standard", tree);
	return act;
}

static void knows_the_network_it_was_furnished_with(void **state)
{
	struct world_view *v;
	const struct member *m;
	struct stage s;

	(void)state;
	stage_init(&s);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_int_equal(ledger_member_count(v->ledger), WORLD_NODES);
	m = ledger_member(v->ledger, "hanbin");
	assert_string_equal(m->code, "610902");
	assert_ptr_equal(ledger_member_by_channel(
			     v->ledger, noise_public_bytes(&m->channel)),
	    m);
	assert_null(ledger_member_by_channel(
	    v->ledger, seal_public_bytes(&m->sealing)));
	assert_int_equal(ledger_staff_count(v->ledger), 12);
	assert_int_equal(ledger_standard_count(v->ledger), 1);
	assert_int_equal(ledger_grant_count(v->ledger), 1);
	assert_non_null(ledger_calendar(v->ledger, WORLD_SERIES));
	assert_null(ledger_calendar(v->ledger, "nowhere"));
	assert_true(ledger_has_act(v->ledger, &s.w->grant));
	world_view_free(v);
	stage_fini(&s);
}

static void unknown_kinds_and_bodies_are_evidence(void **state)
{
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	act = world_draft(s.w, WORLD_HANBIN, "staff.praise");
	expect(&s, KIND_UNKNOWN,
	    world_log_by(s.w, act, log_key(&s, WORLD_HANBIN)));
	act = grant_draft(&s, WORLD_HANBIN, "window");
	world_int(s.w, act, "salary", 1);
	expect(
	    &s, BODY_SHAPE, world_log_by(s.w, act, log_key(&s, WORLD_HANBIN)));
	act = grant_draft(&s, WORLD_HANBIN, "window,acceptor");
	expect(
	    &s, BODY_SHAPE, world_log_by(s.w, act, log_key(&s, WORLD_HANBIN)));
	act = grant_draft(&s, WORLD_HANBIN, "window");
	world_refer(act, &s.w->grant);
	expect(
	    &s, BODY_SHAPE, world_log_by(s.w, act, log_key(&s, WORLD_HANBIN)));
	stage_fini(&s);
}

static void a_critical_unknown_kind_holds_the_log(void **state)
{
	struct world_view *v;
	const struct act *after;
	struct act *act;
	struct stage s;
	uint64_t at;

	(void)state;
	stage_init(&s);
	at = s.w->nodes[WORLD_HANBIN].count;
	act = world_draft(s.w, WORLD_HANBIN, "epoch.open");
	(void)world_log_by(s.w, act, &s.w->nodes[WORLD_HANBIN].recovery);
	act = grant_draft(&s, WORLD_HANBIN, "window");
	after = world_log_by(s.w, act, log_key(&s, WORLD_HANBIN));
	expect(&s, KIND_UNKNOWN, after);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_false(ledger_held(v->ledger, "hanbin", at - 1));
	assert_true(ledger_held(v->ledger, "hanbin", at));
	assert_false(ledger_held(v->ledger, "ankang", at));
	world_view_free(v);
	stage_fini(&s);
}

static void certificates_are_asked_by_position(void **state)
{
	struct world_view *v;
	const struct sign_pair *key;
	struct digest id;
	struct stage s;
	uint64_t at;

	(void)state;
	stage_init(&s);
	at = s.w->nodes[WORLD_HANBIN].count;
	(void)world_log_by(s.w, grant_draft(&s, WORLD_HANBIN, "window"),
	    log_key(&s, WORLD_HANBIN));
	key = &s.w->nodes[WORLD_HANBIN].staff[WORLD_GUEST];
	id = sign_key_id(&key->public);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_null(ledger_staff(v->ledger, "hanbin", &id, 0));
	assert_int_equal(ledger_staff(v->ledger, "hanbin", &id, at)->roles,
	    ROLE_BIT(ROLE_AUDITOR));
	assert_int_equal(ledger_staff(v->ledger, "hanbin", &id, at + 1)->roles,
	    ROLE_BIT(ROLE_WINDOW));
	assert_null(ledger_staff(v->ledger, "ankang", &id, at + 1));
	id = sign_key_id(&log_key(&s, WORLD_HANBIN)->public);
	assert_true(ledger_staff(v->ledger, "hanbin", &id, 0)->is_log_key);
	world_view_free(v);
	stage_fini(&s);
}

static void refuses_signers_without_certificate_role_or_time(void **state)
{
	const struct sign_pair *guest;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	guest = &s.w->nodes[WORLD_HANBIN].staff[WORLD_GUEST];
	expect(&s, SIGNER_UNKNOWN,
	    world_log_by(s.w, grant_draft(&s, WORLD_HANBIN, "window"),
		log_key(&s, WORLD_GAOXIN)));
	expect(&s, ROLE,
	    world_log_by(s.w, grant_draft(&s, WORLD_HANBIN, "window"), guest));
	act = grant_draft(&s, WORLD_HANBIN, "operator");
	world_int(s.w, act, "until", s.w->now + 3600);
	(void)world_log_by(s.w, act, log_key(&s, WORLD_HANBIN));
	expect(&s, CHAIN_DEEP,
	    world_log_by(
		s.w, grant_draft(&s, WORLD_HANBIN, "operator"), guest));
	expect(&s, NONE,
	    world_log_by(s.w, grant_draft(&s, WORLD_HANBIN, "window"), guest));
	act = grant_draft(&s, WORLD_HANBIN, "operator");
	world_int(s.w, act, "until", s.w->now + 3600);
	(void)world_log_by(s.w, act, log_key(&s, WORLD_HANBIN));
	s.w->now += 7200;
	expect(&s, STAFF_OVER,
	    world_log_by(
		s.w, grant_draft(&s, WORLD_HANBIN, "operator"), guest));
	stage_fini(&s);
}

static void refuses_act_signed_after_staff_was_revoked(void **state)
{
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	act = grant_draft(&s, WORLD_HANBIN, "operator");
	(void)world_log_by(s.w, act, log_key(&s, WORLD_HANBIN));
	act = grant_draft(&s, WORLD_HANBIN, "");
	(void)world_log_by(s.w, act, log_key(&s, WORLD_HANBIN));
	expect(&s, ROLE,
	    world_log(
		s.w, grant_draft(&s, WORLD_HANBIN, "window"), WORLD_GUEST));
	stage_fini(&s);
}

/* The act is re-signed by another key under the signer's name. */
static void refuses_signature_that_does_not_verify(void **state)
{
	const struct sign_pair *key;
	struct signature wrong;
	struct act *again;
	struct act *act;
	struct digest id;
	struct stage s;

	(void)state;
	stage_init(&s);
	key = log_key(&s, WORLD_HANBIN);
	id = sign_key_id(&key->public);
	act = grant_draft(&s, WORLD_HANBIN, "window");
	act->by = id;
	act_seal(s.w->arena, act);
	wrong = sign_make(key, act->unsigned_); /* no SSHSIG preimage */
	act_add_sig(act, &id, &wrong);
	act_finish(s.w->arena, act);
	assert_int_equal(
	    act_decode(s.w->arena, act->raw, &again, NULL), RULE_NONE);
	world_append(s.w, WORLD_HANBIN, again);
	expect(&s, SIGNATURE, again);
	stage_fini(&s);
}

static void roots_count_only_in_the_authoritys_log(void **state)
{
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	act = publish_draft(&s, WORLD_HANBIN, s.w->revision2->tree);
	expect(&s, NOT_AUTHORITY, world_log_by(s.w, act, &s.w->root));
	act = publish_draft(&s, WORLD_ANKANG, s.w->revision2->tree);
	expect(&s, SIGNER_UNKNOWN,
	    world_log_by(s.w, act, log_key(&s, WORLD_ANKANG)));
	stage_fini(&s);
}

static void roots_need_their_threshold(void **state)
{
	struct ledger *l;
	struct act *act;
	struct place place = { "ankang", 0, 0, WORLD_START };
	struct sign_pair second;
	struct buf raw = { 0 };
	struct world *w = world_new(7);

	(void)state;
	sign_pair_make(&second, suite_used(), &w->random.random);
	w->genesis.root_count = 2;
	w->genesis.threshold = 2;
	w->genesis.roots[1] = second.public;
	if (sign_public_compare(&w->root.public, &second.public) > 0) {
		w->genesis.roots[0] = second.public;
		w->genesis.roots[1] = w->root.public;
	}
	genesis_encode(&w->genesis, &raw);
	w->genesis.network = digest_sha256(buf_bytes(&raw));
	l = ledger_new(&w->genesis, NULL);
	act = world_draft(w, WORLD_ANKANG, "network.open");
	value_set(w->arena, world_body(act), "genesis",
	    value_bin(w->arena, buf_bytes(&raw)));
	(void)world_sign(w, act, &w->root);
	assert_int_equal(ledger_judge(l, &place, act, NULL), RULE_THRESHOLD);
	act_sign(act, &second);
	assert_int_equal(ledger_judge(l, &place, act, NULL), RULE_NONE);
	buf_fini(&raw);
	ledger_free(l);
	world_free(w);
}

static void the_authoritys_log_begins_with_genesis(void **state)
{
	struct world *w = world_new(2);
	struct stage s = { .w = w };
	struct act *act;

	(void)state;
	act = publish_draft(&s, WORLD_ANKANG, w->standard->tree);
	expect(&s, GENESIS, world_log_by(w, act, &w->root));
	act = world_draft(w, WORLD_ANKANG, "network.open");
	value_set(w->arena, world_body(act), "genesis",
	    value_bin(w->arena, bytes_text("another network")));
	expect(&s, GENESIS, world_log_by(w, act, &w->root));
	world_free(w);
}

static void refuses_member_that_is_known(void **state)
{
	struct member m;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	m = s.w->nodes[WORLD_HANBIN].member;
	act = world_draft(s.w, WORLD_ANKANG, "node.admit");
	value_set(s.w->arena, world_body(act), "member",
	    genesis_member_value(s.w->arena, &m));
	expect(&s, MEMBER_KNOWN, world_log_by(s.w, act, &s.w->root));
	(void)strcpy(m.node, "hanyin");
	act = world_draft(s.w, WORLD_ANKANG, "node.admit");
	value_set(s.w->arena, world_body(act), "member",
	    genesis_member_value(s.w->arena, &m));
	expect(&s, MEMBER_KNOWN, world_log_by(s.w, act, &s.w->root));
	(void)strcpy(m.node, "Hanyin");
	act = world_draft(s.w, WORLD_ANKANG, "node.admit");
	value_set(s.w->arena, world_body(act), "member",
	    genesis_member_value(s.w->arena, &m));
	expect(&s, MEMBER_SHAPE, world_log_by(s.w, act, &s.w->root));
	stage_fini(&s);
}

static void refuses_standard_that_fails_the_checker_or_goes_back(void **state)
{
	struct value *bad;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	act = publish_draft(&s, WORLD_ANKANG, s.w->standard->tree);
	expect(&s, REVISION_BACK, world_log_by(s.w, act, &s.w->root));
	bad = value_clone(s.w->arena, s.w->revision2->tree);
	value_set(s.w->arena, bad, "colour", value_text(s.w->arena, "green"));
	act = publish_draft(&s, WORLD_ANKANG, bad);
	expect(&s, STANDARD_BAD, world_log_by(s.w, act, &s.w->root));
	act = publish_draft(&s, WORLD_ANKANG, s.w->revision2->tree);
	expect(&s, NONE, world_log_by(s.w, act, &s.w->root));
	stage_fini(&s);
}

static void refuses_calendar_whose_version_does_not_go_up(void **state)
{
	struct world_view *v;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	act = world_draft(s.w, WORLD_ANKANG, "calendar.publish");
	value_set(s.w->arena, world_body(act), "calendar",
	    value_clone(s.w->arena,
		calendar_value(ledger_calendar(v->ledger, WORLD_SERIES))));
	expect(&s, REVISION_BACK, world_log_by(s.w, act, &s.w->root));
	act = world_draft(s.w, WORLD_ANKANG, "calendar.publish");
	value_set(
	    s.w->arena, world_body(act), "calendar", value_map(s.w->arena));
	expect(&s, BODY_SHAPE, world_log_by(s.w, act, &s.w->root));
	world_view_free(v);
	stage_fini(&s);
}

static void a_copy_of_an_act_does_not_count(void **state)
{
	struct place place = { "hanbin", 0, 0, WORLD_START };
	struct world_view *v;
	struct stage s;

	(void)state;
	stage_init(&s);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	place.position = s.w->nodes[WORLD_HANBIN].count;
	assert_int_equal(ledger_judge(v->ledger, &place,
			     s.w->nodes[WORLD_HANBIN].entries[0].act, NULL),
	    RULE_COPY);
	world_view_free(v);
	stage_fini(&s);
}

static void an_adoption_waits_for_its_standard(void **state)
{
	const struct act *waits;
	const struct act *wrong;
	const struct act *own;
	struct world_view *v;
	struct stage s;
	struct act *act;

	(void)state;
	stage_init(&s);
	waits = world_log_by(s.w,
	    adopt_draft(&s, WORLD_HANBIN, s.w->revision2, "T04"),
	    log_key(&s, WORLD_HANBIN));
	wrong = world_log_by(s.w,
	    adopt_draft(&s, WORLD_HANBIN, s.w->revision2, "T05"),
	    log_key(&s, WORLD_HANBIN));
	own = world_log_by(s.w,
	    adopt_draft(&s, WORLD_ANKANG, s.w->revision2, "T04"),
	    log_key(&s, WORLD_ANKANG));
	expect(&s, UNRESOLVED, waits);
	expect(&s, UNRESOLVED, wrong);
	expect(&s, STANDARD_UNKNOWN, own);
	act = publish_draft(&s, WORLD_ANKANG, s.w->revision2->tree);
	(void)world_log_by(s.w, act, &s.w->root);
	expect(&s, NONE, waits);
	expect(&s, STANDARD_UNKNOWN, wrong);
	expect(&s, STANDARD_UNKNOWN, own);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_memory_equal(
	    &ledger_adoption(v->ledger, "hanbin", "T04", 1000, s.w->now)->act,
	    &waits->id, DIGEST_BYTES);
	assert_memory_equal(
	    &ledger_adoption(v->ledger, "ankang", "T04", 1000, s.w->now)->act,
	    &s.w->adoption[WORLD_ANKANG], DIGEST_BYTES);
	world_view_free(v);
	stage_fini(&s);
}

static void an_adoption_is_in_force_from_its_date(void **state)
{
	const struct act *later;
	const struct adoption *a;
	struct world_view *v;
	struct act *act;
	struct stage s;
	int64_t begins;

	(void)state;
	stage_init(&s);
	act = adopt_draft(&s, WORLD_HANBIN, s.w->standard, "T04");
	world_text(s.w, act, "from", "2026-12-01");
	later = world_log_by(s.w, act, log_key(&s, WORLD_HANBIN));
	begins = day_begins(day_at(WORLD_START + (int64_t)8 * 86400));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	a = ledger_adoption(v->ledger, "hanbin", "T04", 1000, begins - 1);
	assert_memory_equal(
	    &a->act, &s.w->adoption[WORLD_HANBIN], DIGEST_BYTES);
	a = ledger_adoption(v->ledger, "hanbin", "T04", 1000, begins);
	assert_memory_equal(&a->act, &later->id, DIGEST_BYTES);
	a = ledger_adoption_in_head(
	    v->ledger, "hanbin", "T04", a->position, begins);
	assert_memory_equal(
	    &a->act, &s.w->adoption[WORLD_HANBIN], DIGEST_BYTES);
	assert_null(
	    ledger_adoption_in_head(v->ledger, "hanbin", "T04", 1, begins));
	assert_null(ledger_adoption(v->ledger, "hanbin", "T05", 1000, begins));
	world_view_free(v);
	stage_fini(&s);
}

static void a_draft_is_judged_before_it_is_signed(void **state)
{
	struct place place = { "hanbin", 0, 0, WORLD_START };
	struct world_view *v;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	place.position = v->size[WORLD_HANBIN];
	act = grant_draft(&s, WORLD_HANBIN, "window");
	act->by = sign_key_id(&log_key(&s, WORLD_HANBIN)->public);
	act_seal(s.w->arena, act);
	assert_int_equal(ledger_judge(v->ledger, &place, act, NULL), RULE_NONE);
	world_view_free(v);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(knows_the_network_it_was_furnished_with),
		TEST(unknown_kinds_and_bodies_are_evidence),
		TEST(a_critical_unknown_kind_holds_the_log),
		TEST(certificates_are_asked_by_position),
		TEST(refuses_signers_without_certificate_role_or_time),
		TEST(refuses_act_signed_after_staff_was_revoked),
		TEST(refuses_signature_that_does_not_verify),
		TEST(roots_count_only_in_the_authoritys_log),
		TEST(roots_need_their_threshold),
		TEST(the_authoritys_log_begins_with_genesis),
		TEST(refuses_member_that_is_known),
		TEST(refuses_standard_that_fails_the_checker_or_goes_back),
		TEST(refuses_calendar_whose_version_does_not_go_up),
		TEST(a_copy_of_an_act_does_not_count),
		TEST(an_adoption_waits_for_its_standard),
		TEST(an_adoption_is_in_force_from_its_date),
		TEST(a_draft_is_judged_before_it_is_signed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
