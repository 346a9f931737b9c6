#include "node/peers.h"

#include <stdio.h>
#include <string.h>

#include "keys/random.h"
#include "schema/genesis.h"
#include "tests/unit/unit.h"

struct stage {
	struct random_seeded random;
	struct peers *peers;
	const char *connected; /* to this node, or NULL */
	const char *address, *node;
};

static void init(struct stage *s)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 3 };

	memset(s, 0, sizeof(*s));
	random_seeded_init(&s->random, seed);
	s->peers = peers_new(&s->random.random);
}

static bool connected(void *arg, const char *node)
{
	struct stage *s = arg;

	return s->connected != NULL && strcmp(s->connected, node) == 0;
}

static struct peers_target *next(struct stage *s, int64_t now)
{
	return peers_next(s->peers, now, connected, s, &s->address, &s->node);
}

static void put(struct stage *s, const char *node, size_t addresses)
{
	struct member m = { .address_count = addresses };

	(void)snprintf(m.node, sizeof(m.node), "%s", node);
	for (size_t i = 0; i < addresses; i++)
		(void)snprintf(m.address[i], sizeof(m.address[i]),
		    "%s-%zu.example:7101", node, i);
	peers_put_member(s->peers, &m);
}

static void waits_double_up_to_a_minute_with_jitter(void **state)
{
	struct stage s;

	(void)state;
	init(&s);
	for (unsigned n = 1; n < 40; n++) {
		int64_t base = n > 7 ? 60000 : 500 << (n - 1);
		int64_t least = INT64_MAX, most = 0;

		if (base > 60000)
			base = 60000;
		for (int i = 0; i < 200; i++) {
			int64_t wait = peers_wait_ms(n, &s.random.random);

			assert_in_range(wait, base / 2, base / 2 + base);
			least = wait < least ? wait : least;
			most = wait > most ? wait : most;
		}
		assert_true(least < base * 6 / 10);
		assert_true(most > base * 14 / 10);
	}
	peers_free(s.peers);
}

static void dials_members_at_their_addresses_in_turn(void **state)
{
	struct peers_target *t;
	struct stage s;
	int64_t now = 0;

	(void)state;
	init(&s);
	put(&s, "hanbin", 2);
	put(&s, "silent", 0);
	for (int i = 0; i < 4; i++) {
		t = next(&s, now);
		assert_non_null(t);
		assert_string_equal(s.node, "hanbin");
		assert_string_equal(s.address,
		    i % 2 ? "hanbin-1.example:7101" : "hanbin-0.example:7101");
		assert_null(next(&s, now)); /* it is out */
		peers_failed(s.peers, t, now);
		assert_null(next(&s, now));
		now = peers_deadline(s.peers);
	}
	peers_free(s.peers);
}

static void leaves_connected_members_alone(void **state)
{
	struct stage s;

	(void)state;
	init(&s);
	put(&s, "hanbin", 1);
	s.connected = "hanbin";
	assert_null(next(&s, 0));
	assert_in_range(peers_deadline(s.peers), 1, 2000);
	s.connected = NULL;
	assert_non_null(next(&s, peers_deadline(s.peers)));
	peers_free(s.peers);
}

static void learns_who_answers_at_a_configured_address(void **state)
{
	struct peers_target *t;
	struct stage s;

	(void)state;
	init(&s);
	peers_put_address(s.peers, "10.0.0.1:7101");
	t = next(&s, 0);
	assert_non_null(t);
	assert_null(s.node); /* any member will do */
	peers_up(s.peers, t, "hanbin", 0);
	peers_ended(s.peers, t, 100);
	s.connected = "hanbin";
	assert_null(next(&s, 100000)); /* through another session */
	s.connected = NULL;
	assert_non_null(next(&s, 200000));
	peers_free(s.peers);
}

static void a_session_that_lasted_begins_the_back_off_anew(void **state)
{
	struct peers_target *t;
	struct stage s;
	int64_t now = 0;

	(void)state;
	init(&s);
	put(&s, "hanbin", 1);
	for (int i = 0; i < 10; i++) {
		t = next(&s, now);
		peers_failed(s.peers, t, now);
		now = peers_deadline(s.peers);
	}
	t = next(&s, now);
	peers_up(s.peers, t, "hanbin", now);
	peers_ended(s.peers, t, now + PEERS_STEADY_MS - 1);
	assert_true(peers_deadline(s.peers) - now > 30000);
	now = peers_deadline(s.peers);
	t = next(&s, now);
	peers_up(s.peers, t, "hanbin", now);
	now += PEERS_STEADY_MS;
	peers_ended(s.peers, t, now);
	assert_in_range(peers_deadline(s.peers) - now, 250, 750);
	peers_free(s.peers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_double_up_to_a_minute_with_jitter),
		cmocka_unit_test(dials_members_at_their_addresses_in_turn),
		cmocka_unit_test(leaves_connected_members_alone),
		cmocka_unit_test(learns_who_answers_at_a_configured_address),
		cmocka_unit_test(
		    a_session_that_lasted_begins_the_back_off_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
