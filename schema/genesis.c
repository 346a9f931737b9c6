#include "schema/genesis.h"

#include <string.h>

#include "base/mem.h"
#include "keys/sshsig.h"
#include "schema/pack.h"
#include "schema/refuse.h"
#include "schema/scan.h"
#include "schema/value.h"

#define GENESIS_VERSION  1
#define GENESIS_KEYS     9
#define MEMBER_KEYS      5 /* code may be absent */
#define MEMBER_CODE_LEN  6
#define MEMBER_KEY_COUNT 5
#define JOIN_KEYS        4 /* sigs are apart */
#define JOIN_SIGS        2
#define AT_MS_MAX        253402300799999

static const struct scan_limits genesis_limits = { GENESIS_BYTES_MAX,
	SCAN_DEPTH_MAX };

/* A text of 1 to @max bytes without control characters, copied. */
static bool take_text(
    const struct value *map, const char *key, char *out, size_t max)
{
	struct bytes text;

	if (!value_get_text(map, key, &text) || text.n == 0 || text.n > max)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < 0x20 || text.p[i] == 0x7f)
			return false;
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return true;
}

static bool take_bin(
    const struct value *map, const char *key, uint8_t *out, size_t size)
{
	struct bytes b;

	if (!value_get_bin(map, key, &b) || b.n != size)
		return false;
	memcpy(out, b.p, size);
	return true;
}

static bool take_version(const struct value *map)
{
	int64_t v;

	return value_get_int(map, "v", &v) && v == GENESIS_VERSION;
}

static const char *const key_words[] = { "channel", "log", "recovery",
	"sealing", "witness" };

const char *genesis_key_word(size_t i)
{
	return i < MEMBER_KEY_COUNT ? key_words[i] : NULL;
}

/* One of the three that sign; NULL for the others. */
static struct sign_public *sign_key(struct member *m, const char *word)
{
	if (strcmp(word, "log") == 0)
		return &m->log;
	if (strcmp(word, "recovery") == 0)
		return &m->recovery;
	return strcmp(word, "witness") == 0 ? &m->witness : NULL;
}

bool genesis_key_take(
    struct member *m, const char *word, uint8_t suite, struct bytes raw)
{
	struct sign_public *key = sign_key(m, word);

	if (key != NULL)
		return sign_public_take(key, suite, raw);
	if (strcmp(word, "channel") == 0)
		return noise_public_take(&m->channel, raw);
	must(strcmp(word, "sealing") == 0);
	return seal_public_take(&m->sealing, suite, raw);
}

struct bytes genesis_key_bytes(const struct member *m, const char *word)
{
	if (strcmp(word, "log") == 0)
		return sign_public_bytes(&m->log);
	if (strcmp(word, "recovery") == 0)
		return sign_public_bytes(&m->recovery);
	if (strcmp(word, "witness") == 0)
		return sign_public_bytes(&m->witness);
	if (strcmp(word, "channel") == 0)
		return noise_public_bytes(&m->channel);
	must(strcmp(word, "sealing") == 0);
	return seal_public_bytes(&m->sealing);
}

static bool take_keys(
    const struct value *map, uint8_t suite, struct member *out)
{
	const struct value *keys;
	struct bytes raw[MEMBER_KEY_COUNT];

	if (!value_get_map(map, "keys", &keys) ||
	    value_count(keys) != MEMBER_KEY_COUNT)
		return false;
	for (size_t i = 0; i < MEMBER_KEY_COUNT; i++) {
		if (!value_get_bin(keys, key_words[i], &raw[i]) ||
		    !genesis_key_take(out, key_words[i], suite, raw[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (bytes_equal(raw[i], raw[j]))
				return false;
	}
	return true;
}

/* "host:port": printable ASCII without blanks, and a port. */
static bool address_ok(struct bytes text)
{
	const uint8_t *colon = memrchr(text.p, ':', text.n);
	uint64_t port;
	size_t host;

	if (text.n > MEMBER_ADDRESS_BYTES_MAX || colon == NULL ||
	    colon == text.p)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= 0x20 || text.p[i] >= 0x7f)
			return false;
	host = (size_t)(colon - text.p);
	return text_decimal(&port,
		   bytes_part(text, host + 1, text.n - host - 1),
		   UINT16_MAX) == ERR_OK &&
	       port > 0;
}

bool genesis_addresses_ok(const struct value *list)
{
	if (list == NULL || list->type != VALUE_LIST ||
	    value_count(list) > MEMBER_ADDRESSES_MAX)
		return false;
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);

		if (v->type != VALUE_TEXT || !address_ok(v->bytes))
			return false;
	}
	return true;
}

