/*
 * POST /v1/access {"person": id}: every opening of the files of a person's
 * cases, and every ask for a licence of theirs, as that person can be shown
 * them.
 *
 *	parse -> [store thread: our pseudonym keys, one pseudonym each]
 *	      -> cases with these pseudonyms, folded -> their openings
 *	      -> licences of these holders -> who asked for them
 *
 * The id comes in a body and goes no further: not into the journal, the index
 * or the answer.
 */
#include <string.h>

#include "base/mem.h"
#include "node/access_licence.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/case_find.h"
#include "node/case_value.h"
#include "node/daemon.h"
#include "node/identity.h"
#include "node/index_read.h"
#include "node/pseudonym.h"
#include "node/say.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/json.h"
#include "schema/person.h"

#define INPUT_BYTES_MAX 1024
#define INPUT_DEPTH_MAX 4
#define KEYS_MAX        16384 /* (home, item, year), the newest */

struct wanted_key {
	struct digest wrap;
	uint8_t nonce[PSEUDONYM_NONCE_BYTES];
	bool known;
	struct digest pseudonym;
};

struct access {
	struct http_request *request;
	struct daemon *daemon;
	struct person person;
	const struct seal_ring *readers; /* borrowed: outlives every job */
	size_t count;
	struct wanted_key *keys; /* owned */
	struct access_licence licences;
};

/* The keys that this node was given, as far as their acts are indexed. */
static void list_keys(struct access *x)
{
	const struct ledger *l = daemon_ledger(x->daemon);
	size_t n = ledger_pseudonym_count(l);

	x->keys = mem_new_array(n + 1, sizeof(*x->keys));
	for (size_t i = n; i-- > 0 && x->count < KEYS_MAX;) {
		const struct pseudonym *p = ledger_pseudonym_at(l, i);
		struct wanted_key *key = &x->keys[x->count];
		struct arena *a = arena_new();
		struct index_act found;
		struct act *act;

		if (!p->ended && strcmp(p->to, daemon_node(x->daemon)) == 0 &&
		    index_read_act(
			daemon_index(x->daemon), a, &p->act, &found) &&
		    act_decode(a, found.raw, &act, NULL) == RULE_NONE) {
			key->wrap = p->wrap;
			pseudonym_seal_id(key->nonce, p->home, act->nonce);
			x->count++;
		}
		arena_free(a);
	}
}

static void compute(void *arg, const struct daemon_tools *tools)
{
	struct access *x = arg;

	for (size_t i = 0; i < x->count; i++) {
		struct wanted_key *key = &x->keys[i];
		struct secret *secret = secret_new(sizeof(*secret));

		key->known = pseudonym_load(secret, tools->vault, &key->wrap,
				 key->nonce, x->readers, NULL) == ERR_OK;
		if (key->known)
			key->pseudonym = person_pseudonym(&x->person, secret);
		secret_free(secret);
	}
	access_licence_count(&x->licences, &x->person, tools);
}

static void put_cases(
    struct access *x, const struct digest *pseudonym, struct value *list)
{
	struct arena *a = x->request->arena;
	struct index_dossier *found;
	size_t n =
	    index_read_person(daemon_index(x->daemon), a, pseudonym, &found);

	for (size_t i = 0; i < n; i++) {
		struct dossier_entry *entries;
		size_t count =
		    case_find_entries(x->daemon, a, &found[i].id, &entries);
		const struct dossier *d = dossier_fold(
		    a, daemon_ledger(x->daemon), &found[i].id, entries, count);
		struct value *v;

		if (!d->open)
			continue;
		v = case_value_line(a, daemon_ledger(x->daemon), d);
		value_set(a, v, "openings",
		    case_value_openings(a, daemon_ledger(x->daemon), d));
		value_push(a, list, v);
	}
}

static void answer(void *arg)
{
	struct access *x = arg;
	struct arena *a = x->request->arena;
	struct value *v = value_map(a), *list = value_list(a);
	int64_t known = 0;

	for (size_t i = 0; i < x->count; i++) {
		if (!x->keys[i].known)
			continue;
		known++;
		put_cases(x, &x->keys[i].pseudonym, list);
	}
	say_int(a, v, "keys", known);
	say_int(a, v, "unchecked",
	    (int64_t)index_read_unchecked_count(daemon_index(x->daemon)));
	value_set(a, v, "cases", list);
	access_licence_put(&x->licences, x->daemon, a, v);
	http_answer_value(x->request, 200, v);
	person_wipe(&x->person);
	access_licence_fini(&x->licences);
	mem_free(x->keys);
	mem_free(x);
}

void api_access_person(struct http_request *request, void *arg)
{
	static const struct json_limits limits = { INPUT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct value *tree;
	struct person person;
	struct access *x;
	struct why why = { 0 };
	const char *text;
	enum err e =
	    json_parse(request->arena, request->body, &limits, &tree, &why);

	text = e == ERR_OK ? value_get_string(tree, "person") : NULL;
	if (e == ERR_OK &&
	    (text == NULL || !person_parse(&person, bytes_text(text))))
		e = why_set(&why, ERR_PARSE,
		    "person 不是身份证号或统一社会信用代码 / is no resident id and no "
		    "credit code");
	if (e != ERR_OK) {
		api_answer_err(request, e, &why);
		return;
	}
	x = mem_new(sizeof(*x));
	x->request = request;
	x->daemon = arg;
	x->person = person;
	x->readers = daemon_identity(arg)->readers;
	person_wipe(&person);
	list_keys(x);
	access_licence_begin(&x->licences, arg, request->arena);
	daemon_store_job(arg, compute, answer, x);
}
