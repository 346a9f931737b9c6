/*
 * standard_path - where a fault of a standard is: "materials.M2.flags".
 */
#ifndef SCHEMA_STANDARD_PATH_H
#define SCHEMA_STANDARD_PATH_H

#include "schema/standard_fault.h"
#include "schema/value.h"

struct standard_path {
	char text[STANDARD_PATH_BYTES_MAX + 1];
};

/* "<list>.<what @item has under @id>.<key>", the last part left out when @key
 * is NULL.  @item is of a shape that was checked. */
struct standard_path standard_path_of(const char *list,
    const struct value *item, const char *id, const char *key);

#endif
