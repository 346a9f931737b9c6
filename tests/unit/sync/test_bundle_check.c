#include "sync/bundle_check.h"

#include "keys/sshsig.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/sync/disclosed.h"

static const struct disclosed_options plain = { .wait = 0 };

static struct bundle_check *check(
    const struct disclosed *x, const struct seal_pair *auditor)
{
	struct bundle_check *c =
	    bundle_check_new(&x->logs.stage.w->genesis.network, auditor, NULL);

	for (size_t i = 0; i < x->count; i++)
		bundle_check_feed(c, x->records[i]);
	bundle_check_end(c);
	return c;
}

static void show(const struct bundle_check *c)
{
	for (size_t i = 0; i < bundle_check_findings_kept(c); i++) {
		const struct bundle_check_finding *f =
		    bundle_check_finding_at(c, i);

		print_message(
		    "  %s %s: %s\n", rule_name(f->rule), f->where, f->text);
	}
}

static bool has(const struct bundle_check *c, enum rule rule, const char *where)
{
	for (size_t i = 0; i < bundle_check_findings_kept(c); i++) {
		const struct bundle_check_finding *f =
		    bundle_check_finding_at(c, i);

		if (f->rule == rule && strstr(f->where, where) != NULL)
			return true;
	}
	return false;
}

/* Some finding is that rule, at that place. */
static void expect(const struct disclosed *x, enum rule rule, const char *where)
{
	struct bundle_check *c = check(x, &x->auditor);

	if (!has(c, rule, where)) {
		show(c);
		fail_msg("no finding %s at %s", rule_name(rule), where);
	}
	bundle_check_free(c);
}

static void expect_none(const struct bundle_check *c)
{
	if (bundle_check_finding_count(c) != 0) {
		show(c);
		fail_msg("findings");
	}
}

/* F-42: batches of before and behind it, and the maker's seal. */
static void a_bundle_spans_rotations_of_log_keys(void **state)
{
	const struct disclosed_options options = { .rotated = true };
	struct disclosed *x = disclosed_new(&options);
	struct bundle_check *c = check(x, &x->auditor);

	(void)state;
	expect_none(c);
	bundle_check_free(c);
	disclosed_free(x);
}

/* ---- records of a bundle, changed ---- */

static size_t find(const struct disclosed *x, enum bundle_kind kind, size_t nth)
{
	for (size_t i = 0; i < x->count; i++) {
		struct bundle_record r;

		assert_int_equal(
		    bundle_parse(x->logs.stage.arena, x->records[i], &r, NULL),
		    RULE_NONE);
		if (r.kind == kind && nth-- == 0)
			return i;
	}
	fail_msg("no such record");
	return 0;
}

static struct bundle_record read_record(const struct disclosed *x, size_t i)
{
	struct bundle_record r;

	assert_int_equal(
	    bundle_parse(x->logs.stage.arena, x->records[i], &r, NULL),
	    RULE_NONE);
	return r;
}

static void put_record(
    struct disclosed *x, size_t i, const struct bundle_record *r)
{
	struct buf out = { 0 };

	bundle_put(&out, r);
	x->records[i] = arena_copy(
	    x->logs.stage.arena, bytes_part(buf_bytes(&out), 4, out.n - 4));
	buf_fini(&out);
}

static void drop_record(struct disclosed *x, size_t i)
{
	memmove(&x->records[i], &x->records[i + 1],
	    (x->count - i - 1) * sizeof(x->records[0]));
	x->count--;
}

/* The place of the last act of that kind. */
static size_t find_act(const struct disclosed *x, const char *kind)
{
	for (size_t i = x->count; i-- > 0;) {
		struct bundle_record r = read_record(x, i);
		struct act *act;

		if (r.kind != BUNDLE_ACT)
			continue;
		assert_int_equal(
		    act_decode(x->logs.stage.arena, r.bytes, &act, NULL),
		    RULE_NONE);
		if (strcmp(act->kind, kind) == 0)
			return i;
	}
	fail_msg("no act %s", kind);
	return 0;
}

