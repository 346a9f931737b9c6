#include "tests/unit/sync/nodes.h"

#include "schema/value.h"
#include "sync/replica_fields.h"

static void need(struct stage *s, size_t node, const struct digest *dossier,
    const struct act_vault *v)
{
	struct replica_object o = { .dossier = *dossier,
		.root = v->root,
		.bytes = v->bytes,
		.kind =
		    strncmp(v->id, "key.", 4) == 0 ? VAULT_WRAP : VAULT_FILE };

	replica_need(at(s, node), &o);
}

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
	/* Equal logs, and yet objects are missing. */
	assert_true(replica_equal(at(&s, C), name(&s, B)));
	assert_false(replica_equal(at(&s, C), name(&s, A))); /* no session */
	dossier = *casebook_mem_at(s.boxes[B].book, 0);
	d = box_fold(&s.boxes[C], a, &dossier);
	opening = d->entries[0].act;
	for (size_t i = 0; i < opening->vault_count; i++)
		need(&s, C, &dossier, &opening->vault[i]);
	run(&s);
	assert_int_equal(replica_need_count(at(&s, C)), 0);
	assert_int_equal(s.seen[REPLICA_VAULT_STORED], opening->vault_count);
	for (size_t i = 0; i < opening->vault_count; i++)
		assert_true(
		    vault_has(s.boxes[C].vault, &opening->vault[i].root));
	need(&s, A, &dossier, &opening->vault[0]);
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
	struct link *l;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_case(&s);
	l = dial(&s, C, B);
	run(&s);
	dossier = *casebook_mem_at(s.boxes[B].book, 0);
	opening = box_fold(&s.boxes[C], a, &dossier)->entries[0].act;
	hang_up(&s, l);
	need(&s, C, &dossier, &opening->vault[0]);
	run(&s);
	assert_int_equal(replica_need_count(at(&s, C)), 1);
	(void)dial(&s, C, B); /* no time passes */
	run(&s);
	assert_int_equal(replica_need_count(at(&s, C)), 0);
	assert_true(vault_has(s.boxes[C].vault, &opening->vault[0].root));
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

/* What stands in the body of a pseudonym key's giving, or a licence's. */
static const struct value *given(struct stage *s, const char *kind, size_t to)
{
	struct arena *a = s->town->arena;
	struct value *body = value_map(a);

	value_set(a, body, "to", value_text(a, name(s, to)));
	if (strcmp(kind, "licence.give") == 0) {
		const struct digest ask = { { 7 } };

		value_set(a, body, "ask", value_bin(a, digest_bytes(&ask)));
		value_set(a, body, "sealing",
		    value_bin(a,
			seal_public_bytes(&s->town->nodes[to].member.sealing)));
		return body;
	}
	value_set(a, body, "item", value_text(a, "T04"));
	value_set(a, body, "year", value_int(a, 2026));
	return body;
}

/* By @node to @to, naming @object as what is given. */
static struct digest give(struct stage *s, const char *kind, size_t node,
    size_t to, const struct act_vault *object)
{
	struct arena *a = s->town->arena;
	const struct town_node *n = &s->town->nodes[node];
	struct digest by = sign_key_id(&n->log.public);
	struct act_vault *wrap = arena_take(a, sizeof(*wrap));
	struct act *act = act_new(a,
	    &(struct act_origin){ s->town->genesis.suite,
		&s->town->genesis.network, n->id, s->wall * 1000 },
	    kind, &s->random.random, &by);

	act->body = given(s, kind, to);
	*wrap = *object;
	wrap->id = arena_print(a, "key.%s", name(s, to));
	act->vault = wrap;
	act->vault_count = 1;
	act_seal(a, act);
	act_sign(act, &n->log);
	act_finish(a, act);
	assert_rule(append(s, node, act->raw), RULE_NONE);
	run(s);
	return act->id;
}

/* F-142, F-228: an act that gives something names it by its hash, and may name
 * any object.  Who is not the giver serves nothing for it. */
