#include "schema/machine.h"

#include <string.h>

#include "base/mem.h"
#include "schema/machine_table.h"

size_t machine_count(void)
{
	return machine_table_count;
}

const struct machine_event *machine_at(size_t i)
{
	must(i < machine_count());
	return &machine_table_rows[i];
}

const struct machine_event *machine_find(const char *kind)
{
	for (size_t i = 0; i < machine_count(); i++)
		if (strcmp(machine_at(i)->kind, kind) == 0)
			return machine_at(i);
	return NULL;
}

const struct machine_event *machine_row(
    const char *kind, enum matter matter, enum machine_state state)
{
	const struct machine_event *found = NULL;

	for (size_t i = 0; i < machine_count(); i++) {
		const struct machine_event *e = machine_at(i);

		if (strcmp(e->kind, kind) != 0 ||
		    (e->matters & MATTER_BIT(matter)) == 0)
			continue;
		if ((e->from & MACHINE_BIT(state)) != 0)
			return e;
		if (found == NULL)
			found = e;
	}
	return found;
}

uint32_t machine_roles(const char *kind)
{
	uint32_t roles = 0;

	for (size_t i = 0; i < machine_count(); i++)
		if (strcmp(machine_at(i)->kind, kind) == 0)
			roles |= machine_at(i)->roles;
	return roles;
}

bool machine_opens(const struct machine_event *e)
{
	return e->from == MACHINE_BIT(MACHINE_NONE);
}

bool machine_ended(enum machine_state s)
{
	return (MACHINE_ENDED & MACHINE_BIT(s)) != 0;
}

const char *machine_state_name(enum machine_state s)
{
	static const char *const names[] = {
#define X(name, zh) #name,
		MACHINE_STATES(X)
#undef X
	};

	must((unsigned)s < MACHINE_STATE_COUNT);
	return names[s];
}

const char *machine_state_zh(enum machine_state s)
{
	static const char *const names[] = {
#define X(name, zh) zh,
		MACHINE_STATES(X)
#undef X
	};

	must((unsigned)s < MACHINE_STATE_COUNT);
	return names[s];
}

const char *machine_guard_name(enum machine_guard g)
{
	static const char *const names[] = {
#define X(name, text) #name,
		MACHINE_GUARDS(X)
#undef X
	};

	must((unsigned)g < MACHINE_GUARD_COUNT);
	return names[g];
}
