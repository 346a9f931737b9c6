/*
 * The bodies of all kinds that schema/act_body_table.c describes, field by
 * field: what the node knows it fills in (custody, the newest calendar, the
 * call-back code, the procedure under way, the answer), the rest the clerk
 * gives, each in the form that the table says.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "node/case_find.h"
#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "node/say.h"
#include "schema/act_body.h"
#include "schema/act_body_table.h"
#include "schema/calendar.h"
#include "schema/callback.h"
#include "schema/dossier.h"
#include "schema/ledger.h"
#include "schema/limit.h"
#include "schema/silence.h"

static void put_id(struct prepare *p, const char *key, const struct digest *id)
{
	value_set(
	    p->arena, p->body, key, value_bin(p->arena, digest_bytes(id)));
}

static bool missing(struct prepare *p, const char *key)
{
	return prepare_refuse(
	    p, RULE_BODY_SHAPE, "缺少 %s / %s is missing", key, key);
}

/* ---- what the node knows ---- */

static bool know_calendar(struct prepare *p)
{
	const struct calendar *c =
	    ledger_calendar(daemon_ledger(p->daemon), p->dossier->series);

	if (c == NULL)
		return prepare_refuse(p, RULE_CALENDAR_UNKNOWN,
		    "日历 %s 尚未到达 / calendar %s has not arrived",
		    p->dossier->series, p->dossier->series);
	say_int(p->arena, p->body, "calendar", calendar_version(c));
	return true;
}

/* The newest applied act of a kind, or NULL. */
static const struct act *newest(const struct prepare *p, const char *kind)
{
	const struct dossier *d = p->dossier;

	for (size_t i = d->count; i-- > 0;)
		if (d->outcomes[i].order > 0 &&
		    strcmp(d->entries[i].act->kind, kind) == 0)
			return d->entries[i].act;
	return NULL;
}

static bool know_start(struct prepare *p)
{
	const struct act *start = newest(p, "case.special.start");

	if (start == NULL)
		return prepare_refuse(p, RULE_SPECIAL_END,
		    "没有进行中的特别程序 / no special procedure is under way");
	put_id(p, "start", &start->id);
	return true;
}

static bool know_code(struct prepare *p)
{
	char code[CALLBACK_ROOM];

	callback_format(code, daemon_suite(p->daemon), &p->dossier->id);
	say_text(p->arena, p->body, "code", code);
	return true;
}

static bool after(struct prepare *p, const struct digest *id)
{
	struct act *act = p->act;

	for (size_t i = 0; i < act->after_count; i++)
		if (digest_equal(&act->after[i], id))
			return true;
	/* Any head may be left out, but not what was put here before. */
	if (act->after_count < ACT_AFTER_MAX)
		act->after_count++;
	memmove(act->after + 1, act->after,
	    (act->after_count - 1) * sizeof(*act->after));
	act->after[0] = *id;
	return true;
}

/* The last answer on what is being closed; without one the fold tells. */
static bool know_answer(struct prepare *p)
{
	const struct dossier *d = p->dossier;
	const struct value *owed = value_get(p->body, "owed");
	const char *material = value_get_string(p->body, "material");

	for (size_t i = d->count; i-- > 0;) {
		const struct act *act = d->entries[i].act;
		const char *of = value_get_string(act->body, "material");

		if (d->outcomes[i].order == 0 ||
		    strcmp(act->kind, "case.owe.answer") != 0 ||
		    !value_equal(value_get(act->body, "owed"), owed) ||
		    (of == NULL) != (material == NULL) ||
		    (of != NULL && strcmp(of, material) != 0))
			continue;
		put_id(p, "answer", &act->id);
		return after(p, &act->id);
	}
	return true;
}

/* What a contribution brought is what the holder takes over.  Of another act
 * the fold says that it is no word (F-183). */
static bool know_materials(struct prepare *p)
{
	const char *word = value_get_string(p->input, "word");
	const struct dossier *d = p->dossier;
	struct digest id;

	if (word == NULL || digest_unhex(&id, bytes_text(word)) != ERR_OK)
		return true;
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;
		const struct value *brought = value_get(act->body, "materials");

		if (digest_equal(&act->id, &id) && brought != NULL &&
		    strcmp(act->kind, "case.contribute") == 0)
			value_set(p->arena, p->body, "materials", brought);
	}
	return true;
}

static const struct {
	const char *kind; /* NULL: any */
	const char *key;
	bool (*know)(struct prepare *p);
} known[] = {
	{ NULL, "calendar", know_calendar },
	{ "case.special.end", "start", know_start },
	{ "case.lead.contact", "code", know_code },
	{ "case.owe.close", "answer", know_answer },
	{ "case.owe.close", "materials", know_materials },
	{ "case.supply", "materials", know_materials },
};

