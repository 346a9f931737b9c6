#include "schema/ledger_joint.h"

#include "base/arena.h"
#include "schema/act_body.h"
#include "schema/ledger.h"
#include "schema/ledger_state.h"

void ledger_joint_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_child *first;
	struct ledger_child *c;

	if (act->has_dossier || !act_opens(act) ||
	    act_body_check(act, NULL) != RULE_NONE ||
	    !act_body_has(act, "parent"))
		return;
	c = arena_take(l->arena, sizeof(*c));
	*c = (struct ledger_child){
		.parent = act_body_id(act, "parent"),
		.id = act->id,
		.item = arena_text(
		    l->arena, bytes_text(act_body_text(act, "item"))),
		.node = log->member.node,
		.epoch = place->epoch,
		.position = place->position,
	};
	first = ledger_map_get(&l->child_map, &c->parent);
	if (first == NULL)
		ledger_map_set(&l->child_map, &c->parent, c);
	else
		first->last->next = c;
	(first != NULL ? first : c)->last = c;
}

const struct ledger_child *ledger_joint_children(
    const struct ledger *l, const struct digest *parent)
{
	return ledger_map_get(&l->child_map, parent);
}
