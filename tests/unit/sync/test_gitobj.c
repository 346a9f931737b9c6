#include "sync/gitobj.h"

#include <string.h>

#include "base/why.h"
#include "keys/sshsig.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/sync/log.h"

static struct digest_sha1 id_of(const char *hex)
{
	struct digest_sha1 id;

	assert_int_equal(gitobj_unhex(&id, bytes_text(hex)), ERR_OK);
	return id;
}

/* What git hash-object says. */
static void names_are_those_of_git(void **state)
{
	struct digest_sha1 blob =
	    gitobj_name(GITOBJ_BLOB, bytes_text("hello\n"));
	struct digest_sha1 tree =
	    gitobj_name(GITOBJ_TREE, (struct bytes){ NULL, 0 });
	char hex[GITOBJ_HEX_ROOM];

	(void)state;
	gitobj_hex(hex, &blob);
	assert_string_equal(hex, "ce013625030ba8dba906f756967f9e9ca394464a");
	gitobj_hex(hex, &tree);
	assert_string_equal(hex, "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
}

static void a_tree_comes_back_and_nothing_else(void **state)
{
	struct digest_sha1 a =
	    id_of("ce013625030ba8dba906f756967f9e9ca394464a");
	struct digest_sha1 b =
	    id_of("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
	struct digest_sha1 x, y;
	struct buf tree = { 0 };

	(void)state;
	gitobj_tree(&tree, &a, &b);
	assert_int_equal(gitobj_tree_parse(buf_bytes(&tree), &x, &y), ERR_OK);
	assert_true(gitobj_same(&x, &a) && gitobj_same(&y, &b));
	for (size_t n = 0; n < tree.n; n++)
		assert_int_equal(
		    gitobj_tree_parse(
			bytes_part(buf_bytes(&tree), 0, n), &x, &y),
		    ERR_PARSE);
	buf_put_byte(&tree, 0);
	assert_int_equal(
	    gitobj_tree_parse(buf_bytes(&tree), &x, &y), ERR_PARSE);
	buf_fini(&tree);
}

static const char *summary_of(
    struct buf *out, uint64_t first, const char *const *kinds, size_t count)
{
	buf_clear(out);
	gitobj_summary(out, first, kinds, count);
	return buf_text(out);
}

static void a_summary_says_what_the_batch_holds(void **state)
{
	static const char *const few[] = { "case.take", "case.receive",
		"case.take" };
	static const char *const many[] = { "j", "i", "h", "g", "f", "e", "d",
		"c", "b", "a", "a" };
	struct buf out = { 0 };

	(void)state;
	assert_string_equal(
	    summary_of(&out, 0, few + 1, 1), "act 0: case.receive");
	assert_string_equal(summary_of(&out, 7, few, 3),
	    "acts 7..9: case.receive, case.take x2");
	assert_string_equal(summary_of(&out, 1, many, 11),
	    "acts 1..11: a x2, b, c, d, e, f, g, h, ...");
	assert_string_equal(summary_of(&out, 1, many + 2, 8),
	    "acts 1..8: a, b, c, d, e, f, g, h");
	buf_fini(&out);
}

static void the_longest_summary_fits(void **state)
{
	const char *kinds[512];
	char text[512][49];
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < 512; i++) {
		memset(text[i], 'a', 48);
		text[i][47] = (char)('a' + i % 10);
		text[i][48] = '\0';
		kinds[i] = text[i];
	}
	gitobj_summary(&out, MERKLE_SIZE_MAX - 600, kinds, 512);
	assert_true(out.n < GITOBJ_SUMMARY_BYTES_MAX);
	buf_fini(&out);
}

static void build(struct buf *out, struct gitobj_commit *c)
{
	struct sign_pair pair;
	struct buf message = { 0 };

	sign_pair_make(&pair, suite_used(), random_system());
	*c = (struct gitobj_commit){
		.tree = id_of("4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
		.has_parent = true,
		.parent = id_of("ce013625030ba8dba906f756967f9e9ca394464a"),
		.node = LOG_NODE,
		.seconds = LOG_START,
		.summary = bytes_text("act 3: case.take"),
		.checkpoint = bytes_text("a\n3\nc\n\n\xe2\x80\x94 a b\n"),
		.key = pair.public,
	};
	gitobj_commit_unsigned(&message, c);
	c->signature =
	    sshsig_sign(&pair, SSHSIG_NAMESPACE_GIT, buf_bytes(&message));
	buf_fini(&message);
	gitobj_commit(out, c);
}

static void a_commit_comes_back(void **state)
{
	struct gitobj_commit c, d;
	struct buf raw = { 0 };

	(void)state;
	build(&raw, &c);
	assert_int_equal(
	    gitobj_commit_parse(buf_bytes(&raw), &d, NULL), RULE_NONE);
	assert_true(gitobj_same(&c.tree, &d.tree));
	assert_true(d.has_parent && gitobj_same(&c.parent, &d.parent));
	assert_string_equal(d.node, LOG_NODE);
	assert_int_equal(d.seconds, LOG_START);
	assert_true(bytes_equal(c.summary, d.summary));
	assert_true(bytes_equal(c.checkpoint, d.checkpoint));
	assert_true(sign_public_equal(&c.key, &d.key));
	buf_clear(&raw);
	c.has_parent = false;
	gitobj_commit(&raw, &c);
	assert_int_equal(
	    gitobj_commit_parse(buf_bytes(&raw), &d, NULL), RULE_NONE);
	assert_false(d.has_parent);
	buf_fini(&raw);
}

/* Whatever is put in or cut off: refused, or another valid commit that writes
 * back as itself.  Never read past the end (ASan). */
static void a_commit_with_one_byte_changed_is_read_as_it_is(void **state)
{
	struct gitobj_commit c;
	struct buf raw = { 0 };

	(void)state;
	build(&raw, &c);
	for (size_t i = 0; i < raw.n; i++) {
		uint8_t kept = raw.p[i];

		raw.p[i] ^= 0x20;
		if (!gitobj_commit_parse(buf_bytes(&raw), &c, NULL)) {
			struct buf again = { 0 };

			gitobj_commit(&again, &c);
			assert_true(
			    bytes_equal(buf_bytes(&again), buf_bytes(&raw)));
			buf_fini(&again);
		}
		raw.p[i] = kept;
		(void)!gitobj_commit_parse(
		    bytes_part(buf_bytes(&raw), 0, i), &c, NULL);
	}
	buf_fini(&raw);
}

static void refuse_instead(
    const struct buf *raw, const char *from, const char *to)
{
	const uint8_t *p = memmem(raw->p, raw->n, from, strlen(from));
	struct gitobj_commit c;
	struct buf other = { 0 };
	struct why why;
	size_t at;

	assert_non_null(p);
	at = (size_t)(p - raw->p);
	buf_put(&other, bytes_part(buf_bytes(raw), 0, at));
	buf_put_text(&other, to);
	buf_put(&other, bytes_part(buf_bytes(raw), at + strlen(from),
			    raw->n - at - strlen(from)));
	assert_int_equal(
	    gitobj_commit_parse(buf_bytes(&other), &c, &why), RULE_COMMIT_FORM);
	assert_true(why.text[0] != '\0');
	buf_fini(&other);
}

static void other_forms_of_a_commit_are_refused(void **state)
{
	struct gitobj_commit c;
	struct buf raw = { 0 };

	(void)state;
	build(&raw, &c);
	refuse_instead(&raw, "committer hanbin", "committer mudan");
	refuse_instead(&raw, "author hanbin", "author Hanbin");
	refuse_instead(&raw, "<hanbin@tongban>", "<hanbin@example>");
	refuse_instead(&raw, "+0000\ncommitter", "+0800\ncommitter");
	refuse_instead(&raw, "author", "encoding UTF-8\nauthor");
	refuse_instead(&raw, "parent", "tree");
	refuse_instead(&raw, " 1760000000 ", " 01760000000 ");
	refuse_instead(&raw, " 1760000000 ", " -1760000000 ");
	refuse_instead(&raw, "tree 4b825d", "tree 4B825D");
	refuse_instead(&raw, "gpgsig", "gpgsig-sha256");
	refuse_instead(&raw, "-----END SSH SIGNATURE-----\n",
	    "-----END SSH SIGNATURE-----\n \n");
	refuse_instead(&raw, "\n\nact 3", "\nact 3");
	refuse_instead(&raw, "act 3: case.take\n\n", "act 3: case.take\n");
	buf_fini(&raw);
}

static void a_commit_that_is_too_long_is_refused(void **state)
{
	struct gitobj_commit c;
	struct buf raw = { 0 };

	(void)state;
	build(&raw, &c);
	while (raw.n <= GITOBJ_COMMIT_BYTES_MAX)
		buf_put_byte(&raw, '\n');
	assert_int_equal(
	    gitobj_commit_parse(buf_bytes(&raw), &c, NULL), RULE_SIZE);
	buf_fini(&raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(names_are_those_of_git),
		TEST(a_tree_comes_back_and_nothing_else),
		TEST(a_summary_says_what_the_batch_holds),
		TEST(the_longest_summary_fits),
		TEST(a_commit_comes_back),
		TEST(a_commit_with_one_byte_changed_is_read_as_it_is),
		TEST(other_forms_of_a_commit_are_refused),
		TEST(a_commit_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
