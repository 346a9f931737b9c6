#include "node/guide.h"

#include <inttypes.h>
#include <string.h>

#include "node/html.h"
#include "schema/limit.h"

static const char style[] =
    "body{max-width:44em;margin:2em auto;font-family:serif;line-height:1.7}"
    "h1{text-align:center}h2{border-bottom:1px solid #999;font-size:1.1em}"
    "p{margin:.2em 0}@page{size:A4;margin:2cm}";

struct word {
	const char *word;
	const char *zh;
};

static const struct word modes[] = { { "online", "全程网办" },
	{ "proxy", "异地代收代办" }, { "joint", "多地联办" },
	{ "any", "任一通办大厅无差别受理" }, { "proactive", "主动服务" },
	{ "onsite", "到窗口" }, { "visit", "上门服务" },
	{ "kiosk", "自助终端" }, { "agent", "帮办代办" }, { NULL, NULL } };
static const struct word scopes[] = { { "nation", "全国" },
	{ "province", "全省" }, { "city", "全市" }, { "county", "本县区" },
	{ NULL, NULL } };
static const struct word media[] = { { "paper", "纸质" },
	{ "elicence", "电子证照" }, { NULL, NULL } };
static const struct word lists[] = { { "proactive", "无感审批" },
	{ "gap", "容缺受理" }, { "promise", "告知承诺" },
	{ "paperless", "免证办" }, { "entitlement", "免申即享" },
	{ NULL, NULL } };
static const char *const subjects[] = { "", "个人", "企业", "事业单位",
	"社会组织", "机关", "其他" };

/* What a material's flag means to who brings it; the first that it has. */
static const struct {
	char letter;
	const char *says;
} bring[] = {
	{ 'X', "已取消,任何窗口都不得索要" },
	{ 'L', "不用带:由窗口调取电子证照" },
	{ 'S', "不用带:由窗口共享查询" },
	{ 'G', "可以后补(容缺)" },
	{ 'P', "可以书面承诺代替" },
};

struct guide {
	struct buf *out;
	enum guide_form form;
};

static const char *zh_of(const struct word *words, const char *word)
{
	for (; words->word != NULL; words++)
		if (word != NULL && strcmp(words->word, word) == 0)
			return words->zh;
	return NULL;
}

const char *guide_list_zh(const char *name)
{
	return zh_of(lists, name);
}

static void heading(struct guide *g, const char *text)
{
	if (g->form == GUIDE_HTML)
		buf_print(g->out, "<h2>%s</h2>\n", text);
	else
		buf_print(g->out, "\n【%s】\n", text);
}

/* One line; takes what was put into @line. */
static void put_line(struct guide *g, struct buf *line)
{
	if (g->form == GUIDE_HTML) {
		buf_put_text(g->out, "<p>");
		html_text(g->out, buf_bytes(line));
		buf_put_text(g->out, "</p>\n");
	} else {
		buf_put_text(g->out, "  ");
		buf_put(g->out, buf_bytes(line));
		buf_put_byte(g->out, '\n');
	}
	buf_fini(line);
}

static void put_text(struct guide *g, const char *label, const char *text)
{
	struct buf line = { 0 };

	if (text == NULL)
		return;
	buf_print(&line, "%s%s", label, text);
	put_line(g, &line);
}

/* "10WD" as 10 个工作日; "" where the standard has no such limit. */
static void put_limit(struct buf *line, const struct value *s, const char *key,
    const char *before, const char *after)
{
	const char *text = value_get_string(value_get(s, "limits"), key);
	struct limit limit;

	if (text == NULL ||
	    limit_parse(&limit, bytes_text(text), NULL) != ERR_OK)
		return;
	buf_print(line, "%s%" PRIu32 " 个%s%s", before, limit.amount,
	    limit_unit_zh(limit.unit), after);
}

static void put_words(struct guide *g, const char *label,
    const struct value *list, const struct word *words)
{
	struct buf line = { 0 };

	if (value_count(list) == 0)
		return;
	buf_put_text(&line, label);
	for (size_t i = 0; i < value_count(list); i++) {
		const char *zh =
		    zh_of(words, (const char *)value_at(list, i)->bytes.p);

		if (zh != NULL)
			buf_print(&line, "%s%s", i > 0 ? "、" : "", zh);
	}
	put_line(g, &line);
}

static void put_who(struct guide *g, const struct value *s)
{
	const struct value *list = value_get(s, "subjects");
	struct buf line = { 0 };

	heading(g, "谁可以办");
	for (size_t i = 0; i < value_count(list); i++) {
		int64_t n = value_at(list, i)->integer;

		buf_print(&line, "%s%s", i > 0 ? "、" : "",
		    n >= 1 && n <= 6 ? subjects[n] : "其他");
	}
	put_line(g, &line);
	list = value_get(s, "criteria");
	for (size_t i = 0; i < value_count(list); i++)
		put_text(g, "条件:", value_get_string(value_at(list, i), "zh"));
}

