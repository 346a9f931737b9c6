/*
 * reassign - the authority gives the pen to another district (docs/FORMAT.md
 * F-152, F-153; DESIGN section 9).
 *
 *	opening --- c0 --- c1 ---|--- late: acts beyond the cuts, kept, shown
 *	                         |
 *	         cuts of every log, named in the act; custody c1
 *	                         |
 *	                         reassign --- acts under its id --- ...
 *
 * custody.c walks what is inside the cuts and asks here, before and after,
 * whether the act counts; if not, it goes back.
 */
#ifndef SCHEMA_REASSIGN_H
#define SCHEMA_REASSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rule.h"

struct dossier_part;
struct dossier_state;
struct place;
struct value;
struct why;

#define REASSIGN_TRIALS_MAX 64 /* of one dossier; the rest never counts */

struct reassign {
	struct dossier_part *part;
	const struct value *cuts; /* list of [node, epoch, size, root] */
};

/* Is @place within the cuts?  Never in a log that they do not name. */
bool reassign_inside(const struct reassign *r, const struct place *place);

/* What the act and the logs say by themselves: authority, signer, citations,
 * each cut a checkpoint of its log that is held. */
enum rule reassign_judge_cuts(struct dossier_state *s, struct dossier_part *p,
    struct reassign *out, struct why *why);

/* And with what is inside walked, from @first applied acts on: the cuts are
 * closed, the custody is the one it replaces, `to` can open the case. */
enum rule reassign_judge(struct dossier_state *s, const struct reassign *r,
    size_t first, struct why *why);

#endif
