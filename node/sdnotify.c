#include "node/sdnotify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

/* An absolute path, or "@name" in the abstract namespace. */
static socklen_t address_of(struct sockaddr_un *out, const char *path)
{
	size_t n = strlen(path);

	memset(out, 0, sizeof(*out));
	if ((path[0] != '/' && path[0] != '@') || n < 2 ||
	    n >= sizeof(out->sun_path))
		return 0;
	out->sun_family = AF_UNIX;
	memcpy(out->sun_path, path, n);
	if (path[0] == '@')
		out->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
}

void sdnotify_send(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address;
	socklen_t n;
	int fd;

	if (path == NULL)
		return;
	n = address_of(&address, path);
	if (n == 0)
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	(void)sendto(fd, state, strlen(state), MSG_NOSIGNAL,
	    (const struct sockaddr *)&address, n);
	(void)close(fd);
}

/* A number of the environment; 0 when it is absent or none. */
static uint64_t number_of(const char *name)
{
	const char *text = getenv(name);
	uint64_t n;

	if (text == NULL ||
	    text_decimal(&n, bytes_text(text), UINT64_MAX) != ERR_OK)
		return 0;
	return n;
}

uint64_t sdnotify_watchdog_ms(void)
{
	uint64_t pid = number_of("WATCHDOG_PID");

	if (pid != 0 && pid != (uint64_t)getpid())
		return 0;
	return number_of("WATCHDOG_USEC") / 2000;
}
