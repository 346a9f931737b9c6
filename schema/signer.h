/*
 * signer - who signed an act, and may they? (docs/FORMAT.md F-8, F-73 to F-77,
 * F-107, F-129, F-132)
 */
#ifndef SCHEMA_SIGNER_H
#define SCHEMA_SIGNER_H

#include <stdint.h>

#include "base/rule.h"
#include "schema/ledger.h"

struct act;
struct place;
struct why;

/* The key `by`, certified in the act's own log, with one of @roles, in time,
 * not revoked.  @out is set as soon as the signer is known, even when the
 * answer is a refusal.  A draft (no sigs) is not asked for F-74. */
enum rule signer_check(const struct ledger *l, const struct place *place,
    const struct act *act, uint32_t roles, const struct staff **out,
    struct why *why);

/* The same by what is kept, whatever was cut: for ledger_judge_kept(). */
enum rule signer_check_kept(const struct ledger *l, const struct place *place,
    const struct act *act, uint32_t roles, const struct staff **out,
    struct why *why);

enum signer_keys {
	SIGNER_LOG_KEY,         /* the log key in force */
	SIGNER_LOG_OR_RECOVERY, /* or the recovery key in force */
};

/* Signed by the node itself; @out is NULL for the recovery key. */
enum rule signer_check_node(const struct ledger *l, const struct place *place,
    const struct act *act, enum signer_keys keys, const struct staff **out,
    struct why *why);

/* At least the threshold of keys of one role of the authority, in its log; a
 * root.change also by the threshold of the roots it names. */
enum rule signer_check_role(const struct ledger *l, const struct place *place,
    const struct act *act, enum ledger_role role, struct why *why);

#endif
