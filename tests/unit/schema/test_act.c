#include "schema/act.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/secret.h"
#include "keys/sshsig.h"
#include "schema/pack.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/files.h"

#define VECTOR      "tests/vectors/act_receive.json"
#define WORKED_PAGE "docs/FORMAT.md"
#define WORKED_HEAD "## 10. Worked example"

#define TEST(name) cmocka_unit_test(name)

/* The act of the vector: what a window signs when it receives a case. */
static struct act *act_of(
    struct arena *a, uint8_t suite, struct sign_pair *pair)
{
	struct digest network = digest_sha256(bytes_text("worked example"));
	struct value *body = value_map(a);
	struct value *materials = value_list(a);
	struct random_seeded random;
	uint8_t seed[RANDOM_SEED_BYTES];
	static struct act_vault vault[4];
	struct secret secret;
	struct digest by;
	struct act *act;

	memset(seed, 2, sizeof(seed));
	memset(secret.b, 1, sizeof(secret.b));
	random_seeded_init(&random, seed);
	sign_pair_from_seed(pair, suite, &secret);
	by = sign_key_id(&pair->public);
	act = act_new(a,
	    &(struct act_origin){
		suite, &network, "ankang-gaoxin", 1795395600000 },
	    "case.receive", &random.random, &by);
	act->has_std = true;
	act->std = digest_sha256(bytes_text("a standard"));
	value_set(a, body, "calendar", value_text(a, "cn-state"));
	value_set(a, body, "channel", value_text(a, "window"));
	value_set(a, body, "home", value_text(a, "hanbin"));
	value_set(a, body, "item", value_text(a, "T04"));
	value_push(a, materials, value_text(a, "M1"));
	value_set(a, body, "materials", materials);
	value_set(
	    a, body, "number", value_text(a, "ANKANG-GAOXIN-20261123-0001-M"));
	act->body = body;
	act->ref_count = 2;
	act->refs[0].type = ACT_REF_ACT;
	act->refs[0].act = digest_sha256(bytes_text("an adoption"));
	act->refs[1].type = ACT_REF_HEAD;
	act->refs[1].node = "hanbin";
	act->refs[1].size = 300;
	act->refs[1].root = digest_sha256(bytes_text("a root"));
	vault[0].id = "mat.M1";
	vault[1].id = "key.hanbin";
	vault[2].id = "key.ankang-gaoxin";
	vault[3].id = "form";
	for (size_t i = 0; i < 4; i++) {
		vault[i].root = digest_sha256(bytes_text(vault[i].id));
		vault[i].bytes = 1000 * i + 17;
	}
	act->vault = vault;
	act->vault_count = 4;
	act_seal(a, act);
	act_sign(act, pair);
	act_finish(a, act);
	return act;
}

static void assert_hex(
    const struct value *vector, const char *key, struct bytes b)
{
	char *hex = mem_new(TEXT_HEX_ROOM(b.n));

	text_hex(hex, b);
	assert_string_equal(value_get_string(vector, key), hex);
	mem_free(hex);
}

static void writes_the_bytes_of_the_vector(void **state)
{
	struct arena *a = arena_new();
	const struct value *v = files_json(a, VECTOR);
	struct buf preimage = { 0 };
	struct sign_pair pair;
	struct act *act = act_of(a, SUITE_1, &pair);

	(void)state;
	sshsig_preimage(&preimage, SUITE_1, ACT_NAMESPACE, act->unsigned_);
	assert_hex(v, "public", sign_public_bytes(&pair.public));
	assert_hex(v, "unsigned", act->unsigned_);
	assert_hex(v, "id", digest_bytes(&act->id));
	assert_hex(v, "preimage", buf_bytes(&preimage));
	assert_hex(
	    v, "signature", sign_signature_bytes(&act->sigs[0].signature));
	assert_hex(v, "act", act->raw);
	buf_fini(&preimage);
	arena_free(a);
}

static void reads_back_what_it_wrote(void **state)
{
	struct arena *a = arena_new();
	struct sign_pair pair;
	struct act *act = act_of(a, suite_used(), &pair);
	struct act *again;
	struct why why;

	(void)state;
	assert_int_equal(act_decode(a, act->raw, &again, &why), RULE_NONE);
	assert_memory_equal(&again->id, &act->id, DIGEST_BYTES);
	assert_true(bytes_equal(again->unsigned_, act->unsigned_));
	assert_true(bytes_equal(again->raw, act->raw));
	assert_string_equal(again->node, "ankang-gaoxin");
	assert_false(again->has_dossier);
	assert_int_equal(again->ref_count, 2);
	assert_int_equal(again->refs[1].size, 300);
	assert_string_equal(again->vault[0].id, "form");
	assert_non_null(act_vault_find(again, "key.hanbin"));
	assert_null(act_vault_find(again, "facts"));
	assert_true(act_signed_by(again, &pair.public));
	assert_true(act_is_case(again));
	assert_ptr_equal(act_dossier(again), &again->id);
	assert_int_equal(act_length(act->raw), act->raw.n);
	again->sigs[0].signature.opaque[3] ^= 1;
	assert_false(act_signed_by(again, &pair.public));
	arena_free(a);
}

