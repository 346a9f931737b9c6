#include "schema/standard_form.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "schema/credit.h"
#include "schema/day.h"
#include "schema/division.h"
#include "schema/resident.h"

struct form {
	struct arena *arena;
	struct standard_faults *faults;
	struct buf path;
};

enum need { AS_DECLARED, ALL_OPTIONAL };

static const struct value *read_value(
    struct form *f, const struct standard_field *field, const struct value *v);
static const struct value *read_record(struct form *f,
    const struct standard_field *fields, size_t count, const struct value *v,
    enum need need);

/* The sentence in Chinese; @en is the same in English. */
static void fault(struct form *f, const char *en, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void fault(struct form *f, const char *en, const char *format, ...)
{
	char zh[WHY_TEXT_BYTES_MAX];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(zh, sizeof zh, format, args);
	va_end(args);
	(void)standard_fault_both(f->faults, buf_text(&f->path), zh, en);
}

static size_t enter(struct form *f, struct bytes name)
{
	size_t before = f->path.n;
	if (before > 0)
		buf_put_byte(&f->path, '.');
	buf_put(&f->path, name);
	return before;
}

static bool is_type(struct form *f, const struct standard_field *field,
    const struct value *v, enum value_type type)
{
	static const char *const zh[] = {
		[VALUE_NULL] = "空",
		[VALUE_BOOL] = "true 或 false",
		[VALUE_INT] = "整数",
		[VALUE_REAL] = "小数",
		[VALUE_TEXT] = "文本",
		[VALUE_BIN] = "字节",
		[VALUE_LIST] = "列表",
		[VALUE_MAP] = "对象",
	};
	if (v->type == type)
		return true;
	fault(f,
	    arena_print(f->arena, "this is a %s; a %s belongs here",
		value_type_text(v->type), value_type_text(type)),
	    "“%s”应为%s", field->zh, zh[type]);
	return false;
}

static size_t characters(struct bytes b)
{
	size_t count = 0;
	for (size_t i = 0; i < b.n; i++)
		count += (b.p[i] & 0xc0) != 0x80;
	return count;
}

static const struct value *read_text(
    struct form *f, const struct standard_field *field, const struct value *v)
{
	if (!is_type(f, field, v, VALUE_TEXT))
		return NULL;
	int64_t count = (int64_t)characters(v->bytes);
	if (field->required && count == 0)
		fault(f, "this field is required", "“%s”未填写", field->zh);
	else if (count < field->min || count > field->max)
		fault(f,
		    arena_print(f->arena,
			"%" PRId64 " to %" PRId64 " characters, not %" PRId64,
			field->min, field->max, count),
		    "“%s”应为 %" PRId64 " 至 %" PRId64 " 个字符,现为 %" PRId64,
		    field->zh, field->min, field->max, count);
	else if (memchr(v->bytes.p, 0, v->bytes.n))
		fault(f, "a zero byte inside", "“%s”含控制字符", field->zh);
	return v;
}

static const struct value *read_integer(
    struct form *f, const struct standard_field *field, const struct value *v)
{
	if (is_type(f, field, v, VALUE_INT) &&
	    (v->integer < field->min || v->integer > field->max))
		fault(f,
		    arena_print(f->arena,
			"a number from %" PRId64 " to %" PRId64, field->min,
			field->max),
		    "“%s”应在 %" PRId64 " 至 %" PRId64 " 之间", field->zh,
		    field->min, field->max);
	return v;
}

static const struct value *read_date(
    struct form *f, const struct standard_field *field, const struct value *v)
{
	struct day d;
	struct why why = { 0 };
	if (is_type(f, field, v, VALUE_TEXT) &&
	    day_parse(&d, v->bytes, &why) != ERR_OK)
		fault(f, why.text, "“%s”不是有效日期,请写成 2026-11-24 的形式",
		    field->zh);
	return v;
}

/* A month is a date without its day. */
static bool is_month(struct bytes text)
{
	char first[DAY_TEXT_ROOM];
	struct day d;
	if (text.n != 7)
		return false;
	(void)snprintf(first, sizeof first, "%.7s-01", (const char *)text.p);
	return day_parse(&d, bytes_text(first), NULL) == ERR_OK;
}

static const struct value *read_month(
    struct form *f, const struct standard_field *field, const struct value *v)
{
	if (is_type(f, field, v, VALUE_TEXT) && !is_month(v->bytes))
		fault(f, "no month; write it as 2026-11",
		    "“%s”不是有效月份,请写成 2026-11 的形式", field->zh);
	return v;
}

static bool is_pair(const uint8_t *p, int most)
{
	bool digits = p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9';
	return digits && (p[0] - '0') * 10 + (p[1] - '0') <= most;
}

static bool is_moment(struct bytes text)
{
	struct day d;
	return text.n == 16 &&
	       day_parse(&d, bytes_part(text, 0, 10), NULL) == ERR_OK &&
	       text.p[10] == 'T' && is_pair(text.p + 11, 23) &&
	       text.p[13] == ':' && is_pair(text.p + 14, 59);
}

static const struct value *read_moment(
    struct form *f, const struct standard_field *field, const struct value *v)
{
	if (is_type(f, field, v, VALUE_TEXT) && !is_moment(v->bytes))
		fault(f, "no moment; write it as 2026-11-24T09:30",
		    "“%s”不是有效时刻,请写成 2026-11-24T09:30 的形式",
		    field->zh);
	return v;
}

/* The longest normal form of an id, with its zero byte. */
#define CODE_ROOM 19
_Static_assert(CODE_ROOM >= RESIDENT_ROOM, "room for a resident id");
_Static_assert(CODE_ROOM >= CREDIT_ROOM, "room for a credit code");
_Static_assert(CODE_ROOM >= DIVISION_ROOM, "room for a division code");

typedef enum err check_fn(char *out, struct bytes text, struct why *why);

static enum err check_rid(char *out, struct bytes text, struct why *why)
{
	return resident_check(out, text, why);
}

static enum err check_uscc(char *out, struct bytes text, struct why *why)
{
	return credit_check(out, text, why);
}

static enum err check_division(char *out, struct bytes text, struct why *why)
{
	return division_check(out, text, why);
}

/* What the checkers of ids say is "中文 (English)", too. */
static void fault_of(
    struct form *f, const struct standard_field *field, const char *text)
{
	size_t n = strlen(text), depth = 0, at = n;
	while (at-- > 0) {
		depth += text[at] == ')';
		depth -= text[at] == '(';
		if (depth == 0)
			break;
	}
	if (n == 0 || text[n - 1] != ')' || at == 0 || at >= n) {
		fault(f, text, "“%s”填写有误", field->zh);
		return;
	}
	fault(f,
	    arena_print(f->arena, "%.*s", (int)(n - at - 2), text + at + 1),
	    "“%s”:%.*s", field->zh, (int)(at - 1), text);
}

static const struct value *read_code(struct form *f,
    const struct standard_field *field, const struct value *v, check_fn *check)
{
	char normal[CODE_ROOM];
	struct why why = { 0 };
	if (!is_type(f, field, v, VALUE_TEXT))
		return v;
	if (check(normal, v->bytes, &why) == ERR_OK)
		return value_text(f->arena, normal);
	fault_of(f, field, why.text);
	return v;
}

static const struct value *read_enum(
    struct form *f, const struct standard_field *field, const struct value *v)
{
	struct buf words = { 0 };
	if (!is_type(f, field, v, VALUE_TEXT))
		return v;
	for (size_t i = 0; i < value_count(field->values); i++) {
		const struct value *word = value_at(field->values, i);
		if (value_equal(word, v)) {
			buf_fini(&words);
			return v;
		}
		buf_put_text(&words, i ? ", " : "");
		buf_put(&words, word->bytes);
	}
	fault(f, arena_print(f->arena, "one of: %s", buf_text(&words)),
	    "“%s”应为以下之一:%s", field->zh, buf_text(&words));
	buf_fini(&words);
	return v;
}

static const struct value *read_list(
    struct form *f, const struct standard_field *field, const struct value *v)
{
	if (!is_type(f, field, v, VALUE_LIST))
		return v;
	int64_t count = (int64_t)v->list.count;
	if (count < field->min || count > field->max) {
		fault(f,
		    arena_print(f->arena,
			"a list of %" PRId64 " to %" PRId64 " elements",
			field->min, field->max),
		    "“%s”应有 %" PRId64 " 至 %" PRId64 " 项", field->zh,
		    field->min, field->max);
		return v;
	}
	struct value *out = value_list(f->arena);
	bool plain = field->field_count == 1 && !field->fields[0].key;
	for (size_t i = 0; i < v->list.count; i++) {
		char place[24];
		(void)snprintf(place, sizeof place, "%zu", i);
		size_t before = enter(f, bytes_text(place));
		const struct value *item = value_at(v, i);
		const struct value *read =
		    plain ? read_value(f, &field->fields[0], item)
			  : read_record(f, field->fields, field->field_count,
				item, AS_DECLARED);
		if (read)
			value_push(f->arena, out, read);
		f->path.n = before;
	}
	return out;
}

static const struct value *read_value(
    struct form *f, const struct standard_field *field, const struct value *v)
{
	switch (field->type) {
	case STANDARD_TYPE_TEXT:
		return read_text(f, field, v);
	case STANDARD_TYPE_INT:
	case STANDARD_TYPE_MONEY:
		return read_integer(f, field, v);
	case STANDARD_TYPE_DATE:
		return read_date(f, field, v);
	case STANDARD_TYPE_MONTH:
		return read_month(f, field, v);
	case STANDARD_TYPE_DATETIME:
		return read_moment(f, field, v);
	case STANDARD_TYPE_DIVISION:
		return read_code(f, field, v, check_division);
	case STANDARD_TYPE_RID:
		return read_code(f, field, v, check_rid);
	case STANDARD_TYPE_USCC:
		return read_code(f, field, v, check_uscc);
	case STANDARD_TYPE_ENUM:
		return read_enum(f, field, v);
	case STANDARD_TYPE_LIST:
		return read_list(f, field, v);
	case STANDARD_TYPE_BOOL:
		(void)is_type(f, field, v, VALUE_BOOL);
		return v;
	}
	return v;
}

static bool is_declared(
    const struct standard_field *fields, size_t count, struct bytes key)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_equal(bytes_text(fields[i].key), key))
			return true;
	}
	return false;
}

