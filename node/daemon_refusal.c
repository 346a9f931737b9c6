/*
 * Counters of what the API refused (node/api_refusal.h).
 */
#include "node/daemon_fields.h"

void daemon_refusal_count(struct daemon *d, enum rule rule, int status)
{
	int at = status - DAEMON_STATUS_FIRST;

	if (rule != RULE_NONE)
		d->refusals[rule]++;
	if (at >= 0 && at < DAEMON_STATUS_COUNT)
		d->refused_status[at]++;
}

void daemon_refusal_put_unsaid(struct daemon *d)
{
	d->unsaid++;
}

uint64_t daemon_refusal_take_unsaid(struct daemon *d)
{
	uint64_t n = d->unsaid;

	d->unsaid = 0;
	return n;
}
