/* schema/act.c and schema/act_body.c: what decodes has its bytes again when it
 * is encoded, and its body can be asked; nothing else is accepted. */
#include <string.h>

#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_signed(struct arena *a, struct bytes in)
{
	struct act *act;
	struct why why;
	struct bytes raw;

	if (act_decode(a, in, &act, &why) != RULE_NONE)
		return;
	must(act_length(in) == in.n);
	must(act->sig_count > 0);
	must(strlen(act->kind) <= ACT_KIND_BYTES_MAX);
	raw = act->raw;
	act_finish(a, act);
	must(bytes_equal(act->raw, raw));
	must(bytes_equal(raw, in));
	(void)act_body_check(act, &why);
	(void)act_dossier(act);
}

static void check_unsigned(struct arena *a, struct bytes in)
{
	struct act *act;
	struct why why;

	if (act_decode_unsigned(a, in, &act, &why) != RULE_NONE)
		return;
	must(act->sig_count == 0);
	must(bytes_equal(act->unsigned_, in));
	act_seal(a, act);
	must(bytes_equal(act->unsigned_, in));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const struct bytes in = { data, size };

	check_signed(a, in);
	check_unsigned(a, in);
	(void)act_length(in);
	arena_free(a);
	return 0;
}
