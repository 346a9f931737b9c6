#include "sync/witness_choice.h"

#include <string.h>

#include "base/mem.h"
#include "schema/ledger.h"

#define TAG "tongban/witness/v1"

struct digest witness_choice_draw(
    const struct digest *network, const char *log, const char *node)
{
	struct digest_run run;

	digest_begin(&run);
	digest_add(&run, (struct bytes){ (const uint8_t *)TAG, sizeof(TAG) });
	digest_add(&run, digest_bytes(network));
	digest_add(
	    &run, (struct bytes){ (const uint8_t *)log, strlen(log) + 1 });
	digest_add(&run, bytes_text(node));
	return digest_end(&run);
}

size_t witness_choice_of(const char *out[static WITNESS_CHOICE_COUNT],
    const struct digest *network, const char *log, const char *const *nodes,
    size_t count)
{
	struct digest draws[WITNESS_CHOICE_COUNT];
	size_t chosen = 0;

	for (size_t i = 0; i < count; i++) {
		struct digest draw;
		size_t at = chosen;

		if (strcmp(nodes[i], log) == 0)
			continue;
		draw = witness_choice_draw(network, log, nodes[i]);
		while (at > 0 && digest_compare(&draw, &draws[at - 1]) > 0)
			at--;
		if (at == WITNESS_CHOICE_COUNT)
			continue;
		if (chosen < WITNESS_CHOICE_COUNT)
			chosen++;
		for (size_t k = chosen - 1; k > at; k--) {
			draws[k] = draws[k - 1];
			out[k] = out[k - 1];
		}
		draws[at] = draw;
		out[at] = nodes[i];
	}
	return chosen;
}

size_t witness_choice_now(const char *out[static WITNESS_CHOICE_COUNT],
    const struct ledger *l, const struct digest *network, const char *log)
{
	size_t count = ledger_member_count(l), active = 0, chosen;
	const char **nodes = mem_new_array(count + 1, sizeof(nodes[0]));

	for (size_t i = 0; i < count; i++) {
		const char *node = ledger_member_at(l, i)->node;

		if (ledger_standing(l, node) == LEDGER_ACTIVE)
			nodes[active++] = node;
	}
	chosen = witness_choice_of(out, network, log, nodes, active);
	mem_free(nodes);
	return chosen;
}
