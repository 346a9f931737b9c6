/*
 * standard_check - what must hold between the keys of a standard.
 *
 * For trees whose shape was found right (schema/standard_shape.h).  Among it:
 * criteria read declared names only; statutory and promised limits are there
 * and the promise is not the longer one; flags and types do not contradict
 * themselves; levels have no gaps; what refers to something finds it.
 */
#ifndef SCHEMA_STANDARD_CHECK_H
#define SCHEMA_STANDARD_CHECK_H

#include "schema/standard_fault.h"
#include "schema/value.h"

/* Adds every fault to @faults; ERR_PARSE when there was one. */
enum err standard_check(
    const struct value *tree, struct standard_faults *faults) MUST_CHECK;

#endif
