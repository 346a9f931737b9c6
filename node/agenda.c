#include "node/agenda.h"

#include <string.h>

#include "base/mem.h"

#define EMPTY      SIZE_MAX
#define ROOM_LEAST 64

struct item {
	struct digest id;
	int64_t at;
	size_t slot; /* in the table */
};

/* The table is open: a case's slot holds where it stands in the heap.  It has
 * twice the room of the heap, so that a free slot is never far. */
struct agenda {
	struct item *heap; /* owned */
	size_t *slots;     /* owned; EMPTY or a place in .heap */
	size_t count, room;
};

/* ---- the table ---- */

static size_t table_room(const struct agenda *a)
{
	size_t room = 2 * a->room;

	must(room > 0);
	return room;
}

/* Ids are digests: any of their bytes are as good as drawn. */
static size_t home_of(const struct agenda *a, const struct digest *id)
{
	uint64_t n;

	memcpy(&n, id->b, sizeof(n));
	return (size_t)(n % table_room(a));
}

static size_t next_slot(const struct agenda *a, size_t slot)
{
	return slot + 1 == table_room(a) ? 0 : slot + 1;
}

/* Its slot, or the free one where it would be. */
static size_t find(const struct agenda *a, const struct digest *id)
{
	size_t slot = home_of(a, id);

	while (a->slots[slot] != EMPTY &&
	       !digest_equal(&a->heap[a->slots[slot]].id, id))
		slot = next_slot(a, slot);
	return slot;
}

/* Those behind it that would not be found over the hole move up. */
static void free_slot(struct agenda *a, size_t hole)
{
	size_t slot = next_slot(a, hole), home;

	a->slots[hole] = EMPTY;
	for (; a->slots[slot] != EMPTY; slot = next_slot(a, slot)) {
		home = home_of(a, &a->heap[a->slots[slot]].id);
		/* Does its way from home to here pass the hole? */
		if (hole <= slot ? home > hole && home <= slot
				 : home > hole || home <= slot)
			continue;
		a->slots[hole] = a->slots[slot];
		a->heap[a->slots[hole]].slot = hole;
		a->slots[slot] = EMPTY;
		hole = slot;
	}
}

/* ---- the heap ---- */

static void place(struct agenda *a, size_t i, struct item item)
{
	a->heap[i] = item;
	a->slots[item.slot] = i;
}

static void rise(struct agenda *a, size_t i)
{
	struct item item = a->heap[i];

	while (i > 0 && a->heap[(i - 1) / 2].at > item.at) {
		place(a, i, a->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	place(a, i, item);
}

static void sink(struct agenda *a, size_t i)
{
	struct item item = a->heap[i];
	size_t child;

	while ((child = 2 * i + 1) < a->count) {
		if (child + 1 < a->count &&
		    a->heap[child + 1].at < a->heap[child].at)
			child++;
		if (a->heap[child].at >= item.at)
			break;
		place(a, i, a->heap[child]);
		i = child;
	}
	place(a, i, item);
}

static void make_room(struct agenda *a, size_t room)
{
	struct item *heap = mem_new_array(room, sizeof(*heap));

	if (a->count > 0)
		memcpy(heap, a->heap, a->count * sizeof(*heap));
	mem_free(a->heap);
	mem_free(a->slots);
	a->heap = heap;
	a->room = room;
	a->slots = mem_new_array(table_room(a), sizeof(*a->slots));
	for (size_t i = 0; i < table_room(a); i++)
		a->slots[i] = EMPTY;
	for (size_t i = 0; i < a->count; i++) {
		size_t slot = home_of(a, &heap[i].id);

		while (a->slots[slot] != EMPTY)
			slot = next_slot(a, slot);
		a->slots[slot] = i;
		heap[i].slot = slot;
	}
}

static void take_out(struct agenda *a, size_t slot)
{
	size_t i = a->slots[slot];

	free_slot(a, slot);
	a->count--;
	if (i == a->count)
		return;
	place(a, i, a->heap[a->count]);
	rise(a, i);
	sink(a, i);
}

/* ---- ---- */

struct agenda *agenda_new(void)
{
	struct agenda *a = mem_new(sizeof(*a));

	make_room(a, ROOM_LEAST);
	return a;
}

void agenda_free(struct agenda *a)
{
	if (a == NULL)
		return;
	mem_free(a->heap);
	mem_free(a->slots);
	mem_free(a);
}

void agenda_put(struct agenda *a, const struct digest *id, int64_t at)
{
	size_t slot = find(a, id), i = a->slots[slot];

	if (at == AGENDA_NEVER) {
		if (i != EMPTY)
			take_out(a, slot);
		return;
	}
	if (i == EMPTY) {
		if (a->count == a->room) {
			make_room(a, 2 * a->room);
			slot = find(a, id);
		}
		i = a->count++;
		place(a, i, (struct item){ *id, at, slot });
	}
	a->heap[i].at = at;
	rise(a, i);
	sink(a, a->slots[slot]);
}

bool agenda_first(const struct agenda *a, int64_t now, struct digest *out)
{
	if (a->count == 0 || a->heap[0].at > now)
		return false;
	*out = a->heap[0].id;
	return true;
}

int64_t agenda_next(const struct agenda *a)
{
	return a->count > 0 ? a->heap[0].at : AGENDA_NEVER;
}

size_t agenda_count(const struct agenda *a)
{
	return a->count;
}

/* The places whose time has come are a top of the heap: walk it, without a
 * stack, from each to its first child, else to the next that is not below. */
size_t agenda_come(const struct agenda *a, int64_t now, size_t most)
{
	size_t found = 0, i = 0;

	while (found < most) {
		if (i < a->count && a->heap[i].at <= now) {
			found++;
			i = 2 * i + 1;
			continue;
		}
		while (i > 0 && i % 2 == 0) /* a second child: up */
			i = (i - 1) / 2;
		if (i == 0)
			break;
		i++; /* its brother */
	}
	return found;
}
