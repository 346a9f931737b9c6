/*
 * case_link - what a case is linked to (M18, M40): merged into, like an earlier
 * one, of a project, a child; each with its number where that case is held.
 */
#ifndef NODE_CASE_LINK_H
#define NODE_CASE_LINK_H

struct arena;
struct dossier;
struct ledger;
struct value;

/* Put "links" into @v, where there are any. */
void case_link_put(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d);

#endif
