/* Bodies, papers, wraps and citations at random; mostly such as count. */
#include <stdio.h>

#include "schema/act_body.h"
#include "schema/owed.h"
#include "schema/standard.h"
#include "tests/reference/history.h"

static bool is(const struct act *act, const char *kind)
{
	return strcmp(act->kind, kind) == 0;
}

static void one_of(struct history_game *g, struct act *act, const char *key,
    const char *const *words, size_t count)
{
	world_text(g->stage.w, act, key, words[history_pick(g, count)]);
}
#define ONE_OF(g, act, key, words) \
	one_of(g, act, key, words, sizeof(words) / sizeof((words)[0]))

/* Some of M1 to M6, in order; now and then one that nobody knows. */
static const char *some_materials(struct history_game *g, uint64_t of)
{
	char text[64] = "";

	for (unsigned i = 1; i <= 6; i++)
		if (!history_chance(g, of))
			(void)snprintf(text + strlen(text),
			    sizeof(text) - strlen(text), "%sM%u",
			    text[0] == '\0' ? "" : ",", i);
	if (history_chance(g, 40))
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%sM9", text[0] == '\0' ? "" : ",");
	return arena_text(g->stage.w->arena, bytes_text(text));
}

static void papers(struct history_game *g, struct act *act, uint64_t of)
{
	const char *list = g->order ? "" : some_materials(g, of);

	if (history_chance(g, 12))
		world_list(g->stage.w, act, "materials", list);
	else
		life_materials(&g->stage, act, list);
}

/* Any act of the case, mostly of this kind; NULL: none. */
static const struct act *earlier(struct history_game *g, const char *kind)
{
	const struct act *found = NULL;
	size_t n = 0;

	for (size_t i = 0; g->d != NULL && i < g->d->count; i++) {
		const struct act *act = g->d->entries[i].act;

		if (strcmp(act->kind, kind) != 0 && !history_chance(g, 40))
			continue;
		if (history_pick(g, ++n) == 0)
			found = act;
	}
	return found;
}

void history_word(struct history_game *g, struct act *act)
{
	const struct act *said = earlier(g, "case.contribute");

	if (said == NULL || history_chance(g, 2))
		return;
	world_id(g->stage.w, act, "word", &said->id);
	if (!history_chance(g, 8))
		world_after(act, &said->id);
}

static void acceptance(struct history_game *g, struct act *act)
{
	struct world *w = g->stage.w;
	struct value *verdicts =
	    value_clone(w->arena, value_get(act->body, "verdicts"));

	if (!g->order && history_chance(g, 8)) {
		const char *code = w->standard
				       ->criteria[history_pick(
					   g, w->standard->criterion_count)]
				       .code;
		value_set(
		    w->arena, verdicts, code, value_text(w->arena, "not_met"));
	}
	if (!g->order && history_chance(g, 8)) {
		value_set(w->arena, verdicts, "L01-3",
		    value_text(w->arena, "unknown"));
		world_list(w, act, "manual",
		    history_chance(g, 3) ? "L01-1,L01-3" : "L01-3");
	}
	if (history_chance(g, 30))
		value_set(
		    w->arena, verdicts, "L99", value_text(w->arena, "met"));
	value_set(w->arena, world_body(act), "verdicts", verdicts);
	if (history_chance(g, 30))
		world_id(w, act, "inputs", &g->stage.dossier);
	if (history_chance(g, 3))
		papers(g, act, 2);
	if (!is(act, "case.accept"))
		history_look(g, act);
	if (is(act, "case.accept.gap"))
		world_list(w, act, "gaps",
		    history_chance(g, 4) ? some_materials(g, 2) : "M3");
	if (!is(act, "case.accept.promise"))
		return;
	world_list(w, act, "promised",
	    history_chance(g, 4)   ? some_materials(g, 2)
	    : history_chance(g, 2) ? "M4,M5"
				   : "M5");
	if (history_chance(g, 2)) {
		world_list(w, act, "gaps", history_chance(g, 5) ? "M1" : "M3");
		if (!history_chance(g, 6))
			world_vault(w, act, "gap");
	}
}

