#include "sync/message.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/pack.h"
#include "schema/value.h"
#include "tests/unit/unit.h"

static const struct frontier_line lines[] = {
	{ .node = "ankang", .size = 300, .root = { { 1 } } },
	{ .node = "hanbin", .epoch = 1, .size = 70000, .root = { { 2 } } },
};

static const struct digest proof[MESSAGE_PROOF_MAX + 1] = { { { 5 } },
	{ { 6 } } };

/* A valid one of each kind. */
static struct message sample(enum message_kind kind)
{
	struct message m = { .kind = kind,
		.version = MESSAGE_VERSION,
		.node = "hanbin",
		.instance = { 9, 8, 7 },
		.lines = lines,
		.line_count = 2,
		.epoch = 0,
		.from = 128,
		.to = 4224,
		.commit = bytes_text("tree"),
		.acts = bytes_text("\x80\x81\xa1t\xa1x"),
		.act_count = 2,
		.note = bytes_text("tongban/0011/hanbin/0\n"),
		.dossier = { { 3 } },
		.root = { { 4 } },
		.index = 1,
		.total = 2,
		.data = bytes_text("sealed"),
		.proof = proof,
		.proof_count = 2,
		.rule = "not_found",
		.number = kind == MESSAGE_WITNESS ? 409 : 65536 };

	return m;
}

static struct arena *decoded; /* of all tests */

static int make_arena(void **state)
{
	(void)state;
	decoded = arena_new();
	return 0;
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(decoded);
	return 0;
}

static enum rule decode(struct bytes raw, struct message *out)
{
	return message_decode(decoded, raw, out, NULL);
}

static void expect(const struct value *map, struct arena *a, enum rule rule)
{
	struct buf raw = { 0 };
	struct message m;

	pack_encode(&raw, map);
	assert_string_equal(
	    rule_name(message_decode(a, buf_bytes(&raw), &m, NULL)),
	    rule_name(rule));
	buf_fini(&raw);
}

static void every_kind_comes_back_as_it_was(void **state)
{
	(void)state;
	for (int k = 0; k < MESSAGE_COUNT; k++) {
		struct message m = sample((enum message_kind)k), got;
		struct buf raw = { 0 }, again = { 0 };
		const struct scan_limits limits = { MESSAGE_BYTES_MAX, 3 };

		message_encode(&m, &raw);
		assert_int_equal(
		    scan_check(buf_bytes(&raw), &limits, NULL), SCAN_NONE);
		assert_int_equal(decode(buf_bytes(&raw), &got), RULE_NONE);
		assert_int_equal(got.kind, k);
		message_encode(&got, &again);
		assert_true(bytes_equal(buf_bytes(&raw), buf_bytes(&again)));
		buf_fini(&raw);
		buf_fini(&again);
	}
}

/* The same bytes as the project's one packer makes of the same map. */
static void a_message_is_canonical_msgpack(void **state)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct message m = sample(MESSAGE_WANT);
	struct buf raw = { 0 }, packed = { 0 };

	(void)state;
	value_set(a, map, "t", value_text(a, "want"));
	value_set(a, map, "node", value_text(a, "hanbin"));
	value_set(a, map, "epoch", value_int(a, 0));
	value_set(a, map, "from", value_int(a, 128));
	value_set(a, map, "to", value_int(a, 4224));
	pack_encode(&packed, map);
	message_encode(&m, &raw);
	assert_true(bytes_equal(buf_bytes(&raw), buf_bytes(&packed)));
	buf_fini(&raw);
	buf_fini(&packed);
	arena_free(a);
}

static void every_prefix_and_every_longer_run_is_refused(void **state)
{
	(void)state;
	for (int k = 0; k < MESSAGE_COUNT; k++) {
		struct message m = sample((enum message_kind)k), got;
		struct buf raw = { 0 };

		message_encode(&m, &raw);
		for (size_t n = 0; n < raw.n; n++)
			assert_int_equal(
			    decode((struct bytes){ raw.p, n }, &got),
			    RULE_MESSAGE);
		buf_put_byte(&raw, 0);
		assert_int_equal(decode(buf_bytes(&raw), &got), RULE_MESSAGE);
		buf_fini(&raw);
	}
}

