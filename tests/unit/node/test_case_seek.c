#include "node/case_seek.h"

#include <stdlib.h>

#include "base/why.h"
#include "node/case_words.h"
#include "node/index.h"
#include "node/index_case.h"
#include "node/index_read.h"
#include "node/index_write.h"
#include "node/states.h"
#include "node/words.h"
#include "schema/act_body_table.h"
#include "schema/dossier.h"
#include "sync/disk.h"
#include "tests/unit/node/logs.h"

/* LOGS_CASES cases of hanbin; the last was received by ankang-gaoxin, handed
 * over and is finished. */
struct here {
	struct logs logs;
	char *folder;
	struct index *index;
	struct ledger *ledger;
	struct states *states;
};

static void look_at_all(struct here *h)
{
	struct arena *a = arena_new();
	struct index_cursor cursor = { 0 };
	struct index_dossier *found;
	bool more;
	size_t n = index_read_dossiers(
	    h->index, a, NULL, &cursor, LOGS_CASES, &found, &more);

	assert_int_equal(n, LOGS_CASES);
	for (size_t i = 0; i < n; i++) {
		struct dossier_entry *entries;
		size_t count =
		    index_read_entries(h->index, a, &found[i].id, &entries);
		struct digest id;
		int64_t key;

		assert_true(index_case_key(h->index, &found[i].id, &key));
		assert_true(index_case_id(h->index, key, &id));
		assert_true(digest_equal(&id, &found[i].id));
		states_put(h->states, key,
		    dossier_fold(a, h->ledger, &id, entries, count)->state);
	}
	arena_free(a);
}

static int set_up(void **state)
{
	const char *top = getenv("TMPDIR");
	struct here *h = mem_new(sizeof(*h));
	struct why why = { 0 };
	char *path;

	logs_init(&h->logs);
	h->folder = mem_print("%s/tongban-XXXXXX", top ? top : "/tmp");
	assert_non_null(mkdtemp(h->folder));
	path = mem_print("%s/index.sqlite", h->folder);
	if (index_open(&h->index, path, INDEX_WRITE, &why) != ERR_OK)
		fail_msg("%s", why.text);
	mem_free(path);
	/* The other districts' acts come before the case itself. */
	for (int n = WORLD_NODES - 1; n >= 0; n--)
		for (size_t i = 0; i < h->logs.count[n]; i++)
			assert_int_equal(index_write_batches(h->index,
					     &h->logs.batches[n][i], 1, NULL),
			    ERR_OK);
	assert_int_equal(index_read_ledger(h->index, &h->logs.stage.w->genesis,
			     &h->ledger, NULL, NULL),
	    ERR_OK);
	h->states = states_new();
	look_at_all(h);
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	struct here *h = *state;

	states_free(h->states);
	ledger_free(h->ledger);
	index_close(h->index);
	assert_int_equal(disk_remove_folder(h->folder, NULL), ERR_OK);
	logs_fini(&h->logs);
	mem_free(h->folder);
	mem_free(h);
	return 0;
}

static struct case_seek_page page(
    struct here *h, const char *words, int64_t before, size_t limit)
{
	struct arena *a = arena_new();
	struct case_seek_page out;
	struct search_query q;
	struct case_seek seek;

	assert_int_equal(search_parse(&q, a, bytes_text(words), NULL), ERR_OK);
	assert_int_equal(
	    case_seek_parse(&seek, a, h->ledger, h->index, &q, NULL), ERR_OK);
	case_seek_find(&seek, h->index, h->states, before, limit, &out);
	case_seek_fini(&seek);
	arena_free(a);
	return out;
}

static size_t found(struct here *h, const char *words)
{
	return page(h, words, INDEX_CASE_KEY_MAX, CASE_SEEK_PAGE_MAX).count;
}

