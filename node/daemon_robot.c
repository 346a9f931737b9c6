/*
 * What a node owes by itself (node/robot.h), done on the loop:
 *
 *	timer, a ledger that grew -> look
 *	    RENEW, END                             -> sign, append -> durable
 *	    GIVE   -> store thread: key, seal, put -> sign, append -> durable
 *	    FORGET -> store thread: open, erase
 *	    ANSWER -> store thread: open, seal, put -> sign, append -> durable
 *	    FETCH, BRING -> a need
 *
 * One at a time.  A duty that fails is told once, waits, twice as long each
 * time, and holds up no other.  A key given to us that does not open as one is
 * settled: it is not tried again.
 */
#include "node/daemon_fields.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "node/config.h"
#include "node/identity.h"
#include "node/index_read.h"
#include "node/leftover.h"
#include "node/licence_seal.h"
#include "node/prepared.h"
#include "node/pseudonym.h"
#include "node/tried.h"
#include "schema/act.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/licence.h"
#include "schema/value.h"
#include "sync/signed_time.h"
#include "sync/vault.h"

#define START_MS    2000 /* for peers to tell of a tail that we lost */
#define STEP_MS     5
#define FAILED_MS   1000
#define GROWN_MS    200 /* several acts, one look */
#define REST_MS     3600000
#define FOREIGN_MAX 64 /* wraps that do not open, in one pass */

/* One duty under way. */
struct doing {
	struct daemon *daemon;
	struct arena *arena; /* owned; of the texts */
	enum robot_kind kind;
	struct digest id;
	const char *of; /* for people */
	struct digest staff;
	int64_t until;
	const char *item;
	int year;
	const char *to;
	bool is_own;               /* GIVE: to ourselves, a new key */
	bool made;                 /* FORGET: by this home, not for it */
	bool foreign;              /* FORGET: it opens as no key of ours */
	struct digest wrap;        /* GIVE: the home's own; or the one */
	struct act_vault given;    /* GIVE: what was put */
	struct seal_public reader; /* GIVE */
	const struct seal_ring *readers;      /* borrowed: outlives every job */
	const char *home;                     /* our id */
	uint8_t nonce[PSEUDONYM_NONCE_BYTES]; /* seal id of .wrap */
	uint8_t fresh[PSEUDONYM_NONCE_BYTES]; /* of the act to come */
	size_t at;         /* FETCH, FORGET: of those that the ledger knows */
	struct digest ask; /* ANSWER */
	enum err err;
	struct why why;
};

/* ---- how it went ---- */

/* The first ones of an hour singly; of the others how many there were. */
static void say_failed(struct doing *x, enum rule rule, const struct why *why)
{
	struct daemon *d = x->daemon;
	uint64_t unsaid;

	if (!tried_may_say(d->robot.tried, daemon_pump_now(d), &unsaid))
		return;
	journal_say(JOURNAL_WARNING,
	    x->foreign ? "what was given as a key is none of this node's; it "
			 "is left alone"
		       : "a duty of the node fails; it is tried again",
	    "duty", robot_kind_word(x->kind), "of", x->of, "rule",
	    rule != RULE_NONE ? rule_clause(rule) : "-", "reason", why->text,
	    "unsaid", arena_print(x->arena, "%llu", (unsigned long long)unsaid),
	    NULL);
}

/* It was put, and no act will ever name it. */
static void drop_given(struct doing *x)
{
	struct leftover_objects o = { .count = 1, .roots = { x->given.root } };

	if (x->given.bytes > 0)
		daemon_leftover_erase(x->daemon, &o);
}

static void release(struct doing *x)
{
	arena_free(x->arena);
	mem_free(x);
}

static void finish(struct doing *x)
{
	struct daemon *d = x->daemon;

	d->robot.busy = false;
	release(x);
	daemon_pump_soon(d);
}

