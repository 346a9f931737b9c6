#include "node/http_route.h"

#include "base/arena.h"
#include "tests/unit/unit.h"

static const struct http_route routes[] = {
	{ HTTP_METHOD_GET, "/", NULL, "", 0, 0 },
	{ HTTP_METHOD_GET, "/v1/cases", NULL, "", 0, 0 },
	{ HTTP_METHOD_GET, "/v1/cases/new", NULL, "", 0, 0 },
	{ HTTP_METHOD_GET, "/v1/cases/{number}", NULL, "", 0, 0 },
	{ HTTP_METHOD_PUT, "/v1/cases/{number}/files/{id}", NULL, "", 0, 0 },
};

static int find(const char *method, const char *path)
{
	const struct http_route *found = NULL;

	switch (http_route_find(routes, sizeof(routes) / sizeof(routes[0]),
	    method, bytes_text(path), &found)) {
	case HTTP_ROUTE_FOUND:
		return (int)(found - routes);
	case HTTP_ROUTE_NO_PATH:
		return -404;
	case HTTP_ROUTE_NO_METHOD:
		return -405;
	}
	return -1;
}

static void the_first_row_that_fits_is_taken(void **state)
{
	(void)state;
	assert_int_equal(find("GET", "/"), 0);
	assert_int_equal(find("GET", "/v1/cases"), 1);
	assert_int_equal(find("GET", "/v1/cases/new"), 2);
	assert_int_equal(find("GET", "/v1/cases/old"), 3);
	assert_int_equal(find("PUT", "/v1/cases/1/files/form"), 4);
}

static void what_fits_no_row_is_told_apart(void **state)
{
	static const char *const none[] = { "", "/v1", "/v1/", "/v1/cases/",
		"/v1/cases//files/x", "/v1/cases/1/files/", "//v1/cases",
		"/v1/cases/1/", "/V1/cases", "/v1/cases/1/files/x/y" };

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(find("GET", none[i]), -404);
	assert_int_equal(find("POST", "/v1/cases"), -405);
	assert_int_equal(find("GET", "/v1/cases/1/files/form"), -405);
}

static void segments_and_parameters_lose_their_escapes(void **state)
{
	struct arena *a = arena_new();
	struct bytes path = bytes_text("/v1/cases/A%2FB+%E5%8A%9E/files/x");
	struct bytes query = bytes_text("a=1+2&b&=c&d=%26%3D&a=9");

	(void)state;
	assert_string_equal(
	    http_route_segment(a, routes[4].pattern, path, "number"), "A/B+办");
	assert_string_equal(
	    http_route_segment(a, routes[4].pattern, path, "id"), "x");
	assert_null(http_route_segment(a, routes[4].pattern, path, "other"));
	assert_string_equal(http_route_query(a, query, "a"), "1 2");
	assert_string_equal(http_route_query(a, query, "b"), "");
	assert_string_equal(http_route_query(a, query, "d"), "&=");
	assert_null(http_route_query(a, query, "c"));
	assert_null(http_route_query(a, bytes_text(""), "a"));
	assert_true(http_route_is_utf8(path));
	assert_false(http_route_is_utf8(bytes_text("/%ff")));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_row_that_fits_is_taken),
		cmocka_unit_test(what_fits_no_row_is_told_apart),
		cmocka_unit_test(segments_and_parameters_lose_their_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
