/*
 * access_licence - the licences of a person and who asked for them, where and
 * why (docs/FORMAT.md F-221, F-228): part of POST /v1/access.
 *
 *	begin (loop) -> count (store thread) -> put (loop) -> fini
 *
 * Holders are pseudonyms with the type of the licence in them, so the person's
 * is computed once for each type that was ever issued.
 */
#ifndef NODE_ACCESS_LICENCE_H
#define NODE_ACCESS_LICENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "node/given_key.h"

struct daemon;
struct daemon_tools;
struct person;
struct value;

struct access_licence_holder {
	const char *type; /* borrowed from the ledger, which forgets none */
	struct digest pseudonym;
};

struct access_licence {
	struct given_key key;
	bool has_key;
	bool counted; /* the key was there and opened */
	size_t count;
	struct access_licence_holder *holders; /* owned */
};

void access_licence_begin(
    struct access_licence *x, struct daemon *daemon, struct arena *a);
void access_licence_count(struct access_licence *x, const struct person *person,
    const struct daemon_tools *tools);
/* `licences`, the newest first, and how many were `licences_found`; nothing
 * where the key of the library is not here. */
void access_licence_put(const struct access_licence *x, struct daemon *daemon,
    struct arena *a, struct value *out);
void access_licence_fini(struct access_licence *x);

#endif
