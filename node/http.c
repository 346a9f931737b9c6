/*
 *	listen -> http_connection -> on_head -> on_request -> run -> handler
 *	                                                              |
 *	          http_connection <------ http_answer() <-------------+
 *
 * The server is freed when its handles are closed and no request is out.
 */
#include "node/http.h"

#include <string.h>
#include <strings.h>
#include <uv.h>

#include "base/arena.h"
#include "base/mem.h"
#include "node/http_answer.h"
#include "node/http_body.h"
#include "node/http_connection.h"
#include "node/http_parse.h"
#include "node/http_route.h"
#include "node/http_strict.h"
#include "node/listen.h"
#include "node/problem.h"

#define SWEEP_MS              500
#define HTTP_CONNECTIONS_SOFT (HTTP_CONNECTIONS_MAX - 16)

struct request {
	struct http_request public; /* first: handlers hold this */
	struct http *server;
	struct http_parse *parse; /* owned; head and body */
	struct buf extra;         /* header lines of the answer */
};

struct http {
	struct http_options options;
	struct http_strict_hosts hosts;
	struct http_connection_server callbacks;
	struct listen *listen; /* NULL once stopped */
	char *address;         /* owned */
	uv_timer_t sweep;
	size_t count;        /* of connections */
	size_t requests_out; /* not yet answered */
	bool closing;
	bool swept; /* the timer's handle is closed */
	struct http_connection *connections[HTTP_CONNECTIONS_MAX];
};

static void release(struct http *h)
{
	if (!h->swept || h->count > 0 || h->requests_out > 0)
		return;
	mem_free(h->address);
	mem_free(h);
}

const char *http_method_text(enum http_method method)
{
	return http_route_method(method);
}

/* ---- requests ---- */

static struct request *request_of(struct http_request *public)
{
	return (struct request *)(void *)public;
}

/* The same for who only asks. */
static const struct http_parse_request *parsed_of(
    const struct http_request *public)
{
	const struct request *r = (const void *)public;

	return http_parse_get(r->parse);
}

static void free_request(struct request *r)
{
	struct http *h = r->server;

	http_parse_free(r->parse);
	arena_free(r->public.arena);
	buf_fini(&r->extra);
	mem_free(r);
	h->requests_out--;
	release(h);
}

static size_t body_max(const struct http *h, const struct http_route *route)
{
	if (route->body_bytes_max == 0)
		return HTTP_BODY_BYTES;
	if (route->body_bytes_max == SIZE_MAX)
		return h->options.upload_bytes_max;
	return route->body_bytes_max;
}

static int refuse(struct problem *out, struct problem p)
{
	*out = p;
	return p.status;
}

/* The values of a header, and whether there are several. */
static struct bytes value_of(
    const struct http_parse_request *r, const char *name, bool *twice)
{
	struct bytes found = { 0 };

	for (size_t i = 0; i < r->header_count; i++) {
		const struct http_parse_header *line = &r->headers[i];

		if (line->name.n != strlen(name) ||
		    strncasecmp(
			(const char *)line->name.p, name, line->name.n) != 0)
			continue;
		if (found.p != NULL && twice != NULL)
			*twice = true;
		found = line->value;
	}
	return found;
}

static bool guard(struct http *h, const struct http_connection *c,
    const struct http_parse_request *r, struct http_ask *ask,
    struct problem *why, unsigned *retry_s)
{
	ask->authorization =
	    value_of(r, "Authorization", &ask->authorized_twice);
	ask->forwarded = value_of(r, "X-Forwarded-For", NULL);
	http_connection_address(c, ask->address);
	ask->is_free = h->options.guard == NULL;
	return ask->is_free ||
	       h->options.guard(h->options.arg, ask, why, retry_s);
}

static void count_refused(
    struct http *h, const struct http_connection *c, int status)
{
	char address[HTTP_ADDRESS_ROOM];

	http_connection_address(c, address);
	if (h->options.refused != NULL)
		h->options.refused(h->options.arg, status, address);
}

/* What HTTP itself has against the head; status 0: nothing. */
static int judge_head(struct http *h, const struct http_parse_request *r,
    enum http_route_answer found, const struct http_route *route,
    struct problem *why)
{
	if (!http_route_is_utf8(r->path) || !http_route_is_utf8(r->query))
		return refuse(
		    why, problem_from_status(400, "the target is no UTF-8"));
	if (found == HTTP_ROUTE_NO_PATH)
		return refuse(why,
		    problem_from_status(404, "there is nothing at this path"));
	if (found == HTTP_ROUTE_NO_METHOD)
		return refuse(
		    why, problem_from_status(
			     405, "this path does not take %s", r->method));
	if (r->content_length > body_max(h, route))
		return refuse(
		    why, problem_from_status(413,
			     "this path takes a body of at most %zu bytes",
			     body_max(h, route)));
	return 0;
}

