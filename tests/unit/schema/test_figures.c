/* What a month of cases comes to, against counts made by hand. */
#include "schema/figures.h"

#include "schema/day.h"
#include "schema/order_cells.h"
#include "schema/standard.h"
#include "tests/unit/schema/life.h"

#define A WORLD_ANKANG
#define H WORLD_HANBIN
#define G WORLD_GAOXIN

static int64_t at(const char *date)
{
	struct day d;

	assert_int_equal(day_parse(&d, bytes_text(date), NULL), ERR_OK);
	return day_begins(d);
}

static void begin(struct stage *s, const char *file)
{
	life_init(s, file);
	s->w->now = at("2026-11-24") + INT64_C(9) * 3600; /* a Tuesday */
}

/* From the 1st of November on, up to and without @until. */
static struct figures month(struct stage *s, const char *until)
{
	struct figures f = { .arena = s->arena,
		.from = at("2026-11-01"),
		.until = at(until),
		.as_of = at(until) - 1 };

	return f;
}

static void add(struct figures *f, struct stage *s, const struct digest *id)
{
	const struct dossier *d;

	s->dossier = *id;
	d = life_fold(s);
	figures_add(f, d, life_ledger());
}

static void expect(
    const struct figures_row *row, enum figures_count which, int64_t count)
{
	if (row->counts[which] != count)
		fail_msg("%s is %lld, not %lld", figures_count_word(which),
		    (long long)row->counts[which], (long long)count);
}

static struct digest receive(
    struct stage *s, enum world_node_index node, const char *channel)
{
	struct act *act = world_receive(s->w, node, H);
	const struct act *done;

	act->std = s->w->standard->digest;
	world_text(s->w, act, "item", s->w->standard->item);
	world_text(s->w, act, "channel", channel);
	life_materials(s, act, "M1,M2");
	done = world_log(s->w, act, WORLD_CLERK);
	s->dossier = done->id;
	s->custody = done->id;
	life_expect(s, RULE_NONE, done);
	return done->id;
}

static void deliver(struct stage *s, const char *means)
{
	struct act *draft = life_draft(s, H, "case.deliver");

	world_text(s->w, draft, "means", means);
	(void)life_accepted(s, draft);
}

static void rate(struct stage *s, int64_t level)
{
	struct act *draft = life_draft(s, H, "case.rate");

	world_int(s->w, draft, "level", level);
	(void)life_accepted(s, draft);
}

/* In time, fetched at the window, liked. */
static struct digest an_ordinary_case(struct stage *s)
{
	struct digest id = receive(s, H, "window");

	(void)life_logged(s, H, "case.accept");
	(void)life_logged(s, H, "case.review.start");
	(void)life_logged(s, H, "case.decide.yes");
	(void)life_logged(s, H, "case.issue");
	deliver(s, "pickup");
	rate(s, 2);
	return id;
}

/* Over the net, on a promise and with a gap, 11 working days for 10. */
static struct digest a_late_case(struct stage *s)
{
	struct digest id = receive(s, H, "online");
	struct act *draft = life_draft(s, H, "case.accept.promise");

	world_list(s->w, draft, "promised", "M3");
	(void)life_accepted(s, draft);
	(void)life_logged(s, H, "case.review.start");
	s->w->now = at("2026-12-09") + INT64_C(9) * 3600;
	(void)life_logged(s, H, "case.decide.yes");
	(void)life_logged(s, H, "case.issue");
	deliver(s, "parcel");
	rate(s, 5);
	return id;
}

/* M31, M39, M42: every figure of three cases. */
static void a_month_is_counted_as_by_hand(void **state)
{
	struct digest ids[3];
	struct figures f;
	const struct figures_row *r;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	ids[0] = receive(&s, G, "kiosk"); /* accepted, then left lying */
	(void)life_logged(&s, G, "case.accept");
	ids[1] = an_ordinary_case(&s);
	ids[2] = a_late_case(&s);
	f = month(&s, "2027-01-01");
	for (size_t i = 0; i < 3; i++)
		add(&f, &s, &ids[i]);
	figures_close(&f);
	r = &f.total;
	expect(r, FIGURES_RECEIVED, 3);
	expect(r, FIGURES_ONLINE, 1);
	expect(r, FIGURES_ACCEPTED, 3);
	expect(r, FIGURES_PROMISE, 1);
	expect(r, FIGURES_PROMISED, INT64_C(3) * 10 * 1440);
	expect(r, FIGURES_STATUTORY, INT64_C(3) * 45 * 1440);
	expect(r, FIGURES_DECIDED, 2);
	expect(r, FIGURES_TIMED, 2);
	expect(r, FIGURES_IN_TIME, 1);
	expect(r, FIGURES_DELIVERED, 2);
	expect(r, FIGURES_ZERO_TRIP, 1);
	expect(r, FIGURES_OVERDUE, 1);
	expect(r, FIGURES_RATED, 2);
	expect(r, FIGURES_SATISFIED, 1);
	expect(r, FIGURES_ORDERS, 0);
	assert_int_equal(figures_rate(r, FIGURES_RATE_ON_TIME), 5000);
	assert_int_equal(figures_rate(r, FIGURES_RATE_COMPRESSION), 2222);
	assert_int_equal(figures_rate(r, FIGURES_RATE_ONLINE), 3333);
	assert_int_equal(
	    figures_rate(r, FIGURES_RATE_ORDERS_ON_TIME), FIGURES_NO_RATE);
	assert_int_equal(f.districts.count, 2);
	assert_string_equal(f.districts.rows[0].key, "ankang-gaoxin");
	expect(&f.districts.rows[0], FIGURES_RECEIVED, 1);
	expect(&f.districts.rows[0], FIGURES_OVERDUE, 1);
	assert_int_equal(f.districts.rows[0].rank, 0); /* decided nothing */
	expect(&f.districts.rows[1], FIGURES_DECIDED, 2);
	assert_int_equal(f.districts.rows[1].rank, 1);
	assert_int_equal(f.departments.count, 1);
	assert_string_equal(f.departments.rows[0].key, "-");
	expect(&f.departments.rows[0], FIGURES_RECEIVED, 3);
	assert_int_equal(f.items.count, 1);
	assert_string_equal(f.items.rows[0].key, "L02");
	life_fini(&s);
}

