#include "sync/task.h"

#include <string.h>

#include "base/arena.h"
#include "base/failpoint.h"
#include "base/mem.h"
#include "schema/checkpoint.h"
#include "sync/signed_time.h"
#include "sync/store.h"
#include "sync/task_fields.h"
#include "sync/task_witness.h"
#include "sync/vault.h"

struct task *task_new(enum task_kind kind)
{
	struct task *t = mem_new(sizeof(*t));

	t->kind = kind;
	return t;
}

static void free_raw(struct task *t)
{
	for (size_t i = 0; i < t->raw_count; i++) {
		buf_fini(&t->raw[i].commit);
		buf_fini(&t->raw[i].acts);
	}
	mem_free(t->raw);
}

static void free_reads(struct task *t)
{
	for (size_t i = 0; i < t->read_count; i++) {
		buf_fini(&t->reads[i].commit);
		buf_fini(&t->reads[i].acts);
	}
	mem_free(t->reads);
}

void task_free(struct task *t)
{
	if (t == NULL)
		return;
	free_raw(t);
	free_reads(t);
	for (size_t i = 0; i < t->batch_count; i++)
		batch_fini(&t->batches[i]);
	mem_free(t->batches);
	for (size_t i = 0; i < t->act_count; i++)
		buf_fini(&t->acts[i]);
	mem_free(t->acts);
	buf_fini(&t->note);
	buf_fini(&t->chunk);
	mem_free(t);
}

enum task_kind task_kind(const struct task *t)
{
	return t->kind;
}

enum task_queue task_queue(const struct task *t)
{
	return t->kind == TASK_CHECK ? TASK_QUEUE_WORK : TASK_QUEUE_STORE;
}

/* Each batch on the end that the one before gives, until one fails. */
static enum err run_check(struct task *t)
{
	t->next = t->at;
	t->batches = mem_new_array(t->raw_count, sizeof(t->batches[0]));
	for (size_t i = 0; i < t->raw_count; i++) {
		t->rule = chain_check(&t->next, &t->network,
		    buf_bytes(&t->raw[i].commit), buf_bytes(&t->raw[i].acts),
		    &t->batches[i], &t->why);
		if (t->rule != RULE_NONE)
			break;
		t->batch_count++;
	}
	return ERR_OK;
}

/* The log of a member that was admitted since the start is made here. */
static enum err open_log(
    const struct task *t, const struct task_host *host, struct why *why)
{
	const struct store_log log = { t->node, &t->network, &t->log_key };

	if (store_head(host->store, t->node) != NULL)
		return ERR_OK;
	return store_open(host->store, &log, NULL, NULL, why);
}

static enum err put(
    const struct task *t, const struct task_host *host, struct why *why)
{
	enum err e =
	    store_put(host->store, t->node, t->batches, t->batch_count, why);

	if (e == ERR_OK && host->stored != NULL)
		e = host->stored(host->arg, t->batches, t->batch_count, why);
	return e;
}

static enum err run_put(
    const struct task *t, const struct task_host *host, struct why *why)
{
	enum err e = open_log(t, host, why);

	if (e == ERR_OK && t->signed_before && host->signed_time != NULL)
		signed_time_raise(host->signed_time, t->next.time);
	return e == ERR_OK ? put(t, host, why) : e;
}

/* The acts were admitted at t->time: to sign with another is our bug. */
static enum err take_time(
    const struct task *t, const struct task_host *host, struct why *why)
{
	int64_t time = t->time;
	enum err e = ERR_OK;

	if (host->signed_time != NULL)
		e = signed_time_take(
		    host->signed_time, t->time, t->word, &time, why);
	must(e != ERR_OK || time == t->time);
	return e;
}

static enum err build(struct task *t, struct why *why)
{
	struct buf run = { 0 };
	enum rule rule;

	for (size_t i = 0; i < t->act_count; i++)
		buf_put(&run, buf_bytes(&t->acts[i]));
	t->batches = mem_new(sizeof(t->batches[0]));
	t->next = t->at;
	rule = chain_build(&t->next, &t->network, t->pair, buf_bytes(&run),
	    t->time, &t->batches[0], why);
	buf_fini(&run);
	if (rule != RULE_NONE)
		return ERR_STORAGE;
	t->batch_count = 1;
	return ERR_OK;
}

static enum err run_append(
    struct task *t, const struct task_host *host, struct why *why)
{
	enum err e = open_log(t, host, why);

	if (e == ERR_OK)
		e = take_time(t, host, why);
	if (e == ERR_OK)
		e = build(t, why);
	if (e == ERR_OK)
		e = put(t, host, why);
	if (e == ERR_OK)
		failpoint(FAILPOINT_APPEND_AFTER_INDEX);
	return e;
}

/* A clock that leapt is no storage error: the time stays where it was. */
static enum err run_time(
    struct task *t, const struct task_host *host, struct why *why)
{
	int64_t time;
	enum err e = ERR_OK;

	if (host->signed_time != NULL)
		e = signed_time_take(
		    host->signed_time, t->time, t->word, &time, why);
	t->found = e == ERR_OK;
	if (t->found && host->signed_time != NULL)
		t->time = time;
	return e == ERR_REFUSED ? ERR_OK : e;
}

