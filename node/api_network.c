/*
 * GET /v1/roots, /v1/policy, /v1/archives, /v1/warrants, /v1/credit: who signs
 * for the network, and what it wrote down.
 */
#include "node/api.h"
#include "node/case_credit.h"
#include "node/daemon.h"
#include "node/index_read.h"
#include "node/say.h"
#include "schema/ledger.h"
#include "schema/ledger_mark.h"
#include "schema/ledger_roles.h"

static struct value *role_value(struct arena *a, const struct ledger_keys *k)
{
	struct value *v = value_map(a), *keys = value_list(a);

	for (size_t i = 0; i < k->count; i++) {
		struct digest id = sign_key_id(&k->keys[i]);
		struct value *key = value_map(a);

		say_digest(a, key, "id", &id);
		value_set(a, key, "public",
		    value_bin(a, sign_public_bytes(&k->keys[i])));
		value_push(a, keys, key);
	}
	value_set(a, v, "keys", keys);
	say_int(a, v, "threshold", k->threshold);
	return v;
}

void api_network_roots(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger_roles *r =
	    ledger_roles(daemon_ledger(arg), UINT64_MAX);
	struct value *out = value_map(a), *roles = value_map(a);

	say_int(a, out, "version", (int64_t)r->version);
	for (unsigned i = 0; i < LEDGER_ROLE_COUNT; i++)
		value_set(a, roles, ledger_role_word((enum ledger_role)i),
		    role_value(a, &r->role[i]));
	value_set(a, out, "roles", roles);
	http_answer_value(request, 200, out);
}

void api_network_policy(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct policy *p = ledger_policy(daemon_ledger(arg), UINT64_MAX);
	struct value *out = value_map(a);

	say_int(a, out, "version", p != NULL ? (int64_t)p->version : 0);
	if (p != NULL && p->has_escrow)
		value_set(a, out, "escrow",
		    value_bin(a, seal_public_bytes(&p->escrow)));
	http_answer_value(request, 200, out);
}

void api_network_archives(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *out = value_map(a), *list = value_list(a);

	for (size_t i = 0; i < ledger_archive_count(l); i++) {
		const struct archive *from = ledger_archive_at(l, i);
		struct value *v = value_map(a);

		say_node(a, v, "node", l, from->node);
		say_node(a, v, "to", l, from->to);
		say_time(a, v, "from", from->from);
		say_time(a, v, "until", from->until);
		value_push(a, list, v);
	}
	value_set(a, out, "archives", list);
	http_answer_value(request, 200, out);
}

void api_network_warrants(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *out = value_map(a), *list = value_list(a);

	for (size_t i = 0; i < ledger_warrant_count(l); i++) {
		const struct warrant *w = ledger_warrant_at(l, i);
		struct digest key = sign_key_id(&w->key);
		struct value *v = value_map(a);

		say_digest(a, v, "id", &w->act);
		say_digest(a, v, "case", &w->dossier);
		say_text(a, v, "auditor", w->auditor);
		say_digest(a, v, "key", &key);
		say_time(a, v, "from", w->from);
		say_time(a, v, "until", w->until);
		say_text(a, v, "reason", w->reason);
		value_push(a, list, v);
	}
	value_set(a, out, "warrants", list);
	http_answer_value(request, 200, out);
}

/* */
void api_network_credit(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *out = value_map(a), *list = value_list(a);

	for (size_t i = 0; i < ledger_mark_count(l); i++) {
		const struct mark *m = ledger_mark_at(l, i);
		struct value *v =
		    case_credit_value(a, l, m, daemon_wall_ms(arg) / 1000);
		struct index_dossier found;

		if (index_read_dossier(
			daemon_index(arg), a, &m->dossier, &found))
			say_text(a, v, "number", found.number);
		value_push(a, list, v);
	}
	value_set(a, out, "marks", list);
	http_answer_value(request, 200, out);
}
