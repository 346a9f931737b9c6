/*
 * clocked - a case and its clocks as of a time, for tests of them.
 */
#ifndef TESTS_UNIT_SCHEMA_CLOCKED_H
#define TESTS_UNIT_SCHEMA_CLOCKED_H

#include "schema/act_body.h"
#include "schema/day.h"
#include "schema/dossier_clocks.h"
#include "tests/unit/schema/life.h"

#define H   WORLD_HANBIN
#define G   WORLD_GAOXIN
#define ALL "M1,M2"
#define MAX DOSSIER_CLOCKS_MAX

static struct dossier_clock list[MAX];
static size_t count;

static inline int64_t at(const char *date, int hour, int minute)
{
	struct day d;

	assert_int_equal(day_parse(&d, bytes_text(date), NULL), ERR_OK);
	return day_begins(d) + (int64_t)hour * 3600 + (int64_t)minute * 60;
}

static inline const struct dossier *look(struct stage *s, int64_t now)
{
	const struct dossier *d = life_fold(s);

	memset(list, 0, sizeof(list));
	count = dossier_clocks(d, life_ledger(), now, list);
	return d;
}

/* The @n-th of that limit, from 0. */
static inline const struct dossier_clock *clock_at(const char *key, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].key, key) == 0 && n-- == 0)
			return &list[i];
	fail_msg("no clock of %s", key);
	return NULL;
}

static inline size_t count_of(const char *id)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += strcmp(list[i].id, id) == 0;
	return n;
}

static inline void expect(
    const char *key, const char *deadline, enum dossier_clock_level level)
{
	const struct dossier_clock *c = clock_at(key, 0);

	assert_string_equal(c->deadline, deadline);
	assert_string_equal(dossier_clocks_level_word(c->level),
	    dossier_clocks_level_word(level));
}

static inline void begin(struct stage *s, const char *file)
{
	life_init(s, file);
	s->w->now = at("2026-11-24", 9, 0); /* a Tuesday */
}

#endif
