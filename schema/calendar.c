#include "schema/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "schema/pack.h"
#include "schema/value.h"
#include "schema/yaml.h"

#define FORMAT_VERSION 1
#define DEPTH_MAX      5
#define ENTRIES_MAX    ((size_t)CALENDAR_YEARS_MAX * CALENDAR_DAYS_PER_YEAR_MAX)
#define VERSION_MAX    1000000

struct entry {
	struct day day;
	bool off;
	int year; /* of the notice it stands in */
	const char *name;
	const struct value *place;
};

struct calendar {
	const char *series;
	uint32_t version;
	const struct value *tree; /* canonical map, in the arena */
	struct entry *entries;    /* by day */
	size_t entry_count;
	int years[CALENDAR_YEARS_MAX]; /* ascending */
	size_t year_count;
};

static enum err fault(struct why *why, const struct value *at,
    const char *sentence, const char *word)
{
	return why_at(why, ERR_PARSE, at->line, at->column, "%s%s%.60s%s",
	    sentence, *word ? " (" : "", word, *word ? ")" : "");
}

/* @map holds the keys of @keys, NULL-terminated, and no others. */
static enum err only_keys(
    const struct value *map, const char *const *keys, struct why *why)
{
	for (size_t i = 0; i < map->map.count; i++) {
		const struct value_pair *p = &map->map.pairs[i];
		const char *const *k = keys;
		while (*k && !bytes_equal(p->key, bytes_text(*k)))
			k++;
		if (!*k)
			return fault(why, p->value,
			    "a calendar knows no such key; leave it out",
			    (const char *)p->key.p);
	}
	return ERR_OK;
}

static enum err read_entry(struct calendar *c, int year, bool off,
    const struct value_pair *p, struct why *why)
{
	struct entry *e = &c->entries[c->entry_count];
	const char *date = (const char *)p->key.p;
	struct why inner = { 0 };
	if (day_parse(&e->day, p->key, &inner) != ERR_OK)
		return fault(why, p->value, inner.text, "");
	struct day_civil civil = day_civil(e->day);
	bool december = civil.year == year - 1 && civil.month == 12;
	if (civil.year != year && !december)
		return fault(why, p->value,
		    "a date stands under the year of its notice: that year or "
		    "the December before it",
		    date);
	if (p->value->type != VALUE_TEXT || p->value->bytes.n == 0 ||
	    p->value->bytes.n > CALENDAR_NAME_BYTES_MAX ||
	    memchr(p->value->bytes.p, 0, p->value->bytes.n))
		return fault(why, p->value,
		    "the value of a date is the holiday's name, a short text",
		    date);
	if (!off && day_weekday(e->day) < DAY_SATURDAY)
		return fault(why, p->value,
		    "a make-up working day is a Saturday or Sunday", date);
	e->off = off;
	e->year = year;
	e->name = (const char *)p->value->bytes.p;
	e->place = p->value;
	c->entry_count++;
	return ERR_OK;
}

