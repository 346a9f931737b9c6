#include "node/document.h"
#include "node/document_table.h"

#include <string.h>

#include "schema/act_body.h"
#include "schema/act_body_table.h"
#include "schema/machine.h"
#include "schema/standard.h"
#include "tests/unit/schema/files.h"
#include "tests/unit/schema/stage.h"

/* An act of a kind, as a view of a case would show it. */
struct page {
	struct stage s;
	struct document_source source;
	struct buf text;
};

static void page_init(struct page *p, const char *kind)
{
	struct value *dossier, *acts, *line;
	struct act *act;
	char id[DIGEST_HEX_ROOM];

	memset(p, 0, sizeof(*p));
	stage_init(&p->s);
	if (strcmp(kind, "case.reassign") == 0)
		act = world_reassign(
		    p->s.w, &p->s.dossier, &p->s.custody, WORLD_GAOXIN);
	else
		act = world_sample(p->s.w, WORLD_HANBIN, kind, &p->s.dossier);
	p->source.act = world_sign(p->s.w, act, &p->s.w->root);
	digest_hex(id, &p->source.act->id);
	dossier = value_map(p->s.arena);
	acts = value_list(p->s.arena);
	line = value_map(p->s.arena);
	value_set(p->s.arena, line, "id", value_text(p->s.arena, id));
	value_set(p->s.arena, line, "node_name",
	    value_text(p->s.arena, "汉滨<script>"));
	value_set(p->s.arena, line, "time_text",
	    value_text(p->s.arena, "2026-11-23 08:00"));
	value_push(p->s.arena, acts, line);
	value_set(p->s.arena, dossier, "acts", acts);
	value_set(p->s.arena, dossier, "number",
	    value_text(p->s.arena, "HANBIN-20261123-0001-X"));
	p->source.dossier = dossier;
	p->source.standard = p->s.w->standard->tree;
	p->source.ticket = "TB1:6BF";
}

static void page_fini(struct page *p)
{
	buf_fini(&p->text);
	stage_fini(&p->s);
}

static bool says(const struct page *p, const char *words)
{
	return p->text.n > 0 &&
	       memmem(p->text.p, p->text.n, words, strlen(words)) != NULL;
}

/* machine.json's "output" column: every event that owes a paper has one. */
static void every_event_that_owes_a_paper_has_one(void **state)
{
	static const char *const kinds[] = { "case.receive", "case.lead.open",
		"case.lead.consent", "case.accept", "case.accept.gap",
		"case.accept.promise", "case.notice", "case.supply",
		"case.supply.lapse", "case.not_required", "case.not_accept",
		"case.special.start", "case.special.end", "case.opine",
		"case.extend", "case.decide.yes", "case.decide.no",
		"case.deliver", "case.withdraw", "case.promise.withdraw",
		"case.gap.lapse", "case.annul", "case.revoke", "case.offer",
		"case.escalate" };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		assert_non_null(document_table_find(kinds[i], NULL, NULL));
}

static void print_row(const struct document_row *row, bool english)
{
	struct page p;

	page_init(&p, row->kind);
	if (row->matter == DOCUMENT_TASK) {
		struct value *tree =
		    value_clone(p.s.arena, p.s.w->standard->tree);

		value_set(
		    p.s.arena, tree, "matter", value_text(p.s.arena, "order"));
		p.source.standard = tree;
	}
	p.source.word = row->word;
	p.source.english = english;
	assert_int_equal(document_print(&p.text, &p.source, NULL), ERR_OK);
	assert_true(says(&p, english ? row->en : row->zh));
	assert_true(says(&p, "HANBIN-20261123-0001-X"));
	assert_true(says(&p, "<svg"));
	assert_false(says(&p, "<script>"));
	assert_false(says(&p, "{") && says(&p, "name}"));
	page_fini(&p);
}

/* Number, code and no place left open, in both languages. */
static void every_paper_prints_in_both_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < document_table_count(); i++) {
		print_row(document_table_at(i), false);
		print_row(document_table_at(i), true);
	}
}

/* The book of standards lists each word, under the title that is printed. */
static void the_standards_words_have_these_titles(void **state)
{
	struct arena *a = arena_new();
	struct bytes book = files_read(a, "docs/STANDARD.md");

	(void)state;
	for (size_t i = 0; i < document_table_count(); i++) {
		const struct document_row *row = document_table_at(i);
		bool first = true;
		const char *cell;

		for (size_t k = 0; k < i; k++)
			first = first && strcmp(document_table_at(k)->word,
					     row->word) != 0;
		cell = arena_print(a, "| `%s` | %s |", row->word, row->zh);
		if (first && memmem(book.p, book.n, cell, strlen(cell)) == NULL)
			fail_msg("docs/STANDARD.md lacks %s", cell);
	}
	arena_free(a);
}

static void an_event_without_a_paper_is_told(void **state)
{
	struct page p;
	struct why why;

	(void)state;
	page_init(&p, "case.take");
	assert_int_equal(
	    document_print(&p.text, &p.source, &why), ERR_NOT_FOUND);
	assert_non_null(strstr(why.text, "case.take"));
	page_fini(&p);
}

static void the_standard_has_sentences_of_its_own(void **state)
{
	struct page p;
	struct value *tree, *list, *own, *lines;

	(void)state;
	page_init(&p, "case.accept");
	tree = value_clone(p.s.arena, p.s.w->standard->tree);
	list = value_list(p.s.arena);
	own = value_map(p.s.arena);
	lines = value_list(p.s.arena);
	value_push(p.s.arena, lines,
	    value_text(p.s.arena, "{name}:{item}受理,{{原文}}。"));
	value_set(
	    p.s.arena, own, "document", value_text(p.s.arena, "acceptance"));
	value_set(p.s.arena, own, "zh", value_text(p.s.arena, "受理书"));
	value_set(p.s.arena, own, "lines", lines);
	value_push(p.s.arena, list, own);
	value_set(p.s.arena, tree, "documents", list);
	p.source.standard = tree;
	p.source.name = "某某";
	assert_int_equal(document_print(&p.text, &p.source, NULL), ERR_OK);
	assert_true(says(&p, "<h1>受理书</h1>"));
	assert_true(says(&p, "某某:护士执业注册延续受理,{原文}。"));
	page_fini(&p);
}

static void a_ticket_too_long_for_a_code_is_told(void **state)
{
	static char text[6000];
	struct page p;
	struct why why;

	(void)state;
	memset(text, 'A', sizeof(text) - 1);
	page_init(&p, "case.accept");
	p.source.ticket = text;
	assert_int_equal(document_print(&p.text, &p.source, &why), ERR_LIMIT);
	page_fini(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_event_that_owes_a_paper_has_one),
		TEST(every_paper_prints_in_both_languages),
		TEST(the_standards_words_have_these_titles),
		TEST(an_event_without_a_paper_is_told),
		TEST(the_standard_has_sentences_of_its_own),
		TEST(a_ticket_too_long_for_a_code_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
