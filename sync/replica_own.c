#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/refuse.h"
#include "schema/rotation.h"
#include "schema/value.h"
#include "sync/replica_fields.h"

/*
 *	replica_append: admit -> open batch --replica_task()--> in flight
 *	    --TASK_APPEND--> stored: APPENDED, pushed to peers
 *
 * An act's place is final when it is admitted: acts of one log are stored in
 * the order of admission or the process stops.  So a control act goes to the
 * ledger at once, and what is admitted behind it is judged under it, just as
 * the fold will.
 */

struct candidate {
	struct arena *arena; /* owned */
	struct act *act;
	struct place place;
};

void replica_own_free(struct replica_own_batch *b)
{
	for (size_t i = 0; i < b->count; i++)
		buf_fini(&b->acts[i].raw);
	mem_free(b->acts);
	*b = (struct replica_own_batch){ 0 };
}

static int64_t next_time(const struct replica *r, int64_t wall)
{
	return wall > r->signed_time ? wall : r->signed_time;
}

/* F-38: one boot in 2099 must not poison the log. */
bool replica_own_leaps(const struct replica *r, int64_t wall)
{
	return r->signed_time > 0 && r->word == SIGNED_TIME_STEP &&
	       wall - r->signed_time > SIGNED_TIME_STEP_SECONDS_MAX;
}

struct place replica_own_place(const struct replica *r, int64_t wall)
{
	const struct replica_log *log = replica_log_find(r, r->node);
	struct place place = { .node = r->node };

	if (log != NULL) {
		place.epoch = log->chain.epoch;
		place.position = chain_size(&log->chain);
	}
	place.position += r->flight.count + r->open.count;
	place.time = r->open.count > 0 ? r->open.time : next_time(r, wall);
	return place;
}

/* ---- admission ---- */

static bool pending_in(
    const struct replica_own_batch *b, const struct digest *id)
{
	for (size_t i = 0; i < b->count; i++) {
		if (digest_equal(&b->acts[i].id, id))
			return true;
	}
	return false;
}

static bool rotates(const struct replica_own_batch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		if (b->acts[i].rotates)
			return true;
	}
	return false;
}

/* F-42: whoever admits it must be able to sign behind it. */
static enum rule judge_rotation(
    const struct replica *r, const struct act *act, struct why *why)
{
	const struct member *m = ledger_member(r->options.ledger, r->node);
	struct sign_public next;
	enum rule rule;

	if (!rotation_is_of_log(act) || m == NULL)
		return RULE_NONE;
	rule = rotation_check(act, &m->log, &next, why);
	if (rule != RULE_NONE)
		return rule;
	if (r->log_next == NULL || rotates(&r->open) || rotates(&r->flight) ||
	    !sign_public_equal(&next, &r->log_next->public))
		return refuse(why, RULE_KEY_NEXT,
		    "%s does not hold the new log key, or another is on its "
		    "way",
		    r->node);
	return RULE_NONE;
}

static enum rule judge_form(
    struct replica *r, struct candidate *c, struct bytes raw, struct why *why)
{
	enum rule rule = act_decode(c->arena, raw, &c->act, why);

	if (rule != RULE_NONE)
		return rule;
	if (!digest_equal(&c->act->net, &r->options.network))
		return refuse(
		    why, RULE_ACT_NETWORK, "%s", rule_en(RULE_ACT_NETWORK));
	if (c->act->suite != ledger_genesis(r->options.ledger)->suite)
		return refuse(
		    why, RULE_ACT_VERSION, "%s", rule_en(RULE_ACT_VERSION));
	if (strcmp(c->act->node, r->node) != 0)
		return refuse(why, RULE_ACT_LOG, "the act names the log of %s",
		    c->act->node);
	rule = judge_rotation(r, c->act, why);
	if (rule != RULE_NONE)
		return rule;
	if (r->casebook.has_act(&r->casebook, &c->act->id) ||
	    pending_in(&r->open, &c->act->id) ||
	    pending_in(&r->flight, &c->act->id))
		return refuse(why, RULE_COPY, "%s", rule_en(RULE_COPY));
	return RULE_NONE;
}

/* P-40: to sign now would be a second history. */
static enum rule judge_end(const struct replica *r, struct why *why)
{
	const struct replica_log *own = replica_log_find(r, r->node);
	uint64_t tail = replica_tail(r);

	if (own == NULL)
		return refuse(
		    why, RULE_LOG_UNKNOWN, "%s is not admitted yet", r->node);
	if (tail > 0)
		return refuse(why, RULE_FLOOD,
		    "peers hold %" PRIu64 " acts of this node's own log that "
		    "it has lost; it takes them back first (P-40): try again",
		    tail);
	if (!sign_public_equal(&own->chain.log, &r->log->public))
		return refuse(why, RULE_KEY_NEXT,
		    "what %s took back of its log has replaced the log key: "
		    "start it with the newest keys",
		    r->node);
	return RULE_NONE;
}

