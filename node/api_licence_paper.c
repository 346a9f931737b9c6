/*
 * Documents of licences (docs/API.md ): POST /v1/licences/prepare
 * seals one and answers the act that an issuer signs; POST /v1/licences/read
 * opens one for who has said why.
 *
 *	prepare: parse -> [store thread: pseudonyms, seal, put] -> judge -> act
 *	read:    the ask, what answers it -> [store thread: open] -> document
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/case_find.h"
#include "node/daemon.h"
#include "node/given_key.h"
#include "node/identity.h"
#include "node/index_read.h"
#include "node/leftover.h"
#include "node/licence_seal.h"
#include "node/licence_value.h"
#include "node/prepared.h"
#include "node/say.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/json.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/licence.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"
#include "sync/replica.h"
#include "sync/vault.h"

#define INPUT_BYTES_MAX 16384
#define INPUT_DEPTH_MAX 6
#define DECIDED                                                   \
	(MACHINE_BIT(MACHINE_YES) | MACHINE_BIT(MACHINE_ISSUED) | \
	    MACHINE_BIT(MACHINE_DELIVERED) | MACHINE_BIT(MACHINE_CLOSED))

struct paper {
	struct http_request *request;
	struct daemon *daemon;
	const char *kind;
	bool imports; /* from a table: dirt is mended where it can be */
	struct digest by;
	struct licence_document document;
	bool has_case;
	struct digest dossier;
	struct given_key key;
	struct act *act;
	struct seal_public reader; /* ourselves */
	const char *home;
	/* of the store thread */
	struct digest name, holder;
	struct act_vault sealed;
	enum err err;
	struct why why;
};

static void release(struct paper *p)
{
	person_wipe(&p->document.holder);
	mem_free(p);
}

static void fail(struct paper *p, enum rule rule, enum err e)
{
	struct leftover_objects o = { .count = 1, .roots = { p->sealed.root } };

	if (p->sealed.bytes > 0)
		daemon_leftover_erase(p->daemon, &o);
	if (rule != RULE_NONE)
		api_answer_rule(p->request, rule, &p->why);
	else
		api_answer_err(p->request, e, &p->why);
	release(p);
}

/* ---- prepare: what is asked ---- */

static bool of_key(struct paper *p, const char *text)
{
	const struct http_ask *who = &p->request->who;

	if (text == NULL || digest_unhex(&p->by, bytes_text(text)) != ERR_OK)
		return false;
	return who->is_free || digest_equal(&p->by, &who->key_id);
}

/* The case that granted it: decided with yes, of a standard whose output is
 * this licence. */
static enum rule find_case(struct paper *p, const char *text)
{
	struct dossier *d = NULL;
	const char *output;
	enum rule rule =
	    case_find(p->daemon, p->request->arena, text, &d, &p->why);

	if (rule != RULE_NONE)
		return rule;
	if (!d->open || (MACHINE_BIT(d->state) & DECIDED) == 0)
		return refuse(&p->why, RULE_LICENCE_FORM,
		    "办件 %s 没有准予,不能据以制发证照 / case %s has not "
		    "granted it",
		    text, text);
	output =
	    value_get_string(value_get(d->standard->tree, "output"), "licence");
	if (output == NULL || strcmp(output, p->document.type) != 0)
		return refuse(&p->why, RULE_LICENCE_FORM,
		    "%s 的结果是 %s,不是 %s / the output of %s is another",
		    d->item, output != NULL ? output : "-", p->document.type,
		    d->item);
	p->has_case = true;
	p->dossier = d->id;
	return RULE_NONE;
}

