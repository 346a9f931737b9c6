#include "node/setup.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "node/config.h"
#include "node/file.h"
#include "node/folder.h"
#include "node/keyring.h"
#include "schema/act.h"
#include "schema/division.h"
#include "schema/genesis.h"
#include "schema/value.h"

/* What both ways have in common, while it is made. */
struct making {
	const struct setup_request *r;
	struct member member;
	struct digest network;
	struct random *random;
};

static enum err check_request(const struct setup_request *r, struct why *why)
{
	char code[DIVISION_ROOM];

	if (!text_is_slug(bytes_text(r->node)))
		return why_set(why, ERR_USAGE,
		    "节点标识只用小写字母、数字和连字符,3 至 24 位 / a node id "
		    "is 3 to 24 of a-z, 0-9 and -, begins with a letter: %s",
		    r->node);
	if (r->name[0] == '\0' || strlen(r->name) > MEMBER_NAME_BYTES_MAX ||
	    !text_is_utf8(bytes_text(r->name)))
		return why_set(why, ERR_USAGE,
		    "名称为 1 至 %d 字节 / a name has 1 to %d bytes",
		    MEMBER_NAME_BYTES_MAX, MEMBER_NAME_BYTES_MAX);
	if (r->code != NULL &&
	    division_check(code, bytes_text(r->code), why) != ERR_OK)
		return ERR_USAGE;
	return ERR_OK;
}

static enum err make_key(struct making *m, const char *word,
    enum keyfile_purpose purpose, uint8_t *public, struct why *why)
{
	char *path = mem_print("%s/%s/%s.key", m->r->dir, FOLDER_KEYS, word);
	enum err e = keyring_make(
	    path, purpose, m->r->node, m->r->passphrase_file, public, why);

	mem_free(path);
	return e;
}

static enum err make_keys(struct making *m, struct why *why)
{
	struct {
		enum keyfile_purpose purpose;
		uint8_t *public;
	} keys[] = { { KEYFILE_LOG, m->member.log.b },
		{ KEYFILE_RECOVERY, m->member.recovery.b },
		{ KEYFILE_WITNESS, m->member.witness.b },
		{ KEYFILE_CHANNEL, m->member.channel.b },
		{ KEYFILE_SEALING, m->member.sealing.b } };
	enum err e = ERR_OK;

	for (size_t i = 0; i < 5 && e == ERR_OK; i++)
		e = make_key(m, keyfile_purpose_word(keys[i].purpose),
		    keys[i].purpose, keys[i].public, why);
	return e;
}

static enum err write_config(const struct setup_request *r, struct why *why)
{
	struct config c;
	struct buf text = { 0 };
	enum err e;

	config_init(&c);
	if (r->listen != NULL)
		c.listen = r->listen;
	if (r->api != NULL)
		c.api = r->api;
	if (r->passphrase_file != NULL)
		c.passphrase_file = r->passphrase_file;
	config_print(&text, &c);
	config_fini(&c);
	/* What was given must pass the parser, before the daemon meets it. */
	config_init(&c);
	e = config_parse(&c, buf_bytes(&text), why);
	if (e == ERR_OK)
		e = folder_write(r->dir, FOLDER_CONFIG, buf_bytes(&text), why);
	config_fini(&c);
	buf_fini(&text);
	return e;
}

static enum err begin(struct making *m, const struct setup_request *r,
    struct random *random, struct why *why)
{
	enum err e = check_request(r, why);

	*m = (struct making){ .r = r, .random = random };
	if (e != ERR_OK)
		return e;
	(void)snprintf(m->member.node, sizeof(m->member.node), "%s", r->node);
	(void)snprintf(m->member.name, sizeof(m->member.name), "%s", r->name);
	if (r->code != NULL)
		(void)snprintf(
		    m->member.code, sizeof(m->member.code), "%s", r->code);
	if (r->listen != NULL) {
		m->member.address_count = 1;
		(void)snprintf(m->member.address[0],
		    sizeof(m->member.address[0]), "%s", r->listen);
	}
	e = folder_create(r->dir, random, why);
	if (e == ERR_OK)
		e = write_config(r, why);
	return e == ERR_OK ? make_keys(m, why) : e;
}

