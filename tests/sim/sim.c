/*
 * sim - whole networks in one process: hostile wires, wrong clocks, crashes.
 *
 *	sim [--seed N] [--steps N] [--nodes 3..300] [--runs N] [--quiet]
 *	    [--seeds FILE] [--break forget-acks|two-pens|deaf]
 *
 * One seed decides a run.  After every step the checks of check.c run; at the
 * end everything heals and all nodes must have come to the same bytes.  Prints
 * a line a run; exits 1 with the seed when a check fails.  --break sabotages
 * the code under test, to show that the checks can fail.  The last line is
 * "trace: HEX", over everything that was done, heard and computed.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/sim/world.h"

#define STEPS_PER_NODE  1500
#define NODES_DRAWN_MAX 10 /* when the seed says how many */
#define CASES_MAX       15

struct options {
	uint64_t seed, runs;
	uint64_t steps; /* 0: STEPS_PER_NODE for each */
	size_t nodes;   /* 0: by the seed */
	bool quiet;
	const char *seeds; /* file, or NULL */
	enum box_sabotage sabotage;
};

/* ---- the world ---- */

_Noreturn void world_fail(const struct world *w, const char *format, ...)
{
	va_list ap;

	(void)fprintf(stderr,
	    "sim: seed %" PRIu64 ", %zu nodes, step %" PRIu64 ": ", w->seed,
	    w->count, w->step);
	va_start(ap, format);
	(void)vfprintf(stderr, format, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	exit(1);
}

/* must() ends the process: say which seed it was. */
static char seed_line[64];

static void on_abort(int signal)
{
	ssize_t n = write(STDERR_FILENO, seed_line, strlen(seed_line));

	(void)n;
	(void)signal;
}

void world_trace(struct world *w, const void *p, size_t n)
{
	struct buf b = { 0 };

	buf_put(&b, digest_bytes(&w->trace));
	buf_put(&b, (struct bytes){ p, n });
	w->trace = digest_sha256(buf_bytes(&b));
	buf_fini(&b);
}

/* Mostly small ones: what goes wrong goes wrong among few, and sooner. */
static size_t draw_count(struct world *w)
{
	return TOWN_NODES_MIN +
	       (size_t)world_roll(w, NODES_DRAWN_MAX - TOWN_NODES_MIN + 1);
}

static struct world *world_new(uint64_t seed, const struct options *o)
{
	struct world *w = mem_new(sizeof(*w));
	uint8_t bytes[RANDOM_SEED_BYTES] = { 0 };

	for (unsigned i = 0; i < sizeof(seed); i++)
		bytes[i] = (uint8_t)(seed >> 8 * i);
	random_seeded_init(&w->random, bytes);
	w->seed = seed;
	w->count = o->nodes != 0 ? o->nodes : draw_count(w);
	w->cases_max =
	    w->count <= NODES_DRAWN_MAX ? CASES_MAX : w->count + w->count / 2;
	w->wall = TOWN_START;
	w->steady_ms = 1000;
	swarm_init(w);
	wire_init(w);
	w->town = town_new(w->count, &w->random.random);
	for (size_t i = 0; i < w->count; i++)
		box_init(&w->boxes[i], w->town, i, o->sabotage);
	return w;
}

static void world_free(struct world *w)
{
	wire_fini(w);
	for (size_t i = 0; i < w->count; i++)
		box_fini(&w->boxes[i]);
	check_fini(w);
	town_free(w->town);
	mem_free(w);
}

/* ---- healing ---- */

/* Who was new called the authority, and has peers of its own by now. */
static void leave_authority(struct world *w)
{
	for (size_t i = 0; i < w->link_count; i++) {
		struct world_link *l = &w->links[i];

		if (l->open && l->node[1] == 0 &&
		    l->node[0] != WORLD_STRANGER &&
		    !town_peers(w->town, l->node[0], 0) &&
		    !box_is_new(&w->boxes[l->node[0]]))
			wire_cut(w, l);
	}
}

static void dial_all(struct world *w)
{
	leave_authority(w);
	for (size_t a = 0; a < w->count; a++) {
		const struct town_node *n = &w->town->nodes[a];

		if (box_is_new(&w->boxes[a]) && !wire_connected(w, a, 0))
			wire_dial(w, a, 0);
		for (size_t i = 0; i < n->peer_count; i++) {
			if (a < n->peers[i] &&
			    !wire_connected(w, a, n->peers[i]))
				wire_dial(w, a, n->peers[i]);
		}
	}
}

static bool all_work(struct world *w)
{
	bool did = false;

	for (size_t i = 0; i < w->count; i++) {
		while (swarm_work(w, i, 0))
			did = true;
	}
	return did;
}

/* Everything that can move has moved. */
static void run_dry(struct world *w)
{
	bool did = true;

	while (did) {
		did = false;
		while (wire_move(w))
			did = true;
		did = all_work(w) || did;
		check_step(w);
	}
}

/* Rounds of half a minute: a want may have to time out, a need to be tried
 * again.  If ten minutes are not enough, something is stuck. */
static void heal(struct world *w)
{
	w->healing = true;
	wire_heal(w);
	for (size_t i = 0; i < w->count; i++)
		w->boxes[i].paused = false;
	for (unsigned round = 0; round < 20; round++) {
		dial_all(w);
		run_dry(w);
		swarm_pass_time(w, 31000);
		run_dry(w);
	}
}

/* ---- a run ---- */

/* Over all runs. */
struct tally {
	uint64_t acts, faults;
	struct digest trace;
	struct timespec began;
};

static void tell(const struct world *w)
{
	const uint64_t *f = w->fates;

	(void)printf("seed %" PRIu64 ": %zu nodes, %zu acts, %" PRIu64
		     " received, %" PRIu64 " taken, %" PRIu64
		     " refused, %" PRIu64 " reclaimed, %" PRIu64
		     " closed, %" PRIu64 " turned away; %" PRIu64
		     " cuts, %" PRIu64 " partitions, %" PRIu64
		     " restarts, %" PRIu64 " blackouts, %" PRIu64
		     " pauses, %" PRIu64 " flips, %" PRIu64 " strangers\n",
	    w->seed, w->count, w->ack_count, w->received, w->taken, w->refused,
	    w->reclaimed, w->closed, w->turned_away, f[FATE_CUT],
	    f[FATE_PARTITION] + f[FATE_ONE_WAY] + f[FATE_ISLAND],
	    f[FATE_RESTART], w->blackouts, f[FATE_PAUSE], f[FATE_FLIP],
	    f[FATE_STRANGER]);
}

static void add_up(struct tally *t, const struct world *w)
{
	struct buf b = { 0 };

	t->acts += w->ack_count;
	t->faults += swarm_faults(w);
	buf_put(&b, digest_bytes(&t->trace));
	buf_put(&b, digest_bytes(&w->trace));
	t->trace = digest_sha256(buf_bytes(&b));
	buf_fini(&b);
}

static void run(uint64_t seed, const struct options *o, struct tally *t)
{
	struct world *w;
	uint64_t steps;

	(void)snprintf(seed_line, sizeof(seed_line),
	    "sim: seed %" PRIu64 " aborted\n", seed);
	w = world_new(seed, o);
	steps = o->steps != 0 ? o->steps : STEPS_PER_NODE * w->count;
	for (w->step = 0; w->step < steps; w->step++) {
		swarm_step(w);
		check_step(w);
	}
	heal(w);
	check_end(w);
	if (!o->quiet)
		tell(w);
	add_up(t, w);
	world_free(w);
}

/* The trace is the last line: two programs that did the same say the same. */
static void tell_all(const struct tally *t, uint64_t runs)
{
	struct timespec now;
	char hex[DIGEST_HEX_ROOM];
	double s;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	s = (double)(now.tv_sec - t->began.tv_sec) +
	    (double)(now.tv_nsec - t->began.tv_nsec) / 1e9;
	digest_hex(hex, &t->trace);
	(void)printf("sim: %" PRIu64 " runs, every check held; %" PRIu64
		     " acts, %" PRIu64 " faults survived, %.0f acts/s\n"
		     "trace: %s\n",
	    runs, t->acts, t->faults, (double)t->acts / s, hex);
}

/* ---- options ---- */

/* "SEED reason", or "SEED/STEPS reason". */
static void run_line(const char *line, const struct options *o, struct tally *t)
{
	struct options own = *o;
	char *end;
	uint64_t seed = strtoull(line, &end, 10);

	if (*end == '/')
		own.steps = strtoull(end + 1, NULL, 10);
	run(seed, &own, t);
}

static bool run_file(const struct options *o, struct tally *t, uint64_t *runs)
{
	char line[256];
	FILE *f = fopen(o->seeds, "r");

	if (f == NULL) {
		perror(o->seeds);
		return false;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		if (line[0] < '0' || line[0] > '9')
			continue;
		run_line(line, o, t);
		++*runs;
	}
	must(fclose(f) == 0);
	return true;
}

static bool set_sabotage(struct options *o, const char *name)
{
	static const char *const names[] = { "none", "forget-acks", "two-pens",
		"deaf" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		o->sabotage = (enum box_sabotage)i;
		return true;
	}
	return false;
}

static bool set_number(struct options *o, const char *name, const char *value)
{
	char *end;
	uint64_t n = strtoull(value, &end, 10);

	if (*value == '\0' || *end != '\0')
		return false;
	if (strcmp(name, "--seed") == 0)
		o->seed = n;
	else if (strcmp(name, "--steps") == 0)
		o->steps = n;
	else if (strcmp(name, "--runs") == 0)
		o->runs = n;
	else if (strcmp(name, "--nodes") == 0 && n >= TOWN_NODES_MIN &&
		 n <= TOWN_NODES_MAX)
		o->nodes = (size_t)n;
	else
		return false;
	return true;
}

static bool set_option(struct options *o, const char *name, const char *value)
{
	if (strcmp(name, "--break") == 0)
		return set_sabotage(o, value);
	if (strcmp(name, "--seeds") == 0) {
		o->seeds = value;
		return true;
	}
	return set_number(o, name, value);
}

static bool parse(struct options *o, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--quiet") == 0)
			o->quiet = true;
		else if (i + 1 == argc || !set_option(o, argv[i], argv[i + 1]))
			return false;
		else
			i++;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct options o = { .seed = 1, .runs = 1 };
	struct tally t = { 0 };
	uint64_t runs = 0;

	if (!parse(&o, argc, argv)) {
		(void)fprintf(stderr,
		    "usage: sim [--seed N] [--steps N] [--nodes 3..300] "
		    "[--runs N] [--seeds FILE] [--quiet]\n");
		return 2;
	}
	(void)signal(SIGABRT, on_abort);
	(void)clock_gettime(CLOCK_MONOTONIC, &t.began);
	if (o.seeds != NULL && !run_file(&o, &t, &runs))
		return 1;
	for (; o.seeds == NULL && runs < o.runs; runs++)
		run(o.seed + runs, &o, &t);
	tell_all(&t, runs);
	return 0;
}
