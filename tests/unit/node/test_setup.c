#include "node/setup.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/file.h"
#include "node/folder.h"
#include "node/keyring.h"
#include "schema/genesis.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/sync/log.h"

static const struct setup_roots one_root = { .make = 1, .threshold = 1 };

#define AT_MS (LOG_START * (int64_t)1000)

struct net {
	char *top;
	char *authority;
	char *district;
	struct arena *arena;
	struct digest network;
};

static struct setup_request request(const char *dir, const char *node)
{
	return (struct setup_request){ .dir = dir,
		.node = node,
		.name = "安康市",
		.listen = "127.0.0.1:7101",
		.suite = suite_used() };
}

static struct net net_make(void)
{
	struct net n = { .top = folder_make(), .arena = arena_new() };
	struct setup_request r;

	n.authority = folder_path(n.top, "ankang");
	n.district = folder_path(n.top, "hanbin");
	r = request(n.authority, "ankang");
	assert_int_equal(setup_network(&r, &one_root, "演练网", AT_MS,
			     random_system(), &n.network, NULL),
	    ERR_OK);
	return n;
}

static void net_drop(struct net *n)
{
	mem_free(n->authority);
	mem_free(n->district);
	arena_free(n->arena);
	folder_drop(n->top);
}

static struct bytes read_in(struct net *n, const char *dir, const char *name)
{
	char *path = folder_path(dir, name);
	struct bytes content;

	assert_int_equal(
	    file_read(n->arena, path, FILE_BYTES_MAX, &content, NULL), ERR_OK);
	mem_free(path);
	return content;
}

static bool is_there(const char *dir, const char *name)
{
	char *path = folder_path(dir, name);
	bool there = access(path, F_OK) == 0;

	mem_free(path);
	return there;
}

static void a_network_has_a_genesis_and_an_opening_act(void **state)
{
	struct net n = net_make();
	struct genesis g;
	struct act *act;
	struct digest root;

	(void)state;
	assert_int_equal(
	    genesis_decode(read_in(&n, n.authority, FOLDER_GENESIS), &g, NULL),
	    RULE_NONE);
	assert_true(digest_equal(&g.network, &n.network));
	assert_string_equal(g.name, "演练网");
	assert_string_equal(g.authority.node, "ankang");
	assert_int_equal(g.root_count, 1);
	assert_int_equal(g.threshold, 1);
	assert_int_equal(
	    act_decode(
		n.arena, read_in(&n, n.authority, SETUP_OPENING), &act, NULL),
	    RULE_NONE);
	root = sign_key_id(&g.roots[0]);
	assert_string_equal(act->kind, "network.open");
	assert_true(digest_equal(&act->by, &root));
	assert_true(digest_equal(&act->net, &n.network));
	net_drop(&n);
}

static void a_district_asks_to_join_with_keys_it_holds(void **state)
{
	struct net n = net_make();
	struct setup_request r = request(n.district, "hanbin");
	char *key = folder_path(n.district, "keys/log.key");
	struct keyfile_label label;
	struct sign_pair log;
	struct digest network, elsewhere = digest_sha256(bytes_text("?"));
	struct member m;

	(void)state;
	r.code = "610902";
	assert_int_equal(
	    setup_join(&r, read_in(&n, n.authority, FOLDER_GENESIS),
		random_system(), &network, NULL),
	    ERR_OK);
	assert_true(digest_equal(&network, &n.network));
	assert_int_equal(
	    genesis_join_decode(read_in(&n, n.district, SETUP_JOIN_REQUEST),
		&network, suite_used(), &m, NULL),
	    RULE_NONE);
	assert_string_equal(m.node, "hanbin");
	assert_string_equal(m.code, "610902");
	assert_int_equal(
	    keyring_sign_pair(key, NULL, &log, &label, NULL), ERR_OK);
	assert_true(sign_public_equal(&log.public, &m.log));
	assert_int_equal(
	    genesis_join_decode(read_in(&n, n.district, SETUP_JOIN_REQUEST),
		&elsewhere, suite_used(), &m, NULL) == RULE_NONE,
	    false);
	sign_pair_wipe(&log);
	mem_free(key);
	net_drop(&n);
}

static void an_existing_folder_is_refused_and_left_alone(void **state)
{
	struct net n = net_make();
	struct setup_request r = request(n.authority, "ankang");
	struct bytes before = read_in(&n, n.authority, FOLDER_GENESIS), after;
	struct digest network;

	(void)state;
	assert_int_equal(setup_network(&r, &one_root, "演练网", AT_MS,
			     random_system(), &network, NULL),
	    ERR_EXISTS);
	r = request(n.authority, "hanbin");
	assert_int_equal(
	    setup_join(&r, before, random_system(), &network, NULL),
	    ERR_EXISTS);
	after = read_in(&n, n.authority, FOLDER_GENESIS);
	assert_true(bytes_equal(before, after));
	net_drop(&n);
}

