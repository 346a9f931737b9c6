#include "schema/ledger_slot.h"

#include "base/text.h"
#include "schema/checkpoint.h"
#include "schema/day.h"
#include "tests/unit/schema/control.h"

/* Three slots of half an hour on one day, two seats each. */
static const struct act *offered(struct stage *s)
{
	struct act *act = world_draft(s->w, WORLD_HANBIN, "slot.open");
	struct arena *a = s->w->arena;
	struct value *days = value_list(a), *hours = value_list(a);
	struct value *span = value_list(a);
	char text[DAY_TEXT_ROOM];

	day_format(text, day_plus(day_at(s->w->now), 2));
	value_push(a, days, value_text(a, arena_text(a, bytes_text(text))));
	value_push(a, span, value_int(a, 540));
	value_push(a, span, value_int(a, 640));
	value_push(a, hours, span);
	value_set(a, world_body(act), "days", days);
	value_set(a, world_body(act), "hours", hours);
	world_text(s->w, act, "label", "婚姻登记");
	world_int(s->w, act, "minutes", 30);
	world_int(s->w, act, "seats", 2);
	return world_log_by(
	    s->w, act, &s->w->nodes[WORLD_HANBIN].staff[WORLD_CHAIR]);
}

static const struct act *booked(
    struct stage *s, const struct act *open, int64_t minute)
{
	struct act *act = world_draft(s->w, WORLD_HANBIN, "slot.book");
	struct day day = day_plus(day_at(s->w->now), 2);

	value_set(s->w->arena, world_body(act), "open",
	    value_bin(s->w->arena, digest_bytes(&open->id)));
	value_set(s->w->arena, world_body(act), "code",
	    value_bin(s->w->arena, digest_bytes(&open->id)));
	world_int(s->w, act, "starts", day_begins(day) + minute * 60);
	world_text(s->w, act, "item", "T21");
	world_text(s->w, act, "channel", "phone");
	return world_log_by(
	    s->w, act, &s->w->nodes[WORLD_HANBIN].staff[WORLD_CHAIR]);
}

static const struct act *ended(
    struct stage *s, const char *kind, const struct act *booking)
{
	struct act *act = world_draft(s->w, WORLD_HANBIN, kind);

	value_set(s->w->arena, world_body(act), "booking",
	    value_bin(s->w->arena, digest_bytes(&booking->id)));
	if (strcmp(kind, "slot.cancel") == 0)
		world_text(s->w, act, "reason", "");
	return world_log_by(
	    s->w, act, &s->w->nodes[WORLD_HANBIN].staff[WORLD_CHAIR]);
}

/* M29 */
static void a_slot_has_as_many_bookings_as_seats(void **state)
{
	const struct act *open, *first;
	struct stage s;

	(void)state;
	stage_init(&s);
	open = offered(&s);
	control_expect(&s, NONE, open);
	first = booked(&s, open, 540);
	control_expect(&s, NONE, first);
	control_expect(&s, NONE, booked(&s, open, 540));
	control_expect(&s, SLOT_FULL, booked(&s, open, 540));
	control_expect(&s, NONE, booked(&s, open, 600));
	control_expect(&s, NONE, ended(&s, "slot.cancel", first));
	control_expect(&s, NONE, booked(&s, open, 540));
	control_expect(&s, SLOT_FULL, booked(&s, open, 540));
	stage_fini(&s);
}

static void only_what_is_offered_is_booked(void **state)
{
	const struct act *open;
	struct stage s;

	(void)state;
	stage_init(&s);
	open = offered(&s);
	control_expect(&s, SLOT_TIME, booked(&s, open, 555));
	control_expect(&s, SLOT_TIME, booked(&s, open, 630));
	control_expect(
	    &s, SLOT_UNKNOWN, booked(&s, booked(&s, open, 540), 540));
	s.w->now += 3 * DAY_SECONDS;
	control_expect(&s, SLOT_TIME, booked(&s, open, 540));
	stage_fini(&s);
}

