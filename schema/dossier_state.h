/*
 * dossier_state - one folding under way, shared by dossier.c, custody.c and
 * dossier_judge.c.  Nobody else includes it.
 */
#ifndef SCHEMA_DOSSIER_STATE_H
#define SCHEMA_DOSSIER_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/dossier.h"
#include "schema/given_book.h"
#include "schema/guard.h"
#include "schema/joint.h"
#include "schema/owed.h"
#include "schema/pause.h"
#include "schema/track_book.h"
#include "schema/wrap_book.h"

struct reassign;

/* One entry on its way to an outcome. */
struct dossier_part {
	struct dossier_entry entry;
	const struct machine_event *event; /* NULL: of no known kind */
	bool has_base;
	struct digest base; /* the custody or offer it builds on */
	bool is_draft;      /* the candidate of dossier_admit() */
	bool is_barred;     /* it had seen an erasure: nothing follows that */
	bool settled;       /* .out is final */
	bool by_silence;    /* it proves that the case is accepted (F-195) */
	struct dossier_outcome out;
};

/* The end of the statutory limit as it was counted last, and by what. */
struct dossier_state_limit {
	const struct calendar *calendar; /* NULL: not yet */
	const struct place *place;       /* whose office hours */
	int64_t start;
	size_t pause_count;
	int64_t pause_to; /* of the last one; 0: none */
	struct deadline end;
	enum err failed;
};

struct dossier_state {
	struct arena *arena;
	const struct ledger *ledger;
	struct dossier *dossier;
	struct dossier_part *parts; /* by place */
	size_t count;
	struct dossier_part **by_id;   /* by act id, then place */
	struct dossier_part **by_base; /* by base, then place */
	size_t base_count;
	struct guard_applied *applied;
	struct dossier_part **applied_parts; /* same index */
	size_t applied_count;
	/* These may lag behind: dossier_state_owed() and its like. */
	struct owed_book owed;
	struct wrap_book wraps;
	struct given_book given;
	struct track_book track;
	struct pause_book pauses;
	struct dossier_state_limit law;
	struct dossier_custody *custodies;
	unsigned silences; /* proofs of silence that were looked at */
	struct joint_book *joint;
	enum joint_depth depth; /* for whom this is folded (F-214) */
	bool stuck; /* an act of the holder waits: nothing follows it */
	bool waits; /* something was settled as not resolved */
	const struct reassign *cut; /* under trial: what is beyond is late */
	uint64_t until; /* position in the authority's log: what it decided
			 * before; UINT64_MAX outside a trial */
};

/* A folding as it stood between two custodies that the authority gave. */
struct dossier_state_copy {
	struct dossier dossier;
	struct dossier_part *parts; /* in the arena; NULL: not taken yet */
	size_t applied_count;
	unsigned silences;
};

/* Fold for another case's folding, which looks up with @joint (schema/joint.h).
 */
struct dossier *dossier_state_fold(struct arena *a, const struct ledger *l,
    const struct digest *id, const struct dossier_entry *entries, size_t count,
    struct joint_book *joint, enum joint_depth depth);

/* The first entry with this act id, or NULL. */
struct dossier_part *dossier_state_find(
    const struct dossier_state *s, const struct digest *id);

/* Entries that build on @base, by place: the first one; @count is set. */
struct dossier_part **dossier_state_on(
    const struct dossier_state *s, const struct digest *base, size_t *count);

/* A refusal, with the sentence of @why. */
void dossier_state_settle(struct dossier_state *s, struct dossier_part *p,
    enum rule rule, const struct why *why);

/* The same with a fixed sentence. */
void dossier_state_refuse(struct dossier_state *s, struct dossier_part *p,
    enum rule rule, const char *sentence);

/* Takes effect: order, state, times. */
void dossier_state_apply(struct dossier_state *s, struct dossier_part *p);

/* What the case owes by what was applied so far. */
const struct owed_book *dossier_state_owed(struct dossier_state *s);

/* The wraps that were made and the materials that came, by what was applied so
 * far; the latter of an open case whose standard is known. */
const struct wrap_book *dossier_state_wraps(struct dossier_state *s);
const struct given_book *dossier_state_given(struct dossier_state *s);

/* What guards ask of all that was applied so far, and when the limits stood
 * still; the latter of an open case whose standard is known. */
const struct track_book *dossier_state_track(struct dossier_state *s);
const struct pause_book *dossier_state_pauses(struct dossier_state *s);

/* Take a copy, and go back to it; the same copy may be taken again. */
void dossier_state_save(
    const struct dossier_state *s, struct dossier_state_copy *copy);
void dossier_state_restore(
    struct dossier_state *s, const struct dossier_state_copy *copy);

/* Sort the indexes: by id first, then by base once each part has its own. */
void dossier_state_index_ids(struct dossier_state *s);
void dossier_state_index_bases(struct dossier_state *s);

#endif
