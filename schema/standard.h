/*
 * standard - what a service item asks for: materials, criteria, limits, and the
 * rest of its definition (DESIGN section 8; docs/FORMAT.md "Standard").
 *
 *      YAML --standard_parse()--> checked tree --standard_encode()--> canonical
 *                                     ^                                bytes
 *                                     +-------standard_decode()----------+
 *
 * A standard is named by the digest of its canonical bytes.  Its core is three
 * digests; two districts are unified on an item when the three are equal
 * (三统一):
 *
 *      materials  the list `materials`
 *      criteria   `criteria` and what they read: `form`, `facts`, `names`
 *      limits     the map `limits` (legal bases stand apart, in `basis`)
 *
 * The shape of the map is the table in schema/standard_table.c.  Decoded
 * standards live in one arena, are never changed, and may be shared between
 * threads.
 */
#ifndef SCHEMA_STANDARD_H
#define SCHEMA_STANDARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "keys/digest.h"
#include "schema/limit.h"
#include "schema/standard_fault.h"
#include "schema/value.h"

#define STANDARD_VERSION          1
#define STANDARD_BYTES_MAX        (48u << 10) /* canonical; an act has 64 KiB */
#define STANDARD_DEPTH_MAX        14 /* an act around it adds two levels */
#define STANDARD_SOURCE_BYTES_MAX (256u << 10) /* YAML */

#define STANDARD_TAG           "tongban/standard/v1"
#define STANDARD_TAG_MATERIALS "tongban/materials/v1"
#define STANDARD_TAG_CRITERIA  "tongban/criteria/v1"
#define STANDARD_TAG_LIMITS    "tongban/limits/v1"

/* Constant, key, 中文. */
#define STANDARD_PART_MAP(X)                  \
	X(MATERIALS, "materials", "材料清单") \
	X(CRITERIA, "criteria", "受理条件")   \
	X(LIMITS, "limits", "办理时限")

enum standard_part {
#define X(name, key, zh) STANDARD_##name,
	STANDARD_PART_MAP(X)
#undef X
	    STANDARD_PART_COUNT
};

/* Types of form fields and facts: constant, word. */
#define STANDARD_TYPE_MAP(X)                                      \
	X(TEXT, "text")                                           \
	X(INT, "int")                                             \
	X(MONEY, "money")       /* integer, in fen */             \
	X(DATE, "date")         /* YYYY-MM-DD */                  \
	X(MONTH, "month")       /* YYYY-MM */                     \
	X(DATETIME, "datetime") /* YYYY-MM-DDTHH:MM, UTC+08:00 */ \
	X(DIVISION, "division")                                   \
	X(RID, "rid")   /* resident id */                         \
	X(USCC, "uscc") /* credit code */                         \
	X(ENUM, "enum")                                           \
	X(LIST, "list")                                           \
	X(BOOL, "bool")

enum standard_type {
#define X(name, word) STANDARD_TYPE_##name,
	STANDARD_TYPE_MAP(X)
#undef X
};

/* What a criterion that is not met leads to: constant, word, 中文. */
#define STANDARD_FAIL_MAP(X)                              \
	X(CORRECT, "correct", "一次性告知补正")           \
	X(ROUTE, "route", "转有权机关")                   \
	X(NOT_ACCEPT, "not_accept", "不予受理")           \
	X(MANUAL, "manual", "人工判断")                   \
	X(NOT_REQUIRED, "not_required", "不需许可")       \
	X(ORDINARY_TRACK, "ordinary_track", "转一般程序") \
	X(ASSIST, "assist", "证明协查")                   \
	X(SKIP, "skip", "不适用")                         \
	X(DUPLICATE, "duplicate", "重复办件")             \
	X(HALL_ERROR, "hall_error", "窗口差错")

enum standard_fail {
#define X(name, word, zh) STANDARD_FAIL_##name,
	STANDARD_FAIL_MAP(X)
#undef X
};

/* Flags of a material, in the order they are written: constant, letter, 中文. */
#define STANDARD_FLAG_MAP(X)                                  \
	X(KEY, 'K', "主要材料")                               \
	X(GAP, 'G', "可容缺")                                 \
	X(PROMISE, 'P', "可告知承诺")                         \
	X(LICENCE, 'L', "免证办") /* from the library */      \
	X(SHARED, 'S', "数据共享")                            \
	X(VERIFY, 'V', "部门核验")  /* asked of the holder */ \
	X(ABOLISHED, 'X', "已取消") /* asking for it is wrong */

enum standard_flag_bit {
#define X(name, letter, zh) STANDARD_BIT_##name,
	STANDARD_FLAG_MAP(X)
#undef X
};
enum standard_flag {
#define X(name, letter, zh) STANDARD_FLAG_##name = 1 << STANDARD_BIT_##name,
	STANDARD_FLAG_MAP(X)
#undef X
};

