/*
 * guarded - may a file with a secret be read: only when nobody else could.
 *
 * As ssh has it: what group or others may read or write is refused, with the
 * command that mends it.  What root owns may be readable by a group: so the
 * service manager hands over credentials.  Only files are judged: who asks
 * through a pipe has seen to it.
 */
#ifndef KEYS_GUARDED_H
#define KEYS_GUARDED_H

#include <stdint.h>

#include "base/err.h"

struct why;

/* Judge the open file @fd; @path is for the sentence.  ERR_EXPOSED. */
enum err guarded_check(int fd, const char *path, struct why *why) MUST_CHECK;

/* The same by what stat(2) says; @reader is who wants to read. */
enum err guarded_judge(uint32_t mode, uint32_t owner, uint32_t reader,
    const char *path, struct why *why) MUST_CHECK;

#endif
