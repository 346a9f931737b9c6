#include "schema/criteria.h"

#include "schema/dossier.h"
#include "schema/standard.h"
#include "tests/unit/schema/stage.h"

/* "case.agent" */
static const struct value *at(const struct value *v, const char *path)
{
	while (v != NULL && *path != '\0') {
		size_t n = strcspn(path, ".");

		v = value_get_bytes(
		    v, (struct bytes){ (const uint8_t *)path, n });
		path += n;
		path += *path == '.';
	}
	return v;
}

static const struct value *data_of(struct stage *s, const char *channel)
{
	struct act *draft = world_receive(s->w, WORLD_GAOXIN, WORLD_HANBIN);
	struct world_view *v;
	const struct value *data;

	world_text(s->w, draft, "channel", channel);
	s->dossier = world_log(s->w, draft, WORLD_CLERK)->id;
	v = world_view_new(s->w);
	world_view_feed_all(v);
	data =
	    criteria_data(s->arena, world_view_fold(v, s->arena, &s->dossier),
		value_map(s->arena), value_map(s->arena));
	/* The acts lie in the world's arena, not in the view. */
	world_view_free(v);
	return data;
}

static void case_says_where_when_and_how_it_was_received(void **state)
{
	const struct value *v;
	struct stage s;
	bool agent = true;

	(void)state;
	stage_init(&s);
	v = data_of(&s, "onsite");
	assert_true(value_is_text(at(v, "case.channel"), "onsite"));
	assert_true(value_is_text(at(v, "case.district"), "ankang-gaoxin"));
	assert_true(value_is_text(at(v, "case.home"), "hanbin"));
	assert_true(value_is_text(at(v, "case.received_day"), "2026-11-23"));
	assert_true(value_get_bool(at(v, "case"), "agent", &agent));
	assert_false(agent);
	stage_fini(&s);
}

static void agent_is_who_comes_by_that_channel(void **state)
{
	struct stage s;
	bool agent = false;

	(void)state;
	stage_init(&s);
	assert_true(
	    value_get_bool(at(data_of(&s, "agent"), "case"), "agent", &agent));
	assert_true(agent);
	stage_fini(&s);
}

static void material_is_a_file_or_drawn(void **state)
{
	const struct value *v;
	struct stage s;
	bool have = false;

	(void)state;
	stage_init(&s);
	v = data_of(&s, "window");
	assert_true(value_get_bool(at(v, "mat.M1"), "have", &have));
	assert_true(have);
	assert_true(value_is_text(at(v, "mat.M1.kind"), "original"));
	assert_true(value_is_text(at(v, "mat.M2.kind"), "drawn"));
	assert_null(at(v, "mat.M9"));
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_says_where_when_and_how_it_was_received),
		cmocka_unit_test(agent_is_who_comes_by_that_channel),
		cmocka_unit_test(material_is_a_file_or_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
