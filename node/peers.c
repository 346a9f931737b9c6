#include "node/peers.h"

#include <string.h>

#include "base/mem.h"
#include "keys/random.h"
#include "schema/genesis.h"

#define LOOK_AGAIN_MS 1000 /* at a target that is connected anyway */

struct peers_target {
	char node[TEXT_SLUG_BYTES_MAX + 1]; /* empty: not known (yet) */
	bool is_member;       /* from the ledger; otherwise from the operator */
	size_t address_count; /* 0: forgotten */
	char address[MEMBER_ADDRESSES_MAX][MEMBER_ADDRESS_BYTES_MAX + 1];
	size_t turn;       /* which address is next */
	unsigned failures; /* in a row */
	int64_t due_ms;
	int64_t up_ms; /* since when the session is up; -1: it is not */
	bool out;      /* given out, not back yet */
};

struct peers {
	struct random *random; /* borrowed */
	size_t count;
	struct peers_target *targets[PEERS_TARGETS_MAX];
};

struct peers *peers_new(struct random *random)
{
	struct peers *p = mem_new(sizeof(*p));

	p->random = random;
	return p;
}

void peers_free(struct peers *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->count; i++)
		mem_free(p->targets[i]);
	mem_free(p);
}

static struct peers_target *new_target(struct peers *p)
{
	struct peers_target *t;

	if (p->count == PEERS_TARGETS_MAX)
		return NULL;
	t = mem_new(sizeof(*t));
	t->up_ms = -1;
	p->targets[p->count++] = t;
	return t;
}

static struct peers_target *find_member(struct peers *p, const char *node)
{
	for (size_t i = 0; i < p->count; i++) {
		if (p->targets[i]->is_member &&
		    strcmp(p->targets[i]->node, node) == 0)
			return p->targets[i];
	}
	return NULL;
}

void peers_put_member(struct peers *p, const struct member *m)
{
	struct peers_target *t = find_member(p, m->node);

	if (t == NULL) {
		if (m->address_count == 0 || (t = new_target(p)) == NULL)
			return;
		t->is_member = true;
		memcpy(t->node, m->node, sizeof(t->node));
	}
	t->address_count = m->address_count;
	memcpy(t->address, m->address, sizeof(t->address));
}

void peers_put_address(struct peers *p, const char *address)
{
	struct peers_target *t = new_target(p);
	size_t n = strlen(address);

	if (t == NULL)
		return;
	must(n <= MEMBER_ADDRESS_BYTES_MAX);
	memcpy(t->address[0], address, n + 1);
	t->address_count = 1;
}

struct peers_target *peers_next(struct peers *p, int64_t steady_ms,
    bool (*connected)(void *arg, const char *node), void *arg,
    const char **address, const char **node)
{
	for (size_t i = 0; i < p->count; i++) {
		struct peers_target *t = p->targets[i];

		if (t->out || t->address_count == 0 || t->due_ms > steady_ms)
			continue;
		if (t->node[0] != '\0' && connected(arg, t->node)) {
			t->due_ms = steady_ms + LOOK_AGAIN_MS;
			continue;
		}
		t->out = true;
		t->up_ms = -1;
		*address = t->address[t->turn++ % t->address_count];
		*node = t->is_member ? t->node : NULL;
		return t;
	}
	return NULL;
}

void peers_up(struct peers *p, struct peers_target *t, const char *node,
    int64_t steady_ms)
{
	size_t n = strlen(node);

	(void)p;
	must(n <= TEXT_SLUG_BYTES_MAX);
	memcpy(t->node, node, n + 1);
	t->up_ms = steady_ms;
}

void peers_failed(struct peers *p, struct peers_target *t, int64_t steady_ms)
{
	t->out = false;
	t->failures++;
	t->due_ms = steady_ms + peers_wait_ms(t->failures, p->random);
}

void peers_ended(struct peers *p, struct peers_target *t, int64_t steady_ms)
{
	if (t->up_ms >= 0 && steady_ms - t->up_ms >= PEERS_STEADY_MS)
		t->failures = 0;
	t->up_ms = -1;
	peers_failed(p, t, steady_ms);
}

int64_t peers_deadline(const struct peers *p)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < p->count; i++) {
		const struct peers_target *t = p->targets[i];

		if (!t->out && t->address_count > 0 && t->due_ms < first)
			first = t->due_ms;
	}
	return first;
}

size_t peers_count(const struct peers *p)
{
	return p->count;
}

int64_t peers_wait_ms(unsigned failures, struct random *random)
{
	int64_t wait = PEERS_WAIT_MS_MIN;

	must(failures > 0);
	while (--failures > 0 && wait < PEERS_WAIT_MS_MAX)
		wait *= 2;
	if (wait > PEERS_WAIT_MS_MAX)
		wait = PEERS_WAIT_MS_MAX;
	return wait / 2 + (int64_t)random_below(random, (uint64_t)wait + 1);
}
