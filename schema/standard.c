#include "schema/standard.h"

#include <string.h>

#include "base/mem.h"
#include "keys/suite.h"
#include "schema/pack.h"
#include "schema/standard_check.h"
#include "schema/standard_shape.h"
#include "schema/standard_table.h"
#include "schema/yaml.h"

static const char *const part_keys[] = {
#define X(name, key, zh) key,
	STANDARD_PART_MAP(X)
#undef X
};
static const char *const part_names[] = {
#define X(name, key, zh) zh,
	STANDARD_PART_MAP(X)
#undef X
};
static const char *const type_words[] = {
#define X(name, word) word,
	STANDARD_TYPE_MAP(X)
#undef X
};
static const char *const fail_words[] = {
#define X(name, word, zh) word,
	STANDARD_FAIL_MAP(X)
#undef X
};
static const char *const fail_names[] = {
#define X(name, word, zh) zh,
	STANDARD_FAIL_MAP(X)
#undef X
};
static const char *const limit_keys[] = {
#define X(name, key, zh) key,
	STANDARD_LIMIT_MAP(X)
#undef X
};
static const char *const limit_names[] = {
#define X(name, key, zh) zh,
	STANDARD_LIMIT_MAP(X)
#undef X
};
static const char flag_letters[] = {
#define X(name, letter, zh) letter,
	STANDARD_FLAG_MAP(X)
#undef X
};

const char *standard_part_key(enum standard_part part)
{
	return part_keys[part];
}

const char *standard_part_zh(enum standard_part part)
{
	return part_names[part];
}

const char *standard_type_word(enum standard_type type)
{
	return type_words[type];
}

const char *standard_fail_word(enum standard_fail fail)
{
	return fail_words[fail];
}

const char *standard_fail_zh(enum standard_fail fail)
{
	return fail_names[fail];
}

const char *standard_limit_key(enum standard_limit limit)
{
	return limit_keys[limit];
}

const char *standard_limit_zh(enum standard_limit limit)
{
	return limit_names[limit];
}

/*
 * Filling the struct.  The tree was checked: what is required is there and of
 * its type, so that nothing below fails.
 */

/* Place of a checked word in its table. */
static unsigned place_of(
    const char *const *words, size_t count, const struct value *word)
{
	size_t i = 0;
	while (i < count && !value_is_text(word, words[i]))
		i++;
	must(i < count);
	return (unsigned)i;
}

#define PLACE(words, word) \
	place_of(words, sizeof(words) / sizeof *(words), word)

static bool flag(const struct value *map, const char *key)
{
	bool truth = false;
	return value_get_bool(map, key, &truth) && truth;
}

static int64_t integer(
    const struct value *map, const char *key, int64_t otherwise)
{
	int64_t v;
	return value_get_int(map, key, &v) ? v : otherwise;
}

static void fill_limits(struct standard *s)
{
	const struct value *limits = value_get(s->tree, "limits");
	for (size_t i = 0; i < STANDARD_LIMIT_COUNT; i++) {
		struct bytes text;
		s->limited[i] = value_get_text(limits, limit_keys[i], &text);
		if (s->limited[i])
			must(limit_parse(&s->limits[i], text, NULL) == ERR_OK);
	}
}

static void fill_materials(struct standard *s, struct arena *a)
{
	const struct value *list = value_get(s->tree, "materials");
	size_t count = value_count(list);
	struct standard_material *out =
	    arena_take_array(a, count + 1, sizeof *out);
	for (size_t i = 0; i < count; i++) {
		const struct value *m = value_at(list, i);
		const char *flags = value_get_string(m, "flags");
		out[i] = (struct standard_material){
			.id = value_get_string(m, "id"),
			.zh = value_get_string(m, "zh"),
			.en = value_get_string(m, "en"),
			.source = value_get_string(m, "source"),
			.copies = (uint32_t)integer(m, "copies", 0),
		};
		for (size_t bit = 0; bit < sizeof flag_letters; bit++) {
			if (strchr(flags, flag_letters[bit]))
				out[i].flags |= 1u << bit;
		}
	}
	s->materials = out;
	s->material_count = count;
}

static enum standard_type type_of(const struct value *word)
{
	return (enum standard_type)PLACE(type_words, word);
}

