#include "node/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/value.h"

/* Failures a request can meet: HTTP status and 中文.  What is not here is a
 * fault of ours, 500. */
static const struct {
	enum err err;
	int status;
	const char *zh;
} failures[] = {
	{ ERR_CANCELLED, 503, "已取消" },
	{ ERR_TIMEOUT, 504, "超时" },
	{ ERR_UNREACHABLE, 503, "对方无法连接" },
	{ ERR_NO_RESOURCE, 503, "系统资源不足" },
	{ ERR_BUSY, 503, "繁忙，请稍后再试" },
	{ ERR_USAGE, 400, "请求参数有误" },
	{ ERR_CONFIG, 400, "配置有误" },
	{ ERR_OTHER_NETWORK, 409, "属于另一个通办网" },
	{ ERR_PASSPHRASE, 403, "口令不符" },
	{ ERR_NOT_FOUND, 404, "不存在" },
	{ ERR_EXISTS, 409, "已存在" },
	{ ERR_CORRUPT, 500, "存储数据已损坏" },
	{ ERR_STORAGE, 500, "存储失败，未作任何确认" },
	{ ERR_NO_SPACE, 507, "存储空间不足" },
	{ ERR_LIMIT, 413, "超出限制" },
	{ ERR_PARSE, 400, "格式不符" },
	{ ERR_REFUSED, 409, "不合规则" },
	{ ERR_CRYPTO, 422, "无法解密或验证" },
	{ ERR_ENDED, 503, "对方已结束会话" },
	{ ERR_CONFLICT, 409, "已被他人先行办理" },
};

static const struct {
	int status;
	const char *phrase;
} phrases[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 304, "Not Modified" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 417, "Expectation Failed" },
	{ 421, "Misdirected Request" },
	{ 422, "Unprocessable Content" },
	{ 428, "Precondition Required" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
	{ 507, "Insufficient Storage" },
};

static void take_why(struct problem *p, const struct why *why)
{
	if (why == NULL)
		return;
	memcpy(p->detail, why->text, sizeof(p->detail));
	p->line = why->line;
	p->column = why->column;
}

struct problem problem_from_rule(enum rule rule, const struct why *why)
{
	struct problem p = {
		.status = rule_status(rule),
		.space = "rule",
		.name = rule_name(rule),
		.clause = rule_clause(rule),
		.title = rule_zh(rule),
		.en = rule_en(rule),
	};

	must(rule != RULE_NONE);
	take_why(&p, why);
	return p;
}

struct problem problem_from_err(enum err e, const struct why *why)
{
	struct problem p = {
		.status = 500,
		.space = "error",
		.name = err_name(e),
		.title = "内部错误",
		.en = err_text(e),
	};

	must(e != ERR_OK);
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		if (failures[i].err == e) {
			p.status = failures[i].status;
			p.title = failures[i].zh;
		}
	}
	take_why(&p, why);
	return p;
}

struct problem problem_from_status(int status, const char *format, ...)
{
	struct problem p = {
		.status = status,
		.title = problem_phrase(status),
		.en = problem_phrase(status),
	};
	va_list args;

	va_start(args, format);
	(void)vsnprintf(p.detail, sizeof(p.detail), format, args);
	va_end(args);
	return p;
}

static void put(
    struct arena *a, struct value *map, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		value_set(a, map, key, value_text(a, text));
}

struct value *problem_value(struct arena *a, const struct problem *p)
{
	struct value *map = value_map(a);

	if (p->extra != NULL) {
		must(p->extra->type == VALUE_MAP);
		for (size_t i = 0; i < p->extra->map.count; i++)
			value_set_bytes(a, map, p->extra->map.pairs[i].key,
			    p->extra->map.pairs[i].value);
	}
	if (p->space != NULL)
		put(a, map, "type",
		    arena_print(a, "urn:tongban:%s:%s", p->space, p->name));
	else
		put(a, map, "type", "about:blank");
	put(a, map, "title", p->title);
	put(a, map, "en", p->en);
	put(a, map, "rule", p->clause);
	put(a, map, "name", p->name);
	put(a, map, "detail", p->detail);
	value_set(a, map, "status", value_int(a, p->status));
	if (p->line > 0)
		value_set(a, map, "line", value_int(a, p->line));
	if (p->column > 0)
		value_set(a, map, "column", value_int(a, p->column));
	return map;
}

const char *problem_phrase(int status)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		if (phrases[i].status == status)
			return phrases[i].phrase;
	}
	return "Status";
}
