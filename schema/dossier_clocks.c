/*
 * The clocks of the law on batch times (domain table, C1 to C5): what starts
 * and what stops each is a row.
 */
#include <stddef.h>
#include <string.h>

#include "schema/calendar.h"
#include "schema/day.h"
#include "schema/deadline.h"
#include "schema/dossier.h"
#include "schema/standard.h"

struct clock_row {
	const char *id;
	const char *zh;
	enum standard_limit limit;
	size_t start; /* offsets of batch times in struct dossier */
	size_t stop;
};

#define AT(field) offsetof(struct dossier, field)

static const struct clock_row rows[] = {
	{ "C1", "一次性告知", STANDARD_LIMIT_NOTICE, AT(received_at),
	    AT(accepted_at) },
	{ "C3", "法定时限", STANDARD_LIMIT_STATUTORY, AT(accepted_at),
	    AT(decided_at) },
	{ "C4", "承诺时限", STANDARD_LIMIT_PROMISED, AT(accepted_at),
	    AT(decided_at) },
	{ "C5", "送达", STANDARD_LIMIT_DELIVER, AT(decided_at),
	    AT(delivered_at) },
};
_Static_assert(sizeof(rows) / sizeof(*rows) <= DOSSIER_CLOCKS_MAX, "room");

static int64_t time_at(const struct dossier *d, size_t offset)
{
	int64_t time;

	memcpy(&time, (const unsigned char *)d + offset, sizeof(time));
	return time;
}

static enum dossier_clock_level level_of(
    const struct deadline *end, int64_t stop, int64_t now)
{
	if (stop != 0)
		return stop <= end->last ? DOSSIER_CLOCK_STOPPED
					 : DOSSIER_CLOCK_STOPPED_LATE;
	if (now > end->last)
		return DOSSIER_CLOCK_OVERDUE;
	return day_at(now).serial == end->day.serial ? DOSSIER_CLOCK_WARN
						     : DOSSIER_CLOCK_NORMAL;
}

static bool read_clock(const struct dossier *d, const struct calendar *c,
    const struct clock_row *row, int64_t now, struct dossier_clock *out)
{
	int64_t start = time_at(d, row->start);
	int64_t stop = time_at(d, row->stop);
	struct deadline end;
	struct limit limit;

	if (start == 0 || !standard_limit(&limit, d->standard, row->limit) ||
	    deadline_compute(&end, c, start, limit, NULL, 0, NULL) != ERR_OK)
		return false;
	*out = (struct dossier_clock){
		.id = row->id,
		.zh = row->zh,
		.start = start,
		.stop = stop,
		.provisional = end.provisional,
		.level = level_of(&end, stop, now),
	};
	limit_format(out->limit, limit);
	day_format(out->deadline, end.day);
	out->workdays_used = deadline_count(c, day_at(start),
	    day_at(stop != 0 ? stop : now), NULL, 0, &out->provisional);
	return true;
}

size_t dossier_clocks(const struct dossier *d, const struct calendar *calendar,
    int64_t now, struct dossier_clock out[DOSSIER_CLOCKS_MAX])
{
	size_t count = 0;

	if (!d->open)
		return 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (read_clock(d, calendar, &rows[i], now, &out[count]))
			count++;
	return count;
}
