#include "keys/suite.h"

#include <pthread.h>
#include <sodium.h>

#include "base/mem.h"
#include "keys/suite_fields.h"

#ifdef TEST_SUITE
extern const struct suite suite_250; /* tests/suite/suite_250.c */
#define COUNT 2u
#else
#define COUNT 1u
#endif

static const struct suite *const table[COUNT] = {
	&suite_1,
#ifdef TEST_SUITE
	&suite_250,
#endif
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	must(sodium_init() >= 0);
	for (size_t i = 0; i < COUNT; i++) {
		const struct suite *s = table[i];

		must(s->sign_public_bytes <= SUITE_SIGN_PUBLIC_BYTES_MAX);
		must(s->sign_secret_bytes <= SUITE_SIGN_SECRET_BYTES_MAX);
		must(s->signature_bytes <= SUITE_SIGNATURE_BYTES_MAX);
		must(s->seal_public_bytes <= SUITE_SEAL_PUBLIC_BYTES_MAX);
	}
}

const struct suite *suite_at(size_t i)
{
	return i < COUNT ? table[i] : NULL;
}

const struct suite *suite_find(uint8_t number)
{
	for (size_t i = 0; i < COUNT; i++)
		if (table[i]->number == number)
			return table[i];
	return NULL;
}

const struct suite *suite_get(uint8_t number)
{
	const struct suite *s = suite_find(number);

	suite_init();
	must(s != NULL);
	return s;
}

bool suite_check(uint64_t number)
{
	return number <= UINT8_MAX && suite_find((uint8_t)number) != NULL;
}

bool suite_take(uint8_t *out, int64_t number)
{
	if (number < 0 || !suite_check((uint64_t)number))
		return false;
	*out = (uint8_t)number;
	return true;
}

const char *suite_name(uint8_t suite)
{
	return suite_get(suite)->name;
}

void suite_init(void)
{
	must(pthread_once(&once, start) == 0);
}
