/*
 * order_cells - orders of a month by time, district, item or class
 * (工单分析, docs/FORMAT.md F-235), with small cells hidden.
 *
 *	cells under ORDER_CELLS_MIN --> "other"
 *	"other" under it as well -----> the smallest cell that is shown joins it
 *	nothing shown, and so few ----> not even their number
 *
 * Pure; folded cases go in one by one and none is kept.
 */
#ifndef SCHEMA_ORDER_CELLS_H
#define SCHEMA_ORDER_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct dossier;

#define ORDER_CELLS_MIN 5 /* orders; F-235 */

/* name, word, 中文 */
#define ORDER_CELLS_AXES(X)           \
	X(HOUR, "hour", "时段")       \
	X(DAY, "day", "日期")         \
	X(AREA, "area", "地区")       \
	X(SUBJECT, "subject", "事项") \
	X(CLASS, "class", "类别")

enum order_cells_axis {
#define X(name, word, zh) ORDER_CELLS_##name,
	ORDER_CELLS_AXES(X)
#undef X
	    ORDER_CELLS_AXIS_COUNT
};

struct order_cell {
	const char *key; /* "09", "2026-11-24", a node, an item, a class */
	int64_t count;
};

/* Zero it, then fill the first five. */
struct order_cells {
	struct arena *arena; /* of keys and cells; outlives this */
	enum order_cells_axis axis;
	int64_t from;         /* the first second, +08:00 */
	int64_t until;        /* the first after it */
	const char *district; /* only orders of this log; NULL: all */
	struct order_cell *cells;
	size_t count; /* after order_cells_close(): of those shown */
	size_t room;
	int64_t other; /* orders in cells that are hidden */
	int64_t total;
	bool hidden; /* .other and .total are too few to be told */
};

void order_cells_add(struct order_cells *c, const struct dossier *d);

/* Hide what is small; the rest by key. */
void order_cells_close(struct order_cells *c);

bool order_cells_axis_parse(enum order_cells_axis *out, const char *word);
const char *order_cells_axis_word(enum order_cells_axis axis);
const char *order_cells_axis_zh(enum order_cells_axis axis);

#endif