static void opens_no_object_of_others(const char *kind)
{
	struct arena *a = arena_new();
	const struct act *opening;
	struct digest dossier, stolen, passed, own;
	const struct digest *form;
	struct stage s;

	stage_init(&s);
	furnish(&s);
	open_case(&s);
	(void)dial(&s, A, B);
	run(&s);
	dossier = *casebook_mem_at(s.boxes[B].book, 0);
	opening = box_fold(&s.boxes[B], a, &dossier)->entries[0].act;
	form = &opening->vault[0].root;
	assert_true(vault_has(s.boxes[B].vault, form));
	stolen = give(&s, kind, A, A, &opening->vault[0]);
	passed = give(&s, kind, A, C, &opening->vault[0]);
	own = give(&s, kind, B, A, &opening->vault[1]);
	assert_rule(replica_vault_right(at(&s, B), name(&s, A), &stolen, form),
	    RULE_VAULT_RIGHT);
	assert_rule(replica_vault_right(at(&s, B), name(&s, C), &passed, form),
	    RULE_VAULT_RIGHT);
	/* Nor may the reader of one have another object by it, or another. */
	assert_rule(replica_vault_right(at(&s, B), name(&s, A), &own, form),
	    RULE_VAULT_RIGHT);
	assert_rule(replica_vault_right(
			at(&s, B), name(&s, C), &own, &opening->vault[1].root),
	    RULE_VAULT_RIGHT);
	assert_rule(replica_vault_right(
			at(&s, B), name(&s, A), &own, &opening->vault[1].root),
	    RULE_NONE);
	need(&s, A, &stolen, &opening->vault[0]);
	run(&s);
	assert_false(vault_has(s.boxes[A].vault, form));
	arena_free(a);
	stage_fini(&s);
}

static void a_giving_opens_no_object_of_others(void **state)
{
	(void)state;
	opens_no_object_of_others("pseudonym.give");
}

static void nor_does_the_giving_of_a_licence(void **state)
{
	(void)state;
	opens_no_object_of_others("licence.give");
}

/* ---- an object of some chunks ---- */

#define CHUNKS 20

/* That hanbin's opening act names, sealed by nobody: only its name counts. */
struct big {
	struct digest dossier;
	struct act_vault object;
	struct buf sealed;
	struct vault_store *copy; /* for a liar that has it */
};

static void open_big_case(struct stage *s, struct big *big, size_t chunks)
{
	struct arena *a = arena_new();
	struct act *act;
	struct act_vault vault[ACT_VAULT_MAX];
	size_t bytes = (chunks - 1) * CHUNK_SEALED_BYTES_MAX + 100;

	must(act_decode(a, receive(s, B, C), &act, NULL) == RULE_NONE);
	memset(big, 0, sizeof(*big));
	random_fill(&s->random.random, buf_extend(&big->sealed, bytes), bytes);
	big->object = (struct act_vault){ .id = "form",
		.root = vault_name(buf_bytes(&big->sealed)),
		.bytes = (chunks - 1) * CHUNK_PLAIN_BYTES_MAX + 44 };
	big->copy = vault_mem_new();
	must(vault_put(s->boxes[B].vault, VAULT_FILE, &big->object.root,
		 buf_bytes(&big->sealed), NULL) == ERR_OK);
	must(vault_put(big->copy, VAULT_FILE, &big->object.root,
		 buf_bytes(&big->sealed), NULL) == ERR_OK);
	memcpy(vault, act->vault, act->vault_count * sizeof(vault[0]));
	vault[0] = big->object;
	act->vault = vault;
	act->sig_count = 0;
	act_seal(a, act);
	act_sign(act, &s->town->nodes[B].clerk);
	act_finish(a, act);
	assert_rule(append(s, B, act->raw), RULE_NONE);
	run(s);
	big->dossier = act->id;
	arena_free(a);
}

static void big_fini(struct big *big)
{
	buf_fini(&big->sealed);
	vault_free(big->copy);
}

static bool holds(struct stage *s, size_t node, const struct big *big)
{
	return vault_has(s->boxes[node].vault, &big->object.root);
}

static uint64_t there(struct stage *s, size_t node, const struct big *big)
{
	struct vault_part part;

	must(vault_part_look(s->boxes[node].vault, &big->object.root,
		 vault_chunks(big->object.bytes), &part, NULL) == ERR_OK);
	return part.there;
}

static void a_large_object_goes_on_where_the_last_session_ended(void **state)
{
	struct stage s;
	struct big big;
	struct link *l;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_big_case(&s, &big, CHUNKS);
	l = dial(&s, C, B);
	run(&s);
	need(&s, C, &big.dossier, &big.object);
	while (there(&s, C, &big) == 0) { /* until a chunk is written */
		for (size_t i = 0; i < NODES; i++)
			(void)box_work(&s.boxes[i], 0, s.steady_ms);
		(void)carry(&s, l, 0);
		(void)carry(&s, l, 1);
	}
	assert_false(holds(&s, C, &big));
	hang_up(&s, l);
	box_restart(&s.boxes[C]);
	s.seen[REPLICA_VAULT_STORED] = 0;
	(void)dial(&s, C, B);
	run(&s);
	need(&s, C, &big.dossier, &big.object);
	run(&s);
	assert_true(holds(&s, C, &big));
	assert_int_equal(s.seen[REPLICA_VAULT_STORED], 1);
	assert_true(replica_counters(at(&s, C))->chunks_in < CHUNKS);
	big_fini(&big);
	stage_fini(&s);
}

