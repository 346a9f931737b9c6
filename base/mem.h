/*
 * mem - memory that is there or the process ends, and broken invariants.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Zeroed memory; aborts rather than return NULL.  Never use it with a size a
 * peer chose: bound that first.  A size of 0 gives a unique pointer. */
void *mem_new(size_t size);

/* Zeroed array; aborts when count * size overflows. */
void *mem_new_array(size_t count, size_t size);

/* Grow or shrink; new bytes are not zeroed. */
void *mem_resize(void *p, size_t size);

/* Copies; the result is the caller's. */
void *mem_copy(const void *p, size_t size);
char *mem_copy_text(const char *text);

/* Behaves like free(3): NULL is fine. */
void mem_free(void *p);

/* Overwrite with zeros in a way the compiler keeps. */
void mem_wipe(void *p, size_t size);

/* printf into new memory, the caller's. */
char *mem_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Always on, in every build. */
#define must(expr) ((expr) ? (void)0 : mem_broken(#expr, __FILE__, __LINE__))
_Noreturn void mem_broken(const char *expr, const char *file, int line);

#endif