void genesis_addresses_take(const struct value *list, struct member *out)
{
	must(genesis_addresses_ok(list));
	memset(out->address, 0, sizeof(out->address));
	out->address_count = value_count(list);
	for (size_t i = 0; i < out->address_count; i++) {
		const struct value *v = value_at(list, i);

		memcpy(out->address[i], v->bytes.p, v->bytes.n);
	}
}

static bool take_addresses(const struct value *map, struct member *out)
{
	const struct value *list = value_get(map, "addresses");

	if (!genesis_addresses_ok(list))
		return false;
	genesis_addresses_take(list, out);
	return true;
}

static bool take_code(const struct value *map, struct member *out)
{
	if (value_get(map, "code") == NULL)
		return true;
	if (!take_text(map, "code", out->code, MEMBER_CODE_LEN))
		return false;
	return strlen(out->code) == MEMBER_CODE_LEN &&
	       strspn(out->code, "0123456789") == MEMBER_CODE_LEN;
}

enum rule genesis_member_decode(
    const struct value *map, uint8_t suite, struct member *out, struct why *why)
{
	const char *bad = NULL;

	*out = (struct member){ 0 };
	if (map == NULL || map->type != VALUE_MAP || !take_version(map))
		bad = "v";
	else if (!take_text(map, "node", out->node, TEXT_SLUG_BYTES_MAX) ||
		 !text_is_slug(bytes_text(out->node)))
		bad = "node";
	else if (!take_text(map, "name", out->name, MEMBER_NAME_BYTES_MAX))
		bad = "name";
	else if (!take_code(map, out))
		bad = "code";
	else if (!take_keys(map, suite, out))
		bad = "keys";
	else if (!take_addresses(map, out))
		bad = "addresses";
	if (bad != NULL)
		return refuse(why, RULE_MEMBER_SHAPE,
		    "a member record's %s is missing or misshapen", bad);
	if (value_count(map) != MEMBER_KEYS + (out->code[0] != '\0' ? 1u : 0u))
		return refuse(why, RULE_MEMBER_SHAPE,
		    "a member record holds an unknown key");
	return RULE_NONE;
}

struct value *genesis_member_value(struct arena *a, const struct member *m)
{
	struct value *map = value_map(a);
	struct value *keys = value_map(a);
	struct value *addresses = value_list(a);

	for (size_t i = 0; i < m->address_count; i++)
		value_push(a, addresses, value_text(a, m->address[i]));
	value_set(a, map, "addresses", addresses);
	if (m->code[0] != '\0')
		value_set(a, map, "code", value_text(a, m->code));
	for (size_t i = 0; i < MEMBER_KEY_COUNT; i++)
		value_set(a, keys, key_words[i],
		    value_bin(a, genesis_key_bytes(m, key_words[i])));
	value_set(a, map, "keys", keys);
	value_set(a, map, "name", value_text(a, m->name));
	value_set(a, map, "node", value_text(a, m->node));
	value_set(a, map, "v", value_int(a, GENESIS_VERSION));
	return map;
}

static bool take_roots(const struct value *map, struct genesis *out)
{
	const struct value *list;

	if (!value_get_list(map, "roots", &list) || value_count(list) == 0 ||
	    value_count(list) > GENESIS_ROOTS_MAX)
		return false;
	out->root_count = value_count(list);
	for (size_t i = 0; i < out->root_count; i++) {
		const struct value *v = value_at(list, i);

		if (v->type != VALUE_BIN ||
		    !sign_public_take(&out->roots[i], out->suite, v->bytes))
			return false;
		if (i > 0 && sign_public_compare(
				 &out->roots[i - 1], &out->roots[i]) >= 0)
			return false;
	}
	return true;
}

