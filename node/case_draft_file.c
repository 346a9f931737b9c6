#include "node/case_draft_file.h"

#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/chunk.h"
#include "keys/seal.h"
#include "keys/secret.h"

static const char magic[] = "tongban/draft/v1"; /* with its zero byte */

#define BOX_BYTES_MAX 1024

static struct chunk_place place_of(const struct case_draft_head *head,
    const struct digest *network, uint8_t suite)
{
	struct chunk_place place = { .suite = suite, .network = *network };

	must(text_unhex(place.dossier.b, sizeof(place.dossier.b),
		 bytes_text(head->id)) == ERR_OK);
	return place;
}

/* ---- encode ---- */

static void put_magic(struct buf *out)
{
	buf_put(out, (struct bytes){ (const uint8_t *)magic, sizeof(magic) });
}

static void put_text(struct buf *out, const char *text)
{
	buf_put_byte(out, (uint8_t)strlen(text));
	buf_put_text(out, text);
}

static void put_box(struct buf *out, const struct case_draft_head *head,
    const struct secret *key, const struct chunk_place *place)
{
	put_magic(out);
	buf_put(out, (struct bytes){ key->b, sizeof(key->b) });
	buf_put(out, digest_bytes(&head->owner));
	buf_put(
	    out, (struct bytes){ place->dossier.b, sizeof(place->dossier.b) });
	buf_put_u64(out, (uint64_t)head->saved);
	buf_put_u64(out, (uint64_t)head->expires);
	buf_put_u64(out, head->bytes);
	put_text(out, head->item);
	put_text(out, head->home);
	put_text(out, head->note);
}

static enum err put_chunks(struct buf *out, const struct secret *key,
    struct chunk_place *place, struct bytes request, struct random *r)
{
	enum err e = ERR_OK;

	chunk_object_make(&place->object, r);
	for (size_t at = 0; e == ERR_OK && at < request.n;
	     at += CHUNK_PLAIN_BYTES_MAX, place->index++) {
		size_t n = request.n - at;

		place->end =
		    n > CHUNK_PLAIN_BYTES_MAX ? CHUNK_MORE : CHUNK_LAST;
		if (n > CHUNK_PLAIN_BYTES_MAX)
			n = CHUNK_PLAIN_BYTES_MAX;
		e = chunk_seal(out, key, place, bytes_part(request, at, n), r);
	}
	return e;
}

enum err case_draft_file_encode(struct buf *out,
    const struct case_draft_head *head, const struct digest *network,
    const struct seal_public *reader, struct bytes request, struct random *r)
{
	struct chunk_place place = place_of(head, network, reader->suite);
	struct buf box = { .kind = BUF_WIPED }, sealed = { 0 };
	struct secret key;
	enum err e;

	must(request.n > 0 && request.n <= CASE_DRAFT_BYTES_MAX &&
	     request.n == head->bytes);
	secret_make(&key, r);
	put_box(&box, head, &key, &place);
	e = seal_make(&sealed, reader, buf_bytes(&box), r);
	if (e == ERR_OK) {
		put_magic(out);
		buf_put_u64(out, (uint64_t)head->expires);
		buf_put_u16(out, (uint16_t)sealed.n);
		buf_put(out, buf_bytes(&sealed));
		e = put_chunks(out, &key, &place, request, r);
	}
	secret_wipe(&key);
	buf_fini(&box);
	buf_fini(&sealed);
	return e;
}

/* ---- decode ---- */

static enum err corrupt(struct why *why)
{
	return why_set(why, ERR_CORRUPT,
	    "草稿文件已损坏 / the file of the draft is damaged");
}

static bool read_magic(struct reader *r)
{
	return bytes_equal(reader_take(r, sizeof(magic)),
	    (struct bytes){ (const uint8_t *)magic, sizeof(magic) });
}

int64_t case_draft_file_expires(struct bytes file)
{
	struct reader r = reader_over(file);
	bool ours = read_magic(&r);
	uint64_t expires = reader_u64(&r);

	return ours && expires <= INT64_MAX && file.n >= sizeof(magic) + 8
		   ? (int64_t)expires
		   : -1;
}

