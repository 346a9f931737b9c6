#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/text.h"
#include "sync/gitobj.h"
#include "sync/repo.h"
#include "sync/store.h"
#include "tests/unit/sync/log.h"

struct world {
	struct log log;
	char *folder;
};

static int set_up(void **state)
{
	struct world *w = mem_new(sizeof(*w));

	log_init(&w->log);
	w->folder = folder_make();
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	folder_drop(w->folder);
	log_fini(&w->log);
	mem_free(w);
	return 0;
}

static enum err count_acts(void *arg, const struct batch *b, struct why *why)
{
	uint64_t *count = arg;

	(void)why;
	assert_int_equal(b->first, *count);
	*count += b->count;
	return ERR_OK;
}

/* Open the log; @seen counts its acts. */
static enum err open_log(struct world *w, enum store_mode mode,
    struct store **out, uint64_t *seen, struct why *why)
{
	struct store_log log = { LOG_NODE, &w->log.network,
		&w->log.key.public };

	*seen = 0;
	*out = store_git_new(w->folder, mode);
	return store_open(*out, &log, count_acts, seen, why);
}

static struct store *open_good(struct world *w, uint64_t *seen)
{
	struct store *s;
	struct why why = { 0 };

	if (open_log(w, STORE_WRITE, &s, seen, &why))
		fail_msg("%s", why.text);
	return s;
}

static void put(struct world *w, struct store *s, size_t batches)
{
	struct batch *b = mem_new_array(batches, sizeof(*b));
	struct why why = { 0 };

	for (size_t i = 0; i < batches; i++)
		b[i] = log_batch(&w->log, 2);
	if (store_put(s, LOG_NODE, b, batches, &why))
		fail_msg("%s", why.text);
	for (size_t i = 0; i < batches; i++)
		batch_fini(&b[i]);
	mem_free(b);
}

static void a_log_is_there_after_a_restart(void **state)
{
	struct world *w = *state;
	uint64_t seen;
	struct store *s = open_good(w, &seen);

	assert_int_equal(seen, 0);
	put(w, s, 1);
	put(w, s, 5);
	put(w, s, 1);
	store_free(s);
	s = open_good(w, &seen);
	assert_int_equal(seen, 14);
	assert_memory_equal(
	    store_head(s, LOG_NODE), &w->log.end, sizeof(w->log.end));
	assert_int_equal(store_count(s, LOG_NODE), 7);
	put(w, s, 1);
	store_free(s);
}

static void reading_makes_nothing(void **state)
{
	struct world *w = *state;
	char *path = repo_path(w->folder, LOG_NODE);
	struct store *s;
	uint64_t seen;

	assert_int_equal(
	    open_log(w, STORE_READ, &s, &seen, NULL), ERR_NOT_FOUND);
	store_free(s);
	assert_false(repo_is_there(path));
	s = open_good(w, &seen);
	put(w, s, 2);
	store_free(s);
	assert_int_equal(open_log(w, STORE_READ, &s, &seen, NULL), ERR_OK);
	assert_int_equal(seen, 4);
	store_free(s);
	mem_free(path);
}

