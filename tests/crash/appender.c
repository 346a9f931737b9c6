/*
 * appender - keeps acts and files through the product's own code, and says so.
 *
 *	appender FOLDER             makes what is missing, then three rounds of:
 *	                            an own act, four batches of another's log,
 *	                            a file, a key wrap, an erasure
 *	appender FOLDER SAID        looks for all that an earlier life has said,
 *	                            then one round more
 *
 * A line is written after what it says is durable, as a clerk's answer would
 * be: "log NODE SIZE ROOT", "time SECONDS", "file NAME", "gone NAME".  Whoever
 * reads them may kill this program, fail its system calls or take the power
 * away.  Exit 70: storage failed, nothing more was said; 1: something that was
 * said is not so.
 *
 * What it writes depends on nothing but what is there: a life after a crash
 * writes the same bytes again, as peers do who send their batches once more.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sync/signed_time.h"
#include "sync/store.h"
#include "sync/task_fields.h"
#include "sync/vault.h"
#include "tests/unit/sync/log.h"

#define PEER        "ankang-gaoxin"
#define ROUNDS      3
#define ROUND_FILES 4 /* two are kept, one is a wrap, one is erased */
#define LINE_BYTES  256
#define EXIT_BROKEN 1
#define EXIT_FAILED 70

struct world {
	const char *folder;
	struct store *store;
	struct vault_store *vault;
	struct signed_time *signed_time;
	struct log own, peer;
	bool checking;
};

static void stop_on(enum err e, const struct why *why)
{
	if (e == ERR_OK)
		return;
	(void)fprintf(stderr, "appender: %s: %s\n", err_name(e), why->text);
	exit(EXIT_FAILED);
}

static void broken(const char *line)
{
	(void)fprintf(stderr, "appender: not so: %s\n", line);
	exit(EXIT_BROKEN);
}

/* One write(2) a line: what was not written was not said. */
static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
	char line[LINE_BYTES];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	must(n > 0 && n < (int)sizeof(line));
	if (write(STDOUT_FILENO, line, (size_t)n) != n) {
		perror("appender: cannot say it");
		exit(EXIT_FAILED);
	}
}

/* ---- logs ---- */

static void say_log(const char *node, const struct chain *end)
{
	struct digest root = chain_root(end);
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, &root);
	say("log %s %" PRIu64 " %s\n", node, chain_size(end), hex);
}

/* The same acts at the same place, whichever life writes them. */
static void draw_by_place(struct log *l)
{
	uint64_t size = chain_size(&l->end);
	uint8_t seed[RANDOM_SEED_BYTES] = { (uint8_t)size, (uint8_t)(size >> 8),
		(uint8_t)l->end.node[0] };

	random_seeded_init(&l->random, seed);
}

static void init_log(struct log *l, const char *node)
{
	log_init(l);
	chain_init(&l->end, node, &l->key.public);
}

static void open_log(struct world *w, struct log *l)
{
	struct store_log log = { l->end.node, &l->network, &l->key.public };
	struct why why = { 0 };

	stop_on(store_open(w->store, &log, NULL, NULL, &why), &why);
	l->end = *store_head(w->store, l->end.node);
}

static struct task *new_task(enum task_kind kind, const struct log *l)
{
	struct task *t = task_new(kind);

	memcpy(t->node, l->end.node, sizeof(t->node));
	t->network = l->network;
	t->log_key = l->key.public;
	t->pair = &l->key;
	t->at = l->end;
	return t;
}

static void run_task(const struct world *w, struct log *l, struct task *t)
{
	struct task_host host = { .store = w->store,
		.signed_time = w->signed_time };
	struct why why = { 0 };

	stop_on(task_run(t, &host, &why), &why);
	l->end = *store_head(w->store, l->end.node);
	task_free(t);
}

static void append_own(struct world *w)
{
	struct log *l = &w->own;
	struct task *t = new_task(TASK_APPEND, l);

	draw_by_place(l);
	t->time = LOG_START + (int64_t)chain_size(&l->end);
	if (t->time < signed_time_last(w->signed_time))
		t->time = signed_time_last(w->signed_time);
	t->act_count = 2;
	t->acts = mem_new_array(t->act_count, sizeof(t->acts[0]));
	for (size_t i = 0; i < t->act_count; i++)
		buf_put(&t->acts[i], log_act(l, "note.test"));
	run_task(w, l, t);
	say_log(LOG_NODE, &l->end);
	say("time %" PRId64 "\n", signed_time_last(w->signed_time));
}

/* One batch of one act, kept as loose objects; then three of six acts, as a
 * pack; and so on, from wherever an earlier life came to. */
static void put_peers(struct world *w)
{
	struct log *l = &w->peer;
	size_t count = chain_size(&l->end) % 7 == 0 ? 1 : 3;
	struct task *t = new_task(TASK_PUT, l);

	draw_by_place(l);
	t->batches = mem_new_array(count, sizeof(t->batches[0]));
	t->batch_count = count;
	for (size_t i = 0; i < count; i++)
		t->batches[i] = log_batch(l, 1 + i);
	run_task(w, l, t);
	say_log(PEER, &l->end);
}

