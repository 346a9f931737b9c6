/*
 * A case was erased: delete what we hold of it, then say so (docs/FORMAT.md
 * F-158 to F-162).
 *
 *	look -> [store thread: open our wraps; files, then wraps, go] -> receipt
 *
 * Wraps go last, so that a node which dies on the way can still tell the case's
 * objects from others when it goes on.  One case at a time.
 */
#include "node/daemon_fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "node/identity.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/value.h"
#include "schema/wrap_id.h"
#include "sync/vault.h"

#define KEYS_MAX 64 /* generations that are tried */

struct object {
	struct digest root;
	struct wrap_id wrap;
	bool is_wrap;
	bool ours; /* a wrap that we open, or should */
};

struct erasing {
	struct daemon *daemon;
	struct digest dossier, erase;
	const struct seal_ring *readers; /* borrowed: outlives every job */
	struct vault_key key;
	bool keyless; /* an archive: it has no wraps */
	size_t count;
	struct object *objects; /* owned */
	size_t key_count;
	struct secret *keys; /* owned, locked; KEYS_MAX */
	int64_t erased;
	struct why why;
	enum err err;
};

static bool is_done(const struct daemon *d, const struct dossier *dossier)
{
	for (size_t i = 0; i < dossier->receipt_count; i++) {
		if (strcmp(dossier->receipts[i].node, daemon_node(d)) == 0)
			return true;
	}
	return false;
}

static bool is_ours(const struct erasing *x, const struct object *o)
{
	const struct daemon *d = x->daemon;

	return o->is_wrap && !o->wrap.escrow &&
	       inherited_reads(&daemon_identity(d)->inherited, d->boot.ledger,
		   daemon_node(d), o->wrap.node);
}

static void list_objects(struct erasing *x, const struct dossier *dossier)
{
	size_t room = 1;

	for (size_t i = 0; i < dossier->count; i++)
		room += dossier->entries[i].act->vault_count;
	x->objects = mem_new_array(room, sizeof(*x->objects));
	for (size_t i = 0; i < dossier->count; i++) {
		const struct act *act = dossier->entries[i].act;

		for (size_t k = 0; k < act->vault_count; k++) {
			struct object *o = &x->objects[x->count++];

			o->root = act->vault[k].root;
			o->is_wrap = wrap_id_parse(&o->wrap, act->vault[k].id);
			o->ours = is_ours(x, o);
		}
		if (digest_equal(&act->id, &dossier->id))
			memcpy(x->key.dossier.b, act->nonce,
			    sizeof(x->key.dossier.b));
	}
}

/* ---- store thread ---- */

static bool unwrap(struct erasing *x, struct vault_store *vault,
    const struct object *o, struct secret *out)
{
	struct buf wrap = { 0 };
	bool ok = vault_get(vault, &o->root, &wrap, NULL) == ERR_OK &&
		  vault_unwrap_any(out, &x->key.dossier, o->wrap.generation,
		      x->readers, buf_bytes(&wrap), NULL) == ERR_OK;

	buf_fini(&wrap);
	return ok;
}

static void open_wraps(struct erasing *x, struct vault_store *vault)
{
	for (size_t i = 0; i < x->count && x->key_count < KEYS_MAX; i++) {
		if (x->objects[i].ours &&
		    unwrap(x, vault, &x->objects[i], &x->keys[x->key_count]))
			x->key_count++;
	}
}

/* A wrap for another reader is of no use to us, whosever case it is; but one
 * that we can open must be of this case. */
static bool may_go_wrap(
    struct erasing *x, struct vault_store *vault, const struct object *o)
{
	struct buf wrap = { 0 };
	struct secret *key;
	bool ours;

	if (vault_get(vault, &o->root, &wrap, NULL) != ERR_OK)
		return true; /* rotten */
	ours = seal_ring_opens(x->readers, buf_bytes(&wrap));
	buf_fini(&wrap);
	if (!ours)
		return true;
	key = secret_new(sizeof(*key));
	ours = o->ours && unwrap(x, vault, o, key);
	secret_free(key);
	return ours;
}

