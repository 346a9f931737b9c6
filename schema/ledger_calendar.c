/* The calendars that the authority has published, by series and version. */
#include <string.h>

#include "schema/calendar.h"
#include "schema/ledger.h"
#include "schema/ledger_state.h"

static bool is_series(const struct ledger_document *d, const char *series)
{
	return strcmp(calendar_series(d->calendar), series) == 0;
}

const struct calendar *ledger_calendar(
    const struct ledger *l, const char *series)
{
	return ledger_calendar_at(l, series, INT64_MAX);
}

const struct calendar *ledger_calendar_at(
    const struct ledger *l, const char *series, int64_t time)
{
	for (size_t i = l->calendars.count; i-- > 0;) {
		const struct ledger_document *d = l->calendars.items[i];

		if (d->time <= time && is_series(d, series))
			return d->calendar;
	}
	return NULL;
}

const struct calendar *ledger_calendar_version(
    const struct ledger *l, const char *series, int64_t version)
{
	for (size_t i = 0; i < l->calendars.count; i++) {
		const struct ledger_document *d = l->calendars.items[i];

		if (is_series(d, series) &&
		    calendar_version(d->calendar) == version)
			return d->calendar;
	}
	return NULL;
}
