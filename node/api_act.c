/*
 * POST /v1/prepare and /v1/acts; GET /v1/acts/{id}, raw and proof.
 *
 * A handed-in act is admitted, grouped into the next batch, and answered when
 * that batch is durable and indexed.  Handing in the same act again gives the
 * same answer (200 instead of 201), so a client that lost the first answer
 * may simply ask again.
 */
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/case_draft.h"
#include "node/case_find.h"
#include "node/daemon.h"
#include "node/index_read.h"
#include "node/prepare.h"
#include "node/problem.h"
#include "node/say.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "sync/store.h"

static struct value *place_value(struct arena *a, const struct ledger *l,
    const struct digest *id, const struct place *place)
{
	struct value *v = value_map(a);

	say_digest(a, v, "id", id);
	say_node(a, v, "node", l, place->node);
	say_int(a, v, "epoch", (int64_t)place->epoch);
	say_int(a, v, "position", (int64_t)place->position);
	say_time(a, v, "time", place->time);
	return v;
}

void api_act_prepare(struct http_request *request, void *arg)
{
	prepare_start(request, arg);
}

/* ---- handing in ---- */

struct posting {
	struct http_request *request;
	struct daemon *daemon;
	struct digest id;
	bool opens; /* a case.open: files may be asked for */
};

static void on_appended(
    void *arg, enum rule rule, const struct place *place, const struct why *why)
{
	struct posting *p = arg;

	if (rule == RULE_NONE)
		case_draft_done(daemon_case_drafts(p->daemon), &p->id);
	if (rule == RULE_NONE && p->opens)
		daemon_opening_put(p->daemon, &p->id);
	if (rule == RULE_NONE)
		http_answer_value(p->request, 201,
		    place_value(p->request->arena, daemon_ledger(p->daemon),
			&p->id, place));
	else
		api_answer_rule(p->request, rule, why);
	mem_free(p);
}

/* The answer for an act that is stored already. */
static void answer_again(
    struct http_request *request, struct daemon *d, const struct digest *id)
{
	struct index_act found;
	struct why why = { 0 };

	if (index_read_act(daemon_index(d), request->arena, id, &found)) {
		http_answer_value(request, 200,
		    place_value(
			request->arena, daemon_ledger(d), id, &found.place));
		return;
	}
	/* Admitted a moment ago and not durable yet. */
	(void)why_set(&why, ERR_BUSY,
	    "同一行为正在写入,请稍后再问 / the same act is being written; "
	    "ask again");
	api_answer_rule(request, RULE_COPY, &why);
}

/* What an act says was handed in has to be in our vault before we sign for
 * it; a take needs the files of the case, or the clerk's waiver. */
static enum rule check_files(
    struct daemon *d, const struct act *act, const char **missing)
{
	for (size_t i = 0; i < act->vault_count; i++) {
		const struct digest *root = &act->vault[i].root;

		if (!daemon_vault_has(d, root) ||
		    daemon_leftover_goes(d, root)) {
			*missing = act->vault[i].id;
			return RULE_UNRESOLVED;
		}
	}
	return RULE_NONE;
}

static enum rule check_taken(struct daemon *d, struct arena *a,
    const struct act *act, const char **missing)
{
	struct dossier_entry *entries;
	bool waived = false;
	size_t n;

	if (strcmp(act->kind, "case.take") != 0 || !act->has_dossier)
		return RULE_NONE;
	(void)value_get_bool(act->body, "waived", &waived);
	if (waived)
		return RULE_NONE;
	n = case_find_entries(d, a, &act->dossier, &entries);
	for (size_t i = 0; i < n; i++) {
		enum rule rule = check_files(d, entries[i].act, missing);

		/* Wraps for other nodes are no business of ours. */
		if (rule != RULE_NONE && strncmp(*missing, "key.", 4) == 0)
			continue;
		if (rule != RULE_NONE)
			return rule;
	}
	return RULE_NONE;
}

static enum rule check_act(struct http_request *request, struct daemon *d,
    struct act **act, struct why *why)
{
	const char *missing = "";
	enum rule rule = act_decode(request->arena, request->body, act, why);

	if (rule != RULE_NONE)
		return rule;
	rule = check_files(d, *act, &missing);
	if (rule != RULE_NONE) {
		(void)why_set(why, ERR_NOT_FOUND,
		    "密匣中没有 %s,请先备好行为 / %s is not in the vault; "
		    "prepare the act first",
		    missing, missing);
		return rule;
	}
	rule = check_taken(d, request->arena, *act, &missing);
	if (rule != RULE_NONE)
		(void)why_set(why, ERR_BUSY,
		    "文件 %s 尚未到达,请稍后再试,或声明放弃等待 / %s has not "
		    "arrived; ask again, or waive it",
		    missing, missing);
	return rule;
}

