/*
 * participant - who takes part in a case, and who ever did (docs/FORMAT.md
 * F-151).  Of a case that is being folded or has been.
 */
#ifndef SCHEMA_PARTICIPANT_H
#define SCHEMA_PARTICIPANT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct dossier;

/* Receiver, home, every holder but those the pen was reassigned away from,
 * and whoever has it on offer.  Ascending, unique; borrowed from the acts. */
const char *const *participant_list(
    struct arena *a, const struct dossier *d, size_t *count);

/* Is @node one of them? */
bool participant_is(const struct dossier *d, const char *node);

/* Ascending and unique, in place; the count that is left. */
size_t participant_sort(const char **names, size_t count);

#endif
