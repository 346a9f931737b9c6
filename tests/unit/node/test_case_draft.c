#include "node/case_draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/chunk.h"
#include "keys/random.h"
#include "keys/seal.h"
#include "sync/disk.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/unit.h"

#define NOW     1795000000
#define REQUEST "{\"item\":\"T16\",\"form\":{\"area_m2\":40}}"

struct stage {
	char folder[64];
	char *path; /* owned; of the drafts in it */
	struct random_seeded random;
	struct digest network, mine, other;
	struct seal_ring ring;
	struct case_drafts *drafts;
};

static void open_at(struct stage *s, int64_t now)
{
	assert_int_equal(case_draft_open(&s->drafts, s->path, &s->network,
			     &s->ring, now, NULL),
	    ERR_OK);
}

static void stage_init(struct stage *s)
{
	static const uint8_t seed[RANDOM_SEED_BYTES] = { 7 };
	struct seal_pair pair;

	memset(s, 0, sizeof(*s));
	random_seeded_init(&s->random, seed);
	memcpy(s->folder, "/tmp/tongban-test-XXXXXX", 25);
	assert_non_null(mkdtemp(s->folder));
	s->path = mem_print("%s/drafts", s->folder);
	s->network = digest_sha256(bytes_text("network"));
	s->mine = digest_sha256(bytes_text("mine"));
	s->other = digest_sha256(bytes_text("other"));
	seal_pair_make(&pair, suite_used(), &s->random.random);
	seal_ring_put(&s->ring, &pair);
	open_at(s, NOW);
}

static void stage_fini(struct stage *s)
{
	case_draft_close(s->drafts);
	assert_int_equal(disk_remove_folder(s->folder, NULL), ERR_OK);
	mem_free(s->path);
}

static struct case_draft_head head_of(const struct digest *owner, unsigned n)
{
	struct case_draft_head h = { .owner = *owner,
		.bytes = strlen(REQUEST),
		.item = "T16",
		.home = "hanbin",
		.note = "备注" };

	(void)snprintf(h.id, sizeof(h.id), "%032x", n);
	return h;
}

static void save(struct stage *s, struct case_draft_head *h, int64_t now)
{
	struct why why;
	enum err e;

	assert_int_equal(case_draft_begin(s->drafts, h, now, &why), RULE_NONE);
	e = case_draft_write(s->drafts, h, &s->ring.pairs[0].public,
	    bytes_text(REQUEST), &s->random.random, &why);
	assert_int_equal(e, ERR_OK);
	case_draft_end(s->drafts, h, e);
}

static enum err read_back(struct stage *s, const char *id, struct buf *out)
{
	struct why why;

	return case_draft_read(s->drafts, &s->ring, id, out, &why);
}

static void encode(struct stage *s, struct case_draft_head *h,
    struct bytes request, struct buf *file)
{
	h->saved = NOW;
	h->expires = NOW + CASE_DRAFT_SECONDS;
	h->bytes = request.n;
	assert_int_equal(
	    case_draft_file_encode(file, h, &s->network,
		&s->ring.pairs[0].public, request, &s->random.random),
	    ERR_OK);
}

/* ---- the file ---- */

static void a_file_opens_as_what_was_saved(void **state)
{
	static const size_t sizes[] = { 1, CHUNK_PLAIN_BYTES_MAX - 1,
		CHUNK_PLAIN_BYTES_MAX, CHUNK_PLAIN_BYTES_MAX + 1,
		CASE_DRAFT_BYTES_MAX };
	struct stage s;

	(void)state;
	stage_init(&s);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct case_draft_head h = head_of(&s.mine, 1), back;
		struct buf file = { 0 }, plain = { 0 }, request = { 0 };
		struct why why;

		memset(buf_extend(&request, sizes[i]), 'x', sizes[i]);
		encode(&s, &h, buf_bytes(&request), &file);
		assert_true(file.n <= CASE_DRAFT_FILE_BYTES_MAX);
		assert_int_equal(case_draft_file_expires(buf_bytes(&file)),
		    NOW + CASE_DRAFT_SECONDS);
		assert_int_equal(
		    case_draft_file_decode(&back, &plain, h.id, &s.network,
			&s.ring, buf_bytes(&file), &why),
		    ERR_OK);
		assert_true(
		    bytes_equal(buf_bytes(&plain), buf_bytes(&request)));
		assert_true(digest_equal(&back.owner, &s.mine));
		assert_string_equal(back.note, h.note);
		assert_string_equal(back.item, h.item);
		assert_string_equal(back.home, h.home);
		assert_int_equal(back.saved, NOW);
		buf_fini(&file);
		buf_fini(&plain);
		buf_fini(&request);
	}
	stage_fini(&s);
}

