/* The licence library: F-223 to F-228, F-248. */
#include "schema/ledger_licence.h"

#include "base/buf.h"
#include "schema/day.h"
#include "schema/finding.h"
#include "schema/standard.h"
#include "tests/unit/schema/control.h"
#include "tests/unit/schema/life.h"

#define A   WORLD_ANKANG
#define H   WORLD_HANBIN
#define G   WORLD_GAOXIN
#define DAY 86400

/* M2 of the item is drawn from a licence of either of two types. */
static void start(struct stage *s)
{
	life_init(s, "life_item.yaml");
}

static void put(
    struct stage *s, struct act *act, const char *key, const char *of)
{
	struct digest id = digest_sha256(bytes_text(of));

	world_id(s->w, act, key, &id);
}

static struct act *issue(struct stage *s, enum world_node_index node,
    const char *name, const char *holder, int64_t until)
{
	struct act *act = world_draft(s->w, node, "licence.issue");

	put(s, act, "licence", name);
	put(s, act, "holder", holder);
	world_text(s->w, act, "type", "营业执照");
	if (until != 0)
		world_int(s->w, act, "until", until);
	world_vault(s->w, act, arena_print(s->w->arena, "key.%s", act->node));
	return act;
}

static struct act *event(struct stage *s, enum world_node_index node,
    const char *kind, const struct act *licence)
{
	struct act *act = world_draft(s->w, node, kind);

	world_id(s->w, act, "issue", &licence->id);
	if (strcmp(kind, "licence.renew") == 0)
		world_vault(
		    s->w, act, arena_print(s->w->arena, "key.%s", act->node));
	else
		world_text(s->w, act, "reason", "持证人申请");
	return act;
}

static const struct act *logged(
    struct stage *s, struct act *draft, enum rule rule)
{
	const struct act *act = world_log(s->w, draft, WORLD_CLERK);

	assert_string_equal(
	    rule_name(rule), rule_name(control_outcome(s, act)));
	return act;
}

/* ---- one log ---- */

static void an_identifier_is_issued_once(void **state)
{
	struct stage s;

	(void)state;
	start(&s);
	(void)logged(&s, issue(&s, H, "1", "li", 0), RULE_NONE);
	(void)logged(&s, issue(&s, H, "1", "wang", 0), RULE_LICENCE_TWICE);
	/* What another district says under the name is its own affair. */
	(void)logged(&s, issue(&s, G, "1", "li", 0), RULE_NONE);
	life_fini(&s);
}

static void a_holder_has_one_live_licence_of_a_type(void **state)
{
	const struct act *first, *second;
	struct stage s;

	(void)state;
	start(&s);
	first = logged(&s, issue(&s, H, "1", "li", s.w->now + DAY), RULE_NONE);
	(void)logged(&s, issue(&s, H, "2", "li", 0), RULE_LICENCE_LIVE);
	(void)logged(&s, event(&s, H, "licence.suspend", first), RULE_NONE);
	(void)logged(&s, issue(&s, H, "2", "li", 0), RULE_LICENCE_LIVE);
	s.w->now += 2 * DAY; /* suspended and past its end: still there */
	(void)logged(&s, issue(&s, H, "2", "li", 0), RULE_LICENCE_LIVE);
	(void)logged(&s, event(&s, H, "licence.resume", first), RULE_NONE);
	second = logged(&s, issue(&s, H, "2", "li", 0), RULE_NONE);
	/* An expired one comes back only when no other stands. */
	(void)logged(
	    &s, event(&s, H, "licence.renew", first), RULE_LICENCE_LIVE);
	(void)logged(&s, event(&s, H, "licence.revoke", second), RULE_NONE);
	(void)logged(&s, event(&s, H, "licence.renew", first), RULE_NONE);
	(void)logged(&s, issue(&s, H, "3", "li", 0), RULE_LICENCE_LIVE);
	life_fini(&s);
}

