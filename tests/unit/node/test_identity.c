#include "node/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "node/folder.h"
#include "node/inherited.h"
#include "node/key_next.h"
#include "schema/genesis.h"
#include "sync/disk.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/unit.h"

struct here {
	char *dir;
	char *passphrase; /* a file with the right one */
};

/* The public half stays in @label; @path is freed. */
static void write_at(char *path, enum keyfile_purpose purpose, const char *node,
    struct keyfile_label *label)
{
	const struct keyfile_lock lock = { KEYFILE_SEALED, KEYFILE_CHEAP,
		bytes_text("open sesame") };
	struct secret secret;

	secret_make(&secret, random_system());
	must(keyfile_label_init(label, purpose, suite_used(), node, NULL) ==
	     ERR_OK);
	keyfile_label_prove(label, &secret);
	must(keyfile_write(
		 path, label, &secret, &lock, random_system(), NULL) == ERR_OK);
	mem_free(path);
}

static void write_key(const struct here *h, enum keyfile_purpose where,
    enum keyfile_purpose purpose, const char *node)
{
	struct keyfile_label label;

	write_at(identity_path(h->dir, where), purpose, node, &label);
}

static void write_next(const struct here *h, enum keyfile_purpose purpose,
    struct keyfile_label *label)
{
	write_at(key_next_path(h->dir, purpose), purpose, "hanbin", label);
}

/* An identity of hanbin, and the record that fits it. */
static struct identity *open_hanbin(const struct here *h, struct member *m)
{
	struct identity *id;

	write_key(h, KEYFILE_LOG, KEYFILE_LOG, "hanbin");
	write_key(h, KEYFILE_CHANNEL, KEYFILE_CHANNEL, "hanbin");
	write_key(h, KEYFILE_SEALING, KEYFILE_SEALING, "hanbin");
	must(identity_open(&id, h->dir, h->passphrase, NULL) == ERR_OK);
	m->log = id->log.public;
	m->recovery = m->witness = id->log.public; /* some keys */
	m->channel = id->channel.public;
	m->sealing = id->sealing.public;
	return id;
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

static void a_switch_keeps_what_was_replaced(void **state)
{
	struct here *h = *state;
	struct member m = { .name = "" };
	struct identity *id = open_hanbin(h, &m);
	struct keyfile_label log, channel, sealing[SEAL_RING_MAX];

	write_next(h, KEYFILE_LOG, &log);
	write_next(h, KEYFILE_CHANNEL, &channel);
	assert_int_equal(key_next_switch(h->dir, KEYFILE_LOG, NULL), ERR_OK);
	assert_int_equal(
	    key_next_switch(h->dir, KEYFILE_CHANNEL, NULL), ERR_OK);
	for (size_t i = 0; i < SEAL_RING_MAX; i++) {
		write_next(h, KEYFILE_SEALING, &sealing[i]);
		assert_int_equal(
		    key_next_switch(h->dir, KEYFILE_SEALING, NULL), ERR_OK);
	}
	assert_int_equal(
	    key_next_switch(h->dir, KEYFILE_SEALING, NULL), ERR_NOT_FOUND);
	assert_int_equal(
	    key_next_former_count(h->dir, KEYFILE_SEALING), SEAL_RING_MAX);
	identity_free(id);
	assert_int_equal(
	    identity_open(&id, h->dir, h->passphrase, NULL), ERR_OK);
	assert_true(sign_public_equal(&id->first_log, &m.log));
	assert_true(sign_public_equal(&id->log.public, &log.public.sign));
	assert_true(id->former_count > 0);
	assert_true(noise_public_equal(
	    &id->former[id->former_count - 1].public, &m.channel));
	assert_true(
	    noise_public_equal(&id->channel.public, &channel.public.channel));
	/* The newest first; the very first one finds no room. */
	assert_int_equal(id->readers->count, SEAL_RING_MAX);
	for (size_t i = 0; i < SEAL_RING_MAX; i++)
		assert_true(seal_public_equal(&id->readers->pairs[i].public,
		    &sealing[SEAL_RING_MAX - 1 - i].public.sealing));
	identity_free(id);
}

/* keys/gaoxin/, with what lay in that node's own keys/. */
static void write_given(const struct here *h, size_t n,
    enum keyfile_purpose purpose, const char *node, struct keyfile_label *label)
{
	char *path = mem_print("%s/keys/gaoxin", h->dir);

