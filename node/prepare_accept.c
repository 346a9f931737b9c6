/*
 * case.accept: the acceptor gives the facts, the node opens the form and
 * evaluates every criterion; the act carries a verdict for each and the root
 * of the sealed facts (DESIGN section 8).
 */
#include <string.h>

#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "node/say.h"
#include "schema/day.h"
#include "schema/dossier.h"
#include "schema/json.h"
#include "schema/standard.h"
#include "schema/standard_form.h"
#include "schema/standard_names.h"
#include "schema/verdict.h"

#define FORM_BYTES_MAX (1u << 20)
#define FORM_DEPTH_MAX 24

bool prepare_accept(struct prepare *p)
{
	const struct value *facts = value_get(p->input, "facts"), *normal;
	struct standard_faults *faults = arena_take(p->arena, sizeof(*faults));
	struct buf text = { 0 };
	bool added;

	if (p->standard == NULL)
		return prepare_refuse(p, RULE_STANDARD_UNKNOWN,
		    "办件的标准尚未到达 / the case's standard has not arrived");
	if (facts == NULL || facts->type != VALUE_MAP)
		return prepare_refuse(
		    p, RULE_INPUTS, "缺少核验事实 facts / facts are missing");
	if (standard_form_check_facts(
		&normal, p->arena, p->standard, facts, faults) != ERR_OK)
		return prepare_refuse(p, RULE_INPUTS, "%s: %s",
		    faults->list[0].path, faults->list[0].why.text);
	json_format(&text, normal, JSON_STYLE_COMPACT);
	added = prepare_add(p, "facts", arena_copy(p->arena, buf_bytes(&text)));
	buf_fini(&text);
	return added;
}

static const struct act *opening(const struct dossier *d)
{
	for (size_t i = 0; i < d->count; i++) {
		if (digest_equal(&d->entries[i].act->id, &d->id))
			return d->entries[i].act;
	}
	return NULL;
}

/* What the engine knows of the case; names as in schema/standard_names.h. */
static struct value *case_data(struct prepare *p, const struct act *first)
{
	struct value *v = value_map(p->arena);
	char day[DAY_TEXT_ROOM];

	day_format(day, day_at(p->dossier->received_at));
	say_text(
	    p->arena, v, "channel", value_get_string(first->body, "channel"));
	say_text(p->arena, v, "district", p->dossier->receiver);
	say_text(p->arena, v, "home", p->dossier->home);
	say_text(p->arena, v, "received_day", day);
	return v;
}

static struct value *material_data(struct prepare *p, const struct act *first)
{
	const struct value *given = value_get(first->body, "materials");
	struct value *v = value_map(p->arena);

	for (size_t i = 0; i < value_count(given); i++) {
		const char *id = (const char *)value_at(given, i)->bytes.p;
		struct value *m = value_map(p->arena);

		say_bool(p->arena, m, "have", true);
		value_set(p->arena, v, id, m);
	}
	return v;
}

static struct value *data_of(struct prepare *p, const struct value *form)
{
	const struct act *first = opening(p->dossier);
	const struct value *names = value_get(p->standard->tree, "names");
	struct value *v = value_map(p->arena);

	value_set(p->arena, v, "form", form);
	value_set(p->arena, v, "facts", value_get(p->input, "facts"));
	if (names != NULL)
		value_set(p->arena, v, "std", names);
	value_set(p->arena, v, "mat", material_data(p, first));
	value_set(p->arena, v, "case", case_data(p, first));
	return v;
}

/* What is not met or unknown, in words a clerk can act on. */
static bool refuse_verdicts(
    struct prepare *p, const struct value *verdicts, const struct buf *words)
{
	struct value *extra = value_map(p->arena);

	value_set(p->arena, extra, "verdicts", verdicts);
	p->extra = extra;
	return prepare_refuse(
	    p, RULE_CRITERIA, "%.*s", (int)words->n, (const char *)words->p);
}

bool prepare_accept_judge(struct prepare *p, struct bytes form)
{
	static const struct json_limits limits = { FORM_BYTES_MAX,
		FORM_DEPTH_MAX };
	/* The callback takes a void *; it only reads. */
	const union {
		const struct value *in;
		void *out;
	} standard = { p->standard->tree };
	struct value *tree = NULL, *verdicts = value_map(p->arena), *data;
	struct buf words = { 0 };
	bool ok = true;

	if (json_parse(p->arena, form, &limits, &tree, &p->why) != ERR_OK)
		return prepare_fail(p, ERR_CORRUPT,
		    "密匣中的申请表无法读取 / the sealed form is unreadable: %s",
		    p->why.text);
	data = data_of(p, tree);
	for (size_t i = 0; i < p->standard->criterion_count; i++) {
		const struct standard_criterion *c = &p->standard->criteria[i];
		struct verdict_result r;

		if (verdict_of(c->logic, data, standard_names_default,
			standard.out, &r, &p->why) != ERR_OK)
			r = (struct verdict_result){ .verdict =
							 VERDICT_UNKNOWN };
		say_text(p->arena, verdicts, c->code, verdict_text(r.verdict));
		if (r.verdict == VERDICT_MET)
			continue;
		ok = false;
		buf_print(&words, "%s%s %s:%s%s%s", words.n > 0 ? ";" : "",
		    c->code, c->zh,
		    r.verdict == VERDICT_UNKNOWN ? "缺少 " : "不满足 → ",
		    r.verdict == VERDICT_UNKNOWN ? r.absent
						 : standard_fail_zh(c->fail),
		    "");
	}
	value_set(p->arena, p->body, "verdicts", verdicts);
	if (!ok)
		ok = refuse_verdicts(p, verdicts, &words);
	buf_fini(&words);
	return ok;
}
