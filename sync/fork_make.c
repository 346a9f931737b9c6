#include "sync/fork_make.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"
#include "sync/batch.h"
#include "sync/store.h"

#define HEADER "tongban/fork-proof/v1\n"

enum err fork_make_head(
    struct store *s, const char *node, struct buf *out, struct why *why)
{
	struct arena *a = arena_new();
	struct bytes commit, acts;
	enum err e = store_get(
	    s, node, store_count(s, node) - 1, a, &commit, &acts, why);

	if (e == ERR_OK)
		buf_put(out, batch_commit_checkpoint(commit));
	arena_free(a);
	return e;
}

static enum err prove(struct fork *f, struct store *s, const char *node,
    const struct digest *network, struct why *why)
{
	struct store_leaves leaves = { s, node };
	struct checkpoint one, two;
	struct fork_claim claim;

	if (checkpoint_read(f->one, network, &one, why) != RULE_NONE ||
	    checkpoint_read(f->two, network, &two, why) != RULE_NONE)
		return ERR_PARSE;
	if (one.size > 0 && one.size < two.size &&
	    two.size == chain_size(store_head(s, node))) {
		enum err e = merkle_prefix_proof(
		    store_leaf, &leaves, one.size, two.size, &f->proof);

		if (e != ERR_OK)
			return why_set(
			    why, e, "a leaf of %s is not there", node);
	}
	return fork_check(f, network, &claim, why) == RULE_NONE ? ERR_OK
								: ERR_REFUSED;
}

enum err fork_make(struct fork *out, struct store *s, const char *node,
    const struct digest *network, struct bytes other, struct buf *ours,
    struct why *why)
{
	enum err e = fork_make_head(s, node, ours, why);

	*out = (struct fork){ .one = other, .two = buf_bytes(ours) };
	return e == ERR_OK ? prove(out, s, node, network, why) : e;
}

/* ---- the file ---- */

void fork_make_format(struct buf *out, const struct fork *f)
{
	buf_put_text(out, HEADER);
	for (unsigned i = 0; i < f->proof.count; i++) {
		buf_put_text(out, "hash ");
		text_base64(out, digest_bytes(&f->proof.hash[i]));
		buf_put_byte(out, '\n');
	}
	buf_print(out, "one %zu\ntwo %zu\n\n", f->one.n, f->two.n);
	buf_put(out, f->one);
	buf_put(out, f->two);
}

static bool after(struct bytes *line, const char *word)
{
	struct bytes start = bytes_text(word);

	if (line->n < start.n || memcmp(line->p, start.p, start.n) != 0)
		return false;
	*line = bytes_part(*line, start.n, line->n - start.n);
	return true;
}

static struct bytes next_line(struct reader *r, int *number)
{
	++*number;
	return reader_line(r, FORK_FILE_BYTES_MAX);
}

static bool read_hash(struct fork *out, struct bytes text)
{
	struct buf hash = { 0 };
	bool good = out->proof.count < MERKLE_PROOF_MAX &&
		    !text_unbase64(&hash, text) && hash.n == DIGEST_BYTES;

	if (good)
		memcpy(out->proof.hash[out->proof.count++].b, hash.p, hash.n);
	buf_fini(&hash);
	return good;
}

static bool read_length(struct bytes line, const char *word, uint64_t *n)
{
	return after(&line, word) &&
	       !text_decimal(n, line, CHECKPOINT_BYTES_MAX) && *n > 0;
}

/* All lines before the notes; @number is the one that was read last. */
static bool read_lines(
    struct fork *out, struct reader *r, int *number, uint64_t n[2])
{
	struct bytes line = next_line(r, number);

	if (!bytes_equal(
		line, bytes_part(bytes_text(HEADER), 0, sizeof(HEADER) - 2)))
		return false;
	for (line = next_line(r, number); after(&line, "hash ");
	     line = next_line(r, number)) {
		if (!read_hash(out, line))
			return false;
	}
	if (!read_length(line, "one ", &n[0]))
		return false;
	line = next_line(r, number);
	return read_length(line, "two ", &n[1]) &&
	       next_line(r, number).n == 0 && !r->failed;
}

enum err fork_make_parse(struct fork *out, struct bytes file, struct why *why)
{
	struct reader r = reader_over(file);
	uint64_t n[2] = { 0, 0 };
	int number = 0;

	*out = (struct fork){ .proof = { .count = 0 } };
	if (file.n > FORK_FILE_BYTES_MAX)
		return why_set(
		    why, ERR_LIMIT, "%zu bytes are no proof of a fork", file.n);
	if (!read_lines(out, &r, &number, n))
		return why_at(why, ERR_PARSE, number, 0,
		    "not a proof of a fork from line %d on", number);
	out->one = reader_take(&r, n[0]);
	out->two = reader_take(&r, n[1]);
	if (!reader_done(&r))
		return why_at(why, ERR_PARSE, number + 1, 0,
		    "the two checkpoints are not %" PRIu64 " and %" PRIu64
		    " bytes long",
		    n[0], n[1]);
	return ERR_OK;
}
