/*
 * Questions about pseudonym keys; see schema/ledger.h.
 */
#include <string.h>

#include "base/mem.h"
#include "schema/ledger.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"

size_t ledger_pseudonym_count(const struct ledger *l)
{
	return l->pseudonyms.count;
}

const struct pseudonym *ledger_pseudonym_at(const struct ledger *l, size_t i)
{
	must(i < l->pseudonyms.count);
	return l->pseudonyms.items[i];
}

const struct pseudonym *ledger_pseudonym(const struct ledger *l,
    const char *home, const char *item, int year, const char *to)
{
	for (size_t i = l->pseudonyms.count; i-- > 0;) {
		const struct pseudonym *p = l->pseudonyms.items[i];

		if (p->year == year && strcmp(p->home, home) == 0 &&
		    strcmp(p->item, item) == 0 && strcmp(p->to, to) == 0 &&
		    ledger_standing_given(
			l, ledger_log(l, p->home), p->position))
			return p;
	}
	return NULL;
}

const struct pseudonym *ledger_pseudonym_of(
    const struct ledger *l, const struct digest *act)
{
	for (size_t i = 0; i < l->pseudonyms.count; i++) {
		const struct pseudonym *p = l->pseudonyms.items[i];

		if (digest_equal(&p->act, act))
			return p;
	}
	return NULL;
}
