#include "schema/standard_table.h"

#include "schema/right.h"
#include "schema/role.h"
#include "schema/standard.h"

/* Bounds of texts, in bytes, and of lists. */
#define TITLE_MAX    200
#define SENTENCE_MAX 600
#define COUNT_MAX    64
#define DAYS_MAX     36500

#define REQUIRED STANDARD_SHAPE_REQUIRED
#define OPTIONAL STANDARD_SHAPE_OPTIONAL
#define END                          \
	{                            \
		NULL, OPTIONAL, NULL \
	}

#define SHAPE static const struct standard_shape
#define KEYS  static const struct standard_shape_key
#define MAP_OF(k)                                       \
	{                                               \
		.type = STANDARD_SHAPE_MAP, .keys = (k) \
	}
#define WORD_OF(w)                                        \
	{                                                 \
		.type = STANDARD_SHAPE_WORD, .words = (w) \
	}
#define INT_OF(l, h)                                               \
	{                                                          \
		.type = STANDARD_SHAPE_INT, .min = (l), .max = (h) \
	}
#define ROWS_OF(s, l, h)                                              \
	{                                                             \
		.type = STANDARD_SHAPE_LIST, .item = (s), .min = (l), \
		.max = (h)                                            \
	}
#define SET_OF(s, k, l, h)                                               \
	{                                                                \
		.type = STANDARD_SHAPE_LIST, .item = (s), .unique = (k), \
		.min = (l), .max = (h)                                   \
	}
#define LIST_OF(s, l, h) SET_OF(s, "", l, h)
#define TABLE_OF(s)                                                         \
	{                                                                   \
		.type = STANDARD_SHAPE_TABLE, .item = (s), .max = COUNT_MAX \
	}

/* Plain values */
SHAPE name = { .type = STANDARD_SHAPE_NAME };
SHAPE id = { .type = STANDARD_SHAPE_ID };
SHAPE title = { .type = STANDARD_SHAPE_TEXT, .min = 1, .max = TITLE_MAX };
SHAPE sentence = { .type = STANDARD_SHAPE_TEXT, .min = 1, .max = SENTENCE_MAX };
SHAPE truth = { .type = STANDARD_SHAPE_BOOL };
SHAPE limit = { .type = STANDARD_SHAPE_LIMIT };
SHAPE flags = { .type = STANDARD_SHAPE_FLAGS };
SHAPE logic = { .type = STANDARD_SHAPE_LOGIC };
SHAPE scalar = { .type = STANDARD_SHAPE_SCALAR };
SHAPE version = INT_OF(STANDARD_VERSION, STANDARD_VERSION);
SHAPE revision = INT_OF(1, 1000000);
SHAPE number = INT_OF(INT64_MIN, INT64_MAX);
SHAPE level = INT_OF(1, 16);
SHAPE copies = INT_OF(0, 99);
SHAPE elements = INT_OF(0, 1000);
SHAPE days = INT_OF(0, DAYS_MAX);
SHAPE span = INT_OF(1, DAYS_MAX);
SHAPE ids = LIST_OF(&id, 1, COUNT_MAX);
SHAPE names = LIST_OF(&name, 1, COUNT_MAX);
SHAPE titles = LIST_OF(&title, 1, 256);
SHAPE days_list = LIST_OF(&days, 1, 16);

/* Words */
#define X(n, word) word,
static const char *const type_words[] = { STANDARD_TYPE_MAP(X) NULL };
#undef X
#define X(n, word, zh) word,
static const char *const fail_words[] = { STANDARD_FAIL_MAP(X) NULL };
#undef X
#define X(n, word, zh) word,
static const char *const role_words[] = { ROLE_MAP(X) NULL };
#undef X
SHAPE role = WORD_OF(role_words);
SHAPE type = WORD_OF(type_words);
SHAPE fail = WORD_OF(fail_words);

