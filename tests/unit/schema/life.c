#include "tests/unit/schema/life.h"

#include <stdio.h>

#include "schema/act_body.h"
#include "schema/standard.h"
#include "tests/unit/schema/files.h"

static struct world_view *view;

static struct bytes replaced(
    struct arena *a, const char *text, const char *word, const char *instead)
{
	struct buf out = { 0 };
	struct bytes whole;
	const char *at;

	while (word[0] != '\0' && (at = strstr(text, word)) != NULL) {
		buf_print(&out, "%.*s", (int)(at - text), text);
		buf_put_text(&out, instead);
		text = at + strlen(word);
	}
	buf_put_text(&out, text);
	whole = arena_copy(a, buf_bytes(&out));
	buf_fini(&out);
	return whole;
}

static void publish(
    struct world *w, const char *file, const char *word, const char *instead)
{
	struct standard_faults faults = { 0 };
	const char *path = arena_print(w->arena, "tests/unit/schema/%s", file);
	const char *text = arena_text(w->arena, files_read(w->arena, path));
	struct act *act;

	assert_int_equal(standard_parse(&w->standard, w->arena,
			     replaced(w->arena, text, word, instead), &faults),
	    ERR_OK);
	act = world_draft(w, WORLD_ANKANG, "standard.publish");
	value_set(w->arena, world_body(act), "standard", w->standard->tree);
	(void)world_log_by(w, act, &w->root);
}

static struct act *of_item(
    struct world *w, enum world_node_index node, const char *kind)
{
	struct act *act = world_draft(w, node, kind);

	act->has_std = true;
	act->std = w->standard->digest;
	world_text(w, act, "item", w->standard->item);
	return act;
}

void life_init(struct stage *s, const char *file)
{
	life_init_at(s, file, WORLD_START);
}

void life_init_at(struct stage *s, const char *file, int64_t now)
{
	memset(s, 0, sizeof(*s));
	s->w = world_new(1);
	s->arena = arena_new();
	s->w->now = now;
	world_furnish(s->w);
	(void)life_publish(s, file, "", "");
}

struct life_item life_publish(
    struct stage *s, const char *file, const char *word, const char *instead)
{
	struct life_item item;
	struct world *w = s->w;
	struct act *act;

	publish(w, file, word, instead);
	for (unsigned i = 0; i < WORLD_NODES; i++) {
		enum world_node_index n = (enum world_node_index)i;

		act = of_item(w, n, "standard.adopt");
		world_text(w, act, "from", "2026-01-01");
		w->adoption[n] = world_log_by(w, act, &w->nodes[n].log)->id;
	}
	act = of_item(w, WORLD_HANBIN, "grant.give");
	world_text(w, act, "to", w->nodes[WORLD_GAOXIN].id);
	world_list(w, act, "rights",
	    "accept,decide,deliver,notice,print,receive,verify");
	world_int(w, act, "until", INT32_MAX);
	w->grant = world_log_by(w, act, &w->nodes[WORLD_HANBIN].log)->id;
	item.standard = w->standard;
	item.grant = w->grant;
	memcpy(item.adoption, w->adoption, sizeof(item.adoption));
	return item;
}

void life_use(struct stage *s, const struct life_item *item)
{
	s->w->standard = item->standard;
	s->w->grant = item->grant;
	memcpy(s->w->adoption, item->adoption, sizeof(item->adoption));
}

void life_materials(struct stage *s, struct act *act, const char *list)
{
	const char *p = list;

	world_list(s->w, act, "materials", list);
	while (*p != '\0') {
		char id[64];
		size_t n = strcspn(p, ",");

		(void)snprintf(id, sizeof(id), "mat.%.*s", (int)n, p);
		if (act_vault_find(act, id) == NULL)
			world_vault(s->w, act, id);
		p += n + (p[n] == ',' ? 1 : 0);
	}
}

const struct act *life_receive(
    struct stage *s, enum world_node_index node, const char *materials)
{
	struct act *act = world_receive(s->w, node, WORLD_HANBIN);
	const struct act *done;

	act->std = s->w->standard->digest;
	world_text(s->w, act, "item", s->w->standard->item);
	life_materials(s, act, materials);
	done = world_log(s->w, act, WORLD_CLERK);
	s->dossier = done->id;
	s->custody = done->id;
	return done;
}

static void cite_home(
    struct stage *s, struct act *act, enum world_node_index node)
{
	if (node == WORLD_HANBIN)
		return;
	world_refer(act, &s->w->grant);
	world_refer_head(s->w, act, WORLD_HANBIN);
}

static void fill_acceptance(struct stage *s, struct act *act)
{
	struct digest inputs = digest_sha256(bytes_text("facts"));
	struct value *verdicts = value_map(s->w->arena);

	for (size_t i = 0; i < s->w->standard->criterion_count; i++)
		value_set(s->w->arena, verdicts,
		    s->w->standard->criteria[i].code,
		    value_text(s->w->arena, "met"));
	value_set(s->w->arena, world_body(act), "verdicts", verdicts);
	world_vault(s->w, act, "facts");
	world_id(s->w, act, "inputs", &inputs);
}

