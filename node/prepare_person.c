/*
 * The person of a case as a pseudonym (docs/FORMAT.md F-118), where this node
 * has the key of (home, item, year); and whose credit it is (F-239), where it
 * has the network's key and the standard marks broken promises.  Else the act
 * has none, and shows so.
 *
 *	compose: find the keys' wraps -> store thread: open, count -> put
 */
#include <string.h>

#include "base/mem.h"
#include "node/case_credit.h"
#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "schema/day.h"
#include "schema/ledger.h"
#include "schema/ledger_mark.h"

void prepare_person_find(struct prepare *p, const char *home, const char *item,
    const struct value *form)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	const char *self = daemon_node(p->daemon);
	struct person person;

	if (!person_find(&person, p->standard, form))
		return;
	p->person.person = p->credit.person = person;
	person_wipe(&person);
	p->person.wanted = given_key_find(&p->person.key, p->daemon, p->arena,
	    ledger_pseudonym(
		l, home, item, day_civil(day_at(p->now)).year, self));
	p->credit.wanted =
	    case_credit_marks(p->standard) &&
	    given_key_find(&p->credit.key, p->daemon, p->arena,
		ledger_pseudonym(l, ledger_genesis(l)->authority.node,
		    LEDGER_MARK_KEY_ITEM, LEDGER_MARK_KEY_YEAR, self));
}

static void count(struct prepare_person *x, struct vault_store *vault,
    struct digest (*pseudonym)(
	const struct person *p, const struct secret *key))
{
	struct secret *key;

	if (!x->wanted)
		return;
	key = secret_new(sizeof(*key));
	x->known = given_key_load(key, &x->key, vault, NULL) == ERR_OK;
	if (x->known)
		x->pseudonym = pseudonym(&x->person, key);
	secret_free(key);
}

void prepare_person_count(struct prepare *p, struct vault_store *vault)
{
	count(&p->person, vault, person_pseudonym);
	count(&p->credit, vault, person_credit);
}

static void put(struct prepare *p, struct prepare_person *x, const char *key)
{
	if (x->known)
		value_set(p->arena, p->body, key,
		    value_bin(p->arena, digest_bytes(&x->pseudonym)));
	person_wipe(&x->person);
}

void prepare_person_put(struct prepare *p)
{
	put(p, &p->person, "person");
	put(p, &p->credit, "credit");
}