/* GB/T 39046-2020, code set A.1: kind of matter. */
static const char *const kind_words[] = { "01", "02", "03", "04", "05", "06",
	"07", "08", "09", "10", "20", NULL };
SHAPE kind = WORD_OF(kind_words);
/* The same, A.4: who may apply; A.6: decided at once, or within a promise. */
SHAPE subject = INT_OF(1, 9);
SHAPE subjects = LIST_OF(&subject, 1, 9);
SHAPE case_type = INT_OF(1, 9);

static const char *const matter_words[] = { "licence", "bundle", "lead",
	"order", "unresolved", "repair", "proof", "supervision", NULL };
SHAPE matter = WORD_OF(matter_words);

/* 全程网办, 异地代收代办, 多地联办, 无差别受理, 主动服务, 现场, 上门, 自助, 代办 */
static const char *const mode_words[] = { "online", "proxy", "joint", "any",
	"proactive", "onsite", "visit", "kiosk", "agent", NULL };
SHAPE mode = WORD_OF(mode_words);
SHAPE modes = LIST_OF(&mode, 1, 9);

#define X(n, word, zh) word,
static const char *const right_words[] = { RIGHT_MAP(X) NULL };
#undef X
SHAPE right = WORD_OF(right_words);
SHAPE rights = LIST_OF(&right, 1, 7);

/* Which district is the matter's home: named by the applicant, read from a
 * division field of the form, or whoever receives. */
static const char *const home_words[] = { "chosen", "field", "receiver", NULL };
SHAPE home_rule = WORD_OF(home_words);
KEYS home_keys[] = {
	{ "rule", REQUIRED, &home_rule },
	{ "field", OPTIONAL, &name },
	END,
};
SHAPE home = MAP_OF(home_keys);

/* Materials */
static const char *const source_words[] = { "applicant", "form", "licence",
	"share", "department", "intermediary", NULL };
SHAPE material_source = WORD_OF(source_words);
KEYS material_keys[] = {
	{ "id", REQUIRED, &id },
	{ "zh", REQUIRED, &title },
	{ "en", OPTIONAL, &title },
	{ "flags", REQUIRED, &flags },
	{ "source", REQUIRED, &material_source },
	{ "copies", REQUIRED, &copies },
	{ "original", OPTIONAL, &truth }, /* the original is shown */
	{ "licence", OPTIONAL, &title },  /* type code in the library */
	{ "holder", OPTIONAL, &title },   /* who answers a verification */
	{ "when", OPTIONAL, &logic },     /* wanted only then */
	{ "note", OPTIONAL, &sentence },
	END,
};
SHAPE material = MAP_OF(material_keys);
SHAPE materials = SET_OF(&material, "id", 0, COUNT_MAX);

/* Form and facts.  A record's fields are plain: one level of lists. */
SHAPE labels = TABLE_OF(&title);
#define FIELD_KEYS                                                            \
	{ "key", REQUIRED, &name }, { "zh", REQUIRED, &title },               \
	    { "en", OPTIONAL, &title }, { "type", REQUIRED, &type },          \
	    { "min", OPTIONAL, &number }, { "max", OPTIONAL, &number },       \
	    { "values", OPTIONAL, &titles }, { "labels", OPTIONAL, &labels }, \
	{                                                                     \
		"note", OPTIONAL, &sentence                                   \
	}
KEYS subfield_keys[] = {
	FIELD_KEYS,
	{ "required", REQUIRED, &truth },
	END,
};
SHAPE subfield = MAP_OF(subfield_keys);
SHAPE subfields = SET_OF(&subfield, "key", 1, COUNT_MAX);
KEYS field_keys[] = {
	FIELD_KEYS,
	{ "required", REQUIRED, &truth },
	{ "of", OPTIONAL, &type },
	{ "fields", OPTIONAL, &subfields },
	{ "min_items", OPTIONAL, &elements },
	{ "max_items", OPTIONAL, &elements },
	END,
};
SHAPE field = MAP_OF(field_keys);
SHAPE form = SET_OF(&field, "key", 0, COUNT_MAX);

