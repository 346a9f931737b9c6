#include "schema/person.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "schema/json.h"
#include "tests/unit/schema/standards.h"

static struct secret key_of_the_year(void)
{
	struct secret key;

	for (size_t i = 0; i < sizeof(key.b); i++)
		key.b[i] = (uint8_t)i;
	return key;
}

/* Computed with Python's hmac, by docs/FORMAT.md F-118 and F-239. */
static const struct {
	const char *typed, *type, *pseudonym, *credit;
} people[] = {
	{ "610902199001010021", "rid",
	    "3e78d0c5643d0d03c68b8446ed0b3f5fac17a439ff39ed41e9780d4d888d071b",
	    "4a838aeeee5a763827c933fa838d2faeee9918c99f31e9a9449e40b1c8d090de" },
	{ "91350100m000100y43", "uscc",
	    "d135eecd07d7c2216286a5f71c44b436e954acca6d7d463b71be0fa33f836315",
	    "ff11d5ad44f8cb39ef248e80972139f89eb14fb598b8aa059cd4ba988569abdc" },
};

static void a_pseudonym_is_the_hmac_of_type_and_normal_id(void **state)
{
	struct secret key = key_of_the_year();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct person p;
		struct digest d;
		char hex[DIGEST_HEX_ROOM];

		assert_true(person_parse(&p, bytes_text(people[i].typed)));
		assert_string_equal(p.type, people[i].type);
		d = person_pseudonym(&p, &key);
		digest_hex(hex, &d);
		assert_string_equal(hex, people[i].pseudonym);
		d = person_credit(&p, &key);
		digest_hex(hex, &d);
		assert_string_equal(hex, people[i].credit);
		person_wipe(&p);
		assert_int_equal(p.id[0], 0);
	}
}

static void another_key_gives_another_pseudonym(void **state)
{
	struct secret key = key_of_the_year();
	struct person p;
	struct digest one, two;

	(void)state;
	assert_true(person_parse(&p, bytes_text(people[0].typed)));
	one = person_pseudonym(&p, &key);
	key.b[0] ^= 1;
	two = person_pseudonym(&p, &key);
	assert_false(digest_equal(&one, &two));
}

static void no_id_is_no_person(void **state)
{
	struct person p;

	(void)state;
	assert_false(person_parse(&p, bytes_text("")));
	assert_false(person_parse(&p, bytes_text("610902199001010022")));
	assert_false(person_parse(&p, bytes_text("li-min")));
}

static bool find(struct person *out, const char *standard, const char *form)
{
	static const struct json_limits limits = { 4096, 8 };
	struct arena *a = arena_new();
	const struct standard *s = standards_load(a, standard);
	struct value *tree;
	bool found;

	assert_int_equal(
	    json_parse(a, bytes_text(form), &limits, &tree, NULL), ERR_OK);
	found = person_find(out, s, tree);
	arena_free(a);
	return found;
}

static void the_first_required_id_of_a_form_is_the_person(void **state)
{
	struct person p;

	(void)state;
	assert_true(find(&p, STANDARDS_T04,
	    "{\"rid\": \"610902199001010021\","
	    " \"employer_uscc\": \"91350100M000100Y43\"}"));
	assert_string_equal(p.type, "rid");
	assert_string_equal(p.id, "610902199001010021");
	assert_false(find(&p, STANDARDS_T04, "{\"consent\": true}"));
	assert_false(find(&p, STANDARDS_T04, "{\"rid\": 7}"));
}

/* E12: a guardian acts for a child: the case is the child's, whoever came. */
static void a_minors_case_is_not_the_guardians(void **state)
{
	struct person child, alone;

	(void)state;
	assert_true(find(&child, "deploy/standards/T22.yaml",
	    "{\"child_rid\": \"610902199001010021\","
	    " \"guardian_rid\": \"11010519491231002X\"}"));
	assert_string_equal(child.type, "rid");
	assert_string_equal(child.id, "610902199001010021");
	assert_false(find(&alone, "deploy/standards/T22.yaml",
	    "{\"guardian_rid\": \"11010519491231002X\"}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pseudonym_is_the_hmac_of_type_and_normal_id),
		cmocka_unit_test(another_key_gives_another_pseudonym),
		cmocka_unit_test(no_id_is_no_person),
		cmocka_unit_test(the_first_required_id_of_a_form_is_the_person),
		cmocka_unit_test(a_minors_case_is_not_the_guardians),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
