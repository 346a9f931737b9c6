/*
 *	keyfile_write, _replace: encode -> temporary file beside -> fsync
 *	                         -> rename -> fsync of the folder
 *	keyfile_read:            sum -> fields -> Argon2id -> box -> public half
 */
#include "keys/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/guarded.h"
#include "keys/keyfile_label.h"
#include "keys/random.h"
#include "keys/suite_fields.h"

#define MAGIC       "tongban-keyfile/v1"
#define SALT_BYTES  SUITE_SALT_BYTES
#define NONCE_BYTES SUITE_NONCE_BYTES
#define BOX_BYTES   (SECRET_BYTES + SUITE_TAG_BYTES)
#define SUM_BYTES   (4 + 2 * DIGEST_BYTES + 1) /* "sum ", digits, newline */

_Static_assert(SALT_BYTES == 16 && NONCE_BYTES == 24 && BOX_BYTES == 48,
    "the header's picture");

/* Everything in the file, decoded. */
struct fields {
	struct keyfile_label label;
	uint64_t passes;
	uint64_t memory_kib;
	uint8_t salt[SALT_BYTES];
	uint8_t nonce[NONCE_BYTES];
	uint8_t box[BOX_BYTES];
	struct bytes data; /* borrowed: all before the box */
};

const char *keyfile_purpose_word(enum keyfile_purpose purpose)
{
	switch (purpose) {
#define X(name, number, word) \
	case KEYFILE_##name:  \
		return word;
		KEYFILE_PURPOSE_MAP(X)
#undef X
	}
	return "?";
}

static enum err parse_purpose(enum keyfile_purpose *out, struct bytes word)
{
	static const enum keyfile_purpose all[] = {
#define X(name, number, word) KEYFILE_##name,
		KEYFILE_PURPOSE_MAP(X)
#undef X
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *known = keyfile_purpose_word(all[i]);

		if (bytes_equal(word, bytes_text(known))) {
			*out = all[i];
			return ERR_OK;
		}
	}
	return ERR_PARSE;
}

bool keyfile_signs(enum keyfile_purpose purpose)
{
	return purpose != KEYFILE_CHANNEL && purpose != KEYFILE_SEALING;
}

/* Passes and memory are within our limits here, in both directions. */
static enum err compute_key(struct secret *out, const struct fields *f,
    struct bytes passphrase, struct why *why)
{
	if (suite_get(f->label.suite)
		->kdf(out, passphrase, f->salt, f->passes, f->memory_kib))
		return ERR_OK;
	return why_set(why, ERR_NO_RESOURCE,
	    "no memory for Argon2id, which needs %u KiB",
	    (unsigned)f->memory_kib);
}

static void choose_cost(struct fields *f, const struct keyfile_lock *lock)
{
	static const struct {
		uint64_t passes, memory_kib;
	} costs[] = {
		[KEYFILE_INTERACTIVE] = { 2, 65536 },
		[KEYFILE_MODERATE] = { 3, 262144 },
		[KEYFILE_CHEAP] = { 1, KEYFILE_MEMORY_KIB_MIN },
	};
	enum keyfile_cost cost =
	    lock->protection == KEYFILE_OPEN ? KEYFILE_CHEAP : lock->cost;

	must((size_t)cost < sizeof(costs) / sizeof(costs[0]));
	f->passes = costs[cost].passes;
	f->memory_kib = costs[cost].memory_kib;
}

static void put_hex(struct buf *out, const char *word, struct bytes b)
{
	char digits[TEXT_HEX_ROOM(KEYFILE_LABEL_PUBLIC_BYTES_MAX)];

	must(b.n <= KEYFILE_LABEL_PUBLIC_BYTES_MAX);
	text_hex(digits, b);
	buf_print(out, "%s %s\n", word, digits);
}

/* All lines before the box. */
static void put_data(struct buf *out, const struct fields *f)
{
	const struct keyfile_label *l = &f->label;
	char salt[TEXT_HEX_ROOM(SALT_BYTES)];

	text_hex(salt, bytes_of(f->salt));
	buf_put_text(out, MAGIC "\n");
	if (l->suite != SUITE_1)
		buf_print(out, "suite %u\n", l->suite);
	buf_print(out, "purpose %s\nname %s\n",
	    keyfile_purpose_word(l->purpose), l->name);
	put_hex(out, "public", keyfile_label_public(l));
	buf_print(out, "protection %s\n%s %u %u %s\n",
	    l->protection == KEYFILE_OPEN ? "open" : "sealed",
	    suite_get(l->suite)->kdf_name, (unsigned)f->passes,
	    (unsigned)f->memory_kib, salt);
	put_hex(out, "nonce", bytes_of(f->nonce));
}

