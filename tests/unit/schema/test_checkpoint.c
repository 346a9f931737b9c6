#include "schema/checkpoint.h"

#include <stdio.h>

#include "keys/note.h"
#include "keys/random.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/schema/stage.h"

struct setup {
	struct digest network;
	struct sign_pair pair;
	struct checkpoint c;
	struct buf note;
};

static void begin(struct setup *s)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 3 };
	struct random_seeded r;

	memset(s, 0, sizeof(*s));
	random_seeded_init(&r, seed);
	sign_pair_make(&s->pair, suite_used(), &r.random);
	s->network = digest_sha256(bytes_text("a network"));
	s->c = (struct checkpoint){ "ankang-gaoxin", 0, 42,
		digest_sha256(bytes_text("a root")), 1795392000 };
	checkpoint_write(&s->note, &s->network, &s->c, &s->pair);
}

/* The text of the note with its first @old replaced, signature untouched. */
static enum rule read_changed(struct setup *s, const char *old, const char *new)
{
	const char *text = buf_text(&s->note);
	const char *at = strstr(text, old);
	struct checkpoint out;
	struct buf b = { 0 };
	enum rule rule;

	assert_non_null(at);
	buf_put(&b, bytes_part(buf_bytes(&s->note), 0, (size_t)(at - text)));
	buf_put_text(&b, new);
	buf_put_text(&b, at + strlen(old));
	rule = checkpoint_check(
	    buf_bytes(&b), &s->network, &s->pair.public, &out, NULL);
	buf_fini(&b);
	return rule;
}

static void reads_what_it_wrote(void **state)
{
	struct checkpoint out;
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(checkpoint_check(buf_bytes(&s.note), &s.network,
			     &s.pair.public, &out, NULL),
	    RULE_NONE);
	assert_string_equal(out.node, s.c.node);
	assert_int_equal(out.size, 42);
	assert_int_equal(out.time, s.c.time);
	assert_memory_equal(&out.root, &s.c.root, DIGEST_BYTES);
	assert_int_equal(
	    checkpoint_read(buf_bytes(&s.note), &s.network, &out, NULL),
	    RULE_NONE);
	buf_fini(&s.note);
}

static void the_note_begins_with_the_origin_of_the_log(void **state)
{
	struct buf origin = { 0 };
	char hex[DIGEST_HEX_ROOM];
	char want[128];
	struct setup s;

	(void)state;
	begin(&s);
	digest_hex(hex, &s.network);
	(void)snprintf(
	    want, sizeof(want), "tongban/%.32s/ankang-gaoxin/0", hex);
	checkpoint_origin(&origin, &s.network, "ankang-gaoxin", 0);
	assert_string_equal(buf_text(&origin), want);
	assert_memory_equal(s.note.p, want, strlen(want));
	buf_fini(&origin);
	buf_fini(&s.note);
}

static void refuses_every_other_form(void **state)
{
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(
	    read_changed(&s, "tongban/", "Tongban/"), RULE_CHECKPOINT_FORM);
	assert_int_equal(
	    read_changed(&s, "/0\n", "/00\n"), RULE_CHECKPOINT_FORM);
	assert_int_equal(
	    read_changed(&s, "/0\n", "/1\n"), RULE_CHECKPOINT_FORM);
	assert_int_equal(
	    read_changed(&s, "gaoxin/", "gaoxin-/"), RULE_CHECKPOINT_FORM);
	assert_int_equal(
	    read_changed(&s, "\n42\n", "\n042\n"), RULE_CHECKPOINT_FORM);
	assert_int_equal(
	    read_changed(&s, "\n42\n", "\n42\nmore\n"), RULE_CHECKPOINT_FORM);
	assert_int_equal(
	    read_changed(&s, "\n42\n", "\n"), RULE_CHECKPOINT_FORM);
	buf_fini(&s.note);
}

static void refuses_what_the_log_key_did_not_sign(void **state)
{
	struct checkpoint out;
	struct sign_pair other;
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(
	    read_changed(&s, "\n42\n", "\n43\n"), RULE_CHECKPOINT_SIGNATURE);
	sign_pair_make(&other, suite_used(), random_system());
	assert_int_equal(checkpoint_check(buf_bytes(&s.note), &s.network,
			     &other.public, &out, NULL),
	    RULE_CHECKPOINT_SIGNATURE);
	buf_fini(&s.note);
}

static void refuses_another_network_and_too_many_bytes(void **state)
{
	struct digest other = digest_sha256(bytes_text("another network"));
	struct checkpoint out;
	struct setup s;

	(void)state;
	begin(&s);
	assert_int_equal(
	    checkpoint_read(buf_bytes(&s.note), &other, &out, NULL),
	    RULE_CHECKPOINT_FORM);
	(void)buf_extend(&s.note, CHECKPOINT_BYTES_MAX);
	assert_int_equal(
	    checkpoint_read(buf_bytes(&s.note), &s.network, &out, NULL),
	    RULE_SIZE);
	buf_fini(&s.note);
}

static void refuses_a_second_signature(void **state)
{
	struct buf text = { 0 };
	struct checkpoint out;
	struct setup s;
	size_t n;

	(void)state;
	begin(&s);
	n = (size_t)(strstr(buf_text(&s.note), "\n\n") - buf_text(&s.note));
	buf_put(&text, bytes_part(buf_bytes(&s.note), 0, n + 1));
	note_sign_line(
	    &s.note, buf_bytes(&text), "witness.example", &s.pair, 1795392001);
	assert_int_equal(
	    checkpoint_read(buf_bytes(&s.note), &s.network, &out, NULL),
	    RULE_CHECKPOINT_FORM);
	buf_fini(&text);
	buf_fini(&s.note);
}

static void refuses_signature_without_a_time(void **state)
{
	struct buf origin = { 0 };
	struct buf plain = { 0 };
	struct checkpoint out;
	struct setup s;
	size_t text;

	(void)state;
	begin(&s);
	text =
	    (size_t)(strstr(buf_text(&s.note), "\n\n") - buf_text(&s.note)) + 1;
	checkpoint_origin(&origin, &s.network, s.c.node, 0);
	buf_put(&plain, bytes_part(buf_bytes(&s.note), 0, text + 1));
	note_sign_plain_line(&plain, bytes_part(buf_bytes(&s.note), 0, text),
	    buf_text(&origin), &s.pair);
	assert_int_equal(
	    checkpoint_read(buf_bytes(&plain), &s.network, &out, NULL),
	    RULE_CHECKPOINT_FORM);
	buf_fini(&plain);
	buf_fini(&origin);
	buf_fini(&s.note);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_what_it_wrote),
		TEST(the_note_begins_with_the_origin_of_the_log),
		TEST(refuses_every_other_form),
		TEST(refuses_what_the_log_key_did_not_sign),
		TEST(refuses_another_network_and_too_many_bytes),
		TEST(refuses_a_second_signature),
		TEST(refuses_signature_without_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
