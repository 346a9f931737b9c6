/*
 * joint_merge - one list of materials and one form for a bundle (一件事), out
 * of those of its members (docs/STANDARD.md): what several ask for is asked
 * for once; what one member gives is not asked for by another.  Pure.
 */
#ifndef SCHEMA_JOINT_MERGE_H
#define SCHEMA_JOINT_MERGE_H

#include <stddef.h>

#include "base/arena.h"
#include "schema/value.h"

struct standard;

/*
 * A map, in @a:
 *	materials   list of {zh, copies, for: [{item, id, flags}]}, in the order
 *	            in which members ask; what is printed from a form is one
 *	dropped     list of {item, id, zh, given_by}
 *	shared      list of {key, zh, type, for: [item]}: filled once
 *	individual  list of {item, key, zh, type, required}
 *	conflicts   list of {item, key, type, here}: shared, of another type here
 * @members are members of @bundle, each once.
 */
struct value *joint_merge(struct arena *a, const struct standard *bundle,
    const struct standard *const *members, size_t count);

#endif