/* Whose body it is: a key's, else the address's. */
static struct digest owner_of(const struct http_ask *ask)
{
	return digest_is_zero(&ask->key_id)
		   ? digest_sha256(bytes_text(ask->address))
		   : ask->key_id;
}

/* Small ones are bounded by the number of connections; so whoever holds back
 * large ones stops no login and no act. */
static int judge_body(
    struct http *h, const struct http_body *body, struct problem *why)
{
	const struct http_body *all[HTTP_CONNECTIONS_MAX];
	bool goes[HTTP_CONNECTIONS_MAX];

	for (size_t i = 0; i < h->count; i++)
		all[i] = http_connection_body(h->connections[i]);
	switch (
	    http_body_judge(body, h->count, all, uv_now(h->sweep.loop), goes)) {
	case HTTP_BODY_FITS:
		for (size_t i = 0; i < h->count; i++) {
			if (goes[i])
				http_connection_give_way(h->connections[i]);
		}
		return 0;
	case HTTP_BODY_SHARE:
		return refuse(why,
		    problem_from_status(503,
			"too much is on its way by this key or address; send "
			"one after the other, or files in chunks (A-11)"));
	case HTTP_BODY_FULL:
		return refuse(
		    why, problem_from_status(
			     503, "too much is being uploaded; try again"));
	}
	must(false); /* there is no other answer */
	return 0;
}

/* The guard first, also for what is not there: else a stranger could ask as
 * often as they like. */
static int on_head(void *arg, const struct http_connection *c,
    const struct http_parse *p, struct http_body *body, struct problem *why,
    unsigned *retry_s)
{
	struct http *h = arg;
	const struct http_parse_request *r = http_parse_get(p);
	struct http_ask ask = { .begins = true };
	enum http_route_answer found = http_route_find(h->options.routes,
	    h->options.route_count, r->method, r->path, &ask.route);
	int status;

	if (!guard(h, c, r, &ask, why, retry_s))
		return why->status;
	status = judge_head(h, r, found, ask.route, why);
	body->owner = owner_of(&ask);
	if (status == 0) {
		status = judge_body(h, body, why);
		*retry_s = status != 0 ? HTTP_BODY_RETRY_S : 0;
	}
	if (status != 0)
		count_refused(h, c, status);
	return status;
}

static void on_refusal(void *arg, const struct http_connection *c, int status)
{
	count_refused(arg, c, status);
}

static const char *text_of(struct arena *a, struct bytes b)
{
	return arena_text(a, b);
}

static struct http_request *on_request(
    void *arg, struct http_connection *c, struct http_parse *p)
{
	struct http *h = arg;
	const struct http_parse_request *parsed = http_parse_get(p);
	struct request *r = mem_new(sizeof(*r));
	struct http_request *public = &r->public;

	r->server = h;
	r->parse = p;
	public->arena = arena_new_wiped();
	public->connection = c;
	public->path = text_of(public->arena, parsed->path);
	public->query = text_of(public->arena, parsed->query);
	public->body = parsed->body;
	must(http_route_find(h->options.routes, h->options.route_count,
		 parsed->method, parsed->path,
		 &public->route) == HTTP_ROUTE_FOUND);
	public->method = public->route->method;
	h->requests_out++;
	return public;
}

static void on_run(void *arg, struct http_request *request)
{
	struct http *h = arg;

	struct request *r = request_of(request);
	struct problem why;
	unsigned retry_s = 0;

	request->who.route = request->route;
	if (!guard(h, request->connection, http_parse_get(r->parse),
		&request->who, &why, &retry_s))
		http_answer_problem(request, &why);
	else
		request->route->handler(request, h->options.arg);
}

static void on_lost(void *arg, struct http_request *request)
{
	(void)arg;
	request->connection = NULL;
}

const char *http_header(const struct http_request *request, const char *name)
{
	const struct http_parse_request *p = parsed_of(request);

	for (size_t i = 0; i < p->header_count; i++) {
		const struct http_parse_header *line = &p->headers[i];

		if (line->name.n == strlen(name) &&
		    strncasecmp(
			(const char *)line->name.p, name, line->name.n) == 0)
			return text_of(request->arena, line->value);
	}
	return NULL;
}

const char *http_segment(const struct http_request *request, const char *name)
{
	const char *text = http_route_segment(request->arena,
	    request->route->pattern, bytes_text(request->path), name);

	must(text != NULL);
	return text;
}

