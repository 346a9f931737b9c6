/*
 * Decoding is strict: the map is taken apart key by key, what is left over is
 * an unknown key.  Encoding goes through the same tree, so that a built act
 * and a decoded one have the same bytes.
 */
#include "schema/act.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/sshsig.h"
#include "schema/pack.h"
#include "schema/refuse.h"
#include "schema/scan.h"
#include "schema/value.h"

#define ACT_VERSION         1
#define ACT_ID_TAG          "tongban/act/v1"
#define ACT_AT_MS_MAX       253402300799999 /* the year 9999 */
#define ACT_NOTE_BYTES_MAX  4096
#define ACT_VAULT_ID_MAX    64
#define ACT_VAULT_BYTES_MAX 2147483648
#define ACT_KIND_RECEIVE    "case.receive"
#define ACT_KIND_LEAD       "case.lead.open"
#define ACT_KEYS_ALWAYS     13 /* dossier and std may be there, sigs are apart */

static const struct scan_limits act_limits = { ACT_BYTES_MAX, SCAN_DEPTH_MAX };

static bool take_digest(
    const struct value *map, const char *key, struct digest *out)
{
	struct bytes b;

	if (!value_get_bin(map, key, &b) || b.n != DIGEST_BYTES)
		return false;
	memcpy(out->b, b.p, DIGEST_BYTES);
	return true;
}

static bool digest_of(const struct value *v, struct digest *out)
{
	if (v == NULL || v->type != VALUE_BIN || v->bytes.n != DIGEST_BYTES)
		return false;
	memcpy(out->b, v->bytes.p, DIGEST_BYTES);
	return true;
}

/* [a-z][a-z_]*(\.[a-z_]+)* */
static bool kind_ok(struct bytes kind)
{
	bool may_dot = false;

	if (kind.n == 0 || kind.n > ACT_KIND_BYTES_MAX || kind.p[0] < 'a' ||
	    kind.p[0] > 'z')
		return false;
	for (size_t i = 0; i < kind.n; i++) {
		uint8_t c = kind.p[i];

		if (c == '.' && !may_dot)
			return false;
		if (c != '.' && c != '_' && (c < 'a' || c > 'z'))
			return false;
		may_dot = c != '.';
	}
	return may_dot;
}

static bool vault_id_ok(struct bytes id)
{
	if (id.n == 0 || id.n > ACT_VAULT_ID_MAX)
		return false;
	for (size_t i = 0; i < id.n; i++)
		if (id.p[i] < 0x20)
			return false;
	return true;
}

static bool take_after(const struct value *map, struct act *act)
{
	const struct value *list;

	if (!value_get_list(map, "after", &list) ||
	    value_count(list) > ACT_AFTER_MAX)
		return false;
	act->after_count = value_count(list);
	for (size_t i = 0; i < act->after_count; i++)
		if (!digest_of(value_at(list, i), &act->after[i]) ||
		    (i > 0 && digest_compare(
				  &act->after[i - 1], &act->after[i]) >= 0))
			return false;
	return act->after_count == 0 || act->has_dossier;
}

static bool take_head(const struct value *list, struct act_ref *ref)
{
	const struct value *node = value_at(list, 0);
	const struct value *epoch = value_at(list, 1);
	const struct value *size = value_at(list, 2);

	if (value_count(list) != 4 || node->type != VALUE_TEXT ||
	    !text_is_slug(node->bytes) || epoch->type != VALUE_INT ||
	    epoch->integer < 0 || size->type != VALUE_INT ||
	    size->integer < 0 || !digest_of(value_at(list, 3), &ref->root))
		return false;
	ref->type = ACT_REF_HEAD;
	ref->node = (const char *)node->bytes.p;
	ref->epoch = (uint64_t)epoch->integer;
	ref->size = (uint64_t)size->integer;
	return true;
}

