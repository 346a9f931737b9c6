/* What one replica of the world holds; see world.h. */
#include <string.h>

#include "base/mem.h"
#include "tests/unit/schema/world.h"

static enum history_answer view_border(void *arg, const char *node,
    uint64_t epoch, uint64_t size, struct digest *root, int64_t *time)
{
	const struct world_view *v = arg;
	enum world_node_index i = world_index(v->world, node);

	if (epoch != 0 || size == 0)
		return HISTORY_NO_BORDER;
	if (size > v->size[i])
		return HISTORY_BEYOND;
	*root = v->world->nodes[i].entries[size - 1].root;
	*time = v->world->nodes[i].entries[size - 1].time;
	return HISTORY_FOUND;
}

static uint64_t view_cited(void *arg, const char *node, uint64_t epoch,
    uint64_t position, const char *cited)
{
	const struct world_view *v = arg;
	const struct world_node *n =
	    &v->world->nodes[world_index(v->world, node)];
	uint64_t most = 0;

	must(epoch == 0);
	for (size_t p = 0; p < position && p < n->count; p++)
		for (size_t i = 0; i < n->entries[p].act->ref_count; i++) {
			const struct act_ref *ref = &n->entries[p].act->refs[i];

			if (ref->type == ACT_REF_HEAD && ref->size > most &&
			    strcmp(ref->node, cited) == 0)
				most = ref->size;
		}
	return most;
}

static size_t view_entries(void *arg, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	size_t count;

	*out = world_view_entries(arg, a, dossier, &count);
	return count;
}

struct world_view *world_view_new(struct world *w)
{
	struct world_view *v = mem_new(sizeof(*v));

	v->world = w;
	v->history =
	    (struct history){ view_border, view_cited, v, view_entries };
	v->ledger = ledger_new(&w->genesis, &v->history);
	return v;
}

void world_view_free(struct world_view *v)
{
	if (v == NULL)
		return;
	ledger_free(v->ledger);
	mem_free(v);
}

bool world_view_feed(struct world_view *v, enum world_node_index node)
{
	const struct world_node *n = &v->world->nodes[node];
	const struct world_entry *e;
	struct place place;

	if (v->size[node] == n->count ||
	    ledger_member(v->ledger, n->id) == NULL)
		return false;
	e = &n->entries[v->size[node]];
	place = (struct place){ n->id, 0, v->size[node], e->time };
	v->size[node]++;
	(void)ledger_add(v->ledger, &place, e->act, NULL);
	return true;
}

void world_view_feed_all(struct world_view *v)
{
	bool more;

	do {
		more = false;
		for (unsigned i = 0; i < WORLD_NODES; i++)
			more = world_view_feed(v, (enum world_node_index)i) ||
			       more;
	} while (more);
}

struct dossier_entry *world_view_entries(const struct world_view *v,
    struct arena *a, const struct digest *dossier, size_t *count)
{
	size_t room = 1;
	struct dossier_entry *out;

	for (size_t i = 0; i < WORLD_NODES; i++)
		room += v->size[i];
	out = arena_take_array(a, room, sizeof(*out));
	*count = 0;
	for (size_t i = 0; i < WORLD_NODES; i++)
		for (size_t p = 0; p < v->size[i]; p++) {
			const struct world_node *n = &v->world->nodes[i];
			const struct world_entry *e = &n->entries[p];
			const struct digest *of = act_dossier(e->act);

			if (of == NULL || !digest_equal(of, dossier))
				continue;
			out[(*count)++] =
			    (struct dossier_entry){ { n->id, 0, p, e->time },
				    e->act };
		}
	return out;
}

struct dossier *world_view_fold(
    const struct world_view *v, struct arena *a, const struct digest *dossier)
{
	size_t count;
	struct dossier_entry *entries =
	    world_view_entries(v, a, dossier, &count);

	return dossier_fold(a, v->ledger, dossier, entries, count);
}
