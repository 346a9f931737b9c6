/*
 * criteria - what the criteria of a standard read of a case, and what they say.
 *
 * The acceptor's node evaluates them before it signs (F-97); whoever can open
 * form and facts evaluates them again.  Pure.
 */
#ifndef SCHEMA_CRITERIA_H
#define SCHEMA_CRITERIA_H

#include <stddef.h>

#include "base/arena.h"
#include "schema/verdict.h"

struct act;
struct dossier;
struct standard;
struct value;

/* Names as in schema/standard_names.h: form, facts, std, mat, case, assist, as
 * @acceptance (drafted, or applied) finds the case.  The case is open and its
 * standard known.  Lives in @a, borrows the rest. */
struct value *criteria_data(struct arena *a, const struct dossier *d,
    const struct act *acceptance, const struct value *form,
    const struct value *facts);

/* The verdict of criterion @i; one that runs into a limit is unknown. */
struct verdict_result criteria_judge(
    const struct standard *s, size_t i, const struct value *data);

#endif
