/*
 * Commands on a case that are a row of the machine's table and nothing more:
 * each option is a field of the act's body (schema/act_body_table.c), a
 * material or a paper.
 */
#include <string.h>

#include "base/text.h"
#include "node/cmd_credit.h"
#include "node/cmd_drawn.h"
#include "node/cmd_papers.h"
#include "node/file.h"
#include "node/submit.h"
#include "schema/act_body.h"

#define FIELD_ROOM 32

#define END                                \
	{                                  \
		NULL, CMD_FLAG, NULL, NULL \
	}
#define REASON                                                    \
	{                                                         \
		"reason", CMD_OPTIONAL, "TEXT", "说明 / remark" \
	}
#define WHY                                                    \
	{                                                      \
		"reason", CMD_REQUIRED, "TEXT", "理由 / why" \
	}
#define WORD                                                                        \
	{                                                                           \
		"word", CMD_OPTIONAL, "ID",                                         \
		    "所引代收补件(act 编号) / the contribution it rests on" \
	}
#define MATERIALS                                                                    \
	{ "material", CMD_REPEATED, "ID=FILE", "材料及文件 / a material" },          \
	    { "drawn", CMD_REPEATED, "ID[=IDENTIFIER]",                              \
		    "免交:共享取得,或由此标识的电子证照 / drawn from the library" }, \
	{                                                                            \
		"original", CMD_REPEATED, "ID",                                      \
		    "已核原件的材料 / the original was seen"                  \
	}
#define PAPER                                                             \
	{                                                                 \
		"paper", CMD_REPEATED, "ID=FILE",                         \
		    "其他文件,如 special.survey=FILE / other papers" \
	}
#define CRITERIA                                    \
	{                                           \
		"criteria", CMD_OPTIONAL, "CODE,…", \
		    "未满足的受理标准 / "   \
		    "criteria not met"              \
	}
#define OWED                                                                    \
	{ "owed", CMD_REQUIRED, "ID", "义务(act 编号) / the obligation" },      \
	{                                                                       \
		"for", CMD_OPTIONAL, "ID", "其中的材料 / of this material" \
	}
#define RESULT                                                              \
	{                                                                   \
		"result", CMD_REQUIRED, "WORD",                             \
		    "done|agree|disagree|confirmed|denied|not_found|"       \
		    "satisfied|dissatisfied|kept|broken|paid|received|lost" \
	}

#define OPTIONS(name) static const struct cmd_option name[]

OPTIONS(plain) = { SUBMIT_OPTIONS, END };
OPTIONS(reason) = { SUBMIT_OPTIONS, WHY, END };
OPTIONS(word) = { SUBMIT_OPTIONS, WORD, END };
OPTIONS(notice) = { SUBMIT_OPTIONS,
	{ "materials", CMD_OPTIONAL, "ID,…",
	    "所缺材料,一次告全 / all that lacks" },
	CRITERIA, WORD, REASON, END };
OPTIONS(supply) = { SUBMIT_OPTIONS, MATERIALS, WORD, END };
OPTIONS(not_required) = { SUBMIT_OPTIONS,
	{ "ground", CMD_REQUIRED, "criteria|law", "依据 / ground" }, CRITERIA,
	REASON, END };
OPTIONS(not_accept) = { SUBMIT_OPTIONS,
	{ "ground", CMD_REQUIRED,
	    "criteria|out_of_scope|not_competent|duplicate", "依据 / ground" },
	CRITERIA,
	{ "instead", CMD_OPTIONAL, "TEXT", "应向何处提出 / where to go" },
	REASON, END };
OPTIONS(special) = { SUBMIT_OPTIONS,
	{ "code", CMD_REQUIRED, "CODE", "标准所列特别程序 / of the standard" },
	{ "limit", CMD_REQUIRED, "5WD",
	    "告知申请人的时长 / how long, as told" },
	END };
OPTIONS(special_end) = { SUBMIT_OPTIONS,
	{ "result", CMD_REQUIRED, "passed|failed|held", "结果 / result" },
	PAPER, END };
OPTIONS(extend) = { SUBMIT_OPTIONS,
	{ "limit", CMD_REQUIRED, "10WD", "延长多久 / by how much" }, WHY, END };
OPTIONS(reopen) = { SUBMIT_OPTIONS,
	{ "owed", CMD_REQUIRED, "ID", "不满意的回访 / the visit" }, WHY, END };
OPTIONS(revoke) = { SUBMIT_OPTIONS,
	{ "ground", CMD_REQUIRED, "promise|law", "依据 / ground" },
	{ "owed", CMD_OPTIONAL, "ID", "查出虚假承诺的核查 / the check" },
	{ "for", CMD_OPTIONAL, "ID", "其中的材料 / of this material" },
	{ "hearing", CMD_REQUIRED, "offered|held|declined", "听证 / hearing" },
	PAPER, REASON, END };
