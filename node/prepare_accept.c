/*
 * case.accept: the acceptor gives the facts, the node opens the form and
 * evaluates every criterion; the act carries a verdict for each and the root
 * of the sealed facts (DESIGN section 8).
 */
#include <string.h>

#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "node/say.h"
#include "schema/criteria.h"
#include "schema/dossier.h"
#include "schema/guard.h"
#include "schema/json.h"
#include "schema/standard.h"
#include "schema/standard_form.h"

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
		return prepare_refuse_field(p, RULE_INPUTS, "facts",
		    "缺少核验事实", "facts are missing");
	if (standard_form_check_facts(
		&normal, p->arena, p->standard, facts, faults) != ERR_OK)
		return prepare_refuse_faults(p, "facts", faults);
	json_format(&text, normal, JSON_STYLE_COMPACT);
	added = prepare_add(p, "facts", arena_copy(p->arena, buf_bytes(&text)));
	buf_fini(&text);
	return added;
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
	struct value *tree = NULL, *verdicts = value_map(p->arena), *data;
	struct buf words = { 0 };
	bool ok = true;

	if (json_parse(p->arena, form, &limits, &tree, &p->why) != ERR_OK)
		return prepare_fail(p, ERR_CORRUPT,
		    "密匣中的申请表无法读取 / the sealed form is unreadable: %s",
		    p->why.text);
	data = criteria_data(
	    p->arena, p->dossier, p->act, tree, value_get(p->input, "facts"));
	for (size_t i = 0; i < p->standard->criterion_count; i++) {
		const struct standard_criterion *c = &p->standard->criteria[i];
		struct verdict_result r = criteria_judge(p->standard, i, data);

		say_text(p->arena, verdicts, c->code, verdict_text(r.verdict));
		if (r.verdict == VERDICT_MET ||
		    !guard_criterion_binds(p->act, c))
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
