/*
 * print_form - an application form as a printable page, by its standard.
 *
 * For materials that are the filled-in form itself (护士延续注册申请审核表):
 * self-contained HTML, every declared field with its Chinese name, in the
 * standard's order.  Values are escaped.  Pure.
 */
#ifndef NODE_PRINT_FORM_H
#define NODE_PRINT_FORM_H

#include "base/buf.h"
#include "schema/standard.h"
#include "schema/value.h"

/* Append the page; @material is an id of the standard, @form has passed
 * standard_form_check(). */
void print_form(struct buf *out, const struct standard *s, const char *material,
    const struct value *form);

#endif
