/*
 * casebook_mem - a casebook and a history in plain memory, fed with stored
 * batches: what the daemon keeps in its index, for the simulator and tests.
 *
 * Give casebook_mem_add() every batch that was stored, of one log in order.
 */
#ifndef SYNC_CASEBOOK_MEM_H
#define SYNC_CASEBOOK_MEM_H

#include "schema/ledger.h"
#include "sync/batch.h"
#include "sync/casebook.h"

struct casebook_mem;

struct casebook_mem *casebook_mem_new(void);
void casebook_mem_free(struct casebook_mem *b); /* NULL is fine */

void casebook_mem_add(struct casebook_mem *b, const struct batch *batch);

/* Borrowed: live as long as @b. */
struct casebook *casebook_mem_casebook(struct casebook_mem *b);
const struct history *casebook_mem_history(const struct casebook_mem *b);

/* The dossiers seen so far, in order of first sight. */
size_t casebook_mem_count(const struct casebook_mem *b);
const struct digest *casebook_mem_at(const struct casebook_mem *b, size_t i);

#endif
