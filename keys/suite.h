/*
 * suite - the bundle of algorithms a document is made with, never mixed.
 *
 * Suite 1: Ed25519, SHA-256, X25519, XChaCha20-Poly1305, Argon2id (DESIGN
 * section 5).  A network's suite stands in its genesis; a document of another
 * one is refused as a whole, so no algorithm can be chosen by whoever wrote it
 * (docs/FORMAT.md F-4, F-11, F-17 to F-19).
 *
 * Keys, signatures and the like carry the number of their suite, and their
 * lengths are known in this folder alone: others ask sign_public_bytes() and
 * its kin.  What a suite is made of: keys/suite_fields.h.
 *
 * Any thread.
 */
#ifndef KEYS_SUITE_H
#define KEYS_SUITE_H

#include <stdbool.h>
#include <stdint.h>

#define SUITE_1    1
#define SUITE_TEST 250 /* known to test builds alone (option TEST_SUITE) */

/* Room for the largest suite of the table. */
#define SUITE_SIGN_PUBLIC_BYTES_MAX 57
#define SUITE_SIGN_SECRET_BYTES_MAX 64
#define SUITE_SIGNATURE_BYTES_MAX   114
#define SUITE_SEAL_PUBLIC_BYTES_MAX 56

/* Do we know the suite with this number? */
bool suite_check(uint64_t number);

/* The number that a document names; false when it is none of ours. */
bool suite_take(uint8_t *out, int64_t number);

/* "ed25519-sha256-x25519-xchacha20poly1305-argon2id"; of a known suite. */
const char *suite_name(uint8_t suite);

/*
 * Make libsodium ready.  Every function of this folder that needs it calls
 * this itself; again and from several threads at once is fine.  A libsodium
 * that cannot start is a broken machine: the process stops.
 */
void suite_init(void);

#endif
