#include "node/access_licence.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "node/daemon.h"
#include "node/licence_value.h"
#include "node/say.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/licence.h"
#include "schema/value.h"

#define LICENCES_SHOWN 100 /* of one person; each with its asks */

static int by_type(const void *a, const void *b)
{
	const struct access_licence_holder *x = a, *y = b;

	return strcmp(x->type, y->type);
}

/* Each type once. */
static void list_types(struct access_licence *x, const struct ledger *l)
{
	size_t n = ledger_licence_count(l), kept = 0;

	x->holders = mem_new_array(n + 1, sizeof(*x->holders));
	for (size_t i = 0; i < n; i++)
		x->holders[i].type = ledger_licence_at(l, i)->type;
	if (n > 1)
		qsort(x->holders, n, sizeof(*x->holders), by_type);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 ||
		    strcmp(x->holders[kept - 1].type, x->holders[i].type) != 0)
			x->holders[kept++] = x->holders[i];
	x->count = kept;
}

void access_licence_begin(
    struct access_licence *x, struct daemon *daemon, struct arena *a)
{
	const struct ledger *l = daemon_ledger(daemon);

	*x = (struct access_licence){ 0 };
	x->has_key = given_key_find(&x->key, daemon, a,
	    ledger_pseudonym(l, ledger_genesis(l)->authority.node,
		LEDGER_LICENCE_KEY_ITEM, LEDGER_LICENCE_KEY_YEAR,
		daemon_node(daemon)));
	if (x->has_key)
		list_types(x, l);
}

void access_licence_count(struct access_licence *x, const struct person *person,
    const struct daemon_tools *tools)
{
	struct secret *key;

	if (!x->has_key)
		return;
	key = secret_new(sizeof(*key));
	x->counted = given_key_load(key, &x->key, tools->vault, NULL) == ERR_OK;
	for (size_t i = 0; x->counted && i < x->count; i++)
		x->holders[i].pseudonym =
		    licence_holder(x->holders[i].type, person, key);
	secret_free(key);
}

void access_licence_put(const struct access_licence *x, struct daemon *daemon,
    struct arena *a, struct value *out)
{
	const struct ledger *l = daemon_ledger(daemon);
	struct value *list = value_list(a);
	int64_t now = daemon_wall_ms(daemon) / 1000, found = 0;

	if (!x->counted)
		return;
	for (size_t i = 0; i < x->count; i++) {
		const struct licence *c =
		    ledger_licence_held(l, &x->holders[i].pseudonym);

		for (; c != NULL; c = c->same_holder)
			if (++found <= LICENCES_SHOWN)
				value_push(
				    a, list, licence_value(a, l, c, now));
	}
	value_set(a, out, "licences", list);
	say_int(a, out, "licences_found", found);
}

void access_licence_fini(struct access_licence *x)
{
	mem_free(x->holders);
}
