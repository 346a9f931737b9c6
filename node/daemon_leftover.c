/*
 * Removing what was sealed for an act that was refused, or that nobody has
 * signed (node/leftover.h), on the store thread.  A mark on the disk tells a
 * later start of it (node/prepared.h):
 *
 *	start -> marks -> an act names it: the mark goes
 *	               -> none does:       the object goes, then the mark
 */
#include "node/daemon_fields.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/index_find.h"
#include "node/leftover.h"
#include "node/prepared.h"
#include "schema/act.h"
#include "sync/vault.h"

#define START_MS 3000 /* for peers to tell of a tail that we lost */
#define ASK_MAX  16   /* marks in one job: each may go over all acts */

/* On its way out: still in the vault, and promised to nobody any more. */
struct daemon_going {
	struct daemon *daemon;
	struct daemon_going *next; /* owned by the daemon's list */
	bool asks;                 /* first whether an act names it */
	size_t removed;
	struct leftover_objects objects;
};

static void erase(void *arg, const struct daemon_tools *tools)
{
	struct daemon_going *g = arg;
	struct why why = { 0 };

	for (size_t i = 0; i < g->objects.count; i++) {
		const struct digest *root = &g->objects.roots[i];

		if (!g->asks || !index_find_object(tools->index, root)) {
			g->removed += vault_has(tools->vault, root) ? 1 : 0;
			if (vault_erase(tools->vault, root, &why) != ERR_OK)
				daemon_fail(&why);
		}
		prepared_clear(tools->prepared, root);
	}
}

/* Of all that the start found, once. */
static void say_removed(struct daemon *d)
{
	char count[24];

	for (const struct daemon_going *g = d->going; g != NULL; g = g->next) {
		if (g->asks)
			return;
	}
	(void)snprintf(count, sizeof(count), "%zu", d->orphans);
	if (d->orphans > 0)
		journal_say(JOURNAL_NOTICE,
		    "objects that were sealed before the start, for acts that "
		    "nobody signed, are removed",
		    "count", count, NULL);
	d->orphans = 0;
}

static void erased(void *arg)
{
	struct daemon_going *g = arg;
	struct daemon *d = g->daemon;
	struct daemon_going **at = &d->going;

	while (*at != g)
		at = &(*at)->next;
	*at = g->next;
	if (g->asks) {
		d->orphans += g->removed;
		say_removed(d);
	}
	mem_free(g);
}

static void let_go(
    struct daemon *d, const struct leftover_objects *objects, bool asks)
{
	struct daemon_going *g = mem_new(sizeof(*g));

	*g = (struct daemon_going){ d, d->going, asks, 0, *objects };
	d->going = g;
	daemon_store_job(d, erase, erased, g);
}

void daemon_leftover_erase(
    struct daemon *d, const struct leftover_objects *objects)
{
	if (objects->count > 0)
		let_go(d, objects, false);
}

/* ---- after a start ---- */

/* What this process marks is no orphan: so the marks are read before it
 * serves. */
void daemon_leftover_start(struct daemon *d)
{
	struct why why = { 0 };

	if (prepared_list(d->tools.prepared, &d->marked, &d->marked_count,
		&why) != ERR_OK)
		daemon_fail(&why);
	d->marked_ms = daemon_pump_now(d) + START_MS;
}

static void ask_for_marked(struct daemon *d)
{
	struct leftover_objects some = { 0 };

	for (size_t i = 0; i < d->marked_count; i++) {
		some.roots[some.count++] = d->marked[i];
		if (some.count < ASK_MAX && i + 1 < d->marked_count)
			continue;
		let_go(d, &some, true);
		some.count = 0;
	}
}

/* Peers that hold more of our log may hold acts that name what is marked. */
void daemon_leftover_step(struct daemon *d, int64_t now_ms)
{
	if (now_ms < d->marked_ms)
		return;
	d->marked_ms = INT64_MAX;
	if (!d->tail_seen)
		ask_for_marked(d);
	mem_free(d->marked);
	d->marked = NULL;
}

/* ---- acts that came ---- */

struct named {
	struct buf roots;
};

static void clear(void *arg, const struct daemon_tools *tools)
{
	struct named *n = arg;

	for (size_t at = 0; at < n->roots.n; at += DIGEST_BYTES) {
		struct digest root;

		memcpy(root.b, n->roots.p + at, DIGEST_BYTES);
		prepared_clear(tools->prepared, &root);
	}
}

static void cleared(void *arg)
{
	struct named *n = arg;

	buf_fini(&n->roots);
	mem_free(n);
}

void daemon_leftover_named(
    struct daemon *d, const struct index_act *acts, size_t count)
{
	struct arena *a = arena_new();
	struct named *n = mem_new(sizeof(*n));

	for (size_t i = 0; i < count; i++) {
		struct act *act;

		if (act_decode(a, acts[i].raw, &act, NULL) != RULE_NONE)
			continue;
		for (size_t k = 0; k < act->vault_count; k++)
			buf_put(&n->roots, digest_bytes(&act->vault[k].root));
	}
	arena_free(a);
	if (n->roots.n > 0)
		daemon_store_job(d, clear, cleared, n);
	else
		cleared(n);
}

/* ---- */

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
