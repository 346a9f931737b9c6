#include "schema/role.h"

#include "base/arena.h"
#include "base/mem.h"
#include "schema/value.h"

static const struct {
	const char *text;
	const char *zh;
} roles[ROLE_COUNT] = {
#define X(name, text, zh) { text, zh },
	ROLE_MAP(X)
#undef X
};

const char *role_text(enum role r)
{
	must((unsigned)r < ROLE_COUNT);
	return roles[r].text;
}

const char *role_zh(enum role r)
{
	must((unsigned)r < ROLE_COUNT);
	return roles[r].zh;
}

bool role_parse(enum role *out, struct bytes text)
{
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		if (!bytes_equal(text, bytes_text(roles[i].text)))
			continue;
		*out = (enum role)i;
		return true;
	}
	return false;
}

bool role_bits(uint32_t *out, const struct value *list)
{
	const struct value *last = NULL;

	if (list == NULL || list->type != VALUE_LIST)
		return false;
	*out = 0;
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *v = value_at(list, i);
		enum role r;

		if (v->type != VALUE_TEXT || !role_parse(&r, v->bytes) ||
		    (last != NULL && value_compare(last, v) >= 0))
			return false;
		*out |= ROLE_BIT(r);
		last = v;
	}
	return true;
}

/* Ascending by text, which is not the order of the bits. */
struct value *role_list(struct arena *a, uint32_t bits)
{
	struct value *sorted = value_map(a);
	struct value *list = value_list(a);

	for (unsigned i = 0; i < ROLE_COUNT; i++)
		if ((bits & ROLE_BIT(i)) != 0)
			value_set(a, sorted, roles[i].text, value_null(a));
	for (size_t i = 0; i < sorted->map.count; i++)
		value_push(
		    a, list, value_text_bytes(a, sorted->map.pairs[i].key));
	return list;
}
