/*
 * keyfile - one secret key in one file, under a passphrase.
 *
 * The file is text; fields are separated by one blank, lines end in a newline,
 * numbers are plain decimal, bytes are lower-case hex:
 *
 *	tongban-keyfile/v1
 *	suite 2                            not written for suite 1
 *	purpose log                        what the key may be used for
 *	name mudan                         whose it is: node or staff id
 *	public <digits>                    the public half
 *	protection sealed                  or "open": no passphrase, mode only
 *	argon2id <passes> <memory in KiB> <32 digits: salt>
 *	nonce <48 digits>
 *	box <96 digits>                    the suite's AEAD over the 32 bytes
 *	sum <64 digits>                    SHA-256 of all bytes before this line
 *
 * Suite 1: XChaCha20-Poly1305; box key = Argon2id(passphrase, salt), one lane,
 * version 1.3, 32 bytes.  Another suite has its own word in the line argon2id.
 * Associated data = all bytes before the line "box", so no label can be
 * exchanged.  The secret is what a pair of the suite is made of: in suite 1 an
 * Ed25519 seed, or an X25519 scalar for the purpose sealing.  A channel key is
 * X25519 in every suite (keys/noise.h).  After opening, the public half is
 * computed anew and must be the one named.  The sum tells a rotten file from a
 * wrong passphrase; it protects nothing else.
 *
 * Blocks on disk and on Argon2: not for the loop thread once it serves.
 */
#ifndef KEYS_KEYFILE_H
#define KEYS_KEYFILE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/noise.h"
#include "keys/seal.h"
#include "keys/secret.h"
#include "keys/sign.h"

struct random;
struct why;

#define KEYFILE_BYTES_MAX            1024
#define KEYFILE_NAME_BYTES_MAX       128
#define KEYFILE_PASSPHRASE_BYTES_MAX 1024
#define KEYFILE_PASSES_MAX           16
#define KEYFILE_MEMORY_KIB_MIN       8
#define KEYFILE_MEMORY_KIB_MAX       (1u << 20)

/* purpose, number, word */
#define KEYFILE_PURPOSE_MAP(X)     \
	X(LOG, 1, "log")           \
	X(RECOVERY, 2, "recovery") \
	X(WITNESS, 3, "witness")   \
	X(CHANNEL, 4, "channel")   \
	X(SEALING, 5, "sealing")   \
	X(ROOT, 6, "root")         \
	X(STAFF, 7, "staff")

enum keyfile_purpose {
#define X(name, number, word) KEYFILE_##name = (number),
	KEYFILE_PURPOSE_MAP(X)
#undef X
};

enum keyfile_protection {
	KEYFILE_SEALED, /* needs a passphrase that is not empty */
	KEYFILE_OPEN,   /* guarded by the file mode alone, knowingly */
};

enum keyfile_cost {
	KEYFILE_INTERACTIVE, /* 2 passes over 64 MiB */
	KEYFILE_MODERATE,    /* 3 passes over 256 MiB: recovery and root keys */
	KEYFILE_CHEAP,       /* 1 pass over 8 KiB: tests and open files */
};

/* What the file says without a passphrase. */
struct keyfile_label {
	enum keyfile_purpose purpose;
	uint8_t suite;
	char name[KEYFILE_NAME_BYTES_MAX + 1];
	union { /* filled in by this file; by purpose */
		struct noise_public channel;
		struct seal_public sealing;
		struct sign_public sign; /* all others */
	} public;
	enum keyfile_protection protection; /* filled in by this file */
};

/* How a file is to be locked.  With KEYFILE_OPEN the rest is not looked at. */
struct keyfile_lock {
	enum keyfile_protection protection;
	enum keyfile_cost cost;
	struct bytes passphrase; /* borrowed */
};

/* @name: printable ASCII without blanks, not empty, or ERR_USAGE; @suite one that
 * we know. */
enum err keyfile_label_init(struct keyfile_label *out,
    enum keyfile_purpose purpose, uint8_t suite, const char *name,
    struct why *why) MUST_CHECK;

/* Fill in the public half of a label that is about to be written. */
void keyfile_label_prove(
    struct keyfile_label *label, const struct secret *secret);

/* Does a key of this purpose sign? */
bool keyfile_signs(enum keyfile_purpose purpose);

/* Static word of the table above. */
const char *keyfile_purpose_word(enum keyfile_purpose purpose);

/*
 * Write a new file, mode 0600, all or nothing, on disk before it returns.
 *
 * ERR_EXISTS when @path is there: a key is never written over.  ERR_PASSPHRASE
 * when the lock is sealed and the passphrase empty or too long.  Otherwise as
 * io_failed().
 */
enum err keyfile_write(const char *path, const struct keyfile_label *label,
    const struct secret *secret, const struct keyfile_lock *lock,
    struct random *random, struct why *why) MUST_CHECK;

/* The same, in place of a file that is there: a new passphrase. */
enum err keyfile_replace(const char *path, const struct keyfile_label *label,
    const struct secret *secret, const struct keyfile_lock *lock,
    struct random *random, struct why *why) MUST_CHECK;

/*
 * Open a file.  @label and @secret are filled only with ERR_OK.
 *
 * As io_failed() when it cannot be read; ERR_PARSE when it is no
 * key file or breaks a limit above; ERR_EXPOSED when others may read it
 * (keys/guarded.h); ERR_CORRUPT when the sum or, in an open
 * file, the box is wrong; ERR_PASSPHRASE when a sealed box does not open.
 */
enum err keyfile_read(const char *path, struct bytes passphrase,
    struct keyfile_label *label, struct secret *secret,
    struct why *why) MUST_CHECK;

/* Only the label; what it says is unproven until the box was opened. */
enum err keyfile_peek(
    const char *path, struct keyfile_label *label, struct why *why) MUST_CHECK;

/* The same over bytes, for tests and the fuzzer. */
enum err keyfile_encode(struct buf *out, const struct keyfile_label *label,
    const struct secret *secret, const struct keyfile_lock *lock,
    struct random *random, struct why *why) MUST_CHECK;
enum err keyfile_decode(struct bytes file, struct bytes passphrase,
    struct keyfile_label *label, struct secret *secret,
    struct why *why) MUST_CHECK;

#endif
