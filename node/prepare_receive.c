/*
 * case.receive: form and materials against the standard, the three equalities
 * with the home district, the grant, the number, the dossier's key.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "node/daemon.h"
#include "node/index_read.h"
#include "node/prepare_parts.h"
#include "node/print_form.h"
#include "node/say.h"
#include "schema/json.h"
#include "schema/ledger.h"
#include "schema/number.h"
#include "schema/right.h"
#include "schema/standard.h"
#include "schema/standard_compare.h"
#include "schema/standard_form.h"
#include "sync/replica.h"

#define CALENDAR_SERIES "cn-state" /* the State Council's */

/* ---- the standard and the three equalities ---- */

static const struct value *difference_lines(
    struct arena *a, const struct standard_comparison *c)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < c->line_count; i++) {
		const struct standard_difference *d = &c->lines[i];
		struct value *v = value_map(a);

		say_text(a, v, "part", standard_part_key(d->part));
		say_text(a, v, "part_zh", standard_part_zh(d->part));
		say_text(a, v, "path", d->path);
		say_text(a, v, "left", d->left);
		say_text(a, v, "right", d->right);
		value_push(a, list, v);
	}
	return list;
}

/* Which of the three differ, in words; and line by line, for the problem. */
static bool refuse_difference(struct prepare *p, const char *home,
    const struct standard *theirs, const struct standard_comparison *c)
{
	struct buf zh = { 0 }, en = { 0 };
	struct value *extra = value_map(p->arena);
	struct value *parts = value_list(p->arena);
	bool refused;

	for (int i = 0; i < STANDARD_PART_COUNT; i++) {
		enum standard_part part = (enum standard_part)i;

		if (c->equal[i])
			continue;
		buf_print(
		    &zh, "%s%s", zh.n > 0 ? "、" : "", standard_part_zh(part));
		buf_print(
		    &en, "%s%s", en.n > 0 ? ", " : "", standard_part_key(part));
		value_push(p->arena, parts,
		    value_text(p->arena, standard_part_key(part)));
	}
	value_set(p->arena, extra, "differ", parts);
	value_set(
	    p->arena, extra, "differences", difference_lines(p->arena, c));
	say_text(p->arena, extra, "left", daemon_node(p->daemon));
	say_text(p->arena, extra, "right", home);
	p->extra = extra;
	refused = prepare_refuse(p, RULE_NOT_UNIFIED,
	    "%s 版本 %u 与 %s 采用的版本 %u 在 %s 上不同 / revision %u and the "
	    "revision %u that %s adopted differ in %s",
	    p->standard->item, p->standard->revision, home, theirs->revision,
	    buf_text(&zh), p->standard->revision, theirs->revision, home,
	    buf_text(&en));
	buf_fini(&zh);
	buf_fini(&en);
	return refused;
}

static bool check_unified(struct prepare *p, const char *home, const char *item)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	const struct chain *c = replica_log(daemon_replica(p->daemon), home);
	const struct adoption *theirs = ledger_adoption_in_head(
	    l, home, item, c != NULL ? chain_size(c) : 0, p->now);
	const struct standard *standard;
	struct standard_comparison comparison;

	standard =
	    theirs != NULL ? ledger_standard(l, &theirs->standard) : NULL;
	if (standard == NULL)
		return prepare_refuse(p, RULE_NOT_UNIFIED,
		    "%s 未采用 %s 的标准 / %s has adopted no standard for %s",
		    home, item, home, item);
	if (standard_compare(&comparison, p->arena, p->standard, standard))
		return true;
	return refuse_difference(p, home, standard, &comparison);
}

static bool find_standard(struct prepare *p, const char *home, const char *item)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	const struct adoption *own = ledger_adoption(
	    l, daemon_node(p->daemon), item, UINT64_MAX, p->now);

	p->standard = own != NULL ? ledger_standard(l, &own->standard) : NULL;
	if (p->standard == NULL)
		return prepare_refuse(p, RULE_NOT_ADOPTED,
		    "本节点没有生效的 %s 标准 / this node has adopted no "
		    "standard for %s that is in force",
		    item, item);
	p->act->has_std = true;
	p->act->std = p->standard->digest;
	prepare_cite_act(p, &own->act);
	if (strcmp(home, daemon_node(p->daemon)) == 0)
		return true;
	if (ledger_member(l, home) == NULL)
		return prepare_refuse(p, RULE_GRANT_MISSING,
		    "通办网没有节点 %s / the network has no node %s", home,
		    home);
	return check_unified(p, home, item) &&
	       prepare_right(p, home, item, RIGHT_RECEIVE) &&
	       prepare_cite_head(p, home); /* F-84, also for its heir */
}

/* ---- form and materials ---- */

static bool refuse_faults(
    struct prepare *p, const char *what, const struct standard_faults *faults)
{
	struct value *list = value_list(p->arena);
	struct value *extra = value_map(p->arena);

	for (size_t i = 0; i < standard_fault_kept(faults); i++) {
		struct value *v = value_map(p->arena);

		say_text(p->arena, v, "path", faults->list[i].path);
		say_text(p->arena, v, "text", faults->list[i].why.text);
		value_push(p->arena, list, v);
	}
	value_set(p->arena, extra, "faults", list);
	p->extra = extra;
	return prepare_refuse(p, RULE_BODY_SHAPE, "%s %s: %s", what,
	    faults->list[0].path, faults->list[0].why.text);
}

