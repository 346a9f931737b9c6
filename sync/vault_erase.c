/*
 * Removing objects for good (docs/FORMAT.md F-158 to F-162).
 *
 * An act may name any object, also one of another case: before it goes, it must
 * open as one of this case, by a key of the case.
 */
#include "base/mem.h"
#include "sync/vault_backend.h"

enum err vault_erase(
    struct vault_store *v, const struct digest *name, struct why *why)
{
	if (v->dead)
		return vault_table_dead(why);
	vault_table_forget_name(v, name);
	return v->ops->erase(v, name, why) ? vault_table_die(v) : ERR_OK;
}

bool vault_erase_fits(struct vault_store *v, const struct digest *name,
    const struct vault_key *key)
{
	struct chunk_place place = { .suite = key->suite,
		.network = key->network,
		.dossier = key->dossier };
	struct buf sealed = { 0 }, plain = { .kind = BUF_WIPED };
	uint64_t count = 0;
	bool fits;

	fits =
	    vault_count(v, name, &count) == ERR_OK && count > 0 &&
	    vault_read(v, name, 0, &sealed, NULL) == ERR_OK &&
	    chunk_claimed_object(&place.object, buf_bytes(&sealed)) == ERR_OK;
	place.end = count == 1 ? CHUNK_LAST : CHUNK_MORE;
	fits = fits && chunk_open(&plain, key->key, &place, buf_bytes(&sealed),
			   NULL) == ERR_OK;
	buf_fini(&plain);
	buf_fini(&sealed);
	return fits;
}
