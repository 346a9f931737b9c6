/*
 * The standards that ship in deploy/standards, with those of members of bundles
 * in members/, and what each of their criteria says of the samples in
 * tests/vectors/criteria*.json.
 */
#include <glob.h>
#include <stdlib.h>

#include "schema/criteria.h"
#include "schema/joint.h"
#include "schema/joint_merge.h"
#include "schema/standard_form.h"
#include "schema/standard_names.h"
#include "tests/unit/schema/standards.h"

#define FOLDER     "deploy/standards/"
#define ITEMS      26
#define MATTERS    5
#define MECHANISMS 50
/* 培训 is a network of its own for training, no item. */
#define MECHANISM_OF_NODE 45

static const char *const members[] = { "T03a", "T03b", "T03c", "T03d", "T03e",
	"T09a", "T09b", "T15a", "T15b", "T15c", "T15d", "T19a", "T19b",
	"T19c" };
#define MEMBERS (sizeof(members) / sizeof(members[0]))

struct shipped {
	struct arena *arena;
	size_t count;
	const struct standard *all[ITEMS + MATTERS + MEMBERS];
	struct value *samples;
};

static void add_samples(struct shipped *x, const char *path)
{
	const struct value *list =
	    value_get(files_json(x->arena, path), "samples");

	for (size_t i = 0; i < value_count(list); i++)
		value_push(x->arena, x->samples, value_at(list, i));
}

static int load(void **state)
{
	struct shipped *x = test_malloc(sizeof(*x));
	char path[64];

	*x = (struct shipped){ .arena = arena_new() };
	for (int i = 1; i <= ITEMS + MATTERS; i++) {
		if (i <= ITEMS)
			(void)snprintf(
			    path, sizeof(path), FOLDER "T%02d.yaml", i);
		else
			(void)snprintf(
			    path, sizeof(path), FOLDER "Q%d.yaml", i - ITEMS);
		x->all[x->count++] = standards_load(x->arena, path);
	}
	for (size_t i = 0; i < MEMBERS; i++) {
		(void)snprintf(
		    path, sizeof(path), FOLDER "members/%s.yaml", members[i]);
		x->all[x->count++] = standards_load(x->arena, path);
	}
	x->samples = value_list(x->arena);
	add_samples(x, "tests/vectors/criteria.json");
	add_samples(x, "tests/vectors/criteria_members.json");
	*state = x;
	return 0;
}

static int unload(void **state)
{
	struct shipped *x = *state;

	arena_free(x->arena);
	test_free(x);
	return 0;
}

/* The standard of "T04-1". */
static const struct standard *standard_of(
    const struct shipped *x, const char *code)
{
	size_t n = strcspn(code, "-");

	for (size_t i = 0; i < x->count; i++) {
		if (strlen(x->all[i]->item) == n &&
		    memcmp(x->all[i]->item, code, n) == 0)
			return x->all[i];
	}
	fail_msg("no standard has the criterion %s", code);
	return NULL;
}

static size_t place_of(const struct standard *s, const char *code)
{
	const struct standard_criterion *c =
	    standard_criterion(s, bytes_text(code));

	if (c == NULL)
		fail_msg("%s has no criterion %s", s->item, code);
	return (size_t)(c - s->criteria);
}