static void write_file(const char *folder, const char *name)
{
	char *path = mem_print("%s/" LOG_NODE ".git/%s", folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	mem_free(path);
}

static void locks_of_a_killed_process_do_not_stop_us(void **state)
{
	struct world *w = *state;
	uint64_t seen;
	struct store *s = open_good(w, &seen);

	put(w, s, 1);
	store_free(s);
	write_file(w->folder, "HEAD.lock");
	write_file(w->folder, "refs/heads/log.lock");
	write_file(w->folder, "packed-refs.lock");
	write_file(w->folder, "objects/tmp_object_git2_abc123");
	write_file(w->folder, "objects/pack/pack_git2_abc123");
	s = open_good(w, &seen);
	put(w, s, 1);
	put(w, s, 2);
	store_free(s);
}

static void half_a_repository_is_made_anew(void **state)
{
	struct world *w = *state;
	char *beside = mem_print("%s/.new-" LOG_NODE, w->folder);
	uint64_t seen;
	struct store *s;

	assert_int_equal(mkdir(beside, 0700), 0);
	s = open_good(w, &seen);
	put(w, s, 1);
	store_free(s);
	assert_int_equal(access(beside, F_OK), -1);
	mem_free(beside);
}

/* The loose object that holds the acts of batch 0. */
static char *acts_path(const struct world *w, const struct batch *b)
{
	char hex[GITOBJ_HEX_ROOM];

	gitobj_hex(hex, &b->acts_id);
	return mem_print(
	    "%s/" LOG_NODE ".git/objects/%.2s/%s", w->folder, hex, hex + 2);
}

static void rotten_bytes_are_found_at_the_start(void **state)
{
	struct world *w = *state;
	uint64_t seen;
	struct store *s = open_good(w, &seen);
	struct batch b = log_batch(&w->log, 2);
	char *path = acts_path(w, &b);
	struct why why = { 0 };
	struct bytes commit, acts;

	assert_int_equal(store_put(s, LOG_NODE, &b, 1, NULL), ERR_OK);
	put(w, s, 1);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(truncate(path, 40), 0);
	assert_int_equal(
	    store_get(s, LOG_NODE, 0, w->log.arena, &commit, &acts, &why),
	    ERR_CORRUPT);
	store_free(s);
	assert_int_equal(
	    open_log(w, STORE_WRITE, &s, &seen, &why), ERR_CORRUPT);
	assert_non_null(strstr(why.text, "log hanbin, commit "));
	store_free(s);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(
	    open_log(w, STORE_WRITE, &s, &seen, &why), ERR_CORRUPT);
	store_free(s);
	batch_fini(&b);
	mem_free(path);
}

static void a_log_of_another_key_or_network_does_not_open(void **state)
{
	struct world *w = *state;
	uint64_t seen;
	struct store *s = open_good(w, &seen);
	struct sign_public kept = w->log.key.public;

	put(w, s, 1);
	store_free(s);
	w->log.key.public.opaque[3] ^= 1;
	assert_int_equal(
	    open_log(w, STORE_WRITE, &s, &seen, NULL), ERR_CORRUPT);
	store_free(s);
	w->log.key.public = kept;
	w->log.network.b[0] ^= 1;
	assert_int_equal(
	    open_log(w, STORE_WRITE, &s, &seen, NULL), ERR_CORRUPT);
	store_free(s);
}

/* Somebody else moved the ref: nothing is acknowledged from then on. */
static void a_ref_that_moved_stops_the_store(void **state)
{
	struct world *w = *state;
	uint64_t seen;
	struct store *s = open_good(w, &seen), *other;
	struct batch a = log_batch(&w->log, 1), b;
	struct bytes commit, acts;
	struct why why = { 0 };

	assert_int_equal(store_put(s, LOG_NODE, &a, 1, NULL), ERR_OK);
	assert_int_equal(open_log(w, STORE_WRITE, &other, &seen, NULL), ERR_OK);
	b = log_batch(&w->log, 1);
	assert_int_equal(store_put(other, LOG_NODE, &b, 1, NULL), ERR_OK);
	assert_int_equal(store_put(s, LOG_NODE, &b, 1, &why), ERR_STORAGE);
	assert_true(why.text[0] != '\0');
	assert_int_equal(store_put(s, LOG_NODE, &b, 1, NULL), ERR_STORAGE);
	assert_int_equal(
	    store_get(s, LOG_NODE, 0, w->log.arena, &commit, &acts, NULL),
	    ERR_STORAGE);
	store_free(other);
	store_free(s);
	batch_fini(&a);
	batch_fini(&b);
}

/* What the child does: one batch, then three at once. */
static int run_child(char *folder)
{
	struct world w = { .folder = folder };
	struct store *s;
	uint64_t seen;

	log_init(&w.log);
	s = open_good(&w, &seen);
	w.log.end = *store_head(s, LOG_NODE);
	put(&w, s, 1);
	put(&w, s, 3);
	store_free(s);
	log_fini(&w.log);
	return 0;
}

/* Failpoints are read once a process: so the child is this program anew. */
static int run_until_killed(const struct world *w, enum failpoint f)
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0) {
		(void)setenv("TONGBAN_FAILPOINT", failpoint_name(f), 1);
		(void)execl("/proc/self/exe", "child", w->folder, (char *)NULL);
		_exit(3);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void a_kill_at_every_failpoint_loses_nothing(void **state)
{
	static const struct {
		enum failpoint f;
		uint64_t acts; /* that must be there, after 2 + this run's */
	} rows[] = {
		{ FAILPOINT_APPEND_BEFORE_WRITE, 0 },
		{ FAILPOINT_APPEND_AFTER_BLOBS, 0 },
		{ FAILPOINT_APPEND_AFTER_TREE, 0 },
		{ FAILPOINT_APPEND_AFTER_COMMIT, 0 },
		{ FAILPOINT_APPEND_AFTER_READBACK, 0 },
		{ FAILPOINT_APPEND_AFTER_REF, 2 },
		{ FAILPOINT_PUT_AFTER_OBJECTS, 2 },
		{ FAILPOINT_PUT_AFTER_REF, 8 },
	};
	struct world *w = *state;
	uint64_t seen;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct store *s = open_good(w, &seen);
		uint64_t before;
		int status;

		put(w, s, 1);
		store_free(s);
		before = chain_size(&w->log.end);
		status = run_until_killed(w, rows[i].f);
#ifdef FAILPOINTS
		assert_true(WIFSIGNALED(status));
		s = open_good(w, &seen);
		assert_int_equal(seen, before + rows[i].acts);
#else
		assert_true(WIFEXITED(status));
		s = open_good(w, &seen);
		assert_int_equal(seen, before + 8);
#endif
		w->log.end = *store_head(s, LOG_NODE);
		put(w, s, 1);
		store_free(s);
	}
}

static void a_kill_while_a_log_is_made_leaves_none_or_all(void **state)
{
	static const enum failpoint rows[] = { FAILPOINT_INIT_BEFORE_RENAME,
		FAILPOINT_INIT_AFTER_RENAME };
	struct world *w = *state;

	for (size_t i = 0; i < 2; i++) {
		uint64_t seen;
		struct store *s;
		char *path = repo_path(w->folder, LOG_NODE);

		(void)run_until_killed(w, rows[i]);
#ifdef FAILPOINTS
		assert_int_equal(repo_is_there(path), i == 1);
#endif
		s = open_good(w, &seen);
		store_free(s);
		folder_drop(mem_copy_text(path));
		mem_free(path);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		CASE(a_log_is_there_after_a_restart),
		CASE(reading_makes_nothing),
		CASE(locks_of_a_killed_process_do_not_stop_us),
		CASE(half_a_repository_is_made_anew),
		CASE(rotten_bytes_are_found_at_the_start),
		CASE(a_log_of_another_key_or_network_does_not_open),
		CASE(a_ref_that_moved_stops_the_store),
		CASE(a_kill_at_every_failpoint_loses_nothing),
		CASE(a_kill_while_a_log_is_made_leaves_none_or_all),
	};

	if (argc == 2)
		return run_child(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
