#include "node/http_body.h"

#include <string.h>

uint64_t http_body_deadline_ms(const struct http_body *b)
{
	return b->since_ms + HTTP_BODY_MS_MIN +
	       b->bytes * 1000 / HTTP_BODY_RATE_MIN;
}

/* Bytes a second so far. */
static uint64_t rate(const struct http_body *b, uint64_t now_ms)
{
	uint64_t ms = now_ms > b->since_ms ? now_ms - b->since_ms : 1;

	return b->got * 1000 / ms;
}

bool http_body_is_slow(const struct http_body *b, uint64_t now_ms)
{
	return b->got < b->bytes && now_ms >= b->since_ms + HTTP_BODY_FAIR_MS &&
	       rate(b, now_ms) < HTTP_BODY_FAIR_RATE;
}

static bool is_large(const struct http_body *b)
{
	return b->bytes > HTTP_BODY_LARGE_BYTES;
}

static uint64_t sum(size_t count, const struct http_body *const *all,
    const struct digest *owner)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < count; i++) {
		if (is_large(all[i]) &&
		    (owner == NULL || digest_equal(&all[i]->owner, owner)))
			bytes += all[i]->bytes;
	}
	return bytes;
}

/* Of those that do not go yet; @count when none is slow. */
static size_t slowest(size_t count, const struct http_body *const *all,
    uint64_t now_ms, const bool *goes)
{
	size_t best = count;

	for (size_t i = 0; i < count; i++) {
		if (goes[i] || !is_large(all[i]) ||
		    !http_body_is_slow(all[i], now_ms))
			continue;
		if (best == count ||
		    rate(all[i], now_ms) < rate(all[best], now_ms))
			best = i;
	}
	return best;
}

enum http_body_answer http_body_judge(const struct http_body *b, size_t count,
    const struct http_body *const *all, uint64_t now_ms, bool *goes)
{
	uint64_t own, total = sum(count, all, NULL);

	memset(goes, 0, count * sizeof(*goes));
	if (!is_large(b))
		return HTTP_BODY_FITS;
	own = sum(count, all, &b->owner);
	if (own > 0 && own + b->bytes > HTTP_BODY_EACH_BYTES)
		return HTTP_BODY_SHARE;
	while (total > 0 && total + b->bytes > HTTP_BODY_ALL_BYTES) {
		size_t i = slowest(count, all, now_ms, goes);

		if (i == count) {
			memset(goes, 0, count * sizeof(*goes));
			return HTTP_BODY_FULL;
		}
		goes[i] = true;
		total -= all[i]->bytes;
	}
	return HTTP_BODY_FITS;
}