static void each_event_finds_the_state_that_it_is_for(void **state)
{
	const struct act *c;
	struct stage s;

	(void)state;
	start(&s);
	c = logged(&s, issue(&s, H, "1", "li", 0), RULE_NONE);
	(void)logged(&s, event(&s, H, "licence.resume", c), RULE_LICENCE_STATE);
	(void)logged(
	    &s, event(&s, G, "licence.revoke", c), RULE_LICENCE_UNKNOWN);
	(void)logged(&s, event(&s, H, "licence.suspend", c), RULE_NONE);
	(void)logged(
	    &s, event(&s, H, "licence.suspend", c), RULE_LICENCE_STATE);
	(void)logged(&s, event(&s, H, "licence.renew", c), RULE_LICENCE_STATE);
	(void)logged(&s, event(&s, H, "licence.resume", c), RULE_NONE);
	(void)logged(&s, event(&s, H, "licence.renew", c), RULE_NONE);
	(void)logged(&s, event(&s, H, "licence.revoke", c), RULE_NONE);
	(void)logged(&s, event(&s, H, "licence.renew", c), RULE_LICENCE_STATE);
	life_fini(&s);
}

static void who_is_no_issuer_issues_nothing(void **state)
{
	struct stage s;

	(void)state;
	start(&s);
	control_expect(
	    &s, ROLE, world_log(s.w, issue(&s, H, "1", "li", 0), WORLD_GUEST));
	life_fini(&s);
}

/* ---- drawn in a case ---- */

static struct act *receipt(struct stage *s, enum world_node_index node,
    const struct act *licence, const char *materials)
{
	struct act *act = world_receive(s->w, node, H);

	act->std = s->w->standard->digest;
	world_text(s->w, act, "item", s->w->standard->item);
	life_materials(s, act, materials);
	world_refer(act, &licence->id);
	return act;
}

static const struct act *received(
    struct stage *s, struct act *draft, enum rule rule)
{
	const struct act *act = world_log(s->w, draft, WORLD_CLERK);

	s->dossier = s->custody = act->id;
	life_expect(s, rule, act);
	return act;
}

/* M12: the head of the issuer's log stands in the receipt of a foreign case. */
static void a_licence_stands_for_paper_in_another_district(void **state)
{
	const struct act *c;
	struct stage s;

	(void)state;
	start(&s);
	c = logged(&s, issue(&s, H, "1", "li", s.w->now + DAY), RULE_NONE);
	(void)received(&s, receipt(&s, G, c, "M1,M2"), RULE_NONE);
	(void)received(&s, receipt(&s, G, c, "M1,M3"), RULE_LICENCE_CITED);
	(void)logged(&s, event(&s, H, "licence.suspend", c), RULE_NONE);
	(void)received(&s, receipt(&s, G, c, "M1,M2"), RULE_LICENCE_CITED);
	(void)received(&s, receipt(&s, H, c, "M1,M2"), RULE_LICENCE_CITED);
	(void)logged(&s, event(&s, H, "licence.resume", c), RULE_NONE);
	(void)received(&s, receipt(&s, G, c, "M1,M2"), RULE_NONE);
	s.w->now += 2 * DAY;
	(void)received(&s, receipt(&s, G, c, "M1,M2"), RULE_LICENCE_CITED);
	life_fini(&s);
}

static size_t found(struct stage *s, enum finding_kind kind)
{
	struct world_view *v = world_view_new(s->w);
	const struct dossier *d = stage_fold(s, v);
	size_t count, n = 0;
	const struct finding *list =
	    finding_list(s->arena, v->ledger, d, &count);

	for (size_t i = 0; i < count; i++)
		n += list[i].kind == kind ? 1 : 0;
	world_view_free(v);
	return n;
}

