/*
 * joint - a bundle (一件事) and its members: the parent's case, the children's
 * (docs/FORMAT.md F-210 to F-216).
 *
 * One case's fold may look at another's only where its acts cite them; what is
 * cited and not held waits.  Cases are looked up by the ledger's history.  One
 * folding looks at each other case at most once to each depth; the depths end
 * every circle: what a child's opening asks is its parent's and its elder
 * siblings' opening, a decision asks for decisions of earlier members, only an
 * issue asks for the decisions of all.
 */
#ifndef SCHEMA_JOINT_H
#define SCHEMA_JOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/rule.h"
#include "keys/digest.h"

struct act;
struct arena;
struct dossier;
struct dossier_entry;
struct dossier_state;
struct ledger;
struct standard;
struct value;
struct why;

#define JOINT_MEMBERS_MAX 12 /* chosen: refs must hold a decision of each */

enum joint_depth {
	JOINT_WHOLE,
	JOINT_DECIDED, /* F-214 is not asked: up to the decision it is equal */
	JOINT_OPENED,  /* the opening act alone */
};

/* Cases looked up in one folding, in its arena. */
struct joint_book {
	struct joint_look *looked;
};

/* The standard's rules; NULL or false where it is no bundle's. */
const struct value *joint_members(const struct standard *s);
const struct value *joint_member(const struct standard *s, const char *item);
const char *joint_close(const struct standard *s); /* "all", … */
bool joint_has_barrier(const struct standard *s);

/* Is the item among the members that this opening act chose? */
bool joint_chose(const struct act *opening, const char *item);

/* Another case, folded; never NULL, not .open where it is not held. */
const struct dossier *joint_case(
    struct dossier_state *s, const struct digest *id, enum joint_depth depth);

/* All entries of another case, in @a; 0 where none is held, or where cases are
 * not looked up. */
size_t joint_entries(const struct ledger *l, struct arena *a,
    const struct digest *id, struct dossier_entry **out);

/* The child of @parent for a member: the first in its receiver's log that
 * counts.  RULE_NONE with *@out NULL when there is none; RULE_UNRESOLVED when
 * one before waits. */
enum rule joint_child(const struct dossier **out, struct dossier_state *s,
    const struct dossier *parent, const char *item, enum joint_depth depth,
    struct why *why);

/* Is this an act of the case's parent, of a sibling, or of a child, and held?
 */
bool joint_holds(struct dossier_state *s, const struct digest *act);

/* For who shows a bundle: the same from outside a folding, into @a.  A parent
 * is never NULL; a child is where none counts. */
const struct dossier *joint_parent(
    struct arena *a, const struct ledger *l, const struct digest *id);
const struct dossier *joint_show(struct arena *a, const struct ledger *l,
    const struct digest *parent, const char *item);

/* The other cases that a case's fold may look at: its bundle with that one's
 * children, or its own children; also those that do not count.  In @a; 0 of
 * what is no bundle's. */
size_t joint_family(struct arena *a, const struct ledger *l,
    const struct dossier *d, const struct dossier ***out);

#endif
