/*
 * ledger - what the logs say about who may do what: members, staff,
 * standards, calendars, adoptions, grants.
 *
 * The fold of all acts outside dossiers (docs/FORMAT.md section 8).  Acts of
 * one log come in that log's order; the logs may come in any order and in any
 * interleaving: questions are answered by position, so the answers depend only
 * on what has been added.  Nothing here knows the present time.
 *
 * Members must be known before acts of their log are added: the caller feeds
 * a log only once ledger_member() knows its node.  Pure; not thread-safe.
 */
#ifndef SCHEMA_LEDGER_H
#define SCHEMA_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rule.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/sign.h"
#include "schema/act.h"
#include "schema/genesis.h"
#include "schema/right.h"
#include "schema/role.h"

struct arena;
struct calendar;
struct act_body_cut;
struct dossier_entry;
struct ledger;
struct office;
struct standard;

/* Where an act stands. */
struct place {
	const char *node;
	uint64_t epoch;
	uint64_t position; /* zero-based in its epoch */
	int64_t time;      /* batch time, seconds */
};

/* What the ledger and the dossiers must be able to look up in logs. */
struct history {
	/* Root and batch time of the batch border @size of @node's log.
	 * FOUND, or BEYOND (we do not hold that much yet), or NO_BORDER. */
	enum history_answer {
		HISTORY_FOUND,
		HISTORY_BEYOND,
		HISTORY_NO_BORDER,
	} (*border)(void *arg, const char *node, uint64_t epoch, uint64_t size,
	    struct digest *root, int64_t *time);
	/* Largest (size) of @cited's log that acts of @node's log at positions
	 * below @position cite; 0 when none does. */
	uint64_t (*cited)(void *arg, const char *node, uint64_t epoch,
	    uint64_t position, const char *cited);
	void *arg; /* borrowed */
	/* The entries of another case, as casebook's; for F-211 to F-215.
	 * NULL: cases are not looked up here, and what depends on others
	 * waits. */
	size_t (*entries)(void *arg, struct arena *a,
	    const struct digest *dossier, struct dossier_entry **out);
};

#define LEDGER_CHILDREN_MAX 128 /* of one parent in one log (F-212) */

/* An opening act that names a bundle as its parent, whether it counts or not
 * (F-211). */
struct ledger_child {
	struct digest parent;
	struct digest id;
	const char *item;
	const char *node;
	uint64_t epoch;
	uint64_t position;
	struct ledger_child *next; /* of the same log and parent */
	struct ledger_child *last; /* in the first of them */
	size_t count;              /* in the first of them */
};

struct staff {
	const char *node;
	struct digest key_id;
	struct sign_public key;
	const char *id;      /* slug, unique within the node's newest grants */
	const char *name;    /* for people */
	uint32_t roles;      /* ROLE_BIT()s; operator alone for the log key */
	uint64_t position;   /* of the grant or renewal */
	uint64_t granted_at; /* of the grant */
	int64_t from;        /* batch time of it */
	int64_t until;
	int64_t renew; /* F-130: the node may renew until then; 0: not */
	size_t dept_count;
	const char *const *depts;
	bool is_log_key;
	bool is_recovery; /* signs key.rotate alone */
	bool revoked;     /* F-131: signs nothing from .revoked_at on */
	uint64_t revoked_at;
	int64_t revoked_time;
	bool has_good; /* acts from .good on are suspect */
	uint64_t good;
};

/* F-8: the authority's roles. */
#define LEDGER_ROLE_MAP(X)      \
	X(CALENDAR, "calendar") \
	X(ROOT, "root")         \
	X(ROSTER, "roster")     \
	X(STANDARDS, "standards")
enum ledger_role {
#define X(name, text) LEDGER_##name,
	LEDGER_ROLE_MAP(X)
#undef X
	    LEDGER_ROLE_COUNT
};

struct ledger_keys {
	size_t count;
	unsigned threshold;
	struct sign_public keys[GENESIS_ROOTS_MAX]; /* ascending */
};

struct ledger_roles {
	uint64_t version;  /* 1: as in genesis */
	uint64_t position; /* of the change; in force behind it */
	struct ledger_keys role[LEDGER_ROLE_COUNT];
};

/* F-9 */
struct policy {
	uint64_t version;
	uint64_t position; /* in the authority's log */
	struct digest act;
	bool has_escrow;
	struct seal_public escrow;
};

enum ledger_purpose { /* as in F-6, by their words */
	LEDGER_KEY_CHANNEL,
	LEDGER_KEY_LOG,
	LEDGER_KEY_RECOVERY,
	LEDGER_KEY_SEALING,
	LEDGER_KEY_WITNESS,
	LEDGER_KEY_COUNT
};

/* A key of a member, and the positions of its log at which it is in force. */
struct ledger_span {
	struct bytes key;              /* as the act has it */
	uint64_t from;                 /* the first position */
	uint64_t until;                /* the first one no more; UINT64_MAX */
	int64_t from_time, until_time; /* batch times; 0 and INT64_MAX open */
	bool compromised;              /* said by the rotation that ended it */
};

