#include "schema/note_proof.h"

#include <string.h>

#include "schema/dossier_state.h"
#include "schema/refuse.h"

/* F-42: while its log is not held that far, nobody can say whose key signs. */
enum rule note_proof_signature(const struct dossier_state *s, struct bytes note,
    const char *node, enum rule otherwise, struct checkpoint *out,
    struct why *why)
{
	const struct digest *network = &ledger_genesis(s->ledger)->network;
	const struct history *h = ledger_history(s->ledger);
	struct sign_public key;
	struct digest root;
	int64_t time;

	if (checkpoint_read(note, network, out, why) != RULE_NONE ||
	    strcmp(out->node, node) != 0)
		return otherwise;
	key = ledger_log_key(s->ledger, node, out->epoch, out->size);
	/* A key that was replaced signs nothing afterwards, whatever the size. */
	if (checkpoint_check(note, network, &key, out, why) == RULE_NONE)
		return out->time <=
			       ledger_log_key_until(s->ledger, node, out->size)
			   ? RULE_NONE
			   : otherwise;
	if (out->size > 0 && h->border(h->arg, node, out->epoch, out->size,
				 &root, &time) == HISTORY_BEYOND)
		return refuse(why, RULE_UNRESOLVED,
		    "the log of %s is not held up to the checkpoint", node);
	return otherwise;
}

/* Against the log as it is held. */
enum rule note_proof_root(
    const struct dossier_state *s, const struct checkpoint *c, struct why *why)
{
	const struct history *h = ledger_history(s->ledger);
	struct digest root = digest_sha256((struct bytes){ NULL, 0 });
	enum history_answer answer = HISTORY_FOUND; /* of the empty log */
	int64_t time;

	if (c->size > 0)
		answer =
		    h->border(h->arg, c->node, c->epoch, c->size, &root, &time);
	if (answer == HISTORY_BEYOND)
		return refuse(why, RULE_UNRESOLVED,
		    "the log of %s is not held up to the checkpoint", c->node);
	if (answer == HISTORY_NO_BORDER || !digest_equal(&root, &c->root))
		return refuse(why, RULE_HEAD_WRONG,
		    "the checkpoint is not one of the log of %s that is held",
		    c->node);
	return RULE_NONE;
}

enum rule note_proof_judge(const struct dossier_state *s, struct bytes note,
    const char *node, enum rule otherwise, struct checkpoint *out,
    struct why *why)
{
	enum rule rule =
	    note_proof_signature(s, note, node, otherwise, out, why);

	return rule == RULE_NONE ? note_proof_root(s, out, why) : rule;
}
