/*
 * Writes tests/vectors/case.bundle: a disclosure bundle (docs/FORMAT.md F-117)
 * of a made-up case, all of it from one seed.  ctest compares what this build
 * writes with the file: bundles are kept for decades.
 *
 *	bundle            the bundle, to standard output
 *	bundle about      its network, and the secret that opens its keys
 */
#include <stdio.h>

#include "base/mem.h"
#include "tests/unit/sync/disclosed.h"

static void put(struct bytes b)
{
	must(fwrite(b.p, 1, b.n, stdout) == b.n);
}

int main(int argc, char **argv)
{
	static const struct disclosed_options plain = { 0 };
	struct disclosed *x = disclosed_new(&plain);

	(void)argv;
	if (argc > 1) {
		char network[DIGEST_HEX_ROOM];
		char hex[TEXT_HEX_ROOM(sizeof(x->auditor.secret.b))];

		digest_hex(network, &x->logs.stage.w->genesis.network);
		text_hex(hex, (struct bytes){ x->auditor.secret.b,
				  sizeof(x->auditor.secret.b) });
		(void)printf("network %s\nauditor %s\n", network, hex);
	} else {
		put(bytes_text(BUNDLE_MAGIC));
		for (size_t i = 0; i < x->count; i++) {
			uint8_t length[4];

			for (size_t k = 0; k < 4; k++)
				length[k] =
				    (uint8_t)(x->records[i].n >> (24 - 8 * k));
			put((struct bytes){ length, sizeof(length) });
			put(x->records[i]);
		}
	}
	disclosed_free(x);
	return 0;
}
