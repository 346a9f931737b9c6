/*
 * Acts that were admitted and are not stored yet, for the guards that look at
 * other cases (F-211 to F-215): a bundle and its members received in one batch
 * are judged as the fold will judge them.
 */
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "sync/replica_fields.h"

struct ahead {
	const struct replica *replica;
	const struct history *stored;
};

static enum history_answer border(void *arg, const char *node, uint64_t epoch,
    uint64_t size, struct digest *root, int64_t *time)
{
	const struct history *h = ((const struct ahead *)arg)->stored;

	return h->border(h->arg, node, epoch, size, root, time);
}

static uint64_t cited(void *arg, const char *node, uint64_t epoch,
    uint64_t position, const char *other)
{
	const struct history *h = ((const struct ahead *)arg)->stored;

	return h->cited(h->arg, node, epoch, position, other);
}

static size_t add_pending(const struct replica *r,
    const struct replica_own_batch *b, struct arena *a,
    const struct digest *dossier, struct dossier_entry *out)
{
	struct place place = replica_own_place(r, b->time);
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++) {
		const struct digest *of;
		struct act *act;

		must(act_decode(a, buf_bytes(&b->acts[i].raw), &act, NULL) ==
		     RULE_NONE);
		of = act_dossier(act);
		if (of == NULL || !digest_equal(of, dossier))
			continue;
		place.position = b->acts[i].position;
		place.time = b->time;
		out[n++] = (struct dossier_entry){ place, act };
	}
	return n;
}

static size_t entries(void *arg, struct arena *a, const struct digest *dossier,
    struct dossier_entry **out)
{
	const struct ahead *x = arg;
	const struct replica *r = x->replica;
	struct dossier_entry *stored = NULL;
	size_t n = x->stored->entries(x->stored->arg, a, dossier, &stored);

	*out = arena_take_array(
	    a, n + r->flight.count + r->open.count + 1, sizeof(**out));
	if (n > 0)
		memcpy(*out, stored, n * sizeof(**out));
	n += add_pending(r, &r->flight, a, dossier, *out + n);
	return n + add_pending(r, &r->open, a, dossier, *out + n);
}

enum rule replica_ahead_admit(struct replica *r, const struct digest *dossier,
    const struct dossier_entry *of, size_t count,
    const struct dossier_entry *candidate, struct why *why)
{
	struct ledger *l = r->options.ledger;
	struct ahead ahead = { r, ledger_history(l) };
	const struct history with = { border, cited, &ahead, entries };
	enum rule rule;

	if (ahead.stored->entries == NULL ||
	    r->flight.count + r->open.count == 0)
		return dossier_admit(l, dossier, of, count, candidate, why);
	ledger_look(l, &with);
	rule = dossier_admit(l, dossier, of, count, candidate, why);
	ledger_look(l, ahead.stored);
	return rule;
}
