/*
 * dossier_clocks - the limits of the law that run in a case (docs/FORMAT.md
 * F-201): what starts and what stops each is a row of a table.
 *
 * A function of the folded case, the ledger (calendar, office hours) and a
 * time; computed, never stored.  Whoever has to act on what is due reads it off
 * the list: .stop is 0 while a clock runs, .last the last second in time.
 */
#ifndef SCHEMA_DOSSIER_CLOCKS_H
#define SCHEMA_DOSSIER_CLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"
#include "schema/day.h"
#include "schema/limit.h"

struct dossier;
struct ledger;

/* Of more those are kept that run, the earliest begun first, then those that
 * stopped last. */
#define DOSSIER_CLOCKS_MAX 64

/* name, word, 中文 */
#define DOSSIER_CLOCK_LEVELS(X)       \
	X(NORMAL, "normal", "正常")   \
	X(WARN, "warn", "预警")       \
	X(OVERDUE, "overdue", "超期") \
	X(STOPPED, "stopped", "按期") \
	X(STOPPED_LATE, "stopped_late", "逾期办结")

enum dossier_clock_level {
#define X(name, word, zh) DOSSIER_CLOCK_##name,
	DOSSIER_CLOCK_LEVELS(X)
#undef X
};

struct dossier_clock {
	const char *id;  /* "C1"; of an obligation without such, "assist" */
	const char *zh;  /* "一次性告知" */
	const char *key; /* of the limit: "notice"; "assist"; "days_before" */
	struct digest subject; /* act: offer, obligation, special procedure,
	                        * rating */
	const char *material;  /* of an obligation, or NULL */
	int64_t start;
	int64_t stop;    /* 0 while it runs */
	int64_t last;    /* the last second in time; INT64_MAX while .paused */
	int64_t quarter; /* of minutes and hours: when the last one begins */
	char limit[LIMIT_TEXT_ROOM];
	char deadline[DAY_TEXT_ROOM]; /* the day; empty while .paused */
	bool has_subject;
	bool provisional; /* a year without a notice was counted */
	bool paused;
	bool by_silence; /* the case was accepted by silence: C1 that it ended,
	                  * C3 and C4 that it began */
	uint32_t left;   /* while .paused, in the limit's unit */
	int workdays_used;
	enum dossier_clock_level level;
};

/* All that have started, by the newest calendar of the case's series, in the
 * order of the table; what cannot be counted (beyond DAY_YEAR_MAX) is left out.
 * Texts are static or borrowed from @d. */
size_t dossier_clocks(const struct dossier *d, const struct ledger *l,
    int64_t now, struct dossier_clock out[static DOSSIER_CLOCKS_MAX]);

const char *dossier_clocks_level_word(enum dossier_clock_level level);
const char *dossier_clocks_level_zh(enum dossier_clock_level level);

#endif
