/* machine_table - the rows of schema/machine.h. */
#ifndef SCHEMA_MACHINE_TABLE_H
#define SCHEMA_MACHINE_TABLE_H

#include "schema/machine.h"

extern const struct machine_event machine_table_rows[];
extern const size_t machine_table_count;

#endif
