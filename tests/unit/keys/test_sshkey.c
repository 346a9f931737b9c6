#include "keys/sshkey.h"

#include "base/why.h"
#include "keys/random.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

/* The seed 00 01 .. 1f; ssh-keygen -l reads this line. */
#define PUBLIC \
	"03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
#define BASE64 \
	"AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

static struct sign_public a_key(void)
{
	struct sign_public public;
	uint8_t raw[32];

	hex_to(raw, sizeof(raw), PUBLIC);
	assert_true(sign_public_take(&public, SUITE_1, bytes_of(raw)));
	return public;
}

static void writes_a_public_key_line(void **state)
{
	struct sign_public key = a_key();
	struct buf out = { 0 };

	(void)state;
	sshkey_format(&out, &key, "mudan log");
	assert_string_equal(buf_text(&out), "ssh-ed25519 " BASE64 " mudan log");
	buf_clear(&out);
	sshkey_format(&out, &key, NULL);
	assert_string_equal(buf_text(&out), "ssh-ed25519 " BASE64);
	buf_fini(&out);
}

static void reads_a_public_key_line(void **state)
{
	static const char *const good[] = {
		"ssh-ed25519 " BASE64,
		"ssh-ed25519 " BASE64 " somebody at a desk",
	};
	struct sign_public want = a_key();

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct sign_public got = { .suite = 0 };

		assert_int_equal(
		    sshkey_parse(&got, bytes_text(good[i]), NULL), ERR_OK);
		assert_true(sign_public_equal(&got, &want));
	}
}

static void refuses_lines_that_are_no_such_key(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"ssh-ed25519",
		"ssh-ed25519 ",
		"ssh-rsa " BASE64,
		"ssh-ed25519  " BASE64,
		" ssh-ed25519 " BASE64,
		"ssh-ed25519 AAAA",
		"ssh-ed25519 " BASE64 "AAAA",
		/* the length of the key says 31 */
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAHwOhB7/zzhC+HXDdGOdLwJln"
		"5NYwm6UNXx3chmQSVTG4",
		/* ssh-ed25518 inside */
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE4AAAAIAOhB7/zzhC+HXDdGOdLwJln"
		"5NYwm6UNXx3chmQSVTG4",
	};
	struct sign_public got;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    sshkey_parse(&got, bytes_text(bad[i]), &why), ERR_PARSE);
}

static void a_span_says_from_when_to_when(void **state)
{
	struct sign_public key = a_key();
	struct buf out = { 0 };

	(void)state;
	sshkey_format_span(&out, "mudan", "git", 0, 1763946120, &key);
	sshkey_format_span(&out, "mudan", "git", 1763946120, INT64_MAX, &key);
	sshkey_format_span(&out, "mudan", "git", 1, INT64_MAX - 1, &key);
	assert_string_equal(buf_text(&out),
	    "mudan namespaces=\"git\",valid-before=\"20251124010200Z\" "
	    "ssh-ed25519 " BASE64 "\n"
	    "mudan namespaces=\"git\",valid-after=\"20251124010200Z\" "
	    "ssh-ed25519 " BASE64 "\n"
	    "mudan namespaces=\"git\",valid-after=\"19700101000001Z\","
	    "valid-before=\"99991231235959Z\" ssh-ed25519 " BASE64 "\n");
	buf_fini(&out);
}

static void a_signer_line_comes_back(void **state)
{
	struct sign_public key = a_key();
	struct buf out = { 0 };
	struct sshkey_signer s;

	(void)state;
	sshkey_format_signer(&out, "mudan", "git", &key);
	assert_string_equal(buf_text(&out),
	    "mudan namespaces=\"git\" ssh-ed25519 " BASE64 "\n");
	assert_int_equal(
	    sshkey_parse_signer(&s, buf_bytes(&out), NULL), ERR_OK);
	assert_string_equal(s.principal, "mudan");
	assert_string_equal(s.namespaces, "git");
	assert_true(sign_public_equal(&s.public, &key));
	buf_fini(&out);
}

static void refuses_signer_lines_that_mean_more_than_one_node(void **state)
{
	static const char *const bad[] = {
		"* namespaces=\"git\" ssh-ed25519 " BASE64,
		"mudan,caoxian namespaces=\"git\" ssh-ed25519 " BASE64,
		"!mudan namespaces=\"git\" ssh-ed25519 " BASE64,
		"\"mudan\" namespaces=\"git\" ssh-ed25519 " BASE64,
		" namespaces=\"git\" ssh-ed25519 " BASE64,
		"mudan ssh-ed25519 " BASE64,
		"mudan namespaces=git ssh-ed25519 " BASE64,
		"mudan namespaces=\"*\" ssh-ed25519 " BASE64,
		"mudan namespaces=\"\" ssh-ed25519 " BASE64,
		"mudan namespaces=\" ssh-ed25519 " BASE64,
		"mudan cert-authority ssh-ed25519 " BASE64,
		"mudan namespaces=\"git\" ssh-ed25519 " BASE64 " comment",
		"mudan namespaces=\"git\" ssh-ed25519",
		"mudan namespaces=\"git\"",
		"mudan",
		"",
		"\n",
	};
	struct sshkey_signer s;
	struct why why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    sshkey_parse_signer(&s, bytes_text(bad[i]), &why),
		    ERR_PARSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_a_public_key_line),
		TEST(reads_a_public_key_line),
		TEST(refuses_lines_that_are_no_such_key),
		TEST(a_span_says_from_when_to_when),
		TEST(a_signer_line_comes_back),
		TEST(refuses_signer_lines_that_mean_more_than_one_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
