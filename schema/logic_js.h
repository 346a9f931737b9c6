/*
 * logic_js - values as ECMAScript sees them (ECMA-262, "Type Conversion" and
 * "Testing and Comparison Operations").
 *
 * Integers and reals are one type, number; bytes are the text of their hex
 * digits; lists and maps are objects and equal only to themselves.  Texts count
 * in UTF-16 code units; a lone half of a surrogate pair stands in three bytes,
 * as if UTF-8 allowed it.
 */
#ifndef SCHEMA_LOGIC_JS_H
#define SCHEMA_LOGIC_JS_H

#include "schema/logic_run.h"

/* Known by its address; its type is VALUE_NULL, which is what becomes of it. */
extern const struct value logic_js_undefined;
extern const struct value logic_js_null;

enum logic_js_order {
	LOGIC_JS_LESS,
	LOGIC_JS_SAME,
	LOGIC_JS_GREATER,
	LOGIC_JS_UNORDERED, /* NaN is involved */
};

/* null or undefined. */
bool logic_js_is_nothing(const struct value *v);
bool logic_js_is_text(const struct value *v);
bool logic_js_is_object(const struct value *v);

/* !!v; an empty list is true here, unlike in logic_truthy(). */
bool logic_js_truth(const struct value *v);

double logic_js_number(struct logic_run *run, const struct value *v);
double logic_js_parse_float(struct logic_run *run, const struct value *v);

/* ToIntegerOrInfinity(ToNumber(v)). */
double logic_js_integer(struct logic_run *run, const struct value *v);

/* String(v); borrowed from @v or the arena. */
struct bytes logic_js_text(struct logic_run *run, const struct value *v);

/* Array.prototype.join.call(items, ""). */
const struct value *logic_js_join(
    struct logic_run *run, const struct value *const *items, size_t count);

bool logic_js_strict_equal(
    struct logic_run *run, const struct value *x, const struct value *y);
bool logic_js_loose_equal(
    struct logic_run *run, const struct value *x, const struct value *y);
enum logic_js_order logic_js_compare(
    struct logic_run *run, const struct value *x, const struct value *y);

/* v[name] of a value that is not nothing. */
const struct value *logic_js_property(
    struct logic_run *run, const struct value *v, struct bytes name);

/* UTF-16 code units. */
size_t logic_js_length(struct bytes text);
struct bytes logic_js_slice(
    struct logic_run *run, struct bytes text, size_t from, size_t count);
bool logic_js_contains(
    struct logic_run *run, struct bytes text, struct bytes part);

#endif
