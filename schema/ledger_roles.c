#include "schema/ledger_roles.h"

#include <string.h>

#include "base/mem.h"
#include "schema/refuse.h"
#include "schema/value.h"

#define ROLE_FIELDS 2 /* keys, threshold */

static const char *const words[] = {
#define X(name, text) text,
	LEDGER_ROLE_MAP(X)
#undef X
};

void ledger_roles_init(struct ledger_roles *out, const struct genesis *g)
{
	*out = (struct ledger_roles){ .version = 1 };
	for (size_t r = 0; r < LEDGER_ROLE_COUNT; r++) {
		out->role[r].count = g->root_count;
		out->role[r].threshold = g->threshold;
		memcpy(out->role[r].keys, g->roots, sizeof(g->roots));
	}
}

static bool read_keys(
    const struct value *list, uint8_t suite, struct ledger_keys *out)
{
	if (list == NULL || list->type != VALUE_LIST ||
	    value_count(list) == 0 || value_count(list) > GENESIS_ROOTS_MAX)
		return false;
	out->count = value_count(list);
	for (size_t i = 0; i < out->count; i++) {
		const struct value *v = value_at(list, i);

		if (v->type != VALUE_BIN ||
		    !sign_public_take(&out->keys[i], suite, v->bytes))
			return false;
		if (i > 0 &&
		    sign_public_compare(&out->keys[i - 1], &out->keys[i]) >= 0)
			return false;
	}
	return true;
}

static bool read_role(
    const struct value *map, uint8_t suite, struct ledger_keys *out)
{
	int64_t threshold;

	if (map == NULL || map->type != VALUE_MAP ||
	    value_count(map) != ROLE_FIELDS ||
	    !read_keys(value_get(map, "keys"), suite, out) ||
	    !value_get_int(map, "threshold", &threshold) || threshold < 1 ||
	    (uint64_t)threshold > out->count)
		return false;
	out->threshold = (unsigned)threshold;
	return true;
}

enum rule ledger_roles_read(
    const struct act *act, struct ledger_roles *out, struct why *why)
{
	const struct value *roles = value_get(act->body, "roles");
	int64_t version = 0;

	*out = (struct ledger_roles){ 0 };
	if (!value_get_int(act->body, "version", &version) || roles == NULL ||
	    value_count(roles) != LEDGER_ROLE_COUNT)
		return refuse(why, RULE_BODY_SHAPE,
		    "roles are calendar, root, roster and standards");
	out->version = (uint64_t)version;
	for (size_t r = 0; r < LEDGER_ROLE_COUNT; r++)
		if (!read_role(
			value_get(roles, words[r]), act->suite, &out->role[r]))
			return refuse(why, RULE_BODY_SHAPE,
			    "role %s has 1 to %d keys, ascending, and a "
			    "threshold from 1 to their number",
			    words[r], GENESIS_ROOTS_MAX);
	return RULE_NONE;
}

static struct value *role_value(struct arena *a, const struct ledger_keys *k)
{
	struct value *map = value_map(a), *list = value_list(a);

	for (size_t i = 0; i < k->count; i++)
		value_push(
		    a, list, value_bin(a, sign_public_bytes(&k->keys[i])));
	value_set(a, map, "keys", list);
	value_set(a, map, "threshold", value_int(a, k->threshold));
	return map;
}

struct value *ledger_roles_value(struct arena *a, const struct ledger_roles *r)
{
	struct value *map = value_map(a);

	for (size_t i = 0; i < LEDGER_ROLE_COUNT; i++)
		value_set(a, map, words[i], role_value(a, &r->role[i]));
	return map;
}

bool ledger_roles_hold(
    const struct ledger_keys *keys, const struct digest *key_id)
{
	for (size_t i = 0; i < keys->count; i++) {
		struct digest id = sign_key_id(&keys->keys[i]);

		if (digest_equal(&id, key_id))
			return true;
	}
	return false;
}
