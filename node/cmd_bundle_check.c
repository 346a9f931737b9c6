/*
 * audit bundle check: what a disclosure bundle says, without a node.
 *
 *	file -> records -> sync/bundle_check.h -> findings, files that open
 *
 * Reads the file once and holds a few chunks of it.  Files are written under
 * their numbers in the bundle ("02-mat.M1"), each when its last byte proved
 * right, none over one that is there.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "keys/seal.h"
#include "node/bundle_show.h"
#include "node/cmd.h"
#include "node/file.h"
#include "node/folder.h"
#include "node/keyring.h"
#include "node/progress.h"
#include "node/say.h"
#include "sync/bundle.h"
#include "sync/bundle_check.h"

#define NAME_ROOM 80

struct checking {
	struct cmd_call *call;
	struct bundle_check *check;
	const char *folder;   /* NULL: nothing is written */
	struct file_out *out; /* of the file whose chunks are coming */
	size_t written;
	enum err err; /* the first that went wrong with a file */
	struct why why;
};

/* ---- files out ---- */

/* An id is any text: only letters, digits, dots and dashes go into a name. */
static void name_of(const struct checking *x, const struct bundle_check_file *f,
    char out[static NAME_ROOM])
{
	size_t at = 0;
	int n;

	while (bundle_check_file_at(x->check, at) != f)
		at++;
	n = snprintf(out, NAME_ROOM, "%02zu-%s", at + 1, f->id);
	for (int i = 0; i < n && out[i] != '\0'; i++) {
		bool plain = (out[i] >= 'a' && out[i] <= 'z') ||
			     (out[i] >= 'A' && out[i] <= 'Z') ||
			     (out[i] >= '0' && out[i] <= '9') ||
			     out[i] == '.' || out[i] == '-';

		if (!plain)
			out[i] = '_';
	}
}

static void open_file(struct checking *x, const struct bundle_check_file *f)
{
	char name[NAME_ROOM];
	char *path;

	name_of(x, f, name);
	path = mem_print("%s/%s", x->folder, name);
	x->err = file_out_open(&x->out, path, 0600, &x->why);
	mem_free(path);
}

static void on_bytes(
    void *arg, const struct bundle_check_file *f, struct bytes plain)
{
	struct checking *x = arg;

	if (x->err == ERR_OK && x->out == NULL)
		open_file(x, f);
	if (x->err == ERR_OK)
		x->err = file_out_put(x->out, plain, &x->why);
}

static void on_end(void *arg, const struct bundle_check_file *f, bool good)
{
	struct checking *x = arg;

	(void)f;
	if (x->err == ERR_OK && good && x->out != NULL) {
		x->err = file_out_finish(x->out, &x->why);
		x->written += x->err == ERR_OK;
	} else {
		file_out_drop(x->out);
	}
	x->out = NULL;
}

/* ---- the file in ---- */

static bool read_exactly(FILE *in, uint8_t *p, size_t n)
{
	return fread(p, 1, n, in) == n;
}

/* One record; false at the end, or when it is broken. */
static bool read_record(struct checking *x, FILE *in, uint8_t *room, size_t *n)
{
	uint8_t length[BUNDLE_LENGTH_BYTES];
	size_t got = fread(length, 1, sizeof(length), in);

	if (got == 0 && feof(in))
		return false;
	if (got != sizeof(length)) {
		bundle_check_broken(x->check, "the file ends in a length");
		return false;
	}
	*n = bundle_length(length);
	if (*n > BUNDLE_RECORD_BYTES_MAX) {
		bundle_check_broken(
		    x->check, "a record is longer than one may be");
		return false;
	}
	if (!read_exactly(in, room, *n)) {
		bundle_check_broken(x->check, "the file ends in a record");
		return false;
	}
	return true;
}

static void read_records(struct checking *x, FILE *in, struct progress *p)
{
	uint8_t *room = mem_new(BUNDLE_RECORD_BYTES_MAX);
	uint64_t done = BUNDLE_MAGIC_BYTES;
	size_t n;

	if (!read_exactly(in, room, BUNDLE_MAGIC_BYTES) ||
	    memcmp(room, BUNDLE_MAGIC, BUNDLE_MAGIC_BYTES) != 0) {
		bundle_check_broken(
		    x->check, "the file does not begin as a bundle");
	} else {
		while (x->err == ERR_OK && read_record(x, in, room, &n)) {
			bundle_check_feed(x->check, (struct bytes){ room, n });
			done += BUNDLE_LENGTH_BYTES + n;
			progress_at(p, done);
		}
		bundle_check_end(x->check);
	}
	mem_free(room);
}

