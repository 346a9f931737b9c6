#include "schema/pause.h"

#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/guard.h"
#include "schema/ledger.h"
#include "schema/standard.h"
#include "schema/value.h"

static bool counts(const struct standard *s, const char *code)
{
	const struct value *list = value_get(s->tree, "special");
	bool yes = false;

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "code"), code))
			(void)value_get_bool(value_at(list, i), "counts", &yes);
	return yes;
}

const struct deadline_pause *pause_list(struct arena *a,
    const struct standard *s, const struct guard_applied *applied, size_t count,
    size_t *out_count)
{
	struct deadline_pause *out =
	    arena_take_array(a, count + 1, sizeof(*out));
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct guard_applied *x = &applied[i];
		struct deadline_pause *last = n > 0 ? &out[n - 1] : NULL;

		/* Whatever leads out of SPECIAL ends it. */
		if (last != NULL && last->to == DEADLINE_PAUSE_OPEN &&
		    x->event->to != MACHINE_NONE)
			last->to = x->place->time > last->from ? x->place->time
							       : last->from;
		if (strcmp(x->act->kind, "case.special.start") == 0 &&
		    !counts(s, act_body_text(x->act, "code")))
			out[n++] = (struct deadline_pause){ x->place->time,
				DEADLINE_PAUSE_OPEN };
	}
	*out_count = n;
	return out;
}

const char *pause_extension(const struct guard_applied *applied, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(applied[i].act->kind, "case.extend") == 0)
			return act_body_text(applied[i].act, "limit");
	return NULL;
}

enum err pause_deadline(struct deadline *out, const struct deadline_terms *by,
    int64_t start, struct limit limit, const char *extension)
{
	struct limit more;
	bool provisional;
	enum err e = deadline_compute_by(out, by, start, limit, NULL);

	if (e != ERR_OK || extension == NULL || out->paused ||
	    limit_parse(&more, bytes_text(extension), NULL) != ERR_OK)
		return e;
	provisional = out->provisional;
	e = deadline_compute_by(out, by, out->last, more, NULL);
	out->provisional = out->provisional || provisional;
	return e;
}
