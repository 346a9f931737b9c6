#include "tests/unit/sync/nodes.h"

#include "schema/act_body.h"
#include "schema/value.h"
#include "sync/frame.h"

/* A rotation of @purpose to @key, by the log key; the new one signs when it is
 * given.  In the town's arena. */
static struct bytes rotation_of(struct stage *s, size_t node,
    const char *purpose, struct bytes key, const struct sign_pair *fresh)
{
	struct arena *a = s->town->arena;
	const struct town_node *n = &s->town->nodes[node];
	struct digest by = sign_key_id(&n->log.public);
	struct value *body = value_map(a);
	struct act *act = act_new(a,
	    &(struct act_origin){ s->town->genesis.suite,
		&s->town->genesis.network, n->id, s->wall * 1000 },
	    "key.rotate", &s->random.random, &by);

	value_set(a, body, "purpose", value_text(a, purpose));
	value_set(a, body, "key", value_bin(a, arena_copy(a, key)));
	value_set(a, body, "compromised", value_bool(a, false));
	act->body = body;
	act_seal(a, act);
	act_sign(act, &n->log);
	if (fresh != NULL)
		act_sign(act, fresh);
	act_finish(a, act);
	return act->raw;
}

static struct bytes rotation(struct stage *s, const char *purpose,
    struct bytes key, const struct sign_pair *fresh)
{
	return rotation_of(s, B, purpose, key, fresh);
}

static struct bytes log_rotation(struct stage *s, const struct sign_pair *fresh)
{
	return rotation(s, "log", sign_public_bytes(&fresh->public), fresh);
}

static struct bytes move(struct stage *s, const struct sign_pair *by)
{
	struct arena *a = s->town->arena;
	struct digest id = sign_key_id(&by->public);
	struct value *body = value_map(a);
	struct act *act = act_new(a,
	    &(struct act_origin){ s->town->genesis.suite,
		&s->town->genesis.network, s->town->nodes[B].id,
		s->wall * 1000 },
	    "node.move", &s->random.random, &id);

	value_set(a, body, "addresses", value_list(a));
	act->body = body;
	act_seal(a, act);
	act_sign(act, by);
	act_finish(a, act);
	return act->raw;
}

static void what_is_behind_a_rotation_is_the_new_keys(void **state)
{
	struct sign_pair fresh;
	const struct chain *end;
	struct stage s;
	uint64_t size;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A); /* A hears it live, C catches up */
	run(&s);
	size = held(&s, B, B);
	sign_pair_make(&fresh, s.town->genesis.suite, &s.random.random);
	replica_keys_next_log(at(&s, B), &fresh);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	assert_rule(append(&s, B, log_rotation(&s, &fresh)), RULE_NONE);
	/* Judged under the new key while the batch is still open. */
	assert_rule(append(&s, B, move(&s, &s.town->nodes[B].log)),
	    RULE_SIGNER_UNKNOWN);
	assert_rule(append(&s, B, move(&s, &fresh)), RULE_NONE);
	run(&s);
	assert_int_equal(s.seen[REPLICA_APPENDED], 3);
	end = replica_log(at(&s, B), name(&s, B));
	assert_int_equal(chain_size(end), size + 3);
	assert_true(sign_public_equal(&end->log, &fresh.public));
	/* Two batches, and both ends of the border are held by A. */
	assert_int_equal(store_count(s.boxes[B].store, name(&s, B)),
	    store_count(s.boxes[A].store, name(&s, B)));
	assert_int_equal(held(&s, A, B), size + 3);
	replica_note_beat(
	    at(&s, B), s.wall + 10); /* of a size under the new key */
	run(&s);
	assert_true(replica_note(at(&s, A), name(&s, B)).n > 0);
	assert_rule(append(&s, B, receive(&s, B, B)), RULE_NONE);
	run(&s);
	(void)dial(&s, C, A);
	run(&s);
	assert_int_equal(held(&s, C, B), size + 4);
	assert_true(sign_public_equal(
	    &replica_log(at(&s, C), name(&s, B))->log, &fresh.public));
	stage_fini(&s);
}

static void a_rotation_without_its_key_is_not_taken(void **state)
{
	struct sign_pair fresh, other;
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	sign_pair_make(&fresh, s.town->genesis.suite, &s.random.random);
	sign_pair_make(&other, s.town->genesis.suite, &s.random.random);
	assert_rule(append(&s, B, log_rotation(&s, &fresh)), RULE_KEY_NEXT);
	replica_keys_next_log(at(&s, B), &other);
	assert_rule(append(&s, B, log_rotation(&s, &fresh)), RULE_KEY_NEXT);
	replica_keys_next_log(at(&s, B), &fresh);
	assert_rule(
	    append(&s, B,
		rotation(&s, "log", sign_public_bytes(&fresh.public), NULL)),
	    RULE_KEY_ROTATION);
	assert_rule(append(&s, B, log_rotation(&s, &fresh)), RULE_NONE);
	run(&s);
	replica_note_beat(
	    at(&s, B), s.wall + 10); /* F-42: whose would it be? */
	assert_null(replica_task(at(&s, B)));
	stage_fini(&s);
}

static void rotate_channel(struct stage *s)
{
	struct noise_pair fresh;

	noise_pair_make(&fresh, &s->random.random);
	assert_rule(append(s, B,
			rotation(s, "channel",
			    noise_public_bytes(&fresh.public), NULL)),
	    RULE_NONE);
	run(s);
	replica_keys_set_channel(at(s, B), &fresh);
}

