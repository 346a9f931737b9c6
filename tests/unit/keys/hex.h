/*
 * hex - known answers as text, for the tests of keys/.
 */
#ifndef TESTS_UNIT_KEYS_HEX_H
#define TESTS_UNIT_KEYS_HEX_H

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

static inline void hex_to(uint8_t *out, size_t n, const char *hex)
{
	must(text_unhex(out, n, bytes_text(hex)) == ERR_OK);
}

static inline bool hex_is(struct bytes got, const char *hex)
{
	char *text = mem_new(TEXT_HEX_ROOM(got.n));
	bool same;

	text_hex(text, got);
	same = strcmp(text, hex) == 0;
	mem_free(text);
	return same;
}

#define TEST(name) cmocka_unit_test(name)

#endif
