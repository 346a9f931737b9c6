/*
 * bytes - a borrowed run of bytes.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A borrowed run of bytes.  Passed by value; owns nothing. */
struct bytes {
	const uint8_t *p;
	size_t n;
};

#define bytes_of(object) \
	((struct bytes){ (const uint8_t *)&(object), sizeof(object) })

struct bytes bytes_text(const char *text); /* without the final zero */
struct bytes bytes_part(
    struct bytes b, size_t from, size_t count); /* must fit */
bool bytes_equal(struct bytes a, struct bytes b);
int bytes_compare(struct bytes a, struct bytes b); /* memcmp, then length */

#endif
