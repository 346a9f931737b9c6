/*
 * Removing what was sealed from uploads for an act that was refused, or that
 * nobody has signed (node/leftover.h), on the store thread.
 */
#include "node/daemon_fields.h"

#include "base/mem.h"
#include "base/why.h"
#include "node/leftover.h"
#include "sync/vault.h"

static void erase(void *arg, const struct daemon_tools *tools)
{
	const struct leftover_objects *o = arg;
	struct why why = { 0 };

	for (size_t i = 0; i < o->count; i++) {
		if (vault_erase(tools->vault, &o->roots[i], &why) != ERR_OK)
			daemon_fail(&why);
	}
}

static void erased(void *arg)
{
	mem_free(arg);
}

void daemon_leftover_erase(
    struct daemon *d, const struct leftover_objects *objects)
{
	struct leftover_objects *copy;

	if (objects->count == 0)
		return;
	copy = mem_new(sizeof(*copy));
	*copy = *objects;
	daemon_store_job(d, erase, erased, copy);
}

void daemon_leftover_put(
    struct daemon *d, const struct leftover_objects *objects)
{
	leftover_put(d->leftover, objects, daemon_steady_ms(d));
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
