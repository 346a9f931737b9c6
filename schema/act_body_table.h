/*
 * act_body_table - the rows of schema/act_body.h, and the words that a field
 * may hold (docs/FORMAT.md section 7).
 */
#ifndef SCHEMA_ACT_BODY_TABLE_H
#define SCHEMA_ACT_BODY_TABLE_H

#include <stddef.h>

#include "schema/act_body.h"

#define ACT_BODY_TABLE_NAME_BYTES_MAX   64
#define ACT_BODY_TABLE_ITEM_BYTES_MAX   64
#define ACT_BODY_TABLE_REASON_BYTES_MAX 200
#define ACT_BODY_TABLE_ASK_BYTES_MAX    600 /* 200 Chinese characters */

/* list, its words */
#define ACT_BODY_TABLE_WORDS(X)                                                \
	X(CHANNELS, "window", "online", "agent", "kiosk", "proactive",         \
	    "onsite", "mail", "phone")                                         \
	X(OPINIONS, "agree", "disagree")                                       \
	X(ERASURES, "order", "retention")                                      \
	X(MEANS, "pickup", "parcel", "elicence")                               \
	X(PURPOSES, "channel", "log", "recovery", "sealing", "witness")        \
	X(CONTACTS, "phone", "message", "visit")                               \
	X(CONSENTS, "recorded", "none")                                        \
	X(UNNEEDED, "criteria", "law")                                         \
	X(GROUNDS, "criteria", "out_of_scope", "not_competent", "duplicate")   \
	X(SPECIALS, "passed", "failed", "held")                                \
	X(REVOCATIONS, "promise", "law")                                       \
	X(HEARINGS, "offered", "held", "declined")                             \
	X(OWED, "gap", "verify", "assist", "opinion", "survey", "expert",      \
	    "hearing", "public", "meeting", "parcel", "fee", "handle",         \
	    "visit", "rectify", "supervise", "renew")                          \
	X(BLOCKS, "none", "accept", "decide", "issue", "close")                \
	X(RESULTS, "done", "agree", "disagree", "confirmed", "denied",         \
	    "not_found", "satisfied", "dissatisfied", "kept", "broken",        \
	    "paid", "received", "lost")                                        \
	X(LINKS, "merge", "precedent", "project", "child")                     \
	X(WORDS, "supply", "withdraw", "promise", "consent", "drop", "notice", \
	    "note", "handover")

enum act_body_table_list {
#define X(name, ...) ACT_BODY_TABLE_##name,
	ACT_BODY_TABLE_WORDS(X)
#undef X
};

extern const struct act_body act_body_table_rows[];
extern const size_t act_body_table_count;

/* The words of a list, ended by NULL. */
const char *const *act_body_table_words(size_t list);

#endif
