#include "schema/resident.h"

#include <string.h>

#include "schema/day.h"
#include "schema/division.h"

#define LENGTH (RESIDENT_ROOM - 1)

/* GB 11643: weights 2^(18-i) mod 11. */
static const int weights[LENGTH - 1] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9,
	10, 5, 8, 4, 2 };

static bool has_wide(struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] >= 0x80)
			return true;
	}
	return false;
}

static enum err check_form(struct bytes text, struct why *why)
{
	if (has_wide(text))
		return why_set(why, ERR_PARSE,
		    "号码含全角或非 ASCII 字符,请用半角重新输入 (full-width "
		    "or other non-ASCII characters; type it in ASCII)");
	if (text.n != LENGTH)
		return why_set(why, ERR_PARSE,
		    "公民身份号码应为 18 位,现为 %zu 位 (a resident id has 18 "
		    "characters, not %zu)",
		    text.n, text.n);
	for (size_t i = 0; i < LENGTH; i++) {
		uint8_t c = text.p[i];
		bool x = i == LENGTH - 1 && (c == 'X' || c == 'x');
		if (!x && (c < '0' || c > '9'))
			return why_set(why, ERR_PARSE,
			    "第 %zu 位应为数字,仅末位可为 X (character %zu is "
			    "no digit; only the last may be X)",
			    i + 1, i + 1);
	}
	return ERR_OK;
}

static int number_at(struct bytes text, size_t from, size_t count)
{
	int value = 0;
	for (size_t i = from; i < from + count; i++)
		value = value * 10 + (text.p[i] - '0');
	return value;
}

static char check_character(struct bytes text)
{
	int sum = 0;
	for (size_t i = 0; i < LENGTH - 1; i++)
		sum += weights[i] * (text.p[i] - '0');
	return "10X98765432"[sum % 11];
}

enum err resident_check(
    char out[static RESIDENT_ROOM], struct bytes text, struct why *why)
{
	enum err e = check_form(text, why);
	if (e != ERR_OK)
		return e;
	if (!division_is_id_prefix(bytes_part(text, 0, 2)))
		return why_set(why, ERR_PARSE,
		    "没有以 %.2s 开头的地址码 (no province has the prefix "
		    "%.2s)",
		    (const char *)text.p, (const char *)text.p);
	struct day birth;
	struct day_civil civil = { number_at(text, 6, 4),
		number_at(text, 10, 2), number_at(text, 12, 2) };
	if (!day_from_civil(&birth, civil, RESIDENT_YEAR_MIN))
		return why_set(why, ERR_PARSE,
		    "出生日期 %.8s 不存在 (no such date of birth: %.8s)",
		    (const char *)text.p + 6, (const char *)text.p + 6);
	char last = (char)text.p[LENGTH - 1];
	if (last == 'x')
		last = 'X';
	char right = check_character(text);
	if (last != right)
		return why_set(why, ERR_PARSE,
		    "校验码不符,请核对各位数字 (the check character is wrong: "
		    "some digit was mistyped)");
	memcpy(out, text.p, LENGTH - 1);
	out[LENGTH - 1] = last;
	out[LENGTH] = 0;
	return ERR_OK;
}
