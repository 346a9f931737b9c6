#include "base/mem.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "tests/unit/unit.h"

/* How a child that runs @work ends: the signal, or 0. */
static int signal_of(void (*work)(void))
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		const struct rlimit no_core = { 0, 0 };

		(void)setrlimit(RLIMIT_CORE, &no_core);
		(void)signal(SIGABRT, SIG_DFL); /* cmocka may have its own */
		(void)close(STDERR_FILENO);     /* its last words */
		work();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void break_invariant(void)
{
	must(1 + 1 == 3);
}

static void keep_invariant(void)
{
	must(1 + 1 == 2);
}

static void overflow_array(void)
{
	volatile size_t count = SIZE_MAX / 2;

	mem_free(mem_new_array(count, 4));
}

static void part_past_the_end(void)
{
	(void)bytes_part(bytes_text("abc"), 2, 2);
}

static void drop_too_much(void)
{
	struct buf b = { 0 };

	buf_drop(&b, 1);
}

static void fill_too_far(void)
{
	uint8_t room[4];
	struct buf b = buf_over(room, sizeof(room));

	buf_put_text(&b, "12345");
}

static void a_broken_invariant_aborts(void **state)
{
	(void)state;
	assert_int_equal(signal_of(break_invariant), SIGABRT);
	assert_int_equal(signal_of(keep_invariant), 0);
}

static void misuse_of_sizes_aborts(void **state)
{
	(void)state;
	assert_int_equal(signal_of(overflow_array), SIGABRT);
	assert_int_equal(signal_of(part_past_the_end), SIGABRT);
	assert_int_equal(signal_of(drop_too_much), SIGABRT);
	assert_int_equal(signal_of(fill_too_far), SIGABRT);
}

static void new_memory_is_zeroed(void **state)
{
	unsigned char *p = mem_new(1000);

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
	mem_free(p);
}

static void size_zero_gives_a_pointer_of_its_own(void **state)
{
	void *a = mem_new(0), *b = mem_new_array(0, 8);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	assert_ptr_not_equal(a, b);
	a = mem_resize(a, 0);
	assert_non_null(a);
	mem_free(a);
	mem_free(b);
	mem_free(NULL);
}

static void resize_keeps_the_content(void **state)
{
	char *p = mem_copy_text("承接");

	(void)state;
	p = mem_resize(p, 4096);
	assert_string_equal(p, "承接");
	mem_free(p);
}

static void copies_are_the_callers(void **state)
{
	char original[] = "abc";
	char *copy = mem_copy(original, sizeof(original));

	(void)state;
	original[0] = 'x';
	assert_string_equal(copy, "abc");
	mem_free(copy);
	copy = mem_copy(NULL, 0);
	assert_non_null(copy);
	mem_free(copy);
}

static void print_allocates_what_it_prints(void **state)
{
	char *text = mem_print("%s-%04d", "hanbin", 7);

	(void)state;
	assert_string_equal(text, "hanbin-0007");
	mem_free(text);
}

static void wipe_overwrites(void **state)
{
	static const char zeros[8];
	char secret[8] = "secret!";

	(void)state;
	mem_wipe(secret, sizeof(secret));
	assert_memory_equal(secret, zeros, sizeof(zeros));
	mem_wipe(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_broken_invariant_aborts),
		cmocka_unit_test(misuse_of_sizes_aborts),
		cmocka_unit_test(new_memory_is_zeroed),
		cmocka_unit_test(size_zero_gives_a_pointer_of_its_own),
		cmocka_unit_test(resize_keeps_the_content),
		cmocka_unit_test(copies_are_the_callers),
		cmocka_unit_test(print_allocates_what_it_prints),
		cmocka_unit_test(wipe_overwrites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
