/*
 * Removing what was sealed from uploads for an act that was refused, or that
 * nobody has signed (node/leftover.h), on the store thread.
 */
#include "node/daemon_fields.h"

#include "base/mem.h"
#include "base/why.h"
#include "node/leftover.h"
#include "sync/vault.h"

/* On its way out: still in the vault, and promised to nobody any more. */
struct daemon_going {
	struct daemon *daemon;
	struct daemon_going *next; /* owned by the daemon's list */
	struct leftover_objects objects;
};

static void erase(void *arg, const struct daemon_tools *tools)
{
	const struct daemon_going *g = arg;
	struct why why = { 0 };

	for (size_t i = 0; i < g->objects.count; i++) {
		if (vault_erase(tools->vault, &g->objects.roots[i], &why) !=
		    ERR_OK)
			daemon_fail(&why);
	}
}

static void erased(void *arg)
{
	struct daemon_going *g = arg;
	struct daemon_going **at = &g->daemon->going;

	while (*at != g)
		at = &(*at)->next;
	*at = g->next;
	mem_free(g);
}

void daemon_leftover_erase(
    struct daemon *d, const struct leftover_objects *objects)
{
	struct daemon_going *g;

	if (objects->count == 0)
		return;
	g = mem_new(sizeof(*g));
	*g = (struct daemon_going){ d, d->going, *objects };
	d->going = g;
	daemon_store_job(d, erase, erased, g);
}

bool daemon_leftover_goes(const struct daemon *d, const struct digest *root)
{
	for (const struct daemon_going *g = d->going; g != NULL; g = g->next) {
		for (size_t i = 0; i < g->objects.count; i++) {
			if (digest_equal(&g->objects.roots[i], root))
				return true;
		}
	}
	return false;
}

void daemon_leftover_put(struct daemon *d, const struct digest *owner,
    const struct leftover_objects *objects)
{
	leftover_put(d->leftover, owner, objects, daemon_steady_ms(d));
	daemon_leftover_sweep(d, daemon_steady_ms(d));
}

void daemon_leftover_keep(struct daemon *d, const struct act *act)
{
	leftover_keep(d->leftover, act);
}

void daemon_leftover_sweep(struct daemon *d, int64_t now_ms)
{
	struct leftover_objects objects;

	while (leftover_take(d->leftover, now_ms, &objects))
		daemon_leftover_erase(d, &objects);
}
