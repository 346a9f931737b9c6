#include "schema/mod3736.h"

#include <string.h>

#include "tests/unit/unit.h"

static char check_of(const char *text)
{
	struct mod3736 m = mod3736_begin();

	mod3736_feed(&m, bytes_text(text));
	return mod3736_end(&m);
}

static void example_of_the_standard_has_its_check_character(void **state)
{
	(void)state;
	/* ISO/IEC 7064: A12425GABC1234002 with check character M. */
	assert_int_equal(check_of("A12425GABC1234002"), 'M');
}

static void separators_and_cuts_do_not_count(void **state)
{
	struct mod3736 m = mod3736_begin();

	(void)state;
	mod3736_feed(&m, bytes_text("A12-425"));
	mod3736_feed(&m, bytes_text(".GABC 1234002"));
	assert_int_equal(mod3736_end(&m), 'M');
}

static void every_single_wrong_character_is_found(void **state)
{
	const char right[] = "HANBIN202611240001";
	const char all[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char check = check_of(right);

	(void)state;
	for (size_t i = 0; i < sizeof(right) - 1; i++) {
		for (size_t k = 0; k < sizeof(all) - 1; k++) {
			char text[sizeof(right)];
			memcpy(text, right, sizeof(right));
			text[i] = all[k];
			assert_int_equal(
			    check_of(text) == check, all[k] == right[i]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    example_of_the_standard_has_its_check_character),
		cmocka_unit_test(separators_and_cuts_do_not_count),
		cmocka_unit_test(every_single_wrong_character_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
