#include "schema/office.h"

#include "schema/day.h"
#include "schema/json.h"
#include "schema/ledger.h"
#include "tests/unit/schema/stage.h"

#define H WORLD_HANBIN

static const struct value *tree(struct arena *a, const char *json)
{
	static const struct json_limits limits = { 4096, 8 };
	struct value *v;

	assert_int_equal(
	    json_parse(a, bytes_text(json), &limits, &v, NULL), ERR_OK);
	return v;
}

static void hours_are_ascending_spans_of_one_day(void **state)
{
	static const char *const good[] = { "[[540,720],[840,1020]]",
		"[[0,1440]]", "[[0,1],[2,3],[4,5],[1439,1440]]" };
	static const char *const bad[] = { "[]", "{}", "[[540]]", "[540,720]",
		"[[540,720,800]]", "[[720,540]]", "[[540,540]]",
		"[[540,720],[720,800]]", "[[840,1020],[540,720]]",
		"[[540,1441]]", "[[-1,540]]", "[[\"540\",720]]",
		"[[0,1],[2,3],[4,5],[6,7],[8,9]]" };
	struct arena *a = arena_new();
	struct office_hours h;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(office_read(&h, tree(a, good[i])));
		assert_true(value_equal(office_value(a, &h), tree(a, good[i])));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (office_read(&h, tree(a, bad[i])))
			fail_msg("%s", bad[i]);
	arena_free(a);
}

static void text_and_hours_go_both_ways(void **state)
{
	static const char *const good[] = { "09:00-12:00,14:00-17:00",
		"00:00-24:00",
		"08:30-11:45,12:00-13:00,14:00-15:00,23:59-24:00" };
	static const char *const bad[] = { "", "9:00-12:00", "09:00-12:00,",
		"09:00-12:60", "09:00-24:01", "12:00-09:00",
		"09:00-12:00,12:00-17:00", "09:00-12:00;14:00-17:00",
		"09:00-12:00 14:00-17:00", "0:900-12:00",
		"00:00-00:01,00:02-00:03,00:04-00:05,00:06-00:07,00:08-00:09" };
	char text[OFFICE_HOURS_TEXT_ROOM];
	struct office_hours h;
	struct why why = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(
		    office_parse(&h, bytes_text(good[i]), &why), ERR_OK);
		office_format(text, &h);
		assert_string_equal(text, good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (office_parse(&h, bytes_text(bad[i]), &why) != ERR_PARSE)
			fail_msg("%s", bad[i]);
	assert_non_null(strstr(why.text, "09:00-12:00"));
}

static void the_last_that_has_begun_holds(void **state)
{
	const struct office_hours list[] = {
		{ .from = 100, .count = 1, .spans = { { 0, 60 } } },
		{ .from = 500, .count = 1, .spans = { { 0, 120 } } },
		{ .from = 300, .count = 1, .spans = { { 0, 180 } } },
	};
	const struct office o = { 3, list };
	int64_t until;

	(void)state;
	assert_ptr_equal(office_at(&o, 99, &until), office_default());
	assert_int_equal(until, 100);
	assert_ptr_equal(office_at(&o, 100, &until), &list[0]);
	assert_int_equal(until, 300);
	/* The third stands behind the second and took its place for good. */
	assert_ptr_equal(office_at(&o, 500, &until), &list[2]);
	assert_int_equal(until, INT64_MAX);
	assert_ptr_equal(office_at(NULL, 500, &until), office_default());
	assert_int_equal(until, INT64_MAX);
}

static struct act *draft(struct stage *s, const char *from, const char *hours)
{
	struct act *act = world_draft(s->w, H, "office.set");

	world_text(s->w, act, "from", from);
	value_set(
	    s->w->arena, world_body(act), "hours", tree(s->w->arena, hours));
	return act;
}

static enum rule outcome(struct stage *s, const struct act *act)
{
	struct world_view *v = world_view_new(s->w);
	enum rule rule;

	world_view_feed_all(v);
	rule = ledger_outcome(v->ledger, &act->id);
	world_view_free(v);
	return rule;
}

static void a_district_sets_its_own_hours_and_nobody_elses(void **state)
{
	struct stage s;
	struct act *act;

	(void)state;
	stage_init(&s);
	act = draft(&s, "2026-12-01", "[[480,720]]");
	assert_int_equal(
	    outcome(&s, world_log_by(s.w, act, &s.w->nodes[H].log)), RULE_NONE);
	act = draft(&s, "2026-12-01", "[[480,721]]");
	assert_int_equal(
	    outcome(&s, world_log(s.w, act, WORLD_CLERK)), RULE_ROLE);
	act = draft(&s, "2026-12-01", "[[480,722]]");
	assert_int_equal(outcome(&s, world_log_by(s.w, act, &s.w->root)),
	    RULE_SIGNER_UNKNOWN);
	act = draft(&s, "2026-12-01", "[[480,720],[720,800]]");
	assert_int_equal(
	    outcome(&s, world_log_by(s.w, act, &s.w->nodes[H].log)),
	    RULE_BODY_SHAPE);
	act = draft(&s, "2026-02-30", "[[480,720]]");
	assert_int_equal(
	    outcome(&s, world_log_by(s.w, act, &s.w->nodes[H].log)),
	    RULE_BODY_SHAPE);
	stage_fini(&s);
}

static const struct office *office_before(
    struct stage *s, struct world_view *v, uint64_t position)
{
	const struct place place = { "hanbin", 0, position, s->w->now };

	return ledger_office(v->ledger, s->arena, &place);
}

/* Never before they were said: nobody shortens a limit that is over. */
static void hours_hold_from_their_date_or_their_batch_time(void **state)
{
	struct world_view *v;
	const struct office *o;
	struct stage s;
	uint64_t first;
	int64_t said;
	struct day later;

	(void)state;
	stage_init(&s);
	first = s.w->nodes[H].count;
	said = s.w->now;
	(void)world_log_by(
	    s.w, draft(&s, "2026-01-01", "[[480,720]]"), &s.w->nodes[H].log);
	(void)world_log_by(
	    s.w, draft(&s, "2026-12-01", "[[600,720]]"), &s.w->nodes[H].log);
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_int_equal(office_before(&s, v, first)->count, 0);
	assert_int_equal(office_before(&s, v, first + 1)->count, 1);
	o = office_before(&s, v, UINT64_MAX);
	assert_int_equal(o->count, 2);
	assert_int_equal(o->list[0].from, said);
	assert_int_equal(
	    day_parse(&later, bytes_text("2026-12-01"), NULL), ERR_OK);
	assert_int_equal(o->list[1].from, day_begins(later));
	assert_null(ledger_office(v->ledger, s.arena, NULL));
	world_view_free(v);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hours_are_ascending_spans_of_one_day),
		TEST(text_and_hours_go_both_ways),
		TEST(the_last_that_has_begun_holds),
		TEST(a_district_sets_its_own_hours_and_nobody_elses),
		TEST(hours_hold_from_their_date_or_their_batch_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
