#include "schema/pack.h"

#include <msgpack.h>

#include "base/mem.h"
#include "base/text.h"

static int write_bytes(void *out, const char *data, size_t n)
{
	buf_put(out, (struct bytes){ (const uint8_t *)data, n });
	return 0; /* buf_put() aborts rather than fail */
}

static void encode_text(msgpack_packer *packer, struct bytes text)
{
	must(text_is_utf8(text));
	must(msgpack_pack_str(packer, text.n) == 0);
	must(msgpack_pack_str_body(packer, text.p, text.n) == 0);
}

static void encode(
    msgpack_packer *packer, const struct value *v, unsigned left);

static void encode_list(
    msgpack_packer *packer, const struct value *v, unsigned left)
{
	must(left > 0);
	must(msgpack_pack_array(packer, v->list.count) == 0);
	for (size_t i = 0; i < v->list.count; i++)
		encode(packer, v->list.items[i], left - 1);
}

static void encode_map(
    msgpack_packer *packer, const struct value *v, unsigned left)
{
	must(left > 0);
	must(msgpack_pack_map(packer, v->map.count) == 0);
	for (size_t i = 0; i < v->map.count; i++) {
		encode_text(packer, v->map.pairs[i].key);
		encode(packer, v->map.pairs[i].value, left - 1);
	}
}

/* msgpack-c picks the shortest form of integers and lengths by itself.  @left
 * is how many levels may still open. */
static void encode(msgpack_packer *packer, const struct value *v, unsigned left)
{
	switch (v->type) {
	case VALUE_NULL:
		must(msgpack_pack_nil(packer) == 0);
		return;
	case VALUE_BOOL:
		must((v->truth ? msgpack_pack_true(packer)
			       : msgpack_pack_false(packer)) == 0);
		return;
	case VALUE_INT:
		must(msgpack_pack_int64(packer, v->integer) == 0);
		return;
	case VALUE_REAL:
		break;
	case VALUE_TEXT:
		encode_text(packer, v->bytes);
		return;
	case VALUE_BIN:
		must(msgpack_pack_bin(packer, v->bytes.n) == 0);
		must(
		    msgpack_pack_bin_body(packer, v->bytes.p, v->bytes.n) == 0);
		return;
	case VALUE_LIST:
		encode_list(packer, v, left);
		return;
	case VALUE_MAP:
		encode_map(packer, v, left);
		return;
	}
	mem_broken("a packed value is no real number", __FILE__, __LINE__);
}

void pack_encode(struct buf *out, const struct value *v)
{
	msgpack_packer packer;

	msgpack_packer_init(&packer, out, write_bytes);
	encode(&packer, v, SCAN_DEPTH_MAX);
}

static enum err check_text(
    const struct value *v, struct bytes text, struct why *why)
{
	if (text_is_utf8(text))
		return ERR_OK;
	return why_at(why, ERR_PARSE, v->line, v->column,
	    "a text is not well formed UTF-8");
}

static enum err check(const struct value *v, unsigned left, struct why *why)
{
	enum err e = ERR_OK;

	if (v->type == VALUE_REAL)
		return why_at(why, ERR_PARSE, v->line, v->column,
		    "documents hold whole numbers only");
	if (v->type == VALUE_TEXT)
		return check_text(v, v->bytes, why);
	if (v->type != VALUE_LIST && v->type != VALUE_MAP)
		return ERR_OK;
	if (left == 0)
		return why_at(why, ERR_LIMIT, v->line, v->column,
		    "lists and maps are nested too deep");
	if (v->type == VALUE_LIST) {
		for (size_t i = 0; e == ERR_OK && i < v->list.count; i++)
			e = check(v->list.items[i], left - 1, why);
		return e;
	}
	for (size_t i = 0; e == ERR_OK && i < v->map.count; i++) {
		const struct value_pair *pair = &v->map.pairs[i];

		e = check_text(v, pair->key, why);
		if (e == ERR_OK)
			e = check(pair->value, left - 1, why);
	}
	return e;
}