static void put_how(struct guide *g, const struct value *s)
{
	int64_t visits = 0;
	struct buf line = { 0 };

	heading(g, "怎么办");
	put_text(g, "", value_get_string(value_get(s, "guide"), "apply"));
	put_words(g, "方式:", value_get(s, "modes"), modes);
	put_text(g, "通办范围:", zh_of(scopes, value_get_string(s, "scope")));
	if (!value_get_int(s, "visits", &visits))
		return;
	if (visits == 0)
		buf_put_text(&line, "一次都不用跑");
	else
		buf_print(&line, "最多跑 %" PRId64 " 次", visits);
	put_line(g, &line);
}

static const char *says_of(const char *flags)
{
	for (size_t i = 0; i < sizeof(bring) / sizeof(bring[0]); i++)
		if (flags != NULL && strchr(flags, bring[i].letter) != NULL)
			return bring[i].says;
	return NULL;
}

static void put_material(struct guide *g, const struct value *m, size_t number)
{
	const char *says = says_of(value_get_string(m, "flags"));
	const char *source = value_get_string(m, "source");
	struct buf line = { 0 };
	bool original = false;

	buf_print(&line, "%zu. %s", number, value_get_string(m, "zh"));
	if (says == NULL && source != NULL && strcmp(source, "form") == 0)
		says = "在窗口或网上填写";
	if (says != NULL)
		buf_print(&line, " — %s", says);
	(void)value_get_bool(m, "original", &original);
	if (original)
		buf_put_text(&line, ";要看原件");
	if (value_get(m, "when") != NULL)
		buf_put_text(&line, ";视情况需要");
	if (value_get_string(m, "note") != NULL)
		buf_print(&line, "(%s)", value_get_string(m, "note"));
	put_line(g, &line);
}

static void put_materials(struct guide *g, const struct value *s)
{
	const struct value *list = value_get(s, "materials");

	if (value_count(list) == 0)
		return;
	heading(g, "要带什么");
	for (size_t i = 0; i < value_count(list); i++)
		put_material(g, value_at(list, i), i + 1);
}

/* Licensing Law art. 32 (4), F-195: of licences and bundles alone. */
static bool silence_accepts_it(const struct value *s)
{
	const char *matter = value_get_string(s, "matter");

	return matter == NULL || strcmp(matter, "licence") == 0 ||
	       strcmp(matter, "bundle") == 0;
}

static void put_time(struct guide *g, const struct value *s)
{
	struct buf promised = { 0 }, notice = { 0 }, fee = { 0 };
	int64_t fen = 0;

	heading(g, "多久、多少钱");
	put_limit(&promised, s, "promised", "承诺 ", "");
	put_limit(&promised, s, "statutory", "(法律规定最长 ", ")");
	if (promised.n > 0)
		put_line(g, &promised);
	put_limit(&notice, s, "notice", "材料不齐的,",
	    silence_accepts_it(s) ? "内一次说清;到期不说,就是已经受理"
				  : "内一次说清");
	if (notice.n > 0)
		put_line(g, &notice);
	if (!value_get_int(value_get(s, "fee"), "fen", &fen))
		return;
	if (fen == 0)
		buf_put_text(&fee, "不收费");
	else
		buf_print(&fee, "收费 %" PRId64 ".%02" PRId64 " 元", fen / 100,
		    fen % 100);
	put_line(g, &fee);
}

static void put_steps(struct guide *g, const struct value *s)
{
	const char *told = value_get_string(value_get(s, "guide"), "steps");
	const struct value *list = value_get(s, "steps");

	if (told == NULL && value_count(list) == 0)
		return;
	heading(g, "怎么走");
	put_text(g, "", told);
	for (size_t i = 0; told == NULL && i < value_count(list); i++)
		put_text(g, "- ", value_get_string(value_at(list, i), "step"));
}

static void put_result(struct guide *g, const struct value *s)
{
	const struct value *output = value_get(s, "output");
	const struct value *faq = value_get(value_get(s, "guide"), "faq");

	heading(g, "拿到什么");
	put_text(g, "", value_get_string(output, "zh"));
	put_words(g, "形式:", value_get(output, "media"), media);
	put_words(g, "列入清单:", value_get(s, "lists"), lists);
	if (value_count(faq) > 0)
		heading(g, "常见问题");
	for (size_t i = 0; i < value_count(faq); i++) {
		put_text(g, "问:", value_get_string(value_at(faq, i), "q"));
		put_text(g, "答:", value_get_string(value_at(faq, i), "a"));
	}
}

void guide_print(
    struct buf *out, const struct value *standard, enum guide_form form)
{
	struct guide g = { out, form };
	struct buf line = { 0 };
	int64_t revision = 0;

	if (form == GUIDE_HTML)
		html_head(
		    out, "zh-CN", value_get_string(standard, "zh"), style);
	else
		buf_print(out, "%s\n", value_get_string(standard, "zh"));
	put_text(&g, "", value_get_string(standard, "en"));
	put_who(&g, standard);
	put_how(&g, standard);
	put_materials(&g, standard);
	put_time(&g, standard);
	put_steps(&g, standard);
	put_result(&g, standard);
	heading(&g, "依据");
	(void)value_get_int(standard, "revision", &revision);
	buf_print(&line, "事项标准 %s 第 %" PRId64 " 版",
	    value_get_string(standard, "item"), revision);
	put_line(&g, &line);
	put_text(&g, "主管:", value_get_string(standard, "department"));
	if (form == GUIDE_HTML)
		buf_put_text(out, "</body></html>\n");
}