static enum rule judge_room(
    const struct replica *r, const struct candidate *c, struct why *why)
{
	enum rule rule = judge_end(r, why);

	if (rule != RULE_NONE)
		return rule;
	if (r->open.count == REPLICA_PENDING_ACTS_MAX ||
	    r->open.bytes + c->act->raw.n > BATCH_ACTS_BYTES_MAX)
		return refuse(why, RULE_FLOOD,
		    "more acts than a batch can hold are waiting");
	if (replica_own_leaps(r, c->place.time))
		return refuse(
		    why, RULE_TIME_LEAP, "%s", rule_en(RULE_TIME_LEAP));
	return RULE_NONE;
}

/* The act in @raw as an entry; decoded into @c's arena. */
static struct act *decode_pending(
    const struct candidate *c, const struct replica_own_act *own)
{
	struct act *act;

	must(act_decode(c->arena, buf_bytes(&own->raw), &act, NULL) ==
	     RULE_NONE);
	return act;
}

/* F-89 for acts that the history does not show yet. */
static bool heads_go_back(const struct act *later, const struct act *earlier)
{
	for (size_t i = 0; i < later->ref_count; i++) {
		const struct act_ref *a = &later->refs[i];

		for (size_t k = 0; k < earlier->ref_count; k++) {
			const struct act_ref *b = &earlier->refs[k];

			if (a->type == ACT_REF_HEAD &&
			    b->type == ACT_REF_HEAD &&
			    strcmp(a->node, b->node) == 0 && a->size < b->size)
				return true;
		}
	}
	return false;
}

