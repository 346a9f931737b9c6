/* What is offered before a licence ends: F-229. */
#include "schema/lead_due.h"

#include "schema/day.h"
#include "schema/ledger_licence.h"
#include "schema/standard.h"
#include "tests/unit/schema/control.h"

#define H WORLD_HANBIN

/* Ending so many days from today. */
static const struct act *licence(
    struct stage *s, const char *name, const char *type, int64_t days)
{
	struct act *act = world_draft(s->w, H, "licence.issue");
	struct digest id = digest_sha256(bytes_text(name));

	world_id(s->w, act, "licence", &id);
	world_id(s->w, act, "holder", &id);
	world_text(s->w, act, "type", type);
	world_int(s->w, act, "until",
	    day_begins(day_at(s->w->now)) + (days + 1) * DAY_SECONDS - 1);
	world_vault(s->w, act, "key.hanbin");
	return world_log(s->w, act, WORLD_CLERK);
}

static size_t due(struct stage *s, const char *node, int64_t *next)
{
	struct world_view *v = world_view_new(s->w);
	struct lead_due one = { 0 };
	size_t n;

	world_view_feed_all(v);
	n = lead_due_list(v->ledger, node, s->w->now, &one, 1, next);
	if (n > 0)
		assert_string_equal(one.trigger, "expiry");
	world_view_free(v);
	return n;
}

static void from_thirty_days_before_its_end(void **state)
{
	struct stage s;
	int64_t next;

	(void)state;
	stage_init(&s);
	(void)licence(&s, "a", "护士执业证书", 31);
	assert_int_equal(due(&s, "hanbin", &next), 0);
	assert_int_equal(next, day_begins(day_at(s.w->now)) + DAY_SECONDS);
	s.w->now = next;
	assert_int_equal(due(&s, "hanbin", &next), 1);
	assert_int_equal(due(&s, "ankang", &next), 0);
	s.w->now += 40 * INT64_C(86400); /* over: nothing is left to renew */
	assert_int_equal(due(&s, "hanbin", &next), 0);
	stage_fini(&s);
}

static void of_other_types_and_states_nothing(void **state)
{
	const struct act *c;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	(void)licence(&s, "a", "营业执照", 10);
	c = licence(&s, "b", "护士执业证书", 10);
	assert_int_equal(due(&s, "hanbin", NULL), 1);
	act = world_draft(s.w, H, "licence.suspend");
	world_id(s.w, act, "issue", &c->id);
	world_text(s.w, act, "reason", "核查");
	(void)world_log(s.w, act, WORLD_CLERK);
	assert_int_equal(due(&s, "hanbin", NULL), 0);
	stage_fini(&s);
}

/* A lead says that it was offered; a renewal begins another term. */
static void once_for_each_term(void **state)
{
	const struct act *c;
	struct act *act;
	struct stage s;

	(void)state;
	stage_init(&s);
	c = licence(&s, "a", "护士执业证书", 10);
	assert_int_equal(due(&s, "hanbin", NULL), 1);
	act = world_draft(s.w, H, "case.lead.open");
	act->has_std = true;
	act->std = s.w->standard->digest;
	world_text(s.w, act, "item", "T04");
	world_text(s.w, act, "home", "hanbin");
	world_text(s.w, act, "number", "HANBIN-20260101-0001-0");
	world_text(s.w, act, "calendar", "cn");
	world_text(s.w, act, "trigger", "expiry");
	world_refer(act, &c->id);
	(void)world_log(s.w, act, WORLD_CLERK);
	assert_int_equal(due(&s, "hanbin", NULL), 0);
	act = world_draft(s.w, H, "licence.renew");
	world_id(s.w, act, "issue", &c->id);
	world_int(s.w, act, "until", s.w->now + 20 * INT64_C(86400));
	world_vault(s.w, act, "key.hanbin");
	(void)world_log(s.w, act, WORLD_CLERK);
	assert_int_equal(due(&s, "hanbin", NULL), 1);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(from_thirty_days_before_its_end),
		TEST(of_other_types_and_states_nothing),
		TEST(once_for_each_term),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
