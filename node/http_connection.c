#include "node/http_connection.h"

#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "base/mem.h"
#include "node/http_answer.h"
#include "node/http_body.h"
#include "node/http_parse.h"
#include "node/problem.h"

#define READ_BYTES (64u << 10)

static char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";

struct http_connection {
	const struct http_connection_server *server; /* borrowed */
	uv_stream_t *stream;                         /* owned */
	struct http_parse *parse;                    /* owned; being read */
	struct http_request *request; /* borrowed; the one that is out */
	struct buf in;                /* read and not yet used */
	struct buf out;               /* being written */
	uv_write_t write;
	uv_shutdown_t shutdown;
	uint64_t deadline_ms; /* of the loop; 0: none */
	struct http_body body;
	uint8_t *room; /* owned; libuv reads into it */
	enum state {
		STATE_READING,
		STATE_ANSWERING,
		STATE_WRITING,
		STATE_LINGERING,
		STATE_CLOSING,
	} state;
	bool last;         /* close after this answer */
	bool ended;        /* the client sends no more */
	uint64_t since_ms; /* it waits for a head */
};

static void advance(struct http_connection *c);

static void set_deadline(struct http_connection *c, uint64_t after_ms)
{
	c->deadline_ms = uv_now(c->stream->loop) + after_ms;
}

/* ---- the end ---- */

static void on_closed(uv_handle_t *handle)
{
	struct http_connection *c = handle->data;

	c->server->closed(c->server->arg, c);
	http_parse_free(c->parse);
	buf_fini(&c->in);
	buf_fini(&c->out);
	mem_free(c->room);
	mem_free(c->stream);
	mem_free(c);
}

void http_connection_cut(struct http_connection *c)
{
	if (c->state == STATE_CLOSING)
		return;
	c->state = STATE_CLOSING;
	if (c->request != NULL) {
		struct http_request *request = c->request;

		c->request = NULL;
		c->server->lost(c->server->arg, request);
	}
	uv_close((uv_handle_t *)c->stream, on_closed);
}

void http_connection_finish(struct http_connection *c)
{
	c->last = true;
	if (c->state == STATE_READING || c->state == STATE_LINGERING)
		http_connection_cut(c);
}

/* ---- writing ---- */

static void on_shutdown(uv_shutdown_t *request, int status)
{
	(void)request;
	(void)status; /* the connection goes either way */
}

static void linger(struct http_connection *c)
{
	c->state = STATE_LINGERING;
	set_deadline(c, HTTP_LINGER_MS_MAX);
	if (c->ended || uv_shutdown(&c->shutdown, c->stream, on_shutdown) != 0)
		http_connection_cut(c);
}

static void on_written(uv_write_t *write, int status)
{
	struct http_connection *c = write->data;

	buf_fini(&c->out);
	if (c->state != STATE_WRITING)
		return;
	if (status != 0) {
		http_connection_cut(c);
	} else if (c->last) {
		linger(c);
	} else {
		c->state = STATE_READING;
		c->since_ms = uv_now(c->stream->loop);
		set_deadline(c, HTTP_IDLE_MS_MAX);
		advance(c);
	}
}

