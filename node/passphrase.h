/*
 * passphrase - what opens a key file, in locked memory from the first byte.
 *
 * Read straight into guarded memory (keys/secret.h), from a file or from the
 * terminal: no buffer of a library and no arena ever holds it.  Wiped when
 * freed.  Blocks: for commands and for start-up.
 */
#ifndef NODE_PASSPHRASE_H
#define NODE_PASSPHRASE_H

#include "base/bytes.h"
#include "base/err.h"

struct passphrase;
struct why;

/* The whole of @path ("-": standard input), less one final newline.
 * ERR_LIMIT beyond KEYFILE_PASSPHRASE_BYTES_MAX; ERR_PASSPHRASE when it is empty;
 * ERR_EXPOSED when others may read it; otherwise as file_read(). */
enum err passphrase_read(
    struct passphrase **out, const char *path, struct why *why) MUST_CHECK;

/* Ask for that of the key file @name, without echo; standard input must be a
 * terminal.  ERR_PASSPHRASE when nothing, or too much, was typed. */
enum err passphrase_ask(
    struct passphrase **out, const char *name, struct why *why) MUST_CHECK;

/* Borrowed; empty for NULL. */
struct bytes passphrase_bytes(const struct passphrase *p);

void passphrase_free(struct passphrase *p); /* wipes; NULL is fine */

#endif
