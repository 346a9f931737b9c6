/*
 * The node's witness: opened with its key and its state, exchanged when the
 * key is; and what was kept of others' before this start (sync/witness.h,
 * sync/cosigned.h).
 */
#include "node/daemon_fields.h"

#include <string.h>

#include "base/clock.h"
#include "base/journal.h"
#include "base/mem.h"
#include "keys/note.h"
#include "node/folder.h"
#include "node/identity.h"
#include "sync/cosigned.h"
#include "sync/replica_witness.h"
#include "sync/witness.h"

#define NAMES_MAX 64 /* of witnesses of one log that are looked at */

static void say_state(const struct witness *w)
{
	if (witness_retired(w))
		journal_say(JOURNAL_ERROR,
		    "this node's witness has lost what it cosigned and signs "
		    "no more; rotate its key (F-322)",
		    NULL);
}

static enum err open_witness(struct daemon *d, const struct sign_pair *pair,
    struct witness **out, struct why *why)
{
	const struct witness_setup setup = { &d->boot.genesis->network,
		d->identity->node, pair, folder_instance(d->folder) };
	enum err e = witness_open(out, d->options.dir, &setup, why);

	if (e == ERR_OK)
		say_state(*out);
	return e;
}

enum err daemon_witness_open(struct daemon *d, struct why *why)
{
	const struct identity *id = d->identity;
	const struct member *m = ledger_member(d->boot.ledger, id->node);

	d->host.clock = clock_real();
	d->host.folder = d->options.dir;
	if (!id->has_witness || (m != NULL && !sign_public_equal(&m->witness,
						  &id->witness.public))) {
		journal_say(JOURNAL_NOTICE,
		    "keys/witness.key is not here, does not open or is not the "
		    "member's: this node witnesses no logs",
		    NULL);
		return ERR_OK;
	}
	return open_witness(d, &id->witness, &d->host.witness, why);
}

/* Store thread: nobody cosigns meanwhile. */
enum err daemon_witness_switch(
    struct daemon *d, const struct sign_pair *pair, struct why *why)
{
	struct witness *fresh;
	enum err e = open_witness(d, pair, &fresh, why);

	if (e != ERR_OK)
		return e;
	witness_close(d->host.witness);
	d->host.witness = fresh;
	return ERR_OK;
}

/* ---- what was kept ---- */

struct newest {
	size_t count;
	struct {
		struct buf name, line; /* owned */
		struct cosigned_record record;
	} of[NAMES_MAX];
};

static bool take_newest(void *arg, const struct cosigned_record *record)
{
	struct newest *n = arg;
	struct note_line line;
	size_t i = 0;

	if (note_parse_line(&line, record->line, NULL) != ERR_OK)
		return true;
	while (
	    i < n->count && !bytes_equal(buf_bytes(&n->of[i].name), line.name))
		i++;
	if (i == NAMES_MAX)
		return true;
	if (i == n->count)
		buf_put(&n->of[n->count++].name, line.name);
	n->of[i].record = *record;
	buf_clear(&n->of[i].line);
	buf_put(&n->of[i].line, record->line);
	return true;
}

static enum err load_log(struct daemon *d, const char *node, struct why *why)
{
	struct newest *n = mem_new(sizeof(*n));
	enum err e = cosigned_each(d->options.dir, node, take_newest, n, why);

	for (size_t i = 0; i < n->count; i++) {
		n->of[i].record.line = buf_bytes(&n->of[i].line);
		if (e == ERR_OK)
			replica_heard_known(d->replica, node, &n->of[i].record);
		buf_fini(&n->of[i].name);
		buf_fini(&n->of[i].line);
	}
	mem_free(n);
	return e;
}

enum err daemon_witness_load(struct daemon *d, struct why *why)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < replica_log_count(d->replica);
	     i++)
		e = load_log(d, replica_log_at(d->replica, i)->node, why);
	return e;
}
