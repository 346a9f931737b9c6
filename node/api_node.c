/*
 * GET /v1/node, members, staff, standards, grants, offices.
 */
#include <string.h>

#include "node/api.h"
#include "node/api_needs.h"
#include "node/daemon.h"
#include "node/problem.h"
#include "node/say.h"
#include "schema/ledger.h"
#include "schema/ledger_fork.h"
#include "schema/limit.h"
#include "schema/office.h"
#include "schema/right.h"
#include "schema/role.h"
#include "schema/standard.h"
#include "sync/branch.h"
#include "sync/replica.h"
#include "sync/replica_witness.h"

/* F-41: proven, and not settled; or settled otherwise than we hold it. */
static void say_branch(struct arena *a, struct value *v, const struct ledger *l,
    const struct chain *c)
{
	const struct ledger_fork *f = ledger_fork_open(l, c->node, c->epoch);

	if (f != NULL) {
		say_bool(a, v, "forked", true);
		say_text(a, v, "found_by", f->finder);
		say_digest(a, v, "fork_proof", &f->act);
	}
	if (branch_of(l, c) == BRANCH_WRONG)
		say_bool(a, v, "wrong_branch", true);
}

static struct value *logs_of(struct arena *a, const struct replica *r)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < replica_log_count(r); i++) {
		const struct chain *c = replica_log_at(r, i);
		struct digest root = chain_root(c);
		struct value *v = value_map(a);

		say_text(a, v, "node", c->node);
		say_int(a, v, "epoch", (int64_t)c->epoch);
		say_int(a, v, "size", (int64_t)chain_size(c));
		say_digest(a, v, "root", &root);
		say_time(a, v, "time", c->time);
		say_branch(a, v, replica_ledger(r), c);
		value_push(a, list, v);
	}
	return list;
}

static struct value *peers_of(
    struct arena *a, const struct replica *r, const struct ledger *l)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < ledger_member_count(l); i++) {
		const char *node = ledger_member_at(l, i)->node;

		if (replica_connected(r, node))
			value_push(a, list, value_text(a, node));
	}
	return list;
}

/* Whose logs are ours: what is missing in the vault then hangs on no log. */
static struct value *equal_of(
    struct arena *a, const struct replica *r, const struct ledger *l)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < ledger_member_count(l); i++) {
		const char *node = ledger_member_at(l, i)->node;

		if (replica_equal(r, node))
			value_push(a, list, value_text(a, node));
	}
	return list;
}

/* What the node owes by itself: the last thing done, the next known. */
static struct value *duties_of(struct arena *a, const struct daemon_duties *d)
{
	struct value *v = value_map(a);
	uint64_t done = 0, failed = 0;

	for (int i = 0; i < ROBOT_KINDS; i++) {
		done += d->done[i];
		failed += d->failures[i];
	}
	say_int(a, v, "done", (int64_t)done);
	say_int(a, v, "failed", (int64_t)failed);
	if (d->last_time != 0) {
		say_text(a, v, "last", robot_kind_word(d->last));
		say_time(a, v, "last_at", d->last_time);
	}
	if (d->next_time != INT64_MAX)
		say_time(a, v, "next_at", d->next_time);
	return v;
}

/* What the clocks of cases order, and whether it is executed (F-208). */
static struct value *robot_of(struct arena *a, const struct daemon *d)
{
	struct daemon_due_view due = daemon_due_view(d);
	struct value *v = value_map(a);

	say_text(a, v, "state", daemon_due_word(due.state));
	say_text(a, v, "state_zh", daemon_due_zh(due.state));
	if (due.has_until)
		say_time(a, v, "until", due.until);
	say_int(a, v, "due", (int64_t)due.waiting);
	if (due.next_time != INT64_MAX)
		say_time(a, v, "next_at", due.next_time);
	say_int(a, v, "done", (int64_t)due.done);
	say_int(a, v, "failed", (int64_t)due.failed);
	say_text(a, v, "last", due.last);
	if (due.last != NULL)
		say_time(a, v, "last_at", due.last_time);
	return v;
}

static struct value *disk_of(struct arena *a, struct daemon *d)
{
	struct daemon_space space = daemon_space(d);
	struct value *v = value_map(a);

	say_int(a, v, "free_bytes", (int64_t)space.free_bytes);
	say_int(a, v, "floor_bytes", (int64_t)space.floor_bytes);
	say_bool(a, v, "low", space.low);
	return v;
}

/* Of our own log: who cosigned how much, and when (F-323). */
static struct value *witnesses_of(struct arena *a, struct daemon *d)
{
	const struct replica *r = daemon_replica(d);
	struct value *list = value_list(a);

