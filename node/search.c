#include "node/search.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "node/initials.h"

/* Points of one word, the best that applies. */
enum points {
	POINTS_NOT = 0,
	POINTS_PAIRS = 100, /* and up to 100 more, by their share */
	POINTS_BESIDE = 300,
	POINTS_CODE_WITHIN = 350,
	POINTS_INITIALS_WITHIN = 400,
	POINTS_INITIALS_START = 450,
	POINTS_INITIALS_WHOLE = 500,
	POINTS_NAME_WITHIN = 600,
	POINTS_CODE_START = 700,
	POINTS_NAME_START = 800,
	POINTS_CODE_WHOLE = 950,
	POINTS_NAME_WHOLE = 1000,
};

#define SCALE 1000 /* an item's points, before what parts equals */

enum err search_parse(struct search_query *out, struct arena *a,
    struct bytes text, struct why *why)
{
	struct buf whole = { 0 };

	*out = (struct search_query){ 0 };
	if (text.n > SEARCH_QUERY_BYTES_MAX)
		return why_set(why, ERR_LIMIT,
		    "搜索词至多 %d 字节(64 个汉字) / at most %d bytes are "
		    "searched for: use fewer words",
		    SEARCH_QUERY_BYTES_MAX, SEARCH_QUERY_BYTES_MAX);
	if (!text_is_utf8(text))
		return why_set(why, ERR_USAGE,
		    "搜索词不是 UTF-8 / what is searched for is no UTF-8");
	out->count = words_split(a, text, out->words);
	if (out->count == 0)
		return why_set(why, ERR_USAGE,
		    "没有可搜索的字词 / nothing to search for: give a word, a "
		    "number or pinyin initials");
	if (out->count > WORDS_MAX)
		return why_set(why, ERR_LIMIT,
		    "至多 %d 个词 / at most %d words at once", WORDS_MAX,
		    WORDS_MAX);
	words_compact(&whole, text);
	out->whole = arena_copy(a, buf_bytes(&whole));
	buf_fini(&whole);
	return ERR_OK;
}

/* ---- pieces ---- */

static void put_initials(struct buf *out, struct bytes word)
{
	buf_put_text(out, " OR (");
	for (size_t i = 0; i + 1 < word.n; i++)
		buf_print(out, "%si%c%c", i == 0 ? "" : " AND ", word.p[i],
		    word.p[i + 1]);
	if (word.n == 1)
		buf_print(out, "i%c", word.p[0]);
	buf_put_byte(out, ')');
}

void search_match(const struct search_query *q, struct buf *out)
{
	for (size_t i = 0; i < q->count; i++) {
		struct bytes word = q->words[i];
		size_t n = words_count(word);
		bool any = n >= 3 && words_is_han(word);

		buf_put_text(out, i == 0 ? "((" : " AND ((");
		words_put_pieces(
		    out, word, n == 1 ? 1 : 2, any ? " OR " : " AND ");
		buf_put_byte(out, ')');
		if (words_is_latin(word))
			put_initials(out, word);
		buf_put_byte(out, ')');
	}
}

/* In @out, which the caller clears or frees. */
static struct bytes compact(struct buf *out, const char *text)
{
	buf_clear(out);
	words_compact(out, bytes_text(text));
	return buf_bytes(out);
}

void search_put_grams(const struct search_item *item, struct buf *out)
{
	const char *const texts[] = { item->zh, item->en, item->key, item->item,
		item->department, item->more };
	struct buf text = { 0 };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		words_put_grams(out, compact(&text, texts[i]));
	initials_put_grams(out, compact(&text, item->zh));
	buf_fini(&text);
}

/* ---- points ---- */

/* The fields of an item, compact; department and guide once they are asked
 * for: most words are found before. */
struct fields {
	const struct search_item *as_written;
	struct buf zh, en, key, item, department, more;
	bool has_beside;
};

static unsigned placed(struct bytes text, struct bytes word, unsigned whole,
    unsigned start, unsigned within)
{
	size_t at = words_find(text, word);

	if (at == SIZE_MAX)
		return POINTS_NOT;
	if (at > 0)
		return within;
	return text.n == word.n ? whole : start;
}

