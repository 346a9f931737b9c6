/*
 * suite_used - of which suite the worlds of a test are.
 *
 * Suite 1; a test that is registered to run once more (tests/unit/unit.cmake)
 * finds 250 in the environment.
 */
#ifndef TESTS_SUITE_SUITE_USED_H
#define TESTS_SUITE_SUITE_USED_H

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "keys/suite.h"

static inline uint8_t suite_used(void)
{
	const char *text = getenv("TONGBAN_TEST_SUITE");
	unsigned long number = text != NULL ? strtoul(text, NULL, 10) : SUITE_1;

	must(suite_check(number)); /* a test build knows both */
	return (uint8_t)number;
}

/* One that this build knows, too, and that is not the world's. */
static inline uint8_t suite_other(void)
{
	return suite_used() == SUITE_1 ? SUITE_TEST : SUITE_1;
}

#endif
