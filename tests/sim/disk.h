/*
 * disk - what is left of a machine without power: a cache that takes writes,
 * and platters that have what was synced.
 *
 * A store over it (sync/store.c, the product's) goes through the steps of
 * sync/store_git.c: objects, sync, read back, ref, sync.  The power may go
 * before any of them.  What was not synced is then there, gone or torn, each by
 * the dice; a ref that was not synced is the old one or the new one.
 */
#ifndef TESTS_SIM_DISK_H
#define TESTS_SIM_DISK_H

#include "keys/random.h"
#include "sync/store.h"

struct disk;

struct disk *disk_new(void);
void disk_free(struct disk *d);

/* A process that starts: it sees what the disk has.  The caller frees it, and
 * before disk_free(). */
struct store *disk_store(struct disk *d);

/* The logs that are on it, also those that no store has open. */
size_t disk_log_count(const struct disk *d);
const char *disk_log_at(const struct disk *d, size_t i);

bool disk_has_log(const struct disk *d, const char *node);

/* Before the @n-th step from now (1: the next) the power goes. */
void disk_fail(struct disk *d, unsigned n);

/* The power is back: what the cache held is settled by the dice. */
void disk_crash(struct disk *d, struct random *random);

/* Takes the last batch away: what a disk that lies about fsync would do. */
void disk_forget(struct disk *d, const char *node);

#endif
