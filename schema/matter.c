#include "schema/matter.h"

#include "base/mem.h"

static const struct {
	const char *word;
	const char *zh;
} rows[MATTER_COUNT] = {
#define X(name, word, zh) { word, zh },
	MATTER_MAP(X)
#undef X
};

const char *matter_word(enum matter m)
{
	must((unsigned)m < MATTER_COUNT);
	return rows[m].word;
}

const char *matter_zh(enum matter m)
{
	must((unsigned)m < MATTER_COUNT);
	return rows[m].zh;
}

bool matter_parse(enum matter *out, struct bytes word)
{
	for (unsigned m = 0; m < MATTER_COUNT; m++)
		if (bytes_equal(word, bytes_text(rows[m].word))) {
			*out = (enum matter)m;
			return true;
		}
	return false;
}
