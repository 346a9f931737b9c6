/*
 * fuzz_session - what a peer sends, before and after the handshake.
 *
 * The first byte says where the rest goes:
 *	0, 1   raw bytes to a session that was accepted, or dialled
 *	2      raw bytes after the hellos (no frame will open)
 *	3      sealed messages after the hellos, from a member who does not run
 *	       our rules: length (2 bytes), bytes, and so on; with questions of
 *	       each kind open
 * All keys come from one seed, so an input always means the same.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/reader.h"
#include "tests/unit/sync/talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In two cuts, so that something waits in between. */
static void feed(struct talk *t, struct talk_side *s, struct bytes in)
{
	size_t half = in.n / 2;

	session_feed(s->session, bytes_part(in, 0, half), t->now);
	talk_drain(s);
	session_feed(s->session, bytes_part(in, half, in.n - half), t->now);
	talk_drain(s);
}

static void ask(struct talk_side *s)
{
	struct message want = { .kind = MESSAGE_WANT, .to = 10 };
	struct message head = { .kind = MESSAGE_HEAD_ASK };
	struct message vault = { .kind = MESSAGE_VAULT_ASK };

	memcpy(want.node, "ziyang", sizeof("ziyang"));
	memcpy(head.node, "ziyang", sizeof("ziyang"));
	must(session_ask(s->session, &want) == ERR_OK);
	must(session_ask(s->session, &head) == ERR_OK);
	must(session_ask(s->session, &vault) == ERR_OK);
}

static void say_all(struct talk *t, struct bytes in)
{
	struct reader r = reader_over(in);

	while (r.left.n > 0) {
		size_t n = reader_u16(&r);

		n = n < r.left.n ? n : r.left.n;
		talk_raw(&t->a, reader_take(&r, n));
	}
	talk_run(t);
}

static void before(struct talk *t, uint8_t mode, struct bytes in)
{
	talk_init(t);
	talk_start(t);
	feed(t, mode == 0 ? &t->b : &t->a, in);
}

static void after(struct talk *t, uint8_t mode, struct bytes in)
{
	talk_open(t);
	ask(&t->b);
	if (mode == 2)
		feed(t, &t->b, in);
	else
		say_all(t, in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct talk t;

	if (size == 0 || size > (1u << 20))
		return 0;
	in = bytes_part(in, 1, size - 1);
	if (data[0] % 4 < 2)
		before(&t, data[0] % 4, in);
	else
		after(&t, data[0] % 4, in);
	session_cut(t.a.session);
	session_cut(t.b.session);
	talk_drain(&t.a);
	talk_drain(&t.b);
	must(t.a.ended == 1 && t.b.ended == 1);
	talk_fini(&t);
	return 0;
}
