/*
 * log - a network of one node and acts for it, for the tests of sync/.
 */
#ifndef TESTS_UNIT_SYNC_LOG_H
#define TESTS_UNIT_SYNC_LOG_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/random.h"
#include "schema/act.h"
#include "sync/chain.h"
#include "sync/disk.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/unit.h"

#define TEST(name) cmocka_unit_test(name)

#define LOG_NODE  "hanbin"
#define LOG_START 1760000000

struct log {
	struct random_seeded random;
	struct arena *arena;
	struct digest network;
	struct sign_pair key;
	struct chain end;
};

static inline void log_init(struct log *l)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 7 };

	memset(l, 0, sizeof(*l));
	random_seeded_init(&l->random, seed);
	l->arena = arena_new();
	l->network = digest_sha256(bytes_text("a network"));
	sign_pair_make(&l->key, suite_used(), &l->random.random);
	chain_init(&l->end, LOG_NODE, &l->key.public);
}

static inline void log_fini(struct log *l)
{
	arena_free(l->arena);
}

/* An act of this node and network; the bytes live in the log's arena. */
static inline struct bytes log_act(struct log *l, const char *kind)
{
	struct digest by = sign_key_id(&l->key.public);
	struct act *act = act_new(l->arena,
	    &(struct act_origin){ suite_used(), &l->network, l->end.node,
		LOG_START * (int64_t)1000 },
	    kind, &l->random.random, &by);

	act_seal(l->arena, act);
	act_sign(act, &l->key);
	act_finish(l->arena, act);
	return act->raw;
}

/* What chain_build() says of these acts. */
static inline enum rule log_build(const struct log *l, struct chain *end,
    const struct bytes *acts, size_t count, int64_t time, struct batch *out)
{
	struct buf run = { 0 };
	enum rule rule;

	for (size_t i = 0; i < count; i++)
		buf_put(&run, acts[i]);
	rule = chain_build(
	    end, &l->network, &l->key, buf_bytes(&run), time, out, NULL);
	buf_fini(&run);
	return rule;
}

/* The next batch of @count acts, and go on. */
static inline struct batch log_batch(struct log *l, size_t count)
{
	struct bytes *acts = arena_take_array(l->arena, count, sizeof(*acts));
	struct batch b;

	for (size_t i = 0; i < count; i++)
		acts[i] = log_act(l, "note.test");
	assert_int_equal(log_build(l, &l->end, acts, count,
			     l->end.time ? l->end.time + 1 : LOG_START, &b),
	    RULE_NONE);
	return b;
}

/* A folder of its own; folder_drop() removes it. */
static inline char *folder_make(void)
{
	const char *top = getenv("TMPDIR");
	char *path = mem_print("%s/tongban-XXXXXX", top ? top : "/tmp");

	assert_non_null(mkdtemp(path));
	return path;
}

static inline void folder_drop(char *path)
{
	assert_int_equal(disk_remove_folder(path, NULL), ERR_OK);
	mem_free(path);
}

#endif
