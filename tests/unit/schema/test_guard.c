#include "schema/guard.h"

#include "schema/standard.h"
#include "tests/unit/schema/stage.h"

/* One function changes a draft so that it breaks a rule; the table says which
 * rule that is. */
struct change {
	const char *name;
	enum rule rule;
	enum world_node_index node; /* of the receive, or of the move */
	void (*make)(struct stage *s, struct act *act);
};

static const struct act *receive_as(struct stage *s, const struct change *c)
{
	struct act *act = world_receive(s->w, c->node, WORLD_HANBIN);
	const struct act *done;

	if (c->make != NULL)
		c->make(s, act);
	done = world_log(s->w, act, WORLD_CLERK);
	s->dossier = done->id;
	s->custody = done->id;
	return done;
}

static void drop_refs(struct stage *s, struct act *act)
{
	(void)s;
	act->ref_count = 0;
}

static void drop_adoption(struct stage *s, struct act *act)
{
	(void)s;
	act->refs[0] = act->refs[1];
	act->refs[1] = act->refs[2];
	act->ref_count = 2;
}

static void drop_grant(struct stage *s, struct act *act)
{
	(void)s;
	act->refs[1] = act->refs[2];
	act->ref_count = 2;
}

static void drop_head(struct stage *s, struct act *act)
{
	(void)s;
	act->ref_count = 2;
}

static void cite_unknown_act(struct stage *s, struct act *act)
{
	struct digest id = digest_sha256(bytes_text("nobody's"));

	(void)s;
	world_refer(act, &id);
}

static void cite_wrong_root(struct stage *s, struct act *act)
{
	(void)s;
	act->refs[2].root.b[0] ^= 1;
}

static void cite_beyond(struct stage *s, struct act *act)
{
	(void)s;
	act->refs[2].size += 1000;
}

static void cite_early_head(struct stage *s, struct act *act)
{
	/* before the grant, which is hanbin's last act */
	struct world_node *n = &s->w->nodes[WORLD_HANBIN];

	act->refs[2].size = n->count - 1;
	act->refs[2].root = n->entries[n->count - 2].root;
}

static void cite_no_border(struct stage *s, struct act *act)
{
	(void)s;
	act->refs[2].size = 0;
}

static void unknown_calendar(struct stage *s, struct act *act)
{
	world_text(s->w, act, "calendar", "nowhere");
}

static void other_item(struct stage *s, struct act *act)
{
	world_text(s->w, act, "item", "T05");
}

static void unpublished_standard(struct stage *s, struct act *act)
{
	act->std = s->w->revision2->digest;
}

static void small_number(struct stage *s, struct act *act)
{
	world_text(s->w, act, "number", "hanbin-1");
}

static void number_of_another(struct stage *s, struct act *act)
{
	struct act *other = world_receive(s->w, WORLD_ANKANG, WORLD_HANBIN);

	world_text(
	    s->w, act, "number", value_get_string(other->body, "number"));
}

static void no_key_material(struct stage *s, struct act *act)
{
	world_list(s->w, act, "materials", "M1,M2");
}

static void unknown_material(struct stage *s, struct act *act)
{
	world_list(s->w, act, "materials", "M1,M2,M3,M9");
}

static void material_without_object(struct stage *s, struct act *act)
{
	act->vault_count = 0;
	world_vault(s->w, act, "form");
	world_vault(s->w, act, "key.hanbin");
	world_vault(s->w, act, "key.ankang-gaoxin");
}

static void no_wrap_for_home(struct stage *s, struct act *act)
{
	act->vault_count = 0;
	world_vault(s->w, act, "form");
	world_vault(s->w, act, "mat.M1");
	world_vault(s->w, act, "key.ankang-gaoxin");
}

static void no_form(struct stage *s, struct act *act)
{
	act->vault_count = 0;
	world_vault(s->w, act, "mat.M1");
}

static void unknown_home(struct stage *s, struct act *act)
{
	world_text(s->w, act, "home", "langao");
}

