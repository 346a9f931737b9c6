/*
 * files - test inputs that stand in the source tree: vectors, standards,
 * calendars.  SOURCE_ROOT comes from CMakeLists.txt.
 */
#ifndef TESTS_UNIT_SCHEMA_FILES_H
#define TESTS_UNIT_SCHEMA_FILES_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "schema/json.h"
#include "tests/unit/unit.h"

/* The whole file, in the arena. */
static inline struct bytes files_read(struct arena *a, const char *path)
{
	char full[512];
	struct buf b = { 0 };
	size_t got;

	snprintf(full, sizeof(full), "%s/%s", SOURCE_ROOT, path);
	FILE *f = fopen(full, "rb");
	if (!f)
		fail_msg("%s cannot be opened", full);
	do {
		uint8_t *room = buf_extend(&b, 4096);
		got = fread(room, 1, 4096, f);
		b.n -= 4096 - got;
	} while (got > 0);
	fclose(f);
	struct bytes all = arena_copy(a, buf_bytes(&b));
	buf_fini(&b);
	return all;
}

static inline const struct value *files_json(struct arena *a, const char *path)
{
	struct json_limits limits = { 1u << 20, 64 };
	struct why why = { 0 };
	struct value *v = NULL;

	if (json_parse(a, files_read(a, path), &limits, &v, &why) != ERR_OK)
		fail_msg("%s: %s", path, why.text);
	return v;
}

#endif