/* Limits a standard may name: constant, key, 中文. */
#define STANDARD_LIMIT_MAP(X)                         \
	X(STATUTORY, "statutory", "法定时限")         \
	X(PROMISED, "promised", "承诺时限")           \
	X(NOTICE, "notice", "一次性告知")             \
	X(SUPPLY, "supply", "补正期限")               \
	X(DELIVER, "deliver", "送达")                 \
	X(EXTEND, "extend", "延长")                   \
	X(GAP, "gap", "容缺补正")                     \
	X(VERIFY, "verify", "承诺核查")               \
	X(ASSIST, "assist", "证明协查")               \
	X(OPINION, "opinion", "征求意见")             \
	X(HEARING_ASK, "hearing_ask", "申请听证")     \
	X(HEARING_HOLD, "hearing_hold", "组织听证")   \
	X(HEARING_TOLD, "hearing_told", "听证告知")   \
	X(ASSIGN, "assign", "交办")                   \
	X(TAKE, "take", "承接")                       \
	X(FINISH, "finish", "办结")                   \
	X(URGENT_SITE, "urgent_site", "紧急到场")     \
	X(URGENT_FINISH, "urgent_finish", "紧急办结") \
	X(VISIT, "visit", "回访")                     \
	X(RECTIFY, "rectify", "整改")                 \
	X(RATE, "rate", "评价")

enum standard_limit {
#define X(name, key, zh) STANDARD_LIMIT_##name,
	STANDARD_LIMIT_MAP(X)
#undef X
	    STANDARD_LIMIT_COUNT
};

struct standard_material {
	const char *id;
	const char *zh;
	const char *en; /* or NULL */
	unsigned flags; /* enum standard_flag */
	const char *source;
	uint32_t copies;
};

/* A form field, a fact (then .source and .owner are set), or what a list
 * holds. */
struct standard_field {
	const char *key; /* NULL: element of a list of plain values */
	const char *zh;
	enum standard_type type;
	bool required;
	int64_t min; /* of an integer, of a text's characters, of a list's */
	int64_t max; /* count */
	const struct value *values;          /* ENUM: list of texts */
	const struct standard_field *fields; /* LIST: one without key, or a
	                                        record's fields */
	size_t field_count;
	const char *source;
	const char *owner;
};

struct standard_criterion {
	const char *code;
	const char *zh;
	const struct value *logic;
	enum standard_fail fail;
};

struct standard_approval {
	uint32_t level; /* from 1 on, without gaps */
	const char *role;
	bool four_eyes; /* signs who signed no lower level */
};

struct standard {
	const struct value *tree; /* the whole map, optional parts included */
	struct digest digest;
	struct digest core[STANDARD_PART_COUNT];

	const char *item;
	uint32_t revision;
	const char *zh;
	const char *en;     /* or NULL */
	const char *matter; /* "licence" unless the source says otherwise */
	bool limited[STANDARD_LIMIT_COUNT];
	struct limit limits[STANDARD_LIMIT_COUNT]; /* where .limited */

	const struct standard_material *materials;
	size_t material_count;
	const struct standard_field *form;
	size_t form_count;
	const struct standard_field *facts;
	size_t fact_count;
	const struct standard_criterion *criteria;
	size_t criterion_count;
	const struct standard_approval *approvals; /* by level */
	size_t approval_count;
	bool has_retention;
	int retention; /* years that a case is kept after its end */
};

/*
 * Read a standard from YAML, from a tree, or from canonical bytes, and check
 * all of it.  What is made lives in @a; standard_from() borrows @tree.
 *
 * ERR_PARSE or ERR_LIMIT: @faults tells what is wrong, where (line and column
 * when there is a source) and the way out.
 */
enum err standard_parse(const struct standard **out, struct arena *a,
    struct bytes yaml, struct standard_faults *faults) MUST_CHECK;
enum err standard_from(const struct standard **out, struct arena *a,
    const struct value *tree, struct standard_faults *faults) MUST_CHECK;
enum err standard_decode(const struct standard **out, struct arena *a,
    struct bytes canonical, struct standard_faults *faults) MUST_CHECK;

/* Appends the canonical bytes; their tagged digest is s->digest. */
void standard_encode(const struct standard *s, struct buf *out);

/* The limit, or the law's where the standard is silent: notice 5WD (Licensing
 * Law art. 32), deliver 10WD (art. 44).  False when neither says anything. */
bool standard_limit(
    struct limit *out, const struct standard *s, enum standard_limit which);

/* NULL when there is none; borrowed from the standard. */
const struct standard_material *standard_material(
    const struct standard *s, struct bytes id);
const struct standard_criterion *standard_criterion(
    const struct standard *s, struct bytes code);

/*
 * Materials that a case must or may show and that are not among @given, in the
 * standard's order; abolished ones are never missing.  @out has room for
 * s->material_count.  The caller looks at the flags: a missing key material
 * stops acceptance, one with G or P may come later.  Returns their number.
 */
size_t standard_materials_missing(const struct standard *s,
    const char *const *given, size_t given_count,
    const struct standard_material **out);

/* Words of the tables above; static. */
const char *standard_part_key(enum standard_part part);
const char *standard_part_zh(enum standard_part part);
const char *standard_type_word(enum standard_type type);
const char *standard_fail_word(enum standard_fail fail);
const char *standard_fail_zh(enum standard_fail fail);
const char *standard_limit_key(enum standard_limit limit);
const char *standard_limit_zh(enum standard_limit limit);

#endif
