#include "node/case_words.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "node/words.h"

#define DATE_DIGITS  8
#define MONTH_DIGITS 6
#define YEAR_DIGITS  4

static void put_word(struct buf *out, char letter, struct bytes text)
{
	buf_put_byte(out, (uint8_t)letter);
	for (size_t i = 0; i < text.n; i++)
		buf_print(out, "%02x", text.p[i]);
}

void case_words_put_number(struct buf *out, struct bytes part)
{
	put_word(out, 'p', part);
}

void case_words_put_name(
    struct buf *out, enum case_words_name what, const char *code)
{
	static const char letters[] = {
		[CASE_WORDS_ITEM] = 'i',
		[CASE_WORDS_DISTRICT] = 'n',
		[CASE_WORDS_CHANNEL] = 'k',
	};

	put_word(out, letters[what], bytes_text(code));
}

static void put_part(struct buf *out, struct bytes part)
{
	case_words_put_number(out, part);
	buf_put_byte(out, ' ');
}

static bool is_digits(struct bytes part)
{
	for (size_t i = 0; i < part.n; i++)
		if (part.p[i] < '0' || part.p[i] > '9')
			return false;
	return part.n > 0;
}

/* A date also by its month, its year and its day of the year; a sequence also
 * without the zeros before it. */
static void put_digits(struct buf *out, struct bytes part)
{
	size_t zeros = 0;

	if (part.n == DATE_DIGITS) {
		put_part(out, bytes_part(part, 0, MONTH_DIGITS));
		put_part(out, bytes_part(part, 0, YEAR_DIGITS));
		put_part(
		    out, bytes_part(part, YEAR_DIGITS, part.n - YEAR_DIGITS));
	}
	while (zeros + 1 < part.n && part.p[zeros] == '0')
		zeros++;
	if (zeros > 0)
		put_part(out, bytes_part(part, zeros, part.n - zeros));
}

static void put_number(struct buf *out, const char *number)
{
	struct buf part = { 0 };

	words_compact(&part, bytes_text(number));
	put_part(out, buf_bytes(&part));
	while (*number != '\0') {
		size_t n = strcspn(number, "-");

		buf_clear(&part);
		words_compact(&part, bytes_part(bytes_text(number), 0, n));
		if (part.n > 0)
			put_part(out, buf_bytes(&part));
		if (is_digits(buf_bytes(&part)))
			put_digits(out, buf_bytes(&part));
		number += n + (number[n] == '-' ? 1 : 0);
	}
	buf_fini(&part);
}

static void put_name(
    struct buf *out, enum case_words_name what, const char *code)
{
	case_words_put_name(out, what, code);
	buf_put_byte(out, ' ');
}

void case_words_put(struct buf *out, const struct case_words *words)
{
	put_number(out, words->number);
	put_name(out, CASE_WORDS_ITEM, words->item);
	if (words->channel[0] != '\0')
		put_name(out, CASE_WORDS_CHANNEL, words->channel);
	for (size_t i = 0; i < words->district_count; i++)
		put_name(out, CASE_WORDS_DISTRICT, words->districts[i]);
}

const char *case_words_channel(const char *code)
{
	static const struct {
		const char *code, *says;
	} channels[] = {
		{ "window", "窗口 window" },
		{ "online", "网上 online" },
		{ "agent", "帮办代办 agent" },
		{ "kiosk", "自助终端 kiosk" },
		{ "proactive", "主动服务 proactive" },
		{ "onsite", "现场 onsite" },
		{ "mail", "邮寄 mail" },
		{ "phone", "电话 phone" },
	};

	for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++)
		if (strcmp(channels[i].code, code) == 0)
			return channels[i].says;
	return NULL;
}
