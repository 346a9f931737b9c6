#include "keys/guarded.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/why.h"
#include "tests/unit/unit.h"

#define ME    1000
#define OTHER 1001
#define ROOT  0

static enum err judge(uint32_t mode, uint32_t owner, uint32_t reader)
{
	return guarded_judge(S_IFREG | mode, owner, reader, "f", NULL);
}

static void ones_own_is_for_oneself_alone(void **state)
{
	(void)state;
	assert_int_equal(judge(0600, ME, ME), ERR_OK);
	assert_int_equal(judge(0400, ME, ME), ERR_OK);
	assert_int_equal(judge(0700, ME, ME), ERR_OK);
	for (uint32_t bit = 1; bit <= 040; bit <<= 1)
		assert_int_equal(judge(0600 | bit, ME, ME), ERR_EXPOSED);
}

static void what_root_hands_over_may_be_read_by_a_group(void **state)
{
	(void)state;
	assert_int_equal(judge(0440, ROOT, ME), ERR_OK);
	assert_int_equal(judge(0400, ROOT, ME), ERR_OK);
	assert_int_equal(judge(0444, ROOT, ME), ERR_EXPOSED);
	assert_int_equal(judge(0460, ROOT, ME), ERR_EXPOSED);
}

static void anothers_is_not_read_but_by_root(void **state)
{
	(void)state;
	assert_int_equal(judge(0600, OTHER, ME), ERR_EXPOSED);
	assert_int_equal(judge(0600, OTHER, ROOT), ERR_OK);
	assert_int_equal(judge(0640, OTHER, ROOT), ERR_EXPOSED);
	assert_int_equal(judge(0640, ROOT, ROOT), ERR_EXPOSED);
}

static void the_sentence_has_the_command(void **state)
{
	struct why why = { 0 };

	(void)state;
	assert_int_equal(
	    guarded_judge(S_IFREG | 0644, ME, ME, "a.key", &why), ERR_EXPOSED);
	assert_non_null(strstr(why.text, "(0644)"));
	assert_non_null(strstr(why.text, "run: chmod 600 a.key"));
	assert_int_equal(
	    guarded_judge(S_IFREG | 0600, OTHER, ME, "a.key", &why),
	    ERR_EXPOSED);
	assert_non_null(strstr(why.text, "chown 1000 a.key"));
}

static void a_pipe_is_not_judged(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(guarded_check(ends[0], "-", NULL), ERR_OK);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(close(ends[1]), 0);
}

static void an_open_file_is_judged_by_its_mode(void **state)
{
	char path[] = "/tmp/tongban-guarded-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(guarded_check(fd, path, NULL), ERR_OK);
	assert_int_equal(fchmod(fd, 0640), 0);
	assert_int_equal(guarded_check(fd, path, NULL), ERR_EXPOSED);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ones_own_is_for_oneself_alone),
		cmocka_unit_test(what_root_hands_over_may_be_read_by_a_group),
		cmocka_unit_test(anothers_is_not_read_but_by_root),
		cmocka_unit_test(the_sentence_has_the_command),
		cmocka_unit_test(a_pipe_is_not_judged),
		cmocka_unit_test(an_open_file_is_judged_by_its_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
