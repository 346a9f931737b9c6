/*
 * For random histories of a case, the generator's of tests/reference with what
 * may stand beside them: the index is the same, row for row and byte for byte,
 * in whatever order and portions the batches of the logs came, however often
 * the node stopped and began again on the way, and after a rebuild from
 * nothing.
 *
 *	property_index [HISTORIES]
 *
 * TONGBAN_SEED=N plays one history again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/why.h"
#include "node/catalogue.h"
#include "node/index.h"
#include "node/index_item.h"
#include "node/index_write.h"
#include "schema/standard.h"
#include "sync/disk.h"
#include "tests/property/adorn.h"
#include "tests/property/rows.h"
#include "tests/unit/node/logs.h"

#define HISTORIES 60
#define ORDERS    6
#define RUN_MAX   5 /* acts of a batch */
#define ROW_MAX   6 /* batches in one transaction */
#define MISHAPS   9 /* one in so many portions is followed by one */

static struct history_game games[2]; /* a licence, an order */
static uint64_t seed;                /* of the history that is on */
static uint64_t histories = HISTORIES;

struct play {
	struct history_game *game;
	struct logs logs; /* without a stage of its own */
	struct index *index;
	size_t at[WORLD_NODES]; /* batches that it holds */
	char *folder, *path;
};

static struct catalogue_row rows[] = {
	{ "区水利局", "取水许可", "A-1", "1" },
	{ "区林业局", "取水许可", "", "1" },
	{ "区卫健局", "医师执业注册", "A-2", "1" },
};

/* ---- the logs ---- */

/* A standard that another district publishes too: one item, two acts. */
static void publish_twice(struct history_game *g)
{
	struct world *w = g->stage.w;

	for (int i = 0; i < 2; i++) {
		enum world_node_index n =
		    (enum world_node_index)history_pick(g, WORLD_NODES);
		struct act *act = world_draft(w, n, "standard.publish");

		value_set(w->arena, world_body(act), "standard",
		    (history_chance(g, 2) ? w->standard : w->revision2)->tree);
		(void)world_log_by(w, act, &w->nodes[n].log);
	}
}

/* The acts of a log in batches of one and more; the same for every order, as
 * the district has signed them. */
static void build_log(struct play *p, enum world_node_index n)
{
	struct world *w = p->game->stage.w;
	const struct world_node *node = &w->nodes[n];
	struct logs *l = &p->logs;
	size_t i = 0;

	chain_init(&l->ends[n], node->id, &node->member.log);
	l->batches[n] = mem_new_array(node->count, sizeof(struct batch));
	while (i < node->count) {
		size_t many = 1 + history_pick(p->game, RUN_MAX);
		struct buf run = { 0 };
		int64_t time = 0;

		for (; many > 0 && i < node->count; many--, i++) {
			buf_put(&run, node->entries[i].act->raw);
			time = node->entries[i].time;
		}
		assert_int_equal(
		    chain_build(&l->ends[n], &w->genesis.network,
			logs_signer(node, &l->ends[n]), buf_bytes(&run), time,
			&l->batches[n][l->count[n]++], NULL),
		    RULE_NONE);
		buf_fini(&run);
	}
}

/* ---- the index ---- */

static void open_index(struct play *p)
{
	struct why why = { 0 };

	if (index_open(&p->index, p->path, INDEX_WRITE, &why) != ERR_OK)
		fail_msg("%s", why.text);
}

static void begin_anew(struct play *p)
{
	index_close(p->index);
	assert_int_equal(index_drop(p->path, NULL), ERR_OK);
	memset(p->at, 0, sizeof(p->at));
	open_index(p);
}

static void load_catalogue(struct play *p, size_t from, size_t count)
{
	struct catalogue c = { .row_count = count, .rows = rows + from };
	char name[32];
	struct digest digest;

	(void)snprintf(name, sizeof(name), "%zu %zu", from, count);
	digest = digest_sha256(bytes_text(name));
	assert_int_equal(index_item_load(p->index, &c, &digest, NULL), ERR_OK);
}

/* As a start does: every log from its first batch, up to what came so far; and
 * a little further, since an index may be behind its logs. */
static void start_again(struct play *p)
{
	size_t first = history_pick(p->game, WORLD_NODES);

	index_close(p->index);
	open_index(p);
	for (size_t k = 0; k < WORLD_NODES; k++) {
		size_t n = (first + k) % WORLD_NODES;
		size_t to = p->at[n] + history_pick(p->game, 3);

		if (to > p->logs.count[n])
			to = p->logs.count[n];
		for (size_t i = 0; i < to; i++)
			assert_int_equal(index_write_follow(p->index,
					     &p->logs.batches[n][i], NULL),
			    ERR_OK);
		assert_int_equal(index_write_commit(p->index, NULL), ERR_OK);
		p->at[n] = to;
	}
}

/* A transaction that fails on its last batch, and one cut off by the end of
 * the connection: neither leaves anything behind. */
