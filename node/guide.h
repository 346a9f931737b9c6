/*
 * guide - a standard in plain words (办事指南), for who has to decide whether to
 * set out: who, how, what to bring and what not, how long, what comes of it.
 *
 * Made from the standard's tree alone, so that it says what the hall will act
 * on and cannot be another text; whatever the standard leaves out is left out.
 * Text or a self-contained HTML page, values escaped.  Pure.
 */
#ifndef NODE_GUIDE_H
#define NODE_GUIDE_H

#include <stdbool.h>

#include "base/buf.h"
#include "schema/value.h"

enum guide_form {
	GUIDE_TEXT,
	GUIDE_HTML,
};

/* Append the guide of @standard, a tree that was checked. */
void guide_print(
    struct buf *out, const struct value *standard, enum guide_form form);

/* A published list's name in Chinese ("gap": 容缺受理); NULL: none. */
const char *guide_list_zh(const char *name);

#endif
