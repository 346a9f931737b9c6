/*
 * ledger_state - what the ledger's own files share.  Nobody else includes it.
 *
 * Everything is kept in one arena and never changes once kept, so that what
 * the ledger hands out stays where it is.
 */
#ifndef SCHEMA_LEDGER_STATE_H
#define SCHEMA_LEDGER_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "schema/ledger.h"
#include "schema/ledger_map.h"
#include "schema/office.h"

struct calendar;
struct standard;

#define LEDGER_MEMBERS_MAX 4096 /* DESIGN section 12 */

struct ledger_list {
	void **
	    items; /* the array is owned, what it points to lives in the arena */
	size_t count;
	size_t room;
};

/* One act outside dossiers. */
struct ledger_record {
	struct digest id;
	const char *node;
	uint64_t epoch;
	uint64_t position;
	enum rule rule;             /* when it was added */
	bool always;                /* no cut touches it (F-124) */
	const struct staff *signer; /* a certificate, or NULL */
	bool cites; /* adoption or grant: std and item are set */
	struct digest std;
	const char *item;
	const struct ledger_ruling *ruling; /* then that has the rule */
};

/* F-125 to F-127: an act of the authority about one node's log. */
enum ledger_cut_kind {
	LEDGER_CUT_SUSPEND,
	LEDGER_CUT_RESUME,
	LEDGER_CUT_RETIRE,
	LEDGER_CUT_SUCCEED,
};
struct ledger_cut {
	enum ledger_cut_kind kind;
	uint64_t epoch, size;
	struct ledger_log *log; /* that is cut */
};

/* An act of the authority about members' logs, whether it counts or not: a
 * succession before it may turn out to be proven, and then it is judged anew
 * (schema/ledger_standing.c). */
struct ledger_ruling {
	struct place place;
	const struct act *act; /* in the arena */
	enum rule rule;        /* by what is held now */
	bool proven; /* F-127: every side has signed; never goes back */
	size_t cut_count;
	struct ledger_cut *cuts;
	struct succession succession; /* of a node.succeed */
};

/* A published document; one of the two. */
struct ledger_document {
	const struct standard *standard;
	const struct calendar *calendar;
	int64_t time; /* batch time of the publication */
};

struct ledger_cert {
	struct staff staff;
	struct ledger_cert *older; /* of the same key, any node */
};

/* F-142 */
struct ledger_pseudonym {
	struct pseudonym given;
	struct ledger_pseudonym *older; /* of the same key and reader */
};

/* F-198 */
struct ledger_office {
	uint64_t position;
	struct office_hours hours;
};

struct ledger_log {
	struct member admitted;      /* as F-6 has it */
	struct member member;        /* the same with what came later */
	uint64_t admitted_at;        /* position in the authority's log */
	struct ledger_list log_keys; /* struct staff, oldest first */
	struct ledger_list spans[LEDGER_KEY_COUNT]; /* struct ledger_span */
	struct ledger_list cuts; /* struct ledger_cut: of rulings that count */
	uint64_t next;           /* the least position that may be added */
	bool held;
	uint64_t held_at;
	struct ledger_list records;   /* struct ledger_record, by position */
	struct ledger_list adoptions; /* struct adoption, by position */
	struct ledger_list offices;   /* struct ledger_office, by position */
};

struct ledger {
	struct arena *arena; /* owned */
	struct genesis genesis;
	const struct history *history;  /* borrowed */
	struct proven *proven;          /* owned */
	struct ledger_list logs;        /* struct ledger_log, as admitted */
	struct ledger_list certs;       /* struct ledger_cert */
	struct ledger_list standards;   /* struct ledger_document */
	struct ledger_list calendars;   /* the same, all versions */
	struct ledger_list grants;      /* struct grant */
	struct ledger_list roles;       /* struct ledger_roles */
	struct ledger_list policies;    /* struct policy */
	struct ledger_list rulings;     /* struct ledger_ruling, by position */
	struct ledger_list successions; /* struct succession, that count */
	struct ledger_list archives;    /* struct archive */
	struct ledger_list pseudonyms;  /* struct ledger_pseudonym */
	struct ledger_list warrants;    /* struct warrant */
	struct ledger_list marks;       /* struct mark */
	struct ledger_list slots;       /* struct ledger_slot */
	struct ledger_list bookings;    /* struct ledger_booking */
	struct ledger_map slot_map;     /* act id: struct ledger_slot */
	struct ledger_map booking_map;  /* act id: struct ledger_booking */
	struct ledger_map start_map;    /* slot, start: newest booking */
	struct ledger_list forks;       /* struct ledger_fork, as they came */
	struct ledger_list settles;     /* struct ledger_settle, by position */
	struct ledger_list licences;    /* struct licence */
	struct ledger_list asks;        /* struct licence_ask */
	struct ledger_map licence_map;  /* act id: struct licence */
	struct ledger_map named_map;    /* name: newest struct licence */
	struct ledger_map granted_map;  /* dossier: newest struct licence */
	struct ledger_map name_map;     /* name in a log: struct licence */
	struct ledger_map holder_map;   /* holder in a log: that became live */
	struct ledger_map held_map;     /* holder: newest struct licence */
	struct ledger_map ask_map;      /* act id: struct licence_ask */
	struct ledger_map asker_map;    /* who asks whom: newest licence_ask */
	struct ledger_map asked_map;    /* issue: newest struct licence_ask */
	struct ledger_map give_map;     /* act id: struct licence_give */
	struct ledger_map given_by_map; /* ask in a log: first licence_give */
	struct ledger_map child_map;    /* parent: first struct ledger_child */
	struct ledger_map node_map;     /* slug's hash: struct ledger_log */
	struct ledger_map key_map;      /* admitted key's hash: ledger_log */
	struct ledger_map channel_map;  /* rotated channel key's: ledger_log */
	struct ledger_map cert_map;     /* key id: newest struct ledger_cert */
	struct ledger_map standard_map; /* digest: ledger_document */
	struct ledger_map grant_map;    /* act id: struct grant */
	struct ledger_map mark_map;     /* act id: struct mark */
	struct ledger_map subject_map;  /* pseudonym: newest struct mark */
	struct ledger_map repair_map;   /* mark's id: newest mark_repair */
	struct ledger_map record_map;   /* act id: struct ledger_record */
	struct ledger_map given_map;    /* act id, ledger_pseudonym_name(), or
	                                 * that without a reader, once ended:
	                                 * newest struct ledger_pseudonym */
};

/* NULL when the node is not admitted. */
struct ledger_log *ledger_log(const struct ledger *l, const char *node);

/* The signatures that were checked once, of whoever folds with this ledger. */
struct proven *ledger_proven(const struct ledger *l);

/* The record of an act that was added, or NULL. */
const struct ledger_record *ledger_record(
    const struct ledger *l, const struct digest *act);

/* Append; the array grows. */
void ledger_keep_push(struct ledger_list *list, void *item);

/* The hash of a pseudonym key's home, item, year and reader ("": whoever). */
struct digest ledger_pseudonym_name(
    const char *home, const char *item, int year, const char *to);

/* Does an applied admission hold this key? */
bool ledger_has_key(const struct ledger *l, struct bytes key);

#endif
