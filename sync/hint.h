/*
 * hint - which channel key a dialler expects, for whoever has it (docs/PROTOCOL.md
 * P-20): a salt, and the beginning of a hash over it and the key.  Who listens
 * and does not know the members' keys learns nothing by it.  Pure.
 */
#ifndef SYNC_HINT_H
#define SYNC_HINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct noise_public;
struct random;

#define HINT_SALT_BYTES 8
#define HINT_BYTES      16

/* Another one each time. */
void hint_make(uint8_t out[static HINT_BYTES], const struct noise_public *key,
    struct random *r);

/* Does it mean this key?  False for what is no hint. */
bool hint_fits(struct bytes hint, const struct noise_public *key);

#endif
