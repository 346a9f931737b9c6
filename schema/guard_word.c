#include <string.h>

#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier_state.h"
#include "schema/guard_part.h"
#include "schema/refuse.h"
#include "schema/word.h"

/* Which word an act may rest on. */
static const char *const words[][2] = {
	{ "case.supply", "supply" },
	{ "case.owe.close", "supply" },
	{ "case.withdraw", "withdraw" },
	{ "case.promise.withdraw", "promise" },
	{ "case.lead.consent", "consent" },
	{ "case.lead.drop", "drop" },
	{ "case.notice", "notice" },
	{ "case.offer", "handover" },
};

static const char *word_of(const char *kind)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i][0], kind) == 0)
			return words[i][1];
	must(false);
	return NULL;
}

static bool is_cited(const struct act *act, const struct digest *id)
{
	for (size_t i = 0; i < act->after_count; i++)
		if (digest_equal(&act->after[i], id))
			return true;
	return false;
}

/* F-183 */
enum rule guard_word_cited(const struct guard_case *c, struct why *why)
{
	struct dossier_part *p;
	struct digest id;
	enum rule rule;

	if (!act_body_has(c->act, "word"))
		return RULE_NONE;
	id = act_body_id(c->act, "word");
	p = dossier_state_find(c->state, &id);
	if (p == NULL)
		return refuse(why, RULE_UNRESOLVED,
		    "the contribution that it cites has not arrived");
	if (p->settled && p->out.rule != RULE_NONE)
		return refuse(why,
		    p->out.rule == RULE_UNRESOLVED ? RULE_UNRESOLVED
						   : RULE_WORD,
		    "the contribution that it cites does not count");
	if (strcmp(p->event->kind, "case.contribute") != 0 ||
	    strcmp(act_body_text(p->entry.act, "what"),
		word_of(c->act->kind)) != 0)
		return refuse(why, RULE_WORD,
		    "what it cites is no word of the applicant for %s",
		    c->act->kind);
	if (!is_cited(c->act, &id))
		return refuse(why, RULE_WORD, "`after` lacks the contribution");
	rule = word_judge(c->state, p, why);
	return rule == RULE_NONE || rule == RULE_UNRESOLVED ? rule : RULE_WORD;
}
