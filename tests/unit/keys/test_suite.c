#include "keys/suite.h"

#include <string.h>

#include "base/text.h"
#include "keys/chunk.h"
#include "keys/keyfile.h"
#include "keys/note.h"
#include "keys/random.h"
#include "keys/sshkey.h"
#include "keys/sshsig.h"
#include "keys/suite_fields.h"
#include "tests/unit/unit.h"

#define TEST(name) cmocka_unit_test(name)

static void knows_suite_one_and_no_other_but_in_a_test_build(void **state)
{
	uint8_t suite;

	(void)state;
	assert_true(suite_check(SUITE_1));
	assert_false(suite_check(0));
	assert_false(suite_check(2));
	assert_false(suite_check((uint64_t)SUITE_1 << 32));
	assert_false(suite_take(&suite, -1));
	assert_false(suite_take(&suite, INT64_MIN + SUITE_1));
	assert_false(suite_take(&suite, 256 + SUITE_1));
	assert_true(suite_take(&suite, SUITE_1));
	assert_string_equal(suite_name(suite),
	    "ed25519-sha256-x25519-xchacha20poly1305-argon2id");
#ifdef TEST_SUITE
	assert_true(suite_check(SUITE_TEST));
#else
	assert_false(suite_check(SUITE_TEST));
#endif
}

static void may_be_started_again(void **state)
{
	(void)state;
	suite_init();
	suite_init();
	assert_int_equal(SUITE_1, 1);
}

static void no_two_rows_have_a_name_in_common(void **state)
{
	const struct suite *a, *b;

	(void)state;
	for (size_t i = 0; (a = suite_at(i)) != NULL; i++)
		for (size_t j = 0; j < i && (b = suite_at(j)) != NULL; j++) {
			assert_int_not_equal(a->number, b->number);
			assert_string_not_equal(
			    a->ssh_algorithm, b->ssh_algorithm);
			assert_int_not_equal(a->note_plain, b->note_plain);
			assert_int_not_equal(a->note_plain, b->note_cosigned);
			assert_int_not_equal(
			    a->note_cosigned, b->note_cosigned);
		}
}

static void signatures_hold_in_every_byte(const struct suite *s)
{
	struct bytes message = bytes_text("a case file");
	struct sign_pair pair;
	struct sign_public key;
	struct signature made, again;

	sign_pair_make(&pair, s->number, random_system());
	made = sign_make(&pair, message);
	assert_true(sign_check(&pair.public, message, &made));
	for (size_t i = 0; i < s->signature_bytes; i++) {
		made.opaque[i] ^= 1;
		assert_false(sign_check(&pair.public, message, &made));
		made.opaque[i] ^= 1;
	}
	for (size_t i = 0; i < s->sign_public_bytes; i++) {
		key = pair.public;
		key.opaque[i] ^= 1;
		assert_false(sign_check(&key, message, &made));
	}
	assert_int_equal(
	    sign_public_bytes(&pair.public).n, s->sign_public_bytes);
	assert_true(sign_signature_take(
	    &again, s->number, sign_signature_bytes(&made)));
	assert_true(sign_signature_equal(&again, &made));
	again.suite = 0; /* of none */
	assert_false(sign_check(&pair.public, message, &again));
	key.suite = 0;
	assert_false(sign_check(&key, message, &made));
}

static void only_the_right_length_is_taken(const struct suite *s)
{
	static const uint8_t room[256];
	struct sign_public sign;
	struct seal_public seal;
	struct signature signature;

	for (size_t n = 0; n <= sizeof(room); n++) {
		struct bytes raw = { room, n };

		assert_int_equal(sign_public_take(&sign, s->number, raw),
		    n == s->sign_public_bytes);
		assert_int_equal(seal_public_take(&seal, s->number, raw),
		    n == s->seal_public_bytes);
		assert_int_equal(
		    sign_signature_take(&signature, s->number, raw),
		    n == s->signature_bytes);
		assert_false(sign_public_take(&sign, 0, raw));
	}
}