/* The maker signs what it changed. */
static void seal_again(struct disclosed *x)
{
	const struct sign_pair *log = &x->logs.stage.w->nodes[WORLD_HANBIN].log;
	size_t at = find(x, BUNDLE_SEAL, 0);
	struct bundle_record r = read_record(x, at);
	struct buf all = { 0 };
	struct digest sum;

	buf_put_text(&all, BUNDLE_MAGIC);
	for (size_t i = 0; i < at; i++) {
		buf_put_u32(&all, (uint32_t)x->records[i].n);
		buf_put(&all, x->records[i]);
	}
	sum = digest_sha256(buf_bytes(&all));
	r.signature = sshsig_sign(log, BUNDLE_NAMESPACE, digest_bytes(&sum));
	put_record(x, at, &r);
	buf_fini(&all);
}

/* ---- tests ---- */

static void a_bundle_needs_no_node_to_be_checked(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	struct bundle_check *c = check(x, &x->auditor);

	(void)state;
	expect_none(c);
	assert_int_equal(bundle_check_file_count(c), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(bundle_check_file_at(c, i)->whole);
		assert_true(bundle_check_file_at(c, i)->opened);
	}
	assert_string_equal(bundle_check_maker(c), "hanbin");
	assert_string_equal(bundle_check_warrant(c)->auditor, "审计局");
	assert_int_equal(bundle_check_dossier(c)->state, MACHINE_ACCEPTED);
	assert_int_equal(bundle_check_sums(c).logs, 3);
	bundle_check_free(c);

	/* Without the key all but the files' insides. */
	c = check(x, NULL);
	expect_none(c);
	assert_true(bundle_check_file_at(c, 0)->whole);
	assert_false(bundle_check_file_at(c, 0)->opened);
	bundle_check_free(c);
	disclosed_free(x);
}

struct taken {
	struct buf form;
	bool good;
};

static void on_bytes(
    void *arg, const struct bundle_check_file *f, struct bytes bytes)
{
	struct taken *t = arg;

	if (strcmp(f->id, "form") == 0)
		buf_put(&t->form, bytes);
}

static void on_end(void *arg, const struct bundle_check_file *f, bool good)
{
	struct taken *t = arg;

	if (strcmp(f->id, "form") == 0)
		t->good = good;
}

static void gives_out_what_it_opened(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	struct taken taken = { .good = false };
	const struct bundle_check_sink sink = { on_bytes, on_end, &taken };
	struct bundle_check *c = bundle_check_new(
	    &x->logs.stage.w->genesis.network, &x->auditor, &sink);

	(void)state;
	for (size_t i = 0; i < x->count; i++)
		bundle_check_feed(c, x->records[i]);
	bundle_check_end(c);
	assert_true(taken.good);
	assert_string_equal(buf_text(&taken.form), DISCLOSED_FORM);
	buf_fini(&taken.form);
	bundle_check_free(c);
	disclosed_free(x);
}

static void holds_only_what_the_case_rests_on(void **state)
{
	struct disclosed *x = disclosed_new(&plain);

	(void)state;
	for (size_t i = 0; i < x->count; i++) {
		struct bundle_record r = read_record(x, i);
		const struct digest *of;
		struct act *act;

		if (r.kind != BUNDLE_ACT)
			continue;
		assert_int_equal(
		    act_decode(x->logs.stage.arena, r.bytes, &act, NULL),
		    RULE_NONE);
		of = act_dossier(act);
		assert_true(
		    of == NULL || digest_equal(of, &x->logs.stage.dossier));
		/* The chief signed nothing here. */
		assert_false(
		    value_is_text(value_get(act->body, "id"), "chief-01"));
	}
	disclosed_free(x);
}

static void another_network_is_not_looked_at(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	struct digest other = { { 1 } };
	struct bundle_check *c = bundle_check_new(&other, NULL, NULL);

	(void)state;
	for (size_t i = 0; i < x->count; i++)
		bundle_check_feed(c, x->records[i]);
	bundle_check_end(c);
	assert_int_equal(bundle_check_finding_count(c), 1);
	assert_true(has(c, RULE_GENESIS, "genesis"));
	bundle_check_free(c);
	disclosed_free(x);
}

/* Each record, one bit of it: never without a finding. */
static void no_bit_changes_unseen(void **state)
{
	struct disclosed *x = disclosed_new(&plain);

	(void)state;
	for (size_t i = 0; i < x->count; i++) {
		struct bytes whole = x->records[i];

		for (size_t at = i % 7; at < whole.n; at += whole.n / 3 + 1) {
			struct bundle_check *c;
			struct buf changed = { 0 };

			buf_put(&changed, whole);
			changed.p[at] ^= 0x10;
			x->records[i] = buf_bytes(&changed);
			c = check(x, &x->auditor);
			if (bundle_check_finding_count(c) == 0)
				fail_msg("record %zu, byte %zu", i, at);
			bundle_check_free(c);
			buf_fini(&changed);
		}
		x->records[i] = whole;
	}
	disclosed_free(x);
}

