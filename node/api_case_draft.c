/*
 * /v1/drafts: applications that a hall began to take in (起草, docs/API.md
 * ), of the key that asks.
 *
 *	POST, PUT -> [the store thread seals and writes] -> answer
 *	GET {id}  -> [the store thread reads and opens]  -> answer
 *
 * Handing one in is POST /v1/prepare with `draft` (node/prepare_draft.c).
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/case_draft.h"
#include "node/daemon.h"
#include "node/identity.h"
#include "node/say.h"
#include "schema/json.h"

#define INPUT_DEPTH_MAX 24

struct keeping {
	struct http_request *request;
	struct daemon *daemon;
	struct case_draft_head head;
	const struct seal_ring *ring; /* borrowed: outlives every job */
	struct buf plain;             /* that was read */
	int status;                   /* of the answer */
	enum err err;
	struct why why;
};

static int64_t now_of(struct daemon *d)
{
	return daemon_wall_ms(d) / 1000;
}

static struct value *head_value(
    struct arena *a, const struct case_draft_head *h)
{
	struct value *v = value_map(a);

	say_text(a, v, "draft", h->id);
	say_text(a, v, "item", h->item);
	say_text(a, v, "home", h->home);
	say_text(a, v, "note", h->note);
	say_time(a, v, "saved", h->saved);
	say_time(a, v, "expires", h->expires);
	say_int(a, v, "bytes", (int64_t)h->bytes);
	return v;
}

/* NULL: it was answered. */
static const struct case_draft_head *find(
    struct http_request *request, struct daemon *d)
{
	const struct case_draft_head *h = case_draft_find(daemon_case_drafts(d),
	    &request->who.key_id, http_segment(request, "id"), now_of(d));
	struct why why = { 0 };

	if (h != NULL)
		return h;
	(void)(why_set(&why, ERR_NOT_FOUND,
		   "草稿保存 7 天,只有保存者可见 / drafts are kept for seven "
		   "days, and seen by who saved them") == ERR_OK);
	api_answer_rule(request, RULE_DRAFT_UNKNOWN, &why);
	return NULL;
}

/* The operator's token is nobody's key, and prepares no acts. */
static bool has_key(struct http_request *request)
{
	struct why why = { 0 };

	if (!request->who.is_operator)
		return true;
	(void)(why_set(&why, ERR_REFUSED,
		   "运维令牌没有草稿,请用办件人员的密钥登录 / the operator's "
		   "token has no drafts; log in with a clerk's key") == ERR_OK);
	api_answer_rule(request, RULE_OTHER_KEY, &why);
	return false;
}

/* ---- save ---- */

static bool take_text(struct keeping *k, const struct value *tree,
    const char *key, char *out, size_t most)
{
	const struct value *given = value_get(tree, key);

	if (given == NULL || given->type == VALUE_NULL)
		return true;
	if (given->type != VALUE_TEXT || given->bytes.n > most ||
	    memchr(given->bytes.p, 0, given->bytes.n) != NULL) {
		(void)(why_set(&k->why, ERR_PARSE,
			   "%s 应为最多 %zu 字节的文字 / %s is a text of at "
			   "most %zu bytes",
			   key, most, key, most) == ERR_OK);
		api_answer_field(k->request, RULE_BODY_SHAPE, key, &k->why);
		return false;
	}
	memcpy(out, given->bytes.p, given->bytes.n);
	return true;
}

