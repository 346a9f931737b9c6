#include "node/harden.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#define PROMISE_BROKEN 1
#define PROMISE_KEPT   0

/* In a child: what is given up does not come back. */
static void leaves_no_core_and_no_way_in(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		struct rlimit core;

		harden_process();
		harden_process(); /* again is fine */
		_exit(prctl(PR_GET_DUMPABLE) == 0 &&
			      getrlimit(RLIMIT_CORE, &core) == 0 &&
			      core.rlim_cur == 0 && core.rlim_max == 0
			  ? PROMISE_KEPT
			  : PROMISE_BROKEN);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), PROMISE_KEPT);
}

/* A broken invariant ends with SIGABRT; not even then. */
static void a_crash_dumps_nothing(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		struct rlimit core;

		if (getrlimit(RLIMIT_CORE, &core) == 0) {
			core.rlim_cur = core.rlim_max;
			(void)setrlimit(RLIMIT_CORE, &core);
		}
		harden_process();
		(void)signal(SIGABRT, SIG_DFL);
		abort();
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_false(WCOREDUMP(status));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_no_core_and_no_way_in),
		cmocka_unit_test(a_crash_dumps_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
