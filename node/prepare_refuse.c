/*
 * Why a preparation is refused: at once, or, where it is fields that are wrong,
 * after all of them were looked at.  A clerk mends a form in one go
 * (docs/API.md A-25).
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "node/mark.h"
#include "node/prepare_parts.h"
#include "node/say.h"
#include "schema/standard_fault.h"

/* Room for one more; those beyond are counted only. */
static bool has_room(struct prepare *p)
{
	if (p->marks == NULL)
		p->marks = value_list(p->arena);
	return p->mark_count++ < PREPARE_MARKS_MAX;
}

static const char *clause_of(const struct problem *problem)
{
	return problem->clause != NULL ? problem->clause : problem->name;
}

/* A refusal of the whole is one more of the list, once there is one. */
bool prepare_refuse_take(struct prepare *p, const struct problem *problem)
{
	if ((p->field != NULL || p->marks != NULL) && has_room(p))
		mark_push_text(p->arena, p->marks,
		    p->field != NULL ? p->field : "", clause_of(problem),
		    problem->detail);
	if (p->field == NULL)
		p->stopped = true;
	if (p->problem.status == 0)
		p->problem = *problem;
	return false;
}

void prepare_refuse_say(
    struct prepare *p, enum err e, const char *format, va_list list)
{
	char text[WHY_TEXT_BYTES_MAX];

	(void)vsnprintf(text, sizeof(text), format, list);
	(void)why_set(&p->why, e, "%s", text);
}

bool prepare_refuse(struct prepare *p, enum rule rule, const char *format, ...)
{
	struct problem problem;
	va_list list;

	va_start(list, format);
	prepare_refuse_say(p, ERR_REFUSED, format, list);
	va_end(list);
	problem = problem_from_rule(rule, &p->why);
	return prepare_refuse_take(p, &problem);
}

bool prepare_refuse_field(struct prepare *p, enum rule rule, const char *field,
    const char *zh, const char *en)
{
	struct problem problem;

	(void)why_set(&p->why, ERR_REFUSED, "%s: %s / %s", field, zh, en);
	problem = problem_from_rule(rule, &p->why);
	if (has_room(p))
		mark_push(
		    p->arena, p->marks, field, clause_of(&problem), zh, en);
	if (p->problem.status == 0)
		p->problem = problem;
	return false;
}

bool prepare_refuse_faults(
    struct prepare *p, const char *what, const struct standard_faults *faults)
{
	size_t kept = standard_fault_kept(faults);

	for (size_t i = 0; i < kept; i++) {
		const struct standard_fault *f = &faults->list[i];
		const char *text = f->why.text;
		const char *zh = text, *en = text;
		const char *dot = f->path[0] != '\0' ? "." : "";

		if (f->zh_bytes > 0) {
			zh = arena_print(
			    p->arena, "%.*s", (int)f->zh_bytes, text);
			en = arena_print(p->arena, "%.*s",
			    (int)(strlen(text) - f->zh_bytes - 3),
			    text + f->zh_bytes + 2);
		}
		(void)prepare_refuse_field(p, RULE_FORM,
		    arena_print(p->arena, "%s%s%s", what, dot, f->path), zh,
		    en);
	}
	p->mark_count += faults->count - kept;
	return false;
}

bool prepare_refuse_goes_on(const struct prepare *p)
{
	return !p->stopped && p->marks != NULL;
}

const struct value *prepare_refuse_extra(struct prepare *p)
{
	struct value *extra = value_map(p->arena);

	if (p->marks == NULL)
		return p->extra;
	for (size_t i = 0; p->extra != NULL && i < p->extra->map.count; i++)
		value_set_bytes(p->arena, extra, p->extra->map.pairs[i].key,
		    p->extra->map.pairs[i].value);
	value_set(p->arena, extra, "errors", p->marks);
	if (p->mark_count > PREPARE_MARKS_MAX)
		say_int(p->arena, extra, "errors_more",
		    (int64_t)(p->mark_count - PREPARE_MARKS_MAX));
	return extra;
}
