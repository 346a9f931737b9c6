/*
 * limit - an amount of time with its unit, as a standard or a rule names it.
 *
 *      5WD    working days     (Administrative Licensing Law art. 82)
 *      7ND    natural days
 *      12NH   natural hours
 *      30NMIN natural minutes
 *      4WH    office hours of a district (schema/office.h)
 */
#ifndef SCHEMA_LIMIT_H
#define SCHEMA_LIMIT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

#define LIMIT_AMOUNT_MAX 9999
#define LIMIT_TEXT_ROOM  12

/* name in texts, identifier, Chinese, English */
#define LIMIT_UNIT_MAP(X)                 \
	X(NMIN, "分钟", "minutes")        \
	X(NH, "小时", "hours")            \
	X(WH, "工作小时", "office hours") \
	X(ND, "自然日", "natural days")   \
	X(WD, "工作日", "working days")

enum limit_unit {
#define X(name, zh, en) LIMIT_##name,
	LIMIT_UNIT_MAP(X)
#undef X
};

struct limit {
	uint32_t amount; /* 1 to LIMIT_AMOUNT_MAX */
	enum limit_unit unit;
};

/* "5WD": decimal without leading zero, then the unit in capitals. */
enum err limit_parse(
    struct limit *out, struct bytes text, struct why *why) MUST_CHECK;
void limit_format(char out[static LIMIT_TEXT_ROOM], struct limit l);

const char *limit_unit_zh(enum limit_unit unit); /* "工作日"; static */
const char *limit_unit_en(enum limit_unit unit); /* "working days"; static */

/*
 * Which of two limits is longer, said only where it holds for every start and
 * every calendar: within one unit, between minutes and hours, between these and
 * days (a limit in days ends at the end of a day), and ND against more WD.
 */
enum limit_order {
	LIMIT_SHORTER,
	LIMIT_EQUAL,
	LIMIT_LONGER,
	LIMIT_UNSURE, /* depends on start and calendar */
};
enum limit_order limit_compare(struct limit a, struct limit b);

#endif