static void what_is_mistyped_leaves_no_folder(void **state)
{
	struct net n = net_make();
	struct bytes genesis = read_in(&n, n.authority, FOLDER_GENESIS);
	struct setup_request r = request(n.district, "Hanbin");
	struct digest network;

	(void)state;
	assert_int_equal(
	    setup_join(&r, genesis, random_system(), &network, NULL),
	    ERR_USAGE);
	r = request(n.district, "hanbin");
	r.code = "61";
	assert_int_equal(
	    setup_join(&r, genesis, random_system(), &network, NULL),
	    ERR_USAGE);
	r = request(n.district, "ankang");
	assert_int_equal(
	    setup_join(&r, genesis, random_system(), &network, NULL),
	    ERR_EXISTS);
	r = request(n.district, "hanbin");
	assert_int_equal(
	    setup_join(&r, bytes_text("{}"), random_system(), &network, NULL),
	    ERR_PARSE);
	assert_int_equal(setup_network(&r, &one_root, "", AT_MS,
			     random_system(), &network, NULL),
	    ERR_USAGE);
	assert_false(is_there(n.top, "hanbin"));
	net_drop(&n);
}

static void write_text(const char *path, const char *text)
{
	assert_int_equal(
	    file_write(path, bytes_text(text), 0600, NULL), ERR_OK);
}

/* The passphrase is looked at before anything is made. */
static void a_passphrase_file_of_no_use_leaves_no_folder(void **state)
{
	struct net n = net_make();
	struct bytes genesis = read_in(&n, n.authority, FOLDER_GENESIS);
	struct setup_request r = request(n.district, "hanbin");
	char *path = folder_path(n.top, "passphrase");
	struct digest network;

	(void)state;
	r.passphrase_file = path;
	assert_int_equal(
	    setup_join(&r, genesis, random_system(), &network, NULL),
	    ERR_NOT_FOUND);
	write_text(path, "\n");
	assert_int_equal(
	    setup_join(&r, genesis, random_system(), &network, NULL),
	    ERR_PASSPHRASE);
	assert_false(is_there(n.top, "hanbin"));
	mem_free(path);
	net_drop(&n);
}

/* node.yaml is read by a daemon that starts in another folder. */
static void a_relative_passphrase_file_is_written_in_full(void **state)
{
	struct net n = net_make();
	struct bytes genesis = read_in(&n, n.authority, FOLDER_GENESIS), config;
	struct setup_request r = request(n.district, "hanbin");
	char *path = folder_path(n.top, "passphrase"), *place;
	struct digest network;
	struct buf text = { 0 };
	char before[4096];

	(void)state;
	write_text(path, "open sesame");
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(n.top), 0);
	r.passphrase_file = "./passphrase";
	assert_int_equal(
	    setup_join(&r, genesis, random_system(), &network, NULL), ERR_OK);
	assert_int_equal(chdir(before), 0);
	config = read_in(&n, n.district, FOLDER_CONFIG);
	buf_put(&text, config);
	place = realpath(path, NULL);
	assert_non_null(place);
	assert_non_null(strstr(buf_text(&text), place));
	free(place);
	buf_fini(&text);
	mem_free(path);
	net_drop(&n);
}

/* Found only when the genesis is composed, after the keys were made. */
static void what_fails_late_leaves_nothing_either(void **state)
{
	struct net n = net_make();
	struct setup_request r = request(n.district, "yunyang");
	struct setup_roots twice = { .count = 2, .threshold = 1 };
	struct sign_pair root;
	struct digest network;

	(void)state;
	sign_pair_make(&root, suite_used(), random_system());
	twice.others[0] = twice.others[1] = root.public;
	assert_int_equal(setup_network(&r, &twice, "演练网", AT_MS,
			     random_system(), &network, NULL),
	    ERR_USAGE);
	assert_false(is_there(n.top, "hanbin"));
	/* A folder that somebody else made stays, empty. */
	assert_int_equal(mkdir(n.district, 0700), 0);
	assert_int_equal(setup_network(&r, &twice, "演练网", AT_MS,
			     random_system(), &network, NULL),
	    ERR_USAGE);
	assert_int_equal(rmdir(n.district), 0);
	sign_pair_wipe(&root);
	net_drop(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_network_has_a_genesis_and_an_opening_act),
		TEST(a_district_asks_to_join_with_keys_it_holds),
		TEST(an_existing_folder_is_refused_and_left_alone),
		TEST(what_is_mistyped_leaves_no_folder),
		TEST(a_passphrase_file_of_no_use_leaves_no_folder),
		TEST(a_relative_passphrase_file_is_written_in_full),
		TEST(what_fails_late_leaves_nothing_either),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
