/*
 * Commands about keys: new, passwd, show.  No node is asked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "keys/sshkey.h"
#include "node/cmd.h"
#include "node/folder.h"
#include "node/keyring.h"
#include "node/say.h"
#include "node/signer.h"

static const struct cmd_option new_options[] = {
	{ "name", CMD_REQUIRED, "ID", "持有人,如 li-min / whose key it is" },
	{ "purpose", CMD_OPTIONAL, "staff|root|sealing",
	    "用途,默认 staff;sealing 供审计人 / what for, default staff; "
	    "sealing is an auditor's" },
	KEYRING_OPTION,
	KEYRING_SUITE,
	{ NULL, CMD_FLAG, NULL, NULL },
};

static const struct cmd_option passwd_options[] = {
	KEYRING_OPTION,
	{ "new-passphrase-file", CMD_OPTIONAL, "FILE",
	    "新口令文件 / file with the new passphrase" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

/* A sealing key signs nothing: no line of ssh's, no key id. */
static void print_sealing(
    struct cmd_call *call, const struct keyfile_label *label)
{
	struct bytes public = seal_public_bytes(&label->public.sealing);
	char hex[TEXT_HEX_ROOM(SEAL_PUBLIC_BYTES_MAX)];
	struct value *v = value_map(call->arena);

	text_hex(hex, public);
	if (!call->json) {
		(void)printf("%s\n", hex);
		return;
	}
	value_set(call->arena, v, "name", value_text(call->arena, label->name));
	value_set(call->arena, v, "public", value_text(call->arena, hex));
	value_set(call->arena, v, "purpose",
	    value_text(call->arena, keyfile_purpose_word(label->purpose)));
	cmd_print_json(v);
}

/* One key's public half, and what its file says of it. */
struct public_half {
	struct sign_public public;
	const char *comment; /* of the public line */
	const char *purpose; /* NULL: kept in an agent, which does not know */
	const char *protection;
};

static void print_json(struct cmd_call *call, const struct public_half *k,
    const char *line, const char *print)
{
	struct value *v = value_map(call->arena);
	struct digest id = sign_key_id(&k->public);
	char hex[TEXT_HEX_ROOM(SIGN_PUBLIC_BYTES_MAX)];

	text_hex(hex, sign_public_bytes(&k->public));
	say_digest(call->arena, v, "id", &id);
	say_text(call->arena, v, "name", k->comment);
	say_text(call->arena, v, "public", hex);
	say_text(call->arena, v, "fingerprint", print);
	say_int(call->arena, v, "suite", k->public.suite);
	say_text(call->arena, v, "purpose", k->purpose);
	say_text(call->arena, v, "protection", k->protection);
	say_text(call->arena, v, "ssh", line);
	cmd_print_json(v);
}

static void print_key(struct cmd_call *call, const struct public_half *k)
{
	struct digest id = sign_key_id(&k->public);
	char id_hex[DIGEST_HEX_ROOM];
	struct buf line = { 0 }, blob = { 0 }, print = { 0 };

	digest_hex(id_hex, &id);
	sshkey_format(&line, &k->public, k->comment);
	sshkey_put_blob(&blob, &k->public);
	sshkey_fingerprint(&print, buf_bytes(&blob));
	if (call->json) {
		print_json(call, k, buf_text(&line), buf_text(&print));
	} else {
		(void)printf("%s\nkey id %s\n%s\nsuite %u", buf_text(&line),
		    id_hex, buf_text(&print), k->public.suite);
		if (k->purpose != NULL)
			(void)printf(
			    ", purpose %s, %s", k->purpose, k->protection);
		(void)printf("\n");
	}
	buf_fini(&line);
	buf_fini(&blob);
	buf_fini(&print);
}

/* The label alone: no passphrase is asked for. */
static enum err take_file(
    struct cmd_call *call, struct public_half *k, struct why *why)
{
	const char *path = call->arguments[0];
	struct keyfile_label label;
	enum err e = keyfile_peek(path, &label, why);

