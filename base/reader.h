/*
 * reader - take fields off a bounded run of bytes, big-endian.
 *
 * Reading past the end sets .failed, which stays set; everything read after
 * that is zero or empty.  So a parser may read a whole record and ask once.
 */
#ifndef BASE_READER_H
#define BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct reader {
	struct bytes left; /* borrowed; what has not been read yet */
	bool failed;
};

struct reader reader_over(struct bytes b);
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16(struct reader *r);
uint32_t reader_u32(struct reader *r);
uint64_t reader_u64(struct reader *r);
struct bytes reader_take(struct reader *r, size_t count);

/* Bytes up to @end, which is taken and not returned; fails when @end is not
 * among the next @limit bytes. */
struct bytes reader_until(struct reader *r, uint8_t end, size_t limit);

/* One line, its newline taken and not returned; as reader_until('\n'). */
struct bytes reader_line(struct reader *r, size_t limit);

/* All was read and nothing failed. */
bool reader_done(const struct reader *r);

#endif
