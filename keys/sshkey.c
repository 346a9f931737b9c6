#include "keys/sshkey.h"

#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/suite_fields.h"

#define NAMESPACES  "namespaces=\""
#define SECONDS_MAX 253402300799 /* the last of the year 9999 */

static void put_string(struct buf *out, struct bytes b)
{
	buf_put_u32(out, (uint32_t)b.n);
	buf_put(out, b);
}

void sshkey_put_blob(struct buf *out, const struct sign_public *public)
{
	put_string(out, bytes_text(suite_get(public->suite)->ssh_algorithm));
	put_string(out, sign_public_bytes(public));
}

/* Whose word this is, or NULL. */
static const struct suite *suite_of(struct bytes algorithm)
{
	const struct suite *s;

	for (size_t i = 0; (s = suite_at(i)) != NULL; i++)
		if (bytes_equal(algorithm, bytes_text(s->ssh_algorithm)))
			return s;
	return NULL;
}

enum err sshkey_take_blob(struct sign_public *out, struct bytes blob)
{
	struct reader r = reader_over(blob);
	struct bytes algorithm = reader_take(&r, reader_u32(&r));
	struct bytes key = reader_take(&r, reader_u32(&r));
	const struct suite *s = suite_of(algorithm);

	return reader_done(&r) && s != NULL &&
		       sign_public_take(out, s->number, key)
		   ? ERR_OK
		   : ERR_PARSE;
}

void sshkey_fingerprint(struct buf *out, struct bytes blob)
{
	struct digest d = digest_sha256(blob);

	buf_put_text(out, "SHA256:");
	text_base64(out, digest_bytes(&d));
	while (out->p[out->n - 1] == '=')
		out->n--;
}

/* "ssh-ed25519 BASE64" */
static void put_key(struct buf *out, const struct sign_public *public)
{
	struct buf blob = { 0 };

	sshkey_put_blob(&blob, public);
	buf_print(out, "%s ", suite_get(public->suite)->ssh_algorithm);
	text_base64(out, buf_bytes(&blob));
	buf_fini(&blob);
}

void sshkey_format(
    struct buf *out, const struct sign_public *public, const char *comment)
{
	put_key(out, public);
	if (comment != NULL && comment[0] != '\0') {
		buf_put_byte(out, ' ');
		buf_put_text(out, comment);
	}
}

/* Up to the next blank, or to the end. */
static struct bytes take_word(struct bytes *left)
{
	struct bytes word = *left;
	const uint8_t *blank = NULL;

	if (left->n > 0)
		blank = memchr(left->p, ' ', left->n);
	if (blank != NULL)
		word.n = (size_t)(blank - left->p);
	*left = bytes_part(*left, word.n, left->n - word.n);
	if (blank != NULL)
		*left = bytes_part(*left, 1, left->n - 1);
	return word;
}

enum err sshkey_parse(
    struct sign_public *out, struct bytes line, struct why *why)
{
	struct buf blob = { 0 };
	struct bytes left = line;
	const struct suite *s;
	enum err e;

	if (line.n > SSHKEY_LINE_BYTES_MAX)
		return why_set(why, ERR_PARSE,
		    "a public key line has at most %d bytes",
		    SSHKEY_LINE_BYTES_MAX);
	s = suite_of(take_word(&left));
	if (s == NULL)
		return why_set(why, ERR_PARSE,
		    "the line does not start with \"%s\"",
		    suite_at(0)->ssh_algorithm);
	e = text_unbase64(&blob, take_word(&left));
	if (e == ERR_OK)
		e = sshkey_take_blob(out, buf_bytes(&blob));
	buf_fini(&blob);
	if (e != ERR_OK || out->suite != s->number)
		return why_set(why, ERR_PARSE,
		    "what follows \"%s\" is no such key", s->ssh_algorithm);
	return ERR_OK;
}

/* No pattern characters (*, ?, !) and no quotes: a principal is one name. */
static bool is_plain(struct bytes word, const char *also)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.@/+";

	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == '\0' || (strchr(plain, word.p[i]) == NULL &&
					     strchr(also, word.p[i]) == NULL))
			return false;
	}
	return word.n > 0;
}

static void put_time(struct buf *out, const char *option, int64_t seconds)
{
	char text[sizeof("YYYYMMDDHHMMSSZ")];
	time_t when = (time_t)(seconds < SECONDS_MAX ? seconds : SECONDS_MAX);
	struct tm utc;

	must(gmtime_r(&when, &utc) != NULL &&
	     strftime(text, sizeof(text), "%Y%m%d%H%M%SZ", &utc) > 0);
	buf_print(out, ",%s=\"%s\"", option, text);
}

void sshkey_format_span(struct buf *out, const char *principal,
    const char *namespaces, int64_t from, int64_t until,
    const struct sign_public *public)
{
	must(strlen(principal) <= SSHKEY_PRINCIPAL_BYTES_MAX);
	must(strlen(namespaces) <= SSHKEY_NAMESPACE_BYTES_MAX);
	must(is_plain(bytes_text(principal), ""));
	must(is_plain(bytes_text(namespaces), ","));
	buf_print(out, "%s " NAMESPACES "%s\"", principal, namespaces);
	if (from > 0)
		put_time(out, "valid-after", from);
	if (until < INT64_MAX)
		put_time(out, "valid-before", until);
	buf_put_byte(out, ' ');
	put_key(out, public);
	buf_put_byte(out, '\n');
}

void sshkey_format_signer(struct buf *out, const char *principal,
    const char *namespaces, const struct sign_public *public)
{
	sshkey_format_span(out, principal, namespaces, 0, INT64_MAX, public);
}

/* Copies a word that fits and is plain. */
static bool copy_word(
    char *out, size_t bytes_max, struct bytes word, const char *also)
{
	if (word.n > bytes_max || !is_plain(word, also))
		return false;
	memcpy(out, word.p, word.n);
	out[word.n] = '\0';
	return true;
}

enum err sshkey_parse_signer(
    struct sshkey_signer *out, struct bytes line, struct why *why)
{
	static const size_t lead = sizeof(NAMESPACES) - 1;
	struct bytes left = line;
	struct bytes word;
	enum err e;

	if (left.n > 0 && left.p[left.n - 1] == '\n')
		left.n--;
	word = take_word(&left);
	if (!copy_word(out->principal, SSHKEY_PRINCIPAL_BYTES_MAX, word, ""))
		return why_set(why, ERR_PARSE,
		    "the signer's name is missing or not plain");
	word = take_word(&left);
	if (word.n < lead + 1 || memcmp(word.p, NAMESPACES, lead) != 0 ||
	    word.p[word.n - 1] != '"')
		return why_set(why, ERR_PARSE,
		    "namespaces=\"...\" does not follow the signer's name");
	word = bytes_part(word, lead, word.n - lead - 1);
	if (!copy_word(out->namespaces, SSHKEY_NAMESPACE_BYTES_MAX, word, ","))
		return why_set(why, ERR_PARSE,
		    "the list of namespaces is empty or not plain");
	e = sshkey_parse(&out->public, left, why);
	if (e != ERR_OK)
		return e;
	take_word(&left);
	take_word(&left);
	if (left.n > 0)
		return why_set(why, ERR_PARSE, "something follows the key");
	return ERR_OK;
}