static bool take_threshold(const struct value *map, struct genesis *out)
{
	int64_t threshold;

	if (!value_get_int(map, "threshold", &threshold) || threshold < 1 ||
	    (uint64_t)threshold > out->root_count)
		return false;
	out->threshold = (unsigned)threshold;
	return true;
}

static enum rule take_genesis(
    const struct value *map, struct genesis *out, struct why *why)
{
	const char *bad = NULL;
	int64_t suite;

	must(map != NULL);
	if (map->type != VALUE_MAP || value_count(map) != GENESIS_KEYS)
		bad = "set of keys";
	else if (!take_version(map) || !value_get_int(map, "suite", &suite) ||
		 !suite_take(&out->suite, suite))
		bad = "v or suite";
	else if (!value_is_text(value_get(map, "kind"), "genesis"))
		bad = "kind";
	else if (!take_text(map, "name", out->name, MEMBER_NAME_BYTES_MAX))
		bad = "name";
	else if (!value_get_int(map, "at", &out->at_ms) || out->at_ms < 0 ||
		 out->at_ms > AT_MS_MAX)
		bad = "at";
	else if (!take_bin(map, "nonce", out->nonce, sizeof(out->nonce)))
		bad = "nonce";
	else if (!take_roots(map, out))
		bad = "roots";
	else if (!take_threshold(map, out))
		bad = "threshold";
	if (bad != NULL)
		return refuse(why, RULE_GENESIS,
		    "the genesis object's %s is missing or misshapen", bad);
	return genesis_member_decode(
	    value_get(map, "authority"), out->suite, &out->authority, why);
}

static enum rule decode_map(
    struct arena *a, struct bytes raw, struct value **out, struct why *why)
{
	enum err e;

	if (raw.n > GENESIS_BYTES_MAX)
		return refuse(why, RULE_SIZE, "%zu bytes are too many", raw.n);
	e = pack_decode(a, raw, &genesis_limits, out, why);
	if (e != ERR_OK)
		return e == ERR_LIMIT ? RULE_SIZE : RULE_CANONICAL;
	return RULE_NONE;
}

enum rule genesis_decode(struct bytes raw, struct genesis *out, struct why *why)
{
	struct arena *a = arena_new();
	struct value *map = NULL;
	enum rule rule;

	*out = (struct genesis){ 0 };
	rule = decode_map(a, raw, &map, why);
	if (rule == RULE_NONE)
		rule = take_genesis(map, out, why);
	out->network = digest_sha256(raw);
	arena_free(a);
	return rule;
}

void genesis_encode(const struct genesis *g, struct buf *out)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct value *roots = value_list(a);

	for (size_t i = 0; i < g->root_count; i++)
		value_push(
		    a, roots, value_bin(a, sign_public_bytes(&g->roots[i])));
	value_set(a, map, "at", value_int(a, g->at_ms));
	value_set(a, map, "authority", genesis_member_value(a, &g->authority));
	value_set(a, map, "kind", value_text(a, "genesis"));
	value_set(a, map, "name", value_text(a, g->name));
	value_set(a, map, "nonce", value_bin(a, bytes_of(g->nonce)));
	value_set(a, map, "roots", roots);
	value_set(a, map, "suite", value_int(a, g->suite));
	value_set(a, map, "threshold", value_int(a, g->threshold));
	value_set(a, map, "v", value_int(a, GENESIS_VERSION));
	pack_encode(out, map);
	arena_free(a);
}

static const struct value *sig_value(
    struct arena *a, const struct sign_pair *pair, struct bytes message)
{
	struct digest key = sign_key_id(&pair->public);
	struct signature s = sshsig_sign(pair, GENESIS_JOIN_NAMESPACE, message);
	struct value *list = value_list(a);

	value_push(a, list, value_bin(a, digest_bytes(&key)));
	value_push(a, list, value_bin(a, sign_signature_bytes(&s)));
	return list;
}

