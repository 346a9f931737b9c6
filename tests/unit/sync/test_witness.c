#include "sync/witness.h"

#include <inttypes.h>
#include <stdio.h>

#include "keys/note.h"
#include "schema/checkpoint.h"
#include "sync/cosignature.h"
#include "sync/witness_ask.h"
#include "tests/unit/sync/log.h"

#define WITNESS  "xunyang"
#define LEAVES   16
#define NOW      (LOG_START + 100)
#define INSTANCE ((const uint8_t *)"0123456789abcdef")

/* A log of sixteen acts, another that parts from it at the fifth, a witness. */
struct setup {
	struct random_seeded random;
	struct digest network;
	struct sign_pair log, pair;
	struct digest leaves[LEAVES];
	struct digest forked[LEAVES];
	struct witness *w;
	char *folder;
	struct witness_answer answer;
	struct buf text; /* of the checkpoint that was asked for last */
};

static struct witness_setup whom(const struct setup *s)
{
	return (
	    struct witness_setup){ &s->network, WITNESS, &s->pair, INSTANCE };
}

static enum err reopen(struct setup *s)
{
	const struct witness_setup setup = whom(s);

	witness_close(s->w);
	s->w = NULL;
	return witness_open(&s->w, s->folder, &setup, NULL);
}

static void begin(struct setup *s)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 9 };

	memset(s, 0, sizeof(*s));
	random_seeded_init(&s->random, seed);
	s->network = digest_sha256(bytes_text("a network"));
	sign_pair_make(&s->log, suite_used(), &s->random.random);
	sign_pair_make(&s->pair, suite_used(), &s->random.random);
	for (size_t i = 0; i < LEAVES; i++) {
		char text[2] = { (char)('a' + i), '\0' };

		s->leaves[i] = digest_leaf(bytes_text(text));
		s->forked[i] = digest_leaf(bytes_text(i < 4 ? text : "z"));
	}
	s->folder = folder_make();
	assert_int_equal(
	    witness_create(s->folder, INSTANCE, &s->pair.public, NULL), ERR_OK);
	assert_int_equal(reopen(s), ERR_OK);
	assert_false(witness_retired(s->w));
}

static void end(struct setup *s)
{
	witness_close(s->w);
	buf_fini(&s->answer.body);
	buf_fini(&s->text);
	folder_drop(s->folder);
}

static enum err leaf_of(void *arg, uint64_t index, struct digest *out)
{
	const struct digest *leaves = arg;

	*out = leaves[index];
	return ERR_OK;
}

static void origin_of(const struct setup *s, struct buf *out)
{
	checkpoint_origin(out, &s->network, LOG_NODE, 0);
	(void)buf_text(out);
}

static void checkpoint_of(
    struct setup *s, struct digest *leaves, uint64_t size, struct buf *out)
{
	struct checkpoint c = { .size = size, .time = LOG_START };
	struct buf origin = { 0 };

	memcpy(c.node, LOG_NODE, sizeof(LOG_NODE));
	assert_int_equal(merkle_head(leaf_of, leaves, size, &c.root), ERR_OK);
	checkpoint_write(out, &s->network, &c, &s->log);
	origin_of(s, &origin);
	buf_clear(&s->text);
	cosignature_text(&s->text, buf_bytes(&origin), size, &c.root);
	buf_fini(&origin);
}

static enum witness_status add(struct setup *s, struct bytes body, int64_t now)
{
	assert_int_equal(
	    witness_add(s->w, body, &s->log.public, now, &s->answer, NULL),
	    ERR_OK);
	return s->answer.status;
}

/* From @old to @size of @leaves, with the proof of it. */
static enum witness_status ask(
    struct setup *s, struct digest *leaves, uint64_t old, uint64_t size)
{
	struct merkle_proof proof = { .count = 0 };
	struct buf note = { 0 }, body = { 0 };
	enum witness_status status;

	if (old > 0 && old <= size)
		assert_int_equal(
		    merkle_consistency(leaf_of, leaves, old, size, &proof),
		    ERR_OK);
	checkpoint_of(s, leaves, size, &note);
	witness_ask_format(&body, old, &proof, buf_bytes(&note));
	status = add(s, buf_bytes(&body), NOW);
	buf_fini(&note);
	buf_fini(&body);
	return status;
}