static enum rule read_request(struct paper *p)
{
	static const struct json_limits limits = { INPUT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct value *tree;
	const struct value *map;
	const char *text;

	if (json_parse(p->request->arena, p->request->body, &limits, &tree,
		&p->why) != ERR_OK)
		return RULE_LICENCE_FORM;
	p->kind = value_get_string(tree, "kind");
	map = value_get(tree, "document");
	(void)value_get_bool(tree, "imports", &p->imports);
	if (map == NULL || p->kind == NULL ||
	    (strcmp(p->kind, "licence.issue") != 0 &&
		strcmp(p->kind, "licence.renew") != 0))
		return refuse(&p->why, RULE_LICENCE_FORM,
		    "应有 document,kind 为 licence.issue 或 licence.renew / "
		    "takes a document, and is one of these");
	if (!of_key(p, value_get_string(tree, "by")))
		return refuse(&p->why, RULE_OTHER_KEY,
		    "by 不是登录的密钥 / is not the key that logged in");
	if (licence_check(&p->document, p->request->arena, map, p->imports,
		&p->why) != ERR_OK)
		return RULE_LICENCE_FORM;
	text = value_get_string(tree, "case");
	return text != NULL ? find_case(p, text) : RULE_NONE;
}

/* ---- prepare: store thread ---- */

static void seal(struct paper *p, const struct daemon_tools *tools)
{
	uint8_t id[LICENCE_SEAL_ID_BYTES];
	struct buf raw = { 0 }, sealed = { 0 };

	licence_encode(&p->document, &raw);
	licence_seal_id(id, p->home, p->act->nonce);
	p->err = licence_seal_make(&sealed, &p->sealed.root, id,
	    buf_bytes(&raw), &p->reader, random_system());
	if (p->err == ERR_OK)
		p->err =
		    prepared_mark(tools->prepared, &p->sealed.root, &p->why);
	if (p->err == ERR_OK)
		p->err = vault_put(tools->vault, VAULT_WRAP, &p->sealed.root,
		    buf_bytes(&sealed), &p->why);
	p->sealed.bytes = sealed.n;
	mem_wipe(raw.p, raw.n);
	buf_fini(&raw);
	buf_fini(&sealed);
	if (p->err == ERR_STORAGE)
		daemon_fail(&p->why);
}

static void on_store_thread(void *arg, const struct daemon_tools *tools)
{
	struct paper *p = arg;
	struct secret *key = secret_new(sizeof(*key));

	p->err = given_key_load(key, &p->key, tools->vault, &p->why);
	if (p->err == ERR_OK) {
		p->name = licence_name(p->document.identifier, key);
		p->holder =
		    licence_holder(p->document.type, &p->document.holder, key);
		seal(p, tools);
	}
	secret_free(key);
}

/* ---- prepare: the act ---- */

static const struct licence *own_licence(const struct paper *p)
{
	const struct licence *c =
	    ledger_licence_named(daemon_ledger(p->daemon), &p->name);

	while (c != NULL && strcmp(c->node, p->home) != 0)
		c = c->other;
	return c;
}

/* By the issue, or by a renewal that the document may be older than. */
static bool was_said(const struct licence *c, int64_t until)
{
	const struct licence_event *e = c->events;

	for (; e != NULL; e = e->older)
		if ((e->kind == LICENCE_ISSUE || e->kind == LICENCE_RENEW) &&
		    e->until == until)
			return true;
	return false;
}

/* A row that says something else of an identifier than what was issued is none
 * that is there already. */
static enum rule check_imported(struct paper *p, const struct licence *c)
{
	if (strcmp(c->type, p->document.type) == 0 &&
	    digest_equal(&c->holder, &p->holder) &&
	    was_said(c, p->document.until))
		return RULE_NONE; /* F-223 says the rest */
	return refuse(&p->why, RULE_LICENCE_FORM,
	    "电子证照标识 (identifier): 已用于另一证照,名称、持证主体或有效期止"
	    "不同;核对后改标识,或用 licence renew / was issued with another "
	    "type, holder or end");
}

/* What is renewed stays of its type and its holder: nobody could read another
 * document under it (F-228). */
static enum rule check_renewed(struct paper *p, const struct licence *c)
{
	if (c == NULL)
		return refuse(&p->why, RULE_LICENCE_UNKNOWN,
		    "本节点没有签发过此标识的证照 / this node issued no licence "
		    "under this identifier");
	if (strcmp(c->type, p->document.type) != 0)
		return refuse(&p->why, RULE_LICENCE_FORM,
		    "证照名称 (type): 此标识的证照是 %s,不是 %s / it is another "
		    "type",
		    c->type, p->document.type);
	if (!digest_equal(&c->holder, &p->holder))
		return refuse(&p->why, RULE_LICENCE_FORM,
		    "持证主体代码 (holder_id): 不是此证照的持证主体;换人须注销后"
		    "另发 / is not who holds it: revoke it and issue another");
	return RULE_NONE;
}

static enum rule put_body(struct paper *p)
{
	struct arena *a = p->request->arena;
	struct value *body = value_map(a);
	const struct licence *c = own_licence(p);
	enum rule rule = RULE_NONE;