/* Same key, same random bytes, same file: F-280's golden vector. */
static void the_bytes_are_those_of_last_year(void **state)
{
	struct stage s;
	struct case_draft_head h;
	struct buf file = { 0 };
	char hex[DIGEST_HEX_ROOM];
	struct digest digest;

	(void)state;
	if (suite_used() != 1)
		skip();
	stage_init(&s);
	h = head_of(&s.mine, 1);
	encode(&s, &h, bytes_text(REQUEST), &file);
	assert_memory_equal(file.p, "tongban/draft/v1", 17);
	digest = digest_sha256(buf_bytes(&file));
	digest_hex(hex, &digest);
	assert_string_equal(hex,
	    "4d3906a80dd927f06186286bb1aa3c57ce749e0a71677b53f0d37d0f3f96dc93");
	buf_fini(&file);
	stage_fini(&s);
}

static void no_byte_can_be_changed_and_none_cut_or_added(void **state)
{
	struct stage s;
	struct case_draft_head h, back;
	struct buf file = { 0 }, plain = { 0 };
	struct why why;

	(void)state;
	stage_init(&s);
	h = head_of(&s.mine, 1);
	encode(&s, &h, bytes_text(REQUEST), &file);
	for (size_t i = 0; i < file.n; i++) {
		file.p[i] ^= 1;
		assert_int_not_equal(
		    case_draft_file_decode(&back, &plain, h.id, &s.network,
			&s.ring, buf_bytes(&file), &why),
		    ERR_OK);
		file.p[i] ^= 1;
		buf_clear(&plain);
		assert_int_not_equal(
		    case_draft_file_decode(&back, &plain, h.id, &s.network,
			&s.ring, bytes_part(buf_bytes(&file), 0, i), &why),
		    ERR_OK);
		buf_clear(&plain);
	}
	buf_put_byte(&file, 0);
	assert_int_equal(case_draft_file_decode(&back, &plain, h.id, &s.network,
			     &s.ring, buf_bytes(&file), &why),
	    ERR_CORRUPT);
	buf_fini(&file);
	buf_fini(&plain);
	stage_fini(&s);
}

static void a_file_under_another_name_or_of_another_network_is_none(
    void **state)
{
	struct stage s;
	struct case_draft_head h, other, back;
	struct buf file = { 0 }, plain = { 0 };
	struct digest network = digest_sha256(bytes_text("training"));
	struct seal_ring ring = { 0 };
	struct seal_pair pair;
	struct why why;

	(void)state;
	stage_init(&s);
	h = head_of(&s.mine, 1);
	other = head_of(&s.mine, 2);
	encode(&s, &h, bytes_text(REQUEST), &file);
	assert_int_equal(case_draft_file_decode(&back, NULL, other.id,
			     &s.network, &s.ring, buf_bytes(&file), &why),
	    ERR_CORRUPT);
	assert_int_equal(case_draft_file_decode(&back, &plain, h.id, &network,
			     &s.ring, buf_bytes(&file), &why),
	    ERR_CORRUPT);
	seal_pair_make(&pair, suite_used(), &s.random.random);
	seal_ring_put(&ring, &pair);
	assert_int_equal(case_draft_file_decode(&back, NULL, h.id, &s.network,
			     &ring, buf_bytes(&file), &why),
	    ERR_CRYPTO);
	buf_fini(&file);
	buf_fini(&plain);
	stage_fini(&s);
}

/* ---- the table ---- */

