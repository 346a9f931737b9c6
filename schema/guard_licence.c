/*
 * Licences in place of paper (免证办): an act that brings materials may cite, in
 * refs, the act that issued a licence; it is then of the type that one of these
 * materials is drawn from, and stood valid as far as the act had seen the
 * issuer's log (F-227).
 */
#include <string.h>

#include "schema/act.h"
#include "schema/guard_part.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"

/* 或, 和 and 、 part the names of several. */
static size_t parting(const char *at)
{
	static const char *const words[] = { "或", "和", "、", NULL };

	for (size_t i = 0; words[i] != NULL; i++)
		if (strncmp(at, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return 0;
}

bool guard_licence_is_of(const char *names, const char *type)
{
	size_t n = strlen(type);

	while (names != NULL && *names != '\0') {
		if (strncmp(names, type, n) == 0 &&
		    (names[n] == '\0' || parting(names + n) > 0))
			return true;
		while (*names != '\0' && parting(names) == 0)
			names++;
		names += parting(names);
	}
	return false;
}

const char *guard_licence_material(
    const struct standard *s, const struct act *act, const char *type)
{
	const struct value *list = value_get(s->tree, "materials");

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *m = value_at(list, i);
		const char *id = value_get_string(m, "id");

		if (guard_licence_is_of(value_get_string(m, "licence"), type) &&
		    guard_names(act, "materials", id))
			return id;
	}
	return NULL;
}

/* How much of the issuer's log the act had seen. */
static bool seen_of(
    const struct guard_case *c, const char *node, uint64_t *size)
{
	if (strcmp(node, c->place->node) == 0) {
		*size = c->place->position;
		return true;
	}
	for (size_t i = 0; i < c->act->ref_count; i++) {
		const struct act_ref *ref = &c->act->refs[i];

		if (ref->type == ACT_REF_HEAD && strcmp(ref->node, node) == 0) {
			*size = ref->size;
			return true;
		}
	}
	return false;
}

static enum rule check_drawn(
    const struct guard_case *c, const struct licence *licence, struct why *why)
{
	enum licence_standing s;
	uint64_t size = 0;

	if (guard_licence_material(c->standard, c->act, licence->type) == NULL)
		return refuse(why, RULE_LICENCE_CITED,
		    "none of the materials is drawn from a %s", licence->type);
	if (!seen_of(c, licence->node, &size))
		return refuse(why, RULE_LICENCE_CITED,
		    "refs cite no head of the log of %s, which issued it",
		    licence->node);
	s = ledger_licence_standing(c->ledger, licence, size, c->place->time);
	if (s != LICENCE_VALID)
		return refuse(why, RULE_LICENCE_CITED,
		    "the %s of %s was %s: ask for the paper, or for a licence "
		    "that stands",
		    licence->type, licence->node, ledger_licence_word(s));
	return RULE_NONE;
}

enum rule guard_licence_drawn(const struct guard_case *c, struct why *why)
{
	for (size_t i = 0; i < c->act->ref_count; i++) {
		const struct act_ref *ref = &c->act->refs[i];
		const struct licence *licence =
		    ref->type == ACT_REF_ACT
			? ledger_licence(c->ledger, &ref->act)
			: NULL;
		enum rule rule =
		    licence != NULL ? check_drawn(c, licence, why) : RULE_NONE;

		if (rule != RULE_NONE)
			return rule;
	}
	return RULE_NONE;
}
