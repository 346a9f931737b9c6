/*
 * logic_run - one evaluation of a rule, as the files of schema/logic.h share it.
 *
 *      logic.c        logic_eval: bounds, recursion, the result
 *      logic_ops.c    the table of operators, and those that take values
 *      logic_lazy.c   operators that decide which arguments are evaluated
 *      logic_js.c     coercions of ECMAScript
 *      logic_check.c  reading a rule without evaluating it
 *
 * A step that fails leaves its reason in the run; its result counts for nothing
 * then, and logic_apply() returns NULL from there on.
 */
#ifndef SCHEMA_LOGIC_RUN_H
#define SCHEMA_LOGIC_RUN_H

#include "schema/logic.h"

struct logic_run {
	struct arena *a;                     /* borrowed */
	const struct logic_options *options; /* borrowed, not NULL */
	struct why *why;                     /* borrowed, may be NULL */
	enum err err;                        /* the first failure */
	unsigned depth;
	size_t steps;
	size_t work;
};

/* What "var" reads from. */
struct logic_view {
	const struct value *data;
	enum logic_scope scope;
};

/* Evaluate one node; NULL once the run has failed. */
const struct value *logic_apply(struct logic_run *run, const struct value *rule,
    const struct logic_view *view);

/* Note the first failure.  Returns NULL. */
const struct value *logic_fail(
    struct logic_run *run, enum err e, const char *sentence);

/* Account for @bytes to look at or to make; false when that is too much. */
bool logic_charge(struct logic_run *run, size_t bytes);

/* The arguments of an operation: a list's elements, or one. */
struct logic_args {
	const struct value *const *v;
	size_t count;
};
struct logic_args logic_args_of(const struct value *const *argument);

#endif
