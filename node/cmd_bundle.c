/*
 * audit bundle make: one case out of a node, for the holder of a warrant.
 *
 *	head (FORMAT F-117) -> what files it names -> each file, a chunk at a
 *	time -> the file, complete and durable, or nothing
 *
 * What goes into the file is checked on the way, as whoever receives it will.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "node/ask.h"
#include "node/bundle_show.h"
#include "node/cmd.h"
#include "node/file.h"
#include "node/progress.h"
#include "node/say.h"
#include "sync/bundle.h"
#include "sync/bundle_check.h"
#include "sync/bundle_make.h"
#include "sync/vault.h"

struct fetching {
	struct cmd_call *call;
	const char *number;
	struct bundle_check *check;
	struct file_out *out;
	struct progress progress;
	uint64_t bytes; /* written */
	struct why why;
};

/* ---- the head ---- */

static int ask_network(struct cmd_call *call, struct digest *out)
{
	struct value *node;
	const char *hex;
	int code = ask_get(call, "/v1/node", &node);

	if (code != CMD_OK)
		return code;
	hex = value_get_string(node, "network");
	if (hex == NULL || digest_unhex(out, bytes_text(hex)) != ERR_OK) {
		struct why why = { 0 };

		return cmd_fail(call,
		    why_set(&why, ERR_PARSE,
			"节点没有说出网络编号 / the node names no network"),
		    &why);
	}
	return CMD_OK;
}

static int ask_head(struct cmd_call *call, struct buf *out)
{
	struct value *body = value_map(call->arena);
	const char *path = arena_print(call->arena, "%s/bundle",
	    ask_path(call, "/v1/cases/", call->arguments[0]));

	say_text(call->arena, body, "warrant", cmd_get(call, "warrant"));
	say_bool(call->arena, body, "partial", cmd_has(call, "partial"));
	return ask_post_for_bytes(call, path, body, out);
}

static enum err put(struct fetching *f, struct bytes bytes)
{
	f->bytes += bytes.n;
	progress_at(&f->progress, f->bytes);
	return file_out_put(f->out, bytes, &f->why);
}

/* Each record of the head to the check, and all of it into the file. */
static enum err take_head(struct fetching *f, struct bytes head)
{
	struct bytes left = head;

	if (head.n < BUNDLE_MAGIC_BYTES ||
	    memcmp(head.p, BUNDLE_MAGIC, BUNDLE_MAGIC_BYTES) != 0)
		return why_set(&f->why, ERR_PARSE,
		    "节点的回答不是披露包 / what the node answered is no bundle");
	left =
	    bytes_part(left, BUNDLE_MAGIC_BYTES, left.n - BUNDLE_MAGIC_BYTES);
	while (left.n > 0) {
		struct bytes record;

		if (!bundle_cut(&left, &record))
			return why_set(&f->why, ERR_PARSE,
			    "节点的回答不完整 / the node's answer is cut");
		bundle_check_feed(f->check, record);
	}
	return put(f, head);
}

/* ---- the files ---- */

static int fetch_chunk(struct fetching *f, const struct bundle_check_file *file,
    uint64_t index, uint64_t total)
{
	struct buf sealed = { 0 }, record = { 0 };
	struct bytes left, body;
	char hex[DIGEST_HEX_ROOM];
	char path[256];
	enum err e;
	int code;

	digest_hex(hex, &file->object);
	(void)snprintf(path, sizeof(path), "%s/chunks/%s?index=%" PRIu64,
	    f->number, hex, index);
	code = ask_get_bytes(f->call, path, &sealed);
	if (code != CMD_OK)
		return code;
	if (sealed.n > CHUNK_SEALED_BYTES_MAX) {
		buf_fini(&sealed);
		return cmd_fail(f->call,
		    why_set(&f->why, ERR_LIMIT,
			"文件 %s 的分块过大 / a chunk of %s is too large",
			file->id, file->id),
		    &f->why);
	}
	bundle_make_chunk(
	    &record, &file->object, index, total, buf_bytes(&sealed));
	left = buf_bytes(&record);
	must(bundle_cut(&left, &body));
	bundle_check_feed(f->check, body);
	e = put(f, buf_bytes(&record));
	buf_fini(&sealed);
	buf_fini(&record);
	return e == ERR_OK ? CMD_OK : cmd_fail(f->call, e, &f->why);
}