static void reads_the_form_that_a_client_signs(void **state)
{
	struct arena *a = arena_new();
	struct sign_pair pair;
	struct act *act = act_of(a, suite_used(), &pair);
	struct act *draft;
	struct why why;

	(void)state;
	assert_int_equal(
	    act_decode_unsigned(a, act->unsigned_, &draft, &why), RULE_NONE);
	assert_int_equal(draft->sig_count, 0);
	act_sign(draft, &pair);
	act_finish(a, draft);
	assert_true(bytes_equal(draft->raw, act->raw));
	assert_int_equal(
	    act_decode(a, act->unsigned_, &draft, &why), RULE_ACT_SIGS);
	assert_int_equal(
	    act_decode_unsigned(a, act->raw, &draft, &why), RULE_ACT_SHAPE);
	arena_free(a);
}

/* Decode the vector's tree after @change and pack it again. */
static enum rule judge_changed(
    void (*change)(struct arena *a, struct value *map))
{
	struct arena *a = arena_new();
	struct scan_limits limits = { ACT_BYTES_MAX, SCAN_DEPTH_MAX };
	struct sign_pair pair;
	struct act *act = act_of(a, suite_used(), &pair);
	struct buf b = { 0 };
	struct value *map;
	enum rule rule;

	assert_int_equal(pack_decode(a, act->raw, &limits, &map, NULL), ERR_OK);
	change(a, map);
	pack_encode(&b, map);
	rule = act_decode(a, buf_bytes(&b), &act, NULL);
	buf_fini(&b);
	arena_free(a);
	return rule;
}

static void set_text(
    struct arena *a, struct value *map, const char *key, const char *text)
{
	value_set(a, map, key, value_text(a, text));
}

static void unknown_key(struct arena *a, struct value *map)
{
	set_text(a, map, "colour", "green");
}

static void no_nonce(struct arena *a, struct value *map)
{
	(void)a;
	value_drop(map, "nonce");
}

static void later_version(struct arena *a, struct value *map)
{
	value_set(a, map, "v", value_int(a, 2));
}

static void later_suite(struct arena *a, struct value *map)
{
	value_set(a, map, "suite", value_int(a, 2));
}

static void bad_kind(struct arena *a, struct value *map)
{
	set_text(a, map, "kind", "case..receive");
}

static void kind_ends_in_dot(struct arena *a, struct value *map)
{
	set_text(a, map, "kind", "case.");
}

static void bad_node(struct arena *a, struct value *map)
{
	set_text(a, map, "node", "Hanbin");
}

static void after_outside_a_dossier(struct arena *a, struct value *map)
{
	struct value *list = value_list(a);

	value_push(a, list, value_get(map, "by"));
	value_set(a, map, "after", list);
}

static void ref_of_two_kinds(struct arena *a, struct value *map)
{
	struct value *list = value_list(a);
	struct value *ref = value_map(a);

	value_set(a, ref, "act", value_get(map, "by"));
	value_set(a, ref, "note", value_text(a, "x"));
	value_push(a, list, ref);
	value_set(a, map, "refs", list);
}

static void vault_twice(struct arena *a, struct value *map)
{
	struct value *list = value_list(a);

	value_push(a, list, value_at(value_get(map, "vault"), 0));
	value_push(a, list, value_at(value_get(map, "vault"), 0));
	value_set(a, map, "vault", list);
}

static void no_sigs(struct arena *a, struct value *map)
{
	value_set(a, map, "sigs", value_list(a));
}

static void sig_twice(struct arena *a, struct value *map)
{
	struct value *list = value_list(a);

	value_push(a, list, value_at(value_get(map, "sigs"), 0));
	value_push(a, list, value_at(value_get(map, "sigs"), 0));
	value_set(a, map, "sigs", list);
}

static void not_by_signer(struct arena *a, struct value *map)
{
	value_set(a, map, "by", value_get(map, "net"));
}

static void before_1970(struct arena *a, struct value *map)
{
	value_set(a, map, "at", value_int(a, -1));
}