enum ledger_standing {
	LEDGER_ACTIVE,
	LEDGER_SUSPENDED,
	LEDGER_RETIRED,
	LEDGER_SUCCEEDED,
};

/* F-127 */
struct succession {
	struct digest act;
	uint64_t position; /* in the authority's log */
	int64_t time;
	size_t from_count, to_count;
	const struct act_body_cut *from;
	const char *const *to;
};

/* F-140 */
struct archive {
	const char *node; /* the home that gives */
	const char *to;
	uint64_t position;
	int64_t from, until; /* batch time; the earlier of its end and F-141 */
};

/* F-142 */
struct pseudonym {
	const char *home;
	const char *item;
	int year;
	const char *to;
	struct digest act;
	struct digest wrap;   /* the vault object */
	struct bytes sealing; /* the key it is sealed for; n 0: not said */
	uint64_t position;
	bool ended; /* F-143 */
};

/* F-145 */
struct warrant {
	struct digest act;
	struct digest dossier;
	const char *auditor;
	struct sign_public key;
	struct seal_public sealing;
	int64_t from, until; /* batch time of the act; seconds */
	const char *reason;
	uint64_t position;
};

struct adoption {
	const char *node;
	const char *item;
	struct digest standard;
	struct digest act;
	uint64_t position;
	int64_t from; /* seconds: 00:00 +08:00 of its date */
	int64_t time; /* own batch time */
};

struct grant {
	const char *node; /* the home that gives */
	const char *to;
	const char *item;
	struct digest standard;
	struct digest act;
	uint32_t rights;
	uint64_t position;
	int64_t until;
	bool ended; /* F-270: from .ended_at on */
	uint64_t ended_at;
	int64_t ended_time;      /* seconds */
	struct digest ended_act; /* the act that ended it */
};

/* @genesis is copied; @history is borrowed and must outlive the ledger.  The
 * authority's member record is known from genesis. */
struct ledger *ledger_new(
    const struct genesis *genesis, const struct history *history);
void ledger_free(struct ledger *l);

/* Take in the next act of a log.  What is needed is copied.  For acts outside
 * dossiers: RULE_NONE when applied, else the rule it breaks.  For case acts
 * nothing is kept and the answer is RULE_NONE: the dossier judges them.
 * @why may be NULL. */
enum rule ledger_add(struct ledger *l, const struct place *place,
    const struct act *act, struct why *why);

/* What ledger_add() would answer for @act at @place; nothing is kept.  @act
 * may be a draft without sigs (act_decode_unsigned()): F-74 and F-77 are then
 * left out. */
enum rule ledger_judge(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why);

/* All results are borrowed until the next ledger_add(); NULL is "none". */
const struct genesis *ledger_genesis(const struct ledger *l);
const struct history *ledger_history(const struct ledger *l);
/* Another history from now on, as borrowed as the first. */
void ledger_look(struct ledger *l, const struct history *history);
const struct member *ledger_member(const struct ledger *l, const char *node);
/* Is it the channel key in force of that member?  A key is proved by whoever
 * holds its secret, so two members may name one. */
bool ledger_channel_is(
    const struct ledger *l, const char *node, struct bytes channel_key);

const struct member *ledger_member_by_channel(
    const struct ledger *l, struct bytes channel_key);
size_t ledger_member_count(const struct ledger *l);
const struct member *ledger_member_at(const struct ledger *l, size_t i);

/* Whose key this is at @position of @node's log: staff, or the log key.  A
 * certificate given beyond a cut, or by one that was, is none (F-124). */
const struct staff *ledger_staff(const struct ledger *l, const char *node,
    const struct digest *key_id, uint64_t position);
/* Lists of staff and grants are in the order of arrival, by log. */
size_t ledger_staff_count(const struct ledger *l);
const struct staff *ledger_staff_at(const struct ledger *l, size_t i);

const struct standard *ledger_standard(
    const struct ledger *l, const struct digest *digest);
size_t ledger_standard_count(const struct ledger *l);
const struct standard *ledger_standard_at(const struct ledger *l, size_t i);

/* The newest published version of a series. */
const struct calendar *ledger_calendar(
    const struct ledger *l, const char *series);
/* As it was published by @time. */
const struct calendar *ledger_calendar_at(
    const struct ledger *l, const char *series, int64_t time);
/* That version of it, or NULL. */
const struct calendar *ledger_calendar_version(
    const struct ledger *l, const char *series, int64_t version);

/* F-83: in force in @node's own log before @position at @time.  Its standard
 * may not be published yet, as far as is held: then nothing can be said yet. */
const struct adoption *ledger_adoption(const struct ledger *l, const char *node,
    const char *item, uint64_t position, int64_t time);

/* F-84: the home's last one within the first @size acts, from <= @time. */
const struct adoption *ledger_adoption_in_head(const struct ledger *l,
    const char *node, const char *item, uint64_t size, int64_t time);

