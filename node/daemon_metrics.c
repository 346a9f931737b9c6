/*
 * How the daemon is doing, gathered for node/metrics.h.
 */
#include "node/daemon_fields.h"

#include "node/crew.h"
#include "node/http.h"
#include "node/identity.h"
#include "node/index_read.h"
#include "node/metrics.h"
#include "schema/ledger.h"

static uint64_t connected_count(struct daemon *d)
{
	uint64_t n = 0;

	for (size_t i = 0; i < ledger_member_count(d->boot.ledger); i++)
		n += replica_connected(
		    d->replica, ledger_member_at(d->boot.ledger, i)->node);
	return n;
}

static void put_due(const struct daemon *d, struct metrics_gauges *gauges)
{
	struct daemon_due_view due = daemon_due_view(d);

	gauges->due_cases = due.waiting;
	gauges->due_acts = due.done;
	gauges->due_failures = due.failed;
	gauges->robot_executes = due.state == DAEMON_DUE_EXECUTES;
}

static void put_space(struct daemon *d, struct metrics_gauges *gauges)
{
	struct daemon_space space = daemon_space(d);

	gauges->disk_free_bytes = space.free_bytes;
	gauges->disk_floor_bytes = space.floor_bytes;
	gauges->disk_low = space.low;
}

void daemon_metrics(struct daemon *d, struct buf *out)
{
	bool member = ledger_member(d->boot.ledger, d->identity->node) != NULL;
	struct metrics_gauges gauges = {
		.peers_connected = connected_count(d),
		.peers_known = ledger_member_count(d->boot.ledger) - member,
		.logs = replica_log_count(d->replica),
		.vault_needs = replica_need_count(d->replica),
		.store_jobs = crew_count(d->store),
		.worker_jobs = crew_count(d->workers),
		.api_connections = http_connection_count(d->http),
		.index_acts = index_read_act_count(d->boot.reader),
		.index_dossiers = index_read_dossier_count(d->boot.reader),
		.started_seconds = d->started_seconds,
	};

	put_due(d, &gauges);
	put_space(d, &gauges);
	for (size_t i = 0; i < gauges.logs; i++)
		gauges.log_acts += chain_size(replica_log_at(d->replica, i));
	metrics_format(out, replica_counters(d->replica), &gauges);
	metrics_refusals(out, d->refusals, d->refused_status,
	    DAEMON_STATUS_FIRST, DAEMON_STATUS_COUNT);
	metrics_duties(out, &d->robot.duties);
}

void daemon_metrics_get(struct http_request *request, void *daemon)
{
	struct buf text = { 0 };

	daemon_metrics(daemon, &text);
	http_answer(request, 200, METRICS_CONTENT_TYPE, buf_bytes(&text));
	buf_fini(&text);
}
