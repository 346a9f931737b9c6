/*
 * case.receive: form and materials against the standard, the three equalities
 * with the home district, the grant, the number, the dossier's key.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "keys/random.h"
#include "node/daemon.h"
#include "node/index_read.h"
#include "node/prepare_parts.h"
#include "node/say.h"
#include "schema/ledger.h"
#include "schema/machine.h"
#include "schema/number.h"
#include "schema/right.h"
#include "schema/standard.h"
#include "schema/standard_compare.h"
#include "schema/verdict.h"
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

/* Matters in which somebody is told to see to something ask for no grant. */
static bool is_task(const struct standard *s)
{
	enum matter m;

	must(matter_parse(&m, bytes_text(s->matter)));
	return machine_row("case.receive", m, MACHINE_NONE)->right ==
	       MACHINE_NO_RIGHT;
}

static bool find_standard(struct prepare *p, const char *home, const char *item)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	const struct adoption *own = ledger_adoption(
	    l, daemon_node(p->daemon), item, UINT64_MAX, p->now);

	p->standard = own != NULL ? ledger_standard(l, &own->standard) : NULL;
	p->field = "item";
	if (p->standard == NULL)
		return prepare_refuse(p, RULE_NOT_ADOPTED,
		    "本节点没有生效的 %s 标准 / this node has adopted no "
		    "standard for %s that is in force",
		    item, item);
	p->field = "home";
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
	       (is_task(p->standard) ||
		   prepare_right(p, home, item, RIGHT_RECEIVE)) &&
	       prepare_cite_head(p, home); /* F-84, also for its heir */
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

/* Item, home, calendar, standard, right. */
static bool open_case(struct prepare *p, const char *item, const char *home)
{
	bool ok = true;

	p->field = "calendar";
	if (ledger_calendar(daemon_ledger(p->daemon), CALENDAR_SERIES) == NULL)
		ok = prepare_refuse(p, RULE_CALENDAR_UNKNOWN,
		    "主管尚未发布日历 %s / calendar %s is not published",
		    CALENDAR_SERIES, CALENDAR_SERIES);
	ok = find_standard(p, home, item) && ok;
	p->field = NULL;
	return ok;
}

/* Who can read it, its number, its key. */
static bool finish_opening(struct prepare *p, const char *home)
{
	if (!prepare_add_wrap(p, daemon_node(p->daemon), 0) ||
	    !prepare_add_wrap(p, home, 0) || !prepare_add_escrow(p, 0))
		return false;
	make_number(p);
	make_key(p);
	say_text(p->arena, p->body, "number", p->number);
	return true;
}

/* What else was handed in: nothing of it makes a number yet. */
static bool read_rest(struct prepare *p, const char *item, const char *home)
{
	bool ok = prepare_papers(p);

	say_text(p->arena, p->body, "item", item);
	say_text(p->arena, p->body, "home", home);
	say_text(p->arena, p->body, "calendar", CALENDAR_SERIES);
	say_text(p->arena, p->body, "number", "");
	return prepare_fields(p) && ok;
}

/* The first class of the standard that the form falls into (M32). */
static bool find_class(struct prepare *p, const struct value *form)
{
	const struct value *list = value_get(p->standard->tree, "classes");
	const struct value *names = value_get(p->standard->tree, "names");
	struct value *data = value_map(p->arena);

	value_set(p->arena, data, "form", form);
	if (names != NULL)
		value_set(p->arena, data, "std", names);
	for (size_t i = 0; i < value_count(list); i++) {
		struct verdict_result r;

		if (verdict_of(value_get(value_at(list, i), "when"), data, NULL,
			NULL, &r, &p->why) != ERR_OK ||
		    r.verdict != VERDICT_MET)
			continue;
		say_text(p->arena, p->body, "class",
		    value_get_string(value_at(list, i), "code"));
		break;
	}
	return true;
}

/* Form, materials, and what they say. */
static bool read_application(struct prepare *p, const struct value **form)
{
	bool ok = prepare_papers_form(p, form);

	ok = prepare_papers_materials(p, *form) && ok;
	if (*form != NULL)
		ok = find_class(p, *form) && prepare_joint_members(p, *form) &&
		     ok;
	if (value_get(p->body, "materials") == NULL)
		value_set(p->arena, p->body, "materials", value_list(p->arena));
	return ok;
}

/* What is asked of every receipt. */
static bool has_all(struct prepare *p)
{
	static const char *const keys[] = { "item", "home", "channel" };
	bool ok = true;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (value_get_string(p->input, keys[i]) == NULL)
			ok = prepare_refuse_field(p, RULE_BODY_SHAPE, keys[i],
			    arena_print(p->arena, "缺少 %s", keys[i]),
			    arena_print(p->arena, "%s is missing", keys[i]));
	return ok;
}

bool prepare_receive(struct prepare *p)
{
	const char *item = value_get_string(p->input, "item");
	const char *home = value_get_string(p->input, "home");
	const struct value *form = NULL;
	bool ok = has_all(p);

	if (item == NULL || home == NULL)
		return false;
	ok = open_case(p, item, home) && ok;
	if (p->standard == NULL)
		return false;
	ok = read_application(p, &form) && ok;
	ok = read_rest(p, item, home) && ok;
	if (!ok)
		return false;
	prepare_person_find(p, home, item, form);
	return finish_opening(p, home);
}

bool prepare_receive_lead(struct prepare *p)
{
	const char *item = value_get_string(p->input, "item");
	const char *home = daemon_node(p->daemon);
	bool ok;

	if (item == NULL)
		return prepare_refuse_field(
		    p, RULE_BODY_SHAPE, "item", "缺少 item", "item is missing");
	ok = open_case(p, item, home);
	if (p->standard == NULL)
		return false;
	return read_rest(p, item, home) && ok && finish_opening(p, home);
}
