#include "node/states.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ASIDE_LEAST 256
#define ASIDE_SHARE 8 /* of all, before it is merged */

struct one {
	int64_t key;
	uint32_t state;
	uint32_t order; /* aside: which was put later */
};

struct states {
	struct one *sorted, *aside; /* owned; .sorted by key, each once */
	size_t count, room;
	size_t aside_count, aside_room;
};

struct states *states_new(void)
{
	struct states *s = mem_new(sizeof(*s));

	*s = (struct states){ .count = 0 };
	return s;
}

void states_free(struct states *s)
{
	if (s == NULL)
		return;
	mem_free(s->sorted);
	mem_free(s->aside);
	mem_free(s);
}

/* ---- merging ---- */

static int compare(const void *a, const void *b)
{
	const struct one *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Of each case what was put last; how many are left. */
static size_t keep_last(struct one *list, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (i + 1 == count || list[i + 1].key != list[i].key)
			list[kept++] = list[i];
	return kept;
}

static struct one *make_room(struct one *list, size_t *room, size_t count)
{
	if (count <= *room)
		return list;
	*room = 2 * count;
	return mem_resize(list, *room * sizeof(*list));
}

/* From the end, in place: the larger of both ends goes behind. */
static void merge(struct states *s)
{
	size_t n, old = s->count, left, at;

	if (s->aside_count == 0)
		return;
	qsort(s->aside, s->aside_count, sizeof(*s->aside), compare);
	left = n = keep_last(s->aside, s->aside_count);
	s->sorted = make_room(s->sorted, &s->room, old + n);
	at = old + n;
	while (left > 0) {
		const struct one *put = &s->aside[left - 1];

		if (old > 0 && s->sorted[old - 1].key > put->key) {
			s->sorted[--at] = s->sorted[--old];
			continue;
		}
		if (old > 0 && s->sorted[old - 1].key == put->key)
			old--; /* said anew */
		s->sorted[--at] = *put;
		left--;
	}
	/* What was said anew left a gap between both parts. */
	if (at > old)
		memmove(&s->sorted[old], &s->sorted[at],
		    (s->count + n - at) * sizeof(*s->sorted));
	s->count = s->count + n - (at - old);
	s->aside_count = 0;
}

void states_put(struct states *s, int64_t key, enum machine_state state)
{
	s->aside = make_room(s->aside, &s->aside_room, s->aside_count + 1);
	s->aside[s->aside_count] =
	    (struct one){ key, (uint32_t)state, (uint32_t)s->aside_count };
	s->aside_count++;
	if (s->aside_count >= ASIDE_LEAST &&
	    s->aside_count >= s->count / ASIDE_SHARE)
		merge(s);
}

/* ---- asking ---- */

/* How many have a smaller key. */
static size_t rank(struct states *s, int64_t key)
{
	size_t low = 0, high;

	merge(s);
	high = s->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->sorted[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum machine_state states_get(struct states *s, int64_t key)
{
	size_t at = rank(s, key);

	return at < s->count && s->sorted[at].key == key
		   ? (enum machine_state)s->sorted[at].state
		   : MACHINE_NONE;
}

bool states_before(struct states *s, uint32_t mask, int64_t *key)
{
	for (size_t at = rank(s, *key); at > 0; at--) {
		if ((mask & (1u << s->sorted[at - 1].state)) == 0)
			continue;
		*key = s->sorted[at - 1].key;
		return true;
	}
	return false;
}

size_t states_count(struct states *s)
{
	merge(s);
	return s->count;
}
