#include "schema/licence.h"

#include <string.h>

#include "base/mem.h"
#include "schema/credit.h"
#include "schema/day.h"
#include "schema/pack.h"
#include "schema/value.h"

#define VERSION   1
#define DEPTH_MAX 4
#define MORE_MAX  32
#define TEXT_MAX  200

/* Their zeros count. */
static const char name_label[] = "tongban/licence/v1";
static const char holder_label[] = "tongban/holder/v1";

static const struct field {
	const char *key;
	const char *zh;
	size_t max; /* bytes */
	bool optional;
} fields[] = {
	{ "identifier", "电子证照标识", ELICENCE_BYTES_MAX, false },
	{ "type", "证照类型", LICENCE_TYPE_MAX, false },
	{ "number", "证照编号", 64, false },
	{ "holder", "持证主体", 128, false },
	{ "holder_type", "持证主体代码类型", 4, false },
	{ "holder_id", "持证主体代码", 18, false },
	{ "issuer", "颁发机构", 128, false },
	{ "issuer_code", "颁发机构代码", 18, false },
	{ "issued", "颁发日期", 10, false },
	{ "from", "有效期起", 10, true },
	{ "until", "有效期止", 10, true },
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static enum err bad(struct why *why, const char *key, const char *zh,
    const char *reason_zh, const char *reason_en)
{
	return why_set(
	    why, ERR_PARSE, "%s (%s): %s / %s", zh, key, reason_zh, reason_en);
}

/* ---- fields ---- */

static bool is_plain(const struct value *v, size_t max)
{
	if (v->type != VALUE_TEXT || v->bytes.n == 0 || v->bytes.n > max)
		return false;
	for (size_t i = 0; i < v->bytes.n; i++)
		if (v->bytes.p[i] < 0x20 || v->bytes.p[i] == 0x7f)
			return false;
	return true;
}

static const struct field *field_of(struct bytes key)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (bytes_equal(key, bytes_text(fields[i].key)))
			return &fields[i];
	return NULL;
}

bool licence_is_field(struct bytes key)
{
	return field_of(key) != NULL;
}

/* Nothing but known fields, each a text of its length. */
static enum err check_shape(const struct value *map, struct why *why)
{
	for (size_t i = 0; i < FIELDS; i++) {
		const struct field *f = &fields[i];
		const struct value *v = value_get(map, f->key);

		if (v == NULL && f->optional)
			continue;
		if (v == NULL)
			return bad(why, f->key, f->zh, "未填写", "is missing");
		if (!is_plain(v, f->max))
			return bad(why, f->key, f->zh, "应为不太长的一行文字",
			    "is one line of text, and not so long");
	}
	for (size_t i = 0; i < value_count(map); i++) {
		struct bytes key = map->map.pairs[i].key;

		if (field_of(key) == NULL &&
		    !bytes_equal(key, bytes_text("more")) &&
		    !bytes_equal(key, bytes_text("v")))
			return bad(why, (const char *)key.p, "未知的一项",
			    "请删去,或放入 more", "leave it out, or into more");
	}
	return ERR_OK;
}

static enum err check_more(const struct value *map, struct why *why)
{
	const struct value *more = value_get(map, "more");

	if (more == NULL)
		return ERR_OK;
	if (more->type != VALUE_MAP || value_count(more) > MORE_MAX)
		return bad(why, "more", "扩展项", "最多 32 项文字",
		    "is a map of up to 32 texts");
	for (size_t i = 0; i < value_count(more); i++)
		if (more->map.pairs[i].key.n > LICENCE_TYPE_MAX ||
		    !is_plain(more->map.pairs[i].value, TEXT_MAX))
			return bad(why, (const char *)more->map.pairs[i].key.p,
			    "扩展项", "应为一行文字,至多 200 字节",
			    "is one line of up to 200 bytes");
	return ERR_OK;
}

static enum err read_day(struct day *out, const struct value *map,
    const char *key, const char *zh, struct why *why)
{
	const char *text = value_get_string(map, key);
	struct why reason = { 0 };

	if (text == NULL || day_parse(out, bytes_text(text), &reason) == ERR_OK)
		return ERR_OK;
	return why_set(why, ERR_PARSE,
	    "%s (%s): “%s” 不是日期,写作 YYYY-MM-DD / is no date: %s", zh, key,
	    text, reason.text);
}

/* In their order, as far as they are there. */
static enum err check_days(
    struct licence_document *out, const struct value *map, struct why *why)
{
	struct day issued = { 0 }, from, until;
	enum err e = read_day(&issued, map, "issued", "颁发日期", why);

	from = issued;
	if (e == ERR_OK)
		e = read_day(&from, map, "from", "有效期起", why);
	until = from;
	if (e == ERR_OK)
		e = read_day(&until, map, "until", "有效期止", why);
	if (e != ERR_OK)
		return e;
	if (day_begins(until) < day_begins(from) ||
	    (value_get(map, "until") != NULL &&
		day_begins(until) < day_begins(issued)))
		return bad(why, "until", "有效期止", "早于有效期起或颁发日期",
		    "is before it begins");
	out->until = value_get(map, "until") != NULL
			 ? day_begins(until) + DAY_SECONDS - 1
			 : INT64_MAX;
	return ERR_OK;
}

/* Of the type that is said, with a good check digit. */
static enum err check_holder(
    struct licence_document *out, const struct value *map, struct why *why)
{
	const char *type = value_get_string(map, "holder_type");
	const char *id = value_get_string(map, "holder_id");