static bool read_text(struct reader *r, char *out, size_t most)
{
	size_t n = reader_u8(r);
	struct bytes text = reader_take(r, n);

	if (n > most || text.n != n || !text_is_utf8(text) ||
	    (n > 0 && memchr(text.p, 0, n) != NULL))
		return false;
	memset(out, 0, most + 1);
	if (n > 0)
		memcpy(out, text.p, n);
	return true;
}

static bool read_box(struct case_draft_head *head, struct secret *key,
    const char *id, struct bytes box)
{
	struct reader r = reader_over(box);
	bool ours = read_magic(&r);
	struct bytes secret = reader_take(&r, sizeof(key->b));
	struct bytes owner = reader_take(&r, sizeof(head->owner.b));
	struct bytes name = reader_take(&r, CASE_DRAFT_ID_BYTES);

	head->saved = (int64_t)reader_u64(&r);
	head->expires = (int64_t)reader_u64(&r);
	head->bytes = reader_u64(&r);
	if (!ours || !read_text(&r, head->item, CASE_DRAFT_ITEM_BYTES_MAX) ||
	    !read_text(&r, head->home, CASE_DRAFT_ITEM_BYTES_MAX) ||
	    !read_text(&r, head->note, CASE_DRAFT_NOTE_BYTES_MAX) ||
	    !reader_done(&r) || head->bytes == 0 ||
	    head->bytes > CASE_DRAFT_BYTES_MAX)
		return false;
	memcpy(key->b, secret.p, sizeof(key->b));
	memcpy(head->owner.b, owner.p, sizeof(head->owner.b));
	text_hex(head->id, name);
	return strcmp(head->id, id) == 0;
}

/* As many chunks as the head says, and nothing after them. */
static enum err read_chunks(struct buf *out, const struct secret *key,
    struct chunk_place *place, uint64_t bytes, struct reader *r,
    struct why *why)
{
	enum err e = ERR_OK;

	for (uint64_t left = bytes; e == ERR_OK && left > 0; place->index++) {
		size_t n = left > CHUNK_PLAIN_BYTES_MAX ? CHUNK_PLAIN_BYTES_MAX
							: (size_t)left;
		struct bytes sealed = reader_take(r, n + CHUNK_OVERHEAD_BYTES);

		left -= n;
		place->end = left > 0 ? CHUNK_MORE : CHUNK_LAST;
		if (sealed.n != n + CHUNK_OVERHEAD_BYTES)
			return corrupt(why);
		if (place->index == 0)
			e = chunk_claimed_object(&place->object, sealed);
		if (e == ERR_OK)
			e = chunk_open(out, key, place, sealed, why);
	}
	if (e == ERR_OK && reader_done(r))
		return ERR_OK;
	return corrupt(why);
}

enum err case_draft_file_decode(struct case_draft_head *head,
    struct buf *request, const char *id, const struct digest *network,
    const struct seal_ring *ring, struct bytes file, struct why *why)
{
	struct reader r = reader_over(file);
	struct buf box = { .kind = BUF_WIPED };
	struct secret key = { { 0 } };
	bool ours = read_magic(&r);
	uint64_t expires = reader_u64(&r);
	size_t n = reader_u16(&r);
	struct bytes sealed = reader_take(&r, n);
	enum err e;

	if (!ours || sealed.n != n || n == 0 || n > BOX_BYTES_MAX)
		return corrupt(why);
	e = seal_ring_open(&box, ring, sealed);
	if (e != ERR_OK)
		e = why_set(why, ERR_CRYPTO,
		    "本节点的封装密钥打不开该草稿 / no sealing key of this "
		    "node opens the draft");
	else if (!read_box(head, &key, id, buf_bytes(&box)) ||
		 (uint64_t)head->expires != expires)
		e = corrupt(why);
	if (e == ERR_OK && request != NULL) {
		struct chunk_place place =
		    place_of(head, network, ring->pairs[0].public.suite);

		e = read_chunks(request, &key, &place, head->bytes, &r, why);
	}
	secret_wipe(&key);
	buf_fini(&box);
	return e;
}
