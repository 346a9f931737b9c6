/*
 * set - some of the nodes of a town.
 */
#ifndef TESTS_SIM_SET_H
#define TESTS_SIM_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/sim/town.h"

struct set {
	uint64_t w[(TOWN_NODES_MAX + 63) / 64];
};

static inline bool set_has(const struct set *s, size_t i)
{
	return (s->w[i / 64] >> i % 64 & 1u) != 0;
}

static inline void set_put(struct set *s, size_t i, bool in)
{
	uint64_t bit = UINT64_C(1) << i % 64;

	s->w[i / 64] = in ? s->w[i / 64] | bit : s->w[i / 64] & ~bit;
}

static inline size_t set_count(const struct set *s)
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(s->w) / sizeof(s->w[0]); i++)
		n += (size_t)__builtin_popcountll(s->w[i]);
	return n;
}

#endif
