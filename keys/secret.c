#include "keys/secret.h"

#include <sodium.h>
#include <string.h>

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

bool secret_is_locked(void)
{
	void *p = secret_new(1);
	bool locked = sodium_mlock(p, 1) == 0;

	secret_free(p);
	return locked;
}

void secret_scrub_stack(void)
{
	sodium_stackzero(SCRUB_BYTES);
}
