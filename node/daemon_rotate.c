/*
 * A key of this node is replaced (docs/FORMAT.md F-42, F-115).
 *
 *	act -> [worker: open keys/NAME.key.next] -> is it the act's? -> append
 *	    admitted: log and sealing keys are used at once
 *	    durable:  [store thread: files change places] -> channel -> answer
 *	              and the witness goes on with the new key
 *
 * A crash on the way is made good by identity_settle() at the next start.  One
 * rotation at a time.
 */
#include "node/daemon_fields.h"

#include <string.h>

#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/secret.h"
#include "node/config.h"
#include "node/identity.h"
#include "node/key_next.h"
#include "schema/act.h"
#include "schema/act_body.h"

struct rotating {
	struct daemon *daemon;
	struct buf act; /* owned */
	enum keyfile_purpose purpose;
	struct buf key; /* owned; as the act has it */
	daemon_appended_fn *done;
	void *arg;
	char *dir, *passphrase_file; /* owned; the second may be NULL */
	char node[TEXT_SLUG_BYTES_MAX + 1];
	struct identity_next *next; /* owned, secret memory */
	struct place place;
	enum err err;
	struct why why;
};

static void end(struct rotating *x, enum rule rule)
{
	x->daemon->rotating = false;
	x->done(x->arg, rule, &x->place, &x->why);
	secret_free(x->next);
	buf_fini(&x->act);
	buf_fini(&x->key);
	mem_free(x->dir);
	mem_free(x->passphrase_file);
	mem_free(x);
}

/* ---- 4: the files are in place ---- */

static void on_switched(void *arg)
{
	struct rotating *x = arg;
	struct identity *id = x->daemon->identity;

	if (x->purpose == KEYFILE_CHANNEL) {
		id->channel = x->next->pair.channel;
		replica_keys_set_channel(x->daemon->replica, &id->channel);
	}
	journal_say(JOURNAL_NOTICE, "a key was rotated", "purpose",
	    keyfile_purpose_word(x->purpose), NULL);
	end(x, RULE_NONE);
}

static void switch_files(void *arg, const struct daemon_tools *tools)
{
	struct rotating *x = arg;

	(void)tools;
	if (key_next_switch(x->dir, x->purpose, &x->why) != ERR_OK)
		daemon_fail(&x->why);
	if (x->purpose == KEYFILE_WITNESS &&
	    daemon_witness_switch(x->daemon, &x->next->pair.log, &x->why) !=
		ERR_OK)
		daemon_fail(&x->why);
}

/* ---- 3: durable ---- */

static void on_appended(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	struct rotating *x = arg;

	x->place = *place;
	if (rule != RULE_NONE) {
		x->why = *why;
		end(x, rule);
		return;
	}
	daemon_store_job(x->daemon, switch_files, on_switched, x);
}

/* ---- 2: admit ---- */

/* What was admitted is judged and sealed under it from this moment on. */
static void use(struct rotating *x)
{
	struct daemon *d = x->daemon;
	struct identity *id = d->identity;

	if (x->purpose == KEYFILE_LOG) {
		id->log = x->next->pair.log;
		d->batch_key ^= 1;
	} else if (x->purpose == KEYFILE_SEALING) {
		identity_add_sealing(id, &x->next->pair.sealing);
	}
}

static enum rule admit(struct rotating *x)
{
	struct daemon *d = x->daemon;
	struct sign_pair *batch = &d->identity->batch[d->batch_key ^ 1];
	enum rule rule;

	if (x->purpose == KEYFILE_LOG) {
		*batch = x->next->pair.log;
		replica_keys_next_log(d->replica, batch);
	}
	rule = daemon_append(d, buf_bytes(&x->act), on_appended, x, &x->why);
	if (rule == RULE_NONE)
		use(x);
	else if (x->purpose == KEYFILE_LOG)
		replica_keys_next_log(d->replica, NULL);
	return rule;
}

static void on_opened(void *arg)
{
	struct rotating *x = arg;
	enum rule rule;

	if (x->err != ERR_OK || !bytes_equal(key_next_of_label(&x->next->label),
				    buf_bytes(&x->key))) {
		if (x->err == ERR_OK)
			(void)why_set(&x->why, ERR_CONFLICT,
			    "keys/%s.key.next 不是行为所提的密钥 / is not the "
			    "key that the act names",
			    keyfile_purpose_word(x->purpose));
		end(x, RULE_KEY_NEXT);
		return;
	}
	rule = admit(x);
	if (rule != RULE_NONE)
		end(x, rule);
}

/* ---- 1: open the key ---- */

static void open_next(void *arg)
{
	struct rotating *x = arg;

	x->err = identity_next_open(
	    x->next, x->dir, x->node, x->passphrase_file, x->purpose, &x->why);
}

static void start(struct daemon *d, const struct act *act,
    enum keyfile_purpose purpose, daemon_appended_fn *done, void *arg)
{
	const char *passphrase = d->options.config->passphrase_file;
	struct rotating *x = mem_new(sizeof(*x));

	x->daemon = d;
	x->purpose = purpose;
	x->done = done;
	x->arg = arg;
	x->dir = mem_copy_text(d->options.dir);
	if (passphrase[0] != '\0')
		x->passphrase_file = mem_copy_text(passphrase);
	memcpy(x->node, d->identity->node, sizeof(x->node));
	x->next = secret_new(sizeof(*x->next));
	x->place.node = daemon_node(d);
	buf_put(&x->act, act->raw);
	buf_put(&x->key, act_body_bin(act, "key"));
	d->rotating = true;
	daemon_worker_job(d, open_next, on_opened, x);
}

enum rule daemon_rotate(struct daemon *d, const struct act *act,
    daemon_appended_fn *done, void *arg, struct why *why)
{
	struct arena *a = arena_new();
	enum keyfile_purpose purpose;
	struct index_act known;
	enum rule rule = act_body_check(act, why);
	bool again = index_read_act(d->boot.reader, a, &act->id, &known);

	arena_free(a);
	if (again) /* answered as for the first time */
		return RULE_COPY;
	if (rule == RULE_NONE && d->rotating) {
		(void)(why_set(why, ERR_BUSY,
			   "另一密钥正在更换,请稍后再试 / another key is being "
			   "rotated; ask again") == ERR_BUSY);
		rule = RULE_KEY_NEXT;
	}
	if (rule != RULE_NONE)
		return rule;
	must(key_next_purpose(&purpose, act_body_text(act, "purpose")));
	start(d, act, purpose, done, arg);
	return RULE_NONE;
}

bool daemon_rotate_is_on(const struct daemon *d)
{
	return d->rotating;
}
