#include "schema/standard_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "schema/limit.h"
#include "schema/logic.h"
#include "schema/standard.h"
#include "schema/standard_beside.h"
#include "schema/standard_names.h"
#include "schema/standard_path.h"

struct check {
	const struct value *tree;
	struct standard_faults *faults;
};

/* One sentence about a node; @path is "materials.M2.flags". */
#define FAULT(c, path, at, ...)   \
	(void)standard_fault_add( \
	    (c)->faults, path, (at)->line, (at)->column, __VA_ARGS__)

static const char *matter_of(const struct value *tree)
{
	const char *matter = value_get_string(tree, "matter");
	return matter ? matter : "licence";
}

/* Limits */

static bool limit_at(
    struct limit *out, const struct value *limits, const char *key)
{
	struct bytes text;
	return value_get_text(limits, key, &text) &&
	       limit_parse(out, text, NULL) == ERR_OK;
}

static void need_limit(
    struct check *c, const struct value *limits, enum standard_limit which)
{
	const char *key = standard_limit_key(which);
	if (value_get(limits, key))
		return;
	FAULT(c, "limits", limits,
	    "the limit `%s` (%s) is missing; add it with its unit, such as "
	    "%s: 20WD",
	    key, standard_limit_zh(which), key);
}

/* @shorter may not be longer than @longer. */
static void not_above(struct check *c, const struct value *limits,
    const char *shorter, const char *longer)
{
	struct limit a;
	struct limit b;
	struct standard_path p;
	if (!limit_at(&a, limits, shorter) || !limit_at(&b, limits, longer) ||
	    limit_compare(a, b) != LIMIT_LONGER)
		return;
	(void)snprintf(p.text, sizeof p.text, "limits.%s", shorter);
	FAULT(c, p.text, value_get(limits, shorter),
	    "the limit `%s` is longer than `%s`; shorten it", shorter, longer);
}

static void check_limits(struct check *c)
{
	const struct value *limits = value_get(c->tree, "limits");
	const char *matter = matter_of(c->tree);
	if (strcmp(matter, "licence") == 0 || strcmp(matter, "bundle") == 0)
		need_limit(c, limits, STANDARD_LIMIT_STATUTORY);
	need_limit(c, limits, STANDARD_LIMIT_PROMISED);
	not_above(c, limits, "promised", "statutory");
	not_above(c, limits, "gap", "promised");
	const struct value *basis = value_get(c->tree, "basis");
	for (size_t i = 0; i < value_count(basis); i++) {
		const struct value_pair *p = &basis->map.pairs[i];
		if (!value_get_bytes(limits, p->key))
			FAULT(c, "basis", p->value,
			    "a basis for `%s`, which is no limit here; name "
			    "the limit or leave the basis out",
			    (const char *)p->key.p);
	}
}

/* Rules */

/* What a rule may read, and how to say so when it reads something else. */
struct reads {
	logic_declared_fn *declared;
	const char *otherwise;
};

static const struct reads reads_all = { standard_names_declared,
	"declare it under `form`, `facts`, `names` or `materials`, or correct "
	"it" };
static const struct reads reads_order = { standard_names_of_order,
	"a class reads form.* and std.* only: declare it under `form` or "
	"`names`, or correct it" };

struct asked {
	const struct value *tree;
	logic_declared_fn *declared;
	bool missing;
};

static bool is_declared(void *arg, const char *path)
{
	struct asked *asked = arg;
	union {
		const struct value *in;
		void *out;
	} tree = { .in = asked->tree }; /* their argument is not const */
	bool declared = asked->declared(tree.out, path);
	asked->missing = asked->missing || !declared;
	return declared;
}

static void check_rule(struct check *c, const char *path,
    const struct value *rule, const struct reads *reads)
{
	struct why why = { 0 };
	struct asked asked = { c->tree, reads->declared, false };
	if (!rule || logic_check(rule, is_declared, &asked, &why) == ERR_OK)
		return;
	if (asked.missing)
		(void)standard_fault_add(c->faults, path, why.line, why.column,
		    "%s; %s", why.text, reads->otherwise);
	else
		(void)standard_fault_why(c->faults, path, &why);
}

static void check_rules(struct check *c, const struct value *list,
    const char *name, const char *id, const char *key)
{
	bool order = strcmp(name, "classes") == 0;
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *item = value_at(list, i);
		struct standard_path p = standard_path_of(name, item, id, key);
		check_rule(c, p.text, value_get(item, key),
		    order ? &reads_order : &reads_all);
	}
}

