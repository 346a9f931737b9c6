/*
 * lead_due - licences of a district's own library that expire soon, and the
 * service that its standards offer for it unasked (无感审批, docs/FORMAT.md F-229).
 *
 * A licence is offered once for each of its terms: a lead that its issuer opened
 * after the document in force says that it was.  Pure.
 */
#ifndef SCHEMA_LEAD_DUE_H
#define SCHEMA_LEAD_DUE_H

#include <stddef.h>
#include <stdint.h>

struct ledger;
struct licence;
struct standard;

struct lead_due {
	const struct licence *licence; /* borrowed from the ledger */
	const struct standard *standard;
	const char *trigger; /* its code */
	int64_t since;       /* seconds */
	int64_t until;       /* of the licence */
};

/* Up to @max of those that are due at @now, in the order in which they were
 * issued; how many there are.  @next (may be NULL): when another one comes, as
 * far as is known; INT64_MAX: none. */
size_t lead_due_list(const struct ledger *l, const char *node, int64_t now,
    struct lead_due *out, size_t max, int64_t *next);

#endif
