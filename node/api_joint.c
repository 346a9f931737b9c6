/*
 * GET /v1/bundles/{item}: what a bundle (一件事) and its members, as this node
 * has adopted them, ask of the applicant together.
 */
#include <string.h>

#include "node/api.h"
#include "node/api_answer.h"
#include "node/daemon.h"
#include "node/say.h"
#include "schema/joint.h"
#include "schema/joint_merge.h"
#include "schema/ledger.h"
#include "schema/refuse.h"
#include "schema/standard.h"

struct joining {
	struct arena *arena;
	struct daemon *daemon;
	const struct standard *bundle;
	const struct standard *members[JOINT_MEMBERS_MAX];
	size_t count;
	struct why why;
};

/* In force here today, or NULL. */
static const struct standard *adopted(struct daemon *daemon, const char *item)
{
	const struct ledger *l = daemon_ledger(daemon);
	const struct adoption *a = ledger_adoption(l, daemon_node(daemon), item,
	    UINT64_MAX, daemon_wall_ms(daemon) / 1000);

	return a != NULL ? ledger_standard(l, &a->standard) : NULL;
}

static enum rule add_member(struct joining *j, const char *item)
{
	const struct standard *s = adopted(j->daemon, item);

	if (s == NULL)
		return refuse(&j->why, RULE_NOT_ADOPTED,
		    "本节点没有生效的 %s 标准 / this node has adopted no "
		    "standard for %s that is in force",
		    item, item);
	if (j->count == JOINT_MEMBERS_MAX)
		return refuse(&j->why, RULE_JOINT_MEMBERS,
		    "一件事最多选 %d 项,请用 members 指明 / at most %d members "
		    "are chosen: name them",
		    JOINT_MEMBERS_MAX, JOINT_MEMBERS_MAX);
	j->members[j->count++] = s;
	return RULE_NONE;
}

/* One of "T01,T03a"? */
static bool is_named(const char *list, const char *item)
{
	size_t n = strlen(item);

	while (*list != '\0') {
		size_t length = strcspn(list, ",");

		if (length == n && memcmp(list, item, n) == 0)
			return true;
		list += length + (list[length] == ',' ? 1 : 0);
	}
	return false;
}

/* In the standard's order; all of them when none is named. */
static enum rule add_chosen(struct joining *j, const char *list)
{
	const struct value *members = joint_members(j->bundle);
	enum rule rule = RULE_NONE;

	for (size_t i = 0; rule == RULE_NONE && i < value_count(members); i++) {
		const char *item =
		    value_get_string(value_at(members, i), "item");

		if (list == NULL || is_named(list, item))
			rule = add_member(j, item);
	}
	return rule;
}

/* Whatever is named is a member. */
static enum rule check_named(struct joining *j, const char *list)
{
	const char *at = list;

	while (at != NULL && *at != '\0') {
		size_t n = strcspn(at, ",");
		const char *item = arena_print(j->arena, "%.*s", (int)n, at);

		if (joint_member(j->bundle, item) == NULL)
			return refuse(&j->why, RULE_JOINT_MEMBERS,
			    "%s 不是 %s 的子事项 / %s is no member of bundle %s",
			    item, j->bundle->item, item, j->bundle->item);
		at += n + (at[n] == ',' ? 1 : 0);
	}
	return RULE_NONE;
}

static void put_members(const struct joining *j, struct value *v)
{
	struct value *list = value_list(j->arena);

	for (size_t i = 0; i < j->count; i++) {
		const struct value *m =
		    joint_member(j->bundle, j->members[i]->item);
		struct value *one = value_map(j->arena);

		say_text(j->arena, one, "item", j->members[i]->item);
		say_text(j->arena, one, "zh", j->members[i]->zh);
		if (value_get(m, "after") != NULL)
			value_set(j->arena, one, "after",
			    value_clone(j->arena, value_get(m, "after")));
		value_push(j->arena, list, one);
	}
	value_set(j->arena, v, "members", list);
}

/* The whole's own papers that are printed from its form. */
static void put_print(const struct joining *j, struct value *v)
{
	struct value *list = value_list(j->arena);

	for (size_t i = 0; i < j->bundle->material_count; i++) {
		const struct standard_material *m = &j->bundle->materials[i];

		if (m->source != NULL && strcmp(m->source, "form") == 0)
			value_push(j->arena, list, value_text(j->arena, m->id));
	}
	value_set(j->arena, v, "print", list);
}

void api_joint_merge(struct http_request *request, void *arg)
{
	const char *item = http_segment(request, "item");
	const char *list = http_query(request, "members");
	struct joining j = { .arena = request->arena, .daemon = arg };
	struct value *v;
	enum rule rule;

	j.bundle = adopted(arg, item);
	if (j.bundle == NULL)
		rule = refuse(&j.why, RULE_NOT_ADOPTED,
		    "本节点没有生效的 %s 标准 / this node has adopted no "
		    "standard for %s that is in force",
		    item, item);
	else if (joint_members(j.bundle) == NULL)
		rule = refuse(&j.why, RULE_JOINT_MEMBERS,
		    "%s 不是一件事 / %s is no bundle", item, item);
	else
		rule = check_named(&j, list);
	if (rule == RULE_NONE)
		rule = add_chosen(&j, list);
	if (rule != RULE_NONE) {
		api_answer_rule(request, rule, &j.why);
		return;
	}
	v = joint_merge(request->arena, j.bundle, j.members, j.count);
	say_text(request->arena, v, "item", j.bundle->item);
	say_digest(request->arena, v, "digest", &j.bundle->digest);
	put_members(&j, v);
	put_print(&j, v);
	http_answer_value(request, 200, v);
}
