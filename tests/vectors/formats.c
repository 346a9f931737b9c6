/*
 * Prints tests/vectors/formats.json: golden bytes of every stored format, made
 * from one seed.  ctest compares what this build prints with the file; an
 * outsider's program reads the same file (tests/outsider/test_formats.py).
 *
 * A difference means that this build would write other bytes than the one
 * before: formats are forever (docs/FORMAT.md).
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "keys/random.h"
#include "schema/act.h"
#include "schema/calendar.h"
#include "schema/genesis.h"
#include "schema/json.h"
#include "schema/value.h"
#include "sync/chain.h"
#include "sync/store.h"
#include "sync/vault.h"
#include "sync/witness.h"
#include "sync/witness_ask.h"
#include "sync/witness_choice.h"

#define START 1763946000 /* 2025-11-24T09:00:00+08:00 */

struct making {
	struct random_seeded random;
	struct arena *arena;
	struct value *out;
	struct sign_pair root, log, recovery;
	struct sign_pair authority_log; /* .log becomes the district's */
	struct seal_pair sealing;
	struct sign_pair witness; /* the district's, in the end */
	struct digest network;
	struct digest leaves[4];  /* of the authority's log */
	struct buf checkpoint[4]; /* owned, each */
	struct chain end;
	struct store *store;
};

static void put_hex(struct making *m, const char *key, struct bytes b)
{
	char *hex = mem_new(TEXT_HEX_ROOM(b.n));

	text_hex(hex, b);
	value_set(m->arena, m->out, key, value_text(m->arena, hex));
	mem_free(hex);
}

static void put_text(struct making *m, const char *key, struct bytes b)
{
	value_set(m->arena, m->out, key, value_text_bytes(m->arena, b));
}

/* A member with fresh keys; its log, recovery and sealing keys stay in @m. */
static struct member make_member(
    struct making *m, const char *node, const char *name, const char *code)
{
	struct random *r = &m->random.random;
	struct member out = { .address_count = 1 };
	struct noise_pair channel;

	sign_pair_make(&m->log, SUITE_1, r);
	sign_pair_make(&m->recovery, SUITE_1, r);
	sign_pair_make(&m->witness, SUITE_1, r);
	noise_pair_make(&channel, r);
	seal_pair_make(&m->sealing, SUITE_1, r);
	(void)snprintf(out.node, sizeof(out.node), "%s", node);
	(void)snprintf(out.name, sizeof(out.name), "%s", name);
	(void)snprintf(out.code, sizeof(out.code), "%s", code);
	(void)snprintf(
	    out.address[0], sizeof(out.address[0]), "127.0.0.1:7101");
	out.log = m->log.public;
	out.recovery = m->recovery.public;
	out.witness = m->witness.public;
	out.channel = channel.public;
	out.sealing = m->sealing.public;
	return out;
}

static struct value *make_genesis(struct making *m)
{
	struct genesis g = { .suite = SUITE_1,
		.at_ms = START * INT64_C(1000),
		.root_count = 1,
		.threshold = 1 };
	struct value *body = value_map(m->arena);
	struct buf bytes = { 0 };

	sign_pair_make(&m->root, SUITE_1, &m->random.random);
	g.authority = make_member(m, "ankang", "安康市", "");
	(void)snprintf(g.name, sizeof(g.name), "安康通办网");
	random_fill(&m->random.random, g.nonce, sizeof(g.nonce));
	g.roots[0] = m->root.public;
	genesis_encode(&g, &bytes);
	m->network = digest_sha256(buf_bytes(&bytes));
	put_hex(m, "genesis", buf_bytes(&bytes));
	put_hex(m, "network", digest_bytes(&m->network));
	value_set(
	    m->arena, body, "genesis", value_bin(m->arena, buf_bytes(&bytes)));
	buf_fini(&bytes);
	return body;
}

static void put_batch(struct making *m, const char *name,
    const struct sign_pair *log, const struct act *act, int64_t time)
{
	struct batch b;
	uint64_t at = chain_size(&m->end);

	must(chain_build(&m->end, &m->network, log, act->raw, time, &b, NULL) ==
	     RULE_NONE);
	put_hex(m, arena_print(m->arena, "%s.act", name), act->raw);
	put_hex(
	    m, arena_print(m->arena, "%s.id", name), digest_bytes(&act->id));
	put_text(
	    m, arena_print(m->arena, "%s.commit", name), buf_bytes(&b.commit));
	put_text(m, arena_print(m->arena, "%s.checkpoint", name), b.checkpoint);
	m->leaves[at] = digest_leaf(act->raw);
	buf_put(&m->checkpoint[at], b.checkpoint);
	if (m->store != NULL)
		must(store_put(m->store, "ankang", &b, 1, NULL) == ERR_OK);
	batch_fini(&b);
}