static void on_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *out)
{
	struct http_connection *c = handle->data;

	(void)hint;
	if (c->room == NULL)
		c->room = mem_new(READ_BYTES);
	*out = uv_buf_init((char *)c->room, READ_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *b)
{
	struct http_connection *c = stream->data;

	if (n < 0 && c->state == STATE_WRITING) {
		c->ended = true; /* it may still read our refusal */
		(void)uv_read_stop(stream);
	} else if (n < 0) {
		http_connection_cut(c);
	} else if (n > 0 && c->state == STATE_READING) {
		buf_put(
		    &c->in, (struct bytes){ (uint8_t *)b->base, (size_t)n });
		mem_wipe(b->base, (size_t)n);
		advance(c);
	}
}

/* Does nothing when it reads already. */
static bool start_reading(struct http_connection *c)
{
	int status = uv_read_start(c->stream, on_alloc, on_read);

	return status == 0 || status == UV_EALREADY;
}

static void write_out(struct http_connection *c)
{
	uv_buf_t b = uv_buf_init((char *)c->out.p, (unsigned)c->out.n);

	c->state = STATE_WRITING;
	set_deadline(c, HTTP_IDLE_MS_MAX);
	c->write.data = c;
	if (uv_write(&c->write, c->stream, &b, 1, on_written) != 0)
		http_connection_cut(c);
	else if (c->last)
		(void)start_reading(c);
}

void http_connection_answer(struct http_connection *c, struct buf *bytes)
{
	must(c->state == STATE_ANSWERING);
	c->request = NULL;
	c->body = (struct http_body){ 0 };
	c->out = *bytes;
	memset(bytes, 0, sizeof(*bytes));
	write_out(c);
}

static bool is_in_body(const struct http_connection *c)
{
	return c->state == STATE_READING && c->parse != NULL &&
	       http_parse_get(c->parse)->method != NULL;
}

uint64_t http_connection_waits_since(const struct http_connection *c)
{
	if (c->state != STATE_READING)
		return 0;
	if (!is_in_body(c))
		return c->since_ms;
	return http_body_is_slow(&c->body, uv_now(c->stream->loop))
		   ? c->body.since_ms
		   : 0;
}

const struct http_body *http_connection_body(const struct http_connection *c)
{
	return &c->body;
}

void http_connection_address(
    const struct http_connection *c, char out[static HTTP_ADDRESS_ROOM])
{
	struct sockaddr_storage a = { 0 };
	int n = sizeof(a);

	memcpy(out, "unix", sizeof("unix"));
	if (c == NULL || c->stream->type != UV_TCP)
		return;
	if (uv_tcp_getpeername(
		(const uv_tcp_t *)c->stream, (struct sockaddr *)&a, &n) != 0 ||
	    uv_ip_name((const struct sockaddr *)&a, out, HTTP_ADDRESS_ROOM) !=
		0)
		memcpy(out, "gone", sizeof("gone"));
}

static void refuse(
    struct http_connection *c, const struct problem *p, unsigned retry_s)
{
	char extra[48] = "";

	struct http_answer_head head = {
		.status = p->status,
		.content_type = PROBLEM_CONTENT_TYPE,
	};
	struct buf body = { 0 };
	uv_timeval64_t now;

	if (retry_s > 0) {
		(void)snprintf(
		    extra, sizeof(extra), "Retry-After: %u\r\n", retry_s);
		head.extra = bytes_text(extra);
	}

	(void)uv_gettimeofday(&now);
	head.seconds = now.tv_sec;
	http_answer_format_problem(&body, p);
	http_answer_format(&c->out, &head, buf_bytes(&body));
	buf_fini(&body);
	buf_fini(&c->in);
	http_parse_free(c->parse);
	c->parse = NULL;
	c->body = (struct http_body){ 0 };
	c->last = true;
	write_out(c);
}

static void refuse_late(struct http_connection *c, const char *sentence)
{
	struct problem p = problem_from_status(408, "%s", sentence);

	c->server->refused(c->server->arg, c, p.status);
	refuse(c, &p, HTTP_BODY_RETRY_S);
}

void http_connection_give_way(struct http_connection *c)
{
	if (is_in_body(c))
		refuse_late(c, "the body came slowly while others waited; send "
			       "it faster, or files in chunks (A-11)");
}

void http_connection_sweep(struct http_connection *c, uint64_t now_ms)
{
	if (c->deadline_ms == 0 || now_ms < c->deadline_ms)
		return;
	if (is_in_body(c))
		refuse_late(c, "the body did not come in time; send it faster, "
			       "or files in chunks (A-11)");
	else
		http_connection_cut(c);
}

bool http_connection_keeps(const struct http_connection *c)
{
	return !c->last;
}

/* ---- reading ---- */

/* A body may be long, but neither idle nor slow. */
static void set_body_deadline(struct http_connection *c)
{
	uint64_t last = http_body_deadline_ms(&c->body);

	set_deadline(c, HTTP_IDLE_MS_MAX);
	if (last < c->deadline_ms)
		c->deadline_ms = last;
}

/* False when the head was refused. */
static bool take_head(struct http_connection *c)
{
	const struct http_parse_request *r = http_parse_get(c->parse);
	struct http_body body = { .bytes = r->content_length,
		.since_ms = uv_now(c->stream->loop) };
	struct problem problem;
	unsigned retry_s = 0;

	if (c->server->head(
		c->server->arg, c, c->parse, &body, &problem, &retry_s) != 0) {
		refuse(c, &problem, retry_s);
		return false;
	}
	c->body = body;
	set_body_deadline(c);
	if (r->expects_continue && r->content_length > 0 && c->in.n == 0) {
		uv_buf_t b = uv_buf_init(go_on, sizeof(go_on) - 1);

		/* 25 bytes on an idle connection: they go out, or the client
		 * sends its body anyway. */
		(void)uv_try_write(c->stream, &b, 1);
	}
	return true;
}

static void take_request(struct http_connection *c)
{
	struct http_parse *p = c->parse;

	if (!http_parse_get(p)->keeps_alive)
		c->last = true;
	c->parse = NULL;
	c->state = STATE_ANSWERING;
	c->deadline_ms = 0;
	(void)uv_read_stop(c->stream);
	c->request = c->server->request(c->server->arg, c, p);
	c->server->run(c->server->arg, c->request);
}

static void refuse_verdict(struct http_connection *c)
{
	enum http_strict verdict = http_parse_verdict(c->parse);
	struct problem p = problem_from_status(
	    http_strict_status(verdict), "%s", http_strict_text(verdict));

	c->server->refused(c->server->arg, c, p.status);
	refuse(c, &p, 0);
}

/* One step; true while another may follow. */
static bool step(struct http_connection *c)
{
	size_t used;
	bool begun, in_body;
	enum http_parse_step s;

	if (c->parse == NULL)
		c->parse = http_parse_new(c->server->hosts);
	begun = http_parse_begun(c->parse);
	in_body = http_parse_get(c->parse)->method != NULL;
	s = http_parse_feed(c->parse, buf_bytes(&c->in), &used);
	if (used > 0) {
		/* A head has 10 s in all. */
		if (in_body) {
			c->body.got += used;
			set_body_deadline(c);
		} else if (!begun)
			set_deadline(c, HTTP_HEAD_MS_MAX);
		buf_drop(&c->in, used);
	}
	switch (s) {
	case HTTP_PARSE_MORE:
		return false;
	case HTTP_PARSE_HEAD:
		return take_head(c);
	case HTTP_PARSE_DONE:
		take_request(c);
		return false;
	case HTTP_PARSE_REFUSED:
		refuse_verdict(c);
		return false;
	}
	must(false); /* there is no other step */
	return false;
}

static void advance(struct http_connection *c)
{
	while (c->state == STATE_READING && step(c))
		;
	if (c->state == STATE_READING && !start_reading(c))
		http_connection_cut(c);
}

struct http_connection *http_connection_new(
    uv_stream_t *stream, const struct http_connection_server *server)
{
	struct http_connection *c = mem_new(sizeof(*c));

	c->server = server;
	c->in.kind = BUF_WIPED;
	c->out.kind = BUF_WIPED;
	c->stream = stream;
	stream->data = c;
	return c;
}

void http_connection_start(struct http_connection *c)
{
	c->since_ms = uv_now(c->stream->loop);
	set_deadline(c, HTTP_HEAD_MS_MAX);
	advance(c);
}
