#include "schema/criteria.h"

#include <string.h>

#include "base/mem.h"
#include "schema/act.h"
#include "schema/day.h"
#include "schema/dossier.h"
#include "schema/guard.h"
#include "schema/owed.h"
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
static struct value *case_data(struct arena *a, const struct dossier *d,
    const struct act *first, const struct act *acceptance)
{
	const struct value *body = acceptance->body;
	struct value *v = value_map(a);
	char day[DAY_TEXT_ROOM];

	day_format(day, day_at(d->received_at));
	put(a, v, "channel",
	    act_opens(first) && value_get(first->body, "channel") == NULL
		? "proactive"
		: value_get_string(first->body, "channel"));
	put(a, v, "district", d->receiver);
	put(a, v, "home", d->home);
	put(a, v, "received_day", day);
	value_set(a, v, "agent",
	    value_bool(a, value_get(first->body, "agent") != NULL));
	value_set(a, v, "gaps",
	    value_int(a, (int64_t)value_count(value_get(body, "gaps"))));
	value_set(a, v, "promises",
	    value_int(a, (int64_t)value_count(value_get(body, "promised"))));
	return v;
}

/* Materials that an act brings, those whose original was seen marked. */
static void add_materials(
    struct arena *a, struct value *out, const struct act *act)
{
	const struct value *given = value_get(act->body, "materials");

	if (strcmp(act->kind, "case.notice") == 0 ||
	    strcmp(act->kind, "case.contribute") == 0)
		return; /* what lacks; what nobody has taken over yet */
	for (size_t i = 0; i < value_count(given); i++) {
		const char *id = (const char *)value_at(given, i)->bytes.p;
		bool seen =
		    guard_names(act, "originals", id) ||
		    value_is_text(value_get(act->body, "result"), "confirmed");
		struct value *m = value_map(a);

		value_set(a, m, "have", value_bool(a, true));
		put(a, m, "kind", seen ? "original_or_verified" : "copy");
		value_set(a, m, "copies", value_int(a, 1));
		value_set(a, out, id, m);
	}
}

/* Applied before the acceptance, or (a draft) at all. */
static struct value *material_data(
    struct arena *a, const struct dossier *d, const struct act *acceptance)
{
	struct value *v = value_map(a);

	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		if (digest_equal(&act->id, &acceptance->id))
			break;
		if (d->outcomes[i].order > 0)
			add_materials(a, v, act);
	}
	add_materials(a, v, acceptance);
	return v;
}

/* What the holders of materials answered (证明协查). */
static struct value *assist_data(struct arena *a, const struct dossier *d)
{
	struct value *v = value_map(a);

	for (size_t i = 0; i < d->owed_count; i++) {
		const struct owed *o = &d->owed[i];

		if (strcmp(o->what, "assist") == 0 && o->material != NULL &&
		    o->result != NULL)
			put(a, v, o->material, o->result);
	}
	return v;
}

struct value *criteria_data(struct arena *a, const struct dossier *d,
    const struct act *acceptance, const struct value *form,
    const struct value *facts)
{
	const struct act *first = opening(d);
	const struct value *names = value_get(d->standard->tree, "names");
	struct value *v = value_map(a);

	value_set(a, v, "form", form);
	value_set(a, v, "facts", facts);
	if (names != NULL)
		value_set(a, v, "std", names);
	value_set(a, v, "mat", material_data(a, d, acceptance));
	value_set(a, v, "case", case_data(a, d, first, acceptance));
	value_set(a, v, "assist", assist_data(a, d));
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
