/*
 * Which vault objects are ours to hold: those named by applied acts of cases
 * that we take part in (docs/PROTOCOL.md P-12 from the other side).  Cases are
 * looked at when acts of theirs were stored, and all of them once after a
 * start; a few at a time, so that a large catch-up does not hold the loop.
 */
#include "node/daemon_fields.h"

#include <string.h>

#include "base/arena.h"
#include "node/index_case.h"
#include "node/states.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/joint.h"
#include "schema/wrap_id.h"

#define RECENT_MAX 32 /* looked through before one is queued twice */
#define PAGE       64

/* Ours to hold: as a participant, or as an archive that gets no wraps. */
static bool is_ours(struct daemon *d, const struct dossier *dossier,
    const struct act_vault *object)
{
	struct wrap_id w;

	return dossier_may_hold(dossier, d->boot.ledger, daemon_node(d),
	    wrap_id_parse(&w, object->id) ? DOSSIER_WRAP : DOSSIER_FILE,
	    daemon_wall_ms(d) / 1000);
}

void daemon_needs_put(struct daemon *d, const struct digest *dossier,
    const struct act_vault *object)
{
	struct replica_object o = { .dossier = *dossier,
		.root = object->root,
		.bytes = object->bytes };
	struct wrap_id w;

	o.kind = wrap_id_parse(&w, object->id) ? VAULT_WRAP : VAULT_FILE;
	replica_need(d->replica, &o);
}

/* Some act of the case cites what has not arrived (F-70). */
static bool waits(const struct dossier *dossier)
{
	for (size_t i = 0; i < dossier->count; i++) {
		if (dossier->outcomes[i].rule == RULE_UNRESOLVED)
			return true;
	}
	return false;
}

/* Look again when any log has grown; too many to remember: at all of them. */
static void put_stalled(struct daemon *d, const struct digest *id)
{
	if (d->stalled.n / DIGEST_BYTES < DAEMON_NEEDS_MAX)
		buf_put(&d->stalled, digest_bytes(id));
	else
		d->stalled_all = true;
}

static void look(struct daemon *d, const struct digest *id)
{
	struct arena *a = arena_new();
	struct casebook *book = replica_casebook(d->replica);
	struct dossier_entry *entries;
	size_t count = book->entries(book, a, id, &entries);
	const struct dossier *dossier =
	    dossier_fold(a, d->boot.ledger, id, entries, count);
	int64_t key;

	if (waits(dossier))
		put_stalled(d, id);
	daemon_due_seen(d, dossier);
	if (index_case_key(d->boot.reader, id, &key))
		states_put(d->states, key, dossier->state);
	if (dossier->erased && !daemon_erase(d, dossier))
		put_stalled(d, id); /* another one first */
	for (size_t i = 0; !dossier->erased && i < dossier->count; i++) {
		const struct act *act = dossier->entries[i].act;

		if (dossier->outcomes[i].rule != RULE_NONE)
			continue;
		for (size_t v = 0; v < act->vault_count; v++)
			if (is_ours(d, dossier, &act->vault[v]))
				daemon_needs_put(d, id, &act->vault[v]);
	}
	arena_free(a);
}

/* ---- the queue ---- */

static size_t waiting(const struct daemon *d)
{
	return d->needs.n / DIGEST_BYTES;
}

static void put(struct daemon *d, const struct digest *id)
{
	size_t n = waiting(d), from = n > RECENT_MAX ? n - RECENT_MAX : 0;

	for (size_t i = from; i < n; i++) {
		if (memcmp(d->needs.p + i * DIGEST_BYTES, id->b,
			DIGEST_BYTES) == 0)
			return;
	}
	if (n < DAEMON_NEEDS_MAX) {
		buf_put(&d->needs, digest_bytes(id));
	} else { /* too many to remember: go over all of them again */
		daemon_needs_again(d);
	}
}

