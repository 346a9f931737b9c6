/*
 * standard_names - the names that a standard's criteria may read.
 *
 *      form.<key>[.<place or key>...]  declared in `form`
 *      facts.<key>                     declared in `facts`
 *      mat.<id>.have | kind | copies   a material of `materials`
 *      std.<name>                      a constant of `names`
 *      case.<name>                     a name of STANDARD_NAMES_CASE_MAP
 *      assist.<material id>            the answer of the holder, a text
 */
#ifndef SCHEMA_STANDARD_NAMES_H
#define SCHEMA_STANDARD_NAMES_H

#include <stdbool.h>

#include "schema/value.h"

/* What the engine knows of a case, never absent: name, default, 中文. */
#define STANDARD_NAMES_CASE_MAP(X)             \
	X("channel", TEXT, "来源渠道")         \
	X("district", TEXT, "受理地节点")      \
	X("home", TEXT, "业务属地节点")        \
	X("received_day", TEXT, "收件日期")    \
	X("actor_rid", TEXT, "经办对象证件号") \
	X("agent", BOOL, "是否代办")           \
	X("extra_signoff", BOOL, "标准外会签") \
	X("gaps", INT, "未补容缺数")           \
	X("promises", INT, "未核查承诺数")

/* A logic_declared_fn; @tree is the standard's map. */
bool standard_names_declared(void *tree, const char *path);

/* The same for a class of an order: form.* and std.* only, which are known as
 * soon as it is received. */
bool standard_names_of_order(void *tree, const char *path);

/* A verdict_default_fn: what a never-absent name stands for (false, 0 or an
 * empty text); NULL for any other.  Static. */
const struct value *standard_names_default(void *tree, const char *path);

#endif
