#include "node/staging.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/chunk.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "sync/disk.h"
#include "sync/vault.h"

struct pieces {
	uint8_t bits[VAULT_CHUNKS_MAX / 8];
};

struct staging_upload {
	char id[STAGING_ID_ROOM];
	struct digest owner;
	uint64_t bytes, total, there;
	struct pieces has, writing;
	size_t writes; /* under way */
	int64_t used_ms;
	unsigned holds;
	bool used, dropped;
	int fd;             /* owned */
	struct secret *key; /* owned; secret_new() */
	struct chunk_place place;
};

struct staging {
	char *folder; /* owned */
	uint8_t suite;
	size_t count;
	struct staging_upload *uploads[STAGING_COUNT_MAX]; /* owned, each */
};

static bool get(const struct pieces *p, uint64_t index)
{
	return (p->bits[index / 8] >> (index % 8) & 1) != 0;
}

static void set(struct pieces *p, uint64_t index, bool on)
{
	uint8_t bit = (uint8_t)(1u << (index % 8));

	p->bits[index / 8] = (uint8_t)(on ? p->bits[index / 8] | bit
					  : p->bits[index / 8] & ~bit);
}

/* ---- life ---- */

enum err staging_open(
    struct staging **out, const char *folder, uint8_t suite, struct why *why)
{
	struct staging *s;
	enum err e = disk_remove_folder(folder, why);

	if (e == ERR_OK)
		e = disk_make_folder(folder, why);
	if (e != ERR_OK)
		return e;
	s = mem_new(sizeof(*s));
	s->folder = mem_copy_text(folder);
	s->suite = suite;
	*out = s;
	return ERR_OK;
}

static void free_upload(struct staging_upload *u)
{
	(void)close(u->fd);
	secret_free(u->key);
	mem_free(u);
}

void staging_close(struct staging *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++)
		free_upload(s->uploads[i]);
	mem_free(s->folder);
	mem_free(s);
}

uint64_t staging_free_bytes(const struct staging *s)
{
	struct statvfs v;

	if (statvfs(s->folder, &v) != 0)
		return 0;
	return (uint64_t)v.f_bavail * v.f_frsize;
}

/* ---- room ---- */

struct sums {
	size_t count;
	uint64_t bytes;
	uint64_t missing; /* not written yet */
};

static struct sums sum(const struct staging *s, const struct digest *owner)
{
	struct sums out = { 0 };

	for (size_t i = 0; i < s->count; i++) {
		const struct staging_upload *u = s->uploads[i];

		if (owner != NULL && !digest_equal(&u->owner, owner))
			continue;
		out.count++;
		out.bytes += u->bytes;
		out.missing += (u->total - u->there) * CHUNK_SEALED_BYTES_MAX;
	}
	return out;
}

static enum rule check_room(
    const struct staging *s, const struct staging_ask *ask, struct why *why)
{
	struct sums own = sum(s, &ask->owner), all = sum(s, NULL);
	uint64_t needed = STAGING_FLOOR_BYTES + all.missing + all.bytes +
			  2 * vault_sealed_bytes(ask->bytes);

	if (own.count >= STAGING_COUNT_EACH || all.count >= STAGING_COUNT_MAX ||
	    own.bytes + ask->bytes > STAGING_BYTES_EACH ||
	    all.bytes + ask->bytes > STAGING_BYTES_MAX) {
		(void)(why_set(why, ERR_LIMIT,
			   "未用完的上传过多,请先办完或删除 / too much is on "
			   "its way in; use or delete what was uploaded") ==
		       ERR_OK);
		return RULE_UPLOAD_LIMIT;
	}
	if (ask->free_bytes < needed) {
		(void)(why_set(why, ERR_NO_SPACE,
			   "磁盘余量不足,请运维人员清理 / the disk would be "
			   "too full; the operator makes room") == ERR_OK);
		return RULE_UPLOAD_LIMIT;
	}
	return RULE_NONE;
}

/* A file without a name: it ends with the process. */
static int open_nameless(const struct staging *s, const char *id)
{
	char *path = mem_print("%s/%s", s->folder, id);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0 && unlink(path) != 0) {
		(void)close(fd);
		fd = -1;
	}
	mem_free(path);
	return fd;
}

static void draw(struct staging_upload *u, uint8_t suite, struct random *r)
{
	uint8_t id[STAGING_ID_ROOM / 2];

	random_fill(r, id, sizeof(id));
	for (size_t i = 0; i < sizeof(id); i++)
		(void)snprintf(u->id + 2 * i, 3, "%02x", id[i]);
	u->key = secret_new(sizeof(*u->key));
	secret_make(u->key, r);
	u->place.suite = suite;
	random_fill(r, u->place.dossier.b, sizeof(u->place.dossier.b));
	chunk_object_make(&u->place.object, r);
}

enum rule staging_start(struct staging *s, const struct staging_ask *ask,
    struct random *r, struct staging_upload **out, struct why *why)
{
	struct staging_upload *u;
	enum rule rule = check_room(s, ask, why);

