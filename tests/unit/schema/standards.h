/*
 * standards - standards for tests: the shipped ones, and changed ones.
 */
#ifndef TESTS_UNIT_SCHEMA_STANDARDS_H
#define TESTS_UNIT_SCHEMA_STANDARDS_H

#include "base/mem.h"
#include "schema/standard.h"
#include "tests/unit/schema/files.h"

#define STANDARDS_T04    "deploy/standards/T04.yaml"
#define STANDARDS_T04_R2 "deploy/standards/T04-r2.yaml"

static inline const struct standard *standards_load(
    struct arena *a, const char *path)
{
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };

	if (standard_parse(&s, a, files_read(a, path), &faults) != ERR_OK)
		fail_msg("%s:%d:%d: %s: %s", path, faults.list[0].why.line,
		    faults.list[0].why.column, faults.list[0].path,
		    faults.list[0].why.text);
	return s;
}

/* T04 with the first @old replaced by @new; must be there. */
static inline struct bytes standards_edit(
    struct arena *a, const char *old, const char *new)
{
	struct bytes text = files_read(a, STANDARDS_T04);
	const uint8_t *at = memmem(text.p, text.n, old, strlen(old));
	struct buf out = { 0 };

	if (!at)
		fail_msg("T04 has no <%s>", old);
	size_t before = (size_t)(at - text.p);
	buf_put(&out, bytes_part(text, 0, before));
	buf_put_text(&out, new);
	before += strlen(old);
	buf_put(&out, bytes_part(text, before, text.n - before));
	text = arena_copy(a, buf_bytes(&out));
	buf_fini(&out);
	return text;
}

#endif
