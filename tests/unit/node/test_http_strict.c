#include "node/http_strict.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/unit/unit.h"

#define L "GET / HTTP/1.1\r\n"
#define H "Host: localhost\r\n"

static enum http_strict check(struct bytes in)
{
	static const char *const names[] = { "desk.example" };
	static const struct http_strict_hosts hosts = { 1, names };
	struct http_strict_head head;

	return http_strict_check(in, &hosts, &head);
}

static void takes_what_a_browser_sends(void **state)
{
	struct http_strict_head head;
	const char *text = "POST /v1/acts?dry=1&x=%E5%8A%9E HTTP/1.1\r\n"
			   "Host: LOCALHOST:8101\r\n"
			   "Origin: http://localhost:8101\r\n"
			   "Content-Length: 5\r\n"
			   "Accept:\ttext/html, */*;q=0.1 \r\n"
			   "Empty:\r\n"
			   "Expect: 100-Continue\r\n\r\nhello";

	(void)state;
	assert_int_equal(
	    http_strict_check(bytes_text(text), NULL, &head), HTTP_STRICT_GOOD);
	assert_int_equal(head.bytes, strlen(text) - 5);
	assert_true(head.has_length);
	assert_int_equal(head.content_length, 5);
	assert_true(head.expects_continue);
}

static void knows_its_own_names(void **state)
{
	static const char *const good[] = { "localhost", "127.0.0.1:1", "[::1]",
		"[::1]:8101", "desk.example", "Desk.Example:443" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct buf b = { 0 };

		buf_print(&b, L "Host: %s\r\n\r\n", good[i]);
		assert_int_equal(check(buf_bytes(&b)), HTTP_STRICT_GOOD);
		buf_fini(&b);
	}
}