static void check_all_rules(struct check *c)
{
	static const struct {
		const char *list;
		const char *id;
		const char *key;
	} rows[] = {
		{ "criteria", "code", "logic" },
		{ "materials", "id", "when" },
		{ "special", "code", "when" },
		{ "triggers", "code", "when" },
		{ "obligations", "code", "when" },
		{ "classes", "code", "when" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check_rules(c, value_get(c->tree, rows[i].list), rows[i].list,
		    rows[i].id, rows[i].key);
	check_rules(c, value_get(value_get(c->tree, "bundle"), "members"),
	    "bundle.members", "item", "when");
}

/* Materials */

static void check_materials(struct check *c)
{
	const struct value *list = value_get(c->tree, "materials");
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *m = value_at(list, i);
		const char *flags = value_get_string(m, "flags");
		struct standard_path p =
		    standard_path_of("materials", m, "id", "flags");
		if (strchr(flags, 'X') && strpbrk(flags, "KGP"))
			FAULT(c, p.text, value_get(m, "flags"),
			    "an abolished material (X) is never asked for: it "
			    "cannot be K, G or P too");
		if (!value_get(c->tree, "gap") && strchr(flags, 'G'))
			FAULT(c, p.text, value_get(m, "flags"),
			    "a material may come later (G), but `gap` does not "
			    "say how; add it");
		if (!value_get(c->tree, "promise") && strchr(flags, 'P'))
			FAULT(c, p.text, value_get(m, "flags"),
			    "a material may be promised (P), but `promise` "
			    "does not say how; add it");
	}
}

/* Fields and facts */

static bool is(const struct value *field, const char *type)
{
	return value_is_text(value_get(field, "type"), type);
}

static void forbid(struct check *c, const char *path, const struct value *field,
    const char *key)
{
	const struct value *v = value_get(field, key);
	if (v)
		FAULT(c, path, v,
		    "`%s` does not go with the type %s; leave it out", key,
		    value_get_string(field, "type"));
}

static void check_bounds(
    struct check *c, const char *path, const struct value *f)
{
	int64_t low;
	int64_t high;
	if (!is(f, "text") && !is(f, "int") && !is(f, "money")) {
		forbid(c, path, f, "min");
		forbid(c, path, f, "max");
	} else if (value_get_int(f, "min", &low) &&
		   value_get_int(f, "max", &high) && low > high) {
		FAULT(c, path, value_get(f, "min"),
		    "`min` is above `max`; exchange them");
	}
	if (value_get_int(f, "min_items", &low) &&
	    value_get_int(f, "max_items", &high) && low > high)
		FAULT(c, path, value_get(f, "min_items"),
		    "`min_items` is above `max_items`; exchange them");
}

static void check_values(
    struct check *c, const char *path, const struct value *f)
{
	const struct value *values = value_get(f, "values");
	bool of_enum =
	    is(f, "enum") || value_is_text(value_get(f, "of"), "enum");
	if (of_enum && !values)
		FAULT(c, path, f,
		    "an enum names its `values`, a list of texts; add it");
	if (!of_enum) {
		forbid(c, path, f, "values");
		forbid(c, path, f, "labels");
	}
}

static void check_labels(
    struct check *c, const char *path, const struct value *f)
{
	const struct value *labels = value_get(f, "labels");
	const struct value *values = value_get(f, "values");
	for (size_t i = 0; values && i < value_count(labels); i++) {
		const struct value_pair *p = &labels->map.pairs[i];
		size_t j = 0;
		while (j < value_count(values) &&
		       !bytes_equal(value_at(values, j)->bytes, p->key))
			j++;
		if (j == value_count(values))
			FAULT(c, path, p->value,
			    "a label for `%s`, which is none of `values`; add "
			    "it there, or correct it",
			    (const char *)p->key.p);
	}
}

static void check_list(struct check *c, const char *path, const struct value *f)
{
	const struct value *of = value_get(f, "of");
	const struct value *fields = value_get(f, "fields");
	if (!is(f, "list")) {
		forbid(c, path, f, "of");
		forbid(c, path, f, "fields");
		forbid(c, path, f, "min_items");
		forbid(c, path, f, "max_items");
		return;
	}
	if (!of == !fields)
		FAULT(c, path, f,
		    "a list says either `of` (the type of its elements) or "
		    "`fields` (a record); write one of them");
	if (of && value_is_text(of, "list"))
		FAULT(c, path, of,
		    "a list of lists is not possible; use `fields`");
	if (!value_get(f, "max_items"))
		FAULT(c, path, f, "a list has `max_items`; add it");
}

static void check_fields(
    struct check *c, const struct value *list, const char *name)
{
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *f = value_at(list, i);
		struct standard_path p = standard_path_of(name, f, "key", NULL);
		const struct value *inner = value_get(f, "fields");
		check_bounds(c, p.text, f);
		check_values(c, p.text, f);
		check_labels(c, p.text, f);
		check_list(c, p.text, f);
		for (size_t j = 0; j < value_count(inner); j++) {
			const struct value *sub = value_at(inner, j);
			struct standard_path q =
			    standard_path_of(p.text, sub, "key", NULL);
			check_bounds(c, q.text, sub);
			check_values(c, q.text, sub);
			check_labels(c, q.text, sub);
			if (is(sub, "list"))
				FAULT(c, q.text, sub,
				    "a record holds no lists; make it a field "
				    "of the form");
		}
	}
}

/* Levels and references */