static void failed(struct doing *x, enum rule rule, const struct why *why)
{
	struct daemon *d = x->daemon;
	struct daemon_robot *r = &d->robot;

	drop_given(x);
	if (x->foreign) {
		tried_settle(r->tried, x->at);
		r->foreign++;
	}
	if (x->foreign || tried_failed(r->tried, &x->id, daemon_pump_now(d)))
		say_failed(x, rule, why);
	r->duties.failures[x->kind]++;
	r->at_ms = daemon_pump_now(d) + STEP_MS;
	finish(x);
}

static void done(struct doing *x)
{
	struct daemon_robot *r = &x->daemon->robot;

	tried_done(r->tried, &x->id, daemon_pump_now(x->daemon));
	journal_say(JOURNAL_NOTICE, "a duty of the node is done", "duty",
	    robot_kind_word(x->kind), "of", x->of, NULL);
	r->duties.done[x->kind]++;
	r->duties.last = x->kind;
	r->duties.last_time = daemon_wall_ms(x->daemon) / 1000;
	r->at_ms = daemon_pump_now(x->daemon);
	finish(x);
}

/* ---- acts ---- */

static void on_appended(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	(void)place;
	if (rule != RULE_NONE)
		failed(arg, rule, why);
	else
		done(arg);
}

/* Does its act name what was sealed for a reader? */
static bool seals(const struct doing *x)
{
	return x->kind == ROBOT_GIVE || x->kind == ROBOT_ANSWER;
}

static const struct value *body_of(const struct doing *x, struct arena *a)
{
	struct value *body = value_map(a);

	if (x->kind == ROBOT_RENEW) {
		value_set(
		    a, body, "key", value_bin(a, digest_bytes(&x->staff)));
		value_set(a, body, "until", value_int(a, x->until));
		return body;
	}
	if (x->kind == ROBOT_ANSWER) {
		value_set(a, body, "ask", value_bin(a, digest_bytes(&x->ask)));
	} else {
		value_set(a, body, "item", value_text(a, x->item));
		value_set(a, body, "year", value_int(a, x->year));
	}
	if (seals(x)) {
		value_set(a, body, "sealing",
		    value_bin(a, seal_public_bytes(&x->reader)));
		value_set(a, body, "to", value_text(a, x->to));
	}
	return body;
}

static void append(struct doing *x)
{
	struct daemon *d = x->daemon;
	struct arena *a = arena_new();
	struct act *act = daemon_own_new(d, a, robot_kind_word(x->kind));
	struct why why = { 0 };
	enum rule rule;

	act->body = body_of(x, a);
	if (seals(x)) {
		memcpy(act->nonce, x->fresh, sizeof(act->nonce));
		act->vault = &x->given;
		act->vault_count = 1;
	}
	daemon_own_sign(d, a, act);
	rule = daemon_append(d, act->raw, on_appended, x, &why);
	arena_free(a);
	if (rule != RULE_NONE)
		failed(x, rule, &why);
}

/* ---- store thread ---- */

/* Marked before it is put, so that a crash leaves nothing unnamed. */
static void put_sealed(
    struct doing *x, const struct daemon_tools *tools, struct bytes sealed)
{
	x->err = prepared_mark(tools->prepared, &x->given.root, &x->why);
	if (x->err == ERR_OK)
		x->err = vault_put(
		    tools->vault, VAULT_WRAP, &x->given.root, sealed, &x->why);
	x->given.bytes = sealed.n;
}

static void give_licence(struct doing *x, const struct daemon_tools *tools)
{
	uint8_t seal_id[LICENCE_SEAL_ID_BYTES];
	void *room = secret_new(LICENCE_BYTES_MAX);
	struct buf document = buf_over(room, LICENCE_BYTES_MAX);
	struct buf sealed = { 0 };

	x->err = licence_seal_load(
	    &document, tools->vault, &x->wrap, x->nonce, x->readers, &x->why);
	random_fill(random_system(), x->fresh, sizeof(x->fresh));
	licence_seal_id(seal_id, x->home, x->fresh);
	if (x->err == ERR_OK)
		x->err = licence_seal_make(&sealed, &x->given.root, seal_id,
		    buf_bytes(&document), &x->reader, random_system());
	secret_free(room);
	if (x->err == ERR_OK)
		put_sealed(x, tools, buf_bytes(&sealed));
	buf_fini(&sealed);
}

