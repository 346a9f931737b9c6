/*
 * report_page - a report for people and for spreadsheets: the bulletin as a
 * page to print (月度通报), and lines of comma-separated values.  Pure.
 */
#ifndef NODE_REPORT_PAGE_H
#define NODE_REPORT_PAGE_H

#include "base/buf.h"

struct value;

/* Self-contained HTML, Chinese first; it bears the SHA-256 of report_bytes(),
 * by which the JSON beside it is known. */
void report_page_html(struct buf *out, const struct value *report);

/* scope,key,name,figure,value: one figure a line, RFC 4180, no formula of a
 * spreadsheet; the last line is that SHA-256. */
void report_page_csv(struct buf *out, const struct value *report);

#endif
