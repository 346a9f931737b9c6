/*
 * Whatever happens ends here: tasks of the replica go out to threads, its news
 * into the journal and to those who wait, its bytes to the sockets, and the
 * timer is set to what is due next.
 */
#include "node/daemon_fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/case_draft.h"
#include "node/crew.h"
#include "node/peers.h"
#include "node/staging.h"
#include "schema/genesis.h"

int64_t daemon_pump_now(const struct daemon *d)
{
	return (int64_t)uv_now(d->loop);
}

/* ---- tasks ---- */

struct job {
	struct daemon *daemon;
	struct task *task;
};

static void run_task(void *arg)
{
	struct job *j = arg;
	struct why why = { 0 };

	if (task_run(j->task, &j->daemon->host, &why) != ERR_OK)
		daemon_fail(&why);
}

static void task_done(void *arg)
{
	struct job *j = arg;
	struct daemon *d = j->daemon;

	replica_done(d->replica, j->task, daemon_pump_now(d));
	mem_free(j);
	daemon_pump(d);
}

static void hand_out(struct daemon *d)
{
	struct task *t;

	/* The threads are about to end: what is not begun stays undone. */
	if (d->phase == DAEMON_CLOSING)
		return;
	while ((t = replica_task(d->replica)) != NULL) {
		struct job *j = mem_new(sizeof(*j));

		*j = (struct job){ d, t };
		crew_put(
		    task_queue(t) == TASK_QUEUE_WORK ? d->workers : d->store,
		    run_task, task_done, j);
	}
}

/* ---- news ---- */

static void on_stored(struct daemon *d, const struct replica_event *e)
{
	char first[24], count[24];

	(void)snprintf(first, sizeof(first), "%" PRIu64, e->first);
	(void)snprintf(count, sizeof(count), "%" PRIu64, e->count);
	journal_say(JOURNAL_DEBUG, "acts are stored", "log", e->node, "first",
	    first, "count", count, NULL);
	if (strcmp(e->node, d->boot.genesis->authority.node) == 0)
		daemon_net_put_members(d);
	daemon_needs_stored(d, e);
}

static void say_down(const struct replica_event *e)
{
	bool broken = e->rule != RULE_NONE;

	journal_say(broken ? JOURNAL_WARNING : JOURNAL_INFO,
	    "peer session ended", "peer", e->node[0] != '\0' ? e->node : "?",
	    "rule", broken ? rule_clause(e->rule) : "-", "name",
	    rule_name(e->rule), "reason", e->text, NULL);
}

static void say_refused(const struct replica_event *e)
{
	char position[24];

	(void)snprintf(position, sizeof(position), "%" PRIu64, e->first);
	journal_say(JOURNAL_WARNING, "an act is kept as evidence, not applied",
	    "log", e->node, "position", position, "rule", rule_clause(e->rule),
	    "name", rule_name(e->rule), "reason", e->text, NULL);
}

/* Who it was, by name. */
static void say_chunk(const struct replica_event *e, const char *what)
{
	bool broken = e->rule != RULE_NONE;
	char object[DIGEST_HEX_ROOM], chunk[24];

	digest_hex(object, &e->root);
	(void)snprintf(chunk, sizeof(chunk), "%" PRIu64, e->first);
	journal_say(JOURNAL_WARNING, what, "peer", e->node, "object", object,
	    "rule", broken ? rule_clause(e->rule) : "-", "chunk",
	    broken ? chunk : "-", NULL);
}

static void say_tail(const struct replica_event *e)
{
	char count[24];

	(void)snprintf(count, sizeof(count), "%" PRIu64, e->count);
	journal_say(JOURNAL_ERROR,
	    "a peer holds more of our own log than we do: was this folder "
	    "restored from a backup?",
	    "acts", count, "reason", e->text, NULL);
}

static void say_forgot(const struct replica_event *e)
{
	char had[24], has[24];

	(void)snprintf(had, sizeof(had), "%" PRIu64, e->first);
	(void)snprintf(has, sizeof(has), "%" PRIu64, e->count);
	journal_say(JOURNAL_WARNING,
	    "a witness speaks of less than it has cosigned; it gets no proof "
	    "from there (F-322)",
	    "witness", e->node, "cosigned", had, "says", has, NULL);
}

static void say_back(const struct replica_event *e)
{
	char time[24];

	(void)snprintf(time, sizeof(time), "%" PRId64, e->time);
	journal_say(JOURNAL_ERROR,
	    "a node has signed a batch with a time before one that it had "
	    "signed",
	    "log", e->node, "shown", time, NULL);
}

