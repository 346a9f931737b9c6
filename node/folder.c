#include "node/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/random.h"
#include "node/file.h"
#include "sync/disk.h"

#define FOLDER_LOCK "lock"

#define INSTANCE_TEXT_BYTES ((size_t)2 * FOLDER_INSTANCE_BYTES)

#define OWNER_ROOM 64

struct folder {
	char *dir; /* owned */
	int lock;  /* -1: not held */
	uint8_t instance[FOLDER_INSTANCE_BYTES];
};

char *folder_path(const char *dir, const char *name)
{
	return mem_print("%s/%s", dir, name);
}

/* ---- whose it is ---- */

/* A file that another user writes here is one that the node cannot replace, or
 * a key that it cannot read: root is no exception. */
enum err folder_check_owner(const char *dir, struct why *why)
{
	const struct passwd *owner;
	struct stat st;
	char name[OWNER_ROOM];

	if (stat(dir, &st) != 0 || st.st_uid == geteuid())
		return ERR_OK; /* what is not there, others tell */
	owner = getpwuid(st.st_uid);
	if (owner != NULL)
		(void)snprintf(name, sizeof(name), "%s", owner->pw_name);
	else
		(void)snprintf(name, sizeof(name), "#%u", st.st_uid);
	return why_set(why, ERR_OTHER_OWNER,
	    "%s 属于用户 %s,请以该用户运行:sudo -u '%s' tongban … / the data "
	    "folder belongs to user %s; run this as that user, with sudo -u",
	    dir, name, name, name);
}

/* As ls does: to read the names, and what they stand for. */
enum err folder_check(const char *dir, struct why *why)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && faccessat(fd, ".", X_OK, AT_EACCESS) == 0;
	enum err e = good ? ERR_OK : io_failed(why, dir, errno);

	if (fd >= 0)
		(void)close(fd);
	return e;
}

static enum err no_node(const char *dir, struct why *why)
{
	return why_set(why, ERR_NOT_FOUND,
	    "%s 不是数据目录,请先用 tongban init 或 join 建立 / is no data "
	    "folder; make one with tongban init or join",
	    dir);
}

/* ---- making ---- */

static enum err make_sub(const char *dir, const char *name, struct why *why)
{
	char *path = folder_path(dir, name);
	enum err e = disk_make_folder(path, why);

	mem_free(path);
	return e;
}

static enum err write_instance(
    const char *dir, struct random *random, struct why *why)
{
	uint8_t raw[FOLDER_INSTANCE_BYTES];
	char text[INSTANCE_TEXT_BYTES + 2];

	random_fill(random, raw, sizeof(raw));
	text_hex(text, (struct bytes){ raw, sizeof(raw) });
	text[INSTANCE_TEXT_BYTES] = '\n';
	text[INSTANCE_TEXT_BYTES + 1] = '\0';
	return folder_write(dir, FOLDER_INSTANCE, bytes_text(text), why);
}

enum err folder_create(const char *dir, struct random *random, struct why *why)
{
	static const char *const subs[] = { FOLDER_KEYS, FOLDER_LOGS,
		FOLDER_VAULT, FOLDER_WRAPS };
	enum err e = folder_check_owner(dir, why);

	if (e == ERR_OK && mkdir(dir, 0700) != 0 && errno != EEXIST)
		e = io_failed(why, dir, errno);
	if (e == ERR_OK)
		e = folder_check(dir, why);
	if (e == ERR_OK)
		e = disk_sync_parent(dir, why);
	for (size_t i = 0; e == ERR_OK && i < sizeof(subs) / sizeof(*subs); i++)
		e = make_sub(dir, subs[i], why);
	return e == ERR_OK ? write_instance(dir, random, why) : e;
}

enum err folder_write(
    const char *dir, const char *name, struct bytes data, struct why *why)
{
	char *path = folder_path(dir, name);
	struct buf old = { 0 };
	enum err e = disk_read(path, data.n, &old, why);

	if (e == ERR_NOT_FOUND)
		e = disk_write(path, data, FAILPOINT_INIT_BEFORE_RENAME,
		    FAILPOINT_INIT_AFTER_RENAME, why);
	else if (e == ERR_LIMIT ||
		 (e == ERR_OK && !bytes_equal(buf_bytes(&old), data)))
		e = why_set(why, ERR_EXISTS, "%s is there already", path);
	buf_fini(&old);
	mem_free(path);
	return e;
}

/* ---- opening ---- */

/* What may not be read is no fault of the disk. */
static enum err read_whole(
    const char *path, size_t limit, struct buf *out, struct why *why)
{
	if (access(path, R_OK) != 0 && errno == EACCES)
		return io_failed(why, path, EACCES);
	return disk_read(path, limit, out, why);
}