static void before_acceptance(struct history_game *g, struct act *act)
{
	static const char *const grounds[] = { "criteria", "out_of_scope",
		"not_competent", "duplicate" };
	static const char *const codes[] = { "L01-1", "L01-4", "L01-1,L01-4",
		"", "L77" };
	struct world *w = g->stage.w;

	if (is(act, "case.notice"))
		world_list(w, act, "materials",
		    history_chance(g, 3) ? some_materials(g, 2)
					 : "M1,M2,M3,M5");
	if (!g->order && act_body_has(act, "criteria"))
		world_list(w, act, "criteria",
		    codes[history_pick(g, history_chance(g, 4) ? 5 : 3)]);
	if (is(act, "case.not_required"))
		world_text(w, act, "ground",
		    history_chance(g, 3) ? "law" : "criteria");
	if (is(act, "case.not_accept"))
		ONE_OF(g, act, "ground", grounds);
	if (is(act, "case.not_accept") && history_chance(g, 2))
		world_int(w, act, "calendar", 1);
}

static void names_owed(struct history_game *g, struct act *act)
{
	struct world *w = g->stage.w;
	size_t n = g->d == NULL ? 0 : g->d->owed_count;
	const struct owed *o;

	if (n == 0 || history_chance(g, 20))
		return;
	o = &g->d->owed[history_pick(g, n)];
	world_id(w, act, "owed", &o->act);
	if (o->material != NULL && !is(act, "case.reopen"))
		world_text(w, act, "material", o->material);
}

static void beside(struct history_game *g, struct act *act)
{
	static const char *const what[] = { "verify", "assist", "opinion",
		"survey", "public", "parcel", "visit", "visit", "rectify" };
	static const char *const blocks[] = { "none", "accept", "decide",
		"issue", "close" };
	static const char *const results[] = { "done", "confirmed", "denied",
		"kept", "broken", "satisfied", "dissatisfied" };
	static const char *const said[] = { "supply", "withdraw", "promise",
		"consent", "drop", "notice", "note", "handover" };
	struct world *w = g->stage.w;
	const struct act *answer;

	if (is(act, "case.owe")) {
		ONE_OF(g, act, "what", what);
		ONE_OF(g, act, "blocks", blocks);
		if (history_chance(g, 20))
			world_text(w, act, "what", "gap");
		if (history_chance(g, 20))
			world_text(w, act, "code", "X9");
		if (history_chance(g, 3))
			world_text(w, act, "material",
			    history_chance(g, 8) ? "M8" : "M5");
		world_text(
		    w, act, "to", w->nodes[history_pick(g, WORLD_NODES)].id);
		world_bool(w, act, "reads", history_chance(g, 4));
	}
	if (act_body_has(act, "result") && !is(act, "case.special.end"))
		ONE_OF(g, act, "result", results);
	if (is(act, "case.owe.close")) {
		answer = earlier(g, "case.owe.answer");
		if (answer != NULL && !history_chance(g, 4))
			world_id(w, act, "answer", &answer->id);
		if (!g->order && history_chance(g, 2))
			papers(g, act, 2);
	}
	if (is(act, "case.contribute")) {
		ONE_OF(g, act, "what", said);
		papers(g, act, 2);
	}
	if (is(act, "case.rate"))
		world_int(w, act, "level", (int64_t)history_pick(g, 7));
	if (is(act, "case.escalate"))
		world_int(w, act, "level", (int64_t)history_pick(g, 6));
}

static void procedure(struct history_game *g, struct act *act)
{
	static const char *const codes[] = { "survey", "survey", "meeting",
		"hearing" };
	static const char *const limits[] = { "5WD", "10WD", "11WD", "10ND" };
	struct world *w = g->stage.w;
	const struct act *start;

	if (is(act, "case.special.start"))
		ONE_OF(g, act, "code", codes);
	if (is(act, "case.special.end")) {
		start = earlier(g, "case.special.start");
		if (start != NULL)
			world_id(w, act, "start", &start->id);
		if (start != NULL && !history_chance(g, 8) &&
		    value_get_string(start->body, "code") != NULL)
			world_vault(w, act,
			    arena_print(w->arena, "special.%s",
				value_get_string(start->body, "code")));
	}
	if (is(act, "case.extend"))
		ONE_OF(g, act, "limit", limits);
	if (is(act, "case.opine") && history_chance(g, 6))
		world_text(w, act, "opinion", "disagree");
	if (act_body_has(act, "level") &&
	    strncmp(act->kind, "case.de", 7) == 0 && history_chance(g, 12))
		world_int(w, act, "level", (int64_t)history_pick(g, 4));
	if (is(act, "case.opine") && history_chance(g, 8))
		world_int(w, act, "level", (int64_t)history_pick(g, 4));
	if (is(act, "case.revoke"))
		world_text(
		    w, act, "ground", history_chance(g, 2) ? "promise" : "law");
	if (is(act, "case.revoke") && history_chance(g, 5))
		return;
	if (act_body_has(act, "owed") || is(act, "case.revoke"))
		names_owed(g, act);
}