static bool same_number(const struct act *a, const struct act *b)
{
	const char *x = value_get_string(a->body, "number");
	const char *y = value_get_string(b->body, "number");

	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/* What the pending acts of @b mean for the candidate; those of its dossier are
 * appended to @entries. */
static enum rule judge_pending(const struct candidate *c,
    const struct replica_own_batch *b, struct dossier_entry *entries,
    size_t *count, struct why *why)
{
	const struct digest *dossier = act_dossier(c->act);

	for (size_t i = 0; i < b->count; i++) {
		const struct act *act = decode_pending(c, &b->acts[i]);
		const struct digest *of = act_dossier(act);

		if (heads_go_back(c->act, act))
			return refuse(
			    why, RULE_HEAD_BACK, "%s", rule_en(RULE_HEAD_BACK));
		if (same_number(c->act, act))
			return refuse(
			    why, RULE_NUMBER, "%s", rule_en(RULE_NUMBER));
		if (of == NULL || !digest_equal(of, dossier))
			continue;
		entries[*count].place = c->place;
		entries[*count].place.position = b->acts[i].position;
		entries[*count].place.time = b->time;
		entries[*count].act = act;
		(*count)++;
	}
	return RULE_NONE;
}

static enum rule judge_case(
    struct replica *r, const struct candidate *c, struct why *why)
{
	struct casebook *book = replica_casebook(r);
	const struct digest *dossier = act_dossier(c->act);
	const char *number = value_get_string(c->act->body, "number");
	struct dossier_entry *stored, *all;
	struct dossier_entry own = { c->place, c->act };
	enum rule rule;
	size_t n;

	if (!c->act->has_dossier && number != NULL &&
	    book->number_taken(book, number))
		return refuse(why, RULE_NUMBER, "%s is taken", number);
	n = book->entries(book, c->arena, dossier, &stored);
	all = arena_take_array(
	    c->arena, n + r->flight.count + r->open.count + 1, sizeof(*all));
	if (n > 0)
		memcpy(all, stored, n * sizeof(*all));
	rule = judge_pending(c, &r->flight, all, &n, why);
	if (rule == RULE_NONE)
		rule = judge_pending(c, &r->open, all, &n, why);
	if (rule == RULE_NONE)
		rule = replica_ahead_admit(r, dossier, all, n, &own, why);
	return rule;
}

static enum rule judge(
    struct replica *r, struct candidate *c, struct bytes raw, struct why *why)
{
	enum rule rule = judge_form(r, c, raw, why);

	if (rule == RULE_NONE)
		rule = judge_room(r, c, why);
	if (rule == RULE_NONE)
		rule = ledger_judge(r->options.ledger, &c->place, c->act, why);
	if (rule == RULE_NONE && act_dossier(c->act) != NULL)
		rule = judge_case(r, c, why);
	else if (rule == RULE_NONE && act_is_case(c->act))
		rule = act_body_check(c->act, why); /* it lacks its dossier */
	return rule;
}

static void keep(struct replica *r, const struct candidate *c, uint64_t cookie)
{
	struct replica_own_batch *b = &r->open;
	struct replica_own_act *own;

	if (b->count == 0) {
		b->acts =
		    mem_new_array(REPLICA_PENDING_ACTS_MAX, sizeof(b->acts[0]));
		b->time = r->signed_time = c->place.time;
	}
	own = &b->acts[b->count++];
	own->id = c->act->id;
	own->cookie = cookie;
	own->position = c->place.position;
	own->rotates = rotation_is_of_log(c->act);
	buf_put(&own->raw, c->act->raw);
	b->bytes += c->act->raw.n;
	must(ledger_add(r->options.ledger, &c->place, c->act, NULL) ==
	     RULE_NONE);
	replica_log_meet(r);
}

enum rule replica_own_append(struct replica *r, struct bytes act, int64_t wall,
    uint64_t cookie, struct why *why)
{
	struct candidate c = { .arena = arena_new(),
		.place = replica_own_place(r, wall) };
	enum rule rule = judge(r, &c, act, why);

	if (rule == RULE_NONE)
		keep(r, &c, cookie);
	arena_free(c.arena);
	return rule;
}

/* ---- time ---- */

void replica_own_touch(struct replica *r, int64_t wall)
{
	struct task *t;

	/* An act that waits has its time; the next touch will do. */
	if (r->open.count > 0 || r->flight.count > 0)
		return;
	if (wall <= r->signed_time || replica_own_leaps(r, wall))
		return;
	t = task_new(TASK_TIME);
	t->time = r->signed_time = wall;
	t->word = r->word;
	r->word = SIGNED_TIME_STEP;
	replica_give(r, t);
}

/* ---- the batch ---- */

/* What was admitted behind a rotation is signed by the new key: the next batch,
 * with the time that it was admitted at. */
static void split_behind_rotation(struct replica *r)
{
	struct replica_own_batch *b = &r->flight;
	size_t n = 0;

	while (n < b->count && !b->acts[n].rotates)
		n++;
	if (n + 1 >= b->count)
		return;
	n++;
	r->open.acts =
	    mem_new_array(REPLICA_PENDING_ACTS_MAX, sizeof(b->acts[0]));
	r->open.time = b->time;
	r->open.count = b->count - n;
	memcpy(r->open.acts, b->acts + n, r->open.count * sizeof(b->acts[0]));
	for (size_t i = 0; i < r->open.count; i++)
		r->open.bytes += r->open.acts[i].raw.n;
	b->bytes -= r->open.bytes;
	b->count = n;
}

struct task *replica_own_start(struct replica *r)
{
	const struct replica_log *log = replica_log_find(r, r->node);
	struct task *t;

	if (r->flight.count > 0 || r->open.count == 0)
		return NULL;
	must(log != NULL);
	r->flight = r->open;
	r->open = (struct replica_own_batch){ 0 };
	split_behind_rotation(r);
	t = task_new(TASK_APPEND);
	memcpy(t->node, r->node, sizeof(t->node));
	t->network = r->options.network;
	t->log_key = ledger_admitted(r->options.ledger, r->node)->log;
	t->pair = r->log;
	t->at = log->chain;
	t->time = r->flight.time;
	t->word = r->word;
	r->word = SIGNED_TIME_STEP;
	t->act_count = r->flight.count;
	t->acts = mem_new_array(t->act_count, sizeof(t->acts[0]));
	for (size_t i = 0; i < t->act_count; i++)
		buf_put(&t->acts[i], buf_bytes(&r->flight.acts[i].raw));
	return t;
}

static void say_appended(struct replica *r, const struct replica_own_act *own,
    const struct replica_log *log)
{
	struct replica_event *e = replica_say(r, REPLICA_APPENDED);

	memcpy(e->node, r->node, sizeof(e->node));
	e->cookie = own->cookie;
	e->epoch = log->chain.epoch;
	e->first = own->position;
	e->count = 1;
	e->time = r->flight.time;
	e->root = own->id;
}

void replica_own_stored(struct replica *r, struct task *t)
{
	struct replica_log *log = replica_log_find(r, r->node);

	must(log != NULL && t->batch_count == 1);
	must(t->batches[0].count == r->flight.count);
	must(t->batches[0].first == r->flight.acts[0].position);
	replica_log_grown(r, log, &t->next, t->batches, t->batch_count);
	replica_keys_stored(r, &log->chain);
	r->counters.acts_appended += r->flight.count;
	for (size_t i = 0; i < r->flight.count; i++)
		say_appended(r, &r->flight.acts[i], log);
	replica_own_free(&r->flight);
	replica_serve_push(r, &t->batches[0]);
}
