#include "node/http_route.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

static const char *const methods[] = {
	[HTTP_METHOD_GET] = "GET",
	[HTTP_METHOD_POST] = "POST",
	[HTTP_METHOD_PUT] = "PUT",
	[HTTP_METHOD_DELETE] = "DELETE",
};

const char *http_route_method(enum http_method method)
{
	return methods[method];
}

/* ---- segments ---- */

/* Cut the segment behind the leading "/" off @path; false at the end. */
static bool next_segment(struct bytes *path, struct bytes *segment)
{
	const uint8_t *end;

	if (path->n == 0)
		return false;
	*path = bytes_part(*path, 1, path->n - 1);
	end = path->n == 0 ? NULL : memchr(path->p, '/', path->n);
	*segment = bytes_part(
	    *path, 0, end == NULL ? path->n : (size_t)(end - path->p));
	*path = bytes_part(*path, segment->n, path->n - segment->n);
	return true;
}

static bool is_name(struct bytes segment)
{
	return segment.n > 2 && segment.p[0] == '{' &&
	       segment.p[segment.n - 1] == '}';
}

static bool matches(const char *pattern, struct bytes path)
{
	struct bytes left = bytes_text(pattern), want, have;

	while (next_segment(&left, &want)) {
		if (!next_segment(&path, &have))
			return false;
		if (is_name(want) ? have.n == 0 : !bytes_equal(want, have))
			return false;
	}
	return path.n == 0;
}

enum http_route_answer http_route_find(const struct http_route *routes,
    size_t count, const char *method, struct bytes path,
    const struct http_route **out)
{
	enum http_route_answer answer = HTTP_ROUTE_NO_PATH;

	for (size_t i = 0; i < count; i++) {
		if (!matches(routes[i].pattern, path))
			continue;
		answer = HTTP_ROUTE_NO_METHOD;
		if (strcmp(methods[routes[i].method], method) == 0) {
			*out = &routes[i];
			return HTTP_ROUTE_FOUND;
		}
	}
	return answer;
}

/* ---- escapes ---- */

static uint8_t nibble(uint8_t c)
{
	if (c <= '9')
		return (uint8_t)(c - '0');
	return (uint8_t)((c | 0x20) - 'a' + 10);
}

/* Escapes are whole: http_strict_check() has seen to it. */
static void undo(struct buf *out, struct bytes in, bool plus)
{
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '%' && in.n - i >= 3) {
			buf_put_byte(out, (uint8_t)(nibble(in.p[i + 1]) << 4 |
						    nibble(in.p[i + 2])));
			i += 2;
		} else {
			buf_put_byte(
			    out, plus && in.p[i] == '+' ? ' ' : in.p[i]);
		}
	}
}

static const char *undone(struct arena *a, struct bytes in, bool plus)
{
	struct buf b = { 0 };
	const char *text;

	undo(&b, in, plus);
	text = arena_text(a, buf_bytes(&b));
	buf_fini(&b);
	return text;
}

bool http_route_is_utf8(struct bytes escaped)
{
	struct buf b = { 0 };
	bool good;

	undo(&b, escaped, false);
	good = text_is_utf8(buf_bytes(&b));
	buf_fini(&b);
	return good;
}

const char *http_route_segment(
    struct arena *a, const char *pattern, struct bytes path, const char *name)
{
	struct bytes left = bytes_text(pattern), want, have;

	while (next_segment(&left, &want) && next_segment(&path, &have)) {
		if (is_name(want) &&
		    bytes_equal(
			bytes_part(want, 1, want.n - 2), bytes_text(name)))
			return undone(a, have, false);
	}
	return NULL;
}

const char *http_route_query(
    struct arena *a, struct bytes query, const char *name)
{
	while (query.n > 0) {
		const uint8_t *end = memchr(query.p, '&', query.n);
		size_t n = end == NULL ? query.n : (size_t)(end - query.p);
		struct bytes pair = bytes_part(query, 0, n);
		const uint8_t *is = n == 0 ? NULL : memchr(pair.p, '=', n);
		size_t key = is == NULL ? n : (size_t)(is - pair.p);

		if (strcmp(undone(a, bytes_part(pair, 0, key), true), name) ==
		    0) {
			size_t from = is == NULL ? n : key + 1;

			return undone(
			    a, bytes_part(pair, from, n - from), true);
		}
		n += end != NULL;
		query = bytes_part(query, n, query.n - n);
	}
	return NULL;
}
