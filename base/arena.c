#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define BLOCK_BYTES 4096

struct block {
	struct block *older;
	size_t room;
	size_t used;
	_Alignas(max_align_t) unsigned char memory[];
};

struct arena {
	struct block *newest; /* owned, as are all that it leads to */
	size_t used;
	bool wiped;
};

struct arena *arena_new(void)
{
	return mem_new(sizeof(struct arena));
}

struct arena *arena_new_wiped(void)
{
	struct arena *a = arena_new();

	a->wiped = true;
	return a;
}

void arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	for (struct block *b = a->newest; b != NULL;) {
		struct block *older = b->older;

		if (a->wiped)
			mem_wipe(b->memory, b->used);
		mem_free(b);
		b = older;
	}
	mem_free(a);
}

static struct block *block_new(size_t room)
{
	struct block *b;
	size_t size;

	must(!__builtin_add_overflow(sizeof(*b), room, &size));
	b = mem_new(size);
	b->room = room;
	return b;
}

/* A block with room for @size.  One that is larger than usual goes behind the
 * newest, whose rest stays in use. */
static struct block *block_for(struct arena *a, size_t size)
{
	struct block *b = a->newest;

	if (b != NULL && size <= b->room - b->used)
		return b;
	b = block_new(size > BLOCK_BYTES ? size : BLOCK_BYTES);
	if (size > BLOCK_BYTES && a->newest != NULL) {
		b->older = a->newest->older;
		a->newest->older = b;
	} else {
		b->older = a->newest;
		a->newest = b;
	}
	return b;
}

void *arena_take(struct arena *a, size_t size)
{
	const size_t step = _Alignof(max_align_t);
	struct block *b;
	void *p;

	must(size <= SIZE_MAX - step);
	size = size > 0 ? (size + step - 1) / step * step : step;
	b = block_for(a, size);
	p = b->memory + b->used;
	b->used += size;
	a->used += size;
	return p;
}

void *arena_take_array(struct arena *a, size_t count, size_t size)
{
	size_t total;

	must(!__builtin_mul_overflow(count, size, &total));
	return arena_take(a, total);
}

struct bytes arena_copy(struct arena *a, struct bytes b)
{
	uint8_t *copy = arena_take(a, b.n);

	if (b.n > 0)
		memcpy(copy, b.p, b.n);
	return (struct bytes){ copy, b.n };
}

const char *arena_text(struct arena *a, struct bytes b)
{
	size_t size;
	char *text;

	must(!__builtin_add_overflow(b.n, (size_t)1, &size));
	text = arena_take(a, size); /* zeroed, so terminated */
	if (b.n > 0)
		memcpy(text, b.p, b.n);
	return text;
}

const char *arena_print(struct arena *a, const char *format, ...)
{
	va_list args, again;
	char *text;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	must(n >= 0);
	text = arena_take(a, (size_t)n + 1);
	must(vsnprintf(text, (size_t)n + 1, format, again) == n);
	va_end(again);
	return text;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