static enum err read_instance(struct folder *f, struct why *why)
{
	char *path = folder_path(f->dir, FOLDER_INSTANCE);
	struct buf text = { 0 };
	enum err e = read_whole(path, INSTANCE_TEXT_BYTES + 1, &text, why);
	struct bytes b = buf_bytes(&text);

	if (e == ERR_NOT_FOUND)
		e = no_node(f->dir, why);
	else if (e == ERR_LIMIT ||
		 (e == ERR_OK &&
		     (b.n != INSTANCE_TEXT_BYTES + 1 ||
			 b.p[INSTANCE_TEXT_BYTES] != '\n' ||
			 text_unhex(f->instance, sizeof(f->instance),
			     bytes_part(b, 0, INSTANCE_TEXT_BYTES)) != ERR_OK)))
		e = why_set(why, ERR_CORRUPT, "%s is not 32 hex digits", path);
	buf_fini(&text);
	mem_free(path);
	return e;
}

static enum err take_lock(struct folder *f, struct why *why)
{
	char *path = folder_path(f->dir, FOLDER_LOCK);
	enum err e = ERR_OK;

	f->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (f->lock < 0)
		e = io_failed(why, path, errno);
	else if (flock(f->lock, LOCK_EX | LOCK_NB) != 0)
		e = errno == EWOULDBLOCK
			? why_set(why, ERR_FOLDER_IN_USE,
			      "%s 中已有节点在运行,请先停止 / another daemon "
			      "works in this folder; stop it first",
			      f->dir)
			: disk_failed(why, "lock", path);
	mem_free(path);
	return e;
}

enum err folder_open(
    struct folder **out, const char *dir, enum folder_use use, struct why *why)
{
	struct folder *f = mem_new(sizeof(*f));
	enum err e;

	f->dir = mem_copy_text(dir);
	f->lock = -1;
	e = use == FOLDER_WORK ? folder_check_owner(dir, why) : ERR_OK;
	if (e == ERR_OK)
		e = folder_check(dir, why);
	if (e == ERR_OK)
		e = read_instance(f, why);
	if (e == ERR_OK && use == FOLDER_WORK)
		e = take_lock(f, why);
	if (e != ERR_OK) {
		folder_close(f);
		return e;
	}
	*out = f;
	return ERR_OK;
}

void folder_close(struct folder *f)
{
	if (f == NULL)
		return;
	if (f->lock >= 0)
		(void)close(f->lock);
	mem_free(f->dir);
	mem_free(f);
}

const char *folder_dir(const struct folder *f)
{
	return f->dir;
}

const uint8_t *folder_instance(const struct folder *f)
{
	return f->instance;
}

/* ---- the network ---- */

enum err folder_genesis(const char *dir, const struct digest *expected,
    struct genesis *out, struct why *why)
{
	char *path = folder_path(dir, FOLDER_GENESIS);
	struct buf raw = { 0 };
	enum err e = folder_check(dir, why);

	if (e == ERR_OK) {
		e = read_whole(path, GENESIS_BYTES_MAX, &raw, why);
		if (e == ERR_NOT_FOUND)
			e = no_node(dir, why);
	}
	if (e == ERR_LIMIT || (e == ERR_OK && genesis_decode(buf_bytes(&raw),
						  out, why) != RULE_NONE)) {
		e = ERR_CORRUPT;
		why_prefix(why, "%s: ", path);
	}
	if (e == ERR_OK && expected != NULL &&
	    !digest_equal(expected, &out->network)) {
		char here[DIGEST_HEX_ROOM], there[DIGEST_HEX_ROOM];

		digest_hex(here, &out->network);
		digest_hex(there, expected);
		e = why_set(why, ERR_OTHER_NETWORK,
		    "%s is of network %.16s, not of %.16s", dir, here, there);
	}
	buf_fini(&raw);
	mem_free(path);
	return e;
}

enum err folder_run_write(
    const char *dir, const char *name, struct bytes data, struct why *why)
{
	char *run = folder_path(dir, FOLDER_RUN);
	char *path = mem_print("%s/%s", run, name);
	enum err e = disk_make_folder(run, why);

	if (e == ERR_OK)
		e = file_write(path, data, 0600, why);
	mem_free(path);
	mem_free(run);
	return e;
}

void folder_run_remove(const char *dir, const char *name)
{
	char *path = mem_print("%s/%s/%s", dir, FOLDER_RUN, name);

	(void)unlink(path); /* a token of a daemon that is gone opens nothing */
	mem_free(path);
}
