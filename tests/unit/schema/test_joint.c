/* A bundle (一件事) and its members: F-210 to F-215. */
#include "schema/joint.h"

#include "base/buf.h"
#include "schema/standard.h"
#include "tests/unit/schema/life.h"

#define H WORLD_HANBIN
#define G WORLD_GAOXIN

enum { L01, L02, L03, BUNDLE, ITEMS };

/* A parent, and a child for each member; the stage is on one of them. */
struct joint {
	struct stage s;
	struct life_item items[ITEMS];
	struct digest dossier[ITEMS];
	struct digest custody[ITEMS];
};

static void on(struct joint *j, int item)
{
	life_use(&j->s, &j->items[item]);
	j->s.dossier = j->dossier[item];
	j->s.custody = j->custody[item];
}

/* The bundle's standard with one word put for another. */
static void begin(struct joint *j, const char *word, const char *instead)
{
	life_init(&j->s, "life_item.yaml");
	j->items[L01] = life_publish(&j->s, "life_item.yaml", "", "");
	j->items[L02] = life_publish(&j->s, "life_item.yaml", "L01", "L02");
	j->items[L03] = life_publish(&j->s, "life_item.yaml", "L01", "L03");
	j->items[BUNDLE] =
	    life_publish(&j->s, "life_joint.yaml", word, instead);
}

static struct act *receipt(struct joint *j, int item,
    enum world_node_index node, const char *materials)
{
	struct act *act;

	on(j, item);
	act = world_receive(j->s.w, node, H);
	act->std = j->s.w->standard->digest;
	world_text(j->s.w, act, "item", j->s.w->standard->item);
	life_materials(&j->s, act, materials);
	return act;
}

static void received(
    struct joint *j, int item, struct act *draft, enum rule rule)
{
	const struct act *act = world_log(j->s.w, draft, WORLD_CLERK);

	j->s.dossier = j->s.custody = act->id;
	if (rule == RULE_NONE)
		j->dossier[item] = j->custody[item] = act->id;
	life_expect(&j->s, rule, act);
}

static void parent(struct joint *j, const char *members, enum rule rule)
{
	struct act *act = receipt(j, BUNDLE, H, "M1");

	if (members != NULL)
		world_list(j->s.w, act, "members", members);
	received(j, BUNDLE, act, rule);
}

static void child(struct joint *j, int item, enum rule rule)
{
	struct act *act = receipt(j, item, H, "M1,M2,M3,M5");

	world_id(j->s.w, act, "parent", &j->dossier[BUNDLE]);
	received(j, item, act, rule);
}

static void children(struct joint *j)
{
	parent(j, "L01,L02,L03", RULE_NONE);
	child(j, L01, RULE_NONE);
	child(j, L02, RULE_NONE);
	child(j, L03, RULE_NONE);
}

static struct act *decision(struct joint *j, int item,
    enum world_node_index node, const struct act *cited)
{
	struct act *act;

	on(j, item);
	act = life_draft(&j->s, node, "case.decide.yes");
	if (cited != NULL)
		world_refer(act, &cited->id);
	return act;
}

/* Accepted, reviewed, decided. */
static const struct act *decided(
    struct joint *j, int item, const struct act *cited)
{
	on(j, item);
	life_review(&j->s, H);
	return life_accepted(&j->s, decision(j, item, H, cited));
}

static const struct act *ended(struct joint *j, int item)
{
	on(j, item);
	(void)life_logged(&j->s, H, "case.issue");
	(void)life_logged(&j->s, H, "case.deliver");
	return life_logged(&j->s, H, "case.close");
}

static struct act *closing(struct joint *j, const struct act *a,
    const struct act *b, const struct act *c)
{
	const struct act *cited[] = { a, b, c };
	struct act *act;

	on(j, BUNDLE);
	act = life_draft(&j->s, H, "case.close");
	for (size_t i = 0; i < 3; i++)
		if (cited[i] != NULL)
			world_refer(act, &cited[i]->id);
	return act;
}

/* M15, M48: the registration first, then the seals; closed when all have
 * ended, a member that was withdrawn among them. */
