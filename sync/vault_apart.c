#include "sync/vault_apart.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "sync/disk.h"

#define FANS 256

enum err vault_apart_move(const char *files, const char *beside,
    const struct digest *name, bool *moved, struct why *why)
{
	char hex[DIGEST_HEX_ROOM];
	char *from, *fan, *to;
	enum err e = ERR_OK;

	digest_hex(hex, name);
	from = mem_print("%s/%.2s/%s", files, hex, hex);
	fan = mem_print("%s/%.2s", beside, hex);
	to = mem_print("%s/%s", fan, hex);
	*moved = false;
	if (access(from, F_OK) == 0) {
		if (mkdir(fan, 0700) && errno != EEXIST)
			e = disk_failed(why, "make", fan);
		else if (rename(from, to))
			e = disk_failed(why, "move", from);
		*moved = e == ERR_OK;
	}
	mem_free(to);
	mem_free(fan);
	mem_free(from);
	return e;
}

static enum err sync_fans(const char *folder, struct why *why)
{
	enum err e = ERR_OK;

	for (unsigned i = 0; e == ERR_OK && i < FANS; i++) {
		char *fan = mem_print("%s/%02x", folder, i);

		if (access(fan, F_OK) == 0)
			e = disk_sync_folder(fan, why);
		mem_free(fan);
	}
	return e == ERR_OK ? disk_sync_folder(folder, why) : e;
}

/* The new names before the old ones' absence: at worst there are both. */
enum err vault_apart_finish(
    const char *files, const char *beside, const char *wraps, struct why *why)
{
	enum err e = sync_fans(beside, why);

	if (e == ERR_OK)
		e = sync_fans(files, why);
	return e == ERR_OK ? disk_rename(beside, wraps, why) : e;
}
