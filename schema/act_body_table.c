#include "schema/act_body_table.h"

#include "schema/checkpoint.h"
#include "schema/genesis.h"

#define CUSTODY                           \
	{                                 \
		"custody", ACT_BODY_ID, 0 \
	}
/* The version of the case's calendar series that was looked at (F-172). */
#define CALENDAR                              \
	{                                     \
		"calendar", ACT_BODY_COUNT, 0 \
	}
#define REASON                                                           \
	{                                                                \
		"reason", ACT_BODY_NOTE, ACT_BODY_TABLE_REASON_BYTES_MAX \
	}
#define NAME_MAX_BYTES   ACT_BODY_TABLE_NAME_BYTES_MAX
#define REASON_MAX_BYTES ACT_BODY_TABLE_REASON_BYTES_MAX
#define ITEM_MAX_BYTES   ACT_BODY_TABLE_ITEM_BYTES_MAX
#define WORD(list)       ACT_BODY_WORD, ACT_BODY_TABLE_##list
#define TEXTS            ACT_BODY_TEXTS, NAME_MAX_BYTES
#define TEXT             ACT_BODY_TEXT, NAME_MAX_BYTES
#define ID               ACT_BODY_ID, 0
#define SLUG             ACT_BODY_SLUG, 0

const struct act_body act_body_table_rows[] = {
	{ "network.open", ACT_BODY_ROOT, false, NULL,
	    { { "genesis", ACT_BODY_BIN, 0 } } },
	{ "node.admit", ACT_BODY_ROSTER, false, NULL,
	    { { "member", ACT_BODY_MAP, 0 } } },
	{ "calendar.publish", ACT_BODY_CALENDAR, false, NULL,
	    { { "calendar", ACT_BODY_MAP, 0 } } },
	{ "standard.publish", ACT_BODY_STANDARDS, false, NULL,
	    { { "standard", ACT_BODY_MAP, 0 } } },
	{ "staff.grant", ACT_BODY_OPERATOR, false, NULL,
	    { { "key", ACT_BODY_SIGN_KEY, 0 }, { "id", ACT_BODY_SLUG, 0 },
		{ "name", ACT_BODY_TEXT, NAME_MAX_BYTES },
		{ "roles", ACT_BODY_ROLES, 0 },
		{ "depts", ACT_BODY_TEXTS, NAME_MAX_BYTES },
		{ "until", ACT_BODY_COUNT, 0 },
		{ "?renew", ACT_BODY_COUNT, 0 } } },
	{ "staff.renew", ACT_BODY_LOG, false, NULL,
	    { { "key", ACT_BODY_ID, 0 }, { "until", ACT_BODY_COUNT, 0 } } },
	{ "staff.revoke", ACT_BODY_OPERATOR, false, NULL,
	    { { "key", ACT_BODY_ID, 0 }, { "?good", ACT_BODY_COUNT, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "root.change", ACT_BODY_ROOT, false, NULL,
	    { { "version", ACT_BODY_COUNT, 0 },
		{ "roles", ACT_BODY_MAP, 0 } } },
	{ "policy.set", ACT_BODY_ROOT, false, NULL,
	    { { "version", ACT_BODY_COUNT, 0 },
		{ "?escrow", ACT_BODY_SEAL_KEY, 0 } } },
	{ "node.rename", ACT_BODY_ROSTER, false, NULL,
	    { { "node", ACT_BODY_SLUG, 0 },
		{ "name", ACT_BODY_TEXT, MEMBER_NAME_BYTES_MAX },
		{ "?code", ACT_BODY_CODE, 0 } } },
	{ "node.suspend", ACT_BODY_ROSTER, false, NULL,
	    { { "node", ACT_BODY_SLUG, 0 }, { "at", ACT_BODY_CUT, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "node.resume", ACT_BODY_ROSTER, false, NULL,
	    { { "node", ACT_BODY_SLUG, 0 }, { "at", ACT_BODY_CUT, 0 } } },
	{ "node.retire", ACT_BODY_ROSTER, false, NULL,
	    { { "node", ACT_BODY_SLUG, 0 }, { "at", ACT_BODY_CUT, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "node.succeed", ACT_BODY_ROSTER, false, NULL,
	    { { "from", ACT_BODY_CUTS, 0 }, { "to", ACT_BODY_SLUGS, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "node.move", ACT_BODY_OPERATOR, false, NULL,
	    { { "addresses", ACT_BODY_ADDRESSES, 0 } } },
	{ "key.rotate", ACT_BODY_RECOVERY, false, NULL,
	    { { "purpose", WORD(PURPOSES) }, { "key", ACT_BODY_MEMBER_KEY, 0 },
		{ "compromised", ACT_BODY_BOOL, 0 } } },
	{ "archive.give", ACT_BODY_OPERATOR, false, NULL,
	    { { "to", ACT_BODY_SLUG, 0 }, { "until", ACT_BODY_COUNT, 0 } } },
	{ "archive.end", ACT_BODY_OPERATOR, false, NULL,
	    { { "to", ACT_BODY_SLUG, 0 } } },
	{ "pseudonym.give", ACT_BODY_LOG, false, NULL,
	    { { "item", ACT_BODY_TEXT, ITEM_MAX_BYTES },
		{ "year", ACT_BODY_YEAR, 0 }, { "to", ACT_BODY_SLUG, 0 },
		{ "?sealing", ACT_BODY_SEAL_KEY, 0 } } },
	{ "pseudonym.end", ACT_BODY_LOG, false, NULL,
	    { { "item", ACT_BODY_TEXT, ITEM_MAX_BYTES },
		{ "year", ACT_BODY_YEAR, 0 } } },
	{ "office.set", ACT_BODY_OPERATOR, false, NULL,
	    { { "from", ACT_BODY_DATE, 0 }, { "hours", ACT_BODY_OFFICE, 0 } } },
	{ "warrant.issue", ACT_BODY_ROOT, false, NULL,
	    { { "case", ACT_BODY_ID, 0 },
		{ "auditor", ACT_BODY_TEXT, NAME_MAX_BYTES },
		{ "key", ACT_BODY_SIGN_KEY, 0 },
		{ "sealing", ACT_BODY_SEAL_KEY, 0 },
		{ "until", ACT_BODY_COUNT, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "standard.adopt", ACT_BODY_OPERATOR, true, NULL,
	    { { "item", ACT_BODY_TEXT, ITEM_MAX_BYTES },
		{ "from", ACT_BODY_DATE, 0 } } },
	{ "grant.give", ACT_BODY_OPERATOR, true, NULL,
	    { { "to", ACT_BODY_SLUG, 0 },
		{ "item", ACT_BODY_TEXT, ITEM_MAX_BYTES },
		{ "rights", ACT_BODY_RIGHTS, 0 },
		{ "until", ACT_BODY_COUNT, 0 } } },
	{ "grant.end", ACT_BODY_OPERATOR, false, NULL,
	    { { "grant", ACT_BODY_ID, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "credit.mark", ACT_BODY_CREDIT, true, NULL,
	    { { "case", ID }, { "ground", ACT_BODY_BIN, 0 },
		{ "item", ACT_BODY_TEXT, ITEM_MAX_BYTES },
		{ "subject", ID } } },
	{ "credit.repair", ACT_BODY_CREDIT, false, NULL,
	    { { "mark", ID }, { "node", SLUG },
		{ "reason", ACT_BODY_TEXT, REASON_MAX_BYTES },
		{ "?record", ID } } },
	{ "licence.issue", ACT_BODY_ISSUER, false, NULL,
	    { { "licence", ID }, { "holder", ID }, { "type", TEXT },
		{ "?until", ACT_BODY_COUNT, 0 }, { "?case", ID } } },
	{ "licence.renew", ACT_BODY_ISSUER, false, NULL,
	    { { "issue", ID }, { "?until", ACT_BODY_COUNT, 0 } } },
	{ "licence.suspend", ACT_BODY_ISSUER, false, NULL,
	    { { "issue", ID }, REASON } },
	{ "licence.resume", ACT_BODY_ISSUER, false, NULL,
	    { { "issue", ID }, REASON } },
	{ "licence.revoke", ACT_BODY_ISSUER, false, NULL,
	    { { "issue", ID }, REASON } },
	{ "licence.ask", ACT_BODY_COUNTER, false, NULL,
	    { { "issue", ID }, { "node", SLUG },
		{ "reason", ACT_BODY_TEXT, ACT_BODY_TABLE_ASK_BYTES_MAX } } },
	{ "licence.give", ACT_BODY_LOG, false, NULL,
	    { { "ask", ID }, { "to", SLUG },
		{ "sealing", ACT_BODY_SEAL_KEY, 0 } } },
	{ "fork.proof", ACT_BODY_LOG, false, NULL,
	    { { "node", SLUG },
		{ "one", ACT_BODY_SIGNED, CHECKPOINT_BYTES_MAX },
		{ "two", ACT_BODY_SIGNED, CHECKPOINT_BYTES_MAX },
		{ "proof", ACT_BODY_HASHES, 0 } } },
	{ "settle", ACT_BODY_ROSTER, false, NULL,
	    { { "node", SLUG }, { "at", ACT_BODY_CUT, 0 }, REASON } },
	/* ---- cases: beginnings ---- */
	{ "case.receive", ACT_BODY_STAFF, true, "form",
	    { { "item", ACT_BODY_TEXT, ITEM_MAX_BYTES }, { "home", SLUG },
		{ "number", TEXT }, { "channel", WORD(CHANNELS) },
		{ "calendar", TEXT }, { "materials", TEXTS },
		{ "?originals", TEXTS }, { "?person", ID }, { "?credit", ID },
		{ "?agent", TEXT }, { "?class", TEXT }, { "?members", TEXTS },
		{ "?parent", ID } } },
	{ "case.lead.open", ACT_BODY_STAFF, true, NULL,
	    { { "item", ACT_BODY_TEXT, ITEM_MAX_BYTES }, { "home", SLUG },
		{ "number", TEXT }, { "calendar", TEXT }, { "trigger", TEXT },
		{ "?person", ID }, { "?credit", ID } } },
	{ "case.lead.contact", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "means", WORD(CONTACTS) }, { "code", TEXT } } },
	{ "case.lead.consent", ACT_BODY_STAFF, false, "form",
	    { CUSTODY, { "consent", WORD(CONSENTS) }, { "materials", TEXTS },
		{ "?originals", TEXTS }, { "?word", ID } } },
	{ "case.lead.drop", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "?word", ID }, REASON } },

	/* ---- acceptance ---- */
	{ "case.accept", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "verdicts", ACT_BODY_VERDICTS, NAME_MAX_BYTES },
		{ "inputs", ID }, { "?materials", TEXTS },
		{ "?originals", TEXTS }, { "?manual", TEXTS } } },
	{ "case.accept.gap", ACT_BODY_STAFF, false, "gap",
	    { CUSTODY, { "verdicts", ACT_BODY_VERDICTS, NAME_MAX_BYTES },
		{ "inputs", ID }, { "?materials", TEXTS },
		{ "?originals", TEXTS }, { "?manual", TEXTS },
		{ "gaps", TEXTS } } },
	{ "case.accept.promise", ACT_BODY_STAFF, false, "promise",
	    { CUSTODY, { "verdicts", ACT_BODY_VERDICTS, NAME_MAX_BYTES },
		{ "inputs", ID }, { "?materials", TEXTS },
		{ "?originals", TEXTS }, { "?manual", TEXTS },
		{ "promised", TEXTS }, { "?gaps", TEXTS } } },
	{ "case.notice", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, CALENDAR, { "materials", TEXTS }, { "criteria", TEXTS },
		{ "?word", ID }, REASON } },
	{ "case.supply", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "materials", TEXTS }, { "?originals", TEXTS },
		{ "?word", ID } } },
	{ "case.supply.lapse", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, CALENDAR } },
	{ "case.not_required", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, CALENDAR, { "ground", WORD(UNNEEDED) },
		{ "criteria", TEXTS }, REASON } },
	{ "case.not_accept", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "?calendar", ACT_BODY_COUNT, 0 },
		{ "ground", WORD(GROUNDS) }, { "criteria", TEXTS },
		{ "?instead", ACT_BODY_TEXT, REASON_MAX_BYTES }, REASON } },

	/* ---- review ---- */
	{ "case.review.start", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "?calendar", ACT_BODY_COUNT, 0 } } },
	{ "case.opine", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "level", ACT_BODY_COUNT, 0 },
		{ "opinion", WORD(OPINIONS) } } },
	{ "case.special.start", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "?calendar", ACT_BODY_COUNT, 0 }, { "code", TEXT },
		{ "limit", ACT_BODY_LIMIT, 0 } } },
	{ "case.special.end", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "start", ID }, { "result", WORD(SPECIALS) } } },
	{ "case.extend", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, CALENDAR, { "limit", ACT_BODY_LIMIT, 0 }, REASON } },

	/* ---- decision ---- */
	{ "case.decide.yes", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "level", ACT_BODY_COUNT, 0 } } },
	{ "case.decide.no", ACT_BODY_STAFF, false, "decision",
	    { CUSTODY, { "level", ACT_BODY_COUNT, 0 } } },
	{ "case.issue", ACT_BODY_STAFF, false, NULL, { CUSTODY } },
	{ "case.deliver", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "means", WORD(MEANS) } } },
	{ "case.close", ACT_BODY_STAFF, false, NULL, { CUSTODY } },
	{ "case.reopen", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, CALENDAR, { "owed", ID }, REASON } },

	/* ---- other ends ---- */
	{ "case.withdraw", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "?word", ID } } },
	{ "case.promise.withdraw", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "?word", ID } } },
	{ "case.gap.lapse", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, CALENDAR } },
	{ "case.annul", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "reason", ACT_BODY_TEXT, REASON_MAX_BYTES } } },
	{ "case.revoke", ACT_BODY_STAFF, false, "decision",
	    { CUSTODY, { "ground", WORD(REVOCATIONS) }, { "?owed", ID },
		{ "?material", TEXT }, { "hearing", WORD(HEARINGS) },
		REASON } },

	/* ---- what is owed ---- */
	{ "case.owe", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "what", WORD(OWED) }, { "to", SLUG },
		{ "?dept", TEXT }, { "?code", TEXT }, { "?material", TEXT },
		{ "blocks", WORD(BLOCKS) }, { "?limit", ACT_BODY_LIMIT, 0 },
		{ "reads", ACT_BODY_BOOL, 0 }, REASON } },
	{ "case.owe.take", ACT_BODY_STAFF, false, NULL,
	    { { "owed", ID }, { "?material", TEXT } } },
	{ "case.owe.answer", ACT_BODY_STAFF, false, NULL,
	    { { "owed", ID }, { "?material", TEXT },
		{ "result", WORD(RESULTS) }, REASON } },
	{ "case.owe.close", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "owed", ID }, { "?material", TEXT },
		{ "result", WORD(RESULTS) }, { "?answer", ID },
		{ "?materials", TEXTS }, { "?originals", TEXTS },
		{ "?word", ID } } },
	{ "case.owe.cancel", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "owed", ID }, { "?material", TEXT }, REASON } },
	{ "case.link", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "to", ID }, { "how", WORD(LINKS) } } },

	/* ---- the pen ---- */
	{ "case.offer", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "to", SLUG }, { "epoch", ACT_BODY_COUNT, 0 }, REASON,
		{ "expiry", ACT_BODY_COUNT, 0 }, { "?dept", TEXT },
		{ "?word", ID } } },
	{ "case.take", ACT_BODY_STAFF, false, NULL,
	    { { "offer", ID }, { "waived", ACT_BODY_BOOL, 0 } } },
	{ "case.refuse", ACT_BODY_STAFF, false, NULL,
	    { { "offer", ID }, REASON } },
	{ "case.reclaim", ACT_BODY_STAFF, false, NULL, { { "offer", ID } } },
	{ "case.reassign", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "to", SLUG }, { "cuts", ACT_BODY_CUTS, 0 }, REASON } },

	/* ---- beside both ---- */
	{ "case.contribute", ACT_BODY_STAFF, false, NULL,
	    { { "what", WORD(WORDS) }, { "materials", TEXTS } } },
	{ "case.rate", ACT_BODY_STAFF, false, NULL,
	    { { "level", ACT_BODY_COUNT, 0 }, { "named", ACT_BODY_BOOL, 0 },
		{ "channel", WORD(CHANNELS) } } },
	{ "case.escalate", ACT_BODY_STAFF, false, NULL,
	    { { "level", ACT_BODY_COUNT, 0 }, { "clock", TEXT },
		{ "?owed", ID }, { "?material", TEXT }, REASON } },
	{ "case.open", ACT_BODY_STAFF, false, NULL,
	    { { "files", ACT_BODY_FILES, 0 }, REASON, { "?warrant", ID } } },
	{ "case.hold", ACT_BODY_STAFF, false, NULL, { REASON } },
	{ "case.release", ACT_BODY_STAFF, false, NULL, { REASON } },
	{ "case.erase", ACT_BODY_STAFF, false, NULL,
	    { { "reason", WORD(ERASURES) } } },
	{ "case.erased", ACT_BODY_STAFF, false, NULL,
	    { { "erase", ID }, { "objects", ACT_BODY_COUNT, 0 } } },
};

const size_t act_body_table_count =
    sizeof(act_body_table_rows) / sizeof(*act_body_table_rows);

#define X(name, ...) \
	static const char *const words_##name[] = { __VA_ARGS__, NULL };
ACT_BODY_TABLE_WORDS(X)
#undef X

const char *const *act_body_table_words(size_t list)
{
	static const char *const *const lists[] = {
#define X(name, ...) words_##name,
		ACT_BODY_TABLE_WORDS(X)
#undef X
	};

	return lists[list];
}