static void what_had_ended_unheard_is_found(void **state)
{
	const struct act *c;
	struct act *draft;
	struct stage s;

	(void)state;
	start(&s);
	c = logged(&s, issue(&s, H, "1", "li", 0), RULE_NONE);
	draft = receipt(&s, G, c, "M1,M2"); /* by the head of now */
	(void)logged(&s, event(&s, H, "licence.revoke", c), RULE_NONE);
	(void)received(&s, draft, RULE_NONE);
	assert_int_equal(found(&s, FINDING_STALE_LICENCE), 1);
	life_fini(&s);
}

static void what_ended_later_is_none(void **state)
{
	const struct act *c;
	struct stage s;

	(void)state;
	start(&s);
	c = logged(&s, issue(&s, H, "1", "li", 0), RULE_NONE);
	(void)received(&s, receipt(&s, G, c, "M1,M2"), RULE_NONE);
	(void)logged(&s, event(&s, H, "licence.revoke", c), RULE_NONE);
	assert_int_equal(found(&s, FINDING_STALE_LICENCE), 0);
	life_fini(&s);
}

/* ---- asked, given ---- */

static const struct act *ask(struct stage *s, const struct act *licence)
{
	struct act *act = event(s, G, "licence.ask", licence);

	world_text(s->w, act, "node", "hanbin");
	return logged(s, act, RULE_NONE);
}

static const struct act *give(struct stage *s, enum world_node_index node,
    const struct act *asked, const char *to)
{
	struct act *act = world_draft(s->w, node, "licence.give");
	const struct sign_pair *by[] = { control_log_key(s, node) };

	world_id(s->w, act, "ask", &asked->id);
	world_text(s->w, act, "to", to);
	value_set(s->w->arena, world_body(act), "sealing",
	    value_bin(s->w->arena,
		seal_public_bytes(&s->w->nodes[G].member.sealing)));
	world_vault(s->w, act, arena_print(s->w->arena, "key.%s", to));
	return control_log_all(s, act, by, 1);
}

static const struct licence_give *given(
    struct world_view *v, const struct act *asked)
{
	return ledger_licence_given(
	    v->ledger, ledger_licence_ask(v->ledger, &asked->id));
}

static void only_its_issuer_answers_an_ask_and_once(void **state)
{
	const struct act *c, *asked, *answer;
	struct world_view *v;
	struct stage s;

	(void)state;
	start(&s);
	c = logged(&s, issue(&s, H, "1", "li", 0), RULE_NONE);
	asked = ask(&s, c);
	(void)give(&s, A, asked, "ankang-gaoxin");
	answer = give(&s, H, asked, "ankang-gaoxin");
	(void)give(&s, H, asked, "ankang-gaoxin");
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_true(digest_equal(&given(v, asked)->act, &answer->id));
	world_view_free(v);
	life_fini(&s);
}

static struct act *ask_of(
    struct stage *s, const struct act *licence, const char *issuer)
{
	struct act *act = event(s, G, "licence.ask", licence);

	world_text(s->w, act, "node", issuer);
	return act;
}

/* Of every other district, and of its own library as often as it wants. */
static void a_district_asks_another_so_often_in_a_day(void **state)
{
	const struct act *c, *last = NULL;
	struct stage s;
	struct day today;

	(void)state;
	start(&s);
	c = logged(&s, issue(&s, H, "1", "li", 0), RULE_NONE);
	today = day_plus(day_at(s.w->now), 1);
	for (int i = 0; i < LEDGER_LICENCE_ASKS_PER_DAY_MAX; i++) {
		s.w->now = day_begins(today);
		last = world_log(s.w, ask_of(&s, c, "hanbin"), WORLD_CLERK);
	}
	assert_int_equal(control_outcome(&s, last), RULE_NONE);
	(void)logged(&s, ask_of(&s, c, "hanbin"), RULE_LICENCE_ASKS);
	(void)logged(&s, ask_of(&s, c, "ankang"), RULE_NONE);
	(void)logged(&s, ask_of(&s, c, "ankang-gaoxin"), RULE_NONE);
	s.w->now = day_ends(today);
	(void)logged(&s, ask_of(&s, c, "hanbin"), RULE_LICENCE_ASKS);
	s.w->now = day_ends(today) + 1;
	(void)logged(&s, ask_of(&s, c, "hanbin"), RULE_NONE);
	life_fini(&s);
}

