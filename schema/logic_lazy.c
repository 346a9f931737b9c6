#include "schema/logic_lazy.h"

#include "schema/logic_js.h"

static const struct value *argument(struct logic_args args, size_t i)
{
	return i < args.count ? args.v[i] : &logic_js_undefined;
}

/* JsonLogic's truth of a node; false once the run has failed. */
static bool holds(struct logic_run *run, const struct value *rule,
    const struct logic_view *view)
{
	const struct value *v = logic_apply(run, rule, view);

	return v != NULL && logic_truthy(v);
}

const struct value *logic_lazy_if(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	size_t i;

	for (i = 0; i + 1 < args.count; i += 2) {
		bool met = holds(run, args.v[i], view);

		if (run->err != ERR_OK)
			return NULL;
		if (met)
			return logic_apply(run, args.v[i + 1], view);
	}
	if (i + 1 == args.count)
		return logic_apply(run, args.v[i], view);
	return &logic_js_null;
}

/* The first value whose truth is @stop, or the last one. */
static const struct value *first_of(struct logic_run *run,
    const struct logic_view *view, struct logic_args args, bool stop)
{
	const struct value *v = &logic_js_undefined;

	for (size_t i = 0; i < args.count; i++) {
		v = logic_apply(run, args.v[i], view);
		if (v == NULL || logic_truthy(v) == stop)
			break;
	}
	return v;
}

const struct value *logic_lazy_and(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	return first_of(run, view, args, false);
}

const struct value *logic_lazy_or(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	return first_of(run, view, args, true);
}

/* The list that a loop goes over; empty for what is none, NULL on failure. */
static const struct value *loop_list(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	static const struct value empty = { .type = VALUE_LIST };
	const struct value *v = logic_apply(run, argument(args, 0), view);

	return v == NULL || v->type == VALUE_LIST ? v : &empty;
}

static const struct value *apply_to(
    struct logic_run *run, struct logic_args args, const struct value *element)
{
	struct logic_view view = { element, LOGIC_SCOPE_ELEMENT };

	return logic_apply(run, argument(args, 1), &view);
}

const struct value *logic_lazy_filter(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	const struct value *list = loop_list(run, view, args);
	struct value *out = value_list(run->a);

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *element = list->list.items[i];
		const struct value *kept = apply_to(run, args, element);

		if (kept == NULL)
			return NULL;
		if (logic_truthy(kept))
			value_push(run->a, out, element);
	}
	return out;
}

const struct value *logic_lazy_map(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	const struct value *list = loop_list(run, view, args);
	struct value *out = value_list(run->a);

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v =
		    apply_to(run, args, list->list.items[i]);

		if (v == NULL)
			return NULL;
		value_push(run->a, out, v);
	}
	return out;
}

const struct value *logic_lazy_reduce(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	const struct value *list = loop_list(run, view, args);
	const struct value *sum = &logic_js_null;

	if (args.count > 2)
		sum = logic_apply(run, args.v[2], view);
	for (size_t i = 0; i < value_count(list) && sum != NULL; i++) {
		struct value *pair = value_map(run->a);

		value_set(run->a, pair, "accumulator", sum);
		value_set(run->a, pair, "current", list->list.items[i]);
		sum = apply_to(run, args, pair);
	}
	return sum;
}

/* Is the truth of some element @sought? */
static bool any_is(struct logic_run *run, struct logic_args args,
    const struct value *list, bool sought)
{
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v =
		    apply_to(run, args, list->list.items[i]);

		if (v == NULL)
			return false;
		if (logic_truthy(v) == sought)
			return true;
	}
	return false;
}

const struct value *logic_lazy_all(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	const struct value *list = loop_list(run, view, args);

	/* All of nothing is false, as json-logic-js has it. */
	return value_bool(
	    run->a, value_count(list) > 0 && !any_is(run, args, list, false));
}

const struct value *logic_lazy_none(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	const struct value *list = loop_list(run, view, args);

	return value_bool(run->a, !any_is(run, args, list, true));
}

const struct value *logic_lazy_some(struct logic_run *run,
    const struct logic_view *view, struct logic_args args)
{
	const struct value *list = loop_list(run, view, args);

	return value_bool(run->a, any_is(run, args, list, true));
}
