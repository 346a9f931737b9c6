#include "keys/note.h"

#include "base/why.h"
#include "keys/random.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

/* All from tests/vectors/keys_make.py: the seed is 00 01 .. 1f. */
#define NAME "tongban/00112233445566778899aabbccddeeff/mudan/1"
#define TEXT NAME "\n5\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n"
#define TIME 1764000000
#define DASH "\xe2\x80\x94 "
#define COSIGNED                                                              \
	DASH NAME " 2niK9gAAAABpJIEA8iIRnLq5X/nQvnnkSFYpLA5i0nckpRG5kn7/aXSW" \
		  "165VSOawIKYHELZAq9/KND7Ml8nUbf1Y4yDSz56BNWuMCQ==\n"
#define PLAIN                                                                 \
	DASH NAME " GeZPeR176Cv0nisQYmkWjCFHbJu0TPXsbIXKOIsWmyM8MreRNZkoHwQG" \
		  "YmwOvIajjkgmNBCabUP9qOSzj6GIwGOvags=\n"
#define VKEY NAME "+da788af6+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
/* A key and an algorithm nobody here knows. */
#define UNKNOWN DASH "example.com/witness AAAAAQIDBAUG\n"

static void a_pair(struct sign_pair *out)
{
	struct secret seed;

	for (size_t i = 0; i < SECRET_BYTES; i++)
		seed.b[i] = (uint8_t)i;
	sign_pair_from_seed(out, SUITE_1, &seed);
}

static struct note_key a_key(enum note_type type)
{
	struct sign_pair pair;
	struct note_key key;

	a_pair(&pair);
	note_key_init(&key, NAME, type, &pair.public);
	return key;
}

static enum note_verdict verdict_on(
    const char *whole, enum note_type type, uint64_t *seconds)
{
	struct note_key key = a_key(type);
	struct note note;

	assert_int_equal(note_parse(&note, bytes_text(whole), NULL), ERR_OK);
	return note_check(&note, &key, seconds);
}

static void writes_the_bytes_of_the_public_formats(void **state)
{
	struct note_key key = a_key(NOTE_COSIGNED);
	struct buf out = { 0 };
	struct sign_pair pair;

	(void)state;
	a_pair(&pair);
	note_sign_line(&out, bytes_text(TEXT), NAME, &pair, TIME);
	assert_string_equal(buf_text(&out), COSIGNED);
	buf_clear(&out);
	note_sign_plain_line(&out, bytes_text(TEXT), NAME, &pair);
	assert_string_equal(buf_text(&out), PLAIN);
	buf_clear(&out);
	note_key_format(&out, &key);
	assert_string_equal(buf_text(&out), VKEY);
	buf_fini(&out);
}

/* The example of C2SP signed-note. */
static void takes_the_published_example(void **state)
{
	static const char vkey[] =
	    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	static const char whole[] =
	    "If you think cryptography is the answer to your problem,\n"
	    "then you don't know what your problem is.\n"
	    "\n" DASH "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZ"
	    "InNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
	struct note_key key;
	struct note note;

	(void)state;
	assert_int_equal(note_key_parse(&key, bytes_text(vkey), NULL), ERR_OK);
	assert_int_equal(note_parse(&note, bytes_text(whole), NULL), ERR_OK);
	assert_int_equal(note_check(&note, &key, NULL), NOTE_GOOD);
}

static void reads_the_text_and_the_time(void **state)
{
	static const char whole[] = TEXT "\n" UNKNOWN COSIGNED PLAIN;
	uint64_t seconds = 0;
	struct note note;

	(void)state;
	assert_int_equal(note_parse(&note, bytes_text(whole), NULL), ERR_OK);
	assert_true(bytes_equal(note.text, bytes_text(TEXT)));
	assert_int_equal(note.count, 3);
	assert_true(bytes_equal(note.lines[1].line, bytes_text(COSIGNED)));
	assert_int_equal(verdict_on(whole, NOTE_COSIGNED, &seconds), NOTE_GOOD);
	assert_int_equal(seconds, TIME);
	assert_int_equal(verdict_on(whole, NOTE_PLAIN, NULL), NOTE_GOOD);
}

