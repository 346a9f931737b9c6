/*
 * One pass over the head: the request line, then line by line.  Everything is
 * checked before http-parser sees the first byte.
 */
#include "node/http_strict.h"

#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/reader.h"
#include "base/text.h"

#define LENGTH_MAX ((uint64_t)1 << 40)

struct seen {
	unsigned hosts, lengths, headers;
};

/* ---- bytes ---- */

static bool is_alnum(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* RFC 9110 section 5.6.2. */
static bool is_token(uint8_t c)
{
	return is_alnum(c) || (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

/* RFC 3986: pchar, "/" and "?", the per cent sign aside. */
static bool is_target(uint8_t c)
{
	return is_alnum(c) ||
	       (c != 0 && strchr("-._~!$&'()*+,;=:@/?", c) != NULL);
}

static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool same_word(struct bytes b, const char *word)
{
	return b.n == strlen(word) &&
	       strncasecmp((const char *)b.p, word, b.n) == 0;
}

/* CR and LF only as a pair, printable ASCII and HTAB otherwise. */
static enum http_strict check_bytes(struct bytes head)
{
	for (size_t i = 0; i < head.n; i++) {
		uint8_t c = head.p[i];

		if (c == '\r') {
			if (i + 1 == head.n || head.p[i + 1] != '\n')
				return HTTP_STRICT_LINE_END;
		} else if (c == '\n') {
			if (i == 0 || head.p[i - 1] != '\r')
				return HTTP_STRICT_LINE_END;
		} else if (c != '\t' && (c < 0x20 || c > 0x7e)) {
			return HTTP_STRICT_BYTE;
		}
	}
	return HTTP_STRICT_GOOD;
}

/* ---- the request line ---- */

static bool method_check(struct bytes method)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (bytes_equal(method, bytes_text(methods[i])))
			return true;
	}
	return false;
}

/* One segment of the path: "." and "..", escaped or not, climb. */
static bool segment_climbs(struct bytes s)
{
	unsigned dots = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.') {
			dots++;
		} else if (s.n - i >= 3 && s.p[i] == '%' && s.p[i + 1] == '2' &&
			   (s.p[i + 2] | 0x20) == 'e') {
			dots++;
			i += 2;
		} else {
			return false;
		}
	}
	return dots == 1 || dots == 2;
}

static bool path_check(struct bytes path)
{
	size_t from = 1;

	for (size_t i = 1; i <= path.n; i++) {
		if (i < path.n && path.p[i] != '/')
			continue;
		if (segment_climbs(bytes_part(path, from, i - from)))
			return false;
		from = i + 1;
	}
	return true;
}

static enum http_strict check_target(struct bytes target)
{
	const uint8_t *mark;

	if (target.n > HTTP_STRICT_TARGET_BYTES_MAX)
		return HTTP_STRICT_TARGET_SIZE;
	if (target.n == 0 || target.p[0] != '/')
		return HTTP_STRICT_TARGET;
	for (size_t i = 0; i < target.n; i++) {
		uint8_t c = target.p[i];

		if (c == '%') {
			if (target.n - i < 3 ||
			    hex_value(target.p[i + 1]) < 0 ||
			    hex_value(target.p[i + 2]) < 0 ||
			    (target.p[i + 1] == '0' && target.p[i + 2] == '0'))
				return HTTP_STRICT_TARGET;
			i += 2;
		} else if (!is_target(c)) {
			return HTTP_STRICT_TARGET;
		}
	}
	mark = memchr(target.p, '?', target.n);
	if (mark != NULL)
		target.n = (size_t)(mark - target.p);
	return path_check(target) ? HTTP_STRICT_GOOD : HTTP_STRICT_TARGET;
}

static enum http_strict check_request_line(struct bytes line)
{
	struct reader r = reader_over(line);
	struct bytes method = reader_until(&r, ' ', line.n);
	struct bytes target = reader_until(&r, ' ', line.n);
	struct bytes version = r.left;
	enum http_strict verdict;

	if (r.failed || method.n == 0 || memchr(line.p, '\t', line.n) != NULL ||
	    memchr(version.p, ' ', version.n) != NULL)
		return HTTP_STRICT_REQUEST_LINE;
	for (size_t i = 0; i < method.n; i++) {
		if (!is_token(method.p[i]))
			return HTTP_STRICT_REQUEST_LINE;
	}
	if (version.n != 8 || memcmp(version.p, "HTTP/", 5) != 0)
		return HTTP_STRICT_REQUEST_LINE;
	if (!bytes_equal(version, bytes_text("HTTP/1.1")))
		return HTTP_STRICT_VERSION;
	verdict = check_target(target);
	if (verdict != HTTP_STRICT_GOOD)
		return verdict;
	return method_check(method) ? HTTP_STRICT_GOOD : HTTP_STRICT_METHOD;
}

/* ---- header lines ---- */

/* The name in "name" or "name:port"; false when that is not its form. */
static bool split_port(struct bytes *host)
{
	size_t name = host->n;
	uint64_t port;

	if (host->n > 0 && host->p[0] == '[') {
		const uint8_t *end = memchr(host->p, ']', host->n);

		if (end == NULL)
			return false;
		name = (size_t)(end - host->p) + 1;
	} else {
		const uint8_t *colon = memchr(host->p, ':', host->n);

		if (colon != NULL)
			name = (size_t)(colon - host->p);
	}
	if (name < host->n &&
	    (host->p[name] != ':' ||
		text_decimal(&port,
		    bytes_part(*host, name + 1, host->n - name - 1),
		    UINT16_MAX) != ERR_OK))
		return false;
	host->n = name;
	return true;
}

