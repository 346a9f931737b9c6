#include "node/sdnotify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/unit.h"

/* A socket in the abstract namespace, as systemd may use; its name is put
 * into NOTIFY_SOCKET. */
static int receiver(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char name[64];
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	socklen_t n;

	assert_true(fd >= 0);
	(void)snprintf(name, sizeof(name), "@tongban-test-%d", (int)getpid());
	memcpy(a.sun_path, name, strlen(name));
	a.sun_path[0] = '\0';
	n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	assert_int_equal(bind(fd, (const struct sockaddr *)&a, n), 0);
	assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
	return fd;
}

static void tells_systemd_how_it_is(void **state)
{
	char said[64] = "";
	int fd = receiver();

	(void)state;
	sdnotify_send("READY=1");
	assert_int_equal(recv(fd, said, sizeof(said) - 1, 0), 7);
	assert_string_equal(said, "READY=1");
	assert_int_equal(close(fd), 0);
}

static void does_nothing_where_nobody_listens(void **state)
{
	static const char *const names[] = { "", "/", "relative",
		"/nonexistent/socket", "@" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(setenv("NOTIFY_SOCKET", names[i], 1), 0);
		sdnotify_send("READY=1");
	}
	assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
	sdnotify_send("READY=1");
}

static void barks_twice_as_often_as_asked(void **state)
{
	char pid[24];

	(void)state;
	(void)snprintf(pid, sizeof(pid), "%d", (int)getpid());
	assert_int_equal(unsetenv("WATCHDOG_USEC"), 0);
	assert_int_equal(sdnotify_watchdog_ms(), 0);
	assert_int_equal(setenv("WATCHDOG_USEC", "30000000", 1), 0);
	assert_int_equal(setenv("WATCHDOG_PID", pid, 1), 0);
	assert_int_equal(sdnotify_watchdog_ms(), 15000);
	assert_int_equal(setenv("WATCHDOG_PID", "1", 1), 0);
	assert_int_equal(sdnotify_watchdog_ms(), 0);
	assert_int_equal(setenv("WATCHDOG_PID", pid, 1), 0);
	assert_int_equal(setenv("WATCHDOG_USEC", "soon", 1), 0);
	assert_int_equal(sdnotify_watchdog_ms(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_systemd_how_it_is),
		cmocka_unit_test(does_nothing_where_nobody_listens),
		cmocka_unit_test(barks_twice_as_often_as_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
