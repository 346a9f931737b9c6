/*
 * standard_form - does a filled-in form keep to its standard?
 *
 * Required fields, types and bounds; unknown fields are refused.  Values are
 * JSON's: texts, integers (money in fen), booleans, lists, dates as
 * "2026-11-24".
 */
#ifndef SCHEMA_STANDARD_FORM_H
#define SCHEMA_STANDARD_FORM_H

#include "base/arena.h"
#include "base/err.h"
#include "schema/standard.h"
#include "schema/standard_fault.h"

/*
 * Check @form, a map.  @normal gets a copy in @a in which ids have their normal
 * form and absent (null) fields are left out; that is what is sealed.
 *
 * ERR_PARSE: @faults holds each field's mistake, .path is the field
 * ("holders.0.rid") and the sentence one that a clerk can act on.
 */
enum err standard_form_check(const struct value **normal, struct arena *a,
    const struct standard *s, const struct value *form,
    struct standard_faults *faults) MUST_CHECK;

/*
 * The same for facts, which the acceptor gives: none is required (what is
 * absent makes criteria unknown), all must be declared and of their type.
 */
enum err standard_form_check_facts(const struct value **normal, struct arena *a,
    const struct standard *s, const struct value *facts,
    struct standard_faults *faults) MUST_CHECK;

#endif
