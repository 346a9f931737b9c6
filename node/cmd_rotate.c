/*
 * key rotate: a new key for one purpose of this node (docs/FORMAT.md F-115).
 *
 *	look -> keys/NAME.key.next on disk -> key.rotate, signed -> handed in,
 *	                                                            or a draft
 *
 * Whatever can be wrong is looked at before the next key is made.  When the act
 * is refused all the same, a next key that this call made goes again; one that
 * an earlier call left is taken up: its act may be on its way.
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
#include "node/witness_key.h"
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
	const char *own_file;        /* of the configuration; NULL: none */
	const char *passphrase_file; /* opens .by; NULL: none */
	const char *next_file;       /* opens the next key; NULL: none */
	struct keyfile_label own;    /* of DIR/keys/log.key */
	enum keyfile_purpose purpose;
	struct genesis *genesis;
	struct sign_pair *by;       /* owned, locked */
	struct keyfile_label label; /* of .by */
	char *next;                 /* owned; path */
	bool made;                  /* by this call */
};

static enum err read_config(struct rotate *r, struct why *why)
{
	char *path = folder_path(r->dir, FOLDER_CONFIG);
	struct config config;
	enum err e;

	config_init(&config);
	e = config_load(&config, path, why);
	if (e == ERR_OK && config.passphrase_file[0] != '\0')
		r->own_file =
		    arena_print(r->call->arena, "%s", config.passphrase_file);
	config_fini(&config);
	mem_free(path);
	return e;
}

/* Whose folder it is. */
static enum err read_own(struct rotate *r, struct why *why)
{
	char *path = identity_path(r->dir, KEYFILE_LOG);
	enum err e = keyfile_peek(path, &r->own, why);

	mem_free(path);
	return e;
}

/* The daemon opens its keys by what its configuration names, so the next one
 * must open by that, whatever opens the key that signs. */
static void pick_passphrases(struct rotate *r)
{
	const char *given = cmd_get(r->call, "passphrase-file");
	bool is_daemons =
	    r->purpose == KEYFILE_LOG || r->purpose == KEYFILE_CHANNEL ||
	    r->purpose == KEYFILE_WITNESS || r->purpose == KEYFILE_SEALING;

	r->passphrase_file = given != NULL ? given : r->own_file;
	r->next_file = r->passphrase_file;
	if (is_daemons && r->own_file != NULL && access(r->own_file, R_OK) == 0)
		r->next_file = r->own_file;
	else if (is_daemons && r->own.protection == KEYFILE_OPEN)
		r->next_file = NULL;
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
	if (e == ERR_OK && strcmp(r->label.name, r->own.name) != 0)
		e = why_set(why, ERR_USAGE,
		    "%s 是 %s 的密钥,%s 是 %s 的目录:请用本节点的日志或恢复密钥 / "
		    "it is a key of %s, and %s is the folder of %s: sign with "
		    "the log or recovery key of that node",
		    path, r->label.name, r->dir, r->own.name, r->label.name,
		    r->dir, r->own.name);
	mem_free(path);
	return e;
}

/* Is it this node that answers?  Otherwise nothing is made. */
static int check_node(struct rotate *r)
{
	struct value *node;
	struct why why = { 0 };
	const char *name;
	int code;

	ask_operator(r->call);
	code = ask_get(r->call, "/v1/node", &node);

	if (code != CMD_OK)
		return code;
	name = value_get_string(node, "node");
	if (name != NULL && strcmp(name, r->own.name) == 0)
		return CMD_OK;
	return cmd_fail(r->call,
	    why_set(&why, ERR_USAGE,
		"应答的节点是 %s,%s 是 %s 的目录 / the node that answers is %s, "
		"and %s is the folder of %s",
		name != NULL ? name : "?", r->dir, r->own.name,
		name != NULL ? name : "?", r->dir, r->own.name),
	    &why);
}

/* What the daemon will do with it. */
static enum err try_next(struct rotate *r, struct why *why)
{
	struct identity_next *next = secret_new(sizeof(*next));
	enum err e = identity_next_open(
	    next, r->dir, r->own.name, r->next_file, r->purpose, why);

	secret_free(next);
	if (e != ERR_OK)
		why_prefix(why,
		    "上次留下的新密钥打不开;若没有正在进行的更换,删去该文件再来 / "
		    "the next key that an earlier call left does not open; "
		    "unless its act is on its way, remove the file and repeat: ");
	return e;
}

/* F-322: a witness key is of use only with the state that began with it. */
static enum err begin_state(
    const struct rotate *r, const struct keyfile_label *label, struct why *why)
{
	return r->purpose == KEYFILE_WITNESS
		   ? witness_key_begin(r->dir, &label->public.sign, why)
		   : ERR_OK;
}

/* On disk before anything names it. */
static enum err make_next(
    struct rotate *r, struct keyfile_label *label, struct why *why)
{
	enum err e;

	if (access(r->next, F_OK) != 0) {
		e = keyring_make(r->next, r->purpose, r->genesis->suite,
		    r->own.name, r->next_file, label, why);
		r->made = e == ERR_OK;
		return e == ERR_OK ? begin_state(r, label, why) : e;
	}
	e = keyfile_peek(r->next, label, why);
	if (e == ERR_OK && (label->purpose != r->purpose ||
			       strcmp(label->name, r->own.name) != 0))
		e = why_set(why, ERR_CONFLICT,
		    "%s 是别的密钥,请移走 / holds another key; move it away",
		    r->next);
	if (e == ERR_OK)
		e = try_next(r, why);
	return e == ERR_OK ? begin_state(r, label, why) : e;
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
	e = keyring_sign_pair(r->next, r->next_file, next, &label, why);
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

/* Nobody has heard of the key that this call made. */
static void undo(const struct rotate *r)
{
	if (r->made)
		(void)unlink(r->next);
}

static int hand_in(struct rotate *r, struct act *act)
{
	struct value *answer;
	int64_t position = 0;
	int code;

	act_finish(r->call->arena, act);
	code = ask_post_bytes(r->call, "/v1/acts", act->raw, &answer);
	/* Without a clear refusal the act may stand. */
	if (code != CMD_OK && r->call->refused)
		undo(r);
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
	const char *draft = cmd_get(r->call, "draft");
	struct why why = { 0 };
	struct act *act = NULL;
	int code;
	struct folder *folder = NULL;
	enum err e = folder_check_owner(r->dir, &why);

	if (e == ERR_OK)
		e = folder_open(&folder, r->dir, FOLDER_LOOK, &why);
	folder_close(folder);
	if (e == ERR_OK)
		e = read_own(r, &why);
	if (e == ERR_OK)
		e = read_config(r, &why);
	if (e == ERR_OK)
		pick_passphrases(r);
	if (e == ERR_OK)
		e = folder_genesis(r->dir, NULL, r->genesis, &why);
	if (e == ERR_OK)
		e = open_signer(r, &why);
	if (e != ERR_OK)
		return cmd_fail(r->call, e, &why);
	if (draft == NULL && (code = check_node(r)) != CMD_OK)
		return code;
	e = compose(r, &act, &why);
	if (e == ERR_OK && draft != NULL)
		e = draft_write(r->call->arena, draft, act, &why);
	if (e != ERR_OK) {
		undo(r);
		return cmd_fail(r->call, e, &why);
	}
	if (draft == NULL)
		return hand_in(r, act);
	submit_tell_draft(r->call);
	return CMD_OK;
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
