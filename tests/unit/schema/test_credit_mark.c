/* Marks of broken promises, and their repair. */
#include "base/buf.h"
#include "schema/finding.h"
#include "schema/ledger_mark.h"
#include "schema/standard.h"
#include "tests/unit/schema/control.h"
#include "tests/unit/schema/life.h"

#define A         WORLD_ANKANG
#define H         WORLD_HANBIN
#define G         WORLD_GAOXIN
#define MARK_DAYS 365 /* of life_item.yaml */

static struct digest subject_of(const char *word)
{
	return digest_sha256(bytes_text(word));
}

/* A receipt for hanbin of somebody with that credit pseudonym. */
static void receive_with(struct stage *s, enum world_node_index node,
    const char *subject, const char *materials)
{
	struct act *act = world_receive(s->w, node, H);
	struct digest id = subject_of(subject);

	act->std = s->w->standard->digest;
	world_text(s->w, act, "item", s->w->standard->item);
	world_id(s->w, act, "credit", &id);
	life_materials(s, act, materials);
	s->dossier = s->custody = world_log(s->w, act, WORLD_CLERK)->id;
}

static void receive(
    struct stage *s, enum world_node_index node, const char *subject)
{
	receive_with(s, node, subject, "M1,M2,M3");
}

static struct act *promise(struct stage *s, enum world_node_index node)
{
	struct act *act = life_draft(s, node, "case.accept.promise");

	world_list(s->w, act, "promised", "M5");
	return act;
}

/* A verification in a case of hanbin's, and how it ended. */
static const struct act *verified(struct stage *s, const char *result)
{
	const struct act *accepted;
	struct act *act;

	receive(s, H, "li");
	accepted = life_accepted(s, promise(s, H));
	act = life_draft(s, H, "case.owe.close");
	world_id(s->w, act, "owed", &accepted->id);
	world_text(s->w, act, "material", "M5");
	world_text(s->w, act, "result", result);
	return life_accepted(s, act);
}

static struct act *mark_draft(struct stage *s, enum world_node_index node,
    const struct act *ground, const char *subject)
{
	struct act *act = world_draft(s->w, node, "credit.mark");
	struct digest id = subject_of(subject);

	act->has_std = true;
	act->std = s->w->standard->digest;
	world_text(s->w, act, "item", s->w->standard->item);
	world_id(s->w, act, "case", &s->dossier);
	world_id(s->w, act, "subject", &id);
	value_set(s->w->arena, world_body(act), "ground",
	    value_bin(s->w->arena, ground->raw));
	return act;
}

static const struct act *marked(struct stage *s, const char *subject)
{
	const struct act *ground = verified(s, "broken");
	const struct act *mark =
	    world_log(s->w, mark_draft(s, H, ground, subject), WORLD_CHAIR);

	control_expect(s, NONE, mark);
	return mark;
}

static const struct act *repair(
    struct stage *s, enum world_node_index node, const struct act *mark)
{
	struct act *act = world_draft(s->w, node, "credit.repair");

	world_id(s->w, act, "mark", &mark->id);
	world_text(s->w, act, "node", "hanbin");
	world_text(s->w, act, "reason", "已补正并经核查");
	return world_log(s->w, act, WORLD_CHAIR);
}

static void start(struct stage *s)
{
	life_init(s, "life_item.yaml");
}

static size_t findings(struct stage *s, const struct finding **found)
{
	const struct dossier *d = life_fold(s);
	size_t count;

	*found = finding_list(s->arena, life_ledger(), d, &count);
	return count;
}

/* M09: a promise broken in one district is known in all. */
static void a_broken_promise_shuts_trust_in_another_district(void **state)
{
	struct act *ordinary;
	struct stage s;

	(void)state;
	start(&s);
	(void)marked(&s, "li");
	receive(&s, G, "li");
	(void)life_refused(&s, RULE_CREDIT, promise(&s, G));
	ordinary = life_draft(&s, G, "case.accept");
	life_materials(&s, ordinary, "M1,M2,M3,M5");
	(void)life_accepted(&s, ordinary);
	life_fini(&s);
}

static struct act *gap(struct stage *s)
{
	struct act *act = life_draft(s, G, "case.accept.gap");

	world_list(s->w, act, "gaps", "M3");
	return act;
}

static void a_gap_is_trust_too(void **state)
{
	struct stage s;

	(void)state;
	start(&s);
	(void)marked(&s, "li");
	receive_with(&s, G, "wang", "M1,M2,M5");
	(void)life_accepted(&s, gap(&s));
	receive_with(&s, G, "li", "M1,M2,M5");
	(void)life_refused(&s, RULE_CREDIT, gap(&s));
	life_fini(&s);
}

static void a_mark_is_for_its_subject_alone(void **state)
{
	struct stage s;

	(void)state;
	start(&s);
	(void)marked(&s, "li");
	receive(&s, G, "wang");
	(void)life_accepted(&s, promise(&s, G));
	life_fini(&s);
}

/* Signed before the hall had heard: it counts on every replica, whatever has
 * arrived, and is shown. */