static void a_bundle_closes_when_all_members_have_ended(void **state)
{
	const struct act *first, *second, *gone;
	struct joint j;

	(void)state;
	begin(&j, "", "");
	children(&j);
	first = decided(&j, L01, NULL);
	second = decided(&j, L02, first);
	first = ended(&j, L01);
	(void)life_refused(
	    &j.s, RULE_JOINT_CLOSE, closing(&j, first, second, NULL));
	second = ended(&j, L02);
	on(&j, L03);
	gone = life_logged(&j.s, H, "case.withdraw");
	(void)life_refused(
	    &j.s, RULE_JOINT_CLOSE, closing(&j, first, second, NULL));
	(void)life_accepted(&j.s, closing(&j, first, second, gone));
	life_expect_state(&j.s, MACHINE_CLOSED);
	life_fini(&j.s);
}

/* M15: what a bundle comes to is its members' affair. */
static void a_bundle_is_never_accepted_or_decided_itself(void **state)
{
	static const char *const kinds[] = { "case.accept", "case.notice",
		"case.review.start", "case.decide.yes", "case.issue",
		"case.deliver" };
	struct joint j;

	(void)state;
	begin(&j, "", "");
	parent(&j, "L01", RULE_NONE);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		life_expect(&j.s, RULE_STATE, life_log(&j.s, H, kinds[i]));
	life_expect_state(&j.s, MACHINE_RECEIVED);
	life_fini(&j.s);
}

static void members_are_of_the_standard(void **state)
{
	struct joint j;
	struct act *act;

	(void)state;
	begin(&j, "", "");
	parent(&j, NULL, RULE_JOINT_MEMBERS);
	parent(&j, "", RULE_JOINT_MEMBERS);
	parent(&j, "L01,T04", RULE_JOINT_MEMBERS);
	parent(&j, "L03,L01", RULE_BODY_SHAPE);
	act = receipt(&j, L01, H, "M1,M2,M3,M5");
	world_list(j.s.w, act, "members", "L01");
	received(&j, L01, act, RULE_JOINT_MEMBERS);
	life_fini(&j.s);
}

/* M15 */
static void a_child_is_of_a_member_that_was_chosen(void **state)
{
	struct joint j;
	struct act *act;

	(void)state;
	begin(&j, "", "");
	parent(&j, "L01,L02", RULE_NONE);
	child(&j, L03, RULE_JOINT_PARENT);
	child(&j, L01, RULE_NONE);
	child(&j, L01, RULE_JOINT_TWICE);
	act = receipt(&j, L02, H, "M1,M2,M3,M5");
	world_id(j.s.w, act, "parent", &j.dossier[L01]); /* no bundle */
	received(&j, L02, act, RULE_JOINT_PARENT);
	act = receipt(&j, L02, G, "M1,M2,M3,M5"); /* in another log */
	world_id(j.s.w, act, "parent", &j.dossier[BUNDLE]);
	world_refer(act, &j.items[L02].grant);
	world_refer_head(j.s.w, act, H);
	received(&j, L02, act, RULE_JOINT_PARENT);
	act = receipt(&j, BUNDLE, H, "M1");
	world_list(j.s.w, act, "members", "L01");
	world_id(j.s.w, act, "parent", &j.dossier[BUNDLE]);
	received(&j, BUNDLE, act, RULE_JOINT_PARENT);
	life_fini(&j.s);
}

/* What folds has an end, whatever a log names. */
static void of_a_bundle_the_first_128_openings_count(void **state)
{
	struct joint j;

	(void)state;
	begin(&j, "", "");
	parent(&j, "L01,L02,L03", RULE_NONE);
	child(&j, L01, RULE_NONE);
	for (int i = 1; i < LEDGER_CHILDREN_MAX - 1; i++)
		child(&j, L01, RULE_JOINT_TWICE);
	child(&j, L02, RULE_NONE);
	child(&j, L03, RULE_JOINT_TWICE);
	life_fini(&j.s);
}