	must(disk_make_folder(path, NULL) == ERR_OK);
	mem_free(path);
	write_at(inherited_path(h->dir, "gaoxin", n), purpose, node, label);
}

static void sealing_keys_of_a_predecessor_stand_behind_our_own(void **state)
{
	struct here *h = *state;
	struct member m = { .name = "" };
	struct keyfile_label first, last;
	struct identity *id = open_hanbin(h, &m);

	assert_int_equal(id->inherited.count, 0);
	identity_free(id);
	write_given(h, 0, KEYFILE_SEALING, "gaoxin", &last);
	write_given(h, 1, KEYFILE_SEALING, "gaoxin", &first);
	assert_int_equal(
	    identity_open(&id, h->dir, h->passphrase, NULL), ERR_OK);
	assert_string_equal(id->node, "hanbin");
	assert_int_equal(id->inherited.count, 1);
	assert_string_equal(id->inherited.node[0], "gaoxin");
	assert_int_equal(id->readers->count, 3);
	assert_true(seal_public_equal(&id->sealing.public, &m.sealing));
	assert_true(
	    seal_public_equal(&id->readers->pairs[0].public, &m.sealing));
	assert_true(seal_public_equal(
	    &id->readers->pairs[1].public, &last.public.sealing));
	assert_true(seal_public_equal(
	    &id->readers->pairs[2].public, &first.public.sealing));
	identity_free(id);
}

static void a_key_of_somebody_else_is_no_predecessor_s(void **state)
{
	static const struct {
		enum keyfile_purpose purpose;
		const char *node;
	} wrong[] = { { KEYFILE_SEALING, "ankang" },
		{ KEYFILE_CHANNEL, "gaoxin" } };
	struct here *h = *state;
	struct member m = { .name = "" };
	struct identity *id = open_hanbin(h, &m);

	identity_free(id);
	for (size_t i = 0; i < 2; i++) {
		struct keyfile_label label;
		struct why why = { 0 };
		char *path = inherited_path(h->dir, "gaoxin", 0);

		(void)remove(path);
		write_given(h, 0, wrong[i].purpose, wrong[i].node, &label);
		assert_int_equal(
		    identity_open(&id, h->dir, h->passphrase, &why),
		    ERR_CONFLICT);
		assert_non_null(strstr(why.text, path));
		mem_free(path);
	}
}

static void a_start_finishes_a_rotation_that_is_in_the_log(void **state)
{
	struct here *h = *state;
	struct member m = { .name = "" };
	struct identity *id = open_hanbin(h, &m);
	struct keyfile_label next, other;
	struct why why = { 0 };
	char *path;

	write_next(h, KEYFILE_LOG, &next);
	write_next(h, KEYFILE_SEALING, &other);
	/* Not in the log yet: nothing is touched. */
	assert_int_equal(
	    identity_settle(&id, h->dir, h->passphrase, &m, NULL), ERR_OK);
	assert_true(sign_public_equal(&id->log.public, &m.log));
	m.log = next.public.sign;
	assert_int_equal(
	    identity_settle(&id, h->dir, h->passphrase, &m, NULL), ERR_OK);
	assert_true(sign_public_equal(&id->log.public, &m.log));
	assert_true(
	    key_next_is(h->dir, KEYFILE_SEALING, key_next_of_label(&other)));
	/* Killed between the two renames. */
	m.sealing = other.public.sealing;
	path = identity_path(h->dir, KEYFILE_SEALING);
	must(remove(path) == 0);
	mem_free(path);
	identity_free(id);
	assert_int_equal(
	    identity_open(&id, h->dir, h->passphrase, NULL), ERR_OK);
	assert_int_equal(
	    identity_settle(&id, h->dir, h->passphrase, &m, NULL), ERR_OK);
	/* A rotation whose key is nowhere. */
	m.sealing.opaque[0] ^= 1;
	assert_int_equal(identity_settle(&id, h->dir, h->passphrase, &m, &why),
	    ERR_CONFLICT);
	assert_non_null(strstr(why.text, "sealing"));
	identity_free(id);
}

static void a_recovery_key_that_is_away_leaves_nothing_behind(void **state)
{
	struct here *h = *state;
	struct member m = { .name = "" };
	struct identity *id = open_hanbin(h, &m);
	struct keyfile_label next;

	write_next(h, KEYFILE_RECOVERY, &next);
	m.recovery = next.public.sign;
	assert_int_equal(
	    identity_settle(&id, h->dir, h->passphrase, &m, NULL), ERR_OK);
	assert_int_equal(key_next_former_count(h->dir, KEYFILE_RECOVERY), 0);
	assert_false(
	    key_next_is(h->dir, KEYFILE_RECOVERY, key_next_of_label(&next)));
	identity_free(id);
}

static void only_the_next_key_of_this_node_is_opened(void **state)
{
	struct here *h = *state;
	struct identity_next *next = secret_new(sizeof(*next));
	struct keyfile_label label;

	assert_int_equal(identity_next_open(next, h->dir, "hanbin",
			     h->passphrase, KEYFILE_CHANNEL, NULL),
	    ERR_NOT_FOUND);
	write_next(h, KEYFILE_CHANNEL, &label);
	assert_int_equal(identity_next_open(next, h->dir, "hanbin",
			     h->passphrase, KEYFILE_CHANNEL, NULL),
	    ERR_OK);
	assert_true(noise_public_equal(
	    &next->pair.channel.public, &label.public.channel));
	assert_int_equal(identity_next_open(next, h->dir, "ankang",
			     h->passphrase, KEYFILE_CHANNEL, NULL),
	    ERR_CONFLICT);
	secret_free(next);
}

#define HERE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(opens_the_keys_of_one_node),
		HERE(refuses_a_wrong_passphrase),
		HERE(refuses_keys_of_two_nodes_or_kinds),
		HERE(a_switch_keeps_what_was_replaced),
		HERE(sealing_keys_of_a_predecessor_stand_behind_our_own),
		HERE(a_key_of_somebody_else_is_no_predecessor_s),
		HERE(a_start_finishes_a_rotation_that_is_in_the_log),
		HERE(a_recovery_key_that_is_away_leaves_nothing_behind),
		HERE(only_the_next_key_of_this_node_is_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