/* Where the acceptor has a fact from: licence library, a register, shared
 * data, credit records, computed from other data, seen by the clerk. */
static const char *const fact_words[] = { "licence", "register", "share",
	"credit", "computed", "clerk", NULL };
SHAPE fact_source = WORD_OF(fact_words);
KEYS fact_keys[] = {
	FIELD_KEYS,
	{ "source", REQUIRED, &fact_source },
	{ "owner", REQUIRED, &title }, /* who answers for it */
	{ "of", OPTIONAL, &type },
	{ "max_items", OPTIONAL, &elements },
	END,
};
SHAPE fact = MAP_OF(fact_keys);
SHAPE facts = SET_OF(&fact, "key", 0, COUNT_MAX);
SHAPE constants = {
	.type = STANDARD_SHAPE_TABLE, .item = &scalar, .max = COUNT_MAX
};

KEYS criterion_keys[] = {
	{ "code", REQUIRED, &id },
	{ "zh", REQUIRED, &sentence },
	{ "en", OPTIONAL, &sentence },
	{ "logic", REQUIRED, &logic },
	{ "fail", REQUIRED, &fail },
	END,
};
SHAPE criterion = MAP_OF(criterion_keys);
SHAPE criteria = SET_OF(&criterion, "code", 0, COUNT_MAX);

/* Limits, and where each stands in the law */
#define X(n, key, zh) { key, OPTIONAL, &limit },
KEYS limit_keys[] = { STANDARD_LIMIT_MAP(X) END };
#undef X
#define X(n, key, zh) { key, OPTIONAL, &sentence },
KEYS basis_keys[] = { STANDARD_LIMIT_MAP(X) END };
#undef X
SHAPE limits = MAP_OF(limit_keys);
SHAPE basis = MAP_OF(basis_keys);

/* Steps and approvals */
KEYS step_keys[] = {
	{ "step", REQUIRED, &title },
	{ "role", REQUIRED, &title },
	{ "level", OPTIONAL, &level }, /* of `approvals` */
	{ "limit", OPTIONAL, &limit },
	{ "note", OPTIONAL, &sentence },
	END,
};
SHAPE step = MAP_OF(step_keys);
SHAPE steps = ROWS_OF(&step, 0, COUNT_MAX);
KEYS approval_keys[] = {
	{ "level", REQUIRED, &level },
	{ "role", REQUIRED, &role },
	{ "zh", OPTIONAL, &title },
	{ "four_eyes", OPTIONAL, &truth },
	END,
};
SHAPE approval = MAP_OF(approval_keys);
SHAPE approvals = SET_OF(&approval, "level", 0, 16);

/* Special procedures (Licensing Law art. 45) */
static const char *const special_words[] = { "survey", "expert", "hearing",
	"public", "meeting", "test", "quarantine", "appraisal", "tender",
	NULL };
SHAPE special_kind = WORD_OF(special_words);
KEYS special_keys[] = {
	{ "code", REQUIRED, &id },
	{ "kind", REQUIRED, &special_kind },
	{ "zh", REQUIRED, &title },
	{ "counts", REQUIRED, &truth }, /* does its time count in the limits? */
	{ "limit", OPTIONAL, &limit },
	{ "when", OPTIONAL, &logic },
	{ "basis", OPTIONAL, &sentence },
	END,
};
SHAPE special_one = MAP_OF(special_keys);
SHAPE special = SET_OF(&special_one, "code", 0, COUNT_MAX);

/* 容缺 and 告知承诺 */
static const char *const gap_words[] = { "issue_first", "decide_only", "hold",
	NULL };