static void ssh_lines_and_signatures_come_back(const struct suite *s)
{
	struct bytes message = bytes_text("a case file");
	struct buf out = { 0 };
	struct sshkey_signer signer;
	struct sign_public key;
	struct sign_pair pair;
	struct sshsig read;
	struct signature made;

	sign_pair_make(&pair, s->number, random_system());
	sshkey_format(&out, &pair.public, "a comment");
	assert_int_equal(sshkey_parse(&key, buf_bytes(&out), NULL), ERR_OK);
	assert_true(sign_public_equal(&key, &pair.public));
	buf_clear(&out);
	sshkey_format_signer(&out, "hanbin", "git", &pair.public);
	assert_int_equal(
	    sshkey_parse_signer(&signer, buf_bytes(&out), NULL), ERR_OK);
	assert_true(sign_public_equal(&signer.public, &pair.public));
	buf_clear(&out);
	made = sshsig_sign(&pair, "git", message);
	sshsig_armor(&out, &pair.public, "git", &made);
	assert_int_equal(sshsig_unarmor(&read, buf_bytes(&out), NULL), ERR_OK);
	assert_true(
	    sshsig_check(&read.public, "git", message, &read.signature));
	buf_fini(&out);
}

static void notes_and_their_keys_come_back(const struct suite *s)
{
	struct bytes text = bytes_text("origin\n1\nroot\n");
	struct buf out = { 0 };
	struct note_key key, again;
	struct sign_pair pair;
	struct note note;
	uint64_t seconds = 0;

	sign_pair_make(&pair, s->number, random_system());
	note_key_init(&key, "hanbin", NOTE_COSIGNED, &pair.public);
	note_key_format(&out, &key);
	assert_true(out.n <= NOTE_VKEY_BYTES_MAX);
	assert_int_equal(note_key_parse(&again, buf_bytes(&out), NULL), ERR_OK);
	assert_int_equal(again.type, NOTE_COSIGNED);
	assert_true(sign_public_equal(&again.public, &pair.public));
	buf_clear(&out);
	buf_put(&out, text);
	buf_put_byte(&out, '\n');
	note_sign_line(&out, text, "hanbin", &pair, 1764000000);
	note_sign_plain_line(&out, text, "plain", &pair);
	assert_int_equal(note_parse(&note, buf_bytes(&out), NULL), ERR_OK);
	assert_true(note_line_seconds(&note.lines[0], &seconds));
	assert_int_equal(seconds, 1764000000);
	assert_int_equal(note_check(&note, &key, NULL), NOTE_GOOD);
	note_key_init(&key, "plain", NOTE_PLAIN, &pair.public);
	assert_int_equal(note_check(&note, &key, NULL), NOTE_GOOD);
	buf_fini(&out);
}

static void key_files_come_back(const struct suite *s)
{
	static const enum keyfile_purpose purposes[] = { KEYFILE_LOG,
		KEYFILE_CHANNEL, KEYFILE_SEALING };
	const struct keyfile_lock lock = { KEYFILE_SEALED, KEYFILE_CHEAP,
		bytes_text("open sesame") };
	struct keyfile_label label, read;
	struct secret seed, got;

	secret_make(&seed, random_system());
	for (size_t i = 0; i < 3; i++) {
		struct buf file = { 0 };

		assert_int_equal(keyfile_label_init(&label, purposes[i],
				     s->number, "hanbin", NULL),
		    ERR_OK);
		assert_int_equal(keyfile_encode(&file, &label, &seed, &lock,
				     random_system(), NULL),
		    ERR_OK);
		assert_true(file.n <= KEYFILE_BYTES_MAX);
		assert_int_equal(
		    keyfile_decode(buf_bytes(&file), bytes_text("open sesame"),
			&read, &got, NULL),
		    ERR_OK);
		assert_int_equal(read.suite, s->number);
		assert_memory_equal(&got, &seed, sizeof(seed));
		assert_int_equal(strstr(buf_text(&file), "\nsuite ") == NULL,
		    s->number == SUITE_1);
		buf_fini(&file);
	}
}