OPTIONS(owe) = { SUBMIT_OPTIONS,
	{ "what", CMD_REQUIRED, "WORD",
	    "verify|assist|opinion|survey|expert|hearing|public|meeting|parcel|"
	    "fee|handle|visit|rectify|supervise|renew" },
	{ "to", CMD_REQUIRED, "NODE", "由谁履行 / who owes it" },
	{ "dept", CMD_OPTIONAL, "TEXT", "部门 / department" },
	{ "code", CMD_OPTIONAL, "CODE", "标准所列义务 / of the standard" },
	{ "for", CMD_OPTIONAL, "ID", "关于材料 / about this material" },
	{ "blocks", CMD_REQUIRED, "none|accept|decide|issue|close",
	    "了结前不能 / what waits for it" },
	{ "limit", CMD_OPTIONAL, "3WD", "时限 / limit" },
	{ "reads", CMD_FLAG, NULL, "可阅案卷 / reads the case" }, PAPER, REASON,
	END };
OPTIONS(owed) = { SUBMIT_OPTIONS, OWED, END };
OPTIONS(owed_answer) = { SUBMIT_OPTIONS, OWED, RESULT, PAPER, REASON, END };
OPTIONS(owed_close) = { SUBMIT_OPTIONS, OWED, RESULT,
	{ "answer", CMD_OPTIONAL, "ID",
	    "所引答复,默认最近一次 / the answer, default the last" },
	MATERIALS, WORD, END };
OPTIONS(owed_cancel) = { SUBMIT_OPTIONS, OWED, WHY, END };
OPTIONS(link) = { SUBMIT_OPTIONS,
	{ "to", CMD_REQUIRED, "NUMBER", "另一办件 / the other case" },
	{ "how", CMD_REQUIRED, "merge|precedent|project|child", "关系 / how" },
	END };
OPTIONS(contribute) = { SUBMIT_OPTIONS,
	{ "what", CMD_REQUIRED,
	    "supply|withdraw|promise|consent|drop|notice|note|handover",
	    "申请人的意思 / what the applicant wants" },
	MATERIALS, PAPER, END };
OPTIONS(rate) = { SUBMIT_OPTIONS,
	{ "level", CMD_REQUIRED, "1..5",
	    "1 非常满意 … 5 非常不满意 / 1 very satisfied … 5 not at all" },
	{ "named", CMD_FLAG, NULL, "实名 / with a name" },
	{ "channel", CMD_REQUIRED, "WORD", "渠道 / channel" }, END };
OPTIONS(escalate) = { SUBMIT_OPTIONS,
	{ "level", CMD_REQUIRED, "0..4", "0 提醒,1 至 4 四步曲 / 0 reminds" },
	{ "clock", CMD_REQUIRED, "C4", "时限 / which clock" },
	{ "owed", CMD_OPTIONAL, "ID", "义务 / the obligation" },
	{ "for", CMD_OPTIONAL, "ID", "其中的材料 / of this material" }, WHY,
	END };
OPTIONS(lead_open) = { SUBMIT_OPTIONS,
	{ "item", CMD_REQUIRED, "ITEM", "事项 / item" },
	{ "trigger", CMD_REQUIRED, "CODE", "主动服务事由 / trigger" }, PAPER,
	END };
OPTIONS(lead_contact) = { SUBMIT_OPTIONS,
	{ "means", CMD_REQUIRED, "phone|message|visit", "方式 / how" }, END };
OPTIONS(lead_consent) = { SUBMIT_OPTIONS,
	{ "consent", CMD_REQUIRED, "recorded|none", "同意 / consent" },
	{ "form", CMD_REQUIRED, "FILE", "申请表 JSON / the form, JSON" },
	MATERIALS,
	{ "print", CMD_REPEATED, "ID",
	    "由申请表打印的材料 / printed from the form" },
	WORD, PAPER, END };
OPTIONS(lead_drop) = { SUBMIT_OPTIONS, WORD, REASON, END };

