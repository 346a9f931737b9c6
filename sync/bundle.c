#include "sync/bundle.h"

#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "schema/pack.h"
#include "schema/refuse.h"
#include "schema/value.h"

enum field_type {
	FIELD_END,
	FIELD_INT,   /* uint64_t */
	FIELD_SLUG,  /* char[] */
	FIELD_FIXED, /* bin of exactly size bytes, into the record */
	FIELD_BIN,   /* struct bytes, not empty */
	FIELD_PROOF, /* struct merkle_proof */
};

struct field {
	const char *key;
	enum field_type type;
	size_t offset; /* in struct bundle_record */
	size_t size;
};

#define FIELDS_MAX 6
#define FIELD(key, type, member)                                           \
	{                                                                  \
		key, FIELD_##type, offsetof(struct bundle_record, member), \
		    sizeof(((struct bundle_record *)0)->member)            \
	}

/* `kind` stands in each besides. */
static const struct form {
	const char *word;
	struct field fields[FIELDS_MAX];
} forms[BUNDLE_KIND_COUNT] = {
	[BUNDLE_GENESIS] = { "genesis",
	    { FIELD("genesis", BIN, bytes), FIELD("v", INT, version) } },
	[BUNDLE_CASE] = { "case",
	    { FIELD("case", FIXED, dossier), FIELD("node", SLUG, node),
		FIELD("state", BIN, state),
		FIELD("warrant", FIXED, warrant) } },
	[BUNDLE_LOG] = { "log",
	    { FIELD("epoch", INT, epoch), FIELD("node", SLUG, node),
		FIELD("root", FIXED, root), FIELD("size", INT, size) } },
	[BUNDLE_BATCH] = { "batch",
	    { FIELD("commit", BIN, bytes), FIELD("proof", PROOF, proof) } },
	[BUNDLE_ACT] = { "act",
	    { FIELD("act", BIN, bytes), FIELD("position", INT, position),
		FIELD("proof", PROOF, proof) } },
	[BUNDLE_KEY] = { "key", { FIELD("generation", INT, generation),
				    FIELD("wrap", BIN, bytes) } },
	[BUNDLE_ABSENT] = { "absent", { FIELD("object", FIXED, object) } },
	[BUNDLE_SEAL] = { "seal",
	    { FIELD("key", FIXED, key), FIELD("sig", FIXED, signature) } },
	[BUNDLE_CHUNK] = { "chunk",
	    { FIELD("bytes", BIN, bytes), FIELD("index", INT, index),
		FIELD("object", FIXED, object), FIELD("total", INT, total) } },
};

const char *bundle_kind_word(enum bundle_kind kind)
{
	must((unsigned)kind < BUNDLE_KIND_COUNT);
	return forms[kind].word;
}

static size_t field_count(const struct form *form)
{
	size_t n = 0;

	while (n < FIELDS_MAX && form->fields[n].type != FIELD_END)
		n++;
	return n;
}

/* ---- writing ---- */

static struct value *proof_value(
    struct arena *a, const struct merkle_proof *proof)
{
	struct value *list = value_list(a);

	for (unsigned i = 0; i < proof->count; i++)
		value_push(
		    a, list, value_bin(a, digest_bytes(&proof->hash[i])));
	return list;
}

static struct value *field_value(
    struct arena *a, const struct field *f, const struct bundle_record *r)
{
	const void *at = (const uint8_t *)r + f->offset;

	switch (f->type) {
	case FIELD_INT:
		return value_int(a, (int64_t) * (const uint64_t *)at);
	case FIELD_SLUG:
		return value_text(a, at);
	case FIELD_FIXED:
		return value_bin(a, (struct bytes){ at, f->size });
	case FIELD_BIN:
		return value_bin(a, *(const struct bytes *)at);
	case FIELD_PROOF:
		return proof_value(a, at);
	case FIELD_END:
		break;
	}
	must(false);
	return NULL;
}

