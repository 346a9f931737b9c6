#include "schema/logic.h"

#include <math.h>

#include "schema/logic_js.h"
#include "schema/logic_ops.h"
#include "schema/logic_run.h"

/* Beyond it not every whole number is a binary64. */
#define WHOLE_MAX 9007199254740992.0

const struct value *logic_fail(
    struct logic_run *run, enum err e, const char *sentence)
{
	if (run->err == ERR_OK)
		run->err = why_set(run->why, e, "%s", sentence);
	return NULL;
}

bool logic_charge(struct logic_run *run, size_t bytes)
{
	if (run->err != ERR_OK)
		return false;
	if (bytes > LOGIC_WORK_BYTES_MAX - run->work) {
		(void)logic_fail(
		    run, ERR_LIMIT, "the rule handles too much data");
		return false;
	}
	run->work += bytes;
	return true;
}

struct logic_args logic_args_of(const struct value *const *argument)
{
	const struct value *v = *argument;

	if (v->type == VALUE_LIST)
		return (struct logic_args){ v->list.items, v->list.count };
	return (struct logic_args){ argument, 1 };
}

/* A new list of what the nodes of @args evaluate to. */
static const struct value *apply_all(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	struct value *out = value_list(run->a);

	for (size_t i = 0; i < args.count; i++) {
		const struct value *v = logic_apply(run, args.v[i], view);

		if (v == NULL)
			return NULL;
		value_push(run->a, out, v);
	}
	return out;
}

static const struct value *operate(struct logic_run *run,
    const struct value *rule, const struct logic_view *view)
{
	const struct value_pair *pair = &rule->map.pairs[0];
	const struct logic_op *op = logic_ops_find(pair->key);
	struct logic_args args = logic_args_of(&pair->value);
	const struct value *values;

	if (op == NULL) {
		run->err = why_at(run->why, ERR_PARSE, rule->line, rule->column,
		    "unknown operator \"%s\"", (const char *)pair->key.p);
		return NULL;
	}
	if (op->kind == LOGIC_OP_LAZY || op->kind == LOGIC_OP_LOOP ||
	    op->kind == LOGIC_OP_REDUCE)
		return op->run(run, view, args);
	values = apply_all(run, view, args);
	if (values == NULL)
		return NULL;
	return op->run(run, view,
	    (struct logic_args){ values->list.items, values->list.count });
}

const struct value *logic_apply(struct logic_run *run, const struct value *rule,
    const struct logic_view *view)
{
	const struct value *v = rule;

	if (run->err != ERR_OK)
		return NULL;
	if (++run->steps > LOGIC_STEPS_MAX)
		return logic_fail(
		    run, ERR_LIMIT, "the rule takes too many steps");
	if (++run->depth > LOGIC_DEPTH_MAX)
		return logic_fail(
		    run, ERR_LIMIT, "the rule is nested too deep");
	if (rule->type == VALUE_LIST)
		v = apply_all(run, view, logic_args_of(&rule));
	else if (rule->type == VALUE_MAP && rule->map.count == 1)
		v = operate(run, rule, view);
	run->depth--;
	return run->err == ERR_OK ? v : NULL;
}

bool logic_truthy(const struct value *v)
{
	if (v->type == VALUE_LIST)
		return v->list.count > 0;
	return logic_js_truth(v);
}

static struct value *keep(
    struct logic_run *run, const struct value *v, unsigned depth);

static struct value *keep_number(struct logic_run *run, double d)
{
	if (!isfinite(d))
		return value_null(run->a);
	if (fabs(d) <= WHOLE_MAX && floor(d) == d)
		return value_int(run->a, (int64_t)d);
	return value_real(run->a, d);
}

static struct value *keep_list(
    struct logic_run *run, const struct value *v, unsigned depth)
{
	struct value *out = value_list(run->a);

	for (size_t i = 0; i < v->list.count && run->err == ERR_OK; i++)
		value_push(run->a, out, keep(run, v->list.items[i], depth + 1));
	return out;
}

static struct value *keep_map(
    struct logic_run *run, const struct value *v, unsigned depth)
{
	struct value *out = value_map(run->a);

	for (size_t i = 0; i < v->map.count && run->err == ERR_OK; i++) {
		const struct value_pair *pair = &v->map.pairs[i];

		if (pair->value != &logic_js_undefined)
			value_set_bytes(run->a, out, pair->key,
			    keep(run, pair->value, depth + 1));
	}
	return out;
}

/* What JSON.stringify keeps of @v.  Nodes may be shared in the result of a
 * "reduce", which makes it far larger than the rule: hence the charge. */
static struct value *keep(
    struct logic_run *run, const struct value *v, unsigned depth)
{
	if (depth > LOGIC_DEPTH_MAX)
		(void)logic_fail(
		    run, ERR_LIMIT, "the result is nested too deep");
	if (!logic_charge(run, sizeof(*v)))
		return value_null(run->a);
	switch (v->type) {
	case VALUE_NULL:
		return value_null(run->a);
	case VALUE_INT:
		return keep_number(run, (double)v->integer);
	case VALUE_REAL:
		return keep_number(run, v->real);
	case VALUE_LIST:
		return keep_list(run, v, depth);
	case VALUE_MAP:
		return keep_map(run, v, depth);
	case VALUE_TEXT:
	case VALUE_BIN:
		(void)logic_charge(run, v->bytes.n);
		break;
	case VALUE_BOOL:
		break;
	}
	return value_clone(run->a, v);
}

enum err logic_eval(struct arena *a, const struct value *rule,
    const struct value *data, const struct logic_options *options,
    struct value **out, struct why *why)
{
	static const struct logic_options plain = { 0 };
	struct logic_run run = {
		.a = a,
		.options = options != NULL ? options : &plain,
		.why = why,
	};
	struct logic_view view = { data, LOGIC_SCOPE_DATA };
	const struct value *v = logic_apply(&run, rule, &view);

	if (v != NULL)
		*out = keep(&run, v, 0);
	return run.err;
}
