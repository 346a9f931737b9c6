#include "tests/sim/box.h"

#include <string.h>

#include "base/mem.h"
#include "sync/signed_time.h"
#include "sync/store.h"
#include "sync/vault.h"

/* ---- the casebook as a saboteur shows it ---- */

static struct box *box_of(struct casebook *c)
{
	return (struct box *)(void *)((uint8_t *)c -
				      offsetof(struct box, casebook));
}

static bool is_taken_from(const struct act *act, const char *self)
{
	return strcmp(act->kind, "case.take") == 0 &&
	       strcmp(act->node, self) != 0;
}

/* Once somebody took a case over, its own offers and the take are not seen: it
 * goes on as if it still had the pen. */
static size_t drop_handover(
    struct box *b, struct dossier_entry *entries, size_t count)
{
	const char *self = b->town->nodes[b->node].id;
	bool taken = false;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		taken |= is_taken_from(entries[i].act, self);
	for (size_t i = 0; taken && i < count; i++) {
		const struct act *act = entries[i].act;

		if (is_taken_from(act, self) ||
		    (strcmp(act->kind, "case.offer") == 0 &&
			strcmp(act->node, self) == 0))
			continue;
		entries[kept++] = entries[i];
	}
	return taken ? kept : count;
}

static size_t see_entries(struct casebook *c, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	struct box *b = box_of(c);
	struct casebook *real = casebook_mem_casebook(b->book);
	size_t count = real->entries(real, a, dossier, out);

	if (b->sabotage == BOX_TWO_PENS)
		count = drop_handover(b, *out, count);
	return count;
}

static bool see_act(struct casebook *c, const struct digest *id)
{
	struct casebook *real = casebook_mem_casebook(box_of(c)->book);

	return real->has_act(real, id);
}

static bool see_number(struct casebook *c, const char *number)
{
	struct casebook *real = casebook_mem_casebook(box_of(c)->book);

	return real->number_taken(real, number);
}

/* ---- the history, as far as the ledger has heard of it ---- */

static enum history_answer border(void *arg, const char *node, uint64_t epoch,
    uint64_t size, struct digest *root, int64_t *time)
{
	const struct box *b = arg;
	const struct history *h = casebook_mem_history(b->book);
	const struct chain *c =
	    b->replica != NULL ? replica_log(b->replica, node) : NULL;

	if (b->replica != NULL && (c == NULL || size > chain_size(c)))
		return HISTORY_BEYOND;
	return h->border(h->arg, node, epoch, size, root, time);
}

static uint64_t cited(void *arg, const char *node, uint64_t epoch,
    uint64_t position, const char *other)
{
	const struct box *b = arg;
	const struct history *h = casebook_mem_history(b->book);

	return h->cited(h->arg, node, epoch, position, other);
}

static size_t look(void *arg, struct arena *a, const struct digest *dossier,
    struct dossier_entry **out)
{
	struct box *b = arg;

	return see_entries(&b->casebook, a, dossier, out);
}

/* ---- start and stop ---- */

static bool has_object(void *arg, const struct digest *root)
{
	struct box *b = arg;

	return vault_has(b->vault, root);
}

/* Read a log from the disk, check it anew, and fold its acts. */
static struct chain replay(struct box *b, const char *node)
{
	const struct member *m = ledger_admitted(b->ledger, node);
	uint64_t count;
	struct chain end;

	must(m != NULL);
	must(
	    store_open(b->store,
		&(struct store_log){ node, &b->town->genesis.network, &m->log },
		NULL, NULL, NULL) == ERR_OK);
	count = store_count(b->store, node);
	chain_init(&end, node, &m->log);
	for (uint64_t i = 0; i < count; i++) {
		struct arena *a = arena_new();
		struct bytes commit, acts;
		struct batch batch;

		must(store_get(b->store, node, i, a, &commit, &acts, NULL) ==
		     ERR_OK);
		must(chain_check(&end, &b->town->genesis.network, commit, acts,
			 &batch, NULL) == RULE_NONE);
		casebook_mem_add(b->book, &batch);
		for (uint32_t k = 0; k < batch.count; k++) {
			struct place place = { node, batch.epoch,
				batch.first + k, batch.time };
			struct act *act;

			must(act_decode(a, batch_act(&batch, k), &act, NULL) ==
			     RULE_NONE);
			(void)ledger_add(b->ledger, &place, act, NULL);
		}
		batch_fini(&batch);
		arena_free(a);
	}
	return end;
}

/* The authority's log first: it says whose the others are. */
static size_t replay_all(struct box *b, struct chain *ends)
{
	const char *authority = b->town->nodes[0].id;
	size_t count = 0;

	if (disk_has_log(b->disk, authority))
		ends[count++] = replay(b, authority);
	for (size_t i = 0; i < disk_log_count(b->disk); i++) {
		const char *node = disk_log_at(b->disk, i);

		if (strcmp(node, authority) != 0)
			ends[count++] = replay(b, node);
	}
	return count;
}

static void start(struct box *b)
{
	const struct town_node *n = &b->town->nodes[b->node];
	struct chain *ends = mem_new_array(b->town->count, sizeof(*ends));
	struct replica_options options = { .node = n->id,
		.network = b->town->genesis.network,
		.log = &n->log,
		.channel = &n->channel,
		.casebook = &b->casebook,
		.random = b->town->random,
		.vault_has = has_object,
		.arg = b };
	size_t count;

	b->store = disk_store(b->disk);
	b->book = casebook_mem_new();
	b->casebook = (struct casebook){ see_entries, see_act, see_number };
	b->history = (struct history){ border, cited, b, look };
	b->ledger = ledger_new(&b->town->genesis, &b->history);
	count = replay_all(b, ends);
	options.ledger = b->ledger;
	options.signed_time = signed_time_last(b->signed_time);
	memcpy(options.instance, b->instance, sizeof(b->instance));
	b->replica = replica_new(&options, ends, count);
	mem_free(ends);
}

