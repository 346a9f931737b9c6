#include "node/index.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/why.h"
#include "keys/random.h"
#include "node/index_find.h"
#include "node/index_read.h"
#include "node/index_write.h"
#include "sync/disk.h"
#include "tests/unit/node/logs.h"

struct here {
	struct logs logs;
	char *folder;
	char *path;
};

static int set_up(void **state)
{
	const char *top = getenv("TMPDIR");
	struct here *h = mem_new(sizeof(*h));

	logs_init(&h->logs);
	h->folder = mem_print("%s/tongban-XXXXXX", top ? top : "/tmp");
	assert_non_null(mkdtemp(h->folder));
	h->path = mem_print("%s/index.sqlite", h->folder);
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	struct here *h = *state;

	logs_fini(&h->logs);
	assert_int_equal(disk_remove_folder(h->folder, NULL), ERR_OK);
	mem_free(h->folder);
	mem_free(h->path);
	mem_free(h);
	return 0;
}

static struct index *open_index(const struct here *h, enum index_mode mode)
{
	struct why why = { 0 };
	struct index *x = NULL;

	if (index_open(&x, h->path, mode, &why) != ERR_OK)
		fail_msg("%s", why.text);
	return x;
}

static char *dump(struct index *x)
{
	struct buf text = { 0 };
	FILE *f = tmpfile();
	char part[4096];
	size_t n;

	assert_non_null(f);
	assert_int_equal(index_dump(x, f, NULL), ERR_OK);
	rewind(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(&text, (struct bytes){ (uint8_t *)part, n });
	assert_int_equal(fclose(f), 0);
	return buf_take_text(&text);
}

/* As a running node stores: logs in any interleaving, some batches at once. */
static void store_interleaved(
    struct index *x, const struct logs *l, uint64_t seed)
{
	struct random_seeded r;
	uint8_t bytes[RANDOM_SEED_BYTES] = { 0 };
	size_t at[WORLD_NODES] = { 0 }, left = 0;

	memcpy(bytes, &seed, sizeof(seed));
	random_seeded_init(&r, bytes);
	for (int n = 0; n < WORLD_NODES; n++)
		left += l->count[n];
	while (left > 0) {
		size_t n = random_below(&r.random, WORLD_NODES);
		size_t some = 1 + random_below(&r.random, 4);

		if (some > l->count[n] - at[n])
			some = l->count[n] - at[n];
		assert_int_equal(
		    index_write_batches(x, &l->batches[n][at[n]], some, NULL),
		    ERR_OK);
		at[n] += some;
		left -= some;
	}
}

/* As a rebuild reads: one log after the other. */
static void follow_all(struct index *x, const struct logs *l)
{
	for (int n = 0; n < WORLD_NODES; n++) {
		for (size_t i = 0; i < l->count[n]; i++)
			assert_int_equal(
			    index_write_follow(x, &l->batches[n][i], NULL),
			    ERR_OK);
		assert_int_equal(index_write_commit(x, NULL), ERR_OK);
	}
}

static void a_rebuild_gives_the_rows_of_the_running_node(void **state)
{
	struct here *h = *state;
	struct index *x = open_index(h, INDEX_WRITE);
	char *running, *rebuilt;

	follow_all(x, &h->logs);
	rebuilt = dump(x);
	assert_true(strlen(rebuilt) > 10000);
	index_close(x);
	for (uint64_t seed = 1; seed < 6; seed++) {
		assert_int_equal(index_drop(h->path, NULL), ERR_OK);
		x = open_index(h, INDEX_WRITE);
		store_interleaved(x, &h->logs, seed);
		running = dump(x);
		assert_string_equal(running, rebuilt);
		mem_free(running);
		index_close(x);
	}
	mem_free(rebuilt);
}

static void follows_on_where_it_was_behind(void **state)
{
	struct here *h = *state;
	struct index *x = open_index(h, INDEX_WRITE);
	char *whole, *caught_up;

	follow_all(x, &h->logs);
	whole = dump(x);
	index_close(x);
	assert_int_equal(index_drop(h->path, NULL), ERR_OK);
	x = open_index(h, INDEX_WRITE);
	assert_int_equal(
	    index_write_batches(x, h->logs.batches[0], 5, NULL), ERR_OK);
	index_close(x);
	x = open_index(h, INDEX_WRITE);
	follow_all(x, &h->logs);
	follow_all(x, &h->logs); /* all there: only compares */
	caught_up = dump(x);
	assert_string_equal(caught_up, whole);
	mem_free(whole);
	mem_free(caught_up);
	index_close(x);
}

static void tells_when_it_says_otherwise_than_the_log(void **state)
{
	struct here *h = *state;
	struct index *x = open_index(h, INDEX_WRITE);
	struct batch other = h->logs.batches[0][1];

	assert_int_equal(
	    index_write_batches(x, h->logs.batches[0], 3, NULL), ERR_OK);
	other.root.b[0] ^= 1;
	assert_int_equal(index_write_follow(x, &other, NULL), ERR_CONFLICT);
	assert_int_equal(
	    index_write_follow(x, &h->logs.batches[0][4], NULL), ERR_CONFLICT);
	assert_int_equal(
	    index_write_batches(x, &h->logs.batches[0][4], 1, NULL),
	    ERR_CORRUPT);
	index_close(x);
}

static void a_failed_batch_leaves_nothing_behind(void **state)
{
	struct here *h = *state;
	struct index *x = open_index(h, INDEX_WRITE);
	char *before, *after;
	struct batch row[2] = { h->logs.batches[0][2], h->logs.batches[0][4] };

	assert_int_equal(
	    index_write_batches(x, h->logs.batches[0], 2, NULL), ERR_OK);
	before = dump(x);
	assert_int_equal(index_write_batches(x, row, 2, NULL), ERR_CORRUPT);
	after = dump(x);
	assert_string_equal(before, after);
	mem_free(before);
	mem_free(after);
	index_close(x);
}

static void knows_borders_and_how_far_heads_have_come(void **state)
{
	struct here *h = *state;
	struct world *w = h->logs.stage.w;
	struct index *x = open_index(h, INDEX_WRITE);
	const struct history *history;
	const struct batch *b = &h->logs.batches[1][2];
	struct digest root;
	uint64_t highest = 0;
	int64_t time;

	follow_all(x, &h->logs);
	history = index_read_history(x);
	assert_int_equal(
	    history->border(history->arg, "hanbin", 0, 3, &root, &time),
	    HISTORY_FOUND);
	assert_true(digest_equal(&root, &b->root));
	assert_int_equal(time, b->time);
	assert_int_equal(history->border(history->arg, "hanbin", 0,
			     h->logs.count[1] + 1, &root, &time),
	    HISTORY_BEYOND);
	assert_int_equal(
	    history->border(history->arg, "nobody", 0, 1, &root, &time),
	    HISTORY_BEYOND);

	/* Against the acts themselves, at every position. */
	for (size_t i = 0; i < w->nodes[WORLD_GAOXIN].count; i++) {
		const struct act *act = w->nodes[WORLD_GAOXIN].entries[i].act;

		assert_int_equal(history->cited(history->arg, "ankang-gaoxin",
				     0, i, "hanbin"),
		    highest);
		for (size_t r = 0; r < act->ref_count; r++) {
			if (act->refs[r].type == ACT_REF_HEAD &&
			    strcmp(act->refs[r].node, "hanbin") == 0 &&
			    act->refs[r].size > highest)
				highest = act->refs[r].size;
		}
	}
	assert_true(highest > 0);
	index_close(x);
}

/* F-89: the act that shows how far a head had come. */
static void finds_who_cited_the_largest_head(void **state)
{
	struct here *h = *state;
	struct world *w = h->logs.stage.w;
	const struct world_node *n = &w->nodes[WORLD_GAOXIN];
	struct index *x = open_index(h, INDEX_WRITE);
	struct arena *a = arena_new();
	uint64_t highest = 0, at = 0;
	struct index_act found;
	size_t seen = 0;

	follow_all(x, &h->logs);
	for (size_t i = 0; i < n->count; i++) {
		const struct act *act = n->entries[i].act;
		bool there = index_read_citing(
		    x, a, "ankang-gaoxin", 0, i, "hanbin", &found);

		assert_int_equal(there, highest > 0);
		if (there)
			assert_int_equal(found.place.position, at);
		seen += there;
		for (size_t r = 0; r < act->ref_count; r++) {
			if (act->refs[r].type != ACT_REF_HEAD ||
			    strcmp(act->refs[r].node, "hanbin") != 0 ||
			    act->refs[r].size <= highest)
				continue;
			highest = act->refs[r].size;
			at = i;
		}
	}
	assert_true(seen > 0);
	assert_false(index_read_citing(
	    x, a, "ankang-gaoxin", 0, INT64_MAX, "nobody", &found));
	arena_free(a);
	index_close(x);
}

static void two_batches_in_one_have_one_border(void **state)
{
	struct here *h = *state;
	struct world *w = h->logs.stage.w;
	struct index *x = open_index(h, INDEX_WRITE);
	const struct world_node *node = &w->nodes[WORLD_ANKANG];
	const struct history *history = index_read_history(x);
	struct buf acts = { 0 };
	struct chain end;
	struct batch b;
	struct digest root;
	int64_t time;

	chain_init(&end, node->id, &node->log.public);
	buf_put(&acts, node->entries[0].act->raw);
	buf_put(&acts, node->entries[1].act->raw);
	assert_int_equal(chain_build(&end, &w->genesis.network, &node->log,
			     buf_bytes(&acts), node->entries[1].time, &b, NULL),
	    RULE_NONE);
	buf_fini(&acts);
	assert_int_equal(index_write_batches(x, &b, 1, NULL), ERR_OK);
	assert_int_equal(
	    history->border(history->arg, node->id, 0, 1, &root, &time),
	    HISTORY_NO_BORDER);
	assert_int_equal(
	    history->border(history->arg, node->id, 0, 2, &root, &time),
	    HISTORY_FOUND);
	batch_fini(&b);
	index_close(x);
}

static void gives_the_fold_what_the_world_gives_it(void **state)
{
	struct here *h = *state;
	struct stage *s = &h->logs.stage;
	struct index *writer = open_index(h, INDEX_WRITE), *x;
	struct world_view *v = world_view_new(s->w);
	struct buf mine = { 0 }, theirs = { 0 };
	struct dossier_entry *entries;
	struct ledger *ledger;
	size_t refused, count;

	follow_all(writer, &h->logs);
	x = open_index(h, INDEX_READ);
	assert_int_equal(
	    index_read_ledger(x, &s->w->genesis, &ledger, &refused, NULL),
	    ERR_OK);
	assert_int_equal(refused, 0);
	world_view_feed_all(v);
	ledger_encode(ledger, &mine);
	ledger_encode(v->ledger, &theirs);
	assert_true(bytes_equal(buf_bytes(&mine), buf_bytes(&theirs)));
	buf_clear(&mine);
	buf_clear(&theirs);

	count = index_read_casebook(x, "hanbin")
		    ->entries(index_read_casebook(x, "hanbin"), s->arena,
			&s->dossier, &entries);
	assert_true(count >= 8);
	dossier_encode(
	    dossier_fold(s->arena, ledger, &s->dossier, entries, count), &mine);
	dossier_encode(world_view_fold(v, s->arena, &s->dossier), &theirs);
	assert_true(bytes_equal(buf_bytes(&mine), buf_bytes(&theirs)));
	buf_fini(&mine);
	buf_fini(&theirs);
	ledger_free(ledger);
	world_view_free(v);
	index_close(x);
	index_close(writer);
}

static void finds_acts_leaves_and_numbers(void **state)
{
	struct here *h = *state;
	struct stage *s = &h->logs.stage;
	struct index *x = open_index(h, INDEX_WRITE);
	const struct batch *b = &h->logs.batches[WORLD_HANBIN][1];
	struct index_dossier *found, one;
	struct index_act act;
	struct casebook *book;
	struct digest leaf, none = { { 1 } };
	struct bytes note;
	char prefix[32];

	follow_all(x, &h->logs);
	assert_true(index_read_act(x, s->arena, &s->dossier, &act));
	assert_string_equal(act.kind, "case.receive");
	assert_string_equal(act.place.node, "ankang-gaoxin");
	assert_true(act.has_dossier);
	assert_true(digest_equal(&act.dossier, &s->dossier));
	assert_false(index_read_act(x, s->arena, &none, &act));
	assert_true(index_read_act_at(x, s->arena, "hanbin", 0, 1, &act));
	assert_true(bytes_equal(act.raw, batch_act(b, 0)));
	assert_true(index_read_leaf(x, "hanbin", 0, 1, &leaf));
	assert_true(digest_equal(&leaf, &b->leaves[0]));
	assert_false(index_read_leaf(x, "hanbin", 0, 1000, &leaf));
	assert_true(index_read_note(x, s->arena, "hanbin", &note));
	assert_true(bytes_equal(
	    note, h->logs.batches[WORLD_HANBIN][h->logs.count[WORLD_HANBIN] - 1]
		      .checkpoint));

	assert_true(index_read_dossier(x, s->arena, &s->dossier, &one));
	assert_string_equal(one.home, "hanbin");
	assert_string_equal(one.opened.node, "ankang-gaoxin");
	assert_int_equal(index_read_number(x, s->arena, one.number, &found), 1);
	assert_true(digest_equal(&found[0].id, &s->dossier));
	assert_int_equal(index_read_number(x, s->arena, "X-1", &found), 0);

	/* Ends at the sequence: "<NODE>-<YYYYMMDD>-". */
	(void)snprintf(prefix, sizeof(prefix), "%.*s",
	    (int)strlen("ANKANG-GAOXIN-20261123-"), one.number);
	assert_int_equal(
	    index_read_last_sequence(x, "ankang-gaoxin", prefix), LOGS_CASES);
	assert_int_equal(index_read_last_sequence(x, "hanbin", prefix), 0);
	assert_int_equal(index_read_last_sequence(x, "ankang-gaoxin", "X-"), 0);
	book = index_read_casebook(x, "ankang-gaoxin");
	assert_true(book->has_act(book, &s->dossier));
	assert_false(book->has_act(book, &none));
	assert_true(book->number_taken(book, one.number));
	book = index_read_casebook(x, "hanbin");
	assert_false(book->number_taken(book, one.number));
	index_close(x);
}

static void finds_whether_any_act_names_an_object(void **state)
{
	struct here *h = *state;
	struct stage *s = &h->logs.stage;
	struct index *x = open_index(h, INDEX_WRITE);
	struct index_act found;
	struct digest root;
	struct act *act;

	follow_all(x, &h->logs);
	assert_true(index_read_act(x, s->arena, &s->dossier, &found));
	assert_int_equal(
	    act_decode(s->arena, found.raw, &act, NULL), RULE_NONE);
	assert_true(act->vault_count > 1);
	for (size_t i = 0; i < act->vault_count; i++)
		assert_true(index_find_object(x, &act->vault[i].root));
	root = act->vault[0].root;
	root.b[31] ^= 1;
	assert_false(index_find_object(x, &root));
	index_close(x);
}

static void pages_through_cases_newest_first(void **state)
{
	struct here *h = *state;
	struct stage *s = &h->logs.stage;
	struct index *x = open_index(h, INDEX_WRITE);
	struct index_cursor cursor = { 0 }, parsed;
	struct index_dossier *page;
	char text[INDEX_CURSOR_TEXT_ROOM];
	int64_t last = INT64_MAX;
	size_t seen = 0;
	bool more = true;

	follow_all(x, &h->logs);
	while (more) {
		size_t n = index_read_dossiers(
		    x, s->arena, "hanbin", &cursor, 1, &page, &more);

		for (size_t i = 0; i < n; i++) {
			assert_true(page[i].opened.time <= last);
			last = page[i].opened.time;
		}
		seen += n;
		index_read_cursor_format(text, &cursor);
		assert_int_equal(
		    index_read_cursor_parse(&parsed, text), ERR_OK);
		cursor = parsed;
	}
	assert_int_equal(seen, LOGS_CASES);
	assert_int_equal(seen, index_read_dossier_count(x));
	assert_int_equal(index_read_cursor_parse(&parsed, ""), ERR_PARSE);
	assert_int_equal(index_read_cursor_parse(&parsed, "1.zz"), ERR_PARSE);
	index_close(x);
}

/* Two cases of one person, and one of another. */
static void receive_for(struct here *h, uint8_t person)
{
	struct world *w = h->logs.stage.w;
	struct digest pseudonym = { { person } };
	struct act *act = world_receive(w, WORLD_HANBIN, WORLD_HANBIN);

	world_id(w, act, "person", &pseudonym);
	(void)world_log(w, act, WORLD_CLERK);
}

/* E03: both are shown to whoever opens either. */
static void finds_cases_of_one_person(void **state)
{
	struct here *h = *state;
	struct arena *a = h->logs.stage.arena;
	struct digest one = { { 1 } }, two = { { 2 } };
	struct index_cursor cursor = { 0 };
	struct index_dossier *found;
	struct index *x = open_index(h, INDEX_WRITE);
	bool more = true;

	receive_for(h, 1);
	receive_for(h, 2);
	receive_for(h, 1);
	logs_rebuild(&h->logs);
	follow_all(x, &h->logs);
	assert_int_equal(index_read_person(x, a, &one, &found), 2);
	assert_true(found[0].has_person);
	assert_true(digest_equal(&found[1].person, &one));
	assert_int_equal(index_read_person(x, a, &two, &found), 1);
	assert_int_equal(
	    index_read_duplicates(x, a, &cursor, 1, &found, &more), 1);
	assert_true(more);
	assert_true(digest_equal(&found[0].person, &one));
	assert_int_equal(
	    index_read_duplicates(x, a, &cursor, 9, &found, &more), 1);
	assert_false(more);
	assert_int_equal(index_read_unchecked_count(x), LOGS_CASES);
	index_close(x);
}

static void refuses_a_damaged_file_and_another_schema(void **state)
{
	struct here *h = *state;
	struct why why = { 0 };
	struct index *x;
	FILE *f;

	assert_int_equal(
	    index_open(&x, h->path, INDEX_READ, &why), ERR_NOT_FOUND);
	f = fopen(h->path, "wb");
	assert_non_null(f);
	for (int i = 0; i < 4096; i++)
		(void)fputc('x', f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(
	    index_open(&x, h->path, INDEX_WRITE, &why), ERR_CORRUPT);
	assert_int_equal(index_drop(h->path, NULL), ERR_OK);
	x = open_index(h, INDEX_WRITE);
	follow_all(x, &h->logs);
	assert_int_equal(index_scan(x, NULL), ERR_OK);
	index_close(x);

	/* Some pages in the middle. */
	f = fopen(h->path, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, 8 * 4096, SEEK_SET), 0);
	for (int i = 0; i < 4 * 4096; i++)
		(void)fputc(0x5a, f);
	assert_int_equal(fclose(f), 0);
	if (index_open(&x, h->path, INDEX_WRITE, &why) == ERR_OK) {
		assert_int_equal(index_scan(x, &why), ERR_CORRUPT);
		index_close(x);
	}
}

#define HERE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_rebuild_gives_the_rows_of_the_running_node),
		HERE(follows_on_where_it_was_behind),
		HERE(tells_when_it_says_otherwise_than_the_log),
		HERE(a_failed_batch_leaves_nothing_behind),
		HERE(knows_borders_and_how_far_heads_have_come),
		HERE(finds_who_cited_the_largest_head),
		HERE(two_batches_in_one_have_one_border),
		HERE(gives_the_fold_what_the_world_gives_it),
		HERE(finds_acts_leaves_and_numbers),
		HERE(finds_whether_any_act_names_an_object),
		HERE(pages_through_cases_newest_first),
		HERE(finds_cases_of_one_person),
		HERE(refuses_a_damaged_file_and_another_schema),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