	if (strcmp(p->kind, "licence.renew") == 0)
		rule = check_renewed(p, c);
	else if (p->imports && c != NULL)
		rule = check_imported(p, c);
	if (rule != RULE_NONE)
		return rule;
	if (strcmp(p->kind, "licence.renew") == 0) {
		value_set(
		    a, body, "issue", value_bin(a, digest_bytes(&c->act)));
	} else {
		value_set(
		    a, body, "licence", value_bin(a, digest_bytes(&p->name)));
		value_set(
		    a, body, "holder", value_bin(a, digest_bytes(&p->holder)));
		value_set(a, body, "type", value_text(a, p->document.type));
		if (p->has_case)
			value_set(a, body, "case",
			    value_bin(a, digest_bytes(&p->dossier)));
	}
	if (p->document.until != INT64_MAX)
		value_set(a, body, "until", value_int(a, p->document.until));
	p->act->body = body;
	return RULE_NONE;
}

/* As it will be judged, but for the signature. */
static enum rule judge(struct paper *p)
{
	struct replica *r = daemon_replica(p->daemon);
	struct place place =
	    replica_next_place(r, daemon_wall_ms(p->daemon) / 1000);
	struct act *draft;
	enum rule rule = act_decode_unsigned(
	    p->request->arena, p->act->unsigned_, &draft, &p->why);