	if (e != ERR_OK)
		return e;
	if (!keyfile_signs(label.purpose))
		return why_set(why, ERR_USAGE,
		    "%s 不是签名密钥 / is no signing key (%s)", path,
		    keyfile_purpose_word(label.purpose));
	k->public = label.public.sign;
	k->comment = arena_print(call->arena, "%s", label.name);
	k->purpose = keyfile_purpose_word(label.purpose);
	k->protection = label.protection == KEYFILE_OPEN ? "open" : "sealed";
	return ERR_OK;
}

static enum err take_agent(
    const char *key, struct public_half *k, struct why *why)
{
	struct signer signer;
	enum err e = signer_open(&signer, key, NULL, why);

	if (e != ERR_OK)
		return e;
	k->public = signer.public;
	k->comment = signer_name(key);
	signer_close(&signer);
	return ERR_OK;
}

static int show(struct cmd_call *call)
{
	const char *key = call->arguments[0];
	struct public_half half = { 0 };
	struct keyfile_label label;
	struct why why = { 0 };
	enum err e;

	if (signer_name(key) == NULL &&
	    keyfile_peek(key, &label, NULL) == ERR_OK &&
	    label.purpose == KEYFILE_SEALING) {
		print_sealing(call, &label);
		return CMD_OK;
	}
	e = signer_name(key) != NULL ? take_agent(key, &half, &why)
				     : take_file(call, &half, &why);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	print_key(call, &half);
	return CMD_OK;
}

static int new_key(struct cmd_call *call)
{
	const char *purpose = cmd_get(call, "purpose");
	struct keyfile_label label;
	struct why why = { 0 };
	enum keyfile_purpose what = KEYFILE_STAFF;
	uint8_t suite;
	enum err e;

	if (purpose != NULL && strcmp(purpose, "root") == 0)
		what = KEYFILE_ROOT;
	else if (purpose != NULL && strcmp(purpose, "sealing") == 0)
		what = KEYFILE_SEALING;
	else if (purpose != NULL && strcmp(purpose, "staff") != 0)
		return cmd_usage(call,
		    "用途是 staff、root 或 sealing / the purpose is staff, root "
		    "or sealing");
	e = keyring_suite(cmd_get(call, "suite"), &suite, &why);
	if (e == ERR_OK)
		e = keyring_make(call->arguments[0], what, suite,
		    cmd_get(call, "name"), cmd_get(call, "passphrase-file"),
		    &label, &why);
	return e != ERR_OK ? cmd_fail(call, e, &why) : show(call);
}

/* The file itself is replaced, not a link to it. */
static int change_passphrase(struct cmd_call *call)
{
	char *path = realpath(call->arguments[0], NULL);
	struct keyfile_label label = { 0 };
	struct why why = { 0 };
	enum err e;

	if (path == NULL)
		e = why_set(&why, ERR_NOT_FOUND,
		    "%s: 没有此密钥文件 / no such key file",
		    call->arguments[0]);
	else
		e = folder_check_owner(path, &why);
	if (e == ERR_OK)
		e = keyring_change(path, cmd_get(call, "passphrase-file"),
		    cmd_get(call, "new-passphrase-file"), &label, &why);
	free(path);
	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (keyfile_signs(label.purpose))
		return show(call);
	if (!call->json)
		(void)printf(
		    "%s %s\n", keyfile_purpose_word(label.purpose), label.name);
	return CMD_OK;
}

const struct cmd cmd_key_table[] = {
	{ "key new", "FILE", 1, 1, new_options, new_key, "生成密钥文件",
	    "make a key file" },
	{ "key passwd", "FILE", 1, 1, passwd_options, change_passphrase,
	    "更换密钥文件的口令", "give a key file another passphrase" },
	{ "key show", SIGNER_VALUE, 1, 1, NULL, show, "显示公钥",
	    "show the public half" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
