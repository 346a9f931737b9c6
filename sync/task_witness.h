/*
 * task_witness - the tasks about witnesses: ask one, be one, keep what one
 * said.  For sync/task.c.
 */
#ifndef SYNC_TASK_WITNESS_H
#define SYNC_TASK_WITNESS_H

#include "sync/task.h"

/* TASK_WITNESS_ASK: the body for a witness that cosigned .from last, with the
 * newest checkpoint of .node's log.  .at.tree is of that size, or is made.  Out:
 * .note, .next. */
enum err task_witness_ask(
    struct task *t, const struct task_host *host, struct why *why) MUST_CHECK;

/* TASK_WITNESS: .note is a body, .log_key the log's key if .found.  Out: .note
 * and .status. */
enum err task_witness_answer(
    struct task *t, const struct task_host *host, struct why *why) MUST_CHECK;

/* TASK_COSIGNED: keep .note, a line on .node's log at .epoch, .from, .root. */
enum err task_witness_keep(const struct task *t, const struct task_host *host,
    struct why *why) MUST_CHECK;

#endif
