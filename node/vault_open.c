#include "node/vault_open.h"

#include <string.h>

#include "base/mem.h"
#include "node/daemon.h"
#include "node/identity.h"
#include "node/inherited.h"
#include "schema/dossier.h"
#include "schema/ledger.h"
#include "schema/wrap_id.h"
#include "sync/vault_stream.h"

struct vault_open {
	vault_open_fn *done;
	void *arg;
	struct vault_open_target target;
	const struct seal_ring *readers; /* borrowed: outlives every job */
	uint8_t suite;
	struct digest network;
	enum err err;
	struct why why;
	struct buf plain;             /* wiped */
	struct vault_open_keys *keys; /* owned, locked */
};

const struct secret *vault_open_key(
    const struct vault_open_keys *keys, uint32_t generation)
{
	uint32_t i = generation - keys->oldest;

	return generation >= keys->oldest && i < keys->count && keys->known[i]
		   ? &keys->keys[i]
		   : NULL;
}

/* The newest applied act with this vault id, or NULL. */
static const struct act_vault *newest(const struct dossier *d, const char *id)
{
	const struct act_vault *found = NULL;
	uint32_t best = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct act_vault *v;

		if (d->outcomes[i].order <= best)
			continue;
		v = act_vault_find(d->entries[i].act, id);
		if (v != NULL) {
			found = v;
			best = d->outcomes[i].order;
		}
	}
	return found;
}

static const struct act *opening(const struct dossier *d)
{
	for (size_t i = 0; i < d->count; i++) {
		if (digest_equal(&d->entries[i].act->id, &d->id))
			return d->entries[i].act;
	}
	return NULL;
}

/* Is it here?  If not, have it fetched. */
static enum err here(struct daemon *daemon, const struct dossier *d,
    const struct act_vault *object, struct why *why)
{
	if (daemon_vault_has(daemon, &object->root))
		return ERR_OK;
	daemon_need(daemon, &d->id, object);
	return why_set(why, ERR_BUSY,
	    "%s 正在从其他节点取来,请稍后再试 / is being fetched from another "
	    "node; ask again",
	    object->id);
}

static const struct act_vault *wrap_for(
    const struct dossier *d, const char *node, uint32_t generation)
{
	char id[WRAP_ID_ROOM];

	wrap_id_format(id, node, generation);
	return newest(d, id);
}

/* Ours, or that of a node whose place we took and whose key we were given. */
static const struct act_vault *find_wrap(struct daemon *daemon,
    const struct dossier *d, uint32_t generation, bool *inherited)
{
	const struct inherited *in = &daemon_identity(daemon)->inherited;
	const char *self = daemon_node(daemon);
	const struct act_vault *wrap = wrap_for(d, self, generation);

	*inherited = wrap == NULL;
	for (size_t i = 0; wrap == NULL && i < in->count; i++) {
		if (inherited_reads(
			in, daemon_ledger(daemon), self, in->node[i]))
			wrap = wrap_for(d, in->node[i], generation);
	}
	return wrap;
}

/* Whoever took a participant's place learns what is missing. */
static enum err refuse_keyless(
    struct daemon *daemon, const struct dossier *d, struct why *why)
{
	for (size_t i = 0; i < d->participant_count; i++) {
		const char *node = d->participants[i];

		if (ledger_stands_for(
			daemon_ledger(daemon), daemon_node(daemon), node))
			return why_set(why, ERR_REFUSED,
			    "本节点承继 %s,请把它的封存密钥放入 keys/%s/ 后"
			    "重启 / this node took the place of %s: put its "
			    "sealing keys into keys/%s/ and start again",
			    node, node, node, node);
	}
	return why_set(why, ERR_REFUSED,
	    "本节点不参与此办件,无密钥 / this node takes no part in the case "
	    "and has no key");
}

/* Our wraps, generation by generation. */
static enum err find_wraps(struct daemon *daemon, const struct dossier *d,
    struct vault_open_target *out, struct why *why)
{
	enum err e = ERR_OK;
	bool any = false;

	if (d->generation >= VAULT_OPEN_GENERATIONS_MAX)
		out->oldest = d->generation - VAULT_OPEN_GENERATIONS_MAX + 1;
	out->wrap_count = d->generation - out->oldest + 1;
	for (size_t i = 0; i < out->wrap_count; i++) {
		const struct act_vault *wrap = find_wrap(
		    daemon, d, out->oldest + (uint32_t)i, &out->inherited[i]);
		enum err w;

		if (wrap == NULL)
			continue;
		any = true;
		out->wraps[i] = wrap->root;
		w = here(daemon, d, wrap, why);
		e = e != ERR_OK ? e : w;
	}
	return any ? e : refuse_keyless(daemon, d, why);
}