static void lead(struct history_game *g, struct act *act)
{
	struct world *w = g->stage.w;
	char code[CALLBACK_ROOM];

	if (is(act, "case.lead.contact") && !history_chance(g, 6)) {
		callback_format(code, w->genesis.suite, &g->stage.dossier);
		world_text(w, act, "code", code);
	}
	if (!is(act, "case.lead.consent"))
		return;
	papers(g, act, 6);
	world_text(
	    w, act, "consent", history_chance(g, 3) ? "none" : "recorded");
	if (!history_chance(g, 4))
		world_vault(w, act, "consent");
}

/* Of other logs, with a later time: they prove silence (F-195). */
static void notes(struct history_game *g, struct act *act)
{
	struct world *w = g->stage.w;

	if (act->ref_count > 2 || !history_chance(g, 2))
		return;
	if (!act_body_has(act, "calendar"))
		world_int(w, act, "calendar", 1);
	for (unsigned i = 0; i < WORLD_NODES; i++) {
		struct act_ref *ref = &act->refs[act->ref_count];
		size_t n = w->nodes[i].count;

		if (strcmp(w->nodes[i].id, act->node) == 0 ||
		    history_chance(g, 12))
			continue;
		ref->type = ACT_REF_NOTE;
		ref->note = world_note(w, (enum world_node_index)i, n,
		    w->now - (history_chance(g, 6) ? 6 * LIFE_DAY : 0));
		act->ref_count++;
	}
}

static void wraps(struct history_game *g, struct act *act)
{
	const struct dossier *d = g->d;
	struct world *w = g->stage.w;

	if (d == NULL || !d->open || is(act, "case.contribute") ||
	    strcmp(act->kind, "case.owe.answer") == 0)
		return;
	if (d->needs_generation && act->vault_count > 0 &&
	    !history_chance(g, 10))
		for (size_t i = 0; i < d->participant_count; i++)
			world_wraps(
			    w, act, d->generation + 1, d->participants[i]);
	if (is(act, "case.owe") && !history_chance(g, 5))
		for (uint32_t i = 0; i <= d->generation; i++)
			world_wraps(
			    w, act, i, value_get_string(act->body, "to"));
}

/* A vault id stands once in an act. */
static void once(struct history_game *g, struct act *act)
{
	const struct act_vault *all = act->vault;
	size_t count = act->vault_count;

	act->vault = NULL;
	act->vault_count = 0;
	for (size_t i = 0; i < count; i++)
		if (act_vault_find(act, all[i].id) == NULL)
			world_vault(g->stage.w, act, all[i].id);
}

void history_fill(struct history_game *g, struct act *act)
{
	static const char *const starts[] = { "case.review.start",
		"case.special.start", "case.extend" };

	if (strncmp(act->kind, "case.accept", 11) == 0)
		acceptance(g, act);
	if (is(act, "case.supply"))
		papers(g, act, 6);
	before_acceptance(g, act);
	beside(g, act);
	procedure(g, act);
	lead(g, act);
	if (history_chance(g, 12))
		act->ref_count = 0;
	if (is(act, "case.supply") || is(act, "case.withdraw") ||
	    is(act, "case.promise.withdraw") || is(act, "case.notice") ||
	    is(act, "case.lead.consent") || is(act, "case.lead.drop") ||
	    is(act, "case.owe.close"))
		history_word(g, act);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (is(act, starts[i]) && g->d != NULL &&
		    g->d->state == MACHINE_RECEIVED)
			notes(g, act);
	wraps(g, act);
	once(g, act);
}
