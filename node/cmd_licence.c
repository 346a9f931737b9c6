/*
 * The licence library (电子证照): issue, renew, suspend, resume, revoke; list and
 * show, which tell nothing of a holder; query, which opens a document once its
 * reason is on record.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"
#include "node/cmd_drawn.h"
#include "node/cmd_licence_import.h"
#include "node/file.h"
#include "node/submit.h"
#include "node/table.h"
#include "schema/act_body_table.h"

#define WAIT_DEFAULT 30 /* seconds */
#define WAIT_MAX     600
#define LOOK_MS      200

#define ID_OPTION                                        \
	{                                                \
		"id", CMD_REQUIRED, "IDENTIFIER[@NODE]", \
		    "电子证照标识 / identifier"    \
	}

static const struct cmd_option issue_options[] = {
	SUBMIT_OPTIONS,
	{ "document", CMD_REQUIRED, "FILE",
	    "证照内容 JSON / the document, JSON" },
	{ "case", CMD_OPTIONAL, "NUMBER",
	    "准予的办件 / the case that granted it" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option renew_options[] = {
	SUBMIT_OPTIONS,
	{ "document", CMD_REQUIRED, "FILE",
	    "延续后的证照内容 JSON / the document as it is now" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option event_options[] = {
	SUBMIT_OPTIONS,
	ID_OPTION,
	{ "reason", CMD_REQUIRED, "TEXT", "事由 / reason" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option query_options[] = {
	SUBMIT_OPTIONS,
	ID_OPTION,
	{ "reason", CMD_REQUIRED, "TEXT",
	    "申请事由,至多 200 个汉字,留痕 / reason, which is put on record" },
	{ "wait", CMD_OPTIONAL, "SECONDS",
	    "等待签发地答复,默认 30 / how long to wait for the issuer" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option read_options[] = {
	SUBMIT_OPTIONS,
	{ "ask", CMD_REQUIRED, "ACT",
	    "先前的查用申请 / an ask that was made before" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option list_options[] = {
	ASK_KEY_OPTIONS,
	{ "node", CMD_OPTIONAL, "NODE", "签发地 / who issued" },
	{ "type", CMD_OPTIONAL, "TYPE", "证照类型 / type" },
	{ "state", CMD_OPTIONAL, "valid|suspended|expired|revoked",
	    "状态 / state" },
	{ "within", CMD_OPTIONAL, "DAYS", "几天内到期 / expires within" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option show_options[] = {
	ASK_KEY_OPTIONS,
	ID_OPTION,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option scan_options[] = {
	SUBMIT_OPTIONS,
	{ "open", CMD_FLAG, NULL, "逐一生成线索 / open a lead for each" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const char *text(const struct value *map, const char *key)
{
	const char *t = value_get_string(map, key);

	return t != NULL && t[0] != '\0' ? t : "-";
}

/* ---- issue, renew ---- */

static int hand_in(struct cmd_call *call, const char *kind)
{
	struct value *request = value_map(call->arena), *document, *answer;
	struct value *prepared;
	struct submit s;
	struct why why = { 0 };
	enum err e = file_read_json(
	    call->arena, cmd_get(call, "document"), &document, &why);
	int code;

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	value_set(call->arena, request, "kind", value_text(call->arena, kind));
	value_set(call->arena, request, "document", document);
	submit_put(call, request, "case");
	code = submit_init(&s, call);
	if (code != CMD_OK)
		return code;
	code = submit_prepared(
	    &s, "/v1/licences/prepare", request, &prepared, &answer);
	submit_fini(&s);
	if (code != CMD_OK)
		return code;
	value_set(call->arena, answer, "identifier",
	    value_get(prepared, "identifier"));
	if (call->json)
		cmd_print_json(answer);
	else
		(void)printf("证照 / licence  %s\n行为 / act      %s\n时间 / "
			     "time     %s\n",
		    text(answer, "identifier"), text(answer, "id"),
		    text(answer, "time_text"));
	return CMD_OK;
}

static int run_issue(struct cmd_call *call)
{
	return hand_in(call, "licence.issue");
}

static int run_renew(struct cmd_call *call)
{
	return hand_in(call, "licence.renew");
}

/* ---- by identifier ---- */

/* The one that @node issued, or NULL. */
static const struct value *issued_by(const struct value *list, const char *node)
{
	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(value_get(value_at(list, i), "node"), node))
			return value_at(list, i);
	return NULL;
}

static struct value *id_of(struct cmd_call *call, const struct value *licence)
{
	struct digest id;

	if (digest_unhex(&id, bytes_text(text(licence, "act"))) != ERR_OK)
		return value_text(call->arena, "");
	return value_bin(call->arena, digest_bytes(&id));
}

static int run_event(struct cmd_call *call, const char *kind)
{
	struct value *body = value_map(call->arena), *answer;
	const struct value *list = NULL, *own;
	struct why why = { 0 };
	struct submit s;
	int code = submit_init(&s, call);

	if (code != CMD_OK)
		return code;
	code = cmd_drawn_find(call, cmd_get(call, "id"), &list);
	own = code == CMD_OK ? issued_by(list, s.node) : NULL;
	if (code == CMD_OK && own == NULL)
		code = cmd_fail(call,
		    why_set(&why, ERR_REFUSED,
			"此证照由 %s 签发,只有签发地可以变更 / it was issued by "
			"%s, who alone may do this",
			text(value_at(list, 0), "node"),
			text(value_at(list, 0), "node")),
		    &why);
	if (code == CMD_OK) {
		value_set(call->arena, body, "issue", id_of(call, own));
		submit_put(call, body, "reason");
		code = submit_act(&s, kind, body, NULL, &answer);
	}
	submit_fini(&s);
	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else
		(void)printf("%s  %s  %s\n", kind, text(answer, "id"),
		    text(answer, "time_text"));
	return CMD_OK;
}

static int run_suspend(struct cmd_call *call)
{
	return run_event(call, "licence.suspend");
}

static int run_resume(struct cmd_call *call)
{
	return run_event(call, "licence.resume");
}

static int run_revoke(struct cmd_call *call)
{
	return run_event(call, "licence.revoke");
}

/* ---- query ---- */

static int ask_for(
    struct submit *s, const struct value *licence, const char **ask)
{
	struct cmd_call *call = s->call;
	struct value *body = value_map(call->arena), *answer;
	int code;

	value_set(call->arena, body, "issue", id_of(call, licence));
	value_set(call->arena, body, "node", value_get(licence, "node"));
	submit_put(call, body, "reason");
	code = submit_act(s, "licence.ask", body, NULL, &answer);
	if (code == CMD_OK)
		*ask = value_get_string(answer, "id");
	return code;
}

static void tell_document(const struct value *v)
{
	const struct value *d = value_get(v, "document");
	struct table *t = table_new(2);

	table_row(t, "状态 / state", text(v, "state_zh"), NULL);
	table_row(t, "签发地 / node", text(v, "node_name"), NULL);
	for (size_t i = 0; i < value_count(d); i++) {
		const struct value_pair *p = &d->map.pairs[i];

		if (p->value->type == VALUE_TEXT)
			table_row(t, (const char *)p->key.p,
			    (const char *)p->value->bytes.p, NULL);
	}
	table_print(t);
}

static bool is_pending(const struct value *answer)
{
	bool pending = false;

	return value_get_bool(answer, "pending", &pending) && pending;
}

/* The issuer's node answers by itself; it may be far, or off. */
static int read_document(struct cmd_call *call, const char *ask, int64_t wait)
{
	struct timespec pause = { 0, LOOK_MS * 1000000L };
	struct value *request = value_map(call->arena), *answer;
	const struct clock *clock = clock_real();
	int64_t until = clock->wall_ms(clock) + wait * 1000;
	struct why why = { 0 };
	int code;

	value_set(call->arena, request, "ask", value_text(call->arena, ask));
	code = ask_post(call, "/v1/licences/read", request, &answer);
	while (code == CMD_OK && is_pending(answer) &&
	       clock->wall_ms(clock) < until) {
		(void)nanosleep(&pause, NULL);
		code = ask_post(call, "/v1/licences/read", request, &answer);
	}
	if (code != CMD_OK)
		return code;
	if (is_pending(answer))
		return cmd_fail(call,
		    why_set(&why, ERR_UNREACHABLE,
			"%s 尚未答复;事由已留痕,稍后用 licence read --ask %s / "
			"%s has not answered yet; the ask stands: later, "
			"licence read --ask %s",
			text(answer, "node"), ask, text(answer, "node"), ask),
		    &why);
	if (call->json)
		cmd_print_json(answer);
	else
		tell_document(answer);
	return CMD_OK;
}

static int run_read(struct cmd_call *call)
{
	struct submit s;
	int code = submit_init(&s, call);

	if (code != CMD_OK)
		return code;
	submit_fini(&s);
	return read_document(call, cmd_get(call, "ask"), 0);
}

static int run_query(struct cmd_call *call)
{
	const struct value *licence = NULL;
	const char *ask = NULL;
	uint64_t wait = WAIT_DEFAULT;
	struct submit s;
	int code;

	if (cmd_has(call, "wait") &&
	    text_decimal(&wait, bytes_text(cmd_get(call, "wait")), WAIT_MAX) !=
		ERR_OK)
		return cmd_usage(
		    call, "--wait 为 0 至 %d 秒 / is seconds", WAIT_MAX);
	if (strlen(cmd_get(call, "reason")) > ACT_BODY_TABLE_ASK_BYTES_MAX)
		return cmd_usage(call,
		    "--reason 至多 200 个汉字 (%d 字节) / has %d bytes at most",
		    ACT_BODY_TABLE_ASK_BYTES_MAX, ACT_BODY_TABLE_ASK_BYTES_MAX);
	code = submit_init(&s, call);
	if (code != CMD_OK)
		return code;
	code = cmd_drawn_one(call, cmd_get(call, "id"), &licence);
	if (code == CMD_OK)
		code = ask_for(&s, licence, &ask);
	submit_fini(&s);
	return code == CMD_OK ? read_document(call, ask, (int64_t)wait) : code;
}

/* ---- list, show ---- */

static void tell_lines(const struct value *list)
{
	struct table *t = table_new(5);

	table_row(t, "类型 / type", "签发地 / node", "状态 / state",
	    "有效期止 / until", "签发行为 / act", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);

		table_row(t, text(v, "type"), text(v, "node_name"),
		    text(v, "state_zh"), text(v, "until"), text(v, "act"),
		    NULL);
	}
	table_print(t);
}

static const char *with(
    struct cmd_call *call, const char *path, const char *option, char mark)
{
	if (!cmd_has(call, option))
		return path;
	return ask_path(call,
	    arena_print(call->arena, "%s%c%s=", path, mark, option),
	    cmd_get(call, option));
}

static int run_list(struct cmd_call *call)
{
	static const char *const names[] = { "node", "type", "state",
		"within" };
	const char *path = "/v1/licences";
	struct value *answer;
	int code;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		path = with(call, path, names[i],
		    strchr(path, '?') == NULL ? '?' : '&');
	code = ask_get(call, path, &answer);
	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else
		tell_lines(value_get(answer, "licences"));
	return CMD_OK;
}

static void tell_history(const struct value *v)
{
	const struct value *events = value_get(v, "events");
	const struct value *asks = value_get(v, "asks");
	struct table *t = table_new(4);

	for (size_t i = value_count(events); i-- > 0;) {
		const struct value *e = value_at(events, i);

		table_row(t, text(e, "time_text"), text(e, "event"),
		    text(e, "reason"), text(e, "until"), NULL);
	}
	for (size_t i = value_count(asks); i-- > 0;) {
		const struct value *q = value_at(asks, i);

		table_row(t, text(q, "time_text"), text(q, "node_name"),
		    text(q, "staff"), text(q, "reason"), NULL);
	}
	table_print(t);
}

static int run_show(struct cmd_call *call)
{
	const struct value *list = NULL;
	int code = cmd_drawn_find(call, cmd_get(call, "id"), &list);

	if (code != CMD_OK)
		return code;
	if (call->json) {
		struct value *out = value_map(call->arena);

		value_set(call->arena, out, "licences", list);
		cmd_print_json(out);
		return CMD_OK;
	}
	tell_lines(list);
	for (size_t i = 0; i < value_count(list); i++)
		tell_history(value_at(list, i));
	return CMD_OK;
}

/* ---- leads ---- */

static void tell_leads(const struct value *list)
{
	struct table *t = table_new(5);

	table_row(t, "证照类型 / type", "有效期止 / until", "事项 / item",
	    "事由 / trigger", "签发行为 / act", NULL);
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);

		table_row(t, text(v, "type"), text(v, "until"), text(v, "item"),
		    text(v, "trigger"), text(v, "act"), NULL);
	}
	table_print(t);
}

/* As the robot would; for a district that has none. */
static int open_leads(struct cmd_call *call, const struct value *list)
{
	struct submit s;
	int code = submit_init(&s, call);

	if (code != CMD_OK)
		return code;
	for (size_t i = 0; code == CMD_OK && i < value_count(list); i++) {
		const struct value *v = value_at(list, i);
		struct value *request = value_map(call->arena), *answer;
		struct value *licences = value_list(call->arena);

		value_push(call->arena, licences, value_get(v, "act"));
		value_set(call->arena, request, "kind",
		    value_text(call->arena, "case.lead.open"));
		value_set(call->arena, request, "item", value_get(v, "item"));
		value_set(
		    call->arena, request, "trigger", value_get(v, "trigger"));
		value_set(call->arena, request, "licences", licences);
		code = submit_case(&s, request, NULL, &answer);
	}
	submit_fini(&s);
	return code;
}

static int run_scan(struct cmd_call *call)
{
	struct value *answer;
	int code = ask_get(call, "/v1/leads", &answer);

	if (code == CMD_OK && cmd_has(call, "open"))
		code = open_leads(call, value_get(answer, "leads"));
	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else
		tell_leads(value_get(answer, "leads"));
	return CMD_OK;
}

const struct cmd cmd_licence_table[] = {
	{ "licence issue", "", 0, 0, issue_options, run_issue, "制发电子证照",
	    "issue a licence" },
	{ "licence renew", "", 0, 0, renew_options, run_renew, "延续电子证照",
	    "renew a licence" },
	{ "licence suspend", "", 0, 0, event_options, run_suspend,
	    "暂停电子证照", "suspend a licence" },
	{ "licence resume", "", 0, 0, event_options, run_resume, "恢复电子证照",
	    "resume a suspended licence" },
	{ "licence revoke", "", 0, 0, event_options, run_revoke, "注销电子证照",
	    "revoke a licence" },
	{ "licence query", "", 0, 0, query_options, run_query,
	    "查用电子证照,事由留痕", "open a licence, for a reason on record" },
	{ "licence read", "", 0, 0, read_options, run_read, "再取已申请的证照",
	    "open a licence that was asked for" },
	{ "licence list", "", 0, 0, list_options, run_list, "证照列表",
	    "list licences" },
	{ "licence show", "", 0, 0, show_options, run_show,
	    "证照状态与查用记录", "state of a licence, and who asked for it" },
	{ "licence import", "FILE", 1, 1, cmd_licence_import_options,
	    cmd_licence_import_run, "批量导入证照", "import licences" },
	{ "lead scan", "", 0, 0, scan_options, run_scan,
	    "到期前应主动服务的证照",
	    "licences for which a service is due unasked" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