static int fetch_files(struct fetching *f)
{
	int code = CMD_OK;

	for (size_t i = 0;
	     code == CMD_OK && i < bundle_check_file_count(f->check); i++) {
		const struct bundle_check_file *file =
		    bundle_check_file_at(f->check, i);
		uint64_t total = vault_chunks(file->bytes);

		for (uint64_t k = 0;
		     code == CMD_OK && !file->absent && k < total; k++)
			code = fetch_chunk(f, file, k, total);
	}
	return code;
}

static uint64_t expected_bytes(const struct fetching *f, size_t head)
{
	uint64_t sum = head;

	for (size_t i = 0; i < bundle_check_file_count(f->check); i++)
		if (!bundle_check_file_at(f->check, i)->absent)
			sum += bundle_check_file_at(f->check, i)->bytes;
	return sum;
}

/* ---- the command ---- */

static int fetch(struct fetching *f, struct bytes head)
{
	enum err e =
	    file_out_open(&f->out, cmd_get(f->call, "out"), 0600, &f->why);
	int code;

	if (e == ERR_OK)
		e = take_head(f, head);
	if (e != ERR_OK)
		return cmd_fail(f->call, e, &f->why);
	f->progress.total = expected_bytes(f, head.n);
	code = fetch_files(f);
	progress_end(&f->progress);
	if (code != CMD_OK)
		return code;
	bundle_check_end(f->check);
	e = file_out_finish(f->out, &f->why);
	f->out = NULL;
	return e == ERR_OK ? CMD_OK : cmd_fail(f->call, e, &f->why);
}

static int tell(struct fetching *f)
{
	struct value *v = bundle_show_value(f->call->arena, f->check);

	say_text(f->call->arena, v, "file", cmd_get(f->call, "out"));
	say_int(f->call->arena, v, "file_bytes", (int64_t)f->bytes);
	if (f->call->json)
		cmd_print_json(v);
	else
		bundle_show_made(v);
	return bundle_check_finding_count(f->check) == 0 ? CMD_OK : CMD_FINDING;
}

static int make(struct cmd_call *call)
{
	struct fetching f = { .call = call,
		.number = ask_path(call, "/v1/cases/", call->arguments[0]) };
	struct digest network;
	struct buf head = { 0 };
	int code = ask_network(call, &network);

	progress_begin(&f.progress, "披露包 / bundle", 0);
	if (code == CMD_OK)
		code = ask_head(call, &head);
	if (code != CMD_OK)
		return code;
	f.check = bundle_check_new(&network, NULL, NULL);
	code = fetch(&f, buf_bytes(&head));
	buf_fini(&head);
	file_out_drop(f.out);
	if (code == CMD_OK)
		code = tell(&f);
	bundle_check_free(f.check);
	return code;
}

static const struct cmd_option make_options[] = {
	ASK_KEY_OPTIONS,
	{ "warrant", CMD_REQUIRED, "ID",
	    "令状编号(warrant list 可查) / the warrant's id" },
	{ "out", CMD_REQUIRED, "FILE", "写入的文件 / the file to write" },
	{ "partial", CMD_FLAG, NULL,
	    "本节点没有的文件不等 / do not wait for files that are not here" },
	{ NULL, CMD_FLAG, NULL, NULL },
};

const struct cmd cmd_bundle_table[] = {
	{ "audit bundle make", "NUMBER", 1, 1, make_options, make,
	    "凭令状取一个办件的披露包",
	    "one case for the holder of a warrant, in one file" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};