/* The first act of the authority's log: the genesis, signed by the root. */
static enum err write_opening(const struct making *m, struct bytes genesis,
    const struct sign_pair *root, int64_t at_ms, struct why *why)
{
	struct arena *a = arena_new();
	struct digest by = sign_key_id(&root->public);
	struct act *act = act_new(
	    a, &m->network, m->r->node, "network.open", at_ms, m->random, &by);
	struct value *body = value_map(a);
	enum err e;

	value_set(a, body, "genesis", value_bin(a, genesis));
	act->body = body;
	act->critical = true;
	act_seal(a, act);
	act_sign(act, root);
	act_finish(a, act);
	e = folder_write(m->r->dir, SETUP_OPENING, act->raw, why);
	arena_free(a);
	return e;
}

static enum err write_genesis(struct making *m, const char *name,
    const struct sign_pair *root, int64_t at_ms, struct why *why)
{
	struct genesis g = { .at_ms = at_ms, .root_count = 1, .threshold = 1 };
	struct buf bytes = { 0 };
	enum err e;

	(void)snprintf(g.name, sizeof(g.name), "%s", name);
	random_fill(m->random, g.nonce, sizeof(g.nonce));
	g.roots[0] = root->public;
	g.authority = m->member;
	genesis_encode(&g, &bytes);
	m->network = digest_sha256(buf_bytes(&bytes));
	e = folder_write(m->r->dir, FOLDER_GENESIS, buf_bytes(&bytes), why);
	if (e == ERR_OK)
		e = write_opening(m, buf_bytes(&bytes), root, at_ms, why);
	buf_fini(&bytes);
	return e;
}

enum err setup_network(const struct setup_request *r, const char *network_name,
    int64_t at_ms, struct random *random, struct digest *network,
    struct why *why)
{
	struct making m;
	struct keyfile_label label;
	struct sign_pair root;
	uint8_t public[32];
	char *path;
	enum err e;

	if (network_name[0] == '\0' ||
	    strlen(network_name) > MEMBER_NAME_BYTES_MAX ||
	    !text_is_utf8(bytes_text(network_name)))
		return why_set(why, ERR_USAGE,
		    "通办网名称为 1 至 %d 字节 / the network's name has 1 to "
		    "%d bytes",
		    MEMBER_NAME_BYTES_MAX, MEMBER_NAME_BYTES_MAX);
	e = begin(&m, r, random, why);
	if (e != ERR_OK)
		return e;
	e = make_key(&m, "root-1", KEYFILE_ROOT, public, why);
	path = mem_print("%s/%s", r->dir, SETUP_ROOT_KEY);
	if (e == ERR_OK)
		e = keyring_sign_pair(
		    path, r->passphrase_file, &root, &label, why);
	mem_free(path);
	if (e != ERR_OK)
		return e;
	e = write_genesis(&m, network_name, &root, at_ms, why);
	sign_pair_wipe(&root);
	*network = m.network;
	return e;
}

/* The request is signed with two keys that were just written: open them. */
static enum err write_request(const struct making *m, struct why *why)
{
	struct sign_pair log, recovery;
	struct keyfile_label label;
	struct buf request = { 0 };
	char *path = mem_print("%s/%s/log.key", m->r->dir, FOLDER_KEYS);
	char *other = mem_print("%s/%s/recovery.key", m->r->dir, FOLDER_KEYS);
	enum err e =
	    keyring_sign_pair(path, m->r->passphrase_file, &log, &label, why);

	if (e == ERR_OK)
		e = keyring_sign_pair(
		    other, m->r->passphrase_file, &recovery, &label, why);
	if (e == ERR_OK) {
		genesis_join_encode(
		    &m->network, &m->member, &log, &recovery, &request);
		e = folder_write(
		    m->r->dir, SETUP_JOIN_REQUEST, buf_bytes(&request), why);
		sign_pair_wipe(&log);
		sign_pair_wipe(&recovery);
	}
	buf_fini(&request);
	mem_free(path);
	mem_free(other);
	return e;
}

enum err setup_join(const struct setup_request *r, struct bytes genesis,
    struct random *random, struct digest *network, struct why *why)
{
	struct genesis *g = mem_new(sizeof(*g));
	struct making m;
	enum err e = ERR_OK;

	if (genesis_decode(genesis, g, why) != RULE_NONE)
		e = ERR_PARSE;
	else if (strcmp(g->authority.node, r->node) == 0)
		e = why_set(why, ERR_EXISTS,
		    "%s 是主管节点 / is the authority's id", r->node);
	if (e == ERR_OK)
		e = begin(&m, r, random, why);
	if (e == ERR_OK) {
		m.network = g->network;
		*network = g->network;
		e = folder_write(r->dir, FOLDER_GENESIS, genesis, why);
	}
	if (e == ERR_OK)
		e = write_request(&m, why);
	mem_free(g);
	return e;
}
