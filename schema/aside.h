/*
 * aside - what stands beside the pen and the main state: openings of files,
 * legal holds, erasure and its receipts (docs/FORMAT.md F-155 to F-162).
 *
 *	walk of custody, then:
 *	    hold, release -> erase -> erased, open
 *
 * Each may stand in several logs and needs no custody; what matters between
 * them is only what one had seen of the other: its causal past, that is what it
 * cites, what that cites, and so on, and what its own log held before it.
 */
#ifndef SCHEMA_ASIDE_H
#define SCHEMA_ASIDE_H

#include <stdbool.h>

struct dossier_state;

#define ASIDE_ERASES_MAX 16 /* of one dossier; the rest never counts */
#define ASIDE_HOLDS_MAX  16 /* of one log, and as many releases */

/* Judge and apply all of them; the walk is over and the parties are known. */
void aside_judge(struct dossier_state *s);

/* Marks acts of the walk that count and had seen an erasure: nothing follows
 * one (F-160).  True when there are such; the walk is then done again. */
bool aside_bars(struct dossier_state *s);

#endif
