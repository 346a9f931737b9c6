/*
 * key rotate: a new key for one purpose of this node (docs/FORMAT.md F-115).
 *
 *	keys/NAME.key.next on disk -> key.rotate, signed -> handed in, or a draft
 *
 * The act is composed and signed without a node.  A next key that an earlier
 * try left is taken up again.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "node/ask.h"
#include "node/cmd.h"
#include "node/config.h"
#include "node/draft.h"
#include "node/folder.h"
#include "node/identity.h"
#include "node/key_next.h"
#include "node/submit.h"
#include "schema/act.h"

static const struct cmd_option rotate_options[] = {
	{ "dir", CMD_REQUIRED, "DIR", "节点数据目录 / data folder" },
	{ "api", CMD_OPTIONAL, "URL", "节点 API 地址 / address of the API" },
	{ "purpose", CMD_REQUIRED, "PURPOSE",
	    "log|recovery|witness|channel|sealing" },
	{ "compromised", CMD_FLAG, NULL,
	    "旧密钥已泄露 / somebody else has the old one" },
	{ "key", CMD_OPTIONAL, "FILE",
	    "签名的日志或恢复密钥,默认 DIR/keys/log.key / the log or recovery "
	    "key that signs" },
	KEYRING_OPTION,
	SUBMIT_DRAFT,
	{ NULL, CMD_FLAG, NULL, NULL },
};

struct rotate {
	struct cmd_call *call;
	const char *dir;
	const char *passphrase_file; /* NULL: none */
	enum keyfile_purpose purpose;
	struct genesis *genesis;
	struct sign_pair *by;       /* owned, locked */
	struct keyfile_label label; /* of .by */
	char *next;                 /* owned; path */
};

/* The daemon opens the key by the passphrase of its configuration. */
static enum err find_passphrase(struct rotate *r, struct why *why)
{
	char *path = folder_path(r->dir, FOLDER_CONFIG);
	struct config config;
	enum err e;

	config_init(&config);
	e = config_load(&config, path, why);
	if (e == ERR_OK && config.passphrase_file[0] != '\0')
		r->passphrase_file =
		    arena_print(r->call->arena, "%s", config.passphrase_file);
	config_fini(&config);
	mem_free(path);
	if (cmd_get(r->call, "passphrase-file") != NULL)
		r->passphrase_file = cmd_get(r->call, "passphrase-file");
	return e;
}

static enum err open_signer(struct rotate *r, struct why *why)
{
	char *path = cmd_get(r->call, "key") != NULL
			 ? mem_copy_text(cmd_get(r->call, "key"))
			 : identity_path(r->dir, KEYFILE_LOG);
	enum err e =
	    keyring_sign_pair(path, r->passphrase_file, r->by, &r->label, why);

	if (e == ERR_OK && r->label.purpose != KEYFILE_LOG &&
	    r->label.purpose != KEYFILE_RECOVERY)
		e = why_set(why, ERR_USAGE,
		    "%s: 换钥由日志密钥或恢复密钥签名 / a rotation is signed "
		    "by the log or the recovery key",
		    path);
	mem_free(path);
	return e;
}

/* On disk before anything names it. */
static enum err make_next(
    struct rotate *r, struct keyfile_label *label, struct why *why)
{
	enum err e;

	if (access(r->next, F_OK) != 0)
		return keyring_make(r->next, r->purpose, r->genesis->suite,
		    r->label.name, r->passphrase_file, label, why);
	e = keyfile_peek(r->next, label, why);
	if (e == ERR_OK && (label->purpose != r->purpose ||
			       strcmp(label->name, r->label.name) != 0))
		e = why_set(why, ERR_CONFLICT,
		    "%s 是别的密钥,请移走 / holds another key; move it away",
		    r->next);
	return e;
}

static struct value *make_body(
    struct rotate *r, const struct keyfile_label *label)
{
	struct arena *a = r->call->arena;
	struct value *body = value_map(a);

	value_set(a, body, "purpose",
	    value_text(a, keyfile_purpose_word(r->purpose)));
	value_set(a, body, "key",
	    value_bin(a, arena_copy(a, key_next_of_label(label))));
	value_set(a, body, "compromised",
	    value_bool(a, cmd_has(r->call, "compromised")));
	return body;
}

