/*
 * Commands about keys: new, show.  No node is asked.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "keys/sshkey.h"
#include "node/cmd.h"
#include "node/keyring.h"

static const struct cmd_option new_options[] = {
	{ "name", CMD_REQUIRED, "ID", "持有人,如 li-min / whose key it is" },
	{ "purpose", CMD_OPTIONAL, "staff|root|sealing",
	    "用途,默认 staff;sealing 供审计人 / what for, default staff; "
	    "sealing is an auditor's" },
	KEYRING_OPTION,
	KEYRING_SUITE,
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

static void print_key(struct cmd_call *call, const struct keyfile_label *label)
{
	const struct sign_public *public = &label->public.sign;
	struct digest id = sign_key_id(public);
	char id_hex[DIGEST_HEX_ROOM];
	char hex[TEXT_HEX_ROOM(SIGN_PUBLIC_BYTES_MAX)];
	struct buf line = { 0 };

	digest_hex(id_hex, &id);
	text_hex(hex, sign_public_bytes(public));
	sshkey_format(&line, public, label->name);
	if (call->json) {
		struct value *v = value_map(call->arena);

		value_set(
		    call->arena, v, "id", value_text(call->arena, id_hex));
		value_set(call->arena, v, "name",
		    value_text(call->arena, label->name));
		value_set(
		    call->arena, v, "public", value_text(call->arena, hex));
		value_set(call->arena, v, "purpose",
		    value_text(
			call->arena, keyfile_purpose_word(label->purpose)));
		value_set(call->arena, v, "ssh",
		    value_text(call->arena, buf_text(&line)));
		cmd_print_json(v);
	} else {
		(void)printf("%s\n", buf_text(&line));
		(void)printf("key id %s\n", id_hex);
	}
	buf_fini(&line);
}

static int show(struct cmd_call *call)
{
	struct keyfile_label label;
	struct why why = { 0 };
	enum err e = keyfile_peek(call->arguments[0], &label, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	if (label.purpose == KEYFILE_SEALING) {
		print_sealing(call, &label);
		return CMD_OK;
	}
	if (!keyfile_signs(label.purpose)) {
		(void)why_set(&why, ERR_USAGE,
		    "%s 不是签名密钥 / is no signing key (%s)",
		    call->arguments[0], keyfile_purpose_word(label.purpose));
		return cmd_fail(call, ERR_USAGE, &why);
	}
	print_key(call, &label);
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

const struct cmd cmd_key_table[] = {
	{ "key new", "FILE", 1, 1, new_options, new_key, "生成密钥文件",
	    "make a key file" },
	{ "key show", "FILE", 1, 1, NULL, show, "显示公钥",
	    "show the public half" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