static void a_draft_is_its_owners_until_it_is_over(void **state)
{
	struct stage s;
	struct case_draft_head h;
	struct buf plain = { 0 };

	(void)state;
	stage_init(&s);
	h = head_of(&s.mine, 1);
	save(&s, &h, NOW);
	assert_non_null(case_draft_find(s.drafts, &s.mine, h.id, NOW));
	assert_null(case_draft_find(s.drafts, &s.other, h.id, NOW));
	assert_null(
	    case_draft_find(s.drafts, &s.mine, h.id, NOW + CASE_DRAFT_SECONDS));
	case_draft_sweep(s.drafts, NOW + CASE_DRAFT_SECONDS - 1);
	assert_int_equal(read_back(&s, h.id, &plain), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&plain), bytes_text(REQUEST)));
	case_draft_sweep(s.drafts, NOW + CASE_DRAFT_SECONDS);
	assert_int_equal(case_draft_count(s.drafts), 0);
	assert_int_equal(read_back(&s, h.id, &plain), ERR_NOT_FOUND);
	buf_fini(&plain);
	stage_fini(&s);
}

static void a_start_finds_them_and_removes_what_is_over(void **state)
{
	struct stage s;
	struct case_draft_head one, two;
	struct buf plain = { 0 };
	struct seal_pair pair;
	char *half;

	(void)state;
	stage_init(&s);
	one = head_of(&s.mine, 1);
	two = head_of(&s.other, 2);
	save(&s, &two, NOW + 100);
	save(&s, &one, NOW);
	half = mem_print("%s/%s.tmp.12", s.path, one.id);
	assert_int_equal(
	    disk_write_plain(half, bytes_text("half"), NULL), ERR_OK);
	case_draft_close(s.drafts);
	/* The sealing key was rotated meanwhile. */
	seal_pair_make(&pair, suite_used(), &s.random.random);
	seal_ring_put(&s.ring, &pair);
	open_at(&s, NOW + 200);
	assert_int_equal(access(half, F_OK), -1);
	assert_int_equal(case_draft_count(s.drafts), 2);
	assert_string_equal(case_draft_at(s.drafts, 0)->id, one.id);
	assert_int_equal(read_back(&s, two.id, &plain), ERR_OK);
	case_draft_close(s.drafts);
	open_at(&s, NOW + CASE_DRAFT_SECONDS);
	assert_int_equal(case_draft_count(s.drafts), 1);
	assert_int_equal(read_back(&s, one.id, &plain), ERR_NOT_FOUND);
	mem_free(half);
	buf_fini(&plain);
	stage_fini(&s);
}

static void one_that_does_not_open_is_nobodys_and_goes_in_its_time(void **state)
{
	struct stage s;
	struct case_draft_head h;
	struct seal_pair pair;
	char *path;

	(void)state;
	stage_init(&s);
	h = head_of(&s.mine, 1);
	save(&s, &h, NOW);
	path = mem_print("%s/%s", s.path, h.id);
	case_draft_close(s.drafts);
	seal_ring_wipe(&s.ring);
	memset(&s.ring, 0, sizeof(s.ring));
	seal_pair_make(&pair, suite_used(), &s.random.random);
	seal_ring_put(&s.ring, &pair);
	open_at(&s, NOW);
	assert_int_equal(case_draft_count(s.drafts), 0);
	assert_int_equal(access(path, F_OK), 0);
	case_draft_close(s.drafts);
	open_at(&s, NOW + CASE_DRAFT_SECONDS);
	assert_int_equal(access(path, F_OK), -1);
	mem_free(path);
	stage_fini(&s);
}

static void one_that_could_not_be_written_leaves_what_was_there(void **state)
{
	struct stage s;
	struct case_draft_head h, anew;
	struct why why;

	(void)state;
	stage_init(&s);
	h = head_of(&s.mine, 1);
	assert_int_equal(case_draft_begin(s.drafts, &h, NOW, &why), RULE_NONE);
	case_draft_end(s.drafts, &h, ERR_NO_SPACE);
	assert_int_equal(case_draft_count(s.drafts), 0);
	save(&s, &h, NOW);
	anew = head_of(&s.mine, 1);
	anew.bytes = 7;
	assert_int_equal(
	    case_draft_begin(s.drafts, &anew, NOW + 5, &why), RULE_NONE);
	assert_int_equal(
	    case_draft_begin(s.drafts, &anew, NOW + 5, &why), RULE_DRAFT_BUSY);
	assert_int_equal(
	    case_draft_drop(s.drafts, h.id, &why), RULE_DRAFT_BUSY);
	case_draft_sweep(s.drafts, NOW + 2 * CASE_DRAFT_SECONDS);
	case_draft_end(s.drafts, &anew, ERR_NO_SPACE);
	assert_int_equal(case_draft_count(s.drafts), 1);
	assert_int_equal(case_draft_at(s.drafts, 0)->bytes, h.bytes);
	assert_int_equal(case_draft_at(s.drafts, 0)->saved, NOW);
	stage_fini(&s);
}

