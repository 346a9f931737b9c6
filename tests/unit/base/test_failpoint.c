#include "base/failpoint.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/unit/unit.h"

enum { PASSES = 5 };

static void in_child(const char *setting)
{
	const struct rlimit no_core = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)signal(SIGABRT, SIG_DFL);
	(void)close(STDERR_FILENO);
	must(setenv("TONGBAN_FAILPOINT", setting, 1) == 0);
	for (int i = 0; i < PASSES; i++) {
		failpoint(FAILPOINT_APPEND_AFTER_REF);
		failpoint(FAILPOINT_PUT_AFTER_REF);
		if (i == 2)
			failpoint(FAILPOINT_VAULT_AFTER_RENAME);
	}
	_exit(0);
}

/* The signal that ends a process with this setting; 0 if none does. */
static int signal_with(const char *setting)
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		in_child(setting);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void names_are_unlike(void **state)
{
	(void)state;
	for (int i = 0; i < FAILPOINT_COUNT; i++) {
		for (int k = 0; k < i; k++)
			assert_string_not_equal(
			    failpoint_name((enum failpoint)i),
			    failpoint_name((enum failpoint)k));
	}
	assert_null(failpoint_name(FAILPOINT_COUNT));
}

#ifdef FAILPOINTS
static void the_named_place_kills_when_passed_often_enough(void **state)
{
	(void)state;
	assert_int_equal(signal_with("append.after_ref"), SIGKILL);
	assert_int_equal(signal_with("append.after_ref:5"), SIGKILL);
	assert_int_equal(signal_with("append.after_ref:6"), 0);
	assert_int_equal(signal_with("vault.after_rename:1"), SIGKILL);
	assert_int_equal(signal_with("vault.after_rename:2"), 0);
	assert_int_equal(signal_with(""), 0);
}

static void a_typo_stops_the_process(void **state)
{
	static const char *const bad[] = { "append.after_reff", "append", ":",
		"append.after_ref:", "append.after_ref:0", "append.after_ref:x",
		"append.after_ref:1x" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(signal_with(bad[i]), SIGABRT);
}
#else
static void a_release_build_holds_none_of_it(void **state)
{
	(void)state;
	assert_int_equal(signal_with("append.after_ref"), 0);
	assert_int_equal(signal_with("a typo"), 0);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unlike),
#ifdef FAILPOINTS
		cmocka_unit_test(
		    the_named_place_kills_when_passed_often_enough),
		cmocka_unit_test(a_typo_stops_the_process),
#else
		cmocka_unit_test(a_release_build_holds_none_of_it),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
