#include "sync/proof.h"

#include <inttypes.h>
#include <string.h>

#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"

#define HASH_TEXT_BYTES 44

static const char first_line[] = "c2sp.org/tlog-proof@v1";

void proof_fini(struct proof *p)
{
	buf_fini(&p->extra);
}

void proof_format(struct buf *out, const struct proof *p)
{
	buf_print(out, "%s\n", first_line);
	if (p->extra.n > 0) {
		buf_put_text(out, "extra ");
		text_base64(out, buf_bytes(&p->extra));
		buf_put_byte(out, '\n');
	}
	buf_print(out, "index %" PRIu64 "\n", p->index);
	for (unsigned i = 0; i < p->path.count; i++) {
		text_base64(out, digest_bytes(&p->path.hash[i]));
		buf_put_byte(out, '\n');
	}
	buf_put_byte(out, '\n');
	buf_put(out, p->checkpoint);
}

/* Behind "<word> "; false when the line does not begin so. */
static bool after(struct bytes line, const char *word, struct bytes *rest)
{
	struct bytes start = bytes_text(word);

	if (line.n < start.n || memcmp(line.p, start.p, start.n) != 0)
		return false;
	*rest = bytes_part(line, start.n, line.n - start.n);
	return true;
}

static struct bytes next_line(struct reader *r, int *number)
{
	++*number;
	return reader_line(r, PROOF_BYTES_MAX);
}

static bool read_hash(struct proof *out, struct bytes line)
{
	struct buf hash = { 0 };
	bool good = out->path.count < MERKLE_PROOF_MAX &&
		    line.n == HASH_TEXT_BYTES && !text_unbase64(&hash, line) &&
		    hash.n == DIGEST_BYTES;

	if (good)
		memcpy(out->path.hash[out->path.count++].b, hash.p, hash.n);
	buf_fini(&hash);
	return good;
}

/* All but the checkpoint; @number is the line that was read last. */
static bool read_lines(struct proof *out, struct reader *r, int *number)
{
	struct bytes line = next_line(r, number), rest;

	if (!bytes_equal(line, bytes_text(first_line)))
		return false;
	line = next_line(r, number);
	if (after(line, "extra ", &rest)) {
		if (rest.n == 0 || text_unbase64(&out->extra, rest) ||
		    out->extra.n > PROOF_EXTRA_BYTES_MAX)
			return false;
		line = next_line(r, number);
	}
	if (!after(line, "index ", &rest) ||
	    text_decimal(&out->index, rest, MERKLE_SIZE_MAX))
		return false;
	while ((line = next_line(r, number)).n > 0) {
		if (!read_hash(out, line))
			return false;
	}
	return !r->failed && r->left.n > 0 && r->left.n <= CHECKPOINT_BYTES_MAX;
}

enum err proof_parse(struct proof *out, struct bytes file, struct why *why)
{
	struct reader r = reader_over(file);
	int number = 0;

	*out = (struct proof){ .index = 0 };
	if (file.n > PROOF_BYTES_MAX)
		return why_set(
		    why, ERR_LIMIT, "%zu bytes are no receipt", file.n);
	if (!read_lines(out, &r, &number)) {
		proof_fini(out);
		return why_at(why, ERR_PARSE, number, 0,
		    "not a tlog-proof from line %d on", number);
	}
	out->checkpoint = r.left;
	return ERR_OK;
}

enum rule proof_check(const struct proof *p, const struct digest *network,
    const struct sign_public *log, struct bytes act, struct checkpoint *head,
    struct why *why)
{
	struct digest leaf = digest_leaf(act);
	enum rule rule =
	    checkpoint_check(p->checkpoint, network, log, head, why);

	if (rule != RULE_NONE)
		return rule;
	if (merkle_includes(&p->path, p->index, head->size, &leaf, &head->root))
		return RULE_NONE;
	(void)why_set(why, ERR_REFUSED,
	    "the path from the act at %" PRIu64
	    " does not lead to the checkpoint's root",
	    p->index);
	return RULE_CHECKPOINT_ROOT;
}
