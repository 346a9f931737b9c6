/*
 * What the clocks of cases order (schema/due.h), done on the loop by the
 * robot's key (docs/FORMAT.md F-205 to F-208):
 *
 *	a case was looked at -> what is due, and when more may be -> agenda
 *	timer -> the first whose time has come -> fold, what is due
 *	    -> prepared as a clerk's act is -> signed, appended -> durable
 *	    -> the case is looked at again
 *
 * One act at a time.  What fails is told once, waits, twice as long each time,
 * and holds up no other case.  Nothing is remembered: that an act was made is
 * read off the case.
 */
#include "node/daemon_fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/secret.h"
#include "node/agenda.h"
#include "node/case_find.h"
#include "node/config.h"
#include "node/identity.h"
#include "node/robot_key.h"
#include "node/say.h"
#include "node/tried.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/due.h"
#include "schema/ledger.h"
#include "schema/role.h"

#define START_MS     2000 /* for peers to tell of a tail that we lost */
#define LOOK_MS      2000 /* a wall clock may be set at any time */
#define STEP_MS      5
#define NOTE_SECONDS 120 /* between two asks for a time that a reclaim needs */

/* One act under way. */
struct doing {
	struct daemon *daemon;
	struct arena *arena; /* owned; of all that follows */
	struct digest dossier;
	struct digest id; /* of due_id() */
	const char *kind; /* static */
	const char *number;
};

/* ---- the key ---- */

struct reading {
	struct daemon *daemon;
	char *dir, *passphrase_file; /* owned; the second may be NULL */
	struct sign_pair *pair;      /* owned, secret memory */
	enum err err;
	struct why why;
};

static void read_key(void *arg)
{
	struct reading *x = arg;

	x->err = robot_key_open(x->pair, x->dir, x->passphrase_file, &x->why);
}

static void take_key(struct daemon_due *due, struct reading *x)
{
	secret_free(due->key);
	due->key = x->pair;
	due->key_id = sign_key_id(&x->pair->public);
	x->pair = NULL;
}

static void on_key(void *arg)
{
	struct reading *x = arg;
	struct daemon *d = x->daemon;

	if (x->err == ERR_OK)
		take_key(&d->due, x);
	else if (x->err != ERR_NOT_FOUND)
		journal_say(JOURNAL_WARNING,
		    "the robot's key does not open; what clocks order is not "
		    "executed",
		    "reason", x->why.text, NULL);
	d->due.opening = false;
	secret_free(x->pair);
	mem_free(x->dir);
	mem_free(x->passphrase_file);
	mem_free(x);
	daemon_pump_soon(d);
}

static void open_key(struct daemon *d)
{
	const char *passphrase = d->options.config->passphrase_file;
	struct reading *x = mem_new(sizeof(*x));

	d->due.look = false;
	d->due.opening = true;
	x->daemon = d;
	x->dir = mem_copy_text(d->options.dir);
	if (passphrase[0] != '\0')
		x->passphrase_file = mem_copy_text(passphrase);
	x->pair = secret_new(sizeof(*x->pair));
	daemon_worker_job(d, read_key, on_key, x);
}

/* The certificate of the key that is here, by what is held now; NULL. */
static const struct staff *certificate(const struct daemon *d, int64_t now)
{
	const struct staff *s =
	    d->due.key == NULL ? NULL
			       : ledger_staff(d->boot.ledger, d->identity->node,
				     &d->due.key_id, UINT64_MAX);

	return s != NULL && s->roles == ROLE_BIT(ROLE_ROBOT) && !s->revoked &&
		       s->until >= now
		   ? s
		   : NULL;
}

static enum daemon_due_state state_of(const struct daemon *d)
{
	int64_t now = daemon_wall_ms(d) / 1000;
	const char *node = d->identity->node;

	if (d->due.key == NULL)
		return DAEMON_DUE_NO_KEY;
	if (certificate(d, now) == NULL)
		return DAEMON_DUE_NOT_CERTIFIED;
	if (ledger_member(d->boot.ledger, node) == NULL ||
	    ledger_standing(d->boot.ledger, node) != LEDGER_ACTIVE)
		return DAEMON_DUE_NOT_ACTIVE;
	if (replica_tail(d->replica) > 0)
		return DAEMON_DUE_RECOVERY;
	return replica_own_leaps(d->replica, now) ? DAEMON_DUE_CLOCK_LEAPT
						  : DAEMON_DUE_EXECUTES;
}

/* ---- what is due in a case ---- */

static size_t list(struct daemon *d, const struct dossier *dossier,
    struct arena *a, struct due out[static DUE_MAX], int64_t *next)
{
	const struct due_terms terms = {
		.node = d->identity->node,
		.now = daemon_wall_ms(d) / 1000,
		.since = d->due.since,
	};

	return due_list(dossier, d->boot.ledger, &terms, a, out, next);
}

