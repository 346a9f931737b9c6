#include "keys/note.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/suite_fields.h"

#define DASH       "\xe2\x80\x94 " /* U+2014 and a blank */
#define TIME_BYTES NOTE_TIME_BYTES

/* What Unicode calls white space, above ASCII. */
static bool is_wide_blank(uint32_t c)
{
	return c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000;
}

bool note_name_check(struct bytes name)
{
	uint32_t c;
	size_t n;

	if (name.n == 0 || name.n > NOTE_NAME_BYTES_MAX || !text_is_utf8(name))
		return false;
	while ((n = text_next(name, &c)) > 0) {
		if (c <= ' ' || c == '+' || c == 0x7f || is_wide_blank(c))
			return false;
		name = bytes_part(name, n, name.n - n);
	}
	return true;
}

/* The byte of C2SP that says which algorithm and which of our two types. */
static uint8_t type_byte(const struct suite *s, enum note_type type)
{
	return type == NOTE_PLAIN ? s->note_plain : s->note_cosigned;
}

void note_key_id(uint8_t out[static NOTE_KEY_ID_BYTES], const char *name,
    enum note_type type, const struct sign_public *public)
{
	uint8_t typed[2] = { '\n', type_byte(suite_get(public->suite), type) };
	struct digest_run run;
	struct digest d;

	digest_begin(&run);
	digest_add(&run, bytes_text(name));
	digest_add(&run, bytes_of(typed));
	digest_add(&run, sign_public_bytes(public));
	d = digest_end(&run);
	memcpy(out, d.b, NOTE_KEY_ID_BYTES);
}

void note_key_init(struct note_key *out, const char *name, enum note_type type,
    const struct sign_public *public)
{
	must(note_name_check(bytes_text(name)));
	*out = (struct note_key){ .type = type, .public = *public };
	memcpy(out->name, name, strlen(name));
	note_key_id(out->id, name, type, public);
}

void note_key_format(struct buf *out, const struct note_key *key)
{
	char hex[TEXT_HEX_ROOM(NOTE_KEY_ID_BYTES)];
	struct buf typed = { 0 };

	buf_put_byte(
	    &typed, type_byte(suite_get(key->public.suite), key->type));
	buf_put(&typed, sign_public_bytes(&key->public));
	text_hex(hex, bytes_of(key->id));
	buf_print(out, "%s+%s+", key->name, hex);
	text_base64(out, buf_bytes(&typed));
	buf_fini(&typed);
}

/* What the byte of C2SP stands for; NULL: nothing of ours. */
static const struct suite *suite_of(uint8_t byte, enum note_type *type)
{
	const struct suite *s;

	for (size_t i = 0; (s = suite_at(i)) != NULL; i++) {
		*type = byte == s->note_plain ? NOTE_PLAIN : NOTE_COSIGNED;
		if (byte == type_byte(s, *type))
			return s;
	}
	return NULL;
}

/* base64(type || public key) */
static enum err parse_typed(
    enum note_type *type, struct sign_public *public, struct bytes base64)
{
	const struct suite *s = NULL;
	struct buf typed = { 0 };
	bool good = base64.n <= NOTE_VKEY_BYTES_MAX &&
		    text_unbase64(&typed, base64) == ERR_OK && typed.n > 0;

	if (good)
		s = suite_of(typed.p[0], type);
	good = s != NULL && sign_public_take(public, s->number,
				bytes_part(buf_bytes(&typed), 1, typed.n - 1));
	buf_fini(&typed);
	return good ? ERR_OK : ERR_PARSE;
}

enum err note_key_parse(
    struct note_key *out, struct bytes vkey, struct why *why)
{
	struct reader r = reader_over(vkey);
	struct bytes name = reader_until(&r, '+', NOTE_NAME_BYTES_MAX + 1);
	struct bytes hex = reader_until(&r, '+', 2 * NOTE_KEY_ID_BYTES + 1);
	uint8_t id[NOTE_KEY_ID_BYTES];
	struct sign_public public;
	enum note_type type;
	char text[NOTE_NAME_BYTES_MAX + 1];

	if (r.failed || !note_name_check(name) ||
	    text_unhex(id, sizeof(id), hex) != ERR_OK)
		return why_set(why, ERR_PARSE,
		    "a verifier key reads name+8 hex digits+base64");
	if (parse_typed(&type, &public, r.left) != ERR_OK)
		return why_set(why, ERR_PARSE,
		    "the verifier key is no Ed25519 key of type 1 or 4");
	memcpy(text, name.p, name.n);
	text[name.n] = '\0';
	note_key_init(out, text, type, &public);
	if (memcmp(out->id, id, sizeof(id)) != 0)
		return why_set(why, ERR_PARSE,
		    "the verifier key's id is not that of its name and key");
	return ERR_OK;
}

