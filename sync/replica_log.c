#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "sync/replica_fields.h"

/* Where @node's log is, or would stand. */
static size_t log_place(const struct replica *r, const char *node)
{
	size_t low = 0, high = r->log_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(r->logs[middle]->chain.node, node) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct replica_log *replica_log_find(const struct replica *r, const char *node)
{
	size_t i = log_place(r, node);

	if (i < r->log_count && strcmp(r->logs[i]->chain.node, node) == 0)
		return r->logs[i];
	return NULL;
}

static void set_line(struct replica *r, const struct chain *chain)
{
	struct frontier_line line = { .epoch = chain->epoch,
		.size = chain_size(chain),
		.root = chain_root(chain) };

	memcpy(line.node, chain->node, sizeof(line.node));
	frontier_set(&r->mine, &line);
	r->mine_number++;
}

void replica_log_add(struct replica *r, const struct chain *chain)
{
	size_t i = log_place(r, chain->node);
	struct replica_log *log = mem_new(sizeof(*log));

	log->chain = log->ahead = *chain;
	log->received = chain_size(chain);
	r->logs = mem_resize(
	    r->logs, (r->log_count + 1) * sizeof(struct replica_log *));
	memmove(&r->logs[i + 1], &r->logs[i],
	    (r->log_count - i) * sizeof(struct replica_log *));
	r->logs[i] = log;
	r->log_count++;
	if (chain_size(chain) > 0)
		set_line(r, chain);
}

void replica_log_meet(struct replica *r)
{
	const struct ledger *l = r->options.ledger;
	size_t count = ledger_member_count(l);

	for (size_t i = 0; i < count; i++) {
		const struct member *m = ledger_member_at(l, i);
		struct chain empty;

		if (replica_log_find(r, m->node) != NULL)
			continue;
		chain_init(&empty, m->node, &ledger_admitted(l, m->node)->log);
		replica_log_add(r, &empty);
		r->look = true;
	}
}

static void add_act(
    struct replica *r, const struct place *place, struct bytes raw)
{
	struct arena *a = arena_new();
	struct replica_event *e;
	struct act *act;
	struct why why = { 0 };
	enum rule rule;

	/* It was checked at log level: what does not decode is our bug. */
	must(act_decode(a, raw, &act, &why) == RULE_NONE);
	rule = ledger_add(r->options.ledger, place, act, &why);
	if (rule != RULE_NONE) {
		e = replica_say(r, REPLICA_ACT_REFUSED);
		memcpy(e->node, place->node, strlen(place->node) + 1);
		e->epoch = place->epoch;
		e->first = place->position;
		e->count = 1;
		e->time = place->time;
		e->rule = rule;
		memcpy(e->text, why.text, sizeof(e->text) - 1);
	}
	arena_free(a);
}

static void add_batch(struct replica *r, const struct batch *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		struct place place = { .node = b->node,
			.epoch = b->epoch,
			.position = b->first + i,
			.time = b->time };

		add_act(r, &place, batch_act(b, i));
	}
}

void replica_log_grown(struct replica *r, struct replica_log *log,
    const struct chain *end, const struct batch *batches, size_t count)
{
	/* What we admitted is in the ledger; what was taken back is not. */
	bool own = strcmp(log->chain.node, r->node) == 0 && r->flight.count > 0;
	struct replica_event *e;
	uint64_t from = chain_size(&log->chain);

	must(chain_size(end) > from);
	replica_note_grown(r, log, count > 0 ? batches[0].time : end->time);
	log->chain = *end;
	if (own) {
		log->ahead = *end;
		log->received = chain_size(end);
	}
	set_line(r, end);
	r->look = true;
	r->counters.acts_stored += chain_size(end) - from;
	for (size_t i = 0; i < count && !own; i++)
		add_batch(r, &batches[i]);
	replica_log_meet(r);
	replica_heard_grown(r, log);

	e = replica_say(r, REPLICA_STORED);
	memcpy(e->node, log->chain.node, sizeof(e->node));
	e->epoch = end->epoch;
	e->first = from;
	e->count = chain_size(end) - from;
	e->time = end->time;
}

size_t replica_log_count(const struct replica *r)
{
	return r->log_count;
}

const struct chain *replica_log_at(const struct replica *r, size_t i)
{
	must(i < r->log_count);
	return &r->logs[i]->chain;
}

const struct chain *replica_log(const struct replica *r, const char *node)
{
	const struct replica_log *log = replica_log_find(r, node);

	return log != NULL ? &log->chain : NULL;
}
