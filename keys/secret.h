/*
 * secret - the one type of everything secret: 32 bytes.
 *
 * An Ed25519 seed, an X25519 scalar, a dossier's key, a pseudonym key.  What
 * outlives a call goes into memory from secret_new(): locked (best effort),
 * between guard pages, left out of core dumps, wiped when freed.  What lives as
 * long as a call, and what libraries put there meanwhile, lies on a stack that
 * secret_lock_stack() has locked; its owner wipes it.
 */
#ifndef KEYS_SECRET_H
#define KEYS_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct random;

#define SECRET_BYTES 32

struct secret {
	uint8_t b[SECRET_BYTES];
};

/* A fresh one. */
void secret_make(struct secret *out, struct random *r);
void secret_wipe(struct secret *s);

/* Zeroed, guarded memory for objects that hold secrets; some pages each, so
 * not for thousands.  Aborts rather than return NULL.  Keep no owned pointers in
 * it: a leak checker does not look there. */
void *secret_new(size_t size);
void secret_free(void *p); /* wipes; NULL is fine */

/* Lock the calling thread's stack, SECRET_STACK_BYTES below the caller (best
 * effort), and leave it out of core dumps.  Once a thread, early. */
#define SECRET_STACK_BYTES 262144
void secret_lock_stack(void);

/* Does the system lock @size bytes, so that they are never swapped out?  A
 * limit (RLIMIT_MEMLOCK) or a filter may forbid that; all else holds
 * nevertheless. */
bool secret_is_locked(size_t size);

/* Wipe the unused stack below the caller: what libraries left there when they
 * worked on a secret. */
void secret_scrub_stack(void);

#endif
