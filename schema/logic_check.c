/*
 * Walks a rule as logic.c does, with the scope of names instead of data.  What
 * evaluates but hardly was meant is refused too: a standard holds for years,
 * and JsonLogic takes a mistyped rule for data, which is true.
 */
#include <limits.h>
#include <stdio.h>

#include "schema/logic.h"
#include "schema/logic_ops.h"

enum scope {
	SCOPE_DATA,
	SCOPE_ELEMENT, /* names of an element of .list */
	SCOPE_REDUCE,  /* names under current and accumulator */
};

struct check {
	logic_declared_fn *declared; /* may be NULL */
	void *arg;
	struct why *why;
	unsigned nodes;
	const char *list; /* a name of the data; NULL: a list that is computed,
	                     whose elements have any names */
};

static enum err check_node(
    struct check *c, const struct value *v, enum scope scope, unsigned depth);

static enum err refuse(
    struct check *c, const struct value *at, const char *what, const char *name)
{
	return why_at(
	    c->why, ERR_PARSE, at->line, at->column, "\"%s\" %s", name, what);
}

static bool is_under(const char *path, const char *root)
{
	size_t n = bytes_text(root).n;

	return bytes_text(path).n >= n &&
	       bytes_equal(
		   bytes_part(bytes_text(path), 0, n), bytes_text(root)) &&
	       (path[n] == '\0' || path[n] == '.');
}

#define ELEMENT_BYTES_MAX 200

/* The elements of "form.list" are declared as "form.list.0.<name>", the element
 * itself as "form.list.0". */
static enum err check_element(
    struct check *c, const struct value *v, const char *name)
{
	char path[ELEMENT_BYTES_MAX];
	int n;

	if (c->declared == NULL || c->list == NULL)
		return ERR_OK;
	n = snprintf(path, sizeof(path), "%s.0%s%s", c->list,
	    *name != '\0' ? "." : "", name);
	if (n > 0 && (size_t)n < sizeof(path) && c->declared(c->arg, path))
		return ERR_OK;
	return why_at(c->why, ERR_PARSE, v->line, v->column,
	    "\"%s\" is not a declared name of the elements of %s", name,
	    c->list);
}

/* "current.<name of the element>" or "accumulator". */
static enum err check_reduced(
    struct check *c, const struct value *v, const char *path)
{
	static const char current[] = "current";

	if (is_under(path, "accumulator"))
		return ERR_OK;
	if (!is_under(path, current))
		return refuse(c, v,
		    "is not under current or accumulator, which alone can be "
		    "read in a reduce",
		    path);
	path += sizeof(current) - 1;
	return check_element(c, v, *path == '.' ? path + 1 : path);
}

static enum err check_name(
    struct check *c, const struct value *v, enum scope scope)
{
	const char *path;

	/* A place in an element that is a list: {"var": 1}. */
	if (v->type == VALUE_INT && scope == SCOPE_ELEMENT && c->list == NULL)
		return ERR_OK;
	if (v->type != VALUE_TEXT)
		return why_at(c->why, ERR_PARSE, v->line, v->column,
		    "a name must be written out, here it is %s",
		    v->type == VALUE_MAP ? "computed"
					 : value_type_text(v->type));
	path = (const char *)v->bytes.p;
	if (bytes_text(path).n != v->bytes.n)
		return refuse(c, v, "has a zero byte in the name", path);
	switch (scope) {
	case SCOPE_ELEMENT:
		return check_element(c, v, path);
	case SCOPE_REDUCE:
		return check_reduced(c, v, path);
	case SCOPE_DATA:
		break;
	}
	if (c->declared == NULL || c->declared(c->arg, path))
		return ERR_OK;
	return refuse(c, v, "is not a declared name", path);
}

static enum err check_names(
    struct check *c, struct logic_args names, enum scope scope)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < names.count; i++)
		e = check_name(c, names.v[i], scope);
	return e;
}

