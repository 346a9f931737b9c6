#include "sync/message_form.h"

#include "sync/witness_ask.h"

#define KIND                                         \
	{                                            \
		.key = "t", MESSAGE_FIELD_KIND, 0, 0 \
	}
#define FIELD(key, type, member, max)                                        \
	{                                                                    \
		key, MESSAGE_FIELD_##type, offsetof(struct message, member), \
		    max                                                      \
	}
#define NODE  FIELD("node", SLUG, node, 0)
#define EPOCH FIELD("epoch", UINT, epoch, INT64_MAX)
#define ROOT  FIELD("root", FIXED, root, DIGEST_BYTES)
#define INDEX FIELD("index", UINT, index, MESSAGE_CHUNKS_MAX - 1)

/* P-6. */
static const struct message_form forms[MESSAGE_COUNT] = {
	[MESSAGE_HELLO] = { "hello",
	    { FIELD("instance", FIXED, instance, MESSAGE_INSTANCE_BYTES), NODE,
		KIND, FIELD("v", UINT, version, MESSAGE_VERSION) } },
	[MESSAGE_FRONTIER] = { "frontier",
	    { FIELD("lines", LINES, lines, FRONTIER_LINES_MAX), KIND } },
	[MESSAGE_WANT] = { "want",
	    { EPOCH, FIELD("from", UINT, from, INT64_MAX), NODE, KIND,
		FIELD("to", UINT, to, INT64_MAX) } },
	[MESSAGE_BATCH] = { "batch",
	    { FIELD("acts", BIN, acts, BATCH_ACTS_BYTES_MAX),
		FIELD("commit", BIN, commit, BATCH_COMMIT_BYTES_MAX), EPOCH,
		FIELD("first", UINT, from, INT64_MAX), NODE, KIND } },
	[MESSAGE_SORRY] = { "sorry",
	    { EPOCH, FIELD("from", UINT, from, INT64_MAX), NODE, KIND } },
	[MESSAGE_HEAD_ASK] = { "head.ask", { NODE, KIND } },
	[MESSAGE_HEAD] = { "head",
	    { NODE, FIELD("note", TEXT, note, MESSAGE_NOTE_BYTES_MAX), KIND } },
	[MESSAGE_VAULT_ASK] = { "vault.ask",
	    { FIELD("dossier", FIXED, dossier, DIGEST_BYTES), INDEX, ROOT,
		KIND } },
	[MESSAGE_VAULT_CHUNK] = { "vault.chunk",
	    { FIELD("data", BIN, data, CHUNK_SEALED_BYTES_MAX), INDEX,
		FIELD("proof", PROOF, proof, MESSAGE_PROOF_MAX), ROOT, KIND,
		FIELD("total", UINT, total, MESSAGE_CHUNKS_MAX) } },
	[MESSAGE_VAULT_SORRY] = { "vault.sorry",
	    { ROOT, FIELD("rule", RULE, rule, MESSAGE_RULE_BYTES_MAX), KIND } },
	[MESSAGE_WITNESS_ASK] = { "witness.ask",
	    { FIELD("body", TEXT, data, WITNESS_ASK_BYTES_MAX), KIND } },
	[MESSAGE_WITNESS] = { "witness",
	    { FIELD("body", TEXT, data, MESSAGE_NOTE_BYTES_MAX),
		FIELD("status", UINT, number, MESSAGE_STATUS_MAX), KIND } },
	[MESSAGE_COSIGNED] = { "cosigned",
	    { EPOCH, FIELD("line", TEXT, note, MESSAGE_LINE_BYTES_MAX), NODE,
		ROOT, FIELD("size", UINT, total, INT64_MAX), KIND } },
	[MESSAGE_PING] = { "ping",
	    { FIELD("n", UINT, number, INT64_MAX), KIND } },
	[MESSAGE_PONG] = { "pong",
	    { FIELD("n", UINT, number, INT64_MAX), KIND } },
	[MESSAGE_BYE] = { "bye",
	    { FIELD("rule", RULE, rule, MESSAGE_RULE_BYTES_MAX), KIND } },
};

const struct message_form *message_form_of(enum message_kind kind)
{
	return &forms[kind];
}

size_t message_form_count(const struct message_form *form)
{
	size_t n = 0;

	while (n < MESSAGE_FIELDS_MAX && form->fields[n].key != NULL)
		n++;
	return n;
}
