#include "node/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "node/config.h"
#include "node/file.h"
#include "node/folder.h"
#include "node/keyring.h"
#include "node/passphrase.h"
#include "node/place.h"
#include "node/witness_key.h"
#include "schema/act.h"
#include "schema/division.h"
#include "schema/genesis.h"
#include "schema/value.h"

/* What both ways have in common, while it is made. */
struct making {
	const struct setup_request *r;
	char *passphrase_file; /* owned, absolute; NULL: none */
	struct buf config;     /* owned: what will be node.yaml */
	struct place place;
	uint8_t suite; /* the network's */
	struct member member;
	struct digest network;
	struct random *random;
};

static void release(struct making *m)
{
	free(m->passphrase_file); /* realpath(3) made it */
	buf_fini(&m->config);
}

/* What was begun is done, or is undone. */
static enum err finish(struct making *m, enum err e)
{
	if (e != ERR_OK)
		place_give_back(&m->place);
	release(m);
	return e;
}

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
    enum keyfile_purpose purpose, struct keyfile_label *label, struct why *why)
{
	char *path = mem_print("%s/%s/%s.key", m->r->dir, FOLDER_KEYS, word);
	enum err e = keyring_make(path, purpose, m->suite, m->r->node,
	    m->passphrase_file, label, why);

	mem_free(path);
	return e;
}

static enum err make_keys(struct making *m, struct why *why)
{
	static const enum keyfile_purpose all[] = { KEYFILE_LOG,
		KEYFILE_RECOVERY, KEYFILE_WITNESS, KEYFILE_CHANNEL,
		KEYFILE_SEALING };
	struct keyfile_label labels[sizeof(all) / sizeof(*all)];
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all) && e == ERR_OK; i++)
		e = make_key(
		    m, keyfile_purpose_word(all[i]), all[i], &labels[i], why);
	if (e != ERR_OK)
		return e;
	m->member.log = labels[0].public.sign;
	m->member.recovery = labels[1].public.sign;
	m->member.witness = labels[2].public.sign;
	m->member.channel = labels[3].public.channel;
	m->member.sealing = labels[4].public.sealing;
	return ERR_OK;
}

/* A file that opens no key would leave keys that nothing opens. */
static enum err check_passphrase(const char *path, struct why *why)
{
	struct passphrase *p;
	enum err e = passphrase_read(&p, path, why);

	if (e != ERR_OK)
		return e;
	if (passphrase_bytes(p).n == 0)
		e = why_set(why, ERR_PASSPHRASE,
		    "%s: 口令为空 / the passphrase is empty", path);
	passphrase_free(p);
	return e;
}

/* The daemon starts elsewhere: node.yaml needs the whole path. */
static enum err resolve_passphrase(struct making *m, struct why *why)
{
	const char *given = m->r->passphrase_file;
	const char *other = keyring_passphrase_file(given);

	if (given != NULL) {
		m->passphrase_file = realpath(given, NULL);
		if (m->passphrase_file == NULL)
			return why_set(why, ERR_NOT_FOUND,
			    "%s: 没有此口令文件 / no such passphrase file",
			    given);
		other = m->passphrase_file;
	}
	return other != NULL ? check_passphrase(other, why) : ERR_OK;
}

static enum err compose_config(struct making *m, struct why *why)
{
	const struct setup_request *r = m->r;
	struct config c;
	enum err e;

	config_init(&c);
	if (r->listen != NULL)
		c.listen = r->listen;
	if (r->api != NULL)
		c.api = r->api;
	if (m->passphrase_file != NULL)
		c.passphrase_file = m->passphrase_file;
	config_print(&m->config, &c);
	config_fini(&c);
	/* What was given must pass the parser, before the daemon meets it. */
	config_init(&c);
	e = config_parse(&c, buf_bytes(&m->config), why);
	config_fini(&c);
	if (e == ERR_CONFIG && why != NULL)
		why->line = why->column = 0; /* nobody has seen that file */
	return e == ERR_CONFIG ? ERR_USAGE : e;
}

static void describe(struct making *m)
{
	const struct setup_request *r = m->r;
	struct member *member = &m->member;

	(void)snprintf(member->node, sizeof(member->node), "%s", r->node);
	(void)snprintf(member->name, sizeof(member->name), "%s", r->name);
	if (r->code != NULL)
		(void)snprintf(
		    member->code, sizeof(member->code), "%s", r->code);
	if (r->listen == NULL)
		return;
	member->address_count = 1;
	(void)snprintf(
	    member->address[0], sizeof(member->address[0]), "%s", r->listen);
}

