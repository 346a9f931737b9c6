/*
 * case.receive from a draft (docs/API.md A-29): the store thread opens it, what
 * the request says besides goes before what it holds.
 */
#include <string.h>

#include "base/mem.h"
#include "node/case_draft.h"
#include "node/daemon.h"
#include "node/http.h"
#include "node/identity.h"
#include "node/prepare_parts.h"
#include "schema/json.h"

#define DEPTH_MAX 24
#define PARTS_MAX 1024 /* of what is put together */

struct opening {
	struct prepare *p;
	const struct seal_ring *ring; /* borrowed: outlives every job */
	struct buf plain;
	enum err err;
	struct why why;
	void (*done)(struct prepare *p, bool good);
};

static bool has(const struct value *list, const struct value *one)
{
	for (size_t i = 0; i < value_count(list); i++)
		if (value_equal(value_at(list, i), one))
			return true;
	return false;
}

/* What the draft lists, and what else the request does. */
static const struct value *both_lists(
    struct arena *a, const struct value *draft, const struct value *request)
{
	struct value *all = value_list(a);

	for (size_t i = 0; i < value_count(draft); i++)
		value_push(a, all, value_at(draft, i));
	for (size_t i = 0; i < value_count(request); i++)
		if (!has(draft, value_at(request, i)))
			value_push(a, all, value_at(request, i));
	return all;
}

static bool is_put_together(struct bytes key)
{
	static const char *const keys[] = { "materials", "papers", "licences" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (bytes_equal(key, bytes_text(keys[i])))
			return true;
	return false;
}

/* So that nobody keeps the loop busy with a million of them. */
static bool is_long(const struct value *v)
{
	return v->type == VALUE_MAP ? v->map.count > PARTS_MAX
				    : v->list.count > PARTS_MAX;
}

/* Files and licences are put together, all else is replaced.  NULL: there is
 * too much of them. */
static const struct value *both(
    struct arena *a, const struct value *draft, const struct value *request)
{
	struct value *all = value_map(a);

	if (is_long(draft) || is_long(request))
		return NULL;
	for (size_t i = 0; i < draft->map.count; i++)
		value_set_bytes(
		    a, all, draft->map.pairs[i].key, draft->map.pairs[i].value);
	for (size_t i = 0; i < request->map.count; i++) {
		const struct value_pair *pair = &request->map.pairs[i];
		const struct value *old = value_get_bytes(all, pair->key);
		const struct value *now = pair->value;

		if (old != NULL && old->type == now->type &&
		    is_put_together(pair->key)) {
			if (now->type == VALUE_MAP)
				now = both(a, old, now);
			else if (now->type == VALUE_LIST)
				now = is_long(old) || is_long(now)
					  ? NULL
					  : both_lists(a, old, now);
		}
		if (now == NULL)
			return NULL;
		value_set_bytes(a, all, pair->key, now);
	}
	return all;
}

static void read_it(void *arg, const struct daemon_tools *tools)
{
	struct opening *o = arg;

	(void)tools;
	o->err = case_draft_read(daemon_case_drafts(o->p->daemon), o->ring,
	    o->p->draft, &o->plain, &o->why);
}

static void was_read(void *arg)
{
	static const struct json_limits limits = { CASE_DRAFT_BYTES_MAX,
		DEPTH_MAX };
	struct opening *o = arg;
	struct prepare *p = o->p;
	const struct value *all = NULL;
	struct value *tree = NULL;

	if (o->err == ERR_OK)
		o->err = json_parse(
		    p->arena, buf_bytes(&o->plain), &limits, &tree, &o->why);
	if (o->err == ERR_OK)
		all = both(p->arena, tree, p->input);
	if (all != NULL)
		p->input = all;
	else if (o->err == ERR_OK)
		(void)prepare_refuse(p, RULE_SIZE,
		    "草稿或请求的项目过多(各最多 %d) / draft or request has too "
		    "many members; %d at most",
		    PARTS_MAX, PARTS_MAX);
	else
		(void)prepare_fail(p, o->err, "%s", o->why.text);
	o->done(p, all != NULL);
	buf_fini(&o->plain);
	mem_free(o);
}

bool prepare_draft_start(
    struct prepare *p, void (*done)(struct prepare *p, bool good))
{
	const char *id = value_get_string(p->input, "draft");
	struct opening *o;

	p->field = "draft";
	if (strcmp(value_get_string(p->input, "kind"), "case.receive") != 0)
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "草稿只用于收件 / a draft is for case.receive alone");
	if (id == NULL || case_draft_find(daemon_case_drafts(p->daemon),
			      &p->owner, id, p->now) == NULL)
		return prepare_refuse(p, RULE_DRAFT_UNKNOWN,
		    "没有此草稿,或不是本人所存,或已过期、已提交 / you have no "
		    "such draft, or none any more");
	p->field = NULL;
	p->draft = id;
	o = mem_new(sizeof(*o));
	o->p = p;
	o->ring = daemon_identity(p->daemon)->readers;
	o->plain.kind = BUF_WIPED;
	o->done = done;
	daemon_store_job(p->daemon, read_it, was_read, o);
	return true;
}
