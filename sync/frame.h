/*
 * frame - preamble, length-prefixed Noise messages and the pieces of a message
 * (docs/PROTOCOL.md P-1 and P-5).
 *
 *	bytes in any cut -> frame_feed -> frame_next: one Noise message
 *	one Noise message, opened -> frame_open -> whole messages, or the end
 *
 * Hands over whole messages and knows nothing of what they say.
 */
#ifndef SYNC_FRAME_H
#define SYNC_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rule.h"
#include "keys/digest.h"

struct noise_cipher;

#define FRAME_PREAMBLE_BYTES  12
#define FRAME_LENGTH_BYTES    2
#define FRAME_PLAIN_BYTES_MAX 65519 /* its first byte says which piece */

/* First plain byte of a frame. */
enum frame_piece {
	FRAME_LAST = 0, /* the message is whole */
	FRAME_MORE = 1,
	FRAME_END = 2, /* end of stream */
};

/* "TBN1" and the first 8 bytes of the network id. */
void frame_preamble(
    uint8_t out[static FRAME_PREAMBLE_BYTES], const struct digest *network);

/* RULE_NONE, RULE_PREAMBLE or RULE_OTHER_NETWORK; @seen is compared as far as
 * it goes, so that a stranger is known by its first wrong byte. */
enum rule frame_preamble_check(struct bytes seen, const struct digest *network);

/* What a peer sent and what was not taken yet.  `{ 0 }` is a valid empty one. */
struct frame_in {
	struct buf raw;    /* owned */
	size_t taken;      /* of raw */
	struct buf opened; /* owned; the pieces so far of one message */
};

void frame_fini(struct frame_in *f);
void frame_feed(struct frame_in *f, struct bytes in);

/* The bytes that wait; borrowed until the next call. */
struct bytes frame_waiting(const struct frame_in *f);
/* Take @count of them off. */
void frame_take(struct frame_in *f, size_t count);

/* Take off one whole frame: its content, borrowed until the next frame_feed();
 * false while there is none. */
bool frame_next(struct frame_in *f, struct bytes *noise_message);

enum frame_step {
	FRAME_STEP_MORE,    /* pieces are missing */
	FRAME_STEP_MESSAGE, /* @message is whole, borrowed until frame_done() */
	FRAME_STEP_END,     /* end of stream */
	FRAME_STEP_BROKEN,  /* does not open, or an empty or unknown piece */
	FRAME_STEP_LONG,    /* over @message_max */
};

/* Open one frame and join its piece to those before. */
enum frame_step frame_open(struct frame_in *f, struct noise_cipher *c,
    struct bytes noise_message, size_t message_max, struct bytes *message);

/* The message has been read: make room for the next. */
void frame_done(struct frame_in *f);

/* A frame or a message is there in part. */
bool frame_partial(const struct frame_in *f);

/* Append a frame around a Noise message that is already made. */
void frame_put(struct buf *out, struct bytes noise_message);

/* Append a whole message, cut into pieces and sealed; and the end of stream. */
void frame_seal(struct buf *out, struct noise_cipher *c, struct bytes message);
void frame_seal_end(struct buf *out, struct noise_cipher *c);

#endif
