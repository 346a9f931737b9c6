/*
 * silence - nothing said in time means accepted (Licensing Law art. 32 (4);
 * docs/FORMAT.md F-179, F-195).
 *
 * Computed for a given time, never stored.  An act that builds on it embeds the
 * proof: of every log that held the pen or had it on offer until the deadline,
 * but its own, a checkpoint with a later time whose entries hold no notice.
 */
#ifndef SCHEMA_SILENCE_H
#define SCHEMA_SILENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rule.h"
#include "schema/deadline.h"

struct calendar;
struct dossier;
struct dossier_part;
struct dossier_state;
struct ledger;
struct why;

/* When the clock C1 of a received case ends: from the receipt, after a notice
 * from the supply.  False for kinds of matter that know no such thing, in any
 * other state, and where it cannot be counted. */
bool silence_deadline(struct deadline *out, const struct ledger *l,
    const struct dossier *d, const struct calendar *c);

/* Is the case accepted by silence, as of @now?  @since is from when on. */
bool silence_accepts(const struct ledger *l, const struct dossier *d,
    const struct calendar *c, int64_t now, int64_t *since);

/* Does the act prove it?  RULE_NONE, RULE_UNRESOLVED or RULE_SILENCE. */
enum rule silence_judge(
    struct dossier_state *s, const struct dossier_part *p, struct why *why);

#endif
