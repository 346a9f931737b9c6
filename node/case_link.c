#include "node/case_link.h"

#include <string.h>

#include "node/say.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/joint.h"
#include "schema/value.h"

static const char *how_zh(const char *how)
{
	static const char *const words[][2] = { { "merge", "并案" },
		{ "precedent", "类案参照" }, { "project", "所属项目" },
		{ "child", "子件" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], how) == 0)
			return words[i][1];
	return how;
}

/* The number that its opening act gave; NULL while it is not held. */
static const char *number_of(
    struct arena *a, const struct ledger *l, const struct digest *id)
{
	struct dossier_entry *entries;
	size_t n = joint_entries(l, a, id, &entries);

	for (size_t i = 0; i < n; i++)
		if (digest_equal(&entries[i].act->id, id))
			return value_get_string(entries[i].act->body, "number");
	return NULL;
}

void case_link_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;
		struct value *link;
		struct digest to;

		if (d->outcomes[i].rule != RULE_NONE ||
		    strcmp(act->kind, "case.link") != 0)
			continue;
		to = act_body_id(act, "to");
		link = value_map(a);
		say_text(a, link, "how", act_body_text(act, "how"));
		say_text(a, link, "how_zh", how_zh(act_body_text(act, "how")));
		say_digest(a, link, "id", &to);
		say_text(a, link, "number", number_of(a, l, &to));
		say_digest(a, link, "by", &act->id);
		say_time(a, link, "time", d->entries[i].place.time);
		value_push(a, list, link);
	}
	if (value_count(list) > 0)
		value_set(a, v, "links", list);
}