static void refuse_unknown(struct form *f, const struct standard_field *fields,
    size_t count, const struct value *map)
{
	for (size_t i = 0; i < map->map.count; i++) {
		struct bytes key = map->map.pairs[i].key;
		if (is_declared(fields, count, key))
			continue;
		size_t before = enter(f, key);
		fault(f, "the standard has no such field; leave it out",
		    "标准中没有这一项,请删去");
		f->path.n = before;
	}
}

static const struct value *read_record(struct form *f,
    const struct standard_field *fields, size_t count, const struct value *v,
    enum need need)
{
	if (v->type != VALUE_MAP) {
		fault(f,
		    arena_print(f->arena, "this is a %s; a map belongs here",
			value_type_text(v->type)),
		    "应为对象");
		return v;
	}
	struct value *out = value_map(f->arena);
	for (size_t i = 0; i < count; i++) {
		const struct value *given = value_get(v, fields[i].key);
		size_t before = enter(f, bytes_text(fields[i].key));
		if (given && given->type != VALUE_NULL) {
			const struct value *read =
			    read_value(f, &fields[i], given);
			if (read)
				value_set(f->arena, out, fields[i].key, read);
		} else if (fields[i].required && need == AS_DECLARED) {
			fault(f, "this field is required", "“%s”未填写",
			    fields[i].zh);
		}
		f->path.n = before;
	}
	refuse_unknown(f, fields, count, v);
	return out;
}

static enum err check(const struct value **normal, struct arena *a,
    const struct standard_field *fields, size_t count, const struct value *v,
    enum need need, struct standard_faults *faults)
{
	struct form f = { .arena = a, .faults = faults };
	size_t before = faults->count;
	const struct value *out = read_record(&f, fields, count, v, need);
	buf_fini(&f.path);
	if (faults->count > before)
		return ERR_PARSE;
	*normal = out;
	return ERR_OK;
}

enum err standard_form_check(const struct value **normal, struct arena *a,
    const struct standard *s, const struct value *form,
    struct standard_faults *faults)
{
	return check(
	    normal, a, s->form, s->form_count, form, AS_DECLARED, faults);
}

enum err standard_form_check_facts(const struct value **normal, struct arena *a,
    const struct standard *s, const struct value *facts,
    struct standard_faults *faults)
{
	return check(
	    normal, a, s->facts, s->fact_count, facts, ALL_OPTIONAL, faults);
}