	for (size_t i = 0; i < replica_witness_count(r); i++) {
		struct replica_witness_view w;
		struct value *v = value_map(a);

		replica_witness_at(r, i, &w);
		say_node(a, v, "node", daemon_ledger(d), w.node);
		say_int(a, v, "size", (int64_t)w.size);
		if (w.size > 0)
			say_time(a, v, "time", w.time);
		if (w.status != 0)
			say_int(a, v, "status", (int64_t)w.status);
		say_bool(a, v, "forgot", w.forgot);
		value_push(a, list, v);
	}
	return list;
}

static bool is_nobody(const struct http_ask *who)
{
	return !who->is_free && !who->is_operator &&
	       digest_is_zero(&who->key_id);
}

void api_node_self(struct http_request *request, void *arg)
{
	struct daemon *d = arg;
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(d);
	const struct replica *r = daemon_replica(d);
	struct value *v = value_map(a);

	say_text(a, v, "node", daemon_node(d));
	say_text(a, v, "name", say_node_name(l, daemon_node(d)));
	say_digest(a, v, "network", daemon_network(d));
	if (is_nobody(&request->who)) {
		http_answer_value(
		    request, 200, v); /* to nobody in particular */
		return;
	}
	say_text(a, v, "network_name", ledger_genesis(l)->name);
	say_text(a, v, "authority", ledger_genesis(l)->authority.node);
	say_bool(a, v, "admitted", ledger_member(l, daemon_node(d)) != NULL);
	say_text(a, v, "listen", daemon_peer_address(d));
	value_set(a, v, "logs", logs_of(a, r));
	say_int(a, v, "own_missing", (int64_t)replica_tail(r));
	value_set(a, v, "connected", peers_of(a, r, l));
	value_set(a, v, "equal", equal_of(a, r, l));
	say_int(a, v, "needs", (int64_t)replica_need_count(r));
	say_bool(a, v, "vault_complete", daemon_needs_complete(d));
	value_set(a, v, "missing", api_needs_list(a, d, API_NEEDS_FEW));
	value_set(a, v, "witnesses", witnesses_of(a, d));
	value_set(a, v, "duties", duties_of(a, daemon_duties(d)));
	value_set(a, v, "robot", robot_of(a, d));
	value_set(a, v, "disk", disk_of(a, d));
	http_answer_value(request, 200, v);
}

static const char *const standings[][2] = {
	[LEDGER_ACTIVE] = { "active", "在网" },
	[LEDGER_SUSPENDED] = { "suspended", "暂停" },
	[LEDGER_RETIRED] = { "retired", "退出" },
	[LEDGER_SUCCEEDED] = { "succeeded", "已承继" },
};

/* The keys of each purpose, with the positions at which they are in force. */
static const struct value *spans_of(
    struct arena *a, const struct ledger *l, const char *node)
{
	struct value *map = value_map(a);

	for (unsigned p = 0; p < LEDGER_KEY_COUNT; p++) {
		enum ledger_purpose purpose = (enum ledger_purpose)p;
		struct value *list = value_list(a);
		size_t n = ledger_span_count(l, node, purpose);

		for (size_t i = 0; i < n; i++) {
			const struct ledger_span *s =
			    ledger_span_at(l, node, purpose, i);
			struct value *v = value_map(a);

			value_set(a, v, "public", value_bin(a, s->key));
			say_int(a, v, "from", (int64_t)s->from);
			if (s->until != UINT64_MAX)
				say_int(a, v, "until", (int64_t)s->until);
			if (s->compromised)
				say_bool(a, v, "compromised", true);
			value_push(a, list, v);
		}
		value_set(a, map, ledger_purpose_word(purpose), list);
	}
	return map;
}

static struct value *member_line(
    struct arena *a, const struct ledger *l, const struct member *m)
{
	struct value *v = genesis_member_value(a, m);
	enum ledger_standing standing = ledger_standing(l, m->node);

	say_text(a, v, "standing", standings[standing][0]);
	say_text(a, v, "standing_zh", standings[standing][1]);
	value_set(a, v, "spans", spans_of(a, l, m->node));
	return v;
}

void api_node_members(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *list = value_list(a), *out = value_map(a);

	for (size_t i = 0; i < ledger_member_count(l); i++) {
		value_push(a, list, member_line(a, l, ledger_member_at(l, i)));
	}
	value_set(a, out, "members", list);
	http_answer_value(request, 200, out);
}

void api_node_staff(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *list = value_list(a), *out = value_map(a);

	for (size_t i = 0; i < ledger_staff_count(l); i++) {
		const struct staff *s = ledger_staff_at(l, i);
		struct value *v = value_map(a);

		say_node(a, v, "node", l, s->node);
		say_text(a, v, "id", s->id);
		say_text(a, v, "name", s->name);
		say_digest(a, v, "key", &s->key_id);
		value_set(
		    a, v, "public", value_bin(a, sign_public_bytes(&s->key)));
		value_set(a, v, "roles", role_list(a, s->roles));
		say_int(a, v, "position", (int64_t)s->position);
		say_time(a, v, "until", s->until);
		say_time(a, v, "renew", s->renew);
		if (s->revoked)
			say_int(a, v, "revoked_at", (int64_t)s->revoked_at);
		if (s->has_good)
			say_int(a, v, "good", (int64_t)s->good);
		value_push(a, list, v);
	}
	value_set(a, out, "staff", list);
	http_answer_value(request, 200, out);
}

