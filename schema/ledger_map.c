#include "schema/ledger_map.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

#define ROOM_FIRST 64

static struct ledger_map_slot *find(
    struct ledger_map_slot *slots, size_t room, const struct digest *key)
{
	uint64_t hash;
	size_t i;

	memcpy(&hash, key->b, sizeof(hash));
	i = (size_t)hash & (room - 1);
	while (slots[i].value != NULL && !digest_equal(&slots[i].key, key))
		i = (i + 1) & (room - 1);
	return &slots[i];
}

void ledger_map_fini(struct ledger_map *m)
{
	mem_free(m->slots);
	*m = (struct ledger_map){ 0 };
}

void *ledger_map_get(const struct ledger_map *m, const struct digest *key)
{
	return m->room == 0 ? NULL : find(m->slots, m->room, key)->value;
}

static void grow(struct ledger_map *m)
{
	size_t room = m->room == 0 ? ROOM_FIRST : m->room * 2;
	struct ledger_map_slot *slots = mem_new_array(room, sizeof(*slots));

	for (size_t i = 0; i < m->room; i++)
		if (m->slots[i].value != NULL)
			*find(slots, room, &m->slots[i].key) = m->slots[i];
	mem_free(m->slots);
	m->slots = slots;
	m->room = room;
}

void ledger_map_set(struct ledger_map *m, const struct digest *key, void *value)
{
	struct ledger_map_slot *slot;

	must(value != NULL);
	if (2 * (m->count + 1) > m->room)
		grow(m);
	slot = find(m->slots, m->room, key);
	if (slot->value == NULL)
		m->count++;
	*slot = (struct ledger_map_slot){ *key, value };
}