static void ignores_keys_it_does_not_know(void **state)
{
	(void)state;
	assert_int_equal(
	    verdict_on(TEXT "\n" UNKNOWN, NOTE_COSIGNED, NULL), NOTE_ABSENT);
	assert_int_equal(
	    verdict_on(TEXT "\n" PLAIN, NOTE_COSIGNED, NULL), NOTE_ABSENT);
}

/* A known name and id with a wrong signature, also beside a good one. */
static void a_bad_signature_of_a_known_key_condemns_the_note(void **state)
{
	static const char bad[] = DASH NAME
	    " 2niK9gAAAABpJIEB8iIRnLq5X/nQvnnkSFYpLA5i0nckpRG5kn7/aXSW165VSOaw"
	    "IKYHELZAq9/KND7Ml8nUbf1Y4yDSz56BNWuMCQ==\n";
	static const char cut[] = DASH NAME " 2niK9gAAAABp\n";
	struct buf whole = { 0 };
	uint64_t seconds = 77;

	(void)state;
	buf_print(&whole, "%s\n%s%s", TEXT, COSIGNED, bad);
	assert_int_equal(
	    verdict_on(buf_text(&whole), NOTE_COSIGNED, &seconds), NOTE_BAD);
	buf_clear(&whole);
	buf_print(&whole, "%s\n%s", TEXT, cut);
	assert_int_equal(
	    verdict_on(buf_text(&whole), NOTE_COSIGNED, &seconds), NOTE_BAD);
	buf_clear(&whole);
	buf_print(&whole, "x%s\n%s", TEXT, COSIGNED);
	assert_int_equal(
	    verdict_on(buf_text(&whole), NOTE_COSIGNED, &seconds), NOTE_BAD);
	assert_int_equal(seconds, 77);
	buf_fini(&whole);
}

static void checks_one_line_against_a_text(void **state)
{
	struct bytes text = bytes_text(TEXT);
	struct bytes line = bytes_text(COSIGNED);
	struct sign_pair pair;
	uint64_t seconds = 0;

	(void)state;
	a_pair(&pair);
	assert_true(
	    note_check_cosigned(text, NAME, &pair.public, line, &seconds));
	assert_int_equal(seconds, TIME);
	line.n--;
	assert_true(
	    note_check_cosigned(text, NAME, &pair.public, line, &seconds));
	assert_false(note_check_cosigned(
	    bytes_text("other\n"), NAME, &pair.public, line, &seconds));
	assert_false(
	    note_check_cosigned(text, "other", &pair.public, line, &seconds));
	assert_false(note_check_cosigned(
	    text, NAME, &pair.public, bytes_text(PLAIN), &seconds));
	pair.public.opaque[0] ^= 1;
	assert_false(
	    note_check_cosigned(text, NAME, &pair.public, line, &seconds));
}

static void takes_sixteen_signatures_and_no_more(void **state)
{
	struct buf whole = { 0 };
	struct note note;
	struct why why;

	(void)state;
	buf_put_text(&whole, TEXT "\n");
	for (size_t i = 0; i < NOTE_SIGNATURES_MAX; i++)
		buf_print(&whole, DASH "w%zu AAAAAQIDBAUG\n", i);
	assert_int_equal(note_parse(&note, buf_bytes(&whole), &why), ERR_OK);
	assert_int_equal(note.count, 16);
	buf_put_text(&whole, UNKNOWN);
	assert_int_equal(note_parse(&note, buf_bytes(&whole), &why), ERR_LIMIT);
	buf_fini(&whole);
}