/* And no record may be left out. */
static void no_record_is_left_out_unseen(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	size_t count = x->count;
	struct bytes kept[DISCLOSED_RECORDS_MAX];

	(void)state;
	memcpy(kept, x->records, sizeof(kept));
	for (size_t i = 0; i < count; i++) {
		struct bundle_check *c;

		drop_record(x, i);
		c = check(x, &x->auditor);
		if (bundle_check_finding_count(c) == 0)
			fail_msg("record %zu", i);
		bundle_check_free(c);
		memcpy(x->records, kept, sizeof(kept));
		x->count = count;
	}
	disclosed_free(x);
}

static void an_act_it_needs_is_missing(void **state)
{
	static const char *const kinds[] = { "node.admit", "staff.grant",
		"standard.publish", "standard.adopt", "grant.give",
		"case.receive", "case.offer" };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct disclosed *x = disclosed_new(&plain);
		struct bundle_check *c;

		drop_record(x, find_act(x, kinds[i]));
		seal_again(x);
		c = check(x, &x->auditor);
		if (!has(c, RULE_BUNDLE, "case") &&
		    !has(c, RULE_LOG_UNKNOWN, "")) {
			show(c);
			fail_msg("%s", kinds[i]);
		}
		bundle_check_free(c);
		disclosed_free(x);
	}
}

static void a_forged_checkpoint(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	size_t last = find(x, BUNDLE_KEY, 0);
	struct bundle_record r;
	uint8_t *digit;

	(void)state;
	do
		r = read_record(x, --last);
	while (r.kind != BUNDLE_BATCH);
	r.bytes = arena_copy(x->logs.stage.arena, r.bytes);
	/* In the base64 of the checkpoint's signature, at the very end. */
	digit = (uint8_t *)(uintptr_t)r.bytes.p + r.bytes.n - 20;
	*digit = *digit == 'A' ? 'B' : 'A';
	put_record(x, last, &r);
	seal_again(x);
	expect(x, RULE_CHECKPOINT_SIGNATURE, "hanbin/0 size");
	disclosed_free(x);
}

static void an_act_that_the_log_does_not_hold(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	struct stage *s = &x->logs.stage;
	size_t at = find_act(x, "case.accept");
	struct bundle_record r = read_record(x, at);

	(void)state;
	r.bytes = world_sign(s->w, stage_draft(s, WORLD_HANBIN, "case.accept"),
	    &s->w->nodes[WORLD_HANBIN].staff[WORLD_CLERK])
		      ->raw;
	put_record(x, at, &r);
	seal_again(x);
	expect(x, RULE_CHECKPOINT_ROOT, "hanbin/0#");
	disclosed_free(x);
}

static void a_swapped_chunk(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	struct bundle_record a = read_record(x, find(x, BUNDLE_CHUNK, 0));
	struct bundle_record b = read_record(x, find(x, BUNDLE_CHUNK, 1));
	struct bytes form = a.bytes;

	(void)state;
	a.bytes = b.bytes;
	b.bytes = form;
	put_record(x, find(x, BUNDLE_CHUNK, 0), &a);
	put_record(x, find(x, BUNDLE_CHUNK, 1), &b);
	expect(x, RULE_VAULT_ROOT, "file form");
	disclosed_free(x);
}

static void another_cases_key(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	struct vault_key other = x->key;
	struct secret wrong = x->secret;
	size_t at = find(x, BUNDLE_KEY, 0);
	struct bundle_record r = read_record(x, at);
	struct buf wrap = { 0 };
	struct digest name;

	(void)state;
	other.dossier.b[0] ^= 1;
	assert_int_equal(vault_wrap(&wrap, &name, &other, &x->auditor.public,
			     &x->logs.stage.w->random.random),
	    ERR_OK);
	r.bytes = buf_bytes(&wrap);
	put_record(x, at, &r);
	seal_again(x);
	expect(x, RULE_BUNDLE, "key of generation 0");

	/* Labelled right, and still not the one. */
	other = x->key;
	wrong.b[0] ^= 1;
	other.key = &wrong;
	buf_clear(&wrap);
	assert_int_equal(vault_wrap(&wrap, &name, &other, &x->auditor.public,
			     &x->logs.stage.w->random.random),
	    ERR_OK);
	r.bytes = buf_bytes(&wrap);
	put_record(x, at, &r);
	seal_again(x);
	expect(x, RULE_VAULT_ROOT, "file form");
	buf_fini(&wrap);
	disclosed_free(x);
}

