/*
 * draft - an act in a file, on its way from one signer to the next
 * (docs/FORMAT.md F-112).
 *
 * The file is the act's canonical bytes: without `sigs` while nobody has
 * signed, with those that are there after that.  No node is needed: the file
 * goes on a stick from key to key, copies are merged, and whoever has the last
 * one hands it in.
 */
#ifndef NODE_DRAFT_H
#define NODE_DRAFT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/act.h"

struct signer;
struct value;

/* In @a; sig_count is 0 for one that nobody has signed.  ERR_PARSE when the
 * file holds no act. */
enum err draft_read(struct arena *a, const char *path, struct act **out,
    struct why *why) MUST_CHECK;

/* Whole or not at all, in place of a file that is there. */
enum err draft_write(struct arena *a, const char *path, struct act *act,
    struct why *why) MUST_CHECK;

/* Add a signature; ERR_EXISTS when the key has signed already; as
 * signer_sign(). */
enum err draft_sign(
    struct act *act, const struct signer *signer, struct why *why) MUST_CHECK;

/* Take over the signatures that @from has and @into lacks.  ERR_CONFLICT when
 * they are no copies of one act, or a key signed them differently. */
enum err draft_merge(
    struct act *into, const struct act *from, struct why *why) MUST_CHECK;

/* For people and for --json: network, log, kind, body, who has signed. */
struct value *draft_value(struct arena *a, const struct act *act);

#endif