static void fill_bounds(struct standard_field *f, const struct value *v)
{
	switch (f->type) {
	case STANDARD_TYPE_TEXT:
		f->min = integer(v, "min", 0);
		f->max = integer(v, "max", 2000);
		return;
	case STANDARD_TYPE_LIST:
		f->min = integer(v, "min_items", 0);
		f->max = integer(v, "max_items", 0);
		return;
	case STANDARD_TYPE_MONEY:
		f->min = integer(v, "min", 0);
		f->max = integer(v, "max", INT64_MAX);
		return;
	case STANDARD_TYPE_INT:
	case STANDARD_TYPE_DATE:
	case STANDARD_TYPE_MONTH:
	case STANDARD_TYPE_DATETIME:
	case STANDARD_TYPE_DIVISION:
	case STANDARD_TYPE_RID:
	case STANDARD_TYPE_USCC:
	case STANDARD_TYPE_ENUM:
	case STANDARD_TYPE_BOOL:
		break;
	}
	f->min = integer(v, "min", INT64_MIN);
	f->max = integer(v, "max", INT64_MAX);
}

static const struct standard_field *fill_fields(
    struct arena *a, const struct value *list, size_t *count);

/* What a list holds: one plain element, or the fields of a record. */
static void fill_elements(
    struct standard_field *f, struct arena *a, const struct value *v)
{
	const struct value *of = value_get(v, "of");
	if (f->type != STANDARD_TYPE_LIST)
		return;
	if (!of) {
		f->fields =
		    fill_fields(a, value_get(v, "fields"), &f->field_count);
		return;
	}
	struct standard_field *one = arena_take(a, sizeof *one);
	*one = (struct standard_field){ .zh = f->zh,
		.type = type_of(of),
		.required = true,
		.values = f->values };
	fill_bounds(one, NULL);
	f->fields = one;
	f->field_count = 1;
}

static const struct standard_field *fill_fields(
    struct arena *a, const struct value *list, size_t *count)
{
	*count = value_count(list);
	struct standard_field *out =
	    arena_take_array(a, *count + 1, sizeof *out);
	for (size_t i = 0; i < *count; i++) {
		const struct value *v = value_at(list, i);
		out[i] = (struct standard_field){
			.key = value_get_string(v, "key"),
			.zh = value_get_string(v, "zh"),
			.type = type_of(value_get(v, "type")),
			.required = flag(v, "required"),
			.values = value_get(v, "values"),
			.source = value_get_string(v, "source"),
			.owner = value_get_string(v, "owner"),
		};
		fill_bounds(&out[i], v);
		fill_elements(&out[i], a, v);
	}
	return out;
}

static void fill_criteria(struct standard *s, struct arena *a)
{
	const struct value *list = value_get(s->tree, "criteria");
	size_t count = value_count(list);
	struct standard_criterion *out =
	    arena_take_array(a, count + 1, sizeof *out);
	for (size_t i = 0; i < count; i++) {
		const struct value *c = value_at(list, i);
		out[i] = (struct standard_criterion){
			.code = value_get_string(c, "code"),
			.zh = value_get_string(c, "zh"),
			.logic = value_get(c, "logic"),
			.fail = (enum standard_fail)PLACE(
			    fail_words, value_get(c, "fail")),
		};
	}
	s->criteria = out;
	s->criterion_count = count;
}

static void fill_approvals(struct standard *s, struct arena *a)
{
	const struct value *list = value_get(s->tree, "approvals");
	size_t count = value_count(list);
	struct standard_approval *out =
	    arena_take_array(a, count + 1, sizeof *out);
	for (size_t i = 0; i < count; i++) {
		const struct value *v = value_at(list, i);
		out[i] = (struct standard_approval){
			.level = (uint32_t)integer(v, "level", 0),
			.role = value_get_string(v, "role"),
			.four_eyes = flag(v, "four_eyes"),
		};
	}
	s->approvals = out;
	s->approval_count = count;
}

/* Digests */

static struct digest digest_of(const char *tag, const struct value *v)
{
	struct buf packed = { 0 };
	pack_encode(&packed, v);
	/* A standard is of no network: its digest is that of suite 1. */
	struct digest d = digest_tagged(SUITE_1, tag, buf_bytes(&packed));
	buf_fini(&packed);
	return d;
}

static void fill_digests(struct standard *s, struct arena *a)
{
	static const char *const read[] = { "criteria", "facts", "form",
		"names" };
	struct value *criteria = value_map(a);
	for (size_t i = 0; i < sizeof read / sizeof read[0]; i++) {
		const struct value *v = value_get(s->tree, read[i]);
		if (v)
			value_set(a, criteria, read[i], v);
	}
	s->digest = digest_of(STANDARD_TAG, s->tree);
	s->core[STANDARD_MATERIALS] =
	    digest_of(STANDARD_TAG_MATERIALS, value_get(s->tree, "materials"));
	s->core[STANDARD_CRITERIA] = digest_of(STANDARD_TAG_CRITERIA, criteria);
	s->core[STANDARD_LIMITS] =
	    digest_of(STANDARD_TAG_LIMITS, value_get(s->tree, "limits"));
}

