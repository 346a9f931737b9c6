/*
 * address - "host:port", "[v6]:port" and "unix:/path" as text.  Pure.
 */
#ifndef NODE_ADDRESS_H
#define NODE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct why;

#define ADDRESS_HOST_BYTES_MAX 255
#define ADDRESS_PATH_BYTES_MAX 107 /* sun_path, its zero byte aside */

enum address_type {
	ADDRESS_TCP,
	ADDRESS_UNIX,
};

struct address {
	enum address_type type;
	char host[ADDRESS_HOST_BYTES_MAX + 1]; /* without brackets; or path */
	uint16_t port;                         /* 0: the system picks one */
	char port_text[6];
};

/* ERR_PARSE with the reason.  Resolves nothing. */
enum err address_parse(
    struct address *out, const char *text, struct why *why) MUST_CHECK;

/* localhost, 127.0.0.0/8 or ::1, or a unix socket. */
bool address_is_loopback(const struct address *address);

#endif
