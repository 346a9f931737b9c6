/*
 * Questions about office hours; see schema/ledger.h.
 */
#include "base/arena.h"
#include "schema/ledger.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"
#include "schema/office.h"

const struct office *ledger_office(
    const struct ledger *l, struct arena *a, const struct place *place)
{
	const struct ledger_log *log;
	struct office *out;
	struct office_hours *list;
	size_t count;

	if (place == NULL)
		return NULL;
	log = ledger_log(l, place->node);
	count = log != NULL ? log->offices.count : 0;
	out = arena_take(a, sizeof(*out));
	list = arena_take_array(a, count + 1, sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		const struct ledger_office *o = log->offices.items[i];

		if (o->position < place->position &&
		    ledger_standing_given(l, log, o->position))
			list[out->count++] = o->hours;
	}
	out->list = list;
	return out;
}