static enum err make_folder(struct making *m, struct why *why)
{
	enum err e = folder_create(m->r->dir, m->random, why);

	if (e == ERR_OK)
		e = folder_write(
		    m->r->dir, FOLDER_CONFIG, buf_bytes(&m->config), why);
	if (e == ERR_OK)
		e = make_keys(m, why);
	if (e == ERR_OK)
		e = witness_key_begin(m->r->dir, &m->member.witness, why);
	return e;
}

/* Fails and nothing is there, or finish() tells what came of it. */
static enum err begin(struct making *m, const struct setup_request *r,
    uint8_t suite, struct random *random, struct why *why)
{
	enum err e = check_request(r, why);

	*m = (struct making){ .r = r, .suite = suite, .random = random };
	if (e == ERR_OK)
		e = resolve_passphrase(m, why);
	if (e == ERR_OK)
		e = compose_config(m, why);
	if (e == ERR_OK)
		e = place_take(&m->place, r->dir, why);
	if (e != ERR_OK) {
		release(m);
		return e;
	}
	describe(m);
	e = make_folder(m, why);
	return e == ERR_OK ? ERR_OK : finish(m, e);
}

/* ---- the network ---- */

/* The roots while the network is made: those whose secret is here first. */
struct rooting {
	const struct setup_roots *wanted;
	size_t made;
	struct sign_pair pairs[GENESIS_ROOTS_MAX]; /* wiped at the end */
};

static enum err make_root(
    struct making *m, struct rooting *roots, size_t number, struct why *why)
{
	char word[sizeof("root-00")];
	struct keyfile_label label;
	char *path;
	enum err e;

	(void)snprintf(word, sizeof(word), "root-%zu", number % 100);
	e = make_key(m, word, KEYFILE_ROOT, &label, why);
	path = mem_print("%s/%s/%s.key", m->r->dir, FOLDER_KEYS, word);
	if (e == ERR_OK)
		e = keyring_sign_pair(path, m->passphrase_file,
		    &roots->pairs[roots->made], &label, why);
	mem_free(path);
	if (e == ERR_OK)
		roots->made++;
	return e;
}

static int compare_roots(const void *a, const void *b)
{
	return sign_public_compare(a, b);
}

static enum err gather_roots(
    const struct rooting *roots, struct genesis *g, struct why *why)
{
	for (size_t i = 0; i < roots->made; i++)
		g->roots[g->root_count++] = roots->pairs[i].public;
	for (size_t i = 0; i < roots->wanted->count; i++)
		g->roots[g->root_count++] = roots->wanted->others[i];
	g->threshold = roots->wanted->threshold;
	qsort(g->roots, g->root_count, sizeof(g->roots[0]), compare_roots);
	for (size_t i = 0; i < g->root_count; i++)
		if (g->roots[i].suite != g->suite)
			return why_set(why, ERR_USAGE,
			    "根公钥的算法套件不是 %u / a root's public key is "
			    "of another suite than %u",
			    g->suite, g->suite);
	for (size_t i = 1; i < g->root_count; i++)
		if (sign_public_equal(&g->roots[i - 1], &g->roots[i]))
			return why_set(why, ERR_USAGE,
			    "同一根公钥给了两次 / a root's public key was "
			    "given twice");
	return ERR_OK;
}

/* The first act of the authority's log: the genesis, signed by the roots whose
 * keys are here.  Its author is one of them, else the first of the others. */
static enum err write_opening(const struct making *m, struct bytes genesis,
    const struct rooting *roots, int64_t at_ms, struct why *why)
{
	struct arena *a = arena_new();
	struct digest by =
	    sign_key_id(roots->made > 0 ? &roots->pairs[0].public
					: &roots->wanted->others[0]);
	struct act *act = act_new(a,
	    &(struct act_origin){ m->suite, &m->network, m->r->node, at_ms },
	    "network.open", m->random, &by);
	struct value *body = value_map(a);
	struct bytes raw;
	enum err e;

	value_set(a, body, "genesis", value_bin(a, genesis));
	act->body = body;
	act->critical = true;
	act_seal(a, act);
	for (size_t i = 0; i < roots->made; i++)
		act_sign(act, &roots->pairs[i]);
	raw = act->unsigned_;
	if (roots->made > 0) {
		act_finish(a, act);
		raw = act->raw;
	}
	e = folder_write(m->r->dir, SETUP_OPENING, raw, why);
	arena_free(a);
	return e;
}

