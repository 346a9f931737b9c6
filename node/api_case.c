/*
 * GET /v1/cases, /v1/cases/{number}, /v1/cases/{number}/files/{id}.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/api_refusal.h"
#include "node/case_find.h"
#include "node/case_value.h"
#include "node/daemon.h"
#include "node/index_read.h"
#include "node/say.h"
#include "node/vault_open.h"
#include "schema/act_body_table.h"
#include "schema/dossier.h"

#define PAGE_DEFAULT  50
#define ACCESS_MS_MAX 900000
#define LOOK_MAX      2000 /* cases, in one question about what is owed */
#define PAGE_MAX      200

void api_case_show(struct http_request *request, void *arg)
{
	struct daemon *daemon = arg;
	struct dossier *d;
	struct value *v;
	struct why why = { 0 };
	enum rule rule = case_find(
	    daemon, request->arena, http_segment(request, "number"), &d, &why);

	if (rule != RULE_NONE) {
		api_answer_field(request, rule, "number", &why);
		return;
	}
	v = case_value_full(request->arena, daemon_ledger(daemon), d,
	    daemon_wall_ms(daemon) / 1000);
	case_value_put_duplicates(request->arena, v, d,
	    case_find_duplicates(daemon, request->arena, d));
	http_answer_value(request, 200, v);
}

static enum err page_of(const struct http_request *request, uint64_t *limit,
    struct index_cursor *cursor, struct why *why)
{
	const char *text = http_query(request, "limit");
	const char *after = http_query(request, "after");

	*limit = PAGE_DEFAULT;
	if (text != NULL &&
	    (text_decimal(limit, bytes_text(text), PAGE_MAX) != ERR_OK ||
		*limit == 0))
		return why_set(why, ERR_USAGE, "limit 为 1 至 %d / is 1 to %d",
		    PAGE_MAX, PAGE_MAX);
	if (after != NULL && after[0] != '\0' &&
	    index_read_cursor_parse(cursor, after) != ERR_OK)
		return why_set(why, ERR_USAGE,
		    "after 不是本接口给出的续看标记 / is no cursor of ours");
	return ERR_OK;
}

/* What a list is asked for. */
struct wanted {
	bool duplicates;
	struct case_value_owed owed; /* .what NULL: all cases */
};

/* "any", or kinds of obligations with commas between. */
static enum err check_owed(const char *words, struct why *why)
{
	const char *const *known = act_body_table_words(ACT_BODY_TABLE_OWED);

	if (words == NULL || strcmp(words, "any") == 0)
		return ERR_OK;
	while (*words != '\0') {
		size_t n = strcspn(words, ","), i = 0;

		while (known[i] != NULL && (strlen(known[i]) != n ||
					       memcmp(known[i], words, n) != 0))
			i++;
		if (known[i] == NULL)
			return why_set(why, ERR_USAGE,
			    "owed 中的 %.*s 不是义务种类:gap verify assist "
			    "opinion survey expert hearing public meeting "
			    "parcel fee handle visit rectify supervise renew,或 "
			    "any / is no kind of obligation",
			    (int)n, words);
		words += n + (words[n] == ',' ? 1 : 0);
	}
	return ERR_OK;
}

/* True when it is one of those asked for. */
static bool put_line(struct daemon *daemon, struct arena *a,
    const struct index_dossier *found, const struct wanted *w,
    struct value *list)
{
	const struct ledger *l = daemon_ledger(daemon);
	struct dossier_entry *entries;
	size_t n = case_find_entries(daemon, a, &found->id, &entries);
	const struct dossier *d = dossier_fold(a, l, &found->id, entries, n);
	struct value *v = case_value_line(a, l, d);

	if (w->owed.what != NULL && !case_value_put_owed(a, v, l, d, &w->owed))
		return false;
	case_value_put_duplicates(a, v, d, case_find_duplicates(daemon, a, d));
	value_push(a, list, v);
	return true;
}

/* A page of cases; of those that owe something as many as are wanted, out of so
 * many that are looked at: the cursor goes on behind them. */
static bool list_page(struct daemon *daemon, struct arena *a,
    const struct wanted *w, struct index_cursor *cursor, uint64_t limit,
    struct value *list)
{
	struct index_dossier *found;
	bool more = true;
	size_t looked = 0;

	while (more && value_count(list) < limit && looked < LOOK_MAX) {
		uint64_t rest = limit - value_count(list);
		size_t n = w->duplicates
			       ? index_read_duplicates(daemon_index(daemon), a,
				     cursor, rest, &found, &more)
			       : index_read_dossiers(daemon_index(daemon), a,
				     NULL, cursor, rest, &found, &more);

		for (size_t i = 0; i < n; i++)
			(void)put_line(daemon, a, &found[i], w, list);
		looked += n > 0 ? n : LOOK_MAX;
	}
	return more;
}

