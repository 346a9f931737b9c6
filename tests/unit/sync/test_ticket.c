#include "sync/ticket.h"

#include "base/text.h"
#include "sync/proof.h"
#include "tests/unit/schema/stage.h"

/* The first act of the authority's log, with its receipt. */
static void make(struct stage *s, struct buf *text)
{
	const struct world_node *n = &s->w->nodes[WORLD_ANKANG];
	struct proof p = { .checkpoint =
			       world_note(s->w, WORLD_ANKANG, 1, s->w->now) };
	struct buf proof = { 0 };

	proof_format(&proof, &p);
	ticket_format(text, n->entries[0].act->raw, buf_bytes(&proof));
	buf_fini(&proof);
}

static const struct sign_public *key(
    const struct stage *s, enum world_node_index node)
{
	return &s->w->nodes[node].log.public;
}

static void a_ticket_proves_its_act_by_the_key_of_its_log(void **state)
{
	struct buf text = { 0 };
	struct ticket t;
	struct why why;
	struct stage s;

	(void)state;
	stage_init(&s);
	make(&s, &text);
	buf_put_text(&text, "\r\n"); /* as scanners give it */
	assert_int_equal(
	    ticket_parse(&t, s.arena, buf_bytes(&text), &why), ERR_OK);
	assert_string_equal(t.act->kind, "network.open");
	assert_int_equal(
	    ticket_check(&t, key(&s, WORLD_ANKANG), &why), RULE_NONE);
	assert_int_equal(t.head.time, s.w->now);
	assert_int_equal(t.head.size, 1);
	assert_int_equal(ticket_check(&t, key(&s, WORLD_HANBIN), &why),
	    RULE_CHECKPOINT_SIGNATURE);
	buf_fini(&text);
	stage_fini(&s);
}

static void a_changed_ticket_proves_nothing(void **state)
{
	struct buf text = { 0 };
	struct stage s;
	size_t good = 0;

	(void)state;
	stage_init(&s);
	make(&s, &text);
	for (size_t i = 0; i < text.n; i += 7) {
		uint8_t was = text.p[i];
		struct ticket t = { 0 };

		text.p[i] = was == 'A' ? 'B' : 'A';
		if (ticket_parse(&t, s.arena, buf_bytes(&text), NULL) ==
			ERR_OK &&
		    ticket_check(&t, key(&s, WORLD_ANKANG), NULL) == RULE_NONE)
			good++;
		text.p[i] = was;
	}
	assert_int_equal(good, 0);
	buf_fini(&text);
	stage_fini(&s);
}

static void what_is_no_ticket_is_told(void **state)
{
	static const char *const rows[][2] = {
		{ "", "begins with TB1:" },
		{ "HC1:6BF", "begins with TB1:" },
		{ "TB1:", "" },
		{ "TB1:A", "scan it again" },
		{ "TB1:abc", "scan it again" },
		{ "TB1:BB8", "" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ticket t;
		struct why why = { 0 };

		assert_int_equal(
		    ticket_parse(&t, a, bytes_text(rows[i][0]), &why),
		    ERR_PARSE);
		assert_non_null(strstr(why.text, rows[i][1]));
		assert_true(why.text[0] != '\0');
	}
	arena_free(a);
}

/* docs/FORMAT.md F-199: forever the same characters. */
static void the_golden_ticket_is_unchanged(void **state)
{
	struct buf text = { 0 };
	struct digest d;
	char hex[DIGEST_HEX_ROOM];
	struct stage s;

	(void)state;
	stage_init(&s);
	if (s.w->genesis.suite != SUITE_1) {
		stage_fini(&s);
		return;
	}
	make(&s, &text);
	d = digest_sha256(buf_bytes(&text));
	digest_hex(hex, &d);
	assert_string_equal(hex,
	    "4c0b4acac4843b4e17ecaa0ed96802f2866471067a6c980fd642ede1a2daba3c");
	buf_fini(&text);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_ticket_proves_its_act_by_the_key_of_its_log),
		TEST(a_changed_ticket_proves_nothing),
		TEST(what_is_no_ticket_is_told),
		TEST(the_golden_ticket_is_unchanged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
