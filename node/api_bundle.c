/*
 * POST /v1/cases/{number}/bundle {"warrant": id, "partial": bool}: what an
 * auditor with a warrant gets of one case, before the chunks (F-117, A-8).
 *
 *	look -> case.open, durable -> fold, pick -> [store thread: keys for the
 *	auditor, proofs, seal]
 *
 * Keys are sealed for the warrant's holder: whoever carries the bundle reads
 * nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/api_refusal.h"
#include "node/bundle_object.h"
#include "node/bundle_source.h"
#include "node/case_find.h"
#include "node/daemon.h"
#include "node/identity.h"
#include "node/vault_open.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/genesis.h"
#include "schema/json.h"
#include "schema/value.h"
#include "sync/bundle_make.h"
#include "sync/bundle_pick.h"
#include "sync/vault.h"

#define INPUT_BYTES_MAX 1024
#define INPUT_DEPTH_MAX 4
#define FILES_MAX       16 /* of one case.open */

struct bundling {
	struct http_request *request;
	struct daemon *daemon;
	struct digest dossier, warrant;
	bool partial;
	struct value *ids; /* of the files that are here, ascending */
	size_t opening;    /* acts that are not durable yet */
	enum rule rule;    /* what became of them */
	struct why why;
	/* for the store thread; copies */
	struct vault_open_target target;
	bool keyless;                    /* the case is erased */
	const struct seal_ring *readers; /* borrowed: outlives every job */
	struct sign_pair *log;           /* owned, locked */
	struct seal_public auditor;
	uint8_t suite;
	struct digest network;
	struct buf genesis, state, out;
	struct bundle_make make;
	enum err err;
};

static void bundling_free(struct bundling *b)
{
	secret_free(b->log);
	buf_fini(&b->genesis);
	buf_fini(&b->state);
	buf_fini(&b->out);
	mem_free(b);
}

/* ---- the files of the case ---- */

static int by_id(const void *x, const void *y)
{
	const struct bundle_object *a = x, *b = y;

	return strcmp(a->vault->id, b->vault->id);
}

/* All are here, or are not asked for; their ids, each once. */
static enum err find_objects(
    struct bundling *b, const struct dossier *d, struct why *why)
{
	struct arena *a = b->request->arena;
	struct bundle_object *list;
	size_t count = bundle_object_list(b->daemon, a, d, &list), missing = 0;
	const char *last = NULL;

	b->ids = value_list(a);
	qsort(list, count, sizeof(*list), by_id);
	for (size_t i = 0; i < count; i++) {
		const char *id = list[i].vault->id;

		if (!list[i].here) {
			if (!d->erased)
				daemon_need(b->daemon, &d->id, list[i].vault);
			missing++;
		} else if (last == NULL || strcmp(last, id) != 0) {
			value_push(a, b->ids, value_text(a, id));
			last = id;
		}
	}
	if (missing == 0 || b->partial || d->erased)
		return ERR_OK;
	return why_set(why, ERR_BUSY,
	    "%zu 个文件正在从其他节点取来,请稍后再试,或用 --partial 只取已有的 / "
	    "%zu files are being fetched from other nodes; ask again, or take "
	    "what is here with --partial",
	    missing, missing);
}

/* ---- may it be? ---- */

static enum rule find_warrant(
    struct bundling *b, const struct dossier *d, struct why *why)
{
	const struct warrant *w =
	    ledger_warrant(daemon_ledger(b->daemon), &b->warrant);
	int64_t now = daemon_wall_ms(b->daemon) / 1000;

	if (w == NULL)
		(void)(why_set(why, ERR_REFUSED,
			   "没有这份令状(warrant list 可查) / there is no such "
			   "warrant; warrant list has them all") == ERR_OK);
	else if (!digest_equal(&w->dossier, &d->id))
		(void)(why_set(why, ERR_REFUSED,
			   "令状准许的是另一办件 / the warrant is for another "
			   "case") == ERR_OK);
	else if (now < w->from || now > w->until)
		(void)(why_set(why, ERR_REFUSED,
			   "令状已过期;由统筹机关另行签发 / the warrant is over; "
			   "the authority issues another") == ERR_OK);
	else {
		b->auditor = w->sealing;
		return RULE_NONE;
	}
	return RULE_WARRANT;
}

/* Our keys of the case; an erased one has none. */
static enum err find_keys(
    struct bundling *b, const struct dossier *d, struct why *why)
{
	enum err e = ERR_OK;

	b->keyless = d->erased;
	if (!d->erased)
		e = vault_open_find(b->daemon, d, NULL, &b->target, why);
	return e;
}

/* ---- [store thread] ---- */

