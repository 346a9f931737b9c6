#include "node/bundle_object.h"

#include "node/daemon.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/wrap_id.h"

static bool is_listed(
    const struct bundle_object *list, size_t count, const struct digest *root)
{
	for (size_t i = 0; i < count; i++)
		if (digest_equal(&list[i].vault->root, root))
			return true;
	return false;
}

size_t bundle_object_list(struct daemon *daemon, struct arena *a,
    const struct dossier *d, struct bundle_object **out)
{
	size_t room = 1, count = 0;

	for (size_t i = 0; i < d->count; i++)
		room += d->entries[i].act->vault_count;
	*out = arena_take_array(a, room, sizeof(**out));
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		for (size_t k = 0;
		     d->outcomes[i].order > 0 && k < act->vault_count; k++) {
			const struct act_vault *v = &act->vault[k];

			if (!wrap_id_claims(v->id) &&
			    !is_listed(*out, count, &v->root))
				(*out)[count++] = (struct bundle_object){ v,
					daemon_vault_has(daemon, &v->root) };
		}
	}
	return count;
}
