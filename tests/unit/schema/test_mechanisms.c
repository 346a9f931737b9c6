/* Mechanisms of halls and people: who comes how, and who may do what. */
#include "schema/criteria.h"
#include "schema/figures.h"
#include "schema/standard.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/clocked.h"

#define FULL    "M1,M2,M3,M5"
#define SHIPPED "../../../deploy/standards/"
#define FOREVER INT64_C(4102444800)

/* Somebody with these roles and no other. */
static struct sign_pair hire(struct stage *s, const char *id, const char *roles)
{
	struct act *act = world_draft(s->w, H, "staff.grant");
	struct sign_pair pair;

	sign_pair_make(&pair, suite_used(), &s->w->random.random);
	value_set(s->w->arena, world_body(act), "key",
	    value_bin(s->w->arena, sign_public_bytes(&pair.public)));
	world_text(s->w, act, "id", id);
	world_text(s->w, act, "name", "测试人员");
	world_list(s->w, act, "roles", roles);
	world_list(s->w, act, "depts", "");
	world_int(s->w, act, "until", FOREVER);
	(void)world_log_by(s->w, act, &s->w->nodes[H].log);
	return pair;
}

static void by(struct stage *s, const struct sign_pair *who, const char *kind,
    enum rule rule)
{
	life_expect(s, rule, world_log_by(s->w, life_draft(s, H, kind), who));
}

/* A receipt that came that way. */
static struct act *receipt(struct stage *s, enum world_node_index node,
    const char *channel, const char *materials)
{
	struct act *act = world_receive(s->w, node, H);

	act->std = s->w->standard->digest;
	world_text(s->w, act, "item", s->w->standard->item);
	world_text(s->w, act, "channel", channel);
	life_materials(s, act, materials);
	return act;
}

static void opened(struct stage *s, const struct act *act)
{
	s->dossier = act->id;
	s->custody = act->id;
	life_expect(s, RULE_NONE, act);
}

static int64_t counted(struct stage *s, enum figures_count which)
{
	struct figures f = { .arena = s->arena,
		.from = at("2026-11-01", 0, 0),
		.until = at("2027-01-01", 0, 0),
		.as_of = at("2027-01-01", 0, 0) - 1 };
	const struct dossier *d = life_fold(s);

	figures_add(&f, d, life_ledger());
	figures_close(&f);
	return f.total.counts[which];
}

static void deliver(struct stage *s, const char *means)
{
	struct act *draft = life_draft(s, H, "case.deliver");

	world_text(s->w, draft, "means", means);
	(void)life_accepted(s, draft);
	(void)life_logged(s, H, "case.close");
}

/* M02: a record of social insurance, from the sofa: nobody came, nothing was
 * handed in, and what is issued is electronic. */
static void a_case_is_done_online_from_end_to_end(void **state)
{
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "T17.yaml");
	opened(&s, world_log(s.w, receipt(&s, H, "online", "M1"), WORLD_CLERK));
	(void)life_logged(&s, H, "case.accept");
	(void)life_logged(&s, H, "case.review.start");
	(void)life_logged(&s, H, "case.decide.yes");
	(void)life_logged(&s, H, "case.issue");
	deliver(&s, "elicence");
	life_expect_state(&s, MACHINE_CLOSED);
	assert_int_equal(counted(&s, FIGURES_ONLINE), 1);
	assert_int_equal(counted(&s, FIGURES_ZERO_TRIP), 1);
	assert_int_equal(counted(&s, FIGURES_IN_TIME), 1); /* of 5 minutes */
	life_fini(&s);
}

/* M16: the front takes, the back decides, one exit hands out; each only that. */
static void front_back_and_exit_are_three_people(void **state)
{
	struct sign_pair front, back, leave;
	struct stage s;

	(void)state;
	begin(&s, "life_item.yaml");
	front = hire(&s, "front-01", "window");
	back = hire(&s, "back-01", "acceptor,reviewer-1");
	leave = hire(&s, "exit-01", "courier,issuer");
	opened(&s, world_log_by(s.w, receipt(&s, H, "window", FULL), &front));
	by(&s, &front, "case.accept", RULE_ROLE);
	by(&s, &leave, "case.accept", RULE_ROLE);
	by(&s, &back, "case.accept", RULE_NONE);
	by(&s, &front, "case.review.start", RULE_ROLE);
	by(&s, &back, "case.review.start", RULE_NONE);
	by(&s, &back, "case.opine", RULE_NONE);
	(void)life_logged(&s, H, "case.decide.yes");
	by(&s, &back, "case.issue", RULE_ROLE);
	by(&s, &leave, "case.issue", RULE_NONE);
	by(&s, &back, "case.deliver", RULE_ROLE);
	by(&s, &leave, "case.deliver", RULE_NONE);
	life_expect_state(&s, MACHINE_DELIVERED);
	life_fini(&s);
}