static bool is_ours(struct bytes host, const struct http_strict_hosts *hosts)
{
	static const char *const always[] = { "localhost", "127.0.0.1",
		"[::1]" };

	if (!split_port(&host))
		return false;
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
		if (same_word(host, always[i]))
			return true;
	}
	for (size_t i = 0; hosts != NULL && i < hosts->count; i++) {
		if (same_word(host, hosts->names[i]))
			return true;
	}
	return false;
}

/* A page of ours: scheme and one of our names (RFC 6454 section 7). */
static bool origin_check(
    struct bytes origin, const struct http_strict_hosts *hosts)
{
	static const char *const schemes[] = { "http://", "https://" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i]);

		if (origin.n > n && memcmp(origin.p, schemes[i], n) == 0)
			return is_ours(
			    bytes_part(origin, n, origin.n - n), hosts);
	}
	return false;
}

/* Optional blanks around a value do not count (RFC 9112 section 5). */
static struct bytes trim(struct bytes value)
{
	while (value.n > 0 && (value.p[0] == ' ' || value.p[0] == '\t'))
		value = bytes_part(value, 1, value.n - 1);
	while (value.n > 0 &&
	       (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '\t'))
		value.n--;
	return value;
}

static enum http_strict check_header(struct bytes name, struct bytes value,
    const struct http_strict_hosts *hosts, struct seen *seen,
    struct http_strict_head *out)
{
	if (same_word(name, "host")) {
		if (++seen->hosts > 1)
			return HTTP_STRICT_TWO_HOSTS;
		return is_ours(value, hosts) ? HTTP_STRICT_GOOD
					     : HTTP_STRICT_HOST;
	}
	if (same_word(name, "content-length")) {
		if (++seen->lengths > 1 || text_decimal(&out->content_length,
					       value, LENGTH_MAX) != ERR_OK)
			return HTTP_STRICT_LENGTH;
		out->has_length = true;
	} else if (same_word(name, "transfer-encoding")) {
		return HTTP_STRICT_TRANSFER;
	} else if (same_word(name, "upgrade")) {
		return HTTP_STRICT_UPGRADE;
	} else if (same_word(name, "origin")) {
		if (!origin_check(value, hosts))
			return HTTP_STRICT_ORIGIN;
	} else if (same_word(name, "expect")) {
		if (!same_word(value, "100-continue"))
			return HTTP_STRICT_EXPECT;
		out->expects_continue = true;
	}
	return HTTP_STRICT_GOOD;
}

static enum http_strict check_line(struct bytes line,
    const struct http_strict_hosts *hosts, struct seen *seen,
    struct http_strict_head *out)
{
	size_t name = 0;

	if (line.p[0] == ' ' || line.p[0] == '\t')
		return HTTP_STRICT_FOLDED;
	if (++seen->headers > HTTP_STRICT_HEADERS_MAX)
		return HTTP_STRICT_COUNT;
	while (name < line.n && is_token(line.p[name]))
		name++;
	if (name == 0 || name == line.n || line.p[name] != ':')
		return HTTP_STRICT_NAME;
	return check_header(bytes_part(line, 0, name),
	    trim(bytes_part(line, name + 1, line.n - name - 1)), hosts, seen,
	    out);
}

/* ---- the head ---- */

/* Its length with the empty line; 0 when that is not there. */
static size_t head_length(struct bytes in)
{
	const void *end = in.n == 0 ? NULL : memmem(in.p, in.n, "\r\n\r\n", 4);

	return end == NULL ? 0 : (size_t)((const uint8_t *)end - in.p) + 4;
}

/* An unfinished head can be hopeless already: tell it now, not after 10 s. */
static enum http_strict check_unfinished(struct bytes in)
{
	enum http_strict verdict;

	if (in.n >= HTTP_STRICT_HEAD_BYTES_MAX)
		return HTTP_STRICT_HEAD_SIZE;
	if (in.n > 0 && in.p[in.n - 1] == '\r')
		in.n--; /* its LF may follow */
	verdict = check_bytes(in);
	return verdict == HTTP_STRICT_GOOD ? HTTP_STRICT_MORE : verdict;
}

enum http_strict http_strict_check(struct bytes in,
    const struct http_strict_hosts *hosts, struct http_strict_head *out)
{
	struct seen seen = { 0 };
	enum http_strict verdict;
	struct reader r;

	memset(out, 0, sizeof(*out));
	out->bytes = head_length(in);
	if (out->bytes == 0)
		return check_unfinished(in);
	if (out->bytes > HTTP_STRICT_HEAD_BYTES_MAX)
		return HTTP_STRICT_HEAD_SIZE;
	in.n = out->bytes;
	verdict = check_bytes(in);
	if (verdict != HTTP_STRICT_GOOD)
		return verdict;

	/* Every LF has its CR, so lines may be cut at CR. */
	r = reader_over(in);
	verdict = check_request_line(reader_until(&r, '\r', in.n));
	(void)reader_u8(&r);
	while (verdict == HTTP_STRICT_GOOD && r.left.n > 2) {
		verdict =
		    check_line(reader_until(&r, '\r', in.n), hosts, &seen, out);
		(void)reader_u8(&r);
	}
	if (verdict == HTTP_STRICT_GOOD && seen.hosts == 0)
		return HTTP_STRICT_NO_HOST;
	return verdict;
}

static const struct {
	const char *name;
	int status;
	const char *text;
} verdicts[] = {
#define X(name, status, text) { #name, status, text },
	HTTP_STRICT_MAP(X)
#undef X
};

int http_strict_status(enum http_strict verdict)
{
	return verdicts[verdict].status;
}

const char *http_strict_text(enum http_strict verdict)
{
	return verdicts[verdict].text;
}

const char *http_strict_name(enum http_strict verdict)
{
	return verdicts[verdict].name;
}