static int64_t time_of_answer(struct setup *s)
{
	int64_t time = -1;

	assert_true(
	    cosignature_check(buf_bytes(&s->text), buf_bytes(&s->answer.body),
		&s->network, WITNESS, &s->pair.public, &time));
	return time;
}

static void cosigns_what_continues_and_the_line_verifies(void **state)
{
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 0, 3), 200);
	assert_int_equal(time_of_answer(&s), NOW);
	assert_int_equal(ask(&s, s.leaves, 3, 7), 200);
	assert_int_equal(time_of_answer(&s), NOW);
	assert_int_equal(ask(&s, s.leaves, 7, 7), 200);
	assert_int_equal(ask(&s, s.leaves, 7, 16), 200);
	assert_int_equal(witness_count(s.w), 1);
	end(&s);
}

static void a_body_of_another_form_is_400(void **state)
{
	static const char *const bodies[] = { "", "old", "old \n\n",
		"old 01\n\n", "old -1\n\n", "new 0\n\n", "old 0\n",
		"old 0\nAAAA\n\n", "old 0\n\n",
		"old 0\n\nx\n1\nAAAA\n\n\xe2\x80\x94 x AAAAAAA=\n" };
	struct buf long_one = { 0 };
	struct setup s;

	(void)state;
	begin(&s);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		assert_int_equal(add(&s, bytes_text(bodies[i]), NOW), 400);
	buf_put_text(&long_one, "old 0\n");
	for (size_t i = 0; i < 64; i++) {
		text_base64(&long_one, digest_bytes(&s.network));
		buf_put_byte(&long_one, '\n');
	}
	buf_put_byte(&long_one, '\n');
	assert_int_equal(add(&s, buf_bytes(&long_one), NOW), 400);
	while (long_one.n <= WITNESS_ASK_BYTES_MAX)
		buf_put_text(&long_one, "more\n");
	assert_int_equal(add(&s, buf_bytes(&long_one), NOW), 400);
	assert_int_equal(witness_count(s.w), 0);
	buf_fini(&long_one);
	end(&s);
}

static void an_old_size_above_the_new_is_400(void **state)
{
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	assert_int_equal(ask(&s, s.leaves, 7, 3), 400);
	end(&s);
}

static void what_the_log_s_key_did_not_sign_is_403(void **state)
{
	struct sign_pair right;
	struct setup s;

	(void)state;
	begin(&s);
	right = s.log;
	sign_pair_make(&s.log, suite_used(), &s.random.random);
	{
		struct merkle_proof none = { .count = 0 };
		struct buf note = { 0 }, body = { 0 };

		checkpoint_of(&s, s.leaves, 3, &note);
		witness_ask_format(&body, 0, &none, buf_bytes(&note));
		s.log = right;
		assert_int_equal(add(&s, buf_bytes(&body), NOW), 403);
		buf_fini(&note);
		buf_fini(&body);
	}
	assert_int_equal(witness_count(s.w), 0);
	end(&s);
}

/* One good line does not save a note in which the key is named falsely. */
static void a_bad_line_of_the_log_s_key_is_403(void **state)
{
	struct merkle_proof none = { .count = 0 };
	struct buf note = { 0 }, body = { 0 }, origin = { 0 };
	struct setup s;

	(void)state;
	begin(&s);
	checkpoint_of(&s, s.leaves, 3, &note);
	origin_of(&s, &origin);
	note_sign_plain_line(
	    &note, bytes_text("another text\n"), buf_text(&origin), &s.log);
	witness_ask_format(&body, 0, &none, buf_bytes(&note));
	assert_int_equal(add(&s, buf_bytes(&body), NOW), 403);
	buf_fini(&note);
	buf_fini(&body);
	buf_fini(&origin);
	end(&s);
}

