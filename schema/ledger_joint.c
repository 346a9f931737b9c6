#include "schema/ledger_joint.h"

#include "base/arena.h"
#include "keys/digest.h"
#include "schema/act_body.h"
#include "schema/ledger.h"
#include "schema/ledger_state.h"

static struct digest key_of(const struct digest *parent, const char *node)
{
	struct digest_run run;

	digest_begin(&run);
	digest_add(&run, digest_bytes(parent));
	digest_add(&run, bytes_text(node));
	return digest_end(&run);
}

void ledger_joint_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_child *first;
	struct ledger_child *c;
	struct digest parent, key;

	if (act->has_dossier || !act_opens(act) ||
	    act_body_check(act, NULL) != RULE_NONE ||
	    !act_body_has(act, "parent"))
		return;
	parent = act_body_id(act, "parent");
	key = key_of(&parent, log->member.node);
	first = ledger_map_get(&l->child_map, &key);
	if (first != NULL && first->count == LEDGER_CHILDREN_MAX)
		return; /* none that comes later counts */
	c = arena_take(l->arena, sizeof(*c));
	*c = (struct ledger_child){
		.parent = parent,
		.id = act->id,
		.item = arena_text(
		    l->arena, bytes_text(act_body_text(act, "item"))),
		.node = log->member.node,
		.epoch = place->epoch,
		.position = place->position,
	};
	if (first == NULL) {
		first = c;
		ledger_map_set(&l->child_map, &key, c);
	} else {
		first->last->next = c;
	}
	first->last = c;
	first->count++;
}

const struct ledger_child *ledger_joint_children(
    const struct ledger *l, const struct digest *parent, const char *node)
{
	struct digest key = key_of(parent, node);

	return ledger_map_get(&l->child_map, &key);
}
