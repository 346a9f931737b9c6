#include "schema/standard_beside.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "schema/limit.h"
#include "schema/standard_path.h"
#include "schema/standard_text.h"

struct check {
	const struct value *tree;
	struct standard_faults *faults;
};

#define FAULT(c, path, at, ...)   \
	(void)standard_fault_add( \
	    (c)->faults, path, (at)->line, (at)->column, __VA_ARGS__)

/* Obligations */

/* The stages of a case, in their order; an obligation opens at one of the
 * former and blocks one of the latter. */
static const char *const stages[] = { "receive", "accept", "special", "decide",
	"issue", "close", NULL };

static int stage_of(const struct value *word)
{
	for (int i = 0; stages[i]; i++) {
		if (value_is_text(word, stages[i]))
			return i;
	}
	return -1;
}

static const char *const accept = "accept";

static void check_stages(struct check *c, const struct value *o)
{
	const struct value *blocks = value_get(o, "blocks");
	const struct value *opens = value_get(o, "opens");
	const char *at = opens ? (const char *)opens->bytes.p : accept;
	int begin = opens ? stage_of(opens) : 1;
	int end = stage_of(blocks);
	if (end < 0 || begin < end)
		return;
	struct standard_path p =
	    standard_path_of("obligations", o, "code", "blocks");
	FAULT(c, p.text, blocks,
	    "it opens at `%s`, too late to block `%s`; let it open before, or "
	    "block what comes later",
	    at, (const char *)blocks->bytes.p);
}

/* What an open gap keeps from happening, by the policy. */
static const struct gap_blocks {
	const char *policy;
	const char *blocks;
} gap_blocks[] = {
	{ "issue_first", "none" },
	{ "decide_only", "issue" },
	{ "hold", "decide" },
};

static void check_gap(struct check *c, const struct value *o)
{
	const struct value *kind = value_get(o, "kind");
	const struct value *blocks = value_get(o, "blocks");
	const struct value *gap = value_get(c->tree, "gap");
	struct standard_path p =
	    standard_path_of("obligations", o, "code", "kind");
	if (!value_is_text(kind, "gap"))
		return;
	if (!gap)
		FAULT(c, p.text, kind,
		    "an obligation of the kind gap needs `gap`, which "
		    "says what follows when it lapses; add it");
	p = standard_path_of("obligations", o, "code", "blocks");
	for (size_t i = 0; i < sizeof gap_blocks / sizeof gap_blocks[0]; i++) {
		const struct gap_blocks *row = &gap_blocks[i];
		if (value_is_text(value_get(gap, "policy"), row->policy) &&
		    !value_is_text(blocks, row->blocks))
			FAULT(c, p.text, blocks,
			    "by the policy %s a gap blocks `%s`; write that, "
			    "or change gap.policy",
			    row->policy, row->blocks);
	}
}

static void check_obligations(struct check *c)
{
	const struct value *list = value_get(c->tree, "obligations");
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *o = value_at(list, i);
		const struct value *kind = value_get(o, "kind");
		const struct value *silence = value_get(o, "silence");
		struct standard_path p =
		    standard_path_of("obligations", o, "code", "silence");
		check_stages(c, o);
		check_gap(c, o);
		if (!value_is_text(silence, "consent") ||
		    value_is_text(kind, "opinion") ||
		    value_is_text(kind, "public"))
			continue;
		FAULT(c, p.text, silence,
		    "silence is consent with the kinds opinion and public "
		    "only; write open, or leave it out");
	}
}

/* Documents */

static void check_documents(struct check *c)
{
	const struct value *list = value_get(c->tree, "documents");
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *d = value_at(list, i);
		const struct value *lines = value_get(d, "lines");
		struct standard_path p =
		    standard_path_of("documents", d, "document", "lines");
		for (size_t j = 0; j < value_count(lines); j++) {
			const struct value *line = value_at(lines, j);
			struct why why = { 0 };
			if (standard_text_check(line->bytes, &why) != ERR_OK)
				FAULT(c, p.text, line, "%s", why.text);
		}
	}
}

/* Classes */

static void check_classes(struct check *c)
{
	static const char *const matters[] = { "order", "unresolved",
		"supervision", "repair", "proof" };
	const struct value *classes = value_get(c->tree, "classes");
	const struct value *matter = value_get(c->tree, "matter");
	if (!classes)
		return;
	for (size_t i = 0; i < sizeof matters / sizeof matters[0]; i++) {
		if (value_is_text(matter, matters[i]))
			return;
	}
	FAULT(c, "classes", classes,
	    "`classes` go with the matters order, unresolved, supervision, "
	    "repair and proof only; leave them out, or change `matter`");
}

