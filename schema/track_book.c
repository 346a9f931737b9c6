#include "schema/track_book.h"

#include <string.h>

#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/guard.h"
#include "schema/value.h"

static void note_calendar(struct track_book *b, const struct act *act)
{
	int64_t version;

	if (!value_get_int(act->body, "calendar", &version) ||
	    (b->has_calendar && version <= b->calendar))
		return;
	b->has_calendar = true;
	b->calendar = version;
}

static void note_first(const struct act **first, const struct act *act)
{
	if (*first == NULL)
		*first = act;
}

static void begin_round(struct track_book *b)
{
	b->round = b->read;
	b->agreed = 0;
}

static void note(struct track_book *b, const struct act *act)
{
	const char *kind = act->kind;

	if (strcmp(kind, "case.special.start") == 0)
		b->special = act;
	else if (strcmp(kind, "case.extend") == 0)
		note_first(&b->extended, act);
	else if (strcmp(kind, "case.review.start") == 0)
		begin_round(b);
	else if (strcmp(kind, "case.opine") == 0 &&
		 strcmp(act_body_text(act, "opinion"), "agree") == 0)
		b->agreed++;
	if (strcmp(kind, "case.reopen") != 0)
		return;
	note_first(&b->reopened, act);
	begin_round(b);
}

void track_book_read(
    struct track_book *b, const struct guard_applied *applied, size_t count)
{
	for (; b->read < count; b->read++) {
		note_calendar(b, applied[b->read].act);
		note(b, applied[b->read].act);
	}
}