static void add_batch(struct making *m, const char *name, const char *kind,
    const struct value *body, int64_t time)
{
	struct digest by = sign_key_id(&m->root.public);
	struct act *act = act_new(m->arena,
	    &(struct act_origin){ SUITE_1, &m->network, "ankang", time * 1000 },
	    kind, &m->random.random, &by);

	act->body = body;
	act_seal(m->arena, act);
	act_sign(act, &m->root);
	act_finish(m->arena, act);
	put_batch(m, name, &m->log, act, time);
}

/* The authority's log: the opening, and a calendar of one year. */
static void make_log(struct making *m)
{
	static const char yaml[] =
	    "v: 1\nseries: cn-state\nversion: 1\nyears:\n  '2025':\n"
	    "    off:\n      '2025-10-01': 国庆节\n"
	    "    work:\n      '2025-10-11': 国庆节\n";
	struct value *opening = make_genesis(m);
	struct value *published = value_map(m->arena);
	const struct calendar *calendar;
	const struct store_log log = { "ankang", &m->network, &m->log.public };
	struct buf bytes = { 0 };

	must(calendar_parse(&calendar, m->arena, bytes_text(yaml), NULL) ==
	     ERR_OK);
	calendar_encode(calendar, &bytes);
	put_hex(m, "calendar", buf_bytes(&bytes));
	buf_clear(&bytes);
	value_set(m->arena, published, "calendar", calendar_value(calendar));
	m->store = store_mem_new();
	must(store_open(m->store, &log, NULL, NULL, NULL) == ERR_OK);
	chain_init(&m->end, "ankang", &m->log.public);
	m->authority_log = m->log;
	add_batch(m, "batch0", "network.open", opening, START);
	add_batch(m, "batch1", "calendar.publish", published, START + 60);
	must(store_proof(m->store, "ankang", 0, &bytes, NULL) == ERR_OK);
	put_text(m, "receipt", buf_bytes(&bytes));
	buf_fini(&bytes);
	store_free(m->store);
	m->store = NULL; /* what follows is in no receipt */
}

static void make_join(struct making *m)
{
	struct member district = make_member(m, "hanbin", "汉滨区", "610902");
	struct buf bytes = { 0 };

	genesis_join_encode(
	    &m->network, &district, &m->log, &m->recovery, &bytes);
	put_hex(m, "join", buf_bytes(&bytes));
	buf_fini(&bytes);
}

static void make_vault(struct making *m)
{
	struct secret secret;
	struct vault_key key = {
		.suite = SUITE_1, .network = m->network, .key = &secret
	};
	struct digest name;
	struct buf bytes = { 0 };

	random_fill(&m->random.random, key.dossier.b, sizeof(key.dossier.b));
	secret_make(&secret, &m->random.random);
	put_hex(m, "vault.seal_id",
	    (struct bytes){ key.dossier.b, sizeof(key.dossier.b) });
	put_hex(m, "vault.key", (struct bytes){ secret.b, SECRET_BYTES });
	must(vault_seal(&bytes, &name, &key, bytes_text("健康体检证明"),
		 &m->random.random) == ERR_OK);
	put_hex(m, "vault.object", buf_bytes(&bytes));
	put_hex(m, "vault.root", digest_bytes(&name));
	buf_clear(&bytes);
	must(vault_wrap(&bytes, &name, &key, &m->sealing.public,
		 &m->random.random) == ERR_OK);
	put_hex(m, "wrap.object", buf_bytes(&bytes));
	put_hex(m, "wrap.root", digest_bytes(&name));
	put_hex(m, "wrap.reader",
	    (struct bytes){ m->sealing.secret.b, SECRET_BYTES });
	buf_clear(&bytes);
	key.generation = 3; /* F-54 */
	must(vault_wrap(&bytes, &name, &key, &m->sealing.public,
		 &m->random.random) == ERR_OK);
	put_hex(m, "wrap3.object", buf_bytes(&bytes));
	put_hex(m, "wrap3.root", digest_bytes(&name));
	buf_fini(&bytes);
}

