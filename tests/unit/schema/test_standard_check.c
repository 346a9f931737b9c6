#include "schema/standard_check.h"

#include "tests/unit/schema/standards.h"

struct mistake {
	const char *old;
	const char *new;
	const char *path; /* of the first fault */
	const char *says;
	int line; /* the place of @old plus this */
};

static int line_of(struct arena *a, const char *text)
{
	struct bytes all = files_read(a, STANDARDS_T04);
	const uint8_t *at = memmem(all.p, all.n, text, strlen(text));
	int line = 1;

	assert_non_null(at);
	for (const uint8_t *p = all.p; p < at; p++)
		line += *p == '\n';
	return line;
}

static void check_mistake(const struct mistake *m)
{
	struct arena *a = arena_new();
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };
	enum err e =
	    standard_parse(&s, a, standards_edit(a, m->old, m->new), &faults);
	const struct standard_fault *f = &faults.list[0];
	int line = line_of(a, m->old) + m->line;

	if (e == ERR_OK || faults.count == 0)
		fail_msg("<%s> passed", m->new);
	if (strcmp(f->path, m->path) != 0 || !strstr(f->why.text, m->says) ||
	    f->why.line != line || f->why.column < 1)
		fail_msg("<%s>: %s at %d:%d (want %d): %s", m->new, f->path,
		    f->why.line, f->why.column, line, f->why.text);
	arena_free(a);
}

