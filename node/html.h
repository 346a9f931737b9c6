/*
 * html - pages that a node prints: a head, and text with what HTML reads
 * escaped.  Pure.
 */
#ifndef NODE_HTML_H
#define NODE_HTML_H

#include "base/buf.h"

void html_text(struct buf *out, struct bytes text);

/* From the doctype to the heading, well-formed as XML; @lang ("zh-CN") and
 * @style are ours. */
void html_head(
    struct buf *out, const char *lang, const char *title, const char *style);

#endif