static void give_key(struct doing *x, const struct daemon_tools *tools)
{
	struct vault_store *vault = tools->vault;
	uint8_t seal_id[PSEUDONYM_NONCE_BYTES];
	struct buf sealed = { 0 };
	struct secret *key = secret_new(sizeof(*key));

	if (x->is_own)
		secret_make(key, random_system());
	else
		x->err = pseudonym_load(
		    key, vault, &x->wrap, x->nonce, x->readers, &x->why);
	if (x->err != ERR_OK)
		why_prefix(&x->why,
		    "our own wrap of the key does not open; put back DIR/wraps "
		    "from its backup: ");
	random_fill(random_system(), x->fresh, sizeof(x->fresh));
	pseudonym_seal_id(seal_id, x->home, x->fresh);
	if (x->err == ERR_OK)
		x->err = pseudonym_seal(&sealed, &x->given.root, seal_id, key,
		    &x->reader, random_system());
	secret_free(key);
	if (x->err == ERR_OK)
		put_sealed(x, tools, buf_bytes(&sealed));
	buf_fini(&sealed);
}

/* An act may name any object: what we did not make ourselves must open as what
 * that act gave us. */
static void forget_key(struct doing *x, struct vault_store *vault)
{
	struct secret *key = secret_new(sizeof(*key));

	if (!x->made)
		x->err = pseudonym_load(
		    key, vault, &x->wrap, x->nonce, x->readers, &x->why);
	secret_free(key);
	x->foreign = x->err == ERR_CRYPTO;
	if (x->foreign)
		x->err = why_set(&x->why, x->err,
		    "the object that the act names does not open as the key it "
		    "gives; it stays");
	else if (x->err == ERR_OK)
		x->err = vault_erase(vault, &x->wrap, &x->why);
}

static void on_store_thread(void *arg, const struct daemon_tools *tools)
{
	struct doing *x = arg;

	if (x->kind == ROBOT_GIVE)
		give_key(x, tools);
	else if (x->kind == ROBOT_ANSWER)
		give_licence(x, tools);
	else
		forget_key(x, tools->vault);
	if (x->err == ERR_STORAGE)
		daemon_fail(&x->why);
}

static void on_loop(void *arg)
{
	struct doing *x = arg;

	if (x->err != ERR_OK)
		failed(x, RULE_NONE, &x->why);
	else if (seals(x))
		append(x);
	else
		done(x);
}

/* ---- beginning one ---- */

static const char *describe(struct doing *x, const struct robot_duty *duty)
{
	char until[CLOCK_TEXT_ROOM];

	if (duty->kind == ROBOT_RENEW) {
		clock_text(until, duty->until);
		return arena_print(
		    x->arena, "%s until %s", duty->staff->id, until);
	}
	if (duty->kind == ROBOT_GIVE)
		return arena_print(
		    x->arena, "%s %d to %s", duty->item, duty->year, duty->to);
	if (duty->kind == ROBOT_ANSWER)
		return arena_print(x->arena, "a licence to %s", duty->to);
	if (duty->kind == ROBOT_END)
		return arena_print(x->arena, "%s %d", duty->item, duty->year);
	return arena_print(x->arena, "%s %d of %s to %s", duty->item,
	    duty->year, duty->key->home, duty->key->to);
}

/* Its seal id comes of the act that gave it. */
static void take_key(struct doing *x, const struct pseudonym *key)
{
	struct index_act found;
	struct act *act;

	x->wrap = key->wrap;
	if (index_read_act(
		daemon_index(x->daemon), x->arena, &key->act, &found) &&
	    act_decode(x->arena, found.raw, &act, NULL) == RULE_NONE)
		pseudonym_seal_id(x->nonce, key->home, act->nonce);
	else
		x->err = why_set(&x->why, ERR_NOT_FOUND,
		    "the act that gave the key is not in the index");
}

