#include "node/api_answer.h"

#include "node/http.h"
#include "node/problem.h"

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