static void a_mark_beyond_the_cited_head_moves_nothing_and_is_found(
    void **state)
{
	const struct finding *found;
	const struct act *mark, *accepted;
	struct act *draft;
	struct digest other, home;
	struct stage s;

	(void)state;
	start(&s);
	receive(&s, G, "li");
	draft = promise(&s, G);
	other = s.dossier;
	mark = marked(&s, "li");
	home = s.dossier;
	s.dossier = s.custody = other;
	accepted = life_accepted(&s, draft);
	assert_int_equal(findings(&s, &found), 1);
	assert_string_equal(finding_name(found[0].kind), "UNSEEN_MARK");
	assert_true(digest_equal(&found[0].act, &accepted->id));
	assert_true(digest_equal(&found[0].other, &mark->id));
	s.dossier = home;
	assert_int_equal(findings(&s, &found), 0);
	life_fini(&s);
}

static void who_marked_repairs(void **state)
{
	const struct act *mark;
	struct act *act;
	struct stage s;

	(void)state;
	start(&s);
	mark = marked(&s, "li");
	control_expect(&s, REPAIR, repair(&s, G, mark));
	act = world_draft(s.w, G, "credit.repair"); /* as if it were its own */
	world_id(s.w, act, "mark", &mark->id);
	world_text(s.w, act, "node", "ankang-gaoxin");
	world_text(s.w, act, "reason", "-");
	control_expect(&s, NONE, world_log(s.w, act, WORLD_CHAIR));
	receive(&s, G, "li");
	(void)life_refused(&s, RULE_CREDIT, promise(&s, G));
	control_expect(&s, NONE, repair(&s, H, mark));
	(void)life_accepted(&s, promise(&s, G));
	life_fini(&s);
}

/* On appeal; the hall cites the authority's head, and so shows it has heard. */
static void the_authority_repairs(void **state)
{
	const struct finding *found;
	struct act *draft;
	struct stage s;

	(void)state;
	start(&s);
	control_expect(&s, NONE, repair(&s, A, marked(&s, "li")));
	receive(&s, G, "li");
	(void)life_refused(&s, RULE_CREDIT, promise(&s, G));
	draft = promise(&s, G);
	world_refer_head(s.w, draft, A);
	(void)life_accepted(&s, draft);
	assert_int_equal(findings(&s, &found), 0);
	life_fini(&s);
}

static void a_mark_ends_with_its_last_day(void **state)
{
	struct stage s;
	int64_t day;

	(void)state;
	start(&s);
	(void)marked(&s, "li");
	day = s.w->now - (s.w->now + 28800) % LIFE_DAY;
	receive(&s, G, "li");
	s.w->now = day + (MARK_DAYS + 1) * LIFE_DAY - 120;
	(void)life_refused(&s, RULE_CREDIT, promise(&s, G));
	receive(&s, G, "li");
	s.w->now = day + (MARK_DAYS + 1) * LIFE_DAY;
	(void)life_accepted(&s, promise(&s, G));
	life_fini(&s);
}

static void a_mark_without_ground_is_refused(void **state)
{
	const struct act *kept, *broken;
	struct act *draft;
	struct stage s;

	(void)state;
	start(&s);
	kept = verified(&s, "kept");
	control_expect(&s, MARK,
	    world_log(s.w, mark_draft(&s, H, kept, "li"), WORLD_CHAIR));
	broken = verified(&s, "broken");
	control_expect(&s, MARK, /* another district's */
	    world_log(s.w, mark_draft(&s, G, broken, "li"), WORLD_CHAIR));
	draft = mark_draft(&s, H, broken, "li");
	world_id(s.w, draft, "case", &kept->dossier);
	control_expect(&s, MARK, world_log(s.w, draft, WORLD_CHAIR));
	draft = mark_draft(&s, H, broken, "li");
	value_set(s.w->arena, world_body(draft), "ground",
	    value_bin(s.w->arena, bytes_text("no act")));
	control_expect(&s, MARK, world_log(s.w, draft, WORLD_CHAIR));
	control_expect(&s, ROLE,
	    world_log(s.w, mark_draft(&s, H, broken, "li"), WORLD_CLERK));
	receive(&s, G, "li");
	(void)life_accepted(&s, promise(&s, G));
	life_fini(&s);
}

/* Who may not sign a close has signed this one. */
static void a_ground_by_nobody_is_none(void **state)
{
	struct act *close;
	struct stage s;

	(void)state;
	start(&s);
	(void)verified(&s, "broken");
	close = life_draft(&s, H, "case.owe.close");
	world_text(s.w, close, "result", "broken");
	control_expect(&s, MARK,
	    world_log(s.w,
		mark_draft(&s, H,
		    world_sign(s.w, close, &s.w->nodes[G].staff[WORLD_CLERK]),
		    "li"),
		WORLD_CHAIR));
	life_fini(&s);
}

/* What the bytes alone do not show: the ground was refused in its case, or the
 * case is somebody else's. */
