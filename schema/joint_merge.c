#include "schema/joint_merge.h"

#include <string.h>

#include "schema/standard.h"

/* A material of the merged list, as it grows. */
struct merged {
	struct value *map;
	struct value *askers;
};

/* One merging under way. */
struct merge {
	struct arena *a;
	const struct standard *const *members;
	size_t count;
	struct value *materials;
	struct merged *merged; /* same index */
	struct value *dropped;
	struct value *shared;
	struct value *individual;
	struct value *conflicts;
};

static void put(
    struct merge *m, struct value *map, const char *key, const char *text)
{
	value_set(m->a, map, key, value_text(m->a, text));
}

static bool same(const char *x, const char *y)
{
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/* ---- materials ---- */

/* The licence that a material is drawn from, or NULL. */
static const char *licence_of(const struct standard *s, const char *id)
{
	const struct value *list = value_get(s->tree, "materials");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "id"), id))
			return value_get_string(value_at(list, i), "licence");
	return NULL;
}

static const char *giver_of(const struct merge *m, const struct standard *s,
    const struct standard_material *material)
{
	const char *licence = licence_of(s, material->id);

	for (size_t i = 0; i < m->count; i++) {
		const struct value *output =
		    value_get(m->members[i]->tree, "output");

		if (m->members[i] != s &&
		    (same(value_get_string(output, "licence"), licence) ||
			same(value_get_string(output, "zh"), material->zh)))
			return m->members[i]->item;
	}
	return NULL;
}

static const char *flags_of(struct merge *m, unsigned flags)
{
	static const char letters[] = {
#define X(name, letter, zh) letter,
		STANDARD_FLAG_MAP(X)
#undef X
	};
	char text[sizeof(letters) + 1] = "";
	size_t n = 0;

	for (unsigned bit = 0; bit < sizeof(letters); bit++)
		if ((flags & (1u << bit)) != 0)
			text[n++] = letters[bit];
	return arena_print(m->a, "%s", text);
}

static bool is_form(const struct standard_material *material)
{
	return same(material->source, "form");
}

/* The merged material that this one is, or a new one. */
static struct merged *merged(struct merge *m, const struct standard *s,
    const struct standard_material *material)
{
	const char *licence = licence_of(s, material->id);
	struct merged *new;
	struct value *v;

	for (size_t i = 0; i < value_count(m->materials); i++) {
		bool form = false;

		v = m->merged[i].map;
		(void)value_get_bool(v, "form", &form);
		if ((form && is_form(material)) ||
		    same(value_get_string(v, "licence"), licence) ||
		    same(value_get_string(v, "zh"), material->zh))
			return &m->merged[i];
	}
	new = &m->merged[value_count(m->materials)];
	new->map = v = value_map(m->a);
	new->askers = value_list(m->a);
	put(m, v, "zh", material->zh);
	value_set(m->a, v, "form", value_bool(m->a, is_form(material)));
	if (licence != NULL)
		put(m, v, "licence", licence);
	value_set(m->a, v, "for", new->askers);
	value_set(m->a, v, "copies", value_int(m->a, 0));
	value_push(m->a, m->materials, v);
	return new;
}

static void add_material(struct merge *m, const struct standard *s,
    const struct standard_material *material)
{
	const char *giver = giver_of(m, s, material);
	struct value *one = value_map(m->a);
	struct merged *whole;
	int64_t copies = 0;

	put(m, one, "item", s->item);
	put(m, one, "id", material->id);
	if (giver != NULL) {
		put(m, one, "zh", material->zh);
		put(m, one, "given_by", giver);
		value_push(m->a, m->dropped, one);
		return;
	}
	put(m, one, "flags", flags_of(m, material->flags));
	whole = merged(m, s, material);
	(void)value_get_int(whole->map, "copies", &copies);
	if (copies < (int64_t)material->copies)
		value_set(m->a, whole->map, "copies",
		    value_int(m->a, (int64_t)material->copies));
	value_push(m->a, whole->askers, one);
}

