/*
 * message_form - the fields of each kind of message, as one table
 * (docs/PROTOCOL.md P-6): for sync/message.c, which writes and reads by it.
 */
#ifndef SYNC_MESSAGE_FORM_H
#define SYNC_MESSAGE_FORM_H

#include "sync/message.h"

enum message_field_type {
	MESSAGE_FIELD_KIND,  /* `t`, whatever it says */
	MESSAGE_FIELD_UINT,  /* uint64_t, up to max */
	MESSAGE_FIELD_SLUG,  /* char[], a node id */
	MESSAGE_FIELD_FIXED, /* bin of exactly max bytes, into the struct */
	MESSAGE_FIELD_BIN,   /* struct bytes, 1 to max */
	MESSAGE_FIELD_TEXT,  /* struct bytes, 0 to max */
	MESSAGE_FIELD_RULE,  /* char[], [a-z_] */
	MESSAGE_FIELD_LINES,
	MESSAGE_FIELD_PROOF, /* 1 to max hashes; without any the key is absent */
};

struct message_field {
	const char *key;
	enum message_field_type type;
	size_t offset; /* in struct message */
	uint64_t max;
};

#define MESSAGE_FIELDS_MAX 6

/* Fields in byte order of their keys, as they stand in the map; those behind
 * the last have no key. */
struct message_form {
	const char *name;
	struct message_field fields[MESSAGE_FIELDS_MAX];
};

const struct message_form *message_form_of(enum message_kind kind); /* static */
size_t message_form_count(const struct message_form *form);

#endif
