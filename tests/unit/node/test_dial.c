#include "node/dial.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <uv.h>

#include "base/mem.h"
#include "tests/unit/unit.h"

struct stage {
	uv_loop_t loop;
	uv_tcp_t server;
	char port[8];
	int calls;
	enum err last;
};

static void on_closed(uv_handle_t *handle)
{
	mem_free(handle);
}

static void on_done(void *arg, enum err e, uv_tcp_t *tcp)
{
	struct stage *s = arg;

	s->calls++;
	s->last = e;
	assert_int_equal(tcp != NULL, e == ERR_OK);
	if (tcp != NULL)
		uv_close((uv_handle_t *)tcp, on_closed);
}

static void on_connection(uv_stream_t *server, int status)
{
	(void)server;
	(void)status;
}

static int set_up(void **state)
{
	struct stage *s = mem_new(sizeof(*s));
	struct sockaddr_in a;
	int n = sizeof(a);

	must(uv_loop_init(&s->loop) == 0);
	must(uv_tcp_init(&s->loop, &s->server) == 0);
	must(uv_ip4_addr("127.0.0.1", 0, &a) == 0);
	must(uv_tcp_bind(&s->server, (const struct sockaddr *)&a, 0) == 0);
	must(uv_listen((uv_stream_t *)&s->server, 8, on_connection) == 0);
	uv_unref((uv_handle_t *)&s->server);
	must(uv_tcp_getsockname(&s->server, (struct sockaddr *)&a, &n) == 0);
	(void)snprintf(s->port, sizeof(s->port), "%d", ntohs(a.sin_port));
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *s = *state;
	int status;

	uv_close((uv_handle_t *)&s->server, NULL);
	(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	status = uv_loop_close(&s->loop);
	mem_free(s);
	return status;
}

static void run(
    struct stage *s, const char *host, const char *port, uint64_t limit_ms)
{
	struct dial *d;

	assert_int_equal(
	    dial_start(&d, &s->loop, host, port, limit_ms, on_done, s), ERR_OK);
	assert_int_equal(s->calls, 0);
	(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	assert_int_equal(s->calls, 1);
}

static void connects_once(void **state)
{
	struct stage *s = *state;

	run(s, "127.0.0.1", s->port, 2000);
	assert_int_equal(s->last, ERR_OK);
}

static void tells_when_nobody_listens(void **state)
{
	run(*state, "127.0.0.1", "1", 2000);
	assert_int_equal(((struct stage *)*state)->last, ERR_UNREACHABLE);
}

static void tells_when_the_name_does_not_resolve(void **state)
{
	run(*state, "no-such-host.invalid", "1", 20000);
	assert_int_equal(((struct stage *)*state)->last, ERR_BAD_NAME);
}

static void gives_up_at_its_limit(void **state)
{
	struct stage *s = *state;

	run(s, "127.0.0.1", s->port, 0);
	assert_int_equal(s->last, ERR_TIMEOUT);
}

static void says_nothing_once_cancelled(void **state)
{
	struct stage *s = *state;
	struct dial *d;

	for (int turns = 0; turns < 3; turns++) {
		assert_int_equal(dial_start(&d, &s->loop, "127.0.0.1", s->port,
				     2000, on_done, s),
		    ERR_OK);
		for (int i = 0; i < turns && s->calls == 0; i++)
			(void)uv_run(&s->loop, UV_RUN_NOWAIT);
		if (s->calls == 0)
			dial_cancel(d);
		else
			s->calls = 0;
		(void)uv_run(&s->loop, UV_RUN_DEFAULT);
		assert_int_equal(s->calls, 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(connects_once),
		TEST(tells_when_nobody_listens),
		TEST(tells_when_the_name_does_not_resolve),
		TEST(gives_up_at_its_limit),
		TEST(says_nothing_once_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
