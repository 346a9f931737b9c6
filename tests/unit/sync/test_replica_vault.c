#include "tests/unit/sync/nodes.h"

/* hanbin receives for ankang-gaoxin: both take part, the authority does not. */
static void open_case(struct stage *s)
{
	assert_rule(append(s, B, receive(s, B, C)), RULE_NONE);
	run(s);
}

static void participants_fetch_what_they_lack_and_others_may_not(void **state)
{
	struct arena *a = arena_new();
	struct stage s;
	struct digest dossier;
	const struct dossier *d;
	const struct act *opening;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_case(&s);
	(void)dial(&s, C, B);
	(void)dial(&s, A, B);
	run(&s);
	dossier = *casebook_mem_at(s.boxes[B].book, 0);
	d = box_fold(&s.boxes[C], a, &dossier);
	opening = d->entries[0].act;
	for (size_t i = 0; i < opening->vault_count; i++)
		replica_need(at(&s, C), &dossier, &opening->vault[i].root);
	run(&s);
	assert_int_equal(replica_need_count(at(&s, C)), 0);
	assert_int_equal(s.seen[REPLICA_VAULT_STORED], opening->vault_count);
	for (size_t i = 0; i < opening->vault_count; i++)
		assert_true(
		    vault_has(s.boxes[C].vault, &opening->vault[i].root));
	replica_need(at(&s, A), &dossier, &opening->vault[0].root);
	run(&s);
	assert_int_equal(
	    replica_need_count(at(&s, A)), 0); /* no right: no need */
	assert_false(vault_has(s.boxes[A].vault, &opening->vault[0].root));
	arena_free(a);
	stage_fini(&s);
}

static void a_need_without_a_peer_is_met_as_soon_as_one_connects(void **state)
{
	struct arena *a = arena_new();
	struct stage s;
	struct digest dossier;
	const struct act *opening;
	struct digest root;
	struct link *l;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_case(&s);
	l = dial(&s, C, B);
	run(&s);
	dossier = *casebook_mem_at(s.boxes[B].book, 0);
	opening = box_fold(&s.boxes[C], a, &dossier)->entries[0].act;
	root = opening->vault[0].root;
	hang_up(&s, l);
	replica_need(at(&s, C), &dossier, &root);
	run(&s);
	assert_int_equal(replica_need_count(at(&s, C)), 1);
	(void)dial(&s, C, B); /* no time passes */
	run(&s);
	assert_int_equal(replica_need_count(at(&s, C)), 0);
	assert_true(vault_has(s.boxes[C].vault, &root));
	arena_free(a);
	stage_fini(&s);
}

static void who_takes_no_part_is_told_so(void **state)
{
	struct stage s;
	struct liar liar;
	struct arena *a = arena_new();
	struct message m = { .kind = MESSAGE_VAULT_ASK };
	const struct dossier *d;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_case(&s);
	m.dossier = *casebook_mem_at(s.boxes[B].book, 0);
	d = box_fold(&s.boxes[B], a, &m.dossier);
	m.root = d->entries[0].act->vault[0].root;
	liar_init(&s, &liar, A, B);
	must(session_ask(liar.session, &m) == ERR_OK);
	liar_talk(&s, &liar);
	assert_int_equal(session_asked(liar.session, MESSAGE_VAULT_ASK), 0);
	assert_int_equal(
	    replica_counters(at(&s, B))->ended_by_rule[RULE_VAULT_RIGHT], 0);
	m.root.b[0] ^= 1; /* no act names it */
	must(session_ask(liar.session, &m) == ERR_OK);
	liar_talk(&s, &liar);
	assert_int_equal(session_asked(liar.session, MESSAGE_VAULT_ASK), 0);
	liar_fini(&s, &liar);
	arena_free(a);
	stage_fini(&s);
}

/* An object of three chunks that hanbin's opening act names, sealed by nobody:
 * only its name counts here. */
static struct digest open_big_case(struct stage *s, struct digest *dossier)
{
	struct arena *a = arena_new();
	struct buf sealed = { 0 };
	struct digest root;
	struct act *act;
	struct act_vault vault[ACT_VAULT_MAX];

	must(act_decode(a, receive(s, B, C), &act, NULL) == RULE_NONE);
	(void)buf_extend(&sealed, 2 * CHUNK_SEALED_BYTES_MAX + 100);
	random_fill(&s->random.random, sealed.p, sealed.n);
	root = vault_name(buf_bytes(&sealed));
	must(vault_put(s->boxes[B].vault, &root, buf_bytes(&sealed), NULL) ==
	     ERR_OK);
	memcpy(vault, act->vault, act->vault_count * sizeof(vault[0]));
	vault[0].root = root;
	vault[0].bytes = sealed.n;
	act->vault = vault;
	act->sig_count = 0;
	act_seal(a, act);
	act_sign(act, &s->town->nodes[B].clerk);
	act_finish(a, act);
	assert_rule(append(s, B, act->raw), RULE_NONE);
	run(s);
	*dossier = act->id;
	buf_fini(&sealed);
	arena_free(a);
	return root;
}

static void a_large_object_goes_on_where_the_last_session_ended(void **state)
{
	struct stage s;
	struct digest root, dossier;
	struct link *l;
	uint64_t next = 0;

	(void)state;
	stage_init(&s);
	furnish(&s);
	root = open_big_case(&s, &dossier);
	l = dial(&s, C, B);
	run(&s);
	replica_need(at(&s, C), &dossier, &root);
	while (next == 0) { /* until the first chunk is written */
		for (size_t i = 0; i < NODES; i++)
			(void)box_work(&s.boxes[i], 0, s.steady_ms);
		(void)carry(&s, l, 0);
		(void)carry(&s, l, 1);
		assert_int_equal(
		    vault_next(s.boxes[C].vault, &root, &next, NULL), ERR_OK);
	}
	assert_false(vault_has(s.boxes[C].vault, &root));
	hang_up(&s, l);
	box_restart(&s.boxes[C]);
	s.seen[REPLICA_VAULT_STORED] = 0;
	(void)dial(&s, C, B);
	run(&s);
	replica_need(at(&s, C), &dossier, &root);
	run(&s);
	assert_true(vault_has(s.boxes[C].vault, &root));
	assert_int_equal(s.seen[REPLICA_VAULT_STORED], 1);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(participants_fetch_what_they_lack_and_others_may_not),
		T(a_need_without_a_peer_is_met_as_soon_as_one_connects),
		T(who_takes_no_part_is_told_so),
		T(a_large_object_goes_on_where_the_last_session_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