static void a_bundle_that_ended_or_left_has_no_more_children(void **state)
{
	struct joint j;

	(void)state;
	begin(&j, "", "");
	parent(&j, "L01,L02,L03", RULE_NONE);
	child(&j, L01, RULE_NONE);
	on(&j, BUNDLE);
	(void)life_logged(&j.s, H, "case.withdraw");
	child(&j, L02, RULE_JOINT_PARENT);
	parent(&j, "L01,L02,L03", RULE_NONE);
	(void)stage_offer(&j.s, H, G);
	child(&j, L02, RULE_JOINT_PARENT);
	life_fini(&j.s);
}

/* M48: no seals before there is a company. */
static void a_member_waits_for_those_before_it(void **state)
{
	const struct act *first;
	struct joint j;

	(void)state;
	begin(&j, "", "");
	children(&j);
	on(&j, L02);
	life_review(&j.s, H);
	(void)life_refused(&j.s, RULE_JOINT_AFTER, decision(&j, L02, H, NULL));
	on(&j, L01);
	life_review(&j.s, H);
	first = life_logged(&j.s, H, "case.decide.no");
	(void)life_refused(&j.s, RULE_JOINT_AFTER, decision(&j, L02, H, first));
	life_fini(&j.s);
}

/* M15: where the member before it was not chosen, nobody waits for it. */
static void only_chosen_members_are_waited_for(void **state)
{
	struct joint j;

	(void)state;
	begin(&j, "", "");
	parent(&j, "L02", RULE_NONE);
	child(&j, L02, RULE_NONE);
	(void)decided(&j, L02, NULL);
	(void)life_accepted(&j.s, closing(&j, ended(&j, L02), NULL, NULL));
	life_fini(&j.s);
}

/* M47: no permit before all three are decided. */
static void permits_are_issued_once_all_are_decided(void **state)
{
	const struct act *d[3];
	struct act *issue;
	struct joint j;

	(void)state;
	begin(&j, "barrier: false", "barrier: true");
	children(&j);
	d[L01] = decided(&j, L01, NULL);
	d[L02] = decided(&j, L02, d[L01]);
	on(&j, L01);
	issue = life_draft(&j.s, H, "case.issue");
	world_refer(issue, &d[L02]->id);
	(void)life_refused(&j.s, RULE_JOINT_BARRIER, issue);
	d[L03] = decided(&j, L03, NULL);
	for (int i = L01; i <= L03; i++) {
		on(&j, i);
		issue = life_draft(&j.s, H, "case.issue");
		for (int k = L01; k <= L03; k++)
			if (k != i)
				world_refer(issue, &d[k]->id);
		(void)life_accepted(&j.s, issue);
	}
	life_fini(&j.s);
}

/* M15 */
static void a_partial_bundle_closes_with_its_first_result(void **state)
{
	const struct act *last;
	struct joint j;

	(void)state;
	begin(&j, "close: all", "close: partial");
	parent(&j, "L01,L03", RULE_NONE);
	child(&j, L01, RULE_NONE);
	(void)life_refused(
	    &j.s, RULE_JOINT_CLOSE, closing(&j, NULL, NULL, NULL));
	last = decided(&j, L01, NULL);
	(void)life_refused(
	    &j.s, RULE_JOINT_CLOSE, closing(&j, last, NULL, NULL));
	(void)life_accepted(&j.s, closing(&j, ended(&j, L01), NULL, NULL));
	life_fini(&j.s);
}

/* M15: 前置联办件: the lead's own has ended, the others are accepted. */
static void a_bundle_on_promise_closes_with_the_leads_member(void **state)
{
	const struct act *first, *second;
	struct joint j;

	(void)state;
	begin(&j, "close: all", "close: promise");
	parent(&j, "L01,L02", RULE_NONE);
	child(&j, L01, RULE_NONE);
	child(&j, L02, RULE_NONE);
	first = decided(&j, L01, NULL);
	on(&j, L02);
	second = life_logged(&j.s, H, "case.accept");
	(void)life_refused(
	    &j.s, RULE_JOINT_CLOSE, closing(&j, first, second, NULL));
	first = ended(&j, L01);
	(void)life_refused(
	    &j.s, RULE_JOINT_CLOSE, closing(&j, first, NULL, NULL));
	(void)life_accepted(&j.s, closing(&j, first, second, NULL));
	life_fini(&j.s);
}