static void sweep(struct daemon *d)
{
	struct arena *a = arena_new();
	struct index_dossier *found;
	bool more;
	size_t n = index_read_dossiers(
	    d->boot.reader, a, NULL, &d->cursor, PAGE, &found, &more);

	for (size_t i = 0; i < n; i++)
		put(d, &found[i].id);
	d->swept = !more;
	arena_free(a);
}

/* What waited for another log may wait no longer. */
static void wake_stalled(struct daemon *d)
{
	struct buf stalled = d->stalled;

	d->stalled = (struct buf){ 0 };
	for (size_t at = 0; at < stalled.n; at += DIGEST_BYTES) {
		struct digest id;

		memcpy(id.b, stalled.p + at, DIGEST_BYTES);
		put(d, &id);
	}
	if (d->stalled_all) {
		daemon_needs_again(d);
		d->stalled_all = false;
	}
	buf_fini(&stalled);
}

void daemon_needs_again(struct daemon *d)
{
	memset(&d->cursor, 0, sizeof(d->cursor));
	d->swept = false;
}

/* What an act of another case rests on may be undone by a reassign (F-154):
 * its family is looked at, too (F-211 to F-215). */
static void put_family(struct daemon *d, const struct digest *id)
{
	struct arena *a = arena_new();
	struct casebook *book = replica_casebook(d->replica);
	const struct dossier **family;
	struct dossier_entry *entries;
	size_t count = book->entries(book, a, id, &entries);

	count = joint_family(a, d->boot.ledger,
	    dossier_fold(a, d->boot.ledger, id, entries, count), &family);
	for (size_t i = 0; i < count; i++)
		put(d, &family[i]->id);
	arena_free(a);
}

static void grown(struct daemon *d, const char *node, const char *kind)
{
	daemon_robot_grown(d);
	daemon_due_grown(d, node, kind);
}

void daemon_needs_stored(struct daemon *d, const struct replica_event *event)
{
	struct arena *a = arena_new();
	struct index_act *acts;
	size_t n = index_read_acts(d->boot.reader, a, event->node, event->epoch,
	    event->first, event->count, &acts);

	for (size_t i = 0; i < n; i++) {
		if (acts[i].has_dossier)
			put(d, &acts[i].dossier);
		else
			grown(d, event->node, acts[i].kind);
		if (strcmp(acts[i].kind, "case.reassign") == 0)
			put_family(d, &acts[i].dossier);
	}
	if (strcmp(event->node, daemon_node(d)) == 0)
		daemon_leftover_named(d, acts, n);
	arena_free(a);
	wake_stalled(d);
}

/* For want of room: all cases again, once there is some, or after a while,
 * when others may give way. */
static void look_left_out(struct daemon *d)
{
	int64_t now = daemon_pump_now(d);

	if (replica_need_left_out(d->replica) && !d->left_out) {
		d->left_out = true;
		d->left_ms = now;
	}
	if (!d->left_out ||
	    (replica_need_count(d->replica) > REPLICA_NEEDS_MAX / 2 &&
		now - d->left_ms < DAEMON_NEEDS_FULL_MS))
		return;
	d->left_out = false;
	daemon_needs_again(d);
}

bool daemon_needs_waiting(const struct daemon *d)
{
	return d->needs.n > 0 || !d->swept;
}

bool daemon_needs_complete(const struct daemon *d)
{
	return replica_need_count(d->replica) == 0 && !d->left_out &&
	       !daemon_needs_waiting(d);
}

void daemon_needs_step(struct daemon *d)
{
	size_t n;

	look_left_out(d);
	if (d->needs.n == 0 && !d->swept)
		sweep(d);
	n = waiting(d);
	if (n > DAEMON_NEEDS_STEP)
		n = DAEMON_NEEDS_STEP;
	for (size_t i = 0; i < n; i++) {
		struct digest id;

		memcpy(id.b, d->needs.p + i * DIGEST_BYTES, DIGEST_BYTES);
		look(d, &id);
	}
	buf_drop(&d->needs, n * DIGEST_BYTES);
}
