/*
 * keyring - opens key files for commands and for the daemon's start.
 *
 * The passphrase of a sealed file comes from a file (a systemd credential,
 * --passphrase-file, TONGBAN_PASSPHRASE_FILE) or, in a terminal, from a
 * question.  A final newline of the file does not belong to it.
 */
#ifndef NODE_KEYRING_H
#define NODE_KEYRING_H

#include "base/err.h"
#include "base/why.h"
#include "keys/keyfile.h"
#include "keys/noise.h"
#include "keys/seal.h"
#include "keys/sign.h"

#define KEYRING_OPTION                                        \
	{                                                     \
		"passphrase-file", CMD_OPTIONAL, "FILE",      \
		    "口令文件 / file with the passphrase" \
	}

#define KEYRING_SUITE                                                        \
	{                                                                    \
		"suite", CMD_OPTIONAL, "N",                                  \
		    "算法套件,默认 1 / suite of algorithms, default 1" \
	}

/* The number in @text; 1 when it is NULL.  ERR_USAGE when we do not know it. */
enum err keyring_suite(
    const char *text, uint8_t *out, struct why *why) MUST_CHECK;

/* The file that is read when @passphrase_file was given, or NULL was: then the
 * one of TONGBAN_PASSPHRASE_FILE.  NULL: none. */
const char *keyring_passphrase_file(const char *passphrase_file);

/* Open a signing key (log, recovery, witness, root, staff).  @passphrase_file
 * may be NULL.  ERR_CONFIG when the file holds another kind of key. */
enum err keyring_sign_pair(const char *path, const char *passphrase_file,
    struct sign_pair *out, struct keyfile_label *label,
    struct why *why) MUST_CHECK;

/* The same for a sealing key, and for a channel key. */
enum err keyring_seal_pair(const char *path, const char *passphrase_file,
    struct seal_pair *out, struct keyfile_label *label,
    struct why *why) MUST_CHECK;
enum err keyring_noise_pair(const char *path, const char *passphrase_file,
    struct noise_pair *out, struct keyfile_label *label,
    struct why *why) MUST_CHECK;

/* Make a new key of @purpose in a new file; with a passphrase file (or
 * TONGBAN_PASSPHRASE_FILE) sealed, otherwise open.  @label is set, with the
 * public half. */
enum err keyring_make(const char *path, enum keyfile_purpose purpose,
    uint8_t suite, const char *name, const char *passphrase_file,
    struct keyfile_label *label, struct why *why) MUST_CHECK;

/* Give the key in @path another passphrase: the old one is asked for first, as
 * above; the new one comes from @new_file or, when that is NULL, twice from the
 * terminal.  The file is replaced whole or stays as it is; @label is what it
 * was.  ERR_PASSPHRASE when the old one is wrong or the new one empty. */
enum err keyring_change(const char *path, const char *passphrase_file,
    const char *new_file, struct keyfile_label *label,
    struct why *why) MUST_CHECK;

#endif
