/* Decoders of base/text.c: no crash, and they take only what the encoders
 * write. */
#include "base/mem.h"
#include "base/reader.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_base64(struct bytes in)
{
	struct buf plain = { 0 }, again = { 0 };

	if (text_unbase64(&plain, in) == ERR_OK) {
		text_base64(&again, buf_bytes(&plain));
		must(bytes_equal(buf_bytes(&again), in));
	} else {
		must(plain.n == 0);
	}
	buf_fini(&plain);
	buf_fini(&again);
}

static void check_hex(struct bytes in)
{
	size_t n = in.n / 2;
	uint8_t *plain = mem_new(n);
	char *again = mem_new(TEXT_HEX_ROOM(n));

	if (text_unhex(plain, n, in) == ERR_OK) {
		text_hex(again, (struct bytes){ plain, n });
		must(bytes_equal(bytes_text(again), in));
	}
	mem_free(plain);
	mem_free(again);
}

static void check_utf8(struct bytes in)
{
	size_t columns = text_columns(in), walked = 0, n;
	uint32_t c;

	must(columns <= 2 * in.n);
	if (!text_is_utf8(in))
		return;
	while ((n = text_next(bytes_part(in, walked, in.n - walked), &c)) > 0) {
		must(c <= 0x10ffff && (c < 0xd800 || c > 0xdfff));
		walked += n;
	}
	must(walked == in.n);
}

static void check_decimal(struct bytes in)
{
	uint64_t v;

	if (text_decimal(&v, in, UINT64_MAX) == ERR_OK) {
		char *again = mem_print("%llu", (unsigned long long)v);

		must(bytes_equal(bytes_text(again), in));
		mem_free(again);
	}
}

static void check_lines(struct bytes in)
{
	struct reader r = reader_over(in);
	size_t taken = 0;

	while (!r.failed && r.left.n > 0) {
		size_t n = reader_line(&r, 64).n;

		must(n < 64);
		if (!r.failed)
			taken += n + 1;
	}
	must(taken <= in.n && (r.failed || taken == in.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes in = { data, size };

	check_base64(in);
	check_hex(in);
	check_utf8(in);
	check_decimal(in);
	check_lines(in);
	(void)text_is_slug(in);
	return 0;
}
