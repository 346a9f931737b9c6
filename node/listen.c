#include "node/listen.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/address.h"

struct listen {
	union {
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} socket;
	enum address_type type;
	char *address; /* owned */
	listen_fn *on_stream;
	void *arg; /* borrowed */
};

/* ---- connections ---- */

static void on_closed(uv_handle_t *handle)
{
	mem_free(handle);
}

static uv_stream_t *new_stream(struct listen *l)
{
	if (l->type == ADDRESS_TCP) {
		uv_tcp_t *tcp = mem_new(sizeof(*tcp));

		must(uv_tcp_init(l->socket.stream.loop, tcp) == 0);
		return (uv_stream_t *)tcp;
	}
	uv_pipe_t *pipe = mem_new(sizeof(*pipe));

	must(uv_pipe_init(l->socket.stream.loop, pipe, 0) == 0);
	return (uv_stream_t *)pipe;
}

static void on_connection(uv_stream_t *socket, int status)
{
	struct listen *l = socket->data;
	uv_stream_t *stream;

	if (status != 0) {
		journal_say(JOURNAL_WARNING, "a connection was not accepted",
		    "address", l->address, "reason", uv_strerror(status), NULL);
		return;
	}
	stream = new_stream(l);
	if (uv_accept(socket, stream) != 0)
		uv_close((uv_handle_t *)stream, on_closed);
	else
		l->on_stream(l->arg, stream);
}

/* ---- binding ---- */

static enum err failed(int status, const char *address, struct why *why)
{
	if (status == UV_EADDRINUSE)
		return why_set(why, ERR_ADDRESS_IN_USE,
		    "%s is taken by another process", address);
	if (status == UV_EADDRNOTAVAIL || status == UV_EACCES ||
	    status == UV_ENOENT || status == UV_EINVAL)
		return why_set(why, ERR_CONFIG, "cannot listen on %s: %s",
		    address, uv_strerror(status));
	return why_set(why, ERR_NO_RESOURCE, "cannot listen on %s: %s", address,
	    uv_strerror(status));
}

static int bind_tcp(uv_tcp_t *tcp, const struct address *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	const char *host = address->host;

	if (strcasecmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (uv_ip4_addr(host, address->port, &v4) == 0)
		return uv_tcp_bind(tcp, (const struct sockaddr *)&v4, 0);
	if (uv_ip6_addr(host, address->port, &v6) == 0)
		return uv_tcp_bind(tcp, (const struct sockaddr *)&v6, 0);
	return UV_EINVAL;
}

/* Is there a socket that nobody listens on?  Left by a process that was
 * killed; whoever listens answers at once. */
static bool is_stale(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat st;
	bool stale;
	int fd;

	if (lstat(path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	stale = connect(fd, (const struct sockaddr *)&address,
		    sizeof(address)) != 0 &&
		errno == ECONNREFUSED;
	(void)close(fd);
	return stale;
}

static int bind_unix(uv_pipe_t *pipe, const char *path)
{
	mode_t before;
	int status;

	if (is_stale(path))
		(void)unlink(path);
	before = umask(0177);
	status = uv_pipe_bind(pipe, path);
	(void)umask(before);
	return status;
}

/* The port that the system picked. */
static char *real_address(struct listen *l, const struct address *address)
{
	struct sockaddr_storage name;
	int n = sizeof(name);
	unsigned port = address->port;
	const char *colon = strchr(address->host, ':');

	if (l->type == ADDRESS_UNIX)
		return mem_print("unix:%s", address->host);
	if (uv_tcp_getsockname(&l->socket.tcp, (struct sockaddr *)&name, &n) ==
	    0) {
		if (name.ss_family == AF_INET6)
			port = ntohs(((struct sockaddr_in6 *)&name)->sin6_port);
		else
			port = ntohs(((struct sockaddr_in *)&name)->sin_port);
	}
	return mem_print(
	    colon != NULL ? "[%s]:%u" : "%s:%u", address->host, port);
}

/* ---- life ---- */

static void on_listen_closed(uv_handle_t *handle)
{
	struct listen *l = handle->data;

	mem_free(l->address);
	mem_free(l);
}

enum err listen_open(struct listen **out, uv_loop_t *loop, const char *address,
    listen_fn *on_stream, void *arg, struct why *why)
{
	struct address parsed;
	struct listen *l;
	int status;

	if (address_parse(&parsed, address, why) != ERR_OK)
		return ERR_CONFIG;
	l = mem_new(sizeof(*l));
	l->type = parsed.type;
	l->on_stream = on_stream;
	l->arg = arg;
	if (parsed.type == ADDRESS_TCP) {
		must(uv_tcp_init(loop, &l->socket.tcp) == 0);
		status = bind_tcp(&l->socket.tcp, &parsed);
	} else {
		must(uv_pipe_init(loop, &l->socket.pipe, 0) == 0);
		status = bind_unix(&l->socket.pipe, parsed.host);
	}
	l->socket.stream.data = l;
	if (status == 0)
		status =
		    uv_listen(&l->socket.stream, LISTEN_BACKLOG, on_connection);
	if (status != 0) {
		listen_close(l);
		return failed(status, address, why);
	}
	l->address = real_address(l, &parsed);
	*out = l;
	return ERR_OK;
}

void listen_close(struct listen *l)
{
	uv_close((uv_handle_t *)&l->socket.stream, on_listen_closed);
}

const char *listen_address(const struct listen *l)
{
	return l->address;
}
