/*
 * One preparation, top to bottom as in this file:
 *
 *   prepare_start -> compose -> open_key -> on_key -> seal -> on_sealed
 *                       |          (a receive makes its key) |
 *                       +--> answer_problem                answer
 */
#include "node/prepare.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "keys/random.h"
#include "node/case_draft.h"
#include "node/case_find.h"
#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "node/say.h"
#include "node/vault_open.h"
#include "schema/dossier.h"
#include "schema/json.h"
#include "schema/ledger.h"
#include "schema/machine.h"
#include "schema/wrap_id.h"
#include "sync/replica.h"

#define INPUT_BYTES_MAX (64u << 20)
#define INPUT_DEPTH_MAX 24

static void finish(struct prepare *p)
{
	prepare_upload_end(p, p->given);
	secret_free(p->fresh);
	secret_free(p->old);
	person_wipe(&p->person.person);
	person_wipe(&p->credit.person);
	mem_free(p);
}

static void answer_problem(struct prepare *p)
{
	p->problem.extra = prepare_refuse_extra(p);
	prepare_seal_undo(p);
	if (p->request != NULL)
		http_answer_problem(p->request, &p->problem);
	else
		p->done(p->done_arg, NULL, &p->problem);
	finish(p);
}

bool prepare_fail(struct prepare *p, enum err e, const char *format, ...)
{
	struct problem problem;
	va_list list;

	va_start(list, format);
	prepare_refuse_say(p, e, format, list);
	va_end(list);
	problem = problem_from_err(e, &p->why);
	return prepare_refuse_take(p, &problem);
}

/* ---- pieces that grow the act ---- */

bool prepare_add(struct prepare *p, const char *id, struct bytes plain)
{
	if (p->item_count == PREPARE_ITEMS_MAX)
		return prepare_refuse(p, RULE_SIZE,
		    "一次最多 %d 个文件 / at most %d files at once",
		    PREPARE_ITEMS_MAX, PREPARE_ITEMS_MAX);
	if (plain.n > CHUNK_PLAIN_BYTES_MAX)
		return prepare_refuse(p, RULE_SIZE,
		    "文件 %s 超过 1 MiB,请先上传(A-11) / file %s is larger than 1 "
		    "MiB; upload it first (A-11)",
		    id, id);
	if (plain.n == 0)
		return prepare_fail(
		    p, ERR_PARSE, "文件 %s 是空的 / file %s is empty", id, id);
	p->items[p->item_count++] =
	    (struct prepare_item){ .id = id, .plain = plain };
	return true;
}

static bool has_wrap(const struct prepare *p, const char *id)
{
	for (size_t i = 0; i < p->item_count; i++) {
		if (strcmp(p->items[i].id, id) == 0)
			return true;
	}
	for (size_t i = 0; p->dossier != NULL && i < p->dossier->count; i++) {
		if (p->dossier->outcomes[i].order > 0 &&
		    act_vault_find(p->dossier->entries[i].act, id) != NULL)
			return true;
	}
	return false;
}

static bool add_wrap(struct prepare *p, const char *node, uint32_t generation)
{
	const struct member *m = ledger_member(daemon_ledger(p->daemon), node);
	char text[WRAP_ID_ROOM];
	const char *id;

	wrap_id_format(text, node, generation);
	id = arena_print(p->arena, "%s", text);
	if (m == NULL)
		return prepare_refuse(p, RULE_OFFER_SHAPE,
		    "通办网没有节点 %s / the network has no node %s", node,
		    node);
	if (has_wrap(p, id))
		return true;
	if (p->item_count == PREPARE_ITEMS_MAX)
		return prepare_refuse(p, RULE_SIZE, "%s", id);
	p->items[p->item_count++] = (struct prepare_item){
		.id = id,
		.reader = m->sealing,
		.generation = generation,
		.is_wrap = true,
	};
	return true;
}

