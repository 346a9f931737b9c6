#include "node/daemon_fields.h"

#include "base/mem.h"
#include "base/why.h"

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
