#include "sync/gitpack.h"

#include <zlib.h>

#include "base/mem.h"
#include "sync/gitobj.h"

#define VERSION           2
#define OBJECTS_PER_BATCH 4

size_t gitpack_fitting(const struct batch *batches, size_t count)
{
	size_t bytes = 0, n = 0;

	do {
		bytes += batches[n].acts.n + batches[n].commit.n;
		n++;
	} while (n < count && bytes + batches[n].acts.n + batches[n].commit.n <=
				  GITPACK_BYTES_MAX);
	return n;
}

/* Type and length: four bits of length, then seven a byte, low ones first. */
static void put_length(struct buf *out, enum gitobj_type type, size_t n)
{
	uint8_t byte = (uint8_t)((unsigned)type << 4 | (n & 0x0f));

	for (n >>= 4; n > 0; n >>= 7) {
		buf_put_byte(out, byte | 0x80);
		byte = n & 0x7f;
	}
	buf_put_byte(out, byte);
}

static void put_object(
    struct buf *out, enum gitobj_type type, struct bytes content)
{
	uLongf n = compressBound(content.n);
	size_t before;

	put_length(out, type, content.n);
	before = out->n;
	must(compress2(buf_extend(out, n), &n, content.p, content.n,
		 Z_BEST_SPEED) == Z_OK);
	out->n = before + n;
}

void gitpack_compose(struct buf *out, const struct batch *batches, size_t count)
{
	size_t from = out->n;
	struct buf tree = { 0 };
	struct digest_sha1 sum;

	buf_put_text(out, "PACK");
	buf_put_u32(out, VERSION);
	buf_put_u32(out, (uint32_t)(count * OBJECTS_PER_BATCH));
	for (size_t i = 0; i < count; i++) {
		const struct batch *b = &batches[i];

		buf_clear(&tree);
		gitobj_tree(&tree, &b->acts_id, &b->checkpoint_id);
		put_object(out, GITOBJ_COMMIT, buf_bytes(&b->commit));
		put_object(out, GITOBJ_TREE, buf_bytes(&tree));
		put_object(out, GITOBJ_BLOB, b->checkpoint);
		put_object(out, GITOBJ_BLOB, buf_bytes(&b->acts));
	}
	sum = digest_sha1(bytes_part(buf_bytes(out), from, out->n - from));
	buf_put(out, bytes_of(sum));
	buf_fini(&tree);
}
