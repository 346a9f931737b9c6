#include "schema/wrap_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/guard.h"

#define TAIL_MAX 256
#define ROOM_MIN 64

static int compare(const void *x, const void *y)
{
	const struct wrap_id *a = x;
	const struct wrap_id *b = y;

	if (a->generation != b->generation)
		return a->generation < b->generation ? -1 : 1;
	return strcmp(a->node, b->node);
}

static bool holds(const struct wrap_book *b, const struct wrap_id *w)
{
	for (size_t i = b->sorted; i < b->count; i++)
		if (compare(&b->items[i], w) == 0)
			return true;
	return b->sorted > 0 &&
	       bsearch(w, b->items, b->sorted, sizeof(*w), compare) != NULL;
}

/* From behind, so that each item moves once. */
static void merge(struct wrap_book *b)
{
	struct wrap_id tail[TAIL_MAX];
	size_t left = b->sorted, right = b->count - b->sorted;

	memcpy(tail, b->items + b->sorted, right * sizeof(*tail));
	qsort(tail, right, sizeof(*tail), compare);
	while (right > 0) {
		bool is_old = left > 0 && compare(&b->items[left - 1],
					      &tail[right - 1]) > 0;
		struct wrap_id *to = &b->items[left + right - 1];

		*to = is_old ? b->items[--left] : tail[--right];
	}
	b->sorted = b->count;
}

static void grow(struct wrap_book *b, struct arena *a)
{
	size_t room = b->room == 0 ? ROOM_MIN : 2 * b->room;
	struct wrap_id *items = arena_take_array(a, room, sizeof(*items));

	if (b->count > 0)
		memcpy(items, b->items, b->count * sizeof(*items));
	b->items = items;
	b->room = room;
}

/* An escrow's node is "", which is no node's name. */
static void add(struct wrap_book *b, struct arena *a, const struct wrap_id *w)
{
	if (holds(b, w))
		return;
	if (b->count == b->room)
		grow(b, a);
	b->items[b->count++] = *w;
	if (b->count - b->sorted == TAIL_MAX)
		merge(b);
}

void wrap_book_read(struct wrap_book *b, struct arena *a,
    const struct guard_applied *applied, size_t count)
{
	for (; b->read < count; b->read++) {
		const struct act *act = applied[b->read].act;
		struct wrap_id w;

		for (size_t i = 0; i < act->vault_count; i++)
			if (wrap_id_parse(&w, act->vault[i].id))
				add(b, a, &w);
	}
}

bool wrap_book_has(
    const struct wrap_book *b, const char *node, uint32_t generation)
{
	struct wrap_id w = { .generation = generation };

	if (node != NULL && strlen(node) >= sizeof(w.node))
		return false; /* no node's name */
	if (node != NULL)
		memcpy(w.node, node, strlen(node));
	return holds(b, &w);
}
