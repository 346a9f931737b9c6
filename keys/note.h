/*
 * note - signed notes, verifier keys and cosignatures with a time (C2SP
 * signed-note, tlog-cosignature v1).
 *
 *	text, every line ending in a newline
 *	(an empty line)
 *	— name base64(key id, signature)
 *
 * What a text means (a checkpoint) is read in sync/.  Two types of key:
 * timestamped cosignatures (0x04), which our logs and witnesses use, and plain
 * Ed25519 (0x01), for public witness programs that know no other on a log's
 * own line.  Both numbers are those of suite 1; keys/suite_fields.h has the
 * others'.
 */
#ifndef KEYS_NOTE_H
#define KEYS_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "keys/sign.h"

struct why;

#define NOTE_BYTES_MAX        65536
#define NOTE_SIGNATURES_MAX   16
#define NOTE_NAME_BYTES_MAX   128
#define NOTE_KEY_ID_BYTES     4
#define NOTE_TIME_SECONDS_MAX INT64_MAX
#define NOTE_TIME_BYTES       8 /* before the signature of a 0x04 key */
#define NOTE_VKEY_BYTES_MAX   256

enum note_type {
	NOTE_PLAIN = 0x01,    /* over the text */
	NOTE_COSIGNED = 0x04, /* over time and text */
};

/* Whom we know. */
struct note_key {
	char name[NOTE_NAME_BYTES_MAX + 1];
	enum note_type type;
	struct sign_public public;
	uint8_t id[NOTE_KEY_ID_BYTES]; /* computed */
};

/* Not empty, UTF-8, no blank, no plus sign, no control character. */
bool note_name_check(struct bytes name);

/* @name must be one that note_name_check() takes and of NOTE_NAME_BYTES_MAX at
 * most: names of ours, or checked before. */
void note_key_init(struct note_key *out, const char *name, enum note_type type,
    const struct sign_public *public);

/* First four bytes of SHA-256(name || 0x0A || type || public key). */
void note_key_id(uint8_t out[static NOTE_KEY_ID_BYTES], const char *name,
    enum note_type type, const struct sign_public *public);

/* The verifier key, "name+hex id+base64(type || public key)"; no newline. */
void note_key_format(struct buf *out, const struct note_key *key);
enum err note_key_parse(
    struct note_key *out, struct bytes vkey, struct why *why) MUST_CHECK;

/*
 * Append the line "— name base64\n" of a cosignature on @text at @seconds.
 * @text ends in a newline and is followed, in the note, by an empty line,
 * which is the caller's to write.
 */
void note_sign_line(struct buf *out, struct bytes text, const char *name,
    const struct sign_pair *pair, uint64_t seconds);

/* The same with a plain signature, type 0x01. */
void note_sign_plain_line(struct buf *out, struct bytes text, const char *name,
    const struct sign_pair *pair);

/* What a cosignature signs; appended. */
void note_cosigned_preimage(
    struct buf *out, struct bytes text, uint64_t seconds);

/* All borrowed from the note's bytes but for the signature. */
struct note_line {
	struct bytes line; /* the whole line, newline included */
	struct bytes name;
	uint8_t id[NOTE_KEY_ID_BYTES];
	size_t signature_bytes; /* all of it; a longer one is not kept */
	uint8_t signature[NOTE_TIME_BYTES + SIGNATURE_BYTES_MAX];
};

struct note {
	struct bytes text; /* final newline included, the empty line not */
	size_t count;
	struct note_line lines[NOTE_SIGNATURES_MAX];
};

/* Split a note.  ERR_LIMIT or ERR_PARSE with the reason.  Checks no signature;
 * a note has at least one. */
enum err note_parse(
    struct note *out, struct bytes whole, struct why *why) MUST_CHECK;

/* One signature line, with or without its newline. */
enum err note_parse_line(
    struct note_line *out, struct bytes line, struct why *why) MUST_CHECK;

/* The time of a cosignature, proven by nothing yet.  False when the line is not
 * as long as one of a suite that we know. */
bool note_line_seconds(
    const struct note_line *line, uint64_t *seconds) MUST_CHECK;

enum note_verdict {
	NOTE_ABSENT, /* the key did not sign; nothing is said against the note */
	NOTE_GOOD,
	NOTE_BAD, /* the key is named and its signature is wrong: refuse it all */
};

/* What @key says about the note.  With NOTE_GOOD and a 0x04 key, @seconds is
 * the time of its first line; may be NULL.  Every line of the key must be good,
 * lines of other keys do not matter. */
enum note_verdict note_check(const struct note *note,
    const struct note_key *key, uint64_t *seconds) MUST_CHECK;

/* One cosignature line against a text; on true @seconds is set. */
bool note_check_cosigned(struct bytes text, const char *name,
    const struct sign_public *public, struct bytes line,
    uint64_t *seconds) MUST_CHECK;

#endif
