#include "node/http.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/problem.h"
#include "schema/value.h"
#include "tests/unit/unit.h"

#define H "Host: localhost\r\n"

/* A server on a unix socket and one blocking client, turn by turn. */
struct stage {
	uv_loop_t loop;
	struct http *http;
	char folder[32];
	char *path;
	int client;
	struct http_request *late; /* waits for an answer */
	int calls;
	char seen[256]; /* what the handler was asked */
};

static void on_echo(struct http_request *r, void *arg)
{
	struct stage *s = arg;

	s->calls++;
	(void)snprintf(s->seen, sizeof(s->seen), "%s|%s|%s|%s",
	    http_segment(r, "number"),
	    http_query(r, "q") != NULL ? http_query(r, "q") : "-",
	    http_header(r, "x-NAME") != NULL ? http_header(r, "X-Name") : "-",
	    r->query);
	http_add_header(r, "ETag", "\"1\"");
	http_answer(r, 200, "text/plain", r->body);
}

static void on_late(struct http_request *r, void *arg)
{
	struct stage *s = arg;

	s->calls++;
	s->late = r;
}

static void on_problem(struct http_request *r, void *arg)
{
	struct why why = { .text = "limits differ" };
	struct problem p = problem_from_rule(RULE_NOT_UNIFIED, &why);

	(void)arg;
	http_answer_problem(r, &p);
}

static void on_empty(struct http_request *r, void *arg)
{
	(void)arg;
	http_answer(r, 204, NULL, (struct bytes){ 0 });
}

static const struct http_route routes[] = {
	{ HTTP_METHOD_POST, "/v1/cases/{number}/echo", on_echo, "", 100, 0 },
	{ HTTP_METHOD_GET, "/late", on_late, "", 0, 0 },
	{ HTTP_METHOD_GET, "/problem", on_problem, "", 0, 0 },
	{ HTTP_METHOD_DELETE, "/empty", on_empty, "", 0, 0 },
	{ HTTP_METHOD_PUT, "/upload", on_empty, "", SIZE_MAX, 0 },
};

static void turn(struct stage *s)
{
	for (int i = 0; i < 20; i++)
		(void)uv_run(&s->loop, UV_RUN_NOWAIT);
}

static void call(struct stage *s)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	s->client = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_true(s->client >= 0);
	memcpy(a.sun_path, s->path, strlen(s->path) + 1);
	assert_int_equal(
	    connect(s->client, (struct sockaddr *)&a, sizeof(a)), 0);
	turn(s);
}

static void hang_up(struct stage *s)
{
	assert_int_equal(close(s->client), 0);
	s->client = -1;
	turn(s);
}

static void say(struct stage *s, const char *text)
{
	size_t n = strlen(text);

	assert_int_equal(send(s->client, text, n, MSG_NOSIGNAL), n);
	turn(s);
}

/* What the server has said so far; "closed" at its end. */
static char *hear(struct stage *s)
{
	struct buf b = { 0 };
	char part[4096];

	for (;;) {
		ssize_t n;

		turn(s);
		n = recv(s->client, part, sizeof(part), MSG_DONTWAIT);
		if (n == 0)
			buf_put_text(&b, "closed");
		if (n <= 0)
			return buf_take_text(&b);
		buf_put(&b, (struct bytes){ (uint8_t *)part, (size_t)n });
	}
}

static void expect(struct stage *s, const char *const *words)
{
	char *text = hear(s);

	for (; *words != NULL; words++) {
		if (strstr(text, *words) == NULL)
			fail_msg("no '%s' in:\n%s", *words, text);
	}
	mem_free(text);
}

#define EXPECT(s, ...) expect(s, (const char *const[]){ __VA_ARGS__, NULL })

