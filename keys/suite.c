#include "keys/suite.h"

#include <pthread.h>
#include <sodium.h>

#include "base/mem.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	must(sodium_init() >= 0);
}

bool suite_check(uint64_t number)
{
	return number == SUITE_1;
}

void suite_init(void)
{
	must(pthread_once(&once, start) == 0);
}
