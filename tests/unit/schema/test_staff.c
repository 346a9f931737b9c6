#include "tests/suite/suite_used.h"
#include "tests/unit/schema/control.h"

static struct act *by_key(
    struct stage *s, const char *kind, const struct sign_pair *key)
{
	struct act *act = world_draft(s->w, WORLD_HANBIN, kind);
	struct digest id = sign_key_id(&key->public);

	world_id(s->w, act, "key", &id);
	return act;
}

static void renewals_stay_within_the_grant(void **state)
{
	struct sign_pair key;
	int64_t limit;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	sign_pair_make(&key, suite_used(), &s.w->random.random);
	act = by_key(&s, "staff.renew", &key);
	world_int(s.w, act, "until", s.w->now);
	control_expect(&s, STAFF_UNKNOWN,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	limit = s.w->now + 30 * 86400;
	(void)world_log_by(s.w, control_grant(&s, WORLD_HANBIN, &key, "one-01"),
	    control_log_key(&s, WORLD_HANBIN));
	act = by_key(&s, "staff.renew", &key);
	world_int(s.w, act, "until", limit + 1);
	control_expect(&s, RENEWAL,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	act = by_key(&s, "staff.renew", &key);
	world_int(s.w, act, "until", limit - 86400);
	control_expect(&s, NONE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	act = by_key(&s, "staff.renew", &key);
	world_int(s.w, act, "until", limit - 86400);
	control_expect(&s, SIGNER_UNKNOWN, world_log(s.w, act, WORLD_CLERK));
	stage_fini(&s);
}

static void a_revoked_key_signs_nothing_and_is_never_certified_again(
    void **state)
{
	struct sign_pair key;
	struct world_view *v;
	const struct staff *staff;
	struct digest id;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	act = by_key(
	    &s, "staff.revoke", &s.w->nodes[WORLD_HANBIN].staff[WORLD_CLERK]);
	world_int(s.w, act, "good", 3);
	world_text(s.w, act, "reason", "遗失");
	control_expect(&s, NONE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	stage_expect(&s, STAFF_REVOKED,
	    stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK));
	key = s.w->nodes[WORLD_HANBIN].staff[WORLD_CLERK];
	control_expect(&s, STAFF_REVOKED,
	    world_log_by(s.w, control_grant(&s, WORLD_HANBIN, &key, "clerk-02"),
		control_log_key(&s, WORLD_HANBIN)));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	id = sign_key_id(&key.public);
	staff = ledger_staff(v->ledger, "hanbin", &id, UINT64_MAX);
	assert_true(staff->revoked && staff->has_good);
	assert_int_equal(staff->good, 3);
	world_view_free(v);
	stage_fini(&s);
}

static void one_key_is_one_person(void **state)
{
	struct sign_pair key;
	struct stage s;

	(void)state;
	stage_init(&s);
	sign_pair_make(&key, suite_used(), &s.w->random.random);
	(void)world_log_by(s.w, control_grant(&s, WORLD_HANBIN, &key, "one-01"),
	    control_log_key(&s, WORLD_HANBIN));
	control_expect(&s, KEY_TAKEN,
	    world_log_by(s.w, control_grant(&s, WORLD_HANBIN, &key, "two-02"),
		control_log_key(&s, WORLD_HANBIN)));
	stage_fini(&s);
}

/* ---- scopes ---- */

static void archives_pseudonyms_and_warrants_are_kept(void **state)
{
	struct world_view *v;
	const struct act *given, *warrant;
	struct digest id = digest_sha256(bytes_text("a case"));
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	act = world_draft(s.w, WORLD_HANBIN, "archive.give");
	world_text(s.w, act, "to", "ankang");
	world_int(s.w, act, "until", FOREVER);
	control_expect(&s, NONE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	act = world_draft(s.w, WORLD_HANBIN, "pseudonym.give");
	world_text(s.w, act, "item", "T04");
	world_int(s.w, act, "year", 2026);
	world_text(s.w, act, "to", "ankang-gaoxin");
	world_vault(s.w, act, "key.hanbin");
	control_expect(&s, BODY_SHAPE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	act = world_draft(s.w, WORLD_HANBIN, "pseudonym.give");
	world_text(s.w, act, "item", "T04");
	world_int(s.w, act, "year", 2026);
	world_text(s.w, act, "to", "ankang-gaoxin");
	world_vault(s.w, act, "key.ankang-gaoxin");
	given = world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN));
	control_expect(&s, NONE, given);
	act = world_draft(s.w, WORLD_ANKANG, "warrant.issue");
	world_id(s.w, act, "case", &id);
	world_text(s.w, act, "auditor", "审计");
	value_set(s.w->arena, world_body(act), "key",
	    value_bin(s.w->arena, sign_public_bytes(&s.w->root.public)));
	value_set(s.w->arena, world_body(act), "sealing",
	    value_bin(s.w->arena,
		seal_public_bytes(&s.w->nodes[WORLD_HANBIN].sealing.public)));
	world_int(s.w, act, "until", FOREVER);
	world_text(s.w, act, "reason", "");
	warrant = control_log_root(&s, act);
	control_expect(&s, NONE, warrant);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_true(ledger_is_archive(v->ledger, "hanbin", "ankang", s.w->now));
	assert_false(
	    ledger_is_archive(v->ledger, "hanbin", "ankang-gaoxin", s.w->now));
	assert_non_null(ledger_pseudonym(
	    v->ledger, "hanbin", "T04", 2026, "ankang-gaoxin"));
	assert_non_null(ledger_pseudonym_of(v->ledger, &given->id));
	assert_memory_equal(
	    &ledger_warrant(v->ledger, &warrant->id)->dossier, &id, sizeof(id));
	world_view_free(v);
	act = world_draft(s.w, WORLD_HANBIN, "archive.end");
	world_text(s.w, act, "to", "ankang");
	control_expect(&s, NONE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	act = world_draft(s.w, WORLD_HANBIN, "pseudonym.end");
	world_text(s.w, act, "item", "T04");
	world_int(s.w, act, "year", 2026);
	control_expect(&s, NONE,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	act = world_draft(s.w, WORLD_HANBIN, "pseudonym.give");
	world_text(s.w, act, "item", "T04");
	world_int(s.w, act, "year", 2026);
	world_text(s.w, act, "to", "ankang");
	world_vault(s.w, act, "key.ankang");
	control_expect(&s, PSEUDONYM_ENDED,
	    world_log_by(s.w, act, control_log_key(&s, WORLD_HANBIN)));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_false(
	    ledger_is_archive(v->ledger, "hanbin", "ankang", s.w->now));
	assert_true(ledger_pseudonym_of(v->ledger, &given->id)->ended);
	world_view_free(v);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(renewals_stay_within_the_grant),
		TEST(a_revoked_key_signs_nothing_and_is_never_certified_again),
		TEST(one_key_is_one_person),
		TEST(archives_pseudonyms_and_warrants_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