/* What a loop goes over, when it is a name of the data. */
static const char *list_of(const struct value *v, enum scope scope)
{
	const struct value *name;

	if (scope != SCOPE_DATA || v->type != VALUE_MAP || v->map.count != 1 ||
	    !bytes_equal(v->map.pairs[0].key, bytes_text("var")))
		return NULL;
	name = v->map.pairs[0].value;
	if (name->type == VALUE_LIST && name->list.count == 1)
		name = name->list.items[0];
	return name->type == VALUE_TEXT ? (const char *)name->bytes.p : NULL;
}

static enum err check_arguments(struct check *c, const struct logic_op *op,
    struct logic_args args, enum scope scope, unsigned depth)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < args.count; i++) {
		bool body = i == 1 && (op->kind == LOGIC_OP_LOOP ||
					  op->kind == LOGIC_OP_REDUCE);
		const char *outer = c->list;
		enum scope inner = scope;

		if (body) {
			inner = op->kind == LOGIC_OP_LOOP ? SCOPE_ELEMENT
							  : SCOPE_REDUCE;
			c->list = list_of(args.v[0], scope);
		}
		e = check_node(c, args.v[i], inner, depth);
		c->list = outer;
	}
	return e;
}

static enum err check_by_kind(struct check *c, const struct logic_op *op,
    struct logic_args args, enum scope scope, unsigned depth)
{
	enum err e;

	switch (op->kind) {
	case LOGIC_OP_VAR:
		e = check_name(c, args.v[0], scope);
		if (e == ERR_OK && args.count > 1)
			e = check_node(c, args.v[1], scope, depth);
		return e;
	case LOGIC_OP_MISSING:
		if (args.count == 1)
			args = logic_args_of(&args.v[0]);
		return check_names(c, args, scope);
	case LOGIC_OP_MISSING_SOME:
		e = check_node(c, args.v[0], scope, depth);
		if (e == ERR_OK)
			e = check_names(c, logic_args_of(&args.v[1]), scope);
		return e;
	case LOGIC_OP_EAGER:
	case LOGIC_OP_LAZY:
	case LOGIC_OP_LOOP:
	case LOGIC_OP_REDUCE:
		break;
	}
	return check_arguments(c, op, args, scope, depth);
}

static enum err check_operation(
    struct check *c, const struct value *v, enum scope scope, unsigned depth)
{
	const struct value_pair *pair = &v->map.pairs[0];
	const char *name = (const char *)pair->key.p;
	const struct logic_op *op = logic_ops_find(pair->key);
	struct logic_args args = logic_args_of(&pair->value);

	if (op == NULL)
		return refuse(c, v, "is not an operator of JsonLogic", name);
	if (args.count < op->least)
		return why_at(c->why, ERR_PARSE, v->line, v->column,
		    "\"%s\" takes at least %u, here %zu are given", name,
		    op->least, args.count);
	if (args.count > op->most)
		return why_at(c->why, ERR_PARSE, v->line, v->column,
		    "\"%s\" takes at most %u, here %zu are given", name,
		    op->most, args.count);
	return check_by_kind(c, op, args, scope, depth + 1);
}

static enum err check_node(
    struct check *c, const struct value *v, enum scope scope, unsigned depth)
{
	enum err e = ERR_OK;

	if (depth > LOGIC_DEPTH_MAX || ++c->nodes > LOGIC_STEPS_MAX)
		return why_at(c->why, ERR_LIMIT, v->line, v->column,
		    depth > LOGIC_DEPTH_MAX ? "the rule is nested too deep"
					    : "the rule has too many nodes");
	if (v->type == VALUE_LIST) {
		for (size_t i = 0; e == ERR_OK && i < v->list.count; i++)
			e = check_node(c, v->list.items[i], scope, depth + 1);
		return e;
	}
	if (v->type != VALUE_MAP)
		return ERR_OK;
	if (v->map.count != 1)
		return why_at(c->why, ERR_PARSE, v->line, v->column,
		    "a map with %zu keys is data, an operation has one",
		    v->map.count);
	return check_operation(c, v, scope, depth);
}

enum err logic_check(const struct value *rule, logic_declared_fn *declared,
    void *arg, struct why *why)
{
	struct check c = { .declared = declared, .arg = arg, .why = why };

	return check_node(&c, rule, SCOPE_DATA, 1);
}
