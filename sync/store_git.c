/*
 * The one door to libgit2 (1.5).  How a write goes, as in this file:
 *
 *   write_batches -> one batch: write_loose, three steps by streams
 *                 -> more:      write_packs, composed by sync/gitpack.c
 *                 -> read_back  every object, hashed again
 *                 -> move_ref   compare-and-swap
 *
 * libgit2 fsyncs objects, packs, the ref and their folders once
 * GIT_OPT_ENABLE_FSYNC_GITDIR is on, which must come before a repository is
 * opened.  git_odb_write() is not used: it hides a failed fsync.
 */
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <string.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/mem.h"
#include "base/why.h"
#include "sync/disk.h"
#include "sync/gitpack.h"
#include "sync/loose.h"
#include "sync/repo.h"
#include "sync/store.h"
#include "sync/store_backend.h"

struct store_git {
	struct store store; /* first: the functions cast back */
	char *folder;       /* owned */
	enum store_mode mode;
	bool synced; /* what an earlier process wrote is on disk */
};

struct repo {
	char *path; /* owned, as are the next two */
	git_repository *git;
	git_odb *odb;
};

/* libgit2's text is thread-local and may be missing: copied here. */
static enum err failed(struct why *why, enum err e, const char *what)
{
	const git_error *last = git_error_last();

	(void)why_set(why, e, "cannot %s: %s", what,
	    last && last->message ? last->message : "no reason given");
	git_error_clear();
	return e;
}

static git_oid to_git(const struct digest_sha1 *id)
{
	git_oid oid;

	memcpy(oid.id, id->b, sizeof(oid.id));
	return oid;
}

static bool is_same(const git_oid *oid, const struct digest_sha1 *id)
{
	return memcmp(oid->id, id->b, sizeof(oid->id)) == 0;
}

/* ---- opening ---- */

/* What a killed process wrote but did not sync counts from now on: make it
 * durable before anyone is told of it. */
static enum err sync_all(struct store_git *g, struct why *why)
{
	int fd;
	enum err e;

	if (g->synced)
		return ERR_OK;
	e = disk_make_folder(g->folder, why);
	if (e)
		return e;
	fd = open(g->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return disk_failed(why, "open", g->folder);
	if (syncfs(fd))
		e = disk_failed(why, "sync", g->folder);
	(void)close(fd);
	g->synced = !e;
	return e;
}

static enum err prepare(
    struct store_git *g, const char *node, const char *path, struct why *why)
{
	enum err e;

	if (g->mode == STORE_READ)
		return repo_is_there(path) ? ERR_OK
					   : why_set(why, ERR_NOT_FOUND,
						 "there is no %s", path);
	e = sync_all(g, why);
	if (!e && !repo_is_there(path))
		e = repo_make(g->folder, node, why);
	if (!e)
		e = repo_clean(path, why);
	return e;
}

static void close_repo(void *repo)
{
	struct repo *r = repo;

	git_odb_free(r->odb);
	git_repository_free(r->git);
	mem_free(r->path);
	mem_free(r);
}

static enum err read_ref(
    struct repo *r, bool *has_head, struct digest_sha1 *head, struct why *why)
{
	git_oid oid;
	int error = git_reference_name_to_id(&oid, r->git, REPO_REF);

