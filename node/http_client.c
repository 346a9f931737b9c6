#include "node/http_client.h"

#include <errno.h>
#include <http_parser.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

struct reading {
	struct http_client_answer *answer; /* borrowed */
	bool complete;
	bool too_large;
	enum { OTHER, TYPE, RETRY, CHUNKS } next; /* whose header value comes */
};

static int64_t steady_ms(void)
{
	struct timespec t;

	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum err connect_unix(const char *path, int *out, struct why *why)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(a.sun_path))
		return why_set(why, ERR_USAGE,
		    "套接字路径过长 / socket path too long: %s", path);
	memcpy(a.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return why_set(why, ERR_NO_RESOURCE, "%s", strerror(errno));
	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) != 0) {
		int number = errno;

		(void)close(fd);
		return why_set(why, ERR_UNREACHABLE,
		    "节点未应答 / no node answers at unix:%s: %s", path,
		    strerror(number));
	}
	*out = fd;
	return ERR_OK;
}

static int connect_any(const struct addrinfo *list)
{
	for (const struct addrinfo *a = list; a != NULL; a = a->ai_next) {
		int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);

		if (fd < 0)
			continue;
		if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
			return fd;
		(void)close(fd);
	}
	return -1;
}

static enum err connect_tcp(const char *host_port, int *out, struct why *why)
{
	static const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	char *copy = mem_copy_text(host_port);
	char *colon = strrchr(copy, ':');
	struct addrinfo *list = NULL;
	enum err e = ERR_OK;

	copy[strcspn(copy, "/")] = '\0';
	if (strstr(host_port, "://") != NULL || colon == NULL ||
	    colon[1] == '\0') {
		e = why_set(why, ERR_USAGE,
		    "API 地址应为 http://HOST:PORT 或 unix:PATH / the API "
		    "address is http://HOST:PORT or unix:PATH, not %s",
		    host_port);
	} else {
		*colon = '\0';
		if (getaddrinfo(copy, colon + 1, &hints, &list) != 0)
			e = why_set(why, ERR_BAD_NAME,
			    "主机名无法解析 / host name does not resolve: %s",
			    copy);
	}
	if (e == ERR_OK) {
		*out = connect_any(list);
		if (*out < 0)
			e = why_set(why, ERR_UNREACHABLE,
			    "节点未应答,是否已启动? / no node answers at %s; "
			    "is it running?",
			    host_port);
	}
	if (list != NULL)
		freeaddrinfo(list);
	mem_free(copy);
	return e;
}

static enum err open_api(const char *api, int *out, struct why *why)
{
	if (strncmp(api, "unix:", 5) == 0)
		return connect_unix(api + 5, out, why);
	if (strncmp(api, "http://", 7) == 0)
		return connect_tcp(api + 7, out, why);
	return connect_tcp(api, out, why);
}

static const char *host_of(const char *api)
{
	if (strncmp(api, "unix:", 5) == 0)
		return "localhost";
	return strncmp(api, "http://", 7) == 0 ? api + 7 : api;
}

static enum err wait_for(int fd, short what, int64_t end, struct why *why)
{
	for (;;) {
		int64_t left = end - steady_ms();
		struct pollfd p = { fd, what, 0 };
		int n = left <= 0 ? 0 : poll(&p, 1, (int)left);

		if (n > 0)
			return ERR_OK;
		if (n == 0)
			return why_set(why, ERR_TIMEOUT,
			    "节点超时未答 / the node took too long");
		if (errno != EINTR)
			return why_set(
			    why, ERR_NO_RESOURCE, "%s", strerror(errno));
	}
}

static enum err send_all(
    int fd, struct bytes data, int64_t end, struct why *why)
{
	while (data.n > 0) {
		enum err e = wait_for(fd, POLLOUT, end, why);
		ssize_t n;

		if (e != ERR_OK)
			return e;
		n = send(fd, data.p, data.n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0) /* the answer may say why: read on */
			return ERR_OK;
		data = bytes_part(data, (size_t)n, data.n - (size_t)n);
	}
	return ERR_OK;
}

/* Headers that we look at; a value comes in pieces only when it is long. */
static int on_field(http_parser *p, const char *at, size_t n)
{
	struct reading *r = p->data;

	r->next = OTHER;
	if (n == 12 && strncasecmp(at, "content-type", n) == 0)
		r->next = TYPE;
	else if (n == 11 && strncasecmp(at, "retry-after", n) == 0)
		r->next = RETRY;
	else if (n == 14 && strncasecmp(at, "tongban-chunks", n) == 0)
		r->next = CHUNKS;
	return 0;
}

