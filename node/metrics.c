#include "node/metrics.h"

#include <inttypes.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/rule.h"
#include "node/daemon.h"
#include "sync/replica.h"

struct row {
	const char *name; /* without "tongban_" */
	const char *type;
	const char *help;
	size_t offset;
};

#define COUNTER(field) offsetof(struct replica_counters, field)
#define GAUGE(field)   offsetof(struct metrics_gauges, field)

static const struct row counters_table[] = {
	{ "sessions_opened_total", "counter", "Peer sessions begun.",
	    COUNTER(sessions_opened) },
	{ "sessions_ended_total", "counter", "Peer sessions ended.",
	    COUNTER(sessions_ended) },
	{ "peer_received_bytes_total", "counter", "Bytes from peers.",
	    COUNTER(bytes_in) },
	{ "peer_sent_bytes_total", "counter", "Bytes to peers.",
	    COUNTER(bytes_out) },
	{ "batches_received_total", "counter", "Batches taken from peers.",
	    COUNTER(batches_in) },
	{ "batches_sent_total", "counter", "Batches given to peers.",
	    COUNTER(batches_out) },
	{ "heartbeats_signed_total", "counter",
	    "Newer times of our own log that were signed.", COUNTER(beats) },
	{ "heartbeats_kept_total", "counter",
	    "Newer times of logs, ours among them.", COUNTER(notes_kept) },
	{ "cosignatures_kept_total", "counter",
	    "Lines of witnesses, on our log and on others'.",
	    COUNTER(cosignatures) },
	{ "vault_chunks_received_total", "counter",
	    "Chunks of vault objects from peers.", COUNTER(chunks_in) },
	{ "vault_chunks_sent_total", "counter",
	    "Chunks of vault objects given to peers.", COUNTER(chunks_out) },
	{ "vault_chunks_bad_total", "counter",
	    "Chunks that were not of their object; the journal says whose.",
	    COUNTER(chunks_bad) },
	{ "vault_sources_late_total", "counter",
	    "Peers that owed a chunk for too long.", COUNTER(chunks_late) },
	{ "acts_stored_total", "counter", "Acts of other logs made durable.",
	    COUNTER(acts_stored) },
	{ "acts_appended_total", "counter", "Own acts made durable.",
	    COUNTER(acts_appended) },
};

static const struct row gauges_table[] = {
	{ "peers_connected", "gauge", "Sessions past their hellos.",
	    GAUGE(peers_connected) },
	{ "peers_known", "gauge", "Members, ourselves aside.",
	    GAUGE(peers_known) },
	{ "logs", "gauge", "Logs held.", GAUGE(logs) },
	{ "log_acts", "gauge", "Acts in all logs held.", GAUGE(log_acts) },
	{ "vault_needs", "gauge", "Vault objects still to be fetched.",
	    GAUGE(vault_needs) },
	{ "store_jobs", "gauge", "Jobs waiting for the store thread.",
	    GAUGE(store_jobs) },
	{ "worker_jobs", "gauge", "Jobs waiting for the workers.",
	    GAUGE(worker_jobs) },
	{ "api_connections", "gauge", "Connections to the API.",
	    GAUGE(api_connections) },
	{ "index_acts", "gauge", "Acts in the index.", GAUGE(index_acts) },
	{ "index_dossiers", "gauge", "Cases in the index.",
	    GAUGE(index_dossiers) },
	{ "due_cases", "gauge", "Cases whose clocks order something now.",
	    GAUGE(due_cases) },
	{ "due_acts_total", "counter",
	    "Acts that the robot made because a clock ordered them.",
	    GAUGE(due_acts) },
	{ "due_failures_total", "counter",
	    "Tries of it that failed; the journal says why.",
	    GAUGE(due_failures) },
	{ "robot_executes", "gauge",
	    "1 while what clocks order is executed (FORMAT F-208).",
	    GAUGE(robot_executes) },
	{ "disk_free_bytes", "gauge", "Free on the disk of the data folder.",
	    GAUGE(disk_free_bytes) },
	{ "disk_floor_bytes", "gauge",
	    "Below this much free disk no new case is received.",
	    GAUGE(disk_floor_bytes) },
	{ "disk_low", "gauge",
	    "1 while no new case is received for want of it.",
	    GAUGE(disk_low) },
};

static void put_rows(
    struct buf *out, const struct row *rows, size_t count, const void *values)
{
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		const uint64_t *value =
		    (const void *)((const char *)values + row->offset);

		buf_print(out, "# HELP tongban_%s %s\n", row->name, row->help);
		buf_print(out, "# TYPE tongban_%s %s\n", row->name, row->type);
		buf_print(out, "tongban_%s %" PRIu64 "\n", row->name, *value);
	}
}

/* Rules that were never broken are left out. */
static void put_rules(struct buf *out, const char *name, const char *help,
    const uint64_t counts[RULE_COUNT])
{
	buf_print(out, "# HELP %s %s\n", name, help);
	buf_print(out, "# TYPE %s counter\n", name);
	for (int i = 0; i < RULE_COUNT; i++) {
		if (counts[i] > 0)
			buf_print(out,
			    "%s{rule=\"%s\",clause=\"%s\"} %" PRIu64 "\n", name,
			    rule_name((enum rule)i), rule_clause((enum rule)i),
			    counts[i]);
	}
}

void metrics_refusals(struct buf *out, const uint64_t *rules,
    const uint64_t *statuses, int first, int count)
{
	static const char name[] = "tongban_api_refused_status_total";

	put_rules(out, "tongban_api_refused_total",
	    "API requests refused by rule.", rules);
	buf_print(out, "# HELP %s API requests refused by status.\n", name);
	buf_print(out, "# TYPE %s counter\n", name);
	for (int i = 0; i < count; i++)
		if (statuses[i] > 0)
			buf_print(out, "%s{status=\"%d\"} %" PRIu64 "\n", name,
			    first + i, statuses[i]);
}

static void put_kinds(struct buf *out, const char *name, const char *help,
    const uint64_t counts[ROBOT_KINDS])
{
	buf_print(out, "# HELP %s %s\n# TYPE %s counter\n", name, help, name);
	for (int i = 0; i < ROBOT_KINDS; i++)
		buf_print(out, "%s{duty=\"%s\"} %" PRIu64 "\n", name,
		    robot_kind_word((enum robot_kind)i), counts[i]);
}

void metrics_duties(struct buf *out, const struct daemon_duties *duties)
{
	put_kinds(out, "tongban_duties_done_total",
	    "What the node did by itself.", duties->done);
	put_kinds(out, "tongban_duties_failed_total",
	    "Tries of it that failed; the journal says why.", duties->failures);
}

void metrics_format(struct buf *out, const struct replica_counters *counters,
    const struct metrics_gauges *gauges)
{
	put_rows(out, counters_table,
	    sizeof(counters_table) / sizeof(counters_table[0]), counters);
	put_rules(out, "tongban_sessions_ended_by_rule_total",
	    "Sessions ended by a broken rule.", counters->ended_by_rule);
	put_rows(out, gauges_table,
	    sizeof(gauges_table) / sizeof(gauges_table[0]), gauges);
	buf_put_text(out,
	    "# HELP process_start_time_seconds When the process started.\n"
	    "# TYPE process_start_time_seconds gauge\n");
	buf_print(out, "process_start_time_seconds %" PRId64 "\n",
	    gauges->started_seconds);
}
