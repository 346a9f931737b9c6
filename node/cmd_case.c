/*
 * Commands of a hall: hand over, accept, decide, deliver, close.
 *
 * Each signs one act with the clerk's key, which never leaves this process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "node/case_show.h"
#include "node/cmd_drawn.h"
#include "node/cmd_papers.h"
#include "node/file.h"
#include "node/pieces.h"
#include "node/submit.h"

static const char *number_of(const struct cmd_call *call)
{
	return call->arguments[0];
}

/* Sign and hand in an act of a case that is there already. */
static int act_on(
    struct cmd_call *call, const char *kind, struct value *request)
{
	struct value *answer;
	int code =
	    submit_on(call, number_of(call), kind, request, NULL, &answer);

	if (code == CMD_OK)
		submit_tell(call, number_of(call), request, answer);
	return code;
}

/* A file into the request's papers. */
static int put_paper(struct cmd_call *call, struct value *request,
    const char *id, const char *path)
{
	struct value *papers = value_map(call->arena), *given = NULL;
	int code = pieces_give(call, path, &given);

	if (code != CMD_OK)
		return code;
	value_set(call->arena, papers, id, given);
	value_set(call->arena, request, "papers", papers);
	return CMD_OK;
}

/* ---- custody ---- */

static const struct cmd_option offer_options[] = {
	SUBMIT_OPTIONS,
	{ "to", CMD_REQUIRED, "NODE", "承接节点 / who shall take it" },
	{ "reason", CMD_OPTIONAL, "TEXT", "事由 / reason" },
	{ "days", CMD_OPTIONAL, "N",
	    "承接期限(自然日),默认 3 / days to answer, default 3" },
	{ "word", CMD_OPTIONAL, "ID",
	    "所应的转办请求(act 编号) / the request that it answers" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_offer(struct cmd_call *call)
{
	struct value *request = value_map(call->arena);
	const char *text = cmd_has(call, "days") ? cmd_get(call, "days") : "3";
	uint64_t days;

	if (text_decimal(&days, bytes_text(text), 366) != ERR_OK || days == 0)
		return cmd_usage(call, "--days 为 1 至 366 / is 1 to 366");
	submit_put(call, request, "to");
	if (cmd_has(call, "word"))
		submit_put(call, request, "word");
	value_set(call->arena, request, "reason",
	    value_text(call->arena,
		cmd_has(call, "reason") ? cmd_get(call, "reason") : "转办"));
	value_set(call->arena, request, "days",
	    value_int(call->arena, (int64_t)days));
	return act_on(call, "case.offer", request);
}

static const struct cmd_option take_options[] = {
	SUBMIT_OPTIONS,
	{ "waive", CMD_FLAG, NULL,
	    "材料未到齐也承接 / take it before all files are here" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_take(struct cmd_call *call)
{
	struct value *request = value_map(call->arena);

	value_set(call->arena, request, "waived",
	    value_bool(call->arena, cmd_has(call, "waive")));
	return act_on(call, "case.take", request);
}

static const struct cmd_option refuse_options[] = {
	SUBMIT_OPTIONS,
	{ "reason", CMD_REQUIRED, "TEXT", "退单理由 / reason" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_refuse(struct cmd_call *call)
{
	struct value *request = value_map(call->arena);

	submit_put(call, request, "reason");
	return act_on(call, "case.refuse", request);
}

static const struct cmd_option plain_options[] = {
	SUBMIT_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_reclaim(struct cmd_call *call)
{
	return act_on(call, "case.reclaim", value_map(call->arena));
}

/* ---- the main state ---- */

static const struct cmd_option accept_options[] = {
	SUBMIT_OPTIONS,
	{ "facts", CMD_REQUIRED, "FILE",
	    "核验事实 JSON / the facts that were checked, JSON" },
	{ "drawn", CMD_REPEATED, "ID[=IDENTIFIER]",
	    "受理时取得的证照或共享材料 / drawn now" },
	{ "original", CMD_REPEATED, "ID",
	    "已核原件的材料 / the original was seen" },
	{ "manual", CMD_REPEATED, "CODE",
	    "由受理人判断的标准 / a criterion that the acceptor judged" },
	{ "gap", CMD_REPEATED, "ID", "容缺:以后补交 / follows later" },
	{ "promise", CMD_REPEATED, "ID", "告知承诺 / promised instead" },
	{ "undertaking", CMD_OPTIONAL, "FILE",
	    "申请人签署的承诺书 / the applicant's signed undertaking" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_accept(struct cmd_call *call)
{
	struct value *request = value_map(call->arena), *facts;
	bool promises = cmd_has(call, "promise");
	bool gaps = cmd_has(call, "gap");
	struct why why = { 0 };
	int code = CMD_OK;
	enum err e =
	    file_read_json(call->arena, cmd_get(call, "facts"), &facts, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if ((gaps || promises) != cmd_has(call, "undertaking"))
		return cmd_usage(call,
		    "--gap、--promise 与 --undertaking 一起使用 / an "
		    "undertaking goes with --gap or --promise");
	value_set(call->arena, request, "facts", facts);
	cmd_drawn_names(call, request, "materials");
	submit_put_list(call, request, "originals", "original");
	submit_put_list(call, request, "manual", "manual");
	submit_put_list(call, request, "gaps", "gap");
	submit_put_list(call, request, "promised", "promise");
	if (gaps || promises)
		code = put_paper(call, request, promises ? "promise" : "gap",
		    cmd_get(call, "undertaking"));
	if (code == CMD_OK)
		code = cmd_drawn_put(call, request);
	if (code != CMD_OK)
		return code;
	return act_on(call,
	    promises ? "case.accept.promise"
		     : (gaps ? "case.accept.gap" : "case.accept"),
	    request);
}

static int run_review(struct cmd_call *call)
{
	return act_on(call, "case.review.start", value_map(call->arena));
}

static const struct cmd_option opine_options[] = {
	SUBMIT_OPTIONS,
	{ "level", CMD_REQUIRED, "N", "审批层级 / approval level" },
	{ "opinion", CMD_OPTIONAL, "agree|disagree",
	    "意见,默认 agree / opinion" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int with_level(
    struct cmd_call *call, const char *kind, struct value *request)
{
	uint64_t level;

	if (text_decimal(&level, bytes_text(cmd_get(call, "level")), 16) !=
	    ERR_OK)
		return cmd_usage(call, "--level 为 0 至 16 / is 0 to 16");
	value_set(call->arena, request, "level",
	    value_int(call->arena, (int64_t)level));
	return act_on(call, kind, request);
}

static int run_opine(struct cmd_call *call)
{
	struct value *request = value_map(call->arena);
	const char *opinion = cmd_get(call, "opinion");

	value_set(call->arena, request, "opinion",
	    value_text(call->arena, opinion != NULL ? opinion : "agree"));
	return with_level(call, "case.opine", request);
}

static const struct cmd_option decide_options[] = {
	SUBMIT_OPTIONS,
	{ "level", CMD_REQUIRED, "N",
	    "审批层级,首次接触即答复为 0 / approval level; 0: at first contact" },
	{ "no", CMD_OPTIONAL, "FILE",
	    "不予:理由和救济途径文件 / refused: a file with the reasons and "
	    "remedies" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_decide(struct cmd_call *call)
{
	struct value *request = value_map(call->arena);
	int code = CMD_OK;

	if (cmd_has(call, "no"))
		code =
		    put_paper(call, request, "decision", cmd_get(call, "no"));
	if (code != CMD_OK)
		return code;
	return with_level(call,
	    cmd_has(call, "no") ? "case.decide.no" : "case.decide.yes",
	    request);
}

static const struct cmd_option issue_options[] = {
	SUBMIT_OPTIONS,
	{ "result", CMD_REQUIRED, "FILE", "证照文件 / what is issued" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_issue(struct cmd_call *call)
{
	struct value *request = value_map(call->arena);
	struct value *given = NULL;
	int code = pieces_give(call, cmd_get(call, "result"), &given);

	if (code != CMD_OK)
		return code;
	/* What is small has always been the text itself. */
	value_set(call->arena, request, "result",
	    value_get(given, "base64") != NULL ? value_get(given, "base64")
					       : given);
	return act_on(call, "case.issue", request);
}

static const struct cmd_option deliver_options[] = {
	SUBMIT_OPTIONS,
	{ "means", CMD_REQUIRED, "pickup|parcel|elicence",
	    "送达方式 / how it was delivered" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_deliver(struct cmd_call *call)
{
	struct value *request = value_map(call->arena);

	submit_put(call, request, "means");
	return act_on(call, "case.deliver", request);
}

static int run_close(struct cmd_call *call)
{
	return act_on(call, "case.close", value_map(call->arena));
}

/* ---- looking ---- */

static const struct cmd_option ask_only[] = {
	ASK_KEY_OPTIONS,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static int run_show(struct cmd_call *call)
{
	struct value *dossier;
	int code = ask_get(
	    call, ask_path(call, "/v1/cases/", number_of(call)), &dossier);

	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(dossier);
	else
		case_show_summary(dossier);
	return CMD_OK;
}

static const struct cmd_option list_options[] = {
	ASK_KEY_OPTIONS,
	{ "words", CMD_OPTIONAL, "WORDS",
	    "按词查找:编号的一段、事项、区县、渠道、状态 / by words: a part "
	    "of a number, item, district, channel, state" },
	{ "after", CMD_OPTIONAL, "CURSOR", "续看 / go on after" },
	{ "limit", CMD_OPTIONAL, "N", "条数 / how many" },
	{ "duplicates", CMD_FLAG, NULL,
	    "只列同人、同事项、同年的 / only those of one person, item, year" },
	{ "owed", CMD_OPTIONAL, "KIND,…|any",
	    "只列有这些未了义务的,如 supervise,rectify / with what is owed" },
	{ "to", CMD_OPTIONAL, "NODE", "义务人 / owed by" },
	{ "ended", CMD_FLAG, NULL, "也列已了结的义务 / ended ones as well" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const char *list_path(struct cmd_call *call)
{
	static const char *const names[] = { "words", "owed", "to", "after" };
	const char *limit = cmd_get(call, "limit");
	const char *path = arena_print(call->arena, "/v1/cases?limit=%s%s%s",
	    limit != NULL ? limit : "50",
	    cmd_has(call, "duplicates") ? "&duplicates=1" : "",
	    cmd_has(call, "ended") ? "&ended=1" : "");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (cmd_has(call, names[i]))
			path = ask_path(call,
			    arena_print(call->arena, "%s&%s=", path, names[i]),
			    cmd_get(call, names[i]));
	return path;
}

static int run_list(struct cmd_call *call)
{
	struct value *answer;
	int code;

	if (cmd_has(call, "words") &&
	    (cmd_has(call, "owed") || cmd_has(call, "duplicates")))
		return cmd_usage(call,
		    "--words 不与 --owed、--duplicates 一起使用 / goes with "
		    "neither --owed nor --duplicates");
	if (!cmd_has(call, "owed") &&
	    (cmd_has(call, "to") || cmd_has(call, "ended")))
		return cmd_usage(
		    call, "--to、--ended 与 --owed 一起使用 / go with --owed");
	code = ask_get(call, list_path(call), &answer);
	if (code != CMD_OK)
		return code;
	if (call->json)
		cmd_print_json(answer);
	else if (cmd_has(call, "owed"))
		case_show_owed(answer);
	else
		case_show_list(answer);
	return CMD_OK;
}

const struct cmd cmd_case_table[] = {
	{ "case offer", "NUMBER", 1, 1, offer_options, run_offer, "转办",
	    "offer the case to another district" },
	{ "case take", "NUMBER", 1, 1, take_options, run_take, "承接",
	    "take an offered case" },
	{ "case refuse", "NUMBER", 1, 1, refuse_options, run_refuse, "退单",
	    "refuse an offered case" },
	{ "case reclaim", "NUMBER", 1, 1, plain_options, run_reclaim, "收回",
	    "take an unanswered offer back" },
	{ "case accept", "NUMBER", 1, 1, accept_options, run_accept, "受理",
	    "accept" },
	{ "case review", "NUMBER", 1, 1, plain_options, run_review, "转审查",
	    "begin the review" },
	{ "case opine", "NUMBER", 1, 1, opine_options, run_opine, "审核意见",
	    "give the opinion of a level" },
	{ "case decide", "NUMBER", 1, 1, decide_options, run_decide,
	    "准予或不予", "decide: granted, or --no" },
	{ "case issue", "NUMBER", 1, 1, issue_options, run_issue, "制证",
	    "issue the result" },
	{ "case deliver", "NUMBER", 1, 1, deliver_options, run_deliver, "送达",
	    "deliver the result" },
	{ "case close", "NUMBER", 1, 1, plain_options, run_close, "办结",
	    "close the case" },
	{ "case show", "NUMBER", 1, 1, ask_only, run_show, "查看办件",
	    "show a case" },
	{ "case list", "", 0, 0, list_options, run_list, "办件列表",
	    "list the cases" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