static void refuses_by_the_rule_that_is_broken(void **state)
{
	static const struct {
		enum rule rule;
		void (*change)(struct arena *a, struct value *map);
	} rows[] = {
		{ RULE_ACT_SHAPE, unknown_key },
		{ RULE_ACT_SHAPE, no_nonce },
		{ RULE_ACT_VERSION, later_version },
		{ RULE_ACT_VERSION, later_suite },
		{ RULE_ACT_SHAPE, bad_kind },
		{ RULE_ACT_SHAPE, kind_ends_in_dot },
		{ RULE_ACT_SHAPE, bad_node },
		{ RULE_ACT_SHAPE, after_outside_a_dossier },
		{ RULE_ACT_SHAPE, ref_of_two_kinds },
		{ RULE_ACT_SHAPE, vault_twice },
		{ RULE_ACT_SIGS, no_sigs },
		{ RULE_ACT_SIGS, sig_twice },
		{ RULE_ACT_SIGS, not_by_signer },
		{ RULE_ACT_SHAPE, before_1970 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(judge_changed(rows[i].change), rows[i].rule);
}

static void refuses_every_truncation_and_what_follows(void **state)
{
	struct arena *a = arena_new();
	struct sign_pair pair;
	struct act *act = act_of(a, suite_used(), &pair);
	struct buf longer = { 0 };
	struct act *out;

	(void)state;
	for (size_t n = 0; n < act->raw.n; n++)
		assert_int_equal(
		    act_decode(a, bytes_part(act->raw, 0, n), &out, NULL),
		    RULE_CANONICAL);
	buf_put(&longer, act->raw);
	buf_put(&longer, act->raw);
	assert_int_equal(
	    act_decode(a, buf_bytes(&longer), &out, NULL), RULE_CANONICAL);
	assert_int_equal(act_length(buf_bytes(&longer)), act->raw.n);
	assert_int_equal(act_length(bytes_part(act->raw, 0, 10)), 0);
	(void)buf_extend(&longer, ACT_BYTES_MAX);
	assert_int_equal(
	    act_decode(a, buf_bytes(&longer), &out, NULL), RULE_SIZE);
	buf_fini(&longer);
	arena_free(a);
}

static void keeps_signatures_sorted_and_once(void **state)
{
	struct arena *a = arena_new();
	struct random_seeded random;
	uint8_t seed[RANDOM_SEED_BYTES] = { 9 };
	struct sign_pair pair;
	struct act *act = act_of(a, suite_used(), &pair);
	struct act *again;

	(void)state;
	random_seeded_init(&random, seed);
	for (unsigned i = 1; i < ACT_SIGS_MAX; i++) {
		struct sign_pair other;

		sign_pair_make(&other, suite_used(), &random.random);
		act_sign(act, &other);
		act_sign(act, &other);
		assert_int_equal(act->sig_count, i + 1);
	}
	act_finish(a, act);
	assert_int_equal(act_decode(a, act->raw, &again, NULL), RULE_NONE);
	assert_int_equal(again->sig_count, ACT_SIGS_MAX);
	assert_true(act_signed_by(again, &pair.public));
	arena_free(a);
}

/* Hex digits of the lines up to `;` in the first fenced block behind the
 * heading, and of the whole page for single values. */
static void the_worked_example_of_the_page_is_the_vector(void **state)
{
	struct arena *a = arena_new();
	const struct value *v = files_json(a, VECTOR);
	const char *page = arena_text(a, files_read(a, WORKED_PAGE));
	const char *p = strstr(page, WORKED_HEAD);
	struct buf hex = { 0 };

	(void)state;
	assert_non_null(p);
	assert_non_null(strstr(p, value_get_string(v, "id")));
	assert_non_null(strstr(p, value_get_string(v, "public")));
	assert_non_null(strstr(p, value_get_string(v, "seed")));
	p = strstr(p, "```\n");
	assert_non_null(p);
	p += 4;
	while (strncmp(p, "```", 3) != 0) {
		size_t line = strcspn(p, "\n");
		size_t end = strcspn(p, ";\n");

		for (size_t i = 0; i < end; i++)
			if (p[i] != ' ')
				buf_put_byte(&hex, (uint8_t)p[i]);
		p += line + 1;
	}
	assert_string_equal(buf_text(&hex), value_get_string(v, "act"));
	buf_fini(&hex);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_the_bytes_of_the_vector),
		TEST(reads_back_what_it_wrote),
		TEST(reads_the_form_that_a_client_signs),
		TEST(refuses_by_the_rule_that_is_broken),
		TEST(refuses_every_truncation_and_what_follows),
		TEST(keeps_signatures_sorted_and_once),
		TEST(the_worked_example_of_the_page_is_the_vector),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
