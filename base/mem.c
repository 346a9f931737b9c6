#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *mem_new(size_t size)
{
	/* calloc(1, 0) may give NULL or a pointer; we promise a pointer. */
	void *p = calloc(1, size > 0 ? size : 1);

	must(p != NULL);
	return p;
}

void *mem_new_array(size_t count, size_t size)
{
	size_t total;

	must(!__builtin_mul_overflow(count, size, &total));
	return mem_new(total);
}

void *mem_resize(void *p, size_t size)
{
	void *moved = realloc(p, size > 0 ? size : 1);

	must(moved != NULL);
	return moved;
}

void *mem_copy(const void *p, size_t size)
{
	void *copy = mem_new(size);

	if (size > 0)
		memcpy(copy, p, size);
	return copy;
}

char *mem_copy_text(const char *text)
{
	return mem_copy(text, strlen(text) + 1);
}

void mem_free(void *p)
{
	free(p);
}

void mem_wipe(void *p, size_t size)
{
	if (size > 0)
		explicit_bzero(p, size);
}

char *mem_print(const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	must(n >= 0);
	return text;
}

_Noreturn void mem_broken(const char *expr, const char *file, int line)
{
	(void)fprintf(
	    stderr, "%s:%d: broken invariant: %s\n", file, line, expr);
	abort();
}
