/*
 * standard_text - a sentence of a document's template, with places to fill in.
 *
 *      "{name}:{item}已受理"  ->  place name, words ":", place item, words …
 *
 * A place is a word of STANDARD_TEXT_MAP between braces; a brace that is meant
 * as such is written twice.  The checker asks whether a sentence is whole; who
 * prints a document takes one piece after the other and fills the places.
 */
#ifndef SCHEMA_STANDARD_TEXT_H
#define SCHEMA_STANDARD_TEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

/* Constant, word, 中文. */
#define STANDARD_TEXT_MAP(X)                  \
	X(NUMBER, "number", "办件编号")       \
	X(ITEM, "item", "事项名称")           \
	X(NAME, "name", "申请人")             \
	X(HALL, "hall", "受理地大厅")         \
	X(HOME, "home", "业务属地")           \
	X(TIME, "time", "时间")               \
	X(DATE, "date", "日期")               \
	X(DEADLINE, "deadline", "截止日期")   \
	X(MATERIALS, "materials", "已收材料") \
	X(MISSING, "missing", "缺少材料")     \
	X(CRITERIA, "criteria", "受理条件")   \
	X(REASON, "reason", "理由")           \
	X(LIMIT, "limit", "时限")             \
	X(DAYS, "days", "日数")               \
	X(STAFF, "staff", "经办人")           \
	X(LEVEL, "level", "层级")             \
	X(RESULT, "result", "结果")           \
	X(MEANS, "means", "送达方式")         \
	X(QR, "qr", "核验二维码")             \
	X(PROMISE, "promise", "承诺内容")     \
	X(CODE, "code", "回呼码")

enum standard_text_place {
#define X(name, word, zh) STANDARD_TEXT_##name,
	STANDARD_TEXT_MAP(X)
#undef X
};

enum standard_text_type {
	STANDARD_TEXT_END,
	STANDARD_TEXT_WORDS,  /* .words, as they are printed */
	STANDARD_TEXT_PLACE,  /* .place */
	STANDARD_TEXT_BROKEN, /* .words: from the brace on; no sentence that
	                         passed the checker has one */
};

struct standard_text_piece {
	struct bytes words; /* borrowed from the sentence */
	enum standard_text_place place;
};

/* Takes the next piece off @rest. */
enum standard_text_type standard_text_next(
    struct bytes *rest, struct standard_text_piece *piece);

/* ERR_PARSE: a place that is none, or a single brace. */
enum err standard_text_check(struct bytes sentence, struct why *why) MUST_CHECK;

const char *standard_text_word(enum standard_text_place place); /* static */

#endif
