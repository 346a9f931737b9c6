#include "node/agent.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/why.h"
#include "keys/sshagent.h"
#include "node/folder.h"
#include "tests/unit/sync/log.h"

/* An agent that is none: a child that says what it was told to. */
struct fake {
	char *top;
	char *path;
	int fd;
	pid_t child;
};

/* Says @n bytes of @said to the first who comes, after taking @asked bytes, and
 * then hangs up or, with @stays, waits for the other side to. */
static struct fake fake_make(
    size_t asked, const void *said, size_t n, bool stays)
{
	struct fake f = { .top = folder_make() };
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char piece[256];

	f.path = folder_path(f.top, "s");
	must(strlen(f.path) < sizeof(a.sun_path) && asked <= sizeof(piece));
	memcpy(a.sun_path, f.path, strlen(f.path));
	f.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	must(bind(f.fd, (struct sockaddr *)&a, sizeof(a)) == 0);
	must(listen(f.fd, 1) == 0);
	f.child = fork();
	if (f.child == 0) {
		int c = accept(f.fd, NULL, NULL);

		if (asked > 0 && recv(c, piece, asked, MSG_WAITALL) < 0)
			_exit(1);
		if (send(c, said, n, MSG_NOSIGNAL) < 0)
			_exit(1);
		if (stays)
			(void)!recv(c, piece, sizeof(piece), MSG_WAITALL);
		_exit(0);
	}
	return f;
}

static void fake_drop(struct fake *f)
{
	(void)kill(f->child, SIGKILL);
	(void)waitpid(f->child, NULL, 0);
	(void)close(f->fd);
	mem_free(f->path);
	folder_drop(f->top);
}

static const uint8_t request[] = { 0, 0, 0, 1, 11 };

static enum err ask(
    const char *path, int64_t limit_ms, struct buf *answer, struct why *why)
{
	return agent_ask(path, bytes_of(request), limit_ms, answer, why);
}

static void without_a_socket_it_says_how_to_start_one(void **state)
{
	struct buf answer = { 0 };
	struct why why = { 0 };
	char *top = folder_make();
	char *path = folder_path(top, "none");
	char far[200];

	(void)state;
	assert_int_equal(ask(NULL, 1000, &answer, &why), ERR_UNREACHABLE);
	assert_non_null(strstr(why.text, "SSH_AUTH_SOCK"));
	assert_int_equal(ask("", 1000, &answer, &why), ERR_UNREACHABLE);
	assert_int_equal(ask(path, 1000, &answer, &why), ERR_UNREACHABLE);
	assert_non_null(strstr(why.text, path));
	memset(far, 'x', sizeof(far) - 1);
	far[sizeof(far) - 1] = '\0';
	assert_int_equal(ask(far, 1000, &answer, &why), ERR_UNREACHABLE);
	mem_free(path);
	folder_drop(top);
}

static void takes_one_whole_answer(void **state)
{
	static const uint8_t said[] = { 0, 0, 0, 3, 12, 7, 8, 99 };
	struct fake f = fake_make(sizeof(request), said, sizeof(said), true);
	struct buf answer = { 0 };

	(void)state;
	assert_int_equal(ask(f.path, 10000, &answer, NULL), ERR_OK);
	assert_int_equal(answer.n, 3);
	assert_memory_equal(answer.p, said + 4, 3);
	buf_fini(&answer);
	fake_drop(&f);
}

static void a_length_beyond_the_limit_is_refused_before_it_is_read(void **state)
{
	static const uint8_t huge[] = { 0xff, 0xff, 0xff, 0xff, 12 };
	static const uint8_t none[] = { 0, 0, 0, 0 };
	struct buf answer = { 0 };
	struct fake f = fake_make(sizeof(request), huge, sizeof(huge), true);

	(void)state;
	assert_int_equal(ask(f.path, 10000, &answer, NULL), ERR_LIMIT);
	assert_int_equal(answer.room, 0);
	fake_drop(&f);
	f = fake_make(sizeof(request), none, sizeof(none), true);
	assert_int_equal(ask(f.path, 10000, &answer, NULL), ERR_LIMIT);
	fake_drop(&f);
}

static void a_silent_agent_has_a_time_limit(void **state)
{
	static const uint8_t half[] = { 0, 0 };
	struct fake f = fake_make(sizeof(request), half, sizeof(half), true);
	struct buf answer = { 0 };
	struct why why = { 0 };

	(void)state;
	assert_int_equal(ask(f.path, 100, &answer, &why), ERR_TIMEOUT);
	assert_non_null(strstr(why.text, "nothing was signed"));
	fake_drop(&f);
}

static void an_agent_that_hangs_up_has_not_answered(void **state)
{
	static const uint8_t cut[] = { 0, 0, 0, 9, 12, 0 };
	struct fake f = fake_make(sizeof(request), cut, sizeof(cut), false);
	struct buf answer = { 0 };

	(void)state;
	assert_int_equal(ask(f.path, 10000, &answer, NULL), ERR_ENDED);
	buf_fini(&answer);
	fake_drop(&f);
}

static void a_name_is_needed_and_has_a_limit(void **state)
{
	char name[SSHAGENT_NAME_BYTES_MAX + 2];
	struct sign_public found;

	(void)state;
	assert_int_equal(agent_find("", &found, NULL), ERR_USAGE);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(agent_find(name, &found, NULL), ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_socket_it_says_how_to_start_one),
		TEST(takes_one_whole_answer),
		TEST(a_length_beyond_the_limit_is_refused_before_it_is_read),
		TEST(a_silent_agent_has_a_time_limit),
		TEST(an_agent_that_hangs_up_has_not_answered),
		TEST(a_name_is_needed_and_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
