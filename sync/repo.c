#include "sync/repo.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/mem.h"
#include "base/why.h"
#include "sync/disk.h"

static const char head_text[] = "ref: " REPO_REF "\n";

/* preciousObjects: no git may drop an object here; gc.auto: nor try. */
static const char config_text[] = "[core]\n"
				  "\trepositoryformatversion = 1\n"
				  "\tfilemode = true\n"
				  "\tbare = true\n"
				  "[extensions]\n"
				  "\tpreciousObjects = true\n"
				  "[gc]\n"
				  "\tauto = 0\n";

char *repo_path(const char *folder, const char *node)
{
	return mem_print("%s/%s.git", folder, node);
}

bool repo_is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static enum err make_inside(const char *path, const char *name, struct why *why)
{
	char *inside = mem_print("%s/%s", path, name);
	enum err e = ERR_OK;

	if (mkdir(inside, 0700))
		e = disk_failed(why, "make", inside);
	mem_free(inside);
	return e;
}

static enum err write_inside(
    const char *path, const char *name, const char *text, struct why *why)
{
	char *inside = mem_print("%s/%s", path, name);
	enum err e = disk_write_plain(inside, bytes_text(text), why);

	mem_free(inside);
	return e;
}

static enum err sync_inside(const char *path, const char *name, struct why *why)
{
	char *inside = mem_print("%s/%s", path, name);
	enum err e = disk_sync_folder(inside, why);

	mem_free(inside);
	return e;
}

static enum err make_folders(const char *path, struct why *why)
{
	static const char *const names[] = { "objects", "objects/info",
		"objects/pack", "refs", "refs/heads", "refs/tags" };
	char fan[sizeof("objects/ff")];
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < sizeof(names) / sizeof(*names); i++)
		e = make_inside(path, names[i], why);
	for (unsigned i = 0; !e && i < 256; i++) {
		(void)snprintf(fan, sizeof(fan), "objects/%02x", i & 0xff);
		e = make_inside(path, fan, why);
	}
	if (!e)
		e = sync_inside(path, "objects", why);
	if (!e)
		e = sync_inside(path, "refs", why);
	return e;
}

static enum err fill(const char *path, struct why *why)
{
	enum err e = make_folders(path, why);

	if (!e)
		e = write_inside(path, "config", config_text, why);
	if (!e)
		e = write_inside(path, "HEAD", head_text, why);
	if (!e)
		e = disk_sync_folder(path, why);
	return e;
}

enum err repo_make(const char *folder, const char *node, struct why *why)
{
	char *path = repo_path(folder, node);
	char *beside = mem_print("%s/.new-%s", folder, node); /* no slug */
	enum err e = disk_remove_folder(beside, why);

	if (!e)
		e = disk_make_folder(beside, why);
	if (!e)
		e = fill(beside, why);
	if (!e) {
		failpoint(FAILPOINT_INIT_BEFORE_RENAME);
		e = disk_rename(beside, path, why);
		failpoint(FAILPOINT_INIT_AFTER_RENAME);
	}
	mem_free(beside);
	mem_free(path);
	return e;
}

static enum err clean_folder(
    const char *path, const char *name, const char *pattern, struct why *why)
{
	char *inside = mem_print("%s/%s", path, name);
	DIR *dir = opendir(inside);
	const struct dirent *entry;
	enum err e = ERR_OK;

	if (!dir && errno != ENOENT)
		e = disk_failed(why, "open", inside);
	while (dir && !e && (entry = readdir(dir)) != NULL) {
		if (fnmatch(pattern, entry->d_name, 0) == 0 &&
		    unlinkat(dirfd(dir), entry->d_name, 0))
			e = disk_failed(why, "clean", inside);
	}
	if (dir)
		(void)closedir(dir);
	mem_free(inside);
	return e;
}

enum err repo_clean(const char *path, struct why *why)
{
	static const struct {
		const char *folder;
		const char *pattern;
	} leftovers[] = {
		{ ".", "*.lock" },
		{ "refs", "*.lock" },
		{ "refs/heads", "*.lock" },
		{ "objects", "tmp_object_git2_*" },
		{ "objects/pack", "*.lock" },
		{ "objects/pack", "*_git2_*" },
	};
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < sizeof(leftovers) / sizeof(*leftovers);
	     i++)
		e = clean_folder(
		    path, leftovers[i].folder, leftovers[i].pattern, why);
	return e;
}
