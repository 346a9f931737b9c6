/*
 * Who can open what an act seals: wraps for whoever is offered the pen, and a
 * new generation of the dossier's key where a reader has dropped out
 * (docs/FORMAT.md F-54, F-55).
 */
#include <string.h>

#include "base/mem.h"
#include "keys/random.h"
#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "schema/dossier.h"
#include "schema/ledger.h"

static const struct act *opening(const struct dossier *d)
{
	for (size_t i = 0; i < d->count; i++) {
		if (digest_equal(&d->entries[i].act->id, &d->id))
			return d->entries[i].act;
	}
	return NULL;
}

void prepare_wrap_draw(struct prepare *p, uint32_t generation)
{
	must(p->fresh == NULL);
	p->fresh = secret_new(sizeof(*p->fresh));
	secret_make(p->fresh, random_system());
	p->key.key = p->fresh;
	p->key.generation = generation;
}

static bool begin(struct prepare *p, const char *to)
{
	const struct dossier *d = p->dossier;
	uint32_t next = d->generation + 1;

	for (size_t i = 0; i < d->participant_count; i++) {
		if (!prepare_add_wrap(p, d->participants[i], next))
			return false;
	}
	if (to != NULL && !prepare_add_wrap(p, to, next))
		return false;
	if (!prepare_add_escrow(p, next))
		return false;
	prepare_wrap_draw(p, next);
	p->begins = true;
	return true;
}

bool prepare_wrap_readers(struct prepare *p, const char *to)
{
	const struct dossier *d = p->dossier;
	const struct act *first = opening(d);

	must(first != NULL); /* the case is open */
	p->key.suite = daemon_suite(p->daemon);
	p->key.network = *daemon_network(p->daemon);
	memcpy(p->key.dossier.b, first->nonce, sizeof(p->key.dossier.b));
	p->key.generation = d->generation;
	for (uint32_t g = 0; to != NULL && g <= d->generation; g++) {
		if (!prepare_add_wrap(p, to, g))
			return false;
	}
	if (!d->needs_generation || p->item_count == 0)
		return true;
	return begin(p, to);
}

static bool is_old(const struct prepare *p, const struct prepare_item *item)
{
	return item->is_wrap && item->generation <= p->dossier->generation;
}

bool prepare_wrap_needs_old(const struct prepare *p)
{
	if (!p->begins ||
	    strncmp(p->act->kind, "case.accept", strlen("case.accept")) == 0)
		return true;
	for (size_t i = 0; i < p->item_count; i++) {
		if (is_old(p, &p->items[i]))
			return true;
	}
	return false;
}

static bool refuse_key(struct prepare *p, uint32_t generation)
{
	return prepare_fail(p, ERR_REFUSED,
	    "本节点没有办件第 %lu 代密钥,请由持有节点转办 / this node has no key "
	    "of generation %lu of the case; a district that has it must offer "
	    "the case anew",
	    (unsigned long)generation, (unsigned long)generation);
}

bool prepare_wrap_key(struct prepare *p, const struct vault_open_keys *keys)
{
	uint32_t newest = p->dossier->generation;
	for (size_t i = 0; i < p->item_count; i++) {
		uint32_t g = p->items[i].generation;

		if (is_old(p, &p->items[i]) && vault_open_key(keys, g) == NULL)
			return refuse_key(p, g);
	}
	if (!p->begins && vault_open_key(keys, newest) == NULL)
		return refuse_key(p, newest);
	p->old = secret_new(sizeof(*p->old));
	*p->old = *keys;
	if (!p->begins)
		p->key.key = vault_open_key(p->old, newest);
	return true;
}