enum err vault_open_find(struct daemon *daemon, const struct dossier *d,
    const char *id, struct vault_open_target *out, struct why *why)
{
	const struct act *first = opening(d);
	const struct act_vault *object = NULL;
	enum err e;

	*out = (struct vault_open_target){ 0 };
	if (id != NULL)
		object = newest(d, id);
	if (first == NULL || (id != NULL && object == NULL))
		return why_set(why, ERR_NOT_FOUND,
		    "办件没有文件 %s / the case has no file %s",
		    id != NULL ? id : "", id != NULL ? id : "");
	memcpy(out->seal.b, first->nonce, sizeof(out->seal.b));
	e = find_wraps(daemon, d, out, why);
	if (object != NULL && e != ERR_REFUSED) {
		enum err o = here(daemon, d, object, why);

		out->object = object->root;
		out->chunks = vault_chunks(object->bytes);
		e = e != ERR_OK ? e : o;
	}
	return e;
}

/* The wraps that are ours, opened. */
static enum err read_keys(struct vault_open *v, struct vault_store *vault)
{
	enum err e = ERR_OK;

	v->keys->oldest = v->target.oldest;
	v->keys->count = v->target.wrap_count;
	for (size_t i = 0; e == ERR_OK && i < v->keys->count; i++) {
		struct buf wrap = { 0 };

		if (digest_is_zero(&v->target.wraps[i]))
			continue;
		e = vault_get(vault, &v->target.wraps[i], &wrap, &v->why);
		if (e == ERR_OK)
			e = vault_unwrap_any(&v->keys->keys[i], &v->target.seal,
			    v->keys->oldest + (uint32_t)i, v->readers,
			    buf_bytes(&wrap), &v->why);
		v->keys->known[i] = e == ERR_OK;
		buf_fini(&wrap);
		if (e == ERR_CRYPTO && v->target.inherited[i])
			e = ERR_OK; /* that key was not given us */
	}
	return e;
}

/* With one key: the chunk that is wanted, or all of @sealed. */
static enum err open_with(struct vault_open *v, struct vault_store *vault,
    const struct vault_key *key, struct bytes sealed)
{
	const struct vault_open_target *t = &v->target;

	return t->one ? vault_stream_read(&v->plain, vault, &t->object, key,
			    t->index, t->chunks, &v->why)
		      : vault_unseal(&v->plain, key, sealed, &v->why);
}

static enum err unseal(
    struct vault_open *v, struct vault_store *vault, struct bytes sealed)
{
	struct vault_key key = { .suite = v->suite,
		.network = v->network,
		.dossier = v->target.seal };
	enum err e = why_set(
	    &v->why, ERR_CRYPTO, "the file opens with none of our keys");

	for (size_t i = v->keys->count; e == ERR_CRYPTO && i > 0; i--) {
		if (!v->keys->known[i - 1])
			continue;
		key.key = &v->keys->keys[i - 1];
		e = open_with(v, vault, &key, sealed);
	}
	return e;
}

static void on_store_thread(void *arg, const struct daemon_tools *tools)
{
	struct vault_open *v = arg;
	struct buf sealed = { 0 };

	v->err = read_keys(v, tools->vault);
	if (v->err == ERR_OK && !digest_is_zero(&v->target.object)) {
		if (!v->target.one)
			v->err = vault_get(
			    tools->vault, &v->target.object, &sealed, &v->why);
		if (v->err == ERR_OK)
			v->err = unseal(v, tools->vault, buf_bytes(&sealed));
	}
	if (v->err == ERR_STORAGE)
		daemon_fail(&v->why);
	buf_fini(&sealed);
}

static void on_loop(void *arg)
{
	struct vault_open *v = arg;

	v->done(v->arg, v->err, &v->plain, v->keys, &v->why);
	buf_fini(&v->plain);
	secret_free(v->keys);
	mem_free(v);
}

void vault_open_start(struct daemon *daemon,
    const struct vault_open_target *target, vault_open_fn *done, void *arg)
{
	struct vault_open *v = mem_new(sizeof(*v));

	v->done = done;
	v->arg = arg;
	v->plain.kind = BUF_WIPED;
	v->keys = secret_new(sizeof(*v->keys));
	v->target = *target;
	v->readers = daemon_identity(daemon)->readers;
	v->suite = daemon_suite(daemon);
	v->network = *daemon_network(daemon);
	daemon_store_job(daemon, on_store_thread, on_loop, v);
}