static void fail_once(struct play *p)
{
	size_t n = history_pick(p->game, WORLD_NODES);
	size_t at = p->at[n];
	struct batch row[2];

	if (at + 3 > p->logs.count[n])
		return;
	row[0] = p->logs.batches[n][at];
	row[1] = p->logs.batches[n][at + 2];
	assert_int_equal(
	    index_write_batches(p->index, row, 2, NULL), ERR_CORRUPT);
	assert_int_equal(index_write_follow(p->index, row, NULL), ERR_OK);
	index_close(p->index);
	open_index(p);
}

static void mishap(struct play *p)
{
	switch (history_pick(p->game, 3)) {
	case 0:
		start_again(p);
		break;
	case 1:
		fail_once(p);
		break;
	default:
		load_catalogue(p, history_pick(p->game, 2), 1);
	}
}

static bool all_there(const struct play *p)
{
	return memcmp(p->at, p->logs.count, sizeof(p->at)) == 0;
}

/* One transaction: batches of logs at random, one log withheld. */
static void store_some(struct play *p, size_t withheld)
{
	struct batch row[ROW_MAX];
	size_t many = 1 + history_pick(p->game, ROW_MAX), count = 0;

	while (many-- > 0) {
		size_t n = history_pick(p->game, WORLD_NODES);

		if (n != withheld && p->at[n] < p->logs.count[n])
			row[count++] = p->logs.batches[n][p->at[n]++];
	}
	assert_int_equal(
	    index_write_batches(p->index, row, count, NULL), ERR_OK);
}

static void arrive_at_random(struct play *p)
{
	size_t withheld = history_pick(p->game, (size_t)2 * WORLD_NODES);
	unsigned portions = 0;

	begin_anew(p);
	while (!all_there(p)) {
		/* It is there in the end, after the others. */
		store_some(p, portions++ < 60 ? withheld : WORLD_NODES);
		if (history_chance(p->game, MISHAPS))
			mishap(p);
	}
	load_catalogue(p, 0, 3);
	index_close(p->index);
	p->index = NULL;
}

/* As a rebuild: the catalogue, and one log after the other, in the order of
 * their names. */
static void rebuild(struct play *p)
{
	begin_anew(p);
	for (size_t n = 0; n < WORLD_NODES; n++) {
		for (size_t i = 0; i < p->logs.count[n]; i++)
			assert_int_equal(index_write_follow(p->index,
					     &p->logs.batches[n][i], NULL),
			    ERR_OK);
		assert_int_equal(index_write_commit(p->index, NULL), ERR_OK);
	}
	load_catalogue(p, 0, 3);
	index_close(p->index);
	p->index = NULL;
}

/* ---- for all ---- */

static void play_init(struct play *p, struct history_game *g)
{
	const char *top = getenv("TMPDIR");

	memset(p, 0, sizeof(*p));
	p->game = g;
	p->folder = mem_print("%s/tongban-XXXXXX", top ? top : "/tmp");
	assert_non_null(mkdtemp(p->folder));
	p->path = mem_print("%s/index.sqlite", p->folder);
	for (unsigned n = 0; n < WORLD_NODES; n++)
		build_log(p, (enum world_node_index)n);
}

static void play_fini(struct play *p)
{
	logs_drop(&p->logs);
	assert_int_equal(disk_remove_folder(p->folder, NULL), ERR_OK);
	mem_free(p->folder);
	mem_free(p->path);
}

static void check(struct history_game *g)
{
	struct buf first = { 0 };
	char what[64];
	struct play p;

	play_init(&p, g);
	rebuild(&p);
	rows_read(p.path, &first);
	(void)snprintf(
	    what, sizeof(what), "TONGBAN_SEED=%" PRIu64 ": other rows", seed);
	for (unsigned i = 0; i < ORDERS; i++) {
		struct buf again = { 0 };

		arrive_at_random(&p);
		rows_read(p.path, &again);
		rows_compare(buf_bytes(&again), buf_bytes(&first), what);
		buf_fini(&again);
	}
	buf_fini(&first);
	play_fini(&p);
}

static void any_order_of_any_history_gives_the_same_index(void **state)
{
	const char *one = getenv("TONGBAN_SEED");
	uint64_t from = one != NULL ? strtoull(one, NULL, 10) : 0;
	uint64_t count = one != NULL ? 1 : histories;

	(void)state;
	for (size_t k = 0; k < 2; k++)
		history_begin(
		    &games[k], k == 1 ? "life_order.yaml" : "life_item.yaml");
	for (seed = from; seed < from + count; seed++) {
		struct history_game *g = &games[seed % 4 == 3 ? 1 : 0];

		history_play(g, seed);
		adorn_history(g);
		publish_twice(g);
		check(g);
		history_clear(g);
	}
	for (size_t k = 0; k < 2; k++)
		stage_fini(&games[k].stage);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(any_order_of_any_history_gives_the_same_index),
	};

	if (argc > 1)
		histories = strtoull(argv[1], NULL, 10);
	if (argc > 2 || histories == 0) {
		(void)fprintf(stderr, "usage: property_index [HISTORIES]\n");
		return 2;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
