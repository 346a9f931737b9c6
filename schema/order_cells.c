#include "schema/order_cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/day.h"
#include "schema/dossier.h"
#include "schema/matter.h"
#include "schema/standard.h"
#include "schema/value.h"

#define HOUR_SECONDS 3600

static const char *key_of(const struct order_cells *c, const struct dossier *d,
    char room[static DAY_TEXT_ROOM])
{
	const struct dossier_entry *opening = &d->entries[0];
	struct day day = day_at(opening->place.time);
	const char *class = value_get_string(opening->act->body, "class");
	int64_t second = opening->place.time - day_begins(day);

	switch (c->axis) {
	case ORDER_CELLS_HOUR:
		(void)snprintf(room, DAY_TEXT_ROOM, "%02u",
		    (unsigned)(second / HOUR_SECONDS) % 24);
		return room;
	case ORDER_CELLS_DAY:
		day_format(room, day);
		return room;
	case ORDER_CELLS_AREA:
		return d->home;
	case ORDER_CELLS_SUBJECT:
		return d->item;
	case ORDER_CELLS_CLASS:
		return class != NULL ? class : "-";
	case ORDER_CELLS_AXIS_COUNT:
		break;
	}
	must(false);
	return NULL;
}

static struct order_cell *cell_of(struct order_cells *c, const char *key)
{
	struct order_cell *cell;

	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->cells[i].key, key) == 0)
			return &c->cells[i];
	if (c->count == c->room) {
		struct order_cell *more;

		c->room = c->room == 0 ? 32 : 2 * c->room;
		more = arena_take_array(c->arena, c->room, sizeof(*more));
		if (c->count > 0)
			memcpy(more, c->cells, c->count * sizeof(*more));
		c->cells = more;
	}
	cell = &c->cells[c->count++];
	cell->key = arena_text(c->arena, bytes_text(key));
	return cell;
}

void order_cells_add(struct order_cells *c, const struct dossier *d)
{
	char room[DAY_TEXT_ROOM];
	const struct place *place;

	if (!d->open || d->standard == NULL ||
	    strcmp(d->standard->matter, matter_word(MATTER_ORDER)) != 0)
		return;
	place = &d->entries[0].place;
	if (place->time < c->from || place->time >= c->until ||
	    (c->district != NULL && strcmp(place->node, c->district) != 0))
		return;
	cell_of(c, key_of(c, d, room))->count++;
	c->total++;
}

/* The most first, and of as many by key. */
static int compare_counts(const void *x, const void *y)
{
	const struct order_cell *a = x;
	const struct order_cell *b = y;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strcmp(a->key, b->key);
}

static int compare_keys(const void *x, const void *y)
{
	const struct order_cell *a = x;
	const struct order_cell *b = y;

	return strcmp(a->key, b->key);
}

void order_cells_close(struct order_cells *c)
{
	if (c->count == 0)
		return;
	qsort(c->cells, c->count, sizeof(*c->cells), compare_counts);
	while (
	    c->count > 0 && (c->cells[c->count - 1].count < ORDER_CELLS_MIN ||
				(c->other > 0 && c->other < ORDER_CELLS_MIN)))
		c->other += c->cells[--c->count].count;
	c->hidden = c->other > 0 && c->other < ORDER_CELLS_MIN;
	if (c->count > 0)
		qsort(c->cells, c->count, sizeof(*c->cells), compare_keys);
}

static const struct {
	const char *word, *zh;
} axes[] = {
#define X(name, word, zh) { word, zh },
	ORDER_CELLS_AXES(X)
#undef X
};

bool order_cells_axis_parse(enum order_cells_axis *out, const char *word)
{
	for (size_t i = 0; i < ORDER_CELLS_AXIS_COUNT; i++) {
		if (strcmp(axes[i].word, word) != 0)
			continue;
		*out = (enum order_cells_axis)i;
		return true;
	}
	return false;
}

const char *order_cells_axis_word(enum order_cells_axis axis)
{
	must(axis < ORDER_CELLS_AXIS_COUNT);
	return axes[axis].word;
}

const char *order_cells_axis_zh(enum order_cells_axis axis)
{
	must(axis < ORDER_CELLS_AXIS_COUNT);
	return axes[axis].zh;
}
