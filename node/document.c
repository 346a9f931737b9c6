#include "node/document.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "node/html.h"
#include "node/qr.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/standard_text.h"

#define LINES_MAX 6

/* Event, word in standards, title, sentences. */
static const struct row {
	const char *kind;
	const char *word;
	const char *zh;
	const char *lines[LINES_MAX];
} rows[] = {
	{ "case.receive", "receipt", "收件凭证",
	    { "{name}:{hall}于{time}收到你申请办理{item}的材料。",
		"已收材料:{materials}", "尚缺材料:{missing}",
		"本凭证不表示申请已被受理;逾期未一次性告知补正的,自收件之日起即为"
		"受理。" } },
	{ "case.lead.consent", "receipt", "收件凭证",
	    { "{name}:{hall}于{time}按你的同意办理{item}。",
		"已收材料:{materials}" } },
	{ "case.accept", "acceptance", "受理通知书",
	    { "{name}:你申请办理的{item}符合受理条件,自{date}起受理。",
		"承诺在{deadline}前作出决定。" } },
	{ "case.accept.gap", "gap_acceptance", "容缺受理通知书",
	    { "{name}:你申请办理的{item}自{date}起容缺受理。",
		"尚缺材料:{missing},请在承诺期限内补交。",
		"承诺在{deadline}前作出决定。" } },
	{ "case.accept.promise", "promise", "告知承诺书(回执)",
	    { "{name}:你申请办理的{item}自{date}起以告知承诺方式受理。",
		"承诺事项:{missing}。经核查不属实的,依法撤销决定并记入信用记录。",
		"承诺在{deadline}前作出决定。" } },
	{ "case.notice", "correction", "补正告知书",
	    { "{name}:你申请办理的{item}需要补正以下全部内容,此后不再另行提出。",
		"材料:{missing}", "条件:{criteria}", "{reason}",
		"请到任一通办大厅补交。" } },
	{ "case.supply", "receipt", "补正收件凭证",
	    { "{name}:{hall}于{time}收到你办理{item}的补正材料。",
		"已收材料:{materials}" } },
	{ "case.supply.lapse", "termination", "退件通知书",
	    { "{name}:你申请办理的{item}逾期未补正,现予退件。你可以重新申请。" } },
	{ "case.not_required", "not_required", "不需许可告知书",
	    { "{name}:你申请办理的{item}依法不需要取得许可。",
		"依据:{criteria}", "{reason}" } },
	{ "case.not_accept", "refusal_to_accept", "不予受理通知书",
	    { "{name}:你申请办理的{item}不予受理。", "理由:{criteria}{reason}",
		"请向{result}提出。" } },
	{ "case.special.start", "special", "特别程序告知书",
	    { "{name}:你申请办理的{item}自{date}起进入特别程序,需要{limit}。",
		"该期间按标准是否计入办理时限,见办事指南。" } },
	{ "case.extend", "extension", "延期告知书",
	    { "{name}:你申请办理的{item}经批准延长{limit}。",
		"理由:{reason}" } },
	{ "case.decide.yes", "decision", "决定书",
	    { "{name}:你申请办理的{item},经审查,准予。",
		"决定机关将在法定期限内送达结果。" } },
	{ "case.decide.no", "refusal", "不予决定书",
	    { "{name}:你申请办理的{item},经审查,不予批准。",
		"理由和救济途径见所附决定文件。",
		"你可以依法申请行政复议或者提起行政诉讼。" } },
	{ "case.deliver", "delivery", "送达回证",
	    { "{name}:{item}的结果已于{time}送达。", "方式:{means}",
		"受送达人签名:____________" } },
	{ "case.withdraw", "withdrawal", "撤回回执",
	    { "{name}:你办理{item}的申请已于{date}撤回。" } },
	{ "case.promise.withdraw", "correction", "补正告知书",
	    { "{name}:你撤回承诺后,{item}转按一般程序办理,请补交所承诺的材料。" } },
	{ "case.gap.lapse", "termination", "终止通知书",
	    { "{name}:你申请办理的{item}容缺材料逾期未补,终止办理。" } },
	{ "case.annul", "annulment", "作废说明",
	    { "{item}({number})因录入错误作废,原记录保留在日志中。",
		"理由:{reason}" } },
	{ "case.revoke", "revocation", "撤销决定书",
	    { "{name}:准予你办理{item}的决定予以撤销。", "理由:{reason}",
		"你可以依法申请行政复议或者提起行政诉讼。" } },
	{ "case.offer", "offer", "交办单",
	    { "{item}({number})转请{result}承接。", "事由:{reason}" } },
	{ "case.escalate", "supervision", "督办通知",
	    { "{item}({number})督办级别{level}。", "事由:{reason}" } },
};

