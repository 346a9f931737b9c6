#include "node/staging.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/chunk.h"
#include "keys/random.h"
#include "sync/disk.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/unit.h"

#define MUCH  (1ull << 50) /* free bytes */
#define BYTES (CHUNK_PLAIN_BYTES_MAX + 7)

struct stage {
	char folder[64];
	char *path; /* owned; of the staging in it */
	struct random_seeded random;
	struct staging *staging;
	struct digest mine, other;
};

static void open_it(struct stage *s)
{
	assert_int_equal(
	    staging_open(&s->staging, s->path, suite_used(), NULL), ERR_OK);
}

static void stage_init(struct stage *s)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 5 };

	memset(s, 0, sizeof(*s));
	random_seeded_init(&s->random, seed);
	memcpy(s->folder, "/tmp/tongban-test-XXXXXX", 25);
	assert_non_null(mkdtemp(s->folder));
	s->path = mem_print("%s/staging", s->folder);
	s->mine = digest_sha256(bytes_text("mine"));
	s->other = digest_sha256(bytes_text("other"));
	open_it(s);
}

static void stage_fini(struct stage *s)
{
	staging_close(s->staging);
	assert_int_equal(disk_remove_folder(s->folder, NULL), ERR_OK);
	mem_free(s->path);
}

static enum rule start(struct stage *s, const struct digest *owner,
    uint64_t bytes, uint64_t free_bytes, struct staging_upload **out)
{
	struct why why;

	return staging_start(s->staging,
	    &(struct staging_ask){
		.owner = *owner, .bytes = bytes, .free_bytes = free_bytes },
	    &s->random.random, out, &why);
}

static struct staging_upload *begin(struct stage *s)
{
	struct staging_upload *u = NULL;

	assert_int_equal(start(s, &s->mine, BYTES, MUCH, &u), RULE_NONE);
	return u;
}

static void put(
    struct stage *s, struct staging_upload *u, uint64_t index, uint8_t fill)
{
	size_t n = staging_piece_bytes(u, index);
	uint8_t *p = mem_new(n);
	enum err e;

	memset(p, fill, n);
	assert_true(staging_begin_piece(u, index));
	e = staging_put(
	    u, index, (struct bytes){ p, n }, &s->random.random, NULL);
	assert_int_equal(e, ERR_OK);
	staging_end_piece(u, index, e);
	staging_release(s->staging, u);
	mem_free(p);
}

static size_t files_in(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	size_t n = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		n += entry->d_name[0] != '.';
	assert_int_equal(closedir(folder), 0);
	return n;
}

static void pieces_come_in_any_order_and_again(void **state)
{
	struct stage s;
	struct staging_upload *u;
	struct buf plain = { 0 };

	(void)state;
	stage_init(&s);
	u = begin(&s);
	assert_int_equal(staging_total(u), 2);
	assert_int_equal(staging_piece_bytes(u, 0), CHUNK_PLAIN_BYTES_MAX);
	assert_int_equal(staging_piece_bytes(u, 1), 7);
	assert_int_equal(staging_piece_bytes(u, 2), 0);
	put(&s, u, 1, 'b');
	assert_true(staging_has(u, 1) && !staging_has(u, 0));
	put(&s, u, 1, 'c');
	put(&s, u, 0, 'a');
	assert_int_equal(staging_there(u), 2);
	assert_int_equal(staging_get(u, 1, &plain, NULL), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&plain), bytes_text("ccccccc")));
	buf_fini(&plain);
	stage_fini(&s);
}

static void what_failed_to_be_written_is_missing(void **state)
{
	struct stage s;
	struct staging_upload *u;

	(void)state;
	stage_init(&s);
	u = begin(&s);
	put(&s, u, 0, 'a');
	assert_true(staging_begin_piece(u, 0));
	assert_false(staging_begin_piece(u, 0)); /* it is being written */
	assert_false(staging_use(u));
	staging_end_piece(u, 0, ERR_NO_SPACE);
	staging_release(s.staging, u);
	assert_int_equal(staging_there(u), 0);
	assert_false(staging_has(u, 0));
	stage_fini(&s);
}

static void an_upload_is_its_owners_alone(void **state)
{
	struct stage s;
	struct staging_upload *u;

	(void)state;
	stage_init(&s);
	u = begin(&s);
	assert_ptr_equal(staging_find(s.staging, &s.mine, staging_id(u), 0), u);
	assert_null(staging_find(s.staging, &s.other, staging_id(u), 0));
	assert_null(staging_find(s.staging, &s.mine, "", 0));
	stage_fini(&s);
}