/* F-42: the old key's last batch, and the new key's first. */
static void make_rotation(struct making *m)
{
	const int64_t time = START + 120;
	struct value *body = value_map(m->arena);
	struct value *list = value_list(m->arena);
	const struct sign_pair *log = &m->authority_log;
	struct digest by = sign_key_id(&log->public);
	struct sign_pair next;
	struct act *act;

	sign_pair_make(&next, SUITE_1, &m->random.random);
	act = act_new(m->arena,
	    &(struct act_origin){ SUITE_1, &m->network, "ankang", time * 1000 },
	    "key.rotate", &m->random.random, &by);
	value_set(m->arena, body, "purpose", value_text(m->arena, "log"));
	value_set(m->arena, body, "compromised", value_bool(m->arena, false));
	value_set(m->arena, body, "key",
	    value_bin(m->arena, sign_public_bytes(&next.public)));
	act->body = body;
	act->critical = true;
	act_seal(m->arena, act);
	act_sign(act, log);
	act_sign(act, &next);
	act_finish(m->arena, act);
	put_batch(m, "batch2", log, act, time);

	by = sign_key_id(&next.public);
	act = act_new(m->arena,
	    &(struct act_origin){ SUITE_1, &m->network, "ankang", time * 1000 },
	    "node.move", &m->random.random, &by);
	body = value_map(m->arena);
	value_push(m->arena, list, value_text(m->arena, "127.0.0.1:7102"));
	value_set(m->arena, body, "addresses", list);
	act->body = body;
	act_seal(m->arena, act);
	act_sign(act, &next);
	act_finish(m->arena, act);
	put_batch(m, "batch3", &next, act, time);
}

static enum err leaf_of(void *arg, uint64_t index, struct digest *out)
{
	const struct making *m = arg;

	*out = m->leaves[index];
	return ERR_OK;
}

/* F-320, F-321, F-323: the district's witness cosigns the authority's log. */
static void make_witness(struct making *m)
{
	const struct witness_setup setup = { &m->network, "hanbin", &m->witness,
		NULL };
	struct witness *w = witness_new(&setup);
	struct witness_answer answer = { .status = WITNESS_GOOD };
	struct digest draw =
	    witness_choice_draw(&m->network, "ankang", "hanbin");
	struct merkle_proof proof = { .count = 0 };
	struct buf ask = { 0 };

	witness_ask_format(&ask, 0, &proof, buf_bytes(&m->checkpoint[0]));
	must(witness_add(w, buf_bytes(&ask), &m->authority_log.public,
		 START + 61, &answer, NULL) == ERR_OK);
	must(answer.status == WITNESS_GOOD);
	buf_clear(&ask);
	must(merkle_consistency(leaf_of, m, 1, 3, &proof) == ERR_OK);
	witness_ask_format(&ask, 1, &proof, buf_bytes(&m->checkpoint[2]));
	must(witness_add(w, buf_bytes(&ask), &m->authority_log.public,
		 START + 121, &answer, NULL) == ERR_OK);
	must(answer.status == WITNESS_GOOD);
	put_hex(m, "witness.key", sign_public_bytes(&m->witness.public));
	put_text(m, "witness.ask", buf_bytes(&ask));
	put_text(m, "witness.line", buf_bytes(&answer.body));
	put_hex(m, "witness.draw", digest_bytes(&draw));
	buf_fini(&answer.body);
	buf_fini(&ask);
	witness_close(w);
	for (size_t i = 0; i < sizeof(m->leaves) / sizeof(*m->leaves); i++)
		buf_fini(&m->checkpoint[i]);
}

int main(void)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 1, 2, 3 };
	struct making m = { .arena = arena_new() };
	struct buf text = { 0 };

	random_seeded_init(&m.random, seed);
	m.out = value_map(m.arena);
	make_log(&m);
	make_join(&m);
	make_vault(&m);
	make_rotation(&m);
	make_witness(&m);
	json_format(&text, m.out, JSON_STYLE_PRETTY);
	(void)printf("%s\n", buf_text(&text));
	buf_fini(&text);
	arena_free(m.arena);
	return 0;
}
