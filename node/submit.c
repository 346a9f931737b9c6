#include "node/submit.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "node/draft.h"
#include "schema/act.h"

int submit_init(struct submit *s, struct cmd_call *call)
{
	struct why why = { 0 };
	struct value *node;
	const char *network;
	int code;
	enum err e = signer_open(&s->signer, cmd_get(call, "key"),
	    cmd_get(call, "passphrase-file"), &why);

	s->call = call;
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	code = ask_login(call, &s->signer);
	if (code != CMD_OK) {
		submit_fini(s);
		return code;
	}
	code = ask_get(call, "/v1/node", &node);
	if (code != CMD_OK) {
		submit_fini(s);
		return code;
	}
	s->node = value_get_string(node, "node");
	network = value_get_string(node, "network");
	if (s->node == NULL || network == NULL ||
	    digest_unhex(&s->network, bytes_text(network)) != ERR_OK) {
		submit_fini(s);
		(void)why_set(&why, ERR_PARSE,
		    "节点的回答不完整 / the node's answer lacks its name");
		return cmd_fail(call, ERR_PARSE, &why);
	}
	return CMD_OK;
}

void submit_fini(struct submit *s)
{
	signer_close(&s->signer);
}

static int hand_in(struct submit *s, struct act *act, struct value **answer)
{
	struct why why = { 0 };
	enum err e = signer_sign_act(&s->signer, act, &why);

	if (e != ERR_OK)
		return cmd_fail(s->call, e, &why);
	act_finish(s->call->arena, act);
	return ask_post_bytes(s->call, "/v1/acts", act->raw, answer);
}

static int to_file(struct submit *s, struct act *act, struct value **answer)
{
	struct why why = { 0 };
	enum err e;

	*answer = NULL;
	e = signer_sign_act(&s->signer, act, &why);
	if (e == ERR_OK)
		e = draft_write(
		    s->call->arena, cmd_get(s->call, "draft"), act, &why);
	return e == ERR_OK ? CMD_OK : cmd_fail(s->call, e, &why);
}

void submit_tell_draft(struct cmd_call *call)
{
	const char *path = cmd_get(call, "draft");

	if (call->json) {
		struct value *v = value_map(call->arena);

		value_set(
		    call->arena, v, "draft", value_text(call->arena, path));
		cmd_print_json(v);
		return;
	}
	(void)printf("已写入 %s,已有一个签名;其余签名人:tongban key sign %s "
		     "--key K;提交:tongban act submit %s / written with one "
		     "signature; the others sign it, then it is handed in\n",
	    path, path, path);
}

int submit_act(struct submit *s, const char *kind, const struct value *body,
    const struct digest *std, struct value **answer)
{
	const struct clock *clock = clock_real();
	struct act *act = act_new(s->call->arena,
	    &(struct act_origin){ s->signer.public.suite, &s->network, s->node,
		clock->wall_ms(clock) },
	    kind, random_system(), &s->signer.id);

	act->body = body;
	/* F-8: who does not know of new roots must not go on by the old. */
	act->critical = strcmp(kind, "root.change") == 0;
	if (std != NULL) {
		act->has_std = true;
		act->std = *std;
	}
	act_seal(s->call->arena, act);
	if (cmd_get(s->call, "draft") != NULL)
		return to_file(s, act, answer);
	return hand_in(s, act, answer);
}

/* The same text, or the same id, in what was asked and in what is to be signed;
 * a key that was not asked for may hold anything. */
static bool same(
    const struct value *asked, const struct value *body, const char *key)
{
	const char *want = value_get_string(asked, key);
	const char *have = value_get_string(body, key);
	struct bytes id;
	struct digest d;

	if (want == NULL || (have != NULL && strcmp(want, have) == 0))
		return true;
	return value_get_bin(body, key, &id) &&
	       digest_unhex(&d, bytes_text(want)) == ERR_OK &&
	       bytes_equal(id, digest_bytes(&d));
}