/* ---- what the clerk gives ---- */

/* A dossier by its number, an act by its 64 digits. */
static bool give_id(struct prepare *p, const char *key, const char *text)
{
	struct digest id;

	if (digest_unhex(&id, bytes_text(text)) != ERR_OK &&
	    case_find_id(p->daemon, p->arena, text, &id, &p->why) != RULE_NONE)
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "%s 应为编号(64 位十六进制)或办件编号 / %s is an id of 64 "
		    "digits, or the number of a case",
		    key, key);
	put_id(p, key, &id);
	if (strcmp(key, "word") == 0)
		return after(p, &id);
	return true;
}

static int compare_texts(const void *x, const void *y)
{
	const struct value *const *a = x;
	const struct value *const *b = y;

	return value_compare(*a, *b);
}

/* Ascending, as bodies have them. */
bool prepare_fields_texts(
    struct prepare *p, const char *key, const struct value *given)
{
	size_t count = value_count(given);
	const struct value **texts =
	    arena_take_array(p->arena, count + 1, sizeof(const struct value *));
	struct value *list = value_list(p->arena);

	if (given->type != VALUE_LIST)
		return prepare_refuse(
		    p, RULE_BODY_SHAPE, "%s 应为列表 / %s is a list", key, key);
	for (size_t i = 0; i < count; i++)
		texts[i] = value_at(given, i);
	qsort(texts, count, sizeof(const struct value *), compare_texts);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || value_compare(texts[i - 1], texts[i]) != 0)
			value_push(p->arena, list, texts[i]);
	value_set(p->arena, p->body, key, list);
	return true;
}

static bool give_word(struct prepare *p, const struct act_body_field *f,
    const char *key, const char *text)
{
	const char *const *words = act_body_table_words(f->max);
	struct buf all = { 0 };
	bool refused;

	for (size_t i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], text) == 0) {
			buf_fini(&all);
			say_text(p->arena, p->body, key, text);
			return true;
		}
		buf_print(&all, "%s%s", i > 0 ? " | " : "", words[i]);
	}
	refused = prepare_refuse(p, RULE_BODY_SHAPE,
	    "%s 应为 %s 之一 / %s is one of %s, not \"%s\"", key,
	    buf_text(&all), key, buf_text(&all), text);
	buf_fini(&all);
	return refused;
}

static bool give_limit(struct prepare *p, const char *key, const char *text)
{
	struct limit limit;
	struct why why = { 0 };

	if (limit_parse(&limit, bytes_text(text), &why) != ERR_OK)
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "%s 应为数目加单位,如 5WD(工作日)、7ND(自然日)、12NH(小时)、"
		    "30NMIN(分钟)、8WH(工作小时) / %s",
		    key, why.text);
	say_text(p->arena, p->body, key, text);
	return true;
}

static bool give_text(struct prepare *p, const struct act_body_field *f,
    const char *key, const char *text)
{
	bool least = f->type != ACT_BODY_NOTE;

	if (f->max > 0 && (strlen(text) > f->max || (least && !*text)))
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "%s 为 %d 至 %zu 字节 / %s has %d to %zu bytes", key,
		    least ? 1 : 0, f->max, key, least ? 1 : 0, f->max);
	say_text(p->arena, p->body, key, text);
	return true;
}

static bool give_scalar(struct prepare *p, const struct act_body_field *f,
    const char *key, const struct value *given)
{
	if (f->type == ACT_BODY_COUNT ? given->type != VALUE_INT
				      : given->type != VALUE_BOOL)
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "%s 应为%s / %s is %s", key,
		    f->type == ACT_BODY_COUNT ? "整数" : "是否", key,
		    f->type == ACT_BODY_COUNT ? "an integer" : "true or false");
	value_set(p->arena, p->body, key, given);
	return true;
}

static bool give(struct prepare *p, const struct act_body_field *f,
    const char *key, const struct value *given)
{
	const char *text = value_get_string(p->input, key);

	switch ((int)f->type) {
	case ACT_BODY_COUNT:
	case ACT_BODY_BOOL:
		return give_scalar(p, f, key, given);
	case ACT_BODY_TEXTS:
		return prepare_fields_texts(p, key, given);
	default:
		break;
	}
	if (text == NULL)
		return prepare_refuse(
		    p, RULE_BODY_SHAPE, "%s 应为文字 / %s is a text", key, key);
	switch ((int)f->type) {
	case ACT_BODY_ID:
		return give_id(p, key, text);
	case ACT_BODY_WORD:
		return give_word(p, f, key, text);
	case ACT_BODY_LIMIT:
		return give_limit(p, key, text);
	default: /* the fold looks at slugs */
		return give_text(p, f, key, text);
	}
}