void note_cosigned_preimage(
    struct buf *out, struct bytes text, uint64_t seconds)
{
	buf_print(out, "cosignature/v1\ntime %" PRIu64 "\n", seconds);
	buf_put(out, text);
}

static void put_line(
    struct buf *out, const struct note_key *key, struct bytes signature)
{
	struct buf raw = { 0 };

	buf_put(&raw, bytes_of(key->id));
	buf_put(&raw, signature);
	buf_print(out, DASH "%s ", key->name);
	text_base64(out, buf_bytes(&raw));
	buf_put_byte(out, '\n');
	buf_fini(&raw);
}

static bool ends_in_newline(struct bytes text)
{
	return text.n > 0 && text.p[text.n - 1] == '\n';
}

void note_sign_line(struct buf *out, struct bytes text, const char *name,
    const struct sign_pair *pair, uint64_t seconds)
{
	struct buf work = { 0 };
	struct note_key key;
	struct signature s;

	must(ends_in_newline(text));
	must(seconds <= NOTE_TIME_SECONDS_MAX);
	note_key_init(&key, name, NOTE_COSIGNED, &pair->public);
	note_cosigned_preimage(&work, text, seconds);
	s = sign_make(pair, buf_bytes(&work));
	buf_clear(&work);
	buf_put_u64(&work, seconds);
	buf_put(&work, sign_signature_bytes(&s));
	put_line(out, &key, buf_bytes(&work));
	buf_fini(&work);
}

void note_sign_plain_line(struct buf *out, struct bytes text, const char *name,
    const struct sign_pair *pair)
{
	struct note_key key;
	struct signature s;

	must(ends_in_newline(text));
	note_key_init(&key, name, NOTE_PLAIN, &pair->public);
	s = sign_make(pair, text);
	put_line(out, &key, sign_signature_bytes(&s));
}

/* Key id and signature; what we keep of a long one is only its length. */
static enum err parse_signature(struct note_line *out, struct bytes base64)
{
	struct buf raw = { 0 };
	enum err e = text_unbase64(&raw, base64);

	if (e == ERR_OK && raw.n <= NOTE_KEY_ID_BYTES)
		e = ERR_PARSE;
	if (e == ERR_OK) {
		memcpy(out->id, raw.p, NOTE_KEY_ID_BYTES);
		out->signature_bytes = raw.n - NOTE_KEY_ID_BYTES;
		if (out->signature_bytes <= sizeof(out->signature))
			memcpy(out->signature, raw.p + NOTE_KEY_ID_BYTES,
			    out->signature_bytes);
	}
	buf_fini(&raw);
	return e;
}

enum err note_parse_line(
    struct note_line *out, struct bytes line, struct why *why)
{
	struct reader r;
	struct bytes dash;

	*out = (struct note_line){ .line = line };
	if (line.n > NOTE_BYTES_MAX)
		return why_set(
		    why, ERR_LIMIT, "a signature line of %zu bytes", line.n);
	if (ends_in_newline(line))
		line.n--;
	r = reader_over(line);
	dash = reader_take(&r, strlen(DASH));
	out->name = reader_until(&r, ' ', NOTE_NAME_BYTES_MAX + 1);
	if (r.failed || !bytes_equal(dash, bytes_text(DASH)) ||
	    !note_name_check(out->name))
		return why_set(why, ERR_PARSE,
		    "a signature line reads: em dash, name, base64");
	if (parse_signature(out, r.left) != ERR_OK)
		return why_set(why, ERR_PARSE,
		    "a signature line does not hold a key id and a signature "
		    "in base64");
	return ERR_OK;
}

static bool is_note_text(struct bytes whole)
{
	for (size_t i = 0; i < whole.n; i++) {
		if (whole.p[i] < ' ' && whole.p[i] != '\n')
			return false;
	}
	return ends_in_newline(whole) && text_is_utf8(whole);
}

/* Where the signatures start: after the last empty line.  0 if there is none,
 * for a text cannot be empty. */
static size_t find_lines(struct bytes whole)
{
	for (size_t i = whole.n; i > 2; i--) {
		if (whole.p[i - 1] == '\n' && whole.p[i - 2] == '\n')
			return i;
	}
	return 0;
}

enum err note_parse(struct note *out, struct bytes whole, struct why *why)
{
	struct reader r;
	size_t start;