static bool take_ref(const struct value *v, struct act_ref *ref)
{
	const struct value *list;

	if (v->type != VALUE_MAP || value_count(v) != 1)
		return false;
	if (value_get_list(v, "head", &list))
		return take_head(list, ref);
	if (take_digest(v, "act", &ref->act)) {
		ref->type = ACT_REF_ACT;
		return true;
	}
	ref->type = ACT_REF_NOTE;
	return value_get_text(v, "note", &ref->note) &&
	       ref->note.n <= ACT_NOTE_BYTES_MAX;
}

static bool take_refs(const struct value *map, struct act *act)
{
	const struct value *list;

	if (!value_get_list(map, "refs", &list) ||
	    value_count(list) > ACT_REFS_MAX)
		return false;
	act->ref_count = value_count(list);
	for (size_t i = 0; i < act->ref_count; i++)
		if (!take_ref(value_at(list, i), &act->refs[i]))
			return false;
	return true;
}

static bool take_vault_entry(const struct value *v, struct act_vault *out)
{
	struct bytes id;
	int64_t bytes;

	if (v->type != VALUE_MAP || value_count(v) != 3 ||
	    !value_get_text(v, "id", &id) || !vault_id_ok(id) ||
	    !take_digest(v, "root", &out->root) ||
	    !value_get_int(v, "bytes", &bytes) || bytes < 1 ||
	    bytes > ACT_VAULT_BYTES_MAX)
		return false;
	out->id = (const char *)id.p;
	out->bytes = (uint64_t)bytes;
	return true;
}

static bool take_vault(
    struct arena *a, const struct value *map, struct act *act)
{
	const struct value *list;
	struct act_vault *vault;

	if (!value_get_list(map, "vault", &list) ||
	    value_count(list) > ACT_VAULT_MAX)
		return false;
	act->vault_count = value_count(list);
	vault = arena_take_array(a, act->vault_count + 1, sizeof(*vault));
	act->vault = vault;
	for (size_t i = 0; i < act->vault_count; i++)
		if (!take_vault_entry(value_at(list, i), &vault[i]) ||
		    (i > 0 && strcmp(vault[i - 1].id, vault[i].id) >= 0))
			return false;
	return true;
}

/* F-16 */
static bool take_sigs(const struct value *list, struct act *act)
{
	bool has_by = false;

	if (list->type != VALUE_LIST || value_count(list) == 0 ||
	    value_count(list) > ACT_SIGS_MAX)
		return false;
	act->sig_count = value_count(list);
	for (size_t i = 0; i < act->sig_count; i++) {
		const struct value *pair = value_at(list, i);
		const struct value *bytes = value_at(pair, 1);
		struct act_sig *sig = &act->sigs[i];

		if (value_count(pair) != 2 ||
		    !digest_of(value_at(pair, 0), &sig->key) || bytes == NULL ||
		    bytes->type != VALUE_BIN ||
		    !sign_signature_take(
			&sig->signature, act->suite, bytes->bytes) ||
		    (i > 0 &&
			digest_compare(&act->sigs[i - 1].key, &sig->key) >= 0))
			return false;
		has_by = has_by || digest_equal(&sig->key, &act->by);
	}
	return has_by;
}

static bool take_texts(const struct value *map, struct act *act)
{
	struct bytes node;
	struct bytes kind;

	if (!value_get_text(map, "node", &node) || !text_is_slug(node) ||
	    !value_get_text(map, "kind", &kind) || !kind_ok(kind))
		return false;
	act->node = (const char *)node.p;
	act->kind = (const char *)kind.p;
	return true;
}

static bool take_scalars(const struct value *map, struct act *act)
{
	struct bytes nonce;

	if (!value_get_int(map, "at", &act->at_ms) || act->at_ms < 0 ||
	    act->at_ms > ACT_AT_MS_MAX ||
	    !value_get_bool(map, "crit", &act->critical) ||
	    !value_get_bin(map, "nonce", &nonce) ||
	    nonce.n != ACT_NONCE_BYTES || !take_digest(map, "by", &act->by) ||
	    !take_digest(map, "net", &act->net) ||
	    !value_get_map(map, "body", &act->body))
		return false;
	memcpy(act->nonce, nonce.p, ACT_NONCE_BYTES);
	return true;
}

