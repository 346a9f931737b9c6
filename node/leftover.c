#include "node/leftover.h"

#include <string.h>

#include "base/mem.h"

struct place {
	int64_t at_ms;
	bool over; /* gives way: its owner has too many */
	struct digest owner;
	size_t count;
	struct digest *roots; /* owned */
};

struct leftover {
	size_t count; /* oldest first; one more than may stay */
	struct place places[LEFTOVER_PLACES_MAX + 1];
};

struct leftover *leftover_new(void)
{
	return mem_new(sizeof(struct leftover));
}

static void take_out(struct leftover *l, size_t i)
{
	mem_free(l->places[i].roots);
	memmove(&l->places[i], &l->places[i + 1],
	    (l->count - i - 1) * sizeof(l->places[0]));
	l->count--;
}

void leftover_free(struct leftover *l)
{
	while (l != NULL && l->count > 0)
		take_out(l, l->count - 1);
	mem_free(l);
}

/* The oldest of an owner who has more than may be. */
static void mark_over(struct leftover *l, const struct digest *owner)
{
	struct place *oldest = NULL;
	size_t n = 0;

	for (size_t i = l->count; i-- > 0;) {
		if (l->places[i].over ||
		    !digest_equal(&l->places[i].owner, owner))
			continue;
		oldest = &l->places[i];
		n++;
	}
	if (n > LEFTOVER_OWNER_MAX)
		oldest->over = true;
}

void leftover_put(struct leftover *l, const struct digest *owner,
    const struct leftover_objects *o, int64_t now_ms)
{
	struct place *p;

	if (o->count == 0)
		return;
	must(l->count <= LEFTOVER_PLACES_MAX && o->count <= ACT_VAULT_MAX);
	p = &l->places[l->count++];
	*p = (struct place){ .at_ms = now_ms,
		.owner = *owner,
		.count = o->count,
		.roots = mem_new_array(o->count, sizeof(o->roots[0])) };
	memcpy(p->roots, o->roots, o->count * sizeof(o->roots[0]));
	mark_over(l, owner);
}

static bool names_any(const struct act *act, const struct place *p)
{
	for (size_t i = 0; i < act->vault_count; i++) {
		for (size_t k = 0; k < p->count; k++) {
			if (digest_equal(&act->vault[i].root, &p->roots[k]))
				return true;
		}
	}
	return false;
}

void leftover_keep(struct leftover *l, const struct act *act)
{
	for (size_t i = l->count; i-- > 0;) {
		if (names_any(act, &l->places[i]))
			take_out(l, i);
	}
}

bool leftover_take(
    struct leftover *l, int64_t now_ms, struct leftover_objects *out)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct place *p = &l->places[i];

		if (!p->over && now_ms - p->at_ms < LEFTOVER_MS &&
		    (i > 0 || l->count <= LEFTOVER_PLACES_MAX))
			continue;
		out->count = p->count;
		memcpy(out->roots, p->roots, p->count * sizeof(p->roots[0]));
		take_out(l, i);
		return true;
	}
	return false;
}