static void a_plain_line_of_the_log_s_key_is_enough(void **state)
{
	struct merkle_proof none = { .count = 0 };
	struct buf note = { 0 }, body = { 0 }, origin = { 0 };
	struct setup s;

	(void)state;
	begin(&s);
	checkpoint_of(&s, s.leaves, 3, &note);
	origin_of(&s, &origin);
	buf_clear(&note);
	buf_put(&note, buf_bytes(&s.text));
	buf_put_byte(&note, '\n');
	note_sign_plain_line(
	    &note, buf_bytes(&s.text), buf_text(&origin), &s.log);
	witness_ask_format(&body, 0, &none, buf_bytes(&note));
	assert_int_equal(add(&s, buf_bytes(&body), NOW), 200);
	buf_fini(&note);
	buf_fini(&body);
	buf_fini(&origin);
	end(&s);
}

static void a_log_that_is_not_witnessed_is_404(void **state)
{
	struct merkle_proof none = { .count = 0 };
	struct buf note = { 0 }, body = { 0 };
	struct setup s;

	(void)state;
	begin(&s);
	checkpoint_of(&s, s.leaves, 3, &note);
	witness_ask_format(&body, 0, &none, buf_bytes(&note));
	assert_int_equal(
	    witness_add(s.w, buf_bytes(&body), NULL, NOW, &s.answer, NULL),
	    ERR_OK);
	assert_int_equal(s.answer.status, 404);
	assert_int_equal(witness_count(s.w), 0);
	buf_fini(&note);
	buf_fini(&body);
	end(&s);
}

static void another_old_size_is_409_and_the_size_that_was_cosigned(void **state)
{
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 3, 7), 409);
	assert_string_equal(buf_text(&s.answer.body), "0\n");
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	assert_int_equal(ask(&s, s.leaves, 0, 9), 409);
	assert_string_equal(buf_text(&s.answer.body), "7\n");
	assert_int_equal(ask(&s, s.leaves, 3, 9), 409);
	assert_int_equal(ask(&s, s.leaves, 8, 9), 409);
	assert_int_equal(ask(&s, s.leaves, 7, 9), 200);
	end(&s);
}

static void a_log_that_parts_from_what_was_cosigned_is_422(void **state)
{
	struct merkle_proof some = { .count = 1 };
	struct buf note = { 0 }, body = { 0 };
	struct setup s;

	(void)state;
	begin(&s);
	checkpoint_of(&s, s.leaves, 3, &note);
	witness_ask_format(&body, 0, &some, buf_bytes(&note));
	assert_int_equal(add(&s, buf_bytes(&body), NOW), 422);
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	assert_int_equal(ask(&s, s.forked, 7, 7), 422);
	assert_int_equal(ask(&s, s.forked, 7, 9), 422);
	assert_int_equal(ask(&s, s.leaves, 7, 9), 200);
	buf_fini(&note);
	buf_fini(&body);
	end(&s);
}

static void what_was_cosigned_is_known_after_a_restart(void **state)
{
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	assert_int_equal(reopen(&s), ERR_OK);
	assert_false(witness_retired(s.w));
	assert_int_equal(ask(&s, s.forked, 7, 9), 422);
	assert_int_equal(ask(&s, s.leaves, 0, 9), 409);
	assert_int_equal(ask(&s, s.leaves, 7, 9), 200);
	end(&s);
}

static void its_time_for_one_log_never_goes_back(void **state)
{
	struct merkle_proof none = { .count = 0 };
	struct buf note = { 0 }, body = { 0 };
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	assert_int_equal(reopen(&s), ERR_OK);
	checkpoint_of(&s, s.leaves, 7, &note);
	witness_ask_format(&body, 7, &none, buf_bytes(&note));
	assert_int_equal(add(&s, buf_bytes(&body), NOW - 50), 200);
	assert_int_equal(time_of_answer(&s), NOW);
	assert_int_equal(add(&s, buf_bytes(&body), NOW + 50), 200);
	assert_int_equal(time_of_answer(&s), NOW + 50);
	buf_fini(&note);
	buf_fini(&body);
	end(&s);
}

static char *state_file(struct setup *s)
{
	struct digest id = sign_key_id(&s->pair.public);
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, &id);
	return mem_print("%s/witness/%.16s", s->folder, hex);
}