/* False when the key is there and misshapen. */
static bool take_optional(
    const struct value *map, const char *key, struct digest *out, bool *has)
{
	*has = value_get(map, key) != NULL;
	return !*has || take_digest(map, key, out);
}

static enum rule take_version(
    const struct value *map, struct act *act, struct why *why)
{
	int64_t version;
	int64_t suite;

	if (!value_get_int(map, "v", &version) ||
	    !value_get_int(map, "suite", &suite))
		return refuse(
		    why, RULE_ACT_SHAPE, "an act has integers v and suite");
	if (version != ACT_VERSION || !suite_take(&act->suite, suite))
		return refuse(why, RULE_ACT_VERSION,
		    "an act of version %lld, suite %lld", (long long)version,
		    (long long)suite);
	return RULE_NONE;
}

static enum rule take_fields(
    struct arena *a, const struct value *map, struct act *act, struct why *why)
{
	size_t keys = ACT_KEYS_ALWAYS;
	const char *bad = NULL;

	if (!take_texts(map, act))
		bad = "node or kind";
	else if (!take_scalars(map, act))
		bad = "at, body, by, crit, net or nonce";
	else if (!take_optional(
		     map, "dossier", &act->dossier, &act->has_dossier))
		bad = "dossier";
	else if (!take_optional(map, "std", &act->std, &act->has_std))
		bad = "std";
	else if (!take_after(map, act))
		bad = "after";
	else if (!take_refs(map, act))
		bad = "refs";
	else if (!take_vault(a, map, act))
		bad = "vault";
	if (bad != NULL)
		return refuse(
		    why, RULE_ACT_SHAPE, "%s is missing or misshapen", bad);
	keys += (act->has_dossier ? 1u : 0u) + (act->has_std ? 1u : 0u);
	if (value_count(map) != keys)
		return refuse(
		    why, RULE_ACT_SHAPE, "an act holds an unknown key");
	return RULE_NONE;
}

/* Set unsigned_ and id from a tree that has no `sigs`. */
static void seal_tree(struct arena *a, struct act *act, const struct value *map)
{
	struct buf b = { 0 };

	pack_encode(&b, map);
	act->unsigned_ = arena_copy(a, buf_bytes(&b));
	act->id = digest_tagged(act->suite, ACT_ID_TAG, act->unsigned_);
	buf_fini(&b);
}

static enum rule decode_tree(struct arena *a, struct bytes raw,
    struct value **out, struct act *act, struct why *why)
{
	enum err e;

	if (raw.n > ACT_BYTES_MAX)
		return refuse(why, RULE_SIZE, "an act of %zu bytes", raw.n);
	e = pack_decode(a, raw, &act_limits, out, why);
	if (e != ERR_OK)
		return e == ERR_LIMIT ? RULE_SIZE : RULE_CANONICAL;
	if ((*out)->type != VALUE_MAP)
		return refuse(why, RULE_ACT_SHAPE, "an act is a map");
	return take_version(*out, act, why);
}

enum rule act_decode(
    struct arena *a, struct bytes raw, struct act **out, struct why *why)
{
	struct act *act = arena_take(a, sizeof(*act));
	const struct value *sigs;
	struct value *map = NULL;
	enum rule rule = decode_tree(a, raw, &map, act, why);

	if (rule != RULE_NONE)
		return rule;
	sigs = value_get(map, "sigs");
	if (sigs == NULL)
		return refuse(why, RULE_ACT_SIGS, "an act has no sigs");
	value_drop(map, "sigs");
	rule = take_fields(a, map, act, why);
	if (rule != RULE_NONE)
		return rule;
	if (!take_sigs(sigs, act))
		return refuse(why, RULE_ACT_SIGS,
		    "sigs are empty, misshapen, not ascending, or not by `by`");
	seal_tree(a, act, map);
	act->raw = arena_copy(a, raw);
	*out = act;
	return RULE_NONE;
}

