/*
 * Openings on record that files may be asked for (docs/API.md A-6): kept by a
 * clock that nobody sets, for this run of the node.
 */
#include "node/daemon_fields.h"

void daemon_opening_put(struct daemon *d, const struct digest *act)
{
	d->openings[d->opening_next] =
	    (struct daemon_opening){ *act, daemon_pump_now(d) };
	d->opening_next = (d->opening_next + 1) % DAEMON_OPENINGS_MAX;
}

int64_t daemon_opening_age_ms(const struct daemon *d, const struct digest *act)
{
	for (size_t i = 0; i < DAEMON_OPENINGS_MAX; i++)
		if (digest_equal(&d->openings[i].act, act))
			return daemon_pump_now(d) - d->openings[i].at_ms;
	return INT64_MAX;
}