static unsigned by_initials(struct bytes name, struct bytes word)
{
	static const unsigned points[] = {
		[INITIALS_NONE] = POINTS_NOT,
		[INITIALS_WITHIN] = POINTS_INITIALS_WITHIN,
		[INITIALS_START] = POINTS_INITIALS_START,
		[INITIALS_WHOLE] = POINTS_INITIALS_WHOLE,
	};

	return words_is_latin(word) ? points[initials_find(name, word)]
				    : POINTS_NOT;
}

static unsigned by_pairs(struct bytes name, struct bytes word)
{
	unsigned pieces, shared;

	if (words_count(word) < 3 || !words_is_han(word))
		return POINTS_NOT;
	words_share(name, word, &pieces, &shared);
	return 2 * shared >= pieces ? POINTS_PAIRS + 100 * shared / pieces
				    : POINTS_NOT;
}

static unsigned better(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static unsigned of_name(const struct fields *f, struct bytes word)
{
	return better(placed(buf_bytes(&f->zh), word, POINTS_NAME_WHOLE,
			  POINTS_NAME_START, POINTS_NAME_WITHIN),
	    placed(buf_bytes(&f->en), word, POINTS_NAME_WHOLE,
		POINTS_NAME_START, POINTS_NAME_WITHIN));
}

static unsigned of_code(const struct fields *f, struct bytes word)
{
	return better(placed(buf_bytes(&f->key), word, POINTS_CODE_WHOLE,
			  POINTS_CODE_START, POINTS_CODE_WITHIN),
	    placed(buf_bytes(&f->item), word, POINTS_CODE_WHOLE,
		POINTS_CODE_START, POINTS_CODE_WITHIN));
}

static bool is_beside(struct fields *f, struct bytes word)
{
	if (!f->has_beside) {
		words_compact(
		    &f->department, bytes_text(f->as_written->department));
		words_compact(&f->more, bytes_text(f->as_written->more));
		f->has_beside = true;
	}
	return words_find(buf_bytes(&f->department), word) != SIZE_MAX ||
	       words_find(buf_bytes(&f->more), word) != SIZE_MAX;
}

/* In the order of what can be had: the first that is not below the rest. */
static unsigned of_word(struct fields *f, struct bytes word)
{
	unsigned points = better(of_name(f, word), of_code(f, word));

	if (points < POINTS_INITIALS_WHOLE)
		points = better(points, by_initials(buf_bytes(&f->zh), word));
	if (points == POINTS_NOT && is_beside(f, word))
		points = POINTS_BESIDE;
	if (points == POINTS_NOT)
		points = by_pairs(buf_bytes(&f->zh), word);
	return points;
}

static uint32_t of_query(const struct search_query *q, struct fields *f)
{
	unsigned sum = 0;

	must(q->count > 0);
	for (size_t i = 0; i < q->count; i++) {
		unsigned points = of_word(f, q->words[i]);

		if (points == POINTS_NOT)
			return 0;
		sum += points;
	}
	sum /= (unsigned)q->count;
	if (q->count > 1) /* 护士 注册 is also one name */
		sum = better(sum, of_name(f, q->whole));
	return sum;
}

uint32_t search_score(
    const struct search_query *q, const struct search_item *item)
{
	struct fields f = { .as_written = item };
	uint32_t score;
	size_t n;

	words_compact(&f.zh, bytes_text(item->zh));
	words_compact(&f.en, bytes_text(item->en));
	words_compact(&f.key, bytes_text(item->key));
	words_compact(&f.item, bytes_text(item->item));
	score = of_query(q, &f) * SCALE;
	n = words_count(buf_bytes(&f.zh));
	if (score > 0)
		score += (uint32_t)(n < SCALE ? SCALE - 1 - n : 0);
	buf_fini(&f.zh);
	buf_fini(&f.en);
	buf_fini(&f.key);
	buf_fini(&f.item);
	buf_fini(&f.department);
	buf_fini(&f.more);
	return score;
}

bool search_is_near(uint32_t score)
{
	return score < POINTS_BESIDE * SCALE;
}

bool search_names(const struct search_item *item, struct bytes word)
{
	struct buf zh = { 0 };
	bool found = words_find(compact(&zh, item->zh), word) != SIZE_MAX;

	buf_fini(&zh);
	return found;
}