static const char *const lapse_words[] = { "terminate", "suspend", NULL };
SHAPE gap_policy = WORD_OF(gap_words);
SHAPE gap_lapse = WORD_OF(lapse_words);
KEYS gap_keys[] = {
	{ "policy", REQUIRED, &gap_policy },
	{ "lapse", REQUIRED, &gap_lapse },
	{ "note", OPTIONAL, &sentence },
	END,
};
SHAPE gap = MAP_OF(gap_keys);
static const char *const method_words[] = { "written", "network", "onsite",
	"public", "exempt", NULL };
static const char *const broken_words[] = { "rectify", "revoke", NULL };
SHAPE method = WORD_OF(method_words);
SHAPE methods = LIST_OF(&method, 1, 5);
SHAPE broken = WORD_OF(broken_words);
KEYS promise_keys[] = {
	{ "text", REQUIRED, &sentence },
	{ "methods", REQUIRED, &methods },
	{ "broken", REQUIRED, &broken },
	{ "mark_days", OPTIONAL, &span }, /* how long the credit mark stays */
	END,
};
SHAPE promise = MAP_OF(promise_keys);

/* Result */
static const char *const output_words[] = { "licence", "document", "payment",
	"entry", "none", NULL };
static const char *const medium_words[] = { "paper", "elicence", NULL };
SHAPE output_kind = WORD_OF(output_words);
SHAPE medium = WORD_OF(medium_words);
SHAPE media = LIST_OF(&medium, 1, 2);
KEYS validity_keys[] = {
	{ "years", OPTIONAL, &span },
	{ "months", OPTIONAL, &span },
	{ "days", OPTIONAL, &span },
	{ "field", OPTIONAL, &name }, /* a date of the form */
	END,
};
SHAPE validity = MAP_OF(validity_keys);
KEYS output_keys[] = {
	{ "kind", REQUIRED, &output_kind },
	{ "zh", REQUIRED, &title },
	{ "en", OPTIONAL, &title },
	{ "licence", OPTIONAL, &title }, /* type code in the library */
	{ "media", OPTIONAL, &media },
	{ "validity", OPTIONAL, &validity },
	{ "renews", OPTIONAL, &truth },
	END,
};
SHAPE output = MAP_OF(output_keys);

/* 一件事 */
KEYS member_keys[] = {
	{ "item", REQUIRED, &id },
	{ "zh", OPTIONAL, &title },
	{ "after", OPTIONAL, &ids },
	{ "when", OPTIONAL, &logic },
	END,
};
SHAPE member = MAP_OF(member_keys);
SHAPE members = SET_OF(&member, "item", 1, COUNT_MAX);
static const char *const close_words[] = { "all", "promise", "partial", NULL };
SHAPE close = WORD_OF(close_words);
KEYS bundle_keys[] = {
	{ "members", REQUIRED, &members },
	{ "close", REQUIRED, &close },
	{ "barrier", REQUIRED, &truth }, /* 同步出证 */
	{ "shared", OPTIONAL, &names },  /* form keys filled once */
	END,
};
SHAPE bundle = MAP_OF(bundle_keys);

/* 主动服务, 四步曲, 责任清单 */
static const char *const trigger_words[] = { "expiry", "event", "list", NULL };
static const char *const consent_words[] = { "recorded", "none", NULL };
SHAPE trigger_on = WORD_OF(trigger_words);
SHAPE consent = WORD_OF(consent_words);
KEYS trigger_keys[] = {
	{ "code", REQUIRED, &id },
	{ "on", REQUIRED, &trigger_on },
	{ "days_before", OPTIONAL, &days_list },
	{ "consent", REQUIRED, &consent },
	{ "licence", OPTIONAL, &title }, /* whose expiry it is */
	{ "role", OPTIONAL, &title },
	{ "when", OPTIONAL, &logic },
	END,
};
SHAPE trigger = MAP_OF(trigger_keys);
SHAPE triggers = SET_OF(&trigger, "code", 0, COUNT_MAX);
KEYS escalation_keys[] = {
	{ "level", REQUIRED, &level },
	{ "zh", REQUIRED, &title },
	{ "role", REQUIRED, &title },
	{ "before", OPTIONAL, &limit }, /* of the promised limit's end */
	{ "after", OPTIONAL, &limit },
	END,
};
SHAPE escalation_one = MAP_OF(escalation_keys);
SHAPE escalation = SET_OF(&escalation_one, "level", 0, 16);
static const char *const duty_words[] = { "rating", "overdue", "parcel",
	"complaint", "violation", NULL };
