/* Tickets of printed documents: no crash, and what is read writes itself. */
#include "base/mem.h"
#include "schema/act.h"
#include "sync/ticket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes in = { data, size };
	struct arena *a = arena_new();
	struct buf again = { 0 };
	struct ticket t;

	if (ticket_parse(&t, a, in, NULL) == ERR_OK) {
		struct sign_public key = { 0 };

		ticket_format(&again, t.act->raw, t.proof);
		must(again.n <= in.n); /* line ends around it are not kept */
		must(ticket_check(&t, &key, NULL) != RULE_NONE);
	}
	buf_fini(&again);
	arena_free(a);
	return 0;
}