static struct standard *fill(struct arena *a, const struct value *tree)
{
	struct standard *s = arena_take(a, sizeof *s);
	const char *matter = value_get_string(tree, "matter");
	s->tree = tree;
	s->item = value_get_string(tree, "item");
	s->revision = (uint32_t)integer(tree, "revision", 0);
	s->zh = value_get_string(tree, "zh");
	s->en = value_get_string(tree, "en");
	s->matter = matter ? matter : "licence";
	fill_limits(s);
	fill_materials(s, a);
	s->form = fill_fields(a, value_get(tree, "form"), &s->form_count);
	s->facts = fill_fields(a, value_get(tree, "facts"), &s->fact_count);
	fill_criteria(s, a);
	fill_approvals(s, a);
	s->has_retention = value_get(tree, "retention") != NULL;
	s->retention = (int)integer(tree, "retention", 0);
	fill_digests(s, a);
	return s;
}

enum err standard_from(const struct standard **out, struct arena *a,
    const struct value *tree, struct standard_faults *faults)
{
	struct scan_limits limits = { STANDARD_BYTES_MAX, STANDARD_DEPTH_MAX };
	struct why why = { 0 };
	enum err e = standard_shape_check(tree, &standard_table_root, faults);
	if (e == ERR_OK)
		e = standard_check(tree, faults);
	if (e != ERR_OK)
		return e;
	e = pack_check(tree, &limits, &why);
	if (e != ERR_OK) {
		(void)standard_fault_why(faults, "", &why);
		return e;
	}
	*out = fill(a, tree);
	return ERR_OK;
}

enum err standard_parse(const struct standard **out, struct arena *a,
    struct bytes yaml, struct standard_faults *faults)
{
	struct yaml_limits limits = { STANDARD_SOURCE_BYTES_MAX,
		STANDARD_DEPTH_MAX };
	struct why why = { 0 };
	struct value *tree;
	enum err e = yaml_parse(a, yaml, &limits, &tree, &why);
	if (e == ERR_OK)
		return standard_from(out, a, tree, faults);
	(void)standard_fault_why(faults, "", &why);
	return e;
}

enum err standard_decode(const struct standard **out, struct arena *a,
    struct bytes canonical, struct standard_faults *faults)
{
	struct scan_limits limits = { STANDARD_BYTES_MAX, STANDARD_DEPTH_MAX };
	struct why why = { 0 };
	struct value *tree;
	enum err e = pack_decode(a, canonical, &limits, &tree, &why);
	if (e == ERR_OK)
		return standard_from(out, a, tree, faults);
	(void)standard_fault_why(faults, "", &why);
	return e;
}

void standard_encode(const struct standard *s, struct buf *out)
{
	pack_encode(out, s->tree);
}

/* Asking */

bool standard_limit(
    struct limit *out, const struct standard *s, enum standard_limit which)
{
	if (s->limited[which])
		*out = s->limits[which];
	else if (which == STANDARD_LIMIT_NOTICE)
		*out = (struct limit){ 5, LIMIT_WD };
	else if (which == STANDARD_LIMIT_DELIVER)
		*out = (struct limit){ 10, LIMIT_WD };
	else
		return false;
	return true;
}

const struct standard_material *standard_material(
    const struct standard *s, struct bytes id)
{
	for (size_t i = 0; i < s->material_count; i++) {
		if (bytes_equal(bytes_text(s->materials[i].id), id))
			return &s->materials[i];
	}
	return NULL;
}

const struct standard_criterion *standard_criterion(
    const struct standard *s, struct bytes code)
{
	for (size_t i = 0; i < s->criterion_count; i++) {
		if (bytes_equal(bytes_text(s->criteria[i].code), code))
			return &s->criteria[i];
	}
	return NULL;
}

static bool is_among(
    const char *const *given, size_t given_count, const char *id)
{
	for (size_t i = 0; i < given_count; i++) {
		if (strcmp(given[i], id) == 0)
			return true;
	}
	return false;
}

size_t standard_materials_missing(const struct standard *s,
    const char *const *given, size_t given_count,
    const struct standard_material **out)
{
	size_t count = 0;
	for (size_t i = 0; i < s->material_count; i++) {
		const struct standard_material *m = &s->materials[i];
		if (m->flags & STANDARD_FLAG_ABOLISHED)
			continue;
		if (!is_among(given, given_count, m->id))
			out[count++] = m;
	}
	return count;
}
