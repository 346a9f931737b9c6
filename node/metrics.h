/*
 * metrics - how a node is doing, as Prometheus text (format 0.0.4).
 *
 * One table (metrics.c) makes names, types and help.  Pure.
 */
#ifndef NODE_METRICS_H
#define NODE_METRICS_H

#include <stdint.h>

struct buf;
struct replica_counters;

#define METRICS_CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct metrics_gauges {
	uint64_t peers_connected, peers_known;
	uint64_t logs, log_acts; /* acts of all logs held */
	uint64_t vault_needs;
	uint64_t store_jobs, worker_jobs; /* put and not done */
	uint64_t api_connections;
	uint64_t index_acts, index_dossiers;
	uint64_t due_cases, due_acts, due_failures, robot_executes;
	uint64_t disk_free_bytes, disk_floor_bytes, disk_low;
	int64_t started_seconds; /* wall time of the start */
};

void metrics_format(struct buf *out, const struct replica_counters *counters,
    const struct metrics_gauges *gauges);

/* API requests that were refused, by rule (RULE_COUNT entries), and all by HTTP
 * status from @first on. */
void metrics_refusals(struct buf *out, const uint64_t *rules,
    const uint64_t *statuses, int first, int count);

struct daemon_duties;

/* What the node did by itself, by kind of duty. */
void metrics_duties(struct buf *out, const struct daemon_duties *duties);

#endif