static const struct change receives[] = {
	{ "complete", RULE_NONE, WORLD_GAOXIN, NULL },
	{ "at home", RULE_NONE, WORLD_HANBIN, NULL },
	{ "no refs", RULE_NOT_ADOPTED, WORLD_GAOXIN, drop_refs },
	{ "no adoption", RULE_NOT_ADOPTED, WORLD_GAOXIN, drop_adoption },
	{ "no grant", RULE_GRANT_MISSING, WORLD_GAOXIN, drop_grant },
	{ "grant to another", RULE_GRANT_RIGHT, WORLD_ANKANG, NULL },
	{ "no head", RULE_HEAD_WRONG, WORLD_GAOXIN, drop_head },
	{ "unknown act", RULE_UNRESOLVED, WORLD_GAOXIN, cite_unknown_act },
	{ "other root", RULE_HEAD_WRONG, WORLD_GAOXIN, cite_wrong_root },
	{ "no border", RULE_HEAD_WRONG, WORLD_GAOXIN, cite_no_border },
	{ "head beyond", RULE_UNRESOLVED, WORLD_GAOXIN, cite_beyond },
	{ "early head", RULE_GRANT_MISSING, WORLD_GAOXIN, cite_early_head },
	{ "calendar", RULE_CALENDAR_UNKNOWN, WORLD_GAOXIN, unknown_calendar },
	{ "item", RULE_STANDARD_UNKNOWN, WORLD_GAOXIN, other_item },
	{ "standard", RULE_UNRESOLVED, WORLD_GAOXIN, unpublished_standard },
	{ "number form", RULE_NUMBER, WORLD_GAOXIN, small_number },
	{ "number node", RULE_NUMBER, WORLD_GAOXIN, number_of_another },
	{ "key material", RULE_NONE, WORLD_GAOXIN, no_key_material },
	{ "material", RULE_MATERIAL, WORLD_GAOXIN, unknown_material },
	{ "object", RULE_MATERIAL, WORLD_GAOXIN, material_without_object },
	{ "wrap", RULE_WRAP, WORLD_GAOXIN, no_wrap_for_home },
	{ "form", RULE_BODY_SHAPE, WORLD_GAOXIN, no_form },
	{ "home", RULE_UNRESOLVED, WORLD_GAOXIN, unknown_home },
};

static void a_receive_that_breaks_a_rule_is_told_which(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(receives) / sizeof(*receives); i++) {
		const struct change *c = &receives[i];
		const struct act *act;
		struct stage s;
		enum rule rule;

		stage_init(&s);
		act = receive_as(&s, c);
		rule = stage_rule(&s, act);
		if (rule != c->rule)
			fail_msg("%s: %s, not %s", c->name, rule_name(rule),
			    rule_name(c->rule));
		stage_fini(&s);
	}
}

static void not_met(struct stage *s, struct act *act)
{
	const struct value *verdicts = value_get(act->body, "verdicts");

	value_set(s->w->arena, (struct value *)(uintptr_t)verdicts, "T04-2",
	    value_text(s->w->arena, "unknown"));
}

static void one_verdict_less(struct stage *s, struct act *act)
{
	(void)s;
	value_drop((struct value *)(uintptr_t)value_get(act->body, "verdicts"),
	    "T04-2");
}

static void one_verdict_more(struct stage *s, struct act *act)
{
	const struct value *verdicts = value_get(act->body, "verdicts");

	value_set(s->w->arena, (struct value *)(uintptr_t)verdicts, "T04-9",
	    value_text(s->w->arena, "met"));
}

static void no_facts(struct stage *s, struct act *act)
{
	(void)s;
	act->vault_count = 0;
}

static void other_inputs(struct stage *s, struct act *act)
{
	struct digest other = digest_sha256(bytes_text("other"));

	world_id(s->w, act, "inputs", &other);
}

static const struct change accepts[] = {
	{ "complete", RULE_NONE, WORLD_HANBIN, NULL },
	{ "not met", RULE_CRITERIA, WORLD_HANBIN, not_met },
	{ "one less", RULE_CRITERIA, WORLD_HANBIN, one_verdict_less },
	{ "one more", RULE_CRITERIA, WORLD_HANBIN, one_verdict_more },
	{ "no facts", RULE_INPUTS, WORLD_HANBIN, no_facts },
	{ "other inputs", RULE_INPUTS, WORLD_HANBIN, other_inputs },
	{ "no grant", RULE_GRANT_MISSING, WORLD_GAOXIN, NULL },
};

static void an_accept_that_breaks_a_rule_is_told_which(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(accepts) / sizeof(*accepts); i++) {
		const struct change *c = &accepts[i];
		struct act *draft;
		struct stage s;
		enum rule rule;

		stage_init(&s);
		if (c->node == WORLD_HANBIN)
			stage_receive_home(&s);
		else
			stage_receive(&s);
		draft = stage_draft(&s, c->node, "case.accept");
		if (c->make != NULL)
			c->make(&s, draft);
		rule = stage_rule(&s, world_log(s.w, draft, WORLD_CLERK));
		if (rule != c->rule)
			fail_msg("%s: %s, not %s", c->name, rule_name(rule),
			    rule_name(c->rule));
		stage_fini(&s);
	}
}

