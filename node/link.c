#include "node/link.h"

#include <stdbool.h>
#include <string.h>
#include <uv.h>

#include "base/mem.h"
#include "sync/replica.h"

struct link {
	struct replica *replica; /* borrowed */
	struct link_events events;
	uv_stream_t *stream; /* owned */
	uint32_t session;
	uv_write_t write;
	bool writing; /* a write is out */
	bool reading;
	bool closing;
	uint8_t *in;  /* owned; libuv reads into it */
	uint8_t *out; /* owned; what the write that is out sends */
};

static void on_closed(uv_handle_t *handle)
{
	struct link *l = handle->data;

	replica_closed(l->replica, l->session);
	l->events.ended(l->events.arg, l);
	mem_free(l->in);
	mem_free(l->out);
	mem_free(l->stream);
	mem_free(l);
}

void link_cut(struct link *l)
{
	if (l->closing)
		return;
	l->closing = true;
	uv_close((uv_handle_t *)l->stream, on_closed);
}

/* ---- reading ---- */

static void on_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *out)
{
	struct link *l = handle->data;

	(void)hint;
	*out = uv_buf_init((char *)l->in, LINK_READ_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *b)
{
	struct link *l = stream->data;

	if (n < 0) {
		link_cut(l);
	} else if (n > 0) {
		replica_feed(l->replica, l->session,
		    (struct bytes){ (const uint8_t *)b->base, (size_t)n },
		    (int64_t)uv_now(stream->loop));
		l->events.fed(l->events.arg);
	}
}

/* Read as long as the replica can take it. */
static void steer(struct link *l)
{
	bool wanted = replica_reading(l->replica, l->session);

	if (wanted == l->reading)
		return;
	l->reading = wanted;
	if (!wanted)
		(void)uv_read_stop(l->stream);
	else if (uv_read_start(l->stream, on_alloc, on_read) != 0)
		link_cut(l);
}

/* ---- writing ---- */

static void on_written(uv_write_t *write, int status)
{
	struct link *l = write->data;

	l->writing = false;
	if (l->closing)
		return;
	if (status != 0)
		link_cut(l);
	else
		l->events.fed(l->events.arg);
}

/* The socket takes no more now: keep a piece until it does. */
static void write_later(struct link *l, struct bytes out)
{
	uv_buf_t b;

	if (l->out == NULL)
		l->out = mem_new(LINK_WRITE_BYTES);
	memcpy(l->out, out.p, out.n);
	replica_sent(l->replica, l->session, out.n);
	b = uv_buf_init((char *)l->out, (unsigned)out.n);
	l->write.data = l;
	if (uv_write(&l->write, l->stream, &b, 1, on_written) != 0)
		link_cut(l);
	else
		l->writing = true;
}

/* libuv has no const, and does not write there. */
static uv_buf_t borrow(struct bytes b)
{
	union {
		const uint8_t *from;
		char *to;
	} p = { .from = b.p };

	return uv_buf_init(p.to, (unsigned)b.n);
}

static void write_some(struct link *l, struct bytes out)
{
	uv_buf_t b;
	int n;

	if (out.n > LINK_WRITE_BYTES)
		out.n = LINK_WRITE_BYTES;
	b = borrow(out);
	n = uv_try_write(l->stream, &b, 1);
	if (n > 0)
		replica_sent(l->replica, l->session, (size_t)n);
	else if (n == UV_EAGAIN)
		write_later(l, out);
	else
		link_cut(l);
}

void link_pump(struct link *l)
{
	while (!l->closing && !l->writing) {
		struct bytes out = replica_output(l->replica, l->session);

		if (out.n == 0)
			break;
		write_some(l, out);
	}
	if (l->closing || l->writing)
		return;
	if (replica_over(l->replica, l->session))
		link_cut(l);
	else
		steer(l);
}

/* ---- life ---- */

static void on_refused(uv_handle_t *handle)
{
	mem_free(handle);
}

enum err link_start(struct link **out, struct replica *r, uv_stream_t *stream,
    enum session_side side, const char *expected,
    const struct link_events *events)
{
	struct link *l = mem_new(sizeof(*l));
	enum err e = replica_open(
	    r, side, expected, (int64_t)uv_now(stream->loop), &l->session);

	if (e != ERR_OK) {
		mem_free(l);
		uv_close((uv_handle_t *)stream, on_refused);
		return e;
	}
	l->replica = r;
	l->events = *events;
	l->stream = stream;
	l->in = mem_new(LINK_READ_BYTES);
	stream->data = l;
	if (stream->type == UV_TCP)
		(void)uv_tcp_nodelay((uv_tcp_t *)stream, 1);
	*out = l;
	return ERR_OK;
}

uint32_t link_session(const struct link *l)
{
	return l->session;
}
