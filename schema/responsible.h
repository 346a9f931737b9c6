/*
 * responsible - who answers for what, by the standard's `responsibility`
 * (责任清单): the district that received, the home, or whoever holds the pen.
 */
#ifndef SCHEMA_RESPONSIBLE_H
#define SCHEMA_RESPONSIBLE_H

struct dossier;

/* The node that answers for @duty ("rating"); @holder where the standard says
 * "holder", or nothing.  Borrowed from @d, or @holder itself. */
const char *responsible_for(
    const struct dossier *d, const char *duty, const char *holder);

#endif
