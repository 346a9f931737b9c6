/*
 * case_licence - licences that a case drew on, and that it granted, as its view
 * shows them (docs/FORMAT.md F-220, F-227).
 */
#ifndef NODE_CASE_LICENCE_H
#define NODE_CASE_LICENCE_H

#include <stdint.h>

struct arena;
struct dossier;
struct ledger;
struct value;

/* Put "drawn" and "granted" into @v, where there are any. */
void case_licence_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d, int64_t now);

#endif
