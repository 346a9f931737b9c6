/*
 * deadline_batch - deadlines over many lines in one process.
 *
 *     deadline_batch CALENDAR.yaml < LINES
 *
 * Each line is "2025-09-26 5WD" and any number of pauses "2025-09-28..2025-10-09";
 * prints the date, and " provisional" behind it when a year without a notice
 * was needed; or "!" and why there is none.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "schema/calendar.h"
#include "schema/day.h"
#include "schema/deadline.h"

#define LINE_BYTES_MAX 1024
#define PAUSES_MAX     16

static enum err read_pause(
    struct deadline_day_pause *out, const char *word, struct why *why)
{
	size_t n = strlen(word);
	struct bytes text = bytes_text(word);

	if (n != 22 || memcmp(word + 10, "..", 2) != 0)
		return why_set(why, ERR_PARSE, "a pause is FROM..TO");
	enum err e = day_parse(&out->from, bytes_part(text, 0, 10), why);
	if (e == ERR_OK)
		e = day_parse(&out->to, bytes_part(text, 12, 10), why);
	return e;
}

static enum err run(
    const struct calendar *c, char *line, struct deadline *out, struct why *why)
{
	struct deadline_day_pause pauses[PAUSES_MAX];
	size_t count = 0;
	char *rest = line;
	char *start = strsep(&rest, " ");
	char *limit = strsep(&rest, " ");
	struct day day;
	struct limit l;

	if (!limit)
		return why_set(why, ERR_PARSE, "a line is START LIMIT [PAUSE]");
	enum err e = day_parse(&day, bytes_text(start), why);
	if (e == ERR_OK)
		e = limit_parse(&l, bytes_text(limit), why);
	for (char *word; e == ERR_OK && (word = strsep(&rest, " "));) {
		if (count == PAUSES_MAX)
			return why_set(why, ERR_LIMIT, "too many pauses");
		e = read_pause(&pauses[count++], word, why);
	}
	if (e == ERR_OK && l.unit != LIMIT_WD)
		e = why_set(why, ERR_PARSE, "working days only");
	if (e == ERR_OK)
		e = deadline_workdays(
		    out, c, day, l.amount, pauses, count, why);
	return e;
}

static enum err load(
    const struct calendar **out, struct arena *a, const char *path)
{
	struct buf text = { 0 };
	struct why why = { 0 };
	FILE *f = fopen(path, "rb");
	int c;

	if (!f) {
		perror(path);
		return ERR_NOT_FOUND;
	}
	while ((c = getc(f)) != EOF)
		buf_put_byte(&text, (uint8_t)c);
	(void)fclose(f);
	enum err e = calendar_parse(out, a, buf_bytes(&text), &why);
	if (e != ERR_OK)
		(void)fprintf(stderr, "%s:%d:%d: %s\n", path, why.line,
		    why.column, why.text);
	buf_fini(&text);
	return e;
}

int main(int argc, char **argv)
{
	const struct calendar *calendar;
	char line[LINE_BYTES_MAX];

	if (argc != 2) {
		(void)fprintf(stderr, "usage: deadline_batch CALENDAR.yaml\n");
		return 2;
	}
	struct arena *a = arena_new();
	if (load(&calendar, a, argv[1]) != ERR_OK) {
		arena_free(a);
		return 1;
	}
	while (fgets(line, sizeof(line), stdin)) {
		struct deadline d = { 0 };
		struct why why = { 0 };
		char date[DAY_TEXT_ROOM];

		line[strcspn(line, "\n")] = 0;
		if (run(calendar, line, &d, &why) != ERR_OK) {
			(void)printf("!%s\n", why.text);
			continue;
		}
		day_format(date, d.day);
		(void)printf(
		    "%s%s\n", date, d.provisional ? " provisional" : "");
	}
	arena_free(a);
	return 0;
}
