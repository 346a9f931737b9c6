#include "node/config.h"

#include <string.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/why.h"
#include "schema/value.h"
#include "tests/unit/unit.h"

static void an_empty_file_is_all_defaults(void **state)
{
	static const char *const texts[] = { "", "\n\n", "# a comment\n",
		"  # one\n\n# two" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct config c;

		config_init(&c);
		assert_int_equal(
		    config_parse(&c, bytes_text(texts[i]), NULL), ERR_OK);
		assert_string_equal(c.listen, "127.0.0.1:7101");
		assert_string_equal(c.api, "127.0.0.1:8101");
		assert_int_equal(c.peers.count, 0);
		assert_string_equal(c.passphrase_file, "");
		assert_int_equal(c.workers, 2);
		assert_int_equal(config_journal_level(&c), JOURNAL_INFO);
		config_fini(&c);
	}
}

static void a_file_that_is_not_there_is_all_defaults(void **state)
{
	struct config c;

	(void)state;
	config_init(&c);
	assert_int_equal(
	    config_load(&c, "/nonexistent/node.yaml", NULL), ERR_OK);
	assert_int_equal(c.upload_mib, 64);
	config_fini(&c);
}

static void takes_every_key(void **state)
{
	struct config c;

	(void)state;
	config_init(&c);
	assert_int_equal(
	    config_parse(&c,
		bytes_text("listen: 0.0.0.0:7201\n"
			   "api: unix:/run/tongban/api.sock\n"
			   "hosts:\n  - desk.example\n"
			   "peers:\n  - a.example:7101\n  - 10.0.0.2:7101\n"
			   "log_level: debug\n"
			   "passphrase_file: /run/credentials/passphrase\n"
			   "workers: 4\n"
			   "upload_mib: 8\n"),
		NULL),
	    ERR_OK);
	assert_string_equal(c.listen, "0.0.0.0:7201");
	assert_string_equal(c.api, "unix:/run/tongban/api.sock");
	assert_int_equal(c.hosts.count, 1);
	assert_int_equal(c.peers.count, 2);
	assert_string_equal(c.peers.items[1], "10.0.0.2:7101");
	assert_int_equal(config_journal_level(&c), JOURNAL_DEBUG);
	assert_string_equal(c.passphrase_file, "/run/credentials/passphrase");
	assert_int_equal(c.workers, 4);
	assert_int_equal(c.upload_mib, 8);
	config_fini(&c);
}

static void refuses_with_line_and_column(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *word; /* of the sentence */
	} rows[] = {
		{ "listen: 127.0.0.1:1\ntypo: 1\n", 2, "typo" },
		{ "workers: 0\n", 1, "from 1 to 64" },
		{ "workers: 65\n", 1, "from 1 to 64" },
		{ "workers: many\n", 1, "whole number" },
		{ "\nlisten: 7101\n", 2, "text" },
		{ "listen: somewhere\n", 1, "port" },
		{ "listen: unix:/run/x\n", 1, "TCP" },
		{ "api: 0.0.0.0:8101\n", 1, "loopback" },
		{ "hosts: desk.example\n", 1, "list" },
		{ "hosts:\n  - Desk.Example\n", 2, "lower case" },
		{ "peers:\n  - a.example:1\n  - b.example\n", 3, "port" },
		{ "peers:\n  - a.example:0\n", 2, "not 0" },
		{ "log_level: loud\n", 1, "one of" },
		{ "passphrase_file: key\n", 1, "absolute" },
		{ "workers: 1\nworkers: 2\n", 2, "" },
		{ "- a\n", 1, "key: value" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct why why = { 0 };
		struct config c;

		config_init(&c);
		assert_int_equal(
		    config_parse(&c, bytes_text(rows[i].text), &why),
		    ERR_CONFIG);
		assert_int_equal(why.line, rows[i].line);
		assert_true(why.column > 0);
		assert_non_null(strstr(why.text, rows[i].word));
		config_fini(&c);
	}
}

static void what_it_prints_it_takes(void **state)
{
	struct buf first = { 0 }, second = { 0 };
	struct config c, again;

	(void)state;
	config_init(&c);
	assert_int_equal(config_parse(&c,
			     bytes_text("peers: [\"a.example:7101\"]\n"
					"log_level: warning\n"
					"passphrase_file: '/etc/a \"b\" \\c'\n"
					"workers: 7\n"),
			     NULL),
	    ERR_OK);
	config_print(&first, &c);
	config_init(&again);
	assert_int_equal(config_parse(&again, buf_bytes(&first), NULL), ERR_OK);
	config_print(&second, &again);
	assert_string_equal(buf_text(&first), buf_text(&second));
	assert_string_equal(again.passphrase_file, c.passphrase_file);
	config_fini(&c);
	config_fini(&again);
	buf_fini(&first);
	buf_fini(&second);
}

static void as_a_map_it_has_every_key(void **state)
{
	struct arena *a = arena_new();
	struct config c;
	struct value *v;

	(void)state;
	config_init(&c);
	v = config_value(a, &c);
	assert_int_equal(value_count(v), 13);
	assert_string_equal(value_get_string(v, "listen"), c.listen);
	config_fini(&c);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_is_all_defaults),
		cmocka_unit_test(a_file_that_is_not_there_is_all_defaults),
		cmocka_unit_test(takes_every_key),
		cmocka_unit_test(refuses_with_line_and_column),
		cmocka_unit_test(what_it_prints_it_takes),
		cmocka_unit_test(as_a_map_it_has_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
