#include "node/http_parse.h"

#include <http_parser.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

struct http_parse {
	const struct http_strict_hosts *hosts; /* borrowed */
	http_parser parser;
	struct buf head; /* owned; does not move once it is complete */
	struct buf body; /* owned */
	struct bytes target;
	struct http_parse_request request;
	enum http_strict verdict;
	enum state {
		STATE_HEAD,
		STATE_BODY,
		STATE_DONE,
		STATE_REFUSED,
	} state;
	bool complete; /* http-parser says so */
};

/* ---- what http-parser tells; the whole head comes in one piece ---- */

static int on_url(http_parser *parser, const char *at, size_t n)
{
	struct http_parse *p = parser->data;

	if (p->target.p != NULL)
		return -1;
	p->target = (struct bytes){ (const uint8_t *)at, n };
	return 0;
}

static int on_field(http_parser *parser, const char *at, size_t n)
{
	struct http_parse *p = parser->data;

	if (p->request.header_count == HTTP_STRICT_HEADERS_MAX)
		return -1;
	p->request.headers[p->request.header_count++].name =
	    (struct bytes){ (const uint8_t *)at, n };
	return 0;
}

static int on_value(http_parser *parser, const char *at, size_t n)
{
	struct http_parse *p = parser->data;
	struct http_parse_header *h;

	while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t'))
		n--;
	if (p->request.header_count == 0)
		return -1;
	h = &p->request.headers[p->request.header_count - 1];
	if (h->value.p != NULL)
		return -1; /* a second piece: not from one unfolded line */
	h->value = (struct bytes){ (const uint8_t *)at, n };
	return 0;
}

static int on_headers(http_parser *parser)
{
	struct http_parse *p = parser->data;

	p->request.keeps_alive = http_should_keep_alive(parser) != 0;
	return 0;
}

static int on_body(http_parser *parser, const char *at, size_t n)
{
	struct http_parse *p = parser->data;

	buf_put(&p->body, (struct bytes){ (const uint8_t *)at, n });
	return 0;
}

static int on_complete(http_parser *parser)
{
	struct http_parse *p = parser->data;

	p->complete = true;
	/* What follows is another request: stop here. */
	http_parser_pause(parser, 1);
	return 0;
}

static const http_parser_settings settings = {
	.on_url = on_url,
	.on_header_field = on_field,
	.on_header_value = on_value,
	.on_headers_complete = on_headers,
	.on_body = on_body,
	.on_message_complete = on_complete,
};

/* ---- life ---- */

struct http_parse *http_parse_new(const struct http_strict_hosts *hosts)
{
	struct http_parse *p = mem_new(sizeof(*p));

	p->hosts = hosts;
	p->head.kind = BUF_WIPED; /* tokens, and what people hand in */
	p->body.kind = BUF_WIPED;
	http_parser_init(&p->parser, HTTP_REQUEST);
	p->parser.data = p;
	return p;
}

void http_parse_free(struct http_parse *p)
{
	if (p == NULL)
		return;
	buf_fini(&p->head);
	buf_fini(&p->body);
	mem_free(p);
}

/* ---- feeding ---- */

static enum http_parse_step refuse(
    struct http_parse *p, enum http_strict verdict)
{
	p->verdict = verdict;
	p->state = STATE_REFUSED;
	return HTTP_PARSE_REFUSED;
}

/* No error but the pause of on_complete(), and no byte left over. */
static bool run(struct http_parse *p, struct bytes in)
{
	size_t n = http_parser_execute(
	    &p->parser, &settings, (const char *)in.p, in.n);
	enum http_errno e = HTTP_PARSER_ERRNO(&p->parser);

	if (p->parser.upgrade)
		return false;
	if (p->complete)
		return e == HPE_PAUSED && n + 1 >= in.n;
	return e == HPE_OK && n == in.n;
}

static enum http_parse_step take_head(
    struct http_parse *p, const struct http_strict_head *head)
{
	struct http_parse_request *r = &p->request;
	const uint8_t *mark;

	p->head.n = head->bytes;
	if (!run(p, buf_bytes(&p->head)) || p->target.p == NULL ||
	    p->complete != (head->content_length == 0))
		return refuse(p, HTTP_STRICT_PARSER);
	if (head->content_length > 0 &&
	    p->parser.content_length != head->content_length)
		return refuse(p, HTTP_STRICT_PARSER);

	r->method = http_method_str((enum http_method)p->parser.method);
	r->content_length = head->content_length;
	r->expects_continue = head->expects_continue;
	r->path = p->target;
	mark = memchr(p->target.p, '?', p->target.n);
	if (mark != NULL) {
		r->path.n = (size_t)(mark - p->target.p);
		r->query = bytes_part(
		    p->target, r->path.n + 1, p->target.n - r->path.n - 1);
	}
	p->state = STATE_BODY;
	return HTTP_PARSE_HEAD;
}

static enum http_parse_step feed_head(
    struct http_parse *p, struct bytes in, size_t *used)
{
	size_t before = p->head.n;
	size_t room = HTTP_STRICT_HEAD_BYTES_MAX - before;
	struct http_strict_head head;
	enum http_strict verdict;

	*used = in.n < room ? in.n : room;
	buf_put(&p->head, bytes_part(in, 0, *used));
	verdict = http_strict_check(buf_bytes(&p->head), p->hosts, &head);
	if (verdict == HTTP_STRICT_MORE)
		return HTTP_PARSE_MORE;
	if (verdict != HTTP_STRICT_GOOD)
		return refuse(p, verdict);
	*used = head.bytes - before;
	return take_head(p, &head);
}

static enum http_parse_step feed_body(
    struct http_parse *p, struct bytes in, size_t *used)
{
	uint64_t left = p->request.content_length - p->body.n;

	*used = in.n < left ? in.n : (size_t)left;
	if (*used > 0 && !run(p, bytes_part(in, 0, *used)))
		return refuse(p, HTTP_STRICT_PARSER);
	if (p->body.n < p->request.content_length)
		return HTTP_PARSE_MORE;
	if (!p->complete)
		return refuse(p, HTTP_STRICT_PARSER);
	p->request.body = buf_bytes(&p->body);
	p->state = STATE_DONE;
	return HTTP_PARSE_DONE;
}

enum http_parse_step http_parse_feed(
    struct http_parse *p, struct bytes in, size_t *used)
{
	*used = 0;
	switch (p->state) {
	case STATE_HEAD:
		return feed_head(p, in, used);
	case STATE_BODY:
		return feed_body(p, in, used);
	case STATE_DONE:
		return HTTP_PARSE_DONE;
	case STATE_REFUSED:
		return HTTP_PARSE_REFUSED;
	}
	must(false); /* there is no other state */
	return HTTP_PARSE_REFUSED;
}

bool http_parse_begun(const struct http_parse *p)
{
	return p->head.n > 0;
}

const struct http_parse_request *http_parse_get(const struct http_parse *p)
{
	return &p->request;
}

enum http_strict http_parse_verdict(const struct http_parse *p)
{
	return p->verdict;
}