static const struct row *find_row(const char *kind)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].kind, kind) == 0)
			return &rows[i];
	return NULL;
}

const char *document_word(const char *kind)
{
	const struct row *row = find_row(kind);

	return row == NULL ? NULL : row->word;
}

/* The standard's own document of that word, or NULL. */
static const struct value *own(
    const struct document_source *s, const struct row *row)
{
	const struct value *list = value_get(s->standard, "documents");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_is_text(
			value_get(value_at(list, i), "document"), row->word))
			return value_at(list, i);
	return NULL;
}

/* ---- places ---- */

static const char *text(const struct value *map, const char *key)
{
	const char *t = value_get_string(map, key);

	return t != NULL ? t : "";
}

/* Names by the standard: "申请书、营业执照". */
static void put_named(struct buf *out, const struct value *ids,
    const struct value *table, const char *id_key)
{
	for (size_t i = 0; i < value_count(ids); i++) {
		const struct value *id = value_at(ids, i);
		const char *zh = NULL;

		for (size_t k = 0; k < value_count(table); k++)
			if (value_equal(
				value_get(value_at(table, k), id_key), id))
				zh = value_get_string(value_at(table, k), "zh");
		html_text(out, bytes_text(i > 0 ? "、" : ""));
		html_text(out, zh != NULL ? bytes_text(zh) : id->bytes);
	}
	if (value_count(ids) == 0)
		html_text(out, bytes_text("无"));
}

/* Key materials of the standard that the act does not bring. */
static void put_not_given(struct buf *out, const struct document_source *s)
{
	const struct value *list = value_get(s->standard, "materials");
	const struct value *given = value_get(s->act->body, "materials");
	size_t count = 0;

	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *m = value_at(list, i);
		bool there = false;

		for (size_t k = 0; k < value_count(given); k++)
			there = there || value_equal(value_at(given, k),
					     value_get(m, "id"));
		if (there || strchr(text(m, "flags"), 'K') == NULL)
			continue;
		html_text(out, bytes_text(count++ > 0 ? "、" : ""));
		html_text(out, bytes_text(text(m, "zh")));
	}
	if (count == 0)
		html_text(out, bytes_text("无"));
}

static void put_missing(struct buf *out, const struct document_source *s)
{
	static const char *const keys[] = { "gaps", "promised", "materials" };
	const struct value *list = NULL;

	if (strcmp(s->act->kind, "case.receive") == 0) {
		put_not_given(out, s);
		return;
	}
	for (size_t i = 0; list == NULL && i < 3; i++)
		list = value_get(s->act->body, keys[i]);
	put_named(out, list, value_get(s->standard, "materials"), "id");
}

/* The line of the case's view that shows this act. */
static const struct value *seen(const struct document_source *s)
{
	const struct value *acts = value_get(s->dossier, "acts");
	char id[DIGEST_HEX_ROOM];

	digest_hex(id, &s->act->id);
	for (size_t i = 0; i < value_count(acts); i++)
		if (value_is_text(value_get(value_at(acts, i), "id"), id))
			return value_at(acts, i);
	return NULL;
}

static const char *means_zh(const char *means)
{
	static const char *const words[][2] = { { "pickup", "自取" },
		{ "parcel", "邮寄" }, { "elicence", "电子证照" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i][0], means) == 0)
			return words[i][1];
	return means;
}

/* A plain text for a place, or NULL where it is a list. */
static const char *plain(
    const struct document_source *s, enum standard_text_place place)
{
	const struct value *body = s->act->body;
	const struct value *line = seen(s);

	switch (place) {
	case STANDARD_TEXT_NUMBER:
		return text(s->dossier, "number");
	case STANDARD_TEXT_ITEM:
		return text(s->standard, "zh");
	case STANDARD_TEXT_NAME:
		return s->name != NULL ? s->name : "申请人";
	case STANDARD_TEXT_HALL:
		return text(line, "node_name");
	case STANDARD_TEXT_HOME:
		return text(s->dossier, "home_name");
	case STANDARD_TEXT_TIME:
		return text(line, "time_text");
	case STANDARD_TEXT_DEADLINE:
		return text(line, "deadline");
	case STANDARD_TEXT_REASON:
		return text(body, "reason");
	case STANDARD_TEXT_LIMIT:
	case STANDARD_TEXT_DAYS:
		return text(body, "limit");
	case STANDARD_TEXT_STAFF:
		return text(line, "staff_name");
	case STANDARD_TEXT_RESULT:
		return text(body, "instead")[0] != '\0' ? text(body, "instead")
							: text(body, "to");
	case STANDARD_TEXT_MEANS:
		return means_zh(text(body, "means"));
	case STANDARD_TEXT_DATE:
	case STANDARD_TEXT_LEVEL:
	case STANDARD_TEXT_MATERIALS:
	case STANDARD_TEXT_MISSING:
	case STANDARD_TEXT_CRITERIA:
	case STANDARD_TEXT_QR:
		break;
	}
	return NULL;
}