struct act *life_draft(
    struct stage *s, enum world_node_index node, const char *kind)
{
	struct act *act = world_sample(s->w, node, kind, &s->dossier);
	const struct act_body *body = act_body_find(kind);

	for (size_t i = 0;
	     i < ACT_BODY_FIELDS_MAX && body->fields[i].type != ACT_BODY_END;
	     i++) {
		const char *key = body->fields[i].key;

		if (key[0] == '?')
			value_drop(world_body(act), key + 1);
		else if (body->fields[i].type == ACT_BODY_TEXTS)
			world_list(s->w, act, key, "");
	}
	if (act_body_has(act, "custody"))
		world_id(s->w, act, "custody", &s->custody);
	if (act_body_has(act, "calendar"))
		world_int(s->w, act, "calendar", 1);
	if (strncmp(kind, "case.accept", 11) == 0)
		fill_acceptance(s, act);
	if (strcmp(kind, "case.opine") == 0)
		world_int(s->w, act, "level", 1);
	if (strncmp(kind, "case.decide", 11) == 0)
		world_int(s->w, act, "level",
		    (int64_t)s->w->standard->approval_count);
	if (strcmp(kind, "case.issue") == 0)
		world_vault(s->w, act, "result");
	cite_home(s, act, node);
	return act;
}

static void fill_opening(
    struct stage *s, struct act *act, enum world_node_index node)
{
	struct act *like = world_receive(s->w, node, node);

	world_text(s->w, act, "number", value_get_string(like->body, "number"));
	world_text(s->w, act, "item", s->w->standard->item);
	world_text(s->w, act, "home", s->w->nodes[node].id);
	world_text(s->w, act, "calendar", WORLD_SERIES);
	world_vault(s->w, act,
	    arena_print(s->w->arena, "key.%s", s->w->nodes[node].id));
	act->ref_count = 0;
	world_refer(act, &s->w->adoption[node]);
}

struct act *life_lead(
    struct stage *s, enum world_node_index node, const char *trigger)
{
	struct act *act = life_draft(s, node, "case.lead.open");

	fill_opening(s, act, node);
	world_text(s->w, act, "trigger", trigger);
	return act;
}

struct act *life_order(struct stage *s, enum world_node_index node)
{
	struct act *act = life_draft(s, node, "case.receive");

	fill_opening(s, act, node);
	return act;
}

const struct ledger *life_ledger(void)
{
	return view->ledger;
}

const struct act *life_sign(struct stage *s, struct act *act)
{
	bool decides = strncmp(act->kind, "case.decide", 11) == 0 &&
		       s->w->standard->approval_count > 1;
	bool leads = strcmp(act->kind, "case.extend") == 0 ||
		     strcmp(act->kind, "case.revoke") == 0 ||
		     strcmp(act->kind, "case.annul") == 0;
	bool chairs = strcmp(act->kind, "case.reopen") == 0 ||
		      strcmp(act->kind, "case.escalate") == 0;

	return world_log(s->w, act,
	    chairs ? WORLD_CHAIR
		   : (decides || leads ? WORLD_CHIEF : WORLD_CLERK));
}

const struct act *life_log(
    struct stage *s, enum world_node_index node, const char *kind)
{
	return life_sign(s, life_draft(s, node, kind));
}

const struct dossier *life_fold(struct stage *s)
{
	if (view != NULL)
		world_view_free(view);
	view = world_view_new(s->w);
	return stage_fold(s, view);
}

void life_expect(struct stage *s, enum rule rule, const struct act *act)
{
	const struct dossier *d = life_fold(s);

	for (size_t i = 0; i < d->count; i++)
		if (digest_equal(&d->entries[i].act->id, &act->id) &&
		    d->outcomes[i].rule != rule)
			fail_msg("%s: %s, not %s: %s", act->kind,
			    rule_name(d->outcomes[i].rule), rule_name(rule),
			    d->outcomes[i].detail);
	assert_int_equal(world_rule(d, &act->id), rule);
}

void life_fini(struct stage *s)
{
	if (view != NULL)
		world_view_free(view);
	view = NULL;
	stage_fini(s);
}

void life_expect_state(struct stage *s, enum machine_state state)
{
	assert_string_equal(
	    machine_state_name(life_fold(s)->state), machine_state_name(state));
}

const struct act *life_logged(
    struct stage *s, enum world_node_index node, const char *kind)
{
	const struct act *act = life_log(s, node, kind);

	life_expect(s, RULE_NONE, act);
	return act;
}

const struct act *life_refused(
    struct stage *s, enum rule rule, struct act *draft)
{
	const struct act *act = life_sign(s, draft);

	life_expect(s, rule, act);
	return act;
}

const struct act *life_accepted(struct stage *s, struct act *draft)
{
	return life_refused(s, RULE_NONE, draft);
}

/* Accepted, reviewed; the next is the decision. */
void life_review(struct stage *s, enum world_node_index node)
{
	(void)life_logged(s, node, "case.accept");
	(void)life_logged(s, node, "case.review.start");
	(void)life_logged(s, node, "case.opine");
}