static bool take_form(struct prepare *p, const struct value **normal)
{
	const struct value *form = value_get(p->input, "form");
	struct standard_faults *faults = arena_take(p->arena, sizeof(*faults));
	struct buf text = { 0 };
	bool added;

	if (form == NULL || form->type != VALUE_MAP)
		return prepare_refuse(
		    p, RULE_BODY_SHAPE, "缺少申请表 form / form is missing");
	if (standard_form_check(normal, p->arena, p->standard, form, faults) !=
	    ERR_OK)
		return refuse_faults(p, "申请表 / form", faults);
	json_format(&text, *normal, JSON_STYLE_COMPACT);
	added = prepare_add(p, "form", arena_copy(p->arena, buf_bytes(&text)));
	buf_fini(&text);
	return added;
}

/* F-96: only what is in the licence library or shared comes without a file. */
static bool may_be_drawn(struct prepare *p, const char *id)
{
	const struct standard_material *m =
	    standard_material(p->standard, bytes_text(id));

	if ((m->flags & (STANDARD_FLAG_LICENCE | STANDARD_FLAG_SHARED)) != 0)
		return true;
	return prepare_refuse(p, RULE_MATERIAL,
	    "材料 %s %s 不能免交,请提交文件或由申请表打印 / material %s cannot "
	    "be drawn; hand in a file or print it from the form",
	    m->id, m->zh, m->id);
}

static bool add_material(struct prepare *p, const char *id,
    const struct value *given, const struct value *form)
{
	const char *base64 = value_get_string(given, "base64");
	const char *upload = value_get_string(given, "upload");
	const char *vault_id = arena_print(p->arena, "mat.%s", id);
	struct buf content = { 0 };
	bool flag = false, added;

	if (value_get_bool(given, "drawn", &flag) && flag)
		return may_be_drawn(p, id);
	if (upload != NULL)
		return prepare_upload_add(p, vault_id, upload);
	if (value_get_bool(given, "print", &flag) && flag)
		print_form(&content, p->standard, id, form);
	else if (base64 == NULL ||
		 text_unbase64(&content, bytes_text(base64)) != ERR_OK)
		return prepare_refuse(p, RULE_MATERIAL,
		    "材料 %s 没有内容(base64、upload、print 或 drawn) / material %s has "
		    "no content",
		    id, id);
	added =
	    prepare_add(p, vault_id, arena_copy(p->arena, buf_bytes(&content)));
	buf_fini(&content);
	return added;
}

static bool take_materials(struct prepare *p, const struct value *form)
{
	const struct value *given = value_get(p->input, "materials");
	const struct standard *s = p->standard;
	struct value *ids = value_list(p->arena);

	for (size_t i = 0;
	     given != NULL && given->type == VALUE_MAP && i < given->map.count;
	     i++) {
		const struct value_pair *pair = &given->map.pairs[i];
		const char *id = (const char *)pair->key.p;

		if (standard_material(s, pair->key) == NULL)
			return prepare_refuse(p, RULE_MATERIAL,
			    "标准没有材料 %s / the standard has no material %s",
			    id, id);
		if (!add_material(p, id, pair->value, form))
			return false;
		value_push(p->arena, ids, value_text(p->arena, id));
	}
	for (size_t i = 0; i < s->material_count; i++) {
		const struct standard_material *m = &s->materials[i];

		if ((m->flags & STANDARD_FLAG_KEY) != 0 &&
		    value_get(given, m->id) == NULL)
			return prepare_refuse(p, RULE_MATERIAL,
			    "缺少主要材料 %s %s / key material %s is missing",
			    m->id, m->zh, m->id);
	}
	value_set(p->arena, p->body, "materials", ids);
	return true;
}

/* ---- number, key, body ---- */

static void make_number(struct prepare *p)
{
	struct number n = { .day = day_at(p->now), .sequence = 1 };
	struct day_civil c = day_civil(n.day);
	char text[NUMBER_TEXT_ROOM];
	char *prefix = mem_print("%s-%04d%02d%02d-", daemon_node(p->daemon),
	    c.year, c.month, c.of_month);

	for (char *at = prefix; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	memcpy(
	    n.node, daemon_node(p->daemon), strlen(daemon_node(p->daemon)) + 1);
	n.sequence = daemon_take_sequence(p->daemon, prefix);
	number_format(text, &n);
	p->number = arena_print(p->arena, "%s", text);
	mem_free(prefix);
}

static void make_key(struct prepare *p)
{
	p->key.suite = daemon_suite(p->daemon);
	p->key.network = *daemon_network(p->daemon);
	memcpy(p->key.dossier.b, p->act->nonce, sizeof(p->key.dossier.b));
	prepare_wrap_draw(p, 0);
}

bool prepare_receive(struct prepare *p)
{
	const char *item = value_get_string(p->input, "item");
	const char *home = value_get_string(p->input, "home");
	const char *channel = value_get_string(p->input, "channel");
	const struct value *form = NULL;

	if (item == NULL || home == NULL || channel == NULL)
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "缺少 item、home 或 channel / item, home or channel is "
		    "missing");
	if (ledger_calendar(daemon_ledger(p->daemon), CALENDAR_SERIES) == NULL)
		return prepare_refuse(p, RULE_CALENDAR_UNKNOWN,
		    "主管尚未发布日历 %s / calendar %s is not published",
		    CALENDAR_SERIES, CALENDAR_SERIES);
	if (!find_standard(p, home, item) || !take_form(p, &form) ||
	    !take_materials(p, form) ||
	    !prepare_add_wrap(p, daemon_node(p->daemon), 0) ||
	    !prepare_add_wrap(p, home, 0) || !prepare_add_escrow(p, 0))
		return false;
	prepare_person_find(p, home, item, form);
	make_number(p);
	make_key(p);
	say_text(p->arena, p->body, "item", item);
	say_text(p->arena, p->body, "home", home);
	say_text(p->arena, p->body, "channel", channel);
	say_text(p->arena, p->body, "calendar", CALENDAR_SERIES);
	say_text(p->arena, p->body, "number", p->number);
	return true;
}
