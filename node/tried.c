#include "node/tried.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

struct place {
	struct digest id;
	int64_t delay_ms; /* between the last two tries; 0: it was done */
	int64_t retry_ms;
};

struct tried {
	size_t count;
	bool crowded;
	int64_t say_ms; /* when it is told singly again */
	size_t said;    /* since */
	uint64_t unsaid;
	struct buf settled; /* bits */
	struct place places[TRIED_MAX];
};

struct tried *tried_new(void)
{
	return mem_new(sizeof(struct tried));
}

void tried_free(struct tried *t)
{
	if (t == NULL)
		return;
	buf_fini(&t->settled);
	mem_free(t);
}

static const struct place *find(const struct tried *t, const struct digest *id)
{
	for (size_t i = 0; i < t->count; i++) {
		if (digest_equal(&t->places[i].id, id))
			return &t->places[i];
	}
	return NULL;
}

static struct place *soonest(struct tried *t)
{
	struct place *out = &t->places[0];

	for (size_t i = 0; i < t->count; i++) {
		if (t->places[i].retry_ms < out->retry_ms)
			out = &t->places[i];
	}
	return out;
}

/* Its own, a free one, or another's. */
static struct place *place_of(
    struct tried *t, const struct digest *id, int64_t now)
{
	const struct place *own = find(t, id);
	struct place *out;

	if (own != NULL)
		return &t->places[own - t->places];
	if (t->count < TRIED_MAX) {
		out = &t->places[t->count++];
	} else {
		out = soonest(t);
		if (out->retry_ms > now)
			t->crowded = true;
	}
	*out = (struct place){ .id = *id };
	return out;
}

bool tried_failed(struct tried *t, const struct digest *id, int64_t now)
{
	struct place *p = place_of(t, id, now);
	bool first = p->delay_ms == 0;

	p->delay_ms = first ? TRIED_MS : 2 * p->delay_ms;
	if (p->delay_ms > TRIED_MS_MAX)
		p->delay_ms = TRIED_MS_MAX;
	p->retry_ms = now + p->delay_ms;
	return first;
}

void tried_done(struct tried *t, const struct digest *id, int64_t now)
{
	struct place *p = place_of(t, id, now);

	p->delay_ms = 0;
	p->retry_ms = now + TRIED_MS;
}

int64_t tried_until(const struct tried *t, const struct digest *id, int64_t now)
{
	const struct place *p = find(t, id);

	return p != NULL && p->retry_ms > now ? p->retry_ms : 0;
}

bool tried_was_crowded(struct tried *t)
{
	bool was = t->crowded;

	t->crowded = false;
	return was;
}

void tried_settle(struct tried *t, size_t at)
{
	struct buf *bits = &t->settled;

	if (bits->n <= at / 8) {
		size_t more = at / 8 + 1 - bits->n;

		memset(buf_extend(bits, more), 0, more);
	}
	bits->p[at / 8] = (uint8_t)(bits->p[at / 8] | 1u << at % 8);
}

bool tried_is_settled(const struct tried *t, size_t at)
{
	return at / 8 < t->settled.n &&
	       (t->settled.p[at / 8] >> (at % 8) & 1) != 0;
}

bool tried_may_say(struct tried *t, int64_t now, uint64_t *unsaid)
{
	if (now >= t->say_ms) {
		t->say_ms = now + TRIED_SAY_MS;
		t->said = 0;
	}
	if (t->said >= TRIED_SAY_MAX) {
		t->unsaid++;
		return false;
	}
	t->said++;
	*unsaid = t->unsaid;
	t->unsaid = 0;
	return true;
}
