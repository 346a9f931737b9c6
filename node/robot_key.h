/*
 * robot_key - the key by which a node signs what its clocks order
 * (docs/FORMAT.md F-202, F-208): DIR/keys/robot.key, a staff key that the node
 * itself holds.  An operator certifies it; without it nothing is executed.
 */
#ifndef NODE_ROBOT_KEY_H
#define NODE_ROBOT_KEY_H

#include <stdint.h>

#include "base/err.h"
#include "keys/keyfile.h"
#include "keys/sign.h"

struct ledger;
struct why;

#define ROBOT_KEY_ID "robot" /* of its certificate, and in its file */

/* "DIR/keys/robot.key"; the caller mem_free()s it. */
char *robot_key_path(const char *dir);

/* A new one; @former: what is there is kept as robot.key.former, one that lay
 * there goes.  ERR_EXISTS otherwise when one is there. */
enum robot_key_former { ROBOT_KEY_STAYS, ROBOT_KEY_FORMER };
enum err robot_key_make(const char *dir, uint8_t suite,
    enum robot_key_former former, const char *passphrase_file,
    struct keyfile_label *label, struct why *why) MUST_CHECK;

/* Its public half alone.  ERR_NOT_FOUND: there is none. */
enum err robot_key_peek(
    const char *dir, struct keyfile_label *label, struct why *why) MUST_CHECK;

/* The key itself, into secret memory; blocks on Argon2.  ERR_CONFLICT when the
 * file holds another kind of key. */
enum err robot_key_open(struct sign_pair *out, const char *dir,
    const char *passphrase_file, struct why *why) MUST_CHECK;

/* The time of the first certificate of a robot in @node's log; INT64_MAX: there
 * was none. */
int64_t robot_key_since(const struct ledger *l, const char *node);

#endif
