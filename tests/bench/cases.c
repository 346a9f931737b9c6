/*
 * How long a search for cases by words takes (docs/API.md A-35), without HTTP:
 * one JSON line a kind of words; no verdict.
 *
 *	bench_cases [CASES]
 *
 * An index of so many cases (100,000), made up and all held; every fourteenth
 * was accepted, every thousandth received in another district, the oldest one
 * is finished.  One run is what a request costs the loop: words to an
 * expression, a page of 50 found, each case folded and made a line of.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/text.h"
#include "node/case_seek.h"
#include "node/case_value.h"
#include "node/index.h"
#include "node/index_case.h"
#include "node/index_read.h"
#include "node/index_write.h"
#include "node/states.h"
#include "schema/dossier.h"
#include "sync/chain.h"
#include "sync/disk.h"
#include "tests/unit/schema/stage.h"

#define CASES 100000
#define PAGE  50
#define RUNS  40

struct bench {
	struct stage stage;
	struct index *index;
	struct ledger *ledger;
	struct states *states;
	char *number; /* owned; of the oldest case */
	size_t shown; /* of the last run */
};

static double now_ms(void)
{
	struct timespec t;

	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return 1e3 * (double)t.tv_sec + (double)t.tv_nsec / 1e6;
}

/* ---- the index ---- */

static void receive_all(struct bench *b, uint64_t cases)
{
	for (uint64_t i = 0; i < cases; i++) {
		if (i % 1000 != 1)
			stage_receive_home(&b->stage);
		else
			stage_receive(&b->stage);
		if (i == 0)
			stage_finish(&b->stage, WORLD_HANBIN);
		else if (i % 14 == 0)
			(void)stage_move(&b->stage, WORLD_HANBIN, "case.accept",
			    WORLD_CLERK);
	}
}

static void store_log(struct bench *b, const struct world_node *node)
{
	struct chain end;

	chain_init(&end, node->id, &node->member.log);
	for (size_t i = 0; i < node->count; i++) {
		struct batch batch;

		must(chain_build(&end, &b->stage.w->genesis.network, &node->log,
			 node->entries[i].act->raw, node->entries[i].time,
			 &batch, NULL) == RULE_NONE);
		must(index_write_follow(b->index, &batch, NULL) == ERR_OK);
		batch_fini(&batch);
	}
	must(index_write_commit(b->index, NULL) == ERR_OK);
}

/* As a start does. */
static void look_at_all(struct bench *b)
{
	struct index_cursor cursor = { 0 };
	bool more = true;

	while (more) {
		struct arena *a = arena_new();
		struct index_dossier *found;
		size_t n = index_read_dossiers(
		    b->index, a, NULL, &cursor, INDEX_PAGE_MAX, &found, &more);

		for (size_t i = 0; i < n; i++) {
			struct dossier_entry *entries;
			size_t count = index_read_entries(
			    b->index, a, &found[i].id, &entries);
			int64_t key;

			must(index_case_key(b->index, &found[i].id, &key));
			states_put(b->states, key,
			    dossier_fold(
				a, b->ledger, &found[i].id, entries, count)
				->state);
		}
		if (!more && n > 0) {
			mem_free(b->number);
			b->number = mem_copy_text(found[n - 1].number);
		}
		arena_free(a);
	}
}

/* ---- a request ---- */

static void run(struct bench *b, const char *words)
{
	struct arena *a = arena_new();
	struct case_seek_page *page = arena_take(a, sizeof(*page));
	struct search_query q;
	struct case_seek seek;

	must(search_parse(&q, a, bytes_text(words), NULL) == ERR_OK);
	must(
	    case_seek_parse(&seek, a, b->ledger, b->index, &q, NULL) == ERR_OK);
	case_seek_find(
	    &seek, b->index, b->states, INDEX_CASE_KEY_MAX, PAGE, page);
	case_seek_fini(&seek);
	for (size_t i = 0; i < page->count; i++) {
		struct dossier_entry *entries;
		struct digest id;
		size_t n;

		must(index_case_id(b->index, page->keys[i], &id));
		n = index_read_entries(b->index, a, &id, &entries);
		(void)case_value_line(
		    a, b->ledger, dossier_fold(a, b->ledger, &id, entries, n));
	}
	b->shown = page->count;
	arena_free(a);
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void measure(
    struct bench *b, const char *kind, const char *words, uint64_t cases)
{
	double times[RUNS];

	for (size_t i = 0; i < RUNS; i++) {
		double begun = now_ms();

		run(b, words);
		times[i] = now_ms() - begun;
	}
	qsort(times, RUNS, sizeof(times[0]), compare);
	(void)printf("{\"bench\": \"cases\", \"kind\": \"%s\", \"cases\": "
		     "%" PRIu64 ", \"shown\": %zu, \"median_ms\": %.2f, "
		     "\"min_ms\": %.2f, \"max_ms\": %.2f, \"runs\": %d}\n",
	    kind, cases, b->shown, times[RUNS / 2], times[0], times[RUNS - 1],
	    RUNS);
	(void)fflush(stdout);
}

static void measure_all(struct bench *b, uint64_t cases)
{
	static const struct {
		const char *kind, *words;
	} kinds[] = { { "an item", "T04" }, { "a district", "gaoxin" },
		{ "Chinese words", "已收件 窗口" }, { "a state", "已受理" },
		{ "a state of one case", "已制证" },
		{ "a state and a district", "已受理 hanbin" },
		{ "what is not found among all", "T04 已制证" },
		{ "a sequence", "4711" }, { "three words", "T04 hanbin 4711" },
		{ "nothing", "不存在" } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		measure(b, kinds[i].kind, kinds[i].words, cases);
	measure(b, "a number", b->number, cases);
}

int main(int argc, char **argv)
{
	const char *top = getenv("TMPDIR");
	char *folder = mem_print("%s/tongban-XXXXXX", top ? top : "/tmp");
	char *path;
	struct bench b = { .states = states_new() };
	uint64_t cases = CASES;

	must(argc < 2 ||
	     text_decimal(&cases, bytes_text(argv[1]), 10000000) == ERR_OK);
	must(mkdtemp(folder) != NULL);
	path = mem_print("%s/index.sqlite", folder);
	must(index_open(&b.index, path, INDEX_WRITE, NULL) == ERR_OK);
	stage_init(&b.stage);
	receive_all(&b, cases);
	for (int n = 0; n < WORLD_NODES; n++)
		store_log(&b, &b.stage.w->nodes[n]);
	must(index_read_ledger(b.index, &b.stage.w->genesis, &b.ledger, NULL,
		 NULL) == ERR_OK);
	look_at_all(&b);
	measure_all(&b, cases);
	ledger_free(b.ledger);
	states_free(b.states);
	index_close(b.index);
	stage_fini(&b.stage);
	must(disk_remove_folder(folder, NULL) == ERR_OK);
	mem_free(b.number);
	mem_free(path);
	mem_free(folder);
	return 0;
}
