/*
 *	due target -> dial -> on_dialled -> link -> on_ended -> due again, later
 *	listen -------------------------> link -> on_ended
 */
#include "node/daemon_fields.h"

#include <string.h>

#include "base/journal.h"
#include "base/mem.h"
#include "node/address.h"
#include "node/dial.h"
#include "node/link.h"
#include "node/peers.h"
#include "schema/ledger.h"

/* ---- links ---- */

static struct daemon_link *find_link(struct daemon *d, uint32_t session)
{
	for (size_t i = 0; i < d->link_count; i++) {
		if (link_session(d->links[i].link) == session)
			return &d->links[i];
	}
	return NULL;
}

static void on_fed(void *arg)
{
	daemon_pump(arg);
}

static void on_ended(void *arg, struct link *l)
{
	struct daemon *d = arg;

	for (size_t i = 0; i < d->link_count; i++) {
		struct daemon_link *at = &d->links[i];

		if (at->link != l)
			continue;
		if (at->target != NULL)
			peers_ended(d->peers, at->target, daemon_pump_now(d));
		*at = d->links[--d->link_count];
		break;
	}
	daemon_pump_soon(d);
}

/* Takes @stream; false when there is no room. */
static bool add_link(struct daemon *d, uv_stream_t *stream,
    enum session_side side, const char *expected, struct peers_target *target)
{
	const struct link_events events = { on_fed, on_ended, d };
	struct link *l;

	if (link_start(&l, d->replica, stream, side, expected, &events) !=
	    ERR_OK) {
		journal_say(JOURNAL_WARNING, "too many peer sessions", NULL);
		return false;
	}
	must(d->link_count < REPLICA_SESSIONS_MAX);
	d->links[d->link_count++] = (struct daemon_link){ l, target };
	daemon_pump(d);
	return true;
}

void daemon_net_take(struct daemon *d, uv_stream_t *stream)
{
	(void)add_link(d, stream, SESSION_ACCEPTED, NULL, NULL);
}

void daemon_net_write(struct daemon *d)
{
	for (size_t i = 0; i < d->link_count; i++)
		link_pump(d->links[i].link);
}

void daemon_net_cut(struct daemon *d)
{
	for (size_t i = 0; i < d->link_count; i++)
		link_cut(d->links[i].link);
}

void daemon_net_up(struct daemon *d, const struct replica_event *event)
{
	struct daemon_link *l = find_link(d, event->session);

	if (l != NULL && l->target != NULL)
		peers_up(d->peers, l->target, event->node, daemon_pump_now(d));
}

/* ---- dials ---- */

static void forget_dial(struct daemon_dial *gone)
{
	struct daemon *d = gone->daemon;
	struct daemon_dial **at = &d->dials;

	while (*at != gone)
		at = &(*at)->next;
	*at = gone->next;
	d->dial_count--;
	mem_free(gone);
}

static void on_dialled(void *arg, enum err err, uv_tcp_t *tcp)
{
	struct daemon_dial *done = arg;
	struct daemon *d = done->daemon;
	struct peers_target *target = done->target;
	const char *node = done->node;

	forget_dial(done);
	if (err == ERR_OK &&
	    add_link(d, (uv_stream_t *)tcp, SESSION_DIALLED, node, target))
		return;
	if (err != ERR_OK)
		journal_say(JOURNAL_DEBUG, "a peer was not reached", "peer",
		    node != NULL ? node : "?", "reason", err_text(err), NULL);
	peers_failed(d->peers, target, daemon_pump_now(d));
	daemon_pump_soon(d);
}

static bool start_dial(struct daemon *d, struct peers_target *target,
    const char *text, const char *node)
{
	struct daemon_dial *new = mem_new(sizeof(*new));
	struct address address;

	*new = (struct daemon_dial){ d, target, node, NULL, d->dials };
	if (address_parse(&address, text, NULL) != ERR_OK ||
	    address.type != ADDRESS_TCP ||
	    dial_start(&new->dial, d->loop, address.host, address.port_text,
		DAEMON_DIAL_LIMIT_MS, on_dialled, new) != ERR_OK) {
		mem_free(new);
		return false;
	}
	d->dials = new;
	d->dial_count++;
	return true;
}

static bool is_connected(void *arg, const char *node)
{
	struct daemon *d = arg;

	return replica_connected(d->replica, node);
}

void daemon_net_dial(struct daemon *d)
{
	int64_t now = daemon_pump_now(d);

	while (d->phase == DAEMON_SERVING && d->dial_count < DAEMON_DIALS_MAX &&
	       d->link_count < REPLICA_SESSIONS_MAX) {
		const char *address, *node;
		struct peers_target *target =
		    peers_next(d->peers, now, is_connected, d, &address, &node);

		if (target == NULL)
			return;
		if (!start_dial(d, target, address, node))
			peers_failed(d->peers, target, now);
	}
}

void daemon_net_stop_dialling(struct daemon *d)
{
	while (d->dials != NULL) {
		dial_cancel(d->dials->dial);
		forget_dial(d->dials);
	}
}

void daemon_net_put_members(struct daemon *d)
{
	const struct ledger *l = d->boot.ledger;

	for (size_t i = 0; i < ledger_member_count(l); i++) {
		const struct member *m = ledger_member_at(l, i);

		if (strcmp(m->node, daemon_node(d)) != 0)
			peers_put_member(d->peers, m);
	}
}
