#include "node/case_seek.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/case_words.h"
#include "node/index_case.h"
#include "node/index_item.h"
#include "node/initials.h"
#include "node/states.h"
#include "node/words.h"
#include "schema/act_body_table.h"
#include "schema/genesis.h"
#include "schema/ledger.h"
#include "schema/standard.h"

#define LATIN_LEAST 2 /* letters of a name or initials */

/* One word, and what it stands for. */
struct seeking {
	struct case_seek *seek;
	struct arena *arena;
	const struct ledger *ledger;
	struct bytes word;
	struct search_query query; /* of this word alone */
	const char *items[CASE_SEEK_ITEMS_MAX + 1];
	const char *near_items[CASE_SEEK_ITEMS_MAX + 1];
	size_t count, near_count;
	struct buf part; /* owned; of the expression */
	size_t names;    /* in it, besides a number's part */
};

/* ---- states ---- */

static struct bytes compact(struct arena *a, const char *text)
{
	struct buf b = { 0 };
	struct bytes copy;

	words_compact(&b, bytes_text(text));
	copy = arena_copy(a, buf_bytes(&b));
	buf_fini(&b);
	return copy;
}

/* The states whose name the word is, or stands in. */
static uint32_t states_of(struct arena *a, struct bytes word, bool whole)
{
	uint32_t mask = 0;

	for (unsigned i = MACHINE_NONE + 1; i < MACHINE_STATE_COUNT; i++) {
		struct bytes names[] = { compact(a, machine_state_zh(i)),
			compact(a, machine_state_name(i)) };

		for (size_t n = 0; n < 2; n++)
			if (whole ? bytes_equal(names[n], word)
				  : words_count(word) >= LATIN_LEAST &&
					words_find(names[n], word) != SIZE_MAX)
				mask |= MACHINE_BIT(i);
	}
	return mask;
}

/* ---- items, districts, channels ---- */

static void keep_item(const char **list, size_t *count, const char *item)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(list[i], item) == 0)
			return;
	if (*count <= CASE_SEEK_ITEMS_MAX)
		list[(*count)++] = item;
}

/* Of published standards, old revisions too: cases go on under them. */
static void seen_item(void *arg, const struct search_item *item)
{
	struct seeking *s = arg;
	struct search_item named = *item;
	const struct standard *standard;
	struct digest digest;
	uint32_t score;

	if (strcmp(item->kind, INDEX_ITEM_STANDARD) != 0 ||
	    digest_unhex(&digest, bytes_text(item->key)) != ERR_OK)
		return;
	named.key = named.more = "";
	score = search_score(&s->query, &named);
	standard = ledger_standard(s->ledger, &digest);
	if (score == 0 || standard == NULL)
		return;
	if (search_is_near(score))
		keep_item(s->near_items, &s->near_count, standard->item);
	else
		keep_item(s->items, &s->count, standard->item);
}

static void put_name(
    struct seeking *s, enum case_words_name what, const char *code)
{
	if (s->part.n > 0)
		buf_put_text(&s->part, " OR ");
	case_words_put_name(&s->part, what, code);
	s->names++;
}

static enum err put_items(struct seeking *s, struct index *x, struct why *why)
{
	struct buf match = { 0 };
	bool near;

	s->query = (struct search_query){
		.count = 1, .words = { s->word }, .whole = s->word
	};
	search_match(&s->query, &match);
	index_item_find(x, buf_bytes(&match), seen_item, s);
	buf_fini(&match);
	near = s->count == 0;
	if ((near ? s->near_count : s->count) > CASE_SEEK_ITEMS_MAX)
		return why_set(why, ERR_LIMIT,
		    "「%.*s」对应的事项超过 %d 个,请写得更具体 / stands for "
		    "more than %d items: be more precise",
		    (int)s->word.n, (const char *)s->word.p,
		    CASE_SEEK_ITEMS_MAX, CASE_SEEK_ITEMS_MAX);
	for (size_t i = 0; i < (near ? s->near_count : s->count); i++)
		put_name(
		    s, CASE_WORDS_ITEM, near ? s->near_items[i] : s->items[i]);
	return ERR_OK;
}