/* What the standard makes of this case, by the criterion's place. */
static enum verdict says(struct stage *s, const char *code,
    const struct act *acceptance, const struct value *facts)
{
	const struct standard *x = s->w->standard;
	const struct value *data = criteria_data(
	    s->arena, life_fold(s), acceptance, value_map(s->arena), facts);

	for (size_t i = 0; i < x->criterion_count; i++)
		if (strcmp(x->criteria[i].code, code) == 0)
			return criteria_judge(x, i, data).verdict;
	fail_msg("no criterion %s", code);
	return VERDICT_UNKNOWN;
}

/* M17: who files for another is named in the receipt, for all to read; where
 * the standard wants the parties themselves, it is what stops the case. */
static void an_agent_is_named_and_may_be_refused(void **state)
{
	const struct act *act;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "T21.yaml"); /* marriage: nobody acts for them */
	for (unsigned agent = 0; agent < 2; agent++) {
		draft =
		    receipt(&s, H, agent == 1 ? "agent" : "window", "M1,M2,M3");
		if (agent == 1)
			world_text(s.w, draft, "agent", "bangban-07");
		act = world_log(s.w, draft, WORLD_CLERK);
		opened(&s, act);
		draft = life_draft(&s, H, "case.accept");
		assert_int_equal(says(&s, "T21-2", draft, value_map(s.arena)),
		    agent == 1 ? VERDICT_NOT_MET : VERDICT_MET);
	}
	assert_string_equal(
	    value_get_string(life_fold(&s)->entries[0].act->body, "agent"),
	    "bangban-07");
	life_fini(&s);
}

/* M18: the chief service officer's project is what its cases are linked to, by
 * whoever handles each, whatever has become of the others. */
static void the_cases_of_a_project_are_linked_to_it(void **state)
{
	struct digest project;
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_item.yaml");
	project = life_receive(&s, H, FULL)->id;
	(void)life_receive(&s, G, FULL);
	draft = life_draft(&s, H, "case.link");
	world_id(s.w, draft, "to", &project);
	world_text(s.w, draft, "how", "project");
	(void)life_refused(&s, RULE_CUSTODY, draft);
	draft = life_draft(&s, G, "case.link");
	world_id(s.w, draft, "to", &project);
	world_text(s.w, draft, "how", "project");
	(void)life_accepted(&s, draft);
	life_expect_state(&s, MACHINE_RECEIVED);
	life_fini(&s);
}

/* M24: two clerks at the owner's home with a node of their own, out of reach:
 * received, will recorded, accepted.  Back in the hall it is merged with what
 * the others did meanwhile, and is as it was. */
static void what_was_done_on_site_offline_is_merged(void **state)
{
	struct buf there = { 0 }, merged = { 0 };
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "T18.yaml");
	opened(&s, world_log(s.w, receipt(&s, G, "onsite", "M1,M2,M3,M5"),
		       WORLD_CLERK));
	draft = life_draft(&s, G, "case.accept");
	assert_int_equal(says(&s, "T18-2", draft, value_map(s.arena)),
	    VERDICT_NOT_MET); /* on site, without the recorded will */
	draft = life_draft(&s, G, "case.accept");
	life_materials(&s, draft, "M6");
	assert_int_equal(
	    says(&s, "T18-2", draft, value_map(s.arena)), VERDICT_MET);
	(void)life_accepted(&s, draft);
	dossier_encode(life_fold(&s), &there);
	for (unsigned i = 0; i < 3; i++) /* others, of other cases */
		(void)world_log(
		    s.w, receipt(&s, H, "window", "M1"), WORLD_CLERK);
	dossier_encode(life_fold(&s), &merged);
	assert_true(bytes_equal(buf_bytes(&there), buf_bytes(&merged)));
	(void)life_logged(&s, G, "case.review.start");
	buf_fini(&there);
	buf_fini(&merged);
	life_fini(&s);
}

/* M25: at half past nine in the evening everything is taken, and counts; but
 * the hours of a limit run when the halls are open: six of eight tomorrow. */
