/* docs/STANDARD.md names whatever the table knows. */
#include "schema/standard_table.h"

#include "schema/standard.h"
#include "schema/standard_names.h"
#include "schema/standard_text.h"
#include "tests/unit/schema/files.h"

struct docs {
	struct bytes standard;
	struct bytes format; /* roles and rights are there */
};

static bool has(struct bytes text, const char *what)
{
	return memmem(text.p, text.n, what, strlen(what)) != NULL;
}

static void is_quoted(struct bytes text, const char *word)
{
	char quoted[80];

	(void)snprintf(quoted, sizeof(quoted), "`%s`", word);
	if (!has(text, quoted))
		fail_msg("docs/STANDARD.md does not name %s", quoted);
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
	       c == '-';
}

/* @word with no letter before or behind it. */
static bool has_word(struct bytes text, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 1; i + n < text.n; i++) {
		if (memcmp(text.p + i, word, n) == 0 &&
		    !is_letter(text.p[i - 1]) && !is_letter(text.p[i + n]))
			return true;
	}
	return false;
}

static void walk(const struct docs *d, const struct standard_shape *shape)
{
	for (size_t i = 0; shape->words != NULL && shape->words[i]; i++) {
		if (!has_word(d->standard, shape->words[i]) &&
		    !has_word(d->format, shape->words[i]))
			fail_msg("no page names the word %s", shape->words[i]);
	}
	if (shape->item != NULL)
		walk(d, shape->item);
	for (const struct standard_shape_key *k = shape->keys;
	     k != NULL && k->key != NULL; k++) {
		is_quoted(d->standard, k->key);
		walk(d, k->shape);
	}
}

static void every_key_and_word_is_documented(void **state)
{
	struct arena *a = arena_new();
	struct docs d = { files_read(a, "docs/STANDARD.md"),
		files_read(a, "docs/FORMAT.md") };

	(void)state;
	walk(&d, &standard_table_root);
	arena_free(a);
}

static void every_name_type_and_place_is_documented(void **state)
{
	static const char *const quoted[] = {
#define X(name, word) word,
		STANDARD_TYPE_MAP(X)
#undef X
#define X(name, word, zh) word,
		    STANDARD_FAIL_MAP(X)
#undef X
#define X(name, key, zh) key,
			STANDARD_LIMIT_MAP(X)
#undef X
#define X(name, word, zh) "{" word "}",
			    STANDARD_TEXT_MAP(X)
#undef X
	};
	static const char *const names[] = {
#define X(name, type, zh) name,
		STANDARD_NAMES_CASE_MAP(X)
#undef X
	};
	struct arena *a = arena_new();
	struct bytes text = files_read(a, "docs/STANDARD.md");

	(void)state;
	for (size_t i = 0; i < sizeof(quoted) / sizeof(quoted[0]); i++)
		is_quoted(text, quoted[i]);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!has_word(text, names[i]))
			fail_msg("docs/STANDARD.md: case.%s", names[i]);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_and_word_is_documented),
		cmocka_unit_test(every_name_type_and_place_is_documented),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
