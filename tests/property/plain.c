#include "tests/property/plain.h"

#include "schema/checkpoint.h"
#include "tests/unit/schema/stage.h"

static bool is_act(const struct dossier_entry *e, const char *kind,
    const char *node, const char *key, const struct digest *base)
{
	struct bytes id;

	return strcmp(e->act->kind, kind) == 0 &&
	       strcmp(e->place.node, node) == 0 &&
	       value_get_bin(e->act->body, key, &id) &&
	       bytes_equal(id, digest_bytes(base));
}

/* The first such act at a time not after @latest; NULL: none. */
static const struct dossier_entry *first(const struct plain *p,
    const char *kind, const char *node, const char *key,
    const struct digest *base, int64_t latest)
{
	for (size_t i = 0; i < p->count; i++)
		if (is_act(&p->entries[i], kind, node, key, base) &&
		    p->entries[i].place.time <= latest)
			return &p->entries[i];
	return NULL;
}

const struct dossier_entry *plain_offer(
    const struct plain *p, const char *holder, const struct digest *custody)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct dossier_entry *e = &p->entries[i];

		if (is_act(e, "case.offer", holder, "custody", custody) &&
		    !value_is_text(value_get(e->act->body, "to"), holder))
			return e;
	}
	return NULL;
}

static bool reclaimed(const struct plain *p, const struct dossier_entry *offer,
    const char *to, int64_t expiry)
{
	const struct digest *id = &offer->act->id;
	const struct world *w = p->view->world;

	for (size_t i = 0; i < p->count; i++) {
		const struct dossier_entry *e = &p->entries[i];
		struct checkpoint c;
		bool answered = false;

		if (!is_act(
			e, "case.reclaim", offer->place.node, "offer", id) ||
		    checkpoint_read(e->act->refs[0].note, &w->genesis.network,
			&c, NULL) != RULE_NONE ||
		    c.time <= expiry || strcmp(c.node, to) != 0 ||
		    c.size > p->view->size[world_index(w, to)])
			continue;
		for (size_t k = 0; k < p->count; k++) {
			const struct dossier_entry *x = &p->entries[k];

			answered =
			    answered ||
			    (x->place.position < c.size &&
				(is_act(x, "case.take", to, "offer", id) ||
				    is_act(x, "case.refuse", to, "offer", id)));
		}
		if (!answered)
			return true;
	}
	return false;
}

bool plain_resolve(
    const struct plain *p, const char **holder, struct digest *custody)
{
	const struct dossier_entry *offer = plain_offer(p, *holder, custody);
	const struct dossier_entry *take;
	const struct dossier_entry *no;
	const char *to;
	int64_t expiry = 0;
	bool back;

	if (offer == NULL)
		return false;
	to = value_get_string(offer->act->body, "to");
	assert_true(value_get_int(offer->act->body, "expiry", &expiry));
	take = first(p, "case.take", to, "offer", &offer->act->id, expiry);
	no = first(p, "case.refuse", to, "offer", &offer->act->id, INT64_MAX);
	back = reclaimed(p, offer, to, expiry);
	if (take != NULL && no != NULL &&
	    no->place.position < take->place.position)
		take = NULL;
	assert_false(take != NULL && back);
	if (take == NULL && no == NULL && !back)
		return false;
	*custody = take != NULL ? take->act->id : offer->act->id;
	*holder = take != NULL ? take->place.node : *holder;
	return true;
}
