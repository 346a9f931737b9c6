/*
 * life - cases of other items than T04 in the little world: published by the
 * authority, adopted by all, with every right granted by hanbin to
 * ankang-gaoxin.  For tests of the whole machine.
 */
#ifndef TESTS_UNIT_SCHEMA_LIFE_H
#define TESTS_UNIT_SCHEMA_LIFE_H

#include "schema/callback.h"
#include "tests/unit/schema/stage.h"

#define LIFE_DAY INT64_C(86400)

/* A stage whose world works on the standard of a file in tests/unit/schema. */
void life_init(struct stage *s, const char *file);

/* The same in a world that begins at another time. */
void life_init_at(struct stage *s, const char *file, int64_t now);

/* Another item beside it: the same file with one word put for another.  The
 * stage works on one at a time. */
struct life_item {
	const struct standard *standard;
	struct digest adoption[WORLD_NODES];
	struct digest grant;
};
struct life_item life_publish(
    struct stage *s, const char *file, const char *word, const char *instead);
void life_use(struct stage *s, const struct life_item *item);

/* A receipt by @node for hanbin with these materials, papers sealed. */
const struct act *life_receive(
    struct stage *s, enum world_node_index node, const char *materials);

/* A draft of any event under the stage's custody, valid where it can be: all
 * verdicts met, the newest calendar, refs of a district that is not the home.
 * Lists are empty; fields that may be absent are. */
struct act *life_draft(
    struct stage *s, enum world_node_index node, const char *kind);

/* The same signed and logged by the clerk; and with a rule that it must get. */
const struct act *life_log(
    struct stage *s, enum world_node_index node, const char *kind);
void life_expect(struct stage *s, enum rule rule, const struct act *act);

/* Materials of a draft, sealed. */
void life_materials(struct stage *s, struct act *act, const char *list);

/* Take a word list of an act and log it. */
const struct act *life_sign(struct stage *s, struct act *act);

/* Opening acts of hanbin: a lead by a trigger, an order. */
struct act *life_lead(
    struct stage *s, enum world_node_index node, const char *trigger);
struct act *life_order(struct stage *s, enum world_node_index node);

/* The ledger of the last life_fold(). */
const struct ledger *life_ledger(void);

/* The fold of all that is held, in the stage's arena; the view lives on until
 * the next one or life_fini(). */
const struct dossier *life_fold(struct stage *s);
void life_fini(struct stage *s);

/* The same with the check at once: that the state is so; log and it counts;
 * sign and log, and it gets the rule; accepted is RULE_NONE. */
void life_expect_state(struct stage *s, enum machine_state state);
const struct act *life_logged(
    struct stage *s, enum world_node_index node, const char *kind);
const struct act *life_refused(
    struct stage *s, enum rule rule, struct act *draft);
const struct act *life_accepted(struct stage *s, struct act *draft);

/* Accepted, reviewed; the next is the decision. */
void life_review(struct stage *s, enum world_node_index node);

#endif
