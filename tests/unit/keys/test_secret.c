#include "keys/secret.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keys/random.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/locked.h"
#include "tests/unit/unit.h"

#define NOBODY 65534

static void guarded_memory_is_zeroed_and_aligned(void **state)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 4095, 4096, 10000 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t *p = secret_new(sizes[i]);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(p[k], 0);
		memset(p, 0xff, sizes[i]);
		secret_free(p);
	}
	secret_free(NULL);
}

static void a_wiped_secret_is_gone(void **state)
{
	struct secret zero = { { 0 } };
	struct secret s = zero;

	(void)state;
	secret_make(&s, random_system());
	assert_memory_not_equal(s.b, zero.b, SECRET_BYTES);
	secret_wipe(&s);
	assert_memory_equal(s.b, zero.b, SECRET_BYTES);
}

/* The sanitizer's mlock() locks nothing and says that it did. */
#ifndef __SANITIZE_ADDRESS__
/* Where nothing may be locked, secrets live nevertheless; root may always. */
static void tells_whether_memory_is_locked(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit none = { 0, 0 };
		void *p;

		if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 ||
		    (geteuid() == 0 && setuid(NOBODY) != 0))
			_exit(2);
		p = secret_new(1);
		secret_free(p);
		_exit(secret_is_locked(1) ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#endif

#ifndef __SANITIZE_ADDRESS__
static void guarded_memory_is_locked_and_left_out_of_cores(void **state)
{
	uint8_t *p = secret_new(10000);
	uint8_t plain[1] = { 0 };

	(void)state;
	assert_true(locked_check(p));
	assert_true(locked_check(p + 9999));
	assert_false(locked_check(plain));
	secret_free(p);
}

/* Another thread's, which is gone afterwards. */
static void *look_at_own_stack(void *arg)
{
	bool *locked = arg;
	uint8_t here[1] = { 0 };

	locked[0] = locked_check(here);
	secret_lock_stack();
	locked[1] =
	    locked_check((void *)((uintptr_t)here - SECRET_STACK_BYTES / 2));
	secret_lock_stack(); /* again is fine */
	return NULL;
}

static void a_stack_is_locked_below_the_caller(void **state)
{
	bool locked[2] = { true, false };
	pthread_t thread;

	(void)state;
	assert_int_equal(
	    pthread_create(&thread, NULL, look_at_own_stack, locked), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_false(locked[0]);
	assert_true(locked[1]);
}
#endif

/* Wiping is not for what the caller still uses. */
static void scrubbing_leaves_the_callers_stack(void **state)
{
	volatile uint8_t here[64];

	(void)state;
	for (size_t i = 0; i < sizeof(here); i++)
		here[i] = (uint8_t)i;
	secret_scrub_stack();
	for (size_t i = 0; i < sizeof(here); i++)
		assert_int_equal(here[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(guarded_memory_is_zeroed_and_aligned),
		TEST(a_wiped_secret_is_gone),
#ifndef __SANITIZE_ADDRESS__
		TEST(tells_whether_memory_is_locked),
		TEST(guarded_memory_is_locked_and_left_out_of_cores),
		TEST(a_stack_is_locked_below_the_caller),
#endif
		TEST(scrubbing_leaves_the_callers_stack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