enum rule act_decode_unsigned(
    struct arena *a, struct bytes raw, struct act **out, struct why *why)
{
	struct act *act = arena_take(a, sizeof(*act));
	struct value *map = NULL;
	enum rule rule = decode_tree(a, raw, &map, act, why);

	if (rule == RULE_NONE)
		rule = take_fields(a, map, act, why);
	if (rule != RULE_NONE)
		return rule;
	seal_tree(a, act, map);
	*out = act;
	return RULE_NONE;
}

size_t act_length(struct bytes run)
{
	size_t length;

	return scan_one(run, &act_limits, &length) == SCAN_NONE ? length : 0;
}

static int compare_ids(const void *x, const void *y)
{
	return digest_compare(x, y);
}

static int compare_vault(const void *x, const void *y)
{
	const struct act_vault *a = x;
	const struct act_vault *b = y;

	return strcmp(a->id, b->id);
}

static const struct value *ref_value(struct arena *a, const struct act_ref *ref)
{
	struct value *map = value_map(a);
	struct value *head;

	switch (ref->type) {
	case ACT_REF_ACT:
		value_set(a, map, "act", value_bin(a, digest_bytes(&ref->act)));
		break;
	case ACT_REF_HEAD:
		head = value_list(a);
		value_push(a, head, value_text(a, ref->node));
		value_push(a, head, value_int(a, (int64_t)ref->epoch));
		value_push(a, head, value_int(a, (int64_t)ref->size));
		value_push(a, head, value_bin(a, digest_bytes(&ref->root)));
		value_set(a, map, "head", head);
		break;
	case ACT_REF_NOTE:
		value_set(a, map, "note", value_text_bytes(a, ref->note));
		break;
	}
	return map;
}

static void put_lists(struct arena *a, struct value *map, const struct act *act)
{
	struct value *after = value_list(a);
	struct value *refs = value_list(a);
	struct value *vault = value_list(a);

	for (size_t i = 0; i < act->after_count; i++)
		value_push(
		    a, after, value_bin(a, digest_bytes(&act->after[i])));
	for (size_t i = 0; i < act->ref_count; i++)
		value_push(a, refs, ref_value(a, &act->refs[i]));
	for (size_t i = 0; i < act->vault_count; i++) {
		const struct act_vault *v = &act->vault[i];
		struct value *entry = value_map(a);

		value_set(a, entry, "bytes", value_int(a, (int64_t)v->bytes));
		value_set(a, entry, "id", value_text(a, v->id));
		value_set(
		    a, entry, "root", value_bin(a, digest_bytes(&v->root)));
		value_push(a, vault, entry);
	}
	value_set(a, map, "after", after);
	value_set(a, map, "refs", refs);
	value_set(a, map, "vault", vault);
}

static struct value *act_tree(struct arena *a, const struct act *act)
{
	struct value *map = value_map(a);

	put_lists(a, map, act);
	value_set(a, map, "at", value_int(a, act->at_ms));
	value_set(a, map, "body", act->body != NULL ? act->body : value_map(a));
	value_set(a, map, "by", value_bin(a, digest_bytes(&act->by)));
	value_set(a, map, "crit", value_bool(a, act->critical));
	if (act->has_dossier)
		value_set(a, map, "dossier",
		    value_bin(a, digest_bytes(&act->dossier)));
	value_set(a, map, "kind", value_text(a, act->kind));
	value_set(a, map, "net", value_bin(a, digest_bytes(&act->net)));
	value_set(a, map, "node", value_text(a, act->node));
	value_set(a, map, "nonce", value_bin(a, bytes_of(act->nonce)));
	if (act->has_std)
		value_set(a, map, "std", value_bin(a, digest_bytes(&act->std)));
	value_set(a, map, "suite", value_int(a, act->suite));
	value_set(a, map, "v", value_int(a, ACT_VERSION));
	return map;
}