static void a_channel_key_spreads_by_the_one_before(void **state)
{
	struct stage s;
	struct link *l;

	(void)state;
	stage_init(&s);
	furnish(&s);
	rotate_channel(&s);
	/* C has not heard of it: the first dial fails, the second tells. */
	(void)dial(&s, B, C);
	run(&s);
	assert_false(replica_connected(at(&s, B), name(&s, C)));
	assert_int_equal(ended_by(&s, C, RULE_PEER_UNKNOWN), 1);
	l = dial(&s, B, C);
	run(&s);
	assert_true(replica_connected(at(&s, B), name(&s, C)));
	assert_int_equal(held(&s, C, B), held(&s, B, B));
	hang_up(&s, l);
	run(&s);
	/* From then on the new key at once, whoever dials. */
	l = dial(&s, B, C);
	run(&s);
	assert_true(replica_connected(at(&s, B), name(&s, C)));
	hang_up(&s, l);
	run(&s);
	(void)dial(&s, C, B);
	run(&s);
	assert_true(replica_connected(at(&s, C), name(&s, B)));
	/* A, who dials and is never dialled, says which key it expects. */
	(void)dial(&s, A, B);
	run(&s);
	assert_true(replica_connected(at(&s, A), name(&s, B)));
	assert_int_equal(held(&s, A, B), held(&s, B, B));
	stage_fini(&s);
}

/* Somebody comes in and goes, at whatever point of the handshake. */
static void disturb(struct stage *s, size_t messages)
{
	static const uint8_t garbage[] = { 0, 32, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
		27, 28, 29, 30, 31, 32 };
	uint8_t preamble[FRAME_PREAMBLE_BYTES];
	uint32_t session;

	must(replica_open(at(s, B), SESSION_ACCEPTED, NULL, s->steady_ms,
		 &session) == ERR_OK);
	frame_preamble(preamble, &s->town->genesis.network);
	if (messages > 0)
		replica_feed(
		    at(s, B), session, bytes_of(preamble), s->steady_ms);
	if (messages > 1)
		replica_feed(
		    at(s, B), session, bytes_of(garbage), s->steady_ms);
	replica_closed(at(s, B), session);
}

static void whatever_strangers_do_a_peer_is_shown_the_key_it_expects(
    void **state)
{
	struct stage s;
	struct link *l;

	(void)state;
	stage_init(&s);
	furnish(&s);
	for (int i = 0; i < 3; i++)
		rotate_channel(&s);
	for (size_t i = 0; i < 7; i++)
		disturb(&s, i % 3);
	l = dial(&s, A, B); /* who has heard of none of them */
	run(&s);
	assert_true(replica_connected(at(&s, A), name(&s, B)));
	hang_up(&s, l);
	for (size_t i = 0; i < 8; i++) {
		disturb(&s, i % 3);
		l = dial(&s, A, B); /* and of all */
		run(&s);
		assert_true(replica_connected(at(&s, A), name(&s, B)));
		hang_up(&s, l);
	}
	stage_fini(&s);
}

static void who_does_not_know_whom_it_dials_is_shown_each_key_in_time(
    void **state)
{
	struct stage s;
	int tries = 0;

	(void)state;
	stage_init(&s);
	furnish(&s);
	for (int i = 0; i < 3; i++)
		rotate_channel(&s);
	do {
		struct link *l = dial_as(&s, A, B, NULL);

		run(&s);
		if (!replica_connected(at(&s, A), name(&s, B)))
			hang_up(&s, l);
		assert_in_range(++tries, 1, 200);
	} while (!replica_connected(at(&s, A), name(&s, B)));
	stage_fini(&s);
}

static void the_former_channel_key_opens_nothing(void **state)
{
	struct noise_pair fresh;
	struct stage s;

	(void)state;
	stage_init(&s);
	furnish(&s);
	(void)dial(&s, B, A);
	run(&s);
	noise_pair_make(&fresh, &s.random.random);
	assert_rule(append(&s, B,
			rotation(&s, "channel",
			    noise_public_bytes(&fresh.public), NULL)),
	    RULE_NONE);
	run(&s); /* B goes on with its old key, as a thief of it would */
	hang_up(&s, &s.links[0]);
	(void)dial(&s, B, A);
	run(&s);
	assert_false(replica_connected(at(&s, A), name(&s, B)));
	assert_int_equal(ended_by(&s, A, RULE_PEER_UNKNOWN), 1);
	stage_fini(&s);
}

/* A key is proved by whoever holds its secret, and the first to name it does not
 * keep the other out: who is dialled is meant. */
static void two_members_may_name_one_channel_key(void **state)
{
	struct noise_pair shared;
	struct stage s;
	struct link *l;

	(void)state;
	stage_init(&s);
	furnish(&s);
	noise_pair_make(&shared, &s.random.random);
	for (size_t n = B; n <= C; n++) {
		assert_rule(append(&s, n,
				rotation_of(&s, n, "channel",
				    noise_public_bytes(&shared.public), NULL)),
		    RULE_NONE);
		run(&s);
		l = dial(&s, n, A); /* with the old key: A hears of it */
		run(&s);
		hang_up(&s, l);
		replica_keys_set_channel(at(&s, n), &shared);
	}
	for (size_t n = B; n <= C; n++) {
		l = dial(&s, A, n);
		run(&s);
		assert_true(replica_connected(at(&s, A), name(&s, n)));
		hang_up(&s, l);
		run(&s);
	}
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_is_behind_a_rotation_is_the_new_keys),
		T(a_rotation_without_its_key_is_not_taken),
		T(a_channel_key_spreads_by_the_one_before),
		T(whatever_strangers_do_a_peer_is_shown_the_key_it_expects),
		T(who_does_not_know_whom_it_dials_is_shown_each_key_in_time),
		T(the_former_channel_key_opens_nothing),
		T(two_members_may_name_one_channel_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