	if (rule != RULE_NONE)
		return rule;
	u = mem_new(sizeof(*u));
	u->owner = ask->owner;
	u->bytes = ask->bytes;
	u->total = vault_chunks(ask->bytes);
	u->used_ms = ask->now_ms;
	draw(u, s->suite, r);
	u->fd = open_nameless(s, u->id);
	if (u->fd < 0) {
		(void)(disk_failed(why, "make a file in", s->folder) == ERR_OK);
		free_upload(u);
		return RULE_UPLOAD_LIMIT;
	}
	s->uploads[s->count++] = u;
	*out = u;
	return RULE_NONE;
}

struct staging_upload *staging_find(struct staging *s,
    const struct digest *owner, const char *id, int64_t now_ms)
{
	for (size_t i = 0; i < s->count; i++) {
		struct staging_upload *u = s->uploads[i];

		if (u->dropped || !digest_equal(&u->owner, owner) ||
		    strcmp(u->id, id) != 0)
			continue;
		u->used_ms = now_ms;
		return u;
	}
	return NULL;
}

static void forget(struct staging *s, struct staging_upload *u)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->uploads[i] != u)
			continue;
		s->uploads[i] = s->uploads[--s->count];
		break;
	}
	free_upload(u);
}

void staging_drop(struct staging *s, struct staging_upload *u)
{
	u->dropped = true;
	if (u->holds == 0)
		forget(s, u);
}

void staging_sweep(struct staging *s, int64_t now_ms)
{
	for (size_t i = s->count; i-- > 0;) {
		struct staging_upload *u = s->uploads[i];

		if (u->holds == 0 && now_ms - u->used_ms >= STAGING_IDLE_MS)
			forget(s, u);
	}
}

void staging_hold(struct staging_upload *u)
{
	u->holds++;
}

void staging_release(struct staging *s, struct staging_upload *u)
{
	must(u->holds > 0);
	if (--u->holds == 0 && u->dropped)
		forget(s, u);
}

/* ---- questions ---- */

size_t staging_count(const struct staging *s)
{
	return s->count;
}

const char *staging_id(const struct staging_upload *u)
{
	return u->id;
}

uint64_t staging_bytes(const struct staging_upload *u)
{
	return u->bytes;
}

uint64_t staging_total(const struct staging_upload *u)
{
	return u->total;
}

uint64_t staging_there(const struct staging_upload *u)
{
	return u->there;
}

bool staging_has(const struct staging_upload *u, uint64_t index)
{
	return index < u->total && get(&u->has, index);
}

size_t staging_piece_bytes(const struct staging_upload *u, uint64_t index)
{
	uint64_t left;

	if (index >= u->total)
		return 0;
	left = u->bytes - index * CHUNK_PLAIN_BYTES_MAX;
	return left < CHUNK_PLAIN_BYTES_MAX ? (size_t)left
					    : CHUNK_PLAIN_BYTES_MAX;
}

/* ---- pieces ---- */

bool staging_begin_piece(struct staging_upload *u, uint64_t index)
{
	must(index < u->total);
	if (u->used || u->dropped || get(&u->writing, index))
		return false;
	u->there -= get(&u->has, index) ? 1 : 0;
	set(&u->has, index, false);
	set(&u->writing, index, true);
	u->writes++;
	staging_hold(u);
	return true;
}

void staging_end_piece(
    struct staging_upload *u, uint64_t index, enum err outcome)
{
	must(get(&u->writing, index));
	set(&u->writing, index, false);
	u->writes--;
	if (outcome != ERR_OK)
		return;
	set(&u->has, index, true);
	u->there++;
}

bool staging_use(struct staging_upload *u)
{
	if (u->used || u->dropped || u->writes > 0)
		return false;
	u->used = true;
	staging_hold(u);
	return true;
}

void staging_unuse(struct staging_upload *u)
{
	u->used = false;
}

static struct chunk_place place_of(
    const struct staging_upload *u, uint64_t index)
{
	struct chunk_place place = u->place;

	place.index = index;
	place.end = index + 1 == u->total ? CHUNK_LAST : CHUNK_MORE;
	return place;
}

enum err staging_put(struct staging_upload *u, uint64_t index,
    struct bytes plain, struct random *r, struct why *why)
{
	struct chunk_place place = place_of(u, index);
	struct buf sealed = { 0 };
	enum err e;

	must(plain.n > 0 && plain.n == staging_piece_bytes(u, index));
	must(chunk_seal(&sealed, u->key, &place, plain, r) == ERR_OK);
	e = disk_put_at(u->fd, "an upload", index * CHUNK_SEALED_BYTES_MAX,
	    buf_bytes(&sealed), why);
	buf_fini(&sealed);
	return e;
}

enum err staging_get(struct staging_upload *u, uint64_t index,
    struct buf *plain, struct why *why)
{
	struct chunk_place place = place_of(u, index);
	size_t n = staging_piece_bytes(u, index) + CHUNK_OVERHEAD_BYTES;
	uint8_t *sealed = mem_new(n);
	enum err e = disk_get_at(
	    u->fd, "an upload", index * CHUNK_SEALED_BYTES_MAX, sealed, n, why);

	if (e == ERR_OK)
		e = chunk_open(
		    plain, u->key, &place, (struct bytes){ sealed, n }, why);
	mem_free(sealed);
	return e;
}
