/*
 * Questions about pseudonym keys; see schema/ledger.h.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "schema/ledger.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"

struct digest ledger_pseudonym_name(
    const char *home, const char *item, int year, const char *to)
{
	struct buf text = { 0 };
	struct digest name;

	/* An item is plain text: no line ends in it. */
	buf_print(&text, "%s\n%s\n%d\n%s", home, item, year, to);
	name = digest_sha256(buf_bytes(&text));
	buf_fini(&text);
	return name;
}

size_t ledger_pseudonym_count(const struct ledger *l)
{
	return l->pseudonyms.count;
}

const struct pseudonym *ledger_pseudonym_at(const struct ledger *l, size_t i)
{
	const struct ledger_pseudonym *p;

	must(i < l->pseudonyms.count);
	p = l->pseudonyms.items[i];
	return &p->given;
}

const struct pseudonym *ledger_pseudonym(const struct ledger *l,
    const char *home, const char *item, int year, const char *to)
{
	struct digest name = ledger_pseudonym_name(home, item, year, to);
	const struct ledger_pseudonym *p = ledger_map_get(&l->given_map, &name);

	while (p != NULL && !ledger_standing_given(
				l, ledger_log(l, home), p->given.position))
		p = p->older;
	return p != NULL ? &p->given : NULL;
}

bool ledger_pseudonym_is_ended(
    const struct ledger *l, const char *home, const char *item, int year)
{
	struct digest name = ledger_pseudonym_name(home, item, year, "");

	return ledger_map_get(&l->given_map, &name) != NULL;
}

bool ledger_pseudonym_is_exposed(
    const struct ledger *l, const struct pseudonym *p)
{
	size_t n = ledger_span_count(l, p->to, LEDGER_KEY_SEALING);

	for (size_t i = 0; i < n; i++) {
		const struct ledger_span *s =
		    ledger_span_at(l, p->to, LEDGER_KEY_SEALING, i);

		if (s->compromised &&
		    (p->sealing.n == 0 || bytes_equal(p->sealing, s->key)))
			return true;
	}
	return false;
}

const struct pseudonym *ledger_pseudonym_of(
    const struct ledger *l, const struct digest *act)
{
	const struct ledger_pseudonym *p = ledger_map_get(&l->given_map, act);

	return p != NULL ? &p->given : NULL;
}