static void each_mistake_has_its_line_and_way_out(void **state)
{
	static const struct mistake rows[] = {
		/* shape */
		{ "case_type: 2", "casetype: 2", "casetype",
		    "unknown key \"casetype\"; is `case_type` meant? known",
		    0 },
		{ "    copies: 1\n  - id: M2", "    copy: 1\n  - id: M2",
		    "materials.M1.copy", "unknown key", 0 },
		{ "revision: 1", "revision: one", "revision",
		    "this is a text; an integer belongs here", 0 },
		{ "revision: 1", "revision: 0", "revision", "outside", 0 },
		{ "item: T04", "item: 4T", "item", "begins with a letter", 0 },
		{ "kind: \"01\"", "kind: 1", "kind", "quote it", 0 },
		{ "kind: \"01\"", "kind: \"11\"", "kind", "none of 01, 02", 0 },
		{ "modes: [online, any,", "modes: [online, online,", "modes",
		    "twice", 0 },
		{ "type: rid,", "type: person,", "form.rid.type",
		    "none of text, int", 0 },
		{ "required: true}\n  - {key: licence_no",
		    "required: 1}\n  - {key: licence_no", "form.rid.required",
		    "boolean", 0 },
		{ "  promised: 1WD", "  promised: 1 WD", "limits.promised",
		    "unit", 0 },
		{ "  promised: 1WD", "  promised: 1", "limits.promised", "text",
		    0 },
		{ "flags: KL", "flags: LK", "materials.M2.flags",
		    "in this order", 0 },
		{ "id: M2", "id: M1", "materials", "twice", 0 },
		{ "key: health_ok", "key: suspended", "facts", "twice", 14 },
		{ "code: T04-2", "code: T04-1", "criteria", "twice", 0 },
		{ "    fail: manual", "    fail: maybe", "criteria.T04-1.fail",
		    "none of correct", 0 },
		{ "    source: share", "    source: gossip",
		    "facts.health_ok.source", "none of licence", 0 },
		{ "    owner: 出具体检证明的医疗机构\n", "", "facts.health_ok",
		    "`owner` is missing", -5 },
		{ "role: reviewer-1", "role: reviewer-9", "approvals.1.role",
		    "none of window", 0 },
		/* between keys */
		{ "  promised: 1WD\n", "", "limits", "`promised`", -2 },
		{ "  promised: 1WD", "  promised: 21WD", "limits.promised",
		    "longer than `statutory`", 0 },
		{ "  supply: 本网络约定", "  gap: 本网络约定", "basis",
		    "no limit here", 0 },
		{ "flags: KSV", "flags: KX", "materials.M3.flags", "abolished",
		    0 },
		{ "flags: KSV", "flags: G", "materials.M3.flags",
		    "`gap` does not say how", 0 },
		{ "flags: KSV", "flags: P", "materials.M3.flags",
		    "`promise` does not say how", 0 },
		{ "var: facts.days_to_expiry", "var: facts.days",
		    "criteria.T04-1.logic", "facts.days", 0 },
		{ "var: form.consent", "var: form.consents",
		    "criteria.T04-3.logic", "form.consents", 0 },
		{ "var: case.channel", "var: case.chanel",
		    "criteria.T04-3.logic", "case.chanel", 0 },
		{ "{\"!\": [", "{\"nope\": [", "criteria.T04-4.logic", "nope",
		    0 },
		{ "type: date, required: true", "type: enum, required: true",
		    "form.expiry", "`values`", 0 },
		{ "type: date, required: true",
		    "type: date, max: 3, required: true", "form.expiry",
		    "`max` does not go with", 0 },
		{ "type: date, required: true",
		    "type: list, max_items: 3, required: true", "form.expiry",
		    "either `of`", 0 },
		{ "type: date, required: true",
		    "type: list, of: date, required: true", "form.expiry",
		    "`max_items`", 0 },
		{ "{level: 2, role", "{level: 3, role", "approvals.3.level",
		    "2 belongs here", 0 },
		{ "level: 2}", "level: 3}", "steps", "no level 3", 0 },
		{ "{rule: chosen}", "{rule: field, field: expiry}",
		    "home.field", "type division", 0 },
		{ "{rule: chosen}", "{rule: field}", "home", "`field`", 0 },
		{ "{years: 5}", "{years: 5, days: 3}", "output.validity",
		    "one of years", 0 },
		{ "{years: 5}", "{field: rid}", "output.validity.field",
		    "type date", 0 },
		{ "kind: \"01\"", "matter: bundle\nkind: \"01\"", "bundle",
		    "matter: bundle", 0 },
		{ "type: date, required: true",
		    "type: enum, values: [mail], labels: {mial: 邮寄}, required: true",
		    "form.expiry", "a label for `mial`", 0 },
		{ ", days_before: [30, 7, 3]", "", "triggers.expiry.on",
		    "add it", 0 },
		{ "{var: facts.suspended}",
		    "{all: [{var: form.rid}, {var: x}]}",
		    "criteria.T04-4.logic",
		    "\"x\" is not a declared name of the elements of form.rid",
		    0 },
		{ "type: date, required: true",
		    "type: month, min: 1, required: true", "form.expiry",
		    "`min` does not go with the type month", 0 },
		{ "type: date, required: true",
		    "type: list, of: list, max_items: 3, required: true",
		    "form.expiry", "use `fields`", 0 },
		{ "{var: facts.suspended}", "{var: [facts.suspended, 1, 2]}",
		    "criteria.T04-4.logic", "at most 2", 0 },
		{ "{var: facts.suspended}", "{var: {var: facts.suspended}}",
		    "criteria.T04-4.logic", "written out", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_mistake(&rows[i]);
}

/* The same for a key that is added at the end of T04. */
struct addition {
	const char *yaml;
	const char *path;
	const char *says;
	int line; /* of the mistake, within @yaml */
};

static void check_addition(const struct addition *m)
{
	struct arena *a = arena_new();
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };
	struct bytes t04 = files_read(a, STANDARDS_T04);
	struct buf text = { 0 };
	int before = 0;

	buf_put(&text, t04);
	buf_put_text(&text, m->yaml);
	for (size_t i = 0; i < t04.n; i++)
		before += t04.p[i] == '\n';
	if (standard_parse(&s, a, buf_bytes(&text), &faults) == ERR_OK)
		fail_msg("<%s> passed", m->yaml);
	const struct standard_fault *f = &faults.list[0];
	if (strcmp(f->path, m->path) != 0 || !strstr(f->why.text, m->says) ||
	    f->why.line != before + m->line || f->why.column < 1)
		fail_msg("<%s>: %s at %d:%d (want %d): %s", m->yaml, f->path,
		    f->why.line, f->why.column, before + m->line, f->why.text);
	buf_fini(&text);
	arena_free(a);
}

#define DUTY(rest) "obligations:\n  - {code: O1, zh: 协查, " rest "}\n"
#define PAPER(rest) \
	"documents:\n  - {document: receipt, zh: 收件凭证,\n" rest "}\n"

static void each_mistake_beside_the_core_has_its_line_and_way_out(void **state)
{
	static const struct addition rows[] = {
		{ DUTY("kind: favour, blocks: none"), "obligations.O1.kind",
		    "none of gap, verify", 2 },
		{ DUTY("kind: assist"), "obligations.O1", "`blocks` is missing",
		    2 },
		{ DUTY("kind: assist, blocks: accept"), "obligations.O1.blocks",
		    "it opens at `accept`, too late to block `accept`", 2 },
		{ DUTY("kind: assist, blocks: decide, opens: issue"),
		    "obligations.O1.blocks", "let it open before", 2 },
		{ DUTY("kind: gap, blocks: issue"), "obligations.O1.kind",
		    "needs `gap`", 2 },
		{ "gap: {policy: decide_only, lapse: suspend}\n" DUTY(
		      "kind: gap, blocks: none"),
		    "obligations.O1.blocks",
		    "by the policy decide_only a gap blocks `issue`", 3 },
		{ DUTY("kind: assist, blocks: decide, silence: consent"),
		    "obligations.O1.silence", "write open", 2 },
		{ DUTY("kind: assist, blocks: decide, limit: 30min"),
		    "obligations.O1.limit", "NMIN (minutes)", 2 },
		{ DUTY("kind: assist, blocks: decide, when: {var: form.x}"),
		    "obligations.O1.when", "declare it under `form`", 2 },
		{ PAPER("lines: [\"{nmae}\"]"), "documents.receipt.lines",
		    "\"{nmae}\" is no place to fill in; there are {number}",
		    3 },
		{ PAPER("lines: [\"a { b\"]"), "documents.receipt.lines",
		    "written twice", 3 },
		{ PAPER("lines: []"), "documents.receipt.lines",
		    "0 elements; 1 to 32", 3 },
		{ "documents:\n  - {document: letter, zh: 信, lines: [a]}\n",
		    "documents.letter.document", "none of receipt", 2 },
		{ "classes: [{code: C1, zh: 紧急, when: true}]\n", "classes",
		    "change `matter`", 1 },
		{ "matter: order\nclasses:\n"
		  "  - {code: C1, zh: 紧急, when: {var: facts.health_ok}}\n",
		    "classes.C1.when", "form.* and std.* only", 3 },
		{ "warn: 2WD\n", "warn", "longer than the limit `promised`",
		    1 },
		{ "warn: soon\n", "warn", "a limit is an amount", 1 },
		{ "joint: yes\n", "joint", "a boolean belongs here", 1 },
		{ "visits: 10\n", "visits", "outside 0 to 9", 1 },
		{ "scope: world\n", "scope", "none of nation, province", 1 },
		{ "guide:\n  faq:\n    - {q: 要带原件吗}\n", "guide.faq.0",
		    "`a` is missing", 3 },
		{ "guide: {how: 看视频}\n", "guide.how",
		    "known here: apply steps faq", 1 },
		{ "lists: [gap]\n", "lists", "flag G; add it", 1 },
		{ "lists: [proactive, promise]\n", "lists", "flag P", 1 },
		{ "lists: [rainbow]\n", "lists.0", "none of proactive", 1 },
		{ "shcedule: 1\n", "shcedule", "unknown key", 1 },
		{ "matter: bundle\nbundle:\n  members: [{item: T04}]\n"
		  "  close: all\n  barrier: false\n",
		    "bundle.members", "not its own member", 3 },
		{ "onlin: true\n", "onlin", "is `online` meant?", 1 },
		{ "lsits: [gap]\n", "lsits", "is `lists` meant?", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_addition(&rows[i]);
}

static void online_needs_the_mode(void **state)
{
	static const struct mistake row = { "modes: [online, any,",
		"online: true\nmodes: [any,", "online", "add it there", 0 };

	(void)state;
	check_mistake(&row);
}

static void entitlement_needs_triggers(void **state)
{
	static const struct mistake row = {
		"triggers:\n  - {code: expiry, on: expiry, days_before: "
		"[30, 7, 3], licence: 护士执业证书, consent: recorded,\n"
		"     role: 主动服务员}\n",
		"lists: [paperless, entitlement]\n", "lists", "`triggers`", 0
	};

	(void)state;
	check_mistake(&row);
}

static void all_mistakes_are_told_up_to_a_bound(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };
	struct buf many = { 0 };

	(void)state;
	assert_int_equal(
	    standard_parse(&s, a, bytes_text("v: 2\nx: 1\n"), &faults),
	    ERR_PARSE);
	assert_true(faults.count > 10);
	memset(&faults, 0, sizeof(faults));
	for (int i = 0; i < 2 * STANDARD_FAULTS_MAX; i++)
		buf_print(&many, "x%d: 1\n", i);
	assert_int_equal(
	    standard_parse(&s, a, buf_bytes(&many), &faults), ERR_PARSE);
	assert_true(faults.count > STANDARD_FAULTS_MAX);
	assert_int_equal(standard_fault_kept(&faults), STANDARD_FAULTS_MAX);
	buf_fini(&many);
	arena_free(a);
}

static void mistake_in_the_yaml_itself_has_its_place(void **state)
{
	static const struct mistake rows[] = {
		{ "copies: 1\n  - id: M2", "copies: 1.5\n  - id: M2", "",
		    "fractions", 0 },
		{ "case_type: 2", "zh: 又一个", "", "twice", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_mistake(&rows[i]);
}

/* Every optional key at once: the language is whole. */
static const char whole[] =
    "matter: bundle\n"
    "names: {covers: [\"610902\", ankang-gaoxin], most: 3, open: true}\n"
    "gap: {policy: hold, lapse: terminate, note: x}\n"
    "promise: {text: 告知承诺, methods: [written, onsite], broken: revoke,"
    " mark_days: 365}\n"
    "special:\n"
    "  - {code: S1, kind: survey, zh: 现场核验, counts: false, limit: 10WD,"
    " when: {\"!\": [{var: facts.suspended}]}, basis: 第四十五条}\n"
    "bundle:\n"
    "  members: [{item: T01}, {item: T03a, zh: 公章, after: [T01]}]\n"
    "  close: partial\n"
    "  barrier: true\n"
    "  shared: [rid]\n"
    "escalation:\n"
    "  - {level: 1, zh: 电话提醒, role: 督办, before: 1WD}\n"
    "  - {level: 2, zh: 书面函告, role: 督办, after: 1WD}\n"
    "fee: {fen: 1000, basis: 物价局}\n"
    "obligations:\n"
    "  - {code: A1, kind: assist, zh: 协查, unit: 医院, blocks: accept,"
    " opens: receive, limit: 30NMIN, when: {\"!\": [{var: facts.health_ok}]}}\n"
    "  - {code: A2, kind: opinion, zh: 征求意见, blocks: decide, limit: 3WD,"
    " silence: consent}\n"
    "  - {code: A3, kind: gap, zh: 补缺, blocks: decide, silence: open}\n"
    "documents:\n"
    "  - {document: receipt, zh: 收件凭证, lines: [\"{name} {{原件}}\", 空]}\n"
    "warn: 4WH\n"
    "joint: true\n"
    "online: true\n"
    "visits: 0\n"
    "scope: city\n"
    "guide:\n"
    "  apply: 到任一大厅\n"
    "  steps: 收件、受理、决定\n"
    "  faq: [{q: 要带原件吗, a: 不用}]\n"
    "lists: [proactive, paperless]\n";

static void whole_language_passes(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };
	struct bytes text = standards_edit(a, "kind: \"01\"", whole);
	struct buf all = { 0 };

	(void)state;
	buf_put(&all, text);
	buf_put_text(&all, "\nkind: \"01\"\n");
	if (standard_parse(&s, a, buf_bytes(&all), &faults) != ERR_OK)
		fail_msg("%d:%d %s: %s", faults.list[0].why.line,
		    faults.list[0].why.column, faults.list[0].path,
		    faults.list[0].why.text);
	assert_string_equal(s->matter, "bundle");
	buf_fini(&all);
	arena_free(a);
}

static void classes_of_an_order_pass(void **state)
{
	struct arena *a = arena_new();
	const struct standard *s = NULL;
	struct standard_faults faults = { 0 };
	struct bytes text = standards_edit(a, "kind: \"01\"",
	    "matter: order\nkind: \"20\"\nclasses:\n"
	    "  - {code: C1, zh: 紧急, urgent: true, when: {var: form.consent}}\n"
	    "  - {code: C2, zh: 其他, when: true}\n");

	(void)state;
	if (standard_parse(&s, a, text, &faults) != ERR_OK)
		fail_msg(
		    "%s: %s", faults.list[0].path, faults.list[0].why.text);
	assert_string_equal(s->matter, "order");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_has_its_line_and_way_out),
		cmocka_unit_test(
		    each_mistake_beside_the_core_has_its_line_and_way_out),
		cmocka_unit_test(online_needs_the_mode),
		cmocka_unit_test(entitlement_needs_triggers),
		cmocka_unit_test(all_mistakes_are_told_up_to_a_bound),
		cmocka_unit_test(mistake_in_the_yaml_itself_has_its_place),
		cmocka_unit_test(whole_language_passes),
		cmocka_unit_test(classes_of_an_order_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
