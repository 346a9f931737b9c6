#include "sync/frame.h"

#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "keys/noise.h"

static const uint8_t magic[4] = { 'T', 'B', 'N', '1' };

/* A long queue is moved to the front only when that pays. */
#define FRAME_COMPACT_BYTES 65536

void frame_preamble(
    uint8_t out[static FRAME_PREAMBLE_BYTES], const struct digest *network)
{
	memcpy(out, magic, sizeof(magic));
	memcpy(out + sizeof(magic), network->b,
	    FRAME_PREAMBLE_BYTES - sizeof(magic));
}

enum rule frame_preamble_check(struct bytes seen, const struct digest *network)
{
	uint8_t ours[FRAME_PREAMBLE_BYTES];

	must(seen.n <= sizeof(ours));
	frame_preamble(ours, network);
	for (size_t i = 0; i < seen.n; i++) {
		if (seen.p[i] != ours[i])
			return i < sizeof(magic) ? RULE_PREAMBLE
						 : RULE_OTHER_NETWORK;
	}
	return RULE_NONE;
}

void frame_fini(struct frame_in *f)
{
	buf_fini(&f->raw);
	buf_fini(&f->opened);
	f->taken = 0;
}

static void compact(struct frame_in *f)
{
	if (f->taken == f->raw.n) {
		buf_clear(&f->raw);
		f->taken = 0;
	} else if (f->taken >= FRAME_COMPACT_BYTES) {
		buf_drop(&f->raw, f->taken);
		f->taken = 0;
	}
}

void frame_feed(struct frame_in *f, struct bytes in)
{
	compact(f);
	buf_put(&f->raw, in);
}

struct bytes frame_waiting(const struct frame_in *f)
{
	struct bytes all = buf_bytes(&f->raw);

	return bytes_part(all, f->taken, all.n - f->taken);
}

void frame_take(struct frame_in *f, size_t count)
{
	must(count <= f->raw.n - f->taken);
	f->taken += count;
}

bool frame_next(struct frame_in *f, struct bytes *noise_message)
{
	struct reader r = reader_over(frame_waiting(f));
	uint16_t length = reader_u16(&r);
	struct bytes body = reader_take(&r, length);

	if (r.failed)
		return false;
	frame_take(f, FRAME_LENGTH_BYTES + body.n);
	*noise_message = body;
	return true;
}

/* What the piece that was just appended to @f->opened at @from adds up to.
 * The first byte of the piece is still there. */
static enum frame_step join(
    struct frame_in *f, size_t from, size_t message_max, struct bytes *message)
{
	size_t count = f->opened.n - from;
	uint8_t piece;

	if (count == 0)
		return FRAME_STEP_BROKEN;
	piece = f->opened.p[from];
	memmove(f->opened.p + from, f->opened.p + from + 1, count - 1);
	f->opened.n--;
	if (f->opened.n > message_max)
		return FRAME_STEP_LONG;
	switch (piece) {
	case FRAME_LAST:
		*message = buf_bytes(&f->opened);
		return FRAME_STEP_MESSAGE;
	case FRAME_MORE:
		return count == 1 ? FRAME_STEP_BROKEN : FRAME_STEP_MORE;
	case FRAME_END:
		return f->opened.n == 0 ? FRAME_STEP_END : FRAME_STEP_BROKEN;
	default:
		return FRAME_STEP_BROKEN;
	}
}

enum frame_step frame_open(struct frame_in *f, struct noise_cipher *c,
    struct bytes noise_message, size_t message_max, struct bytes *message)
{
	size_t from = f->opened.n;

	if (noise_decrypt(c, &f->opened, noise_message) != ERR_OK)
		return FRAME_STEP_BROKEN;
	return join(f, from, message_max, message);
}

void frame_done(struct frame_in *f)
{
	buf_clear(&f->opened);
}

bool frame_partial(const struct frame_in *f)
{
	return f->opened.n > 0 || f->raw.n > f->taken;
}

void frame_put(struct buf *out, struct bytes noise_message)
{
	must(noise_message.n <= UINT16_MAX);
	buf_put_u16(out, (uint16_t)noise_message.n);
	buf_put(out, noise_message);
}

static void seal_piece(struct buf *out, struct noise_cipher *c,
    enum frame_piece piece, struct bytes part)
{
	struct buf plain = { 0 };
	size_t sealed = 1 + part.n + NOISE_TAG_BYTES;

	must(sealed <= UINT16_MAX);
	buf_put_byte(&plain, (uint8_t)piece);
	buf_put(&plain, part);
	buf_put_u16(out, (uint16_t)sealed);
	must(noise_encrypt(c, out, buf_bytes(&plain)) == ERR_OK);
	buf_fini(&plain);
}

void frame_seal(struct buf *out, struct noise_cipher *c, struct bytes message)
{
	const size_t room = FRAME_PLAIN_BYTES_MAX - 1;
	size_t at = 0;

	while (message.n - at > room) {
		seal_piece(out, c, FRAME_MORE, bytes_part(message, at, room));
		at += room;
	}
	seal_piece(out, c, FRAME_LAST, bytes_part(message, at, message.n - at));
}

void frame_seal_end(struct buf *out, struct noise_cipher *c)
{
	seal_piece(out, c, FRAME_END, (struct bytes){ NULL, 0 });
}
