/*
 * key_next - the files of a node's keys while one is rotated (docs/FORMAT.md
 * F-115).
 *
 *	keys/log.key         in force
 *	keys/log.key.next    made, and on disk, before the act that brings it
 *	keys/log-1.key       the first one that was replaced, and so on
 *
 *	make .next -> key.rotate durable -> switch: log.key -> log-<n>.key,
 *	                                            .next -> log.key
 *
 * A crash before the act leaves a file that nobody asks for; one after it, or
 * between the two renames, is made good at the next start, when the ledger says
 * which key is in force.  Blocks on the disk.
 */
#ifndef NODE_KEY_NEXT_H
#define NODE_KEY_NEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"
#include "keys/keyfile.h"

struct member;
struct why;

/* What acts call it: "log", "recovery", "witness", "channel", "sealing". */
bool key_next_purpose(enum keyfile_purpose *out, const char *word);

/* The public half, as acts and records hold it. */
struct bytes key_next_of_label(const struct keyfile_label *label);
struct bytes key_next_of_member(
    const struct member *m, enum keyfile_purpose purpose);

/* The caller mem_free()s these. */
char *key_next_path(const char *dir, enum keyfile_purpose purpose);
char *key_next_former_path(
    const char *dir, enum keyfile_purpose purpose, size_t n);

/* How many were replaced: the files from 1 on that are there in a row. */
size_t key_next_former_count(const char *dir, enum keyfile_purpose purpose);

/* By its label (which proves nothing): is the next key there, and is it @key? */
bool key_next_is(
    const char *dir, enum keyfile_purpose purpose, struct bytes key);

/* Put the next key in its place.  One that was moved away (recovery, offline)
 * leaves nothing behind.  ERR_NOT_FOUND without a next key. */
enum err key_next_switch(
    const char *dir, enum keyfile_purpose purpose, struct why *why) MUST_CHECK;

/* Finish a switch that was cut between its two renames.  Only for keys that
 * are always here: log, channel, sealing. */
enum err key_next_mend(
    const char *dir, enum keyfile_purpose purpose, struct why *why) MUST_CHECK;

#endif
