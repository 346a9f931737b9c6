#include "node/vault_open.h"

#include <string.h>

#include "base/mem.h"
#include "node/daemon.h"
#include "node/identity.h"
#include "schema/dossier.h"
#include "sync/vault.h"

struct vault_open {
	vault_open_fn *done;
	void *arg;
	struct vault_open_target target;
	struct seal_pair reader; /* copy: the job runs on another thread */
	struct digest network;
	enum err err;
	struct why why;
	struct buf plain;
	struct vault_key key;
};

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
    const struct digest *root, const char *id, struct why *why)
{
	if (daemon_vault_has(daemon, root))
		return ERR_OK;
	daemon_need(daemon, &d->id, root);
	return why_set(why, ERR_BUSY,
	    "%s 正在从其他节点取来,请稍后再试 / is being fetched from another "
	    "node; ask again",
	    id);
}

enum err vault_open_find(struct daemon *daemon, const struct dossier *d,
    const char *id, struct vault_open_target *out, struct why *why)
{
	const struct act *first = opening(d);
	const struct act_vault *object = NULL, *wrap;
	char key[TEXT_SLUG_BYTES_MAX + sizeof("key.")];
	enum err e = ERR_OK;

	memcpy(key, "key.", sizeof("key."));
	strncat(key, daemon_node(daemon), TEXT_SLUG_BYTES_MAX);
	if (id != NULL)
		object = newest(d, id);
	if (first == NULL || (id != NULL && object == NULL))
		return why_set(why, ERR_NOT_FOUND,
		    "办件没有文件 %s / the case has no file %s",
		    id != NULL ? id : "", id != NULL ? id : "");
	wrap = newest(d, key);
	if (wrap == NULL)
		return why_set(why, ERR_REFUSED,
		    "本节点不参与此办件,无密钥 / this node takes no part in "
		    "the case and has no key");
	*out = (struct vault_open_target){ .wrap = wrap->root };
	memcpy(out->seal.b, first->nonce, sizeof(out->seal.b));
	e = here(daemon, d, &wrap->root, key, why);
	if (object != NULL) {
		enum err o = here(daemon, d, &object->root, id, why);

		out->object = object->root;
		e = e != ERR_OK ? e : o;
	}
	return e;
}

static enum err read_object(struct vault_open *v, struct vault_store *vault)
{
	struct buf sealed = { 0 };
	enum err e = vault_get(vault, &v->target.object, &sealed, &v->why);

	if (e == ERR_OK)
		e = vault_unseal(
		    &v->plain, &v->key, buf_bytes(&sealed), &v->why);
	buf_fini(&sealed);
	return e;
}

static void on_store_thread(void *arg, const struct daemon_tools *tools)
{
	struct vault_open *v = arg;
	struct buf wrap = { 0 };

	v->key.network = v->network;
	v->key.dossier = v->target.seal;
	v->err = vault_get(tools->vault, &v->target.wrap, &wrap, &v->why);
	if (v->err == ERR_OK)
		v->err = vault_unwrap(&v->key.key, &v->target.seal, &v->reader,
		    buf_bytes(&wrap), &v->why);
	if (v->err == ERR_OK && !digest_is_zero(&v->target.object))
		v->err = read_object(v, tools->vault);
	if (v->err == ERR_STORAGE)
		daemon_fail(&v->why);
	buf_fini(&wrap);
}

static void on_loop(void *arg)
{
	struct vault_open *v = arg;

	v->done(v->arg, v->err, &v->plain, &v->key.key, &v->why);
	if (v->plain.p != NULL)
		mem_wipe(v->plain.p, v->plain.room);
	buf_fini(&v->plain);
	secret_wipe(&v->key.key);
	seal_pair_wipe(&v->reader);
	mem_free(v);
}

void vault_open_start(struct daemon *daemon,
    const struct vault_open_target *target, vault_open_fn *done, void *arg)
{
	struct vault_open *v = mem_new(sizeof(*v));

	v->done = done;
	v->arg = arg;
	v->target = *target;
	v->reader = daemon_identity(daemon)->sealing;
	v->network = *daemon_network(daemon);
	daemon_store_job(daemon, on_store_thread, on_loop, v);
}