static void a_mark_whose_ground_does_not_count_is_found(void **state)
{
	const struct finding *found;
	const struct act *mark;
	struct stage s;

	(void)state;
	start(&s);
	mark = marked(&s, "wang"); /* the case is li's */
	assert_int_equal(findings(&s, &found), 1);
	assert_string_equal(finding_name(found[0].kind), "MARK_WITHOUT_GROUND");
	assert_true(digest_equal(&found[0].other, &mark->id));
	life_fini(&s);
}

/* Where a log ends now. */
static struct value *end_of(struct stage *s, enum world_node_index node)
{
	const struct world_node *n = &s->w->nodes[node];
	const struct world_entry *last = &n->entries[n->count - 1];
	struct value *at = value_list(s->w->arena);

	value_push(s->w->arena, at, value_int(s->w->arena, 0));
	value_push(s->w->arena, at, value_int(s->w->arena, (int64_t)n->count));
	value_push(
	    s->w->arena, at, value_bin(s->w->arena, bytes_of(last->root.b)));
	return at;
}

static void what_a_district_marked_beyond_a_cut_is_void(void **state)
{
	const struct act *mark;
	struct digest dossier;
	struct act *act;
	struct stage s;

	(void)state;
	start(&s);
	receive(&s, G, "li");
	dossier = s.dossier;
	act = world_draft(s.w, A, "node.suspend");
	world_text(s.w, act, "node", "hanbin");
	world_text(s.w, act, "reason", "停办");
	value_set(s.w->arena, world_body(act), "at", end_of(&s, H));
	mark = marked(&s, "li");
	(void)control_log_root(&s, act);
	control_expect(&s, SUSPENDED, mark);
	s.dossier = s.custody = dossier;
	(void)life_accepted(&s, promise(&s, G));
	life_fini(&s);
}

/* Marks, repairs and the case in every order of the three logs. */
static void any_order_of_arrival_gives_the_same(void **state)
{
	static const enum world_node_index orders[][3] = { { A, H, G },
		{ A, G, H } };
	struct buf ledgers[2] = { { 0 } }, cases[2] = { { 0 } };
	const struct act *mark;
	struct stage s;

	(void)state;
	start(&s);
	mark = marked(&s, "li");
	(void)repair(&s, A, mark);
	receive(&s, G, "li");
	(void)life_sign(&s, promise(&s, G));
	(void)repair(&s, H, mark);
	(void)life_sign(&s, promise(&s, G));
	for (size_t i = 0; i < 2; i++) {
		struct world_view *v = world_view_new(s.w);

		for (size_t n = 0; n < 3; n++)
			while (world_view_feed(v, orders[i][n]))
				;
		ledger_encode(v->ledger, &ledgers[i]);
		dossier_encode(
		    world_view_fold(v, s.arena, &s.dossier), &cases[i]);
		world_view_free(v);
	}
	assert_true(
	    bytes_equal(buf_bytes(&ledgers[0]), buf_bytes(&ledgers[1])));
	assert_true(bytes_equal(buf_bytes(&cases[0]), buf_bytes(&cases[1])));
	for (size_t i = 0; i < 2; i++) {
		buf_fini(&ledgers[i]);
		buf_fini(&cases[i]);
	}
	life_fini(&s);
}

/* While the home's log is short of the cited head the act waits; then the mark
 * within it refuses the act, on every replica alike. */
static void a_cited_head_that_is_not_held_waits(void **state)
{
	const struct act *act;
	struct world_view *v;
	struct stage s;

	(void)state;
	start(&s);
	(void)marked(&s, "li");
	receive(&s, G, "li");
	act = life_sign(&s, promise(&s, G));
	v = world_view_new(s.w);
	while (world_view_feed(v, A) || world_view_feed(v, G))
		;
	assert_int_equal(
	    world_rule(world_view_fold(v, s.arena, &s.dossier), &act->id),
	    RULE_UNRESOLVED);
	while (world_view_feed(v, H))
		;
	assert_int_equal(
	    world_rule(world_view_fold(v, s.arena, &s.dossier), &act->id),
	    RULE_CREDIT);
	world_view_free(v);
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_broken_promise_shuts_trust_in_another_district),
		cmocka_unit_test(a_gap_is_trust_too),
		cmocka_unit_test(a_mark_is_for_its_subject_alone),
		cmocka_unit_test(
		    a_mark_beyond_the_cited_head_moves_nothing_and_is_found),
		cmocka_unit_test(who_marked_repairs),
		cmocka_unit_test(the_authority_repairs),
		cmocka_unit_test(a_mark_ends_with_its_last_day),
		cmocka_unit_test(a_mark_without_ground_is_refused),
		cmocka_unit_test(a_ground_by_nobody_is_none),
		cmocka_unit_test(a_mark_whose_ground_does_not_count_is_found),
		cmocka_unit_test(what_a_district_marked_beyond_a_cut_is_void),
		cmocka_unit_test(any_order_of_arrival_gives_the_same),
		cmocka_unit_test(a_cited_head_that_is_not_held_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
