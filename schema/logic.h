/*
 * logic - JsonLogic, with the semantics of json-logic-js 2.0.5.
 *
 * Numbers are IEEE binary64 and everything coerces as in ECMAScript; texts are
 * indexed, cut and compared by UTF-16 code units.  An object with one key is an
 * operation, an object with none or several is data.  What ECMAScript would
 * throw (an unknown operator, "*" of nothing) is ERR_PARSE here.
 *
 * On purpose not as in ECMAScript: inherited properties ("constructor",
 * "toString") are not there, and "-0" in JSON is 0.
 *
 * Pure: same rule and data, same result.  Two readings of a rule:
 *
 *      logic_check()   before a standard is published: operators, arity, names
 *      logic_eval()    each time
 */
#ifndef SCHEMA_LOGIC_H
#define SCHEMA_LOGIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/value.h"

/* DESIGN section 12. */
#define LOGIC_STEPS_MAX 10000 /* rule nodes visited, loops counted each time */
#define LOGIC_DEPTH_MAX 64    /* nodes within one another; also of the result */

/* Bytes and elements that one evaluation may look at or make: "cat" in a loop
 * doubles, and steps alone would not bound it. */
#define LOGIC_WORK_BYTES_MAX (32u << 20)

enum logic_scope {
	LOGIC_SCOPE_DATA, /* the path begins at the root of the data */
	LOGIC_SCOPE_ELEMENT, /* in a body of map, filter, reduce, all, none, some */
};

/* All may be NULL.  A zeroed struct, or NULL for it, is plain JsonLogic. */
struct logic_options {
	/* {"log": v} was evaluated. */
	void (*log)(void *arg, const struct value *v);

	/* A name is read; @found is NULL when it is absent.  What is returned is
	 * taken instead: @found itself, or what stands for an absent name. */
	const struct value *(*read)(void *arg, enum logic_scope scope,
	    struct bytes path, const struct value *found);

	void *arg; /* borrowed; the first argument of both */
};

/*
 * Evaluate @rule over @data; both are borrowed and unchanged.
 *
 * The result lives in @a or in @rule and @data.  It is what JSON.stringify
 * keeps: undefined, NaN and infinities are null, whole numbers within 2^53 are
 * integers, other numbers reals.  A half of a surrogate pair that "substr" cut
 * off stands in the text as three bytes, which json_format() escapes; such a
 * text cannot be packed.
 *
 * ERR_PARSE when the rule is wrong, ERR_LIMIT when a bound is passed.
 */
enum err logic_eval(struct arena *a, const struct value *rule,
    const struct value *data, const struct logic_options *options,
    struct value **out, struct why *why) MUST_CHECK;

/* JsonLogic's truth: an empty list is false, otherwise as in ECMAScript. */
bool logic_truthy(const struct value *v);

/* Is the name a criterion may read, such as "form.capital" or "mat.M4.have"? */
typedef bool logic_declared_fn(void *arg, const char *path);

/*
 * Check a rule without evaluating it: every operator is known, the number of
 * its arguments makes sense, names are written out (not computed) and declared.
 * In bodies of map, filter, all, none and some a name is the element's and any
 * is allowed; in those of reduce it begins with "current" or "accumulator".
 *
 * ERR_PARSE or ERR_LIMIT; @why names the operator or path, and the line and
 * column of the node.  @declared may be NULL: then names are not checked.
 */
enum err logic_check(const struct value *rule, logic_declared_fn *declared,
    void *arg, struct why *why) MUST_CHECK;

#endif
