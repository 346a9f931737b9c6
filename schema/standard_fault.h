/*
 * standard_fault - what is wrong with a standard or an application, as a list.
 *
 * Whoever writes a standard, or fills in a form, wants to see every mistake in
 * one go; beyond STANDARD_FAULTS_MAX the rest is counted only.
 */
#ifndef SCHEMA_STANDARD_FAULT_H
#define SCHEMA_STANDARD_FAULT_H

#include <stddef.h>

#include "base/err.h"
#include "base/why.h"

#define STANDARD_FAULTS_MAX     64
#define STANDARD_PATH_BYTES_MAX 127

struct standard_fault {
	/* "criteria.2.logic"; "" is the document.  Cut when longer. */
	char path[STANDARD_PATH_BYTES_MAX + 1];
	struct why why; /* place, what is wrong, the way out */
	/* Of .why.text "中文 (English)" the Chinese; 0: not in two parts. */
	size_t zh_bytes;
};

/* Zero it before use. */
struct standard_faults {
	struct standard_fault list[STANDARD_FAULTS_MAX];
	size_t count; /* of all; only the first ones are in .list */
};

/* Add one; @line 0 for no place.  Returns ERR_PARSE. */
enum err standard_fault_add(struct standard_faults *faults, const char *path,
    int line, int column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Add "@zh (@en)", without a place. */
enum err standard_fault_both(struct standard_faults *faults, const char *path,
    const char *zh, const char *en);

/* Add one that another checker put into @why (its place counts). */
enum err standard_fault_why(
    struct standard_faults *faults, const char *path, const struct why *why);

/* Those in .list. */
size_t standard_fault_kept(const struct standard_faults *faults);

#endif
