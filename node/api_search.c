/*
 * GET /v1/search: service items by words, from published standards and from the
 * district's catalogue.  POST /v1/catalogue: that catalogue, anew.
 */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/catalogue.h"
#include "node/catalogue_file.h"
#include "node/daemon.h"
#include "node/index_item.h"
#include "node/say.h"
#include "node/search.h"
#include "schema/ledger.h"
#include "schema/standard.h"

#define LIMIT_DEFAULT 20
#define LIMIT_MAX     100

/* ---- search ---- */

struct find {
	uint32_t score;
	struct search_item item;         /* in the arena */
	const struct standard *standard; /* or NULL */
};

struct search {
	struct arena *arena;
	const struct ledger *ledger;
	struct search_query query;
	struct find finds[LIMIT_MAX + 1]; /* best first */
	size_t count, limit, total;
};

/* Published, as the ledger has it, and no newer revision of its item is. */
static const struct standard *newest(
    const struct ledger *l, const struct search_item *item)
{
	const struct standard *s;
	struct digest digest;

	if (digest_unhex(&digest, bytes_text(item->key)) != ERR_OK)
		return NULL;
	s = ledger_standard(l, &digest);
	for (size_t i = 0; s != NULL && i < ledger_standard_count(l); i++) {
		const struct standard *other = ledger_standard_at(l, i);

		if (strcmp(other->item, s->item) == 0 &&
		    other->revision > s->revision)
			return NULL;
	}
	return s;
}

/* The better first; of equals an order that does not hang on arrival: by all
 * that makes an item one in the index. */
static bool is_before(const struct find *x, const struct find *y)
{
	int order;

	if (x->score != y->score)
		return x->score > y->score;
	order = strcmp(x->item.zh, y->item.zh);
	if (order == 0)
		order = strcmp(x->item.key, y->item.key);
	if (order == 0)
		order = strcmp(x->item.department, y->item.department);
	if (order == 0)
		order = strcmp(x->item.kind, y->item.kind);
	return order < 0;
}

static const char *copy(struct arena *a, const char *text)
{
	return arena_text(a, bytes_text(text));
}

static void keep(struct search *s, struct find f)
{
	struct arena *a = s->arena;
	size_t at = s->count;

	while (at > 0 && is_before(&f, &s->finds[at - 1])) {
		s->finds[at] = s->finds[at - 1];
		at--;
	}
	if (at == s->limit)
		return;
	f.item = (struct search_item){ copy(a, f.item.kind),
		copy(a, f.item.key), copy(a, f.item.item), copy(a, f.item.zh),
		copy(a, f.item.en), copy(a, f.item.department), "" };
	s->finds[at] = f;
	if (s->count < s->limit)
		s->count++;
}

static void seen(void *arg, const struct search_item *item)
{
	struct search *s = arg;
	struct find f = { search_score(&s->query, item), *item, NULL };

	if (f.score == 0)
		return;
	if (strcmp(item->kind, INDEX_ITEM_STANDARD) == 0) {
		f.standard = newest(s->ledger, item);
		if (f.standard == NULL)
			return;
	}
	s->total++;
	keep(s, f);
}

static struct value *find_value(struct arena *a, const struct find *f)
{
	struct value *v = value_map(a);

	say_text(a, v, "kind", f->item.kind);
	say_text(a, v, "zh", f->item.zh);
	if (f->item.en[0] != '\0')
		say_text(a, v, "en", f->item.en);
	say_text(a, v, "department", f->item.department);
	if (f->standard != NULL) {
		say_text(a, v, "item", f->standard->item);
		say_int(a, v, "revision", f->standard->revision);
		say_digest(a, v, "digest", &f->standard->digest);
	} else {
		say_text(a, v, "code", f->item.key);
		say_text(a, v, "type", f->item.item);
	}
	say_int(a, v, "score", f->score);
	return v;
}

static enum err read_limit(
    const struct http_request *request, size_t *out, struct why *why)
{
	const char *text = http_query(request, "limit");
	uint64_t limit = LIMIT_DEFAULT;

	if (text != NULL &&
	    (text_decimal(&limit, bytes_text(text), LIMIT_MAX) != ERR_OK ||
		limit == 0))
		return why_set(why, ERR_USAGE, "limit 为 1 至 %d / is 1 to %d",
		    LIMIT_MAX, LIMIT_MAX);
	*out = (size_t)limit;
	return ERR_OK;
}

static void find_items(struct search *s, struct index *index)
{
	struct buf match = { 0 };

	search_match(&s->query, &match);
	index_item_find(index, buf_bytes(&match), seen, s);
	buf_fini(&match);
}

void api_search_items(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	struct value *v = value_map(a), *list = value_list(a);
	const char *text = http_query(request, "q");
	struct search *s = arena_take(a, sizeof(*s));
	struct why why = { 0 };
	enum err e = read_limit(request, &s->limit, &why);

	s->arena = a;
	s->ledger = daemon_ledger(arg);
	if (e == ERR_OK)
		e = search_parse(
		    &s->query, a, bytes_text(text == NULL ? "" : text), &why);
	if (e != ERR_OK) {
		api_answer_err(request, e, &why);
		return;
	}
	find_items(s, daemon_index(arg));
	for (size_t i = 0; i < s->count; i++)
		value_push(a, list, find_value(a, &s->finds[i]));
	say_int(a, v, "found", (int64_t)s->total);
	value_set(a, v, "items", list);
	http_answer_value(request, 200, v);
}

/* ---- import ---- */

struct import {
	struct http_request *request;
	const char *dir;     /* borrowed: outlives every job */
	struct arena *arena; /* owned; the store thread's meanwhile */
	struct catalogue catalogue;
	enum err err;
	struct why why;
};

static void import_run(void *arg, const struct daemon_tools *tools)
{
	struct import *m = arg;

	m->err =
	    catalogue_parse(&m->catalogue, m->arena, m->request->body, &m->why);
	if (m->err != ERR_OK)
		return;
	m->err =
	    catalogue_file_save(m->dir, &m->catalogue, tools->index, &m->why);
	if (m->err == ERR_STORAGE || m->err == ERR_CORRUPT)
		daemon_fail(&m->why);
}

static struct value *finding_value(
    struct arena *a, const struct catalogue_finding *f)
{
	struct value *v = value_map(a);

	say_int(a, v, "line", (int64_t)f->line);
	say_bool(a, v, "left_out", f->left_out);
	say_text(a, v, "what", f->what);
	say_text(a, v, "code", f->code);
	return v;
}

static void import_done(void *arg)
{
	struct import *m = arg;
	struct arena *a = m->request->arena;
	struct value *v = value_map(a), *list = value_list(a);

	for (size_t i = 0; i < m->catalogue.finding_count; i++)
		value_push(
		    a, list, finding_value(a, &m->catalogue.findings[i]));
	say_int(a, v, "rows", (int64_t)m->catalogue.row_count);
	value_set(a, v, "findings", list);
	if (m->err == ERR_OK)
		http_answer_value(m->request, 200, v);
	else
		api_answer_err(m->request, m->err, &m->why);
	arena_free(m->arena);
	mem_free(m);
}

void api_search_import(struct http_request *request, void *arg)
{
	struct import *m = mem_new(sizeof(*m));

	*m = (struct import){
		.request = request, .dir = daemon_dir(arg), .arena = arena_new()
	};
	daemon_store_job(arg, import_run, import_done, m);
}
