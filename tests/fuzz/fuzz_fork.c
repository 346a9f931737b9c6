/* Proofs of forks: no crash, what is read writes itself, and nothing that a
 * stranger made is signed. */
#include <string.h>

#include "base/mem.h"
#include "sync/fork_make.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes in = { data, size };
	struct digest network = { { 1, 2, 3 } };
	struct sign_public key = { 0 };
	struct buf again = { 0 };
	struct fork f;
	struct fork_claim claim;

	if (fork_make_parse(&f, in, NULL) == ERR_OK) {
		fork_make_format(&again, &f);
		must(again.n == in.n && memcmp(again.p, in.p, in.n) == 0);
		if (fork_check(&f, &network, &claim, NULL) == RULE_NONE)
			must(fork_check_signed(
				 &f, &network, &key, &key, NULL) != RULE_NONE);
	}
	buf_fini(&again);
	return 0;
}