/* What the node prepared is what the clerk asked for. */
static enum err check_prepared(const struct submit *s,
    const struct value *request, const struct act *act, struct why *why)
{
	static const char *const keys[] = { "item", "home", "channel", "to",
		"reason", "means", "opinion", NULL };
	const char *dossier = value_get_string(request, "dossier");
	char hex[DIGEST_HEX_ROOM] = "";

	if (act->has_dossier)
		digest_hex(hex, &act->dossier);
	if (!digest_equal(&act->net, &s->network) ||
	    act->suite != s->signer.public.suite ||
	    strcmp(act->node, s->node) != 0 ||
	    !digest_equal(&act->by, &s->signer.id) ||
	    strcmp(act->kind, value_get_string(request, "kind")) != 0 ||
	    (dossier != NULL && strcmp(dossier, hex) != 0))
		return why_set(why, ERR_REFUSED,
		    "节点备好的行为与所求不符,未签名 / the node prepared "
		    "another act than asked for; nothing was signed");
	for (size_t i = 0; keys[i] != NULL; i++) {
		if (!same(request, act->body, keys[i]))
			return why_set(why, ERR_REFUSED,
			    "节点备好的行为中 %s 与所求不符,未签名 / the node "
			    "prepared another %s; nothing was signed",
			    keys[i], keys[i]);
	}
	for (size_t i = 0; i < request->map.count; i++) {
		const struct value_pair *pair = &request->map.pairs[i];
		const struct value *have =
		    value_get_bytes(act->body, pair->key);

		if (have != NULL && have->type == pair->value->type &&
		    pair->value->type == VALUE_TEXT &&
		    !value_equal(have, pair->value))
			return why_set(why, ERR_REFUSED,
			    "节点备好的行为中 %s 与所求不符,未签名 / the node "
			    "prepared another %s; nothing was signed",
			    (const char *)pair->key.p,
			    (const char *)pair->key.p);
	}
	if (value_get(request, "files") != NULL &&
	    !value_equal(
		value_get(request, "files"), value_get(act->body, "files")))
		return why_set(why, ERR_REFUSED,
		    "节点备好的调阅清单与所求不符,未签名 / the node prepared "
		    "another list of files; nothing was signed");
	return ERR_OK;
}

static enum err read_prepared(struct submit *s, const struct value *request,
    const struct value *prepared, struct act **out, struct why *why)
{
	const char *text = value_get_string(prepared, "act");
	struct buf raw = { 0 };
	enum err e =
	    text == NULL ? ERR_PARSE : text_unbase64(&raw, bytes_text(text));

	if (e == ERR_OK && act_decode_unsigned(s->call->arena, buf_bytes(&raw),
			       out, why) != RULE_NONE) {
		e = ERR_PARSE;
		why_prefix(why,
		    "节点备好的行为不合格式,未签名 / the prepared act is not "
		    "well formed, nothing was signed: ");
	} else if (e != ERR_OK) {
		(void)why_set(why, e,
		    "节点的回答没有行为 / the node's answer holds no act");
	}
	buf_fini(&raw);
	return e == ERR_OK ? check_prepared(s, request, *out, why) : e;
}

static int let_prepare(struct submit *s, const char *path,
    struct value *request, struct value **ready)
{
	char by[DIGEST_HEX_ROOM];

	digest_hex(by, &s->signer.id);
	value_set(
	    s->call->arena, request, "by", value_text(s->call->arena, by));
	return ask_post(s->call, path, request, ready);
}

int submit_try(struct submit *s, struct value *request)
{
	struct value *ready;

	return let_prepare(s, "/v1/prepare", request, &ready);
}

int submit_case(struct submit *s, struct value *request,
    struct value **prepared, struct value **answer)
{
	return submit_prepared(s, "/v1/prepare", request, prepared, answer);
}

int submit_prepared(struct submit *s, const char *path, struct value *request,
    struct value **prepared, struct value **answer)
{
	struct value *ready;
	struct act *act;
	struct why why = { 0 };
	enum err e;
	int code = let_prepare(s, path, request, &ready);

	if (code != CMD_OK)
		return code;
	e = read_prepared(s, request, ready, &act, &why);
	if (e != ERR_OK)
		return cmd_fail(s->call, e, &why);
	if (prepared != NULL)
		*prepared = ready;
	return hand_in(s, act, answer);
}

int submit_on(struct cmd_call *call, const char *number, const char *kind,
    struct value *request, struct value **prepared, struct value **answer)
{
	struct submit s;
	struct value *dossier;
	int code = submit_init(&s, call);

	if (code != CMD_OK)
		return code;
	code = ask_get(call, ask_path(call, "/v1/cases/", number), &dossier);
	if (code != CMD_OK) {
		submit_fini(&s);
		return code;
	}
	value_set(call->arena, request, "dossier", value_get(dossier, "id"));
	value_set(call->arena, request, "kind", value_text(call->arena, kind));
	code = submit_case(&s, request, prepared, answer);
	submit_fini(&s);
	return code;
}

void submit_put(
    struct cmd_call *call, struct value *request, const char *option)
{
	if (cmd_has(call, option))
		value_set(call->arena, request, option,
		    value_text(call->arena, cmd_get(call, option)));
}

void submit_put_list(struct cmd_call *call, struct value *request,
    const char *key, const char *option)
{
	struct value *list = value_list(call->arena);
	const char *text;

	for (size_t i = 0; (text = cmd_get_at(call, option, i)) != NULL; i++)
		value_push(call->arena, list, value_text(call->arena, text));
	if (value_count(list) > 0)
		value_set(call->arena, request, key, list);
}

void submit_tell(const struct cmd_call *call, const char *number,
    const struct value *request, const struct value *answer)
{
	int64_t position = 0;

	if (call->json) {
		cmd_print_json(answer);
		return;
	}
	(void)value_get_int(answer, "position", &position);
	(void)printf("%s  %s  %s#%lld  %s\n", number,
	    value_get_string(request, "kind"), value_get_string(answer, "node"),
	    (long long)position, value_get_string(answer, "time_text"));
}
