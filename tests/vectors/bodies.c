/*
 * Prints tests/vectors/bodies.json: one act of each kind, signed, as canonical
 * bytes, with its id.  ctest compares what this build prints with the file:
 * bodies are forever (docs/FORMAT.md section 7).  A kind that the table of
 * bodies has and this page has not ends it with an error.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "schema/act_body.h"
#include "schema/json.h"
#include "tests/unit/schema/world.h"
#include "tests/vectors/bodies_ledger.h"

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

/* What moves the pen or the main state. */
static struct act *draft_move(
    struct world *w, const char *kind, const struct digest *id)
{
	static const char *const moves[] = { "case.accept", "case.review.start",
		"case.opine", "case.decide.yes", "case.issue", "case.deliver",
		"case.close" };
	const enum world_node_index n = WORLD_GAOXIN;

	if (strcmp(kind, "case.offer") == 0)
		return world_offer(w, n, id, id, WORLD_HANBIN);
	if (strcmp(kind, "case.take") == 0 || strcmp(kind, "case.refuse") == 0)
		return world_answer(w, n, kind, id, id);
	if (strcmp(kind, "case.reclaim") == 0)
		return world_reclaim(w, n, id, id, bytes_text("a note"));
	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++)
		if (strcmp(kind, moves[i]) == 0)
			return world_move(w, n, kind, id, id);
	return world_sample(w, n, kind, id);
}

static struct act *draft_reassign(struct world *w, const struct digest *id)
{
	struct act *act = world_reassign(w, id, id, WORLD_HANBIN);

	put_cuts(w, act);
	return act;
}

static struct act *draft_receive(struct world *w, const struct digest *id)
{
	struct act *act = world_receive(w, WORLD_GAOXIN, WORLD_HANBIN);

	world_id(w, act, "person", id); /* with a pseudonym */
	world_vault(w, act, "escrow");
	return act;
}

/* F-210, F-211: the two fields that only bundles and their members have, in one
 * body, by shape alone. */
static struct act *draft_joint(struct world *w, const struct digest *id)
{
	struct act *act = world_receive(w, WORLD_GAOXIN, WORLD_HANBIN);

	world_list(w, act, "members", "T03a,T03b");
	world_id(w, act, "parent", id);
	return act;
}

static struct act *draft(
    struct world *w, const char *kind, const struct digest *id)
{
	const enum world_node_index n = WORLD_GAOXIN;

	if (strcmp(kind, "case.receive") == 0)
		return draft_receive(w, id);
	if (strcmp(kind, "case.receive joint") == 0)
		return draft_joint(w, id);
	if (strcmp(kind, "case.reassign") == 0)
		return draft_reassign(w, id);
	if (strcmp(kind, "case.open") == 0)
		return world_open(w, n, id, "form,mat.M1", "核对");
	if (strcmp(kind, "case.hold") == 0)
		return world_beside(w, n, kind, id, "信访复查");
	if (strcmp(kind, "case.release") == 0)
		return world_beside(w, n, kind, id, "复查终结");
	if (strcmp(kind, "case.erase") == 0)
		return world_beside(w, n, kind, id, "retention");
	if (strcmp(kind, "case.erased") == 0)
		return world_erased(w, n, id, id);
	if (strncmp(kind, "case.", 5) == 0)
		return draft_move(w, kind, id);
	return bodies_ledger_draft(w, kind);
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
	must(act_body_check(done, NULL) == RULE_NONE);
	hex = mem_new(TEXT_HEX_ROOM(done->raw.n));

	text_hex(hex, done->raw);
	digest_hex(name, &done->id);
	value_set(w->arena, v, "act", value_text(w->arena, hex));
	value_set(w->arena, v, "id", value_text(w->arena, name));
	value_set(w->arena, out, kind, v);
	mem_free(hex);
}

/* Those of cases in this order: what the little world numbers and draws is in
 * them. */
static const char *const of_cases[] = { "case.receive", "case.reassign",
	"case.open", "case.hold", "case.release", "case.erase", "case.erased",
	"case.offer", "case.take", "case.refuse", "case.reclaim", "case.accept",
	"case.review.start", "case.opine", "case.decide.yes", "case.issue",
	"case.deliver", "case.close", "case.accept.gap", "case.accept.promise",
	"case.annul", "case.contribute", "case.decide.no", "case.escalate",
	"case.extend", "case.gap.lapse", "case.lead.consent",
	"case.lead.contact", "case.lead.drop", "case.lead.open", "case.link",
	"case.not_accept", "case.not_required", "case.notice", "case.owe",
	"case.owe.answer", "case.owe.cancel", "case.owe.close", "case.owe.take",
	"case.promise.withdraw", "case.rate", "case.reopen", "case.revoke",
	"case.special.end", "case.special.start", "case.supply",
	"case.supply.lapse", "case.withdraw" };

static bool all_are_there(const struct value *out)
{
	bool all = true;

	for (size_t i = 0; i < act_body_count(); i++) {
		const char *kind = act_body_at(i)->kind;

		if (value_get(out, kind) != NULL)
			continue;
		(void)fprintf(stderr, "no vector for %s\n", kind);
		all = false;
	}
	return all;
}

int main(void)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 1, 2, 3 };
	struct random_seeded random;
	struct sign_pair key;
	struct world *w = world_new(1);
	struct buf text = { 0 };
	struct value *out;
	bool all;

	random_seeded_init(&random, seed);
	sign_pair_make(&key, SUITE_1, &random.random);
	world_furnish(w);
	out = value_map(w->arena);
	for (size_t i = 0; i < sizeof(of_cases) / sizeof(*of_cases); i++)
		put(w, out, of_cases[i], &key);
	for (size_t i = 0; i < bodies_ledger_count(); i++)
		put(w, out, bodies_ledger_kind(i), &key);
	put(w, out, "case.receive joint", &key);
	all = all_are_there(out);
	json_format(&text, out, JSON_STYLE_PRETTY);
	(void)printf("%s\n", buf_text(&text));
	buf_fini(&text);
	world_free(w);
	return all ? 0 : 1;
}