static void a_missing_or_an_added_key_is_refused(void **state)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);

	(void)state;
	value_set(a, map, "t", value_text(a, "ping"));
	expect(map, a, RULE_MESSAGE);
	value_set(a, map, "n", value_int(a, 1));
	expect(map, a, RULE_NONE);
	value_set(a, map, "x", value_int(a, 1));
	expect(map, a, RULE_MESSAGE);
	value_drop(map, "x");
	value_set(a, map, "n", value_int(a, -1));
	expect(map, a, RULE_MESSAGE);
	value_set(a, map, "n", value_text(a, "1"));
	expect(map, a, RULE_MESSAGE);
	arena_free(a);
}

static void a_want_asks_for_something_and_not_too_much(void **state)
{
	struct message m = sample(MESSAGE_WANT), got;
	struct buf raw = { 0 };

	(void)state;
	m.to = m.from;
	message_encode(&m, &raw);
	assert_int_equal(decode(buf_bytes(&raw), &got), RULE_MESSAGE);
	buf_clear(&raw);
	m.to = m.from + MESSAGE_WANT_ACTS_MAX + 1;
	message_encode(&m, &raw);
	assert_int_equal(decode(buf_bytes(&raw), &got), RULE_MESSAGE);
	buf_fini(&raw);
}

static void lines_that_repeat_or_are_out_of_order_are_refused(void **state)
{
	struct frontier_line bad[2] = { lines[1], lines[0] };
	struct message m = sample(MESSAGE_FRONTIER), got;
	struct buf raw = { 0 };

	(void)state;
	m.lines = bad;
	message_encode(&m, &raw);
	assert_int_equal(decode(buf_bytes(&raw), &got), RULE_FRONTIER);
	buf_clear(&raw);
	bad[1] = bad[0];
	message_encode(&m, &raw);
	assert_int_equal(decode(buf_bytes(&raw), &got), RULE_FRONTIER);
	buf_fini(&raw);
}

static void the_acts_of_a_batch_are_counted_and_limited(void **state)
{
	struct message m = sample(MESSAGE_BATCH), got;
	struct buf raw = { 0 }, acts = { 0 };

	(void)state;
	message_encode(&m, &raw);
	assert_int_equal(decode(buf_bytes(&raw), &got), RULE_NONE);
	assert_int_equal(got.act_count, 2);
	buf_clear(&raw);
	m.acts = bytes_text("\x80\x81");
	message_encode(&m, &raw);
	assert_int_equal(decode(buf_bytes(&raw), &got), RULE_CANONICAL);
	buf_clear(&raw);
	memset(buf_extend(&acts, BATCH_ACTS_MAX + 1), 0x80, BATCH_ACTS_MAX + 1);
	m.acts = buf_bytes(&acts);
	message_encode(&m, &raw);
	assert_int_equal(decode(buf_bytes(&raw), &got), RULE_BATCH_COUNT);
	buf_fini(&raw);
	buf_fini(&acts);
}

/* The one key that may be absent; an empty list is not its short form. */
static void a_chunk_may_come_without_a_proof(void **state)
{
	struct message m = sample(MESSAGE_VAULT_CHUNK), got;
	struct buf with = { 0 }, without = { 0 };
	static const uint8_t key[] = { 0xa5, 'p', 'r', 'o', 'o', 'f' };
	uint8_t *at;

	(void)state;
	message_encode(&m, &with);
	assert_int_equal(decode(buf_bytes(&with), &got), RULE_NONE);
	assert_int_equal(got.proof_count, 2);
	assert_memory_equal(got.proof, proof, 2 * sizeof(proof[0]));
	m.proof_count = 0;
	message_encode(&m, &without);
	assert_int_equal(decode(buf_bytes(&without), &got), RULE_NONE);
	assert_int_equal(got.proof_count, 0);
	assert_int_equal(with.n - without.n, sizeof(key) + 1 + 2 * 34);
	at = memmem(with.p, with.n, key, sizeof(key));
	assert_non_null(at);
	at += sizeof(key);
	assert_int_equal(*at, 0x92);
	*at = 0x90; /* the two hashes become two keys */
	assert_int_equal(decode(buf_bytes(&with), &got), RULE_MESSAGE);
	buf_fini(&with);
	buf_fini(&without);
}