static const struct {
	const char *words;
	const char *kind;
} kinds[] = {
	{ "case notice", "case.notice" },
	{ "case supply", "case.supply" },
	{ "case supply-lapse", "case.supply.lapse" },
	{ "case not-required", "case.not_required" },
	{ "case not-accept", "case.not_accept" },
	{ "case special start", "case.special.start" },
	{ "case special end", "case.special.end" },
	{ "case extend", "case.extend" },
	{ "case reopen", "case.reopen" },
	{ "case withdraw", "case.withdraw" },
	{ "case promise-withdraw", "case.promise.withdraw" },
	{ "case gap-lapse", "case.gap.lapse" },
	{ "case annul", "case.annul" },
	{ "case revoke", "case.revoke" },
	{ "case owe", "case.owe" },
	{ "case owed take", "case.owe.take" },
	{ "case owed answer", "case.owe.answer" },
	{ "case owed close", "case.owe.close" },
	{ "case owed cancel", "case.owe.cancel" },
	{ "case link", "case.link" },
	{ "case contribute", "case.contribute" },
	{ "case rate", "case.rate" },
	{ "case escalate", "case.escalate" },
	{ "lead open", "case.lead.open" },
	{ "lead contact", "case.lead.contact" },
	{ "lead consent", "case.lead.consent" },
	{ "lead drop", "case.lead.drop" },
};

static const char *kind_of(const struct cmd_call *call)
{
	size_t i = 0;

	while (strcmp(kinds[i].words, call->cmd->words) != 0)
		i++;
	return kinds[i].kind;
}

/* "M1,M2" */
static const struct value *texts_of(struct arena *a, const char *list)
{
	struct value *out = value_list(a);

	while (*list != '\0') {
		size_t n = strcspn(list, ",");

		value_push(a, out,
		    value_text_bytes(
			a, (struct bytes){ (const uint8_t *)list, n }));
		list += n + (list[n] == ',' ? 1 : 0);
	}
	return out;
}

static int put_count(struct cmd_call *call, struct value *request,
    const char *key, const char *text)
{
	uint64_t n;

	if (text_decimal(&n, bytes_text(text), INT32_MAX) != ERR_OK)
		return cmd_usage(call,
		    "--%s 应为整数 / is an integer, not \"%s\"", key, text);
	value_set(
	    call->arena, request, key, value_int(call->arena, (int64_t)n));
	return CMD_OK;
}

/* One field of the body from the option of its name. */
static int put_field(struct cmd_call *call, struct value *request,
    const struct act_body_field *f)
{
	const char *key = f->key + (f->key[0] == '?' ? 1 : 0);
	bool material = strcmp(key, "material") == 0;
	const char *text = cmd_get(call, material ? "for" : key);

	if (text == NULL)
		return CMD_OK;
	if (f->type == ACT_BODY_BOOL)
		value_set(
		    call->arena, request, key, value_bool(call->arena, true));
	else if (f->type == ACT_BODY_TEXTS)
		value_set(
		    call->arena, request, key, texts_of(call->arena, text));
	else if (f->type == ACT_BODY_COUNT)
		return put_count(call, request, key, text);
	else
		value_set(
		    call->arena, request, key, value_text(call->arena, text));
	return CMD_OK;
}

static int put_fields(struct cmd_call *call, struct value *request)
{
	const struct act_body *body = act_body_find(kind_of(call));
	int code = CMD_OK;

	for (size_t i = 0; code == CMD_OK && i < ACT_BODY_FIELDS_MAX &&
			   body->fields[i].type != ACT_BODY_END;
	     i++)
		code = put_field(call, request, &body->fields[i]);
	return code;
}

static void put_originals(struct cmd_call *call, struct value *request)
{
	struct value *list = value_list(call->arena);
	const char *id;

	for (size_t i = 0; (id = cmd_get_at(call, "original", i)) != NULL; i++)
		value_push(call->arena, list, value_text(call->arena, id));
	if (value_count(list) > 0)
		value_set(call->arena, request, "originals", list);
}

/* Materials that another act brought are named by their ids alone. */
static int put_papers(struct cmd_call *call, struct value *request)
{
	struct value *materials = value_map(call->arena);
	struct value *papers = value_map(call->arena), *form;
	struct why why = { 0 };
	enum err e = ERR_OK;
	int code = cmd_papers_small(call, materials, "material");

	if (code == CMD_OK)
		code = cmd_papers_small(call, papers, "paper");
	if (code == CMD_OK)
		e = cmd_papers_marks(call, materials, "drawn", &why);
	if (e == ERR_OK)
		e = cmd_papers_marks(call, materials, "print", &why);
	if (e == ERR_OK && cmd_has(call, "form")) {
		e = file_read_json(
		    call->arena, cmd_get(call, "form"), &form, &why);
		value_set(call->arena, request, "form", form);
	}
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (code == CMD_OK)
		code = cmd_papers_large(call, materials, "material");
	if (code == CMD_OK)
		code = cmd_papers_large(call, papers, "paper");
	if (code == CMD_OK)
		code = cmd_drawn_put(call, request);
	if (value_count(materials) > 0)
		value_set(call->arena, request, "materials", materials);
	if (value_count(papers) > 0)
		value_set(call->arena, request, "papers", papers);
	put_originals(call, request);
	return code;
}