/* Looked at for another reason: when is it our turn again? */
void daemon_due_seen(struct daemon *d, const struct dossier *dossier)
{
	struct arena *a = arena_new();
	struct due *out = arena_take_array(a, DUE_MAX, sizeof(*out));
	int64_t next;
	size_t count = list(d, dossier, a, out, &next);

	agenda_put(d->due.agenda, &dossier->id,
	    count > 0 ? daemon_wall_ms(d) / 1000 : next);
	arena_free(a);
}

void daemon_due_grown(struct daemon *d, const char *node, const char *kind)
{
	int64_t since;

	daemon_lead_grown(d, kind);
	if (strcmp(kind, "calendar.publish") == 0)
		daemon_needs_again(d); /* deadlines move */
	if (strcmp(kind, "staff.grant") != 0 ||
	    strcmp(node, d->identity->node) != 0)
		return;
	d->due.look = true;
	since = robot_key_since(d->boot.ledger, node);
	if (since == d->due.since)
		return;
	d->due.since = since;
	daemon_needs_again(d);
}

/* ---- how it went ---- */

static void finish(struct doing *x)
{
	struct daemon *d = x->daemon;

	d->due.busy = false;
	arena_free(x->arena);
	mem_free(x);
	daemon_pump_soon(d);
}

static void say_failed(struct doing *x, const char *clause, const char *reason)
{
	struct daemon *d = x->daemon;
	uint64_t unsaid;

	if (!tried_may_say(d->due.tried, daemon_pump_now(d), &unsaid))
		return;
	journal_say(JOURNAL_WARNING,
	    "what a clock orders fails; it is tried again", "act", x->kind,
	    "case", x->number, "rule", clause != NULL ? clause : "-", "reason",
	    reason, "unsaid",
	    arena_print(x->arena, "%llu", (unsigned long long)unsaid), NULL);
}

static void failed(struct doing *x, const char *clause, const char *reason)
{
	struct daemon *d = x->daemon;

	if (tried_failed(d->due.tried, &x->id, daemon_pump_now(d)))
		say_failed(x, clause, reason);
	d->due.view.failed++;
	finish(x);
}

static void on_done(void *arg, const char *clause, const char *reason,
    const struct place *place)
{
	struct doing *x = arg;
	struct daemon *d = x->daemon;

	if (reason != NULL) {
		failed(x, clause, reason);
		return;
	}
	tried_done(d->due.tried, &x->id, daemon_pump_now(d));
	journal_say(JOURNAL_NOTICE, "what a clock orders is done", "act",
	    x->kind, "case", x->number, NULL);
	d->due.view.done++;
	d->due.view.last = x->kind;
	d->due.view.last_time = place->time;
	finish(x);
}

/* ---- one act ---- */

static void put_id(
    struct arena *a, struct value *v, const char *key, const struct digest *id)
{
	say_digest(a, v, key, id);
}

/* As a clerk's client would ask for it. */
static struct value *request_of(struct doing *x, const struct due *due)
{
	struct arena *a = x->arena;
	struct value *v = value_map(a);
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, &x->dossier);
	say_text(a, v, "kind", due->kind);
	say_text(a, v, "dossier", hex);
	say_text(a, v, "clock", due->clock);
	say_text(a, v, "material", due->material);
	say_text(a, v, "what", due->what);
	say_text(a, v, "to", due->to);
	say_text(a, v, "dept", due->dept);
	say_text(a, v, "code", due->code);
	say_text(a, v, "blocks", due->blocks);
	say_text(a, v, "limit", due->limit);
	say_text(a, v, "reason", due->reason);
	if (due->level != DUE_NO_LEVEL)
		say_int(a, v, "level", due->level);
	if (due->has_owed)
		put_id(a, v, "owed", &due->owed);
	if (due->has_word)
		put_id(a, v, "word", &due->word);
	if (strcmp(due->kind, "case.offer") == 0)
		say_int(a, v, "days", DUE_OFFER_DAYS);
	if (strcmp(due->kind, "case.owe.close") == 0)
		say_text(a, v, "result", "done");
	return v;
}

static void start(struct daemon *d, struct arena *a,
    const struct dossier *dossier, const struct due *due)
{
	struct doing *x = mem_new(sizeof(*x));

	x->daemon = d;
	x->arena = a;
	x->dossier = dossier->id;
	x->id = due_id(dossier, due);
	x->kind = due->kind;
	x->number = dossier->number;
	d->due.busy = true;
	daemon_hand_in(d, a, request_of(x, due), on_done, x);
}

/* When a thing that failed may be tried again, by the wall clock. */
static int64_t again_at(struct daemon *d, int64_t until_ms)
{
	return daemon_wall_ms(d) / 1000 +
	       (until_ms - daemon_pump_now(d)) / 1000 + 1;
}

static void wait_for(
    struct daemon *d, const struct digest *dossier, const char *node)
{
	struct daemon_due_waits *w =
	    &d->due.waits[d->due.wait_next++ % DAEMON_DUE_WAITS_MAX];

	w->dossier = *dossier;
	memcpy(w->node, node, strlen(node) + 1);
}