	out->count = 0;
	if (whole.n > NOTE_BYTES_MAX)
		return why_set(why, ERR_LIMIT, "a note has at most %d bytes",
		    NOTE_BYTES_MAX);
	if (!is_note_text(whole))
		return why_set(why, ERR_PARSE,
		    "a note is UTF-8 without control characters and ends in a "
		    "newline");
	start = find_lines(whole);
	if (start == 0 || start == whole.n)
		return why_set(
		    why, ERR_PARSE, "no signature lines after an empty line");
	out->text = bytes_part(whole, 0, start - 1);
	r = reader_over(bytes_part(whole, start, whole.n - start));
	while (r.left.n > 0) {
		struct bytes line = r.left;
		enum err e;

		if (out->count == NOTE_SIGNATURES_MAX)
			return why_set(why, ERR_LIMIT,
			    "a note has at most %d signatures",
			    NOTE_SIGNATURES_MAX);
		line.n = reader_line(&r, NOTE_BYTES_MAX).n + 1;
		e = note_parse_line(&out->lines[out->count], line, why);
		if (e != ERR_OK)
			return e;
		out->count++;
	}
	return ERR_OK;
}

static bool is_of(const struct note_line *line, const struct note_key *key)
{
	return bytes_equal(line->name, bytes_text(key->name)) &&
	       memcmp(line->id, key->id, NOTE_KEY_ID_BYTES) == 0;
}

/* The signature; empty when it is too long to be one of ours. */
static struct bytes kept(const struct note_line *line)
{
	return (struct bytes){ line->signature,
		line->signature_bytes <= sizeof(line->signature)
		    ? line->signature_bytes
		    : 0 };
}

bool note_line_seconds(const struct note_line *line, uint64_t *seconds)
{
	struct bytes raw = kept(line);
	struct reader r = reader_over(raw);
	const struct suite *s;

	*seconds = reader_u64(&r);
	for (size_t i = 0; (s = suite_at(i)) != NULL; i++)
		if (raw.n == TIME_BYTES + s->signature_bytes)
			return true;
	return false;
}

static bool check_plain(const struct note_line *line, struct bytes text,
    const struct sign_public *public)
{
	struct signature s;

	return sign_signature_take(&s, public->suite, kept(line)) &&
	       sign_check(public, text, &s);
}

static bool check_cosigned(const struct note_line *line, struct bytes text,
    const struct sign_public *public, uint64_t *seconds)
{
	struct reader r = reader_over(kept(line));
	uint64_t time = reader_u64(&r);
	struct buf preimage = { 0 };
	struct signature s;
	bool good;

	if (!sign_signature_take(&s, public->suite, r.left) ||
	    time > NOTE_TIME_SECONDS_MAX)
		return false;
	note_cosigned_preimage(&preimage, text, time);
	good = sign_check(public, buf_bytes(&preimage), &s);
	buf_fini(&preimage);
	if (good)
		*seconds = time;
	return good;
}

static bool check_line(const struct note_line *line, struct bytes text,
    const struct note_key *key, uint64_t *seconds)
{
	switch (key->type) {
	case NOTE_PLAIN:
		return check_plain(line, text, &key->public);
	case NOTE_COSIGNED:
		return check_cosigned(line, text, &key->public, seconds);
	}
	return false;
}

enum note_verdict note_check(
    const struct note *note, const struct note_key *key, uint64_t *seconds)
{
	enum note_verdict verdict = NOTE_ABSENT;
	uint64_t first = 0;

	for (size_t i = 0; i < note->count; i++) {
		uint64_t time = 0;

		if (!is_of(&note->lines[i], key))
			continue;
		if (!check_line(&note->lines[i], note->text, key, &time))
			return NOTE_BAD;
		if (verdict == NOTE_ABSENT)
			first = time;
		verdict = NOTE_GOOD;
	}
	if (verdict == NOTE_GOOD && seconds != NULL)
		*seconds = first;
	return verdict;
}

bool note_check_cosigned(struct bytes text, const char *name,
    const struct sign_public *public, struct bytes line, uint64_t *seconds)
{
	struct note_line parsed;
	struct note_key key;

	if (!ends_in_newline(text) || !note_name_check(bytes_text(name)) ||
	    note_parse_line(&parsed, line, NULL) != ERR_OK)
		return false;
	note_key_init(&key, name, NOTE_COSIGNED, public);
	return is_of(&parsed, &key) &&
	       check_cosigned(&parsed, text, public, seconds);
}
