#include "schema/right.h"

#include "base/arena.h"
#include "base/mem.h"
#include "schema/value.h"

static const struct {
	const char *text;
	const char *zh;
} rights[RIGHT_COUNT] = {
#define X(name, text, zh) { text, zh },
	RIGHT_MAP(X)
#undef X
};

const char *right_text(enum right r)
{
	must((unsigned)r < RIGHT_COUNT);
	return rights[r].text;
}

const char *right_zh(enum right r)
{
	must((unsigned)r < RIGHT_COUNT);
	return rights[r].zh;
}

bool right_parse(enum right *out, struct bytes text)
{
	for (unsigned i = 0; i < RIGHT_COUNT; i++) {
		if (!bytes_equal(text, bytes_text(rights[i].text)))
			continue;
		*out = (enum right)i;
		return true;
	}
	return false;
}

bool right_bits(uint32_t *out, const struct value *list)
{
	const struct value *last = NULL;

	if (list == NULL || list->type != VALUE_LIST)
		return false;
	*out = 0;
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);
		enum right r;

		if (v->type != VALUE_TEXT || !right_parse(&r, v->bytes) ||
		    (last != NULL && value_compare(last, v) >= 0))
			return false;
		*out |= RIGHT_BIT(r);
		last = v;
	}
	return true;
}

/* Ascending by text, which is not the order of the bits. */
struct value *right_list(struct arena *a, uint32_t bits)
{
	struct value *sorted = value_map(a);
	struct value *list = value_list(a);

	for (unsigned i = 0; i < RIGHT_COUNT; i++)
		if ((bits & RIGHT_BIT(i)) != 0)
			value_set(a, sorted, rights[i].text, value_null(a));
	for (size_t i = 0; i < sorted->map.count; i++)
		value_push(
		    a, list, value_text_bytes(a, sorted->map.pairs[i].key));
	return list;
}
