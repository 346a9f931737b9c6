#include "node/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "node/config.h"
#include "node/file.h"
#include "node/folder.h"
#include "node/http_client.h"
#include "node/login.h"
#include "node/patience.h"
#include "schema/genesis.h"
#include "schema/json.h"

#define ASK_DEPTH_MAX 64

static enum err find_api(
    struct cmd_call *call, const char **out, struct why *why)
{
	const char *dir = cmd_get(call, "dir");
	const char *env = getenv("TONGBAN_API");
	struct folder *folder = NULL;
	struct config config;
	char *path;
	enum err e;

	*out = cmd_get(call, "api");
	if (*out == NULL && dir == NULL)
		*out = env;
	if (*out != NULL)
		return ERR_OK;
	if (dir == NULL)
		return why_set(why, ERR_USAGE,
		    "请给出节点 API 地址 / say which node: --api URL, --dir "
		    "DIR or TONGBAN_API");
	e = folder_open(&folder, dir, FOLDER_LOOK, why);
	folder_close(folder);
	if (e != ERR_OK)
		return e;
	config_init(&config);
	path = mem_print("%s/%s", dir, FOLDER_CONFIG);
	e = config_load(&config, path, why);
	if (e == ERR_OK)
		*out = arena_print(call->arena, "%s", config.api);
	mem_free(path);
	config_fini(&config);
	return e;
}

static bool is_json(const char *type)
{
	return strncmp(type, "application/json", 16) == 0 ||
	       strncmp(type, "application/problem+json", 24) == 0;
}

static void show_lines(const struct value *lines)
{
	for (size_t i = 0; i < value_count(lines); i++) {
		const struct value *l = value_at(lines, i);
		const char *left = value_get_string(l, "left");
		const char *right = value_get_string(l, "right");

		(void)fprintf(stderr, "  %s: %s: %s | %s\n",
		    value_get_string(l, "part"), value_get_string(l, "path"),
		    left != NULL ? left : "-", right != NULL ? right : "-");
	}
}

/* Every wrong field, a line each. */
static void show_errors(const struct value *problem)
{
	const struct value *errors = value_get(problem, "errors");
	int64_t more = 0;

	for (size_t i = 0; i < value_count(errors); i++) {
		const struct value *e = value_at(errors, i);
		const char *field = value_get_string(e, "field");
		const char *rule = value_get_string(e, "rule");
		const char *zh = value_get_string(e, "zh");
		const char *en = value_get_string(e, "en");

		(void)fprintf(stderr, "  %s: %s / %s (%s)\n",
		    field != NULL && field[0] != '\0' ? field : "-",
		    zh != NULL ? zh : "?", en != NULL ? en : "?",
		    rule != NULL ? rule : "-");
	}
	if (value_get_int(problem, "errors_more", &more))
		(void)fprintf(stderr, "  还有 %lld 处 / and %lld more\n",
		    (long long)more, (long long)more);
}

static int show_problem(
    struct cmd_call *call, int status, const struct value *problem)
{
	const char *title = value_get_string(problem, "title");
	const char *en = value_get_string(problem, "en");
	const char *rule = value_get_string(problem, "rule");
	const char *detail = value_get_string(problem, "detail");

	if (value_get(problem, "errors") != NULL)
		detail = NULL; /* it is the first of them */
	call->problem = problem;
	if (call->keeps_problem) {
		call->refused = status < 500;
	} else if (call->json) {
		cmd_print_json(problem);
	} else {
		bool both =
		    title != NULL && en != NULL && strcmp(title, en) != 0;

		(void)fprintf(stderr, "tongban: %d %s%s%s%s%s%s%s%s\n", status,
		    title != NULL ? title : "?", both ? " / " : "",
		    both ? en : "", rule != NULL ? " (" : "",
		    rule != NULL ? rule : "", rule != NULL ? ")" : "",
		    detail != NULL ? ": " : "", detail != NULL ? detail : "");
		show_lines(value_get(problem, "differences"));
		show_errors(problem);
	}
	call->refused = status < 500;
	return call->refused ? CMD_FINDING : err_exit(ERR_UNREACHABLE);
}

/* ---- logging in ---- */

/* False when nobody answered or it was no JSON; @status is 0 then. */
static bool ask_once(struct cmd_call *call, const char *path,
    const struct value *body, int *status, struct value **out)
{
	static const struct json_limits limits = { HTTP_CLIENT_ANSWER_BYTES_MAX,
		ASK_DEPTH_MAX };
	struct http_client_answer answer;
	struct buf text = { .kind = BUF_WIPED };
	struct why why = { 0 };
	const char *api;
	bool good = find_api(call, &api, &why) == ERR_OK;

	*status = 0;
	json_format(&text, body, JSON_STYLE_COMPACT);
	if (good)
		good = patience_ask(api,
			   &(struct http_client_request){ .method = "POST",
			       .path = path,
			       .type = "application/json",
			       .body = buf_bytes(&text) },
			   &answer, &why) == ERR_OK;
	buf_fini(&text);
	if (!good)
		return false;
	good = json_parse(call->arena, buf_bytes(&answer.body), &limits, out,
		   &why) == ERR_OK;
	if (good)
		*status = answer.status;
	buf_fini(&answer.body);
	return good && *status < 300;
}

