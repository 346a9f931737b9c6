/*
 * GET /v1/cases?words=: cases by words, newest first (docs/API.md A-35).
 */
#include "base/arena.h"
#include "base/text.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/case_find.h"
#include "node/case_seek.h"
#include "node/case_value.h"
#include "node/daemon.h"
#include "node/index_case.h"
#include "node/say.h"
#include "node/states.h"
#include "schema/dossier.h"

#define PAGE_DEFAULT 50

struct listing {
	struct daemon *daemon;
	struct arena *arena;
	struct search_query query;
	struct case_seek seek;
	struct case_seek_page page;
	uint64_t limit, before;
};

static enum err read_page(
    const struct http_request *request, struct listing *p, struct why *why)
{
	const char *limit = http_query(request, "limit");
	const char *after = http_query(request, "after");

	p->limit = PAGE_DEFAULT;
	p->before = INDEX_CASE_KEY_MAX;
	if (limit != NULL && (text_decimal(&p->limit, bytes_text(limit),
				  CASE_SEEK_PAGE_MAX) != ERR_OK ||
				 p->limit == 0))
		return why_set(why, ERR_USAGE, "limit 为 1 至 %d / is 1 to %d",
		    CASE_SEEK_PAGE_MAX, CASE_SEEK_PAGE_MAX);
	if (after != NULL && after[0] != '\0' &&
	    text_decimal(&p->before, bytes_text(after), INDEX_CASE_KEY_MAX) !=
		ERR_OK)
		return why_set(why, ERR_USAGE,
		    "after 不是本接口给出的续看标记 / is no cursor of ours");
	return ERR_OK;
}

static enum err read_words(
    const struct http_request *request, struct listing *p, struct why *why)
{
	static const char *const apart[] = { "owed", "to", "ended",
		"duplicates" };
	enum err e = read_page(request, p, why);

	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
		if (e == ERR_OK && http_query(request, apart[i]) != NULL)
			return why_set(why, ERR_USAGE,
			    "words 不与 %s 一起使用 / does not go with %s",
			    apart[i], apart[i]);
	if (e == ERR_OK)
		e = search_parse(&p->query, p->arena,
		    bytes_text(http_query(request, "words")), why);
	if (e == ERR_OK)
		e = case_seek_parse(&p->seek, p->arena,
		    daemon_ledger(p->daemon), daemon_index(p->daemon),
		    &p->query, why);
	return e;
}

/* As it is now: a state that was another when the case was last looked at is
 * put right, and the case left out. */
static void put_case(struct listing *p, int64_t key, struct value *list)
{
	const struct ledger *l = daemon_ledger(p->daemon);
	struct dossier_entry *entries;
	const struct dossier *d;
	struct digest id;
	struct value *v;
	size_t n;

	if (!index_case_id(daemon_index(p->daemon), key, &id))
		return;
	n = case_find_entries(p->daemon, p->arena, &id, &entries);
	d = dossier_fold(p->arena, l, &id, entries, n);
	states_put(daemon_states(p->daemon), key, d->state);
	if (p->seek.states != UINT32_MAX &&
	    (p->seek.states & MACHINE_BIT(d->state)) == 0)
		return;
	v = case_value_line(p->arena, l, d);
	case_value_put_duplicates(
	    p->arena, v, d, case_find_duplicates(p->daemon, p->arena, d));
	value_push(p->arena, list, v);
}

void api_case_words_list(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	struct listing *p = arena_take(a, sizeof(*p));
	struct value *list = value_list(a), *out = value_map(a);
	struct why why = { 0 };
	enum err e;

	p->daemon = arg;
	p->arena = a;
	e = read_words(request, p, &why);
	if (e != ERR_OK) {
		api_answer_err(request, e, &why);
		return;
	}
	case_seek_find(&p->seek, daemon_index(arg), daemon_states(arg),
	    (int64_t)p->before, (size_t)p->limit, &p->page);
	case_seek_fini(&p->seek);
	for (size_t i = 0; i < p->page.count; i++)
		put_case(p, p->page.keys[i], list);
	if (p->page.more)
		say_text(a, out, "next",
		    arena_print(a, "%lld", (long long)p->page.last));
	value_set(a, out, "cases", list);
	http_answer_value(request, 200, out);
}
