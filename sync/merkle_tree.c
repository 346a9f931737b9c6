#include "sync/merkle_tree.h"

#include "base/mem.h"

/* The largest power of two below @n, which is above 1. */
static uint64_t split(uint64_t n)
{
	uint64_t k = 1;

	while (k << 1 < n)
		k <<= 1;
	return k;
}

static struct digest pair(const struct digest *left, const struct digest *right)
{
	return digest_pair(DIGEST_PREFIX_PAIR, left, right);
}

/* The head of the leaves from..to; a full subtree stands in its level. */
static struct digest head_of(
    const struct merkle_tree *t, uint64_t from, uint64_t to)
{
	uint64_t n = to - from;
	struct digest left, right;
	unsigned i = 0;

	if ((n & (n - 1)) == 0) {
		while (n >> i > 1)
			i++;
		return t->level[i][from >> i];
	}
	left = head_of(t, from, from + split(n));
	right = head_of(t, from + split(n), to);
	return pair(&left, &right);
}

enum err merkle_tree_init(
    struct merkle_tree *t, merkle_leaf_fn *leaf, void *arg, uint64_t size)
{
	enum err e = ERR_OK;

	*t = (struct merkle_tree){ .size = size };
	must(size > 0);
	if (size > MERKLE_TREE_SIZE_MAX)
		return ERR_LIMIT;
	t->level[0] = mem_new_array(size, sizeof(struct digest));
	for (uint64_t i = 0; e == ERR_OK && i < size; i++)
		e = leaf(arg, i, &t->level[0][i]);
	for (unsigned i = 1; e == ERR_OK && size >> i > 0; i++) {
		t->level[i] = mem_new_array(size >> i, sizeof(struct digest));
		for (uint64_t k = 0; k < size >> i; k++)
			t->level[i][k] = pair(&t->level[i - 1][2 * k],
			    &t->level[i - 1][2 * k + 1]);
	}
	if (e != ERR_OK)
		merkle_tree_fini(t);
	return e;
}

void merkle_tree_fini(struct merkle_tree *t)
{
	for (unsigned i = 0; i < MERKLE_PROOF_MAX; i++)
		mem_free(t->level[i]);
	*t = (struct merkle_tree){ 0 };
}

struct digest merkle_tree_root(const struct merkle_tree *t)
{
	return head_of(t, 0, t->size);
}

/* ---- proofs: found from the root down, written from the leaf up ---- */

static void push(const struct merkle_tree *t, struct merkle_proof *out,
    uint64_t from, uint64_t to)
{
	must(out->count < MERKLE_PROOF_MAX);
	out->hash[out->count++] = head_of(t, from, to);
}

static void turn_round(struct merkle_proof *p)
{
	for (unsigned i = 0; i < p->count / 2; i++) {
		struct digest other = p->hash[p->count - 1 - i];

		p->hash[p->count - 1 - i] = p->hash[i];
		p->hash[i] = other;
	}
}

void merkle_tree_inclusion(
    const struct merkle_tree *t, uint64_t index, struct merkle_proof *out)
{
	uint64_t low = 0, high = t->size;

	must(index < t->size);
	out->count = 0;
	while (high - low > 1) {
		uint64_t middle = low + split(high - low);

		if (index < middle) {
			push(t, out, middle, high);
			high = middle;
		} else {
			push(t, out, low, middle);
			low = middle;
		}
	}
	turn_round(out);
}

void merkle_tree_consistency(
    const struct merkle_tree *t, uint64_t old, struct merkle_proof *out)
{
	uint64_t low = 0, high = t->size;

	must(old > 0 && old <= t->size);
	out->count = 0;
	while (old != high) {
		uint64_t middle = low + split(high - low);

		if (old <= middle) {
			push(t, out, middle, high);
			high = middle;
		} else {
			push(t, out, low, middle);
			low = middle;
		}
	}
	if (low > 0)
		push(t, out, low, high);
	turn_round(out);
}
