#include "schema/logic_ops.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "schema/logic_js.h"
#include "schema/logic_lazy.h"

/* What an element of a list takes. */
#define ELEMENT_BYTES sizeof(void *)

/* Exactly what a function of json-logic-js 2.0.5 with these arguments does. */
#define OPERATOR(name)                                         \
	static const struct value *name(struct logic_run *run, \
	    const struct logic_view *view, struct logic_args args)

static const struct value *argument(struct logic_args args, size_t i)
{
	return i < args.count ? args.v[i] : &logic_js_undefined;
}

static bool is_undefined(const struct value *v)
{
	return v == &logic_js_undefined;
}

OPERATOR(loose_equal)
{
	(void)view;
	return value_bool(run->a,
	    logic_js_loose_equal(run, argument(args, 0), argument(args, 1)));
}

OPERATOR(strict_equal)
{
	(void)view;
	return value_bool(run->a,
	    logic_js_strict_equal(run, argument(args, 0), argument(args, 1)));
}

OPERATOR(loose_different)
{
	(void)view;
	return value_bool(run->a,
	    !logic_js_loose_equal(run, argument(args, 0), argument(args, 1)));
}

OPERATOR(strict_different)
{
	(void)view;
	return value_bool(run->a,
	    !logic_js_strict_equal(run, argument(args, 0), argument(args, 1)));
}

static bool is_less(
    struct logic_run *run, const struct value *x, const struct value *y)
{
	return logic_js_compare(run, x, y) == LOGIC_JS_LESS;
}

static bool is_at_most(
    struct logic_run *run, const struct value *x, const struct value *y)
{
	enum logic_js_order order = logic_js_compare(run, x, y);

	return order == LOGIC_JS_LESS || order == LOGIC_JS_SAME;
}

OPERATOR(greater)
{
	(void)view;
	return value_bool(
	    run->a, is_less(run, argument(args, 1), argument(args, 0)));
}

OPERATOR(at_least)
{
	(void)view;
	return value_bool(
	    run->a, is_at_most(run, argument(args, 1), argument(args, 0)));
}

OPERATOR(less)
{
	const struct value *c = argument(args, 2);
	bool is = is_less(run, argument(args, 0), argument(args, 1));

	(void)view;
	if (is && !is_undefined(c))
		is = is_less(run, argument(args, 1), c);
	return value_bool(run->a, is);
}

OPERATOR(at_most)
{
	const struct value *c = argument(args, 2);
	bool is = is_at_most(run, argument(args, 0), argument(args, 1));

	(void)view;
	if (is && !is_undefined(c))
		is = is_at_most(run, argument(args, 1), c);
	return value_bool(run->a, is);
}

OPERATOR(truth)
{
	(void)view;
	return value_bool(run->a, logic_truthy(argument(args, 0)));
}

OPERATOR(untruth)
{
	(void)view;
	return value_bool(run->a, !logic_truthy(argument(args, 0)));
}

OPERATOR(add)
{
	double sum = 0;

	(void)view;
	for (size_t i = 0; i < args.count; i++)
		sum += logic_js_parse_float(run, args.v[i]);
	return value_real(run->a, sum);
}

OPERATOR(multiply)
{
	double product;

	(void)view;
	if (args.count == 0)
		return logic_fail(run, ERR_PARSE, "\"*\" of nothing");
	if (args.count == 1)
		return args.v[0]; /* reduce() without a start: as it is */
	product = logic_js_parse_float(run, args.v[0]);
	for (size_t i = 1; i < args.count; i++) {
		product *= logic_js_parse_float(run, args.v[i]);
		product += 0.0; /* parseFloat() loses the sign of 0 */
	}
	return value_real(run->a, product);
}

OPERATOR(subtract)
{
	const struct value *b = argument(args, 1);
	double d = logic_js_number(run, argument(args, 0));

	(void)view;
	if (is_undefined(b))
		return value_real(run->a, -d);
	return value_real(run->a, d - logic_js_number(run, b));
}

OPERATOR(divide)
{
	double d = logic_js_number(run, argument(args, 0));

	(void)view;
	return value_real(run->a, d / logic_js_number(run, argument(args, 1)));
}

OPERATOR(remainder_of)
{
	double d = logic_js_number(run, argument(args, 0));

	(void)view;
	return value_real(
	    run->a, fmod(d, logic_js_number(run, argument(args, 1))));
}

OPERATOR(least)
{
	double out = (double)INFINITY;

	(void)view;
	for (size_t i = 0; i < args.count; i++) {
		double d = logic_js_number(run, args.v[i]);

		if (isnan(d) || isnan(out))
			out = (double)NAN;
		else if (d < out || (d <= out && signbit(d)))
			out = d;
	}
	return value_real(run->a, out);
}

