#include "sync/witness_ask.h"

#include <inttypes.h>
#include <string.h>

#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"

#define HASH_TEXT_BYTES 44
#define OLD_WORD        "old "

void witness_ask_format(struct buf *out, uint64_t old,
    const struct merkle_proof *proof, struct bytes checkpoint)
{
	buf_print(out, OLD_WORD "%" PRIu64 "\n", old);
	for (unsigned i = 0; i < proof->count; i++) {
		text_base64(out, digest_bytes(&proof->hash[i]));
		buf_put_byte(out, '\n');
	}
	buf_put_byte(out, '\n');
	buf_put(out, checkpoint);
}

static bool read_hash(struct digest *out, struct bytes line)
{
	struct buf hash = { 0 };
	bool good = line.n == HASH_TEXT_BYTES && !text_unbase64(&hash, line) &&
		    hash.n == DIGEST_BYTES;

	if (good)
		memcpy(out->b, hash.p, hash.n);
	buf_fini(&hash);
	return good;
}

static enum err read_old(
    struct witness_ask *out, struct reader *r, struct why *why)
{
	struct bytes line = reader_line(r, WITNESS_ASK_BYTES_MAX);
	size_t n = strlen(OLD_WORD);

	if (r->failed || line.n <= n || memcmp(line.p, OLD_WORD, n) != 0 ||
	    text_decimal(&out->old, bytes_part(line, n, line.n - n),
		MERKLE_SIZE_MAX) != ERR_OK)
		return why_at(
		    why, ERR_PARSE, 1, 0, "the first line reads \"old SIZE\"");
	return ERR_OK;
}

static enum err read_proof(
    struct witness_ask *out, struct reader *r, struct why *why)
{
	for (int number = 2;; number++) {
		struct bytes line = reader_line(r, WITNESS_ASK_BYTES_MAX);

		if (r->failed)
			return why_at(why, ERR_PARSE, number, 0,
			    "no empty line before the checkpoint");
		if (line.n == 0)
			return ERR_OK;
		if (out->proof.count == WITNESS_ASK_PROOF_MAX)
			return why_at(why, ERR_LIMIT, number, 0,
			    "a proof has at most %d hashes",
			    WITNESS_ASK_PROOF_MAX);
		if (!read_hash(&out->proof.hash[out->proof.count++], line))
			return why_at(why, ERR_PARSE, number, 0,
			    "line %d is not 32 bytes in base64", number);
	}
}

/* Lines behind the root are allowed by C2SP; what they say is signed too. */
static enum err read_checkpoint(
    struct witness_ask *out, struct bytes text, struct why *why)
{
	struct reader r = reader_over(text);
	struct bytes origin = reader_line(&r, WITNESS_ASK_BYTES_MAX);
	struct bytes size = reader_line(&r, WITNESS_ASK_BYTES_MAX);
	struct bytes root = reader_line(&r, WITNESS_ASK_BYTES_MAX);

	if (r.failed || !note_name_check(origin) ||
	    text_decimal(&out->size, size, MERKLE_SIZE_MAX) != ERR_OK ||
	    !read_hash(&out->root, root))
		return why_set(why, ERR_PARSE,
		    "a checkpoint reads: origin, size, root in base64");
	memcpy(out->origin, origin.p, origin.n);
	out->origin[origin.n] = '\0';
	return ERR_OK;
}

enum err witness_ask_parse(
    struct witness_ask *out, struct bytes body, struct why *why)
{
	struct reader r = reader_over(body);
	enum err e;

	*out = (struct witness_ask){ .old = 0 };
	if (body.n > WITNESS_ASK_BYTES_MAX)
		return why_set(why, ERR_LIMIT, "%zu bytes; at most %d", body.n,
		    WITNESS_ASK_BYTES_MAX);
	e = read_old(out, &r, why);
	if (e == ERR_OK)
		e = read_proof(out, &r, why);
	if (e == ERR_OK)
		e = note_parse(&out->note, r.left, why);
	if (e == ERR_OK)
		e = read_checkpoint(out, out->note.text, why);
	return e;
}
