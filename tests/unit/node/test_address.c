#include "node/address.h"

#include <string.h>

#include "base/why.h"
#include "tests/unit/unit.h"

static void takes_names_addresses_and_socket_paths(void **state)
{
	struct address a;

	(void)state;
	assert_int_equal(address_parse(&a, "127.0.0.1:7101", NULL), ERR_OK);
	assert_string_equal(a.host, "127.0.0.1");
	assert_int_equal(a.port, 7101);
	assert_string_equal(a.port_text, "7101");
	assert_int_equal(address_parse(&a, "node-1.example:0", NULL), ERR_OK);
	assert_string_equal(a.host, "node-1.example");
	assert_int_equal(address_parse(&a, "[fe80::1]:65535", NULL), ERR_OK);
	assert_string_equal(a.host, "fe80::1");
	assert_int_equal(address_parse(&a, "unix:/run/t.sock", NULL), ERR_OK);
	assert_int_equal(a.type, ADDRESS_UNIX);
	assert_string_equal(a.host, "/run/t.sock");
}

static void refuses_what_names_no_place(void **state)
{
	static const char *const bad[] = { "", ":1", "host", "host:", "host:x",
		"host:65536", "host:01", "host:-1", "fe80::1:1", "[fe80::1]",
		"[fe80::1:1", "[]:1", "a b:1", "a/b:1", "unix:", "unix:/",
		"unix:relative" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct address a;
		struct why why = { 0 };

		assert_int_equal(address_parse(&a, bad[i], &why), ERR_PARSE);
		assert_true(why.text[0] != '\0');
	}
}

static void refuses_a_socket_path_that_the_system_would_cut(void **state)
{
	char text[160] = "unix:/";
	struct address a;

	(void)state;
	memset(text + 6, 'a', ADDRESS_PATH_BYTES_MAX - 1);
	assert_int_equal(address_parse(&a, text, NULL), ERR_OK);
	text[6 + ADDRESS_PATH_BYTES_MAX - 1] = 'a';
	assert_int_equal(address_parse(&a, text, NULL), ERR_PARSE);
}

static void knows_which_addresses_stay_on_this_machine(void **state)
{
	static const struct {
		const char *text;
		bool loopback;
	} rows[] = {
		{ "localhost:1", true },
		{ "127.0.0.1:1", true },
		{ "127.9.9.9:1", true },
		{ "[::1]:1", true },
		{ "unix:/run/t", true },
		{ "0.0.0.0:1", false },
		{ "[::]:1", false },
		{ "10.0.0.1:1", false },
		{ "localhost.example:1", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct address a;

		assert_int_equal(address_parse(&a, rows[i].text, NULL), ERR_OK);
		assert_int_equal(address_is_loopback(&a), rows[i].loopback);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_names_addresses_and_socket_paths),
		cmocka_unit_test(refuses_what_names_no_place),
		cmocka_unit_test(
		    refuses_a_socket_path_that_the_system_would_cut),
		cmocka_unit_test(knows_which_addresses_stay_on_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