static enum err check_passphrase(
    const struct keyfile_lock *lock, struct why *why)
{
	if (lock->protection == KEYFILE_OPEN)
		return ERR_OK;
	if (lock->passphrase.n == 0)
		return why_set(why, ERR_PASSPHRASE,
		    "a sealed key file needs a passphrase");
	if (lock->passphrase.n > KEYFILE_PASSPHRASE_BYTES_MAX)
		return why_set(why, ERR_PASSPHRASE,
		    "a passphrase has at most %d bytes",
		    KEYFILE_PASSPHRASE_BYTES_MAX);
	return ERR_OK;
}

enum err keyfile_encode(struct buf *out, const struct keyfile_label *label,
    const struct secret *secret, const struct keyfile_lock *lock,
    struct random *random, struct why *why)
{
	struct fields f = { .label = *label };
	struct bytes passphrase = bytes_text("");
	struct buf data = { 0 };
	struct secret key;
	struct digest sum;
	enum err e = check_passphrase(lock, why);

	if (e != ERR_OK)
		return e;
	if (lock->protection == KEYFILE_SEALED)
		passphrase = lock->passphrase;
	f.label.protection = lock->protection;
	keyfile_label_prove(&f.label, secret);
	choose_cost(&f, lock);
	random_fill(random, f.salt, sizeof(f.salt));
	random_fill(random, f.nonce, sizeof(f.nonce));
	e = compute_key(&key, &f, passphrase, why);
	if (e != ERR_OK)
		return e;
	put_data(&data, &f);
	suite_get(label->suite)
	    ->aead_seal(
		f.box, &key, f.nonce, buf_bytes(&data), bytes_of(secret->b));
	secret_wipe(&key);
	put_hex(&data, "box", bytes_of(f.box));
	sum = digest_sha256(buf_bytes(&data));
	put_hex(&data, "sum", digest_bytes(&sum));
	buf_put(out, buf_bytes(&data));
	buf_fini(&data);
	return ERR_OK;
}

/* What follows "@word " on the next line; fails the reader otherwise. */
static struct bytes take_field(struct reader *r, const char *word)
{
	struct bytes line = reader_line(r, KEYFILE_BYTES_MAX);
	size_t lead = strlen(word);

	if (line.n > lead && memcmp(line.p, word, lead) == 0 &&
	    line.p[lead] == ' ')
		return bytes_part(line, lead + 1, line.n - lead - 1);
	r->failed = true;
	return (struct bytes){ NULL, 0 };
}

/* The line is there for suites from 2 on alone: one spelling for each file. */
static enum err take_suite(uint8_t *out, struct reader *r)
{
	struct reader ahead = *r;
	struct bytes field = take_field(&ahead, "suite");
	uint64_t number;

	*out = SUITE_1;
	if (ahead.failed)
		return ERR_OK;
	*r = ahead;
	if (text_decimal(&number, field, UINT8_MAX) != ERR_OK ||
	    number == SUITE_1 || !suite_check(number))
		return ERR_PARSE;
	*out = (uint8_t)number;
	return ERR_OK;
}

static enum err parse_protection(
    enum keyfile_protection *out, struct bytes word)
{
	bool open = bytes_equal(word, bytes_text("open"));

	*out = open ? KEYFILE_OPEN : KEYFILE_SEALED;
	return open || bytes_equal(word, bytes_text("sealed")) ? ERR_OK
							       : ERR_PARSE;
}

/* "passes memory salt", bounded before anything is spent on it. */
static enum err parse_cost(struct fields *f, struct bytes field)
{
	struct reader r = reader_over(field);
	struct bytes passes = reader_until(&r, ' ', field.n);
	struct bytes memory = reader_until(&r, ' ', field.n);

	if (r.failed ||
	    text_decimal(&f->passes, passes, KEYFILE_PASSES_MAX) != ERR_OK ||
	    text_decimal(&f->memory_kib, memory, KEYFILE_MEMORY_KIB_MAX) !=
		ERR_OK ||
	    f->passes < 1 || f->memory_kib < KEYFILE_MEMORY_KIB_MIN)
		return ERR_PARSE;
	return text_unhex(f->salt, SALT_BYTES, r.left);
}