void api_case_list(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	struct value *list = value_list(a), *out = value_map(a);
	const struct wanted wanted = {
		.duplicates = http_query(request, "duplicates") != NULL,
		.owed = { http_query(request, "owed"),
		    http_query(request, "to"),
		    http_query(request, "ended") != NULL,
		    daemon_wall_ms(arg) / 1000 },
	};
	struct index_cursor cursor = { 0 };
	struct why why = { 0 };
	uint64_t limit;
	enum err e;

	if (http_query(request, "words") != NULL) {
		api_case_words_list(request, arg);
		return;
	}
	e = page_of(request, &limit, &cursor, &why);
	if (e == ERR_OK)
		e = check_owed(wanted.owed.what, &why);
	if (e != ERR_OK) {
		api_answer_err(request, e, &why);
		return;
	}
	if (list_page(arg, a, &wanted, &cursor, limit, list)) {
		char text[INDEX_CURSOR_TEXT_ROOM];

		index_read_cursor_format(text, &cursor);
		say_text(a, out, "next", text);
	}
	value_set(a, out, "cases", list);
	http_answer_value(request, 200, out);
}

static void on_file(void *arg, enum err err, struct buf *plain,
    const struct vault_open_keys *keys, const struct why *why)
{
	struct http_request *request = arg;

	(void)keys;
	if (err != ERR_OK)
		api_answer_err(request, err, why);
	else
		http_answer(
		    request, 200, "application/octet-stream", buf_bytes(plain));
}

/* this opening is on record, by this key, here, not long ago. */
static bool is_on_record(struct http_request *request, struct daemon *daemon,
    const struct dossier *d, const char *id)
{
	const char *access = http_query(request, "access");
	struct digest act;

	if (request->who.is_free)
		return true;
	if (access == NULL ||
	    digest_unhex(&act, bytes_text(access)) != ERR_OK ||
	    daemon_opening_age_ms(daemon, &act) > ACCESS_MS_MAX)
		return false;
	for (size_t i = 0; i < d->opening_count; i++) {
		const struct dossier_opening *o = &d->openings[i];

		if (digest_equal(&o->act, &act) &&
		    strcmp(o->place.node, daemon_node(daemon)) == 0 &&
		    digest_equal(&o->staff->key_id, &request->who.key_id) &&
		    dossier_opening_names(o, id))
			return true;
	}
	return false;
}

static void refuse_access(struct http_request *request, struct daemon *d)
{
	struct why why = { 0 };

	(void)(why_set(&why, ERR_REFUSED,
		   "先以 case.open 登记本次查阅(case file 命令会代办),"
		   "15 分钟内有效 / put the opening on record first: the "
		   "command case file does; it is good for 15 minutes") ==
	       ERR_OK);
	api_refusal_tell(d, "a file is not opened", RULE_ACCESS_MISSING,
	    &request->who, request->route->pattern);
	api_answer_rule(request, RULE_ACCESS_MISSING, &why);
}

/* one chunk, or the whole file where it is small enough. */
static enum err pick_chunk(struct http_request *request,
    struct vault_open_target *target, struct why *why)
{
	const char *chunk = http_query(request, "chunk");
	char total[24];

	if (chunk == NULL)
		return ERR_OK;
	target->one = true;
	if (text_decimal(&target->index, bytes_text(chunk),
		target->chunks - 1) != ERR_OK)
		return why_set(why, ERR_USAGE,
		    "chunk 为 0 至 %llu / is 0 to %llu",
		    (unsigned long long)target->chunks - 1,
		    (unsigned long long)target->chunks - 1);
	(void)snprintf(
	    total, sizeof(total), "%llu", (unsigned long long)target->chunks);
	http_add_header(request, "Tongban-Chunks", total);
	return ERR_OK;
}

void api_case_file(struct http_request *request, void *arg)
{
	struct vault_open_target target;
	struct dossier *d;
	struct why why = { 0 };
	enum rule rule = case_find(
	    arg, request->arena, http_segment(request, "number"), &d, &why);
	enum err e;

	if (rule != RULE_NONE) {
		api_answer_rule(request, rule, &why);
		return;
	}
	if (!is_on_record(request, arg, d, http_segment(request, "id"))) {
		refuse_access(request, arg);
		return;
	}
	e = vault_open_find(arg, d, http_segment(request, "id"), &target, &why);
	if (e == ERR_OK)
		e = pick_chunk(request, &target, &why);
	if (e != ERR_OK) {
		api_answer_err(request, e, &why);
		return;
	}
	vault_open_start(arg, &target, on_file, request);
}