static void no_other_file_ships(void **state)
{
	const struct shipped *x = *state;
	glob_t found = { 0 };

	/* T04-r2 shows how a revision differs; members/ are those of bundles. */
	assert_int_equal(glob(SOURCE_ROOT "/" FOLDER "*", 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, ITEMS + MATTERS + 2);
	globfree(&found);
	assert_int_equal(
	    glob(SOURCE_ROOT "/" FOLDER "members/*", 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, x->count - ITEMS - MATTERS);
	globfree(&found);
}

static void each_is_named_as_its_file_and_comes_back(void **state)
{
	const struct shipped *x = *state;

	for (size_t i = 0; i < x->count; i++) {
		const struct standard *s = x->all[i], *back = NULL;
		struct standard_faults faults = { 0 };
		struct buf packed = { 0 };
		char item[8];

		if (i < ITEMS + MATTERS)
			(void)snprintf(item, sizeof(item),
			    i < ITEMS ? "T%02zu" : "Q%zu",
			    i < ITEMS ? i + 1 : i + 1 - ITEMS);
		else
			(void)snprintf(item, sizeof(item), "%s",
			    members[i - ITEMS - MATTERS]);
		assert_string_equal(s->item, item);
		assert_int_equal(s->revision, 1);
		assert_true(value_get_string(s->tree, "zh") != NULL);
		assert_true(value_get_string(s->tree, "en") != NULL);
		standard_encode(s, &packed);
		assert_int_equal(standard_decode(&back, x->arena,
				     buf_bytes(&packed), &faults),
		    ERR_OK);
		assert_true(digest_equal(&s->digest, &back->digest));
		buf_fini(&packed);
	}
}

static void is_hex(const char *item, const struct digest *d, const char *want)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, d);
	if (want == NULL || strcmp(hex, want) != 0)
		fail_msg("%s: %s; a changed standard gets a new revision, and "
			 "tests/vectors/standards_make.py its vector",
		    item, hex);
}

static void digests_are_those_of_another_implementation(void **state)
{
	const struct shipped *x = *state;
	const struct value *all =
	    files_json(x->arena, "tests/vectors/standards.json");

	for (size_t i = 0; i < x->count; i++) {
		const struct standard *s = x->all[i];
		char file[16];

		(void)snprintf(file, sizeof(file), "%s.yaml", s->item);
		const struct value *golden = value_get(all, file);

		is_hex(file, &s->digest, value_get_string(golden, "digest"));
		for (int p = 0; p < STANDARD_PART_COUNT; p++)
			is_hex(file, &s->core[p],
			    value_get_string(golden,
				standard_part_key((enum standard_part)p)));
	}
}

/* The case of a sample: the constants are the standard's own unless it names
 * others. */
static const struct value *case_of(
    struct arena *a, const struct standard *s, const struct value *data)
{
	struct value *v = value_map(a);
	const struct value *names = value_get(s->tree, "names");

	if (names != NULL)
		value_set(a, v, "std", names);
	for (size_t i = 0; i < data->map.count; i++)
		value_set_bytes(
		    a, v, data->map.pairs[i].key, data->map.pairs[i].value);
	return v;
}

static void each_criterion_says_of_its_samples_what_it_should(void **state)
{
	const struct shipped *x = *state;

	assert_true(value_count(x->samples) >= 200);
	for (size_t i = 0; i < value_count(x->samples); i++) {
		const struct value *sample = value_at(x->samples, i);
		const char *code = value_get_string(sample, "code");
		const char *want = value_get_string(sample, "verdict");
		const struct standard *s = standard_of(x, code);
		struct verdict_result r = criteria_judge(s, place_of(s, code),
		    case_of(x->arena, s, value_get(sample, "data")));

		if (strcmp(verdict_text(r.verdict), want) != 0)
			fail_msg("%s, sample %zu: %s, not %s (absent: %s)",
			    code, i, verdict_text(r.verdict), want, r.absent);
	}
}

static bool begins(struct bytes path, const char *head)
{
	size_t n = strlen(head);

	return path.n >= n && memcmp(path.p, head, n) == 0;
}

/* Does a rule read what the applicant or the acceptor gives? */
static bool reads_given(const struct value *rule)
{
	struct bytes path;

	for (size_t i = 0; rule->type == VALUE_LIST && i < value_count(rule);
	     i++) {
		if (reads_given(value_at(rule, i)))
			return true;
	}
	if (rule->type != VALUE_MAP)
		return false;
	if (value_get_text(rule, "var", &path))
		return begins(path, "form.") || begins(path, "facts.");
	return reads_given(rule->map.pairs[0].value);
}

static size_t samples_with(
    const struct shipped *x, const char *code, const char *verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < value_count(x->samples); i++) {
		const struct value *sample = value_at(x->samples, i);

		count += value_is_text(value_get(sample, "code"), code) &&
			 value_is_text(value_get(sample, "verdict"), verdict);
	}
	return count;
}