static enum err wrap_key(
    struct bundling *b, struct vault_store *vault, size_t at, struct buf *out)
{
	struct secret *secret = secret_new(sizeof(*secret));
	struct vault_key key = { .suite = b->suite,
		.key = secret,
		.network = b->network,
		.dossier = b->target.seal,
		.generation = b->target.oldest + (uint32_t)at };
	struct buf wrap = { 0 };
	struct digest name;
	enum err e = vault_get(vault, &b->target.wraps[at], &wrap, &b->why);

	if (e == ERR_OK)
		e = vault_unwrap_any(secret, &key.dossier, key.generation,
		    b->readers, buf_bytes(&wrap), &b->why);
	if (e == ERR_OK)
		e = vault_wrap(out, &name, &key, &b->auditor, random_system());
	secret_free(secret);
	buf_fini(&wrap);
	return e;
}

static void make(void *arg, const struct daemon_tools *tools)
{
	struct bundling *b = arg;
	struct buf wraps[VAULT_OPEN_GENERATIONS_MAX] = { { 0 } };
	struct bundle_make_key keys[VAULT_OPEN_GENERATIONS_MAX];
	struct bundle_make all = b->make;
	size_t n = b->keyless ? 0 : b->target.wrap_count;

	all.keys = keys;
	for (size_t i = 0; b->err == ERR_OK && i < n; i++) {
		if (digest_is_zero(&b->target.wraps[i]))
			continue;
		b->err = wrap_key(b, tools->vault, i, &wraps[i]);
		if (b->err == ERR_CRYPTO && b->target.inherited[i]) {
			b->err = ERR_OK; /* that key was not given us */
			continue;
		}
		keys[all.key_count++] =
		    (struct bundle_make_key){ b->target.oldest + (uint32_t)i,
			    buf_bytes(&wraps[i]) };
	}
	if (b->err == ERR_OK)
		b->err = bundle_make_head(&b->out, tools->store, &all, &b->why);
	for (size_t i = 0; i < n; i++)
		buf_fini(&wraps[i]);
	if (b->err == ERR_STORAGE)
		daemon_fail(&b->why);
}

static void on_made(void *arg)
{
	struct bundling *b = arg;

	if (b->err == ERR_OK)
		http_answer(b->request, 200, "application/octet-stream",
		    buf_bytes(&b->out));
	else
		api_answer_err(b->request, b->err, &b->why);
	bundling_free(b);
}

/* ---- it is on record ---- */

static bool is_opened(const struct bundling *b, const char *id)
{
	for (size_t i = 0; i < value_count(b->ids); i++)
		if (value_is_text(value_at(b->ids, i), id))
			return true;
	return false;
}

/* What was not here when the opening was signed is absent, even if it has come
 * since: nobody has opened it. */
static void list_absent(struct bundling *b, const struct dossier *d)
{
	struct arena *a = b->request->arena;
	struct bundle_object *list;
	size_t count = bundle_object_list(b->daemon, a, d, &list);
	struct digest *absent = arena_take_array(a, count + 1, sizeof(*absent));

	for (size_t i = 0; i < count; i++)
		if (!list[i].here || !is_opened(b, list[i].vault->id))
			absent[b->make.absent_count++] = list[i].vault->root;
	b->make.absent = absent;
}

/* Files have come or a key is being replaced while the opening was written. */
static enum err check_still(struct bundling *b)
{
	if (daemon_rotate_is_on(b->daemon))
		return why_set(&b->why, ERR_BUSY,
		    "本节点正在换钥,请稍后再试 / a key of this node is being "
		    "replaced; ask again");
	if (b->make.absent_count > 0 && !b->partial && !b->keyless)
		return why_set(&b->why, ERR_BUSY,
		    "办件刚有新文件,请再试 / new files came meanwhile; ask "
		    "again");
	return ERR_OK;
}

static void begin_make(struct bundling *b)
{
	struct daemon *daemon = b->daemon;
	struct arena *a = b->request->arena;
	struct bundle_pick_source source = bundle_source(daemon_index(daemon));
	struct ledger *l = daemon_ledger(daemon);
	struct dossier_entry *entries;
	size_t n = case_find_entries(daemon, a, &b->dossier, &entries);
	const struct dossier *d = dossier_fold(a, l, &b->dossier, entries, n);
	const char *self = arena_print(a, "%s", daemon_node(daemon));

	genesis_encode(ledger_genesis(l), &b->genesis);
	dossier_encode(d, &b->state);
	b->readers = daemon_identity(daemon)->readers;
	b->log = secret_new(sizeof(*b->log));
	*b->log = daemon_identity(daemon)->log;
	b->suite = daemon_suite(daemon);
	b->network = *daemon_network(daemon);
	b->make = (struct bundle_make){
		.genesis = buf_bytes(&b->genesis),
		.dossier = b->dossier,
		.warrant = b->warrant,
		.maker = self,
		.state = buf_bytes(&b->state),
		.pick = bundle_pick_run(a, l, d, &b->warrant, self, &source),
		.log = b->log,
	};
	list_absent(b, d);
	b->err = check_still(b);
	if (b->err != ERR_OK)
		on_made(b);
	else
		daemon_store_job(daemon, make, on_made, b);
}

