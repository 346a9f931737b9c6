#include "node/prepared.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sync/disk.h"

struct prepared {
	char *folder; /* owned */
};

enum err prepared_open(
    struct prepared **out, const char *folder, struct why *why)
{
	enum err e = disk_make_folder(folder, why);

	if (e != ERR_OK)
		return e;
	*out = mem_new(sizeof(**out));
	(*out)->folder = mem_copy_text(folder);
	return ERR_OK;
}

void prepared_close(struct prepared *p)
{
	if (p == NULL)
		return;
	mem_free(p->folder);
	mem_free(p);
}

/* The caller mem_free()s it. */
static char *path_of(const struct prepared *p, const struct digest *root)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, root);
	return mem_print("%s/%s", p->folder, hex);
}

enum err prepared_mark(
    struct prepared *p, const struct digest *root, struct why *why)
{
	char *path = path_of(p, root);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	enum err e = ERR_OK;

	if (fd < 0 || close(fd) != 0)
		e = disk_failed(why, "make", path);
	if (e == ERR_OK)
		e = disk_sync_parent(path, why);
	mem_free(path);
	return e;
}

void prepared_clear(struct prepared *p, const struct digest *root)
{
	char *path = path_of(p, root);

	(void)unlink(path);
	mem_free(path);
}

enum err prepared_list(const struct prepared *p, struct digest **out,
    size_t *count, struct why *why)
{
	DIR *folder = opendir(p->folder);
	const struct dirent *entry;
	struct buf found = { 0 };
	struct digest root;

	if (folder == NULL)
		return disk_failed(why, "read", p->folder);
	while ((entry = readdir(folder)) != NULL) {
		if (digest_unhex(&root, bytes_text(entry->d_name)) == ERR_OK)
			buf_put(&found, digest_bytes(&root));
	}
	(void)closedir(folder);
	*count = found.n / DIGEST_BYTES;
	*out = mem_copy(found.p, found.n);
	buf_fini(&found);
	return ERR_OK;
}
