#include "node/document.h"

#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "node/document_table.h"
#include "node/html.h"
#include "node/qr.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/callback.h"
#include "schema/standard_text.h"

/* The standard's own document of that word, or NULL. */
static const struct value *own(
    const struct document_source *s, const struct document_row *row)
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

/* In the page's language, where the standard has it. */
static const char *title_of(
    const struct document_source *s, const struct value *map)
{
	const char *en = value_get_string(map, "en");

	return s->english && en != NULL ? en : value_get_string(map, "zh");
}

static const char *either(
    const struct document_source *s, const char *zh, const char *en)
{
	return s->english ? en : zh;
}

/* Names by the standard: "申请书、营业执照". */
static void put_named(struct buf *out, const struct document_source *s,
    const struct value *ids, const struct value *table, const char *id_key)
{
	for (size_t i = 0; i < value_count(ids); i++) {
		const struct value *id = value_at(ids, i);
		const char *zh = NULL;

		for (size_t k = 0; k < value_count(table); k++)
			if (value_equal(
				value_get(value_at(table, k), id_key), id))
				zh = title_of(s, value_at(table, k));
		html_text(out, bytes_text(i > 0 ? either(s, "、", ", ") : ""));
		html_text(out, zh != NULL ? bytes_text(zh) : id->bytes);
	}
	if (value_count(ids) == 0)
		html_text(out, bytes_text(either(s, "无", "none")));
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
		html_text(
		    out, bytes_text(count++ > 0 ? either(s, "、", ", ") : ""));
		html_text(out, bytes_text(title_of(s, m)));
	}
	if (count == 0)
		html_text(out, bytes_text(either(s, "无", "none")));
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
	put_named(out, s, list, value_get(s->standard, "materials"), "id");
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

/* Words of a body, as people say them. */
static const char *said(const struct document_source *s, const char *word)
{
	static const char *const words[][3] = { { "pickup", "自取", "pick-up" },
		{ "parcel", "邮寄", "parcel" },
		{ "elicence", "电子证照", "e-licence" },
		{ "agree", "同意", "agreed" },
		{ "disagree", "不同意", "not agreed" },
		{ "passed", "通过", "passed" },
		{ "failed", "未通过", "failed" },
		{ "held", "已举行", "held" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i][0], word) == 0)
			return either(s, words[i][1], words[i][2]);
	return word;
}

/* Where to go instead, who gets it, or how it ended. */
static const char *result_of(const struct document_source *s)
{
	static const char *const keys[] = { "instead", "to", "result",
		"opinion" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (text(s->act->body, keys[i])[0] != '\0')
			return said(s, text(s->act->body, keys[i]));
	return "";
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
		return title_of(s, s->standard);
	case STANDARD_TEXT_NAME:
		return s->name != NULL
			   ? s->name
			   : either(s, "申请人", "To the applicant");
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
		return result_of(s);
	case STANDARD_TEXT_MEANS:
		return said(s, text(body, "means"));
	case STANDARD_TEXT_PROMISE:
		return text(value_get(s->standard, "promise"), "text");
	case STANDARD_TEXT_DATE:
	case STANDARD_TEXT_LEVEL:
	case STANDARD_TEXT_MATERIALS:
	case STANDARD_TEXT_MISSING:
	case STANDARD_TEXT_CRITERIA:
	case STANDARD_TEXT_QR:
	case STANDARD_TEXT_CODE:
		break;
	}
	return NULL;
}

/* F-174: by which the person tells who called. */
static void put_code(struct buf *out, const struct act *act)
{
	char code[CALLBACK_ROOM];

	callback_format(
	    code, act->suite, act->has_dossier ? &act->dossier : &act->id);
	html_text(out, bytes_text(code));
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
		put_named(out, s, value_get(body, "materials"),
		    value_get(s->standard, "materials"), "id");
	else if (place == STANDARD_TEXT_MISSING)
		put_missing(out, s);
	else if (place == STANDARD_TEXT_CRITERIA)
		put_named(out, s, value_get(body, "criteria"),
		    value_get(s->standard, "criteria"), "code");
	else if (place == STANDARD_TEXT_CODE)
		put_code(out, s->act);
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
    const struct document_row *row, const struct value *mine)
{
	const char *const *ours = s->english ? row->lines_en : row->lines_zh;
	const struct value *lines = value_get(mine, "lines");

	for (size_t i = 0; i < value_count(lines); i++)
		put_line(out, s, value_at(lines, i)->bytes);
	for (size_t i = 0;
	     lines == NULL && i < DOCUMENT_TABLE_LINES_MAX && ours[i] != NULL;
	     i++)
		put_line(out, s, bytes_text(ours[i]));
}