/* ---- put it on record ---- */

struct opening {
	struct bundling *bundling;
	struct digest act;
};

static void settle(struct bundling *b)
{
	if (b->opening > 0)
		return;
	if (b->rule == RULE_NONE) {
		begin_make(b);
		return;
	}
	api_answer_rule(b->request, b->rule, &b->why);
	bundling_free(b);
}

static void on_opened(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	struct opening *o = arg;
	struct bundling *b = o->bundling;

	(void)place;
	if (rule == RULE_NONE) {
		daemon_opening_put(b->daemon, &o->act);
	} else {
		b->rule = rule;
		b->why = *why;
	}
	mem_free(o);
	b->opening--;
	settle(b);
}

static struct act *compose(struct bundling *b, const struct dossier *d,
    const struct value *ids, size_t from, size_t count)
{
	struct daemon *daemon = b->daemon;
	const struct warrant *w =
	    ledger_warrant(daemon_ledger(daemon), &b->warrant);
	struct arena *a = b->request->arena;
	struct act *act = daemon_own_new(daemon, a, "case.open");
	struct value *body = value_map(a), *files = value_list(a);

	for (size_t i = from; i < from + count; i++)
		value_push(a, files, value_at(ids, i));
	value_set(a, body, "files", files);
	value_set(a, body, "reason",
	    value_text(
		a, arena_print(a, "审计令状 / warrant: %s", w->auditor)));
	value_set(a, body, "warrant",
	    value_bin(a, arena_copy(a, digest_bytes(&b->warrant))));
	act->body = body;
	act->has_dossier = true;
	act->dossier = b->dossier;
	act->after_count = d->head_count;
	memcpy(act->after, d->heads, d->head_count * sizeof(*d->heads));
	act->refs[act->ref_count++] =
	    (struct act_ref){ .type = ACT_REF_ACT, .act = b->warrant };
	daemon_own_sign(daemon, a, act);
	return act;
}

/* One act for so many files as it may name. */
static void put_on_record(struct bundling *b, const struct dossier *d)
{
	const struct value *ids = b->ids;
	size_t n = value_count(ids);

	b->opening = 1; /* ours, until all are admitted */
	for (size_t from = 0; b->rule == RULE_NONE && from < n;
	     from += FILES_MAX) {
		size_t count = n - from < FILES_MAX ? n - from : FILES_MAX;
		struct act *act = compose(b, d, ids, from, count);
		struct opening *o = mem_new(sizeof(*o));

		*o = (struct opening){ b, act->id };
		b->opening++;
		b->rule =
		    daemon_append(b->daemon, act->raw, on_opened, o, &b->why);
		if (b->rule != RULE_NONE) {
			b->opening--;
			mem_free(o);
		}
	}
	b->opening--;
	settle(b);
}

/* ---- POST ---- */

static enum err parse(struct bundling *b, struct why *why)
{
	static const struct json_limits limits = { INPUT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct value *tree;
	const char *text;
	enum err e = json_parse(
	    b->request->arena, b->request->body, &limits, &tree, why);

	if (e != ERR_OK)
		return e;
	text = value_get_string(tree, "warrant");
	if (text == NULL ||
	    digest_unhex(&b->warrant, bytes_text(text)) != ERR_OK)
		return why_set(why, ERR_PARSE,
		    "warrant 是令状的 64 位编号 / warrant is the 64 digits of the "
		    "warrant's id");
	(void)value_get_bool(tree, "partial", &b->partial);
	return ERR_OK;
}

void api_bundle_make(struct http_request *request, void *arg)
{
	struct bundling *b = mem_new(sizeof(*b));
	struct why why = { 0 };
	struct dossier *d;
	enum rule rule = RULE_NONE;
	enum err e;

	b->request = request;
	b->daemon = arg;
	e = parse(b, &why);
	if (e == ERR_OK)
		rule = case_find(arg, request->arena,
		    http_segment(request, "number"), &d, &why);
	if (e == ERR_OK && rule == RULE_NONE)
		rule = find_warrant(b, d, &why);
	if (e == ERR_OK && rule == RULE_NONE)
		e = find_keys(b, d, &why);
	if (e == ERR_OK && rule == RULE_NONE)
		e = find_objects(b, d, &why);
	if (e == ERR_OK && rule == RULE_NONE) {
		b->dossier = d->id;
		put_on_record(b, d);
		return;
	}
	if (rule == RULE_WARRANT)
		api_refusal_tell(arg, "a bundle is not made", rule,
		    &request->who, request->route->pattern);
	if (rule != RULE_NONE)
		api_answer_rule(request, rule, &why);
	else
		api_answer_err(request, e, &why);
	bundling_free(b);
}