void api_act_post(struct http_request *request, void *arg)
{
	struct daemon *d = arg;
	struct posting *p;
	struct why why = { 0 };
	struct act *act;
	enum rule rule = check_act(request, d, &act, &why);

	if (rule != RULE_NONE) {
		api_answer_rule(request, rule, &why);
		return;
	}
	p = mem_new(sizeof(*p));
	*p = (struct posting){ request, d, act->id,
		strcmp(act->kind, "case.open") == 0 };
	rule = strcmp(act->kind, "key.rotate") == 0
		   ? daemon_rotate(d, act, on_appended, p, &why)
		   : daemon_append(d, request->body, on_appended, p, &why);
	if (rule == RULE_NONE || rule == RULE_COPY)
		daemon_leftover_keep(d, act);
	if (rule == RULE_NONE)
		return;
	mem_free(p);
	if (rule == RULE_COPY)
		answer_again(request, d, &act->id);
	else
		api_answer_rule(request, rule, &why);
}

/* ---- looking up ---- */

static bool find_act(
    struct http_request *request, struct daemon *d, struct index_act *out)
{
	struct digest id;
	struct why why = { 0 };
	struct problem p;

	if (digest_unhex(&id, bytes_text(http_segment(request, "id"))) ==
		ERR_OK &&
	    index_read_act(daemon_index(d), request->arena, &id, out))
		return true;
	p = problem_from_err(ERR_NOT_FOUND,
	    (why_set(&why, ERR_NOT_FOUND,
		 "本节点没有此行为 / this node holds no such act"),
		&why));
	http_answer_problem(request, &p);
	return false;
}

void api_act_raw(struct http_request *request, void *arg)
{
	struct index_act found;

	if (find_act(request, arg, &found))
		http_answer(
		    request, 200, "application/octet-stream", found.raw);
}

/* Evidence that is not applied is shown with the rule it breaks. */
static void say_outcome(struct arena *a, struct value *v, enum rule rule)
{
	say_bool(a, v, "applied", rule == RULE_NONE);
	if (rule == RULE_NONE)
		return;
	say_text(a, v, "rule", rule_clause(rule));
	say_text(a, v, "rule_name", rule_name(rule));
	say_text(a, v, "rule_zh", rule_zh(rule));
}

void api_act_show(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	struct index_act found;
	struct act *act;
	struct value *v;

	if (!find_act(request, arg, &found))
		return;
	must(act_decode(a, found.raw, &act, NULL) == RULE_NONE);
	v = place_value(a, daemon_ledger(arg), &act->id, &found.place);
	say_text(a, v, "kind", act->kind);
	say_digest(a, v, "by", &act->by);
	if (act->has_dossier)
		say_digest(a, v, "dossier", &act->dossier);
	if (act->has_std)
		say_digest(a, v, "std", &act->std);
	say_time(a, v, "at", act->at_ms / 1000);
	value_set(a, v, "body", act->body);
	if (!act_is_case(act)) /* acts of cases are judged in their case */
		say_outcome(a, v, ledger_outcome(daemon_ledger(arg), &act->id));
	http_answer_value(request, 200, v);
}

/* ---- proof: made on the store thread ---- */

struct proving {
	struct http_request *request;
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t position;
	struct buf out;
	enum err err;
	struct why why;
};

static void prove(void *arg, const struct daemon_tools *tools)
{
	struct proving *p = arg;

	p->err =
	    store_proof(tools->store, p->node, p->position, &p->out, &p->why);
	if (p->err == ERR_STORAGE)
		daemon_fail(&p->why);
}

static void proven(void *arg)
{
	struct proving *p = arg;

	if (p->err == ERR_OK) {
		http_answer(p->request, 200, "text/plain; charset=utf-8",
		    buf_bytes(&p->out));
	} else {
		struct problem problem = problem_from_err(p->err, &p->why);

		http_answer_problem(p->request, &problem);
	}
	buf_fini(&p->out);
	mem_free(p);
}

void api_act_proof(struct http_request *request, void *arg)
{
	struct index_act found;
	struct proving *p;

	if (!find_act(request, arg, &found))
		return;
	p = mem_new(sizeof(*p));
	p->request = request;
	p->position = found.place.position;
	memcpy(p->node, found.place.node, strlen(found.place.node));
	daemon_store_job(arg, prove, proven, p);
}
