#include "tests/property/adorn.h"

#include "tests/unit/schema/control.h"

static struct act *beside(struct history_game *g, enum world_node_index node,
    const char *kind, const char *reason)
{
	struct stage *s = &g->stage;
	struct act *act = world_beside(s->w, node, kind, &s->dossier, reason);

	for (size_t i = 0; i < g->d->head_count && i < 4; i++)
		world_after(act, &g->d->heads[i]);
	return act;
}

static void step_in(struct history_game *g)
{
	struct stage *s = &g->stage;
	struct act *act = world_reassign(s->w, &s->dossier, &g->d->custody,
	    (enum world_node_index)history_pick(g, WORLD_NODES));

	world_cut_all(s->w, act);
	(void)world_log(s->w, act, WORLD_CHAIR);
}

void adorn_history(struct history_game *g)
{
	struct stage *s = &g->stage;
	enum world_node_index n =
	    (enum world_node_index)history_pick(g, WORLD_NODES);
	struct digest guest =
	    sign_key_id(&s->w->nodes[n].staff[WORLD_GUEST].public);
	struct act *act;

	if (g->d->open && history_chance(g, 3))
		step_in(g);
	if (history_chance(g, 2))
		(void)world_log(s->w,
		    world_open(s->w, n, &s->dossier, "form", "查"),
		    WORLD_CLERK);
	if (history_chance(g, 3))
		(void)world_log(
		    s->w, beside(g, n, "case.hold", "诉讼"), WORLD_CHAIR);
	if (history_chance(g, 2))
		(void)world_log(
		    s->w, beside(g, n, "case.release", "结"), WORLD_CHAIR);
	if (history_chance(g, 2))
		(void)world_log(s->w,
		    beside(g, WORLD_HANBIN, "case.erase", "order"),
		    WORLD_CHAIR);
	if (history_chance(g, 3)) {
		act = world_draft(s->w, n, "staff.revoke");
		world_id(s->w, act, "key", &guest);
		world_text(s->w, act, "reason", "");
		(void)world_log_by(s->w, act, &s->w->nodes[n].log);
	}
	if (history_chance(g, 3))
		(void)control_log_root(
		    s, control_cut_draft(s, "node.suspend", WORLD_GAOXIN,
			   s->w->nodes[WORLD_GAOXIN].count));
	if (history_chance(g, 2))
		history_step(g);
}
