/*
 * logic_ops - the operators of JsonLogic as a table.
 */
#ifndef SCHEMA_LOGIC_OPS_H
#define SCHEMA_LOGIC_OPS_H

#include "schema/logic_run.h"

/* Arguments are evaluated for an eager operator, and as written for a lazy
 * one.  The result is not NULL while the run has not failed. */
typedef const struct value *logic_op_fn(struct logic_run *run,
    const struct logic_view *view, struct logic_args args);

enum logic_op_kind {
	LOGIC_OP_EAGER,
	LOGIC_OP_LAZY,    /* "if", "and", "or" */
	LOGIC_OP_LOOP,    /* lazy; the second argument sees an element */
	LOGIC_OP_REDUCE,  /* lazy; the second one sees current, accumulator */
	LOGIC_OP_VAR,     /* eager; reads a name, and may have a default */
	LOGIC_OP_MISSING, /* eager; reads names */
	LOGIC_OP_MISSING_SOME,
};

struct logic_op {
	const char *name;
	logic_op_fn *run;
	enum logic_op_kind kind;
	/* Arguments that make sense, for logic_check(); any number evaluates. */
	unsigned least, most;
};

/* NULL when there is no such operator. */
const struct logic_op *logic_ops_find(struct bytes name);

#endif
