/*
 * POST /v1/session/challenge, POST, GET and DELETE /v1/session: how a key
 * becomes a token (docs/API.md section 1).
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "node/api.h"
#include "node/api_guard.h"
#include "node/api_refusal.h"
#include "node/daemon.h"
#include "node/login.h"
#include "node/problem.h"
#include "node/say.h"
#include "schema/json.h"
#include "schema/ledger.h"

#define INPUT_DEPTH_MAX 4

static void answer_rule(struct http_request *request, struct daemon *d,
    enum rule rule, const char *text)
{
	struct why why = { 0 };
	struct problem p;

	(void)(why_set(&why, ERR_REFUSED, "%s", text) == ERR_OK);
	api_refusal_tell(d, "a login is refused", rule, &request->who,
	    request->route->pattern);
	p = problem_from_rule(rule, &why);
	http_answer_problem(request, &p);
}

static bool read_input(
    struct http_request *request, struct value **tree, struct digest *key)
{
	static const struct json_limits limits = { HTTP_BODY_BYTES,
		INPUT_DEPTH_MAX };
	struct why why = { 0 };
	struct problem p;
	const char *text;
	enum err e =
	    json_parse(request->arena, request->body, &limits, tree, &why);

	if (e == ERR_OK) {
		text = value_get_string(*tree, "key");
		if (text != NULL &&
		    digest_unhex(key, bytes_text(text)) == ERR_OK)
			return true;
		e = why_set(&why, ERR_PARSE,
		    "key 应为密钥编号 / is the id of a key, 64 hex digits");
	}
	p = problem_from_err(e, &why);
	http_answer_problem(request, &p);
	return false;
}

void api_session_challenge(struct http_request *request, void *arg)
{
	struct daemon *d = arg;
	struct arena *a = request->arena;
	struct digest key;
	struct value *tree, *out = value_map(a);
	struct buf text = { 0 };

	if (!read_input(request, &tree, &key))
		return;
	login_challenge(daemon_login(d), &key, daemon_steady_ms(d), &text);
	say_text(a, out, "challenge", buf_text(&text));
	say_text(a, out, "namespace", LOGIN_NAMESPACE);
	http_answer_value(request, 200, out);
	buf_fini(&text);
}

static struct value *roles_value(struct arena *a, uint32_t roles)
{
	return role_list(a, roles);
}

static void answer_opened(struct http_request *request, struct daemon *d,
    const struct staff *staff, const char *token)
{
	struct arena *a = request->arena;
	struct value *out = value_map(a);
	const struct login_session *s =
	    login_find(daemon_login(d), bytes_text(token), daemon_steady_ms(d));
	int64_t left_ms;

	must(s != NULL);
	left_ms = s->until_ms - daemon_steady_ms(d);

	say_text(a, out, "token", token);
	say_time(a, out, "until", (daemon_wall_ms(d) + left_ms) / 1000);
	say_text(a, out, "staff", staff->id);
	say_text(a, out, "name", staff->name);
	value_set(a, out, "roles", roles_value(a, staff->roles));
	http_add_header(request, "Cache-Control", "no-store");
	http_answer_value(request, 201, out);
}

/* As a key of @suite makes it; what is none verifies nothing. */
static void read_signature(
    const struct value *tree, uint8_t suite, struct signature *out)
{
	const char *text = value_get_string(tree, "signature");
	struct buf raw = { 0 };

	if (text == NULL || text_unbase64(&raw, bytes_text(text)) != ERR_OK ||
	    !sign_signature_take(out, suite, buf_bytes(&raw)))
		memset(out, 0, sizeof(*out));
	buf_fini(&raw);
}

/* Who was somebody here once is told so. */
static void answer_stranger(
    struct http_request *request, struct daemon *d, const struct digest *key)
{
	const struct staff *s =
	    ledger_staff(daemon_ledger(d), daemon_node(d), key, UINT64_MAX);

	if (s != NULL && s->revoked)
		answer_rule(request, d, RULE_STAFF_REVOKED,
		    "此密钥已被吊销:请本节点运维人员为新密钥授岗 / this key was "
		    "revoked: ask this node's operator to certify a new one");
	else if (s != NULL)
		answer_rule(request, d, RULE_STAFF_OVER,
		    "此密钥的证书已过期:请本节点运维人员重新授岗 / the "
		    "certificate of this key is over: ask this node's operator");
	else
		answer_rule(request, d, RULE_SIGNER_UNKNOWN,
		    "此密钥在本节点没有证书:请本节点运维人员授岗 / this key has "
		    "no certificate at this node: ask its operator");
}

void api_session_open(struct http_request *request, void *arg)
{
	struct daemon *d = arg;
	char token[LOGIN_TOKEN_ROOM];
	struct signature signature;
	const struct staff *staff;
	const char *challenge;
	struct value *tree;
	struct digest key;
	struct why why = { 0 };
	enum rule rule;

	if (!read_input(request, &tree, &key))
		return;
	challenge = value_get_string(tree, "challenge");
	staff = api_guard_staff(d, &key);
	if (staff == NULL) {
		answer_stranger(request, d, &key);
		return;
	}
	if (challenge == NULL)
		challenge = "";
	read_signature(tree, staff->key.suite, &signature);
	rule = login_open(daemon_login(d), &staff->key, bytes_text(challenge),
	    &signature, daemon_steady_ms(d), token, &why);
	if (rule != RULE_NONE)
		answer_rule(request, d, rule, why.text);
	else
		answer_opened(request, d, staff, token);
	mem_wipe(token, sizeof(token));
}

void api_session_show(struct http_request *request, void *arg)
{
	struct daemon *d = arg;
	struct arena *a = request->arena;
	struct value *out = value_map(a);
	const struct staff *staff = api_guard_staff(d, &request->who.key_id);

	say_bool(a, out, "operator", request->who.is_operator);
	if (staff != NULL) {
		say_digest(a, out, "key", &staff->key_id);
		say_text(a, out, "staff", staff->id);
		say_text(a, out, "name", staff->name);
		value_set(a, out, "roles", roles_value(a, staff->roles));
	}
	http_answer_value(request, 200, out);
}

void api_session_close(struct http_request *request, void *arg)
{
	struct bytes header = request->who.authorization;
	size_t scheme = sizeof("Bearer ") - 1;
	struct value *out = value_map(request->arena);

	say_bool(request->arena, out, "closed",
	    header.n > scheme &&
		login_close(daemon_login(arg),
		    bytes_part(header, scheme, header.n - scheme)));
	http_answer_value(request, 200, out);
}