static enum err parse_fields(struct fields *f, struct bytes file)
{
	struct reader r = reader_over(file);
	struct bytes magic = reader_line(&r, KEYFILE_BYTES_MAX);
	enum err e = take_suite(&f->label.suite, &r);
	struct bytes purpose = take_field(&r, "purpose");
	struct bytes name = take_field(&r, "name");
	struct bytes public = take_field(&r, "public");
	struct bytes protection = take_field(&r, "protection");
	struct bytes cost = take_field(
	    &r, e == ERR_OK ? suite_get(f->label.suite)->kdf_name : "");
	struct bytes nonce = take_field(&r, "nonce");
	struct bytes box;

	f->data = bytes_part(file, 0, file.n - r.left.n);
	box = take_field(&r, "box");
	if (e != ERR_OK || !reader_done(&r) ||
	    !bytes_equal(magic, bytes_text(MAGIC)) ||
	    parse_purpose(&f->label.purpose, purpose) != ERR_OK ||
	    keyfile_label_take_name(&f->label, name) != ERR_OK ||
	    keyfile_label_take_public(&f->label, public) != ERR_OK ||
	    parse_protection(&f->label.protection, protection) != ERR_OK ||
	    parse_cost(f, cost) != ERR_OK ||
	    text_unhex(f->nonce, NONCE_BYTES, nonce) != ERR_OK)
		return ERR_PARSE;
	return text_unhex(f->box, BOX_BYTES, box);
}

/* The sum first: it tells damage from a file that was never ours. */
static enum err parse_file(struct fields *f, struct bytes file, struct why *why)
{
	struct bytes magic = bytes_text(MAGIC "\n");
	struct digest named;
	struct digest sum;
	struct bytes body;
	struct reader r;

	*f = (struct fields){ 0 };
	if (file.n > KEYFILE_BYTES_MAX || file.n < magic.n + SUM_BYTES ||
	    memcmp(file.p, magic.p, magic.n) != 0)
		return why_set(why, ERR_PARSE,
		    "不是密钥文件 / not a key file of version 1");
	body = bytes_part(file, 0, file.n - SUM_BYTES);
	r = reader_over(bytes_part(file, body.n, SUM_BYTES));
	sum = digest_sha256(body);
	if (digest_unhex(&named, take_field(&r, "sum")) != ERR_OK ||
	    !reader_done(&r) || !digest_equal(&sum, &named))
		return why_set(why, ERR_CORRUPT,
		    "the key file is damaged: its sum is wrong");
	if (parse_fields(f, body) != ERR_OK)
		return why_set(why, ERR_PARSE,
		    "a field of the key file is missing, malformed or over "
		    "its limit");
	return ERR_OK;
}

static enum err open_box(struct secret *out, const struct fields *f,
    struct bytes passphrase, struct why *why)
{
	bool open = f->label.protection == KEYFILE_OPEN;
	struct secret key;
	enum err e;
	bool good;

	if (open)
		passphrase = bytes_text("");
	else if (passphrase.n == 0 ||
		 passphrase.n > KEYFILE_PASSPHRASE_BYTES_MAX)
		return why_set(why, ERR_PASSPHRASE,
		    "the %s key of %s needs a passphrase",
		    keyfile_purpose_word(f->label.purpose), f->label.name);
	e = compute_key(&key, f, passphrase, why);
	if (e != ERR_OK)
		return e;
	good =
	    suite_get(f->label.suite)
		->aead_open(out->b, &key, f->nonce, f->data, bytes_of(f->box));
	secret_wipe(&key);
	if (good)
		return ERR_OK;
	if (open)
		return why_set(why, ERR_CORRUPT,
		    "the key file was altered: its box does not open");
	return why_set(why, ERR_PASSPHRASE,
	    "口令打不开密钥 / the passphrase does not open the %s key of %s; "
	    "without the right one only a new key helps",
	    keyfile_purpose_word(f->label.purpose), f->label.name);
}

enum err keyfile_decode(struct bytes file, struct bytes passphrase,
    struct keyfile_label *label, struct secret *secret, struct why *why)
{
	struct keyfile_label proven;
	struct secret opened;
	struct fields f;
	enum err e = parse_file(&f, file, why);