const char *http_query(const struct http_request *request, const char *name)
{
	return http_route_query(
	    request->arena, bytes_text(request->query), name);
}

/* ---- answers ---- */

void http_add_header(
    struct http_request *request, const char *name, const char *value)
{
	for (const char *c = value; *c != '\0'; c++)
		must(*c >= 0x20 && *c <= 0x7e);
	buf_print(&request_of(request)->extra, "%s: %s\r\n", name, value);
}

void http_answer(struct http_request *request, int status,
    const char *content_type, struct bytes body)
{
	struct request *r = request_of(request);
	struct http_connection *c = request->connection;

	if (c != NULL) {
		struct buf out = { .kind = BUF_WIPED };
		uv_timeval64_t now;

		(void)uv_gettimeofday(&now);
		http_answer_format(&out,
		    &(struct http_answer_head){ status, content_type,
			buf_bytes(&r->extra), http_connection_keeps(c),
			now.tv_sec },
		    body);
		http_connection_answer(c, &out);
	}
	free_request(r);
}

/* ---- connections ---- */

static void on_gone(void *arg, struct http_connection *c)
{
	struct http *h = arg;

	for (size_t i = 0; i < h->count; i++) {
		if (h->connections[i] == c) {
			h->connections[i] = h->connections[--h->count];
			break;
		}
	}
	release(h);
}

static void on_refused(uv_handle_t *handle)
{
	mem_free(handle);
}

/* With all places taken, whoever has waited longest without a whole request
 * goes: silence locks nobody out.  Its place is free once the loop has closed
 * it. */
static void make_room(struct http *h)
{
	struct http_connection *oldest = NULL;
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < h->count; i++) {
		uint64_t since = http_connection_waits_since(h->connections[i]);

		if (since > 0 && since < least) {
			least = since;
			oldest = h->connections[i];
		}
	}
	if (oldest != NULL)
		http_connection_cut(oldest);
}

static void on_stream(void *arg, uv_stream_t *stream)
{
	struct http *h = arg;
	struct http_connection *c;

	if (h->count >= HTTP_CONNECTIONS_SOFT)
		make_room(h);

	if (h->count == HTTP_CONNECTIONS_MAX) {
		uv_close((uv_handle_t *)stream, on_refused);
		return;
	}
	c = http_connection_new(stream, &h->callbacks);
	h->connections[h->count++] = c;
	http_connection_start(c);
}

/* uv_close() calls back later, so the array does not change meanwhile. */
static void each(struct http *h, void (*what)(struct http_connection *c))
{
	for (size_t i = 0; i < h->count; i++)
		what(h->connections[i]);
}

static void on_sweep(uv_timer_t *timer)
{
	struct http *h = timer->data;

	for (size_t i = 0; i < h->count; i++)
		http_connection_sweep(h->connections[i], uv_now(timer->loop));
}

/* ---- life ---- */

static void on_sweep_closed(uv_handle_t *handle)
{
	struct http *h = handle->data;

	h->swept = true;
	release(h);
}

enum err http_open(struct http **out, uv_loop_t *loop, const char *address,
    const struct http_options *options, struct why *why)
{
	struct http *h = mem_new(sizeof(*h));
	enum err e = listen_open(&h->listen, loop, address, on_stream, h, why);

	if (e != ERR_OK) {
		mem_free(h);
		return e;
	}
	h->options = *options;
	h->hosts =
	    (struct http_strict_hosts){ options->host_count, options->hosts };
	h->callbacks = (struct http_connection_server){
		.hosts = &h->hosts,
		.head = on_head,
		.refused = on_refusal,
		.request = on_request,
		.run = on_run,
		.lost = on_lost,
		.closed = on_gone,
		.arg = h,
	};
	h->address = mem_copy_text(listen_address(h->listen));
	must(uv_timer_init(loop, &h->sweep) == 0);
	h->sweep.data = h;
	must(uv_timer_start(&h->sweep, on_sweep, SWEEP_MS, SWEEP_MS) == 0);
	*out = h;
	return ERR_OK;
}

void http_stop(struct http *h)
{
	if (h->listen == NULL)
		return;
	listen_close(h->listen);
	h->listen = NULL;
	each(h, http_connection_finish);
}

void http_close(struct http *h)
{
	must(!h->closing);
	h->closing = true;
	http_stop(h);
	each(h, http_connection_cut);
	uv_close((uv_handle_t *)&h->sweep, on_sweep_closed);
}

const char *http_address(const struct http *h)
{
	return h->address;
}

size_t http_connection_count(const struct http *h)
{
	return h->count;
}

const struct http_options *http_get_options(const struct http *h)
{
	return &h->options;
}