/* F-39.  Nothing was promised at this time: a clock that leapt gives no note. */
static enum err run_beat(
    struct task *t, const struct task_host *host, struct why *why)
{
	struct checkpoint c = { .epoch = t->at.epoch,
		.size = chain_size(&t->at),
		.root = chain_root(&t->at) };
	enum err e = run_time(t, host, why);

	if (e != ERR_OK || !t->found)
		return e;
	memcpy(c.node, t->node, sizeof(c.node));
	c.time = t->time;
	checkpoint_write(&t->note, &t->network, &c, t->pair);
	return ERR_OK;
}

static enum err read_one(struct task *t, const struct task_host *host,
    uint64_t index, struct why *why)
{
	const struct store_place *p = store_place(host->store, t->node, index);
	struct task_read *read = &t->reads[t->read_count];
	struct arena *a = arena_new();
	struct bytes commit, acts;
	enum err e =
	    store_get(host->store, t->node, index, a, &commit, &acts, why);

	if (e == ERR_OK) {
		*read = (struct task_read){ p->first, p->count, { 0 }, { 0 } };
		buf_put(&read->commit, commit);
		buf_put(&read->acts, acts);
		t->read_count++;
		t->from = p->first + p->count;
	}
	arena_free(a);
	return e;
}

/* As many batches of [from, to) as fit, but one at least; none when `from` is
 * no border or beyond what we hold. */
static enum err read_batches(
    struct task *t, const struct task_host *host, struct why *why)
{
	uint64_t index, end = store_count(host->store, t->node);
	size_t bytes = 0;
	enum err e = ERR_OK;

	if (!store_find(host->store, t->node, t->from, &index) ||
	    store_place(host->store, t->node, index)->first != t->from)
		return ERR_OK;
	t->reads = mem_new_array(TASK_READS_MAX, sizeof(t->reads[0]));
	while (index < end && t->from < t->to && bytes < t->bytes_max &&
	       t->read_count < TASK_READS_MAX) {
		e = read_one(t, host, index++, why);
		if (e != ERR_OK)
			break;
		bytes += t->reads[t->read_count - 1].acts.n +
			 t->reads[t->read_count - 1].commit.n;
	}
	return e;
}

static enum err read_newest(
    struct task *t, const struct task_host *host, struct why *why)
{
	uint64_t count = store_count(host->store, t->node);
	struct arena *a = arena_new();
	struct bytes commit, acts;
	enum err e = ERR_OK;

	if (count > 0) {
		e = store_get(
		    host->store, t->node, count - 1, a, &commit, &acts, why);
		if (e == ERR_OK)
			buf_put(&t->note, batch_commit_checkpoint(commit));
	}
	arena_free(a);
	return e;
}

static enum err run_read(
    struct task *t, const struct task_host *host, struct why *why)
{
	if (store_head(host->store, t->node) == NULL)
		return ERR_OK;
	return t->newest ? read_newest(t, host, why)
			 : read_batches(t, host, why);
}

static enum err run_vault_put(
    struct task *t, const struct task_host *host, struct why *why)
{
	t->step = VAULT_IGNORED;
	if (vault_has(host->vault, &t->root)) {
		t->step = VAULT_COMPLETE;
		return ERR_OK;
	}
	if (t->chunk.n == 0)
		return vault_part_look(
		    host->vault, &t->root, t->total, &t->part, why);
	return vault_part_put(host->vault, t->vault_kind,
	    &(struct vault_piece){
		&t->root, t->index, t->total, buf_bytes(&t->chunk), &t->path },
	    &t->step, why);
}

/* A rotten object is one we do not have; the scrub is told elsewhere. */
static enum err run_vault_read(
    struct task *t, const struct task_host *host, struct why *why)
{
	enum err e = vault_count(host->vault, &t->root, &t->total);

	if (e == ERR_OK)
		e = vault_path(host->vault, &t->root, t->index, &t->path, why);
	if (e == ERR_OK)
		e = vault_read(host->vault, &t->root, t->index, &t->chunk, why);
	t->found = e == ERR_OK;
	return e == ERR_NOT_FOUND || e == ERR_CORRUPT ? ERR_OK : e;
}

enum err task_run(struct task *t, const struct task_host *host, struct why *why)
{
	switch (t->kind) {
	case TASK_CHECK:
		return run_check(t);
	case TASK_PUT:
		return run_put(t, host, why);
	case TASK_APPEND:
		return run_append(t, host, why);
	case TASK_TIME:
		return run_time(t, host, why);
	case TASK_BEAT:
		return run_beat(t, host, why);
	case TASK_READ:
		return run_read(t, host, why);
	case TASK_VAULT_PUT:
		return run_vault_put(t, host, why);
	case TASK_VAULT_READ:
		return run_vault_read(t, host, why);
	case TASK_WITNESS_ASK:
		return task_witness_ask(t, host, why);
	case TASK_WITNESS:
		return task_witness_answer(t, host, why);
	case TASK_COSIGNED:
		return task_witness_keep(t, host, why);
	}
	mem_broken("a task of a kind", __FILE__, __LINE__);
}