static const char *const unit_words[] = { "receiving", "home", "holder", NULL };
SHAPE duty = WORD_OF(duty_words);
SHAPE unit = WORD_OF(unit_words);
KEYS responsibility_keys[] = {
	{ "duty", REQUIRED, &duty },
	{ "unit", REQUIRED, &unit },
	END,
};
SHAPE responsibility_one = MAP_OF(responsibility_keys);
SHAPE responsibility = SET_OF(&responsibility_one, "duty", 0, 5);

/* What follows when another hall asks for a case that somebody walked in with:
 * a clerk of the holder decides, or the holder's node offers it at once. */
static const char *const handover_words[] = { "clerk", "auto", NULL };
SHAPE handover = WORD_OF(handover_words);

/* What a case owes beside its main state */
static const char *const obligation_words[] = { "gap", "verify", "assist",
	"opinion", "survey", "expert", "hearing", "public", "meeting", "parcel",
	"fee", "handle", "visit", "rectify", "supervise", "renew", NULL };
static const char *const blocks_words[] = { "none", "accept", "decide", "issue",
	"close", NULL };
static const char *const opens_words[] = { "receive", "accept", "special",
	"decide", "issue", "close", NULL };
static const char *const silence_words[] = { "open", "consent", NULL };
SHAPE obligation_kind = WORD_OF(obligation_words);
SHAPE blocks = WORD_OF(blocks_words);
SHAPE opens = WORD_OF(opens_words);
SHAPE silence = WORD_OF(silence_words);
KEYS obligation_keys[] = {
	{ "code", REQUIRED, &id },
	{ "kind", REQUIRED, &obligation_kind },
	{ "zh", REQUIRED, &title },
	{ "unit", OPTIONAL, &title }, /* who answers */
	{ "blocks", REQUIRED, &blocks },
	{ "opens", OPTIONAL, &opens }, /* absent: accept */
	{ "limit", OPTIONAL, &limit },
	{ "silence", OPTIONAL, &silence }, /* absent: open */
	{ "when", OPTIONAL, &logic },
	END,
};
SHAPE obligation = MAP_OF(obligation_keys);
SHAPE obligations = SET_OF(&obligation, "code", 0, 32);

/* What a hall prints: places to fill in are those of standard_text.h. */
static const char *const document_words[] = { "receipt", "acceptance",
	"correction", "gap_acceptance", "promise", "refusal_to_accept",
	"not_required", "special", "extension", "decision", "refusal",
	"delivery", "withdrawal", "termination", "annulment", "revocation",
	"order", "answer", "offer", "supervision", "lead", "undertaking",
	"special_result", "opinion", "reassignment", NULL };
SHAPE document_kind = WORD_OF(document_words);
SHAPE lines = ROWS_OF(&sentence, 1, 32);
KEYS document_keys[] = {
	{ "document", REQUIRED, &document_kind },
	{ "zh", REQUIRED, &title },
	{ "lines", REQUIRED, &lines },
	END,
};
SHAPE document = MAP_OF(document_keys);
SHAPE documents = SET_OF(&document, "document", 0, 32);

/* Classes of an order: the first whose rule is true */
KEYS class_keys[] = {
	{ "code", REQUIRED, &id },
	{ "zh", REQUIRED, &title },
	{ "when", REQUIRED, &logic },
	{ "urgent", OPTIONAL, &truth },
	END,
};
SHAPE class_one = MAP_OF(class_keys);
SHAPE classes = SET_OF(&class_one, "code", 0, 16);

