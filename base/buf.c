#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define ROOM_BYTES_MIN 64

struct buf buf_over(void *p, size_t room)
{
	return (struct buf){ .p = p, .room = room, .kind = BUF_FIXED };
}

/* realloc() would leave a copy behind. */
static uint8_t *move_wiped(const struct buf *b, size_t room)
{
	uint8_t *to = mem_new(room);

	if (b->n > 0)
		memcpy(to, b->p, b->n);
	mem_wipe(b->p, b->room);
	mem_free(b->p);
	return to;
}

/* Room for @count bytes after what is there, and where they start. */
static uint8_t *reserve(struct buf *b, size_t count)
{
	size_t need;

	must(!__builtin_add_overflow(b->n, count, &need));
	if (need > b->room || b->p == NULL) {
		size_t room =
		    b->room < ROOM_BYTES_MIN ? ROOM_BYTES_MIN : b->room;

		must(b->kind != BUF_FIXED);
		while (room < need)
			must(!__builtin_mul_overflow(room, (size_t)2, &room));
		b->p = b->kind == BUF_WIPED ? move_wiped(b, room)
					    : mem_resize(b->p, room);
		b->room = room;
	}
	return b->p + b->n;
}

void buf_put(struct buf *b, struct bytes data)
{
	uint8_t *to = reserve(b, data.n);

	if (data.n > 0)
		memcpy(to, data.p, data.n);
	b->n += data.n;
}

void buf_put_byte(struct buf *b, uint8_t byte)
{
	*reserve(b, 1) = byte;
	b->n++;
}

void buf_put_text(struct buf *b, const char *text)
{
	buf_put(b, bytes_text(text));
}

static void put_big_endian(struct buf *b, uint64_t v, size_t size)
{
	uint8_t *to = reserve(b, size);

	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(v >> (8 * (size - 1 - i)));
	b->n += size;
}

void buf_put_u16(struct buf *b, uint16_t v)
{
	put_big_endian(b, v, sizeof(v));
}

void buf_put_u32(struct buf *b, uint32_t v)
{
	put_big_endian(b, v, sizeof(v));
}

void buf_put_u64(struct buf *b, uint64_t v)
{
	put_big_endian(b, v, sizeof(v));
}

void buf_print(struct buf *b, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	must(n >= 0);

	char *to = (char *)reserve(b, (size_t)n + 1);

	must(vsnprintf(to, (size_t)n + 1, format, again) == n);
	va_end(again);
	b->n += (size_t)n;
}

uint8_t *buf_extend(struct buf *b, size_t count)
{
	uint8_t *to = reserve(b, count);

	memset(to, 0, count);
	b->n += count;
	return to;
}

void buf_drop(struct buf *b, size_t count)
{
	must(count <= b->n);
	if (count == 0)
		return;
	b->n -= count;
	memmove(b->p, b->p + count, b->n);
	if (b->kind == BUF_WIPED)
		mem_wipe(b->p + b->n, count);
}

void buf_clear(struct buf *b)
{
	if (b->kind == BUF_WIPED)
		mem_wipe(b->p, b->n);
	b->n = 0;
}

void buf_fini(struct buf *b)
{
	if (b->kind == BUF_WIPED)
		mem_wipe(b->p, b->room);
	if (b->kind != BUF_FIXED)
		mem_free(b->p);
	*b = (struct buf){ .kind =
			       b->kind == BUF_WIPED ? BUF_WIPED : BUF_PLAIN };
}

struct bytes buf_bytes(const struct buf *b)
{
	return (struct bytes){ b->p, b->n };
}

const char *buf_text(struct buf *b)
{
	*reserve(b, 1) = '\0';
	return (const char *)b->p;
}

char *buf_take_text(struct buf *b)
{
	char *text;

	must(b->kind == BUF_PLAIN);
	*reserve(b, 1) = '\0';
	text = (char *)b->p;
	*b = (struct buf){ 0 };
	return text;
}
