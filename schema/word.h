/*
 * word - the applicant's word, taken at another hall (代收补件): a
 * `case.contribute`, which counts by itself and moves nothing; the holder's act
 * cites it, and its batch time is the date of the law (docs/FORMAT.md F-183).
 */
#ifndef SCHEMA_WORD_H
#define SCHEMA_WORD_H

#include <stdint.h>

#include "base/rule.h"

struct act;
struct dossier_part;
struct dossier_state;
struct why;

/* The contribute that an act's `word` names, judged or not; NULL: none named,
 * or not held. */
const struct act *word_act(
    const struct dossier_state *s, const struct act *act);

/* Signer, citations, right and materials of a contribute.  Sets its staff;
 * settles nothing. */
enum rule word_judge(
    struct dossier_state *s, struct dossier_part *p, struct why *why);

/* The date of the law of an act that stands at @time: of the word that it
 * cites, if it cites one. */
int64_t word_date(
    const struct dossier_state *s, const struct act *act, int64_t time);

#endif
