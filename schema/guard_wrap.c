#include "schema/guard_wrap.h"

#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/dossier_state.h"
#include "schema/guard.h"
#include "schema/ledger.h"
#include "schema/participant.h"
#include "schema/refuse.h"
#include "schema/wrap_book.h"

static bool holds(const struct act *act, const char *node, uint32_t generation)
{
	char id[WRAP_ID_ROOM];

	wrap_id_format(id, node, generation);
	return act_vault_find(act, id) != NULL;
}

bool guard_wrap_begins(const struct act *act, uint32_t newest)
{
	struct wrap_id w;

	for (size_t i = 0; i < act->vault_count; i++)
		if (wrap_id_parse(&w, act->vault[i].id) &&
		    w.generation > newest)
			return true;
	return false;
}

bool guard_wrap_can_open(
    const struct wrap_book *b, const char *node, uint32_t newest)
{
	for (uint32_t g = 0; g <= newest; g++)
		if (!wrap_book_has(b, node, g))
			return false;
	return true;
}

/* A participant, or an heir of one. */
static bool takes_part(
    const struct dossier *d, const struct ledger *l, const char *node)
{
	struct arena *a;
	const char *const *names;
	size_t count;
	bool takes = participant_is(d, node);

	if (takes || ledger_succession_count(l) == 0)
		return takes;
	a = arena_new();
	names = participant_list(a, d, &count);
	for (size_t i = 0; !takes && i < count; i++)
		takes = ledger_stands_for(l, node, names[i]);
	arena_free(a);
	return takes;
}

const char *guard_wrap_removed(
    const struct dossier *d, const struct ledger *l, const struct wrap_book *b)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct wrap_id *w = &b->items[i];

		if (w->generation == d->generation && !w->escrow &&
		    !takes_part(d, l, w->node))
			return w->node;
	}
	return NULL;
}

static enum rule lacks(const char *node, uint32_t generation, struct why *why)
{
	char id[WRAP_ID_ROOM];

	wrap_id_format(id, node, generation);
	return refuse(why, RULE_WRAP, "the vault lacks %s", id);
}

/* F-150: does the policy that the act relies on name an escrow?  An act that
 * relies on none goes by @otherwise. */
static bool needs_escrow(const struct guard_case *c, bool otherwise)
{
	const char *authority = ledger_genesis(c->ledger)->authority.node;
	const struct policy *policy;
	uint64_t size = c->place->position;
	bool cited = strcmp(c->place->node, authority) == 0;

	for (size_t i = 0; !cited && i < c->act->ref_count; i++) {
		const struct act_ref *ref = &c->act->refs[i];

		cited = ref->type == ACT_REF_HEAD &&
			strcmp(ref->node, authority) == 0;
		if (cited)
			size = ref->size;
	}
	if (!cited)
		return otherwise;
	policy = ledger_policy(c->ledger, size);
	return policy != NULL && policy->has_escrow;
}

static enum rule check_escrow(const struct guard_case *c, uint32_t generation,
    bool otherwise, struct why *why)
{
	char id[WRAP_ID_ROOM];

	if (!needs_escrow(c, otherwise) || holds(c->act, NULL, generation))
		return RULE_NONE;
	wrap_id_format(id, NULL, generation);
	return refuse(why, RULE_ESCROW,
	    "the network's policy names an escrow, and the vault lacks %s", id);
}

enum rule guard_wrap_readers(const struct guard_case *c, struct why *why)
{
	uint32_t newest = c->dossier->generation;
	const struct wrap_book *made;
	const char *to;

	if (machine_opens(c->event)) {
		if (!holds(c->act, c->place->node, 0))
			return lacks(c->place->node, 0, why);
		if (!holds(c->act, c->home, 0))
			return lacks(c->home, 0, why);
		return check_escrow(c, 0, false, why);
	}
	made = dossier_state_wraps(c->state);
	to = act_body_text(c->act, "to");
	newest += guard_wrap_begins(c->act, newest) ? 1 : 0;
	for (uint32_t g = 0; g <= newest; g++)
		if (!wrap_book_has(made, to, g) && !holds(c->act, to, g))
			return lacks(to, g, why);
	return RULE_NONE;
}

/* Ids are well formed, and of a generation that is there or comes next. */
static enum rule check_ids(
    const struct guard_case *c, uint32_t latest, struct why *why)
{
	for (size_t i = 0; i < c->act->vault_count; i++) {
		const char *id = c->act->vault[i].id;
		struct wrap_id w = { 0 };

		if (wrap_id_claims(id) && !wrap_id_parse(&w, id))
			return refuse(why, RULE_GENERATION,
			    "%s is no vault id of a wrap", id);
		if (wrap_id_claims(id) && w.generation > latest)
			return refuse(why, RULE_GENERATION,
			    "%s is beyond the next generation, %lu", id,
			    (unsigned long)latest);
	}
	return RULE_NONE;
}

/* A new generation has a wrap for everybody who takes part now. */
static enum rule check_begun(
    const struct guard_case *c, uint32_t next, struct why *why)
{
	struct arena *a = arena_new();
	size_t count;
	const char *const *names = participant_list(a, c->dossier, &count);
	enum rule rule = RULE_NONE;

	for (size_t i = 0; rule == RULE_NONE && i < count; i++)
		if (!holds(c->act, names[i], next))
			rule = lacks(names[i], next, why);
	arena_free(a);
	if (rule != RULE_NONE)
		return rule;
	return check_escrow(c, next,
	    wrap_book_has(dossier_state_wraps(c->state), NULL, next - 1), why);
}

enum rule guard_wrap_generation(const struct guard_case *c, struct why *why)
{
	const struct dossier *d = c->dossier;
	bool opens = machine_opens(c->event);
	const char *gone = NULL;
	enum rule rule;

	rule = check_ids(c, d->generation + (opens ? 0 : 1), why);
	if (rule != RULE_NONE || opens)
		return rule;
	if (guard_wrap_begins(c->act, d->generation))
		return check_begun(c, d->generation + 1, why);
	if (c->act->vault_count > 0)
		gone = guard_wrap_removed(
		    d, c->ledger, dossier_state_wraps(c->state));
	if (gone != NULL)
		return refuse(why, RULE_GENERATION,
		    "%s takes no part any more and holds the key: whoever "
		    "seals next begins generation %lu",
		    gone, (unsigned long)d->generation + 1);
	return RULE_NONE;
}