static void boxes_and_chunks_open_for_their_own_alone(const struct suite *s)
{
	struct bytes plain = bytes_text("the key of one dossier, 32 bytes");
	struct chunk_place place = { .suite = s->number, .end = CHUNK_LAST };
	struct seal_pair reader, other;
	struct secret key = { { 4 } };
	struct buf box = { 0 }, out = { 0 };

	seal_pair_make(&reader, s->number, random_system());
	seal_pair_make(&other, s->number, random_system());
	assert_int_equal(
	    seal_make(&box, &reader.public, plain, random_system()), ERR_OK);
	assert_int_equal(box.n, plain.n + seal_overhead_bytes(s->number));
	assert_int_equal(seal_open(&out, &other, buf_bytes(&box)), ERR_CRYPTO);
	for (size_t i = 0; i < box.n; i++) {
		box.p[i] ^= 1;
		assert_int_equal(
		    seal_open(&out, &reader, buf_bytes(&box)), ERR_CRYPTO);
		box.p[i] ^= 1;
	}
	assert_int_equal(out.n, 0);
	assert_int_equal(seal_open(&out, &reader, buf_bytes(&box)), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&out), plain));
	buf_clear(&box);
	buf_clear(&out);
	assert_int_equal(
	    chunk_seal(&box, &key, &place, plain, random_system()), ERR_OK);
	assert_int_equal(box.n, plain.n + CHUNK_OVERHEAD_BYTES);
	assert_int_equal(
	    chunk_open(&out, &key, &place, buf_bytes(&box), NULL), ERR_OK);
	for (size_t i = 0; suite_at(i) != NULL; i++) {
		place.suite = suite_at(i)->number;
		if (place.suite != s->number)
			assert_int_equal(chunk_open(&out, &key, &place,
					     buf_bytes(&box), NULL),
			    ERR_CRYPTO);
	}
	buf_fini(&box);
	buf_fini(&out);
}

static void every_suite_keeps_what_the_headers_promise(void **state)
{
	const struct suite *s;

	(void)state;
	for (size_t i = 0; (s = suite_at(i)) != NULL; i++) {
		signatures_hold_in_every_byte(s);
		only_the_right_length_is_taken(s);
		ssh_lines_and_signatures_come_back(s);
		notes_and_their_keys_come_back(s);
		key_files_come_back(s);
		boxes_and_chunks_open_for_their_own_alone(s);
	}
}

/* One file, one spelling: suite 1 is never written. */
static void a_key_file_names_no_suite_that_it_need_not(void **state)
{
	static const char *const lines[] = { "suite 1\n", "suite 2\n",
		"suite 0\n", "suite 01\n", "suite 250250\n", "suite \n" };
	const struct keyfile_lock lock = { .protection = KEYFILE_OPEN };
	struct keyfile_label label;
	struct secret seed = { { 1 } };
	struct buf file = { 0 };
	size_t body, head = sizeof("tongban-keyfile/v1");

	(void)state;
	assert_int_equal(
	    keyfile_label_init(&label, KEYFILE_LOG, SUITE_1, "hanbin", NULL),
	    ERR_OK);
	assert_int_equal(
	    keyfile_label_init(&label, KEYFILE_LOG, 2, "a", NULL), ERR_PARSE);
	assert_int_equal(
	    keyfile_label_init(&label, KEYFILE_LOG, SUITE_1, "hanbin", NULL),
	    ERR_OK);
	assert_int_equal(
	    keyfile_encode(&file, &label, &seed, &lock, random_system(), NULL),
	    ERR_OK);
	body = file.n - (sizeof("sum \n") - 1 + 2 * DIGEST_BYTES);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct buf forged = { 0 };
		char hex[DIGEST_HEX_ROOM];
		struct digest sum;

		buf_put(&forged, bytes_part(buf_bytes(&file), 0, head));
		buf_put_text(&forged, lines[i]);
		buf_put(
		    &forged, bytes_part(buf_bytes(&file), head, body - head));
		sum = digest_sha256(buf_bytes(&forged));
		digest_hex(hex, &sum);
		buf_print(&forged, "sum %s\n", hex);
		assert_int_equal(keyfile_decode(buf_bytes(&forged),
				     bytes_text(""), &label, &seed, NULL),
		    ERR_PARSE);
		buf_fini(&forged);
	}
	buf_fini(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(knows_suite_one_and_no_other_but_in_a_test_build),
		TEST(may_be_started_again),
		TEST(no_two_rows_have_a_name_in_common),
		TEST(every_suite_keeps_what_the_headers_promise),
		TEST(a_key_file_names_no_suite_that_it_need_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