void bundle_put(struct buf *out, const struct bundle_record *r)
{
	const struct form *form = &forms[r->kind];
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct buf body = { 0 };

	value_set(a, map, "kind", value_text(a, form->word));
	for (size_t i = 0; i < field_count(form); i++)
		value_set(a, map, form->fields[i].key,
		    field_value(a, &form->fields[i], r));
	pack_encode(&body, map);
	must(body.n <= BUNDLE_RECORD_BYTES_MAX);
	buf_put_u32(out, (uint32_t)body.n);
	buf_put(out, buf_bytes(&body));
	buf_fini(&body);
	arena_free(a);
}

/* ---- reading ---- */

static bool read_proof(struct merkle_proof *out, const struct value *v)
{
	if (v->type != VALUE_LIST || value_count(v) > MERKLE_PROOF_MAX)
		return false;
	out->count = (unsigned)value_count(v);
	for (unsigned i = 0; i < out->count; i++) {
		const struct value *hash = value_at(v, i);

		if (hash->type != VALUE_BIN || hash->bytes.n != DIGEST_BYTES)
			return false;
		memcpy(out->hash[i].b, hash->bytes.p, DIGEST_BYTES);
	}
	return true;
}

static bool read_field(
    struct bundle_record *out, const struct field *f, const struct value *v)
{
	void *at = (uint8_t *)out + f->offset;

	switch (f->type) {
	case FIELD_INT:
		if (v->type != VALUE_INT || v->integer < 0)
			return false;
		*(uint64_t *)at = (uint64_t)v->integer;
		return true;
	case FIELD_SLUG:
		if (v->type != VALUE_TEXT || !text_is_slug(v->bytes))
			return false;
		memcpy(at, v->bytes.p, v->bytes.n);
		return true;
	case FIELD_FIXED:
		if (v->type != VALUE_BIN || v->bytes.n != f->size)
			return false;
		memcpy(at, v->bytes.p, f->size);
		return true;
	case FIELD_BIN:
		if (v->type != VALUE_BIN || v->bytes.n == 0)
			return false;
		*(struct bytes *)at = v->bytes;
		return true;
	case FIELD_PROOF:
		return read_proof(at, v);
	case FIELD_END:
		break;
	}
	return false;
}

static const struct form *find_form(
    const struct value *map, enum bundle_kind *kind)
{
	for (size_t i = 0; i < BUNDLE_KIND_COUNT; i++) {
		if (value_is_text(value_get(map, "kind"), forms[i].word)) {
			*kind = (enum bundle_kind)i;
			return &forms[i];
		}
	}
	return NULL;
}

uint32_t bundle_length(const uint8_t p[static BUNDLE_LENGTH_BYTES])
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

bool bundle_cut(struct bytes *run, struct bytes *record)
{
	uint32_t n;

	if (run->n < BUNDLE_LENGTH_BYTES)
		return false;
	n = bundle_length(run->p);
	if (n > BUNDLE_RECORD_BYTES_MAX || run->n - BUNDLE_LENGTH_BYTES < n)
		return false;
	*record = bytes_part(*run, BUNDLE_LENGTH_BYTES, n);
	*run = bytes_part(
	    *run, BUNDLE_LENGTH_BYTES + n, run->n - BUNDLE_LENGTH_BYTES - n);
	return true;
}

enum rule bundle_parse(struct arena *a, struct bytes raw,
    struct bundle_record *out, struct why *why)
{
	static const struct scan_limits limits = { BUNDLE_RECORD_BYTES_MAX, 4 };
	const struct form *form;
	struct value *map;

	*out = (struct bundle_record){ 0 };
	if (pack_decode(a, raw, &limits, &map, why) != ERR_OK)
		return RULE_BUNDLE;
	form = map->type == VALUE_MAP ? find_form(map, &out->kind) : NULL;
	if (form == NULL)
		return refuse(why, RULE_BUNDLE, "a record of no known kind");
	if (value_count(map) != field_count(form) + 1)
		return refuse(why, RULE_BUNDLE,
		    "a record \"%s\" lacks a field or has one too many",
		    form->word);
	for (size_t i = 0; i < field_count(form); i++) {
		const struct field *f = &form->fields[i];
		const struct value *v = value_get(map, f->key);

		if (v == NULL || !read_field(out, f, v))
			return refuse(why, RULE_BUNDLE,
			    "\"%s\" of a record \"%s\" is missing or misshapen",
			    f->key, form->word);
	}
	return RULE_NONE;
}
