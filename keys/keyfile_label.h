/*
 * keyfile_label - what a key file says without a passphrase: a name, and the
 * public half by purpose and suite.
 *
 * For keys/keyfile.c alone; others have keys/keyfile.h.
 */
#ifndef KEYS_KEYFILE_LABEL_H
#define KEYS_KEYFILE_LABEL_H

#include "base/buf.h"
#include "base/err.h"
#include "keys/keyfile.h"

#define KEYFILE_LABEL_PUBLIC_BYTES_MAX 64 /* of any suite */

/* ERR_PARSE when it is no name of a key. */
enum err keyfile_label_take_name(
    struct keyfile_label *label, struct bytes name) MUST_CHECK;

/* The public half as the file has it (borrowed), and from its digits: purpose
 * and suite are set.  ERR_PARSE when it is not as long as theirs. */
struct bytes keyfile_label_public(const struct keyfile_label *label);
enum err keyfile_label_take_public(
    struct keyfile_label *label, struct bytes hex) MUST_CHECK;

#endif