static void refuses_right_that_the_grant_does_not_hold(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	draft = stage_draft(&s, WORLD_GAOXIN, "case.accept");
	world_refer(draft, &s.w->grant);
	world_refer_head(s.w, draft, WORLD_HANBIN);
	stage_expect(&s, GRANT_RIGHT, world_log(s.w, draft, WORLD_CLERK));
	stage_fini(&s);
}

static void refuses_grant_that_is_over(void **state)
{
	struct act *draft;
	const struct act *grant;
	struct stage s;

	(void)state;
	stage_init(&s);
	draft = world_draft(s.w, WORLD_HANBIN, "grant.give");
	draft->has_std = true;
	draft->std = s.w->standard->digest;
	world_text(s.w, draft, "to", "ankang-gaoxin");
	world_text(s.w, draft, "item", "T04");
	world_list(s.w, draft, "rights", "receive");
	world_int(s.w, draft, "until", s.w->now);
	grant = world_log_by(s.w, draft, &s.w->nodes[WORLD_HANBIN].log);
	draft = world_receive(s.w, WORLD_GAOXIN, WORLD_HANBIN);
	draft->refs[1].act = grant->id;
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	{
		struct world_view *v = world_view_new(s.w);

		assert_int_equal(
		    world_rule(stage_fold(&s, v), &s.dossier), RULE_GRANT_OVER);
		world_view_free(v);
	}
	stage_fini(&s);
}

/* M01: the rule the network exists for: D5 of the demonstration. */
static void refuses_receive_under_limits_that_differ(void **state)
{
	struct world_view *v;
	struct dossier *d;
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	draft = world_draft(s.w, WORLD_ANKANG, "standard.publish");
	value_set(
	    s.w->arena, world_body(draft), "standard", s.w->revision2->tree);
	(void)world_log_by(s.w, draft, &s.w->root);
	draft = world_draft(s.w, WORLD_GAOXIN, "standard.adopt");
	draft->has_std = true;
	draft->std = s.w->revision2->digest;
	world_text(s.w, draft, "item", "T04");
	world_text(s.w, draft, "from", "2026-11-02");
	s.w->adoption[WORLD_GAOXIN] =
	    world_log_by(s.w, draft, &s.w->nodes[WORLD_GAOXIN].log)->id;
	draft = world_receive(s.w, WORLD_GAOXIN, WORLD_HANBIN);
	draft->std = s.w->revision2->digest;
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	v = world_view_new(s.w);
	d = stage_fold(&s, v);
	assert_int_equal(d->rule, RULE_NOT_UNIFIED);
	assert_non_null(strstr(d->outcomes[0].detail, "limits"));
	assert_non_null(strstr(d->outcomes[0].detail, "1WD"));
	assert_non_null(strstr(d->outcomes[0].detail, "2WD"));
	/* and the old revision is no longer in force there */
	draft = world_receive(s.w, WORLD_GAOXIN, WORLD_HANBIN);
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	d = stage_fold(&s, v);
	assert_int_equal(d->rule, RULE_NOT_ADOPTED);
	world_view_free(v);
	stage_fini(&s);
}

static void refuses_head_that_goes_back(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	draft = world_receive(s.w, WORLD_GAOXIN, WORLD_HANBIN);
	cite_early_head(&s, draft);
	s.dossier = world_log(s.w, draft, WORLD_CLERK)->id;
	{
		struct world_view *v = world_view_new(s.w);

		assert_int_equal(stage_fold(&s, v)->rule, RULE_HEAD_BACK);
		world_view_free(v);
	}
	stage_fini(&s);
}

/* M30: as many levels as the standard has, in order. */
static void refuses_levels_out_of_order(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	(void)stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.review.start", WORLD_CLERK);
	stage_expect(&s, LEVEL,
	    stage_move(&s, WORLD_HANBIN, "case.decide.yes", WORLD_CHIEF));
	draft = stage_draft(&s, WORLD_HANBIN, "case.opine");
	world_int(s.w, draft, "level", 2);
	stage_expect(&s, LEVEL, world_log(s.w, draft, WORLD_CHIEF));
	draft = stage_draft(&s, WORLD_HANBIN, "case.opine");
	world_int(s.w, draft, "level", 3);
	stage_expect(&s, LEVEL, world_log(s.w, draft, WORLD_CLERK));
	draft = stage_draft(&s, WORLD_HANBIN, "case.opine");
	world_text(s.w, draft, "opinion", "disagree");
	stage_expect(&s, NONE, world_log(s.w, draft, WORLD_CLERK));
	stage_expect(&s, LEVEL,
	    stage_move(&s, WORLD_HANBIN, "case.decide.yes", WORLD_CHIEF));
	stage_expect(
	    &s, NONE, stage_move(&s, WORLD_HANBIN, "case.opine", WORLD_CLERK));
	stage_expect(
	    &s, LEVEL, stage_move(&s, WORLD_HANBIN, "case.opine", WORLD_CLERK));
	stage_expect(&s, ROLE,
	    stage_move(&s, WORLD_HANBIN, "case.decide.yes", WORLD_CLERK));
	stage_expect(&s, NONE,
	    stage_move(&s, WORLD_HANBIN, "case.decide.yes", WORLD_CHIEF));
	stage_fini(&s);
}

