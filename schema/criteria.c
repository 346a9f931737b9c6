#include "schema/criteria.h"

#include "base/mem.h"
#include "schema/act.h"
#include "schema/day.h"
#include "schema/dossier.h"
#include "schema/standard.h"
#include "schema/standard_names.h"
#include "schema/value.h"

static const struct act *opening(const struct dossier *d)
{
	for (size_t i = 0; i < d->count; i++) {
		if (digest_equal(&d->entries[i].act->id, &d->id))
			return d->entries[i].act;
	}
	must(false); /* the case is open */
	return NULL;
}

static void put(
    struct arena *a, struct value *map, const char *key, const char *text)
{
	if (text != NULL)
		value_set(a, map, key, value_text(a, text));
}

/* What the engine knows of the case. */
static struct value *case_data(
    struct arena *a, const struct dossier *d, const struct act *first)
{
	struct value *v = value_map(a);
	char day[DAY_TEXT_ROOM];

	day_format(day, day_at(d->received_at));
	put(a, v, "channel", value_get_string(first->body, "channel"));
	put(a, v, "district", d->receiver);
	put(a, v, "home", d->home);
	put(a, v, "received_day", day);
	return v;
}

static struct value *material_data(struct arena *a, const struct act *first)
{
	const struct value *given = value_get(first->body, "materials");
	struct value *v = value_map(a);

	for (size_t i = 0; i < value_count(given); i++) {
		struct value *m = value_map(a);

		value_set(a, m, "have", value_bool(a, true));
		value_set_bytes(a, v, value_at(given, i)->bytes, m);
	}
	return v;
}

struct value *criteria_data(struct arena *a, const struct dossier *d,
    const struct value *form, const struct value *facts)
{
	const struct act *first = opening(d);
	const struct value *names = value_get(d->standard->tree, "names");
	struct value *v = value_map(a);

	value_set(a, v, "form", form);
	value_set(a, v, "facts", facts);
	if (names != NULL)
		value_set(a, v, "std", names);
	value_set(a, v, "mat", material_data(a, first));
	value_set(a, v, "case", case_data(a, d, first));
	return v;
}

struct verdict_result criteria_judge(
    const struct standard *s, size_t i, const struct value *data)
{
	/* The callback takes a void *; it only reads. */
	const union {
		const struct value *in;
		void *out;
	} standard = { s->tree };
	struct verdict_result r;

	must(i < s->criterion_count);
	if (verdict_of(s->criteria[i].logic, data, standard_names_default,
		standard.out, &r, NULL) != ERR_OK)
		r = (struct verdict_result){ .verdict = VERDICT_UNKNOWN };
	return r;
}
