/*
 * Makes logs for tests/interop/git.sh, and reads them again.
 *
 *	git_tool make FOLDER     logs of two nodes in FOLDER, with single and
 *	                         many batches; prints allowed_signers lines
 *	git_tool check FOLDER    opens both logs as a reader; prints their sizes
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/random.h"
#include "keys/sshkey.h"
#include "schema/act.h"
#include "sync/store.h"

#define START        1760000000
#define ACTS_MAX     20
#define MANY_BATCHES 12

static const char *const nodes[] = { "hanbin", "ankang-gaoxin" };

/* One network and a key for each node; the same in every run. */
struct town {
	struct random_seeded random;
	struct arena *arena;
	struct digest network;
	struct sign_pair keys[2];
};

static int fail(const struct why *why)
{
	(void)fprintf(stderr, "git_tool: %s\n", why->text);
	return 1;
}

static void town_init(struct town *t)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 42 };

	random_seeded_init(&t->random, seed);
	t->arena = arena_new();
	t->network = digest_sha256(bytes_text("a network for git to look at"));
	for (size_t i = 0; i < 2; i++)
		sign_pair_make(&t->keys[i], SUITE_1, &t->random.random);
}

static struct bytes make_act(struct town *t, size_t node, const char *kind)
{
	struct digest by = sign_key_id(&t->keys[node].public);
	struct act *act = act_new(t->arena,
	    &(struct act_origin){
		SUITE_1, &t->network, nodes[node], START * (int64_t)1000 },
	    kind, &t->random.random, &by);

	act_seal(t->arena, act);
	act_sign(act, &t->keys[node]);
	act_finish(t->arena, act);
	return act->raw;
}

static struct batch make_batch(
    struct town *t, size_t node, struct chain *end, size_t count)
{
	static const char *const kinds[] = { "case.take", "case.offer",
		"staff.grant" };
	struct buf run = { 0 };
	struct batch b;

	must(count <= ACTS_MAX);
	for (size_t i = 0; i < count; i++)
		buf_put(&run, make_act(t, node, kinds[i % 3]));
	must(chain_build(end, &t->network, &t->keys[node], buf_bytes(&run),
		 end->time ? end->time + 60 : START, &b, NULL) == RULE_NONE);
	buf_fini(&run);
	return b;
}

static enum err put(struct town *t, struct store *s, size_t node,
    const size_t *counts, size_t batches, struct why *why)
{
	struct batch b[MANY_BATCHES];
	struct chain end = *store_head(s, nodes[node]);
	enum err e;

	for (size_t i = 0; i < batches; i++)
		b[i] = make_batch(t, node, &end, counts[i]);
	e = store_put(s, nodes[node], b, batches, why);
	for (size_t i = 0; i < batches; i++)
		batch_fini(&b[i]);
	return e;
}

static enum err open_log(
    const struct town *t, struct store *s, size_t node, struct why *why)
{
	struct store_log log = { nodes[node], &t->network,
		&t->keys[node].public };

	return store_open(s, &log, NULL, NULL, why);
}

static enum err make_log(
    struct town *t, struct store *s, size_t node, struct why *why)
{
	static const size_t counts[MANY_BATCHES] = { 1, 20, 2, 1, 1, 7, 1, 3, 1,
		1, 2, 1 };
	enum err e = open_log(t, s, node, why);

	for (size_t i = 0; i < 4 && !e; i++)
		e = put(t, s, node, &counts[i], 1, why);
	if (!e)
		e = put(t, s, node, counts, MANY_BATCHES, why);
	if (!e)
		e = put(t, s, node, counts, 1, why);
	return e;
}

static int make(struct town *t, const char *folder)
{
	struct store *s = store_git_new(folder, STORE_WRITE);
	struct buf lines = { 0 };
	struct why why = { 0 };
	enum err e = ERR_OK;

	for (size_t i = 0; i < 2 && !e; i++) {
		e = make_log(t, s, i, &why);
		sshkey_format_signer(
		    &lines, nodes[i], "git,act@tongban", &t->keys[i].public);
	}
	store_free(s);
	if (!e)
		(void)fputs(buf_text(&lines), stdout);
	buf_fini(&lines);
	return e ? fail(&why) : 0;
}

static int check(const struct town *t, const char *folder)
{
	struct store *s = store_git_new(folder, STORE_READ);
	struct why why = { 0 };
	enum err e = ERR_OK;

	for (size_t i = 0; i < 2 && !e; i++) {
		e = open_log(t, s, i, &why);
		if (!e)
			(void)printf("%s %" PRIu64 " %" PRIu64 "\n", nodes[i],
			    store_count(s, nodes[i]),
			    chain_size(store_head(s, nodes[i])));
	}
	store_free(s);
	return e ? fail(&why) : 0;
}

int main(int argc, char **argv)
{
	struct town t;
	int status = 2;

	town_init(&t);
	if (argc == 3 && strcmp(argv[1], "make") == 0)
		status = make(&t, argv[2]);
	else if (argc == 3 && strcmp(argv[1], "check") == 0)
		status = check(&t, argv[2]);
	else
		(void)fputs("usage: git_tool make|check FOLDER\n", stderr);
	arena_free(t.arena);
	return status;
}
