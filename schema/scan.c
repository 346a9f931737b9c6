/*
 * One pass over the bytes with a small stack of open lists and maps.  Each
 * object is read in two halves: read_head() finds its kind and its number (a
 * value, a length or a count) and checks that the form is the shortest;
 * take_object() goes on by kind.
 *
 * Byte layouts: the msgpack specification, "Formats".
 */
#include "schema/scan.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/text.h"

enum kind {
	KIND_NONE, /* never canonical */
	KIND_NIL,
	KIND_BOOL,
	KIND_INTEGER,
	KIND_TEXT,
	KIND_BIN,
	KIND_LIST,
	KIND_MAP,
};

struct head {
	enum kind kind;
	uint64_t number; /* bytes of a text or bin, elements of a list or map */
};

/* The forms whose number stands behind the first byte: how wide it is, and
 * which numbers have no shorter form (negative ones as two's complement). */
struct form {
	enum kind kind;
	enum scan_fault fault; /* of KIND_NONE */
	unsigned width;
	uint64_t least, most;
};

#define FORM_FIRST 0xc0
#define FORM_LAST  0xdf

static const struct form forms[] = {
	{ KIND_NIL, SCAN_NONE, 0, 0, 0 },      /* c0 */
	{ KIND_NONE, SCAN_RESERVED, 0, 0, 0 }, /* c1 */
	{ KIND_BOOL, SCAN_NONE, 0, 0, 0 },     /* c2 */
	{ KIND_BOOL, SCAN_NONE, 0, 0, 0 },     /* c3 */
	{ KIND_BIN, SCAN_NONE, 1, 0, 0xff },
	{ KIND_BIN, SCAN_NONE, 2, 0x100, 0xffff },
	{ KIND_BIN, SCAN_NONE, 4, 0x10000, 0xffffffff },
	{ KIND_NONE, SCAN_EXT, 0, 0, 0 },   /* c7 */
	{ KIND_NONE, SCAN_EXT, 0, 0, 0 },   /* c8 */
	{ KIND_NONE, SCAN_EXT, 0, 0, 0 },   /* c9 */
	{ KIND_NONE, SCAN_FLOAT, 0, 0, 0 }, /* ca */
	{ KIND_NONE, SCAN_FLOAT, 0, 0, 0 }, /* cb */
	{ KIND_INTEGER, SCAN_NONE, 1, 0x80, 0xff },
	{ KIND_INTEGER, SCAN_NONE, 2, 0x100, 0xffff },
	{ KIND_INTEGER, SCAN_NONE, 4, 0x10000, 0xffffffff },
	{ KIND_INTEGER, SCAN_NONE, 8, 0x100000000, UINT64_MAX },
	{ KIND_INTEGER, SCAN_NONE, 1, 0x80, 0xdf },     /* d0 */
	{ KIND_INTEGER, SCAN_NONE, 2, 0x8000, 0xff7f }, /* d1 */
	{ KIND_INTEGER, SCAN_NONE, 4, 0x80000000, 0xffff7fff },
	{ KIND_INTEGER, SCAN_NONE, 8, 0x8000000000000000, 0xffffffff7fffffff },
	{ KIND_NONE, SCAN_EXT, 0, 0, 0 }, /* d4 */
	{ KIND_NONE, SCAN_EXT, 0, 0, 0 }, /* d5 */
	{ KIND_NONE, SCAN_EXT, 0, 0, 0 }, /* d6 */
	{ KIND_NONE, SCAN_EXT, 0, 0, 0 }, /* d7 */
	{ KIND_NONE, SCAN_EXT, 0, 0, 0 }, /* d8 */
	{ KIND_TEXT, SCAN_NONE, 1, 32, 0xff },
	{ KIND_TEXT, SCAN_NONE, 2, 0x100, 0xffff },
	{ KIND_TEXT, SCAN_NONE, 4, 0x10000, 0xffffffff },
	{ KIND_LIST, SCAN_NONE, 2, 16, 0xffff }, /* dc */
	{ KIND_LIST, SCAN_NONE, 4, 0x10000, 0xffffffff },
	{ KIND_MAP, SCAN_NONE, 2, 16, 0xffff }, /* de */
	{ KIND_MAP, SCAN_NONE, 4, 0x10000, 0xffffffff },
};
_Static_assert(sizeof(forms) / sizeof(*forms) == FORM_LAST - FORM_FIRST + 1,
    "one row for each first byte");

#define FORM_UINT64 0xcf

/* An open list or map. */
struct level {
	uint64_t left; /* objects to come; a map has two for a pair */
	bool is_map;
	bool has_key;
	struct bytes key; /* the last one */
};

struct scan {
	struct bytes in;
	size_t at;
	unsigned depth; /* open levels */
	unsigned depth_max;
	struct level levels[SCAN_DEPTH_MAX];
};

const char *scan_text(enum scan_fault fault)
{
	switch (fault) {
#define X(constant, name, text) \
	case SCAN_##constant:   \
		return text;
		SCAN_FAULT_MAP(X)
#undef X
	}
	return "unknown fault";
}

const char *scan_name(enum scan_fault fault)
{
	switch (fault) {
#define X(constant, name, text) \
	case SCAN_##constant:   \
		return name;
		SCAN_FAULT_MAP(X)
#undef X
	}
	return "unknown";
}

static size_t left(const struct scan *s)
{
	return s->in.n - s->at;
}