static void a_warrant_that_was_over_or_for_another_case(void **state)
{
	static const struct disclosed_options over = { .valid = 60,
		.wait = 3600 };
	static const struct disclosed_options other = { .other_case = true };
	static const struct disclosed_options unopened = { .unopened = true };
	struct seal_pair stranger;
	struct bundle_check *c;
	struct disclosed *x;

	(void)state;
	x = disclosed_new(&over);
	expect(x, RULE_WARRANT, "file form");
	disclosed_free(x);
	x = disclosed_new(&other);
	expect(x, RULE_WARRANT, "warrant");
	disclosed_free(x);
	x = disclosed_new(&unopened);
	expect(x, RULE_WARRANT, "file mat.M1");
	disclosed_free(x);
	x = disclosed_new(&plain);
	seal_pair_make(
	    &stranger, suite_used(), &x->logs.stage.w->random.random);
	c = check(x, &stranger);
	assert_true(has(c, RULE_WARRANT, "warrant"));
	bundle_check_free(c);
	disclosed_free(x);
}

static void verdicts_are_evaluated_again(void **state)
{
	static const struct disclosed_options suspended = {
		.facts = "{\"days_to_expiry\":47,\"health_age_days\":20,"
			 "\"health_ok\":true,\"suspended\":true}"
	};
	struct disclosed *x = disclosed_new(&suspended);

	(void)state;
	expect(x, RULE_CRITERIA, "criterion ");
	disclosed_free(x);
}

#define CONSENT_NOT "{\"consent\":false,\"rid\":\"610902199001010021\"}"

/* The acceptance is judged by the form that was there: one with consent, handed
 * in behind it, clears nothing, and one without stains nothing. */
static void a_form_behind_the_acceptance_changes_no_verdict(void **state)
{
	static const struct disclosed_options cleared = { .proactive = true,
		.form = CONSENT_NOT,
		.later_form = DISCLOSED_FORM };
	static const struct disclosed_options stained = { .proactive = true,
		.later_form = CONSENT_NOT };
	struct disclosed *x = disclosed_new(&cleared);
	struct bundle_check *c;

	(void)state;
	expect(x, RULE_CRITERIA, "criterion T04-3");
	disclosed_free(x);
	x = disclosed_new(&stained);
	c = check(x, &x->auditor);
	expect_none(c);
	bundle_check_free(c);
	disclosed_free(x);
}

static void what_its_maker_did_not_sign(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	size_t at = find(x, BUNDLE_CASE, 0);
	struct bundle_record r = read_record(x, at);

	(void)state;
	r.state = bytes_text("another state");
	put_record(x, at, &r);
	expect(x, RULE_SIGNATURE, "seal");
	expect(x, RULE_BUNDLE, "case");
	disclosed_free(x);
}

static void files_are_cut_or_strange(void **state)
{
	struct disclosed *x = disclosed_new(&plain);
	struct bundle_record r = read_record(x, x->count - 1);

	(void)state;
	drop_record(x, x->count - 1);
	expect(x, RULE_BUNDLE, "file facts");
	r.object.b[0] ^= 1;
	x->count++;
	put_record(x, x->count - 1, &r);
	expect(x, RULE_BUNDLE, "");
	disclosed_free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_bundle_needs_no_node_to_be_checked),
		TEST(a_bundle_spans_rotations_of_log_keys),
		TEST(gives_out_what_it_opened),
		TEST(holds_only_what_the_case_rests_on),
		TEST(another_network_is_not_looked_at),
		TEST(no_bit_changes_unseen),
		TEST(no_record_is_left_out_unseen),
		TEST(an_act_it_needs_is_missing),
		TEST(a_forged_checkpoint),
		TEST(an_act_that_the_log_does_not_hold),
		TEST(a_swapped_chunk),
		TEST(another_cases_key),
		TEST(a_warrant_that_was_over_or_for_another_case),
		TEST(verdicts_are_evaluated_again),
		TEST(a_form_behind_the_acceptance_changes_no_verdict),
		TEST(what_its_maker_did_not_sign),
		TEST(files_are_cut_or_strange),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
