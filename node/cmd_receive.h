/*
 * cmd_receive - what `case receive` and `case draft` share: the options that
 * say what an applicant hands in, and the request that they make.
 */
#ifndef NODE_CMD_RECEIVE_H
#define NODE_CMD_RECEIVE_H

#include "node/cmd.h"

#define CMD_RECEIVE_DRAWN                                                                     \
	{                                                                                     \
		"drawn", CMD_REPEATED, "ID[=IDENTIFIER]",                                     \
		    "免交:共享取得,或由此标识的电子证照 / drawn: shared, or " \
		    "from the licence of this identifier"                                     \
	}

/* @need: CMD_REQUIRED, or CMD_OPTIONAL while it is a draft. */
#define CMD_RECEIVE_OPTIONS(need)                                                           \
	{ "item", need, "ITEM", "事项,如 T04 / item" },                                     \
	    { "home", need, "NODE", "办理地节点 / home district" },                         \
	    { "form", need, "FILE", "申请表 JSON / the form, JSON" },                       \
	    { "material", CMD_REPEATED, "ID=FILE",                                          \
		    "材料及文件 / a material" },                                            \
	    CMD_RECEIVE_DRAWN,                                                              \
	    { "print", CMD_REPEATED, "ID",                                                  \
		    "由申请表打印的材料 / printed from the form" },                         \
	    { "original", CMD_REPEATED, "ID",                                               \
		    "已核原件的材料 / the original was seen" },                             \
	    { "agent", CMD_OPTIONAL, "NAME",                                                \
		    "代办人编号 / who files for the applicant" },                           \
	    { "channel", CMD_OPTIONAL,                                                      \
		    "window|online|agent|kiosk|proactive|onsite|mail|phone",                \
		    "收件渠道,默认 window / channel" },                                     \
	    { "member", CMD_REPEATED, "ITEM",                                               \
		    "一件事:所选子事项,默认按申请表,否则全部 / a chosen " \
		    "member of a bundle" },                                                 \
	{                                                                                   \
		"parent", CMD_OPTIONAL, "CASE",                                             \
		    "所属一件事的办件 / the bundle's case that this is a "          \
		    "member of"                                                             \
	}

/* The form and the materials that the options name, into @request; @materials
 * are those files that were put there before (node/cmd_papers.h), and get the
 * other marks. */
enum err cmd_receive_papers(struct cmd_call *call, struct value *request,
    struct value *materials, struct why *why) MUST_CHECK;

/* The same, and all else that the options say. */
enum err cmd_receive_request(struct cmd_call *call, struct value *request,
    struct value *materials, struct why *why) MUST_CHECK;

/* The case is received: number, act id and the proof file, which the applicant
 * takes home.  CMD_OK or the exit code. */
int cmd_receive_done(
    struct cmd_call *call, const struct value *prepared, struct value *answer);

#endif