/* 办事指南, 通办范围, 清单 */
KEYS question_keys[] = {
	{ "q", REQUIRED, &sentence },
	{ "a", REQUIRED, &sentence },
	END,
};
SHAPE question = MAP_OF(question_keys);
SHAPE questions = SET_OF(&question, "q", 0, 16);
KEYS guide_keys[] = {
	{ "apply", OPTIONAL, &sentence },
	{ "steps", OPTIONAL, &sentence },
	{ "faq", OPTIONAL, &questions },
	END,
};
SHAPE guide = MAP_OF(guide_keys);
static const char *const scope_words[] = { "nation", "province", "city",
	"county", NULL };
SHAPE scope = WORD_OF(scope_words);
SHAPE visits = INT_OF(0, 9);
static const char *const list_words[] = { "proactive", "gap", "promise",
	"paperless", "entitlement", NULL };
SHAPE list_word = WORD_OF(list_words);
SHAPE lists = LIST_OF(&list_word, 1, 5);

SHAPE fen = INT_OF(0, 1000000000000);
KEYS fee_keys[] = {
	{ "fen", REQUIRED, &fen },
	{ "basis", REQUIRED, &sentence },
	END,
};
SHAPE fee = MAP_OF(fee_keys);
SHAPE years = INT_OF(0, 200);
SHAPE mechanisms = LIST_OF(&id, 1, COUNT_MAX);

KEYS root_keys[] = {
	{ "v", REQUIRED, &version },
	{ "item", REQUIRED, &id },
	{ "revision", REQUIRED, &revision },
	{ "zh", REQUIRED, &title },
	{ "en", OPTIONAL, &title },
	{ "catalogue", OPTIONAL, &title },
	{ "department", OPTIONAL, &title },
	{ "matter", OPTIONAL, &matter },
	{ "kind", REQUIRED, &kind },
	{ "subjects", REQUIRED, &subjects },
	{ "case_type", REQUIRED, &case_type },
	{ "modes", REQUIRED, &modes },
	{ "home", OPTIONAL, &home },
	{ "materials", REQUIRED, &materials },
	{ "form", REQUIRED, &form },
	{ "facts", REQUIRED, &facts },
	{ "names", OPTIONAL, &constants },
	{ "criteria", REQUIRED, &criteria },
	{ "limits", REQUIRED, &limits },
	{ "basis", OPTIONAL, &basis },
	{ "steps", OPTIONAL, &steps },
	{ "approvals", OPTIONAL, &approvals },
	{ "special", OPTIONAL, &special },
	{ "gap", OPTIONAL, &gap },
	{ "promise", OPTIONAL, &promise },
	{ "grants", OPTIONAL, &rights },
	{ "output", REQUIRED, &output },
	{ "bundle", OPTIONAL, &bundle },
	{ "triggers", OPTIONAL, &triggers },
	{ "escalation", OPTIONAL, &escalation },
	{ "responsibility", OPTIONAL, &responsibility },
	{ "handover", OPTIONAL, &handover }, /* absent: clerk */
	{ "obligations", OPTIONAL, &obligations },
	{ "documents", OPTIONAL, &documents },
	{ "classes", OPTIONAL, &classes },
	{ "warn", OPTIONAL, &limit },  /* before a limit's end */
	{ "joint", OPTIONAL, &truth }, /* Licensing Law art. 42 para 2 */
	{ "online", OPTIONAL, &truth },
	{ "visits", OPTIONAL, &visits },
	{ "scope", OPTIONAL, &scope },
	{ "guide", OPTIONAL, &guide },
	{ "lists", OPTIONAL, &lists },
	{ "fee", OPTIONAL, &fee },
	{ "mechanisms", OPTIONAL, &mechanisms },
	{ "retention", OPTIONAL, &years },
	END,
};

const struct standard_shape standard_table_root = MAP_OF(root_keys);