static void a_proof_is_no_longer_than_the_tree_is_deep(void **state)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a), *list = value_list(a);

	(void)state;
	value_set(a, map, "t", value_text(a, "vault.chunk"));
	value_set(a, map, "root", value_bin(a, digest_bytes(&proof[0])));
	value_set(a, map, "index", value_int(a, 0));
	value_set(a, map, "total", value_int(a, 2048));
	value_set(a, map, "data", value_bin(a, bytes_text("sealed")));
	value_set(a, map, "proof", list);
	expect(map, a, RULE_MESSAGE);
	for (size_t i = 1; i <= MESSAGE_PROOF_MAX + 1; i++) {
		value_push(a, list, value_bin(a, digest_bytes(&proof[0])));
		expect(
		    map, a, i <= MESSAGE_PROOF_MAX ? RULE_NONE : RULE_MESSAGE);
	}
	list = value_list(a);
	value_set(a, map, "proof", list);
	value_push(a, list, value_bin(a, bytes_text("short")));
	expect(map, a, RULE_MESSAGE);
	arena_free(a);
}

static void a_later_version_is_refused(void **state)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	static const uint8_t instance[MESSAGE_INSTANCE_BYTES];

	(void)state;
	value_set(a, map, "t", value_text(a, "hello"));
	value_set(a, map, "node", value_text(a, "hanbin"));
	value_set(a, map, "instance",
	    value_bin(a, (struct bytes){ instance, sizeof(instance) }));
	for (int v = 0; v < 3; v++) {
		value_set(a, map, "v", value_int(a, v));
		expect(map, a, v == 1 ? RULE_NONE : RULE_MESSAGE);
	}
	arena_free(a);
}

static void the_rule_of_a_bye_is_small_letters(void **state)
{
	static const char *const bad[] = { "", "Flood", "a b", "no-dash",
		"abcdefghijklmnopqrstuvwxyz_abcdef" };
	struct arena *a = arena_new();
	struct value *map = value_map(a);

	(void)state;
	value_set(a, map, "t", value_text(a, "bye"));
	value_set(a, map, "rule", value_text(a, "none"));
	expect(map, a, RULE_NONE);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		value_set(a, map, "rule", value_text(a, bad[i]));
		expect(map, a, RULE_MESSAGE);
	}
	arena_free(a);
}

/* "85 a5 65 …" as pages print bytes. */
static void print_bytes(struct buf *out, struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		buf_print(out, "%s%02x", i == 0 ? "" : " ", b.p[i]);
}

static void read_page(struct buf *page)
{
	FILE *f = fopen(SOURCE_ROOT "/docs/PROTOCOL.md", "rb");
	int c;

	assert_non_null(f);
	while ((c = fgetc(f)) != EOF)
		buf_put_byte(page, (uint8_t)c);
	assert_int_equal(fclose(f), 0);
}

static void the_examples_of_the_page_are_what_we_say(void **state)
{
	static const enum message_kind kinds[] = { MESSAGE_WANT, MESSAGE_BYE };
	struct buf page = { 0 };

	(void)state;
	read_page(&page);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct message m = sample(kinds[i]);
		struct buf raw = { 0 }, text = { 0 };

		memcpy(m.rule, "none", sizeof("none"));
		message_encode(&m, &raw);
		print_bytes(&text, buf_bytes(&raw));
		assert_non_null(strstr(buf_text(&page), buf_text(&text)));
		buf_fini(&raw);
		buf_fini(&text);
	}
	buf_fini(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_comes_back_as_it_was),
		cmocka_unit_test(a_message_is_canonical_msgpack),
		cmocka_unit_test(every_prefix_and_every_longer_run_is_refused),
		cmocka_unit_test(a_missing_or_an_added_key_is_refused),
		cmocka_unit_test(a_want_asks_for_something_and_not_too_much),
		cmocka_unit_test(
		    lines_that_repeat_or_are_out_of_order_are_refused),
		cmocka_unit_test(the_acts_of_a_batch_are_counted_and_limited),
		cmocka_unit_test(a_chunk_may_come_without_a_proof),
		cmocka_unit_test(a_proof_is_no_longer_than_the_tree_is_deep),
		cmocka_unit_test(a_later_version_is_refused),
		cmocka_unit_test(the_rule_of_a_bye_is_small_letters),
		cmocka_unit_test(the_examples_of_the_page_are_what_we_say),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