	if (error && error != GIT_ENOTFOUND)
		return failed(why, ERR_CORRUPT, "read " REPO_REF);
	git_error_clear();
	*has_head = error == 0;
	if (*has_head)
		memcpy(head->b, oid.id, sizeof(head->b));
	return ERR_OK;
}

static enum err open_repo(struct store *s, const char *node, void **repo,
    bool *has_head, struct digest_sha1 *head, struct why *why)
{
	struct store_git *g = (struct store_git *)s;
	struct repo *r = mem_new(sizeof(*r));
	enum err e;

	r->path = repo_path(g->folder, node);
	e = prepare(g, node, r->path, why);
	if (!e && (git_repository_open_bare(&r->git, r->path) ||
		      git_repository_odb(&r->odb, r->git)))
		e = failed(why, ERR_CORRUPT, "open the repository");
	if (!e)
		e = read_ref(r, has_head, head, why);
	if (e) {
		close_repo(r);
		return e;
	}
	*repo = r;
	return ERR_OK;
}

/* ---- reading ---- */

static const git_object_t types[] = {
	[GITOBJ_COMMIT] = GIT_OBJECT_COMMIT,
	[GITOBJ_TREE] = GIT_OBJECT_TREE,
	[GITOBJ_BLOB] = GIT_OBJECT_BLOB,
};

/* libgit2 hashes what it reads (strict hash verification).  A miss makes it
 * look for new packs once; a pack that was just being moved gets one more try. */
static enum err read_packed(struct repo *r, enum gitobj_type type,
    const struct digest_sha1 *id, struct buf *out, struct why *why)
{
	git_odb_object *object;
	git_oid oid = to_git(id);
	enum err e = ERR_OK;

	if (git_odb_read(&object, r->odb, &oid) &&
	    (git_odb_refresh(r->odb) || git_odb_read(&object, r->odb, &oid)))
		return failed(why, ERR_CORRUPT, "read an object");
	if (git_odb_object_type(object) == types[type])
		buf_put(out, (struct bytes){ git_odb_object_data(object),
				 git_odb_object_size(object) });
	else
		e = why_set(why, ERR_CORRUPT, "an object is of another type");
	git_odb_object_free(object);
	return e;
}

static enum err read_object(void *repo, enum gitobj_type type,
    const struct digest_sha1 *id, struct buf *out, struct why *why)
{
	struct repo *r = repo;
	enum err e = loose_read(r->path, type, id, out, why);

	return e == ERR_NOT_FOUND ? read_packed(r, type, id, out, why) : e;
}

/* ---- writing ---- */

static enum err write_object(struct repo *r, enum gitobj_type type,
    const struct digest_sha1 *id, struct bytes content, struct why *why)
{
	git_odb_stream *stream;
	git_oid oid;
	enum err e = ERR_OK;

	if (git_odb_open_wstream(&stream, r->odb, content.n, types[type]))
		return failed(why, ERR_STORAGE, "begin an object");
	if (git_odb_stream_write(stream, (const char *)content.p, content.n) ||
	    git_odb_stream_finalize_write(&oid, stream))
		e = failed(why, ERR_STORAGE, "write an object");
	else
		must(is_same(&oid, id));
	git_odb_stream_free(stream);
	return e;
}

static enum err write_loose(
    struct repo *r, const struct batch *b, struct why *why)
{
	struct buf tree = { 0 };
	enum err e;

	store_tree(&tree, b);
	failpoint(FAILPOINT_APPEND_BEFORE_WRITE);
	e = write_object(r, GITOBJ_BLOB, &b->acts_id, buf_bytes(&b->acts), why);
	if (!e)
		e = write_object(
		    r, GITOBJ_BLOB, &b->checkpoint_id, b->checkpoint, why);
	failpoint(FAILPOINT_APPEND_AFTER_BLOBS);
	if (!e)
		e = write_object(
		    r, GITOBJ_TREE, &b->tree_id, buf_bytes(&tree), why);
	failpoint(FAILPOINT_APPEND_AFTER_TREE);
	if (!e)
		e = write_object(r, GITOBJ_COMMIT, &b->commit_id,
		    buf_bytes(&b->commit), why);
	failpoint(FAILPOINT_APPEND_AFTER_COMMIT);
	buf_fini(&tree);
	return e;
}

static enum err write_pack(struct repo *r, struct bytes pack, struct why *why)
{
	git_odb_writepack *writer;
	git_indexer_progress progress = { 0 };
	enum err e = ERR_OK;

	if (git_odb_write_pack(&writer, r->odb, NULL, NULL))
		return failed(why, ERR_STORAGE, "begin a pack");
	if (writer->append(writer, pack.p, pack.n, &progress) ||
	    writer->commit(writer, &progress))
		e = failed(why, ERR_STORAGE, "write a pack");
	writer->free(writer);
	return e;
}

static enum err write_packs(
    struct repo *r, const struct batch *batches, size_t count, struct why *why)
{
	struct buf pack = { 0 };
	enum err e = ERR_OK;
	size_t n;

