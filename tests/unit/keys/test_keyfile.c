#include "keys/keyfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/why.h"
#include "keys/digest.h"
#include "keys/random.h"
#include "keys/seal.h"
#include "keys/sign.h"
#include "tests/unit/keys/hex.h"
#include "tests/unit/unit.h"

#define PASSPHRASE "牡丹 correct horse"

/* Written once by this code for the seed 00 01 .. 1f; opened then by
 * tests/vectors/keys_make.py KEYFILE PASSPHRASE as well. */
static const char golden[] =
    "tongban-keyfile/v1\n"
    "purpose log\n"
    "name mudan\n"
    "public 03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8\n"
    "protection sealed\n"
    "argon2id 1 8 7806436ba65fff4fa1f4303e797d4c66\n"
    "nonce efa4adba3e193ecd35b836ec487f2421c6bded182e05a610\n"
    "box 904d5c1d417e557e71b139185559e47fa51a322230af83884bd347a703b09a7a191747bfbc70bab135ab59d7167e1a28\n"
    "sum 11f6a3bd2ae923a0110f12791f5703d6012d37922af5496a2ca222cf93258313\n";

struct place {
	char folder[32];
	char *path;
};

static struct secret a_seed(void)
{
	struct secret seed;

	for (size_t i = 0; i < SECRET_BYTES; i++)
		seed.b[i] = (uint8_t)i;
	return seed;
}

static struct keyfile_lock sealed(const char *passphrase)
{
	return (struct keyfile_lock){ KEYFILE_SEALED, KEYFILE_CHEAP,
		bytes_text(passphrase) };
}

static struct keyfile_label label_for(enum keyfile_purpose purpose)
{
	struct keyfile_label label;

	assert_int_equal(
	    keyfile_label_init(&label, purpose, SUITE_1, "mudan", NULL),
	    ERR_OK);
	return label;
}

static void encode(
    struct buf *out, enum keyfile_purpose purpose, struct keyfile_lock lock)
{
	struct keyfile_label label = label_for(purpose);
	struct secret seed = a_seed();

	assert_int_equal(
	    keyfile_encode(out, &label, &seed, &lock, random_system(), NULL),
	    ERR_OK);
}

static enum err decode(struct bytes file, const char *passphrase)
{
	struct keyfile_label label;
	struct secret seed;
	struct why why;

	return keyfile_decode(
	    file, bytes_text(passphrase), &label, &seed, &why);
}

/* The file with one line exchanged and a fitting sum. */
static void exchange(
    struct buf *out, const char *file, const char *from, const char *to)
{
	const char *at = strstr(file, from);
	const char *sum = strstr(file, "sum ");
	char hex[DIGEST_HEX_ROOM];
	struct digest d;

	must(at != NULL && sum != NULL);
	buf_clear(out);
	buf_put(
	    out, (struct bytes){ (const uint8_t *)file, (size_t)(at - file) });
	buf_put_text(out, to);
	at += strlen(from);
	buf_put(out, (struct bytes){ (const uint8_t *)at, (size_t)(sum - at) });
	d = digest_sha256(buf_bytes(out));
	digest_hex(hex, &d);
	buf_print(out, "sum %s\n", hex);
}

static void opens_the_file_of_last_year(void **state)
{
	struct secret want = a_seed();
	struct keyfile_label label;
	struct secret got;

	(void)state;
	assert_int_equal(keyfile_decode(bytes_text(golden),
			     bytes_text(PASSPHRASE), &label, &got, NULL),
	    ERR_OK);
	assert_memory_equal(got.b, want.b, SECRET_BYTES);
	assert_int_equal(label.purpose, KEYFILE_LOG);
	assert_int_equal(label.protection, KEYFILE_SEALED);
	assert_string_equal(label.name, "mudan");
	assert_true(hex_is(sign_public_bytes(&label.public.sign),
	    "03a107bff3ce10be1d70dd18e74bc099"
	    "67e4d6309ba50d5f1ddc8664125531b8"));
}

static void every_purpose_comes_back_with_its_public_half(void **state)
{
	static const enum keyfile_purpose all[] = {
#define X(name, number, word) KEYFILE_##name,
		KEYFILE_PURPOSE_MAP(X)
#undef X
	};
	struct secret seed = a_seed();
	struct sign_pair sign;
	struct seal_pair seal;
	struct noise_pair channel;

	(void)state;
	noise_pair_from_secret(&channel, &seed);
	sign_pair_from_seed(&sign, SUITE_1, &seed);
	seal_pair_from_secret(&seal, SUITE_1, &seed);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct keyfile_label label;
		struct buf file = { 0 };
		struct secret got;

		encode(&file, all[i], sealed(PASSPHRASE));
		assert_true(file.n <= KEYFILE_BYTES_MAX);
		assert_int_equal(
		    keyfile_decode(buf_bytes(&file), bytes_text(PASSPHRASE),
			&label, &got, NULL),
		    ERR_OK);
		assert_int_equal(label.purpose, all[i]);
		assert_memory_equal(got.b, seed.b, SECRET_BYTES);
		if (all[i] == KEYFILE_CHANNEL)
			assert_true(noise_public_equal(
			    &label.public.channel, &channel.public));
		else if (all[i] == KEYFILE_SEALING)
			assert_true(seal_public_equal(
			    &label.public.sealing, &seal.public));
		else
			assert_true(sign_public_equal(
			    &label.public.sign, &sign.public));
		buf_fini(&file);
	}
}