/* With --dir we know whose challenge it must be: the network of its
 * genesis and the node its log key names.  False when that cannot be read. */
static bool expected(struct cmd_call *call, struct buf *out)
{
	const char *dir = cmd_get(call, "dir");
	char *path = mem_print("%s/%s/log.key", dir, FOLDER_KEYS);
	struct genesis *g = mem_new(sizeof(*g));
	struct keyfile_label label;
	char hex[DIGEST_HEX_ROOM];
	bool good = folder_genesis(dir, NULL, g, NULL) == ERR_OK &&
		    keyfile_peek(path, &label, NULL) == ERR_OK;

	if (good) {
		digest_hex(hex, &g->network);
		buf_print(out, "%s\n%s\n", hex, label.name);
	}
	mem_free(g);
	mem_free(path);
	return good;
}

/* What is signed must be a challenge for this key, and with --dir of that node,
 * or a false server could pass on another node's. */
static bool is_challenge(
    struct cmd_call *call, const char *text, const char *key)
{
	static const char head[] = "tongban-session/v1\n";
	struct buf want = { 0 };
	bool good = text != NULL && strlen(text) < LOGIN_CHALLENGE_BYTES_MAX;

	buf_put_text(&want, head);
	if (good && cmd_get(call, "dir") != NULL)
		good = expected(call, &want);
	good = good && strncmp(text, buf_text(&want), want.n) == 0 &&
	       strstr(text, key) != NULL;
	buf_fini(&want);
	return good;
}

/* The operator's token in the data folder; silent when it cannot be read: the
 * node then says what it wants. */
void ask_operator(struct cmd_call *call)
{
	const char *dir = cmd_get(call, "dir");
	struct bytes text;
	char *path;

	call->asked_login = true;
	/* It opens the node of that folder and goes nowhere else. */
	if (dir == NULL || cmd_get(call, "api") != NULL)
		return;
	path = mem_print("%s/%s/%s", dir, FOLDER_RUN, FOLDER_OPERATOR_TOKEN);
	if (file_read(call->arena, path, 256, &text, NULL) == ERR_OK)
		call->token = arena_text(call->arena, text);
	mem_free(path);
}

/* The node knows no such key.  A clerk has no other way in and is told why; a
 * log key has the operator's token.  An agent's key may be either's. */
static int no_login(struct cmd_call *call, const struct signer *signer,
    int status, const struct value *problem)
{
	bool is_clerk = signer->purpose == KEYFILE_STAFF;

	if (!is_clerk || status < 400)
		ask_operator(call);
	if (status >= 400 &&
	    (is_clerk || (signer->in_agent && call->token == NULL)))
		return show_problem(call, status, problem);
	return CMD_OK; /* the next question tells */
}