static struct value *adopted_by(struct arena *a, const struct ledger *l,
    const struct standard *s, int64_t now)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < ledger_member_count(l); i++) {
		const char *node = ledger_member_at(l, i)->node;
		const struct adoption *in_force =
		    ledger_adoption(l, node, s->item, UINT64_MAX, now);

		if (in_force != NULL &&
		    digest_equal(&in_force->standard, &s->digest))
			value_push(a, list, value_text(a, node));
	}
	return list;
}

static struct value *standard_line(struct arena *a, const struct ledger *l,
    const struct standard *s, int64_t now)
{
	struct value *v = value_map(a);
	struct limit limit;
	char text[LIMIT_TEXT_ROOM];

	say_text(a, v, "item", s->item);
	say_text(a, v, "zh", s->zh);
	say_int(a, v, "revision", s->revision);
	say_digest(a, v, "digest", &s->digest);
	if (standard_limit(&limit, s, STANDARD_LIMIT_STATUTORY)) {
		limit_format(text, limit);
		say_text(a, v, "statutory", text);
	}
	if (standard_limit(&limit, s, STANDARD_LIMIT_PROMISED)) {
		limit_format(text, limit);
		say_text(a, v, "promised", text);
	}
	if (value_get(s->tree, "lists") != NULL)
		value_set(
		    a, v, "lists", value_clone(a, value_get(s->tree, "lists")));
	value_set(a, v, "adopted_by", adopted_by(a, l, s, now));
	return v;
}

void api_node_standards(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *list = value_list(a), *out = value_map(a);
	int64_t now = daemon_wall_ms(arg) / 1000;

	for (size_t i = 0; i < ledger_standard_count(l); i++)
		value_push(a, list,
		    standard_line(a, l, ledger_standard_at(l, i), now));
	value_set(a, out, "standards", list);
	http_answer_value(request, 200, out);
}

void api_node_standard(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	const struct standard *s = NULL;
	struct digest digest;

	if (digest_unhex(
		&digest, bytes_text(http_segment(request, "digest"))) == ERR_OK)
		s = ledger_standard(l, &digest);
	if (s == NULL) {
		struct problem p =
		    problem_from_rule(RULE_STANDARD_UNKNOWN, NULL);

		http_answer_problem(request, &p);
		return;
	}
	struct value *v = standard_line(a, l, s, daemon_wall_ms(arg) / 1000);

	value_set(a, v, "standard", s->tree);
	http_answer_value(request, 200, v);
}

void api_node_grants(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *list = value_list(a), *out = value_map(a);

	for (size_t i = 0; i < ledger_grant_count(l); i++) {
		const struct grant *g = ledger_grant_at(l, i);
		struct value *v = value_map(a);

		say_node(a, v, "node", l, g->node);
		say_node(a, v, "to", l, g->to);
		say_text(a, v, "item", g->item);
		say_digest(a, v, "act", &g->act);
		say_digest(a, v, "standard", &g->standard);
		value_set(a, v, "rights", right_list(a, g->rights));
		say_time(a, v, "until", g->until);
		if (g->ended)
			say_time(a, v, "ended", g->ended_time);
		value_push(a, list, v);
	}
	value_set(a, out, "grants", list);
	http_answer_value(request, 200, out);
}

/* What one district has set, in the order of its log; nothing set: what holds
 * then (F-198). */
static void put_offices(struct arena *a, struct value *list,
    const struct ledger *l, const char *node, int64_t now)
{
	const struct place end = { .node = node, .position = UINT64_MAX };
	const struct office *o = ledger_office(l, a, &end);
	int64_t until;
	const struct office_hours *holds = office_at(o, now, &until);
	size_t count = o->count > 0 ? o->count : 1;

	for (size_t i = 0; i < count; i++) {
		const struct office_hours *h =
		    o->count > 0 ? &o->list[i] : office_default();
		struct value *v = value_map(a);
		char hours[OFFICE_HOURS_TEXT_ROOM];

		office_format(hours, h);
		say_node(a, v, "node", l, node);
		say_text(a, v, "hours", hours);
		value_set(a, v, "minutes", office_value(a, h));
		say_bool(a, v, "set", o->count > 0);
		say_bool(a, v, "now", h == holds);
		if (o->count > 0)
			say_time(a, v, "from", h->from);
		value_push(a, list, v);
	}
}

void api_node_offices(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *list = value_list(a), *out = value_map(a);

	for (size_t i = 0; i < ledger_member_count(l); i++)
		put_offices(a, list, l, ledger_member_at(l, i)->node,
		    daemon_wall_ms(arg) / 1000);
	value_set(a, out, "offices", list);
	http_answer_value(request, 200, out);
}