/* How it is done online, and when a clock warns */

static bool has_word(const struct value *list, const char *word)
{
	for (size_t i = 0; i < value_count(list); i++) {
		if (value_is_text(value_at(list, i), word))
			return true;
	}
	return false;
}

static void check_online(struct check *c)
{
	const struct value *online = value_get(c->tree, "online");
	bool truth = false;
	if (value_get_bool(c->tree, "online", &truth) && truth &&
	    !has_word(value_get(c->tree, "modes"), "online"))
		FAULT(c, "online", online,
		    "`modes` does not have online; add it there, or write "
		    "online: false");
}

static void check_warn(struct check *c)
{
	const struct value *limits = value_get(c->tree, "limits");
	struct bytes text;
	struct limit warn;
	struct limit promised;
	if (value_get_text(c->tree, "warn", &text) &&
	    limit_parse(&warn, text, NULL) == ERR_OK &&
	    value_get_text(limits, "promised", &text) &&
	    limit_parse(&promised, text, NULL) == ERR_OK &&
	    limit_compare(warn, promised) == LIMIT_LONGER)
		FAULT(c, "warn", value_get(c->tree, "warn"),
		    "`warn` is longer than the limit `promised`: the clock "
		    "would warn before it runs; shorten it");
}

/* 主动服务 */

static void check_triggers(struct check *c)
{
	const struct value *list = value_get(c->tree, "triggers");
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *t = value_at(list, i);
		const struct value *on = value_get(t, "on");
		struct standard_path p =
		    standard_path_of("triggers", t, "code", "on");
		if (value_is_text(on, "expiry") && !value_get(t, "days_before"))
			FAULT(c, p.text, on,
			    "a trigger on expiry says `days_before`, such as "
			    "[30, 7, 3]; add it");
	}
}

/* Any hall finishes it: only then may the node hand it over by itself. */
static void check_handover(struct check *c)
{
	const struct value *handover = value_get(c->tree, "handover");
	if (value_is_text(handover, "auto") &&
	    !has_word(value_get(c->tree, "modes"), "any"))
		FAULT(c, "handover", handover,
		    "`modes` does not have any (无差别受理); add it there, or "
		    "write handover: clerk");
}

/* Published lists */

static bool has_flag(const struct check *c, const char *letters)
{
	const struct value *list = value_get(c->tree, "materials");
	for (size_t i = 0; i < value_count(list); i++) {
		const char *flags =
		    value_get_string(value_at(list, i), "flags");
		if (strpbrk(flags, letters))
			return true;
	}
	return false;
}

/* What must be there for an item to be on a list: a material with one of the
 * flags, or `triggers`. */
static const struct list_need {
	const char *list;
	const char *zh;
	const char *flags; /* NULL: triggers */
	const char *what;
} list_needs[] = {
	{ "proactive", "无感审批清单", NULL, "`triggers`" },
	{ "entitlement", "免申即享清单", NULL, "`triggers`" },
	{ "gap", "容缺清单", "G", "a material with the flag G" },
	{ "promise", "承诺清单", "P", "a material with the flag P" },
	{ "paperless", "免证办清单", "LS", "a material with the flag L or S" },
};

static bool is_met(const struct check *c, const struct list_need *need)
{
	if (need->flags)
		return has_flag(c, need->flags);
	return value_count(value_get(c->tree, "triggers")) > 0;
}

static void check_lists(struct check *c)
{
	const struct value *lists = value_get(c->tree, "lists");
	for (size_t i = 0; i < value_count(lists); i++) {
		const struct value *word = value_at(lists, i);
		for (size_t j = 0; j < sizeof list_needs / sizeof list_needs[0];
		     j++) {
			const struct list_need *need = &list_needs[j];
			if (!value_is_text(word, need->list) || is_met(c, need))
				continue;
			FAULT(c, "lists", word,
			    "an item on the list %s (%s) has %s; add it, or "
			    "take the item off the list",
			    need->list, need->zh, need->what);
		}
	}
}

void standard_beside_check(
    const struct value *tree, struct standard_faults *faults)
{
	struct check c = { tree, faults };
	check_obligations(&c);
	check_documents(&c);
	check_classes(&c);
	check_online(&c);
	check_warn(&c);
	check_triggers(&c);
	check_handover(&c);
	check_lists(&c);
}