static int set_up(void **state)
{
	struct stage *s = mem_new(sizeof(*s));
	struct http_options options = {
		.routes = routes,
		.route_count = sizeof(routes) / sizeof(routes[0]),
		.arg = s,
		.upload_bytes_max = 5000,
	};
	char *address;
	struct why why;

	(void)snprintf(s->folder, sizeof(s->folder), "/tmp/tongban-XXXXXX");
	must(mkdtemp(s->folder) != NULL);
	s->path = mem_print("%s/api", s->folder);
	address = mem_print("unix:%s", s->path);
	(void)signal(SIGPIPE, SIG_IGN); /* as daemon_run() does */
	must(uv_loop_init(&s->loop) == 0);
	must(http_open(&s->http, &s->loop, address, &options, &why) == ERR_OK);
	mem_free(address);
	s->client = -1;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *s = *state;
	int status;

	if (s->client >= 0)
		(void)close(s->client);
	http_close(s->http);
	(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	status = uv_loop_close(&s->loop);
	(void)rmdir(s->folder);
	mem_free(s->path);
	mem_free(s);
	return status;
}

static void answers_and_keeps_the_connection(void **state)
{
	struct stage *s = *state;

	call(s);
	for (int i = 1; i <= 3; i++) {
		say(s,
		    "POST /v1/cases/A%20B%2F1/echo?q=%E5%8A%9E+1&r HTTP/1.1\r\n" H
		    "X-Name:  some one \r\nContent-Length: 5\r\n\r\nhello");
		EXPECT(s, "HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\n",
		    "ETag: \"1\"\r\n", "Date: ", "\r\n\r\nhello");
		assert_int_equal(s->calls, i);
	}
	assert_string_equal(s->seen, "A B/1|办 1|some one|q=%E5%8A%9E+1&r");
	assert_int_equal(http_connection_count(s->http), 1);
}

static void takes_a_request_byte_by_byte(void **state)
{
	const char *text = "POST /v1/cases/1/echo HTTP/1.1\r\n" H
			   "Content-Length: 3\r\n\r\nabc";
	struct stage *s = *state;

	call(s);
	for (size_t i = 0; i < strlen(text); i++) {
		char one[2] = { text[i], '\0' };

		assert_int_equal(s->calls, 0);
		say(s, one);
	}
	EXPECT(s, "200 OK", "\r\n\r\nabc");
}

static void answers_pipelined_requests_in_order(void **state)
{
	struct stage *s = *state;

	call(s);
	say(s, "GET /late HTTP/1.1\r\n" H "\r\n"
	       "POST /v1/cases/2/echo HTTP/1.1\r\n" H
	       "Content-Length: 6\r\n\r\nsecond"
	       "DELETE /empty HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
	assert_int_equal(s->calls, 1); /* one at a time */
	http_answer_text(s->late, 200, "text/plain", "first");
	EXPECT(s, "\r\n\r\nfirstHTTP/1.1 200 OK", "\r\n\r\nsecondHTTP/1.1 204",
	    "Connection: close\r\n", "closed");
}

static void a_client_that_went_away_does_no_harm(void **state)
{
	struct stage *s = *state;

	call(s);
	say(s, "GET /late HTTP/1.1\r\n" H "\r\n");
	assert_non_null(s->late);
	hang_up(s);
	http_answer_text(s->late, 200, "text/plain", "nobody hears this");
	turn(s);
	assert_int_equal(http_connection_count(s->http), 0);
}

static void an_answer_may_come_after_the_server_closed(void **state)
{
	struct stage *s = *state, *other;
	void *again = NULL;

	call(s);
	say(s, "GET /late HTTP/1.1\r\n" H "\r\n");
	http_close(s->http);
	turn(s);
	http_answer_text(s->late, 200, "text/plain", "too late");
	/* A fresh server for the teardown. */
	assert_int_equal(set_up(&again), 0);
	other = again;
	(void)close(s->client);
	(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&s->loop), 0);
	(void)rmdir(s->folder);
	mem_free(s->path);
	mem_free(s);
	*state = other;
}

static void refusals_are_problems_and_close(void **state)
{
	static const struct {
		const char *request, *status;
	} rows[] = {
		{ "GET /nothing HTTP/1.1\r\n" H "\r\n", "404 Not Found" },
		{ "GET /empty HTTP/1.1\r\n" H "\r\n", "405 Method" },
		{ "GET /late HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421 " },
		{ "GET /late HTTP/1.1\nHost: localhost\n\n", "400 Bad" },
		{ "GET /late HTTP/1.0\r\n" H "\r\n", "505 " },
		{ "BREW /late HTTP/1.1\r\n" H "\r\n", "501 " },
		{ "GET /late?%ff HTTP/1.1\r\n" H "\r\n", "400 Bad" },
		{ "POST /v1/cases/1/echo HTTP/1.1\r\n" H
		  "Content-Length: 101\r\n\r\n",
		    "413 " },
		{ "PUT /upload HTTP/1.1\r\n" H "Content-Length: 5001\r\n\r\n",
		    "413 " },
		{ "POST /v1/cases/1/echo HTTP/1.1\r\n" H
		  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		    "501 " },
	};
	struct stage *s = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		call(s);
		say(s, rows[i].request);
		EXPECT(s, rows[i].status, "application/problem+json",
		    "\"type\":\"about:blank\"", "Connection: close", "closed");
		hang_up(s);
	}
	assert_int_equal(s->calls, 0);
	assert_int_equal(http_connection_count(s->http), 0);
}