void daemon_due_beat(struct daemon *d, const char *node)
{
	for (size_t i = 0; i < DAEMON_DUE_WAITS_MAX; i++) {
		struct daemon_due_waits *w = &d->due.waits[i];

		if (strcmp(w->node, node) != 0)
			continue;
		w->node[0] = '\0';
		agenda_put(
		    d->due.agenda, &w->dossier, daemon_wall_ms(d) / 1000);
	}
}

/* A reclaim rests on a time past the expiry (F-104): it is asked for, and asked
 * for again while the district cannot be reached. */
static bool is_ready(struct daemon *d, struct arena *a,
    const struct dossier *dossier, const struct due *due, int64_t *next)
{
	const struct dossier_offer *offer = &dossier->offer;
	int64_t again = daemon_wall_ms(d) / 1000 + NOTE_SECONDS;
	struct bytes note;

	if (strcmp(due->kind, "case.reclaim") != 0 ||
	    daemon_note_after(d, a, offer->to, offer->expiry, &note))
		return true;
	wait_for(d, &dossier->id, offer->to);
	if (again < *next)
		*next = again;
	return false;
}

/* The first act of the case that has not failed a moment ago; the arena is
 * taken by what is started.  False: there is none now. */
static bool work_on(struct daemon *d, struct arena *a, const struct digest *id)
{
	struct due *out = arena_take_array(a, DUE_MAX, sizeof(*out));
	struct dossier_entry *entries;
	size_t n = case_find_entries(d, a, id, &entries);
	const struct dossier *dossier =
	    dossier_fold(a, d->boot.ledger, id, entries, n);
	int64_t next;
	size_t count = list(d, dossier, a, out, &next);

	for (size_t i = 0; i < count; i++) {
		struct digest what = due_id(dossier, &out[i]);
		int64_t until =
		    tried_until(d->due.tried, &what, daemon_pump_now(d));

		if (until == 0 && !is_ready(d, a, dossier, &out[i], &next))
			continue;
		if (until == 0) {
			/* Should it hang, the case comes again. */
			agenda_put(d->due.agenda, id,
			    again_at(d, daemon_pump_now(d) + TRIED_MS));
			start(d, a, dossier, &out[i]);
			return true;
		}
		if (again_at(d, until) < next)
			next = again_at(d, until);
	}
	agenda_put(d->due.agenda, id, next);
	return false;
}

/* An own act that is not durable yet is in no index: the case may be another
 * in a moment.  And an act is signed by the key that it was prepared for. */
bool daemon_due_may_work(const struct daemon *d)
{
	return d->due.started && !d->due.busy && !d->due.opening &&
	       d->pending == NULL && state_of(d) == DAEMON_DUE_EXECUTES;
}

void daemon_due_step(struct daemon *d)
{
	struct daemon_due *due = &d->due;
	struct digest id;
	struct arena *a;

	if (daemon_pump_now(d) < due->at_ms)
		return;
	due->at_ms = daemon_pump_now(d) + LOOK_MS;
	if (due->look && !due->opening && !due->busy && !d->lead.busy)
		open_key(d);
	if (!daemon_due_may_work(d) ||
	    !agenda_first(due->agenda, daemon_wall_ms(d) / 1000, &id))
		return;
	due->at_ms = daemon_pump_now(d) + STEP_MS;
	a = arena_new();
	if (!work_on(d, a, &id))
		arena_free(a);
}

/* ---- life, and what is said ---- */

void daemon_due_open(struct daemon *d)
{
	d->due.agenda = agenda_new();
	d->due.tried = tried_new();
	d->due.since = robot_key_since(d->boot.ledger, d->identity->node);
	d->due.look = true;
}

void daemon_due_free(struct daemon *d)
{
	agenda_free(d->due.agenda);
	tried_free(d->due.tried);
	secret_free(d->due.key);
}

void daemon_due_start(struct daemon *d)
{
	d->due.at_ms = daemon_pump_now(d) + START_MS;
	d->due.started = true;
}

int64_t daemon_due_deadline(const struct daemon *d)
{
	return d->due.at_ms;
}

struct daemon_due_view daemon_due_view(const struct daemon *d)
{
	struct daemon_due_view v = d->due.view;
	int64_t now = daemon_wall_ms(d) / 1000;
	const struct staff *s = certificate(d, now);

	v.state = state_of(d);
	v.has_until = s != NULL;
	v.until = s != NULL ? s->until : 0;
	v.waiting = agenda_come(d->due.agenda, now, DAEMON_DUE_COUNT_MAX);
	v.next_time = agenda_next(d->due.agenda);
	return v;
}

static const char *const states[][2] = {
#define X(name, word, zh) { word, zh },
	DAEMON_DUE_STATES(X)
#undef X
};

const char *daemon_due_word(enum daemon_due_state s)
{
	return states[s][0];
}

const char *daemon_due_zh(enum daemon_due_state s)
{
	return states[s][1];
}
