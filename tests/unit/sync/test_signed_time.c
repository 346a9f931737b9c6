#include "sync/signed_time.h"

#include "tests/unit/sync/log.h"

#define HOUR 3600

static struct signed_time *reopen(const char *folder, int64_t floor)
{
	struct signed_time *t;

	assert_int_equal(signed_time_open(&t, folder, floor, NULL), ERR_OK);
	return t;
}

static int64_t take(struct signed_time *t, int64_t now)
{
	int64_t out = 0;

	assert_int_equal(
	    signed_time_take(t, now, SIGNED_TIME_STEP, &out, NULL), ERR_OK);
	return out;
}

static void time_never_goes_back_across_a_restart(void **state)
{
	char *folder = folder_make();
	struct signed_time *t = reopen(folder, 0);

	(void)state;
	assert_int_equal(signed_time_last(t), 0);
	assert_int_equal(take(t, LOG_START), LOG_START);
	assert_int_equal(take(t, LOG_START - HOUR), LOG_START);
	assert_int_equal(take(t, LOG_START + 1), LOG_START + 1);
	signed_time_close(t);
	t = reopen(folder, 0);
	assert_int_equal(signed_time_last(t), LOG_START + 1);
	assert_int_equal(take(t, LOG_START - 5), LOG_START + 1);
	signed_time_close(t);
	folder_drop(folder);
}

static void the_log_s_own_time_is_the_floor(void **state)
{
	char *folder = folder_make();
	struct signed_time *t = reopen(folder, LOG_START);

	(void)state;
	assert_int_equal(take(t, 5), LOG_START);
	signed_time_close(t);
	folder_drop(folder);
}

static void more_than_a_day_ahead_needs_the_operator_s_word(void **state)
{
	char *folder = folder_make();
	struct signed_time *t = reopen(folder, 0);
	struct why why = { 0 };
	int64_t out = 0;

	(void)state;
	take(t, LOG_START); /* the very first may be any */
	assert_int_equal(take(t, LOG_START + 24 * HOUR), LOG_START + 24 * HOUR);
	assert_int_equal(signed_time_take(t, LOG_START + 48 * HOUR + 1,
			     SIGNED_TIME_STEP, &out, &why),
	    ERR_REFUSED);
	assert_true(why.text[0] != '\0');
	assert_int_equal(signed_time_last(t), LOG_START + 24 * HOUR);
	assert_int_equal(signed_time_take(t, LOG_START + 480 * HOUR,
			     SIGNED_TIME_LEAP, &out, NULL),
	    ERR_OK);
	assert_int_equal(out, LOG_START + 480 * HOUR);
	signed_time_close(t);
	folder_drop(folder);
}

static void a_clock_before_1970_is_refused(void **state)
{
	struct signed_time *t = signed_time_new(0);
	int64_t out;

	(void)state;
	assert_int_equal(
	    signed_time_take(t, -1, SIGNED_TIME_LEAP, &out, NULL), ERR_REFUSED);
	signed_time_close(t);
}

static void a_file_that_holds_no_time_is_refused(void **state)
{
	static const char *const texts[] = { "", "12", "12\n\n", "x\n", "-1\n",
		"012\n", "99999999999999999999999999999999999999\n" };
	char *folder = folder_make();
	char *path = mem_print("%s/signed-time", folder);

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct signed_time *t;
		struct why why = { 0 };

		assert_int_equal(
		    disk_write_plain(path, bytes_text(texts[i]), NULL), ERR_OK);
		assert_int_equal(
		    signed_time_open(&t, folder, 0, &why), ERR_CORRUPT);
	}
	mem_free(path);
	folder_drop(folder);
}

static void a_bit_that_turns_over_is_found(void **state)
{
	char *folder = folder_make();
	char *path = mem_print("%s/signed-time", folder);
	struct signed_time *t = reopen(folder, 0);
	struct buf text = { 0 };

	(void)state;
	assert_int_equal(take(t, LOG_START), LOG_START);
	signed_time_close(t);
	assert_int_equal(disk_read(path, 64, &text, NULL), ERR_OK);
	for (size_t bit = 0; bit < text.n * 8; bit++) {
		text.p[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		assert_int_equal(
		    disk_write_plain(path, buf_bytes(&text), NULL), ERR_OK);
		assert_int_equal(
		    signed_time_open(&t, folder, 0, NULL), ERR_CORRUPT);
		text.p[bit / 8] ^= (uint8_t)(1u << (bit % 8));
	}
	buf_fini(&text);
	mem_free(path);
	folder_drop(folder);
}

static void what_an_earlier_build_wrote_is_taken(void **state)
{
	char *folder = folder_make();
	char *path = mem_print("%s/signed-time", folder);
	struct signed_time *t;

	(void)state;
	assert_int_equal(
	    disk_write_plain(path, bytes_text("1760000000\n"), NULL), ERR_OK);
	t = reopen(folder, 0);
	assert_int_equal(signed_time_last(t), 1760000000);
	signed_time_close(t);
	mem_free(path);
	folder_drop(folder);
}

static void nothing_is_given_out_that_could_not_be_written(void **state)
{
	char *folder = folder_make();
	struct signed_time *t = reopen(folder, 0);
	int64_t out = 0;

	(void)state;
	folder_drop(folder);
	assert_int_equal(
	    signed_time_take(t, LOG_START, SIGNED_TIME_STEP, &out, NULL),
	    ERR_STORAGE);
	assert_int_equal(out, 0);
	assert_int_equal(signed_time_last(t), 0);
	signed_time_close(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(time_never_goes_back_across_a_restart),
		TEST(the_log_s_own_time_is_the_floor),
		TEST(more_than_a_day_ahead_needs_the_operator_s_word),
		TEST(a_clock_before_1970_is_refused),
		TEST(a_bit_that_turns_over_is_found),
		TEST(what_an_earlier_build_wrote_is_taken),
		TEST(a_file_that_holds_no_time_is_refused),
		TEST(nothing_is_given_out_that_could_not_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