static bool is_district(struct seeking *s, const struct member *m)
{
	struct bytes name = compact(s->arena, m->name);
	bool latin = words_is_latin(s->word);

	if (latin && s->word.n < LATIN_LEAST)
		return false;
	return words_find(name, s->word) != SIZE_MAX ||
	       words_find(compact(s->arena, m->node), s->word) != SIZE_MAX ||
	       (latin && initials_find(name, s->word) != INITIALS_NONE);
}

static void put_districts(struct seeking *s)
{
	for (size_t i = 0; i < ledger_member_count(s->ledger); i++) {
		const struct member *m = ledger_member_at(s->ledger, i);

		if (is_district(s, m))
			put_name(s, CASE_WORDS_DISTRICT, m->node);
	}
}

static void put_channels(struct seeking *s)
{
	const char *const *codes =
	    act_body_table_words(ACT_BODY_TABLE_CHANNELS);

	for (size_t i = 0;
	     words_count(s->word) >= LATIN_LEAST && codes[i] != NULL; i++) {
		const char *says = case_words_channel(codes[i]);

		if (says != NULL &&
		    words_find(compact(s->arena, says), s->word) != SIZE_MAX)
			put_name(s, CASE_WORDS_CHANNEL, codes[i]);
	}
}

/* ---- words ---- */

static enum err put_word(struct seeking *s, struct index *x, struct why *why)
{
	enum err e;

	if (words_is_latin(s->word))
		case_words_put_number(&s->part, s->word);
	e = put_items(s, x, why);
	put_districts(s);
	put_channels(s);
	return e;
}

static void add_part(struct case_seek *seek, struct bytes part)
{
	buf_put_text(&seek->match, seek->match.n == 0 ? "(" : " AND (");
	buf_put(&seek->match, part);
	buf_put_byte(&seek->match, ')');
}

static enum err add_word(struct seeking *s, struct index *x, struct why *why)
{
	uint32_t states = states_of(s->arena, s->word, true);
	enum err e = ERR_OK;

	if (states == 0) {
		e = put_word(s, x, why);
		if (s->names == 0)
			states = states_of(s->arena, s->word, false);
	}
	if (states != 0)
		s->seek->states &= states;
	else if (s->part.n > 0)
		add_part(s->seek, buf_bytes(&s->part));
	else
		s->seek->nothing = true;
	buf_fini(&s->part);
	return e;
}

enum err case_seek_parse(struct case_seek *out, struct arena *a,
    const struct ledger *l, struct index *x, const struct search_query *q,
    struct why *why)
{
	enum err e = ERR_OK;

	*out = (struct case_seek){ .states = UINT32_MAX };
	for (size_t i = 0; e == ERR_OK && i < q->count; i++) {
		struct seeking *s = arena_take(a, sizeof(*s));

		s->seek = out;
		s->arena = a;
		s->ledger = l;
		s->word = q->words[i];
		e = add_word(s, x, why);
	}
	if (out->states == 0)
		out->nothing = true;
	if (e != ERR_OK)
		case_seek_fini(out);
	return e;
}

void case_seek_fini(struct case_seek *s)
{
	buf_fini(&s->match);
}

/* ---- pages ---- */

struct paging {
	const struct case_seek *seek;
	struct states *states;
	struct case_seek_page *page;
	size_t limit, looked;
};

/* False: that is enough. */
static bool seen_case(void *arg, int64_t key)
{
	struct paging *p = arg;
	struct case_seek_page *page = p->page;

	if (page->count == p->limit || p->looked == CASE_SEEK_LOOK_MAX) {
		page->more = true;
		return false;
	}
	p->looked++;
	page->last = key;
	if (p->seek->states == UINT32_MAX ||
	    (p->seek->states & MACHINE_BIT(states_get(p->states, key))) != 0)
		page->keys[page->count++] = key;
	return true;
}

void case_seek_find(const struct case_seek *s, struct index *x,
    struct states *states, int64_t before, size_t limit,
    struct case_seek_page *out)
{
	struct paging p = { s, states, out, limit, 0 };

	must(limit > 0 && limit <= CASE_SEEK_PAGE_MAX);
	*out = (struct case_seek_page){ .last = before };
	if (s->nothing)
		return;
	if (s->match.n > 0) {
		index_case_find(x, buf_bytes(&s->match), before, seen_case, &p);
		return;
	}
	while (
	    states_before(states, s->states, &before) && seen_case(&p, before))
		continue;
}