	return rule == RULE_NONE ? ledger_judge(daemon_ledger(p->daemon),
				       &place, draft, &p->why)
				 : rule;
}

static void answer(struct paper *p)
{
	struct leftover_objects o = { .count = 1, .roots = { p->sealed.root } };
	struct arena *a = p->request->arena;
	struct value *v = value_map(a);
	struct buf text = { 0 };

	daemon_leftover_put(p->daemon, &p->by, &o);
	text_base64(&text, p->act->unsigned_);
	say_text(a, v, "act", arena_print(a, "%s", buf_text(&text)));
	say_digest(a, v, "id", &p->act->id);
	say_text(a, v, "kind", p->act->kind);
	say_text(
	    a, v, "identifier", arena_print(a, "%s", p->document.identifier));
	say_bool(a, v, "mended", p->document.loose);
	buf_fini(&text);
	http_answer_value(p->request, 200, v);
	release(p);
}

static void on_sealed(void *arg)
{
	struct paper *p = arg;
	enum rule rule;

	if (p->err != ERR_OK) {
		fail(p, RULE_NONE, p->err);
		return;
	}
	rule = put_body(p);
	if (rule == RULE_NONE) {
		p->act->vault = &p->sealed;
		p->act->vault_count = 1;
		act_seal(p->request->arena, p->act);
		rule = judge(p);
	}
	if (rule != RULE_NONE)
		fail(p, rule, ERR_OK);
	else
		answer(p);
}

static bool find_key(struct paper *p)
{
	const struct ledger *l = daemon_ledger(p->daemon);

	return given_key_find(&p->key, p->daemon, p->request->arena,
	    ledger_pseudonym(l, ledger_genesis(l)->authority.node,
		LEDGER_LICENCE_KEY_ITEM, LEDGER_LICENCE_KEY_YEAR, p->home));
}

void api_licence_paper_prepare(struct http_request *request, void *arg)
{
	struct paper *p = mem_new(sizeof(*p));
	struct arena *a = request->arena;
	enum rule rule;

	p->request = request;
	p->daemon = arg;
	p->home = arena_print(a, "%s", daemon_node(arg));
	rule = read_request(p);
	if (rule != RULE_NONE) {
		fail(p, rule, ERR_OK);
		return;
	}
	if (!find_key(p)) {
		fail(p, RULE_NONE,
		    why_set(&p->why, ERR_BUSY,
			"本节点尚未收到证照库密钥,请稍后再试 / this node has "
			"not been given the key of the library yet; try again"));
		return;
	}
	p->sealed.id = arena_print(a, "key.%s", p->home);
	p->reader =
	    ledger_member(daemon_ledger(arg), daemon_node(arg))->sealing;
	p->act = act_new(a,
	    &(struct act_origin){ daemon_suite(arg), daemon_network(arg),
		p->home, daemon_wall_ms(arg) },
	    p->kind, random_system(), &p->by);
	daemon_store_job(arg, on_store_thread, on_sealed, p);
}

/* ---- read ---- */

struct reading {
	struct http_request *request;
	struct daemon *daemon;
	const struct licence *licence; /* borrowed: never freed */
	struct digest object;
	uint8_t seal_id[LICENCE_SEAL_ID_BYTES];
	const struct seal_ring *readers;
	struct given_key key; /* the network's */
	struct licence_words said;
	struct licence_document read; /* in the request's arena */
	void *room;                   /* secret memory */
	struct buf document;
	enum rule rule; /* what it gave is not what its act says */
	enum err err;
	struct why why;
};

static void refuse_document(struct reading *r)
{
	r->rule = refuse(&r->why, RULE_LICENCE_FORM,
	    "签发地给出的内容与其签发行为不符,不可采用,请收纸质并告知签发地 / what "
	    "the issuer gave is not what its act says; do not rely on it");
}

/* An issuer may seal anything: what is shown is what its act says. */
static void check_document(struct reading *r, struct vault_store *vault)
{
	struct secret *key = secret_new(sizeof(*key));

	r->err = given_key_load(key, &r->key, vault, &r->why);
	if (r->err == ERR_OK && (licence_decode(&r->read, r->request->arena,
				     buf_bytes(&r->document), NULL) != ERR_OK ||
				    !licence_is(&r->read, &r->said, key)))
		refuse_document(r);
	secret_free(key);
}

static void open_document(void *arg, const struct daemon_tools *tools)
{
	struct reading *r = arg;

	r->err = licence_seal_load(&r->document, tools->vault, &r->object,
	    r->seal_id, r->readers, &r->why);
	if (r->err == ERR_OK)
		check_document(r, tools->vault);
}

/* Asked for, and not here: the client comes again. */
static void answer_pending(struct http_request *request, const char *issuer)
{
	struct value *v = value_map(request->arena);

	say_bool(request->arena, v, "pending", true);
	say_text(request->arena, v, "node", issuer);
	http_answer_value(request, 202, v);
}

static void answer_document(void *arg)
{
	struct reading *r = arg;
	struct arena *a = r->request->arena;
	struct value *v;

	if (r->err == ERR_OK && r->rule == RULE_NONE &&
	    !was_said(r->licence, r->read.until))
		refuse_document(r);
	if (r->err == ERR_OK && r->rule != RULE_NONE) {
		api_answer_rule(r->request, r->rule, &r->why);
	} else if (r->err == ERR_OK) {
		v = licence_value_line(a, daemon_ledger(r->daemon), r->licence,
		    daemon_wall_ms(r->daemon) / 1000);
		value_set(a, v, "document", r->read.map);
		http_answer_value(r->request, 200, v);
	} else if (r->err == ERR_NOT_FOUND) {
		answer_pending(r->request, r->licence->node);
	} else {
		api_answer_err(r->request, r->err, &r->why);
	}
	person_wipe(&r->read.holder);
	secret_free(r->room);
	mem_free(r);
}

/* Where the document lies that answers the ask: our own copy, or what the
 * issuer gave. */
static enum rule find_document(struct reading *r, const struct licence_ask *ask)
{
	const struct ledger *l = daemon_ledger(r->daemon);
	const struct licence_give *g = ledger_licence_given(l, ask);
	const struct licence_event *e;
	const char *from = ask->issuer;
	struct digest by;
	struct index_act found;
	struct act *act;