OPERATOR(greatest)
{
	double out = -(double)INFINITY;

	(void)view;
	for (size_t i = 0; i < args.count; i++) {
		double d = logic_js_number(run, args.v[i]);

		if (isnan(d) || isnan(out))
			out = (double)NAN;
		else if (d > out || (d >= out && !signbit(d)))
			out = d;
	}
	return value_real(run->a, out);
}

OPERATOR(merge)
{
	struct value *out = value_list(run->a);

	(void)view;
	for (size_t i = 0; i < args.count; i++) {
		const struct value *v = args.v[i];

		if (v->type != VALUE_LIST) {
			value_push(run->a, out, v);
			continue;
		}
		if (!logic_charge(run, v->list.count * ELEMENT_BYTES))
			return NULL;
		for (size_t j = 0; j < v->list.count; j++)
			value_push(run->a, out, v->list.items[j]);
	}
	return out;
}

OPERATOR(cat)
{
	(void)view;
	return logic_js_join(run, args.v, args.count);
}

static bool list_holds(
    struct logic_run *run, const struct value *list, const struct value *v)
{
	for (size_t i = 0; i < list->list.count; i++)
		if (!logic_charge(run, ELEMENT_BYTES) ||
		    logic_js_strict_equal(run, list->list.items[i], v))
			return run->err == ERR_OK;
	return false;
}

OPERATOR(in)
{
	const struct value *a = argument(args, 0);
	const struct value *b = argument(args, 1);
	bool is = false;

	(void)view;
	if (b->type == VALUE_LIST)
		is = list_holds(run, b, a);
	else if (logic_js_is_text(b) && logic_js_truth(b))
		is = logic_js_contains(
		    run, logic_js_text(run, b), logic_js_text(run, a));
	else if (value_get(b, "indexOf") != NULL)
		return logic_fail(
		    run, ERR_PARSE, "\"in\" of a map with a key indexOf");
	return value_bool(run->a, is);
}

/* String.prototype.substr over @text, of @units code units. */
static const struct value *substr(struct logic_run *run, struct bytes text,
    size_t units, double start, double count)
{
	double all = (double)units;
	double from = start < 0 ? fmax(all + start, 0) : fmin(start, all);
	double n = fmin(fmax(count, 0), all - from);

	return value_text_bytes(
	    run->a, logic_js_slice(run, text, (size_t)from, (size_t)n));
}

OPERATOR(substr_of)
{
	static const struct value zero = { .type = VALUE_INT };
	const struct value *end = argument(args, 2);
	struct bytes text = logic_js_text(run, argument(args, 0));
	size_t units = logic_js_length(text);
	double start = logic_js_integer(run, argument(args, 1));
	double count, rest;

	(void)view;
	if (is_undefined(end))
		return substr(run, text, units, start, (double)INFINITY);
	count = logic_js_integer(run, end);
	if (!is_less(run, end, &zero))
		return substr(run, text, units, start, count);

	/* A negative end drops so many from what is left; were it a text, the
	 * sum of json-logic-js would be no number. */
	if (logic_js_is_text(end) || logic_js_is_object(end))
		return value_text(run->a, "");
	rest = start < 0 ? fmin(-start, (double)units)
			 : fmax((double)units - start, 0);
	count = trunc(rest + logic_js_number(run, end));
	return substr(run, text, units, start, count);
}

OPERATOR(log_value)
{
	const struct value *v = argument(args, 0);

	(void)view;
	if (run->options->log != NULL)
		run->options->log(run->options->arg, v);
	return v;
}

/* What stands at @path below the data; undefined when nothing does. */
static const struct value *look_up(
    struct logic_run *run, const struct value *data, struct bytes path)
{
	size_t at = 0;

	for (;;) {
		size_t end = at;

		if (logic_js_is_nothing(data))
			return &logic_js_undefined;
		while (end < path.n && path.p[end] != '.')
			end++;
		data = logic_js_property(
		    run, data, bytes_part(path, at, end - at));
		if (is_undefined(data) || end == path.n ||
		    !logic_charge(run, end - at))
			return data;
		at = end + 1;
	}
}

OPERATOR(var)
{
	const struct value *name = argument(args, 0);
	const struct value *other = argument(args, 1);
	const struct value *v;
	struct bytes path;

	if (logic_js_is_nothing(name) ||
	    (logic_js_is_text(name) && name->bytes.n == 0))
		return view->data;
	path = logic_js_text(run, name);
	v = look_up(run, view->data, path);
	if (run->err != ERR_OK)
		return NULL;
	if (run->options->read != NULL) {
		const struct value *found = is_undefined(v) ? NULL : v;

		found = run->options->read(
		    run->options->arg, view->scope, path, found);
		v = found != NULL ? found : &logic_js_undefined;
	}
	if (!is_undefined(v))
		return v;
	return is_undefined(other) ? &logic_js_null : other;
}

/* Evaluate {"name": argument}: json-logic-js does so with the names that
 * "missing" is given, which may therefore be rules themselves. */