static void nothing_lies_there_under_a_name_or_in_clear(void **state)
{
	struct stage s;
	struct staging_upload *u;

	(void)state;
	stage_init(&s);
	u = begin(&s);
	put(&s, u, 0, 'a');
	assert_int_equal(files_in(s.path), 0);
	staging_drop(s.staging, u);
	assert_int_equal(staging_count(s.staging), 0);
	/* What an earlier version, or a crash between two calls, has left. */
	staging_close(s.staging);
	{
		char *left = mem_print("%s/left", s.path);

		assert_int_equal(
		    disk_write_plain(left, bytes_text("x"), NULL), ERR_OK);
		mem_free(left);
	}
	open_it(&s);
	assert_int_equal(files_in(s.path), 0);
	stage_fini(&s);
}

static void who_is_idle_for_an_hour_is_gone(void **state)
{
	struct stage s;
	struct staging_upload *u, *held;
	char id[STAGING_ID_ROOM];

	(void)state;
	stage_init(&s);
	u = begin(&s);
	held = begin(&s);
	staging_hold(held);
	memcpy(id, staging_id(u), sizeof(id));
	staging_sweep(s.staging, STAGING_IDLE_MS - 1);
	assert_non_null(staging_find(s.staging, &s.mine, id, 1000));
	staging_sweep(s.staging, STAGING_IDLE_MS + 999);
	assert_int_equal(staging_count(s.staging), 2);
	staging_sweep(s.staging, STAGING_IDLE_MS + 1000);
	assert_null(staging_find(s.staging, &s.mine, id, 0));
	assert_int_equal(staging_count(s.staging), 1); /* the held one */
	staging_release(s.staging, held);
	stage_fini(&s);
}

static void one_preparation_uses_it_at_a_time(void **state)
{
	struct stage s;
	struct staging_upload *u;

	(void)state;
	stage_init(&s);
	u = begin(&s);
	put(&s, u, 0, 'a');
	assert_true(staging_use(u));
	assert_false(staging_use(u));
	assert_false(staging_begin_piece(u, 0));
	staging_drop(s.staging, u); /* not before it is released */
	assert_int_equal(staging_count(s.staging), 1);
	staging_unuse(u);
	staging_release(s.staging, u);
	assert_int_equal(staging_count(s.staging), 0);
	stage_fini(&s);
}

static void count_and_bytes_are_bounded_for_each_and_all(void **state)
{
	struct stage s;
	struct staging_upload *u;
	struct digest somebody;

	(void)state;
	stage_init(&s);
	for (int i = 0; i < 4; i++)
		assert_int_equal(
		    start(&s, &s.mine, STAGING_BYTES_EACH / 4, MUCH, &u),
		    RULE_NONE);
	assert_int_equal(start(&s, &s.mine, 1, MUCH, &u), RULE_UPLOAD_LIMIT);
	for (int i = 0; i < STAGING_COUNT_EACH; i++)
		assert_int_equal(start(&s, &s.other, 1, MUCH, &u), RULE_NONE);
	assert_int_equal(start(&s, &s.other, 1, MUCH, &u), RULE_UPLOAD_LIMIT);
	for (unsigned i = 0; staging_count(s.staging) < STAGING_COUNT_MAX;
	     i++) {
		somebody = digest_sha256(bytes_of(i));
		assert_int_equal(start(&s, &somebody, 1, MUCH, &u), RULE_NONE);
	}
	somebody = digest_sha256(bytes_text("one more"));
	assert_int_equal(start(&s, &somebody, 1, MUCH, &u), RULE_UPLOAD_LIMIT);
	stage_fini(&s);
}

static void the_disk_keeps_its_floor(void **state)
{
	struct stage s;
	struct staging_upload *u;
	uint64_t sealed = BYTES + 2 * (uint64_t)CHUNK_OVERHEAD_BYTES;
	uint64_t enough = STAGING_FLOOR_BYTES + 2 * sealed;

	(void)state;
	stage_init(&s);
	assert_int_equal(
	    start(&s, &s.mine, BYTES, enough - 1, &u), RULE_UPLOAD_LIMIT);
	assert_int_equal(start(&s, &s.mine, BYTES, enough, &u), RULE_NONE);
	/* What was promised to the first is not there for a second. */
	assert_int_equal(
	    start(&s, &s.mine, BYTES, enough, &u), RULE_UPLOAD_LIMIT);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_come_in_any_order_and_again),
		cmocka_unit_test(what_failed_to_be_written_is_missing),
		cmocka_unit_test(an_upload_is_its_owners_alone),
		cmocka_unit_test(nothing_lies_there_under_a_name_or_in_clear),
		cmocka_unit_test(who_is_idle_for_an_hour_is_gone),
		cmocka_unit_test(one_preparation_uses_it_at_a_time),
		cmocka_unit_test(count_and_bytes_are_bounded_for_each_and_all),
		cmocka_unit_test(the_disk_keeps_its_floor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
