#include "node/given_key.h"

#include "node/daemon.h"
#include "node/identity.h"
#include "node/index_read.h"
#include "schema/act.h"
#include "schema/ledger.h"

bool given_key_find(struct given_key *out, struct daemon *daemon,
    struct arena *a, const struct pseudonym *key)
{
	struct index_act found;
	struct act *act;

	if (key == NULL || key->ended ||
	    !index_read_act(daemon_index(daemon), a, &key->act, &found) ||
	    act_decode(a, found.raw, &act, NULL) != RULE_NONE)
		return false;
	pseudonym_seal_id(out->nonce, key->home, act->nonce);
	out->wrap = key->wrap;
	out->readers = daemon_identity(daemon)->readers;
	return true;
}

enum err given_key_load(struct secret *out, const struct given_key *key,
    struct vault_store *vault, struct why *why)
{
	return pseudonym_load(
	    out, vault, &key->wrap, key->nonce, key->readers, why);
}
