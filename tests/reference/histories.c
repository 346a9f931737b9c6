/*
 * Random histories of one case over the three nodes of the little world, with
 * what the engine answers, for reduce.py:
 *
 *	histories FIRST COUNT
 *
 * The seeds FIRST to FIRST+COUNT-1, one line each; before them what they stand
 * on, a line for licences and one for orders.  One seed gives one history,
 * whatever was made before it.  One in four is an order.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/reference/history.h"

#define RENEW 200 /* histories, then a new world: the arena only grows */

int main(int argc, char **argv)
{
	struct history_game games[2];
	uint64_t first, count;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: histories FIRST COUNT\n");
		return 2;
	}
	first = strtoull(argv[1], NULL, 10);
	count = strtoull(argv[2], NULL, 10);
	for (uint64_t i = 0; i < count; i++) {
		if (i % RENEW == 0)
			for (size_t k = 0; k < 2; k++) {
				if (i > 0)
					stage_fini(&games[k].stage);
				history_begin(
				    &games[k], k == 1 ? "life_order.yaml"
						      : "life_item.yaml");
				if (i == 0)
					history_print_base(&games[k]);
			}
		struct history_game *g = &games[(first + i) % 4 == 3 ? 1 : 0];

		history_play(g, first + i);
		history_print(g, first + i);
		history_clear(g);
	}
	for (size_t k = 0; count > 0 && k < 2; k++)
		stage_fini(&games[k].stage);
	return ferror(stdout) || fflush(stdout) != 0 ? 70 : 0;
}
