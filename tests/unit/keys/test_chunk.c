#include "keys/chunk.h"

#include "base/why.h"
#include "keys/random.h"
#include "keys/suite.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

#define TEXT "ID card, front"

/* The place and key of tests/vectors/keys_make.py. */
static struct chunk_place a_place(void)
{
	struct chunk_place place = {
		.suite = SUITE_1, .index = 5, .end = CHUNK_LAST
	};

	memset(place.network.b, 1, DIGEST_BYTES);
	memset(place.dossier.b, 2, CHUNK_DOSSIER_BYTES);
	memset(place.object.b, 3, CHUNK_OBJECT_BYTES);
	return place;
}

static struct secret a_key(void)
{
	struct secret key;

	memset(key.b, 4, SECRET_BYTES);
	return key;
}

static void fill_counting(struct random *r, void *p, size_t n)
{
	uint8_t *b = p;

	(void)r;
	for (size_t i = 0; i < n; i++)
		b[i] = (uint8_t)i;
}

static void seal_text(struct buf *out)
{
	struct random counting = { fill_counting };
	struct chunk_place place = a_place();
	struct secret key = a_key();

	assert_int_equal(
	    chunk_seal(out, &key, &place, bytes_text(TEXT), &counting), ERR_OK);
}

static enum err open_at(struct chunk_place place, struct bytes sealed)
{
	struct secret key = a_key();
	struct buf out = { 0 };
	struct why why;
	enum err e = chunk_open(&out, &key, &place, sealed, &why);

	if (e == ERR_OK)
		assert_true(bytes_equal(buf_bytes(&out), bytes_text(TEXT)));
	else
		assert_int_equal(out.n, 0);
	buf_fini(&out);
	return e;
}

static void writes_the_bytes_of_its_header(void **state)
{
	struct chunk_object object;
	struct buf sealed = { 0 };

	(void)state;
	seal_text(&sealed);
	assert_true(hex_is(buf_bytes(&sealed),
	    "03030303030303030303030303030303000102030405060708090a0b0c0d"
	    "0e0f10111213141516174f3ffcc1277f995991d96b84c923b6faaacae8a5"
	    "71da88c681dc6ee6043a"));
	assert_int_equal(sealed.n, strlen(TEXT) + CHUNK_OVERHEAD_BYTES);
	assert_int_equal(
	    chunk_claimed_object(&object, buf_bytes(&sealed)), ERR_OK);
	assert_memory_equal(object.b, a_place().object.b, CHUNK_OBJECT_BYTES);
	assert_int_equal(open_at(a_place(), buf_bytes(&sealed)), ERR_OK);
	buf_fini(&sealed);
}

static void refuses_another_place_field_by_field(void **state)
{
	struct chunk_place places[8];
	struct buf sealed = { 0 };

	(void)state;
	for (size_t i = 0; i < 8; i++)
		places[i] = a_place();
	places[0].network.b[0] ^= 1;
	places[1].network.b[31] ^= 1;
	places[2].dossier.b[0] ^= 1;
	places[3].dossier.b[15] ^= 1;
	places[4].object.b[7] ^= 1;
	places[5].index++;
	places[6].index += (uint64_t)1 << 56;
	places[7].end = CHUNK_MORE;
	seal_text(&sealed);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(
		    open_at(places[i], buf_bytes(&sealed)), ERR_CRYPTO);
	buf_fini(&sealed);
}

/* Changing the object id in the bytes and in the place does not help. */
static void refuses_a_chunk_moved_to_another_object(void **state)
{
	struct chunk_place place = a_place();
	struct buf sealed = { 0 };

	(void)state;
	seal_text(&sealed);
	sealed.p[0] ^= 1;
	place.object.b[0] ^= 1;
	assert_int_equal(open_at(place, buf_bytes(&sealed)), ERR_CRYPTO);
	buf_fini(&sealed);
}

static void refuses_every_changed_byte_and_another_key(void **state)
{
	struct chunk_place place = a_place();
	struct secret key = a_key();
	struct buf sealed = { 0 };
	struct buf out = { 0 };

	(void)state;
	seal_text(&sealed);
	for (size_t i = 0; i < sealed.n; i++) {
		sealed.p[i] ^= 0x80;
		assert_int_equal(
		    open_at(place, buf_bytes(&sealed)), ERR_CRYPTO);
		sealed.p[i] ^= 0x80;
	}
	key.b[31] ^= 1;
	assert_int_equal(
	    chunk_open(&out, &key, &place, buf_bytes(&sealed), NULL),
	    ERR_CRYPTO);
	buf_fini(&sealed);
	buf_fini(&out);
}

static void refuses_lengths_that_cannot_be(void **state)
{
	static const struct bytes huge = { (const uint8_t *)"",
		CHUNK_SEALED_BYTES_MAX + 1 };
	struct chunk_object object;
	struct buf sealed = { 0 };

	(void)state;
	seal_text(&sealed);
	for (size_t n = 0; n <= CHUNK_OVERHEAD_BYTES; n++)
		assert_int_equal(
		    open_at(a_place(), bytes_part(buf_bytes(&sealed), 0, n)),
		    ERR_PARSE);
	assert_int_equal(open_at(a_place(), huge), ERR_PARSE);
	assert_int_equal(chunk_claimed_object(&object, huge), ERR_PARSE);
	buf_fini(&sealed);
}

static void takes_a_full_chunk_and_no_empty_or_larger_one(void **state)
{
	struct chunk_place place = a_place();
	struct secret key = a_key();
	struct buf plain = { 0 };
	struct buf sealed = { 0 };
	struct buf out = { 0 };
	struct bytes all;

	(void)state;
	memset(buf_extend(&plain, CHUNK_PLAIN_BYTES_MAX + 1), 'x',
	    CHUNK_PLAIN_BYTES_MAX + 1);
	all = buf_bytes(&plain);
	assert_int_equal(
	    chunk_seal(&sealed, &key, &place, all, random_system()), ERR_LIMIT);
	assert_int_equal(chunk_seal(&sealed, &key, &place,
			     bytes_part(all, 0, 0), random_system()),
	    ERR_LIMIT);
	assert_int_equal(sealed.n, 0);
	all.n--;
	assert_int_equal(
	    chunk_seal(&sealed, &key, &place, all, random_system()), ERR_OK);
	assert_int_equal(sealed.n, CHUNK_SEALED_BYTES_MAX);
	assert_int_equal(
	    chunk_open(&out, &key, &place, buf_bytes(&sealed), NULL), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&out), all));
	buf_fini(&plain);
	buf_fini(&sealed);
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_the_bytes_of_its_header),
		TEST(refuses_another_place_field_by_field),
		TEST(refuses_a_chunk_moved_to_another_object),
		TEST(refuses_every_changed_byte_and_another_key),
		TEST(refuses_lengths_that_cannot_be),
		TEST(takes_a_full_chunk_and_no_empty_or_larger_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