/* Closed as broken, or revoked for it: what comes next is a mark (F-237). */
static bool breaks_promise(const struct value *request)
{
	return value_is_text(value_get(request, "result"), "broken") ||
	       value_is_text(value_get(request, "ground"), "promise");
}

/* The case that a link goes to, by its id: what is signed is compared. */
static int name_linked(struct cmd_call *call, struct value *request)
{
	struct value *dossier;
	int code;

	if (strcmp(kind_of(call), "case.link") != 0)
		return CMD_OK;
	code = ask_get(
	    call, ask_path(call, "/v1/cases/", cmd_get(call, "to")), &dossier);
	if (code == CMD_OK)
		value_set(call->arena, request, "to", value_get(dossier, "id"));
	return code;
}

static int run(struct cmd_call *call)
{
	struct value *request = value_map(call->arena), *answer;
	int code = put_fields(call, request);

	if (code == CMD_OK)
		code = name_linked(call, request);
	if (code == CMD_OK)
		code = put_papers(call, request);
	if (code == CMD_OK)
		code = submit_on(call, call->arguments[0], kind_of(call),
		    request, NULL, &answer);
	if (code == CMD_OK)
		submit_tell(call, call->arguments[0], request, answer);
	if (code == CMD_OK && breaks_promise(request))
		cmd_credit_hint(call, call->arguments[0]);
	return code;
}

/* A case that begins here has its number from the node. */
static int run_open(struct cmd_call *call)
{
	struct value *request = value_map(call->arena), *prepared, *answer;
	struct submit s;
	int code = put_fields(call, request);

	if (code == CMD_OK)
		code = put_papers(call, request);
	if (code == CMD_OK)
		code = submit_init(&s, call);
	if (code != CMD_OK)
		return code;
	value_set(call->arena, request, "kind",
	    value_text(call->arena, kind_of(call)));
	code = submit_case(&s, request, &prepared, &answer);
	submit_fini(&s);
	if (code != CMD_OK)
		return code;
	value_set(call->arena, answer, "number", value_get(prepared, "number"));
	submit_tell(
	    call, value_get_string(prepared, "number"), request, answer);
	return code;
}

#define ON_CASE(words, options, zh, en)                     \
	{                                                   \
		words, "NUMBER", 1, 1, options, run, zh, en \
	}

const struct cmd cmd_life_table[] = {
	ON_CASE(
	    "case notice", notice, "一次性告知", "say all that lacks, once"),
	ON_CASE("case supply", supply, "补正", "take what was asked for"),
	ON_CASE("case supply-lapse", plain, "逾期未补",
	    "end a case whose supply did not come"),
	ON_CASE("case not-required", not_required, "不需许可",
	    "say that no licence is needed"),
	ON_CASE("case not-accept", not_accept, "不予受理", "refuse to accept"),
	ON_CASE("case special start", special, "特别程序开始",
	    "begin a special procedure"),
	ON_CASE("case special end", special_end, "特别程序结束",
	    "end it, with its result"),
	ON_CASE("case extend", extend, "延长审批", "extend the limit, once"),
	ON_CASE("case reopen", reopen, "重新办理", "reopen an order, once"),
	ON_CASE(
	    "case withdraw", word, "撤回", "withdraw at the applicant's word"),
	ON_CASE("case promise-withdraw", word, "撤回承诺",
	    "the applicant withdraws a promise"),
	ON_CASE("case gap-lapse", plain, "容缺逾期",
	    "end a case whose gap stayed open"),
	ON_CASE("case annul", reason, "作废", "annul an entry error"),
	ON_CASE("case revoke", revoke, "撤销", "revoke after the decision"),
	ON_CASE("case owe", owe, "交办义务", "have something seen to"),
	ON_CASE("case owed take", owed, "义务承接", "take an obligation on"),
	ON_CASE("case owed answer", owed_answer, "义务答复",
	    "answer an obligation"),
	ON_CASE(
	    "case owed close", owed_close, "义务了结", "close an obligation"),
	ON_CASE("case owed cancel", owed_cancel, "义务撤销",
	    "cancel an obligation"),
	ON_CASE("case link", link, "关联", "link to another case"),
	ON_CASE("case contribute", contribute, "代收补件",
	    "take the applicant's word for the holder"),
	ON_CASE("case rate", rate, "评价", "rate: five levels"),
	ON_CASE("case escalate", escalate, "催办督办", "remind, escalate"),
	{ "lead open", "", 0, 0, lead_open, run_open, "线索生成",
	    "open a lead: a service nobody has asked for" },
	ON_CASE("lead contact", lead_contact, "联系",
	    "record a contact, with the call-back code"),
	ON_CASE("lead consent", lead_consent, "征得同意",
	    "turn the lead into a case"),
	ON_CASE("lead drop", lead_drop, "放弃", "drop the lead"),
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
