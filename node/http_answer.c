#include "node/http_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/mem.h"
#include "node/http.h"
#include "node/problem.h"
#include "schema/json.h"
#include "schema/value.h"

#define JSON_CONTENT_TYPE "application/json; charset=utf-8"

/* RFC 9110 section 5.6.7; written out, for the names of a locale are none. */
static void put_date(struct buf *out, int64_t seconds)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)seconds;
	struct tm tm;

	must(gmtime_r(&t, &tm) != NULL);
	buf_print(out, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n",
	    &days[(size_t)3 * (size_t)tm.tm_wday], tm.tm_mday,
	    &months[(size_t)3 * (size_t)tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* One of the extra lines begins so. */
static bool has_line(struct bytes extra, const char *name)
{
	return extra.n > 0 &&
	       memmem(extra.p, extra.n, name, strlen(name)) != NULL;
}

void http_answer_format(
    struct buf *out, const struct http_answer_head *head, struct bytes body)
{
	bool bare = head->status == 204 || head->status == 304;

	buf_print(out, "HTTP/1.1 %d %s\r\n", head->status,
	    problem_phrase(head->status));
	put_date(out, head->seconds);
	if (!bare) {
		if (head->content_type != NULL)
			buf_print(
			    out, "Content-Type: %s\r\n", head->content_type);
		buf_print(out, "Content-Length: %zu\r\n", body.n);
	}
	buf_put_text(out, "X-Content-Type-Options: nosniff\r\n");
	if (!has_line(head->extra, "Cache-Control: "))
		buf_put_text(out, "Cache-Control: no-store\r\n");
	if (head->status == 401) /* RFC 9110 section 15.5.2 */
		buf_put_text(
		    out, "WWW-Authenticate: Bearer realm=\"tongban\"\r\n");
	buf_put(out, head->extra);
	if (!head->keeps_alive)
		buf_put_text(out, "Connection: close\r\n");
	buf_put_text(out, "\r\n");
	if (!bare)
		buf_put(out, body);
}

void http_answer_format_problem(struct buf *out, const struct problem *p)
{
	struct arena *a = arena_new();

	json_format(out, problem_value(a, p), JSON_STYLE_COMPACT);
	buf_put_byte(out, '\n');
	arena_free(a);
}

void http_answer_text(struct http_request *request, int status,
    const char *content_type, const char *text)
{
	http_answer(request, status, content_type, bytes_text(text));
}

void http_answer_value(
    struct http_request *request, int status, const struct value *v)
{
	struct buf body = { .kind = BUF_WIPED };

	json_format(&body, v, JSON_STYLE_COMPACT);
	buf_put_byte(&body, '\n');
	http_answer(request, status, JSON_CONTENT_TYPE, buf_bytes(&body));
	buf_fini(&body);
}

void http_answer_problem(struct http_request *request, const struct problem *p)
{
	struct buf body = { 0 };

	http_answer_format_problem(&body, p);
	http_answer(request, p->status, PROBLEM_CONTENT_TYPE, buf_bytes(&body));
	buf_fini(&body);
}
