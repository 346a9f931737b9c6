#include "node/address.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "base/text.h"
#include "base/why.h"

#define UNIX_PREFIX "unix:"

static enum err parse_unix(
    struct address *out, const char *path, struct why *why)
{
	size_t n = strlen(path);

	if (n < 2 || path[0] != '/')
		return why_set(why, ERR_PARSE,
		    "unix: wants an absolute path, as in unix:/run/tongban");
	if (n > ADDRESS_PATH_BYTES_MAX)
		return why_set(why, ERR_PARSE,
		    "a unix socket's path has at most %d bytes",
		    ADDRESS_PATH_BYTES_MAX);
	out->type = ADDRESS_UNIX;
	memcpy(out->host, path, n + 1);
	return ERR_OK;
}

/* Letters, digits, dot, hyphen, underscore; and colons between brackets. */
static bool host_check(struct bytes host, bool bracketed)
{
	for (size_t i = 0; i < host.n; i++) {
		uint8_t c = host.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || c == '.';

		if (bracketed ? !word && c != ':' && c != '%'
			      : !word && c != '-' && c != '_')
			return false;
	}
	return host.n > 0 && host.n <= ADDRESS_HOST_BYTES_MAX;
}

enum err address_parse(struct address *out, const char *text, struct why *why)
{
	struct bytes whole = bytes_text(text), host;
	const char *colon = strrchr(text, ':');
	bool bracketed = text[0] == '[';
	uint64_t port;
	size_t at;

	memset(out, 0, sizeof(*out));
	if (strncmp(text, UNIX_PREFIX, strlen(UNIX_PREFIX)) == 0)
		return parse_unix(out, text + strlen(UNIX_PREFIX), why);

	if (colon == NULL)
		return why_set(why, ERR_PARSE, "no port; write host:port");
	at = (size_t)(colon - text);
	host = bytes_part(whole, 0, at);
	if (bracketed) {
		if (host.n < 2 || host.p[host.n - 1] != ']')
			return why_set(why, ERR_PARSE,
			    "write an IPv6 address as [address]:port");
		host = bytes_part(host, 1, host.n - 2);
	}
	if (!host_check(host, bracketed))
		return why_set(why, ERR_PARSE, "'%s' names no host", text);
	if (text_decimal(&port, bytes_part(whole, at + 1, whole.n - at - 1),
		UINT16_MAX) != ERR_OK)
		return why_set(
		    why, ERR_PARSE, "the port is a number from 0 to 65535");

	memcpy(out->host, host.p, host.n);
	out->port = (uint16_t)port;
	(void)snprintf(out->port_text, sizeof(out->port_text), "%u", out->port);
	return ERR_OK;
}

bool address_is_loopback(const struct address *address)
{
	return address->type == ADDRESS_UNIX ||
	       strcasecmp(address->host, "localhost") == 0 ||
	       strncmp(address->host, "127.", 4) == 0 ||
	       strcmp(address->host, "::1") == 0;
}
