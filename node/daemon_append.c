#include "node/daemon_fields.h"

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/file.h"
#include "node/folder.h"
#include "node/setup.h"
#include "schema/act.h"

enum rule daemon_append(struct daemon *d, struct bytes act,
    daemon_appended_fn *done, void *arg, struct why *why)
{
	struct daemon_pending *p;
	enum rule rule;

	if (d->phase > DAEMON_FINISHING) {
		(void)(why_set(why, ERR_BUSY, "the node stops") == ERR_BUSY);
		return RULE_FLOOD;
	}
	rule = replica_append(
	    d->replica, act, daemon_wall_ms(d) / 1000, d->cookie + 1, why);
	if (rule != RULE_NONE)
		return rule;
	p = mem_new(sizeof(*p));
	p->cookie = ++d->cookie;
	p->done = done;
	p->arg = arg;
	p->next = d->pending;
	d->pending = p;
	daemon_pump_soon(d);
	return RULE_NONE;
}

void daemon_append_done(struct daemon *d, const struct replica_event *event)
{
	struct daemon_pending **at = &d->pending, *p;
	struct place place = {
		.node = daemon_node(d),
		.epoch = event->epoch,
		.position = event->first,
		.time = event->time,
	};
	struct why why = { 0 };
	bool failed = event->type == REPLICA_APPEND_FAILED;

	while (*at != NULL && (*at)->cookie != event->cookie)
		at = &(*at)->next;
	p = *at;
	must(p != NULL);
	*at = p->next;
	if (failed)
		(void)(why_set(&why, ERR_REFUSED, "%s", event->text) == ERR_OK);
	p->done(p->arg, failed ? event->rule : RULE_NONE, &place, &why);
	mem_free(p);
}

/* ---- the first act of the authority's log ---- */

static void say_unopened(enum rule rule, const char *reason)
{
	journal_say(JOURNAL_ERROR, "the network could not be opened", "rule",
	    rule_clause(rule), "reason", reason, NULL);
}

static void on_opened(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	struct daemon *d = arg;

	(void)place;
	if (rule == RULE_NONE)
		journal_say(JOURNAL_NOTICE, "the network is open", "node",
		    daemon_node(d), NULL);
	else
		say_unopened(rule, why->text);
}

/* With roots kept elsewhere it may wait for signatures. */
static enum rule append_opening(
    struct daemon *d, struct arena *a, struct bytes raw, struct why *why)
{
	struct act *draft;

	if (act_decode_unsigned(a, raw, &draft, NULL) == RULE_NONE) {
		(void)(why_set(why, ERR_REFUSED,
			   "no root has signed %s yet: tongban key sign it with "
			   "%u root keys, then start again",
			   SETUP_OPENING,
			   d->boot.genesis->threshold) == ERR_OK);
		return RULE_THRESHOLD;
	}
	return daemon_append(d, raw, on_opened, d, why);
}

/* `tongban init` left network.open, signed by the root, for the first start;
 * in a log that has begun, and at a district, there is nothing to do. */
void daemon_append_opening(struct daemon *d)
{
	const struct chain *own = replica_log(d->replica, daemon_node(d));
	char *path = folder_path(d->options.dir, SETUP_OPENING);
	struct arena *a = arena_new();
	struct bytes act;
	struct why why = { 0 };

	if ((own == NULL || chain_size(own) == 0) &&
	    file_read(a, path, ACT_BYTES_MAX, &act, &why) == ERR_OK) {
		enum rule rule = append_opening(d, a, act, &why);

		if (rule != RULE_NONE)
			say_unopened(rule, why.text);
	}
	arena_free(a);
	mem_free(path);
}
