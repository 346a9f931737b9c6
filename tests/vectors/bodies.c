/*
 * Prints tests/vectors/bodies.json: one act of each kind that stands in a case,
 * signed, as canonical bytes, with its id.  ctest compares what this build
 * prints with the file: bodies are forever (docs/FORMAT.md section 7).
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "schema/json.h"
#include "tests/unit/schema/world.h"

static struct digest digest_of(const char *text)
{
	return digest_sha256(bytes_text(text));
}

static void put_cuts(struct world *w, struct act *act)
{
	static const char *const nodes[] = { "ankang", "ankang-gaoxin" };
	struct value *list = value_list(w->arena);

	for (size_t i = 0; i < 2; i++) {
		struct digest root = digest_of(nodes[i]);
		struct value *cut = value_list(w->arena);

		value_push(w->arena, cut, value_text(w->arena, nodes[i]));
		value_push(w->arena, cut, value_int(w->arena, 0));
		value_push(
		    w->arena, cut, value_int(w->arena, 300 + (int64_t)i));
		value_push(
		    w->arena, cut, value_bin(w->arena, digest_bytes(&root)));
		value_push(w->arena, list, cut);
	}
	value_set(w->arena, world_body(act), "cuts", list);
}

/* Nothing of the test world but the kind, the body and the vault's names. */
static void stand_alone(struct act *act)
{
	act->net = digest_of("a network");
	act->std = digest_of("a standard");
	act->at_ms = 1795395600000;
	memset(act->nonce, 7, sizeof(act->nonce));
	for (size_t i = 0; i < act->ref_count; i++) {
		act->refs[i].act = digest_of("an act");
		act->refs[i].root = digest_of("a root");
		act->refs[i].size = 300;
	}
}

static struct act *draft(
    struct world *w, const char *kind, const struct digest *id)
{
	const enum world_node_index n = WORLD_GAOXIN;
	struct act *act;

	switch (kind[5]) {
	case 'h': /* hold */
		return world_beside(w, n, kind, id, "信访复查");
	case 'o': /* open */
		return world_open(w, n, id, "form,mat.M1", "核对");
	default:
		break;
	}
	if (bytes_equal(bytes_text(kind), bytes_text("case.release")))
		return world_beside(w, n, kind, id, "复查终结");
	if (bytes_equal(bytes_text(kind), bytes_text("case.erase")))
		return world_beside(w, n, kind, id, "retention");
	if (bytes_equal(bytes_text(kind), bytes_text("case.erased")))
		return world_erased(w, n, id, id);
	if (bytes_equal(bytes_text(kind), bytes_text("case.reassign"))) {
		act = world_reassign(w, id, id, WORLD_HANBIN);
		put_cuts(w, act);
		return act;
	}
	act = world_receive(w, n, WORLD_HANBIN); /* with a pseudonym */
	world_id(w, act, "person", id);
	world_vault(w, act, "escrow");
	return act;
}

static void put(struct world *w, struct value *out, const char *kind,
    const struct sign_pair *key)
{
	struct digest id = digest_sha256(bytes_text("a dossier"));
	struct act *act = draft(w, kind, &id);
	const struct act *done = world_sign(
	    w, act, &w->nodes[world_index(w, act->node)].staff[WORLD_CHAIR]);
	struct value *v = value_map(w->arena);
	char name[DIGEST_HEX_ROOM];
	char *hex;

	stand_alone(act);
	done = world_sign(w, act, key);
	hex = mem_new(TEXT_HEX_ROOM(done->raw.n));

	text_hex(hex, done->raw);
	digest_hex(name, &done->id);
	value_set(w->arena, v, "act", value_text(w->arena, hex));
	value_set(w->arena, v, "id", value_text(w->arena, name));
	value_set(w->arena, out, kind, v);
	mem_free(hex);
}

int main(void)
{
	static const char *const kinds[] = { "case.receive", "case.reassign",
		"case.open", "case.hold", "case.release", "case.erase",
		"case.erased" };
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 1, 2, 3 };
	struct random_seeded random;
	struct sign_pair key;
	struct world *w = world_new(1);
	struct buf text = { 0 };
	struct value *out;

	random_seeded_init(&random, seed);
	sign_pair_make(&key, SUITE_1, &random.random);
	world_furnish(w);
	out = value_map(w->arena);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		put(w, out, kinds[i], &key);
	json_format(&text, out, JSON_STYLE_PRETTY);
	(void)printf("%s\n", buf_text(&text));
	buf_fini(&text);
	world_free(w);
	return 0;
}
