#include "node/log_verify.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "node/folder.h"
#include "schema/act.h"
#include "schema/signer.h"
#include "sync/chain.h"
#include "sync/store.h"

struct verifying {
	const struct log_verify_options *options;
	struct genesis genesis;
	struct ledger *ledger; /* owned, unless it is handed out */
	struct store *store;   /* owned */
	struct log_verify_line line;
};

/* Acts outside dossiers cite no heads, and nothing is folded here. */
static enum history_answer no_border(void *arg, const char *node,
    uint64_t epoch, uint64_t size, struct digest *root, int64_t *time)
{
	(void)arg;
	(void)node;
	(void)epoch;
	(void)size;
	(void)root;
	*time = 0;
	return HISTORY_BEYOND;
}

static uint64_t no_cited(void *arg, const char *node, uint64_t epoch,
    uint64_t position, const char *cited)
{
	(void)arg;
	(void)node;
	(void)epoch;
	(void)position;
	(void)cited;
	return 0;
}

static const struct history no_history = { no_border, no_cited, NULL, NULL };

static bool signed_well(
    struct verifying *v, const struct place *place, const struct act *act)
{
	enum rule rule = ledger_add(v->ledger, place, act, NULL);
	const struct staff *staff;

	if (act_is_case(act))
		rule = signer_check(
		    v->ledger, place, act, UINT32_MAX, &staff, NULL);
	return rule != RULE_SIGNER_UNKNOWN && rule != RULE_SIGNATURE &&
	       rule != RULE_THRESHOLD && rule != RULE_STAFF_OVER;
}

static enum err on_batch(void *arg, const struct batch *b, struct why *why)
{
	struct verifying *v = arg;

	(void)why;
	for (uint32_t i = 0; i < b->count; i++) {
		struct arena *a = arena_new();
		struct place place = { b->node, b->epoch, b->first + i,
			b->time };
		struct act *act;

		must(act_decode(a, batch_act(b, i), &act, NULL) == RULE_NONE);
		if (signed_well(v, &place, act))
			v->line.acts_good++;
		else
			v->line.acts_refused++;
		arena_free(a);
	}
	v->line.batches++;
	if (v->options->batch != NULL)
		v->options->batch(v->options->arg, b);
	return ERR_OK;
}

static enum err verify_log(
    struct verifying *v, const struct member *m, struct why *why)
{
	/* As it was admitted; a copy: the ledger grows meanwhile. */
	struct member member = *ledger_admitted(v->ledger, m->node);
	const struct store_log log = { member.node, &v->genesis.network,
		&member.log };
	const struct chain *end;
	enum err e;

	v->line = (struct log_verify_line){ .node = member.node };
	e = store_open(v->store, &log, on_batch, v, why);
	if (e == ERR_NOT_FOUND)
		return ERR_OK; /* admitted, and nothing held of it yet */
	if (e != ERR_OK) {
		why_prefix(why, "%s: ", member.node);
		return e;
	}
	end = store_head(v->store, member.node);
	v->line.epoch = end->epoch;
	v->line.size = chain_size(end);
	v->line.root = chain_root(end);
	v->line.time = end->time;
	if (v->options->line != NULL)
		v->options->line(v->options->arg, &v->line);
	return ERR_OK;
}

static enum err verify_all(struct verifying *v, struct why *why)
{
	const char *authority = v->genesis.authority.node;
	enum err e = verify_log(v, &v->genesis.authority, why);

	for (size_t i = 0; e == ERR_OK && i < ledger_member_count(v->ledger);
	     i++) {
		const struct member *m = ledger_member_at(v->ledger, i);

		if (strcmp(m->node, authority) != 0)
			e = verify_log(v, m, why);
	}
	return e;
}

enum err log_verify_run(const struct log_verify_options *options,
    struct ledger **ledger, struct why *why)
{
	struct verifying *v = mem_new(sizeof(*v));
	char *logs = folder_path(options->dir, FOLDER_LOGS);
	enum err e = folder_genesis(options->dir, NULL, &v->genesis, why);

	v->options = options;
	if (e == ERR_OK) {
		v->ledger = ledger_new(&v->genesis, &no_history);
		v->store = store_git_new(logs, STORE_READ);
		e = verify_all(v, why);
	}
	if (e == ERR_OK && ledger != NULL) {
		*ledger = v->ledger;
		v->ledger = NULL;
	}
	if (v->ledger != NULL)
		ledger_free(v->ledger);
	store_free(v->store);
	mem_free(logs);
	mem_free(v);
	return e;
}
