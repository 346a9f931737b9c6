#include "sync/fork_make.h"

#include "base/text.h"
#include "tests/unit/schema/stage.h"

/* Two sizes of an honest log: it shows nothing, but it has the form. */
static struct fork sample(struct stage *s)
{
	struct fork f = { .proof = { .count = 2 } };

	f.one = world_note(s->w, WORLD_HANBIN, 2, s->w->now);
	f.two = world_note(s->w, WORLD_HANBIN, 3, s->w->now + 60);
	f.proof.hash[0] = digest_sha256(bytes_text("a"));
	f.proof.hash[1] = digest_sha256(bytes_text("b"));
	return f;
}

static void a_file_reads_as_it_was_written(void **state)
{
	struct buf file = { 0 };
	struct fork f, again;
	struct stage s;

	(void)state;
	stage_init(&s);
	f = sample(&s);
	fork_make_format(&file, &f);
	assert_int_equal(
	    fork_make_parse(&again, buf_bytes(&file), NULL), ERR_OK);
	assert_true(bytes_equal(again.one, f.one));
	assert_true(bytes_equal(again.two, f.two));
	assert_int_equal(again.proof.count, 2);
	assert_memory_equal(
	    again.proof.hash, f.proof.hash, 2 * sizeof(f.proof.hash[0]));
	buf_fini(&file);
	stage_fini(&s);
}

static void a_torn_file_is_refused_with_its_line(void **state)
{
	struct buf file = { 0 };
	struct fork f, again;
	struct why why;
	struct stage s;

	(void)state;
	stage_init(&s);
	f = sample(&s);
	fork_make_format(&file, &f);
	for (size_t n = 0; n < file.n; n++) {
		memset(&why, 0, sizeof(why));
		assert_int_equal(fork_make_parse(&again,
				     bytes_part(buf_bytes(&file), 0, n), &why),
		    ERR_PARSE);
		assert_true(why.line > 0);
	}
	buf_put_byte(&file, '\n');
	assert_int_equal(
	    fork_make_parse(&again, buf_bytes(&file), &why), ERR_PARSE);
	buf_fini(&file);
	stage_fini(&s);
}

static void refuses_more_hashes_than_a_tree_has(void **state)
{
	struct buf file = { 0 };
	struct fork f, again;
	struct stage s;

	(void)state;
	stage_init(&s);
	f = sample(&s);
	f.proof.count = MERKLE_PROOF_MAX;
	fork_make_format(&file, &f);
	assert_int_equal(
	    fork_make_parse(&again, buf_bytes(&file), NULL), ERR_OK);
	buf_clear(&file);
	buf_put_text(&file, "tongban/fork-proof/v1\n");
	for (int i = 0; i <= MERKLE_PROOF_MAX; i++)
		buf_put_text(&file,
		    "hash AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
	buf_put_text(&file, "one 1\ntwo 1\n\nab");
	assert_int_equal(
	    fork_make_parse(&again, buf_bytes(&file), NULL), ERR_PARSE);
	buf_fini(&file);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_reads_as_it_was_written),
		cmocka_unit_test(a_torn_file_is_refused_with_its_line),
		cmocka_unit_test(refuses_more_hashes_than_a_tree_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