/* F-163: who stands for a reader reads as well. */
bool prepare_add_wrap(struct prepare *p, const char *node, uint32_t generation)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	bool ok = add_wrap(p, node, generation);
	size_t heirs = 0;

	if (ledger_succession_count(l) == 0)
		return ok;
	for (size_t i = 0; ok && i < ledger_member_count(l); i++) {
		const char *heir = ledger_member_at(l, i)->node;

		if (strcmp(heir, node) == 0 || heirs == PREPARE_HEIRS_MAX ||
		    ledger_standing(l, heir) != LEDGER_ACTIVE ||
		    !ledger_stands_for(l, heir, node))
			continue;
		ok = add_wrap(p, heir, generation);
		heirs++;
	}
	return ok;
}

static bool cites_head(const struct prepare *p, const char *node)
{
	for (size_t i = 0; i < p->act->ref_count; i++) {
		const struct act_ref *ref = &p->act->refs[i];

		if (ref->type == ACT_REF_HEAD && strcmp(ref->node, node) == 0)
			return true;
	}
	return false;
}

bool prepare_add_escrow(struct prepare *p, uint32_t generation)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	const char *authority = ledger_genesis(l)->authority.node;
	const struct chain *c =
	    replica_log(daemon_replica(p->daemon), authority);
	const struct policy *policy =
	    c != NULL ? ledger_policy(l, chain_size(c)) : NULL;
	char text[WRAP_ID_ROOM];

	if (policy == NULL)
		return true;
	if (strcmp(authority, daemon_node(p->daemon)) != 0 &&
	    !prepare_cite_head(p, authority))
		return false;
	if (!policy->has_escrow)
		return true;
	if (p->item_count == PREPARE_ITEMS_MAX)
		return prepare_refuse(p, RULE_SIZE, "escrow");
	wrap_id_format(text, NULL, generation);
	p->items[p->item_count++] = (struct prepare_item){
		.id = arena_print(p->arena, "%s", text),
		.reader = policy->escrow,
		.generation = generation,
		.is_wrap = true,
	};
	return true;
}

bool prepare_cite_act(struct prepare *p, const struct digest *id)
{
	must(p->act->ref_count < ACT_REFS_MAX);
	p->act->refs[p->act->ref_count++] =
	    (struct act_ref){ .type = ACT_REF_ACT, .act = *id };
	return true;
}

bool prepare_cite_head(struct prepare *p, const char *node)
{
	const struct chain *c = replica_log(daemon_replica(p->daemon), node);

	if (cites_head(p, node))
		return true;
	if (c == NULL || chain_size(c) == 0)
		return prepare_refuse(p, RULE_GRANT_MISSING,
		    "本节点还没有 %s 的日志 / this node holds nothing of %s's "
		    "log yet",
		    node, node);
	must(p->act->ref_count < ACT_REFS_MAX);
	p->act->refs[p->act->ref_count++] =
	    (struct act_ref){ .type = ACT_REF_HEAD,
		    .node = arena_print(p->arena, "%s", node),
		    .epoch = c->epoch,
		    .size = chain_size(c),
		    .root = chain_root(c) };
	return true;
}

/* ---- compose ---- */

