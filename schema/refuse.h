/*
 * refuse - a verdict and its sentence in one line:
 * `return refuse(why, RULE_NUMBER, "%s is taken", number);`
 */
#ifndef SCHEMA_REFUSE_H
#define SCHEMA_REFUSE_H

#include "base/rule.h"
#include "base/why.h"

/* Fill @why (may be NULL) and return @rule. */
enum rule refuse(struct why *why, enum rule rule, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
