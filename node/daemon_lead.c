/*
 * Services that are offered unasked (docs/FORMAT.md F-229), opened by the robot:
 *
 *	licences of ours that expire soon -> prepare a lead -> sign, append
 *
 * One at a time, and looked for now and then: nobody waits for a lead.
 */
#include "node/daemon_fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "node/say.h"
#include "node/tried.h"
#include "schema/lead_due.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/standard.h"
#include "schema/value.h"

#define LOOK_MS  600000
#define NEXT_MS  50 /* behind one that was opened */
#define GROWN_MS 2000
#define IDLE_MS  2000 /* while there is no robot, or something is on its way */
#define DUE_MAX  64   /* in one look: of these the first that may be tried */

struct opening {
	struct daemon *daemon;
	struct arena *arena; /* owned */
	struct digest id;    /* of the licence */
	const char *item;
};

static void finish(struct opening *x)
{
	struct daemon *d = x->daemon;

	d->lead.busy = false;
	d->lead.at_ms = daemon_pump_now(d) + NEXT_MS;
	arena_free(x->arena);
	mem_free(x);
	daemon_pump_soon(d);
}

static void failed(struct opening *x, const char *clause, const char *reason)
{
	struct daemon *d = x->daemon;
	uint64_t unsaid;

	if (tried_failed(d->lead.tried, &x->id, daemon_pump_now(d)) &&
	    tried_may_say(d->lead.tried, daemon_pump_now(d), &unsaid))
		journal_say(JOURNAL_WARNING,
		    "a service that is due unasked cannot be opened; it is tried "
		    "again",
		    "item", x->item, "rule", clause != NULL ? clause : "-",
		    "reason", reason, NULL);
	finish(x);
}

static void on_done(void *arg, const char *clause, const char *reason,
    const struct place *place)
{
	struct opening *x = arg;

	(void)place;
	if (reason != NULL) {
		failed(x, clause, reason);
		return;
	}
	tried_done(x->daemon->lead.tried, &x->id, daemon_pump_now(x->daemon));
	journal_say(JOURNAL_NOTICE, "a service is offered unasked", "item",
	    x->item, NULL);
	finish(x);
}

static void start(struct daemon *d, const struct lead_due *due)
{
	struct opening *x = mem_new(sizeof(*x));
	struct arena *a = arena_new();
	struct value *v = value_map(a), *licences = value_list(a);
	char hex[DIGEST_HEX_ROOM];

	x->daemon = d;
	x->arena = a;
	x->id = due->licence->act;
	x->item = arena_print(a, "%s", due->standard->item);
	digest_hex(hex, &x->id);
	value_push(a, licences, value_text(a, hex));
	say_text(a, v, "kind", "case.lead.open");
	say_text(a, v, "item", x->item);
	say_text(a, v, "trigger", due->trigger);
	value_set(a, v, "licences", licences);
	d->lead.busy = true;
	daemon_hand_in(d, a, v, on_done, x);
}

/* When to look again: as something comes due, or when what failed may be tried.
 */
static void rest(struct daemon *d, int64_t next)
{
	int64_t wall = daemon_wall_ms(d), wait = LOOK_MS;

	if (next < (wall + LOOK_MS) / 1000)
		wait = next * 1000 - wall + 1000;
	d->lead.at_ms = daemon_pump_now(d) + wait;
}

void daemon_lead_step(struct daemon *d)
{
	struct lead_due due[DUE_MAX];
	int64_t next, now = daemon_pump_now(d);
	size_t n;

	if (d->lead.busy || now < d->lead.at_ms)
		return;
	if (!daemon_due_may_work(d)) {
		d->lead.at_ms = now + IDLE_MS;
		return;
	}
	n = lead_due_list(d->boot.ledger, daemon_node(d),
	    daemon_wall_ms(d) / 1000, due, DUE_MAX, &next);
	for (size_t i = 0; i < n && i < DUE_MAX; i++)
		if (tried_until(d->lead.tried, &due[i].licence->act, now) ==
		    0) {
			start(d, &due[i]);
			return;
		}
	rest(d, next);
}

/* Soon, and once for many: an import brings thousands. */
void daemon_lead_grown(struct daemon *d, const char *kind)
{
	int64_t soon = daemon_pump_now(d) + GROWN_MS;

	if ((strncmp(kind, "licence.", strlen("licence.")) == 0 ||
		strcmp(kind, "standard.adopt") == 0 ||
		strcmp(kind, "standard.publish") == 0 ||
		strcmp(kind, "staff.grant") == 0) &&
	    soon < d->lead.at_ms)
		d->lead.at_ms = soon;
}

int64_t daemon_lead_deadline(const struct daemon *d)
{
	return d->lead.busy ? INT64_MAX : d->lead.at_ms;
}

void daemon_lead_open(struct daemon *d)
{
	d->lead.tried = tried_new();
}

void daemon_lead_free(struct daemon *d)
{
	tried_free(d->lead.tried);
}