static void a_handler_answers_with_the_broken_rule(void **state)
{
	struct stage *s = *state;

	call(s);
	say(s, "GET /problem HTTP/1.1\r\n" H "\r\n");
	EXPECT(s, "409 Conflict", "urn:tongban:rule:not_unified", "F-84",
	    "三统一不成立", "limits differ");
}

static void asks_for_the_body_when_the_client_waits(void **state)
{
	struct stage *s = *state;

	call(s);
	say(s, "PUT /upload HTTP/1.1\r\n" H
	       "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
	EXPECT(s, "HTTP/1.1 100 Continue\r\n\r\n");
	say(s, "ok");
	EXPECT(s, "HTTP/1.1 204 No Content");
}

static void stops_after_what_was_begun(void **state)
{
	struct stage *s = *state;
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int other = socket(AF_UNIX, SOCK_STREAM, 0);

	call(s);
	say(s, "GET /late HTTP/1.1\r\n" H "\r\n");
	http_stop(s->http);
	turn(s);
	memcpy(a.sun_path, s->path, strlen(s->path) + 1);
	assert_int_not_equal(
	    connect(other, (struct sockaddr *)&a, sizeof(a)), 0);
	http_answer_text(s->late, 200, "text/plain", "last");
	EXPECT(s, "Connection: close", "last", "closed");
	assert_int_equal(close(other), 0);
}

static void the_socket_is_for_its_owner_alone(void **state)
{
	struct stage *s = *state;
	struct stat st;

	assert_int_equal(stat(s->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void tells_an_address_that_is_taken(void **state)
{
	struct stage *s = *state;
	struct http_options options = { .routes = routes };
	char *address = mem_print("unix:%s", s->path);
	struct http *h;
	struct why why = { 0 };

	assert_int_equal(http_open(&h, &s->loop, address, &options, &why),
	    ERR_ADDRESS_IN_USE);
	assert_non_null(strstr(why.text, s->path));
	assert_int_equal(
	    http_open(&h, &s->loop, "203.0.113.1:1", &options, &why),
	    ERR_CONFIG);
	mem_free(address);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(answers_and_keeps_the_connection),
		TEST(takes_a_request_byte_by_byte),
		TEST(answers_pipelined_requests_in_order),
		TEST(a_client_that_went_away_does_no_harm),
		TEST(an_answer_may_come_after_the_server_closed),
		TEST(refusals_are_problems_and_close),
		TEST(a_handler_answers_with_the_broken_rule),
		TEST(asks_for_the_body_when_the_client_waits),
		TEST(stops_after_what_was_begun),
		TEST(the_socket_is_for_its_owner_alone),
		TEST(tells_an_address_that_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