static void each_criterion_has_a_sample_of_every_outcome(void **state)
{
	const struct shipped *x = *state;
	size_t of_items = 0;

	for (size_t i = 0; i < x->count; i++) {
		const struct standard *s = x->all[i];

		for (size_t k = 0; k < s->criterion_count; k++) {
			const char *code = s->criteria[k].code;

			if (samples_with(x, code, "met") == 0 ||
			    samples_with(x, code, "not_met") == 0)
				fail_msg("%s lacks a pass or a fail", code);
			if (reads_given(s->criteria[k].logic) &&
			    samples_with(x, code, "unknown") == 0)
				fail_msg("%s lacks an unknown", code);
		}
		of_items += i < ITEMS ? s->criterion_count : 0;
	}
	assert_int_equal(of_items, 61);
}

/* form.<key>, facts.<key>, mat.<id>.<property>, std.<name>, case.<name>,
 * assist.<id>: what stands in a sample is declared. */
static void check_names(
    const struct standard *s, const char *prefix, const struct value *v)
{
	const union {
		const struct value *in;
		void *out;
	} tree = { s->tree };

	for (size_t i = 0; i < value_count(v); i++) {
		const struct value_pair *p = &v->map.pairs[i];
		char path[160];

		(void)snprintf(path, sizeof(path), "%s.%s", prefix,
		    (const char *)p->key.p);
		if (strcmp(prefix, "mat") == 0)
			check_names(s, path, p->value);
		else if (!standard_names_declared(tree.out, path))
			fail_msg("%s: a sample gives %s", s->item, path);
	}
}

static void samples_give_only_what_is_declared(void **state)
{
	static const char *const parts[] = { "form", "mat", "std", "case",
		"assist" };
	const struct shipped *x = *state;

	for (size_t i = 0; i < value_count(x->samples); i++) {
		const struct value *sample = value_at(x->samples, i);
		const char *code = value_get_string(sample, "code");
		const struct standard *s = standard_of(x, code);
		const struct value *data = value_get(sample, "data"), *normal;
		const struct value *facts = value_get(data, "facts");
		struct standard_faults faults = { 0 };

		for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
			check_names(s, parts[k], value_get(data, parts[k]));
		if (facts != NULL && standard_form_check_facts(&normal,
					 x->arena, s, facts, &faults) != ERR_OK)
			fail_msg("%s: %s: %s", code, faults.list[0].path,
			    faults.list[0].why.text);
	}
}

static void each_limit_says_where_it_stands(void **state)
{
	const struct shipped *x = *state;

	for (size_t i = 0; i < x->count; i++) {
		const struct value *basis = value_get(x->all[i]->tree, "basis");

		for (int k = 0; k < STANDARD_LIMIT_COUNT; k++) {
			const char *key =
			    standard_limit_key((enum standard_limit)k);

			if (x->all[i]->limited[k] &&
			    value_get(basis, key) == NULL)
				fail_msg("%s: no basis for %s", x->all[i]->item,
				    key);
		}
	}
}

static void they_exercise_every_mechanism(void **state)
{
	const struct shipped *x = *state;
	bool seen[MECHANISMS + 1] = { false };

	for (size_t i = 0; i < x->count; i++) {
		const struct value *list =
		    value_get(x->all[i]->tree, "mechanisms");

		assert_true(value_count(list) > 0);
		for (size_t k = 0; k < value_count(list); k++) {
			const char *id =
			    (const char *)value_at(list, k)->bytes.p;
			int number = atoi(id + 1);

			assert_int_equal(id[0], 'M');
			assert_in_range(number, 1, MECHANISMS);
			seen[number] = true;
		}
	}
	for (int i = 1; i <= MECHANISMS; i++) {
		if (seen[i] != (i != MECHANISM_OF_NODE))
			fail_msg("M%02d", i);
	}
}

static const struct standard *shipped_as(
    const struct shipped *x, const struct value *item)
{
	for (size_t i = 0; i < x->count; i++) {
		if (value_is_text(item, x->all[i]->item))
			return x->all[i];
	}
	fail_msg("a bundle has a member that does not ship");
	return NULL;
}