static void a_wrong_passphrase_is_told_from_damage(void **state)
{
	struct buf file = { 0 };

	(void)state;
	assert_int_equal(decode(bytes_text(golden), "wrong"), ERR_PASSPHRASE);
	assert_int_equal(decode(bytes_text(golden), ""), ERR_PASSPHRASE);
	buf_put_text(&file, golden);
	for (size_t i = 0; i < file.n; i++) {
		enum err e;

		file.p[i] ^= 1;
		e = decode(buf_bytes(&file), PASSPHRASE);
		assert_int_equal(e,
		    i < sizeof("tongban-keyfile/v1") ? ERR_PARSE : ERR_CORRUPT);
		file.p[i] ^= 1;
	}
	buf_fini(&file);
}

static void refuses_every_cut(void **state)
{
	struct bytes whole = bytes_text(golden);

	(void)state;
	for (size_t n = 0; n < whole.n; n++)
		assert_true(
		    decode(bytes_part(whole, 0, n), PASSPHRASE) != ERR_OK);
}

/* A label is authenticated: a fitting sum does not help a forger. */
static void no_label_can_be_exchanged(void **state)
{
	static const char *const swaps[][2] = {
		{ "purpose log", "purpose root" },
		{ "name mudan", "name caoxian" },
		{ "public 03", "public 04" },
		{ "argon2id 1 8", "argon2id 2 8" },
	};
	struct buf file = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(swaps) / sizeof(swaps[0]); i++) {
		exchange(&file, golden, swaps[i][0], swaps[i][1]);
		assert_int_equal(
		    decode(buf_bytes(&file), PASSPHRASE), ERR_PASSPHRASE);
	}
	exchange(&file, golden, "protection sealed", "protection open");
	assert_int_equal(decode(buf_bytes(&file), PASSPHRASE), ERR_CORRUPT);
	buf_fini(&file);
}

static void refuses_costs_over_the_limits_before_paying_them(void **state)
{
	static const char *const costs[] = {
		"argon2id 0 8 ",
		"argon2id 17 8 ",
		"argon2id 1 7 ",
		"argon2id 1 1048577 ",
		"argon2id 1 99999999999999999999 ",
		"argon2id 01 8 ",
		"argon2id 1  8 ",
		"argon2id -1 8 ",
	};
	struct buf file = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
		exchange(&file, golden, "argon2id 1 8 ", costs[i]);
		assert_int_equal(
		    decode(buf_bytes(&file), PASSPHRASE), ERR_PARSE);
	}
	buf_fini(&file);
}

static void refuses_other_forms_of_a_field(void **state)
{
	static const char *const swaps[][2] = {
		{ "purpose log", "purpose logs" },
		{ "purpose log", "purpose  log" },
		{ "purpose log\n", "" },
		{ "purpose log\n", "purpose log\npurpose log\n" },
		{ "name mudan", "name mu dan" },
		{ "name mudan", "name " },
		{ "name mudan", "name \t" },
		{ "public 03", "public 0" },
		{ "protection sealed", "protection Sealed" },
		{ "box ", "box 00" },
		{ "nonce ", "Nonce " },
	};
	struct buf file = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(swaps) / sizeof(swaps[0]); i++) {
		exchange(&file, golden, swaps[i][0], swaps[i][1]);
		assert_int_equal(
		    decode(buf_bytes(&file), PASSPHRASE), ERR_PARSE);
	}
	buf_fini(&file);
}

static void an_empty_passphrase_must_be_asked_for(void **state)
{
	struct keyfile_label label = label_for(KEYFILE_CHANNEL);
	struct keyfile_lock lock = sealed("");
	struct secret seed = a_seed();
	struct buf file = { 0 };

	(void)state;
	assert_int_equal(
	    keyfile_encode(&file, &label, &seed, &lock, random_system(), NULL),
	    ERR_PASSPHRASE);
	assert_int_equal(file.n, 0);
	lock.protection = KEYFILE_OPEN;
	assert_int_equal(
	    keyfile_encode(&file, &label, &seed, &lock, random_system(), NULL),
	    ERR_OK);
	assert_int_equal(decode(buf_bytes(&file), ""), ERR_OK);
	assert_int_equal(decode(buf_bytes(&file), "ignored"), ERR_OK);
	buf_fini(&file);
}

