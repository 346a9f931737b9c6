#include "sync/needs.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "keys/random.h"

#define ROOM_MIN 16

/* ---- by name ---- */

/* Multilinear over 32-bit words, the upper half of the sum: with secret
 * multipliers nobody can choose names that share a bucket. */
static size_t bucket_of(const struct needs *s, const struct digest *root)
{
	uint64_t sum = s->secrets[0];

	for (size_t i = 0; i < DIGEST_BYTES / 4; i++) {
		uint32_t word;

		memcpy(&word, root->b + 4 * i, sizeof(word));
		sum += s->secrets[i + 1] * word;
	}
	return (size_t)(sum >> 32) & (s->room - 1);
}

static void link_up(struct needs *s, struct need *n)
{
	struct need **bucket = &s->buckets[bucket_of(s, &n->root)];

	n->same = *bucket;
	*bucket = n;
}

static void unlink_from(struct needs *s, struct need *n)
{
	struct need **at = &s->buckets[bucket_of(s, &n->root)];

	while (*at != n)
		at = &(*at)->same;
	*at = n->same;
}

struct need *needs_named(
    const struct needs *s, const struct digest *root, const struct need *after)
{
	struct need *n = NULL;

	if (after != NULL)
		n = after->same;
	else if (s->room > 0)
		n = s->buckets[bucket_of(s, root)];
	while (n != NULL && !digest_equal(&n->root, root))
		n = n->same;
	return n;
}

struct need *needs_find(
    const struct needs *s, const struct digest *root, uint64_t total)
{
	struct need *n = needs_named(s, root, NULL);

	while (n != NULL && n->total != total)
		n = needs_named(s, root, n);
	return n;
}

/* ---- by turn: a heap ---- */

enum needs_size needs_size(const struct need *n)
{
	return n->total == 1 ? NEEDS_SMALL : NEEDS_LARGE;
}

static bool is_before(const struct need *a, const struct need *b)
{
	return a->retry != b->retry ? a->retry < b->retry : a->order < b->order;
}

static void set_place(struct needs_queue *q, size_t i, struct need *n)
{
	q->heap[i] = n;
	n->place = i + 1;
}

static void rise(struct needs_queue *q, size_t i, struct need *n)
{
	while (i > 0 && is_before(n, q->heap[(i - 1) / 2])) {
		set_place(q, i, q->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	set_place(q, i, n);
}

static void sink(struct needs_queue *q, size_t i, struct need *n)
{
	for (size_t child; (child = 2 * i + 1) < q->count; i = child) {
		if (child + 1 < q->count &&
		    is_before(q->heap[child + 1], q->heap[child]))
			child++;
		if (!is_before(q->heap[child], n))
			break;
		set_place(q, i, q->heap[child]);
	}
	set_place(q, i, n);
}

static struct needs_queue *queue_of(struct needs *s, const struct need *n)
{
	return &s->queues[needs_size(n)];
}

static void leave_queue(struct needs_queue *q, struct need *n)
{
	size_t i = n->place - 1;
	struct need *last = q->heap[--q->count];

	n->place = 0;
	if (last == n)
		return;
	if (i > 0 && is_before(last, q->heap[(i - 1) / 2]))
		rise(q, i, last);
	else
		sink(q, i, last);
}

struct need *needs_first(const struct needs *s, enum needs_size size)
{
	const struct needs_queue *q = &s->queues[size];

	return q->count > 0 ? q->heap[0] : NULL;
}

struct need *needs_spare(const struct needs *s)
{
	for (int i = 0; i < NEEDS_SIZES; i++) {
		const struct needs_queue *q = &s->queues[i];

		/* Of the last places: none comes after it. */
		if (q->count > 0 && q->heap[q->count - 1]->retry != 0)
			return q->heap[q->count - 1];
	}
	return NULL;
}

void needs_begin(struct needs *s, struct need *n)
{
	must(n->place > 0);
	leave_queue(queue_of(s, n), n);
}

void needs_wait(struct needs *s, struct need *n, int64_t retry)
{
	struct needs_queue *q = queue_of(s, n);

	if (n->place > 0)
		leave_queue(q, n);
	n->retry = retry;
	rise(q, q->count++, n);
}

void needs_wake(struct needs *s, int64_t now)
{
	for (int k = 0; k < NEEDS_SIZES; k++) {
		struct needs_queue *q = &s->queues[k];

		for (size_t i = 0; i < q->count; i++)
			q->heap[i]->retry = now;
		for (size_t i = q->count / 2; i-- > 0;)
			sink(q, i, q->heap[i]);
	}
}

/* ---- life ---- */

void needs_init(struct needs *s, struct random *r)
{
	memset(s, 0, sizeof(*s));
	random_fill(r, (uint8_t *)s->secrets, sizeof(s->secrets));
}

void needs_fini(struct needs *s)
{
	must(s->count == 0);
	for (int i = 0; i < NEEDS_SIZES; i++)
		mem_free(s->queues[i].heap);
	mem_free(s->buckets);
	mem_free(s->all);
	memset(s, 0, sizeof(*s));
}

static void grow(struct needs *s)
{
	s->room = s->room == 0 ? ROOM_MIN : 2 * s->room;
	s->all = mem_resize(s->all, s->room * sizeof(struct need *));
	for (int i = 0; i < NEEDS_SIZES; i++)
		s->queues[i].heap = mem_resize(
		    s->queues[i].heap, s->room * sizeof(struct need *));
	mem_free(s->buckets);
	s->buckets = mem_new_array(s->room, sizeof(struct need *));
	for (size_t i = 0; i < s->count; i++)
		link_up(s, s->all[i]);
}

void needs_put(struct needs *s, struct need *n)
{
	must(n->total > 0 && needs_find(s, &n->root, n->total) == NULL);
	if (s->count == s->room)
		grow(s);
	n->at = s->count;
	n->order = ++s->orders;
	n->place = 0;
	s->all[s->count++] = n;
	link_up(s, n);
	needs_wait(s, n, 0);
}

void needs_take(struct needs *s, struct need *n)
{
	struct need *last = s->all[--s->count];

	if (n->place > 0)
		leave_queue(queue_of(s, n), n);
	unlink_from(s, n);
	s->all[n->at] = last;
	last->at = n->at;
}