/* What may be left out and has an obvious value. */
static bool assume(
    struct prepare *p, const struct act_body_field *f, const char *key)
{
	switch ((int)f->type) {
	case ACT_BODY_NOTE:
		say_text(p->arena, p->body, key, "");
		return true;
	case ACT_BODY_BOOL:
		say_bool(p->arena, p->body, key, false);
		return true;
	case ACT_BODY_TEXTS:
		value_set(p->arena, p->body, key, value_list(p->arena));
		return true;
	default:
		return missing(p, key);
	}
}

/* An optional calendar is put where a guard asks for it. */
static bool know(struct prepare *p, size_t row, const struct act_body_field *f,
    bool optional)
{
	if (optional && known[row].kind == NULL)
		return true;
	if (!known[row].know(p))
		return false;
	return optional || value_get(p->body, f->key) != NULL ||
	       assume(p, f, f->key);
}

static bool fill_field(struct prepare *p, const struct act_body_field *f)
{
	bool optional = f->key[0] == '?';
	const char *key = f->key + (optional ? 1 : 0);
	const struct value *given = value_get(p->input, key);

	if (value_get(p->body, key) != NULL || f->type == ACT_BODY_VERDICTS ||
	    strcmp(key, "inputs") == 0)
		return true; /* composed before, or once the form is open */
	if (given == NULL || given->type == VALUE_NULL)
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			if (strcmp(known[i].key, key) == 0 &&
			    (known[i].kind == NULL ||
				strcmp(known[i].kind, p->act->kind) == 0))
				return know(p, i, f, optional);
	if (given == NULL || given->type == VALUE_NULL)
		return optional ? true : assume(p, f, key);
	return give(p, f, key, given);
}

static bool fill(struct prepare *p, const struct act_body_field *f)
{
	bool ok;

	p->field = f->key + (f->key[0] == '?' ? 1 : 0);
	ok = fill_field(p, f);
	p->field = NULL;
	return ok;
}

bool prepare_fields_calendar(struct prepare *p)
{
	bool ok;

	p->field = "calendar";
	ok = value_get(p->body, "calendar") != NULL || know_calendar(p);
	p->field = NULL;
	return ok;
}

bool prepare_fields(struct prepare *p)
{
	const struct act_body *body = act_body_find(p->act->kind);
	bool ok = true;

	for (size_t i = 0;
	     i < ACT_BODY_FIELDS_MAX && body->fields[i].type != ACT_BODY_END;
	     i++)
		ok = fill(p, &body->fields[i]) && ok;
	return ok;
}

/* ---- silence (F-195) ---- */

static bool note_of(struct prepare *p, const char *node, int64_t last)
{
	struct bytes note;

	if (strcmp(node, daemon_node(p->daemon)) == 0)
		return true;
	for (size_t i = 0; i < p->act->ref_count; i++)
		if (p->act->refs[i].type == ACT_REF_NOTE &&
		    p->act->refs[i].node != NULL &&
		    strcmp(p->act->refs[i].node, node) == 0)
			return true;
	if (p->act->ref_count == ACT_REFS_MAX ||
	    !daemon_note_after(p->daemon, p->arena, node, last, &note))
		return prepare_refuse(p, RULE_SILENCE,
		    "尚不能证明 %s 逾期未告知,已向其索取最新检查点,请几秒后再试 "
		    "/ the silence of %s cannot be proven yet; its newest "
		    "checkpoint was asked for, try again in some seconds",
		    node, node);
	p->act->refs[p->act->ref_count++] = (struct act_ref){
		.type = ACT_REF_NOTE, .node = node, .note = note
	};
	return true;
}

/* Checkpoints of whoever had the pen, or had it on offer, until then. */
static bool prove(struct prepare *p, int64_t last)
{
	const struct dossier *d = p->dossier;

	for (size_t i = 0; i < d->custody_count; i++)
		if (d->custodies[i].from <= last &&
		    !note_of(p, d->custodies[i].node, last))
			return false;
	for (size_t i = 0; i < d->count; i++)
		if (d->outcomes[i].order > 0 &&
		    strcmp(d->entries[i].act->kind, "case.offer") == 0 &&
		    d->entries[i].place.time <= last &&
		    !note_of(p, act_body_text(d->entries[i].act, "to"), last))
			return false;
	return true;
}

bool prepare_fields_silence(struct prepare *p)
{
	const struct dossier *d = p->dossier;
	const struct ledger *l = daemon_ledger(p->daemon);
	struct deadline end;

	if (!silence_deadline(&end, l, d, ledger_calendar(l, d->series)) ||
	    p->now <= end.last)
		return true;
	return know_calendar(p) && prove(p, end.last);
}
