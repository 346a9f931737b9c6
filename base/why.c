#include "base/why.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* Length of the character that starts with @lead; 1 for a stray byte. */
static size_t char_length(unsigned char lead)
{
	if (lead >= 0xf0)
		return 4;
	if (lead >= 0xe0)
		return 3;
	return lead >= 0xc0 ? 2 : 1;
}

/* Drop the last character if the cut went through it. */
static void drop_half_char(char *text)
{
	size_t n = strlen(text), start = n;

	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return;
	start--;
	if (char_length((unsigned char)text[start]) > n - start)
		text[start] = '\0';
}

__attribute__((format(printf, 2, 0))) static void print(
    char out[static WHY_TEXT_BYTES_MAX], const char *format, va_list args)
{
	int n = vsnprintf(out, WHY_TEXT_BYTES_MAX, format, args);

	must(n >= 0);
	if (n >= WHY_TEXT_BYTES_MAX)
		drop_half_char(out);
	text_keep_one_line(out);
}

enum err why_set(struct why *why, enum err e, const char *format, ...)
{
	va_list args;

	if (why == NULL)
		return e;
	/* Apart first: an argument may be the old sentence. */
	char text[WHY_TEXT_BYTES_MAX];

	va_start(args, format);
	print(text, format, args);
	va_end(args);
	why->line = 0;
	why->column = 0;
	memcpy(why->text, text, sizeof(text));
	return e;
}

enum err why_at(
    struct why *why, enum err e, int line, int column, const char *format, ...)
{
	va_list args;

	if (why == NULL)
		return e;
	char text[WHY_TEXT_BYTES_MAX];

	va_start(args, format);
	print(text, format, args);
	va_end(args);
	why->line = line;
	why->column = column;
	memcpy(why->text, text, sizeof(text));
	return e;
}

void why_prefix(struct why *why, const char *format, ...)
{
	va_list args;
	char old[WHY_TEXT_BYTES_MAX], words[WHY_TEXT_BYTES_MAX];
	int n;

	if (why == NULL)
		return;
	va_start(args, format);
	print(words, format, args);
	va_end(args);
	memcpy(old, why->text, sizeof(old));
	n = snprintf(why->text, sizeof(why->text), "%s%s", words, old);
	must(n >= 0);
	if (n >= WHY_TEXT_BYTES_MAX)
		drop_half_char(why->text);
}
