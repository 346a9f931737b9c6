#include <string.h>

#include "base/mem.h"
#include "tests/sim/world.h"

static struct replica *end_of(
    const struct world *w, const struct world_link *l, unsigned side)
{
	return w->boxes[l->node[side]].replica;
}

static bool parted(const struct world *w, size_t a, size_t b)
{
	return (w->cut[a] & (1u << b)) != 0;
}

bool wire_connected(const struct world *w, size_t a, size_t b)
{
	return replica_connected(w->boxes[a].replica, w->town->nodes[b].id) &&
	       replica_connected(w->boxes[b].replica, w->town->nodes[a].id);
}

void wire_dial(struct world *w, size_t from, size_t to)
{
	struct world_link *l = w->links;

	while (l < w->links + WORLD_LINKS_MAX && l->open)
		l++;
	if (l == w->links + WORLD_LINKS_MAX || from == to ||
	    parted(w, from, to))
		return;
	l->node[0] = from;
	l->node[1] = to;
	must(
	    replica_open(end_of(w, l, 0), SESSION_DIALLED,
		w->town->nodes[to].id, w->steady_ms, &l->session[0]) == ERR_OK);
	must(replica_open(end_of(w, l, 1), SESSION_ACCEPTED, NULL, w->steady_ms,
		 &l->session[1]) == ERR_OK);
	l->open = true;
}

static void forget(struct world_link *l)
{
	l->open = false;
	buf_fini(&l->flying[0]);
	buf_fini(&l->flying[1]);
}

/* What is in flight is lost, wherever in a frame that falls. */
void wire_cut(struct world *w, struct world_link *l)
{
	if (!l->open)
		return;
	replica_closed(end_of(w, l, 0), l->session[0]);
	replica_closed(end_of(w, l, 1), l->session[1]);
	forget(l);
}

/* Before the process dies: nobody tells it that its sockets are gone. */
void wire_cut_node(struct world *w, size_t node)
{
	for (size_t i = 0; i < WORLD_LINKS_MAX; i++) {
		struct world_link *l = &w->links[i];

		if (!l->open || (l->node[0] != node && l->node[1] != node))
			continue;
		if (l->node[0] != node)
			replica_closed(end_of(w, l, 0), l->session[0]);
		else
			replica_closed(end_of(w, l, 1), l->session[1]);
		forget(l);
	}
}

/* Some nodes on one side, the others on the other. */
void wire_partition(struct world *w)
{
	uint32_t side = (uint32_t)world_roll(w, 1u << w->count);

	w->partitions++;
	for (size_t a = 0; a < w->count; a++) {
		for (size_t b = 0; b < w->count; b++) {
			if ((side >> a & 1u) != (side >> b & 1u))
				w->cut[a] |= 1u << b;
		}
	}
	for (size_t i = 0; i < WORLD_LINKS_MAX; i++) {
		struct world_link *l = &w->links[i];

		if (l->open && parted(w, l->node[0], l->node[1]))
			wire_cut(w, l);
	}
}

void wire_heal(struct world *w)
{
	memset(w->cut, 0, sizeof(w->cut));
}

void wire_fini(struct world *w)
{
	for (size_t i = 0; i < WORLD_LINKS_MAX; i++)
		forget(&w->links[i]);
}

/* ---- moving bytes ---- */

static size_t some(struct world *w, size_t most)
{
	if (w->healing || world_roll(w, 3) == 0)
		return most;
	return 1 + (size_t)world_roll(w, most);
}

static bool take_off(struct world *w, struct world_link *l, unsigned side)
{
	struct bytes out = replica_output(end_of(w, l, side), l->session[side]);

	if (out.n == 0)
		return false;
	out.n = some(w, out.n);
	buf_put(&l->flying[side], out);
	replica_sent(end_of(w, l, side), l->session[side], out.n);
	return true;
}

static bool bring(struct world *w, struct world_link *l, unsigned side)
{
	struct replica *to = end_of(w, l, !side);
	struct buf *flying = &l->flying[side];
	size_t n;

	if (flying->n == 0 || !replica_reading(to, l->session[!side]))
		return false;
	n = some(w, flying->n);
	replica_feed(to, l->session[!side], bytes_part(buf_bytes(flying), 0, n),
	    w->steady_ms);
	buf_drop(flying, n);
	return true;
}

/* One side has said everything and all of it has arrived. */
static bool close_if_over(struct world *w, struct world_link *l)
{
	for (unsigned side = 0; side < 2; side++) {
		if (!replica_over(end_of(w, l, side), l->session[side]) ||
		    l->flying[side].n > 0)
			continue;
		wire_cut(w, l);
		return true;
	}
	return false;
}

static bool move_link(struct world *w, struct world_link *l)
{
	unsigned side = (unsigned)world_roll(w, 2);

	if (bring(w, l, side) || bring(w, l, !side) || take_off(w, l, side) ||
	    take_off(w, l, !side))
		return true;
	return close_if_over(w, l);
}

bool wire_move(struct world *w)
{
	size_t first = (size_t)world_roll(w, WORLD_LINKS_MAX);

	for (size_t i = 0; i < WORLD_LINKS_MAX; i++) {
		struct world_link *l = &w->links[(first + i) % WORLD_LINKS_MAX];

		if (l->open && move_link(w, l))
			return true;
	}
	return false;
}
