/*
 * Marks of broken promises, as they stood before the histories: of hanbin's,
 * of one that the authority lifted, and of ankang-gaoxin's, of which the others
 * know only when they look.
 *
 * What an act says of them hangs on its nonce: no draw of the history is used
 * up, so the seeds mean what they meant.
 */
#include "schema/act_body.h"
#include "schema/standard.h"
#include "tests/reference/history.h"

#define H WORLD_HANBIN
#define G WORLD_GAOXIN
#define A WORLD_ANKANG

static const char *const applicants[] = { "marked by hanbin", "lifted",
	"marked by ankang-gaoxin", "marked by nobody" };

#define APPLICANTS (sizeof(applicants) / sizeof(*applicants))

/* On a case of long ago, which no replica holds any more. */
static const struct act *mark(
    struct world *w, enum world_node_index node, const char *applicant)
{
	struct digest dossier = digest_sha256(bytes_text("long ago"));
	struct digest subject = digest_sha256(bytes_text(applicant));
	struct act *ground = world_sample(w, node, "case.owe.close", &dossier);
	struct act *act = world_draft(w, node, "credit.mark");

	world_text(w, ground, "result", "broken");
	act->has_std = true;
	act->std = w->standard->digest;
	world_text(w, act, "item", w->standard->item);
	world_id(w, act, "case", &dossier);
	world_id(w, act, "subject", &subject);
	value_set(w->arena, world_body(act), "ground",
	    value_bin(w->arena,
		world_sign(w, ground, &w->nodes[node].staff[WORLD_CLERK])
		    ->raw));
	return world_log(w, act, WORLD_CHAIR);
}

void history_mark(struct history_game *g)
{
	struct world *w = g->stage.w;
	const struct act *lifted;
	struct act *act;

	(void)mark(w, H, applicants[0]);
	lifted = mark(w, H, applicants[1]);
	(void)mark(w, G, applicants[2]);
	act = world_draft(w, A, "credit.repair");
	world_id(w, act, "mark", &lifted->id);
	world_text(w, act, "node", w->nodes[H].id);
	world_text(w, act, "reason", "申诉成立");
	(void)world_log(w, act, WORLD_CHAIR);
}

void history_applicant(struct history_game *g, struct act *act)
{
	size_t i = act->nonce[0] % (APPLICANTS + 1);
	struct digest subject;

	if (i == APPLICANTS)
		return; /* not checked */
	subject = digest_sha256(bytes_text(applicants[i]));
	world_id(g->stage.w, act, "credit", &subject);
}

void history_look(struct history_game *g, struct act *act)
{
	struct world *w = g->stage.w;
	enum world_node_index self = world_index(w, act->node);

	if (self != A && (act->nonce[1] & 1) != 0)
		world_refer_head(w, act, A);
	if (self != G && (act->nonce[1] & 2) != 0)
		world_refer_head(w, act, G);
}
