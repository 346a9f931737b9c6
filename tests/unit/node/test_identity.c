#include "node/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/random.h"
#include "node/folder.h"
#include "schema/genesis.h"
#include "sync/disk.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/unit.h"

struct here {
	char *dir;
	char *passphrase; /* a file with the right one */
};

static void write_key(const struct here *h, enum keyfile_purpose where,
    enum keyfile_purpose purpose, const char *node)
{
	const struct keyfile_lock lock = { KEYFILE_SEALED, KEYFILE_CHEAP,
		bytes_text("open sesame") };
	char *path = identity_path(h->dir, where);
	struct keyfile_label label;
	struct secret secret;

	secret_make(&secret, random_system());
	must(keyfile_label_init(&label, purpose, suite_used(), node, NULL) ==
	     ERR_OK);
	must(keyfile_write(path, &label, &secret, &lock, random_system(),
		 NULL) == ERR_OK);
	mem_free(path);
}

static int set_up(void **state)
{
	const char *top = getenv("TMPDIR");
	struct here *h = mem_new(sizeof(*h));

	h->dir = mem_print("%s/tongban-XXXXXX", top ? top : "/tmp");
	must(mkdtemp(h->dir) != NULL);
	must(folder_create(h->dir, random_system(), NULL) == ERR_OK);
	must(folder_write(h->dir, "passphrase", bytes_text("open sesame\n"),
		 NULL) == ERR_OK);
	h->passphrase = folder_path(h->dir, "passphrase");
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	struct here *h = *state;

	must(disk_remove_folder(h->dir, NULL) == ERR_OK);
	mem_free(h->dir);
	mem_free(h->passphrase);
	mem_free(h);
	return 0;
}

static void opens_the_keys_of_one_node(void **state)
{
	struct here *h = *state;
	struct identity *id;
	struct member m = { .name = "" };
	struct why why = { 0 };

	write_key(h, KEYFILE_LOG, KEYFILE_LOG, "hanbin");
	write_key(h, KEYFILE_CHANNEL, KEYFILE_CHANNEL, "hanbin");
	write_key(h, KEYFILE_SEALING, KEYFILE_SEALING, "hanbin");
	assert_int_equal(
	    identity_open(&id, h->dir, h->passphrase, NULL), ERR_OK);
	assert_string_equal(id->node, "hanbin");
	m.log = id->log.public;
	m.channel = id->channel.public;
	m.sealing = id->sealing.public;
	assert_int_equal(identity_check(id, &m, NULL), ERR_OK);
	m.sealing.opaque[0] ^= 1;
	assert_int_equal(identity_check(id, &m, &why), ERR_CONFLICT);
	assert_non_null(strstr(why.text, "sealing"));
	identity_free(id);
}

static void refuses_a_wrong_passphrase(void **state)
{
	struct here *h = *state;
	struct identity *id;
	struct why why = { 0 };
	char *wrong = folder_path(h->dir, "wrong");

	write_key(h, KEYFILE_LOG, KEYFILE_LOG, "hanbin");
	must(folder_write(h->dir, "wrong", bytes_text("sesame\n"), NULL) ==
	     ERR_OK);
	assert_int_equal(
	    identity_open(&id, h->dir, wrong, &why), ERR_PASSPHRASE);
	assert_true(why.text[0] != '\0');
	mem_free(wrong);
}

static void refuses_keys_of_two_nodes_or_kinds(void **state)
{
	struct here *h = *state;
	struct identity *id;
	struct why why = { 0 };
	char *path = identity_path(h->dir, KEYFILE_CHANNEL);

	write_key(h, KEYFILE_LOG, KEYFILE_LOG, "hanbin");
	write_key(h, KEYFILE_CHANNEL, KEYFILE_CHANNEL, "ankang");
	assert_int_equal(
	    identity_open(&id, h->dir, h->passphrase, &why), ERR_CONFLICT);
	assert_non_null(strstr(why.text, "ankang"));
	must(remove(path) == 0);
	write_key(h, KEYFILE_CHANNEL, KEYFILE_SEALING, "hanbin");
	assert_int_equal(
	    identity_open(&id, h->dir, h->passphrase, &why), ERR_CONFLICT);
	assert_non_null(strstr(why.text, "sealing"));
	must(remove(path) == 0);
	assert_int_equal(
	    identity_open(&id, h->dir, h->passphrase, &why), ERR_NOT_FOUND);
	mem_free(path);
}

#define HERE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(opens_the_keys_of_one_node),
		HERE(refuses_a_wrong_passphrase),
		HERE(refuses_keys_of_two_nodes_or_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