static void expect_retired(struct setup *s)
{
	for (int i = 0; i < 2; i++) {
		assert_int_equal(reopen(s), ERR_OK);
		assert_true(witness_retired(s->w));
		assert_int_equal(ask(s, s->leaves, 7, 9), 404);
		assert_int_equal(ask(s, s->leaves, 0, 9), 404);
		assert_int_equal(s->answer.body.n, 0);
	}
}

static void a_witness_that_lost_its_state_is_retired_for_good(void **state)
{
	struct setup s;
	char *path;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	path = state_file(&s);
	assert_int_equal(remove(path), 0);
	expect_retired(&s);
	assert_int_equal(
	    witness_create(s.folder, INSTANCE, &s.pair.public, NULL),
	    ERR_EXISTS);
	mem_free(path);
	end(&s);
}

static void a_state_that_has_rotten_retires(void **state)
{
	struct buf file = { 0 };
	struct setup s;
	char *path;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	path = state_file(&s);
	assert_int_equal(disk_read(path, 4096, &file, NULL), ERR_OK);
	file.p[file.n / 2] ^= 1;
	assert_int_equal(
	    disk_write_plain(path, buf_bytes(&file), NULL), ERR_OK);
	expect_retired(&s);
	buf_fini(&file);
	mem_free(path);
	end(&s);
}

static void a_copy_in_another_data_folder_is_retired(void **state)
{
	struct witness_setup other;
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	witness_close(s.w);
	s.w = NULL;
	other = whom(&s);
	other.instance = (const uint8_t *)"another instance";
	assert_int_equal(witness_open(&s.w, s.folder, &other, NULL), ERR_OK);
	assert_true(witness_retired(s.w));
	end(&s);
}

static void a_new_key_begins_anew(void **state)
{
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(ask(&s, s.leaves, 0, 7), 200);
	sign_pair_make(&s.pair, suite_used(), &s.random.random);
	assert_int_equal(
	    witness_create(s.folder, INSTANCE, &s.pair.public, NULL), ERR_OK);
	assert_int_equal(reopen(&s), ERR_OK);
	assert_false(witness_retired(s.w));
	assert_int_equal(ask(&s, s.leaves, 0, 9), 200);
	end(&s);
}

/* Nothing is signed that was not written: no answer, and the host stops. */
static void a_state_that_cannot_be_written_signs_nothing(void **state)
{
	struct merkle_proof none = { .count = 0 };
	struct buf note = { 0 }, body = { 0 };
	char *path, *moved;
	struct setup s;

	(void)state;
	begin(&s);
	path = mem_print("%s/witness", s.folder);
	moved = mem_print("%s/gone", s.folder);
	assert_int_equal(rename(path, moved), 0);
	checkpoint_of(&s, s.leaves, 3, &note);
	witness_ask_format(&body, 0, &none, buf_bytes(&note));
	assert_int_equal(witness_add(s.w, buf_bytes(&body), &s.log.public, NOW,
			     &s.answer, NULL),
	    ERR_STORAGE);
	assert_int_equal(s.answer.body.n, 0);
	buf_fini(&note);
	buf_fini(&body);
	mem_free(path);
	mem_free(moved);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cosigns_what_continues_and_the_line_verifies),
		TEST(a_body_of_another_form_is_400),
		TEST(an_old_size_above_the_new_is_400),
		TEST(what_the_log_s_key_did_not_sign_is_403),
		TEST(a_bad_line_of_the_log_s_key_is_403),
		TEST(a_plain_line_of_the_log_s_key_is_enough),
		TEST(a_log_that_is_not_witnessed_is_404),
		TEST(another_old_size_is_409_and_the_size_that_was_cosigned),
		TEST(a_log_that_parts_from_what_was_cosigned_is_422),
		TEST(what_was_cosigned_is_known_after_a_restart),
		TEST(its_time_for_one_log_never_goes_back),
		TEST(a_witness_that_lost_its_state_is_retired_for_good),
		TEST(a_state_that_has_rotten_retires),
		TEST(a_copy_in_another_data_folder_is_retired),
		TEST(a_new_key_begins_anew),
		TEST(a_state_that_cannot_be_written_signs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
