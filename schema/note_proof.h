/*
 * note_proof - a checkpoint that an act embeds, held against the log it is of:
 * signed by the key of its size, of a root that the log has (docs/FORMAT.md
 * F-104, F-195).
 */
#ifndef SCHEMA_NOTE_PROOF_H
#define SCHEMA_NOTE_PROOF_H

#include "base/buf.h"
#include "base/rule.h"
#include "schema/checkpoint.h"

struct dossier_state;
struct why;

/* RULE_NONE, RULE_UNRESOLVED while the log is not held that far,
 * RULE_HEAD_WRONG for another root, and @otherwise. */
enum rule note_proof_judge(const struct dossier_state *s, struct bytes note,
    const char *node, enum rule otherwise, struct checkpoint *out,
    struct why *why);

/* The two halves: form, signer, log; then the log as it is held. */
enum rule note_proof_signature(const struct dossier_state *s, struct bytes note,
    const char *node, enum rule otherwise, struct checkpoint *out,
    struct why *why);
enum rule note_proof_root(
    const struct dossier_state *s, const struct checkpoint *c, struct why *why);

#endif
