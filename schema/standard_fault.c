#include "schema/standard_fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

/* Cut at a character border: a path may hold a key in Chinese. */
static void copy_path(
    char out[static STANDARD_PATH_BYTES_MAX + 1], const char *path)
{
	size_t n = strnlen(path, STANDARD_PATH_BYTES_MAX);
	while (n > 0 && ((unsigned char)path[n] & 0xc0) == 0x80)
		n--;
	memcpy(out, path, n);
	out[n] = 0;
}

static struct standard_fault *take(
    struct standard_faults *faults, const char *path)
{
	if (faults->count++ >= STANDARD_FAULTS_MAX)
		return NULL;
	struct standard_fault *f = &faults->list[faults->count - 1];
	copy_path(f->path, path);
	return f;
}

enum err standard_fault_add(struct standard_faults *faults, const char *path,
    int line, int column, const char *format, ...)
{
	struct standard_fault *f = take(faults, path);
	if (!f)
		return ERR_PARSE;
	char text[WHY_TEXT_BYTES_MAX * 2];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return why_at(&f->why, ERR_PARSE, line, column, "%s", text);
}

enum err standard_fault_both(struct standard_faults *faults, const char *path,
    const char *zh, const char *en)
{
	enum err e = standard_fault_add(faults, path, 0, 0, "%s (%s)", zh, en);
	struct standard_fault *f;
	if (faults->count > STANDARD_FAULTS_MAX)
		return e;
	f = &faults->list[faults->count - 1];
	if (strlen(f->why.text) == strlen(zh) + strlen(en) + 3)
		f->zh_bytes = strlen(zh);
	return e;
}

enum err standard_fault_why(
    struct standard_faults *faults, const char *path, const struct why *why)
{
	struct standard_fault *f = take(faults, path);
	if (f)
		f->why = *why;
	return ERR_PARSE;
}

size_t standard_fault_kept(const struct standard_faults *faults)
{
	return faults->count < STANDARD_FAULTS_MAX ? faults->count
						   : STANDARD_FAULTS_MAX;
}
