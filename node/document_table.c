#include "node/document_table.h"

#include <string.h>

#include "base/mem.h"

#define REMEDY_ZH "你可以依法申请行政复议或者提起行政诉讼。"
#define REMEDY_EN                                                       \
	"You may apply for administrative reconsideration or bring an " \
	"administrative action as the law provides."

static const struct document_row rows[] = {
	/* Of tasks first: the same event leaves them another paper. */
	{ "case.offer", DOCUMENT_TASK, "order", "交办单", "Assignment",
	    { "{item}({number})交由{result}办理。", "事由:{reason}" },
	    { "{item} ({number}) is assigned to {result}.",
		"Reason: {reason}" } },
	{ "case.decide.yes", DOCUMENT_TASK, "answer", "答复单", "Reply",
	    { "{name}:你反映的{item}({number})已办理,由{hall}答复。",
		"对答复不满意的,可在回访时提出,或申请重新办理。" },
	    { "{name}: {item} ({number}) was seen to; {hall} replies.",
		"If you are not satisfied, say so when you are called, or ask "
		"for it to be taken up again." } },

	{ "case.receive", DOCUMENT_ANY, "receipt", "收件凭证", "Receipt",
	    { "{name}:{hall}于{time}收到你申请办理{item}的材料。",
		"已收材料:{materials}", "尚缺材料:{missing}",
		"本凭证不表示申请已被受理;逾期未一次性告知补正的,自收件之日起即为"
		"受理。" },
	    { "{name}: {hall} received your papers for {item} on {time}.",
		"Received: {materials}", "Still missing: {missing}",
		"This is no acceptance. If nobody tells you in time, at once, "
		"what is missing, the application is accepted from the day of "
		"receipt." } },
	{ "case.lead.open", DOCUMENT_ANY, "lead", "主动服务告知单(预填申请)",
	    "Service offered unasked",
	    { "{name}:{hall}主动为你办理{item},你没有提出申请,是否办理由你决定。",
		"回呼码:{code}。到任一通办大厅报此码,可核实是否为政府来电。",
		"同意后由窗口按登记信息预填申请,不需另交证照。" },
	    { "{name}: {hall} offers {item}; you have not applied, and it is "
	      "for you to decide.",
		"Call-back code: {code}. Any hall can tell by it whether it was "
		"the government that called.",
		"With your consent the application is filled in from what is on "
		"record; no licence has to be handed in." } },
	{ "case.lead.consent", DOCUMENT_ANY, "receipt", "收件凭证", "Receipt",
	    { "{name}:{hall}于{time}按你的同意办理{item}。",
		"已收材料:{materials}" },
	    { "{name}: with your consent {hall} took up {item} on {time}.",
		"Received: {materials}" } },
	{ "case.accept", DOCUMENT_ANY, "acceptance", "受理通知书",
	    "Notice of acceptance",
	    { "{name}:你申请办理的{item}符合受理条件,自{date}起受理。",
		"承诺在{deadline}前作出决定。" },
	    { "{name}: your application for {item} is accepted from {date} on.",
		"We promise a decision by {deadline}." } },
	{ "case.accept.gap", DOCUMENT_ANY, "gap_acceptance", "容缺受理通知书",
	    "Notice of acceptance, papers to follow",
	    { "{name}:你申请办理的{item}自{date}起容缺受理。",
		"尚缺材料:{missing},请在承诺期限内补交。",
		"承诺在{deadline}前作出决定。" },
	    { "{name}: your application for {item} is accepted from {date} on.",
		"To follow, within the time you promised: {missing}",
		"We promise a decision by {deadline}." } },
	{ "case.accept.gap", DOCUMENT_ANY, "undertaking", "容缺承诺书",
	    "Undertaking",
	    { "本人申请办理{item}({number}),承诺补交:{missing}。",
		"逾期未补的,同意按标准的容缺规定处理。",
		"承诺人签名:____________  日期:____________" },
	    { "Applying for {item} ({number}), I undertake to hand in: "
	      "{missing}",
		"If I do not in time, what the standard says of it applies.",
		"Signature: ____________  Date: ____________" } },
	{ "case.accept.promise", DOCUMENT_ANY, "promise",
	    "告知承诺书(受理回执)", "Accepted on a promise",
	    { "{name}:你申请办理的{item}自{date}起以告知承诺方式受理。",
		"承诺事项:{missing}。经核查不属实的,依法撤销决定并记入信用记录。",
		"承诺在{deadline}前作出决定。" },
	    { "{name}: your application for {item} is accepted on a promise "
	      "from {date} on.",
		"Promised: {missing}. What is found untrue has the decision "
		"revoked and stands in the credit record.",
		"We promise a decision by {deadline}." } },
	{ "case.accept.promise", DOCUMENT_ANY, "undertaking", "告知承诺书",
	    "Undertaking",
	    { "本人申请办理{item}({number}),已被告知条件和后果,承诺:{promise}",
		"以承诺代替的材料:{missing}。",
		"承诺人签名:____________  日期:____________" },
	    { "Applying for {item} ({number}), told of all conditions, I "
	      "undertake: {promise}",
		"In place of: {missing}",
		"Signature: ____________  Date: ____________" } },
	{ "case.notice", DOCUMENT_ANY, "correction", "补正告知书",
	    "Notice of what is missing",
	    { "{name}:你申请办理的{item}需要补正以下全部内容,此后不再另行提出。",
		"材料:{missing}", "条件:{criteria}", "{reason}",
		"请到任一通办大厅补交。" },
	    { "{name}: {item} lacks all of this; no more will be asked for.",
		"Papers: {missing}", "Conditions: {criteria}", "{reason}",
		"Hand them in at any hall." } },
	{ "case.supply", DOCUMENT_ANY, "receipt", "补正收件凭证",
	    "Receipt of what was missing",
	    { "{name}:{hall}于{time}收到你办理{item}的补正材料。",
		"已收材料:{materials}" },
	    { "{name}: {hall} received what was missing for {item} on {time}.",
		"Received: {materials}" } },
	{ "case.supply.lapse", DOCUMENT_ANY, "termination", "退件通知书",
	    "Application returned",
	    { "{name}:你申请办理的{item}逾期未补正,现予退件。你可以重新申请。" },
	    { "{name}: what your application for {item} lacked was not handed "
	      "in in time; it is returned. You may apply again." } },
	{ "case.not_required", DOCUMENT_ANY, "not_required", "不需许可告知书",
	    "No licence is needed",
	    { "{name}:你申请办理的{item}依法不需要取得许可。",
		"依据:{criteria}", "{reason}" },
	    { "{name}: by law {item} needs no licence.", "Ground: {criteria}",
		"{reason}" } },
	{ "case.not_accept", DOCUMENT_ANY, "refusal_to_accept",
	    "不予受理通知书", "Notice of non-acceptance",
	    { "{name}:你申请办理的{item}不予受理。", "理由:{criteria}{reason}",
		"请向{result}提出。", REMEDY_ZH },
	    { "{name}: your application for {item} is not accepted.",
		"Reason: {criteria} {reason}", "Apply to: {result}",
		REMEDY_EN } },
	{ "case.special.start", DOCUMENT_ANY, "special", "特别程序告知书",
	    "Notice of a special procedure",
	    { "{name}:你申请办理的{item}自{date}起进入特别程序,需要{limit}。",
		"该期间按标准是否计入办理时限,见办事指南。" },
	    { "{name}: a special procedure of {item} begins on {date} and takes "
	      "{limit}.",
		"Whether it counts towards the limits stands in the guide." } },
	{ "case.special.end", DOCUMENT_ANY, "special_result",
	    "特别程序结果告知书", "Result of the special procedure",
	    { "{name}:你申请办理的{item}的特别程序于{date}结束,办理时限继续计算。",
		"结果:{result}" },
	    { "{name}: the special procedure of {item} ended on {date}; the "
	      "limits run again.",
		"Result: {result}" } },
	{ "case.opine", DOCUMENT_ANY, "opinion", "审核意见", "Opinion",
	    { "{item}({number})第{level}级审核意见:{result}",
		"审核人:{staff}" },
	    { "Level {level} on {item} ({number}): {result}",
		"Signed by {staff}" } },
	{ "case.extend", DOCUMENT_ANY, "extension", "延期告知书",
	    "Notice of extension",
	    { "{name}:你申请办理的{item}经批准延长{limit}。", "理由:{reason}" },
	    { "{name}: the time for {item} is extended by {limit}.",
		"Reason: {reason}" } },
	{ "case.decide.yes", DOCUMENT_ANY, "decision", "决定书", "Decision",
	    { "{name}:你申请办理的{item},经审查,准予。",
		"决定机关将在法定期限内送达结果。" },
	    { "{name}: your application for {item} is granted.",
		"The result will be delivered within the time of the law." } },
	{ "case.decide.no", DOCUMENT_ANY, "refusal", "不予决定书", "Refusal",
	    { "{name}:你申请办理的{item},经审查,不予批准。",
		"理由和救济途径见所附决定文件。", REMEDY_ZH },
	    { "{name}: your application for {item} is refused.",
		"Reasons and remedies stand in the decision enclosed.",
		REMEDY_EN } },
	{ "case.deliver", DOCUMENT_ANY, "delivery", "送达回证",
	    "Acknowledgement of delivery",
	    { "{name}:{item}的结果已于{time}送达。", "方式:{means}",
		"受送达人签名:____________" },
	    { "{name}: the result of {item} was delivered on {time}.",
		"By: {means}", "Received by (signature): ____________" } },
	{ "case.withdraw", DOCUMENT_ANY, "withdrawal", "撤回回执",
	    "Receipt of withdrawal",
	    { "{name}:你办理{item}的申请已于{date}撤回。" },
	    { "{name}: your application for {item} was withdrawn on "
	      "{date}." } },
	{ "case.promise.withdraw", DOCUMENT_ANY, "correction", "补正告知书",
	    "Notice of what is missing",
	    { "{name}:你撤回承诺后,{item}转按一般程序办理,请补交所承诺的材料。" },
	    { "{name}: you withdrew your promise; {item} goes on the ordinary "
	      "way. Please hand in what you had promised." } },
	{ "case.gap.lapse", DOCUMENT_ANY, "termination", "终止通知书",
	    "Notice of termination",
	    { "{name}:你申请办理的{item}容缺材料逾期未补,终止办理。" },
	    { "{name}: what was to follow for {item} did not in time; it is "
	      "ended." } },
	{ "case.annul", DOCUMENT_ANY, "annulment", "作废说明", "Annulment",
	    { "{item}({number})因录入错误作废,原记录保留在日志中。",
		"理由:{reason}" },
	    { "{item} ({number}) is void for an error of entry; the record "
	      "stays in the log.",
		"Reason: {reason}" } },
	{ "case.revoke", DOCUMENT_ANY, "revocation", "撤销决定书", "Revocation",
	    { "{name}:准予你办理{item}的决定予以撤销。", "理由:{reason}",
		REMEDY_ZH },
	    { "{name}: the decision that granted {item} is revoked.",
		"Reason: {reason}", REMEDY_EN } },
	{ "case.offer", DOCUMENT_ANY, "offer", "转办单", "Hand-over",
	    { "{item}({number})转请{result}承接。", "事由:{reason}" },
	    { "{result} is asked to take {item} ({number}).",
		"Reason: {reason}" } },
	{ "case.reassign", DOCUMENT_ANY, "reassignment", "改派通知书",
	    "Reassignment",
	    { "{item}({number})由主管改派{result}办理。", "事由:{reason}" },
	    { "The authority reassigns {item} ({number}) to {result}.",
		"Reason: {reason}" } },
	{ "case.escalate", DOCUMENT_ANY, "supervision", "督办单", "Supervision",
	    { "{item}({number})督办级别{level}。", "事由:{reason}" },
	    { "{item} ({number}), level {level}.", "Reason: {reason}" } },
};

static bool is_task(const char *matter)
{
	static const char *const words[] = { "order", "unresolved", "repair",
		"proof", "supervision" };

	for (size_t i = 0;
	     matter != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], matter) == 0)
			return true;
	return false;
}

const struct document_row *document_table_find(
    const char *kind, const char *matter, const char *word)
{
	for (size_t i = 0; i < document_table_count(); i++)
		if (strcmp(rows[i].kind, kind) == 0 &&
		    (rows[i].matter == DOCUMENT_ANY || is_task(matter)) &&
		    (word == NULL || strcmp(rows[i].word, word) == 0))
			return &rows[i];
	return NULL;
}

size_t document_table_count(void)
{
	return sizeof(rows) / sizeof(rows[0]);
}

const struct document_row *document_table_at(size_t i)
{
	must(i < document_table_count());
	return &rows[i];
}
