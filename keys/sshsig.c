#include "keys/sshsig.h"

#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/sshkey.h"
#include "keys/suite_fields.h"

#define MAGIC        "SSHSIG"
#define VERSION      1
#define BEGIN        "-----BEGIN SSH SIGNATURE-----\n"
#define END          "-----END SSH SIGNATURE-----"
#define LINE_COLUMNS 70 /* what ssh-keygen wraps at */

static void put_string(struct buf *out, struct bytes b)
{
	buf_put_u32(out, (uint32_t)b.n);
	buf_put(out, b);
}

static struct bytes take_string(struct reader *r)
{
	return reader_take(r, reader_u32(r));
}

void sshsig_preimage(
    struct buf *out, uint8_t suite, const char *namespace, struct bytes message)
{
	const struct suite *s = suite_get(suite);
	struct buf hash = { 0 };

	s->ssh_digest(&hash, message);
	buf_put_text(out, MAGIC);
	put_string(out, bytes_text(namespace));
	put_string(out, bytes_text(""));
	put_string(out, bytes_text(s->ssh_hash));
	put_string(out, buf_bytes(&hash));
	buf_fini(&hash);
}

struct signature sshsig_sign(
    const struct sign_pair *pair, const char *namespace, struct bytes message)
{
	struct buf preimage = { 0 };
	struct signature s;

	sshsig_preimage(&preimage, pair->public.suite, namespace, message);
	s = sign_make(pair, buf_bytes(&preimage));
	buf_fini(&preimage);
	return s;
}

bool sshsig_check(const struct sign_public *public, const char *namespace,
    struct bytes message, const struct signature *signature)
{
	struct buf preimage = { 0 };
	bool good;

	if (!suite_check(public->suite))
		return false;
	sshsig_preimage(&preimage, public->suite, namespace, message);
	good = sign_check(public, buf_bytes(&preimage), signature);
	buf_fini(&preimage);
	return good;
}

static void put_blob(struct buf *out, const struct sign_public *public,
    const char *namespace, const struct signature *signature)
{
	const struct suite *s = suite_get(public->suite);
	struct buf inner = { 0 };

	must(signature->suite == public->suite);
	buf_put_text(out, MAGIC);
	buf_put_u32(out, VERSION);
	sshkey_put_blob(&inner, public);
	put_string(out, buf_bytes(&inner));
	put_string(out, bytes_text(namespace));
	put_string(out, bytes_text(""));
	put_string(out, bytes_text(s->ssh_hash));
	buf_clear(&inner);
	put_string(&inner, bytes_text(s->ssh_algorithm));
	put_string(&inner, sign_signature_bytes(signature));
	put_string(out, buf_bytes(&inner));
	buf_fini(&inner);
}

void sshsig_armor(struct buf *out, const struct sign_public *public,
    const char *namespace, const struct signature *signature)
{
	struct buf blob = { 0 };
	struct buf base64 = { 0 };

	must(strlen(namespace) <= SSHSIG_NAMESPACE_BYTES_MAX);
	put_blob(&blob, public, namespace, signature);
	text_base64(&base64, buf_bytes(&blob));
	buf_put_text(out, BEGIN);
	for (size_t at = 0; at < base64.n; at += LINE_COLUMNS) {
		size_t n = base64.n - at;

		if (n > LINE_COLUMNS)
			n = LINE_COLUMNS;
		buf_put(out, bytes_part(buf_bytes(&base64), at, n));
		buf_put_byte(out, '\n');
	}
	buf_put_text(out, END "\n");
	buf_fini(&blob);
	buf_fini(&base64);
}

/* The base64 text between the armour lines, in one run. */
static enum err join_lines(struct buf *out, struct bytes armor, struct why *why)
{
	struct reader r = reader_over(armor);
	struct bytes line = { NULL, LINE_COLUMNS };

