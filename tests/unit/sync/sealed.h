/*
 * sealed - one object of three chunks, and a vault of either kind to keep it.
 */
#ifndef TESTS_UNIT_SYNC_SEALED_H
#define TESTS_UNIT_SYNC_SEALED_H

#include <unistd.h>

#include "sync/vault.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/sync/log.h"

#define BIG (2 * CHUNK_PLAIN_BYTES_MAX + 1000)

struct world {
	struct random_seeded random;
	struct secret secret;
	struct vault_key key;
	char *folder;
	char *files, *wraps; /* in it */
	struct vault_store *vault;
	struct buf plain, sealed; /* an object of three chunks */
	struct digest name;
};

static inline void init(struct world *w)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 9 };

	random_seeded_init(&w->random, seed);
	w->key.suite = suite_used();
	w->key.network = digest_sha256(bytes_text("a network"));
	random_fill(&w->random.random, &w->key.dossier, 16);
	secret_make(&w->secret, &w->random.random);
	w->key.key = &w->secret;
	random_fill(&w->random.random, buf_extend(&w->plain, BIG), BIG);
	assert_int_equal(vault_seal(&w->sealed, &w->name, &w->key,
			     buf_bytes(&w->plain), &w->random.random),
	    ERR_OK);
}

static inline enum err open_files(struct world *w)
{
	return vault_file_open(&w->vault, w->files, w->wraps, NULL);
}

static inline int set_up_file(void **state)
{
	struct world *w = mem_new(sizeof(*w));

	init(w);
	w->folder = folder_make();
	w->files = mem_print("%s/vault", w->folder);
	w->wraps = mem_print("%s/wraps", w->folder);
	assert_int_equal(open_files(w), ERR_OK);
	*state = w;
	return 0;
}

static inline int set_up_mem(void **state)
{
	struct world *w = mem_new(sizeof(*w));

	init(w);
	w->vault = vault_mem_new();
	*state = w;
	return 0;
}

static inline int tear_down(void **state)
{
	struct world *w = *state;

	vault_free(w->vault);
	if (w->folder)
		folder_drop(w->folder);
	mem_free(w->files);
	mem_free(w->wraps);
	buf_fini(&w->plain);
	buf_fini(&w->sealed);
	mem_free(w);
	return 0;
}

/* Chunk @i of the three. */
static inline struct bytes chunk_at(const struct world *w, size_t i)
{
	size_t from = i * CHUNK_SEALED_BYTES_MAX;
	size_t left = w->sealed.n - from;

	return bytes_part(buf_bytes(&w->sealed), from,
	    left < CHUNK_SEALED_BYTES_MAX ? left : CHUNK_SEALED_BYTES_MAX);
}

static inline struct digest leaf_at(const struct world *w, size_t i)
{
	return digest_leaf(chunk_at(w, i));
}

/* The path from chunk @i of the three, by hand. */
static inline struct merkle_proof path_at(const struct world *w, size_t i)
{
	struct digest leaf[3] = { leaf_at(w, 0), leaf_at(w, 1), leaf_at(w, 2) };
	struct merkle_proof p = { .count = i == 2 ? 1 : 2 };

	if (i == 2)
		p.hash[0] = digest_pair(DIGEST_PREFIX_PAIR, &leaf[0], &leaf[1]);
	else
		p.hash[0] = leaf[1 - i];
	if (i < 2)
		p.hash[1] = leaf[2];
	return p;
}

static inline enum vault_step give_with(struct world *w, uint64_t index,
    uint64_t total, struct bytes chunk, const struct merkle_proof *path)
{
	enum vault_step step;
	struct why why = { 0 };

	if (vault_part_put(w->vault, VAULT_FILE,
		&(struct vault_piece){ &w->name, index, total, chunk, path },
		&step, &why))
		fail_msg("%s", why.text);
	return step;
}

/* The chunk as it is, with its true path. */
static inline enum vault_step give(struct world *w, size_t i)
{
	struct merkle_proof path = path_at(w, i);

	return give_with(w, i, 3, chunk_at(w, i), &path);
}

static inline struct vault_part look(struct world *w, uint64_t total)
{
	struct vault_part part;

	do {
		assert_int_equal(
		    vault_part_look(w->vault, &w->name, total, &part, NULL),
		    ERR_OK);
	} while (part.more);
	return part;
}

static inline uint64_t there(struct world *w)
{
	return look(w, 3).there;
}

/* "FOLDER/sub/6daea4…tail"; the caller mem_free()s it. */
static inline char *path_in(const struct world *w, const char *folder,
    const char *sub, const char *tail)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, &w->name);
	if (sub == NULL)
		return mem_print("%s/%.2s/%s%s", folder, hex, hex, tail);
	return mem_print("%s/%s/%s%s", folder, sub, hex, tail);
}

static inline bool is_file(const struct world *w, const char *folder,
    const char *sub, const char *tail)
{
	char *path = path_in(w, folder, sub, tail);
	bool yes = access(path, F_OK) == 0;

	mem_free(path);
	return yes;
}

#define FILE_ONLY(test) \
	cmocka_unit_test_setup_teardown(test, set_up_file, tear_down)
#define BOTH(test)       \
	FILE_ONLY(test), \
	    cmocka_unit_test_setup_teardown(test, set_up_mem, tear_down)

#endif
