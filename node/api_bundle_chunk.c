/*
 * GET /v1/cases/{number}/chunks/{digest}?index=N: a sealed chunk of a file that
 * this node opened under a warrant (docs/API.md A-8).
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/api_refusal.h"
#include "node/bundle_object.h"
#include "node/case_find.h"
#include "node/daemon.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/value.h"
#include "sync/vault.h"

#define OPEN_MS_MAX 28800000 /* 8 h, as a session: a bundle may be large */

struct chunk {
	struct http_request *request;
	struct digest object;
	uint64_t index;
	struct buf sealed;
	struct why why;
	enum err err;
};

static void read_chunk(void *arg, const struct daemon_tools *tools)
{
	struct chunk *c = arg;

	c->err =
	    vault_read(tools->vault, &c->object, c->index, &c->sealed, &c->why);
	if (c->err == ERR_STORAGE)
		daemon_fail(&c->why);
}

static void on_chunk(void *arg)
{
	struct chunk *c = arg;

	if (c->err == ERR_OK)
		http_answer(c->request, 200, "application/octet-stream",
		    buf_bytes(&c->sealed));
	else
		api_answer_err(c->request, c->err, &c->why);
	buf_fini(&c->sealed);
	mem_free(c);
}

/* Opened here under a warrant, in this run and not long ago. */
static bool is_opened(
    struct daemon *daemon, const struct dossier *d, const char *id)
{
	for (size_t i = 0; i < d->opening_count; i++) {
		const struct dossier_opening *o = &d->openings[i];

		if (o->has_warrant &&
		    strcmp(o->place.node, daemon_node(daemon)) == 0 &&
		    dossier_opening_names(o, id) &&
		    daemon_opening_age_ms(daemon, &o->act) <= OPEN_MS_MAX)
			return true;
	}
	return false;
}

static enum rule check_chunk(struct http_request *request,
    struct daemon *daemon, struct chunk *c, struct why *why)
{
	struct bundle_object *list;
	struct dossier *d;
	size_t count;
	enum rule rule = case_find(
	    daemon, request->arena, http_segment(request, "number"), &d, why);

	if (rule != RULE_NONE)
		return rule;
	count = bundle_object_list(daemon, request->arena, d, &list);
	for (size_t i = 0; i < count; i++)
		if (digest_equal(&list[i].vault->root, &c->object) &&
		    is_opened(daemon, d, list[i].vault->id))
			return RULE_NONE;
	(void)(why_set(why, ERR_REFUSED,
		   "先以令状请求披露包(audit bundle make 会代办) / ask for a "
		   "bundle under a warrant first: audit bundle make does") ==
	       ERR_OK);
	return RULE_ACCESS_MISSING;
}

void api_bundle_chunk(struct http_request *request, void *arg)
{
	const char *index = http_query(request, "index");
	struct chunk *c = mem_new(sizeof(*c));
	struct why why = { 0 };
	enum rule rule;

	c->request = request;
	if (digest_unhex(&c->object,
		bytes_text(http_segment(request, "digest"))) != ERR_OK ||
	    index == NULL ||
	    text_decimal(&c->index, bytes_text(index), VAULT_CHUNKS_MAX) !=
		ERR_OK) {
		mem_free(c);
		api_answer_err(request, ERR_USAGE,
		    (why_set(&why, ERR_USAGE,
			 "digest 是 64 位十六进制,index 是块号 / digest is 64 "
			 "digits, index the number of a chunk"),
			&why));
		return;
	}
	rule = check_chunk(request, arg, c, &why);
	if (rule == RULE_NONE) {
		daemon_store_job(arg, read_chunk, on_chunk, c);
		return;
	}
	mem_free(c);
	api_refusal_tell(arg, "a chunk is not given", rule, &request->who,
	    request->route->pattern);
	api_answer_rule(request, rule, &why);
}
