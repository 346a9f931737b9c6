#include "schema/owed.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/guard.h"
#include "schema/ledger.h"
#include "schema/machine.h"
#include "schema/standard.h"
#include "schema/value.h"

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

static const char *optional(const struct act *act, const char *key)
{
	return value_get_string(act->body, key);
}

static enum owed_blocks blocks_parse(const char *word)
{
	static const char *const words[] = {
#define X(name, word) word,
		OWED_BLOCKS(X)
#undef X
	};

	for (unsigned b = 0; b < OWED_BLOCKS_NOTHING; b++)
		if (same(word, words[b]))
			return (enum owed_blocks)b;
	return OWED_BLOCKS_NOTHING;
}

/* What an open gap keeps from happening, by the standard's policy. */
static enum owed_blocks gap_blocks(const struct standard *s)
{
	const struct value *gap = value_get(s->tree, "gap");
	const char *policy = gap != NULL ? value_get_string(gap, "policy") : "";

	if (same(policy, "hold"))
		return OWED_BLOCKS_DECIDE;
	return same(policy, "decide_only") ? OWED_BLOCKS_ISSUE
					   : OWED_BLOCKS_NOTHING;
}

static const char *limit_text(
    struct arena *a, const struct standard *s, enum standard_limit which)
{
	char text[LIMIT_TEXT_ROOM];
	struct limit limit;

	if (!standard_limit(&limit, s, which))
		return NULL;
	limit_format(text, limit);
	return arena_text(a, bytes_text(text));
}

static struct owed *add(struct owed_book *l, struct arena *a)
{
	struct owed *more;

	if (l->count == l->room) {
		l->room = l->room == 0 ? 16 : 2 * l->room;
		more = arena_take_array(a, l->room, sizeof(*more));
		if (l->count > 0)
			memcpy(more, l->items, l->count * sizeof(*more));
		l->items = more;
	}
	return &l->items[l->count++];
}

static void add_materials(struct owed_book *l, struct arena *a,
    const struct guard_applied *x, const char *key, const struct owed *like)
{
	const struct value *ids = value_get(x->act->body, key);

	for (size_t i = 0; i < value_count(ids); i++) {
		struct owed *o = add(l, a);

		*o = *like;
		o->act = x->act->id;
		o->to = x->place->node;
		o->opened_at = x->place->time;
		o->place = x->place;
		o->material = (const char *)value_at(ids, i)->bytes.p;
	}
}

static void add_acceptance(struct owed_book *l, struct arena *a,
    const struct standard *s, const struct guard_applied *x)
{
	struct owed gap = {
		.what = "gap",
		.limit = limit_text(a, s, STANDARD_LIMIT_GAP),
		.blocks = gap_blocks(s),
	};
	struct owed verify = {
		.what = "verify",
		.limit = limit_text(a, s, STANDARD_LIMIT_VERIFY),
		.blocks = OWED_BLOCKS_NOTHING,
	};

	add_materials(l, a, x, "gaps", &gap);
	add_materials(l, a, x, "promised", &verify);
}

static void add_owed(
    struct owed_book *l, struct arena *a, const struct guard_applied *x)
{
	const struct act *act = x->act;
	struct owed *o = add(l, a);

	*o = (struct owed){
		.act = act->id,
		.what = act_body_text(act, "what"),
		.material = optional(act, "material"),
		.code = optional(act, "code"),
		.to = act_body_text(act, "to"),
		.dept = optional(act, "dept"),
		.limit = optional(act, "limit"),
		.blocks = blocks_parse(act_body_text(act, "blocks")),
		.opened_at = x->place->time,
		.place = x->place,
	};
	(void)value_get_bool(act->body, "reads", &o->reads);
}

static struct owed *named(const struct owed_book *l, const struct act *act)
{
	struct digest id = act_body_id(act, "owed");
	const char *material = optional(act, "material");

	for (size_t i = 0; i < l->count; i++)
		if (owed_find(&l->items[i], 1, &id, material) != NULL)
			return &l->items[i];
	return NULL;
}

/* What it is after that: the first end counts, an answer may be mended until
 * then.  (Acts of assignees are applied after the holder's.) */