/* The newest document of the licence that was asked for. */
static void take_licence(struct doing *x, const struct licence_ask *ask)
{
	const struct licence *c =
	    ledger_licence(daemon_ledger(x->daemon), &ask->issue);
	const struct licence_event *e = ledger_licence_document(c, UINT64_MAX);
	struct index_act found;
	struct act *act;

	x->ask = ask->act;
	x->wrap = e->document;
	if (index_read_act(
		daemon_index(x->daemon), x->arena, &e->act, &found) &&
	    act_decode(x->arena, found.raw, &act, NULL) == RULE_NONE)
		licence_seal_id(x->nonce, c->node, act->nonce);
	else
		x->err = why_set(&x->why, ERR_NOT_FOUND,
		    "the act of the licence is not in the index");
}

static struct doing *begin(struct daemon *d, const struct robot_duty *duty)
{
	struct doing *x = mem_new(sizeof(*x));

	x->daemon = d;
	x->arena = arena_new();
	x->kind = duty->kind;
	x->id = robot_duty_id(duty);
	x->of = describe(x, duty);
	x->until = duty->until;
	x->year = duty->year;
	x->at = duty->given;
	x->readers = daemon_identity(d)->readers;
	x->home = arena_print(x->arena, "%s", daemon_node(d));
	if (duty->staff != NULL)
		x->staff = duty->staff->key_id;
	if (duty->item != NULL)
		x->item = arena_print(x->arena, "%s", duty->item);
	if (duty->to != NULL) {
		x->to = arena_print(x->arena, "%s", duty->to);
		x->given.id = arena_print(x->arena, "key.%s", duty->to);
		x->is_own = duty->kind == ROBOT_GIVE && duty->key == NULL;
		x->reader = ledger_member(daemon_ledger(d), duty->to)->sealing;
	}
	if (duty->ask != NULL)
		take_licence(x, duty->ask);
	if (duty->key != NULL && duty->kind != ROBOT_END) {
		x->made = strcmp(duty->key->home, daemon_node(d)) == 0;
		take_key(x, duty->key);
	}
	return x;
}

static void fetch(struct daemon *d, const struct digest *act,
    const struct digest *wrap, const char *to)
{
	char id[sizeof("key.") + TEXT_SLUG_BYTES_MAX];
	const struct act_vault object = { id, *wrap, 1 };

	(void)snprintf(id, sizeof(id), "key.%s", to);
	daemon_needs_put(d, act, &object);
}

/* True when it is what a peer has to bring. */
static bool fetches(struct daemon *d, const struct robot_duty *duty)
{
	if (duty->kind == ROBOT_FETCH)
		fetch(d, &duty->key->act, &duty->key->wrap, duty->key->to);
	else if (duty->kind == ROBOT_BRING)
		fetch(d, &duty->licence->act, &duty->licence->document,
		    duty->licence->to);
	else
		return false;
	return true;
}

static void put_off(struct daemon_robot *r, int64_t until_ms)
{
	if (until_ms < r->retry_ms)
		r->retry_ms = until_ms;
}

/* The ledger knows an own act before it is durable: what cannot be undone waits
 * until nothing is on the way, and so does what needs an act out of the index. */
static bool is_unsettled(const struct doing *x)
{
	return x->daemon->pending != NULL &&
	       (x->err != ERR_OK || (x->kind == ROBOT_FORGET && x->made));
}

static void start(struct daemon *d, const struct robot_duty *duty)
{
	struct doing *x = begin(d, duty);

	if (is_unsettled(x)) {
		put_off(&d->robot, daemon_pump_now(d) + FAILED_MS);
		release(x);
		return;
	}
	d->robot.busy = true;
	if (x->err != ERR_OK)
		failed(x, RULE_NONE, &x->why);
	else if (x->kind == ROBOT_RENEW || x->kind == ROBOT_END)
		append(x);
	else
		daemon_store_job(d, on_store_thread, on_loop, x);
}

/* ---- when ---- */

