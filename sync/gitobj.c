#include "sync/gitobj.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/why.h"
#include "keys/sshsig.h"

#define ARMOR_LINES_MAX 32
#define LINE_BYTES_MAX  1024

#define SUMMARY_KINDS_MAX 8

static const char tree_acts[] = "100644 acts";
static const char tree_checkpoint[] = "100644 checkpoint";
static const char armor_end[] = "-----END SSH SIGNATURE-----";

struct digest_sha1 gitobj_name(enum gitobj_type type, struct bytes content)
{
	static const char *const words[] = {
		[GITOBJ_COMMIT] = "commit",
		[GITOBJ_TREE] = "tree",
		[GITOBJ_BLOB] = "blob",
	};
	char header[32];
	int n =
	    snprintf(header, sizeof(header), "%s %zu", words[type], content.n);
	struct bytes parts[2] = {
		{ (const uint8_t *)header, (size_t)n + 1 }, /* with the zero */
		content,
	};

	return digest_sha1_parts(parts, 2);
}

void gitobj_hex(char out[static GITOBJ_HEX_ROOM], const struct digest_sha1 *id)
{
	text_hex(out, bytes_of(*id));
}

enum err gitobj_unhex(struct digest_sha1 *out, struct bytes text)
{
	return text_unhex(out->b, sizeof(out->b), text);
}

