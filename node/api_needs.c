/*
 * GET /v1/needs, and what GET /v1/node says of the same: what is missing, how
 * much of it is there, who was asked in vain.  Needs hang on no log, so equal
 * logs may come with objects missing (docs/PROTOCOL.md P-17).
 */
#include "node/api_needs.h"

#include <stdlib.h>

#include "node/api.h"
#include "node/daemon.h"
#include "node/index_read.h"
#include "node/say.h"
#include "sync/replica.h"

static struct value *tried_of(struct arena *a, const struct replica_missing *m)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < m->tried_count; i++) {
		struct value *v = value_map(a);

		say_text(a, v, "node", m->tried[i].node);
		say_text(a, v, "why", replica_tried_text(m->tried[i].why));
		value_push(a, list, v);
	}
	return list;
}

static struct value *line_of(
    struct arena *a, struct daemon *d, const struct replica_missing *m)
{
	struct value *v = value_map(a);
	struct index_dossier found;
	int64_t age_ms = daemon_steady_ms(d) - m->since_ms;

	say_digest(a, v, "object", &m->object.root);
	say_text(a, v, "kind", m->object.kind == VAULT_WRAP ? "wrap" : "file");
	say_int(a, v, "bytes", (int64_t)m->object.bytes);
	say_digest(a, v, "dossier", &m->object.dossier);
	if (index_read_dossier(daemon_index(d), a, &m->object.dossier, &found))
		say_text(a, v, "case", found.number);
	say_int(a, v, "have", (int64_t)m->there);
	say_int(a, v, "total", (int64_t)m->total);
	say_int(a, v, "asked", (int64_t)m->asked);
	value_set(a, v, "tried", tried_of(a, m));
	say_time(a, v, "since", (daemon_wall_ms(d) - age_ms) / 1000);
	return v;
}

struct older {
	int64_t since_ms;
	size_t i;
};

static int by_age(const void *left, const void *right)
{
	const struct older *a = left, *b = right;

	if (a->since_ms != b->since_ms)
		return a->since_ms < b->since_ms ? -1 : 1;
	return a->i < b->i ? -1 : a->i > b->i;
}

struct value *api_needs_list(struct arena *a, struct daemon *d, size_t limit)
{
	const struct replica *r = daemon_replica(d);
	size_t count = replica_need_count(r);
	struct older *order = arena_take_array(a, count + 1, sizeof(*order));
	struct value *list = value_list(a);
	struct replica_missing m;

	for (size_t i = 0; i < count; i++) {
		replica_need_at(r, i, &m);
		order[i] = (struct older){ m.since_ms, i };
	}
	qsort(order, count, sizeof(*order), by_age);
	for (size_t i = 0; i < count && i < limit; i++) {
		replica_need_at(r, order[i].i, &m);
		value_push(a, list, line_of(a, d, &m));
	}
	return list;
}

void api_needs(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	struct value *v = value_map(a);

	say_int(
	    a, v, "needs", (int64_t)replica_need_count(daemon_replica(arg)));
	say_bool(a, v, "vault_complete", daemon_needs_complete(arg));
	value_set(a, v, "missing", api_needs_list(a, arg, API_NEEDS_MAX));
	http_answer_value(request, 200, v);
}