/* Anything that may become a receipt, however incomplete. */
static bool read_head(struct keeping *k)
{
	static const struct json_limits limits = { CASE_DRAFT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct case_draft_head *h = &k->head;
	struct value *tree = NULL;
	enum err e = json_parse(
	    k->request->arena, k->request->body, &limits, &tree, &k->why);

	if (e == ERR_OK && tree->type != VALUE_MAP)
		e = why_set(
		    &k->why, ERR_PARSE, "草稿应为对象 / a draft is an object");
	if (e != ERR_OK) {
		api_answer_err(k->request, e, &k->why);
		return false;
	}
	h->owner = k->request->who.key_id;
	h->bytes = k->request->body.n;
	return take_text(k, tree, "item", h->item, sizeof(h->item) - 1) &&
	       take_text(k, tree, "home", h->home, sizeof(h->home) - 1) &&
	       take_text(k, tree, "note", h->note, sizeof(h->note) - 1);
}

static void write_it(void *arg, const struct daemon_tools *tools)
{
	struct keeping *k = arg;

	(void)tools;
	k->err = case_draft_write(daemon_case_drafts(k->daemon), &k->head,
	    &k->ring->pairs[0].public, k->request->body, random_system(),
	    &k->why);
}

static void written(void *arg)
{
	struct keeping *k = arg;

	case_draft_end(daemon_case_drafts(k->daemon), &k->head, k->err);
	if (k->err == ERR_OK)
		http_answer_value(k->request, k->status,
		    head_value(k->request->arena, &k->head));
	else
		api_answer_err(k->request, k->err, &k->why);
	mem_free(k);
}

static struct keeping *keeping_new(
    struct http_request *request, struct daemon *d)
{
	struct keeping *k = mem_new(sizeof(*k));

	k->request = request;
	k->daemon = d;
	k->ring = daemon_identity(d)->readers;
	k->plain.kind = BUF_WIPED;
	return k;
}

/* @id NULL: a new one. */
static void save(struct http_request *request, struct daemon *d, const char *id)
{
	struct case_drafts *c = daemon_case_drafts(d);
	struct keeping *k = keeping_new(request, d);
	uint8_t raw[CASE_DRAFT_ID_BYTES];
	enum rule rule;

	random_fill(random_system(), raw, sizeof(raw));
	text_hex(k->head.id, (struct bytes){ raw, sizeof(raw) });
	if (id != NULL)
		memcpy(k->head.id, id, sizeof(k->head.id));
	k->status = id == NULL ? 201 : 200;
	if (!read_head(k)) {
		mem_free(k);
		return;
	}
	case_draft_sweep(c, now_of(d));
	rule = case_draft_begin(c, &k->head, now_of(d), &k->why);
	if (rule == RULE_NONE) {
		daemon_store_job(d, write_it, written, k);
		return;
	}
	api_answer_rule(request, rule, &k->why);
	mem_free(k);
}

void api_case_draft_save(struct http_request *request, void *arg)
{
	if (has_key(request))
		save(request, arg, NULL);
}

void api_case_draft_replace(struct http_request *request, void *arg)
{
	const struct case_draft_head *h = find(request, arg);
	char id[CASE_DRAFT_ID_ROOM];

	if (h == NULL)
		return;
	memcpy(id, h->id, sizeof(id)); /* the sweep moves the table */
	save(request, arg, id);
}

/* ---- look ---- */

void api_case_draft_list(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	struct case_drafts *c = daemon_case_drafts(arg);
	struct value *list = value_list(a), *out = value_map(a);

	if (!has_key(request))
		return;
	case_draft_sweep(c, now_of(arg));
	for (size_t i = case_draft_count(c); i-- > 0;) {
		const struct case_draft_head *h = case_draft_at(c, i);

		if (digest_equal(&h->owner, &request->who.key_id))
			value_push(a, list, head_value(a, h));
	}
	value_set(a, out, "drafts", list);
	http_answer_value(request, 200, out);
}

static void read_it(void *arg, const struct daemon_tools *tools)
{
	struct keeping *k = arg;

	(void)tools;
	k->err = case_draft_read(daemon_case_drafts(k->daemon), k->ring,
	    k->head.id, &k->plain, &k->why);
}

static void was_read(void *arg)
{
	static const struct json_limits limits = { CASE_DRAFT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct keeping *k = arg;
	struct arena *a = k->request->arena;
	struct value *tree = NULL, *out = head_value(a, &k->head);

	if (k->err == ERR_OK)
		k->err = json_parse(
		    a, buf_bytes(&k->plain), &limits, &tree, &k->why);
	if (k->err == ERR_OK) {
		value_set(a, out, "request", tree);
		http_answer_value(k->request, 200, out);
	} else {
		api_answer_err(k->request, k->err, &k->why);
	}
	buf_fini(&k->plain);
	mem_free(k);
}

void api_case_draft_show(struct http_request *request, void *arg)
{
	const struct case_draft_head *h = find(request, arg);
	struct keeping *k;

	if (h == NULL)
		return;
	k = keeping_new(request, arg);
	k->head = *h;
	daemon_store_job(arg, read_it, was_read, k);
}

void api_case_draft_drop(struct http_request *request, void *arg)
{
	const struct case_draft_head *h = find(request, arg);
	struct why why = { 0 };
	enum rule rule;

	if (h == NULL)
		return;
	rule = case_draft_drop(daemon_case_drafts(arg), h->id, &why);
	if (rule != RULE_NONE)
		api_answer_rule(request, rule, &why);
	else
		http_answer_value(request, 200, value_map(request->arena));
}
