/*
 * checkpoint - a log's signed statement of its epoch, size, root and time.
 *
 * C2SP tlog-checkpoint with one timestamped signature by the log key, as
 * docs/FORMAT.md F-35 and F-36 say.  It lives here and not in sync/ because a
 * reclaim embeds one (F-104) and the dossier must be able to read it.  Pure.
 */
#ifndef SCHEMA_CHECKPOINT_H
#define SCHEMA_CHECKPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "base/text.h"
#include "keys/digest.h"
#include "keys/sign.h"

struct why;

#define CHECKPOINT_BYTES_MAX 4096 /* F-2 */

struct checkpoint {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch;
	uint64_t size;
	struct digest root;
	int64_t time; /* seconds: the batch time, out of the signature */
};

/* Append "tongban/<32 hex>/<node>/<epoch>", which is also the key's name. */
void checkpoint_origin(struct buf *out, const struct digest *network,
    const char *node, uint64_t epoch);

/* Take .node and .epoch out of an origin; false when it is not that of a log of
 * @network. */
bool checkpoint_origin_parse(struct checkpoint *out,
    const struct digest *network, struct bytes origin) MUST_CHECK;

/* Read the form alone: RULE_NONE, RULE_SIZE or RULE_CHECKPOINT_FORM.  Whoever
 * signed it is not asked; .time is what the signature line claims. */
enum rule checkpoint_read(struct bytes text, const struct digest *network,
    struct checkpoint *out, struct why *why);

/* The same, and the signature is by @log: adds RULE_CHECKPOINT_SIGNATURE. */
enum rule checkpoint_check(struct bytes text, const struct digest *network,
    const struct sign_public *log, struct checkpoint *out, struct why *why);

/* Append the signed note of @c; .time is from 0. */
void checkpoint_write(struct buf *out, const struct digest *network,
    const struct checkpoint *c, const struct sign_pair *log);

#endif
