/*
 * standard_beside - does what stands beside the core agree with itself and the
 * core?
 *
 * What a case owes, what a hall prints, the classes of an order, when a clock
 * warns, the published lists.  Rules are checked in schema/standard_check.c.
 */
#ifndef SCHEMA_STANDARD_BESIDE_H
#define SCHEMA_STANDARD_BESIDE_H

#include "schema/standard_fault.h"
#include "schema/value.h"

/* @tree has the shape of schema/standard_table.c.  Adds every fault. */
void standard_beside_check(
    const struct value *tree, struct standard_faults *faults);

#endif
