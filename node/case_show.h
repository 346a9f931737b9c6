/*
 * case_show - a case for eyes: summary, list, and the auditor's timeline.
 *
 * Takes what the API answers (GET /v1/cases/{number}), prints to standard
 * output, Chinese first.
 */
#ifndef NODE_CASE_SHOW_H
#define NODE_CASE_SHOW_H

#include "schema/value.h"

void case_show_summary(const struct value *dossier);
void case_show_list(const struct value *answer);

/* The obligations of the cases of a list: a ledger of problems (问题台账). */
void case_show_owed(const struct value *answer);

/* Who looked into its files. */
void case_show_openings(const struct value *dossier);

/* Every act with district, staff, declared and batch time, the deadlines, and
 * whose days they were. */
void case_show_timeline(const struct value *dossier);

#endif
