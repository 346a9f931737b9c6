#include "node/print_form.h"

#include "node/html.h"
#include "schema/json.h"

static void put_value(struct buf *out, const struct value *v)
{
	struct buf text = { 0 };

	if (v == NULL)
		return;
	if (v->type == VALUE_TEXT) {
		html_text(out, v->bytes);
		return;
	}
	if (v->type == VALUE_BOOL) {
		buf_put_text(out, v->truth ? "是" : "否");
		return;
	}
	json_format(&text, v, JSON_STYLE_COMPACT);
	html_text(out, buf_bytes(&text));
	buf_fini(&text);
}

void print_form(struct buf *out, const struct standard *s, const char *material,
    const struct value *form)
{
	const struct standard_material *m =
	    standard_material(s, bytes_text(material));
	const char *title = m != NULL ? m->zh : s->zh;

	html_head(out, "zh-CN", title,
	    "table{border-collapse:collapse;width:100%}"
	    "th,td{border:1px solid #000;padding:.4em;text-align:left}"
	    "th{width:30%}");
	buf_print(out, "<p>%s ", s->item);
	html_text(out, bytes_text(s->zh));
	buf_print(out, " 版本 %u</p>\n<table>\n", s->revision);
	for (size_t i = 0; i < s->form_count; i++) {
		const struct standard_field *f = &s->form[i];

		buf_put_text(out, "<tr><th>");
		html_text(out, bytes_text(f->zh));
		buf_put_text(out, "</th><td>");
		put_value(out, value_get(form, f->key));
		buf_put_text(out, "</td></tr>\n");
	}
	buf_put_text(out,
	    "</table>\n<p>申请人签名:____________ 日期:____________</p>\n"
	    "</body>\n</html>\n");
}
