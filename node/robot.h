/*
 * robot - what a node owes by its own log key, with nobody at the desk: the
 * next duty, out of the ledger and the time (docs/FORMAT.md F-165 to F-168,
 * F-221, F-228, F-239).
 *
 *	certificates -> own pseudonym keys -> those for others -> the
 *	network's keys of credit and of licences -> old ones -> licences that
 *	were asked for, and that came
 *
 * A pass goes once over all of these, a bounded piece at each call, and gives
 * one duty at a time; when that is done, or cannot be, the pass goes on behind
 * it.  A node that is not active owes nothing but to delete.  Pure: whoever
 * executes the duty (node/daemon_robot.c) knows threads, keys and failures.
 */
#ifndef NODE_ROBOT_H
#define NODE_ROBOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"

struct ledger;
struct licence_ask;
struct licence_give;
struct pseudonym;
struct staff;

#define ROBOT_STEP_MAX 256 /* candidates in one call */
#define ROBOT_SHARE    3   /* a certificate is renewed in its last third */
#define ROBOT_MONTH    12  /* from then on the next year's keys are given */
#define ROBOT_AGAIN_MAX \
	8 /* compromised keys of one reader that are made good */

enum robot_kind {
	ROBOT_RENEW,  /* sign staff.renew */
	ROBOT_GIVE,   /* seal a key, sign pseudonym.give */
	ROBOT_END,    /* sign pseudonym.end */
	ROBOT_FETCH,  /* ask peers for a wrap of ours */
	ROBOT_FORGET, /* delete a wrap */
	ROBOT_ANSWER, /* seal a licence for who asked, sign licence.give */
	ROBOT_BRING,  /* ask peers for a licence that was given to us */
	ROBOT_KINDS
};

/* What an operator sets, and what the vault knows. */
struct robot_terms {
	int64_t certificate_seconds; /* that a renewed certificate lives */
	int keep_years; /* of keys whose item has no retention; 0: for ever */
	bool (*holds)(void *arg, const struct digest *wrap);
	/* The wrap of this given key (ledger_pseudonym_at()) is none of ours:
	 * there is nothing to forget.  Once true it stays. */
	bool (*is_settled)(void *arg, size_t given);
	void *arg;
	bool clock_leapt; /* past what F-38 lets us sign: time ends nothing */
};

/* All borrowed from the ledger. */
struct robot_duty {
	enum robot_kind kind;
	const struct staff *staff; /* RENEW: the certificate as it is */
	int64_t until;             /* RENEW: as it will be */
	const char *item;          /* of a pseudonym key */
	int year;
	const char *to;              /* GIVE */
	const struct pseudonym *key; /* GIVE to others: the home's own; FETCH,
	                              * FORGET: the one */
	size_t given;                /* FETCH, FORGET: where that stands */
	const struct pseudonym *before;     /* GIVE: what is no good; NULL */
	const struct licence_ask *ask;      /* ANSWER */
	const struct licence_give *licence; /* BRING */
};

/* Where a pass stands. */
struct robot {
	int stage;
	size_t at;
	int64_t due; /* the earliest time at which something more is due, of
	              * what the pass has seen; INT64_MAX: none */
};

enum robot_answer {
	ROBOT_DUTY, /* in @out */
	ROBOT_MORE, /* nothing in this piece: call again */
	ROBOT_IDLE, /* the pass is over */
};

void robot_begin(struct robot *r);

/* The next duty of @node at @now (seconds).  Acts may be added to the ledger
 * between two calls; what they bring before the place where the pass stands is
 * for the next pass. */
enum robot_answer robot_next(struct robot *r, const struct ledger *l,
    const char *node, int64_t now, const struct robot_terms *terms,
    struct robot_duty *out);

/* The same for the same thing to do, so that one that failed is known again. */
struct digest robot_duty_id(const struct robot_duty *d);

/* "staff.renew"; static.  A metric's label and a word of the journal. */
const char *robot_kind_word(enum robot_kind kind);

/* F-167: when the key of (any home, @item, @year) is over, in seconds;
 * INT64_MAX: never, as far as is known. */
int64_t robot_key_over(
    const struct ledger *l, const char *item, int year, int keep_years);

#endif