static void put_foot(struct buf *out, const struct document_source *s)
{
	static const struct {
		const char *zh, *en;
		enum standard_text_place place;
	} cells[] = {
		{ "办件编号", "Case", STANDARD_TEXT_NUMBER },
		{ "大厅", "Hall", STANDARD_TEXT_HALL },
		{ "经办人", "Clerk", STANDARD_TEXT_STAFF },
		{ "入册时间", "On record", STANDARD_TEXT_TIME },
	};
	char id[DIGEST_HEX_ROOM];

	digest_hex(id, &s->act->id);
	buf_put_text(out, "<table>");
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		buf_print(out, "<tr><th>%s</th><td>",
		    either(s, cells[i].zh, cells[i].en));
		put_place(out, s, cells[i].place);
		buf_put_text(out, "</td></tr>");
	}
	buf_print(out,
	    "<tr><th>%s</th><td class=\"id\">%s</td></tr></table>\n"
	    "<p class=\"seal\">%s</p>\n",
	    either(s, "行为编号", "Act"), id, either(s, "(盖章)", "(seal)"));
}

/* A step of the standard's ladder has a name: 书面函告. */
static const char *step_of(const struct document_source *s)
{
	const struct value *ladder = value_get(s->standard, "escalation");
	const struct value *level = value_get(s->act->body, "level");

	for (size_t i = 0; level != NULL && i < value_count(ladder); i++)
		if (value_equal(value_get(value_at(ladder, i), "level"), level))
			return value_get_string(value_at(ladder, i), "zh");
	return NULL;
}

static void head(struct buf *out, const struct document_source *s,
    const struct document_row *row, const struct value *mine)
{
	struct buf title = { 0 };
	const char *step =
	    strcmp(row->kind, "case.escalate") == 0 && !s->english ? step_of(s)
								   : NULL;

	buf_put_text(&title,
	    mine != NULL ? text(mine, "zh") : either(s, row->zh, row->en));
	if (step != NULL)
		buf_print(&title, "(%s)", step);
	html_head(out, either(s, "zh-CN", "en"), buf_text(&title),
	    "body{max-width:40em;margin:2em auto;font-family:serif;"
	    "line-height:1.8}h1{text-align:center}th{text-align:left;"
	    "padding-right:1em;font-weight:normal}.id{font-family:monospace;"
	    "word-break:break-all}.seal{text-align:right}.qr{width:8cm;"
	    "height:8cm}@page{size:A4;margin:2cm}");
	buf_fini(&title);
}

enum err document_print(
    struct buf *out, const struct document_source *s, struct why *why)
{
	const struct document_row *row = document_table_find(
	    s->act->kind, value_get_string(s->standard, "matter"), s->word);
	const struct value *mine;
	enum err e;

	if (row == NULL)
		return why_set(why, ERR_NOT_FOUND,
		    "%s 不出具%s文书 / it leaves no such document",
		    s->act->kind, s->word != NULL ? "这种" : "");
	/* A standard's sentences are Chinese. */
	mine = s->english ? NULL : own(s, row);
	head(out, s, row, mine);
	put_lines(out, s, row, mine);
	put_foot(out, s);
	e = qr_svg(out, s->ticket);
	if (e != ERR_OK)
		return why_set(why, e,
		    "此行为文件过多,二维码放不下 / the act has too many files "
		    "for a QR code");
	buf_print(out, "\n<p>%s</p>\n</body>\n</html>\n",
	    either(s,
		"二维码可离线核验:tongban document check / the code verifies "
		"offline.",
		"The code verifies offline: tongban document check."));
	return ERR_OK;
}
