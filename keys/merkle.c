#include "keys/merkle.h"

#include "base/mem.h"

static struct digest pair(const struct digest *left, const struct digest *right)
{
	return digest_pair(DIGEST_PREFIX_PAIR, left, right);
}

void merkle_init(struct merkle *m)
{
	*m = (struct merkle){ .size = 0 };
}

void merkle_append(struct merkle *m, const struct digest *leaf)
{
	struct digest carry = *leaf;
	unsigned level = 0;

	must(m->size < MERKLE_SIZE_MAX);
	for (; m->size >> level & 1; level++)
		carry = pair(&m->peak[level], &carry);
	m->peak[level] = carry;
	m->size++;
}

struct digest merkle_root(const struct merkle *m)
{
	struct digest root = { 0 };
	bool some = false;

	if (m->size == 0)
		return digest_sha256((struct bytes){ NULL, 0 });
	for (unsigned level = 0; level < 64; level++) {
		if (!(m->size >> level & 1))
			continue;
		root = some ? pair(&m->peak[level], &root) : m->peak[level];
		some = true;
	}
	return root;
}

/* The largest power of two below @n; @n is at least 2. */
static uint64_t split(uint64_t n)
{
	return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

/* The leaves of a proof, and how making it goes. */
struct maker {
	merkle_leaf_fn *leaf; /* borrowed, as is arg */
	void *arg;
	struct merkle_proof *out;
	const struct merkle *old; /* full subtrees that are known, or NULL */
	enum err err;             /* stays at the first that is not ERR_OK */
};

/* What a consistency proof holds of the old tree are its own full subtrees. */
static struct digest known(const struct merkle *old, uint64_t from, uint64_t to)
{
	unsigned level = (unsigned)(63 - __builtin_clzll(to - from));

	must(to - from == (uint64_t)1 << level && (old->size >> level & 1));
	return old->peak[level];
}

static struct digest head_of(struct maker *k, uint64_t from, uint64_t to)
{
	struct merkle m;
	struct digest leaf;

	if (k->old != NULL && to <= k->old->size)
		return known(k->old, from, to);
	merkle_init(&m);
	for (uint64_t i = from; i < to && k->err == ERR_OK; i++) {
		k->err = k->leaf(k->arg, i, &leaf);
		if (k->err == ERR_OK)
			merkle_append(&m, &leaf);
	}
	return merkle_root(&m);
}

static void push(struct maker *k, uint64_t from, uint64_t to)
{
	must(k->out->count < MERKLE_PROOF_MAX);
	k->out->hash[k->out->count++] = head_of(k, from, to);
}

/* Proofs are found from the root down and written from the leaf up. */
static void turn_round(struct merkle_proof *p)
{
	for (unsigned i = 0; i < p->count / 2; i++) {
		struct digest other = p->hash[p->count - 1 - i];

		p->hash[p->count - 1 - i] = p->hash[i];
		p->hash[i] = other;
	}
}

enum err merkle_head(
    merkle_leaf_fn *leaf, void *arg, uint64_t size, struct digest *out)
{
	struct maker k = { .leaf = leaf, .arg = arg };

	*out = head_of(&k, 0, size);
	return k.err;
}

enum err merkle_inclusion(merkle_leaf_fn *leaf, void *arg, uint64_t index,
    uint64_t size, struct merkle_proof *out)
{
	struct maker k = { .leaf = leaf, .arg = arg, .out = out };
	uint64_t low = 0, high = size;

	must(index < size && size <= MERKLE_SIZE_MAX);
	out->count = 0;
	while (high - low > 1) {
		uint64_t middle = low + split(high - low);

		if (index < middle) {
			push(&k, middle, high);
			high = middle;
		} else {
			push(&k, low, middle);
			low = middle;
		}
	}
	turn_round(out);
	return k.err;
}

/* SUBPROOF: @old is where the old tree ends; it does so at a full subtree's
 * border when low..high is that subtree.  Returns where that begins. */
static uint64_t subproof(struct maker *k, uint64_t old, uint64_t size)
{
	uint64_t low = 0, high = size;

	while (old != high) {
		uint64_t middle = low + split(high - low);

		if (old <= middle) {
			push(k, middle, high);
			high = middle;
		} else {
			push(k, low, middle);
			low = middle;
		}
	}
	return low;
}

static enum err consistency(struct maker *k, uint64_t old, uint64_t size)
{
	uint64_t low;

	must(old > 0 && old <= size && size <= MERKLE_SIZE_MAX);
	k->out->count = 0;
	low = subproof(k, old, size);
	/* The verifier has the old root when that is this very subtree. */
	if (low > 0)
		push(k, low, old);
	turn_round(k->out);
	return k->err;
}

enum err merkle_consistency(merkle_leaf_fn *leaf, void *arg, uint64_t old,
    uint64_t size, struct merkle_proof *out)
{
	struct maker k = { .leaf = leaf, .arg = arg, .out = out };

	return consistency(&k, old, size);
}

enum err merkle_onward(const struct merkle *old, merkle_leaf_fn *leaf,
    void *arg, uint64_t size, struct merkle_proof *out)
{
	struct maker k = { .leaf = leaf, .arg = arg, .out = out, .old = old };

	return consistency(&k, old->size, size);
}

enum err merkle_prefix_proof(merkle_leaf_fn *leaf, void *arg, uint64_t old,
    uint64_t size, struct merkle_proof *out)
{
	struct maker k = { .leaf = leaf, .arg = arg, .out = out };
	uint64_t low;

	must(old > 0 && old < size && size <= MERKLE_SIZE_MAX);
	out->count = 0;
	low = subproof(&k, old, size);
	push(&k, low, old);
	turn_round(out);
	return k.err;
}

bool merkle_includes(const struct merkle_proof *proof, uint64_t index,
    uint64_t size, const struct digest *leaf, const struct digest *root)
{
	uint64_t fn = index, sn = size - 1;
	struct digest r = *leaf;

	if (size == 0 || size > MERKLE_SIZE_MAX || index >= size ||
	    proof->count > MERKLE_PROOF_MAX)
		return false;
	for (unsigned i = 0; i < proof->count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			r = pair(&proof->hash[i], &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = pair(&r, &proof->hash[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && digest_equal(&r, root);
}

/* RFC 9162 section 2.1.4.2, steps 2 to 7, for 0 < old < size: both roots that
 * the proof leads to from @first on, its hash number @i being the next. */
static bool climb(const struct merkle_proof *proof, unsigned i, uint64_t old,
    uint64_t size, const struct digest *first, struct digest *old_root,
    struct digest *root)
{
	uint64_t fn = old - 1, sn = size - 1;
	struct digest fr = *first, sr = *first;

	for (; fn & 1; fn >>= 1)
		sn >>= 1;
	for (; i < proof->count; i++) {
		const struct digest *c = &proof->hash[i];

		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = pair(c, &fr);
			sr = pair(c, &sr);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = pair(&sr, c);
		}
		fn >>= 1;
		sn >>= 1;
	}
	*old_root = fr;
	*root = sr;
	return sn == 0;
}

static bool extends(const struct merkle_proof *proof, uint64_t old,
    const struct digest *old_root, uint64_t size, const struct digest *root)
{
	bool whole = (old & (old - 1)) == 0; /* then the old root leads */
	struct digest fr, sr;

	if (!whole && proof->count == 0)
		return false;
	return climb(proof, whole ? 0 : 1, old, size,
		   whole ? old_root : &proof->hash[0], &fr, &sr) &&
	       digest_equal(&fr, old_root) && digest_equal(&sr, root);
}

bool merkle_prefix(const struct merkle_proof *proof, uint64_t old,
    uint64_t size, const struct digest *root, struct digest *old_root)
{
	struct digest sr;

	return old > 0 && old < size && size <= MERKLE_SIZE_MAX &&
	       proof->count > 0 && proof->count <= MERKLE_PROOF_MAX &&
	       climb(proof, 1, old, size, &proof->hash[0], old_root, &sr) &&
	       digest_equal(&sr, root);
}

bool merkle_extends(const struct merkle_proof *proof, uint64_t old,
    const struct digest *old_root, uint64_t size, const struct digest *root)
{
	struct digest empty = digest_sha256((struct bytes){ NULL, 0 });

	if (old > size || size > MERKLE_SIZE_MAX ||
	    proof->count > MERKLE_PROOF_MAX)
		return false;
	if (old == 0)
		return proof->count == 0 && digest_equal(old_root, &empty) &&
		       (size != 0 || digest_equal(root, &empty));
	if (old == size)
		return proof->count == 0 && digest_equal(old_root, root);
	return extends(proof, old, old_root, size, root);
}
