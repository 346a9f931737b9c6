/*
 * How often whoever may ask (docs/API.md A-5): buckets of keys, of addresses, of
 * both for files in pieces, and of the journal's lines about refusals.
 */
#include "node/daemon_fields.h"

#include "node/config.h"
#include "node/rate.h"

#define RATE_PIECES 4  /* times the rate, for API_RIGHT_PIECES */
#define RATE_BURST  10 /* seconds of the allowed rate at once */
#define LINES_BURST 20 /* about one address and reason */

void daemon_rate_open(struct daemon *d)
{
	unsigned rate = (unsigned)d->options.config->rate_per_second;

	d->rate_keys = rate_new(rate, rate * RATE_BURST);
	d->rate_addresses = rate_new(rate, rate * RATE_BURST);
	d->rate_pieces =
	    rate_new(rate * RATE_PIECES, rate * RATE_PIECES * RATE_BURST);
	d->rate_lines = rate_new(1, LINES_BURST);
}

void daemon_rate_free(struct daemon *d)
{
	rate_free(d->rate_keys);
	rate_free(d->rate_addresses);
	rate_free(d->rate_pieces);
	rate_free(d->rate_lines);
}

struct rate *daemon_rate_keys(struct daemon *d)
{
	return d->rate_keys;
}

struct rate *daemon_rate_addresses(struct daemon *d)
{
	return d->rate_addresses;
}

struct rate *daemon_rate_pieces(struct daemon *d)
{
	return d->rate_pieces;
}

struct rate *daemon_rate_lines(struct daemon *d)
{
	return d->rate_lines;
}
