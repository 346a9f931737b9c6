#include "node/html.h"

void html_text(struct buf *out, struct bytes text)
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

void html_head(
    struct buf *out, const char *lang, const char *title, const char *style)
{
	buf_print(out,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>"
	    "<meta charset=\"utf-8\"/><title>",
	    lang);
	html_text(out, bytes_text(title));
	buf_print(out, "</title><style>%s</style></head>\n<body>\n<h1>", style);
	html_text(out, bytes_text(title));
	buf_put_text(out, "</h1>\n");
}