static void take_news(struct daemon *d, const struct replica_event *e)
{
	switch (e->type) {
	case REPLICA_PEER_UP:
		journal_say(
		    JOURNAL_INFO, "peer session opened", "peer", e->node, NULL);
		daemon_net_up(d, e);
		break;
	case REPLICA_PEER_DOWN:
		say_down(e);
		break;
	case REPLICA_STORED:
		on_stored(d, e);
		break;
	case REPLICA_APPENDED:
	case REPLICA_APPEND_FAILED:
		daemon_append_done(d, e);
		break;
	case REPLICA_VAULT_STORED:
		journal_say(JOURNAL_DEBUG, "a vault object is here", NULL);
		break;
	case REPLICA_VAULT_BAD:
		say_chunk(e, "a peer sent a chunk that is not of its object");
		break;
	case REPLICA_VAULT_LATE:
		say_chunk(
		    e, "a peer owes chunks for too long; others are asked");
		break;
	case REPLICA_ACT_REFUSED:
		say_refused(e);
		break;
	case REPLICA_WITNESS_FORGOT:
		say_forgot(e);
		break;
	case REPLICA_FORK_SEEN:
		journal_say(JOURNAL_ERROR, "a log is forked", "log", e->node,
		    "reason", e->text, NULL);
		break;
	case REPLICA_FORK_FOUND:
		daemon_fork_found(d, e);
		break;
	case REPLICA_BEAT_HEARD:
		daemon_due_beat(d, e->node);
		break;
	case REPLICA_BACK_SEEN:
		say_back(e);
		break;
	case REPLICA_TAIL_SEEN:
		d->tail_seen = true;
		say_tail(e);
		break;
	}
}

/* ---- the timer ---- */

static bool beat_due(const struct daemon *d, int64_t now)
{
	return now >= d->beat_ms ||
	       (replica_note_wanted(d->replica) &&
		   now >= d->beat_ms - DAEMON_BEAT_MS + DAEMON_BEAT_LEAST_MS);
}

static void beat(struct daemon *d, int64_t now)
{
	if (!beat_due(d, now))
		return;
	replica_note_beat(d->replica, daemon_wall_ms(d) / 1000);
	d->beat_ms = now + DAEMON_BEAT_MS;
}

static void on_timer(uv_timer_t *timer)
{
	struct daemon *d = timer->data;
	int64_t now = daemon_pump_now(d);

	replica_tick(d->replica, now);
	if (now >= d->touch_ms) {
		replica_touch(d->replica, daemon_wall_ms(d) / 1000);
		d->touch_ms = now + DAEMON_TOUCH_MS;
	}
	if (d->phase == DAEMON_SERVING)
		beat(d, now);
	staging_sweep(d->staging, now);
	case_draft_sweep(d->case_drafts, daemon_wall_ms(d) / 1000);
	daemon_leftover_sweep(d, now);
	daemon_leftover_step(d, now);
	daemon_space_step(d);
	if (d->phase == DAEMON_SERVING) {
		daemon_net_dial(d);
		daemon_needs_step(d);
		daemon_robot_step(d);
		daemon_due_step(d);
		daemon_lead_step(d);
	}
	daemon_pump(d);
}

static void set_timer(struct daemon *d, int64_t after_ms)
{
	if (d->phase == DAEMON_CLOSING)
		return;
	must(uv_timer_start(&d->timer, on_timer, (uint64_t)after_ms, 0) == 0);
}

static void keep_time(struct daemon *d)
{
	int64_t due = replica_deadline(d->replica), now = daemon_pump_now(d);

	if (d->touch_ms < due)
		due = d->touch_ms;
	if (d->marked_ms < due)
		due = d->marked_ms;
	if (d->space_ms < due)
		due = d->space_ms;
	if (d->phase == DAEMON_SERVING && beat_due(d, now))
		due = now;
	else if (d->phase == DAEMON_SERVING && d->beat_ms < due)
		due = d->beat_ms;
	if (d->phase == DAEMON_SERVING && d->dial_count < DAEMON_DIALS_MAX &&
	    peers_deadline(d->peers) < due)
		due = peers_deadline(d->peers);
	if (d->phase == DAEMON_SERVING && daemon_robot_deadline(d) < due)
		due = daemon_robot_deadline(d);
	if (d->phase == DAEMON_SERVING && daemon_due_deadline(d) < due)
		due = daemon_due_deadline(d);
	if (d->phase == DAEMON_SERVING && daemon_lead_deadline(d) < due)
		due = daemon_lead_deadline(d);
	if (daemon_needs_waiting(d) && now + DAEMON_NEEDS_MS < due)
		due = now + DAEMON_NEEDS_MS;
	set_timer(d, due > now ? due - now : 1);
}

/* ---- */

void daemon_pump(struct daemon *d)
{
	struct replica_event event;

	if (d->pumping) {
		d->again = true;
		return;
	}
	d->pumping = true;
	do {
		d->again = false;
		hand_out(d);
		while (replica_event(d->replica, &event))
			take_news(d, &event);
		daemon_net_write(d);
	} while (d->again);
	d->pumping = false;
	keep_time(d);
}

void daemon_pump_soon(struct daemon *d)
{
	set_timer(d, 0);
}

void daemon_pump_start(struct daemon *d)
{
	d->touch_ms = daemon_pump_now(d) + DAEMON_TOUCH_MS;
	d->beat_ms = daemon_pump_now(d) + DAEMON_BEAT_MS;
	daemon_robot_start(d);
	daemon_due_start(d);
	daemon_leftover_start(d);
	daemon_pump_soon(d);
}