static void move(struct owed_book *l, const struct guard_applied *x)
{
	const char *step = x->act->kind + strlen("case.owe.");
	struct owed *o = named(l, x->act);

	if (o == NULL)
		return;
	if (same(step, "take"))
		o->taken_at = x->place->time;
	else if (same(step, "answer") && o->answered_at == 0)
		o->answered_at = x->place->time;
	if (!owed_is_open(o))
		return;
	if (same(step, "take")) {
		o->state = o->state == OWED_OPEN ? OWED_TAKEN : o->state;
		return;
	}
	if (!same(step, "cancel"))
		o->result = act_body_text(x->act, "result");
	if (same(step, "answer")) {
		o->state = OWED_ANSWERED;
		return;
	}
	o->state = same(step, "close") ? OWED_CLOSED : OWED_CANCELLED;
	o->ended_at = x->legal;
}

/* A case that is over before its decision owes no gap and no promise; one that
 * is given back its ordinary way owes no promise. */
static void drop(struct owed_book *l, const struct guard_applied *x)
{
	bool promises = same(x->act->kind, "case.promise.withdraw");
	bool all = x->event->to == MACHINE_WITHDRAWN ||
		   x->event->to == MACHINE_RETURNED ||
		   x->event->to == MACHINE_ANNULLED ||
		   x->event->to == MACHINE_NOT_ACCEPTED ||
		   x->event->to == MACHINE_NOT_REQUIRED;

	for (size_t i = 0; (promises || all) && i < l->count; i++) {
		struct owed *o = &l->items[i];

		if (!owed_is_open(o) || (!all && !same(o->what, "verify")))
			continue;
		o->state = OWED_CANCELLED;
		o->ended_at = x->legal;
	}
}

void owed_book_read(struct owed_book *b, struct arena *a,
    const struct standard *s, const struct guard_applied *applied, size_t count)
{
	for (; b->read < count; b->read++) {
		const struct guard_applied *x = &applied[b->read];
		const char *kind = x->act->kind;

		if (strncmp(kind, "case.accept.", strlen("case.accept.")) == 0)
			add_acceptance(b, a, s, x);
		else if (same(kind, "case.owe"))
			add_owed(b, a, x);
		else if (strncmp(kind, "case.owe.", strlen("case.owe.")) == 0)
			move(b, x);
		else
			drop(b, x);
	}
}

const struct owed *owed_find(const struct owed *list, size_t count,
    const struct digest *act, const char *material)
{
	for (size_t i = 0; i < count; i++)
		if (digest_equal(&list[i].act, act) &&
		    (list[i].material == NULL || material == NULL
			    ? list[i].material == NULL && material == NULL
			    : same(list[i].material, material)))
			return &list[i];
	return NULL;
}

bool owed_is_open(const struct owed *o)
{
	return o->state != OWED_CLOSED && o->state != OWED_CANCELLED;
}

const struct owed *owed_blocker(
    const struct owed *list, size_t count, enum owed_blocks event)
{
	for (size_t i = 0; i < count; i++)
		if (owed_is_open(&list[i]) && list[i].blocks <= event)
			return &list[i];
	return NULL;
}

const char *owed_state_name(enum owed_state s)
{
	static const char *const names[] = {
#define X(name, zh) #name,
		OWED_STATES(X)
#undef X
	};

	must((size_t)s < sizeof(names) / sizeof(*names));
	return names[s];
}

const char *owed_state_zh(enum owed_state s)
{
	static const char *const names[] = {
#define X(name, zh) zh,
		OWED_STATES(X)
#undef X
	};

	must((size_t)s < sizeof(names) / sizeof(*names));
	return names[s];
}

const char *owed_blocks_word(enum owed_blocks b)
{
	static const char *const words[] = {
#define X(name, word) word,
		OWED_BLOCKS(X)
#undef X
	};

	must((size_t)b < sizeof(words) / sizeof(*words));
	return words[b];
}

const char *owed_what_zh(const char *what)
{
	static const char *const rows[][2] = {
		{ "gap", "容缺补正" },
		{ "verify", "承诺核查" },
		{ "assist", "证明协查" },
		{ "opinion", "征求意见" },
		{ "survey", "勘验" },
		{ "expert", "评审" },
		{ "hearing", "听证" },
		{ "public", "公示" },
		{ "meeting", "研判会" },
		{ "parcel", "物流" },
		{ "fee", "缴费" },
		{ "handle", "承办" },
		{ "visit", "回访" },
		{ "rectify", "整改" },
		{ "supervise", "督办" },
		{ "renew", "到期提醒" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (same(rows[i][0], what))
			return rows[i][1];
	return NULL;
}
