#include "node/print_form.h"

#include "schema/json.h"

static void put_escaped(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case '&':
			buf_put_text(out, "&amp;");
			break;
		case '<':
			buf_put_text(out, "&lt;");
			break;
		case '>':
			buf_put_text(out, "&gt;");
			break;
		case '"':
			buf_put_text(out, "&quot;");
			break;
		default:
			buf_put_byte(out, text.p[i]);
		}
	}
}

static void put_value(struct buf *out, const struct value *v)
{
	struct buf text = { 0 };

	if (v == NULL)
		return;
	if (v->type == VALUE_TEXT) {
		put_escaped(out, v->bytes);
		return;
	}
	if (v->type == VALUE_BOOL) {
		buf_put_text(out, v->truth ? "是" : "否");
		return;
	}
	json_format(&text, v, JSON_STYLE_COMPACT);
	put_escaped(out, buf_bytes(&text));
	buf_fini(&text);
}

void print_form(struct buf *out, const struct standard *s, const char *material,
    const struct value *form)
{
	const struct standard_material *m =
	    standard_material(s, bytes_text(material));
	struct bytes title = bytes_text(m != NULL ? m->zh : s->zh);

	buf_put_text(out, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>"
			  "<meta charset=\"utf-8\"><title>");
	put_escaped(out, title);
	buf_put_text(out,
	    "</title><style>table{border-collapse:collapse;width:100%}"
	    "th,td{border:1px solid #000;padding:.4em;text-align:left}"
	    "th{width:30%}</style></head>\n<body>\n<h1>");
	put_escaped(out, title);
	buf_print(out, "</h1>\n<p>%s ", s->item);
	put_escaped(out, bytes_text(s->zh));
	buf_print(out, " 版本 %u</p>\n<table>\n", s->revision);
	for (size_t i = 0; i < s->form_count; i++) {
		const struct standard_field *f = &s->form[i];

		buf_put_text(out, "<tr><th>");
		put_escaped(out, bytes_text(f->zh));
		buf_put_text(out, "</th><td>");
		put_value(out, value_get(form, f->key));
		buf_put_text(out, "</td></tr>\n");
	}
	buf_put_text(out,
	    "</table>\n<p>申请人签名:____________ 日期:____________</p>\n"
	    "</body>\n</html>\n");
}