	if (armor.n > SSHSIG_ARMOR_BYTES_MAX)
		return why_set(why, ERR_PARSE,
		    "a signature has at most %d bytes", SSHSIG_ARMOR_BYTES_MAX);
	if (!bytes_equal(reader_take(&r, strlen(BEGIN)), bytes_text(BEGIN)))
		return why_set(why, ERR_PARSE,
		    "the first line is not -----BEGIN SSH SIGNATURE-----");
	while (line.n == LINE_COLUMNS && r.left.n > 0 && r.left.p[0] != '-') {
		line = reader_line(&r, LINE_COLUMNS + 1);
		buf_put(out, line);
	}
	if (!bytes_equal(reader_take(&r, strlen(END)), bytes_text(END)))
		return why_set(why, ERR_PARSE,
		    "the lines are not of %d columns with "
		    "-----END SSH SIGNATURE----- after them",
		    LINE_COLUMNS);
	if (r.left.n > 0 && !bytes_equal(r.left, bytes_text("\n")))
		return why_set(
		    why, ERR_PARSE, "something follows the signature");
	return ERR_OK;
}

static bool take_signature(
    struct signature *out, const struct suite *s, struct bytes field)
{
	struct reader r = reader_over(field);
	struct bytes algorithm = take_string(&r);
	struct bytes raw = take_string(&r);

	return reader_done(&r) &&
	       bytes_equal(algorithm, bytes_text(s->ssh_algorithm)) &&
	       sign_signature_take(out, s->number, raw);
}

static bool take_namespace(
    char out[static SSHSIG_NAMESPACE_BYTES_MAX + 1], struct bytes field)
{
	if (field.n == 0 || field.n > SSHSIG_NAMESPACE_BYTES_MAX ||
	    memchr(field.p, '\0', field.n) != NULL)
		return false;
	memcpy(out, field.p, field.n);
	out[field.n] = '\0';
	return true;
}

static enum err parse_blob(
    struct sshsig *out, struct bytes blob, struct why *why)
{
	struct reader r = reader_over(blob);
	struct bytes magic = reader_take(&r, strlen(MAGIC));
	uint32_t version = reader_u32(&r);
	struct bytes key = take_string(&r);
	struct bytes namespace = take_string(&r);
	struct bytes reserved = take_string(&r);
	struct bytes hash = take_string(&r);
	struct bytes signature = take_string(&r);
	const struct suite *s;

	if (!reader_done(&r))
		return why_set(why, ERR_PARSE,
		    "the signature's fields do not fill its bytes");
	if (!bytes_equal(magic, bytes_text(MAGIC)) || version != VERSION)
		return why_set(
		    why, ERR_PARSE, "not an SSH signature of version 1");
	if (sshkey_take_blob(&out->public, key) != ERR_OK)
		return why_set(why, ERR_PARSE, "the key is not %s",
		    suite_at(0)->ssh_algorithm);
	s = suite_get(out->public.suite);
	if (!take_signature(&out->signature, s, signature))
		return why_set(why, ERR_PARSE, "the signature is not %s",
		    s->ssh_algorithm);
	if (!take_namespace(out->namespace, namespace))
		return why_set(why, ERR_PARSE,
		    "the namespace is empty, too long or not text");
	if (reserved.n != 0 || !bytes_equal(hash, bytes_text(s->ssh_hash)))
		return why_set(why, ERR_PARSE,
		    "the hash is not %s or the reserved field is used",
		    s->ssh_hash);
	return ERR_OK;
}

enum err sshsig_unarmor(struct sshsig *out, struct bytes armor, struct why *why)
{
	struct buf base64 = { 0 };
	struct buf blob = { 0 };
	enum err e = join_lines(&base64, armor, why);

	if (e == ERR_OK && text_unbase64(&blob, buf_bytes(&base64)) != ERR_OK)
		e = why_set(why, ERR_PARSE, "not proper base64");
	if (e == ERR_OK)
		e = parse_blob(out, buf_bytes(&blob), why);
	buf_fini(&base64);
	buf_fini(&blob);
	return e;
}
