#include <string.h>

#include "base/mem.h"
#include "tests/sim/world.h"

#define LINKS_LEAST  64
#define LINKS_A_NODE 6
#define NOISE_MAX    4096

void wire_init(struct world *w)
{
	w->link_count = LINKS_A_NODE * w->count;
	if (w->link_count < LINKS_LEAST)
		w->link_count = LINKS_LEAST;
	w->links = mem_new_array(w->link_count, sizeof(*w->links));
}

/* NULL: a stranger. */
static struct replica *end_of(
    const struct world *w, const struct world_link *l, unsigned side)
{
	return l->node[side] == WORLD_STRANGER
		   ? NULL
		   : w->boxes[l->node[side]].replica;
}

static bool blocked(
    const struct world *w, const struct world_link *l, unsigned from)
{
	return l->node[from] != WORLD_STRANGER &&
	       set_has(&w->cut[l->node[from]], l->node[!from]);
}

/* Is its process stopped?  A stranger never rests. */
static bool still(
    const struct world *w, const struct world_link *l, unsigned side)
{
	return l->node[side] != WORLD_STRANGER &&
	       w->boxes[l->node[side]].paused;
}

bool wire_connected(const struct world *w, size_t a, size_t b)
{
	return replica_connected(w->boxes[a].replica, w->town->nodes[b].id) &&
	       replica_connected(w->boxes[b].replica, w->town->nodes[a].id);
}

static struct world_link *free_link(struct world *w)
{
	for (size_t i = 0; i < w->link_count; i++) {
		if (!w->links[i].open)
			return &w->links[i];
	}
	return NULL;
}

void wire_dial(struct world *w, size_t from, size_t to)
{
	struct world_link *l = free_link(w);

	if (l == NULL || from == to || w->boxes[from].paused ||
	    w->boxes[to].paused || set_has(&w->cut[from], to) ||
	    set_has(&w->cut[to], from))
		return;
	if (replica_open(w->boxes[from].replica, SESSION_DIALLED,
		w->town->nodes[to].id, w->steady_ms, &l->session[0]) != ERR_OK)
		return; /* has all the sessions that it may have */
	if (replica_open(w->boxes[to].replica, SESSION_ACCEPTED, NULL,
		w->steady_ms, &l->session[1]) != ERR_OK) {
		replica_closed(w->boxes[from].replica, l->session[0]);
		return;
	}
	l->node[0] = from;
	l->node[1] = to;
	l->open = true;
}

static void forget(struct world_link *l)
{
	l->open = false;
	buf_fini(&l->flying[0]);
	buf_fini(&l->flying[1]);
}

static void tell_closed(struct world *w, struct world_link *l, unsigned side)
{
	if (l->node[side] != WORLD_STRANGER)
		replica_closed(end_of(w, l, side), l->session[side]);
}

/* What is in flight is lost, wherever in a frame that falls. */
void wire_cut(struct world *w, struct world_link *l)
{
	if (!l->open)
		return;
	tell_closed(w, l, 0);
	tell_closed(w, l, 1);
	forget(l);
}

/* Before the process dies: nobody tells it that its sockets are gone. */
void wire_cut_node(struct world *w, size_t node)
{
	for (size_t i = 0; i < w->link_count; i++) {
		struct world_link *l = &w->links[i];

		if (!l->open || (l->node[0] != node && l->node[1] != node))
			continue;
		tell_closed(w, l, l->node[0] == node);
		forget(l);
	}
}

/* Lines that are open stay so and fall silent. */
void wire_part(struct world *w, size_t from, size_t to)
{
	set_put(&w->cut[from], to, true);
}

void wire_heal(struct world *w)
{
	memset(w->cut, 0, sizeof(w->cut));
}

void wire_fini(struct world *w)
{
	for (size_t i = 0; i < w->link_count; i++)
		forget(&w->links[i]);
	mem_free(w->links);
}

/* ---- malice ---- */

static struct world_link *busy_link(struct world *w)
{
	size_t first = (size_t)world_roll(w, w->link_count);

	for (size_t i = 0; i < w->link_count; i++) {
		struct world_link *l = &w->links[(first + i) % w->link_count];

		if (l->open && l->flying[0].n + l->flying[1].n > 0)
			return l;
	}
	return NULL;
}

static struct buf *some_flight(struct world *w)
{
	struct world_link *l = busy_link(w);

	if (l == NULL)
		return NULL;
	return &l->flying[l->flying[0].n == 0];
}

bool wire_flip(struct world *w)
{
	struct buf *b = some_flight(w);

	if (b == NULL)
		return false;
	b->p[world_roll(w, b->n)] ^= (uint8_t)(1u << world_roll(w, 8));
	return true;
}

void wire_stranger(struct world *w, size_t node)
{
	const struct buf *said = world_roll(w, 2) == 0 ? some_flight(w) : NULL;
	struct world_link *l = free_link(w);
	uint8_t noise[NOISE_MAX];
	size_t n = 1 + (size_t)world_roll(w, sizeof(noise));

	if (l == NULL || replica_open(w->boxes[node].replica, SESSION_ACCEPTED,
			     NULL, w->steady_ms, &l->session[1]) != ERR_OK)
		return;
	l->node[0] = WORLD_STRANGER;
	l->node[1] = node;
	l->open = true;
	random_fill(&w->random.random, noise, n);
	buf_put(&l->flying[0],
	    said != NULL ? buf_bytes(said) : (struct bytes){ noise, n });
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
	struct replica *from = end_of(w, l, side);
	struct bytes out;

	if (from == NULL || still(w, l, side))
		return false;
	out = replica_output(from, l->session[side]);
	if (out.n == 0)
		return false;
	out.n = some(w, out.n);
	if (end_of(w, l, !side) != NULL)
		buf_put(&l->flying[side], out);
	replica_sent(from, l->session[side], out.n);
	return true;
}

static bool bring(struct world *w, struct world_link *l, unsigned side)
{
	struct replica *to = end_of(w, l, !side);
	struct buf *flying = &l->flying[side];
	size_t n;

	if (flying->n == 0 || blocked(w, l, side) || still(w, l, !side) ||
	    !replica_reading(to, l->session[!side]))
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
		if (end_of(w, l, side) == NULL || still(w, l, side) ||
		    !replica_over(end_of(w, l, side), l->session[side]) ||
		    (l->flying[side].n > 0 && !still(w, l, !side)))
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
	size_t first = (size_t)world_roll(w, w->link_count);

	for (size_t i = 0; i < w->link_count; i++) {
		struct world_link *l = &w->links[(first + i) % w->link_count];

		if (l->open && move_link(w, l))
			return true;
	}
	return false;
}
