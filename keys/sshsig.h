/*
 * sshsig - signatures that stock ssh-keygen and git verify (OpenSSH
 * PROTOCOL.sshsig, version 1; in suite 1 Ed25519 and hash sha512).
 *
 * Acts are signed in namespace "act@tongban" and keep the raw bytes; a
 * commit carries the armour, namespace "git".  The namespace is inside what is
 * signed, so a signature made for one can never pass for the other.
 */
#ifndef KEYS_SSHSIG_H
#define KEYS_SSHSIG_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/sign.h"

struct why;

#define SSHSIG_NAMESPACE_ACT       "act@tongban"
#define SSHSIG_NAMESPACE_GIT       "git"
#define SSHSIG_NAMESPACE_BYTES_MAX 64
#define SSHSIG_ARMOR_BYTES_MAX     1024

/* Appends what is signed: the namespace and the hash of @message, SHA-512 in
 * suite 1. */
void sshsig_preimage(struct buf *out, uint8_t suite, const char *namespace,
    struct bytes message);

struct signature sshsig_sign(
    const struct sign_pair *pair, const char *namespace, struct bytes message);

bool sshsig_check(const struct sign_public *public, const char *namespace,
    struct bytes message, const struct signature *signature) MUST_CHECK;

/* Appends the armoured blob, as ssh-keygen writes it: lines of 70, final
 * newline included. */
void sshsig_armor(struct buf *out, const struct sign_public *public,
    const char *namespace, const struct signature *signature);

struct sshsig {
	struct sign_public public;
	char namespace[SSHSIG_NAMESPACE_BYTES_MAX + 1];
	struct signature signature;
};

/*
 * Takes exactly what sshsig_armor() writes; the final newline may be absent.
 * ERR_PARSE with the reason otherwise.  Checks form only: whose key it is and
 * what it signs is for sshsig_check().
 */
enum err sshsig_unarmor(
    struct sshsig *out, struct bytes armor, struct why *why) MUST_CHECK;

#endif