/* ---- the form ---- */

static bool is_listed(const struct standard *bundle, const char *key)
{
	const struct value *list =
	    value_get(value_get(bundle->tree, "bundle"), "shared");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_at(list, i), key))
			return true;
	return false;
}

static const struct standard_field *field_of(
    const struct standard *s, const char *key)
{
	for (size_t i = 0; i < s->form_count; i++)
		if (same(s->form[i].key, key))
			return &s->form[i];
	return NULL;
}

static struct value *field(
    struct merge *m, const char *item, const struct standard_field *f)
{
	struct value *v = value_map(m->a);

	if (item != NULL)
		put(m, v, "item", item);
	put(m, v, "key", f->key);
	put(m, v, "zh", f->zh);
	put(m, v, "type", standard_type_word(f->type));
	return v;
}

/* Is it a field of the bundle's form, and so filled once?  Where the bundle
 * lists it as shared, another type is a conflict; elsewhere another thing. */
static bool is_shared(
    const struct standard *bundle, const struct standard_field *f)
{
	const struct standard_field *whole = field_of(bundle, f->key);

	return whole != NULL &&
	       (is_listed(bundle, f->key) || whole->type == f->type);
}

/* Filled once on the bundle's form, for whoever asks for it in this type. */
static void add_shared(struct merge *m, const struct standard *bundle,
    const struct standard_field *f)
{
	struct value *v = field(m, NULL, f);
	struct value *items = value_list(m->a);
	bool listed = is_listed(bundle, f->key);

	for (size_t i = 0; i < m->count; i++) {
		const struct standard *s = m->members[i];
		const struct standard_field *here = field_of(s, f->key);
		struct value *odd;

		if (here == NULL)
			continue;
		if (here->type == f->type) {
			value_push(m->a, items, value_text(m->a, s->item));
			continue;
		}
		if (!listed)
			continue;
		odd = field(m, s->item, f);
		put(m, odd, "here", standard_type_word(here->type));
		value_push(m->a, m->conflicts, odd);
	}
	value_set(m->a, v, "for", items);
	if (listed || value_count(items) > 0)
		value_push(m->a, m->shared, v);
}

static void add_individual(
    struct merge *m, const struct standard *bundle, const struct standard *s)
{
	for (size_t i = 0; i < s->form_count; i++) {
		const struct standard_field *f = &s->form[i];
		struct value *v;

		if (is_shared(bundle, f))
			continue;
		v = field(m, s->item, f);
		value_set(m->a, v, "required", value_bool(m->a, f->required));
		value_push(m->a, m->individual, v);
	}
}

struct value *joint_merge(struct arena *a, const struct standard *bundle,
    const struct standard *const *members, size_t count)
{
	struct merge m = {
		.a = a,
		.members = members,
		.count = count,
		.materials = value_list(a),
		.dropped = value_list(a),
		.shared = value_list(a),
		.individual = value_list(a),
		.conflicts = value_list(a),
	};
	struct value *out = value_map(a);
	size_t room = 1;

	for (size_t i = 0; i < count; i++)
		room += members[i]->material_count;
	m.merged = arena_take_array(a, room, sizeof(*m.merged));

	for (size_t i = 0; i < count; i++) {
		const struct standard *s = members[i];

		for (size_t k = 0; k < s->material_count; k++)
			if ((s->materials[k].flags & STANDARD_FLAG_ABOLISHED) ==
			    0)
				add_material(&m, s, &s->materials[k]);
		add_individual(&m, bundle, s);
	}
	for (size_t i = 0; i < bundle->form_count; i++)
		add_shared(&m, bundle, &bundle->form[i]);
	value_set(a, out, "materials", m.materials);
	value_set(a, out, "dropped", m.dropped);
	value_set(a, out, "shared", m.shared);
	value_set(a, out, "individual", m.individual);
	value_set(a, out, "conflicts", m.conflicts);
	return out;
}