	r->licence = ledger_licence(l, &ask->issue);
	if (r->licence == NULL || strcmp(r->licence->node, ask->issuer) != 0)
		return RULE_LICENCE_UNKNOWN;
	r->said = (struct licence_words){ r->licence->name, r->licence->holder,
		r->licence->type };
	if (!given_key_find(&r->key, r->daemon, r->request->arena,
		ledger_pseudonym(l, ledger_genesis(l)->authority.node,
		    LEDGER_LICENCE_KEY_ITEM, LEDGER_LICENCE_KEY_YEAR,
		    daemon_node(r->daemon)))) {
		r->err = ERR_NOT_FOUND;
		return RULE_NONE;
	}
	if (strcmp(r->licence->node, daemon_node(r->daemon)) == 0) {
		e = ledger_licence_document(r->licence, UINT64_MAX);
		r->object = e->document;
		by = e->act;
		from = r->licence->node;
	} else if (g != NULL) {
		r->object = g->document;
		by = g->act;
	} else {
		r->err = ERR_NOT_FOUND;
		return RULE_NONE;
	}
	if (!index_read_act(
		daemon_index(r->daemon), r->request->arena, &by, &found) ||
	    act_decode(r->request->arena, found.raw, &act, NULL) != RULE_NONE)
		return RULE_LICENCE_UNKNOWN;
	licence_seal_id(r->seal_id, from, act->nonce);
	return RULE_NONE;
}

/* On record, in our log, by who reads now. */
static const struct licence_ask *find_ask(
    struct http_request *request, struct daemon *daemon)
{
	static const struct json_limits limits = { 1024, 4 };
	const struct licence_ask *ask = NULL;
	struct index_act found;
	struct value *tree;
	const char *text;
	struct digest id;

	if (json_parse(request->arena, request->body, &limits, &tree, NULL) !=
	    ERR_OK)
		return NULL;
	text = value_get_string(tree, "ask");
	if (text != NULL && digest_unhex(&id, bytes_text(text)) == ERR_OK)
		ask = ledger_licence_ask(daemon_ledger(daemon), &id);
	if (ask == NULL || strcmp(ask->node, daemon_node(daemon)) != 0 ||
	    !index_read_act(
		daemon_index(daemon), request->arena, &id, &found) ||
	    (!request->who.is_free &&
		!digest_equal(&ask->by, &request->who.key_id)))
		return NULL;
	return ask;
}

void api_licence_paper_read(struct http_request *request, void *arg)
{
	const struct licence_ask *ask = find_ask(request, arg);
	struct reading *r;
	enum rule rule;

	if (ask == NULL) {
		api_answer_rule(request, RULE_LICENCE_NOT_ASKED, NULL);
		return;
	}
	r = mem_new(sizeof(*r));
	r->request = request;
	r->daemon = arg;
	r->readers = daemon_identity(arg)->readers;
	rule = find_document(r, ask);
	if (rule != RULE_NONE || r->err != ERR_OK) {
		if (rule != RULE_NONE)
			api_answer_rule(request, rule, &r->why);
		else
			answer_pending(request, ask->issuer);
		mem_free(r);
		return;
	}
	r->room = secret_new(LICENCE_BYTES_MAX);
	r->document = buf_over(r->room, LICENCE_BYTES_MAX);
	daemon_store_job(arg, open_document, answer_document, r);
}
