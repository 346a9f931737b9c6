#include "node/login.h"

#include <string.h>

#include "base/why.h"
#include "keys/random.h"
#include "keys/sshsig.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/unit.h"

struct stage {
	struct random_seeded random;
	struct login *login;
	struct sign_pair pair, other;
	struct digest key;
	struct buf text;
	char token[LOGIN_TOKEN_ROOM];
};

static void stage_init(struct stage *s)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 3 };
	struct digest network = digest_sha256(bytes_text("network"));

	memset(s, 0, sizeof(*s));
	random_seeded_init(&s->random, seed);
	s->login = login_new(&network, "hanbin", &s->random.random);
	sign_pair_make(&s->pair, suite_used(), &s->random.random);
	sign_pair_make(&s->other, suite_used(), &s->random.random);
	s->key = sign_key_id(&s->pair.public);
}

static void stage_fini(struct stage *s)
{
	login_free(s->login);
	buf_fini(&s->text);
}

static void challenge(struct stage *s, int64_t now)
{
	s->text.n = 0;
	login_challenge(s->login, &s->key, now, &s->text);
}

static enum rule open_with(
    struct stage *s, const struct sign_pair *signer, int64_t now)
{
	struct signature signature =
	    sshsig_sign(signer, LOGIN_NAMESPACE, buf_bytes(&s->text));
	struct why why;

	return login_open(s->login, &s->pair.public, buf_bytes(&s->text),
	    &signature, now, s->token, &why);
}

static void a_signed_challenge_opens_a_session_once(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	challenge(&s, 1000);
	assert_non_null(strstr(buf_text(&s.text), "\nhanbin\n"));
	assert_int_equal(open_with(&s, &s.pair, 2000), RULE_NONE);
	assert_non_null(login_find(s.login, bytes_text(s.token), 3000));
	assert_int_equal(open_with(&s, &s.pair, 2001), RULE_CHALLENGE);
	stage_fini(&s);
}

static void refuses_wrong_key_late_answer_and_foreign_challenge(void **state)
{
	struct digest network = digest_sha256(bytes_text("another"));
	struct login *elsewhere;
	struct stage s;

	(void)state;
	stage_init(&s);
	challenge(&s, 1000);
	assert_int_equal(open_with(&s, &s.other, 1001), RULE_CHALLENGE);
	/* A wrong answer used it up. */
	assert_int_equal(open_with(&s, &s.pair, 1002), RULE_CHALLENGE);
	challenge(&s, 1000);
	assert_int_equal(
	    open_with(&s, &s.pair, 1000 + LOGIN_CHALLENGE_MS), RULE_CHALLENGE);
	elsewhere = login_new(&network, "hanbin", &s.random.random);
	s.text.n = 0;
	login_challenge(elsewhere, &s.key, 1000, &s.text);
	assert_int_equal(open_with(&s, &s.pair, 1001), RULE_CHALLENGE);
	login_free(elsewhere);
	/* Given for another key, answered with ours. */
	s.key = sign_key_id(&s.other.public);
	challenge(&s, 1000);
	assert_int_equal(open_with(&s, &s.pair, 1001), RULE_CHALLENGE);
	stage_fini(&s);
}

static void a_session_ends_by_time_and_by_word(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	challenge(&s, 0);
	assert_int_equal(open_with(&s, &s.pair, 1), RULE_NONE);
	assert_null(
	    login_find(s.login, bytes_text(s.token), 1 + LOGIN_SESSION_MS));
	assert_null(login_find(s.login, bytes_text("guess"), 2));
	assert_true(login_close(s.login, bytes_text(s.token)));
	assert_false(login_close(s.login, bytes_text(s.token)));
	assert_null(login_find(s.login, bytes_text(s.token), 2));
	stage_fini(&s);
}

static void a_flood_of_challenges_takes_nobodys_place(void **state)
{
	struct stage s;
	struct buf mine = { 0 };

	(void)state;
	stage_init(&s);
	challenge(&s, 1000);
	buf_put(&mine, buf_bytes(&s.text));
	/* Whoever asks, and whether wrong answers come, too. */
	for (int i = 0; i < LOGIN_ANSWERED_MAX + 100; i++) {
		challenge(&s, 1001);
		if (i % 8 == 0)
			assert_int_equal(
			    open_with(&s, &s.other, 1001), RULE_CHALLENGE);
	}
	s.text.n = 0;
	buf_put(&s.text, buf_bytes(&mine));
	assert_int_equal(open_with(&s, &s.pair, 1002), RULE_NONE);
	assert_int_equal(open_with(&s, &s.pair, 1003), RULE_CHALLENGE);
	buf_fini(&mine);
	stage_fini(&s);
}

static void refuses_a_challenge_with_one_byte_changed_or_missing(void **state)
{
	struct stage s;

	(void)state;
	stage_init(&s);
	challenge(&s, 1000);
	for (size_t i = 0; i < s.text.n; i++) {
		s.text.p[i] ^= 1;
		assert_int_equal(open_with(&s, &s.pair, 1001), RULE_CHALLENGE);
		s.text.p[i] ^= 1;
	}
	s.text.n--;
	assert_int_equal(open_with(&s, &s.pair, 1001), RULE_CHALLENGE);
	s.text.n++;
	assert_int_equal(open_with(&s, &s.pair, 1001), RULE_NONE);
	/* Another run of the same node knows nothing of it. */
	login_free(s.login);
	s.login = login_new(&s.key, "hanbin", &s.random.random);
	assert_int_equal(open_with(&s, &s.pair, 1001), RULE_CHALLENGE);
	stage_fini(&s);
}

static void many_sessions_of_one_key_leave_the_others_alone(void **state)
{
	char operator[LOGIN_TOKEN_ROOM];
	char first[LOGIN_TOKEN_ROOM];
	struct sign_pair busy;
	struct stage s;

	(void)state;
	stage_init(&s);
	login_operator(s.login, operator);
	challenge(&s, 0);
	assert_int_equal(open_with(&s, &s.pair, 1), RULE_NONE);
	memcpy(first, s.token, sizeof(first));
	busy = s.pair;
	s.pair = s.other;
	s.key = sign_key_id(&s.pair.public);
	for (int i = 0; i < 2 * LOGIN_SESSIONS_MAX; i++) {
		challenge(&s, i);
		assert_int_equal(open_with(&s, &s.pair, i + 1), RULE_NONE);
	}
	s.pair = busy;
	assert_non_null(login_find(s.login, bytes_text(first), 5000));
	assert_true(login_find(s.login, bytes_text(operator), INT64_MAX - 1)
			->is_operator);
	assert_false(login_close(s.login, bytes_text(operator)));
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signed_challenge_opens_a_session_once),
		cmocka_unit_test(
		    refuses_wrong_key_late_answer_and_foreign_challenge),
		cmocka_unit_test(a_session_ends_by_time_and_by_word),
		cmocka_unit_test(a_flood_of_challenges_takes_nobodys_place),
		cmocka_unit_test(
		    refuses_a_challenge_with_one_byte_changed_or_missing),
		cmocka_unit_test(
		    many_sessions_of_one_key_leave_the_others_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
