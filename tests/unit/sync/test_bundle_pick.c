/* What a bundle of a case holds of other logs: all that its fold rests on. */
#include "sync/bundle_pick.h"

#include "base/buf.h"
#include "schema/standard.h"
#include "sync/bundle.h"
#include "tests/unit/schema/control.h"
#include "tests/unit/schema/life.h"

#define A WORLD_ANKANG
#define H WORLD_HANBIN
#define G WORLD_GAOXIN

/* ---- the logs of a stage, as a maker holds them ---- */

static uint64_t log_size(void *arg, const char *node)
{
	const struct world *w = arg;

	return w->nodes[world_index(w, node)].count;
}

static size_t log_control(
    void *arg, struct arena *a, const char *node, struct dossier_entry **out)
{
	const struct world *w = arg;
	const struct world_node *n = &w->nodes[world_index(w, node)];
	size_t count = 0;

	*out = arena_take_array(a, n->count + 1, sizeof(**out));
	for (size_t i = 0; i < n->count; i++)
		if (!act_is_case(n->entries[i].act))
			(*out)[count++] = (struct dossier_entry){
				{ n->id, 0, i, n->entries[i].time },
				n->entries[i].act
			};
	return count;
}

static bool no_citing(void *arg, struct arena *a, const char *node,
    uint64_t position, const char *cited, struct dossier_entry *out)
{
	(void)arg;
	(void)a;
	(void)node;
	(void)position;
	(void)cited;
	(void)out;
	return false;
}

/* ---- a case of a marked applicant ---- */

static void receive(struct stage *s, enum world_node_index node)
{
	struct act *act = world_receive(s->w, node, H);
	struct digest credit = digest_sha256(bytes_text("li"));

	act->std = s->w->standard->digest;
	world_text(s->w, act, "item", s->w->standard->item);
	world_id(s->w, act, "credit", &credit);
	life_materials(s, act, "M1,M2,M3");
	s->dossier = s->custody = world_log(s->w, act, WORLD_CLERK)->id;
}

static struct act *promise(struct stage *s, enum world_node_index node)
{
	struct act *act = life_draft(s, node, "case.accept.promise");

	world_list(s->w, act, "promised", "M5");
	return act;
}

/* hanbin's clerk found a promise broken; its chair marks it. */
static const struct act *marked(struct stage *s)
{
	struct digest credit = digest_sha256(bytes_text("li"));
	const struct act *accepted;
	struct act *act;

	receive(s, H);
	accepted = life_accepted(s, promise(s, H));
	act = life_draft(s, H, "case.owe.close");
	world_id(s->w, act, "owed", &accepted->id);
	world_text(s->w, act, "material", "M5");
	world_text(s->w, act, "result", "broken");
	accepted = life_accepted(s, act);
	act = world_draft(s->w, H, "credit.mark");
	act->has_std = true;
	act->std = s->w->standard->digest;
	world_text(s->w, act, "item", s->w->standard->item);
	world_id(s->w, act, "case", &s->dossier);
	world_id(s->w, act, "subject", &credit);
	value_set(s->w->arena, world_body(act), "ground",
	    value_bin(s->w->arena, accepted->raw));
	return world_log(s->w, act, WORLD_CHAIR);
}

static void repaired(
    struct stage *s, enum world_node_index node, const struct act *mark)
{
	struct act *act = world_draft(s->w, node, "credit.repair");

	world_id(s->w, act, "mark", &mark->id);
	world_text(s->w, act, "node", "hanbin");
	world_text(s->w, act, "reason", "申诉成立");
	(void)world_log(s->w, act, WORLD_CHAIR);
}

/* ---- the fold over what was picked ---- */

/* Without acts of kind @left_out; its canonical bytes. */
static void fold_picked(struct stage *s, const struct bundle_pick *pick,
    const struct history *history, const char *left_out, struct buf *out)
{
	struct ledger *l = ledger_new(&s->w->genesis, history);
	struct dossier_entry entries[64];
	size_t count = 0;

	for (size_t n = 0; n < pick->count; n++) {
		for (size_t i = 0; i < pick->logs[n].act_count; i++) {
			const struct dossier_entry *e = &pick->logs[n].acts[i];

			if (strcmp(e->act->kind, left_out) == 0)
				continue;
			if (act_is_case(e->act))
				entries[count++] = *e;
			(void)ledger_add(l, &e->place, e->act, NULL);
		}
	}
	dossier_encode(
	    dossier_fold(s->arena, l, &s->dossier, entries, count), out);
	ledger_free(l);
}

/* The picked acts alone give the state that all logs give; without those of
 * @needed another. */
static void expect_whole(struct stage *s, const char *needed)
{
	struct world_view *v = world_view_new(s->w);
	const struct dossier *d = stage_fold(s, v);
	const struct bundle_pick_source source = { log_size, log_control,
		no_citing, s->w };
	const struct digest warrant = { { 1 } };
	const struct bundle_pick *pick = bundle_pick_run(
	    s->arena, v->ledger, d, &warrant, "hanbin", &source);
	struct buf all = { 0 }, picked = { 0 }, less = { 0 };

	dossier_encode(d, &all);
	fold_picked(s, pick, &v->history, "", &picked);
	assert_true(bytes_equal(buf_bytes(&all), buf_bytes(&picked)));
	fold_picked(s, pick, &v->history, needed, &less);
	assert_false(bytes_equal(buf_bytes(&all), buf_bytes(&less)));
	buf_fini(&all);
	buf_fini(&picked);
	buf_fini(&less);
	world_view_free(v);
}

/* And with the certificate of who signed its ground, and nothing in this case. */
static void a_refusal_for_a_mark_is_shown_with_the_mark(void **state)
{
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	(void)marked(&s);
	receive(&s, G);
	(void)life_refused(&s, RULE_CREDIT, promise(&s, G));
	expect_whole(&s, "credit.mark");
	life_fini(&s);
}

static void a_promise_after_a_repair_is_shown_with_the_repair(void **state)
{
	struct act *act;
	struct stage s;

	(void)state;
	life_init(&s, "life_item.yaml");
	repaired(&s, A, marked(&s));
	receive(&s, G);
	act = promise(&s, G);
	world_refer_head(s.w, act, A);
	(void)life_accepted(&s, act);
	expect_whole(&s, "credit.repair");
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_for_a_mark_is_shown_with_the_mark),
		cmocka_unit_test(
		    a_promise_after_a_repair_is_shown_with_the_repair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