/* ---- a third participant, who runs other rules ---- */

enum lie {
	LIE_NONE,
	LIE_CHUNK,    /* one bit of each chunk is another */
	LIE_PATH,     /* of each path */
	LIE_TOTAL,    /* there are fewer chunks than there are */
	LIE_NO_PROOF, /* as an earlier version would answer */
	LIE_SILENT,
};

/* hanbin offers the case to the authority, so that it takes part, too; ziyang
 * (C) needs the object, and knows of both. */
static void offer_to_authority(struct stage *s, const struct big *big)
{
	struct arena *a = arena_new();
	const struct dossier *d = box_fold(&s->boxes[B], a, &big->dossier);

	assert_rule(append(s, B,
			town_offer(s->town, a, B, d, A, s->wall + 86400,
			    s->boxes[B].vault, s->wall)),
	    RULE_NONE);
	run(s);
	arena_free(a);
}

static void answer(struct stage *s, struct liar *l, const struct big *big,
    enum lie lie, unsigned *asked)
{
	const struct question *q = session_question(l->session);
	struct merkle_proof path;
	struct buf chunk = { 0 };
	struct message m = { .kind = MESSAGE_VAULT_CHUNK };

	if (q == NULL || lie == LIE_SILENT)
		return;
	++*asked;
	m.root = q->root;
	m.index = q->index;
	must(vault_count(big->copy, &q->root, &m.total) == ERR_OK);
	must(vault_path(big->copy, &q->root, q->index, &path, NULL) == ERR_OK);
	must(vault_read(big->copy, &q->root, q->index, &chunk, NULL) == ERR_OK);
	chunk.p[chunk.n / 2] ^= lie == LIE_CHUNK ? 1 : 0;
	path.hash[path.count - 1].b[7] ^= lie == LIE_PATH ? 1 : 0;
	m.total -= lie == LIE_TOTAL ? 1 : 0;
	m.index = m.index < m.total ? m.index : m.total - 1;
	m.data = buf_bytes(&chunk);
	m.proof = path.hash;
	m.proof_count = lie == LIE_NO_PROOF ? 0 : path.count;
	session_say(l->session, &m);
	buf_fini(&chunk);
	liar_talk(s, l);
}

/* The liar alone, for a while; then hanbin comes, who is honest. */
static void fetch_beside(struct stage *s, struct big *big, enum lie lie)
{
	struct liar liar;
	unsigned asked = 0;

	stage_init(s);
	furnish(s);
	open_big_case(s, big, CHUNKS);
	offer_to_authority(s, big);
	(void)dial(s, C, B);
	run(s);
	hang_up(s, &s->links[0]);
	memset(s->seen, 0, sizeof(s->seen));
	liar_init(s, &liar, A, C);
	need(s, C, &big->dossier, &big->object);
	for (unsigned i = 0; i < 60 && !session_over(liar.session); i++) {
		run(s);
		liar_talk(s, &liar);
		answer(s, &liar, big, lie, &asked);
		if (i == 30) {
			(void)dial(s, C, B);
			pass(s, 31000);
		}
	}
	assert_true(lie == LIE_SILENT || asked > 0);
	run(s);
	assert_true(holds(s, C, big) == (s->links[0].open || lie == LIE_NONE));
	if (!s->links[0].open)
		(void)dial(s, C, B);
	run(s);
	assert_true(holds(s, C, big));
	liar_fini(s, &liar);
}

static void who_sends_a_bad_chunk_is_named_and_others_are_asked(void **state)
{
	static const enum lie lies[] = { LIE_CHUNK, LIE_PATH };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage s;
		struct big big;
		const struct replica_event *e;

		fetch_beside(&s, &big, lies[i]);
		e = &s.last[REPLICA_VAULT_BAD];
		assert_int_equal(s.seen[REPLICA_VAULT_BAD], 1);
		assert_string_equal(e->node, name(&s, A));
		assert_true(digest_equal(&e->root, &big.object.root));
		assert_int_equal(ended_by(&s, C, RULE_VAULT_ROOT), 1);
		assert_int_equal(replica_counters(at(&s, C))->chunks_bad, 1);
		big_fini(&big);
		stage_fini(&s);
	}
}

/* Another count of chunks may be the act's mistake, and no proof is what an
 * earlier version sends: neither is held against anybody. */
