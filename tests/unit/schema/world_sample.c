/* A draft of a case act from the table of bodies alone: one sample of every
 * field, optional ones included; see world.h. */
#include <string.h>

#include "base/mem.h"
#include "schema/act_body.h"
#include "schema/act_body_table.h"
#include "schema/standard.h"
#include "tests/unit/schema/world.h"

static void put(struct world *w, struct act *act,
    const struct act_body_field *f, const struct digest *id)
{
	const char *key = f->key + (f->key[0] == '?' ? 1 : 0);

	switch ((int)f->type) {
	case ACT_BODY_ID:
		world_id(w, act, key, id);
		return;
	case ACT_BODY_SLUG:
		world_text(w, act, key, "hanbin");
		return;
	case ACT_BODY_TEXT:
		world_text(w, act, key, "M1");
		return;
	case ACT_BODY_NOTE:
		world_text(w, act, key, "说明");
		return;
	case ACT_BODY_COUNT:
		world_int(w, act, key, 3);
		return;
	case ACT_BODY_BOOL:
		world_bool(w, act, key, true);
		return;
	case ACT_BODY_TEXTS:
		world_list(w, act, key, "M1");
		return;
	case ACT_BODY_WORD:
		world_text(w, act, key, act_body_table_words(f->max)[0]);
		return;
	case ACT_BODY_LIMIT:
		world_text(w, act, key, "5WD");
		return;
	default:
		must(f->type == ACT_BODY_VERDICTS);
		value_set(w->arena, world_body(act), key, value_map(w->arena));
	}
}

struct act *world_sample(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *id)
{
	const struct act_body *body = act_body_find(kind);
	struct act *act = world_draft(w, node, kind);

	must(body != NULL);
	if (!act_opens(act)) {
		act->has_dossier = true;
		act->dossier = *id;
	}
	act->has_std = body->has_std;
	if (body->has_std)
		act->std = w->standard->digest;
	for (size_t i = 0;
	     i < ACT_BODY_FIELDS_MAX && body->fields[i].type != ACT_BODY_END;
	     i++)
		put(w, act, &body->fields[i], id);
	if (body->vault != NULL)
		world_vault(w, act, body->vault);
	return act;
}