static void a_name_is_printable_and_has_no_blank(void **state)
{
	struct keyfile_label label;
	char long_name[KEYFILE_NAME_BYTES_MAX + 2];

	(void)state;
	memset(long_name, 'n', sizeof(long_name));
	long_name[KEYFILE_NAME_BYTES_MAX + 1] = '\0';
	assert_int_equal(
	    keyfile_label_init(&label, KEYFILE_STAFF, SUITE_1, "", NULL),
	    ERR_USAGE);
	assert_int_equal(
	    keyfile_label_init(&label, KEYFILE_STAFF, SUITE_1, "a b", NULL),
	    ERR_USAGE);
	assert_int_equal(
	    keyfile_label_init(&label, KEYFILE_STAFF, SUITE_1, "a\n", NULL),
	    ERR_USAGE);
	assert_int_equal(
	    keyfile_label_init(&label, KEYFILE_STAFF, SUITE_1, long_name, NULL),
	    ERR_USAGE);
	long_name[KEYFILE_NAME_BYTES_MAX] = '\0';
	assert_int_equal(
	    keyfile_label_init(&label, KEYFILE_STAFF, SUITE_1, long_name, NULL),
	    ERR_OK);
}

static void open_place(struct place *p)
{
	memcpy(p->folder, "/tmp/keyfile-XXXXXX", 20);
	must(mkdtemp(p->folder) != NULL);
	p->path = mem_print("%s/log.key", p->folder);
}

static void close_place(struct place *p)
{
	(void)unlink(p->path);
	assert_int_equal(rmdir(p->folder), 0); /* nothing else was left */
	mem_free(p->path);
}

static void a_file_is_private_and_is_never_written_over(void **state)
{
	struct keyfile_label label = label_for(KEYFILE_LOG);
	struct keyfile_lock lock = sealed(PASSPHRASE);
	struct secret seed = a_seed();
	struct keyfile_label got;
	struct secret opened;
	struct place p;
	struct stat st;
	struct why why;

	(void)state;
	open_place(&p);
	assert_int_equal(
	    keyfile_read(p.path, bytes_text(PASSPHRASE), &got, &opened, &why),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    keyfile_write(p.path, &label, &seed, &lock, random_system(), &why),
	    ERR_OK);
	assert_int_equal(stat(p.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(
	    keyfile_write(p.path, &label, &seed, &lock, random_system(), &why),
	    ERR_EXISTS);
	assert_int_equal(
	    keyfile_read(p.path, bytes_text(PASSPHRASE), &got, &opened, &why),
	    ERR_OK);
	assert_memory_equal(opened.b, seed.b, SECRET_BYTES);
	close_place(&p);
}

static void a_passphrase_can_be_replaced(void **state)
{
	struct keyfile_label label = label_for(KEYFILE_LOG);
	struct keyfile_lock old = sealed("old");
	struct keyfile_lock new = sealed("new");
	struct secret seed = a_seed();
	struct keyfile_label got;
	struct secret opened;
	struct place p;
	struct why why;

	(void)state;
	open_place(&p);
	assert_int_equal(
	    keyfile_write(p.path, &label, &seed, &old, random_system(), &why),
	    ERR_OK);
	assert_int_equal(
	    keyfile_replace(p.path, &label, &seed, &new, random_system(), &why),
	    ERR_OK);
	assert_int_equal(
	    keyfile_read(p.path, bytes_text("old"), &got, &opened, &why),
	    ERR_PASSPHRASE);
	assert_non_null(strstr(why.text, p.path));
	assert_int_equal(
	    keyfile_read(p.path, bytes_text("new"), &got, &opened, &why),
	    ERR_OK);
	memset(&got, 0, sizeof(got));
	assert_int_equal(keyfile_peek(p.path, &got, &why), ERR_OK);
	assert_string_equal(got.name, "mudan");
	close_place(&p);
}

static void a_folder_that_is_not_there_is_reported(void **state)
{
	struct keyfile_label label = label_for(KEYFILE_LOG);
	struct keyfile_lock lock = sealed("x");
	struct secret seed = a_seed();
	struct place p;
	struct why why;
	char *path;

	(void)state;
	open_place(&p);
	path = mem_print("%s/no/such.key", p.folder);
	assert_int_equal(
	    keyfile_write(path, &label, &seed, &lock, random_system(), &why),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    keyfile_read(p.folder, bytes_text("x"), &label, &seed, &why),
	    ERR_NOT_FOUND);
	mem_free(path);
	close_place(&p);
}

static void a_long_file_is_no_key_file(void **state)
{
	struct keyfile_label label;
	struct place p;
	struct why why;
	FILE *file;

	(void)state;
	open_place(&p);
	file = fopen(p.path, "wb");
	assert_non_null(file);
	for (int i = 0; i < 5000; i++)
		(void)fputc('x', file);
	(void)fclose(file);
	assert_int_equal(keyfile_peek(p.path, &label, &why), ERR_PARSE);
	close_place(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_the_file_of_last_year),
		TEST(every_purpose_comes_back_with_its_public_half),
		TEST(a_wrong_passphrase_is_told_from_damage),
		TEST(refuses_every_cut),
		TEST(no_label_can_be_exchanged),
		TEST(refuses_costs_over_the_limits_before_paying_them),
		TEST(refuses_other_forms_of_a_field),
		TEST(an_empty_passphrase_must_be_asked_for),
		TEST(a_name_is_printable_and_has_no_blank),
		TEST(a_file_is_private_and_is_never_written_over),
		TEST(a_passphrase_can_be_replaced),
		TEST(a_folder_that_is_not_there_is_reported),
		TEST(a_long_file_is_no_key_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