/* The second member's case is decided at gaoxin on the first one's decision
 * at hanbin; @draft is that decision, not signed. */
static const struct act *decided_elsewhere(struct joint *j)
{
	const struct act *first;

	children(j);
	on(j, L02);
	stage_hand_over(&j->s, H, G);
	j->custody[L02] = j->s.custody;
	life_review(&j->s, G);
	first = decided(j, L01, NULL);
	return life_accepted(&j->s, decision(j, L02, G, first));
}

static struct bytes as_seen(struct joint *j, struct world_view *v)
{
	struct dossier *d = world_view_fold(v, j->s.arena, &j->dossier[L02]);
	struct buf out = { 0 };
	struct bytes whole;

	dossier_encode(d, &out);
	whole = arena_copy(j->s.arena, buf_bytes(&out));
	buf_fini(&out);
	return whole;
}

static void what_is_cited_of_a_sibling_is_waited_for(void **state)
{
	const struct act *act;
	struct world_view *early, *late;
	struct joint j;

	(void)state;
	begin(&j, "", "");
	act = decided_elsewhere(&j);
	early = world_view_new(j.s.w);
	late = world_view_new(j.s.w);
	world_view_feed_all(late);
	while (world_view_feed(early, WORLD_ANKANG))
		continue;
	while (early->size[H] + 1 < j.s.w->nodes[H].count)
		assert_true(world_view_feed(early, H));
	while (world_view_feed(early, G))
		continue;
	assert_int_equal(
	    world_rule(
		world_view_fold(early, j.s.arena, &j.dossier[L02]), &act->id),
	    RULE_UNRESOLVED);
	assert_true(world_view_feed(early, H));
	assert_true(bytes_equal(as_seen(&j, early), as_seen(&j, late)));
	assert_int_equal(
	    world_rule(
		world_view_fold(late, j.s.arena, &j.dossier[L02]), &act->id),
	    RULE_NONE);
	world_view_free(early);
	world_view_free(late);
	life_fini(&j.s);
}

/* The authority gives the first member's case to another and cuts its
 * decision off: what was built on it counts no more. */
static void a_decision_that_is_cut_off_carries_nothing(void **state)
{
	const struct act *act, *first;
	struct act *draft;
	uint64_t before;
	struct joint j;

	(void)state;
	begin(&j, "", "");
	children(&j);
	on(&j, L01);
	stage_hand_over(&j.s, H, G);
	j.custody[L01] = j.s.custody;
	life_review(&j.s, G);
	before = j.s.w->nodes[G].count;
	first = life_accepted(&j.s, decision(&j, L01, G, NULL));
	act = decided(&j, L02, first);
	on(&j, L01);
	draft = world_reassign(j.s.w, &j.s.dossier, &j.s.custody, H);
	world_cut(j.s.w, draft, G, before);
	world_cut(j.s.w, draft, H, j.s.w->nodes[H].count);
	life_expect(&j.s, RULE_NONE, world_log(j.s.w, draft, WORLD_CHAIR));
	life_expect(&j.s, RULE_LATE, first);
	on(&j, L02);
	life_expect(&j.s, RULE_JOINT_AFTER, act);
	life_fini(&j.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_bundle_closes_when_all_members_have_ended),
		TEST(a_bundle_is_never_accepted_or_decided_itself),
		TEST(members_are_of_the_standard),
		TEST(a_child_is_of_a_member_that_was_chosen),
		TEST(of_a_bundle_the_first_128_openings_count),
		TEST(a_bundle_that_ended_or_left_has_no_more_children),
		TEST(a_member_waits_for_those_before_it),
		TEST(only_chosen_members_are_waited_for),
		TEST(permits_are_issued_once_all_are_decided),
		TEST(a_partial_bundle_closes_with_its_first_result),
		TEST(a_bundle_on_promise_closes_with_the_leads_member),
		TEST(what_is_cited_of_a_sibling_is_waited_for),
		TEST(a_decision_that_is_cut_off_carries_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