enum err pack_check(
    const struct value *v, const struct scan_limits *limits, struct why *why)
{
	struct buf encoded = { 0 };
	enum err e = check(v, limits->depth, why);

	if (e != ERR_OK)
		return e;
	pack_encode(&encoded, v);
	if (encoded.n > limits->bytes)
		e = why_set(why, ERR_LIMIT, "takes %zu bytes, %zu are allowed",
		    encoded.n, limits->bytes);
	buf_fini(&encoded);
	return e;
}

static struct bytes run(const char *p, uint32_t n)
{
	return (struct bytes){ (const uint8_t *)p, n };
}

static struct value *take(struct arena *a, const msgpack_object *o);

static struct value *take_list(struct arena *a, const msgpack_object_array *o)
{
	struct value *list = value_list(a);

	for (uint32_t i = 0; i < o->size; i++)
		value_push(a, list, take(a, &o->ptr[i]));
	return list;
}

static struct value *take_map(struct arena *a, const msgpack_object_map *o)
{
	struct value *map = value_map(a);

	for (uint32_t i = 0; i < o->size; i++) {
		const msgpack_object_str *key = &o->ptr[i].key.via.str;

		value_set_bytes(
		    a, map, run(key->ptr, key->size), take(a, &o->ptr[i].val));
	}
	return map;
}

/* What the scan let through has only these types, at most SCAN_DEPTH_MAX
 * levels and texts as keys. */
static struct value *take(struct arena *a, const msgpack_object *o)
{
	switch (o->type) {
	case MSGPACK_OBJECT_NIL:
		return value_null(a);
	case MSGPACK_OBJECT_BOOLEAN:
		return value_bool(a, o->via.boolean);
	case MSGPACK_OBJECT_POSITIVE_INTEGER:
		return value_int(a, (int64_t)o->via.u64);
	case MSGPACK_OBJECT_NEGATIVE_INTEGER:
		return value_int(a, o->via.i64);
	case MSGPACK_OBJECT_STR:
		return value_text_bytes(
		    a, run(o->via.str.ptr, o->via.str.size));
	case MSGPACK_OBJECT_BIN:
		return value_bin(a, run(o->via.bin.ptr, o->via.bin.size));
	case MSGPACK_OBJECT_ARRAY:
		return take_list(a, &o->via.array);
	case MSGPACK_OBJECT_MAP:
		return take_map(a, &o->via.map);
	case MSGPACK_OBJECT_FLOAT32:
	case MSGPACK_OBJECT_FLOAT64:
	case MSGPACK_OBJECT_EXT:
		break;
	}
	mem_broken("the scan refuses other types", __FILE__, __LINE__);
}

static enum err scan(
    struct bytes in, const struct scan_limits *limits, struct why *why)
{
	size_t at;
	enum scan_fault fault = scan_check(in, limits, &at);
	bool is_limit = fault == SCAN_SIZE || fault == SCAN_DEPTH;

	if (fault == SCAN_NONE)
		return ERR_OK;
	return why_set(why, is_limit ? ERR_LIMIT : ERR_PARSE,
	    "not canonical msgpack at byte %zu: %s", at, scan_text(fault));
}

enum err pack_decode(struct arena *a, struct bytes in,
    const struct scan_limits *limits, struct value **out, struct why *why)
{
	struct buf again = { 0 };
	msgpack_unpacked object;
	size_t end = 0;
	bool same;
	enum err e = scan(in, limits, why);

	if (e != ERR_OK)
		return e;
	msgpack_unpacked_init(&object);
	must(msgpack_unpack_next(&object, (const char *)in.p, in.n, &end) ==
	     MSGPACK_UNPACK_SUCCESS);
	*out = take(a, &object.data);
	msgpack_unpacked_destroy(&object);

	pack_encode(&again, *out);
	same = bytes_equal(buf_bytes(&again), in);
	buf_fini(&again);
	if (!same)
		return why_set(
		    why, ERR_PARSE, "does not encode to the same bytes again");
	return ERR_OK;
}