/* M42: what happens in December is not November's, and a day's last second
 * is the law's (+08:00). */
static void an_event_belongs_to_the_month_of_its_batch(void **state)
{
	struct digest id;
	struct figures f;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	s.w->now = at("2026-12-01") - 1;
	id = receive(&s, H, "window");
	s.w->now = at("2026-12-01");
	(void)life_logged(&s, H, "case.accept");
	f = month(&s, "2026-12-01");
	add(&f, &s, &id);
	expect(&f.total, FIGURES_RECEIVED, 1);
	expect(&f.total, FIGURES_ACCEPTED, 0);
	f = month(&s, "2027-01-01");
	f.from = at("2026-12-01");
	add(&f, &s, &id);
	expect(&f.total, FIGURES_RECEIVED, 0);
	expect(&f.total, FIGURES_ACCEPTED, 1);
	life_fini(&s);
}

/* M42: one district's figures are those of its log. */
static void a_district_is_counted_alone(void **state)
{
	struct digest id;
	struct figures f;
	struct stage s;

	(void)state;
	begin(&s, "life_clocks.yaml");
	id = receive(&s, G, "window");
	stage_hand_over(&s, G, H);
	(void)life_logged(&s, H, "case.accept");
	f = month(&s, "2026-12-01");
	f.district = "hanbin";
	add(&f, &s, &id);
	figures_close(&f);
	expect(&f.total, FIGURES_RECEIVED, 0);
	expect(&f.total, FIGURES_ACCEPTED, 1);
	assert_int_equal(f.districts.count, 1);
	assert_int_equal(f.districts.rows[0].rank, 0); /* among whom? */
	life_fini(&s);
}

static void rates_are_rounded_half_up(void **state)
{
	struct figures_row row = { .key = "x" };

	(void)state;
	row.counts[FIGURES_TIMED] = 20000;
	row.counts[FIGURES_IN_TIME] = 1; /* half a basis point */
	assert_int_equal(figures_rate(&row, FIGURES_RATE_ON_TIME), 1);
	row.counts[FIGURES_TIMED] = 20001;
	assert_int_equal(figures_rate(&row, FIGURES_RATE_ON_TIME), 0);
	row.counts[FIGURES_IN_TIME] = 20001;
	assert_int_equal(figures_rate(&row, FIGURES_RATE_ON_TIME), 10000);
}

/* Each key with so many of so many in time, so many overdue. */
static void put_row(struct figures *f, const char *key, int64_t timed,
    int64_t in_time, int64_t overdue)
{
	struct figures_row *row = &f->districts.rows[f->districts.count++];

	row->key = key;
	row->counts[FIGURES_TIMED] = timed;
	row->counts[FIGURES_IN_TIME] = in_time;
	row->counts[FIGURES_OVERDUE] = overdue;
}

/* M42 */
static void districts_are_ranked_and_equals_share_a_rank(void **state)
{
	struct figures_row rows[8] = { 0 };
	struct figures f = { .districts = { .rows = rows, .room = 8 } };

	(void)state;
	put_row(&f, "e", 0, 0, 0); /* nothing to rank it by */
	put_row(&f, "d", 4, 2, 0);
	put_row(&f, "c", 2, 1, 0);
	put_row(&f, "b", 2, 1, 1);
	put_row(&f, "a", 3, 2, 9);
	figures_close(&f);
	assert_string_equal(rows[0].key, "a");
	assert_int_equal(rows[0].rank, 1);
	assert_int_equal(rows[1].rank, 4); /* b: one overdue */
	assert_int_equal(rows[2].rank, 2); /* c and d: the same */
	assert_int_equal(rows[3].rank, 2);
	assert_int_equal(rows[4].rank, 0);
}