static void put_place(struct buf *out, const struct document_source *s,
    enum standard_text_place place)
{
	const struct value *body = s->act->body;
	const char *words = plain(s, place);
	int64_t level = 0;

	if (words != NULL)
		html_text(out, bytes_text(words));
	else if (place == STANDARD_TEXT_DATE)
		html_text(out,
		    bytes_part(bytes_text(text(seen(s), "time_text")), 0, 10));
	else if (place == STANDARD_TEXT_MATERIALS)
		put_named(out, value_get(body, "materials"),
		    value_get(s->standard, "materials"), "id");
	else if (place == STANDARD_TEXT_MISSING)
		put_missing(out, s);
	else if (place == STANDARD_TEXT_CRITERIA)
		put_named(out, value_get(body, "criteria"),
		    value_get(s->standard, "criteria"), "code");
	else if (value_get_int(body, "level", &level))
		buf_print(out, "%lld", (long long)level);
}

static void put_line(
    struct buf *out, const struct document_source *s, struct bytes line)
{
	struct standard_text_piece piece;
	enum standard_text_type type;

	buf_put_text(out, "<p>");
	while ((type = standard_text_next(&line, &piece)) != STANDARD_TEXT_END)
		if (type == STANDARD_TEXT_PLACE)
			put_place(out, s, piece.place);
		else
			html_text(out, piece.words);
	buf_put_text(out, "</p>\n");
}

static void put_lines(struct buf *out, const struct document_source *s,
    const struct row *row, const struct value *mine)
{
	const struct value *lines = value_get(mine, "lines");

	for (size_t i = 0; i < value_count(lines); i++)
		put_line(out, s, value_at(lines, i)->bytes);
	for (size_t i = 0;
	     lines == NULL && i < LINES_MAX && row->lines[i] != NULL; i++)
		put_line(out, s, bytes_text(row->lines[i]));
}

static void put_foot(struct buf *out, const struct document_source *s)
{
	char id[DIGEST_HEX_ROOM];

	digest_hex(id, &s->act->id);
	buf_put_text(out, "<table><tr><th>办件编号</th><td>");
	html_text(out, bytes_text(text(s->dossier, "number")));
	buf_put_text(out, "</td></tr><tr><th>大厅</th><td>");
	put_place(out, s, STANDARD_TEXT_HALL);
	buf_put_text(out, "</td></tr><tr><th>经办人</th><td>");
	put_place(out, s, STANDARD_TEXT_STAFF);
	buf_put_text(out, "</td></tr><tr><th>入册时间</th><td>");
	put_place(out, s, STANDARD_TEXT_TIME);
	buf_print(out,
	    "</td></tr><tr><th>行为编号</th><td class=\"id\">%s</td></tr>"
	    "</table>\n<p class=\"seal\">(盖章)</p>\n",
	    id);
}

enum err document_print(
    struct buf *out, const struct document_source *s, struct why *why)
{
	const struct row *row = find_row(s->act->kind);
	const struct value *mine;
	const char *title;
	enum err e;

	if (row == NULL)
		return why_set(why, ERR_NOT_FOUND,
		    "%s 不出具文书 / it leaves no document", s->act->kind);
	mine = own(s, row);
	title = mine != NULL ? text(mine, "zh") : row->zh;
	html_head(out, title,
	    "body{max-width:40em;margin:2em auto;font-family:serif;"
	    "line-height:1.8}h1{text-align:center}th{text-align:left;"
	    "padding-right:1em;font-weight:normal}.id{font-family:monospace;"
	    "word-break:break-all}.seal{text-align:right}.qr{width:8cm;"
	    "height:8cm}@page{size:A4;margin:2cm}");
	put_lines(out, s, row, mine);
	put_foot(out, s);
	e = qr_svg(out, s->ticket);
	if (e != ERR_OK)
		return why_set(why, e,
		    "此行为文件过多,二维码放不下 / the act has too many files "
		    "for a QR code");
	buf_put_text(out,
	    "\n<p>二维码可离线核验:tongban document check / the code verifies "
	    "offline.</p>\n</body>\n</html>\n");
	return ERR_OK;
}
