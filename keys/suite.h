/*
 * suite - the bundle of algorithms a document is made with, never mixed.
 *
 * Suite 1: Ed25519, SHA-256, X25519, XChaCha20-Poly1305, Argon2id (DESIGN
 * section 5).  A document names its suite; one of another suite is refused as
 * a whole, so no algorithm can be chosen by whoever wrote it.
 *
 * Any thread.
 */
#ifndef KEYS_SUITE_H
#define KEYS_SUITE_H

#include <stdbool.h>
#include <stdint.h>

#define SUITE_1    1
#define SUITE_NAME "ed25519-sha256-x25519-xchacha20poly1305-argon2id"

/* Do we know the suite with this number? */
bool suite_check(uint64_t number);

/*
 * Make libsodium ready.  Every function of this folder that needs it calls
 * this itself; again and from several threads at once is fine.  A libsodium
 * that cannot start is a broken machine: the process stops.
 */
void suite_init(void);

#endif
