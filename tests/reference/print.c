/* Acts and verdicts as JSON: bytes are hex, signatures are left out. */
#include <stdio.h>

#include "schema/json.h"
#include "schema/owed.h"
#include "schema/standard.h"
#include "tests/reference/history.h"

static struct value *hex(struct arena *a, const struct digest *d)
{
	return value_bin(a, digest_bytes(d));
}

static struct value *ref_value(struct arena *a, const struct act_ref *ref)
{
	struct value *v = value_map(a);
	struct value *head;

	switch (ref->type) {
	case ACT_REF_ACT:
		value_set(a, v, "act", hex(a, &ref->act));
		return v;
	case ACT_REF_NOTE:
		value_set(a, v, "note", value_text_bytes(a, ref->note));
		return v;
	case ACT_REF_HEAD:
		break;
	}
	head = value_list(a);
	value_push(a, head, value_text(a, ref->node));
	value_push(a, head, value_int(a, (int64_t)ref->epoch));
	value_push(a, head, value_int(a, (int64_t)ref->size));
	value_push(a, head, hex(a, &ref->root));
	value_set(a, v, "head", head);
	return v;
}

static void set_lists(struct arena *a, struct value *v, const struct act *act)
{
	struct value *after = value_list(a), *refs = value_list(a);
	struct value *vault = value_map(a);

	for (size_t i = 0; i < act->after_count; i++)
		value_push(a, after, hex(a, &act->after[i]));
	for (size_t i = 0; i < act->ref_count; i++)
		value_push(a, refs, ref_value(a, &act->refs[i]));
	for (size_t i = 0; i < act->vault_count; i++)
		value_set(
		    a, vault, act->vault[i].id, hex(a, &act->vault[i].root));
	value_set(a, v, "after", after);
	value_set(a, v, "refs", refs);
	value_set(a, v, "vault", vault);
}

static struct value *act_value(
    struct arena *a, const struct world_node *n, size_t position)
{
	const struct world_entry *e = &n->entries[position];
	struct value *v = value_map(a);

	value_set(a, v, "node", value_text(a, n->id));
	value_set(a, v, "pos", value_int(a, (int64_t)position));
	value_set(a, v, "time", value_int(a, e->time));
	value_set(a, v, "root", hex(a, &e->root));
	value_set(a, v, "id", hex(a, &e->act->id));
	value_set(a, v, "kind", value_text(a, e->act->kind));
	value_set(a, v, "by", hex(a, &e->act->by));
	value_set(a, v, "body", e->act->body);
	if (e->act->has_std)
		value_set(a, v, "std", hex(a, &e->act->std));
	if (e->act->has_dossier)
		value_set(a, v, "dossier", hex(a, &e->act->dossier));
	set_lists(a, v, e->act);
	return v;
}

static void print_line(const struct value *v)
{
	struct buf out = { 0 };

	json_format(&out, v, JSON_STYLE_COMPACT);
	(void)fwrite(out.p, 1, out.n, stdout);
	(void)putchar('\n');
	buf_fini(&out);
}

static struct value *acts(
    struct arena *a, const struct history_game *g, bool base)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < WORLD_NODES; i++) {
		const struct world_node *n = &g->stage.w->nodes[i];
		size_t from = base ? 0 : g->base[i];
		size_t to = base ? g->base[i] : n->count;

		for (size_t p = from; p < to; p++)
			value_push(a, list, act_value(a, n, p));
	}
	return list;
}

void history_print_base(const struct history_game *g)
{
	struct arena *a = g->stage.arena;
	struct value *v = value_map(a), *keys = value_map(a);

	for (size_t i = 0; i < WORLD_NODES; i++) {
		const struct world_node *n = &g->stage.w->nodes[i];
		struct digest id = sign_key_id(&n->log.public);

		value_set(a, keys, n->id, hex(a, &id));
	}
	value_set(a, v, "log_keys", keys);
	value_set(a, v, "suite", value_int(a, g->stage.w->genesis.suite));
	value_set(a, v, "standard", hex(a, &g->stage.w->standard->digest));
	value_set(a, v, "base", acts(a, g, true));
	print_line(v);
}

static struct value *verdicts(struct arena *a, const struct dossier *d)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->count; i++) {
		const struct dossier_outcome *o = &d->outcomes[i];
		struct value *v = value_map(a);

		value_set(
		    a, v, "node", value_text(a, d->entries[i].place.node));
		value_set(a, v, "pos",
		    value_int(a, (int64_t)d->entries[i].place.position));
		value_set(a, v, "rule", value_text(a, rule_name(o->rule)));
		if (o->rule == RULE_NONE) {
			value_set(a, v, "state",
			    value_text(a, machine_state_name(o->state)));
			value_set(a, v, "legal", value_int(a, o->legal));
			value_set(
			    a, v, "silence", value_bool(a, o->by_silence));
		}
		value_push(a, list, v);
	}
	return list;
}

static struct value *owed(struct arena *a, const struct dossier *d)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->owed_count; i++) {
		const struct owed *o = &d->owed[i];
		struct value *v = value_map(a);

		value_set(a, v, "act", hex(a, &o->act));
		value_set(a, v, "what", value_text(a, o->what));
		value_set(a, v, "to", value_text(a, o->to));
		value_set(
		    a, v, "blocks", value_text(a, owed_blocks_word(o->blocks)));
		value_set(a, v, "open", value_bool(a, owed_is_open(o)));
		if (o->material != NULL)
			value_set(a, v, "material", value_text(a, o->material));
		value_push(a, list, v);
	}
	return list;
}

static void set_dates(struct arena *a, struct value *v, const struct dossier *d)
{
	const struct {
		const char *key;
		int64_t at;
	} dates[] = { { "lead", d->lead_at }, { "received", d->received_at },
		{ "noticed", d->noticed_at }, { "supplied", d->supplied_at },
		{ "accepted", d->accepted_at }, { "decided", d->decided_at },
		{ "issued", d->issued_at }, { "delivered", d->delivered_at },
		{ "closed", d->closed_at }, { "reopened", d->reopened_at },
		{ "ended", d->ended_at } };
	struct value *map = value_map(a);

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
		value_set(a, map, dates[i].key, value_int(a, dates[i].at));
	value_set(a, v, "dates", map);
}

void history_print(const struct history_game *g, uint64_t seed)
{
	struct arena *a = g->stage.arena;
	const struct dossier *d = g->d;
	struct value *v = value_map(a), *engine = value_map(a);

	value_set(a, engine, "open", value_bool(a, d->open));
	value_set(a, engine, "verdicts", verdicts(a, d));
	if (d->open) {
		value_set(a, engine, "state",
		    value_text(a, machine_state_name(d->state)));
		value_set(a, engine, "holder", value_text(a, d->holder));
		value_set(a, engine, "custody", hex(a, &d->custody));
		value_set(a, engine, "on_offer", value_bool(a, d->on_offer));
		value_set(a, engine, "generation",
		    value_int(a, (int64_t)d->generation));
		value_set(a, engine, "owed", owed(a, d));
		set_dates(a, engine, d);
	}
	value_set(a, v, "seed", value_int(a, (int64_t)seed));
	value_set(a, v, "order", value_bool(a, g->order));
	value_set(a, v, "dossier", hex(a, &g->stage.dossier));
	value_set(a, v, "acts", acts(a, g, false));
	value_set(a, v, "engine", engine);
	print_line(v);
}
