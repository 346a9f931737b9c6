/*
 * witness_state - what a witness cosigned last, per log, and its file
 * (docs/FORMAT.md F-322; the drawing stands in sync/witness.h).
 */
#ifndef SYNC_WITNESS_STATE_H
#define SYNC_WITNESS_STATE_H

#include "keys/note.h"
#include "sync/disk.h"
#include "sync/witness.h"

struct witness_log {
	char origin[NOTE_NAME_BYTES_MAX + 1];
	uint64_t size;
	int64_t time; /* seconds */
	struct digest root;
};

struct witness_state { /* `{ 0 }` is a valid empty one */
	uint8_t instance[WITNESS_INSTANCE_BYTES];
	bool retired;
	struct witness_log *logs; /* owned; ascending by origin */
	size_t count, room;
};

void witness_state_fini(struct witness_state *s);

/* NULL when nothing of that log was cosigned. */
struct witness_log *witness_state_find(
    const struct witness_state *s, const char *origin);
/* The same, made when it is not there; not when it is full. */
struct witness_log *witness_state_take(
    struct witness_state *s, const char *origin);
bool witness_state_full(const struct witness_state *s);

bool witness_state_exists(const char *path);

/* Durable on return.  ERR_STORAGE. */
enum err witness_state_write(const struct witness_state *s, const char *path,
    struct why *why) MUST_CHECK;

/* ERR_NOT_FOUND; ERR_CORRUPT when it is not what was written; ERR_STORAGE. */
enum err witness_state_read(
    struct witness_state *out, const char *path, struct why *why) MUST_CHECK;

#endif
