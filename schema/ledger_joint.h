/*
 * ledger_joint - which cases say that they are members of a bundle (一件事,
 * docs/FORMAT.md F-211): kept as they were said, judged by the fold
 * (schema/joint.h).
 */
#ifndef SCHEMA_LEDGER_JOINT_H
#define SCHEMA_LEDGER_JOINT_H

struct act;
struct ledger;
struct ledger_log;
struct place;

/* Keep what an opening act says of its parent; nothing of any other act. */
void ledger_joint_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act);

#endif
