#include "node/index_item.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/digest.h"
#include "node/catalogue.h"
#include "node/index.h"
#include "sync/disk.h"
#include "tests/unit/unit.h"

static struct catalogue_row rows[] = {
	{ "区卫健局", "护士执业注册", "A-1", "1" },
	{ "区卫健局", "医师执业注册", "A-2", "1" },
	{ "区水利局", "取水许可", "", "1" },
	{ "区林业局", "取水许可", "", "1" },
};

struct here {
	char *folder;
	struct index *index;
};

static int set_up(void **state)
{
	const char *top = getenv("TMPDIR");
	struct here *h = mem_new(sizeof(*h));
	char *path;
	struct why why = { 0 };

	h->folder = mem_print("%s/tongban-XXXXXX", top ? top : "/tmp");
	assert_non_null(mkdtemp(h->folder));
	path = mem_print("%s/index.sqlite", h->folder);
	if (index_open(&h->index, path, INDEX_WRITE, &why) != ERR_OK)
		fail_msg("%s", why.text);
	mem_free(path);
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	struct here *h = *state;

	index_close(h->index);
	assert_int_equal(disk_remove_folder(h->folder, NULL), ERR_OK);
	mem_free(h->folder);
	mem_free(h);
	return 0;
}

static void load(struct here *h, size_t count, const char *name)
{
	struct catalogue c = { .row_count = count, .rows = rows };
	struct digest digest = digest_sha256(bytes_text(name));

	assert_int_equal(index_item_load(h->index, &c, &digest, NULL), ERR_OK);
}

static void count_one(void *arg, const struct search_item *item)
{
	size_t *count = arg;

	assert_string_equal(item->kind, INDEX_ITEM_CATALOGUE);
	++*count;
}

static size_t found(struct here *h, const char *words)
{
	struct arena *a = arena_new();
	struct buf match = { 0 };
	struct search_query q;
	size_t count = 0;

	assert_int_equal(search_parse(&q, a, bytes_text(words), NULL), ERR_OK);
	search_match(&q, &match);
	index_item_find(h->index, buf_bytes(&match), count_one, &count);
	buf_fini(&match);
	arena_free(a);
	return count;
}

/* M27 */
static void finds_by_one_two_and_more_characters(void **state)
{
	struct here *h = *state;

	load(h, 4, "first");
	assert_int_equal(found(h, "护"), 1);
	assert_int_equal(found(h, "执业"), 2);
	assert_int_equal(found(h, "业执"), 0);
	assert_int_equal(found(h, "护士执业注册"), 2); /* by pairs */
	assert_int_equal(found(h, "许可"), 2);
	assert_int_equal(found(h, "许可 林业"), 1);
	assert_int_equal(found(h, "yszy"), 1);
	assert_int_equal(found(h, "z"), 2);
	assert_int_equal(found(h, "A-2"), 1);
	assert_int_equal(found(h, "NOT OR AND"), 0);
}

static void a_load_replaces_what_was_there(void **state)
{
	struct here *h = *state;

	load(h, 4, "first");
	load(h, 1, "second");
	assert_int_equal(found(h, "执业"), 1);
	assert_int_equal(found(h, "许可"), 0);
	load(h, 0, "none");
	assert_int_equal(found(h, "执业"), 0);
}

static void knows_what_it_loaded(void **state)
{
	struct here *h = *state;
	struct digest first = digest_sha256(bytes_text("first"));
	struct digest second = digest_sha256(bytes_text("second"));

	assert_false(index_item_is_loaded(h->index, &first));
	load(h, 1, "first");
	assert_true(index_item_is_loaded(h->index, &first));
	assert_false(index_item_is_loaded(h->index, &second));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    finds_by_one_two_and_more_characters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_load_replaces_what_was_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    knows_what_it_loaded, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