/* F-198: the office hours that the log of @place sets before it, in @a: those
 * of a limit that begins with the act there.  None set: an empty one; NULL for
 * no place. */
const struct office *ledger_office(
    const struct ledger *l, struct arena *a, const struct place *place);

/* NULL when @act is no grant that counts; standard as above. */
const struct grant *ledger_grant(
    const struct ledger *l, const struct digest *act);
size_t ledger_grant_count(const struct ledger *l);
const struct grant *ledger_grant_at(const struct ledger *l, size_t i);

/* Is an act outside dossiers with this id held, applied or not?  For F-70. */
bool ledger_has_act(const struct ledger *l, const struct digest *act);

/* ---- who signs for the network (F-8, F-9) ---- */

/* In force at @position of the authority's log. */
const struct ledger_roles *ledger_roles(
    const struct ledger *l, uint64_t position);
/* "root"; static. */
const char *ledger_role_word(enum ledger_role role);

/* The policy within the authority's first @size acts; NULL: none. */
const struct policy *ledger_policy(const struct ledger *l, uint64_t size);

/* ---- how a member stands (F-120 to F-128) ---- */

enum ledger_standing ledger_standing(const struct ledger *l, const char *node);

/* Does an entry of @node's log at this place count, or is it beyond a cut
 * (suspended, retired, succeeded)?  By what is held now. */
bool ledger_counts(const struct ledger *l, const char *node, uint64_t epoch,
    uint64_t position);

/* Is @actor that node, or a node that took its place (F-127)? */
bool ledger_stands_for(
    const struct ledger *l, const char *actor, const char *node);

/* Successions that count, in the order of the authority's log. */
size_t ledger_succession_count(const struct ledger *l);
const struct succession *ledger_succession_at(const struct ledger *l, size_t i);

/* The record as it was admitted; NULL for a stranger.  ledger_member() has the
 * newest name, addresses and keys. */
const struct member *ledger_admitted(const struct ledger *l, const char *node);

/* Who signs the checkpoint of @size of an admitted node's log. */
/* The batch time of the rotation that replaced the key of that size; INT64_MAX
 * while it is in force. */
int64_t ledger_log_key_until(
    const struct ledger *l, const char *node, uint64_t size);
struct sign_public ledger_log_key(
    const struct ledger *l, const char *node, uint64_t epoch, uint64_t size);

/* All keys of one purpose that a member has had, oldest first; at least one. */
size_t ledger_span_count(
    const struct ledger *l, const char *node, enum ledger_purpose purpose);
const struct ledger_span *ledger_span_at(const struct ledger *l,
    const char *node, enum ledger_purpose purpose, size_t i);
bool ledger_purpose_parse(enum ledger_purpose *out, const char *word);
const char *ledger_purpose_word(enum ledger_purpose purpose);

/* ---- scopes ---- */

/* Archives given, by what counts; pseudonym keys; warrants. */
size_t ledger_archive_count(const struct ledger *l);
const struct archive *ledger_archive_at(const struct ledger *l, size_t i);
bool ledger_is_archive(
    const struct ledger *l, const char *home, const char *node, int64_t time);

size_t ledger_pseudonym_count(const struct ledger *l);
const struct pseudonym *ledger_pseudonym_at(const struct ledger *l, size_t i);
/* The last one given to @to that counts; NULL: none. */
const struct pseudonym *ledger_pseudonym(const struct ledger *l,
    const char *home, const char *item, int year, const char *to);
/* The one that this act gave; NULL. */
const struct pseudonym *ledger_pseudonym_of(
    const struct ledger *l, const struct digest *act);
/* Is it sealed for a key of its reader that a rotation said to be compromised?
 * Of one that does not say for which: for any that the reader had. */
bool ledger_pseudonym_is_exposed(
    const struct ledger *l, const struct pseudonym *p);
/* Was the key of (home, item, year) ended (F-143)? */
bool ledger_pseudonym_is_ended(
    const struct ledger *l, const char *home, const char *item, int year);

size_t ledger_warrant_count(const struct ledger *l);
const struct warrant *ledger_warrant_at(const struct ledger *l, size_t i);
const struct warrant *ledger_warrant(
    const struct ledger *l, const struct digest *act);

/* How that act stands by what is held now: an adoption or grant that was
 * RULE_UNRESOLVED when it was added counts once its standard is published.
 * RULE_UNRESOLVED for an act that is not held. */
enum rule ledger_outcome(const struct ledger *l, const struct digest *act);

/* Does the fold of @node's log stop before @position (F-71, F-40)? */
bool ledger_held(const struct ledger *l, const char *node, uint64_t position);

/* Canonical bytes of the whole state: equal logs give equal bytes. */
void ledger_encode(const struct ledger *l, struct buf *out);

/* The first opening act of @node's log that names this parent, or NULL; up to
 * LEDGER_CHILDREN_MAX follow, by position (F-211, F-212). */
const struct ledger_child *ledger_joint_children(
    const struct ledger *l, const struct digest *parent, const char *node);

#endif
