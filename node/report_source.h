/*
 * report_source - the logs of a data folder up to given heads, for whoever
 * counts: what lies beyond them is as if it had never come, so that every node
 * that holds the same acts counts the same (docs/FORMAT.md F-230).
 *
 *	heads --ledger of what they hold--> cases, one by one, folded
 *
 * Reads the index beside a daemon or without one; commands only, it blocks.
 * One case is in memory at a time.
 */
#ifndef NODE_REPORT_SOURCE_H
#define NODE_REPORT_SOURCE_H

#include <stddef.h>

#include "base/err.h"
#include "node/index_read.h"

struct dossier;
struct genesis;
struct ledger;
struct report_source;
struct why;

#define REPORT_SOURCE_HEADS_MAX 4096 /* logs */

/* Heads that are held now; ERR_NOT_FOUND, ERR_CORRUPT as index_open(). */
enum err report_source_open(
    struct report_source **out, const char *dir, struct why *why) MUST_CHECK;
void report_source_close(struct report_source *s); /* NULL is fine */

/* By log, as far as the counting goes; borrowed. */
const struct index_log *report_source_heads(
    const struct report_source *s, size_t *count);

/* Count at these (node, epoch, size, root); copied.  ERR_NOT_FOUND: one is not
 * held so far; ERR_CONFLICT: it is held with another root. */
enum err report_source_set(struct report_source *s,
    const struct index_log *heads, size_t count, struct why *why) MUST_CHECK;

/* Read the ledger of what the heads hold; once, before the next two. */
enum err report_source_read(
    struct report_source *s, struct why *why) MUST_CHECK;
const struct ledger *report_source_ledger(const struct report_source *s);
const struct genesis *report_source_genesis(const struct report_source *s);

/* Each case folded, newest first; it lives until @seen returns. */
void report_source_each(struct report_source *s,
    void (*seen)(void *arg, const struct dossier *d, const struct ledger *l),
    void *arg);

/* Does a log that is held have an act of before @time at or beyond its head
 * (0 for one that no head names)? */
bool report_source_is_behind(
    struct report_source *s, const struct index_log *held, int64_t time);

/* All logs that are held now, in @a. */
size_t report_source_held(
    struct report_source *s, struct arena *a, struct index_log **out);

#endif
