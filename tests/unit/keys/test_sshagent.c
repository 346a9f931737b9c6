#include "keys/sshagent.h"

#include "base/why.h"
#include "keys/random.h"
#include "keys/sshkey.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

#define MESSAGE bytes_text("a case file\n")
#define PRINT   "SHA256:XjsnRCceambx5GQ7kU/iFd+XxcZsatHzMU9NFyMwaEg"

/* What ssh-agent of OpenSSH 9.2 answered, holding this key and one of RSA. */
static const char key_line[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGyvXapglPcPD7APOSzKnzpuFNarfT7K"
    "69uC3N8hKJkw li-min@hanbin";
static const char stock_list[] =
    "0c00000002000000330000000b7373682d65643235353139000000206caf5daa6094f70f"
    "0fb00f392cca9f3a6e14d6ab7d3ecaebdb82dcdf212899300000000d6c692d6d696e4068"
    "616e62696e00000097000000077373682d727361000000030100010000008100bac004bb"
    "44b20f52f21fd310650406c303ede4c4ae8944ece71d8be6e93c027ed92bcbc8d51e0644"
    "62605c2286af8733342cce72452e96a3a36fedb542294f2ff2b4ad5abb5202f3776da48c"
    "585f1b2d37ead958047c83734fb7627f85bede83148a1fa731573121f2c2b7d657364e54"
    "759cbf98344e3cbc9c04acfc1b677275000000036f6c64";
static const char stock_signature[] =
    "0e000000530000000b7373682d6564323535313900000040bff06dfab20ba942006d8184"
    "2cbe141e799e4012f691de0024186876d5e182f611abba1fee50a80acac3f0efc2e34ef7"
    "fca3dcac665681e8158dc59837ab3f05";

static struct buf from_hex(const char *hex)
{
	struct buf b = { 0 };
	size_t n = strlen(hex) / 2;

	hex_to(buf_extend(&b, n), n, hex);
	return b;
}

static struct sign_public stock_key(void)
{
	struct sign_public key;

	must(sshkey_parse(&key, bytes_text(key_line), NULL) == ERR_OK);
	return key;
}

/* One more key and comment; the count is the caller's. */
static void put_key(
    struct buf *list, const struct sign_public *key, const char *comment)
{
	struct buf blob = { 0 };

	sshkey_put_blob(&blob, key);
	buf_put_u32(list, (uint32_t)blob.n);
	buf_put(list, buf_bytes(&blob));
	buf_put_u32(list, (uint32_t)strlen(comment));
	buf_put_text(list, comment);
	buf_fini(&blob);
}

static struct buf list_of(uint32_t count)
{
	struct buf b = { 0 };

	buf_put_byte(&b, 12);
	buf_put_u32(&b, count);
	return b;
}

static void asks_as_the_draft_says(void **state)
{
	struct sign_public key = stock_key();
	struct buf b = { 0 };

	(void)state;
	sshagent_put_list(&b);
	assert_true(hex_is(buf_bytes(&b), "000000010b"));
	buf_clear(&b);
	sshagent_put_sign(&b, &key, MESSAGE);
	assert_true(hex_is(buf_bytes(&b),
	    "0000004c0d000000330000000b7373682d65643235353139000000206caf5daa"
	    "6094f70f0fb00f392cca9f3a6e14d6ab7d3ecaebdb82dcdf212899300000000c"
	    "6120636173652066696c650a00000000"));
	buf_fini(&b);
}

static void finds_a_key_by_comment_and_by_fingerprint(void **state)
{
	struct buf list = from_hex(stock_list);
	struct sign_public want = stock_key(), found;

	(void)state;
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "li-min@hanbin", NULL),
	    ERR_OK);
	assert_true(sign_public_equal(&found, &want));
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), PRINT, NULL), ERR_OK);
	assert_true(sign_public_equal(&found, &want));
	/* Nothing in between: no beginnings, no other case. */
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "li-min", NULL),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "SHA256:Xjsn", NULL),
	    ERR_NOT_FOUND);
	buf_fini(&list);
}

static void another_kind_of_key_is_named(void **state)
{
	struct buf list = from_hex(stock_list);
	struct sign_public found;
	struct why why = { 0 };

	(void)state;
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "old", &why), ERR_CONFIG);
	assert_non_null(strstr(why.text, "ssh-rsa"));
	assert_non_null(strstr(why.text, "only ssh-ed25519"));
	buf_fini(&list);
}

/* What a stranger's program says never reaches a terminal as it is. */
static void a_kind_that_is_no_word_is_not_repeated(void **state)
{
	struct buf list = list_of(1);
	struct sign_public found;
	struct why why = { 0 };

	(void)state;
	buf_put_u32(&list, 8);
	buf_put_u32(&list, 4);
	buf_put_text(&list, "a\033[2");
	buf_put_u32(&list, 1);
	buf_put_text(&list, "x");
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "x", &why), ERR_CONFIG);
	assert_null(strchr(why.text, '\033'));
	buf_fini(&list);
}

