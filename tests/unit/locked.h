/*
 * locked - is memory of this process locked, and left out of cores, by what the
 * kernel says of it?
 */
#ifndef TESTS_UNIT_LOCKED_H
#define TESTS_UNIT_LOCKED_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

/* VmFlags of the mapping that has @p, in @flags; false when there is none. */
static inline bool locked_flags(const void *p, char flags[static 256])
{
	FILE *f = fopen("/proc/self/smaps", "r");
	bool here = false;
	char line[256];

	must(f != NULL);
	flags[0] = '\0';
	while (flags[0] == '\0' && fgets(line, sizeof(line), f) != NULL) {
		unsigned long long from, to;

		if (sscanf(line, "%llx-%llx ", &from, &to) == 2)
			here = from <= (uintptr_t)p && (uintptr_t)p < to;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			memcpy(flags, line, sizeof(line));
	}
	(void)fclose(f);
	return flags[0] != '\0';
}

static inline bool locked_check(const void *p)
{
	char flags[256];

	return locked_flags(p, flags) && strstr(flags, " lo") != NULL &&
	       strstr(flags, " dd") != NULL;
}

#endif