static bool may_go_file(
    struct erasing *x, struct vault_store *vault, const struct object *o)
{
	bool fits = x->keyless;

	for (size_t i = 0; !fits && i < x->key_count; i++) {
		x->key.key = &x->keys[i];
		fits = vault_erase_fits(vault, &o->root, &x->key);
	}
	return fits;
}

static void erase_some(struct erasing *x, struct vault_store *vault, bool wraps)
{
	for (size_t i = 0; x->err == ERR_OK && i < x->count; i++) {
		const struct object *o = &x->objects[i];

		bool whole = vault_has(vault, &o->root);

		if (o->is_wrap != wraps)
			continue;
		/* What was half fetched opens nothing; were it of another
		 * case, it would be fetched again. */
		if (whole && !(wraps ? may_go_wrap(x, vault, o)
				     : may_go_file(x, vault, o)))
			continue;
		x->err = vault_erase(vault, &o->root, &x->why);
		x->erased += whole && x->err == ERR_OK ? 1 : 0;
	}
}

static void on_store_thread(void *arg, const struct daemon_tools *tools)
{
	struct erasing *x = arg;

	open_wraps(x, tools->vault);
	erase_some(x, tools->vault, false);
	erase_some(x, tools->vault, true);
	if (x->err == ERR_STORAGE)
		daemon_fail(&x->why);
}

/* ---- loop ---- */

/* Only now the next one: the fold knows this receipt, or never will. */
static void on_receipt(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	struct daemon *d = arg;

	(void)place;
	d->erasing = false;
	if (rule != RULE_NONE)
		journal_say(JOURNAL_ERROR, "a receipt of erasure was refused",
		    "rule", rule_clause(rule), "reason", why->text, NULL);
}

static void sign_receipt(struct erasing *x)
{
	struct daemon *d = x->daemon;
	struct arena *a = arena_new();
	struct act *act = daemon_own_new(d, a, "case.erased");
	struct value *body = value_map(a);
	struct why why = { 0 };
	enum rule rule;

	value_set(a, body, "erase", value_bin(a, digest_bytes(&x->erase)));
	value_set(a, body, "objects", value_int(a, x->erased));
	act->body = body;
	act->has_dossier = true;
	act->dossier = x->dossier;
	act->after[act->after_count++] = x->erase;
	daemon_own_sign(d, a, act);
	rule = daemon_append(d, act->raw, on_receipt, d, &why);
	if (rule != RULE_NONE)
		on_receipt(d, rule, NULL, &why);
	arena_free(a);
}

static void on_loop(void *arg)
{
	struct erasing *x = arg;

	sign_receipt(x);
	secret_free(x->keys);
	mem_free(x->objects);
	mem_free(x);
}

bool daemon_erase(struct daemon *d, const struct dossier *dossier)
{
	struct ledger *l = d->boot.ledger;
	bool party = dossier_took_part(dossier, l, daemon_node(d));
	struct erasing *x;

	if (is_done(d, dossier) || d->phase != DAEMON_SERVING ||
	    (!party && !ledger_is_archive(l, dossier->home, daemon_node(d),
			   daemon_wall_ms(d) / 1000)))
		return true;
	if (d->erasing)
		return false;
	x = mem_new(sizeof(*x));
	x->daemon = d;
	x->dossier = dossier->id;
	x->erase = dossier->erase;
	x->readers = daemon_identity(d)->readers;
	x->keyless = !party;
	x->keys = secret_new(KEYS_MAX * sizeof(*x->keys));
	x->key.suite = daemon_suite(d);
	x->key.network = *daemon_network(d);
	list_objects(x, dossier);
	d->erasing = true;
	daemon_store_job(d, on_store_thread, on_loop, x);
	return true;
}