static const struct {
	const char *text;
	enum http_strict verdict;
} hostile[] = {
	/* lines */
	{ "GET / HTTP/1.1\nHost: localhost\n\n", HTTP_STRICT_LINE_END },
	{ L "Host: localhost\n\r\n\r\n", HTTP_STRICT_LINE_END },
	{ L H "A: b\rc\r\n\r\n", HTTP_STRICT_LINE_END },
	{ L H "A: b\r\r\n\r\n", HTTP_STRICT_LINE_END },
	{ L H "A: b\x01"
	      "c\r\n\r\n",
	    HTTP_STRICT_BYTE },
	{ L H "A: b\x7f\r\n\r\n", HTTP_STRICT_BYTE },
	{ L H "A: \xe5\x8a\x9e\r\n\r\n", HTTP_STRICT_BYTE },
	/* request line */
	{ "\r\n" L H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ " GET / HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ "GET  / HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ "GET /  HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ "GET / HTTP/1.1 \r\n" H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ "GET\t/\tHTTP/1.1\r\n" H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ "GET /\r\n" H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ "G@T / HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ "GET / HTTP/1.0\r\n" H "\r\n", HTTP_STRICT_VERSION },
	{ "GET / HTTP/2.0\r\n" H "\r\n", HTTP_STRICT_VERSION },
	{ "GET / http/1.1\r\n" H "\r\n", HTTP_STRICT_REQUEST_LINE },
	{ "PRI * HTTP/2.0\r\n\r\n", HTTP_STRICT_VERSION },
	{ "TRACE / HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_METHOD },
	{ "CONNECT /x HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_METHOD },
	{ "get / HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_METHOD },
	/* target */
	{ "GET http://localhost/ HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET * HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /a#b HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /a%2 HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /a%zz HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /a%00 HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /a\"b HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /a\\..\\b HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /../etc HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /a/%2e%2E HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /a/.%2e/b HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	{ "GET /./a HTTP/1.1\r\n" H "\r\n", HTTP_STRICT_TARGET },
	/* header lines */
	{ L H "A: b\r\n c\r\n\r\n", HTTP_STRICT_FOLDED },
	{ L " Host: localhost\r\n\r\n", HTTP_STRICT_FOLDED },
	{ L "Host : localhost\r\n\r\n", HTTP_STRICT_NAME },
	{ L H ": b\r\n\r\n", HTTP_STRICT_NAME },
	{ L H "A\r\n\r\n", HTTP_STRICT_NAME },
	{ L H "A(b): c\r\n\r\n", HTTP_STRICT_NAME },
	/* Host and Origin */
	{ L "\r\n", HTTP_STRICT_NO_HOST },
	{ L H "A: b\r\n" H "\r\n", HTTP_STRICT_TWO_HOSTS },
	{ L H "hOST: localhost\r\n\r\n", HTTP_STRICT_TWO_HOSTS },
	{ L "Host: evil.example\r\n\r\n", HTTP_STRICT_HOST },
	{ L "Host: localhost.evil.example\r\n\r\n", HTTP_STRICT_HOST },
	{ L "Host: localhost:x\r\n\r\n", HTTP_STRICT_HOST },
	{ L "Host: localhost:99999\r\n\r\n", HTTP_STRICT_HOST },
	{ L "Host: a@localhost\r\n\r\n", HTTP_STRICT_HOST },
	{ L "Host:\r\n\r\n", HTTP_STRICT_HOST },
	{ L "Host: [::1\r\n\r\n", HTTP_STRICT_HOST },
	{ L "Host: localhost, localhost\r\n\r\n", HTTP_STRICT_HOST },
	{ L H "Origin: http://evil.example\r\n\r\n", HTTP_STRICT_ORIGIN },
	{ L H "Origin: null\r\n\r\n", HTTP_STRICT_ORIGIN },
	{ L H "Origin: http://localhost.evil.example\r\n\r\n",
	    HTTP_STRICT_ORIGIN },
	/* length */
	{ L H "Transfer-Encoding: chunked\r\n\r\n", HTTP_STRICT_TRANSFER },
	{ L H "Content-Length: 1\r\nTransfer-Encoding: identity\r\n\r\n",
	    HTTP_STRICT_TRANSFER },
	{ L H "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
	    HTTP_STRICT_LENGTH },
	{ L H "Content-Length: 1, 1\r\n\r\n", HTTP_STRICT_LENGTH },
	{ L H "Content-Length: +1\r\n\r\n", HTTP_STRICT_LENGTH },
	{ L H "Content-Length: -1\r\n\r\n", HTTP_STRICT_LENGTH },
	{ L H "Content-Length: 0x1\r\n\r\n", HTTP_STRICT_LENGTH },
	{ L H "Content-Length: 01\r\n\r\n", HTTP_STRICT_LENGTH },
	{ L H "Content-Length:\r\n\r\n", HTTP_STRICT_LENGTH },
	{ L H "Content-Length: 99999999999999999999\r\n\r\n",
	    HTTP_STRICT_LENGTH },
	/* the rest */
	{ L H "Expect: 200-ok\r\n\r\n", HTTP_STRICT_EXPECT },
	{ L H "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
	    HTTP_STRICT_UPGRADE },
};

static void names_what_is_wrong_with_hostile_heads(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		enum http_strict got = check(bytes_text(hostile[i].text));

		if (got != hostile[i].verdict)
			print_message("%s\n", hostile[i].text);
		assert_string_equal(http_strict_name(got),
		    http_strict_name(hostile[i].verdict));
		assert_true(http_strict_status(got) >= 400);
	}
}

static void a_good_head_is_unfinished_until_its_last_byte(void **state)
{
	const char *text = L H "A: b\r\n\r\n";

	(void)state;
	for (size_t n = 0; n < strlen(text); n++)
		assert_int_equal(
		    check((struct bytes){ (const uint8_t *)text, n }),
		    HTTP_STRICT_MORE);
	assert_int_equal(check(bytes_text(text)), HTTP_STRICT_GOOD);
}

static void a_hopeless_head_is_told_before_it_ends(void **state)
{
	(void)state;
	assert_int_equal(
	    check(bytes_text("GET / HTTP/1.1\nHo")), HTTP_STRICT_LINE_END);
	assert_int_equal(check((struct bytes){ (const uint8_t *)"\0", 1 }),
	    HTTP_STRICT_BYTE);
	assert_int_equal(
	    check(bytes_text("\x16\x03\x01")), HTTP_STRICT_BYTE); /* TLS */
}

static void limits_bytes_lines_and_target(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_put_text(&b, L H);
	while (b.n < HTTP_STRICT_HEAD_BYTES_MAX)
		buf_put_text(&b, "A: b\r\n");
	assert_int_equal(check(buf_bytes(&b)), HTTP_STRICT_HEAD_SIZE);
	buf_put_text(&b, "\r\n");
	assert_int_equal(check(buf_bytes(&b)), HTTP_STRICT_HEAD_SIZE);

	buf_clear(&b);
	buf_put_text(&b, L H);
	for (int i = 1; i < HTTP_STRICT_HEADERS_MAX; i++)
		buf_put_text(&b, "A: b\r\n");
	buf_put_text(&b, "\r\n");
	assert_int_equal(check(buf_bytes(&b)), HTTP_STRICT_GOOD);
	b.n -= 2;
	buf_put_text(&b, "A: b\r\n\r\n");
	assert_int_equal(check(buf_bytes(&b)), HTTP_STRICT_COUNT);

	buf_clear(&b);
	buf_put_text(&b, "GET /");
	for (int i = 1; i < HTTP_STRICT_TARGET_BYTES_MAX; i++)
		buf_put_byte(&b, 'a');
	buf_put_text(&b, " HTTP/1.1\r\n" H "\r\n");
	assert_int_equal(check(buf_bytes(&b)), HTTP_STRICT_GOOD);
	buf_clear(&b);
	buf_put_text(&b, "GET /");
	for (int i = 0; i < HTTP_STRICT_TARGET_BYTES_MAX; i++)
		buf_put_byte(&b, 'a');
	buf_put_text(&b, " HTTP/1.1\r\n" H "\r\n");
	assert_int_equal(check(buf_bytes(&b)), HTTP_STRICT_TARGET_SIZE);
	buf_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_a_browser_sends),
		cmocka_unit_test(knows_its_own_names),
		cmocka_unit_test(names_what_is_wrong_with_hostile_heads),
		cmocka_unit_test(a_good_head_is_unfinished_until_its_last_byte),
		cmocka_unit_test(a_hopeless_head_is_told_before_it_ends),
		cmocka_unit_test(limits_bytes_lines_and_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
