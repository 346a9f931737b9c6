#include "node/inherited.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/why.h"
#include "node/folder.h"
#include "schema/ledger.h"

char *inherited_path(const char *dir, const char *node, size_t n)
{
	if (n == 0)
		return mem_print(
		    "%s/" FOLDER_KEYS "/%s/sealing.key", dir, node);
	return mem_print("%s/" FOLDER_KEYS "/%s/sealing-%zu.key", dir, node, n);
}

static bool is_there(const char *dir, const char *node, size_t n)
{
	char *path = inherited_path(dir, node, n);
	bool there = access(path, F_OK) == 0;

	mem_free(path);
	return there;
}

size_t inherited_former_count(const char *dir, const char *node)
{
	size_t n = 0;

	while (is_there(dir, node, n + 1))
		n++;
	return n;
}

static int compare(const void *x, const void *y)
{
	return strcmp(x, y);
}

static enum err add(struct inherited *out, const char *node, struct why *why)
{
	if (out->count == INHERITED_NODES_MAX)
		return why_set(why, ERR_LIMIT,
		    "keys of more than %d nodes lie in " FOLDER_KEYS,
		    INHERITED_NODES_MAX);
	memcpy(out->node[out->count++], node, strlen(node) + 1);
	return ERR_OK;
}

static enum err list(
    struct inherited *out, const char *dir, DIR *keys, struct why *why)
{
	const struct dirent *entry;
	enum err e = ERR_OK;

	while (e == ERR_OK && (entry = readdir(keys)) != NULL) {
		if (text_is_slug(bytes_text(entry->d_name)) &&
		    is_there(dir, entry->d_name, 0))
			e = add(out, entry->d_name, why);
	}
	qsort(out->node, out->count, sizeof(out->node[0]), compare);
	return e;
}

enum err inherited_list(struct inherited *out, const char *dir, struct why *why)
{
	char *path = folder_path(dir, FOLDER_KEYS);
	DIR *keys = opendir(path);
	enum err e;

	*out = (struct inherited){ 0 };
	if (keys == NULL) {
		e = why_set(why, ERR_STORAGE, "%s cannot be read", path);
	} else {
		e = list(out, dir, keys, why);
		(void)closedir(keys);
	}
	mem_free(path);
	return e;
}

bool inherited_reads(const struct inherited *in, const struct ledger *l,
    const char *self, const char *node)
{
	if (strcmp(self, node) == 0)
		return true;
	for (size_t i = 0; i < in->count; i++) {
		if (strcmp(in->node[i], node) == 0)
			return ledger_stands_for(l, self, node);
	}
	return false;
}
