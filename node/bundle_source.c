#include "node/bundle_source.h"

#include <string.h>

#include "base/mem.h"
#include "node/index_read.h"
#include "schema/act.h"

#define ENTRIES_AT_FIRST 64

struct gathering {
	struct arena *arena;
	size_t count, room;
	struct dossier_entry *entries; /* owned */
};

static uint64_t size_of(void *arg, const char *node)
{
	struct index_log log;

	return index_read_log(arg, node, &log) ? log.size : 0;
}

static bool decode(
    struct arena *a, const struct index_act *found, struct dossier_entry *out)
{
	struct act *act;

	if (act_decode(a, found->raw, &act, NULL) != RULE_NONE)
		return false;
	out->act = act;
	out->place = found->place;
	out->place.node = act->node;
	return true;
}

/* What the ledger is fed holds opening acts and critical ones as well. */
static enum err gather(
    void *arg, const struct index_act *found, struct why *why)
{
	struct gathering *g = arg;
	struct dossier_entry entry;

	if (!decode(g->arena, found, &entry))
		return why_set(why, ERR_CORRUPT, "a stored act is no act");
	if (act_is_case(entry.act))
		return ERR_OK;
	if (g->count == g->room) {
		g->room = g->room == 0 ? ENTRIES_AT_FIRST : 2 * g->room;
		g->entries =
		    mem_resize(g->entries, g->room * sizeof(*g->entries));
	}
	g->entries[g->count++] = entry;
	return ERR_OK;
}

static size_t control_of(
    void *arg, struct arena *a, const char *node, struct dossier_entry **out)
{
	struct gathering g = { .arena = a };
	enum err e = index_read_folded(arg, node, gather, &g, NULL);

	must(e == ERR_OK); /* each was decoded when it was indexed */
	*out = arena_take_array(a, g.count + 1, sizeof(**out));
	if (g.count > 0)
		memcpy(*out, g.entries, g.count * sizeof(**out));
	mem_free(g.entries);
	return g.count;
}

static bool citing(void *arg, struct arena *a, const char *node,
    uint64_t position, const char *cited, struct dossier_entry *out)
{
	struct index_act found;

	return index_read_citing(arg, a, node, 0, position, cited, &found) &&
	       decode(a, &found, out);
}

struct bundle_pick_source bundle_source(struct index *x)
{
	return (struct bundle_pick_source){ size_of, control_of, citing, x };
}
