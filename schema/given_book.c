#include "schema/given_book.h"

#include <string.h>

#include "base/arena.h"
#include "schema/act.h"
#include "schema/guard.h"
#include "schema/standard.h"
#include "schema/value.h"

bool given_book_brings(const struct act *act)
{
	return strcmp(act->kind, "case.notice") != 0 &&
	       strcmp(act->kind, "case.contribute") != 0;
}

static void note(
    struct given_book *b, const struct standard *s, const struct act *act)
{
	const struct value *list = value_get(act->body, "materials");

	for (size_t i = 0; i < value_count(list); i++) {
		const struct standard_material *m =
		    standard_material(s, value_at(list, i)->bytes);

		if (m != NULL)
			b->given[m - s->materials] = true;
	}
}

void given_book_read(struct given_book *b, struct arena *a,
    const struct standard *s, const struct guard_applied *applied, size_t count)
{
	if (b->given == NULL)
		b->given = arena_take_array(
		    a, s->material_count + 1, sizeof(*b->given));
	for (; b->read < count; b->read++)
		if (given_book_brings(applied[b->read].act))
			note(b, s, applied[b->read].act);
}
