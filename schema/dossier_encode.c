/*
 * The decided state as one canonical map: what happened, who holds the pen,
 * what became of every entry.  No pointer, no sentence, no present time.
 */
#include "schema/dossier.h"
#include "schema/owed.h"
#include "schema/pack.h"
#include "schema/value.h"

struct writer {
	struct arena *a;
	struct value *map;
};

static void put_text(struct writer w, const char *key, const char *text)
{
	if (text != NULL)
		value_set(w.a, w.map, key, value_text(w.a, text));
}

static void put_int(struct writer w, const char *key, int64_t n)
{
	value_set(w.a, w.map, key, value_int(w.a, n));
}

static void put_id(struct writer w, const char *key, const struct digest *id)
{
	value_set(w.a, w.map, key, value_bin(w.a, digest_bytes(id)));
}

static struct writer nested(struct writer w)
{
	return (struct writer){ w.a, value_map(w.a) };
}

static void put_offer(struct writer w, const struct dossier_offer *o)
{
	struct writer in = nested(w);

	put_int(in, "epoch", (int64_t)o->epoch);
	put_int(in, "expiry", o->expiry);
	put_text(in, "from", o->from);
	put_id(in, "id", &o->id);
	put_text(in, "reason", o->reason);
	put_text(in, "to", o->to);
	value_set(w.a, w.map, "offer", in.map);
}

static void put_custodies(struct writer w, const struct dossier *d)
{
	struct value *list = value_list(w.a);

	for (size_t i = 0; i < d->custody_count; i++) {
		const struct dossier_custody *c = &d->custodies[i];
		struct writer in = nested(w);

		put_int(in, "from", c->from);
		put_id(in, "id", &c->id);
		put_text(in, "node", c->node);
		if (c->removed)
			put_int(in, "removed", 1);
		if (c->until != INT64_MAX)
			put_int(in, "until", c->until);
		value_push(w.a, list, in.map);
	}
	value_set(w.a, w.map, "custodies", list);
}

static void put_outcomes(struct writer w, const struct dossier *d)
{
	struct value *list = value_list(w.a);

	for (size_t i = 0; i < d->count; i++) {
		const struct dossier_outcome *o = &d->outcomes[i];
		const struct place *place = &d->entries[i].place;
		struct writer in = nested(w);

		put_int(in, "epoch", (int64_t)place->epoch);
		put_text(in, "holder", o->holder);
		put_id(in, "id", &d->entries[i].act->id);
		put_text(in, "node", place->node);
		put_int(in, "order", o->order);
		put_int(in, "position", (int64_t)place->position);
		put_text(in, "rule", rule_name(o->rule));
		put_text(in, "staff", o->staff != NULL ? o->staff->id : NULL);
		put_text(in, "state", machine_state_name(o->state));
		if (o->suspect)
			put_int(in, "suspect", 1);
		value_push(w.a, list, in.map);
	}
	value_set(w.a, w.map, "acts", list);
}

static void put_texts(struct writer w, const struct dossier *d)
{
	struct value *heads = value_list(w.a);
	struct value *participants = value_list(w.a);
	struct value *parties = value_list(w.a);

	for (size_t i = 0; i < d->head_count; i++)
		value_push(
		    w.a, heads, value_bin(w.a, digest_bytes(&d->heads[i])));
	for (size_t i = 0; i < d->participant_count; i++)
		value_push(
		    w.a, participants, value_text(w.a, d->participants[i]));
	value_set(w.a, w.map, "heads", heads);
	value_set(w.a, w.map, "participants", participants);
	for (size_t i = 0; i < d->party_count; i++)
		value_push(w.a, parties, value_text(w.a, d->parties[i]));
	value_set(w.a, w.map, "parties", parties);
	put_text(w, "calendar", d->series);
	put_text(w, "finished_by", d->finished_by);
	put_text(w, "holder", d->holder);
	put_text(w, "home", d->home);
	put_text(w, "item", d->item);
	put_text(w, "number", d->number);
	put_text(w, "receiver", d->receiver);
	put_text(w, "rule", rule_name(d->rule));
	put_text(w, "state", machine_state_name(d->state));
}

static void put_owed(struct writer w, const struct dossier *d)
{
	struct value *list = value_list(w.a);

	for (size_t i = 0; i < d->owed_count; i++) {
		const struct owed *o = &d->owed[i];
		struct writer in = nested(w);

		put_id(in, "act", &o->act);
		put_text(in, "material", o->material);
		put_text(in, "result", o->result);
		put_text(in, "state", owed_state_name(o->state));
		put_text(in, "to", o->to);
		put_text(in, "what", o->what);
		value_push(w.a, list, in.map);
	}
	if (d->owed_count > 0)
		value_set(w.a, w.map, "owed", list);
}

/* What not every case has is there only in those that have it. */
static void put_later(struct writer w, const struct dossier *d)
{
	const struct {
		const char *key;
		int64_t n;
	} rows[] = {
		{ "by_silence", d->by_silence ? 1 : 0 },
		{ "lead_at", d->lead_at },
		{ "noticed_at", d->noticed_at },
		{ "reopened_at", d->reopened_at },
		{ "supplied_at", d->supplied_at },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].n != 0)
			put_int(w, rows[i].key, rows[i].n);
	put_owed(w, d);
}

void dossier_encode(const struct dossier *d, struct buf *out)
{
	struct arena *a = arena_new();
	struct writer w = { a, value_map(a) };

	put_texts(w, d);
	put_id(w, "id", &d->id);
	if (d->has_person)
		put_id(w, "person", &d->person);
	if (d->has_credit)
		put_id(w, "credit", &d->credit);
	put_int(w, "generation", d->generation);
	put_int(w, "needs_generation", d->needs_generation ? 1 : 0);
	put_id(w, "custody", &d->custody);
	put_id(w, "std", &d->standard_digest);
	put_int(w, "accepted_at", d->accepted_at);
	put_int(w, "closed_at", d->closed_at);
	put_int(w, "decided_at", d->decided_at);
	put_int(w, "delivered_at", d->delivered_at);
	put_int(w, "received_at", d->received_at);
	put_later(w, d);
	put_int(w, "held", d->held ? 1 : 0);
	if (d->erased) {
		put_id(w, "erase", &d->erase);
		put_int(w, "erased_at", d->erased_at);
	}
	if (d->on_offer)
		put_offer(w, &d->offer);
	put_custodies(w, d);
	put_outcomes(w, d);
	pack_encode(out, w.map);
	arena_free(a);
}
