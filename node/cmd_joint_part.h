/*
 * cmd_joint_part - one form and one set of papers, parted for the cases of a
 * bundle (一件事): node/cmd_joint.c receives them.
 */
#ifndef NODE_CMD_JOINT_PART_H
#define NODE_CMD_JOINT_PART_H

#include "node/submit.h"

struct cmd_joint {
	struct cmd_call *call;
	struct submit submit;
	const char *item;            /* of the bundle */
	const struct value *merge;   /* GET /v1/bundles/{item} */
	const struct value *members; /* chosen: list of {item, zh} */
	const struct value *form;    /* {shared: {…}, ITEM: {…}, …} */
	const struct value *whole;   /* with --parent: that case; else NULL */
	const char *parent;          /* its number, once received */
	struct value *received;      /* the node's answers */
};

/* Form and options name what is asked for, each once.  CMD_OK or the exit code.
 */
int cmd_joint_part_check(struct cmd_joint *j);

/* The part of the form that is @item's: what is shared with it, and its own. */
struct value *cmd_joint_part_form(const struct cmd_joint *j, const char *item);

/* Its part of the papers, as a preparation takes them; large files are sent to
 * the node, or with @large false left out. */
int cmd_joint_part_materials(
    struct cmd_joint *j, const char *item, bool large, struct value **out);

/* The licences that it draws on, by their identifiers, into its request. */
int cmd_joint_part_licences(
    struct cmd_joint *j, const char *item, struct value *request);

/* {WORD: true} */
struct value *cmd_joint_part_mark(struct cmd_call *call, const char *word);

#endif
