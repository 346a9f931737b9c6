/*
 * standard_table - every key of a standard, as one table.
 *
 * docs/FORMAT.md "Standard" lists the same keys.  The map is final: keys whose
 * mechanisms come later are here already, optional, so that no published
 * digest changes when they do.
 */
#ifndef SCHEMA_STANDARD_TABLE_H
#define SCHEMA_STANDARD_TABLE_H

#include "schema/standard_shape.h"

extern const struct standard_shape standard_table_root;

#endif