/* Signatures of other algorithms are longer than ours. */
static void takes_a_long_signature_of_another_algorithm(void **state)
{
	uint8_t raw[2500] = { 1 };
	struct buf whole = { 0 };
	struct note note;

	(void)state;
	buf_put_text(&whole, TEXT "\n" COSIGNED DASH "post-quantum ");
	text_base64(&whole, bytes_of(raw));
	buf_put_byte(&whole, '\n');
	assert_int_equal(note_parse(&note, buf_bytes(&whole), NULL), ERR_OK);
	assert_int_equal(note.lines[1].signature_bytes, 2496);
	assert_int_equal(
	    verdict_on(buf_text(&whole), NOTE_COSIGNED, NULL), NOTE_GOOD);
	buf_fini(&whole);
}

/* The text may hold empty lines: the signatures follow the last one. */
static void a_text_may_hold_empty_lines(void **state)
{
	struct note note;

	(void)state;
	assert_int_equal(
	    note_parse(&note, bytes_text("a\n\nb\n\n" UNKNOWN), NULL), ERR_OK);
	assert_true(bytes_equal(note.text, bytes_text("a\n\nb\n")));
}

static void refuses_what_is_no_note(void **state)
{
	static const char *const bad[] = {
		"",
		"\n",
		"\n\n",
		TEXT,
		TEXT "\n",
		TEXT UNKNOWN,
		"\n" UNKNOWN,
		"\n\n\xe2\x80\x94",
		TEXT "\n" DASH "example.com/witness AAAAAQIDBAUG",
		TEXT "\n" UNKNOWN "more\n",
		TEXT "\n-- example.com/witness AAAAAQIDBAUG\n",
		TEXT "\n" DASH "name\n",
		TEXT "\n" DASH "name \n",
		TEXT "\n" DASH " AAAAAQIDBAUG\n",
		TEXT "\n" DASH "a+b AAAAAQIDBAUG\n",
		TEXT "\n" DASH "a b AAAAAQIDBAUG\n",
		TEXT "\n" DASH "a\xc2\xa0z AAAAAQIDBAUG\n",
		TEXT "\n" DASH "a AAAAAQ==\n",    /* no signature */
		TEXT "\n" DASH "a AAAAAQIDBAU\n", /* no padding */
		TEXT "\n" DASH "a AAAAAQIDBAUG \n",
		"a\tb\n\n" UNKNOWN,
		"a\r\n\n" UNKNOWN,
		"a\xff\n\n" UNKNOWN,
	};
	struct note note;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    note_parse(&note, bytes_text(bad[i]), &why), ERR_PARSE);
}

static void reads_a_verifier_key(void **state)
{
	struct note_key want = a_key(NOTE_COSIGNED);
	struct note_key key;

	(void)state;
	assert_int_equal(note_key_parse(&key, bytes_text(VKEY), NULL), ERR_OK);
	assert_string_equal(key.name, NAME);
	assert_int_equal(key.type, NOTE_COSIGNED);
	assert_true(sign_public_equal(&key.public, &want.public));
	assert_memory_equal(key.id, want.id, NOTE_KEY_ID_BYTES);
}

static void refuses_verifier_keys_that_do_not_add_up(void **state)
{
	static const char *const bad[] = {
		"",
		NAME,
		NAME "+da788af6",
		NAME "+da788af6+",
		NAME "+DA788AF6+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		NAME "+da788af7+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		NAME "+da788af6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		NAME "+da788af6+AgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		NAME "+da788af6+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4A",
		"x" VKEY,
		"a b" VKEY,
		"+da788af6+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
	};
	struct note_key key;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    note_key_parse(&key, bytes_text(bad[i]), &why), ERR_PARSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_the_bytes_of_the_public_formats),
		TEST(takes_the_published_example),
		TEST(reads_the_text_and_the_time),
		TEST(ignores_keys_it_does_not_know),
		TEST(a_bad_signature_of_a_known_key_condemns_the_note),
		TEST(checks_one_line_against_a_text),
		TEST(takes_sixteen_signatures_and_no_more),
		TEST(takes_a_long_signature_of_another_algorithm),
		TEST(a_text_may_hold_empty_lines),
		TEST(refuses_what_is_no_note),
		TEST(reads_a_verifier_key),
		TEST(refuses_verifier_keys_that_do_not_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