static enum err read_dates(struct calendar *c, int year, bool off,
    const struct value *map, struct why *why)
{
	if (map->type != VALUE_MAP ||
	    map->map.count > CALENDAR_DAYS_PER_YEAR_MAX)
		return fault(why, map,
		    "`off` and `work` are maps of date and name, of at most "
		    "200 days",
		    "");
	for (size_t i = 0; i < map->map.count; i++) {
		enum err e = read_entry(c, year, off, &map->map.pairs[i], why);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

static enum err read_year(
    struct calendar *c, const struct value_pair *p, struct why *why)
{
	static const char *const keys[] = { "off", "work", NULL };
	uint64_t year;
	if (text_decimal(&year, p->key, DAY_YEAR_MAX) != ERR_OK ||
	    year <= DAY_YEAR_MIN)
		return fault(why, p->value, "a year is written as in \"2025\"",
		    (const char *)p->key.p);
	const struct value *off = value_get(p->value, "off");
	const struct value *work = value_get(p->value, "work");
	if (!off || !work)
		return fault(why, p->value,
		    "a year has the maps `off` and `work`; write {} for an "
		    "empty one",
		    (const char *)p->key.p);
	enum err e = only_keys(p->value, keys, why);
	if (e == ERR_OK)
		e = read_dates(c, (int)year, true, off, why);
	if (e == ERR_OK)
		e = read_dates(c, (int)year, false, work, why);
	if (e == ERR_OK)
		c->years[c->year_count++] = (int)year;
	return e;
}

static int by_day(const void *left, const void *right)
{
	const struct entry *x = left;
	const struct entry *y = right;
	if (x->day.serial != y->day.serial)
		return x->day.serial < y->day.serial ? -1 : 1;
	return (x->year > y->year) - (x->year < y->year);
}

/* One word for each day: two notices may name it if they agree. */
static enum err sort_entries(struct calendar *c, struct why *why)
{
	if (c->entry_count == 0)
		return ERR_OK;
	qsort(c->entries, c->entry_count, sizeof c->entries[0], by_day);
	size_t kept = 1;
	for (size_t i = 1; i < c->entry_count; i++) {
		const struct entry *last = &c->entries[kept - 1];
		const struct entry *e = &c->entries[i];
		if (last->day.serial != e->day.serial) {
			c->entries[kept++] = *e;
			continue;
		}
		if (last->off != e->off)
			return fault(why, e->place,
			    "this day is both off and a working day; keep one",
			    "");
	}
	c->entry_count = kept;
	return ERR_OK;
}

static enum err read_head(
    struct calendar *c, const struct value *v, struct why *why)
{
	static const char *const keys[] = { "series", "v", "version", "years",
		NULL };
	int64_t format;
	int64_t version;
	struct bytes series;
	if (v->type != VALUE_MAP)
		return fault(why, v, "a calendar is a map", "");
	enum err e = only_keys(v, keys, why);
	if (e != ERR_OK)
		return e;
	if (!value_get_int(v, "v", &format) || format != FORMAT_VERSION)
		return fault(why, v, "a calendar has `v: 1`", "");
	if (!value_get_text(v, "series", &series) || !text_is_slug(series))
		return fault(why, v,
		    "a calendar has a `series`, three or more small letters, "
		    "digits and hyphens, such as cn-state",
		    "");
	if (!value_get_int(v, "version", &version) || version < 1 ||
	    version > VERSION_MAX)
		return fault(
		    why, v, "a calendar has a `version` from 1 on", "");
	c->series = (const char *)series.p;
	c->version = (uint32_t)version;
	return ERR_OK;
}

static size_t dates_of(const struct value *years)
{
	size_t count = 0;
	for (size_t i = 0; i < years->map.count; i++) {
		const struct value *year = years->map.pairs[i].value;
		count += value_count(value_get(year, "off")) +
			 value_count(value_get(year, "work"));
	}
	return count;
}

enum err calendar_from(const struct calendar **out, struct arena *arena,
    const struct value *v, struct why *why)
{
	struct calendar *c = arena_take(arena, sizeof *c);
	c->tree = value_clone(arena, v);
	enum err e = read_head(c, c->tree, why);
	if (e != ERR_OK)
		return e;
	const struct value *years;
	if (!value_get_map(c->tree, "years", &years) ||
	    years->map.count > CALENDAR_YEARS_MAX)
		return fault(why, c->tree,
		    "a calendar has `years`, a map of at most 100 years", "");
	size_t count = dates_of(years);
	if (count > ENTRIES_MAX)
		return fault(why, years, "too many dates", "");
	c->entries = arena_take_array(arena, count + 1, sizeof c->entries[0]);
	for (size_t i = 0; i < years->map.count; i++) {
		e = read_year(c, &years->map.pairs[i], why);
		if (e != ERR_OK)
			return e;
	}
	e = sort_entries(c, why);
	if (e == ERR_OK)
		*out = c;
	return e;
}

enum err calendar_parse(const struct calendar **out, struct arena *arena,
    struct bytes yaml, struct why *why)
{
	struct yaml_limits limits = { CALENDAR_BYTES_MAX, DEPTH_MAX };
	struct value *v;
	enum err e = yaml_parse(arena, yaml, &limits, &v, why);
	return e == ERR_OK ? calendar_from(out, arena, v, why) : e;
}

enum err calendar_decode(const struct calendar **out, struct arena *arena,
    struct bytes canonical, struct why *why)
{
	struct scan_limits limits = { CALENDAR_BYTES_MAX, DEPTH_MAX };
	struct value *v;
	enum err e = pack_decode(arena, canonical, &limits, &v, why);
	return e == ERR_OK ? calendar_from(out, arena, v, why) : e;
}

const struct value *calendar_value(const struct calendar *c)
{
	return c->tree;
}

void calendar_encode(const struct calendar *c, struct buf *out)
{
	pack_encode(out, c->tree);
}

const char *calendar_series(const struct calendar *c)
{
	return c->series;
}

uint32_t calendar_version(const struct calendar *c)
{
	return c->version;
}

bool calendar_has_year(const struct calendar *c, int year)
{
	for (size_t i = 0; i < c->year_count; i++) {
		if (c->years[i] == year)
			return true;
	}
	return false;
}

static const struct entry *find(const struct calendar *c, struct day d)
{
	struct entry wanted = { .day = d };
	size_t low = 0;
	size_t high = c->entry_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int32_t at = c->entries[middle].day.serial;
		if (at == wanted.day.serial)
			return &c->entries[middle];
		if (at < wanted.day.serial)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

enum calendar_kind calendar_look(
    const struct calendar *c, struct day d, bool *known, const char **name)
{
	const struct entry *e = find(c, d);
	if (known)
		*known = calendar_has_year(c, day_civil(d).year);
	if (name)
		*name = e ? e->name : NULL;
	if (e)
		return e->off ? CALENDAR_HOLIDAY : CALENDAR_MAKE_UP;
	return day_weekday(d) >= DAY_SATURDAY ? CALENDAR_WEEKEND
					      : CALENDAR_WORKDAY;
}

bool calendar_is_workday(const struct calendar *c, struct day d, bool *known)
{
	enum calendar_kind kind = calendar_look(c, d, known, NULL);
	return kind == CALENDAR_WORKDAY || kind == CALENDAR_MAKE_UP;
}

uint32_t calendar_workdays_of_year(const struct calendar *c, int year)
{
	struct day d;
	uint32_t count = 0;
	must(
	    day_from_civil(&d, (struct day_civil){ year, 1, 1 }, DAY_YEAR_MIN));
	for (; day_civil(d).year == year; d = day_plus(d, 1)) {
		if (calendar_is_workday(c, d, NULL))
			count++;
	}
	return count;
}
