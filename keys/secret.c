#include "keys/secret.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "keys/random.h"
#include "keys/suite.h"

/* Guarded memory ends at a page border, so only a rounded size is aligned. */
#define ALIGN_BYTES 16

/* Deeper than Argon2id, the AEADs and the curves go. */
#define SCRUB_BYTES 65536

void secret_make(struct secret *out, struct random *r)
{
	random_fill(r, out->b, SECRET_BYTES);
}

void secret_wipe(struct secret *s)
{
	mem_wipe(s->b, SECRET_BYTES);
}

void *secret_new(size_t size)
{
	size_t rounded = (size + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
	void *p;

	must(rounded >= size);
	suite_init();
	p = sodium_malloc(rounded);
	must(p != NULL);
	memset(p, 0, rounded);
	return p;
}

void secret_free(void *p)
{
	sodium_free(p);
}

/* Touched first: the system makes a stack as it grows. */
void secret_lock_stack(void)
{
	uint8_t below[SECRET_STACK_BYTES];
	volatile uint8_t *touched = below;
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t skip = (page - (uintptr_t)below % page) % page;

	suite_init();
	for (size_t i = 0; i < sizeof(below); i += page)
		touched[i] = 0;
	/* Whole pages only: else they would not be left out of dumps. */
	(void)sodium_mlock(below + skip, (sizeof(below) - skip) / page * page);
}

bool secret_is_locked(size_t size)
{
	void *p = secret_new(size);
	bool locked = sodium_mlock(p, size) == 0;

	secret_free(p);
	return locked;
}

void secret_scrub_stack(void)
{
	sodium_stackzero(SCRUB_BYTES);
}
