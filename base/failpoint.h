/*
 * failpoint - named places where a test kills the process.
 *
 *	TONGBAN_FAILPOINT=append.after_commit:3 tongban run ...
 *
 * ends it by SIGKILL when that place is passed the third time (without ":n",
 * the first).  Compiled only with the CMake option FAILPOINTS: a release build
 * holds none of it.
 */
#ifndef BASE_FAILPOINT_H
#define BASE_FAILPOINT_H

#include <stddef.h>

/* constant, name.  append.*: the store writes one batch, whose it may be; put.*:
 * it writes several at once. */
#define FAILPOINT_MAP(X)                                  \
	X(APPEND_BEFORE_WRITE, "append.before_write")     \
	X(APPEND_AFTER_BLOBS, "append.after_blobs")       \
	X(APPEND_AFTER_TREE, "append.after_tree")         \
	X(APPEND_AFTER_COMMIT, "append.after_commit")     \
	X(APPEND_AFTER_READBACK, "append.after_readback") \
	X(APPEND_AFTER_REF, "append.after_ref")           \
	X(APPEND_AFTER_INDEX, "append.after_index")       \
	X(PUT_AFTER_OBJECTS, "put.after_objects")         \
	X(PUT_AFTER_REF, "put.after_ref")                 \
	X(TIME_BEFORE_RENAME, "time.before_rename")       \
	X(TIME_AFTER_RENAME, "time.after_rename")         \
	X(WITNESS_BEFORE_RENAME, "witness.before_rename") \
	X(WITNESS_AFTER_RENAME, "witness.after_rename")   \
	X(VAULT_BEFORE_RENAME, "vault.before_rename")     \
	X(VAULT_AFTER_RENAME, "vault.after_rename")       \
	X(VAULT_BEFORE_ERASE, "vault.before_erase")       \
	X(VAULT_AFTER_ERASE, "vault.after_erase")         \
	X(WRAP_BEFORE_RENAME, "wrap.before_rename")       \
	X(WRAP_AFTER_RENAME, "wrap.after_rename")         \
	X(ROTATE_BEFORE_SWITCH, "rotate.before_switch")   \
	X(ROTATE_BETWEEN, "rotate.between")               \
	X(ROTATE_AFTER_SWITCH, "rotate.after_switch")     \
	X(INIT_BEFORE_RENAME, "init.before_rename")       \
	X(INIT_AFTER_RENAME, "init.after_rename")

enum failpoint {
#define X(constant, name) FAILPOINT_##constant,
	FAILPOINT_MAP(X)
#undef X
	    FAILPOINT_COUNT
};

/* Static; NULL for a stray number. */
const char *failpoint_name(enum failpoint f);

#ifdef FAILPOINTS
/* Perhaps the last thing this process does.  An environment variable that
 * names no failpoint stops the process: a test with a typo must not pass. */
void failpoint(enum failpoint f);
#else
static inline void failpoint(enum failpoint f)
{
	(void)f;
}
#endif

#endif