static bool read_input(struct prepare *p, struct digest *by, const char **kind)
{
	static const struct json_limits limits = { INPUT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct value *tree;
	const char *text;
	enum err e =
	    json_parse(p->arena, p->request->body, &limits, &tree, &p->why);

	if (e != ERR_OK) {
		p->problem = problem_from_err(e, &p->why);
		return false;
	}
	p->input = tree;
	*kind = value_get_string(tree, "kind");
	text = value_get_string(tree, "by");
	if (*kind == NULL || machine_find(*kind) == NULL)
		return prepare_refuse(p, RULE_KIND_UNKNOWN,
		    "kind 缺失或不是办件行为 / is absent or no act of a case");
	if (text == NULL || digest_unhex(by, bytes_text(text)) != ERR_OK)
		return prepare_fail(p, ERR_PARSE,
		    "by 应为签名密钥编号 / is the id of the signing key");
	if (!p->request->who.is_free &&
	    (digest_is_zero(&p->request->who.key_id) ||
		!digest_equal(by, &p->request->who.key_id)))
		return prepare_refuse(p, RULE_OTHER_KEY,
		    "by 不是登录的密钥 / is not the key that logged in");
	return true;
}

static bool find_dossier(struct prepare *p)
{
	const char *text = value_get_string(p->input, "dossier");
	enum rule rule;

	if (act_opens(p->act))
		return true;
	p->field = "dossier";
	if (text == NULL)
		return prepare_fail(
		    p, ERR_PARSE, "缺少 dossier / dossier is missing");
	rule = case_find(p->daemon, p->arena, text, &p->dossier, &p->why);
	if (rule == RULE_NONE && !p->dossier->open)
		rule = RULE_DOSSIER_UNKNOWN;
	if (rule != RULE_NONE)
		return prepare_refuse(p, rule, "%s", p->why.text);
	p->field = NULL;
	p->standard = p->dossier->standard;
	p->act->has_dossier = true;
	p->act->dossier = p->dossier->id;
	p->act->after_count = p->dossier->head_count;
	memcpy(p->act->after, p->dossier->heads,
	    p->dossier->head_count * sizeof(p->act->after[0]));
	return true;
}

static bool is_acceptance(const struct prepare *p)
{
	return strncmp(p->act->kind, "case.accept", strlen("case.accept")) == 0;
}

/* With gaps, or on promises. */
static bool is_trusting(const struct prepare *p)
{
	return strcmp(p->act->kind, "case.accept.gap") == 0 ||
	       strcmp(p->act->kind, "case.accept.promise") == 0;
}

/* Who is given the case to read by this act, or NULL. */
static const char *reader(const struct prepare *p)
{
	bool reads = strcmp(p->act->kind, "case.offer") == 0;

	(void)value_get_bool(p->body, "reads", &reads);
	return reads ? value_get_string(p->body, "to") : NULL;
}

static bool compose(
    struct prepare *p, const char *kind, const struct digest *by)
{
	bool ok;

	p->act = act_new(p->arena,
	    &(struct act_origin){ daemon_suite(p->daemon),
		daemon_network(p->daemon), daemon_node(p->daemon),
		daemon_wall_ms(p->daemon) },
	    kind, random_system(), by);
	p->body = value_map(p->arena);
	p->act->body = p->body;
	if (!find_dossier(p))
		return false;
	if (p->dossier == NULL)
		return (strcmp(kind, "case.receive") == 0
			       ? prepare_receive(p)
			       : prepare_receive_lead(p)) &&
		       prepare_licence_cite(p);
	ok = prepare_body(p);
	if (is_acceptance(p) && (ok || prepare_refuse_goes_on(p)))
		ok = prepare_accept(p) && ok;
	if (!ok || !prepare_licence_cite(p) ||
	    (is_trusting(p) && !prepare_credit(p)))
		return false;
	prepare_joint_cite(p);
	return prepare_wrap_readers(p, reader(p));
}

/* ---- seal, answer ---- */

/* The fold's own admission test, before anybody signs: all but signatures. */
static bool admit(struct prepare *p)
{
	struct replica *r = daemon_replica(p->daemon);
	struct dossier_entry *entries, candidate;
	struct act *draft;
	size_t n;
	enum rule rule =
	    act_decode_unsigned(p->arena, p->act->unsigned_, &draft, &p->why);

	if (rule == RULE_NONE) {
		const struct digest *id = act_dossier(draft);

		candidate.place = replica_next_place(r, p->now);
		candidate.act = draft;
		n = case_find_entries(p->daemon, p->arena, id, &entries);
		rule =
		    replica_ahead_admit(r, id, entries, n, &candidate, &p->why);
	}
	if (rule != RULE_NONE)
		p->problem = problem_from_rule(rule, &p->why);
	return rule == RULE_NONE;
}

static void answer_request(struct prepare *p)
{
	struct value *v = value_map(p->arena);
	struct buf text = { 0 };

	text_base64(&text, p->act->unsigned_);
	say_text(p->arena, v, "act", buf_text(&text));
	say_digest(p->arena, v, "id", &p->act->id);
	say_text(p->arena, v, "kind", p->act->kind);
	say_text(p->arena, v, "number", p->number);
	value_set(p->arena, v, "body", p->body);
	if (p->late != NULL)
		value_set(p->arena, v, "late", p->late);
	buf_fini(&text);
	http_answer_value(p->request, 200, v);
}

static void answer(struct prepare *p)
{
	act_seal(p->arena, p->act);
	if (!admit(p)) {
		answer_problem(p);
		return;
	}
	prepare_seal_given(p);
	if (p->draft != NULL)
		case_draft_await(
		    daemon_case_drafts(p->daemon), p->draft, &p->act->id);
	if (p->request != NULL)
		answer_request(p);
	else
		p->done(p->done_arg, p->act, NULL);
	finish(p);
}

static void put_inputs(struct prepare *p)
{
	const struct act_vault *facts = act_vault_find(p->act, "facts");

	if (is_acceptance(p) && facts != NULL)
		value_set(p->arena, p->body, "inputs",
		    value_bin(p->arena, digest_bytes(&facts->root)));
}

static void on_sealed(struct prepare *p)
{
	if (p->err != ERR_OK) {
		p->problem = problem_from_err(p->err, &p->why);
		answer_problem(p);
		return;
	}
	p->act->vault_count = p->item_count;
	p->act->vault = p->sealed;
	put_inputs(p);
	prepare_person_put(p);
	answer(p);
}

static void start_seal(struct prepare *p)
{
	if (p->item_count == 0) {
		answer(p);
		return;
	}
	prepare_seal_start(p, on_sealed);
}

/* ---- the dossier's key ---- */

static void on_key(void *arg, enum err err, struct buf *plain,
    const struct vault_open_keys *keys, const struct why *why)
{
	struct prepare *p = arg;

	if (err != ERR_OK) {
		p->problem = problem_from_err(err, why);
		answer_problem(p);
		return;
	}
	if (!prepare_wrap_key(p, keys) ||
	    (is_acceptance(p) && !prepare_accept_judge(p, buf_bytes(plain)))) {
		answer_problem(p);
		return;
	}
	start_seal(p);
}

static void open_key(struct prepare *p)
{
	bool judges = is_acceptance(p);
	struct vault_open_target target;
	enum err e = vault_open_find(
	    p->daemon, p->dossier, judges ? "form" : NULL, &target, &p->why);

	if (e != ERR_OK) {
		p->problem = problem_from_err(e, &p->why);
		answer_problem(p);
		return;
	}
	vault_open_start(p->daemon, &target, on_key, p);
}

/* A new case needs more room than its first act. */
static bool has_room(struct prepare *p, const char *kind)
{
	enum err e = kind != NULL && strcmp(kind, "case.receive") == 0
			 ? daemon_space_check(p->daemon, &p->why)
			 : ERR_OK;

	if (e != ERR_OK)
		p->problem = problem_from_err(e, &p->why);
	return e == ERR_OK;
}

static void go(struct prepare *p, const char *kind, const struct digest *by)
{
	if (!has_room(p, kind) || !compose(p, kind, by))
		answer_problem(p);
	else if (p->item_count > 0 && p->dossier != NULL &&
		 prepare_wrap_needs_old(p))
		open_key(p);
	else
		start_seal(p);
}

static void on_draft(struct prepare *p, bool good)
{
	const char *by = value_get_string(p->input, "by");
	struct digest key;

	must(by != NULL && digest_unhex(&key, bytes_text(by)) == ERR_OK);
	if (good)
		go(p, "case.receive", &key);
	else
		answer_problem(p);
}

void prepare_start(struct http_request *request, struct daemon *d)
{
	struct prepare *p = mem_new(sizeof(*p));
	struct digest by;
	const char *kind;
	bool good;

	p->request = request;
	p->owner = request->who.key_id;
	p->daemon = d;
	p->arena = request->arena;
	p->now = daemon_wall_ms(d) / 1000;
	good = read_input(p, &by, &kind);
	if (good && value_get(p->input, "draft") != NULL)
		good = prepare_draft_start(p, on_draft);
	else if (good)
		go(p, kind, &by);
	if (!good)
		answer_problem(p);
}

void prepare_own(struct daemon *d, struct arena *a, const struct value *input,
    const struct digest *by, prepare_own_fn *done, void *arg)
{
	struct prepare *p = mem_new(sizeof(*p));

	p->owner = *by;
	p->daemon = d;
	p->arena = a;
	p->input = input;
	p->done = done;
	p->done_arg = arg;
	p->now = daemon_wall_ms(d) / 1000;
	go(p, value_get_string(input, "kind"), by);
}
