#include "node/case_joint.h"

#include <string.h>

#include "node/say.h"
#include "schema/act_body.h"
#include "schema/dossier.h"
#include "schema/dossier_clocks.h"
#include "schema/joint.h"
#include "schema/standard.h"

#define DONE (MACHINE_BIT(MACHINE_YES) | MACHINE_BIT(MACHINE_NOT_REQUIRED))

static void put_parent(struct arena *a, struct value *v, const struct ledger *l,
    const struct act *opening)
{
	struct digest id = act_body_id(opening, "parent");
	const struct dossier *parent = joint_parent(a, l, &id);
	struct value *p = value_map(a);

	say_digest(a, p, "id", &id);
	say_text(a, p, "number", parent->number);
	say_text(a, p, "item", parent->item);
	say_text(a, p, "state", machine_state_name(parent->state));
	value_set(a, v, "parent", p);
}

static bool was_decided(const struct dossier *d)
{
	for (size_t i = 0; d != NULL && i < d->count; i++)
		if (d->outcomes[i].order > 0 &&
		    (MACHINE_BIT(d->outcomes[i].state) & DONE) != 0)
			return true;
	return false;
}

/* Members before this one that were chosen and are not decided. */
static struct value *waits_of(struct arena *a, const struct ledger *l,
    const struct dossier *parent, const struct value *member)
{
	const struct value *after = value_get(member, "after");
	struct value *list = value_list(a);

	for (size_t i = 0; i < value_count(after); i++) {
		const char *item = (const char *)value_at(after, i)->bytes.p;

		if (joint_chose(parent->entries->act, item) &&
		    !was_decided(joint_show(a, l, &parent->id, item)))
			value_push(a, list, value_text(a, item));
	}
	return list;
}

static void put_clock(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now)
{
	struct dossier_clock clocks[DOSSIER_CLOCKS_MAX];
	size_t count = dossier_clocks(d, l, now, clocks);

	for (size_t i = 0; i < count; i++)
		if (strcmp(clocks[i].id, "C4") == 0) {
			say_text(a, v, "deadline", clocks[i].deadline);
			say_text(a, v, "level",
			    dossier_clocks_level_word(clocks[i].level));
		}
}

static struct value *member_of(struct arena *a, const struct ledger *l,
    const struct dossier *parent, const struct value *member, int64_t now)
{
	const char *item = value_get_string(member, "item");
	const struct dossier *d = joint_show(a, l, &parent->id, item);
	struct value *v = value_map(a);

	say_text(a, v, "item", item);
	say_text(a, v, "zh", value_get_string(member, "zh"));
	say_text(a, v, "state",
	    machine_state_name(d != NULL ? d->state : MACHINE_NONE));
	say_text(a, v, "state_zh",
	    machine_state_zh(d != NULL ? d->state : MACHINE_NONE));
	value_set(a, v, "waits_for", waits_of(a, l, parent, member));
	if (d == NULL)
		return v;
	say_digest(a, v, "id", &d->id);
	say_text(a, v, "number", d->number);
	say_node(a, v, "holder", l, d->holder);
	say_time(a, v, "issued_at", d->issued_at);
	put_clock(a, v, l, d, now);
	return v;
}

void case_joint_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now)
{
	const struct value *members = joint_members(d->standard);
	struct value *list = value_list(a);

	if (!d->open)
		return;
	if (act_body_has(d->entries->act, "parent"))
		put_parent(a, v, l, d->entries->act);
	if (members == NULL)
		return;
	for (size_t i = 0; i < value_count(members); i++) {
		const struct value *m = value_at(members, i);

		if (joint_chose(d->entries->act, value_get_string(m, "item")))
			value_push(a, list, member_of(a, l, d, m, now));
	}
	say_text(a, v, "close", joint_close(d->standard));
	say_bool(a, v, "barrier", joint_has_barrier(d->standard));
	value_set(a, v, "members", list);
}
