/*
 * Request heads and bodies: no input crashes, hangs or is kept beyond limits,
 * and how the bytes are cut changes nothing.
 */
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "node/http_parse.h"

#define BODY_BYTES_MAX (1u << 20)
#define REQUESTS_MAX   64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Everything that a run of requests says, for comparison. */
static void note(
    struct buf *out, const struct http_parse *p, enum http_parse_step step)
{
	const struct http_parse_request *r = http_parse_get(p);

	if (step == HTTP_PARSE_REFUSED) {
		buf_print(out, "refused %s\n",
		    http_strict_name(http_parse_verdict(p)));
		return;
	}
	buf_print(out, "%s %zu ", r->method, r->header_count);
	buf_put(out, r->path);
	buf_put_byte(out, '?');
	buf_put(out, r->query);
	for (size_t i = 0; i < r->header_count; i++) {
		buf_put(out, r->headers[i].name);
		buf_put_byte(out, ':');
		buf_put(out, r->headers[i].value);
	}
	must(r->body.n == r->content_length);
	buf_put(out, r->body);
}

/* False when nothing follows. */
static bool one(
    struct buf *out, const uint8_t **at, const uint8_t *end, size_t piece)
{
	struct http_parse *p = http_parse_new(NULL);
	enum http_parse_step step = HTTP_PARSE_MORE;
	bool again = false;

	for (;;) {
		size_t left = (size_t)(end - *at), used;
		size_t n = left < piece ? left : piece;

		step = http_parse_feed(p, (struct bytes){ *at, n }, &used);
		must(used <= n);
		*at += used;
		if (step == HTTP_PARSE_HEAD &&
		    http_parse_get(p)->content_length > BODY_BYTES_MAX)
			break;
		if (step == HTTP_PARSE_DONE || step == HTTP_PARSE_REFUSED) {
			note(out, p, step);
			again = step == HTTP_PARSE_DONE;
			break;
		}
		if (step == HTTP_PARSE_MORE && *at == end)
			break;
	}
	http_parse_free(p);
	return again;
}

static void all(struct buf *out, const uint8_t *data, size_t size, size_t piece)
{
	const uint8_t *at = data;

	for (int i = 0; i < REQUESTS_MAX && at < data + size; i++) {
		if (!one(out, &at, data + size, piece))
			return;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = { 0 }, pieces = { 0 };

	all(&whole, data, size, SIZE_MAX);
	all(&pieces, data, size, size > 0 ? 1 + data[0] % 16 : 1);
	/* A head that is bad in two ways may be told by either, early or late;
	 * what was taken is the same. */
	if (whole.n < 8 || memmem(whole.p, whole.n, "refused", 7) == NULL)
		must(bytes_equal(buf_bytes(&whole), buf_bytes(&pieces)));
	buf_fini(&whole);
	buf_fini(&pieces);
	return 0;
}
