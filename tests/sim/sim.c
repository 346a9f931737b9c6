/*
 * sim - whole networks in one process: hostile wires, wrong clocks, crashes.
 *
 *	sim [--seed N] [--steps N] [--nodes 3..10] [--runs N] [--quiet]
 *	    [--seeds FILE] [--break forget-acks|two-pens|deaf]
 *
 * One seed decides a run.  After every step the checks of check.c run; at the
 * end everything heals and all nodes must have come to the same bytes.  Prints
 * a line a run; exits 1 with the seed when a check fails.  --break sabotages
 * the code under test, to show that the checks can fail.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/sim/world.h"

#define STEPS_PER_NODE 1500

struct options {
	uint64_t seed, runs;
	uint64_t steps; /* 0: STEPS_PER_NODE for each */
	size_t nodes;   /* 0: by the seed */
	bool quiet;
	const char *seeds; /* file, or NULL */
	enum box_sabotage sabotage;
};

/* ---- a run ---- */

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

static struct world *world_new(uint64_t seed, const struct options *o)
{
	struct world *w = mem_new(sizeof(*w));
	uint8_t bytes[RANDOM_SEED_BYTES] = { 0 };

	memcpy(bytes, &seed, sizeof(seed));
	random_seeded_init(&w->random, bytes);
	w->seed = seed;
	w->count = o->nodes != 0 ? o->nodes
				 : TOWN_NODES_MIN +
				       (size_t)world_roll(w,
					   TOWN_NODES_MAX - TOWN_NODES_MIN + 1);
	w->wall = TOWN_START;
	w->steady_ms = 1000;
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

static void pass_time(struct world *w, int64_t ms)
{
	w->steady_ms += ms;
	w->wall += (ms + 999) / 1000;
	for (size_t i = 0; i < w->count; i++) {
		replica_tick(w->boxes[i].replica, w->steady_ms);
		if (world_roll(w, 50) == 0)
			replica_touch(w->boxes[i].replica, world_clock(w, i));
	}
}

/* A clock is set: forward or back, by up to six hours from the truth. */
static void set_clock(struct world *w, size_t node)
{
	w->boxes[node].skew = (int64_t)world_roll(w, 43200) - 21600;
}

static void restart(struct world *w, size_t node)
{
	w->restarts++;
	wire_cut_node(w, node);
	box_restart(&w->boxes[node]);
	check_restart(w, node);
}

static void work(struct world *w)
{
	size_t first = (size_t)world_roll(w, w->count);

	for (size_t i = 0; i < w->count; i++) {
		struct box *b = &w->boxes[(first + i) % w->count];

		if (box_work(b, random_u64(&w->random.random), w->steady_ms))
			return;
	}
}

/* Dials again what is not connected; sometimes what is. */
static void dial(struct world *w)
{
	size_t a = (size_t)world_roll(w, w->count);
	size_t b = (size_t)world_roll(w, w->count);

	if (!wire_connected(w, a, b) || world_roll(w, 10) == 0)
		wire_dial(w, a, b);
}

static void cut(struct world *w)
{
	size_t i = (size_t)world_roll(w, WORLD_LINKS_MAX);

	if (w->links[i].open)
		w->cuts++;
	wire_cut(w, &w->links[i]);
}

static void flow(struct world *w)
{
	uint64_t moves = 1 + world_roll(w, 8);

	while (moves-- > 0 && wire_move(w))
		;
}

static void step(struct world *w)
{
	uint64_t dice = world_roll(w, 1000);
	size_t node = (size_t)world_roll(w, w->count);

	if (dice < 450)
		flow(w);
	else if (dice < 750)
		work(w);
	else if (dice < 850)
		clerk_act(w, node);
	else if (dice < 910)
		dial(w);
	else if (dice < 970)
		pass_time(w, 1 + (int64_t)world_roll(w, 10000));
	else if (dice < 986)
		cut(w);
	else if (dice < 988)
		wire_partition(w);
	else if (dice < 995)
		wire_heal(w);
	else if (dice < 997)
		restart(w, node);
	else
		set_clock(w, node);
}

/* ---- healing ---- */

static void dial_all(struct world *w)
{
	for (size_t a = 0; a < w->count; a++) {
		for (size_t b = a + 1; b < w->count; b++) {
			if (!wire_connected(w, a, b))
				wire_dial(w, a, b);
		}
	}
}

static bool all_work(struct world *w)
{
	bool did = false;

	for (size_t i = 0; i < w->count; i++) {
		while (box_work(&w->boxes[i], 0, w->steady_ms))
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
	for (unsigned round = 0; round < 20; round++) {
		dial_all(w);
		run_dry(w);
		pass_time(w, 31000);
		run_dry(w);
	}
}

static void run(uint64_t seed, const struct options *o)
{
	struct world *w;
	uint64_t steps;

	(void)snprintf(seed_line, sizeof(seed_line),
	    "sim: seed %" PRIu64 " aborted\n", seed);
	w = world_new(seed, o);
	steps = o->steps != 0 ? o->steps : STEPS_PER_NODE * w->count;
	for (w->step = 0; w->step < steps; w->step++) {
		step(w);
		check_step(w);
	}
	heal(w);
	check_end(w);
	if (!o->quiet)
		(void)printf("seed %" PRIu64 ": %zu nodes, %zu acts, %" PRIu64
			     " received, %" PRIu64 " taken, %" PRIu64
			     " refused, %" PRIu64 " reclaimed, %" PRIu64
			     " closed, %" PRIu64 " turned away; %" PRIu64
			     " cuts, %" PRIu64 " partitions, %" PRIu64
			     " restarts\n",
		    seed, w->count, w->ack_count, w->received, w->taken,
		    w->refused, w->reclaimed, w->closed, w->turned_away,
		    w->cuts, w->partitions, w->restarts);
	world_free(w);
}

/* ---- options ---- */

static bool run_file(const struct options *o)
{
	char line[256];
	FILE *f = fopen(o->seeds, "r");

	if (f == NULL) {
		perror(o->seeds);
		return false;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		if (line[0] >= '0' && line[0] <= '9')
			run(strtoull(line, NULL, 10), o);
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

	if (!parse(&o, argc, argv)) {
		(void)fprintf(stderr,
		    "usage: sim [--seed N] [--steps N] [--nodes 3..10] "
		    "[--runs N] [--seeds FILE] [--quiet]\n");
		return 2;
	}
	(void)signal(SIGABRT, on_abort);
	if (o.seeds != NULL)
		return run_file(&o) ? 0 : 1;
	for (uint64_t i = 0; i < o.runs; i++)
		run(o.seed + i, &o);
	(void)printf("sim: %" PRIu64 " runs from seed %" PRIu64
		     ", every check held\n",
	    o.runs, o.seed);
	return 0;
}
