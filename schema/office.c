#include "schema/office.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/why.h"
#include "schema/value.h"

static bool ascend(const struct office_hours *h)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->spans[i].begin >= h->spans[i].end ||
		    h->spans[i].end > OFFICE_DAY_MINUTES ||
		    (i > 0 && h->spans[i].begin <= h->spans[i - 1].end))
			return false;
	return h->count > 0;
}

static bool read_minute(uint16_t *out, const struct value *v)
{
	if (v->type != VALUE_INT || v->integer < 0 ||
	    v->integer > OFFICE_DAY_MINUTES)
		return false;
	*out = (uint16_t)v->integer;
	return true;
}

bool office_read(struct office_hours *out, const struct value *hours)
{
	struct office_hours h = { 0 };

	if (hours->type != VALUE_LIST || value_count(hours) > OFFICE_SPANS_MAX)
		return false;
	for (; h.count < value_count(hours); h.count++) {
		const struct value *pair = value_at(hours, h.count);
		struct office_span *span = &h.spans[h.count];

		if (pair->type != VALUE_LIST || value_count(pair) != 2 ||
		    !read_minute(&span->begin, value_at(pair, 0)) ||
		    !read_minute(&span->end, value_at(pair, 1)))
			return false;
	}
	if (!ascend(&h))
		return false;
	if (out != NULL)
		*out = h;
	return true;
}

struct value *office_value(struct arena *a, const struct office_hours *h)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < h->count; i++) {
		struct value *pair = value_list(a);

		value_push(a, pair, value_int(a, h->spans[i].begin));
		value_push(a, pair, value_int(a, h->spans[i].end));
		value_push(a, list, pair);
	}
	return list;
}

enum err office_minute(uint16_t *out, struct bytes text)
{
	uint64_t hour, minute;

	if (text.n != 5 || text.p[2] != ':')
		return ERR_PARSE;
	for (size_t i = 0; i < text.n; i++)
		if (i != 2 && (text.p[i] < '0' || text.p[i] > '9'))
			return ERR_PARSE;
	hour = (uint64_t)(text.p[0] - '0') * 10 + (uint64_t)(text.p[1] - '0');
	minute = (uint64_t)(text.p[3] - '0') * 10 + (uint64_t)(text.p[4] - '0');
	if (minute > 59 || hour * 60 + minute > OFFICE_DAY_MINUTES)
		return ERR_PARSE;
	*out = (uint16_t)(hour * 60 + minute);
	return ERR_OK;
}

static bool parse_span(struct office_span *out, struct bytes text)
{
	return text.n == OFFICE_SPAN_TEXT_ROOM - 1 && text.p[5] == '-' &&
	       office_minute(&out->begin, bytes_part(text, 0, 5)) == ERR_OK &&
	       office_minute(&out->end, bytes_part(text, 6, 5)) == ERR_OK;
}

enum err office_parse(
    struct office_hours *out, struct bytes text, struct why *why)
{
	struct office_hours h = { 0 };
	bool ok = text.n > 0;

	for (size_t at = 0; ok && at < text.n; at += OFFICE_SPAN_TEXT_ROOM) {
		size_t n = text.n - at < OFFICE_SPAN_TEXT_ROOM - 1
			       ? text.n - at
			       : OFFICE_SPAN_TEXT_ROOM - 1;

		ok = h.count < OFFICE_SPANS_MAX &&
		     (at == 0 || text.p[at - 1] == ',') &&
		     parse_span(&h.spans[h.count++], bytes_part(text, at, n));
	}
	if (!ok || (text.n + 1) % OFFICE_SPAN_TEXT_ROOM != 0 || !ascend(&h))
		return why_set(why, ERR_PARSE,
		    "office hours are 1 to %d spans of one day, ascending and "
		    "apart, such as 09:00-12:00,14:00-17:00",
		    OFFICE_SPANS_MAX);
	*out = h;
	return ERR_OK;
}

void office_format(
    char out[static OFFICE_HOURS_TEXT_ROOM], const struct office_hours *h)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < h->count; i++) {
		const struct office_span *s = &h->spans[i];
		int wrote = snprintf(out + n, OFFICE_HOURS_TEXT_ROOM - n,
		    "%s%02u:%02u-%02u:%02u", i > 0 ? "," : "",
		    s->begin / 60u % 100u, s->begin % 60u, s->end / 60u % 100u,
		    s->end % 60u);

		n += wrote > 0 ? (size_t)wrote : 0;
	}
}

const struct office_hours *office_default(void)
{
	static const struct office_hours hours = {
		.from = INT64_MIN,
		.count = 2,
		.spans = { { 9 * 60, 12 * 60 }, { 14 * 60, 17 * 60 } },
	};

	return &hours;
}

/* The last in the log of those that have begun; the next change is the first
 * beginning of one that stands behind it. */
const struct office_hours *office_at(
    const struct office *o, int64_t time, int64_t *until)
{
	size_t count = o != NULL ? o->count : 0;

	*until = INT64_MAX;
	for (size_t i = count; i-- > 0;) {
		if (o->list[i].from <= time)
			return &o->list[i];
		if (o->list[i].from < *until)
			*until = o->list[i].from;
	}
	return office_default();
}