	for (size_t i = 0; i < count && !e; i += n) {
		n = gitpack_fitting(batches + i, count - i);
		buf_clear(&pack);
		gitpack_compose(&pack, batches + i, n);
		e = write_pack(r, buf_bytes(&pack), why);
	}
	buf_fini(&pack);
	failpoint(FAILPOINT_PUT_AFTER_OBJECTS);
	if (!e && git_odb_refresh(r->odb))
		e = failed(why, ERR_STORAGE, "find the new packs");
	return e;
}

/* Read an object again and hash it ourselves. */
static enum err check_object(struct repo *r, enum gitobj_type type,
    const struct digest_sha1 *id, struct buf *scratch, struct why *why)
{
	struct digest_sha1 again;
	enum err e;

	buf_clear(scratch);
	e = read_object(r, type, id, scratch, why);
	if (e)
		return e;
	again = gitobj_name(type, buf_bytes(scratch));
	if (gitobj_same(&again, id))
		return ERR_OK;
	return why_set(
	    why, ERR_STORAGE, "what was written reads back as other bytes");
}

/* SHA-1 names are no evidence: the acts are hashed for the tree as well. */
static enum err check_leaves(
    const struct batch *b, struct bytes acts, struct why *why)
{
	struct batch again = { .count = 0 };
	bool same =
	    batch_cut(&again, acts, why) == RULE_NONE &&
	    again.count == b->count &&
	    memcmp(again.leaves, b->leaves, b->count * sizeof(*b->leaves)) == 0;

	batch_fini(&again);
	return same ? ERR_OK
		    : why_set(why, ERR_STORAGE,
			  "the acts that were written read back as others");
}

static enum err read_back(
    struct repo *r, const struct batch *batches, size_t count, struct why *why)
{
	struct buf scratch = { 0 };
	enum err e = ERR_OK;

	for (size_t i = 0; i < count && !e; i++) {
		const struct batch *b = &batches[i];

		e = check_object(
		    r, GITOBJ_COMMIT, &b->commit_id, &scratch, why);
		if (!e)
			e = check_object(
			    r, GITOBJ_TREE, &b->tree_id, &scratch, why);
		if (!e)
			e = check_object(
			    r, GITOBJ_BLOB, &b->checkpoint_id, &scratch, why);
		if (!e)
			e = check_object(
			    r, GITOBJ_BLOB, &b->acts_id, &scratch, why);
		if (!e)
			e = check_leaves(b, buf_bytes(&scratch), why);
	}
	buf_fini(&scratch);
	return e;
}

static enum err move_ref(struct repo *r, const struct batch *first,
    const struct batch *last, struct why *why)
{
	git_reference *ref = NULL;
	git_oid to = to_git(&last->commit_id), from = to_git(&first->parent);
	int error =
	    first->has_parent
		? git_reference_create_matching(
		      &ref, r->git, REPO_REF, &to, 1, &from, NULL)
		: git_reference_create(&ref, r->git, REPO_REF, &to, 0, NULL);

	git_reference_free(ref);
	return error ? failed(why, ERR_STORAGE, "move " REPO_REF) : ERR_OK;
}

static enum err write_batches(
    void *repo, const struct batch *batches, size_t count, struct why *why)
{
	struct repo *r = repo;
	enum err e = count == 1 ? write_loose(r, batches, why)
				: write_packs(r, batches, count, why);

	if (!e)
		e = read_back(r, batches, count, why);
	if (count == 1)
		failpoint(FAILPOINT_APPEND_AFTER_READBACK);
	if (!e)
		e = move_ref(r, batches, &batches[count - 1], why);
	failpoint(
	    count == 1 ? FAILPOINT_APPEND_AFTER_REF : FAILPOINT_PUT_AFTER_REF);
	return e;
}

/* ---- life ---- */

static void free_store(struct store *s)
{
	struct store_git *g = (struct store_git *)s;

	mem_free(g->folder);
	mem_free(g);
	(void)git_libgit2_shutdown();
}

/* Nothing but our own repositories decides: no host configuration, no cache
 * that would answer for the disk. */
static void start_library(void)
{
	static const int levels[] = { GIT_CONFIG_LEVEL_PROGRAMDATA,
		GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
		GIT_CONFIG_LEVEL_GLOBAL };

	must(git_libgit2_init() > 0);
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		must(!git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], ""));
	must(!git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1));
	must(!git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1));
	must(!git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0));
}

struct store *store_git_new(const char *folder, enum store_mode mode)
{
	static const struct store_ops ops = {
		.open = open_repo,
		.read = read_object,
		.write = write_batches,
		.close = close_repo,
		.free = free_store,
	};
	struct store_git *g = mem_new(sizeof(*g));

	start_library();
	g->store.ops = &ops;
	g->folder = mem_copy_text(folder);
	g->mode = mode;
	return &g->store;
}
