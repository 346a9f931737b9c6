#include "sync/question.h"

#include <string.h>

#include "tests/unit/unit.h"

static struct message make(enum message_kind kind, uint64_t from, uint64_t to)
{
	struct message m = { .kind = kind, .from = from, .to = to };

	memcpy(m.node, "hanbin", sizeof("hanbin"));
	return m;
}

static void batches_move_a_want_until_its_end(void **state)
{
	struct question_list l = { .count = 0 };
	struct message m = make(MESSAGE_WANT, 10, 20);

	(void)state;
	assert_true(question_add(&l, &m));
	m = make(MESSAGE_BATCH, 10, 0);
	m.act_count = 4;
	assert_true(question_answer(&l, &m));
	assert_int_equal(l.open[0].from, 14);
	assert_false(question_answer(&l, &m)); /* the same once more */
	m.from = 14;
	m.act_count = 8; /* beyond `to`: the last batch holds more */
	assert_true(question_answer(&l, &m));
	assert_int_equal(l.count, 0);
}

static void sorry_closes_a_want_where_it_stands(void **state)
{
	struct question_list l = { .count = 0 };
	struct message m = make(MESSAGE_WANT, 0, 20);

	(void)state;
	assert_true(question_add(&l, &m));
	m = make(MESSAGE_SORRY, 1, 0);
	assert_false(question_answer(&l, &m));
	m.from = 0;
	m.epoch = 1;
	assert_false(question_answer(&l, &m));
	m.epoch = 0;
	assert_true(question_answer(&l, &m));
	assert_int_equal(l.count, 0);
}

static void each_kind_has_its_own_quota(void **state)
{
	struct question_list l = { .count = 0 };
	struct message want = make(MESSAGE_WANT, 0, 1);
	struct message head = make(MESSAGE_HEAD_ASK, 0, 0);
	struct message vault = make(MESSAGE_VAULT_ASK, 0, 0);
	struct message witness = make(MESSAGE_WITNESS_ASK, 0, 0);

	(void)state;
	while (question_add(&l, &want))
		;
	while (question_add(&l, &witness))
		;
	while (question_add(&l, &vault))
		;
	while (question_add(&l, &head))
		;
	assert_int_equal(question_count(&l, MESSAGE_WANT), QUESTION_WANTS_MAX);
	assert_int_equal(
	    question_count(&l, MESSAGE_HEAD_ASK), QUESTION_HEADS_MAX);
	assert_int_equal(
	    question_count(&l, MESSAGE_VAULT_ASK), QUESTION_VAULTS_MAX);
	assert_int_equal(
	    question_count(&l, MESSAGE_WITNESS_ASK), QUESTION_WITNESSES_MAX);
	assert_int_equal(l.count, QUESTION_ALL_MAX);
}

static void a_chunk_answers_by_root_and_index(void **state)
{
	struct question_list l = { .count = 0 };
	struct message m = make(MESSAGE_VAULT_ASK, 0, 0);

	(void)state;
	m.index = 3;
	assert_true(question_add(&l, &m));
	m.kind = MESSAGE_VAULT_CHUNK;
	m.index = 2;
	assert_false(question_answer(&l, &m));
	m.index = 3;
	m.root.b[0] = 1;
	assert_false(question_answer(&l, &m));
	m.root.b[0] = 0;
	assert_true(question_answer(&l, &m));
	assert_int_equal(l.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batches_move_a_want_until_its_end),
		cmocka_unit_test(sorry_closes_a_want_where_it_stands),
		cmocka_unit_test(each_kind_has_its_own_quota),
		cmocka_unit_test(a_chunk_answers_by_root_and_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
