#include "schema/word.h"

#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier_judge.h"
#include "schema/dossier_state.h"
#include "schema/right.h"

#define KIND "case.contribute"

static struct dossier_part *word_part(
    const struct dossier_state *s, const struct act *act)
{
	struct dossier_part *p;
	struct digest id;

	if (!act_body_has(act, "word"))
		return NULL;
	id = act_body_id(act, "word");
	p = dossier_state_find(s, &id);
	return p != NULL && p->event != NULL &&
		       strcmp(p->event->kind, KIND) == 0
		   ? p
		   : NULL;
}

const struct act *word_act(const struct dossier_state *s, const struct act *act)
{
	const struct dossier_part *p = word_part(s, act);

	return p == NULL ? NULL : p->entry.act;
}

int64_t word_date(
    const struct dossier_state *s, const struct act *act, int64_t time)
{
	const struct dossier_part *word = word_part(s, act);

	/* What an offer starts begins with the offer. */
	if (strcmp(act->kind, "case.offer") == 0)
		return time;
	return word == NULL ? time : word->entry.place.time;
}

enum rule word_judge(
    struct dossier_state *s, struct dossier_part *p, struct why *why)
{
	struct machine_event event;
	enum rule rule = dossier_judge_row(s, p, why);

	event = *p->event;
	if (rule == RULE_NONE)
		rule = dossier_judge_signer(s, p, why);
	if (strcmp(act_body_text(p->entry.act, "what"), "notice") == 0)
		event.right = RIGHT_NOTICE;
	if (rule == RULE_NONE)
		rule = dossier_judge_citations(s, p, why);
	if (rule == RULE_NONE)
		rule = dossier_judge_guards(s, p, &event, why);
	return rule;
}