static void check_levels(struct check *c, const char *name)
{
	const struct value *list = value_get(c->tree, name);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *item = value_at(list, i);
		int64_t level;
		if (value_get_int(item, "level", &level) &&
		    level == (int64_t)i + 1)
			continue;
		struct standard_path p =
		    standard_path_of(name, item, "level", "level");
		FAULT(c, p.text, value_get(item, "level"),
		    "levels are written in order, from 1 on, without gaps; "
		    "%zu belongs here",
		    i + 1);
	}
}

static void check_steps(struct check *c)
{
	const struct value *steps = value_get(c->tree, "steps");
	size_t levels = value_count(value_get(c->tree, "approvals"));
	for (size_t i = 0; i < value_count(steps); i++) {
		int64_t level;
		if (value_get_int(value_at(steps, i), "level", &level) &&
		    level > (int64_t)levels)
			FAULT(c, "steps",
			    value_get(value_at(steps, i), "level"),
			    "`approvals` has no level %" PRId64
			    "; add it there",
			    level);
	}
}

/* Is @key a form field of the type? */
static bool has_field(
    const struct check *c, const struct value *key, const char *type)
{
	const struct value *form = value_get(c->tree, "form");
	for (size_t i = 0; i < value_count(form); i++) {
		const struct value *f = value_at(form, i);
		if (value_equal(value_get(f, "key"), key))
			return is(f, type);
	}
	return false;
}

static void check_home(struct check *c)
{
	const struct value *home = value_get(c->tree, "home");
	const struct value *field = value_get(home, "field");
	if (!home)
		return;
	bool by_field = value_is_text(value_get(home, "rule"), "field");
	if (by_field != (field != NULL))
		FAULT(c, "home", home,
		    "`field` goes with the rule `field` and no other; add "
		    "the one or leave out the other");
	else if (field && !has_field(c, field, "division"))
		FAULT(c, "home.field", field,
		    "`form` has no field of this name and the type "
		    "division; add it there, or name another");
}

static void check_output(struct check *c)
{
	const struct value *validity =
	    value_get(value_get(c->tree, "output"), "validity");
	const struct value *field = value_get(validity, "field");
	if (!validity)
		return;
	if (value_count(validity) != 1)
		FAULT(c, "output.validity", validity,
		    "validity is one of years, months, days or field; keep "
		    "one");
	if (field && !has_field(c, field, "date"))
		FAULT(c, "output.validity.field", field,
		    "`form` has no field of this name and the type date; add "
		    "it there, or name another");
}

/* Members come after members that are named, and before themselves never. */
static void check_members(struct check *c, const struct value *members)
{
	for (size_t i = 0; i < value_count(members); i++) {
		const struct value *m = value_at(members, i);
		const struct value *after = value_get(m, "after");
		const struct value *item = value_get(m, "item");
		struct standard_path p =
		    standard_path_of("bundle.members", m, "item", "after");
		if (value_equal(item, value_get(c->tree, "item")))
			FAULT(c, "bundle.members", item,
			    "a bundle is not its own member; name the items "
			    "it is made of");
		for (size_t j = 0; j < value_count(after); j++) {
			bool earlier = false;
			for (size_t k = 0; k < i && !earlier; k++)
				earlier = value_equal(value_at(after, j),
				    value_get(value_at(members, k), "item"));
			if (!earlier)
				FAULT(c, p.text, value_at(after, j),
				    "no earlier member of this bundle; write "
				    "members in their order");
		}
	}
}

static void check_bundle(struct check *c)
{
	const struct value *bundle = value_get(c->tree, "bundle");
	bool is_bundle = strcmp(matter_of(c->tree), "bundle") == 0;
	if (is_bundle != (bundle != NULL))
		FAULT(c, "bundle",
		    bundle ? bundle : value_get(c->tree, "matter"),
		    "`bundle` goes with matter: bundle and no other; add the "
		    "one or leave out the other");
	check_members(c, value_get(bundle, "members"));
	const struct value *shared = value_get(bundle, "shared");
	const struct value *form = value_get(c->tree, "form");
	for (size_t i = 0; i < value_count(shared); i++) {
		bool found = false;
		for (size_t j = 0; j < value_count(form) && !found; j++)
			found = value_equal(value_at(shared, i),
			    value_get(value_at(form, j), "key"));
		if (!found)
			FAULT(c, "bundle.shared", value_at(shared, i),
			    "`form` has no field of this name; declare it "
			    "there, or correct it");
	}
}

enum err standard_check(
    const struct value *tree, struct standard_faults *faults)
{
	size_t before = faults->count;
	struct check c = { tree, faults };
	check_limits(&c);
	check_materials(&c);
	check_fields(&c, value_get(tree, "form"), "form");
	check_fields(&c, value_get(tree, "facts"), "facts");
	check_all_rules(&c);
	check_levels(&c, "approvals");
	check_levels(&c, "escalation");
	check_steps(&c);
	check_home(&c);
	check_output(&c);
	check_bundle(&c);
	standard_beside_check(tree, faults);
	return faults->count == before ? ERR_OK : ERR_PARSE;
}