/* M15: under the bundle's name for them; what is filled once is one thing. */
static void members_of_bundles_ship(void **state)
{
	const struct shipped *x = *state;
	const struct standard *of[JOINT_MEMBERS_MAX];
	size_t bundles = 0, count = 0;

	for (size_t i = 0; i < x->count; i++) {
		const struct value *list =
		    value_get(value_get(x->all[i]->tree, "bundle"), "members");

		bundles += list != NULL;
		count += value_count(list);
		for (size_t k = 0; k < value_count(list); k++) {
			const struct value *m = value_at(list, k);
			const char *zh = value_get_string(m, "zh");

			of[k] = shipped_as(x, value_get(m, "item"));
			/* T08 is an item by itself, with a longer name. */
			if (strlen(of[k]->item) > strlen("T08"))
				assert_memory_equal(
				    zh, of[k]->zh, strlen(of[k]->zh));
		}
		assert_int_equal(
		    value_count(value_get(
			joint_merge(x->arena, x->all[i], of, value_count(list)),
			"conflicts")),
		    0);
	}
	assert_int_equal(bundles, 4);
	assert_int_equal(count, 16);
}

static void orders_escalate_in_four_steps(void **state)
{
	static const char *const steps[] = { "电话提醒", "书面函告", "会商约谈",
		"现场督办" };
	static const char *const items[] = { "Q1-", "Q5-" };
	const struct shipped *x = *state;

	for (size_t i = 0; i < 2; i++) {
		const struct value *list =
		    value_get(standard_of(x, items[i])->tree, "escalation");

		assert_int_equal(value_count(list), 4);
		for (size_t k = 0; k < 4; k++)
			assert_string_equal(
			    value_get_string(value_at(list, k), "zh"),
			    steps[k]);
	}
}

static void orders_have_the_clocks_of_the_hotline(void **state)
{
	static const struct {
		enum standard_limit which;
		struct limit limit;
	} rows[] = {
		{ STANDARD_LIMIT_ASSIGN, { 5, LIMIT_NMIN } },
		{ STANDARD_LIMIT_TAKE, { 30, LIMIT_NMIN } },
		{ STANDARD_LIMIT_FINISH, { 5, LIMIT_WD } },
		{ STANDARD_LIMIT_URGENT_SITE, { 2, LIMIT_NH } },
		{ STANDARD_LIMIT_URGENT_FINISH, { 12, LIMIT_NH } },
	};
	const struct standard *s = standard_of(*state, "Q1-1");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct limit l;

		assert_true(standard_limit(&l, s, rows[i].which));
		assert_int_equal(l.amount, rows[i].limit.amount);
		assert_int_equal(l.unit, rows[i].limit.unit);
	}
}

/* E12: who applies for a child names the guardian, and it is told so. */
static void a_minor_does_not_apply_without_a_guardian(void **state)
{
	struct shipped *x = *state;
	struct value *form = value_map(x->arena);
	const struct value *normal = NULL;

	value_set(x->arena, form, "child_rid",
	    value_text(x->arena, "610902199001010021"));
	value_set(x->arena, form, "school", value_text(x->arena, "primary-1"));
	value_set(x->arena, form, "batch", value_text(x->arena, "2026"));
	for (unsigned with = 0; with < 2; with++) {
		struct standard_faults faults = { 0 };
		enum err e;

		if (with == 1)
			value_set(x->arena, form, "guardian_rid",
			    value_text(x->arena, "11010519491231002X"));
		e = standard_form_check(
		    &normal, x->arena, standard_of(x, "T22-1"), form, &faults);
		assert_int_equal(e, with == 1 ? ERR_OK : ERR_PARSE);
		if (with == 0)
			assert_string_equal(
			    faults.list[0].path, "guardian_rid");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_other_file_ships),
		cmocka_unit_test(each_is_named_as_its_file_and_comes_back),
		cmocka_unit_test(digests_are_those_of_another_implementation),
		cmocka_unit_test(
		    each_criterion_says_of_its_samples_what_it_should),
		cmocka_unit_test(each_criterion_has_a_sample_of_every_outcome),
		cmocka_unit_test(samples_give_only_what_is_declared),
		cmocka_unit_test(each_limit_says_where_it_stands),
		cmocka_unit_test(they_exercise_every_mechanism),
		cmocka_unit_test(members_of_bundles_ship),
		cmocka_unit_test(orders_escalate_in_four_steps),
		cmocka_unit_test(orders_have_the_clocks_of_the_hotline),
		cmocka_unit_test(a_minor_does_not_apply_without_a_guardian),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
