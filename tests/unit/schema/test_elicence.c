#include "schema/elicence.h"

#include "tests/unit/schema/ids.h"

static enum err check(char *out, struct bytes text, struct why *why)
{
	return elicence_check(out, text, why);
}

static void vectors_pass_and_fail_as_written(void **state)
{
	(void)state;
	ids_run("elicence", check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_pass_and_fail_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
