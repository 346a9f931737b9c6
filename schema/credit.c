#include "schema/credit.h"

#include <string.h>

#define LENGTH (CREDIT_ROOM - 1)

/* GB 32100: 31 characters, no I O S V Z; a character's place is its value. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
#define MODULUS 31

static int value_of(char c)
{
	const char *found = c ? strchr(alphabet, c) : NULL;
	return found ? (int)(found - alphabet) : -1;
}

static enum err normalise(
    char out[static CREDIT_ROOM], struct bytes text, struct why *why)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] >= 0x80)
			return why_set(why, ERR_PARSE,
			    "代码含全角或非 ASCII 字符,请用半角重新输入 "
			    "(full-width or other non-ASCII characters; type "
			    "it in ASCII)");
	}
	if (text.n != LENGTH)
		return why_set(why, ERR_PARSE,
		    "统一社会信用代码应为 18 位,现为 %zu 位 (a credit code has "
		    "18 characters, not %zu)",
		    text.n, text.n);
	for (size_t i = 0; i < LENGTH; i++) {
		char c = (char)text.p[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (value_of(c) < 0)
			return why_set(why, ERR_PARSE,
			    "第 %zu 位不在代码字符集内 (I O S V Z 不用) "
			    "(character %zu is outside the alphabet, which has "
			    "no I O S V Z)",
			    i + 1, i + 1);
		out[i] = c;
	}
	out[LENGTH] = 0;
	return ERR_OK;
}

/* GB 32100: weights 3^(i-1) mod 31. */
static char outer_check(const char code[static LENGTH])
{
	int sum = 0;
	int weight = 1;
	for (int i = 0; i < LENGTH - 1; i++) {
		sum += value_of(code[i]) * weight;
		weight = weight * 3 % MODULUS;
	}
	return alphabet[(MODULUS - sum % MODULUS) % MODULUS];
}

enum err credit_check(
    char out[static CREDIT_ROOM], struct bytes text, struct why *why)
{
	char code[CREDIT_ROOM] = { 0 };
	enum err e = normalise(code, text, why);
	if (e != ERR_OK)
		return e;
	for (int i = 2; i < 8; i++) {
		if (code[i] < '0' || code[i] > '9')
			return why_set(why, ERR_PARSE,
			    "第 3 至 8 位登记机关行政区划码应为数字 (characters "
			    "3 to 8, the division code, are digits)");
	}
	if (code[LENGTH - 1] != outer_check(code))
		return why_set(why, ERR_PARSE,
		    "校验码不符,请核对各位字符 (the check character is wrong: "
		    "some character was mistyped)");
	memcpy(out, code, CREDIT_ROOM);
	return ERR_OK;
}
