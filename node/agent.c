/*
 *	connect -> u32 length, request -> u32 length -> answer -> close
 *
 * One connection a request; the socket does not block, poll(2) does.
 */
#include "node/agent.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/reader.h"
#include "base/why.h"
#include "keys/sshagent.h"

#define LENGTH_BYTES 4

/* One conversation. */
struct asking {
	int fd;
	int64_t end_ms; /* steady */
	struct why *why;
};

static int64_t steady_ms(void)
{
	const struct clock *clock = clock_real();

	return clock->steady_ms(clock);
}

static enum err no_agent(struct why *why, const char *path, const char *reason)
{
	return why_set(why, ERR_UNREACHABLE,
	    "连不上 ssh-agent / no ssh-agent answers at %s: %s; start one: "
	    "eval \"$(ssh-agent)\", then ssh-add FILE",
	    path, reason);
}

static enum err begin(struct asking *a, const char *path, struct why *why)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	if (path == NULL || path[0] == '\0')
		return why_set(why, ERR_UNREACHABLE,
		    "没有 ssh-agent:未设 SSH_AUTH_SOCK / there is no ssh-agent: "
		    "SSH_AUTH_SOCK is not set; start one: eval "
		    "\"$(ssh-agent)\", then ssh-add FILE");
	if (strlen(path) >= sizeof(to.sun_path))
		return no_agent(why, path, strerror(ENAMETOOLONG));
	memcpy(to.sun_path, path, strlen(path));
	a->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (a->fd < 0)
		return why_set(why, ERR_NO_RESOURCE, "%s", strerror(errno));
	if (connect(a->fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return ERR_OK;
	return no_agent(why, path, strerror(errno));
}

static enum err wait_for(struct asking *a, short what)
{
	for (;;) {
		int64_t left = a->end_ms - steady_ms();
		struct pollfd p = { a->fd, what, 0 };
		int n = left <= 0 ? 0 : poll(&p, 1, (int)left);

		if (n > 0)
			return ERR_OK;
		if (n == 0)
			return why_set(a->why, ERR_TIMEOUT,
			    "ssh-agent 超时未答,未签名 / ssh-agent took too "
			    "long; nothing was signed");
		if (errno != EINTR)
			return why_set(
			    a->why, ERR_NO_RESOURCE, "%s", strerror(errno));
	}
}

static enum err hung_up(struct asking *a)
{
	return why_set(a->why, ERR_ENDED,
	    "ssh-agent 中断了连接,未签名 / ssh-agent hung up; nothing was "
	    "signed");
}

static bool is_passing(int number)
{
	return number == EINTR || number == EAGAIN;
}

static enum err send_all(struct asking *a, struct bytes data)
{
	while (data.n > 0) {
		enum err e = wait_for(a, POLLOUT);
		ssize_t n;

		if (e != ERR_OK)
			return e;
		n = send(a->fd, data.p, data.n, MSG_NOSIGNAL);
		if (n < 0 && is_passing(errno))
			continue;
		if (n < 0)
			return hung_up(a);
		data = bytes_part(data, (size_t)n, data.n - (size_t)n);
	}
	return ERR_OK;
}

/* Exactly @n bytes more. */
static enum err take(struct asking *a, struct buf *out, size_t n)
{
	while (n > 0) {
		uint8_t piece[4096];
		enum err e = wait_for(a, POLLIN);
		ssize_t got;

		if (e != ERR_OK)
			return e;
		got = recv(
		    a->fd, piece, n < sizeof(piece) ? n : sizeof(piece), 0);
		if (got < 0 && is_passing(errno))
			continue;
		if (got <= 0)
			return hung_up(a);
		buf_put(out, (struct bytes){ piece, (size_t)got });
		n -= (size_t)got;
	}
	return ERR_OK;
}

static enum err take_answer(struct asking *a, struct buf *answer)
{
	struct buf head = { 0 };
	struct reader r;
	uint32_t length = 0;
	enum err e = take(a, &head, LENGTH_BYTES);

	if (e == ERR_OK) {
		r = reader_over(buf_bytes(&head));
		length = reader_u32(&r);
	}
	buf_fini(&head);
	if (e != ERR_OK)
		return e;
	if (length == 0 || length > SSHAGENT_ANSWER_BYTES_MAX)
		return why_set(a->why, ERR_LIMIT,
		    "ssh-agent 的回答长度不合规定 / an answer of ssh-agent has "
		    "1 to %u bytes, not %u",
		    SSHAGENT_ANSWER_BYTES_MAX, length);
	return take(a, answer, length);
}

enum err agent_ask(const char *path, struct bytes request, int64_t limit_ms,
    struct buf *answer, struct why *why)
{
	struct asking a = { -1, steady_ms() + limit_ms, why };
	enum err e = begin(&a, path, why);

	if (e == ERR_OK)
		e = send_all(&a, request);
	if (e == ERR_OK)
		e = take_answer(&a, answer);
	if (a.fd >= 0)
		(void)close(a.fd);
	return e;
}

static const char *agent_path(void)
{
	return getenv("SSH_AUTH_SOCK");
}

enum err agent_find(const char *name, struct sign_public *out, struct why *why)
{
	struct buf request = { 0 }, answer = { 0 };
	enum err e;

	if (name[0] == '\0' || strlen(name) > SSHAGENT_NAME_BYTES_MAX)
		return why_set(why, ERR_USAGE,
		    "agent: 后写密钥的指纹或注释,1 至 %d 字节 / after agent: "
		    "comes the key's fingerprint or comment, 1 to %d bytes",
		    SSHAGENT_NAME_BYTES_MAX, SSHAGENT_NAME_BYTES_MAX);
	sshagent_put_list(&request);
	e = agent_ask(agent_path(), buf_bytes(&request), AGENT_LIST_LIMIT_MS,
	    &answer, why);
	if (e == ERR_OK)
		e = sshagent_find(out, buf_bytes(&answer), name, why);
	buf_fini(&request);
	buf_fini(&answer);
	return e;
}

enum err agent_sign(const struct sign_public *public, struct bytes message,
    struct signature *out, struct why *why)
{
	struct buf request = { 0 }, answer = { 0 };
	enum err e;

	sshagent_put_sign(&request, public, message);
	e = agent_ask(agent_path(), buf_bytes(&request), AGENT_SIGN_LIMIT_MS,
	    &answer, why);
	if (e == ERR_OK)
		e = sshagent_take_signature(
		    out, public, message, buf_bytes(&answer), why);
	buf_fini(&request);
	buf_fini(&answer);
	return e;
}