static void one_that_was_submitted_goes_with_its_act(void **state)
{
	struct stage s;
	struct case_draft_head h;
	struct digest act = digest_sha256(bytes_text("act"));

	(void)state;
	stage_init(&s);
	h = head_of(&s.mine, 1);
	save(&s, &h, NOW);
	case_draft_await(s.drafts, h.id, &act);
	case_draft_done(s.drafts, &s.other);
	assert_int_equal(case_draft_count(s.drafts), 1);
	/* Written anew after that, it is another. */
	save(&s, &h, NOW + 1);
	case_draft_done(s.drafts, &act);
	assert_int_equal(case_draft_count(s.drafts), 1);
	case_draft_await(s.drafts, h.id, &act);
	case_draft_done(s.drafts, &act);
	assert_int_equal(case_draft_count(s.drafts), 0);
	stage_fini(&s);
}

static void nobody_keeps_too_many(void **state)
{
	struct stage s;
	struct case_draft_head h;
	struct why why;

	(void)state;
	stage_init(&s);
	for (unsigned i = 0; i < CASE_DRAFT_COUNT_EACH; i++) {
		h = head_of(&s.mine, i);
		assert_int_equal(
		    case_draft_begin(s.drafts, &h, NOW, &why), RULE_NONE);
		case_draft_end(s.drafts, &h, ERR_OK);
	}
	h = head_of(&s.mine, 5000);
	assert_int_equal(
	    case_draft_begin(s.drafts, &h, NOW, &why), RULE_DRAFT_LIMIT);
	assert_non_null(strstr(why.text, "64"));
	h = head_of(&s.mine, 3); /* anew is no more */
	assert_int_equal(case_draft_begin(s.drafts, &h, NOW, &why), RULE_NONE);
	case_draft_end(s.drafts, &h, ERR_OK);
	for (unsigned i = 0; i < CASE_DRAFT_ALL_BYTES / CASE_DRAFT_BYTES_MAX;
	     i++) {
		char text[24];
		struct digest owner;

		(void)snprintf(text, sizeof(text), "%u", i);
		owner = digest_sha256(bytes_text(text));
		h = head_of(&owner, 10000 + i);
		h.bytes = CASE_DRAFT_BYTES_MAX - 1;
		if (case_draft_begin(s.drafts, &h, NOW, &why) != RULE_NONE)
			break;
		case_draft_end(s.drafts, &h, ERR_OK);
	}
	h = head_of(&s.other, 20000);
	h.bytes = CASE_DRAFT_BYTES_MAX;
	assert_int_equal(
	    case_draft_begin(s.drafts, &h, NOW, &why), RULE_DRAFT_LIMIT);
	stage_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_opens_as_what_was_saved),
		cmocka_unit_test(the_bytes_are_those_of_last_year),
		cmocka_unit_test(no_byte_can_be_changed_and_none_cut_or_added),
		cmocka_unit_test(
		    a_file_under_another_name_or_of_another_network_is_none),
		cmocka_unit_test(a_draft_is_its_owners_until_it_is_over),
		cmocka_unit_test(a_start_finds_them_and_removes_what_is_over),
		cmocka_unit_test(
		    one_that_does_not_open_is_nobodys_and_goes_in_its_time),
		cmocka_unit_test(
		    one_that_could_not_be_written_leaves_what_was_there),
		cmocka_unit_test(one_that_was_submitted_goes_with_its_act),
		cmocka_unit_test(nobody_keeps_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