	if (e == ERR_OK)
		e = open_box(&opened, &f, passphrase, why);
	if (e != ERR_OK)
		return e;
	proven = f.label;
	keyfile_label_prove(&proven, &opened);
	if (bytes_equal(keyfile_label_public(&proven),
		keyfile_label_public(&f.label))) {
		*label = f.label;
		*secret = opened;
	} else {
		e = why_set(why, ERR_CORRUPT,
		    "the key file names another public key than its own");
	}
	secret_wipe(&opened);
	return e;
}

enum existing { MUST_NOT_EXIST, MAY_EXIST };

/* Give the finished temporary file its name, unless that is taken.  The first
 * way works on a USB stick (FAT has no links), the second on NFS. */
static bool publish_new(const char *temporary, const char *path)
{
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) ==
	    0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	return link(temporary, path) == 0 && unlink(temporary) == 0;
}

static bool publish(
    const char *temporary, const char *path, enum existing existing)
{
	if (existing == MAY_EXIST)
		return rename(temporary, path) == 0;
	return publish_new(temporary, path);
}

static enum err store(const char *path, struct bytes file,
    enum existing existing, struct why *why)
{
	char *temporary = mem_print("%s.tmp-XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
	enum err e = ERR_OK;

	if (fd < 0) {
		e = io_failed(why, path, errno);
		mem_free(temporary);
		return e;
	}
	if (!io_write(fd, file) || fsync(fd) != 0)
		e = io_failed(why, path, errno);
	if (close(fd) != 0 && e == ERR_OK)
		e = io_failed(why, path, errno);
	if (e == ERR_OK && !publish(temporary, path, existing))
		e = io_failed(why, path, errno);
	if (e != ERR_OK)
		(void)unlink(temporary);
	else if (!io_sync_parent(path))
		e = io_failed(why, path, errno);
	mem_free(temporary);
	return e;
}

static enum err encode_and_store(const char *path,
    const struct keyfile_label *label, const struct secret *secret,
    const struct keyfile_lock *lock, enum existing existing,
    struct random *random, struct why *why)
{
	struct buf file = { 0 };
	enum err e = keyfile_encode(&file, label, secret, lock, random, why);

	if (e == ERR_OK)
		e = store(path, buf_bytes(&file), existing, why);
	buf_fini(&file);
	return e;
}

enum err keyfile_write(const char *path, const struct keyfile_label *label,
    const struct secret *secret, const struct keyfile_lock *lock,
    struct random *random, struct why *why)
{
	return encode_and_store(
	    path, label, secret, lock, MUST_NOT_EXIST, random, why);
}

enum err keyfile_replace(const char *path, const struct keyfile_label *label,
    const struct secret *secret, const struct keyfile_lock *lock,
    struct random *random, struct why *why)
{
	return encode_and_store(
	    path, label, secret, lock, MAY_EXIST, random, why);
}

/* One byte more than a key file may have, to see that there is one. */
struct contents {
	uint8_t b[KEYFILE_BYTES_MAX + 1];
	size_t n;
};

/* A label is no secret; the box is to be for its owner's eyes. */
enum purpose { FOR_LABEL, FOR_SECRET };

static enum err load(struct contents *out, const char *path,
    enum purpose purpose, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e = ERR_OK;
	ssize_t n;

	out->n = 0;
	if (fd < 0)
		return io_failed(why, path, errno);
	if (purpose == FOR_SECRET)
		e = guarded_check(fd, path, why);
	if (e == ERR_OK) {
		n = io_read(fd, out->b, sizeof(out->b));
		if (n < 0)
			e = io_failed(why, path, errno);
		else
			out->n = (size_t)n;
	}
	(void)close(fd);
	return e;
}

enum err keyfile_read(const char *path, struct bytes passphrase,
    struct keyfile_label *label, struct secret *secret, struct why *why)
{
	struct contents file;
	enum err e = load(&file, path, FOR_SECRET, why);

	if (e != ERR_OK)
		return e;
	e = keyfile_decode(
	    (struct bytes){ file.b, file.n }, passphrase, label, secret, why);
	if (e != ERR_OK)
		why_prefix(why, "%s: ", path);
	return e;
}

enum err keyfile_peek(
    const char *path, struct keyfile_label *label, struct why *why)
{
	struct contents file;
	struct fields f;
	enum err e = load(&file, path, FOR_LABEL, why);

	if (e != ERR_OK)
		return e;
	e = parse_file(&f, (struct bytes){ file.b, file.n }, why);
	if (e == ERR_OK)
		*label = f.label;
	else
		why_prefix(why, "%s: ", path);
	return e;
}
