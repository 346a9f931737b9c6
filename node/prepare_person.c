/*
 * The person of a case as a pseudonym (docs/FORMAT.md F-118), where this node
 * has the key of (home, item, year); else the act has none, and shows so.
 *
 *	compose: find the key's wrap -> store thread: open it, count -> put
 */
#include <string.h>

#include "base/mem.h"
#include "node/daemon.h"
#include "node/identity.h"
#include "node/index_read.h"
#include "node/prepare_parts.h"
#include "node/pseudonym.h"
#include "schema/day.h"
#include "schema/ledger.h"

void prepare_person_find(struct prepare *p, const char *home, const char *item,
    const struct value *form)
{
	const struct pseudonym *key = ledger_pseudonym(daemon_ledger(p->daemon),
	    home, item, day_civil(day_at(p->now)).year, daemon_node(p->daemon));
	struct prepare_person *out = &p->person;
	struct index_act found;
	struct act *act;

	if (key == NULL || key->ended ||
	    !person_find(&out->person, p->standard, form) ||
	    !index_read_act(
		daemon_index(p->daemon), p->arena, &key->act, &found) ||
	    act_decode(p->arena, found.raw, &act, NULL) != RULE_NONE)
		return;
	pseudonym_seal_id(out->nonce, key->home, act->nonce);
	out->wrap = key->wrap;
	out->readers = daemon_identity(p->daemon)->readers;
	out->wanted = true;
}

void prepare_person_count(struct prepare *p, struct vault_store *vault)
{
	struct prepare_person *x = &p->person;
	struct secret *key;

	if (!x->wanted)
		return;
	key = secret_new(sizeof(*key));
	x->known = pseudonym_load(key, vault, &x->wrap, x->nonce, x->readers,
		       NULL) == ERR_OK;
	if (x->known)
		x->pseudonym = person_pseudonym(&x->person, key);
	secret_free(key);
}

void prepare_person_put(struct prepare *p)
{
	if (p->person.known)
		value_set(p->arena, p->body, "person",
		    value_bin(p->arena, digest_bytes(&p->person.pseudonym)));
	person_wipe(&p->person.person);
}
