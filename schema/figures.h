/*
 * figures - what a month of cases comes to (docs/FORMAT.md F-230 to F-234):
 * counts for all, for each district, department and item, and the rates over
 * them.
 *
 * Pure: folded cases go in one by one, in any order, and none is kept, so that
 * memory grows with districts, departments and items alone.  Integers only.
 */
#ifndef SCHEMA_FIGURES_H
#define SCHEMA_FIGURES_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct dossier;
struct ledger;

/* name, word, 中文; what each counts is F-231 and F-232 */
#define FIGURES_COUNTS(X)                                 \
	X(RECEIVED, "received", "收件")                   \
	X(ONLINE, "online", "网上收件")                   \
	X(ACCEPTED, "accepted", "受理")                   \
	X(GAP, "gap", "容缺受理")                         \
	X(PROMISE, "promise", "承诺受理")                 \
	X(PROMISED, "promised_minutes", "承诺时限合计")   \
	X(STATUTORY, "statutory_minutes", "法定时限合计") \
	X(DECIDED, "decided", "作出决定")                 \
	X(TIMED, "timed", "有时限的决定")                 \
	X(IN_TIME, "in_time", "按期决定")                 \
	X(DELIVERED, "delivered", "送达")                 \
	X(ZERO_TRIP, "zero_trip", "零跑动送达")           \
	X(ORDERS, "orders", "收工单")                     \
	X(ORDERS_DECIDED, "orders_decided", "工单答复")   \
	X(ORDERS_TIMED, "orders_timed", "有时限的答复")   \
	X(ORDERS_IN_TIME, "orders_in_time", "按期答复")   \
	X(OVERDUE, "overdue", "超期未办")                 \
	X(RATED, "rated", "评价")                         \
	X(SATISFIED, "satisfied", "满意评价")

enum figures_count {
#define X(name, word, zh) FIGURES_##name,
	FIGURES_COUNTS(X)
#undef X
	    FIGURES_COUNT
};

/* name, word, 中文, of which count, over which (F-233) */
#define FIGURES_RATES(X)                                                  \
	X(ON_TIME, "on_time", "按期率", IN_TIME, TIMED)                   \
	X(ORDERS_ON_TIME, "orders_on_time", "工单按期率", ORDERS_IN_TIME, \
	    ORDERS_TIMED)                                                 \
	X(COMPRESSION, "compression", "承诺占法定", PROMISED, STATUTORY)  \
	X(ONLINE, "online", "网上办理率", ONLINE, RECEIVED)               \
	X(ZERO_TRIP, "zero_trip", "零跑动率", ZERO_TRIP, DELIVERED)       \
	X(SATISFACTION, "satisfaction", "满意率", SATISFIED, RATED)

enum figures_rate {
#define X(name, word, zh, part, whole) FIGURES_RATE_##name,
	FIGURES_RATES(X)
#undef X
	    FIGURES_RATE_COUNT
};

#define FIGURES_NO_RATE (-1) /* nothing to divide by */

struct figures_row {
	const char *key; /* node, department or item; in the arena */
	int64_t counts[FIGURES_COUNT];
	uint32_t rank; /* F-234, of districts; 0: not ranked */
};

struct figures_table {
	struct figures_row *rows;
	size_t count;
	size_t room;
};

/* Zero it, then fill the first five. */
struct figures {
	struct arena *arena;  /* of the keys and rows; outlives this */
	int64_t from;         /* the first second of the month, +08:00 */
	int64_t until;        /* the first after it */
	int64_t as_of;        /* what is overdue then; F-230 */
	const char *district; /* only what its log holds; NULL: all */
	struct figures_row total;
	struct figures_table districts;
	struct figures_table departments; /* by the standards' words */
	struct figures_table items;
};

/* Count one case; one that no act opened counts nothing. */
void figures_add(
    struct figures *f, const struct dossier *d, const struct ledger *l);

/* Rows by key, and ranks. */
void figures_close(struct figures *f);

/* Basis points (1/10,000), half up (F-233); or FIGURES_NO_RATE. */
int64_t figures_rate(const struct figures_row *row, enum figures_rate rate);

const char *figures_count_word(enum figures_count c);
const char *figures_count_zh(enum figures_count c);
const char *figures_rate_word(enum figures_rate r);
const char *figures_rate_zh(enum figures_rate r);

#endif
