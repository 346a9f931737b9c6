/*
 * dossier - one case, folded from its acts (docs/FORMAT.md section 8).
 *
 * A pure function of the ledger and of the set of entries: the order in which
 * entries are given does not matter.  Custody is walked first (who held the
 * pen, in which stretch of which log); main-state acts are then judged in that
 * order by the table of schema/machine.c; what moves nothing (openings, holds,
 * erasure) comes last.  Each entry gets one outcome.
 */
#ifndef SCHEMA_DOSSIER_H
#define SCHEMA_DOSSIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rule.h"
#include "keys/digest.h"
#include "schema/act.h"
#include "schema/ledger.h"
#include "schema/machine.h"

struct calendar;
struct deadline_pause;
struct owed;
struct standard;
struct value;

#define DOSSIER_ENTRIES_MAX 4096 /* of one log on one dossier (F-2) */

struct dossier_entry {
	struct place place;
	const struct act *act; /* borrowed: outlives the dossier */
};

/* What became of one entry. */
struct dossier_outcome {
	enum rule rule;     /* RULE_NONE: applied */
	const char *detail; /* in the arena; a sentence, or NULL */
	uint32_t order;     /* 1, 2, … in the order of application; 0: not */
	enum machine_state state; /* after it, when applied */
	int64_t legal;   /* date of the law, when applied: of the word that it
			* cites (F-183), else its batch time */
	bool by_silence; /* it proved that silence had accepted (F-195) */
	const char *holder;        /* who has the pen after it, when applied */
	const struct staff *staff; /* signer, or NULL */
	bool suspect; /* signed after the signer's last good position (F-164) */
};

/* A stretch of time in which one district held the pen. */
struct dossier_custody {
	const char *node;
	struct digest id;
	int64_t from;  /* batch time of the act that gave it */
	int64_t until; /* batch time of the act that ended it; INT64_MAX */
	bool removed;  /* the pen was reassigned away from this node */
};

struct dossier_offer {
	struct digest id; /* the offer's act */
	const char *from;
	const char *to;
	uint64_t epoch;
	int64_t expiry;
	const char *reason;
};

/* Somebody looked into files: an applied case.open. */
struct dossier_opening {
	struct digest act;
	struct place place;
	const struct staff *staff;
	const struct value *files; /* a list of vault ids */
	const char *reason;        /* may be empty */
	bool has_warrant;          /* by the node, for an auditor (F-119) */
	struct digest warrant;
};

/* A signed word that a node has erased its objects. */
struct dossier_receipt {
	const char *node;
	int64_t objects;
	int64_t time;
};

struct dossier {
	struct digest id;
	bool open;      /* the opening act is applied */
	enum rule rule; /* why not, if not open */
	const char *number;
	const char *item;
	const char *home;
	const char *receiver;
	const char *series; /* of the calendar */
	struct digest standard_digest;
	const struct standard *standard; /* NULL while unknown */
	enum machine_state state;
	const char *holder; /* who held the pen last; on offer: the offerer */
	struct digest custody; /* the custody id that acts must carry now */
	bool on_offer;
	struct dossier_offer offer;
	const char *finished_by; /* node that decided, or NULL */
	size_t head_count;       /* what a new act should cite as `after` */
	struct digest heads[ACT_AFTER_MAX];
	size_t custody_count;
	const struct dossier_custody *custodies;
	size_t participant_count; /* nodes that may hold the vault objects */
	const char *const *participants;
	size_t party_count; /* whoever ever took part, let go or not */
	const char *const *parties;
	/* Dates of the law (F-183): batch times, or of the word that was cited;
	 * 0 when it has not happened. */
	int64_t lead_at, received_at, noticed_at, supplied_at, accepted_at;
	int64_t decided_at, issued_at, delivered_at, closed_at, reopened_at;
	int64_t ended_at; /* of whatever ended it last (MACHINE_ENDED) */
	bool by_silence;  /* accepted so, as an act proved (F-195) */
	/* Of the act that led to a state last, or NULL: its log's office hours
	 * are those of the limits that begin with it (F-198). */
	const struct place *entered[MACHINE_STATE_COUNT];
	size_t assignee_count; /* nodes that read the case because they
					* owe something (F-188) */
	const char **assignees;
	size_t owed_count; /* what it owes beside the main state */
	const struct owed *owed;
	size_t pause_count; /* when its limits stood still */
	const struct deadline_pause *pauses;
	const char *extension; /* "10WD" by which they were extended, or NULL */
	bool has_person;
	struct digest person; /* pseudonym, when the opening act has one */
	bool has_credit;
	struct digest credit;  /* the same of all districts (F-239) */
	uint32_t generation;   /* of the dossier key: the newest begun (F-54) */
	bool needs_generation; /* whoever seals next begins one (F-55) */
	bool held;             /* a legal hold stands */
	bool erased;           /* with the next two */
	struct digest erase;   /* the act */
	int64_t erased_at;
	size_t receipt_count;
	const struct dossier_receipt *receipts;
	size_t opening_count;
	const struct dossier_opening *openings;
	size_t count;
	const struct dossier_entry *entries;    /* in order of application,
	                                          * then the rest by place */
	const struct dossier_outcome *outcomes; /* same index */
};

/* Fold the entries of dossier @id.  The result lives in @a and borrows the
 * acts and the ledger. */
struct dossier *dossier_fold(struct arena *a, const struct ledger *l,
    const struct digest *id, const struct dossier_entry *entries, size_t count);

/* The proof that a log on which this case rests is forked, while the authority
 * has not settled it (F-331): an applied act stands there, other than the one
 * at @but (may be NULL).  NULL: none. */
const struct ledger_fork *dossier_disputed(
    const struct dossier *d, const struct ledger *l, const struct place *but);

/* Would @candidate be applied if it stood next in its log?  Folds with it;
 * RULE_NONE or the rule, @why the sentence.  This is the one admission test.
 * The candidate may be a draft without sigs (act_decode_unsigned()): F-74 is
 * then left out, so that a clerk hears of a refusal before signing. */
enum rule dossier_admit(const struct ledger *l, const struct digest *id,
    const struct dossier_entry *entries, size_t count,
    const struct dossier_entry *candidate, struct why *why);

/* May @node hold the files or the wraps of this case: a participant, or who
 * stands for one; files also an archive that the home granted, at @time. */
enum dossier_object {
	DOSSIER_FILE,
	DOSSIER_WRAP,
};
bool dossier_may_hold(const struct dossier *d, const struct ledger *l,
    const char *node, enum dossier_object what, int64_t time);

/* Did it ever take part: receiver, home, a holder, or asked to take it? */
bool dossier_took_part(
    const struct dossier *d, const struct ledger *l, const char *node);

/* Is this vault id among the files that were opened? */
bool dossier_opening_names(const struct dossier_opening *o, const char *id);

/* Canonical bytes of the state: equal logs give equal bytes. */
void dossier_encode(const struct dossier *d, struct buf *out);

#endif
