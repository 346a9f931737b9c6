#include "sync/hint.h"

#include <string.h>

#include "keys/digest.h"
#include "keys/noise.h"
#include "keys/random.h"

static const char label[] = "tongban/channel-hint/v1"; /* its zero counts */

/* Behind the salt that stands in @hint. */
static void finish(
    uint8_t hint[static HINT_BYTES], const struct noise_public *key)
{
	struct digest_run run;
	struct digest sum;

	digest_begin(&run);
	digest_add(&run, bytes_of(label));
	digest_add(&run, (struct bytes){ hint, HINT_SALT_BYTES });
	digest_add(&run, noise_public_bytes(key));
	sum = digest_end(&run);
	memcpy(hint + HINT_SALT_BYTES, sum.b, HINT_BYTES - HINT_SALT_BYTES);
}

void hint_make(uint8_t out[static HINT_BYTES], const struct noise_public *key,
    struct random *r)
{
	random_fill(r, out, HINT_SALT_BYTES);
	finish(out, key);
}

bool hint_fits(struct bytes hint, const struct noise_public *key)
{
	uint8_t want[HINT_BYTES];

	if (hint.n != HINT_BYTES)
		return false;
	memcpy(want, hint.p, HINT_SALT_BYTES);
	finish(want, key);
	return memcmp(want, hint.p, HINT_BYTES) == 0;
}
