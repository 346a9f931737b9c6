/*
 * custody - who held the pen, in which stretch of which log
 * (docs/FORMAT.md F-93, F-94, F-101 to F-104; DESIGN section 9).
 *
 *	opening act -> custody (its id) --- acts of the holder, in log order
 *	                                \-- offer -> take    -> custody (take)
 *	                                         \-> refuse  -> custody (offer)
 *	                                         \-> reclaim -> custody (offer)
 *
 *	any of these, within the cuts -- reassign   -> custody (reassign)
 *
 * A take and a reclaim of one offer exclude each other inside the receiver's
 * log, whose time never goes back; a refuse and a reclaim may both count, and
 * lead to the same custody.  Nothing is walked twice: a custody that has an
 * act which still waits for something ends the walk there.  Only a reassign is
 * tried: the walk up to its cuts is kept when it counts, and undone when not.
 */
#ifndef SCHEMA_CUSTODY_H
#define SCHEMA_CUSTODY_H

struct dossier_part;
struct dossier_state;

/* Walk on from the opening act, which has been applied; then give each part
 * that was not reached its rule. */
void custody_walk(struct dossier_state *s, const struct dossier_part *opening);

#endif
