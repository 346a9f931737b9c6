/*
 * Commands about keys: new, passwd, show.  No node is asked.
 */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "keys/sshkey.h"
#include "node/cmd.h"
#include "node/folder.h"
#include "node/identity.h"
#include "node/key_next.h"
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

static const char *protection_word(const struct keyfile_label *label)
{
	return label->protection == KEYFILE_OPEN ? "open" : "sealed";
}

/* Sealing and channel keys sign nothing: no line of ssh's, no key id. */
static void print_other(
    struct cmd_call *call, const struct keyfile_label *label)
{
	struct bytes public = key_next_of_label(label);
	char hex[TEXT_HEX_ROOM(SEAL_PUBLIC_BYTES_MAX)];
	struct value *v = value_map(call->arena);

	must(public.n <= SEAL_PUBLIC_BYTES_MAX);
	text_hex(hex, public);
	if (!call->json) {
		(void)printf("%s\n", hex);
		return;
	}
	value_set(call->arena, v, "name", value_text(call->arena, label->name));
	value_set(call->arena, v, "public", value_text(call->arena, hex));
	value_set(call->arena, v, "purpose",
	    value_text(call->arena, keyfile_purpose_word(label->purpose)));
	say_text(call->arena, v, "protection", protection_word(label));
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
	k->public = label.public.sign;
	k->comment = arena_print(call->arena, "%s", label.name);
	k->purpose = keyfile_purpose_word(label.purpose);
	k->protection = protection_word(&label);
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
	    !keyfile_signs(label.purpose)) {
		print_other(call, &label);
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

/* ---- another passphrase ---- */

/* What a daemon opens by one passphrase. */
struct together {
	const char *changed; /* of them; found or not */
	bool found;
	struct buf others; /* a line each */
};

static void take_one(struct together *t, char *path)
{
	if (strcmp(path, t->changed) == 0)
		t->found = true;
	else if (access(path, F_OK) == 0)
		buf_print(&t->others, "  tongban key passwd %s\n", path);
	mem_free(path);
}

static void take_purpose(
    struct together *t, const char *dir, enum keyfile_purpose purpose)
{
	size_t former = key_next_former_count(dir, purpose);

	take_one(t, identity_path(dir, purpose));
	for (size_t n = 1; purpose != KEYFILE_LOG && n <= former; n++)
		take_one(t, key_next_former_path(dir, purpose, n));
}

/* A node whose keys have several passphrases does not start. */
static void tell_others(const char *path)
{
	struct together t = { .changed = path };
	char *file = mem_copy_text(path), *dir;

	dir = dirname(dirname(file));
	take_purpose(&t, dir, KEYFILE_LOG);
	take_purpose(&t, dir, KEYFILE_CHANNEL);
	take_purpose(&t, dir, KEYFILE_SEALING);
	if (t.found)
		(void)fprintf(stderr,
		    "节点用同一口令(node.yaml 的 passphrase_file)打开以下密钥,请逐把"
		    "更换,并更新口令文件 / the node opens these by the same "
		    "passphrase, the one of passphrase_file in node.yaml; give "
		    "it to each of them and put it there before the next start:"
		    "\n%s",
		    buf_text(&t.others));
	buf_fini(&t.others);
	mem_free(file);
}

/* The file itself is replaced, not a link to it. */
static int change_passphrase(struct cmd_call *call)
{
	char *path = realpath(call->arguments[0], NULL);
	struct keyfile_label label = { 0 };
	struct why why = { 0 };
	enum err e;

	if (path == NULL)
		return cmd_fail(
		    call, io_failed(&why, call->arguments[0], errno), &why);
	e = folder_check_owner(path, &why);
	if (e == ERR_OK)
		e = keyring_change(path, cmd_get(call, "passphrase-file"),
		    cmd_get(call, "new-passphrase-file"), &label, &why);
	if (e == ERR_OK)
		tell_others(path);
	free(path);
	return e != ERR_OK ? cmd_fail(call, e, &why) : show(call);
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