/* ---- files ---- */

static struct buf make_file(unsigned number, enum vault_kind kind)
{
	struct buf out = { 0 };
	size_t n = kind == VAULT_WRAP ? 200 : 9000;
	uint8_t seed[RANDOM_SEED_BYTES] = { 'f', (uint8_t)number };
	struct random_seeded random;

	random_seeded_init(&random, seed);
	random_fill(&random.random, buf_extend(&out, n), n);
	return out;
}

static struct digest keep_file(
    struct world *w, unsigned number, enum vault_kind kind)
{
	struct buf sealed = make_file(number, kind);
	struct digest name = vault_name(buf_bytes(&sealed));
	struct why why = { 0 };

	stop_on(
	    vault_put(w->vault, kind, &name, buf_bytes(&sealed), &why), &why);
	buf_fini(&sealed);
	return name;
}

static void say_file(const char *what, const struct digest *name)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, name);
	say("%s %s\n", what, hex);
}

static void keep_files(struct world *w, unsigned round)
{
	unsigned number = round * ROUND_FILES;
	struct digest name = keep_file(w, number, VAULT_FILE);
	struct why why = { 0 };

	say_file("file", &name);
	name = keep_file(w, number + 1, VAULT_WRAP);
	say_file("file", &name);
	name = keep_file(w, number + 2, VAULT_FILE);
	stop_on(vault_erase(w->vault, &name, &why), &why);
	say_file("gone", &name);
}

/* ---- what was said ---- */

static void check_log(struct world *w, const char *line, const char *node,
    uint64_t size, const char *root)
{
	uint64_t index;
	char hex[DIGEST_HEX_ROOM];
	struct bytes commit, acts;

	if (!store_border(w->store, node, size, &index))
		broken(line);
	digest_hex(hex, &store_place(w->store, node, index)->root);
	if (strcmp(hex, root) != 0 ||
	    store_get(w->store, node, index, w->own.arena, &commit, &acts,
		NULL) != ERR_OK)
		broken(line);
}

static void check_file(
    struct world *w, const char *line, const char *hex, bool there)
{
	struct buf out = { 0 };
	struct digest name;
	enum err e;

	if (digest_unhex(&name, bytes_text(hex)) != ERR_OK)
		broken(line);
	e = vault_get(w->vault, &name, &out, NULL);
	if (e != (there ? ERR_OK : ERR_NOT_FOUND))
		broken(line);
	buf_fini(&out);
}

static void check_line(struct world *w, const char *line)
{
	char a[LINE_BYTES], b[LINE_BYTES];
	uint64_t number;
	int64_t time;

	if (sscanf(line, "log %200s %" SCNu64 " %200s", a, &number, b) == 3)
		check_log(w, line, a, number, b);
	else if (sscanf(line, "file %200s", a) == 1)
		check_file(w, line, a, true);
	else if (sscanf(line, "gone %200s", a) == 1)
		check_file(w, line, a, false);
	else if (sscanf(line, "time %" SCNd64, &time) != 1 ||
		 signed_time_last(w->signed_time) < time)
		broken(line);
}

static void check_said(struct world *w, const char *path)
{
	FILE *f = fopen(path, "re");
	char line[LINE_BYTES];

	must(f != NULL);
	while (fgets(line, sizeof(line), f) != NULL)
		check_line(w, line);
	(void)fclose(f);
}

/* ---- a life ---- */

static void open_all(struct world *w)
{
	char *logs = mem_print("%s/logs", w->folder);
	char *files = mem_print("%s/vault", w->folder);
	char *wraps = mem_print("%s/wraps", w->folder);
	struct why why = { 0 };

	init_log(&w->own, LOG_NODE);
	init_log(&w->peer, PEER);
	w->store = store_git_new(logs, STORE_WRITE);
	open_log(w, &w->own);
	open_log(w, &w->peer);
	stop_on(
	    signed_time_open(&w->signed_time, w->folder, w->own.end.time, &why),
	    &why);
	stop_on(vault_file_open(&w->vault, files, wraps, &why), &why);
	mem_free(logs);
	mem_free(files);
	mem_free(wraps);
}

static void close_all(struct world *w)
{
	store_free(w->store);
	vault_free(w->vault);
	signed_time_close(w->signed_time);
	log_fini(&w->own);
	log_fini(&w->peer);
}

static void play(struct world *w, unsigned round)
{
	append_own(w);
	put_peers(w);
	put_peers(w);
	keep_files(w, round);
}

int main(int argc, char **argv)
{
	struct world w = { .folder = argv[1] };

	if (argc < 2 || argc > 3)
		return 2;
	open_all(&w);
	if (argc == 3) {
		check_said(&w, argv[2]);
		play(&w, ROUNDS);
	} else {
		for (unsigned round = 0; round < ROUNDS; round++)
			play(&w, round);
	}
	close_all(&w);
	return 0;
}
