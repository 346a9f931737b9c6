/*
 * case_find - from what a person typed to a folded dossier.
 */
#ifndef NODE_CASE_FIND_H
#define NODE_CASE_FIND_H

#include <stddef.h>

#include "base/arena.h"
#include "base/rule.h"
#include "base/why.h"
#include "keys/digest.h"

struct daemon;
struct dossier;
struct dossier_entry;
struct value;

/* A case number (any case of letters) or the 64 digits of a dossier id.
 * RULE_NONE, or RULE_DOSSIER_UNKNOWN, or RULE_NUMBER when several carry it. */
enum rule case_find_id(struct daemon *d, struct arena *a, const char *text,
    struct digest *out, struct why *why);

/* All stored entries of a dossier, decoded into @a. */
size_t case_find_entries(struct daemon *d, struct arena *a,
    const struct digest *id, struct dossier_entry **out);

/* Numbers of the other open cases of the same person, item and year, as far as
 * their opening acts name a pseudonym (F-118); a list of texts. */
struct value *case_find_duplicates(
    struct daemon *d, struct arena *a, const struct dossier *dossier);

/* case_find_id() and fold; *@out lives in @a. */
enum rule case_find(struct daemon *d, struct arena *a, const char *text,
    struct dossier **out, struct why *why);

#endif
