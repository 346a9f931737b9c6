#include "schema/elicence.h"

#include <string.h>

#include "schema/mod3736.h"

#define ROOT       "1.2.156.3005.2."
#define ROOT_BYTES (sizeof ROOT - 1)
#define TYPE_BYTES 21 /* the definer's credit code and three digits */
#define PART_COUNT 5

enum part { TYPE, ISSUER, SERIAL, VERSION, CHECK };

static enum err bad_form(struct why *why)
{
	return why_set(why, ERR_PARSE,
	    "电子证照标识应为 1.2.156.3005.2.类型代码.颁发机构代码.流水号."
	    "版本号.校验位 (an e-licence identifier is 1.2.156.3005.2, then "
	    "type, issuer, serial, version and check character, with dots "
	    "between)");
}

/* Five parts of digits and capitals, none empty. */
static bool split(struct bytes parts[static PART_COUNT], struct bytes text)
{
	size_t part = 0;
	size_t begin = 0;
	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && text.p[i] != '.')
			continue;
		if (part == PART_COUNT || i == begin)
			return false;
		parts[part++] = bytes_part(text, begin, i - begin);
		begin = i + 1;
	}
	return part == PART_COUNT;
}

static bool normalise(char out[static ELICENCE_ROOM], struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = (char)text.p[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		bool fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			    c == '.';
		if (!fine)
			return false;
		out[i] = c;
	}
	out[text.n] = 0;
	return true;
}

static bool is_version(struct bytes part)
{
	for (size_t i = 0; i < part.n; i++) {
		if (part.p[i] < '0' || part.p[i] > '9')
			return false;
	}
	return part.n == 3;
}

/* Its parts, in @code; what the check character is, is asked by the caller. */
static bool read_parts(char code[static ELICENCE_ROOM],
    struct bytes parts[static PART_COUNT], struct bytes text)
{
	return text.n <= ELICENCE_BYTES_MAX && text.n > ROOT_BYTES &&
	       normalise(code, text) && memcmp(code, ROOT, ROOT_BYTES) == 0 &&
	       split(parts, bytes_text(code + ROOT_BYTES)) &&
	       parts[TYPE].n == TYPE_BYTES && is_version(parts[VERSION]) &&
	       parts[CHECK].n == 1;
}

static char check_of(const struct bytes parts[static PART_COUNT],
    void (*feed)(struct mod3736 *m, struct bytes text))
{
	struct mod3736 m = mod3736_begin();

	for (int i = TYPE; i < CHECK; i++)
		feed(&m, parts[i]);
	return mod3736_end(&m);
}

enum err elicence_check(
    char out[static ELICENCE_ROOM], struct bytes text, struct why *why)
{
	char code[ELICENCE_ROOM];
	struct bytes parts[PART_COUNT];

	if (!read_parts(code, parts, text))
		return bad_form(why);
	if ((char)parts[CHECK].p[0] != check_of(parts, mod3736_feed))
		return why_set(why, ERR_PARSE,
		    "校验位不符 (the check character is wrong: some character "
		    "was mistyped)");
	memcpy(out, code, text.n + 1);
	return ERR_OK;
}

enum err elicence_mend(char out[static ELICENCE_ROOM], struct bytes text)
{
	char code[ELICENCE_ROOM];
	struct bytes parts[PART_COUNT];

	if (!read_parts(code, parts, text) ||
	    (char)parts[CHECK].p[0] != check_of(parts, mod3736_feed_high))
		return ERR_PARSE;
	memcpy(out, code, text.n + 1);
	out[text.n - 1] = check_of(parts, mod3736_feed);
	return ERR_OK;
}