static void refuses_two_levels_by_one_person(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	draft = world_draft(s.w, WORLD_HANBIN, "staff.grant");
	value_set(s.w->arena, world_body(draft), "key",
	    value_bin(s.w->arena,
		sign_public_bytes(
		    &s.w->nodes[WORLD_HANBIN].staff[WORLD_CHIEF].public)));
	world_text(s.w, draft, "id", "chief-01");
	world_text(s.w, draft, "name", "测试人员");
	world_list(s.w, draft, "roles", "reviewer-1,reviewer-2");
	world_list(s.w, draft, "depts", "");
	world_int(s.w, draft, "until", 4102444800);
	(void)world_log_by(s.w, draft, &s.w->nodes[WORLD_HANBIN].log);
	stage_receive_home(&s);
	(void)stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.review.start", WORLD_CHIEF);
	(void)stage_move(&s, WORLD_HANBIN, "case.opine", WORLD_CHIEF);
	stage_expect(&s, FOUR_EYES,
	    stage_move(&s, WORLD_HANBIN, "case.decide.yes", WORLD_CHIEF));
	stage_fini(&s);
}

static void refuses_result_that_is_not_sealed(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive_home(&s);
	(void)stage_move(&s, WORLD_HANBIN, "case.accept", WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.review.start", WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.opine", WORLD_CLERK);
	(void)stage_move(&s, WORLD_HANBIN, "case.decide.yes", WORLD_CHIEF);
	draft = stage_draft(&s, WORLD_HANBIN, "case.issue");
	draft->vault_count = 0;
	stage_expect(&s, BODY_SHAPE, world_log(s.w, draft, WORLD_CLERK));
	stage_fini(&s);
}

static void refuses_offer_without_receiver_term_or_wrap(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	stage_init(&s);
	stage_receive(&s);
	draft = world_offer(
	    s.w, WORLD_GAOXIN, &s.dossier, &s.custody, WORLD_GAOXIN);
	stage_expect(&s, OFFER_SHAPE, world_log(s.w, draft, WORLD_CLERK));
	draft = world_offer(
	    s.w, WORLD_GAOXIN, &s.dossier, &s.custody, WORLD_HANBIN);
	world_int(s.w, draft, "expiry", s.w->now);
	stage_expect(&s, OFFER_SHAPE, world_log(s.w, draft, WORLD_CLERK));
	draft = world_offer(
	    s.w, WORLD_GAOXIN, &s.dossier, &s.custody, WORLD_HANBIN);
	world_int(s.w, draft, "expiry", s.w->now + (int64_t)367 * 86400);
	stage_expect(&s, OFFER_SHAPE, world_log(s.w, draft, WORLD_CLERK));
	draft = world_offer(
	    s.w, WORLD_GAOXIN, &s.dossier, &s.custody, WORLD_ANKANG);
	draft->vault_count = 0;
	stage_expect(&s, WRAP, world_log(s.w, draft, WORLD_CLERK));
	/* the home has its wrap since the receive */
	draft = world_offer(
	    s.w, WORLD_GAOXIN, &s.dossier, &s.custody, WORLD_HANBIN);
	draft->vault_count = 0;
	stage_expect(&s, NONE, world_log(s.w, draft, WORLD_CLERK));
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_receive_that_breaks_a_rule_is_told_which),
		TEST(an_accept_that_breaks_a_rule_is_told_which),
		TEST(refuses_right_that_the_grant_does_not_hold),
		TEST(refuses_grant_that_is_over),
		TEST(refuses_receive_under_limits_that_differ),
		TEST(refuses_head_that_goes_back),
		TEST(refuses_levels_out_of_order),
		TEST(refuses_two_levels_by_one_person),
		TEST(refuses_result_that_is_not_sealed),
		TEST(refuses_offer_without_receiver_term_or_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
