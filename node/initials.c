#include "node/initials.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define LETTERS     26
#define RUN_MAX     256 /* characters of a text that are looked at */
#define DIGIT_SHIFT LETTERS

/* Level 2, as service items use it, and what level 1 says of one reading only:
 * a character and its (further) letters; sorted. */
static const struct {
	uint16_t code_point;
	const char *letters;
} more[] = { { u'乐', "ly" }, { u'亳', "b" }, { u'仇', "cq" }, { u'会', "hk" },
	{ u'传', "cz" }, { u'便', "bp" }, { u'刨', "pb" }, { u'区', "qo" },
	{ u'单', "ds" }, { u'卡', "kq" }, { u'厦', "sx" }, { u'参', "cs" },
	{ u'叶', "yx" }, { u'吓', "xh" }, { u'咖', "kg" }, { u'嘌', "p" },
	{ u'囹', "l" }, { u'圄', "y" }, { u'圳', "z" }, { u'埔', "pb" },
	{ u'堡', "bp" }, { u'壳', "kq" }, { u'奇', "qj" }, { u'婺', "w" },
	{ u'孀', "s" }, { u'宿', "sx" }, { u'尾', "wy" }, { u'属', "sz" },
	{ u'弄', "nl" }, { u'戗', "q" }, { u'折', "zs" }, { u'提', "td" },
	{ u'晟', "s" }, { u'曾', "zc" }, { u'朝', "cz" }, { u'期', "qj" },
	{ u'术', "sz" }, { u'枞', "c" }, { u'查', "cz" }, { u'校', "xj" },
	{ u'桉', "a" }, { u'榉', "j" }, { u'殓', "l" }, { u'殡', "b" },
	{ u'氘', "d" }, { u'氚', "c" }, { u'氡', "d" }, { u'氪', "k" },
	{ u'泸', "l" }, { u'澄', "cd" }, { u'炮', "pb" }, { u'率', "ls" },
	{ u'畜', "cx" }, { u'番', "fp" }, { u'痨', "l" }, { u'瘠', "j" },
	{ u'盛', "sc" }, { u'省', "sx" }, { u'睾', "g" }, { u'石', "sd" },
	{ u'砝', "f" }, { u'砼', "t" }, { u'种', "zc" }, { u'称', "cz" },
	{ u'粘', "zn" }, { u'系', "xj" }, { u'给', "gj" }, { u'缂', "k" },
	{ u'羟', "q" }, { u'腭', "e" }, { u'膈', "g" }, { u'臭', "cx" },
	{ u'苄', "b" }, { u'苷', "g" }, { u'莞', "g" }, { u'菁', "j" },
	{ u'萘', "n" }, { u'蒽', "e" }, { u'蔓', "mw" }, { u'藏', "cz" },
	{ u'蜱', "p" }, { u'螨', "m" }, { u'行', "hx" }, { u'衢', "q" },
	{ u'覃', "qt" }, { u'觐', "j" }, { u'解', "jx" }, { u'识', "sz" },
	{ u'诏', "z" }, { u'诰', "g" }, { u'调', "dt" }, { u'谳', "y" },
	{ u'贾', "jg" }, { u'赈', "z" }, { u'赉', "l" }, { u'趸', "d" },
	{ u'车', "cj" }, { u'还', "hx" }, { u'遗', "yw" }, { u'鄞', "y" },
	{ u'酯', "z" }, { u'重', "zc" }, { u'钼', "m" }, { u'钽', "t" },
	{ u'铅', "qy" }, { u'铌', "n" }, { u'铟', "y" }, { u'铢', "z" },
	{ u'锆', "g" }, { u'镉', "g" }, { u'长', "cz" }, { u'阿', "ae" },
	{ u'降', "jx" }, { u'食', "sy" }, { u'骈', "p" }, { u'髋', "k" },
	{ u'鳏', "g" }, { u'麂', "j" }, { u'麝', "s" }, { u'龛', "k" } };

static uint64_t bit_of(uint8_t c)
{
	if (c >= 'a' && c <= 'z')
		return UINT64_C(1) << (c - 'a');
	if (c >= '0' && c <= '9')
		return UINT64_C(1) << (DIGIT_SHIFT + c - '0');
	return 0;
}

static uint64_t of_level_1(uint32_t code_point)
{
	size_t low = 0, high = INITIALS_COUNT;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (initials_table[middle] >> 8 < code_point)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < INITIALS_COUNT && initials_table[low] >> 8 == code_point)
		return bit_of((uint8_t)initials_table[low]);
	return 0;
}

static uint64_t of_more(uint32_t code_point)
{
	size_t low = 0, high = sizeof(more) / sizeof(more[0]);
	uint64_t bits = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (more[middle].code_point < code_point)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == sizeof(more) / sizeof(more[0]) ||
	    more[low].code_point != code_point)
		return 0;
	for (const char *c = more[low].letters; *c != '\0'; c++)
		bits |= bit_of((uint8_t)*c);
	return bits;
}

uint64_t initials_of(uint32_t code_point)
{
	if (code_point < 0x80)
		return bit_of((uint8_t)code_point);
	return of_level_1(code_point) | of_more(code_point);
}

/* The bits of each character of a text, read as far as they are asked for. */
struct run {
	struct bytes text;
	size_t at, count;
	uint64_t bits[RUN_MAX];
};

static bool read_one(struct run *r)
{
	uint32_t c;

	if (r->at == r->text.n || r->count == RUN_MAX)
		return false;
	r->at += text_next(bytes_part(r->text, r->at, r->text.n - r->at), &c);
	r->bits[r->count++] = initials_of(c);
	return true;
}

static void start_run(struct run *r, struct bytes text)
{
	r->text = text;
	r->at = r->count = 0;
}

enum initials_match initials_find(struct bytes text, struct bytes word)
{
	struct run r;

	start_run(&r, text);
	if (word.n == 0)
		return INITIALS_NONE;
	for (size_t from = 0;; from++) {
		size_t i = 0;

		for (; i < word.n; i++) {
			if (from + i == r.count && !read_one(&r))
				return INITIALS_NONE;
			if ((r.bits[from + i] & bit_of(word.p[i])) == 0)
				break;
		}
		if (i < word.n)
			continue;
		if (from > 0)
			return INITIALS_WITHIN;
		return r.at == text.n ? INITIALS_WHOLE : INITIALS_START;
	}
}

static uint8_t letter_at(unsigned bit)
{
	return (uint8_t)(bit < LETTERS ? 'a' + bit : '0' + bit - LETTERS);
}

static void put_pairs(struct buf *out, uint8_t first, uint64_t second)
{
	for (unsigned b = 0; b < LETTERS + 10; b++) {
		if ((second >> b & 1) != 0)
			buf_print(out, "i%c%c ", first, letter_at(b));
	}
}

void initials_put_grams(struct buf *out, struct bytes text)
{
	struct run r;

	start_run(&r, text);
	while (read_one(&r))
		;
	for (size_t i = 0; i < r.count; i++) {
		for (unsigned b = 0; b < LETTERS + 10; b++) {
			if ((r.bits[i] >> b & 1) == 0)
				continue;
			buf_print(out, "i%c ", letter_at(b));
			if (i + 1 < r.count)
				put_pairs(out, letter_at(b), r.bits[i + 1]);
		}
	}
}