static const struct value *apply_operation(struct logic_run *run,
    const struct logic_view *view, const char *name, const struct value *values)
{
	struct value *rule = value_map(run->a);

	value_set(run->a, rule, name, values);
	return logic_apply(run, rule, view);
}

OPERATOR(missing)
{
	struct logic_args names = args;
	struct value *out = value_list(run->a);

	if (argument(args, 0)->type == VALUE_LIST)
		names = logic_args_of(&args.v[0]);
	for (size_t i = 0; i < names.count; i++) {
		const struct value *v =
		    apply_operation(run, view, "var", names.v[i]);

		if (v == NULL)
			return NULL;
		if ((logic_js_is_nothing(v) && !is_undefined(v)) ||
		    (logic_js_is_text(v) && v->bytes.n == 0))
			value_push(run->a, out, names.v[i]);
	}
	return out;
}

OPERATOR(missing_some)
{
	const struct value *options = argument(args, 1);
	const struct value *absent =
	    apply_operation(run, view, "missing", options);
	struct value present = { .type = VALUE_REAL };

	if (absent == NULL)
		return NULL;
	if (logic_js_is_nothing(options))
		return logic_fail(
		    run, ERR_PARSE, "\"missing_some\" without names");
	present.real = logic_js_number(
	    run, logic_js_property(run, options, bytes_text("length")));
	present.real -= (double)value_count(absent);
	if (is_at_most(run, argument(args, 0), &present))
		return value_list(run->a);
	return absent;
}

static const struct logic_op ops[] = {
	{ "var", var, LOGIC_OP_VAR, 1, 2 },
	{ "missing", missing, LOGIC_OP_MISSING, 1, UINT_MAX },
	{ "missing_some", missing_some, LOGIC_OP_MISSING_SOME, 2, 2 },
	{ "if", logic_lazy_if, LOGIC_OP_LAZY, 2, UINT_MAX },
	{ "?:", logic_lazy_if, LOGIC_OP_LAZY, 3, 3 },
	{ "==", loose_equal, LOGIC_OP_EAGER, 2, 2 },
	{ "===", strict_equal, LOGIC_OP_EAGER, 2, 2 },
	{ "!=", loose_different, LOGIC_OP_EAGER, 2, 2 },
	{ "!==", strict_different, LOGIC_OP_EAGER, 2, 2 },
	{ "!", untruth, LOGIC_OP_EAGER, 1, 1 },
	{ "!!", truth, LOGIC_OP_EAGER, 1, 1 },
	{ "or", logic_lazy_or, LOGIC_OP_LAZY, 1, UINT_MAX },
	{ "and", logic_lazy_and, LOGIC_OP_LAZY, 1, UINT_MAX },
	{ ">", greater, LOGIC_OP_EAGER, 2, 2 },
	{ ">=", at_least, LOGIC_OP_EAGER, 2, 2 },
	{ "<", less, LOGIC_OP_EAGER, 2, 3 },
	{ "<=", at_most, LOGIC_OP_EAGER, 2, 3 },
	{ "max", greatest, LOGIC_OP_EAGER, 1, UINT_MAX },
	{ "min", least, LOGIC_OP_EAGER, 1, UINT_MAX },
	{ "+", add, LOGIC_OP_EAGER, 1, UINT_MAX },
	{ "-", subtract, LOGIC_OP_EAGER, 1, 2 },
	{ "*", multiply, LOGIC_OP_EAGER, 1, UINT_MAX },
	{ "/", divide, LOGIC_OP_EAGER, 2, 2 },
	{ "%", remainder_of, LOGIC_OP_EAGER, 2, 2 },
	{ "map", logic_lazy_map, LOGIC_OP_LOOP, 2, 2 },
	{ "filter", logic_lazy_filter, LOGIC_OP_LOOP, 2, 2 },
	{ "reduce", logic_lazy_reduce, LOGIC_OP_REDUCE, 2, 3 },
	{ "all", logic_lazy_all, LOGIC_OP_LOOP, 2, 2 },
	{ "none", logic_lazy_none, LOGIC_OP_LOOP, 2, 2 },
	{ "some", logic_lazy_some, LOGIC_OP_LOOP, 2, 2 },
	{ "merge", merge, LOGIC_OP_EAGER, 1, UINT_MAX },
	{ "cat", cat, LOGIC_OP_EAGER, 1, UINT_MAX },
	{ "in", in, LOGIC_OP_EAGER, 2, 2 },
	{ "substr", substr_of, LOGIC_OP_EAGER, 2, 3 },
	{ "log", log_value, LOGIC_OP_EAGER, 1, 1 },
};

const struct logic_op *logic_ops_find(struct bytes name)
{
	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (bytes_equal(name, bytes_text(ops[i].name)))
			return &ops[i];
	return NULL;
}
