#include "node/case_licence.h"

#include "node/licence_value.h"
#include "node/say.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/ledger_licence.h"
#include "schema/value.h"

/* What applied acts cite, each with the act that took it. */
static void put_drawn(struct arena *a, struct value *list,
    const struct ledger *l, const struct act *act, int64_t now)
{
	for (size_t i = 0; i < act->ref_count; i++) {
		const struct licence *c =
		    act->refs[i].type == ACT_REF_ACT
			? ledger_licence(l, &act->refs[i].act)
			: NULL;
		struct value *v;

		if (c == NULL)
			continue;
		v = licence_value_line(a, l, c, now);
		say_digest(a, v, "by", &act->id);
		value_push(a, list, v);
	}
}

void case_licence_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now)
{
	const struct licence *c = ledger_licence_of_case(l, &d->id);
	struct value *drawn = value_list(a), *granted = value_list(a);

	for (size_t i = 0; i < d->count; i++)
		if (d->outcomes[i].rule == RULE_NONE)
			put_drawn(a, drawn, l, d->entries[i].act, now);
	for (; c != NULL; c = c->same_case)
		value_push(a, granted, licence_value_line(a, l, c, now));
	if (value_count(drawn) > 0)
		value_set(a, v, "drawn", drawn);
	if (value_count(granted) > 0)
		value_set(a, v, "granted", granted);
}