static enum err write_genesis(struct making *m, const char *name,
    const struct rooting *roots, int64_t at_ms, struct why *why)
{
	struct genesis *g = mem_new(sizeof(*g));
	struct buf bytes = { 0 };
	enum err e;

	g->suite = m->suite;
	g->at_ms = at_ms;
	(void)snprintf(g->name, sizeof(g->name), "%s", name);
	random_fill(m->random, g->nonce, sizeof(g->nonce));
	g->authority = m->member;
	e = gather_roots(roots, g, why);
	if (e == ERR_OK) {
		genesis_encode(g, &bytes);
		m->network = digest_sha256(buf_bytes(&bytes));
		e = folder_write(
		    m->r->dir, FOLDER_GENESIS, buf_bytes(&bytes), why);
	}
	if (e == ERR_OK)
		e = write_opening(m, buf_bytes(&bytes), roots, at_ms, why);
	buf_fini(&bytes);
	mem_free(g);
	return e;
}

static enum err check_roots(const struct setup_roots *roots, struct why *why)
{
	size_t all = roots->make + roots->count;

	if (all == 0 || all > GENESIS_ROOTS_MAX)
		return why_set(why, ERR_USAGE,
		    "根密钥为 1 至 %d 把 / a network has 1 to %d roots",
		    GENESIS_ROOTS_MAX, GENESIS_ROOTS_MAX);
	if (roots->threshold < 1 || roots->threshold > all)
		return why_set(why, ERR_USAGE,
		    "门限为 1 至根密钥数 %zu / the threshold is from 1 to the "
		    "number of roots, %zu",
		    all, all);
	return ERR_OK;
}

enum err setup_network(const struct setup_request *r,
    const struct setup_roots *roots, const char *network_name, int64_t at_ms,
    struct random *random, struct digest *network, struct why *why)
{
	struct rooting *rooting;
	struct making m;
	enum err e;

	if (network_name[0] == '\0' ||
	    strlen(network_name) > MEMBER_NAME_BYTES_MAX ||
	    !text_is_utf8(bytes_text(network_name)))
		return why_set(why, ERR_USAGE,
		    "通办网名称为 1 至 %d 字节 / the network's name has 1 to "
		    "%d bytes",
		    MEMBER_NAME_BYTES_MAX, MEMBER_NAME_BYTES_MAX);
	e = check_roots(roots, why);
	if (e == ERR_OK)
		e = begin(&m, r, r->suite, random, why);
	if (e != ERR_OK)
		return e;
	rooting = secret_new(sizeof(*rooting));
	rooting->wanted = roots;
	for (size_t i = 1; i <= roots->make && e == ERR_OK; i++)
		e = make_root(&m, rooting, i, why);
	if (e == ERR_OK)
		e = write_genesis(&m, network_name, rooting, at_ms, why);
	secret_free(rooting);
	*network = m.network;
	return finish(&m, e);
}

/* The request is signed with two keys that were just written: open them. */
static enum err write_request(const struct making *m, struct why *why)
{
	struct {
		struct sign_pair log, recovery;
	} *pairs = secret_new(sizeof(*pairs));
	struct keyfile_label label;
	struct buf request = { 0 };
	char *path = mem_print("%s/%s/log.key", m->r->dir, FOLDER_KEYS);
	char *other = mem_print("%s/%s/recovery.key", m->r->dir, FOLDER_KEYS);
	enum err e = keyring_sign_pair(
	    path, m->passphrase_file, &pairs->log, &label, why);

	if (e == ERR_OK)
		e = keyring_sign_pair(
		    other, m->passphrase_file, &pairs->recovery, &label, why);
	if (e == ERR_OK) {
		genesis_join_encode(&m->network, &m->member, &pairs->log,
		    &pairs->recovery, &request);
		e = folder_write(
		    m->r->dir, SETUP_JOIN_REQUEST, buf_bytes(&request), why);
	}
	secret_free(pairs);
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
		e = begin(&m, r, g->suite, random, why);
	if (e == ERR_OK) {
		m.network = g->network;
		*network = g->network;
		e = folder_write(r->dir, FOLDER_GENESIS, genesis, why);
		if (e == ERR_OK)
			e = write_request(&m, why);
		e = finish(&m, e);
	}
	mem_free(g);
	return e;
}
