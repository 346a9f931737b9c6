#include "node/rate.h"

#include "base/mem.h"

#define UNIT 1000 /* thousandths, so that a millisecond adds whole numbers */

struct bucket {
	struct digest who;
	int64_t left; /* in UNITs */
	int64_t at_ms;
};

struct rate {
	int64_t per_second, burst;
	size_t count;
	struct bucket buckets[RATE_PLACES_MAX];
};

struct rate *rate_new(unsigned per_second, unsigned burst)
{
	struct rate *r = mem_new(sizeof(*r));

	must(per_second > 0 && burst > 0);
	r->per_second = per_second;
	r->burst = burst;
	return r;
}

void rate_free(struct rate *r)
{
	mem_free(r);
}

static void fill(const struct rate *r, struct bucket *b, int64_t now_ms)
{
	int64_t gained = (now_ms - b->at_ms) * r->per_second;

	if (now_ms <= b->at_ms)
		return;
	b->at_ms = now_ms;
	b->left += gained;
	if (gained > r->burst * UNIT || b->left > r->burst * UNIT)
		b->left = r->burst * UNIT;
}

static struct bucket *find(struct rate *r, const struct digest *who)
{
	for (size_t i = 0; i < r->count; i++)
		if (digest_equal(&r->buckets[i].who, who))
			return &r->buckets[i];
	return NULL;
}

static struct bucket *place(
    struct rate *r, const struct digest *who, int64_t now_ms)
{
	struct bucket *b = &r->buckets[0];

	if (r->count < RATE_PLACES_MAX) {
		b = &r->buckets[r->count++];
	} else {
		for (size_t i = 1; i < r->count; i++)
			if (r->buckets[i].at_ms < b->at_ms)
				b = &r->buckets[i];
	}
	*b = (struct bucket){ *who, r->burst * UNIT, now_ms };
	return b;
}

bool rate_take(
    struct rate *r, const struct digest *who, int64_t now_ms, unsigned *retry_s)
{
	struct bucket *b = find(r, who);

	if (b == NULL)
		b = place(r, who, now_ms);
	fill(r, b, now_ms);
	if (b->left >= UNIT) {
		b->left -= UNIT;
		return true;
	}
	*retry_s = (unsigned)((UNIT - b->left) / (r->per_second * UNIT) + 1);
	return false;
}