static void stop(struct box *b)
{
	for (size_t i = 0; i < b->task_count; i++)
		task_free(b->tasks[i].task);
	b->task_count = 0;
	replica_free(b->replica);
	b->replica = NULL;
	ledger_free(b->ledger);
	casebook_mem_free(b->book);
	store_free(b->store);
	b->touched = true;
}

void box_init(
    struct box *b, struct town *t, size_t node, enum box_sabotage sabotage)
{
	*b = (struct box){ .town = t, .node = node, .sabotage = sabotage };
	b->disk = disk_new();
	b->vault = vault_mem_new();
	b->signed_time = signed_time_new(0);
	random_fill(t->random, b->instance, sizeof(b->instance));
	start(b);
}

void box_fini(struct box *b)
{
	stop(b);
	mem_free(b->tasks);
	disk_free(b->disk);
	vault_free(b->vault);
	signed_time_close(b->signed_time);
}

void box_power(struct box *b, unsigned steps)
{
	disk_fail(b->disk, steps);
}

void box_restart(struct box *b)
{
	if (b->sabotage == BOX_FORGET_ACKS)
		disk_forget(b->disk, b->town->nodes[b->node].id);
	stop(b);
	if (b->down)
		disk_crash(b->disk, b->town->random);
	b->restarts++;
	b->paused = b->down = false;
	start(b);
}

/* ---- work ---- */

/* From some moment on, whatever others wrote. */
static bool is_missed(struct box *b, const struct batch *batch)
{
	return b->sabotage == BOX_DEAF && ++b->heard > 40 &&
	       strcmp(batch->node, b->town->nodes[b->node].id) != 0;
}

static enum err stored(
    void *arg, const struct batch *batches, size_t count, struct why *why)
{
	struct box *b = arg;

	(void)why;
	for (size_t i = 0; i < count; i++) {
		if (is_missed(b, &batches[i]))
			continue;
		casebook_mem_add(b->book, &batches[i]);
	}
	return ERR_OK;
}

static void collect(struct box *b)
{
	struct task *t;

	while ((t = replica_task(b->replica)) != NULL) {
		if (b->task_count == b->task_room) {
			b->task_room = b->task_room == 0 ? 8 : 2 * b->task_room;
			b->tasks = mem_resize(
			    b->tasks, b->task_room * sizeof(b->tasks[0]));
		}
		b->tasks[b->task_count++] = (struct box_task){ t, false };
	}
}

/* Those of the store go one after the other; checks in any order. */
static bool may_move(const struct box *b, size_t i)
{
	if (task_queue(b->tasks[i].task) == TASK_QUEUE_WORK)
		return true;
	for (size_t k = 0; k < i; k++) {
		if (task_queue(b->tasks[k].task) == TASK_QUEUE_STORE &&
		    (!b->tasks[k].ran || b->tasks[i].ran))
			return false;
	}
	return true;
}

static void move(struct box *b, size_t i, int64_t steady_ms)
{
	const struct task_host host = { .store = b->store,
		.vault = b->vault,
		.signed_time = b->signed_time,
		.stored = stored,
		.arg = b };
	struct task *t = b->tasks[i].task;

	if (!b->tasks[i].ran) {
		enum err e = task_run(t, &host, NULL);

		must(e == ERR_OK || e == ERR_STORAGE);
		b->down = e == ERR_STORAGE;
		b->tasks[i].ran = true;
		b->touched = true;
		return;
	}
	b->task_count--;
	memmove(&b->tasks[i], &b->tasks[i + 1],
	    (b->task_count - i) * sizeof(b->tasks[0]));
	replica_done(b->replica, t, steady_ms);
}

bool box_work(struct box *b, uint64_t pick, int64_t steady_ms)
{
	collect(b);
	must(!b->down);
	for (size_t i = 0; i < b->task_count; i++) {
		size_t at = (size_t)((pick + i) % b->task_count);

		if (may_move(b, at)) {
			move(b, at, steady_ms);
			return true;
		}
	}
	return false;
}

/* ---- what it sees ---- */

struct town_head box_head(const struct box *b, const char *node)
{
	const struct chain *c = replica_log(b->replica, node);

	if (c == NULL)
		return (struct town_head){ 0 };
	return (struct town_head){ chain_size(c), chain_root(c) };
}

bool box_is_new(const struct box *b)
{
	return b->node != 0 && box_head(b, b->town->nodes[0].id).size == 0;
}

struct dossier *box_fold(
    const struct box *b, struct arena *a, const struct digest *dossier)
{
	struct casebook *book = replica_casebook(b->replica);
	struct dossier_entry *entries;
	size_t count = book->entries(book, a, dossier, &entries);

	return dossier_fold(a, b->ledger, dossier, entries, count);
}

struct bytes box_note(const struct box *b, struct arena *a, const char *node)
{
	struct bytes beat = replica_note(b->replica, node);
	uint64_t count;
	struct bytes commit, acts;

	if (beat.n > 0)
		return arena_copy(a, beat);
	if (store_head(b->store, node) == NULL)
		return (struct bytes){ NULL, 0 };
	count = store_count(b->store, node);
	if (count == 0)
		return (struct bytes){ NULL, 0 };
	must(store_get(b->store, node, count - 1, a, &commit, &acts, NULL) ==
	     ERR_OK);
	return batch_commit_checkpoint(commit);
}
