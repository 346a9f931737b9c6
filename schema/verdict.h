/*
 * verdict - is a criterion of a standard met?
 *
 * Evaluates the criterion's JsonLogic over the names of a case (DESIGN section
 * 8).  A criterion that reads a form field or a fact which is absent or null is
 * unknown, never met; only what is in fact read counts, so an untaken branch
 * asks for nothing.  `mat.*.have`, `case.*` and `assist.*` are never absent:
 * they default to false, 0 or empty.
 */
#ifndef SCHEMA_VERDICT_H
#define SCHEMA_VERDICT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/why.h"
#include "schema/value.h"

/* Constant, word in acts and in the API. */
#define VERDICT_MAP(X)        \
	X(NOT_MET, "not_met") \
	X(MET, "met")         \
	X(UNKNOWN, "unknown")

enum verdict {
#define X(name, text) VERDICT_##name,
	VERDICT_MAP(X)
#undef X
};

/* "met", "not_met", "unknown".  Static. */
const char *verdict_text(enum verdict v);

/* False when @text is none of the three. */
bool verdict_parse(struct bytes text, enum verdict *out);

#define VERDICT_NAME_BYTES_MAX 128

struct verdict_result {
	enum verdict verdict;
	/* The first absent name that made it unknown, cut if long; else "". */
	char absent[VERDICT_NAME_BYTES_MAX];
};

/*
 * What a never-absent name stands for when the case has no value for it, by
 * its declared type; borrowed.  NULL: not declared, then false for
 * `mat.*.have`, 0 for `case.*`, an empty text for `assist.*` and `mat.*`.
 */
typedef const struct value *verdict_default_fn(void *arg, const char *path);

/*
 * Judge @rule over @data, a map with form, facts, mat, std, case and assist,
 * any of which may be missing.  @defaults may be NULL.
 *
 * ERR_PARSE or ERR_LIMIT as logic_eval(); a published standard was checked and
 * can only meet ERR_LIMIT.
 */
enum err verdict_of(const struct value *rule, const struct value *data,
    verdict_default_fn *defaults, void *arg, struct verdict_result *out,
    struct why *why) MUST_CHECK;

#endif