/* ---- orders ---- */

static const struct dossier *order(struct stage *s, const char *class)
{
	struct act *draft = life_order(s, A);
	const struct act *act;

	if (class != NULL)
		world_text(s->w, draft, "class", class);
	act = world_log(s->w, draft, WORLD_CLERK);
	s->dossier = act->id;
	s->custody = act->id;
	life_expect(s, RULE_NONE, act);
	return life_fold(s);
}

/* M33, M36, M42: an order's answer is held against the limit to finish. */
static void an_order_is_counted_by_its_own_limit(void **state)
{
	struct digest id;
	struct figures f;
	struct stage s;

	(void)state;
	begin(&s, "life_urgent.yaml");
	id = order(&s, "simple")->id;
	stage_hand_over(&s, A, G);
	(void)life_logged(&s, G, "case.accept");
	(void)life_logged(&s, G, "case.review.start");
	f = month(&s, "2027-01-01");
	add(&f, &s, &id);
	expect(&f.total, FIGURES_OVERDUE, 1);
	s.w->now = at("2026-12-02"); /* 5 working days end on the 1st */
	(void)life_logged(&s, G, "case.decide.yes");
	f = month(&s, "2027-01-01");
	add(&f, &s, &id);
	figures_close(&f);
	expect(&f.total, FIGURES_ORDERS, 1);
	expect(&f.total, FIGURES_RECEIVED, 0);
	expect(&f.total, FIGURES_ACCEPTED, 0);
	expect(&f.total, FIGURES_ORDERS_DECIDED, 1);
	expect(&f.total, FIGURES_ORDERS_TIMED, 1);
	expect(&f.total, FIGURES_ORDERS_IN_TIME, 0);
	expect(&f.total, FIGURES_OVERDUE, 0);
	life_fini(&s);
}

static struct order_cells cells(struct stage *s, enum order_cells_axis axis)
{
	struct order_cells c = { .arena = s->arena,
		.axis = axis,
		.from = at("2026-11-01"),
		.until = at("2026-12-01") };

	return c;
}

static void orders_of(
    struct stage *s, struct order_cells *c, int count, const char *class)
{
	for (int i = 0; i < count; i++)
		order_cells_add(c, order(s, class));
}

/* M36: few people in a cell could be known by it. */
static void small_cells_of_orders_are_hidden(void **state)
{
	struct order_cells c;
	struct stage s;

	(void)state;
	begin(&s, "life_urgent.yaml");
	c = cells(&s, ORDER_CELLS_CLASS);
	orders_of(&s, &c, 7, "simple");
	orders_of(&s, &c, 5, "urgent");
	order_cells_close(&c);
	assert_int_equal(c.count, 2); /* five are enough */
	assert_string_equal(c.cells[0].key, "simple");
	assert_int_equal(c.cells[0].count, 7);
	assert_int_equal(c.other, 0);

	c = cells(&s, ORDER_CELLS_CLASS);
	orders_of(&s, &c, 7, "simple");
	orders_of(&s, &c, 6, "urgent");
	orders_of(&s, &c, 2, NULL);
	order_cells_close(&c); /* 15 - 7 - 6 would tell the two */
	assert_int_equal(c.count, 1);
	assert_int_equal(c.cells[0].count, 7);
	assert_int_equal(c.other, 8);
	assert_int_equal(c.total, 15);
	assert_false(c.hidden);

	c = cells(&s, ORDER_CELLS_CLASS);
	orders_of(&s, &c, 4, "simple");
	order_cells_close(&c);
	assert_int_equal(c.count, 0);
	assert_true(c.hidden);
	life_fini(&s);
}

/* M36: by hour, day, district, item. */
static void orders_are_told_by_each_axis(void **state)
{
	static const char *const keys[] = { "23", "2026-11-30", "ankang", "Q02",
		"-" };
	struct stage s;

	(void)state;
	begin(&s, "life_urgent.yaml");
	s.w->now = at("2026-12-01") - 600; /* 23:50, +08:00 */
	for (unsigned i = 0; i < ORDER_CELLS_AXIS_COUNT; i++) {
		struct order_cells c = cells(&s, (enum order_cells_axis)i);

		s.w->now = at("2026-12-01") - 600;
		orders_of(&s, &c, 5, NULL);
		s.w->now = at("2026-12-01");
		orders_of(&s, &c, 1, NULL); /* December's */
		order_cells_close(&c);
		assert_int_equal(c.count, 1);
		assert_string_equal(c.cells[0].key, keys[i]);
		assert_int_equal(c.cells[0].count, 5);
	}
	life_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_month_is_counted_as_by_hand),
		TEST(an_event_belongs_to_the_month_of_its_batch),
		TEST(a_district_is_counted_alone),
		TEST(rates_are_rounded_half_up),
		TEST(districts_are_ranked_and_equals_share_a_rank),
		TEST(an_order_is_counted_by_its_own_limit),
		TEST(small_cells_of_orders_are_hidden),
		TEST(orders_are_told_by_each_axis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
