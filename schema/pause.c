#include "schema/pause.h"

#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/guard.h"
#include "schema/ledger.h"
#include "schema/standard.h"
#include "schema/value.h"

#define ROOM_MIN 16

static bool counts(const struct standard *s, const char *code)
{
	const struct value *list = value_get(s->tree, "special");
	bool yes = false;

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "code"), code))
			(void)value_get_bool(value_at(list, i), "counts", &yes);
	return yes;
}

static void grow(struct pause_book *b, struct arena *a)
{
	size_t room = b->room == 0 ? ROOM_MIN : 2 * b->room;
	struct deadline_pause *items =
	    arena_take_array(a, room, sizeof(*items));

	if (b->items != NULL)
		memcpy(items, b->items, b->count * sizeof(*items));
	b->items = items;
	b->room = room;
}

static void add(struct pause_book *b, struct arena *a, int64_t from)
{
	if (b->items == NULL || b->count == b->room)
		grow(b, a);
	b->items[b->count++] =
	    (struct deadline_pause){ from, DEADLINE_PAUSE_OPEN };
}

void pause_book_read(struct pause_book *b, struct arena *a,
    const struct standard *s, const struct guard_applied *applied, size_t count)
{
	for (; b->read < count; b->read++) {
		const struct guard_applied *x = &applied[b->read];
		struct deadline_pause *last =
		    b->count > 0 ? &b->items[b->count - 1] : NULL;

		/* Whatever leads out of SPECIAL ends it. */
		if (last != NULL && last->to == DEADLINE_PAUSE_OPEN &&
		    x->event->to != MACHINE_NONE)
			last->to = x->place->time > last->from ? x->place->time
							       : last->from;
		if (strcmp(x->act->kind, "case.special.start") == 0 &&
		    !counts(s, act_body_text(x->act, "code")))
			add(b, a, x->place->time);
	}
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