static void a_hall_works_after_hours_and_its_hours_stand_still(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	s.w->now = at("2026-11-24", 21, 30);
	(void)life_receive(&s, H, "M1");
	draft = life_draft(&s, H, "case.notice");
	world_list(s.w, draft, "materials", "M2");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	assert_int_equal(clock_at("supply", 0)->last, at("2026-11-26", 11, 0));
	s.w->now = at("2026-11-25", 23, 0);
	draft = life_draft(&s, H, "case.supply");
	life_materials(&s, draft, "M2");
	(void)life_accepted(&s, draft);
	(void)look(&s, s.w->now);
	expect("supply", "2026-11-26", DOSSIER_CLOCK_STOPPED);
	life_fini(&s);
}

/* M26: a terminal has a certificate of its own, which lets it receive and
 * nothing else; who stood before it came, so it is no trip saved. */
static void a_terminal_receives_and_does_no_more(void **state)
{
	struct sign_pair kiosk;
	struct stage s;

	(void)state;
	begin(&s, SHIPPED "T17.yaml");
	kiosk = hire(&s, "kiosk-03", "window");
	opened(&s, world_log_by(s.w, receipt(&s, H, "kiosk", "M1"), &kiosk));
	by(&s, &kiosk, "case.accept", RULE_ROLE);
	(void)life_logged(&s, H, "case.accept");
	by(&s, &kiosk, "case.review.start", RULE_ROLE);
	(void)life_logged(&s, H, "case.review.start");
	(void)life_logged(&s, H, "case.decide.yes");
	(void)life_logged(&s, H, "case.issue");
	deliver(&s, "elicence");
	assert_int_equal(counted(&s, FIGURES_RECEIVED), 1);
	assert_int_equal(counted(&s, FIGURES_ONLINE), 0);
	assert_int_equal(counted(&s, FIGURES_ZERO_TRIP), 0);
	life_fini(&s);
}

static const char *kind_of(
    struct stage *s, const struct act *acceptance, const char *material)
{
	const struct value *data = criteria_data(s->arena, life_fold(s),
	    acceptance, value_map(s->arena), value_map(s->arena));

	return value_get_string(
	    value_get(value_get(data, "mat"), material), "kind");
}

/* M49: scans by mail first, the paper when the applicant comes: until somebody
 * has seen the original, the criteria read a copy. */
static void a_scan_comes_now_and_the_paper_later(void **state)
{
	struct act *draft;
	struct stage s;

	(void)state;
	begin(&s, "life_item.yaml");
	opened(&s, world_log(s.w, receipt(&s, H, "mail", FULL), WORLD_CLERK));
	draft = life_draft(&s, H, "case.accept");
	assert_string_equal(kind_of(&s, draft, "M2"), "copy");
	draft = life_draft(&s, H, "case.accept");
	life_materials(&s, draft, "M2");
	world_list(s.w, draft, "originals", "M2");
	assert_string_equal(kind_of(&s, draft, "M2"), "original_or_verified");
	assert_string_equal(kind_of(&s, draft, "M3"), "copy");
	(void)life_accepted(&s, draft);
	life_fini(&s);
}

/* M45: a training network has a genesis of its own; its acts are no acts of the
 * real one, well signed as they are, and the other way round. */
static void what_is_done_in_training_never_mixes(void **state)
{
	struct world *training;
	const struct act *act;
	struct stage s, other;

	(void)state;
	begin(&s, "life_item.yaml");
	training = world_new(2);
	world_furnish(training);
	act = world_log(training, world_receive(training, H, H), WORLD_CLERK);
	world_append(s.w, H, act);
	s.w->now += 60;
	s.dossier = act->id;
	life_expect(&s, RULE_ACT_NETWORK, act);
	assert_false(life_fold(&s)->open);
	world_append(training, H, life_receive(&s, H, FULL));
	assert_true(life_fold(&s)->open);
	other = (struct stage){ .w = training, .arena = arena_new() };
	act = training->nodes[H].entries[training->nodes[H].count - 1].act;
	other.dossier = act->id;
	life_expect(&other, RULE_ACT_NETWORK, act);
	life_fini(&other);
	life_fini(&s); /* its acts lie in the other's log, too */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_case_is_done_online_from_end_to_end),
		TEST(front_back_and_exit_are_three_people),
		TEST(an_agent_is_named_and_may_be_refused),
		TEST(the_cases_of_a_project_are_linked_to_it),
		TEST(what_was_done_on_site_offline_is_merged),
		TEST(a_hall_works_after_hours_and_its_hours_stand_still),
		TEST(a_terminal_receives_and_does_no_more),
		TEST(a_scan_comes_now_and_the_paper_later),
		TEST(what_is_done_in_training_never_mixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