static int on_value(http_parser *p, const char *at, size_t n)
{
	struct reading *r = p->data;
	struct bytes value = { (const uint8_t *)at, n };
	uint64_t seconds;

	if (r->next == RETRY &&
	    text_decimal(&seconds, value, HTTP_CLIENT_RETRY_S_MAX) == ERR_OK)
		r->answer->retry_s = (unsigned)seconds;
	if (r->next == CHUNKS &&
	    text_decimal(&r->answer->chunks, value, UINT32_MAX) != ERR_OK)
		r->answer->chunks = 0;
	if (r->next == TYPE && n < sizeof(r->answer->type)) {
		memcpy(r->answer->type, at, n);
		r->answer->type[n] = '\0';
	}
	return 0;
}

static int on_body(http_parser *p, const char *at, size_t n)
{
	struct reading *r = p->data;

	if (r->answer->body.n + n > HTTP_CLIENT_ANSWER_BYTES_MAX) {
		r->too_large = true;
		return 1;
	}
	buf_put(&r->answer->body, (struct bytes){ (const uint8_t *)at, n });
	return 0;
}

static int on_complete(http_parser *p)
{
	struct reading *r = p->data;

	r->complete = true;
	r->answer->status = (int)p->status_code;
	return 0;
}

static enum err parse_piece(http_parser *parser, struct reading *r,
    const char *piece, size_t n, struct why *why)
{
	http_parser_settings settings;

	http_parser_settings_init(&settings);
	settings.on_header_field = on_field;
	settings.on_header_value = on_value;
	settings.on_body = on_body;
	settings.on_message_complete = on_complete;
	(void)http_parser_execute(parser, &settings, piece, n);
	if (r->too_large)
		return why_set(
		    why, ERR_LIMIT, "回答过大 / the answer is too large");
	if (HTTP_PARSER_ERRNO(parser) != HPE_OK && !r->complete)
		return why_set(why, ERR_PARSE,
		    "对方不是节点 API / what answers is no node API (%s)",
		    http_errno_description(HTTP_PARSER_ERRNO(parser)));
	return ERR_OK;
}

static enum err receive(
    int fd, struct http_client_answer *answer, int64_t end, struct why *why)
{
	struct reading r = { .answer = answer };
	http_parser parser;

	http_parser_init(&parser, HTTP_RESPONSE);
	parser.data = &r;
	while (!r.complete) {
		char piece[16384];
		enum err e = wait_for(fd, POLLIN, end, why);
		ssize_t n;

		if (e != ERR_OK)
			return e;
		n = recv(fd, piece, sizeof(piece), 0);
		if (n < 0 && errno == EINTR)
			continue;
		e = parse_piece(&parser, &r, piece, n < 0 ? 0 : (size_t)n, why);
		mem_wipe(piece, sizeof(piece));
		if (e != ERR_OK)
			return e;
		if (n <= 0 && !r.complete)
			return why_set(why, ERR_ENDED,
			    "节点中断了连接 / the node broke the connection");
	}
	return ERR_OK;
}

enum err http_client_ask(const char *api,
    const struct http_client_request *request,
    struct http_client_answer *answer, struct why *why)
{
	int64_t end =
	    steady_ms() +
	    (request->limit_ms > 0 ? request->limit_ms : HTTP_CLIENT_LIMIT_MS);
	struct buf head = { .kind = BUF_WIPED }; /* the token is in it */
	int fd = -1;
	enum err e = open_api(api, &fd, why);

	*answer = (struct http_client_answer){ .body.kind = BUF_WIPED };
	if (e != ERR_OK)
		return e;
	buf_print(&head, "%s %s HTTP/1.1\r\nHost: %.*s\r\n", request->method,
	    request->path, (int)strcspn(host_of(api), "/"), host_of(api));
	if (request->type != NULL)
		buf_print(&head, "Content-Type: %s\r\nContent-Length: %zu\r\n",
		    request->type, request->body.n);
	if (request->token != NULL)
		buf_print(
		    &head, "Authorization: Bearer %s\r\n", request->token);
	buf_put_text(&head, "Connection: close\r\n\r\n");
	e = send_all(fd, buf_bytes(&head), end, why);
	if (e == ERR_OK && request->type != NULL)
		e = send_all(fd, request->body, end, why);
	if (e == ERR_OK)
		e = receive(fd, answer, end, why);
	(void)close(fd);
	buf_fini(&head);
	if (e != ERR_OK)
		buf_fini(&answer->body);
	return e;
}

void http_client_escape(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		uint8_t c = (uint8_t)*text;
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
			     c == '_' || c == '~';

		if (plain)
			buf_put_byte(out, c);
		else
			buf_print(out, "%%%02X", c);
	}
}