static enum err check_file(struct checking *x, const char *path)
{
	FILE *in = fopen(path, "rbe");
	struct progress progress;
	struct stat about;

	if (in == NULL)
		return io_failed(&x->why, path, errno);
	if (fstat(fileno(in), &about) != 0 || !S_ISREG(about.st_mode)) {
		(void)fclose(in);
		return S_ISDIR(about.st_mode)
			   ? io_failed(&x->why, path, EISDIR)
			   : why_set(&x->why, ERR_NOT_FOUND,
				 "%s: 不是普通文件 / is no regular file", path);
	}
	progress_begin(&progress, "查验 / checking", (uint64_t)about.st_size);
	read_records(x, in, &progress);
	progress_end(&progress);
	if (x->err == ERR_OK && ferror(in))
		x->err = io_failed(&x->why, path, EIO);
	(void)fclose(in);
	return x->err;
}

/* ---- the command ---- */

static enum err prepare_folder(struct checking *x)
{
	x->folder = cmd_get(x->call, "files");
	if (x->folder == NULL || mkdir(x->folder, 0700) == 0)
		return ERR_OK;
	return errno == EEXIST ? folder_check(x->folder, &x->why)
			       : io_failed(&x->why, x->folder, errno);
}

static enum err open_key(struct checking *x, struct seal_pair *pair, bool *have)
{
	struct keyfile_label label;
	const char *key = cmd_get(x->call, "key");
	enum err e;

	*have = false;
	if (key == NULL && cmd_has(x->call, "files"))
		return why_set(&x->why, ERR_USAGE,
		    "打开文件需要审计人封装密钥 --key / files open with the "
		    "auditor's sealing key only: --key");
	if (key == NULL)
		return ERR_OK;
	e = keyring_seal_pair(
	    key, cmd_get(x->call, "passphrase-file"), pair, &label, &x->why);
	*have = e == ERR_OK;
	return e;
}

static int tell(struct checking *x)
{
	struct value *v = bundle_show_value(x->call->arena, x->check);

	if (x->folder != NULL) {
		say_text(x->call->arena, v, "folder", x->folder);
		say_int(x->call->arena, v, "written", (int64_t)x->written);
	}
	if (x->call->json)
		cmd_print_json(v);
	else
		bundle_show_checked(v);
	return bundle_check_finding_count(x->check) == 0 ? CMD_OK : CMD_FINDING;
}

static int check(struct cmd_call *call)
{
	struct checking x = { .call = call };
	const struct bundle_check_sink sink = { on_bytes, on_end, &x };
	struct seal_pair pair;
	struct digest network;
	bool have = false;
	enum err e = ERR_OK;
	int code;

	if (digest_unhex(&network, bytes_text(cmd_get(call, "network"))) !=
	    ERR_OK)
		return cmd_usage(call,
		    "--network 是 64 位网络编号(tongban status 可查) / is the 64 "
		    "digits of the network's id");
	e = open_key(&x, &pair, &have);
	if (e == ERR_OK)
		e = prepare_folder(&x);
	if (e == ERR_OK) {
		x.check = bundle_check_new(&network, have ? &pair : NULL,
		    x.folder != NULL ? &sink : NULL);
		e = check_file(&x, call->arguments[0]);
		file_out_drop(x.out);
	}
	code = e == ERR_OK ? tell(&x) : cmd_fail(call, e, &x.why);
	if (x.check != NULL)
		bundle_check_free(x.check);
	if (have)
		seal_pair_wipe(&pair);
	return code;
}

static const struct cmd_option check_options[] = {
	{ "network", CMD_REQUIRED, "ID",
	    "网络编号,应由本人另行得知 / the network's id, known from "
	    "elsewhere" },
	{ "key", CMD_OPTIONAL, "FILE",
	    "审计人封装密钥;不给则文件不打开 / the auditor's sealing key; "
	    "without it files stay shut" },
	KEYRING_OPTION,
	{ "files", CMD_OPTIONAL, "FOLDER",
	    "文件写入此目录 / write the files there" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

const struct cmd cmd_bundle_check_table[] = {
	{ "audit bundle check", "FILE", 1, 1, check_options, check,
	    "离线查验披露包", "check a disclosure bundle, without a node" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