/* M27 */
static void finds_cases_by_item_district_channel_and_state(void **state)
{
	struct here *h = *state;

	assert_int_equal(found(h, "T04"), LOGS_CASES);
	assert_int_equal(found(h, "食品"), 0);
	assert_int_equal(found(h, "hanbin"), LOGS_CASES);
	assert_int_equal(found(h, "gaoxin"), 1); /* where it was received */
	assert_int_equal(found(h, "已收件"), LOGS_CASES - 1);
	assert_int_equal(found(h, "received"), LOGS_CASES - 1);
	assert_int_equal(found(h, "收件"), LOGS_CASES - 1); /* a part */
	assert_int_equal(found(h, "已制证"), 1);
	assert_int_equal(found(h, "T04 issued gaoxin"), 1);
	assert_int_equal(found(h, "T04 received gaoxin"), 0);
	assert_int_equal(found(h, "issued received"), 0);
	assert_int_equal(found(h, "窗口"), LOGS_CASES);
	assert_int_equal(found(h, "邮寄"), 0);
	assert_int_equal(found(h, "不存在的事"), 0);
}

/* M27 */
static void finds_a_case_by_each_part_of_its_number(void **state)
{
	struct here *h = *state;
	struct arena *a = arena_new();
	struct index_dossier *rows;
	struct index_cursor cursor = { 0 };
	const char *number, *dash;
	bool more;
	size_t n = index_read_dossiers(
	    h->index, a, NULL, &cursor, LOGS_CASES, &rows, &more);

	assert_int_equal(n, LOGS_CASES);
	number = rows[0].number;
	assert_int_equal(found(h, number), 1); /* its parts, all of them */
	for (const char *at = number; *at != '\0'; at = dash) {
		struct bytes part;

		at += *at == '-' ? 1 : 0;
		dash = at + strcspn(at, "-");
		part = bytes_part(bytes_text(at), 0, (size_t)(dash - at));
		assert_true(found(h, arena_text(a, part)) >= 1);
	}
	arena_free(a);
}

static void goes_on_behind_a_page_and_misses_none(void **state)
{
	struct here *h = *state;

	for (int by_state = 0; by_state < 2; by_state++) {
		const char *words = by_state ? "received" : "T04";
		size_t all = found(h, words), seen = 0;
		struct case_seek_page p = { .last = INDEX_CASE_KEY_MAX };

		do {
			int64_t before = p.last;

			p = page(h, words, before, 1);
			assert_true(p.count == 0 || p.keys[0] < before);
			seen += p.count;
		} while (p.more);
		assert_int_equal(seen, all);
	}
}

static void every_channel_has_words(void **state)
{
	const char *const *codes =
	    act_body_table_words(ACT_BODY_TABLE_CHANNELS);

	(void)state;
	for (size_t i = 0; codes[i] != NULL; i++)
		assert_non_null(case_words_channel(codes[i]));
	assert_null(case_words_channel("rocket"));
}

static void a_number_stands_whole_and_in_parts(void **state)
{
	static const char *const parts[] = { "hanbin20261124000123x", "hanbin",
		"20261124", "202611", "2026", "1124", "000123", "123", "x" };
	const struct case_words words = { .number = "HANBIN-20261124-000123-X",
		.item = "T04",
		.channel = "" };
	struct buf row = { 0 }, part = { 0 };

	(void)state;
	case_words_put(&row, &words);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		buf_clear(&part);
		case_words_put_number(&part, bytes_text(parts[i]));
		buf_put_byte(&part, ' ');
		assert_true(
		    words_find(buf_bytes(&row), buf_bytes(&part)) != SIZE_MAX);
	}
	buf_fini(&row);
	buf_fini(&part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    finds_cases_by_item_district_channel_and_state, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    finds_a_case_by_each_part_of_its_number, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    goes_on_behind_a_page_and_misses_none, set_up, tear_down),
		cmocka_unit_test(every_channel_has_words),
		cmocka_unit_test(a_number_stands_whole_and_in_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
