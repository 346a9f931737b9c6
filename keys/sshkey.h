/*
 * sshkey - public keys the way OpenSSH writes them.
 *
 *	ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA... comment
 *	mudan namespaces="git" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA...
 *
 * The second is a line of an allowed_signers file (ssh-keygen(1)), which stock
 * git and ssh-keygen read to check our commits and acts.
 */
#ifndef KEYS_SSHKEY_H
#define KEYS_SSHKEY_H

#include "base/buf.h"
#include "base/err.h"
#include "keys/sign.h"

struct why;

#define SSHKEY_LINE_BYTES_MAX      1024
#define SSHKEY_PRINCIPAL_BYTES_MAX 128
#define SSHKEY_NAMESPACE_BYTES_MAX 128

/* Appends the line without a newline; @comment may be NULL or empty. */
void sshkey_format(
    struct buf *out, const struct sign_public *public, const char *comment);

/* Takes one line without its newline; the comment is not looked at. */
enum err sshkey_parse(
    struct sign_public *out, struct bytes line, struct why *why) MUST_CHECK;

struct sshkey_signer {
	char principal[SSHKEY_PRINCIPAL_BYTES_MAX + 1];
	char namespaces[SSHKEY_NAMESPACE_BYTES_MAX + 1]; /* comma-separated */
	struct sign_public public;
};

/* Appends the line, newline included.  @principal and @namespaces are ours:
 * letters, digits and "-_.@/+" (and commas in @namespaces), not empty. */
void sshkey_format_signer(struct buf *out, const char *principal,
    const char *namespaces, const struct sign_public *public);

/* The same for a key that is good from @from to @until, both included: seconds
 * since 1970, later ones the end of the year 9999; 0 and INT64_MAX leave that
 * end open.  For stock tools (OpenSSH 9.1: times in UTC). */
void sshkey_format_span(struct buf *out, const char *principal,
    const char *namespaces, int64_t from, int64_t until,
    const struct sign_public *public);

/* Takes exactly what sshkey_format_signer() writes, with or without the
 * newline. */
enum err sshkey_parse_signer(
    struct sshkey_signer *out, struct bytes line, struct why *why) MUST_CHECK;

/* The wire form: string "ssh-ed25519", string key (RFC 8709 section 4).  Each
 * suite has its own word there; keys/suite_fields.h. */
void sshkey_put_blob(struct buf *out, const struct sign_public *public);
enum err sshkey_take_blob(
    struct sign_public *out, struct bytes blob) MUST_CHECK;

/* Appends what ssh-keygen -l and ssh-add -l print of a wire form, whosever:
 * "SHA256:" and base64 without its padding. */
void sshkey_fingerprint(struct buf *out, struct bytes blob);

#endif
