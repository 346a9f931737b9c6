#include "node/place.h"

#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/folder.h"
#include "node/setup.h"
#include "sync/disk.h"

/* What making a node may leave behind.  A file has its temporary beside it
 * while it is written. */
static const char *const parts[] = { FOLDER_CONFIG, FOLDER_GENESIS, FOLDER_KEYS,
	FOLDER_LOGS, FOLDER_VAULT, FOLDER_WRAPS, FOLDER_WITNESS,
	FOLDER_INSTANCE, SETUP_OPENING, SETUP_JOIN_REQUEST };

#define PARTS (sizeof(parts) / sizeof(*parts))

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static enum err is_taken(const char *path, struct why *why)
{
	return why_set(why, ERR_EXISTS,
	    "%s 已存在:请换一个空目录 / is there already; take an empty "
	    "folder",
	    path);
}

static enum err check_vacant(const char *dir, struct why *why)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < PARTS && e == ERR_OK; i++) {
		char *path = folder_path(dir, parts[i]);

		if (is_there(path))
			e = is_taken(path, why);
		mem_free(path);
	}
	return e;
}

/* Of two that come at once only one makes this folder. */
static enum err claim(const char *dir, struct why *why)
{
	char *path = folder_path(dir, FOLDER_KEYS);
	enum err e = ERR_OK;

	if (mkdir(path, 0700) != 0)
		e = errno == EEXIST ? is_taken(path, why)
				    : io_failed(why, path, errno);
	mem_free(path);
	return e;
}

enum err place_take(struct place *out, const char *dir, struct why *why)
{
	enum err e = check_vacant(dir, why);

	*out = (struct place){ dir, is_there(dir) };
	if (e == ERR_OK && mkdir(dir, 0700) != 0 && errno != EEXIST)
		e = io_failed(why, dir, errno);
	if (e == ERR_OK)
		e = folder_check(dir, why);
	if (e == ERR_OK)
		e = disk_sync_parent(dir, why);
	if (e != ERR_OK)
		return e;
	e = claim(dir, why);
	if (e != ERR_OK && !out->was_there)
		(void)rmdir(dir);
	return e;
}

void place_give_back(const struct place *place)
{
	for (size_t i = 0; i < PARTS; i++) {
		char *path = folder_path(place->dir, parts[i]);
		char *beside = mem_print("%s.tmp", path);

		if (unlink(path) != 0)
			(void)!disk_remove_folder(path, NULL);
		(void)unlink(beside);
		mem_free(beside);
		mem_free(path);
	}
	if (!place->was_there)
		(void)rmdir(place->dir);
}
