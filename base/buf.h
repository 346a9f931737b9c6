/*
 * buf - a growing run of bytes; borrowed runs are in base/bytes.h.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum buf_kind {
	BUF_PLAIN,
	BUF_WIPED, /* nothing of it stays in memory that it gives back */
	BUF_FIXED, /* over the caller's memory: never grows, frees nothing */
};

/* A growing run of bytes.  `struct buf b = { 0 };` is a valid empty one, and
 * so is `{ .kind = BUF_WIPED }`. */
struct buf {
	uint8_t *p; /* owned, unless it is fixed */
	size_t n;
	size_t room;
	enum buf_kind kind;
};

/* An empty one over @room bytes of the caller's; more than that is the
 * caller's bug (must()). */
struct buf buf_over(void *p, size_t room);

void buf_put(struct buf *b, struct bytes data);
void buf_put_byte(struct buf *b, uint8_t byte);
void buf_put_text(struct buf *b, const char *text);
void buf_put_u16(struct buf *b, uint16_t v); /* big-endian, as all below */
void buf_put_u32(struct buf *b, uint32_t v);
void buf_put_u64(struct buf *b, uint64_t v);
void buf_print(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* @count more bytes, zeroed; valid until the next call on @b. */
uint8_t *buf_extend(struct buf *b, size_t count);

/* Drop the first @count bytes; they must be there. */
void buf_drop(struct buf *b, size_t count);

void buf_clear(struct buf *b); /* keeps the room */
void buf_fini(struct buf *b);  /* frees; @b is empty and usable again,
				* wiped as before, fixed no longer */

struct bytes buf_bytes(const struct buf *b); /* borrowed until the next put */

/* The text with a final zero byte that is not counted; borrowed as above. */
const char *buf_text(struct buf *b);

/* Move the text out (zero-terminated); the caller mem_free()s it.  Only of a
 * plain one. */
char *buf_take_text(struct buf *b);

#endif
