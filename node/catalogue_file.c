#include "node/catalogue_file.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/digest.h"
#include "node/catalogue.h"
#include "node/file.h"
#include "node/folder.h"
#include "node/index_item.h"
#include "sync/disk.h"

#define FILE_MODE 0600

enum err catalogue_file_save(const char *dir, const struct catalogue *c,
    struct index *index, struct why *why)
{
	char *path = folder_path(dir, FOLDER_CATALOGUE);
	struct buf text = { 0 };
	struct digest digest;
	enum err e;

	catalogue_format(c, &text);
	digest = digest_sha256(buf_bytes(&text));
	e = file_write(path, buf_bytes(&text), FILE_MODE, why);
	if (e == ERR_OK)
		e = index_item_load(index, c, &digest, why);
	buf_fini(&text);
	mem_free(path);
	return e;
}

/* The file as it should be: nothing to find in it but codes. */
static enum err read_file(struct catalogue *out, struct arena *a,
    const char *path, struct digest *digest, struct why *why)
{
	struct buf text = { 0 }, again = { 0 };
	enum err e = disk_read(path, CATALOGUE_BYTES_MAX, &text, why);

	*digest = digest_sha256(buf_bytes(&text));
	if (e == ERR_OK)
		e = catalogue_parse(out, a, buf_bytes(&text), why);
	if (e == ERR_OK) {
		catalogue_format(out, &again);
		if (!bytes_equal(buf_bytes(&text), buf_bytes(&again)))
			e = why_set(why, ERR_PARSE, "it was changed by hand");
	}
	buf_fini(&text);
	buf_fini(&again);
	return e;
}

enum err catalogue_file_load(
    const char *dir, struct index *index, struct why *why)
{
	char *path = folder_path(dir, FOLDER_CATALOGUE);
	struct catalogue c = { 0 };
	struct arena *a = arena_new();
	struct why wrong = { 0 };
	struct digest digest;
	enum err e = read_file(&c, a, path, &digest, &wrong);

	if (e != ERR_OK && e != ERR_NOT_FOUND)
		journal_say(JOURNAL_WARNING,
		    "the catalogue is not as it was imported: import it again",
		    "file", path, "reason", wrong.text, NULL);
	if (e != ERR_OK) {
		c = (struct catalogue){ 0 };
		digest = (struct digest){ { 0 } };
	}
	e = index_item_is_loaded(index, &digest)
		? ERR_OK
		: index_item_load(index, &c, &digest, why);
	arena_free(a);
	mem_free(path);
	return e;
}