/* It was tried, and its time has not come again. */
static bool is_put_off(struct daemon *d, const struct robot_duty *duty)
{
	struct digest id = robot_duty_id(duty);
	int64_t now = daemon_pump_now(d);
	int64_t until = tried_until(d->robot.tried, &id, now);

	if (duty->kind == ROBOT_FORGET && d->robot.foreign >= FOREIGN_MAX)
		until = now + FAILED_MS;
	if (until == 0)
		return false;
	put_off(&d->robot, until);
	return true;
}

/* Until something is due, or may have changed. */
static void rest(struct daemon *d)
{
	struct daemon_robot *r = &d->robot;
	int64_t now = daemon_pump_now(d), wait = REST_MS;
	int64_t wall = daemon_wall_ms(d);

	r->passing = false;
	r->duties.next_time = r->pass.due;
	if (r->pass.due < (wall + REST_MS) / 1000)
		wait = r->pass.due * 1000 - wall;
	if (r->retry_ms - now < wait)
		wait = r->retry_ms - now;
	if (wait < FAILED_MS)
		wait = FAILED_MS;
	r->crowded = tried_was_crowded(r->tried);
	if (r->crowded)
		wait = TRIED_MS;
	else if (r->grown && wait > GROWN_MS)
		wait = GROWN_MS;
	r->at_ms = now + wait;
}

static bool is_settled(void *arg, size_t given)
{
	const struct daemon *d = arg;

	return tried_is_settled(d->robot.tried, given);
}

static bool holds(void *arg, const struct digest *wrap)
{
	return daemon_vault_has(arg, wrap);
}

/* By the clock alone nothing is deleted that our log would not sign for. */
static bool clock_leapt(struct daemon *d)
{
	struct index_log own;

	return !index_read_log(daemon_index(d), daemon_node(d), &own) ||
	       daemon_wall_ms(d) / 1000 - own.time >
		   SIGNED_TIME_STEP_SECONDS_MAX;
}

static void look(struct daemon *d)
{
	const struct config *c = d->options.config;
	struct daemon_robot *r = &d->robot;
	const struct robot_terms terms = {
		.certificate_seconds = c->certificate_days * 86400,
		.clock_leapt = clock_leapt(d),
		.keep_years = (int)c->pseudonym_years,
		.holds = holds,
		.is_settled = is_settled,
		.arg = d,
	};
	struct robot_duty duty = { 0 };

	r->at_ms = daemon_pump_now(d) + STEP_MS;
	for (int i = 0; i < ROBOT_STEP_MAX && !r->busy; i++) {
		switch (robot_next(&r->pass, d->boot.ledger, daemon_node(d),
		    daemon_wall_ms(d) / 1000, &terms, &duty)) {
		case ROBOT_DUTY:
			if (!fetches(d, &duty) && !is_put_off(d, &duty))
				start(d, &duty);
			break;
		case ROBOT_MORE:
			return;
		case ROBOT_IDLE:
			rest(d);
			return;
		}
	}
}

void daemon_robot_step(struct daemon *d)
{
	struct daemon_robot *r = &d->robot;

	if (r->busy || daemon_pump_now(d) < r->at_ms)
		return;
	if (!r->passing) {
		robot_begin(&r->pass);
		r->passing = true;
		r->grown = false;
		r->foreign = 0;
		r->retry_ms = INT64_MAX;
	}
	look(d);
}

void daemon_robot_start(struct daemon *d)
{
	d->robot.at_ms = daemon_pump_now(d) + START_MS;
	d->robot.started = true;
}

void daemon_robot_grown(struct daemon *d)
{
	struct daemon_robot *r = &d->robot;
	int64_t soon = daemon_pump_now(d) + GROWN_MS;

	r->grown = true;
	if (r->started && !r->passing && !r->busy && !r->crowded &&
	    soon < r->at_ms)
		r->at_ms = soon;
}

int64_t daemon_robot_deadline(const struct daemon *d)
{
	return d->robot.busy ? INT64_MAX : d->robot.at_ms;
}
