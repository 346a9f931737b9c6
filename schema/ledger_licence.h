/*
 * ledger_licence - the licence library (电子证照库): what an organ issued, renewed,
 * suspended and revoked, in its own log (docs/FORMAT.md F-220 to F-228, F-248).
 *
 * Its fold is part of the ledger's (schema/ledger.h).  A licence's standing is
 * asked at a size of its issuer's log, so that a case may rest on what it cites
 * and nothing else.  Names and holders are keyed pseudonyms (F-221).
 */
#ifndef SCHEMA_LEDGER_LICENCE_H
#define SCHEMA_LEDGER_LICENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rule.h"
#include "keys/digest.h"
#include "schema/role.h"

struct act;
struct arena;
struct ledger;
struct ledger_log;
struct place;
struct why;

/* F-228: who may ask for a licence. */
#define LEDGER_LICENCE_ASKERS                                       \
	(ROLE_BIT(ROLE_WINDOW) | ROLE_BIT(ROLE_ACCEPTOR) |          \
	    ROLE_BIT(ROLE_REVIEWER_1) | ROLE_BIT(ROLE_REVIEWER_2) | \
	    ROLE_BIT(ROLE_REVIEWER_3) | ROLE_BIT(ROLE_ISSUER) |     \
	    ROLE_BIT(ROLE_HANDLER) | ROLE_BIT(ROLE_SUPERVISOR) |    \
	    ROLE_BIT(ROLE_INTEGRITY))

/* F-221: the authority gives the key of these pseudonyms as one of an item that
 * no standard can have, for no year in particular. */
#define LEDGER_LICENCE_KEY_ITEM "@licence"
#define LEDGER_LICENCE_KEY_YEAR 1970
/* An ask that is older is not answered any more (F-228). */
#define LEDGER_LICENCE_ASK_DAYS 7
/* F-248: so many asks of one log for licences of another in a calendar day; each
 * costs the issuer an act and a sealed document. */
#define LEDGER_LICENCE_ASKS_PER_DAY_MAX 2000

enum licence_event_kind {
	LICENCE_ISSUE,
	LICENCE_RENEW,
	LICENCE_SUSPEND,
	LICENCE_RESUME,
	LICENCE_REVOKE,
};

struct licence_event {
	enum licence_event_kind kind;
	struct digest act;
	uint64_t position;
	int64_t time;  /* batch time, seconds */
	int64_t until; /* ISSUE, RENEW: its last second; INT64_MAX: none */
	struct digest document; /* ISSUE, RENEW: the issuer's own copy */
	const char *reason;     /* SUSPEND, RESUME, REVOKE */
	const struct licence_event *older; /* the last one is the ISSUE */
};

struct licence {
	const char *node; /* the issuer */
	struct digest act;
	struct digest name;   /* pseudonym of its identifier */
	struct digest holder; /* pseudonym of who holds one of this type */
	const char *type;     /* "食品经营许可证" */
	bool has_dossier;
	struct digest dossier; /* the case that granted it */
	bool imported;
	uint64_t position;
	const struct licence_event *events; /* the newest first */
	uint64_t
	    lead_at; /* position + 1 of its issuer's newest lead; 0: none */
	const struct licence *other; /* of another issuer, under this name */
	const struct licence *same_case;   /* older ones that name that case */
	const struct licence *same_holder; /* older ones of its holder */
};

struct licence_ask {
	const char *node; /* who asks */
	struct digest act;
	struct digest issue;
	const char *issuer;
	struct digest by; /* key id of who asks */
	const char *reason;
	uint64_t position;
	int64_t time;
	uint32_t nth; /* of that log to that issuer that day, from 1 */
	const struct licence_ask *older; /* of the same licence */
};

struct licence_give {
	const char *node; /* who gave */
	struct digest act;
	struct digest ask;
	const char *to;
	struct digest document;
	uint64_t position;
};

enum licence_standing {
	LICENCE_VALID,
	LICENCE_SUSPENDED,
	LICENCE_EXPIRED,
	LICENCE_REVOKED,
	LICENCE_VOID, /* issued beyond a cut (F-124), or beyond that size */
};

/* The rule that an act of the library breaks at @place, or RULE_NONE; its
 * signer is asked elsewhere. */
enum rule ledger_licence_judge(const struct ledger *l,
    const struct place *place, const struct act *act, struct why *why);

/* Take in one that counts; others are passed over. */
void ledger_licence_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act);

/* A lead that its issuer opened from it (F-229); nothing of any other act. */
void ledger_licence_lead(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act);
void ledger_licence_fini(struct ledger *l); /* what is not in the arena */

/* Borrowed from the ledger; NULL for none. */
size_t ledger_licence_count(const struct ledger *l);
const struct licence *ledger_licence_at(const struct ledger *l, size_t i);
const struct licence *ledger_licence(
    const struct ledger *l, const struct digest *issue);
/* The newest of a holder's pseudonym, which is of one type; .same_holder leads
 * on, through all logs. */
const struct licence *ledger_licence_held(
    const struct ledger *l, const struct digest *holder);
/* The newest under this name; .other leads on. */
const struct licence *ledger_licence_named(
    const struct ledger *l, const struct digest *name);

/* The newest that says it was granted by this case; .same_case leads on. */
const struct licence *ledger_licence_of_case(
    const struct ledger *l, const struct digest *dossier);

size_t ledger_licence_ask_count(const struct ledger *l);
const struct licence_ask *ledger_licence_ask_at(
    const struct ledger *l, size_t i);
const struct licence_ask *ledger_licence_ask(
    const struct ledger *l, const struct digest *act);
/* The newest one of a licence; .older leads on. */
const struct licence_ask *ledger_licence_asked(
    const struct ledger *l, const struct digest *issue);
const struct licence_give *ledger_licence_give(
    const struct ledger *l, const struct digest *act);
/* What the issuer gave whoever asked; NULL: nothing yet. */
const struct licence_give *ledger_licence_given(
    const struct ledger *l, const struct licence_ask *ask);

/* How it stands at @time, by the first @size acts of its issuer's log;
 * UINT64_MAX: by what is held. */
enum licence_standing ledger_licence_standing(const struct ledger *l,
    const struct licence *c, uint64_t size, int64_t time);
/* Its last second by those acts; INT64_MAX: for ever. */
int64_t ledger_licence_until(const struct licence *c, uint64_t size);
/* The event of those acts that holds its newest document. */
const struct licence_event *ledger_licence_document(
    const struct licence *c, uint64_t size);

const char *ledger_licence_word(enum licence_standing s);         /* "valid" */
const char *ledger_licence_zh(enum licence_standing s);           /* "有效" */
const char *ledger_licence_event_word(enum licence_event_kind k); /* "renew" */

#endif
