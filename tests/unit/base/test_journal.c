#include "base/journal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/unit/unit.h"

static int saved; /* the real standard error */
static int ends[2];

/* Standard error goes into a pipe, from here to read_back(). */
static int redirect(void **state)
{
	(void)state;
	(void)unsetenv("JOURNAL_STREAM");
	journal_set_level(JOURNAL_NOTICE);
	saved = dup(STDERR_FILENO);
	return saved < 0 || pipe(ends) != 0 ||
	       dup2(ends[1], STDERR_FILENO) < 0 || close(ends[1]) != 0;
}

static char *read_back(void)
{
	struct buf b = { 0 };
	char part[4096];
	ssize_t n;

	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	assert_int_equal(close(saved), 0);
	while ((n = read(ends[0], part, sizeof(part))) > 0)
		buf_put(&b, (struct bytes){ (uint8_t *)part, (size_t)n });
	assert_int_equal(close(ends[0]), 0);
	return buf_take_text(&b);
}

static void assert_written(const char *want)
{
	char *text = read_back();

	assert_string_equal(text, want);
	mem_free(text);
}

static void a_line_is_a_sentence_and_pairs(void **state)
{
	(void)state;
	journal_say(JOURNAL_NOTICE, "peer session opened", "peer", "hanbin",
	    "address", "127.0.0.1:7001", NULL);
	journal_say(JOURNAL_ERROR, "no pairs", NULL);
	assert_written("peer session opened peer=hanbin "
		       "address=127.0.0.1:7001\nno pairs\n");
}

static void no_value_can_forge_a_line_or_a_pair(void **state)
{
	(void)state;
	journal_say(JOURNAL_NOTICE, "s", "a", "x\ny", "b", "p q=r", "c", "\"\\",
	    "d", "\x1b[2J", "e", "", "f", NULL, NULL);
	assert_written("s a=\"x\\x0ay\" b=\"p q=r\" c=\"\\\"\\\\\" "
		       "d=\"\\x1b[2J\" e=\"\" f=\"\"\n");
}

static void text_stays_readable_and_stray_bytes_show(void **state)
{
	(void)state;
	journal_say(JOURNAL_NOTICE, "s", "name", "汉滨区", "bad", "a\xff\x80",
	    "c1", "x\xc2\x85y z", NULL);
	assert_written("s name=汉滨区 bad=\"a\\xff\\x80\" "
		       "c1=\"x\\x85y z\"\n");
}

static void lines_above_the_level_are_dropped(void **state)
{
	(void)state;
	journal_say(JOURNAL_INFO, "dropped", NULL);
	journal_set_level(JOURNAL_DEBUG);
	journal_say(JOURNAL_DEBUG, "kept", NULL);
	journal_set_level(JOURNAL_ERROR);
	journal_say(JOURNAL_WARNING, "dropped too", NULL);
	assert_written("kept\n");
}

static void under_systemd_the_priority_comes_first(void **state)
{
	(void)state;
	assert_int_equal(setenv("JOURNAL_STREAM", "8:1", 1), 0);
	journal_say(JOURNAL_WARNING, "low space", "mib", "12", NULL);
	assert_int_equal(unsetenv("JOURNAL_STREAM"), 0);
	assert_written("<4>low space mib=12\n");
}

enum { THREADS = 4, LINES = 50 };

static void *say_lines(void *arg)
{
	for (int i = 0; i < LINES; i++)
		journal_say(JOURNAL_NOTICE, "a line that must stay whole",
		    "thread", arg, "end", "z", NULL);
	return NULL;
}

static void threads_do_not_mix_their_lines(void **state)
{
	static char names[THREADS][2] = { "0", "1", "2", "3" };
	pthread_t threads[THREADS];
	char *text, *rest, *line;
	int count = 0;

	(void)state;
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, say_lines, names[i]), 0);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	text = read_back();
	rest = text;
	while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
		assert_int_equal(strlen(line),
		    strlen("a line that must stay whole thread=0 end=z"));
		assert_memory_equal(line, "a line that", 11);
		count++;
	}
	assert_int_equal(count, THREADS * LINES);
	mem_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
		    a_line_is_a_sentence_and_pairs, redirect),
		cmocka_unit_test_setup(
		    no_value_can_forge_a_line_or_a_pair, redirect),
		cmocka_unit_test_setup(
		    text_stays_readable_and_stray_bytes_show, redirect),
		cmocka_unit_test_setup(
		    lines_above_the_level_are_dropped, redirect),
		cmocka_unit_test_setup(
		    under_systemd_the_priority_comes_first, redirect),
		cmocka_unit_test_setup(
		    threads_do_not_mix_their_lines, redirect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
