/*
 * POST /v1/uploads, GET, PUT and DELETE /v1/uploads/{id}[/{index}]: a file that
 * is too large for one request, a piece at a time (docs/API.md ).
 *
 *	PUT -> [a worker seals and writes the piece] -> answer
 */
#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "node/api.h"
#include "node/api_answer.h"
#include "node/daemon.h"
#include "node/say.h"
#include "node/staging.h"
#include "schema/json.h"
#include "sync/vault.h"

#define INPUT_BYTES_MAX 1024
#define INPUT_DEPTH_MAX 4
#define MISSING_MAX     64

static struct value *upload_value(
    struct arena *a, const struct staging_upload *u)
{
	struct value *v = value_map(a), *missing = value_list(a);

	say_text(a, v, "upload", staging_id(u));
	say_int(a, v, "bytes", (int64_t)staging_bytes(u));
	say_int(a, v, "chunk_bytes", CHUNK_PLAIN_BYTES_MAX);
	say_int(a, v, "chunks", (int64_t)staging_total(u));
	say_int(a, v, "have", (int64_t)staging_there(u));
	for (uint64_t i = 0; i < staging_total(u); i++) {
		if (value_count(missing) == MISSING_MAX)
			break;
		if (!staging_has(u, i))
			value_push(a, missing, value_int(a, (int64_t)i));
	}
	value_set(a, v, "missing", missing);
	return v;
}

/* The operator's token is nobody's key: what it uploads could never be used. */
static bool has_key(struct http_request *request)
{
	struct why why = { 0 };

	if (!request->who.is_operator)
		return true;
	(void)(why_set(&why, ERR_REFUSED,
		   "运维令牌不能上传,请用办件人员的密钥登录 / the operator's token "
		   "uploads nothing; log in with a clerk's key") == ERR_OK);
	api_answer_rule(request, RULE_OTHER_KEY, &why);
	return false;
}

void api_upload_start(struct http_request *request, void *arg)
{
	static const struct json_limits limits = { INPUT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct staging *s = daemon_staging(arg);
	struct staging_upload *u;
	struct value *tree = NULL;
	struct why why = { 0 };
	int64_t bytes = 0;
	enum rule rule;
	enum err e =
	    json_parse(request->arena, request->body, &limits, &tree, &why);

	if (e == ERR_OK &&
	    (!value_get_int(tree, "bytes", &bytes) || bytes < 1 ||
		bytes > (int64_t)VAULT_PLAIN_BYTES_MAX))
		e = why_set(&why, ERR_PARSE,
		    "bytes 为 1 至 2147483648 / is 1 to 2147483648");
	if (e != ERR_OK) {
		api_answer_err(request, e, &why);
		return;
	}
	if (!has_key(request))
		return;
	staging_sweep(s, daemon_steady_ms(arg));
	rule = staging_start(s,
	    &(struct staging_ask){ .owner = request->who.key_id,
		.bytes = (uint64_t)bytes,
		.free_bytes = staging_free_bytes(s),
		.now_ms = daemon_steady_ms(arg) },
	    random_system(), &u, &why);
	if (rule != RULE_NONE)
		api_answer_rule(request, rule, &why);
	else
		http_answer_value(
		    request, 201, upload_value(request->arena, u));
}

/* NULL: it was answered. */
static struct staging_upload *find(struct http_request *request, void *arg)
{
	struct staging_upload *u =
	    staging_find(daemon_staging(arg), &request->who.key_id,
		http_segment(request, "id"), daemon_steady_ms(arg));
	struct why why = { 0 };

	if (u != NULL)
		return u;
	(void)(why_set(&why, ERR_NOT_FOUND,
		   "请重新上传 / upload the file again") == ERR_OK);
	api_answer_rule(request, RULE_UPLOAD_UNKNOWN, &why);
	return NULL;
}

void api_upload_show(struct http_request *request, void *arg)
{
	const struct staging_upload *u = find(request, arg);

	if (u != NULL)
		http_answer_value(
		    request, 200, upload_value(request->arena, u));
}

void api_upload_drop(struct http_request *request, void *arg)
{
	struct staging_upload *u = find(request, arg);

	if (u == NULL)
		return;
	staging_drop(daemon_staging(arg), u);
	http_answer_value(request, 200, value_map(request->arena));
}

/* ---- a piece ---- */

struct putting {
	struct http_request *request;
	struct daemon *daemon;
	struct staging_upload *upload; /* held */
	uint64_t index;
	enum err err;
	struct why why;
};

static void put(void *arg)
{
	struct putting *p = arg;

	p->err = staging_put(
	    p->upload, p->index, p->request->body, random_system(), &p->why);
}

static void was_put(void *arg)
{
	struct putting *p = arg;
	struct arena *a = p->request->arena;

	staging_end_piece(p->upload, p->index, p->err);
	if (p->err != ERR_OK) {
		api_answer_err(p->request, p->err, &p->why);
	} else {
		struct value *v = value_map(a);

		say_int(a, v, "have", (int64_t)staging_there(p->upload));
		say_int(a, v, "chunks", (int64_t)staging_total(p->upload));
		http_answer_value(p->request, 200, v);
	}
	staging_release(daemon_staging(p->daemon), p->upload);
	mem_free(p);
}

static enum err check_piece(const struct http_request *request,
    const struct staging_upload *u, uint64_t *index, struct why *why)
{
	const char *text = http_segment(request, "index");
	size_t want;

	if (text_decimal(index, bytes_text(text), VAULT_CHUNKS_MAX) != ERR_OK ||
	    *index >= staging_total(u))
		return why_set(why, ERR_PARSE,
		    "块号为 0 至 %llu / the index is 0 to %llu",
		    (unsigned long long)staging_total(u) - 1,
		    (unsigned long long)staging_total(u) - 1);
	want = staging_piece_bytes(u, *index);
	if (request->body.n != want)
		return why_set(why, ERR_PARSE,
		    "本块应为 %zu 字节 / this chunk has %zu bytes", want, want);
	return ERR_OK;
}

void api_upload_put(struct http_request *request, void *arg)
{
	struct staging_upload *u = find(request, arg);
	struct putting *p;
	struct why why = { 0 };
	uint64_t index = 0;
	enum err e;

	if (u == NULL)
		return;
	e = check_piece(request, u, &index, &why);
	if (e != ERR_OK) {
		api_answer_err(request, e, &why);
		return;
	}
	if (!staging_begin_piece(u, index)) {
		(void)(why_set(&why, ERR_BUSY,
			   "本块正在写入,或上传已在使用 / this chunk is being "
			   "written, or the upload is being used") == ERR_OK);
		api_answer_rule(request, RULE_UPLOAD_OPEN, &why);
		return;
	}
	p = mem_new(sizeof(*p));
	*p = (struct putting){
		.request = request, .daemon = arg, .upload = u, .index = index
	};
	daemon_worker_job(arg, put, was_put, p);
}