	if (strcmp(type, "rid") != 0 && strcmp(type, "uscc") != 0)
		return bad(why, "holder_type", "持证主体代码类型",
		    "应为 rid (公民身份号码) 或 uscc (统一社会信用代码)",
		    "is rid or uscc");
	if (!person_parse(&out->holder, bytes_text(id)) ||
	    strcmp(out->holder.type, type) != 0)
		return bad(why, "holder_id", "持证主体代码",
		    "校验位不符或不是这种号码",
		    "has a wrong check digit, or is no such number");
	return ERR_OK;
}

static enum err check_issuer(const struct value *map, struct why *why)
{
	char code[CREDIT_ROOM];

	if (credit_check(code, bytes_text(value_get_string(map, "issuer_code")),
		NULL) == ERR_OK)
		return ERR_OK;
	return bad(why, "issuer_code", "颁发机构代码",
	    "不是统一社会信用代码,或校验位不符",
	    "is no credit code, or its check digit is wrong");
}

static enum err check_identifier(struct licence_document *out,
    const struct value *map, bool imports, struct why *why)
{
	struct bytes text = bytes_text(value_get_string(map, "identifier"));
	struct why reason = { 0 };
	enum err e = elicence_check(out->identifier, text, &reason);

	if (e != ERR_OK && imports &&
	    elicence_mend(out->identifier, text) == ERR_OK) {
		out->loose = true;
		return ERR_OK;
	}
	if (e != ERR_OK)
		return why_set(why, ERR_PARSE, "电子证照标识 (identifier): %s",
		    reason.text);
	return ERR_OK;
}

/* ---- the whole ---- */

/* The same map with its identifier and holder in normal form. */
static const struct value *normal(
    const struct licence_document *d, struct arena *a, const struct value *map)
{
	struct value *out = value_map(a);

	value_set(a, out, "v", value_int(a, VERSION));
	for (size_t i = 0; i < FIELDS; i++) {
		const struct value *v = value_get(map, fields[i].key);

		if (v != NULL)
			value_set(a, out, fields[i].key, v);
	}
	value_set(a, out, "identifier", value_text(a, d->identifier));
	value_set(a, out, "holder_id", value_text(a, d->holder.id));
	if (value_get(map, "more") != NULL)
		value_set(a, out, "more", value_get(map, "more"));
	return out;
}

static enum err check_size(const struct licence_document *d, struct why *why)
{
	struct buf raw = { 0 };
	size_t n;

	licence_encode(d, &raw);
	n = raw.n;
	mem_wipe(raw.p, raw.n);
	buf_fini(&raw);
	if (n <= LICENCE_BYTES_MAX)
		return ERR_OK;
	return why_set(why, ERR_PARSE,
	    "证照内容共 %zu 字节,最多 %d:减少扩展项 / the document has %zu "
	    "bytes, more than %d",
	    n, LICENCE_BYTES_MAX, n, LICENCE_BYTES_MAX);
}

enum err licence_check(struct licence_document *out, struct arena *a,
    const struct value *map, bool imports, struct why *why)
{
	int64_t version = VERSION;
	enum err e;

	*out = (struct licence_document){ .until = INT64_MAX };
	if (map->type != VALUE_MAP)
		return why_set(why, ERR_PARSE,
		    "证照内容应为一段 {…} / the document is a map");
	if (value_get(map, "v") != NULL &&
	    (!value_get_int(map, "v", &version) || version != VERSION))
		return bad(why, "v", "版本", "只有 1", "is 1");
	e = check_shape(map, why);
	if (e == ERR_OK)
		e = check_more(map, why);
	if (e == ERR_OK)
		e = check_identifier(out, map, imports, why);
	if (e == ERR_OK)
		e = check_holder(out, map, why);
	if (e == ERR_OK)
		e = check_issuer(map, why);
	if (e == ERR_OK)
		e = check_days(out, map, why);
	if (e != ERR_OK)
		return e;
	out->map = normal(out, a, map);
	out->type = value_get_string(out->map, "type");
	return check_size(out, why);
}

void licence_encode(const struct licence_document *d, struct buf *out)
{
	pack_encode(out, d->map);
}

enum err licence_decode(struct licence_document *out, struct arena *a,
    struct bytes raw, struct why *why)
{
	static const struct scan_limits limits = { LICENCE_BYTES_MAX,
		DEPTH_MAX };
	struct value *map;
	enum err e = pack_decode(a, raw, &limits, &map, why);

	return e == ERR_OK ? licence_check(out, a, map, false, why) : e;
}

/* ---- pseudonyms ---- */

struct digest licence_name(const char *identifier, const struct secret *key)
{
	struct buf data = { 0 };
	struct digest d;

	buf_put(&data, bytes_of(name_label));
	buf_put_text(&data, identifier);
	d = digest_hmac(bytes_of(key->b), buf_bytes(&data));
	mem_wipe(data.p, data.n);
	buf_fini(&data);
	return d;
}

struct digest licence_holder(
    const char *type, const struct person *holder, const struct secret *key)
{
	struct buf data = { 0 };
	struct digest d;

	buf_put(&data, bytes_of(holder_label));
	buf_put_text(&data, type);
	buf_put_byte(&data, 0);
	buf_put_text(&data, holder->type);
	buf_put_byte(&data, 0);
	buf_put_text(&data, holder->id);
	d = digest_hmac(bytes_of(key->b), buf_bytes(&data));
	mem_wipe(data.p, data.n);
	buf_fini(&data);
	return d;
}

bool licence_is(const struct licence_document *d,
    const struct licence_words *said, const struct secret *key)
{
	struct digest name = licence_name(d->identifier, key);
	struct digest holder = licence_holder(d->type, &d->holder, key);

	return digest_equal(&name, &said->name) &&
	       digest_equal(&holder, &said->holder) &&
	       strcmp(d->type, said->type) == 0;
}