/* F-129: who brings a signing key shows that it is theirs. */
static enum err sign_by_next(struct rotate *r, struct act *act, struct why *why)
{
	struct keyfile_label label;
	struct sign_pair *next;
	enum err e;

	if (!keyfile_signs(r->purpose))
		return ERR_OK;
	next = secret_new(sizeof(*next));
	e = keyring_sign_pair(r->next, r->passphrase_file, next, &label, why);
	if (e == ERR_OK)
		act_sign(act, next);
	secret_free(next);
	return e;
}

static enum err compose(struct rotate *r, struct act **out, struct why *why)
{
	struct digest by = sign_key_id(&r->by->public);
	struct keyfile_label label;
	enum err e = make_next(r, &label, why);

	if (e != ERR_OK)
		return e;
	*out = act_new(r->call->arena,
	    &(struct act_origin){ r->genesis->suite, &r->genesis->network,
		r->label.name, clock_real()->wall_ms(clock_real()) },
	    "key.rotate", random_system(), &by);
	(*out)->body = make_body(r, &label);
	/* F-42: who does not know it must not go on by the old key. */
	(*out)->critical = r->purpose == KEYFILE_LOG;
	act_seal(r->call->arena, *out);
	act_sign(*out, r->by);
	return sign_by_next(r, *out, why);
}

static int hand_in(struct rotate *r, struct act *act)
{
	struct value *answer;
	int64_t position = 0;
	int code;

	act_finish(r->call->arena, act);
	ask_operator(r->call);
	code = ask_post_bytes(r->call, "/v1/acts", act->raw, &answer);
	if (code != CMD_OK)
		return code;
	(void)value_get_int(answer, "position", &position);
	if (r->call->json)
		cmd_print_json(answer);
	else
		(void)printf("已换钥 / rotated %s  %s#%lld\n",
		    keyfile_purpose_word(r->purpose),
		    value_get_string(answer, "node"), (long long)position);
	if (r->purpose == KEYFILE_RECOVERY && !r->call->json)
		(void)printf("%s/keys/recovery.key: 请移到离线介质 / move it "
			     "offline\n",
		    r->dir);
	return CMD_OK;
}

static int run_with(struct rotate *r)
{
	struct why why = { 0 };
	struct act *act = NULL;
	enum err e = folder_check_owner(r->dir, &why);

	if (e == ERR_OK)
		e = find_passphrase(r, &why);

	if (e == ERR_OK)
		e = folder_genesis(r->dir, NULL, r->genesis, &why);
	if (e == ERR_OK)
		e = open_signer(r, &why);
	if (e == ERR_OK)
		e = compose(r, &act, &why);
	if (e == ERR_OK && cmd_get(r->call, "draft") != NULL) {
		e = draft_write(
		    r->call->arena, cmd_get(r->call, "draft"), act, &why);
		if (e == ERR_OK)
			submit_tell_draft(r->call);
		return e == ERR_OK ? CMD_OK : cmd_fail(r->call, e, &why);
	}
	return e == ERR_OK ? hand_in(r, act) : cmd_fail(r->call, e, &why);
}

static int rotate(struct cmd_call *call)
{
	struct rotate r = { .call = call, .dir = cmd_get(call, "dir") };
	int code;

	if (!key_next_purpose(&r.purpose, cmd_get(call, "purpose")))
		return cmd_usage(call,
		    "用途是 log、recovery、witness、channel 或 sealing / the "
		    "purpose is one of these");
	r.genesis = mem_new(sizeof(*r.genesis));
	r.by = secret_new(sizeof(*r.by));
	r.next = key_next_path(r.dir, r.purpose);
	code = run_with(&r);
	secret_free(r.by);
	mem_free(r.next);
	mem_free(r.genesis);
	return code;
}

const struct cmd cmd_rotate_table[] = {
	{ "key rotate", "", 0, 0, rotate_options, rotate,
	    "更换本节点的一把密钥", "replace one key of this node" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
