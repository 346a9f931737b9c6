/*
 * A log is forked, and we hold the larger branch: make the proof of it and put
 * it into our own log (docs/FORMAT.md F-41, F-330).
 *
 *	note of the other branch -> [store thread: our checkpoint, our leaves]
 *	-> fork.proof
 */
#include "node/daemon_fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "node/identity.h"
#include "schema/act.h"
#include "schema/ledger_fork.h"
#include "schema/value.h"
#include "sync/fork_make.h"

struct finding {
	struct daemon *daemon;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	struct digest network;
	struct buf other; /* owned: the note of the other branch */
	struct buf ours;  /* owned */
	struct fork fork;
	enum err err;
	struct why why;
};

static void finding_free(struct finding *f)
{
	buf_fini(&f->other);
	buf_fini(&f->ours);
	mem_free(f);
}

static void make(void *arg, const struct daemon_tools *tools)
{
	struct finding *f = arg;

	f->err = fork_make(&f->fork, tools->store, f->node, &f->network,
	    buf_bytes(&f->other), &f->ours, &f->why);
	if (f->err == ERR_STORAGE)
		daemon_fail(&f->why);
}

static void on_appended(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	struct daemon *d = arg;

	(void)d;
	(void)place;
	if (rule != RULE_NONE)
		journal_say(JOURNAL_ERROR, "a proof of a fork was not kept",
		    "rule", rule_clause(rule), "reason", why->text, NULL);
}

static const struct value *hashes_of(
    struct arena *a, const struct merkle_proof *proof)
{
	struct value *list = value_list(a);

	for (unsigned i = 0; i < proof->count; i++)
		value_push(
		    a, list, value_bin(a, digest_bytes(&proof->hash[i])));
	return list;
}

static const struct value *text_of(struct arena *a, struct bytes note)
{
	return value_text(a, arena_text(a, note));
}

static void append(struct daemon *d, const struct finding *f)
{
	struct arena *a = arena_new();
	struct act *act = daemon_own_new(d, a, "fork.proof");
	struct value *body = value_map(a);
	struct why why = { 0 };
	enum rule rule;

	value_set(a, body, "node", value_text(a, f->node));
	value_set(a, body, "one", text_of(a, f->fork.one));
	value_set(a, body, "two", text_of(a, f->fork.two));
	value_set(a, body, "proof", hashes_of(a, &f->fork.proof));
	act->body = body;
	daemon_own_sign(d, a, act);
	rule = daemon_append(d, act->raw, on_appended, d, &why);
	if (rule != RULE_NONE)
		on_appended(d, rule, NULL, &why);
	arena_free(a);
}

static void on_made(void *arg)
{
	struct finding *f = arg;
	struct daemon *d = f->daemon;

	if (f->err != ERR_OK)
		journal_say(JOURNAL_ERROR, "a fork could not be proven", "log",
		    f->node, "reason", f->why.text, NULL);
	else
		append(d, f);
	finding_free(f);
}

void daemon_fork_found(struct daemon *d, const struct replica_event *e)
{
	struct finding *f = mem_new(sizeof(*f));

	f->daemon = d;
	f->network = *daemon_network(d);
	if (!replica_fork_take(d->replica, f->node, &f->other)) {
		finding_free(f);
		return;
	}
	journal_say(JOURNAL_ERROR,
	    "a node has signed two histories of its log; the proof goes into "
	    "ours",
	    "log", e->node, NULL);
	daemon_store_job(d, make, on_made, f);
}