/* The number behind a first byte, which s->at has passed. */
static enum scan_fault read_number(
    struct scan *s, const struct form *form, struct head *head)
{
	uint64_t number = 0;

	if (left(s) < form->width)
		return SCAN_TRUNCATED;
	for (unsigned i = 0; i < form->width; i++)
		number = number << 8 | s->in.p[s->at++];
	if (number < form->least || number > form->most)
		return form->kind == KIND_INTEGER ? SCAN_INTEGER_LONG
						  : SCAN_LENGTH_LONG;
	*head = (struct head){ form->kind, number };
	return SCAN_NONE;
}

static enum scan_fault read_head(struct scan *s, struct head *head)
{
	const struct form *form;
	enum scan_fault fault;
	uint8_t first;

	if (left(s) == 0)
		return SCAN_TRUNCATED;
	first = s->in.p[s->at++];
	if (first < 0x80 || first > FORM_LAST) {
		*head = (struct head){ KIND_INTEGER, 0 };
	} else if (first < 0x90) {
		*head = (struct head){ KIND_MAP, first & 0x0f };
	} else if (first < 0xa0) {
		*head = (struct head){ KIND_LIST, first & 0x0f };
	} else if (first < FORM_FIRST) {
		*head = (struct head){ KIND_TEXT, first & 0x1f };
	} else {
		form = &forms[first - FORM_FIRST];
		if (form->kind == KIND_NONE)
			return form->fault;
		fault = read_number(s, form, head);
		if (fault != SCAN_NONE)
			return fault;
		if (first == FORM_UINT64 && head->number > INT64_MAX)
			return SCAN_INTEGER_LARGE;
	}
	return SCAN_NONE;
}

static enum scan_fault take_run(
    struct scan *s, const struct head *head, struct bytes *run)
{
	if (head->number > left(s))
		return SCAN_TRUNCATED;
	*run = bytes_part(s->in, s->at, (size_t)head->number);
	s->at += run->n;
	if (head->kind == KIND_TEXT && !text_is_utf8(*run))
		return SCAN_UTF8;
	return SCAN_NONE;
}

static enum scan_fault check_key(struct level *map, struct bytes key)
{
	int order = map->has_key ? bytes_compare(map->key, key) : -1;

	if (order == 0)
		return SCAN_KEY_TWICE;
	if (order > 0)
		return SCAN_KEY_ORDER;
	map->key = key;
	map->has_key = true;
	return SCAN_NONE;
}

static enum scan_fault open_level(struct scan *s, const struct head *head)
{
	bool is_map = head->kind == KIND_MAP;
	uint64_t objects = is_map ? head->number * 2 : head->number;

	if (s->depth == s->depth_max)
		return SCAN_DEPTH;
	if (objects > left(s)) /* each takes at least one byte */
		return SCAN_ELEMENTS;
	s->levels[s->depth++] =
	    (struct level){ .left = objects, .is_map = is_map };
	return SCAN_NONE;
}

static enum scan_fault take_object(struct scan *s)
{
	struct level *in = s->depth > 0 ? &s->levels[s->depth - 1] : NULL;
	bool is_key = in != NULL && in->is_map && in->left % 2 == 0;
	struct bytes run = { 0 };
	struct head head = { KIND_NONE, 0 };
	enum scan_fault fault = read_head(s, &head);

	if (fault != SCAN_NONE)
		return fault;
	if (is_key && head.kind != KIND_TEXT)
		return SCAN_KEY_TYPE;
	if (in != NULL)
		in->left--;
	if (head.kind == KIND_LIST || head.kind == KIND_MAP)
		return open_level(s, &head);
	if (head.kind == KIND_TEXT || head.kind == KIND_BIN)
		fault = take_run(s, &head, &run);
	if (fault == SCAN_NONE && is_key)
		fault = check_key(in, run);
	return fault;
}

/* One object; *at is its end, or where the object with the fault begins. */
static enum scan_fault scan_object(struct bytes in, unsigned depth, size_t *at)
{
	struct scan s = { .in = in, .depth_max = depth };

	must(depth <= SCAN_DEPTH_MAX);
	do {
		size_t start = s.at;
		enum scan_fault fault = take_object(&s);

		if (fault != SCAN_NONE) {
			*at = start;
			return fault;
		}
		while (s.depth > 0 && s.levels[s.depth - 1].left == 0)
			s.depth--;
	} while (s.depth > 0);
	*at = s.at;
	return SCAN_NONE;
}

enum scan_fault scan_check(
    struct bytes in, const struct scan_limits *limits, size_t *at)
{
	size_t end = 0;
	enum scan_fault fault = SCAN_SIZE;

	if (in.n <= limits->bytes)
		fault = scan_object(in, limits->depth, &end);
	if (fault == SCAN_NONE && end < in.n)
		fault = SCAN_TRAILING;
	if (at != NULL)
		*at = end;
	return fault;
}

enum scan_fault scan_one(
    struct bytes in, const struct scan_limits *limits, size_t *length)
{
	bool cut = in.n > limits->bytes;
	struct bytes seen = cut ? bytes_part(in, 0, limits->bytes) : in;
	enum scan_fault fault = scan_object(seen, limits->depth, length);

	if (cut && (fault == SCAN_TRUNCATED || fault == SCAN_ELEMENTS))
		fault = SCAN_SIZE;
	return fault;
}
