/*
 * pack - value trees as canonical msgpack and back.
 *
 * The only door to msgpack-c, which never sees a byte that schema/scan.h has
 * not checked (msgpack-c 4.0 allocates 8 GB for a five-byte message, and
 * accepts duplicate keys and broken UTF-8).  What was decoded is encoded again
 * and compared: a decoder refuses whatever does not give the same bytes.
 */
#ifndef SCHEMA_PACK_H
#define SCHEMA_PACK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/scan.h"
#include "schema/value.h"

/*
 * Append @v in canonical form.  A tree that has none (a real number, broken
 * UTF-8, deeper than SCAN_DEPTH_MAX) is our bug and stops the process: ask
 * pack_check() about trees that grew from outside input.
 */
void pack_encode(struct buf *out, const struct value *v);

/* Can @v be encoded within @limits?  ERR_LIMIT for depth and size, ERR_PARSE
 * for the rest; @why carries the place of the node. */
enum err pack_check(const struct value *v, const struct scan_limits *limits,
    struct why *why) MUST_CHECK;

/*
 * Decode exactly one object into @a.  ERR_PARSE when it is not canonical,
 * ERR_LIMIT when over @limits; @why says what and at which byte.
 */
enum err pack_decode(struct arena *a, struct bytes in,
    const struct scan_limits *limits, struct value **out,
    struct why *why) MUST_CHECK;

#endif
