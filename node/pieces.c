#include "node/pieces.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "node/ask.h"
#include "node/file.h"
#include "node/progress.h"
#include "sync/vault.h"

/* The node seals all of an upload once more before it answers. */
#define PREPARE_MS 900000

/* ---- to the node ---- */

struct giving {
	struct cmd_call *call;
	const char *path;
	int fd;
	uint64_t bytes;
	const char *upload; /* id */
	struct progress progress;
	uint8_t *room; /* one chunk */
};

static int fail(
    struct cmd_call *call, enum err e, const char *path, const char *text)
{
	struct why why = { 0 };

	return cmd_fail(call, why_set(&why, e, "%s: %s", path, text), &why);
}

/* By errno. */
static int fail_io(struct cmd_call *call, const char *path)
{
	struct why why = { 0 };

	return cmd_fail(call, io_failed(&why, path, errno), &why);
}

static int start_upload(struct giving *g)
{
	struct value *body = value_map(g->call->arena), *answer = NULL;
	struct why why = { 0 };
	int code;

	value_set(g->call->arena, body, "bytes",
	    value_int(g->call->arena, (int64_t)g->bytes));
	code = ask_post(g->call, "/v1/uploads", body, &answer);
	if (code != CMD_OK)
		return code;
	g->upload = value_get_string(answer, "upload");
	if (g->upload == NULL)
		return cmd_fail(g->call,
		    why_set(&why, ERR_PARSE,
			"节点没有给出上传编号 / the node named no upload"),
		    &why);
	return CMD_OK;
}

static int put_piece(struct giving *g, uint64_t index, size_t n)
{
	struct http_client_answer answer;
	char *path = mem_print(
	    "/v1/uploads/%s/%llu", g->upload, (unsigned long long)index);
	int code = ask_piece(g->call,
	    &(struct http_client_request){ .method = "PUT",
		.path = path,
		.type = "application/octet-stream",
		.body = { g->room, n } },
	    &answer);

	mem_free(path);
	if (code == CMD_OK)
		buf_fini(&answer.body);
	return code;
}

static int put_all(struct giving *g)
{
	int code = start_upload(g);

	progress_begin(&g->progress, g->path, g->bytes);
	for (uint64_t at = 0; code == CMD_OK && at < g->bytes;
	     at += CHUNK_PLAIN_BYTES_MAX) {
		uint64_t left = g->bytes - at;
		size_t n = left < CHUNK_PLAIN_BYTES_MAX ? (size_t)left
							: CHUNK_PLAIN_BYTES_MAX;

		/* A file that is being changed is no file to hand in. */
		if (io_read(g->fd, g->room, n) != (ssize_t)n)
			code = fail(g->call, ERR_STORAGE, g->path,
			    "读取中断或正被改动 / it cannot be read to its "
			    "end, or is being changed");
		else
			code = put_piece(g, at / CHUNK_PLAIN_BYTES_MAX, n);
		progress_at(&g->progress, at + n);
	}
	progress_end(&g->progress);
	return code;
}

static int upload(struct cmd_call *call, const char *path, int fd,
    uint64_t bytes, struct value **out)
{
	struct giving g = {
		.call = call, .path = path, .fd = fd, .bytes = bytes
	};
	int code;

	if (bytes > VAULT_PLAIN_BYTES_MAX)
		return fail(
		    call, ERR_LIMIT, path, "超过 2 GiB / larger than 2 GiB");
	g.room = mem_new(CHUNK_PLAIN_BYTES_MAX);
	code = put_all(&g);
	mem_wipe(g.room, CHUNK_PLAIN_BYTES_MAX);
	mem_free(g.room);
	if (code != CMD_OK)
		return code;
	call->patience_ms = PREPARE_MS;
	*out = value_map(call->arena);
	value_set(
	    call->arena, *out, "upload", value_text(call->arena, g.upload));
	return CMD_OK;
}

static int give_small(
    struct cmd_call *call, const char *path, struct value **out)
{
	struct bytes content;
	struct buf text = { .kind = BUF_WIPED };
	struct why why = { 0 };
	enum err e =
	    file_read(call->arena, path, CHUNK_PLAIN_BYTES_MAX, &content, &why);

	if (e != ERR_OK)
		return cmd_fail(call, e, &why);
	text_base64(&text, content);
	*out = value_map(call->arena);
	value_set(call->arena, *out, "base64",
	    value_text_bytes(call->arena, buf_bytes(&text)));
	buf_fini(&text);
	return CMD_OK;
}

bool pieces_is_large(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	       S_ISREG(st.st_mode) && st.st_size > CHUNK_PLAIN_BYTES_MAX;
}

int pieces_give(struct cmd_call *call, const char *path, struct value **out)
{
	struct stat st;
	int fd, code;

	if (!pieces_is_large(path))
		return give_small(call, path, out);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_io(call, path);
	if (fstat(fd, &st) != 0) {
		(void)close(fd);
		return fail_io(call, path);
	}
	code = upload(call, path, fd, (uint64_t)st.st_size, out);
	(void)close(fd);
	return code;
}

/* ---- from the node ---- */

struct taking {
	struct cmd_call *call;
	const char *url, *path; /* NULL: standard output */
	char *temporary;        /* owned */
	int fd;
	uint64_t total; /* chunks */
	struct progress progress;
};

static int take_piece(struct taking *t, uint64_t index)
{
	struct http_client_answer answer;
	char *path =
	    mem_print("%s&chunk=%llu", t->url, (unsigned long long)index);
	int code = ask_piece(t->call,
	    &(struct http_client_request){ .method = "GET", .path = path },
	    &answer);

	mem_free(path);
	if (code != CMD_OK)
		return code;
	if (index == 0)
		t->total = answer.chunks > 0 ? answer.chunks : 1;
	if (!io_write(t->fd, buf_bytes(&answer.body)))
		code = fail_io(t->call, t->path != NULL ? t->path : "stdout");
	buf_fini(&answer.body);
	return code;
}

static int take_all(struct taking *t)
{
	int code = take_piece(t, 0);

	progress_begin(&t->progress, t->path != NULL ? t->path : "-",
	    t->total * CHUNK_PLAIN_BYTES_MAX);
	for (uint64_t i = 1; code == CMD_OK && i < t->total; i++) {
		code = take_piece(t, i);
		progress_at(&t->progress, i * CHUNK_PLAIN_BYTES_MAX);
	}
	progress_end(&t->progress);
	return code;
}

static int to_file(struct taking *t)
{
	int code;

	t->temporary = mem_print("%s.tmp.%ld", t->path, (long)getpid());
	t->fd =
	    open(t->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (t->fd < 0)
		return fail_io(t->call, t->path);
	code = take_all(t);
	if (code == CMD_OK && fsync(t->fd) != 0)
		code = fail_io(t->call, t->path);
	(void)close(t->fd);
	if (code == CMD_OK && rename(t->temporary, t->path) != 0)
		code = fail_io(t->call, t->path);
	if (code != CMD_OK)
		(void)unlink(t->temporary);
	return code;
}

int pieces_take(struct cmd_call *call, const char *url, const char *path)
{
	struct taking t = {
		.call = call, .url = url, .path = path, .fd = STDOUT_FILENO
	};
	int code = path != NULL ? to_file(&t) : take_all(&t);

	mem_free(t.temporary);
	return code;
}
