#include "schema/standard_text.h"

static const char *const place_words[] = {
#define X(name, word, zh) word,
	STANDARD_TEXT_MAP(X)
#undef X
};
#define PLACE_COUNT (sizeof place_words / sizeof place_words[0])

#define X(name, word, zh) " {" word "}"
static const char all_places[] = STANDARD_TEXT_MAP(X);
#undef X

const char *standard_text_word(enum standard_text_place place)
{
	return place_words[place];
}

static bool is_brace(uint8_t c)
{
	return c == '{' || c == '}';
}

static struct bytes take(struct bytes *rest, size_t n)
{
	struct bytes head = bytes_part(*rest, 0, n);
	*rest = bytes_part(*rest, n, rest->n - n);
	return head;
}

/* "{word}" at the start of @rest. */
static bool take_place(struct bytes *rest, enum standard_text_place *place)
{
	for (size_t i = 0; i < PLACE_COUNT; i++) {
		struct bytes word = bytes_text(place_words[i]);
		if (rest->n < word.n + 2 || rest->p[word.n + 1] != '}' ||
		    !bytes_equal(bytes_part(*rest, 1, word.n), word))
			continue;
		*place = (enum standard_text_place)i;
		(void)take(rest, word.n + 2);
		return true;
	}
	return false;
}

enum standard_text_type standard_text_next(
    struct bytes *rest, struct standard_text_piece *piece)
{
	size_t n = 0;
	if (rest->n == 0)
		return STANDARD_TEXT_END;
	while (n < rest->n && !is_brace(rest->p[n]))
		n++;
	if (n > 0) {
		piece->words = take(rest, n);
		return STANDARD_TEXT_WORDS;
	}
	if (rest->n > 1 && rest->p[1] == rest->p[0]) {
		piece->words = bytes_part(take(rest, 2), 0, 1);
		return STANDARD_TEXT_WORDS;
	}
	if (rest->p[0] == '{' && take_place(rest, &piece->place))
		return STANDARD_TEXT_PLACE;
	piece->words = take(rest, rest->n);
	return STANDARD_TEXT_BROKEN;
}

/* What stands in a broken piece, up to its closing brace, to be shown. */
static size_t shown(struct bytes broken)
{
	size_t n = 1;
	while (n < broken.n && n < 40 && !is_brace(broken.p[n]))
		n++;
	if (n < broken.n && broken.p[n] == '}')
		return n + 1;
	while (n > 1 && n < broken.n && (broken.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

enum err standard_text_check(struct bytes sentence, struct why *why)
{
	for (;;) {
		struct standard_text_piece piece = { 0 };
		switch (standard_text_next(&sentence, &piece)) {
		case STANDARD_TEXT_END:
			return ERR_OK;
		case STANDARD_TEXT_WORDS:
		case STANDARD_TEXT_PLACE:
			continue;
		case STANDARD_TEXT_BROKEN:
			return why_set(why, ERR_PARSE,
			    "\"%.*s\" is no place to fill in; there are%s; a "
			    "brace that is meant as such is written twice",
			    (int)shown(piece.words),
			    (const char *)piece.words.p, all_places);
		}
	}
}
