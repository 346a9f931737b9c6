/*
 * The licence library as everybody in the network sees it (docs/API.md A-20):
 * GET /v1/licences, /v1/licences/{act}, /v1/leads; POST /v1/licences/find, where the
 * identifier comes in a body and goes no further.
 *
 *	find: parse -> [store thread: the network's key, its pseudonym] -> answer
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/daemon.h"
#include "node/given_key.h"
#include "node/licence_value.h"
#include "node/say.h"
#include "schema/day.h"
#include "schema/json.h"
#include "schema/lead_due.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/licence.h"
#include "schema/standard.h"
#include "schema/value.h"

#define LIST_MAX        1000
#define DAYS_MAX        36600
#define INPUT_BYTES_MAX 1024
#define INPUT_DEPTH_MAX 4

/* ---- list, show ---- */

struct wanted {
	const char *node, *type, *state;
	int64_t last; /* its last second is until then; INT64_MAX: any */
};

static bool is_wanted(const struct ledger *l, const struct licence *c,
    const struct wanted *w, int64_t now)
{
	enum licence_standing s =
	    ledger_licence_standing(l, c, UINT64_MAX, now);
	int64_t until = ledger_licence_until(c, UINT64_MAX);

	return (w->node == NULL || strcmp(w->node, c->node) == 0) &&
	       (w->type == NULL || strcmp(w->type, c->type) == 0) &&
	       (w->state == NULL ||
		   strcmp(w->state, ledger_licence_word(s)) == 0) &&
	       (w->last == INT64_MAX || (until >= now && until <= w->last));
}

void api_licence_list(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	int64_t now = daemon_wall_ms(arg) / 1000;
	struct wanted w = { http_query(request, "node"),
		http_query(request, "type"), http_query(request, "state"),
		INT64_MAX };
	const char *within = http_query(request, "within");
	struct value *list = value_list(a), *out = value_map(a);
	struct why why = { 0 };
	uint64_t days = 0;
	int64_t found = 0;

	if (within != NULL &&
	    text_decimal(&days, bytes_text(within), DAYS_MAX) != ERR_OK) {
		(void)why_set(&why, ERR_PARSE,
		    "within 应为天数 0 至 %d / is a number of days", DAYS_MAX);
		api_answer_err(request, ERR_PARSE, &why);
		return;
	}
	if (within != NULL)
		w.last = now + (int64_t)days * DAY_SECONDS;
	for (size_t i = ledger_licence_count(l); i-- > 0;) {
		const struct licence *c = ledger_licence_at(l, i);

		if (!is_wanted(l, c, &w, now))
			continue;
		if (++found <= LIST_MAX)
			value_push(a, list, licence_value_line(a, l, c, now));
	}
	value_set(a, out, "licences", list);
	value_set(a, out, "found", value_int(a, found));
	http_answer_value(request, 200, out);
}

void api_licence_show(struct http_request *request, void *arg)
{
	const struct ledger *l = daemon_ledger(arg);
	const struct licence *c = NULL;
	struct digest id;

	if (digest_unhex(&id, bytes_text(http_segment(request, "act"))) ==
	    ERR_OK)
		c = ledger_licence(l, &id);
	if (c == NULL) {
		api_answer_rule(request, RULE_LICENCE_UNKNOWN, NULL);
		return;
	}
	http_answer_value(request, 200,
	    licence_value(request->arena, l, c, daemon_wall_ms(arg) / 1000));
}

/* ---- what expires and is offered for it ---- */

void api_licence_leads(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	int64_t now = daemon_wall_ms(arg) / 1000;
	struct lead_due *due = arena_take_array(a, LIST_MAX, sizeof(*due));
	struct value *list = value_list(a), *out = value_map(a);
	size_t n = lead_due_list(l, daemon_node(arg), now, due, LIST_MAX, NULL);

	for (size_t i = 0; i < n && i < LIST_MAX; i++) {
		struct value *v = licence_value_line(a, l, due[i].licence, now);

		say_text(a, v, "item", due[i].standard->item);
		say_text(a, v, "trigger", due[i].trigger);
		say_time(a, v, "since", due[i].since);
		value_push(a, list, v);
	}
	value_set(a, out, "leads", list);
	value_set(a, out, "found", value_int(a, (int64_t)n));
	http_answer_value(request, 200, out);
}

/* ---- find ---- */

struct finding {
	struct http_request *request;
	struct daemon *daemon;
	struct given_key key;
	char identifier[ELICENCE_ROOM];
	struct digest name;
	enum err err;
	struct why why;
};

static void count(void *arg, const struct daemon_tools *tools)
{
	struct finding *f = arg;
	struct secret *key = secret_new(sizeof(*key));

	f->err = given_key_load(key, &f->key, tools->vault, &f->why);
	if (f->err == ERR_OK)
		f->name = licence_name(f->identifier, key);
	secret_free(key);
}

static void answer_found(void *arg)
{
	struct finding *f = arg;
	struct arena *a = f->request->arena;
	const struct ledger *l = daemon_ledger(f->daemon);
	struct value *list = value_list(a), *out = value_map(a);
	const struct licence *c;

	if (f->err != ERR_OK) {
		api_answer_err(f->request, f->err, &f->why);
		mem_free(f);
		return;
	}
	for (c = ledger_licence_named(l, &f->name); c != NULL; c = c->other)
		value_push(a, list,
		    licence_value(a, l, c, daemon_wall_ms(f->daemon) / 1000));
	value_set(a, out, "identifier", value_text(a, f->identifier));
	value_set(a, out, "licences", list);
	http_answer_value(f->request, 200, out);
	mem_free(f);
}

static enum err read_identifier(struct finding *f, struct why *why)
{
	static const struct json_limits limits = { INPUT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct value *tree;
	const char *text;
	enum err e = json_parse(
	    f->request->arena, f->request->body, &limits, &tree, why);

	if (e != ERR_OK)
		return e;
	text = value_get_string(tree, "identifier");
	if (text == NULL)
		return why_set(
		    why, ERR_PARSE, "缺少 identifier / identifier is missing");
	return elicence_check(f->identifier, bytes_text(text), why);
}

void api_licence_find(struct http_request *request, void *arg)
{
	const struct ledger *l = daemon_ledger(arg);
	struct finding *f = mem_new(sizeof(*f));
	struct why why = { 0 };
	enum err e;

	f->request = request;
	f->daemon = arg;
	e = read_identifier(f, &why);
	if (e == ERR_OK &&
	    !given_key_find(&f->key, arg, request->arena,
		ledger_pseudonym(l, ledger_genesis(l)->authority.node,
		    LEDGER_LICENCE_KEY_ITEM, LEDGER_LICENCE_KEY_YEAR,
		    daemon_node(arg))))
		e = why_set(&why, ERR_BUSY,
		    "本节点尚未收到证照库密钥,请稍后再试 / this node has not "
		    "been given the key of the library yet; try again");
	if (e != ERR_OK) {
		api_answer_err(request, e, &why);
		mem_free(f);
		return;
	}
	daemon_store_job(arg, count, answer_found, f);
}
