#include "sync/loose.h"

#include <string.h>
#include <zlib.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/disk.h"

#define STEP_BYTES (64u << 10)

/* Inflate the one stream that @file is; false when it is cut short, followed
 * by anything, or too long. */
static bool inflate_all(struct bytes file, struct buf *out)
{
	z_stream z = { .avail_in = (uInt)file.n };
	uint8_t step[STEP_BYTES];
	int status = Z_OK;

	memcpy(
	    &z.next_in, &file.p, sizeof(z.next_in)); /* zlib wants no const */
	must(inflateInit(&z) == Z_OK);
	while (status == Z_OK && out->n <= LOOSE_BYTES_MAX) {
		z.next_out = step;
		z.avail_out = sizeof(step);
		status = inflate(&z, Z_NO_FLUSH);
		buf_put(
		    out, (struct bytes){ step, sizeof(step) - z.avail_out });
	}
	(void)inflateEnd(&z);
	return status == Z_STREAM_END && z.avail_in == 0 &&
	       out->n <= LOOSE_BYTES_MAX;
}

/* "<type> <size>" 0x00 content.  Both what is stored and what it should be
 * hash to @id, so the header needs no reading. */
static bool take_content(struct bytes object, enum gitobj_type type,
    const struct digest_sha1 *id, struct buf *out)
{
	const uint8_t *zero =
	    object.n > 0 ? memchr(object.p, 0, object.n) : NULL;
	struct digest_sha1 stored = digest_sha1(object), name;
	struct bytes content;
	size_t header;

	if (!zero || !gitobj_same(&stored, id))
		return false;
	header = (size_t)(zero - object.p) + 1;
	content = bytes_part(object, header, object.n - header);
	name = gitobj_name(type, content);
	if (!gitobj_same(&name, id))
		return false;
	buf_put(out, content);
	return true;
}

enum err loose_read(const char *path, enum gitobj_type type,
    const struct digest_sha1 *id, struct buf *out, struct why *why)
{
	char hex[GITOBJ_HEX_ROOM];
	char *file_path;
	struct buf file = { 0 }, object = { 0 };
	enum err e;

	gitobj_hex(hex, id);
	file_path = mem_print("%s/objects/%.2s/%s", path, hex, hex + 2);
	e = disk_read(file_path, LOOSE_BYTES_MAX + STEP_BYTES, &file, why);
	if (e == ERR_LIMIT ||
	    (!e && (!inflate_all(buf_bytes(&file), &object) ||
		       !take_content(buf_bytes(&object), type, id, out))))
		e = why_set(
		    why, ERR_CORRUPT, "object %s is damaged on the disk", hex);
	buf_fini(&object);
	buf_fini(&file);
	mem_free(file_path);
	return e;
}
