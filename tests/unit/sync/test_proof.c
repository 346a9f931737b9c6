#include "sync/proof.h"

#include "tests/unit/sync/log.h"

struct leaves {
	struct digest *leaf;
};

static enum err give(void *arg, uint64_t index, struct digest *out)
{
	const struct leaves *l = arg;

	*out = l->leaf[index];
	return ERR_OK;
}

/* The receipt of act @index of the first batch. */
static struct buf receipt(const struct batch *b, uint64_t index)
{
	struct leaves leaves = { b->leaves };
	struct proof p = { .index = index, .checkpoint = b->checkpoint };
	struct buf out = { 0 };

	assert_int_equal(
	    merkle_inclusion(give, &leaves, index, b->count, &p.path), ERR_OK);
	proof_format(&out, &p);
	return out;
}

static void a_receipt_is_written_as_the_standard_says(void **state)
{
	static const char start[] = "c2sp.org/tlog-proof@v1\nindex 2\n";
	struct log l;
	struct batch b;
	struct buf file;
	const char *text;

	(void)state;
	log_init(&l);
	b = log_batch(&l, 3);
	file = receipt(&b, 2);
	text = buf_text(&file);
	assert_memory_equal(text, start, strlen(start));
	/* One sibling of 44 characters, an empty line, the checkpoint. */
	assert_int_equal(file.n, strlen(start) + 45 + 1 + b.checkpoint.n);
	assert_memory_equal(text + strlen(start) + 44, "\n\n", 2);
	assert_memory_equal(
	    text + file.n - b.checkpoint.n, b.checkpoint.p, b.checkpoint.n);
	buf_fini(&file);
	batch_fini(&b);
	log_fini(&l);
}

static void what_was_written_comes_back(void **state)
{
	struct log l;
	struct batch b;

	(void)state;
	log_init(&l);
	b = log_batch(&l, 7);
	for (uint32_t i = 0; i < 7; i++) {
		struct buf file = receipt(&b, i), again = { 0 };
		struct proof p;
		struct checkpoint head;

		assert_int_equal(
		    proof_parse(&p, buf_bytes(&file), NULL), ERR_OK);
		assert_int_equal(proof_check(&p, &l.network, &l.key.public,
				     batch_act(&b, i), &head, NULL),
		    RULE_NONE);
		assert_string_equal(head.node, LOG_NODE);
		assert_int_equal(head.time, LOG_START);
		assert_int_equal(proof_check(&p, &l.network, &l.key.public,
				     batch_act(&b, (i + 1) % 7), &head, NULL),
		    RULE_CHECKPOINT_ROOT);
		proof_format(&again, &p);
		assert_true(bytes_equal(buf_bytes(&again), buf_bytes(&file)));
		proof_fini(&p);
		buf_fini(&again);
		buf_fini(&file);
	}
	batch_fini(&b);
	log_fini(&l);
}

static void an_extra_line_is_kept(void **state)
{
	struct log l;
	struct batch b;
	struct proof p = { .index = 0 }, q;
	struct buf file = { 0 };

	(void)state;
	log_init(&l);
	b = log_batch(&l, 1);
	p.checkpoint = b.checkpoint;
	buf_put_text(&p.extra, "case number");
	proof_format(&file, &p);
	assert_int_equal(proof_parse(&q, buf_bytes(&file), NULL), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&q.extra), buf_bytes(&p.extra)));
	assert_int_equal(q.path.count, 0);
	proof_fini(&p);
	proof_fini(&q);
	buf_fini(&file);
	batch_fini(&b);
	log_fini(&l);
}

/* No changed byte passes, and none is read past the end (ASan). */
static void no_changed_byte_passes(void **state)
{
	struct log l;
	struct batch b;
	struct buf file;

	(void)state;
	log_init(&l);
	b = log_batch(&l, 5);
	file = receipt(&b, 3);
	for (size_t i = 0; i < file.n; i++) {
		struct proof p;
		struct checkpoint head;

		file.p[i] ^= 1;
		if (!proof_parse(&p, buf_bytes(&file), NULL)) {
			assert_true(
			    proof_check(&p, &l.network, &l.key.public,
				batch_act(&b, 3), &head, NULL) != RULE_NONE);
			proof_fini(&p);
		}
		file.p[i] ^= 1;
		if (!proof_parse(&p, bytes_part(buf_bytes(&file), 0, i), NULL))
			proof_fini(&p);
	}
	buf_fini(&file);
	batch_fini(&b);
	log_fini(&l);
}

static void hostile_receipts_are_refused_with_their_line(void **state)
{
	static const struct {
		const char *text;
		int line;
	} rows[] = {
		{ "", 1 },
		{ "c2sp.org/tlog-proof@v2\n", 1 },
		{ "c2sp.org/tlog-proof@v1\n", 2 },
		{ "c2sp.org/tlog-proof@v1\nindex 01\n\nx\n", 2 },
		{ "c2sp.org/tlog-proof@v1\nindex -1\n\nx\n", 2 },
		{ "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\nx\n",
		    2 },
		{ "c2sp.org/tlog-proof@v1\nextra \nindex 1\n\nx\n", 2 },
		{ "c2sp.org/tlog-proof@v1\nextra =\nindex 1\n\nx\n", 2 },
		{ "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx\n", 3 },
		{ "c2sp.org/tlog-proof@v1\nindex 1\n\n", 3 },
	};
	struct proof p;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct why why = { 0 };

		assert_int_equal(
		    proof_parse(&p, bytes_text(rows[i].text), &why), ERR_PARSE);
		assert_int_equal(why.line, rows[i].line);
	}
}

static void more_hashes_than_a_tree_can_have_are_refused(void **state)
{
	static const char hash[] =
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
	struct buf file = { 0 };
	struct proof p;

	(void)state;
	buf_put_text(&file, "c2sp.org/tlog-proof@v1\nindex 1\n");
	for (int i = 0; i < MERKLE_PROOF_MAX + 1; i++)
		buf_put_text(&file, hash);
	buf_put_text(&file, "\nx\n");
	assert_int_equal(proof_parse(&p, buf_bytes(&file), NULL), ERR_PARSE);
	while (file.n <= PROOF_BYTES_MAX)
		buf_put_text(&file, hash);
	assert_int_equal(proof_parse(&p, buf_bytes(&file), NULL), ERR_LIMIT);
	buf_fini(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_receipt_is_written_as_the_standard_says),
		TEST(what_was_written_comes_back),
		TEST(an_extra_line_is_kept),
		TEST(no_changed_byte_passes),
		TEST(hostile_receipts_are_refused_with_their_line),
		TEST(more_hashes_than_a_tree_can_have_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