void act_seal(struct arena *a, struct act *act)
{
	struct act_vault *vault;

	must(act->after_count <= ACT_AFTER_MAX);
	must(act->ref_count <= ACT_REFS_MAX);
	must(act->vault_count <= ACT_VAULT_MAX);
	qsort(act->after, act->after_count, sizeof(*act->after), compare_ids);
	vault = arena_take_array(a, act->vault_count + 1, sizeof(*vault));
	if (act->vault_count > 0)
		memcpy(vault, act->vault, act->vault_count * sizeof(*vault));
	qsort(vault, act->vault_count, sizeof(*vault), compare_vault);
	act->vault = vault;
	act->sig_count = 0;
	seal_tree(a, act, act_tree(a, act));
}

void act_sign(struct act *act, const struct sign_pair *pair)
{
	struct digest key = sign_key_id(&pair->public);
	struct signature s = sshsig_sign(pair, ACT_NAMESPACE, act->unsigned_);

	must(s.suite == act->suite);
	act_add_sig(act, &key, &s);
}

void act_add_sig(struct act *act, const struct digest *key,
    const struct signature *signature)
{
	size_t at = 0;

	while (
	    at < act->sig_count && digest_compare(&act->sigs[at].key, key) < 0)
		at++;
	if (at == act->sig_count || !digest_equal(&act->sigs[at].key, key)) {
		must(act->sig_count < ACT_SIGS_MAX);
		memmove(&act->sigs[at + 1], &act->sigs[at],
		    (act->sig_count - at) * sizeof(*act->sigs));
		act->sig_count++;
	}
	act->sigs[at] = (struct act_sig){ *key, *signature };
}

void act_finish(struct arena *a, struct act *act)
{
	struct value *map = act_tree(a, act);
	struct value *sigs = value_list(a);
	struct buf b = { 0 };

	for (size_t i = 0; i < act->sig_count; i++) {
		const struct act_sig *sig = &act->sigs[i];
		struct value *pair = value_list(a);

		value_push(a, pair, value_bin(a, digest_bytes(&sig->key)));
		value_push(a, pair,
		    value_bin(a, sign_signature_bytes(&sig->signature)));
		value_push(a, sigs, pair);
	}
	value_set(a, map, "sigs", sigs);
	pack_encode(&b, map);
	act->raw = arena_copy(a, buf_bytes(&b));
	buf_fini(&b);
}

bool act_signed_by(const struct act *act, const struct sign_public *key)
{
	struct digest id = sign_key_id(key);

	for (size_t i = 0; i < act->sig_count; i++)
		if (digest_equal(&act->sigs[i].key, &id))
			return sshsig_check(key, ACT_NAMESPACE, act->unsigned_,
			    &act->sigs[i].signature);
	return false;
}

const struct act_vault *act_vault_find(const struct act *act, const char *id)
{
	for (size_t i = 0; i < act->vault_count; i++)
		if (strcmp(act->vault[i].id, id) == 0)
			return &act->vault[i];
	return NULL;
}

bool act_is_case(const struct act *act)
{
	return strncmp(act->kind, "case.", 5) == 0;
}

bool act_opens(const struct act *act)
{
	return strcmp(act->kind, ACT_KIND_RECEIVE) == 0 ||
	       strcmp(act->kind, ACT_KIND_LEAD) == 0;
}

const struct digest *act_dossier(const struct act *act)
{
	if (act->has_dossier)
		return &act->dossier;
	return act_opens(act) ? &act->id : NULL;
}

struct act *act_new(struct arena *a, const struct act_origin *origin,
    const char *kind, struct random *random, const struct digest *by)
{
	struct act *act = arena_take(a, sizeof(*act));

	act->suite = origin->suite;
	act->net = *origin->net;
	act->node = arena_text(a, bytes_text(origin->node));
	act->kind = arena_text(a, bytes_text(kind));
	act->at_ms = origin->at_ms;
	act->by = *by;
	random_fill(random, act->nonce, sizeof(act->nonce));
	return act;
}
