#include "node/api_answer.h"

#include "node/http.h"
#include "node/mark.h"
#include "node/problem.h"
#include "schema/value.h"

void api_answer_rule(
    struct http_request *request, enum rule rule, const struct why *why)
{
	struct problem p = problem_from_rule(rule, why);

	http_answer_problem(request, &p);
}

void api_answer_err(
    struct http_request *request, enum err e, const struct why *why)
{
	struct problem p = problem_from_err(e, why);

	http_answer_problem(request, &p);
}

void api_answer_field(struct http_request *request, enum rule rule,
    const char *field, const struct why *why)
{
	struct arena *a = request->arena;
	struct problem p = problem_from_rule(rule, why);
	struct value *extra = value_map(a), *list = value_list(a);

	mark_push_text(a, list, field, p.clause, p.detail);
	value_set(a, extra, "errors", list);
	p.extra = extra;
	http_answer_problem(request, &p);
}
