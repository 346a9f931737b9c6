/*
 * What a case needs no pen for: openings, holds, erasure (docs/FORMAT.md F-155
 * to F-161); and the authority's reassign (F-152).
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "node/say.h"
#include "schema/dossier.h"
#include "schema/ledger.h"
#include "schema/machine.h"
#include "sync/replica.h"

bool prepare_beside_open(struct prepare *p)
{
	const struct value *files = value_get(p->input, "files");
	const char *reason = value_get_string(p->input, "reason");

	if (!dossier_took_part(
		p->dossier, daemon_ledger(p->daemon), daemon_node(p->daemon)))
		return prepare_refuse(p, RULE_NOT_PARTICIPANT,
		    "本节点不参与此办件 / this node takes no part in the case");
	if (files == NULL || files->type != VALUE_LIST)
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "缺少文件清单 files / the list files is missing");
	value_set(p->arena, p->body, "files", files);
	say_text(p->arena, p->body, "reason", reason != NULL ? reason : "");
	return true;
}

bool prepare_beside_hold(struct prepare *p)
{
	const char *reason = value_get_string(p->input, "reason");

	if (reason == NULL)
		return prepare_refuse(
		    p, RULE_BODY_SHAPE, "缺少 reason / reason is missing");
	say_text(p->arena, p->body, "reason", reason);
	return true;
}

bool prepare_beside_erase(struct prepare *p)
{
	const struct dossier *d = p->dossier;

	if (!ledger_stands_for(
		daemon_ledger(p->daemon), daemon_node(p->daemon), d->home))
		return prepare_refuse(p, RULE_NOT_HOME,
		    "请由办理地 %s 销毁 / the home, %s, has it erased", d->home,
		    d->home);
	if (!machine_ended(d->state))
		return prepare_refuse(p, RULE_STATE,
		    "办件%s,办结后才能销毁 / the case is %s; it is erased after "
		    "it ended",
		    machine_state_zh(d->state), machine_state_name(d->state));
	if (d->held)
		return prepare_refuse(p, RULE_ON_HOLD,
		    "留存令未解除,请由监督或纪检人员解除 / a legal hold stands; "
		    "supervisor or integrity staff must release it");
	return prepare_beside_hold(p);
}

/* ---- reassign ---- */

/* One log and how much of it counts. */
struct cut {
	const char *node;
	uint64_t held;
	uint64_t size;
};

static bool has_acts(const struct dossier *d, const char *node)
{
	for (size_t i = 0; i < d->count; i++) {
		if (strcmp(d->entries[i].place.node, node) == 0)
			return true;
	}
	return false;
}

/* "NODE=SIZE" among the request's `cuts`; what is held otherwise. */
static bool read_size(struct prepare *p, struct cut *cut)
{
	const struct value *given = value_get(p->input, "cuts");
	int64_t size;

	cut->size = cut->held;
	if (given == NULL || value_get(given, cut->node) == NULL)
		return true;
	if (!value_get_int(given, cut->node, &size) || size < 0 ||
	    (uint64_t)size > cut->held)
		return prepare_refuse(p, RULE_HEAD_WRONG,
		    "%s 的截点应为 0 至 %llu / the cut of %s is from 0 to %llu",
		    cut->node, (unsigned long long)cut->held, cut->node,
		    (unsigned long long)cut->held);
	cut->size = (uint64_t)size;
	return true;
}

static bool put_cut(struct prepare *p, const struct cut *cut, struct value *out)
{
	const struct history *h = ledger_history(daemon_ledger(p->daemon));
	struct digest root = digest_sha256((struct bytes){ NULL, 0 });
	struct value *v = value_list(p->arena);
	int64_t time;

	if (cut->size > 0 && h->border(h->arg, cut->node, 0, cut->size, &root,
				 &time) != HISTORY_FOUND)
		return prepare_refuse(p, RULE_HEAD_WRONG,
		    "%s 的日志在 %llu 处不是批末 / %llu is not the end of a "
		    "batch of %s",
		    cut->node, (unsigned long long)cut->size,
		    (unsigned long long)cut->size, cut->node);
	value_push(p->arena, v, value_text(p->arena, cut->node));
	value_push(p->arena, v, value_int(p->arena, 0));
	value_push(p->arena, v, value_int(p->arena, (int64_t)cut->size));
	value_push(p->arena, v, value_bin(p->arena, digest_bytes(&root)));
	value_push(p->arena, out, v);
	/* What lies beyond was seen: the fold shall know (F-152). */
	return cut->size == cut->held || prepare_cite_head(p, cut->node);
}

/* Acts that count now and will be late, for the one who signs to see. */
static void list_late(
    struct prepare *p, const struct cut *cut, struct value *late)
{
	const struct dossier *d = p->dossier;

	for (size_t i = 0; i < d->count; i++) {
		const struct dossier_entry *e = &d->entries[i];
		const struct machine_event *event = machine_find(e->act->kind);
		struct value *v;

		if (d->outcomes[i].rule != RULE_NONE ||
		    event->part == MACHINE_ASIDE ||
		    strcmp(e->place.node, cut->node) != 0 ||
		    e->place.position < cut->size)
			continue;
		v = value_map(p->arena);
		say_digest(p->arena, v, "id", &e->act->id);
		say_text(p->arena, v, "kind", e->act->kind);
		say_text(p->arena, v, "node", e->place.node);
		say_int(p->arena, v, "position", (int64_t)e->place.position);
		value_push(p->arena, late, v);
	}
}

static int compare_cuts(const void *x, const void *y)
{
	const struct cut *a = x;
	const struct cut *b = y;

	return strcmp(a->node, b->node);
}

/* Every log that has acts of the case, and of whoever took part. */
static size_t find_logs(struct prepare *p, struct cut **out)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	size_t members = ledger_member_count(l), count = 0;

	*out = arena_take_array(p->arena, members + 1, sizeof(**out));
	for (size_t i = 0; i < members; i++) {
		const char *node = ledger_member_at(l, i)->node;
		const struct chain *c =
		    replica_log(daemon_replica(p->daemon), node);

		if (has_acts(p->dossier, node) ||
		    dossier_took_part(p->dossier, l, node))
			(*out)[count++] = (struct cut){ .node = node,
				.held = c != NULL ? chain_size(c) : 0 };
	}
	qsort(*out, count, sizeof(**out), compare_cuts);
	return count;
}

static bool put_cuts(struct prepare *p)
{
	struct value *cuts = value_list(p->arena);
	struct value *late = value_list(p->arena);
	struct cut *logs;
	size_t count = find_logs(p, &logs);

	for (size_t i = 0; i < count; i++) {
		if (!read_size(p, &logs[i]) || !put_cut(p, &logs[i], cuts))
			return false;
		list_late(p, &logs[i], late);
	}
	value_set(p->arena, p->body, "cuts", cuts);
	p->late = late;
	return true;
}

bool prepare_beside_reassign(struct prepare *p)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	const char *authority = ledger_genesis(l)->authority.node;
	const char *to = value_get_string(p->input, "to");

	if (strcmp(authority, daemon_node(p->daemon)) != 0)
		return prepare_refuse(p, RULE_NOT_AUTHORITY,
		    "请由主管 %s 改派 / the authority, %s, must reassign it",
		    authority, authority);
	if (to == NULL)
		return prepare_refuse(
		    p, RULE_BODY_SHAPE, "缺少 to / to is missing");
	say_text(p->arena, p->body, "to", to);
	value_set(p->arena, p->body, "custody",
	    value_bin(p->arena, digest_bytes(&p->dossier->custody)));
	return prepare_beside_hold(p) && put_cuts(p);
}
