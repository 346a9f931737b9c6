/*
 * dossier_judge - the rules that one case act is asked, in this order
 * (docs/FORMAT.md section 8): form, signer, state, citations, guards.
 *
 * What the act's own log can answer comes first, so that an act which can
 * never count does not keep others waiting for something to arrive.
 */
#ifndef SCHEMA_DOSSIER_JUDGE_H
#define SCHEMA_DOSSIER_JUDGE_H

#include "base/rule.h"
#include "schema/checkpoint.h"

struct dossier_part;
struct dossier_state;
struct machine_event;
struct why;

/* Where it stands and what it looks like (F-71, F-72, F-79); asked of every
 * entry before anything else.  Sets the part's event and base. */
enum rule dossier_judge_form(
    struct dossier_state *s, struct dossier_part *p, struct why *why);

/* The row of the table for the case's kind of matter and the state it is in;
 * F-95 where the matter knows no such event.  Sets the part's event. */
enum rule dossier_judge_row(
    struct dossier_state *s, struct dossier_part *p, struct why *why);

/* F-73 to F-75, F-107.  Sets the part's staff. */
enum rule dossier_judge_signer(
    struct dossier_state *s, struct dossier_part *p, struct why *why);

/* F-95 */
enum rule dossier_judge_phase(const struct dossier_state *s,
    const struct dossier_part *p, struct why *why);

/* F-70, F-88, F-89: everything that it cites is held. */
enum rule dossier_judge_citations(
    struct dossier_state *s, const struct dossier_part *p, struct why *why);

/* The guards of @event, which may have another right than the part's. */
enum rule dossier_judge_guards(struct dossier_state *s,
    const struct dossier_part *p, const struct machine_event *event,
    struct why *why);

/* A main-state act or an offer, next in its turn. */
enum rule dossier_judge_move(
    struct dossier_state *s, struct dossier_part *p, struct why *why);

/* A take or refuse of @offer, in the right log and epoch; @reclaim is the
 * checkpoint of a reclaim that counts, or NULL (F-102, F-104). */
enum rule dossier_judge_answer(struct dossier_state *s, struct dossier_part *p,
    const struct dossier_part *offer, const struct checkpoint *reclaim,
    struct why *why);

/* A reclaim of @offer, in the offerer's log; @out is its checkpoint. */
enum rule dossier_judge_reclaim(struct dossier_state *s, struct dossier_part *p,
    const struct dossier_part *offer, struct checkpoint *out, struct why *why);

#endif