static void one_holders_licences_are_found_in_all_logs(void **state)
{
	struct digest li = digest_sha256(bytes_text("li"));
	const struct act *old, *here, *there;
	const struct licence *c;
	struct world_view *v;
	struct stage s;

	(void)state;
	start(&s);
	old = logged(&s, issue(&s, H, "1", "li", s.w->now + DAY), RULE_NONE);
	(void)logged(&s, issue(&s, H, "2", "wang", 0), RULE_NONE);
	s.w->now += 2 * DAY;
	here = logged(&s, issue(&s, H, "3", "li", 0), RULE_NONE);
	there = logged(&s, issue(&s, G, "4", "li", 0), RULE_NONE);
	v = world_view_new(s.w);
	while (world_view_feed(v, A) || world_view_feed(v, H) ||
	       world_view_feed(v, G))
		;
	c = ledger_licence_held(v->ledger, &li);
	assert_true(digest_equal(&c->act, &there->id));
	c = c->same_holder;
	assert_true(digest_equal(&c->act, &here->id));
	c = c->same_holder;
	assert_true(digest_equal(&c->act, &old->id));
	assert_null(c->same_holder);
	world_view_free(v);
	life_fini(&s);
}

/* Gives before asks, cases before licences: the state is the same. */
static void any_order_of_arrival_gives_the_same(void **state)
{
	static const enum world_node_index orders[][3] = { { A, H, G },
		{ A, G, H } };
	struct buf ledgers[2] = { { 0 } }, cases[2] = { { 0 } };
	const struct act *c, *asked;
	struct stage s;

	(void)state;
	start(&s);
	c = logged(&s, issue(&s, H, "1", "li", 0), RULE_NONE);
	asked = ask(&s, c);
	(void)give(&s, A, asked, "ankang-gaoxin");
	(void)give(&s, H, asked, "ankang-gaoxin");
	(void)received(&s, receipt(&s, G, c, "M1,M2"), RULE_NONE);
	(void)logged(&s, event(&s, H, "licence.revoke", c), RULE_NONE);
	(void)logged(&s, issue(&s, G, "1", "li", 0), RULE_NONE);
	for (size_t i = 0; i < 2; i++) {
		struct world_view *v = world_view_new(s.w);

		for (size_t n = 0; n < 3; n++)
			while (world_view_feed(v, orders[i][n]))
				;
		ledger_encode(v->ledger, &ledgers[i]);
		dossier_encode(
		    world_view_fold(v, s.arena, &s.dossier), &cases[i]);
		world_view_free(v);
	}
	assert_true(
	    bytes_equal(buf_bytes(&ledgers[0]), buf_bytes(&ledgers[1])));
	assert_true(bytes_equal(buf_bytes(&cases[0]), buf_bytes(&cases[1])));
	for (size_t i = 0; i < 2; i++) {
		buf_fini(&ledgers[i]);
		buf_fini(&cases[i]);
	}
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_identifier_is_issued_once),
		TEST(a_holder_has_one_live_licence_of_a_type),
		TEST(each_event_finds_the_state_that_it_is_for),
		TEST(who_is_no_issuer_issues_nothing),
		TEST(a_licence_stands_for_paper_in_another_district),
		TEST(what_had_ended_unheard_is_found),
		TEST(what_ended_later_is_none),
		TEST(only_its_issuer_answers_an_ask_and_once),
		TEST(a_district_asks_another_so_often_in_a_day),
		TEST(one_holders_licences_are_found_in_all_logs),
		TEST(any_order_of_arrival_gives_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
