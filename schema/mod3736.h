/*
 * mod3736 - check character of ISO/IEC 7064 MOD 37,36 over digits and capitals.
 *
 * One character that shows every single wrong character and nearly every swap
 * of neighbours.  E-licence identifiers (GB/T 36904) and our case numbers use
 * it.
 */
#ifndef SCHEMA_MOD3736_H
#define SCHEMA_MOD3736_H

#include <stdint.h>

#include "base/buf.h"

/* A computation fed in parts, so that separators can be left out. */
struct mod3736 {
	uint32_t product;
};

struct mod3736 mod3736_begin(void);

/* Feed the digits and capital letters of @text; everything else in it is a
 * separator and does not count. */
void mod3736_feed(struct mod3736 *m, struct bytes text);

/* The same as some public code has it: letters are worth one more. */
void mod3736_feed_high(struct mod3736 *m, struct bytes text);

/* The check character, a digit or a capital. */
char mod3736_end(const struct mod3736 *m);

#endif