static int log_in_with(struct cmd_call *call, const struct signer *signer)
{
	struct value *body = value_map(call->arena), *answer = NULL;
	struct signature signature;
	const char *challenge;
	struct buf base64 = { 0 };
	char hex[DIGEST_HEX_ROOM];
	struct why why = { 0 };
	int status;
	enum err e;

	digest_hex(hex, &signer->id);
	value_set(call->arena, body, "key", value_text(call->arena, hex));
	if (!ask_once(call, "/v1/session/challenge", body, &status, &answer))
		return no_login(call, signer, status, answer);
	challenge = value_get_string(answer, "challenge");
	if (!is_challenge(call, challenge, hex))
		return no_login(call, signer, 0, NULL);
	e = signer_sign(
	    signer, LOGIN_NAMESPACE, bytes_text(challenge), &signature, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	text_base64(&base64, sign_signature_bytes(&signature));
	value_set(
	    call->arena, body, "challenge", value_text(call->arena, challenge));
	value_set(call->arena, body, "signature",
	    value_text(call->arena, buf_text(&base64)));
	buf_fini(&base64);
	if (!ask_once(call, "/v1/session", body, &status, &answer))
		return no_login(call, signer, status, answer);
	call->token = value_get_string(answer, "token");
	return CMD_OK;
}

int ask_login(struct cmd_call *call, const struct signer *signer)
{
	call->asked_login = true;
	if (signer->purpose != KEYFILE_ROOT)
		return log_in_with(call, signer);
	ask_operator(call);
	return CMD_OK;
}

static int log_in(struct cmd_call *call)
{
	const char *key = cmd_get(call, "key");
	struct signer signer;
	struct why why = { 0 };
	int code;
	enum err e;

	if (call->asked_login)
		return CMD_OK;
	call->asked_login = true;
	if (key == NULL) {
		ask_operator(call);
		return CMD_OK;
	}
	e = signer_open(&signer, key, cmd_get(call, "passphrase-file"), &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = ask_login(call, &signer);
	signer_close(&signer);
	return code;
}

/* ---- asking ---- */

static int ask(struct cmd_call *call, const struct http_client_request *request,
    struct http_client_answer *answer)
{
	struct http_client_request with_token = *request;
	struct why why = { 0 };
	const char *api;
	int code = log_in(call);
	enum err e;

	if (code != CMD_OK)
		return code;
	with_token.token = call->token;
	with_token.limit_ms = call->patience_ms;
	e = find_api(call, &api, &why);
	if (e == ERR_OK)
		e = patience_ask(api, &with_token, answer, &why);
	return e == ERR_OK ? CMD_OK : cmd_fail(call, e, &why);
}

/* Turn an answer into a tree, or show the problem it is. */
static int take_json(struct cmd_call *call, struct http_client_answer *answer,
    struct value **out)
{
	static const struct json_limits limits = { HTTP_CLIENT_ANSWER_BYTES_MAX,
		ASK_DEPTH_MAX };
	struct value *tree = NULL;
	struct why why = { 0 };
	enum err e = ERR_OK;
	int status = answer->status;

	if (!is_json(answer->type))
		e = why_set(&why, ERR_PARSE,
		    "回答 %d 不是 JSON / the answer (%d) is not JSON", status,
		    status);
	else
		e = json_parse(call->arena, buf_bytes(&answer->body), &limits,
		    &tree, &why);
	buf_fini(&answer->body);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (status >= 400)
		return show_problem(call, status, tree);
	*out = tree;
	return CMD_OK;
}

static int ask_json(struct cmd_call *call,
    const struct http_client_request *request, struct value **out)
{
	struct http_client_answer answer = { 0 };
	int code = ask(call, request, &answer);

	return code != CMD_OK ? code : take_json(call, &answer, out);
}

int ask_get(struct cmd_call *call, const char *path, struct value **out)
{
	struct http_client_request request = { .method = "GET", .path = path };

	return ask_json(call, &request, out);
}

/* @text holds the body as long as the request lives. */
static struct http_client_request post_json(
    const char *path, const struct value *body, struct buf *text)
{
	json_format(text, body, JSON_STYLE_COMPACT);
	return (struct http_client_request){ .method = "POST",
		.path = path,
		.type = "application/json",
		.body = buf_bytes(text) };
}

int ask_post(struct cmd_call *call, const char *path, const struct value *body,
    struct value **out)
{
	struct buf text = { .kind = BUF_WIPED };
	struct http_client_request request = post_json(path, body, &text);
	int code = ask_json(call, &request, out);

	buf_fini(&text);
	return code;
}

int ask_method(struct cmd_call *call, const char *method, const char *path,
    const struct value *body, struct value **out)
{
	struct buf text = { .kind = BUF_WIPED };
	struct http_client_request request = { .path = path };
	int code;

	if (body != NULL)
		request = post_json(path, body, &text);
	request.method = method;
	code = ask_json(call, &request, out);
	buf_fini(&text);
	return code;
}

int ask_post_bytes(struct cmd_call *call, const char *path, struct bytes body,
    struct value **out)
{
	struct http_client_request request = { .method = "POST",
		.path = path,
		.type = "application/octet-stream",
		.body = body };

	return ask_json(call, &request, out);
}

int ask_piece(struct cmd_call *call, const struct http_client_request *request,
    struct http_client_answer *answer)
{
	struct http_client_request patient = *request;
	struct value *ignored;
	int code;

	patient.patience_ms = PATIENCE_PIECE_MS;
	code = ask(call, &patient, answer);
	if (code != CMD_OK || answer->status < 400)
		return code;
	return take_json(call, answer, &ignored);
}

/* Bytes, or the problem they are. */
static int ask_bytes(struct cmd_call *call,
    const struct http_client_request *request, struct buf *out)
{
	struct http_client_answer answer = { 0 };
	int code = ask_piece(call, request, &answer);

	if (code == CMD_OK)
		*out = answer.body;
	return code;
}

int ask_get_bytes(struct cmd_call *call, const char *path, struct buf *out)
{
	struct http_client_request request = { .method = "GET", .path = path };

	return ask_bytes(call, &request, out);
}

int ask_post_for_bytes(struct cmd_call *call, const char *path,
    const struct value *body, struct buf *out)
{
	struct buf text = { .kind = BUF_WIPED };
	struct http_client_request request = post_json(path, body, &text);
	int code = ask_bytes(call, &request, out);

	buf_fini(&text);
	return code;
}

int ask_raw(struct cmd_call *call, const char *path, struct bytes *out)
{
	struct buf bytes = { 0 };
	int code = ask_get_bytes(call, path, &bytes);

	if (code != CMD_OK)
		return code;
	*out = arena_copy(call->arena, buf_bytes(&bytes));
	buf_fini(&bytes);
	return CMD_OK;
}

const char *ask_path(
    struct cmd_call *call, const char *prefix, const char *segment)
{
	struct buf path = { 0 };
	const char *out;

	buf_put_text(&path, prefix);
	http_client_escape(&path, segment);
	out = arena_print(call->arena, "%s", buf_text(&path));
	buf_fini(&path);
	return out;
}