bool gitobj_same(const struct digest_sha1 *a, const struct digest_sha1 *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

void gitobj_tree(struct buf *out, const struct digest_sha1 *acts,
    const struct digest_sha1 *checkpoint)
{
	buf_put(out, bytes_of(tree_acts)); /* its zero included */
	buf_put(out, bytes_of(*acts));
	buf_put(out, bytes_of(tree_checkpoint));
	buf_put(out, bytes_of(*checkpoint));
}

static bool take(struct reader *r, struct bytes expected)
{
	return bytes_equal(reader_take(r, expected.n), expected);
}

enum err gitobj_tree_parse(
    struct bytes tree, struct digest_sha1 *acts, struct digest_sha1 *checkpoint)
{
	struct reader r = reader_over(tree);
	struct bytes one, two;

	if (!take(&r, bytes_of(tree_acts)))
		return ERR_PARSE;
	one = reader_take(&r, sizeof(acts->b));
	if (!take(&r, bytes_of(tree_checkpoint)))
		return ERR_PARSE;
	two = reader_take(&r, sizeof(checkpoint->b));
	if (!reader_done(&r))
		return ERR_PARSE;
	memcpy(acts->b, one.p, one.n);
	memcpy(checkpoint->b, two.p, two.n);
	return ERR_OK;
}

static int compare_words(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void put_kinds(struct buf *out, const char *const *kinds, size_t count)
{
	const char **sorted = mem_new_array(count, sizeof(*sorted));
	size_t i, run, shown = 0;

	for (i = 0; i < count; i++)
		sorted[i] = kinds[i];
	qsort(sorted, count, sizeof(*sorted), compare_words);
	for (i = 0; i < count && shown < SUMMARY_KINDS_MAX; i += run) {
		for (run = 1; i + run < count &&
			      strcmp(sorted[i], sorted[i + run]) == 0;)
			run++;
		buf_print(out, "%s%s", shown++ ? ", " : "", sorted[i]);
		if (run > 1)
			buf_print(out, " x%zu", run);
	}
	if (i < count)
		buf_put_text(out, ", ...");
	mem_free(sorted);
}

void gitobj_summary(
    struct buf *out, uint64_t first, const char *const *kinds, size_t count)
{
	must(count > 0);
	if (count == 1) {
		buf_print(out, "act %" PRIu64 ": %s", first, kinds[0]);
		return;
	}
	buf_print(
	    out, "acts %" PRIu64 "..%" PRIu64 ": ", first, first + count - 1);
	put_kinds(out, kinds, count);
}

static void put_id(
    struct buf *out, const char *word, const struct digest_sha1 *id)
{
	char hex[GITOBJ_HEX_ROOM];

	gitobj_hex(hex, id);
	buf_print(out, "%s %s\n", word, hex);
}

static void put_headers(struct buf *out, const struct gitobj_commit *c)
{
	static const char *const roles[] = { "author", "committer" };

	put_id(out, "tree", &c->tree);
	if (c->has_parent)
		put_id(out, "parent", &c->parent);
	for (size_t i = 0; i < 2; i++)
		buf_print(out, "%s %s <%s@tongban> %" PRId64 " +0000\n",
		    roles[i], c->node, c->node, c->seconds);
}

static void put_message(struct buf *out, const struct gitobj_commit *c)
{
	buf_put_byte(out, '\n');
	buf_put(out, c->summary);
	buf_put_text(out, "\n\n");
	buf_put(out, c->checkpoint);
}

/* Each line of the armour but the first after one blank. */
static void put_gpgsig(struct buf *out, const struct gitobj_commit *c)
{
	struct buf armor = { 0 };
	struct reader r;

	sshsig_armor(&armor, &c->key, SSHSIG_NAMESPACE_GIT, &c->signature);
	r = reader_over(buf_bytes(&armor));
	buf_put_text(out, "gpgsig");
	while (r.left.n > 0) {
		struct bytes line = reader_line(&r, LINE_BYTES_MAX);

		must(!r.failed);
		buf_put_byte(out, ' ');
		buf_put(out, line);
		buf_put_byte(out, '\n');
	}
	buf_fini(&armor);
}

void gitobj_commit_unsigned(struct buf *out, const struct gitobj_commit *c)
{
	put_headers(out, c);
	put_message(out, c);
}

void gitobj_commit(struct buf *out, const struct gitobj_commit *c)
{
	put_headers(out, c);
	put_gpgsig(out, c);
	put_message(out, c);
}

/* A line "<word> <rest>"; empty and failed when it begins otherwise. */
static struct bytes line_after(struct reader *r, const char *word)
{
	struct bytes line = reader_line(r, LINE_BYTES_MAX);
	struct bytes start = bytes_text(word);

	if (line.n < start.n || memcmp(line.p, start.p, start.n) != 0) {
		r->failed = true;
		return (struct bytes){ NULL, 0 };
	}
	return bytes_part(line, start.n, line.n - start.n);
}

static bool next_is(const struct reader *r, const char *word)
{
	struct bytes start = bytes_text(word);

	return r->left.n >= start.n && memcmp(r->left.p, start.p, start.n) == 0;
}

static bool read_ids(struct reader *r, struct gitobj_commit *out)
{
	if (gitobj_unhex(&out->tree, line_after(r, "tree ")))
		return false;
	out->has_parent = next_is(r, "parent ");
	return !out->has_parent ||
	       !gitobj_unhex(&out->parent, line_after(r, "parent "));
}

/* "<node> <node@tongban> <seconds> +0000"; what lies between is compared when
 * the commit is written again. */
static bool read_author(struct reader *r, struct gitobj_commit *out)
{
	struct reader line = reader_over(line_after(r, "author "));
	struct bytes node = reader_until(&line, ' ', sizeof(out->node));
	struct bytes seconds;
	uint64_t value = 0;

	reader_until(&line, ' ', sizeof(out->node) + sizeof("<@tongban>"));
	seconds = reader_until(&line, ' ', 20);
	if (line.failed || !text_is_slug(node) ||
	    text_decimal(&value, seconds, INT64_MAX))
		return false;
	memcpy(out->node, node.p, node.n);
	out->node[node.n] = '\0';
	out->seconds = (int64_t)value;
	return true;
}

static bool read_gpgsig(
    struct reader *r, struct gitobj_commit *out, struct why *why)
{
	struct buf armor = { 0 };
	struct sshsig sig;
	struct bytes line = line_after(r, "gpgsig ");
	bool good = false;

	for (int i = 0; i < ARMOR_LINES_MAX && !r->failed; i++) {
		buf_put(&armor, line);
		buf_put_byte(&armor, '\n');
		if (bytes_equal(line, bytes_text(armor_end)))
			break;
		line = line_after(r, " ");
	}
	if (!r->failed && !sshsig_unarmor(&sig, buf_bytes(&armor), why)) {
		out->key = sig.public;
		out->signature = sig.signature;
		good = true;
	}
	buf_fini(&armor);
	return good;
}

static bool read_message(struct reader *r, struct gitobj_commit *out)
{
	if (reader_line(r, LINE_BYTES_MAX).n != 0)
		return false;
	out->summary = reader_line(r, GITOBJ_SUMMARY_BYTES_MAX);
	if (reader_line(r, LINE_BYTES_MAX).n != 0 || r->failed)
		return false;
	out->checkpoint = r->left;
	return r->left.n > 0;
}

static bool read_commit(
    struct reader *r, struct gitobj_commit *out, struct why *why)
{
	if (!read_ids(r, out) || !read_author(r, out))
		return false;
	reader_line(r, LINE_BYTES_MAX); /* committer: see read_author() */
	return read_gpgsig(r, out, why) && read_message(r, out);
}

enum rule gitobj_commit_parse(
    struct bytes raw, struct gitobj_commit *out, struct why *why)
{
	struct reader r = reader_over(raw);
	struct buf again = { 0 };
	bool same;

	*out = (struct gitobj_commit){ .seconds = 0 };
	if (raw.n > GITOBJ_COMMIT_BYTES_MAX) {
		(void)why_set(why, ERR_REFUSED,
		    "a commit of %zu bytes is too "
		    "long",
		    raw.n);
		return RULE_SIZE;
	}
	if (!read_commit(&r, out, why)) {
		(void)why_set(why, ERR_REFUSED,
		    "the commit is not written as F-32 says, near byte %zu",
		    raw.n - r.left.n);
		return RULE_COMMIT_FORM;
	}
	gitobj_commit(&again, out);
	same = bytes_equal(buf_bytes(&again), raw);
	buf_fini(&again);
	if (same)
		return RULE_NONE;
	(void)why_set(why, ERR_REFUSED,
	    "the commit, written again as F-32 says, gives other bytes");
	return RULE_COMMIT_FORM;
}