static void two_keys_of_one_comment_need_the_fingerprint(void **state)
{
	struct sign_public key = stock_key(), found;
	struct buf list = list_of(3);
	struct sign_pair other;
	struct why why = { 0 };

	(void)state;
	sign_pair_make(&other, SUITE_1, random_system());
	put_key(&list, &key, "x");
	put_key(&list, &other.public, "x");
	put_key(&list, &key, "y");
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "x", &why), ERR_USAGE);
	assert_non_null(strstr(why.text, "2 keys"));
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), PRINT, NULL), ERR_OK);
	assert_true(sign_public_equal(&found, &key));
	sign_pair_wipe(&other);
	buf_fini(&list);
}

static void a_locked_agent_shows_none(void **state)
{
	struct buf list = list_of(0);
	struct sign_public found;
	struct why why = { 0 };
	static const uint8_t failure[] = { 5 };

	(void)state;
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "x", &why), ERR_NOT_FOUND);
	assert_non_null(strstr(why.text, "ssh-add -X"));
	assert_int_equal(
	    sshagent_find(&found, bytes_of(failure), "x", NULL), ERR_REFUSED);
	buf_fini(&list);
}

/* Cut at every byte, with a byte behind it, with a count or a length that
 * promises more: no answer. */
static void refuses_a_list_that_does_not_fill_its_bytes(void **state)
{
	struct buf list = from_hex(stock_list);
	struct sign_public found;

	(void)state;
	for (size_t n = 0; n < list.n; n++)
		assert_int_equal(
		    sshagent_find(&found, bytes_part(buf_bytes(&list), 0, n),
			"li-min@hanbin", NULL),
		    ERR_PARSE);
	buf_put_byte(&list, 0);
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "li-min@hanbin", NULL),
	    ERR_PARSE);
	list.n--;
	list.p[4] = 3;
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "li-min@hanbin", NULL),
	    ERR_PARSE);
	memset(list.p + 1, 0xff, 4);
	assert_int_equal(
	    sshagent_find(&found, buf_bytes(&list), "li-min@hanbin", NULL),
	    ERR_PARSE);
	buf_fini(&list);
}

static void takes_the_signature_that_ssh_agent_made(void **state)
{
	struct buf answer = from_hex(stock_signature);
	struct sign_public key = stock_key();
	struct signature s;

	(void)state;
	assert_int_equal(sshagent_take_signature(
			     &s, &key, MESSAGE, buf_bytes(&answer), NULL),
	    ERR_OK);
	assert_true(sign_check(&key, MESSAGE, &s));
	buf_fini(&answer);
}

static void a_signature_that_does_not_verify_is_thrown_away(void **state)
{
	struct buf answer = from_hex(stock_signature);
	struct sign_public key = stock_key();
	struct signature s = { 0 };

	(void)state;
	assert_int_equal(sshagent_take_signature(&s, &key,
			     bytes_text("another"), buf_bytes(&answer), NULL),
	    ERR_CRYPTO);
	answer.p[answer.n - 1] ^= 1;
	assert_int_equal(sshagent_take_signature(
			     &s, &key, MESSAGE, buf_bytes(&answer), NULL),
	    ERR_CRYPTO);
	assert_int_equal(s.suite, 0);
	buf_fini(&answer);
}

static void refuses_what_is_no_signature(void **state)
{
	static const uint8_t failure[] = { 5 };
	struct buf answer = from_hex(stock_signature);
	struct sign_public key = stock_key();
	struct signature s;

	(void)state;
	assert_int_equal(
	    sshagent_take_signature(&s, &key, MESSAGE, bytes_of(failure), NULL),
	    ERR_REFUSED);
	for (size_t n = 0; n < answer.n; n++)
		assert_int_equal(
		    sshagent_take_signature(&s, &key, MESSAGE,
			bytes_part(buf_bytes(&answer), 0, n), NULL),
		    ERR_PARSE);
	buf_put_byte(&answer, 0);
	assert_int_equal(sshagent_take_signature(
			     &s, &key, MESSAGE, buf_bytes(&answer), NULL),
	    ERR_PARSE);
	buf_fini(&answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(asks_as_the_draft_says),
		TEST(finds_a_key_by_comment_and_by_fingerprint),
		TEST(another_kind_of_key_is_named),
		TEST(a_kind_that_is_no_word_is_not_repeated),
		TEST(two_keys_of_one_comment_need_the_fingerprint),
		TEST(a_locked_agent_shows_none),
		TEST(refuses_a_list_that_does_not_fill_its_bytes),
		TEST(takes_the_signature_that_ssh_agent_made),
		TEST(a_signature_that_does_not_verify_is_thrown_away),
		TEST(refuses_what_is_no_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
