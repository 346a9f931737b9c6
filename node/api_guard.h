/*
 * api_guard - who may ask what (docs/API.md ).
 *
 * Each route declares its right: everybody, any session, or roles of staff.
 * What a session's key may is looked up in the ledger at every request, so a
 * certificate that is revoked or over ends the session at once.  Every refusal
 * is a line in the journal and counts in the metrics.
 */
#ifndef NODE_API_GUARD_H
#define NODE_API_GUARD_H

#include <stdint.h>

#include "node/http.h"
#include "schema/role.h"

/* Above the ROLE_BIT()s. */
#define API_RIGHT_PUBLIC  (1u << 31)
#define API_RIGHT_SESSION (1u << 30) /* any session, the operator's included */

/* Moves files in pieces: counted apart, and more often, so that one long
 * transfer leaves the others of its hall their questions. */
#define API_RIGHT_PIECES (1u << 29)

#define API_MAY(role) ROLE_BIT(ROLE_##role)

/* Who reads files of cases: those who handle or watch over cases. */
#define API_RIGHT_FILES                                                    \
	(API_MAY(WINDOW) | API_MAY(ACCEPTOR) | API_MAY(REVIEWER_1) |       \
	    API_MAY(REVIEWER_2) | API_MAY(REVIEWER_3) | API_MAY(ISSUER) |  \
	    API_MAY(HANDLER) | API_MAY(ESCALATION) | API_MAY(SUPERVISOR) | \
	    API_MAY(INTEGRITY))

/* Who reads acts and what cases say of themselves: all of staff. */
#define API_RIGHT_CASES                                             \
	(API_RIGHT_FILES | API_MAY(COURIER) | API_MAY(DISPATCHER) | \
	    API_MAY(AUDITOR) | API_MAY(OPERATOR) | API_MAY(ROBOT))

/* Who has acts prepared. */
#define API_RIGHT_ACTS API_RIGHT_CASES

/* Who hands an auditor the bundle of a case: it is of use to the holder of the
 * warrant only. */
#define API_RIGHT_BUNDLE                                              \
	(API_MAY(AUDITOR) | API_MAY(OPERATOR) | API_MAY(SUPERVISOR) | \
	    API_MAY(INTEGRITY))

#define API_RIGHT_OPERATOR API_MAY(OPERATOR)

http_guard_fn api_guard; /* arg: the daemon */

struct buf;
struct daemon;
struct digest;
struct staff;

/* The member of staff behind a key, now: certified in our log, not revoked, not
 * over.  NULL otherwise. */
const struct staff *api_guard_staff(
    struct daemon *d, const struct digest *key_id);

#endif