static void a_booking_ends_once(void **state)
{
	const struct act *open, *first;
	struct stage s;

	(void)state;
	stage_init(&s);
	open = offered(&s);
	first = booked(&s, open, 540);
	control_expect(&s, SLOT_OVER, ended(&s, "slot.missed", first));
	s.w->now += 3 * DAY_SECONDS;
	control_expect(&s, NONE, ended(&s, "slot.missed", first));
	control_expect(&s, SLOT_OVER, ended(&s, "slot.kept", first));
	control_expect(&s, SLOT_UNKNOWN, ended(&s, "slot.kept", open));
	stage_fini(&s);
}

/* The authority suspends hanbin at @size. */
static const struct act *cut(struct stage *s, uint64_t size)
{
	struct act *act = world_draft(s->w, WORLD_ANKANG, "node.suspend");
	struct arena *a = s->w->arena;
	struct value *at = value_list(a);
	struct checkpoint c;

	assert_int_equal(
	    checkpoint_read(world_note(s->w, WORLD_HANBIN, size, s->w->now),
		&s->w->genesis.network, &c, NULL),
	    RULE_NONE);
	value_push(a, at, value_int(a, 0));
	value_push(a, at, value_int(a, (int64_t)size));
	value_push(a, at, value_bin(a, arena_copy(a, digest_bytes(&c.root))));
	world_text(s->w, act, "node", "hanbin");
	world_text(s->w, act, "reason", "");
	value_set(a, world_body(act), "at", at);
	return control_log_root(s, act);
}

static void what_is_beyond_a_cut_is_shown_to_nobody(void **state)
{
	const struct ledger_booking *b;
	const struct ledger_slot *slot;
	struct world_view *v;
	struct stage s;

	(void)state;
	stage_init(&s);
	(void)booked(&s, offered(&s), 540);
	control_expect(&s, NONE, cut(&s, s.w->nodes[WORLD_HANBIN].count - 1));
	v = world_view_new(s.w);
	world_view_feed_all(v);
	assert_int_equal(ledger_slot_booking_count(v->ledger), 1);
	b = ledger_slot_booking_at(v->ledger, 0);
	slot = ledger_slot_at(v->ledger, 0);
	assert_true(ledger_slot_stands(v->ledger, slot->node, slot->position));
	assert_false(ledger_slot_stands(v->ledger, "hanbin", b->position));
	world_view_free(v);
	stage_fini(&s);
}

static void a_code_is_read_as_it_is_told(void **state)
{
	static const uint8_t random[5] = { 1, 2, 3, 4, 5 };
	char code[LEDGER_SLOT_CODE_ROOM];
	struct digest one, two;
	char small[LEDGER_SLOT_CODE_ROOM];

	(void)state;
	ledger_slot_code(code, random);
	assert_int_equal(strlen(code), 9);
	for (size_t i = 0; i < sizeof(code); i++)
		small[i] = (char)(code[i] >= 'A' && code[i] <= 'Z'
				      ? code[i] - 'A' + 'a'
				      : code[i]);
	assert_int_equal(
	    ledger_slot_code_digest(&one, suite_used(), bytes_text(code), NULL),
	    ERR_OK);
	assert_int_equal(ledger_slot_code_digest(
			     &two, suite_used(), bytes_text(small), NULL),
	    ERR_OK);
	assert_true(digest_equal(&one, &two));
	assert_int_equal(ledger_slot_code_digest(
			     &one, suite_used(), bytes_text("ABCD-EFG"), NULL),
	    ERR_PARSE);
	assert_int_equal(ledger_slot_code_digest(
			     &one, suite_used(), bytes_text("ABCD-EFG0"), NULL),
	    ERR_PARSE);
	assert_int_equal(ledger_slot_code_digest(&one, suite_used(),
			     bytes_text("ABCD-EFGHJ"), NULL),
	    ERR_PARSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_has_as_many_bookings_as_seats),
		cmocka_unit_test(only_what_is_offered_is_booked),
		cmocka_unit_test(a_booking_ends_once),
		cmocka_unit_test(what_is_beyond_a_cut_is_shown_to_nobody),
		cmocka_unit_test(a_code_is_read_as_it_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