static void who_does_not_fit_is_left_and_not_blamed(void **state)
{
	static const enum lie lies[] = { LIE_TOTAL, LIE_NO_PROOF };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage s;
		struct big big;

		fetch_beside(&s, &big, lies[i]);
		assert_int_equal(s.seen[REPLICA_VAULT_BAD], 0);
		assert_int_equal(ended_by(&s, C, RULE_VAULT_ROOT), 0);
		big_fini(&big);
		stage_fini(&s);
	}
}

static void withheld_chunks_come_from_another(void **state)
{
	struct stage s;
	struct big big;

	(void)state;
	fetch_beside(&s, &big, LIE_SILENT);
	assert_int_equal(s.seen[REPLICA_VAULT_LATE], 1);
	assert_string_equal(s.last[REPLICA_VAULT_LATE].node, name(&s, A));
	assert_int_equal(replica_counters(at(&s, C))->chunks_late, 1);
	big_fini(&big);
	stage_fini(&s);
}

static void what_is_missing_is_shown_with_whom_was_tried(void **state)
{
	struct stage s;
	struct big big;
	struct liar liar;
	struct replica_missing m;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_big_case(&s, &big, CHUNKS);
	offer_to_authority(&s, &big);
	(void)dial(&s, C, B);
	run(&s);
	hang_up(&s, &s.links[0]);
	liar_init(&s, &liar, A, C);
	need(&s, C, &big.dossier, &big.object);
	run(&s);
	liar_talk(&s, &liar);
	replica_need_at(at(&s, C), 0, &m);
	assert_int_equal(m.total, CHUNKS);
	assert_int_equal(m.there, 0);
	assert_int_equal(m.asked, 8); /* the window */
	assert_int_equal(m.tried_count, 0);
	pass(&s, 31000);
	replica_need_at(at(&s, C), 0, &m);
	assert_int_equal(m.asked, 0);
	assert_int_equal(m.tried_count, 1);
	assert_string_equal(m.tried[0].node, name(&s, A));
	assert_string_equal(replica_tried_text(m.tried[0].why), "late");
	liar_fini(&s, &liar);
	big_fini(&big);
	stage_fini(&s);
}

static void several_sources_share_one_object(void **state)
{
	struct stage s;
	struct big big;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_big_case(&s, &big, CHUNKS);
	offer_to_authority(&s, &big);
	must(vault_put(s.boxes[A].vault, VAULT_FILE, &big.object.root,
		 buf_bytes(&big.sealed), NULL) == ERR_OK);
	(void)dial(&s, C, B);
	(void)dial(&s, A, B);
	run(&s);
	(void)dial(&s, C, A);
	run(&s);
	need(&s, C, &big.dossier, &big.object);
	run(&s);
	assert_true(holds(&s, C, &big));
	assert_true(replica_counters(at(&s, A))->chunks_out >= CHUNKS / 4);
	assert_true(replica_counters(at(&s, B))->chunks_out >= CHUNKS / 4);
	assert_int_equal(replica_counters(at(&s, C))->chunks_in, CHUNKS);
	big_fini(&big);
	stage_fini(&s);
}

/* A participant's act says that the object has fewer chunks: it is never
 * complete by that act, and nobody honest is blamed for it. */
static void an_act_that_lies_about_bytes_hurts_nobody_else(void **state)
{
	struct stage s;
	struct big big;
	struct act_vault lied;

	(void)state;
	stage_init(&s);
	furnish(&s);
	open_big_case(&s, &big, CHUNKS);
	(void)dial(&s, C, B);
	run(&s);
	lied = big.object;
	lied.bytes = 5;
	need(&s, C, &big.dossier, &lied);
	run(&s);
	assert_false(holds(&s, C, &big));
	assert_int_equal(ended_by(&s, C, RULE_VAULT_ROOT), 0);
	need(&s, C, &big.dossier, &big.object);
	run(&s);
	assert_true(holds(&s, C, &big));
	assert_int_equal(replica_need_count(at(&s, C)), 0);
	big_fini(&big);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(participants_fetch_what_they_lack_and_others_may_not),
		T(a_need_without_a_peer_is_met_as_soon_as_one_connects),
		T(who_takes_no_part_is_told_so),
		T(a_giving_opens_no_object_of_others),
		T(nor_does_the_giving_of_a_licence),
		T(a_large_object_goes_on_where_the_last_session_ended),
		T(who_sends_a_bad_chunk_is_named_and_others_are_asked),
		T(who_does_not_fit_is_left_and_not_blamed),
		T(withheld_chunks_come_from_another),
		T(what_is_missing_is_shown_with_whom_was_tried),
		T(several_sources_share_one_object),
		T(an_act_that_lies_about_bytes_hurts_nobody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
