/* Drafts of the acts of a case; see world.h. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "schema/number.h"
#include "schema/standard.h"
#include "schema/wrap_id.h"
#include "tests/unit/schema/world.h"

#define WEEK (7 * 86400)

static void add_wrap(
    struct world *w, struct act *act, enum world_node_index node)
{
	char id[64];

	(void)snprintf(id, sizeof(id), "key.%s", w->nodes[node].id);
	world_vault(w, act, id);
}

static void add_number(
    struct world *w, struct act *act, enum world_node_index node)
{
	char text[NUMBER_TEXT_ROOM];
	struct number n = { .day = day_at(w->now), .sequence = ++w->numbers };

	(void)snprintf(n.node, sizeof(n.node), "%s", w->nodes[node].id);
	number_format(text, &n);
	world_text(w, act, "number", text);
}

/* What a district that is not the home cites (F-83 to F-89). */
static void cite_home(struct world *w, struct act *act,
    enum world_node_index node, enum world_node_index home)
{
	if (node == home)
		return;
	world_refer(act, &w->grant);
	world_refer_head(w, act, home);
}

struct act *world_receive(
    struct world *w, enum world_node_index node, enum world_node_index home)
{
	struct act *act = world_draft(w, node, "case.receive");

	act->has_std = true;
	act->std = w->standard->digest;
	world_text(w, act, "item", "T04");
	world_text(w, act, "home", w->nodes[home].id);
	world_text(w, act, "channel", "window");
	world_text(w, act, "calendar", WORLD_SERIES);
	world_list(w, act, "materials", "M1,M2,M3");
	add_number(w, act, node);
	world_vault(w, act, "form");
	world_vault(w, act, "mat.M1");
	add_wrap(w, act, node);
	if (home != node)
		add_wrap(w, act, home);
	world_refer(act, &w->adoption[node]);
	cite_home(w, act, node, home);
	return act;
}

static struct act *case_draft(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *dossier)
{
	struct act *act = world_draft(w, node, kind);

	act->has_dossier = true;
	act->dossier = *dossier;
	return act;
}

static void fill_accept(struct world *w, struct act *act)
{
	struct digest inputs = digest_sha256(bytes_text("facts"));
	struct value *verdicts = value_map(w->arena);

	for (size_t i = 0; i < w->standard->criterion_count; i++)
		value_set(w->arena, verdicts, w->standard->criteria[i].code,
		    value_text(w->arena, "met"));
	value_set(w->arena, world_body(act), "verdicts", verdicts);
	world_vault(w, act, "facts");
	world_id(w, act, "inputs", &inputs);
}

struct act *world_move(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *dossier,
    const struct digest *custody)
{
	struct act *act = case_draft(w, node, kind, dossier);

	world_id(w, act, "custody", custody);
	if (strcmp(kind, "case.accept") == 0)
		fill_accept(w, act);
	if (strcmp(kind, "case.opine") == 0) {
		world_int(w, act, "level", 1);
		world_text(w, act, "opinion", "agree");
	}
	if (strcmp(kind, "case.decide.yes") == 0)
		world_int(w, act, "level", 2);
	if (strcmp(kind, "case.issue") == 0)
		world_vault(w, act, "result");
	if (strcmp(kind, "case.deliver") == 0) {
		world_text(w, act, "means", "pickup");
		cite_home(w, act, node, WORLD_HANBIN);
	}
	return act;
}

struct act *world_offer(struct world *w, enum world_node_index node,
    const struct digest *dossier, const struct digest *custody,
    enum world_node_index to)
{
	struct act *act = case_draft(w, node, "case.offer", dossier);

	world_id(w, act, "custody", custody);
	world_text(w, act, "to", w->nodes[to].id);
	world_int(w, act, "epoch", 0);
	world_text(w, act, "reason", "属地办理");
	world_int(w, act, "expiry", w->now + WEEK);
	add_wrap(w, act, to);
	return act;
}

struct act *world_answer(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *dossier, const struct digest *offer)
{
	struct act *act = case_draft(w, node, kind, dossier);

	world_id(w, act, "offer", offer);
	if (strcmp(kind, "case.take") == 0)
		world_bool(w, act, "waived", false);
	else
		world_text(w, act, "reason", "不属本区");
	return act;
}

struct act *world_reclaim(struct world *w, enum world_node_index node,
    const struct digest *dossier, const struct digest *offer, struct bytes note)
{
	struct act *act = case_draft(w, node, "case.reclaim", dossier);

	world_id(w, act, "offer", offer);
	act->refs[0].type = ACT_REF_NOTE;
	act->refs[0].note = note;
	act->ref_count = 1;
	return act;
}

void world_wraps(struct world *w, struct act *act, uint32_t generation,
    const char *comma_separated)
{
	const char *p = comma_separated;

	while (*p != '\0') {
		size_t n = strcspn(p, ",");
		char node[WRAP_ID_NODE_ROOM];
		char id[WRAP_ID_ROOM];

		must(n < sizeof(node));
		memcpy(node, p, n);
		node[n] = '\0';
		wrap_id_format(id, node, generation);
		world_vault(w, act, id);
		p += n + (p[n] == ',' ? 1 : 0);
	}
}

struct act *world_reassign(struct world *w, const struct digest *dossier,
    const struct digest *custody, enum world_node_index to)
{
	struct act *act = case_draft(w, WORLD_ANKANG, "case.reassign", dossier);

	world_id(w, act, "custody", custody);
	world_text(w, act, "to", w->nodes[to].id);
	world_text(w, act, "reason", "原经办地失联");
	value_set(w->arena, world_body(act), "cuts", value_list(w->arena));
	return act;
}

void world_cut(
    struct world *w, struct act *act, enum world_node_index node, uint64_t size)
{
	const struct world_node *n = &w->nodes[node];
	struct value *list =
	    (struct value *)(uintptr_t)value_get(act->body, "cuts");
	struct value *cut = value_list(w->arena);
	struct digest root = size > 0
				 ? n->entries[size - 1].root
				 : digest_sha256((struct bytes){ NULL, 0 });

	value_push(w->arena, cut, value_text(w->arena, n->id));
	value_push(w->arena, cut, value_int(w->arena, 0));
	value_push(w->arena, cut, value_int(w->arena, (int64_t)size));
	value_push(w->arena, cut, value_bin(w->arena, digest_bytes(&root)));
	value_push(w->arena, list, cut);
}

void world_cut_all(struct world *w, struct act *act)
{
	world_cut(w, act, WORLD_ANKANG, w->nodes[WORLD_ANKANG].count);
	world_cut(w, act, WORLD_GAOXIN, w->nodes[WORLD_GAOXIN].count);
	world_cut(w, act, WORLD_HANBIN, w->nodes[WORLD_HANBIN].count);
}

struct act *world_beside(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *dossier, const char *reason)
{
	struct act *act = case_draft(w, node, kind, dossier);

	world_text(w, act, "reason", reason);
	return act;
}

struct act *world_open(struct world *w, enum world_node_index node,
    const struct digest *dossier, const char *files, const char *reason)
{
	struct act *act = world_beside(w, node, "case.open", dossier, reason);

	world_list(w, act, "files", files);
	return act;
}

struct act *world_erased(struct world *w, enum world_node_index node,
    const struct digest *dossier, const struct digest *erase)
{
	struct act *act = case_draft(w, node, "case.erased", dossier);

	world_id(w, act, "erase", erase);
	world_int(w, act, "objects", 3);
	return act;
}

void world_after(struct act *act, const struct digest *other)
{
	act->after[act->after_count++] = *other;
}