void genesis_join_encode(const struct digest *network, const struct member *m,
    const struct sign_pair *log, const struct sign_pair *recovery,
    struct buf *out)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct value *sigs = value_list(a);
	struct digest log_id = sign_key_id(&log->public);
	struct digest recovery_id = sign_key_id(&recovery->public);
	bool log_first = digest_compare(&log_id, &recovery_id) < 0;
	struct buf unsigned_bytes = { 0 };

	value_set(a, map, "kind", value_text(a, "join"));
	value_set(a, map, "member", genesis_member_value(a, m));
	value_set(a, map, "net", value_bin(a, digest_bytes(network)));
	value_set(a, map, "v", value_int(a, GENESIS_VERSION));
	pack_encode(&unsigned_bytes, map);
	value_push(a, sigs,
	    sig_value(
		a, log_first ? log : recovery, buf_bytes(&unsigned_bytes)));
	value_push(a, sigs,
	    sig_value(
		a, log_first ? recovery : log, buf_bytes(&unsigned_bytes)));
	value_set(a, map, "sigs", sigs);
	pack_encode(out, map);
	buf_fini(&unsigned_bytes);
	arena_free(a);
}

/* Is there a good signature of @key among @sigs? */
static bool join_signed_by(const struct value *sigs,
    const struct sign_public *key, struct bytes message)
{
	struct digest id = sign_key_id(key);
	struct signature s;

	for (size_t i = 0; i < value_count(sigs); i++) {
		const struct value *pair = value_at(sigs, i);
		const struct value *who = value_at(pair, 0);
		const struct value *what = value_at(pair, 1);

		if (value_count(pair) != 2 || who->type != VALUE_BIN ||
		    what->type != VALUE_BIN ||
		    !bytes_equal(who->bytes, digest_bytes(&id)) ||
		    !sign_signature_take(&s, key->suite, what->bytes))
			continue;
		return sshsig_check(key, GENESIS_JOIN_NAMESPACE, message, &s);
	}
	return false;
}

static enum rule take_join(const struct value *map,
    const struct digest *network, uint8_t suite, struct member *out,
    struct why *why)
{
	struct digest net;

	if (value_count(map) != JOIN_KEYS || !take_version(map) ||
	    !value_is_text(value_get(map, "kind"), "join") ||
	    !take_bin(map, "net", net.b, DIGEST_BYTES))
		return refuse(
		    why, RULE_MEMBER_SHAPE, "this is no request to join");
	if (!digest_equal(&net, network))
		return refuse(why, RULE_ACT_NETWORK,
		    "the request is for another network");
	return genesis_member_decode(value_get(map, "member"), suite, out, why);
}

static enum rule join_decode(struct arena *a, struct bytes raw,
    const struct digest *network, uint8_t suite, struct member *out,
    struct why *why)
{
	struct buf unsigned_bytes = { 0 };
	const struct value *sigs = NULL;
	struct value *map = NULL;
	enum rule rule = decode_map(a, raw, &map, why);

	if (rule != RULE_NONE)
		return rule;
	if (!value_get_list(map, "sigs", &sigs) ||
	    value_count(sigs) != JOIN_SIGS)
		return refuse(
		    why, RULE_MEMBER_SHAPE, "a request to join has two sigs");
	value_drop(map, "sigs");
	rule = take_join(map, network, suite, out, why);
	if (rule != RULE_NONE)
		return rule;
	pack_encode(&unsigned_bytes, map);
	if (!join_signed_by(sigs, &out->log, buf_bytes(&unsigned_bytes)) ||
	    !join_signed_by(sigs, &out->recovery, buf_bytes(&unsigned_bytes)))
		rule = refuse(why, RULE_SIGNATURE,
		    "the request is not signed by the log and recovery keys "
		    "that it names");
	buf_fini(&unsigned_bytes);
	return rule;
}

enum rule genesis_join_decode(struct bytes raw, const struct digest *network,
    uint8_t suite, struct member *out, struct why *why)
{
	struct arena *a = arena_new();
	enum rule rule = join_decode(a, raw, network, suite, out, why);

	arena_free(a);
	return rule;
}
