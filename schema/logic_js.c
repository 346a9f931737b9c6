#include "schema/logic_js.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "schema/float64.h"

const struct value logic_js_undefined = { .type = VALUE_NULL };
const struct value logic_js_null = { .type = VALUE_NULL };

/* What a piece of a text costs beside its bytes. */
#define PIECE_BYTES 16

#define NOT_A_NUMBER ((double)NAN)

/* A text as UTF-16 code units, one after the other. */
struct units {
	struct bytes left;
	unsigned low; /* the second half of a pair, to come next; 0 if none */
};

bool logic_js_is_nothing(const struct value *v)
{
	return v->type == VALUE_NULL;
}

bool logic_js_is_text(const struct value *v)
{
	return v->type == VALUE_TEXT || v->type == VALUE_BIN;
}

bool logic_js_is_object(const struct value *v)
{
	return v->type == VALUE_LIST || v->type == VALUE_MAP;
}

static bool is_number(const struct value *v)
{
	return v->type == VALUE_INT || v->type == VALUE_REAL;
}

static double number_of(const struct value *v)
{
	return v->type == VALUE_INT ? (double)v->integer : v->real;
}

bool logic_js_truth(const struct value *v)
{
	switch (v->type) {
	case VALUE_NULL:
		return false;
	case VALUE_BOOL:
		return v->truth;
	case VALUE_INT:
		return v->integer != 0;
	case VALUE_REAL:
		return v->real < 0 || v->real > 0; /* neither 0 nor NaN */
	case VALUE_TEXT:
	case VALUE_BIN:
		return v->bytes.n > 0;
	case VALUE_LIST:
	case VALUE_MAP:
		break;
	}
	return true;
}

static unsigned half_at(struct bytes text)
{
	if (text.n < 3 || text.p[0] != 0xed || text.p[1] < 0xa0)
		return 0;
	return 0xd000u | (text.p[1] & 0x3fu) << 6 | (text.p[2] & 0x3fu);
}

static void put_code_point(struct buf *out, uint32_t c)
{
	buf_put_byte(out, (uint8_t)(0xf0 | c >> 18));
	buf_put_byte(out, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
	buf_put_byte(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
	buf_put_byte(out, (uint8_t)(0x80 | (c & 0x3f)));
}

/* Append a text; halves of a pair that meet become one code point again. */
static void put_text(struct logic_run *run, struct buf *out, struct bytes text)
{
	unsigned high = 0;
	unsigned low = half_at(text);

	if (!logic_charge(run, PIECE_BYTES + text.n))
		return;
	if (low >= 0xdc00 && out->n >= 3)
		high = half_at((struct bytes){ out->p + out->n - 3, 3 });
	if (high >= 0xd800 && high < 0xdc00) {
		out->n -= 3;
		put_code_point(
		    out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
		text = bytes_part(text, 3, text.n - 3);
	}
	buf_put(out, text);
}

static void put_number(struct logic_run *run, struct buf *out, double d)
{
	char text[FLOAT64_TEXT_ROOM];
	size_t n = float64_format(text, d);

	put_text(run, out, (struct bytes){ (const uint8_t *)text, n });
}

static void put_hex(struct logic_run *run, struct buf *out, struct bytes b)
{
	if (!logic_charge(run, 2 * b.n))
		return;
	for (size_t i = 0; i < b.n; i++)
		buf_print(out, "%02x", b.p[i]);
}

static void put_string(struct logic_run *run, struct buf *out,
    const struct value *v, unsigned depth);

/* Array.prototype.join: nothing is an empty text. */
static void put_joined(struct logic_run *run, struct buf *out,
    struct logic_args items, const char *between, unsigned depth)
{
	for (size_t i = 0; i < items.count && run->err == ERR_OK; i++) {
		if (i > 0)
			put_text(run, out, bytes_text(between));
		if (logic_js_is_nothing(items.v[i]))
			(void)logic_charge(run, PIECE_BYTES);
		else
			put_string(run, out, items.v[i], depth);
	}
}

/* String(v).  Depth is bounded because "reduce" can nest lists without end. */
static void put_string(struct logic_run *run, struct buf *out,
    const struct value *v, unsigned depth)
{
	if (depth == LOGIC_DEPTH_MAX) {
		(void)logic_fail(run, ERR_LIMIT, "a list is nested too deep");
		return;
	}
	switch (v->type) {
	case VALUE_NULL:
		put_text(run, out,
		    bytes_text(
			v == &logic_js_undefined ? "undefined" : "null"));
		return;
	case VALUE_BOOL:
		put_text(run, out, bytes_text(v->truth ? "true" : "false"));
		return;
	case VALUE_INT:
	case VALUE_REAL:
		put_number(run, out, number_of(v));
		return;
	case VALUE_TEXT:
		put_text(run, out, v->bytes);
		return;
	case VALUE_BIN:
		put_hex(run, out, v->bytes);
		return;
	case VALUE_LIST:
		put_joined(run, out,
		    (struct logic_args){ v->list.items, v->list.count }, ",",
		    depth + 1);
		return;
	case VALUE_MAP:
		put_text(run, out, bytes_text("[object Object]"));
		return;
	}
}

static struct bytes keep(struct logic_run *run, struct buf *text)
{
	struct bytes kept = arena_copy(run->a, buf_bytes(text));

	buf_fini(text);
	return kept;
}

struct bytes logic_js_text(struct logic_run *run, const struct value *v)
{
	struct buf text = { 0 };

	if (v->type == VALUE_TEXT)
		return v->bytes;
	put_string(run, &text, v, 0);
	return keep(run, &text);
}

const struct value *logic_js_join(
    struct logic_run *run, const struct value *const *items, size_t count)
{
	struct buf text = { 0 };
	const struct value *v;

	put_joined(run, &text, (struct logic_args){ items, count }, "", 0);
	v = value_text_bytes(run->a, buf_bytes(&text));
	buf_fini(&text);
	return v;
}

double logic_js_number(struct logic_run *run, const struct value *v)
{
	struct bytes text;

	if (is_number(v))
		return number_of(v);
	if (v->type == VALUE_NULL)
		return v == &logic_js_undefined ? NOT_A_NUMBER : 0;
	if (v->type == VALUE_BOOL)
		return v->truth ? 1 : 0;
	text = logic_js_text(run, v);
	if (!logic_charge(run, text.n))
		return 0;
	return float64_number(text);
}

double logic_js_parse_float(struct logic_run *run, const struct value *v)
{
	struct bytes text;

	/* A number survives the way through its text, but for the sign of 0. */
	if (is_number(v))
		return number_of(v) + 0.0;
	text = logic_js_text(run, v);
	if (!logic_charge(run, text.n))
		return 0;
	return float64_prefix(text);
}

double logic_js_integer(struct logic_run *run, const struct value *v)
{
	double d = logic_js_number(run, v);

	return isnan(d) ? 0 : trunc(d);
}

static bool texts_equal(
    struct logic_run *run, const struct value *x, const struct value *y)
{
	struct bytes tx = logic_js_text(run, x);
	struct bytes ty = logic_js_text(run, y);

	if (tx.n != ty.n || !logic_charge(run, tx.n))
		return false;
	return bytes_equal(tx, ty);
}

static bool numbers_equal(double x, double y)
{
	return x <= y && x >= y; /* false for NaN */
}

bool logic_js_strict_equal(
    struct logic_run *run, const struct value *x, const struct value *y)
{
	if (is_number(x) && is_number(y))
		return numbers_equal(number_of(x), number_of(y));
	if (logic_js_is_text(x) && logic_js_is_text(y))
		return texts_equal(run, x, y);
	if (x->type != y->type)
		return false;
	if (x->type == VALUE_NULL)
		return (x == &logic_js_undefined) == (y == &logic_js_undefined);
	if (x->type == VALUE_BOOL)
		return x->truth == y->truth;
	return x == y;
}

bool logic_js_loose_equal(
    struct logic_run *run, const struct value *x, const struct value *y)
{
	bool x_is_object = logic_js_is_object(x);
	bool y_is_object = logic_js_is_object(y);

	if (logic_js_is_nothing(x) || logic_js_is_nothing(y))
		return logic_js_is_nothing(x) && logic_js_is_nothing(y);
	if (x_is_object && y_is_object)
		return x == y;
	if ((logic_js_is_text(x) || x_is_object) &&
	    (logic_js_is_text(y) || y_is_object))
		return texts_equal(run, x, y);
	return numbers_equal(logic_js_number(run, x), logic_js_number(run, y));
}

static unsigned next_unit(struct units *u)
{
	uint32_t c;
	size_t n;

	if (u->low != 0) {
		unsigned low = u->low;

		u->low = 0;
		return low;
	}
	c = half_at(u->left);
	n = 3;
	if (c == 0)
		n = text_next(u->left, &c);
	must(n > 0);
	u->left = bytes_part(u->left, n, u->left.n - n);
	if (c < 0x10000)
		return c;
	u->low = 0xdc00 | ((c - 0x10000) & 0x3ff);
	return 0xd800 | (c - 0x10000) >> 10;
}

static bool at_end(const struct units *u)
{
	return u->low == 0 && u->left.n == 0;
}

static enum logic_js_order compare_texts(struct bytes x, struct bytes y)
{
	struct units ux = { .left = x };
	struct units uy = { .left = y };

	while (!at_end(&ux) && !at_end(&uy)) {
		unsigned cx = next_unit(&ux);
		unsigned cy = next_unit(&uy);

		if (cx != cy)
			return cx < cy ? LOGIC_JS_LESS : LOGIC_JS_GREATER;
	}
	if (at_end(&ux))
		return at_end(&uy) ? LOGIC_JS_SAME : LOGIC_JS_LESS;
	return LOGIC_JS_GREATER;
}

enum logic_js_order logic_js_compare(
    struct logic_run *run, const struct value *x, const struct value *y)
{
	double dx, dy;

	if ((logic_js_is_text(x) || logic_js_is_object(x)) &&
	    (logic_js_is_text(y) || logic_js_is_object(y))) {
		struct bytes tx = logic_js_text(run, x);
		struct bytes ty = logic_js_text(run, y);

		if (!logic_charge(run, tx.n < ty.n ? tx.n : ty.n))
			return LOGIC_JS_UNORDERED;
		return compare_texts(tx, ty);
	}
	dx = logic_js_number(run, x);
	dy = logic_js_number(run, y);
	if (isnan(dx) || isnan(dy))
		return LOGIC_JS_UNORDERED;
	if (dx < dy)
		return LOGIC_JS_LESS;
	return dx > dy ? LOGIC_JS_GREATER : LOGIC_JS_SAME;
}

size_t logic_js_length(struct bytes text)
{
	size_t units = 0;

	/* One for each lead byte, two for those of four-byte code points. */
	for (size_t i = 0; i < text.n; i++)
		if ((text.p[i] & 0xc0) != 0x80)
			units += text.p[i] < 0xf0 ? 1 : 2;
	return units;
}

static void put_unit(struct logic_run *run, struct buf *out, unsigned unit)
{
	uint8_t b[3] = { (uint8_t)(0xe0 | unit >> 12),
		(uint8_t)(0x80 | (unit >> 6 & 0x3f)),
		(uint8_t)(0x80 | (unit & 0x3f)) };

	if (unit < 0x80)
		buf_put_byte(out, (uint8_t)unit);
	else if (unit >= 0x800)
		put_text(run, out, bytes_of(b));
	else {
		buf_put_byte(out, (uint8_t)(0xc0 | unit >> 6));
		buf_put_byte(out, b[2]);
	}
}

struct bytes logic_js_slice(
    struct logic_run *run, struct bytes text, size_t from, size_t count)
{
	struct units u = { .left = text };
	struct buf out = { 0 };

	if (!logic_charge(run, text.n))
		return (struct bytes){ 0 };
	for (size_t i = 0; i < from && !at_end(&u); i++)
		(void)next_unit(&u);
	for (size_t i = 0; i < count && !at_end(&u); i++)
		put_unit(run, &out, next_unit(&u));
	return keep(run, &out);
}

static struct bytes as_units(struct logic_run *run, struct bytes text)
{
	size_t count = logic_js_length(text);
	struct units u = { .left = text };
	uint8_t *out;

	if (!logic_charge(run, 2 * count))
		return (struct bytes){ 0 };
	out = arena_take(run->a, 2 * count);
	for (size_t i = 0; i < count; i++) {
		unsigned unit = next_unit(&u);

		out[2 * i] = (uint8_t)(unit >> 8);
		out[2 * i + 1] = (uint8_t)unit;
	}
	return (struct bytes){ out, 2 * count };
}

static bool contains_units(struct bytes text, struct bytes part)
{
	for (size_t i = 0; i + part.n <= text.n; i += 2)
		if (bytes_equal(bytes_part(text, i, part.n), part))
			return true;
	return false;
}

bool logic_js_contains(
    struct logic_run *run, struct bytes text, struct bytes part)
{
	bool has_half = false;

	if (part.n == 0)
		return true;
	if (!logic_charge(run, text.n + part.n))
		return false;
	if (text.n >= part.n && memmem(text.p, text.n, part.p, part.n) != NULL)
		return true;
	for (size_t i = 0; i < part.n && !has_half; i++)
		has_half = half_at(bytes_part(part, i, part.n - i)) != 0;
	if (!has_half)
		return false;
	/* A half may stand inside of a code point of @text. */
	text = as_units(run, text);
	part = as_units(run, part);
	return run->err == ERR_OK &&
	       logic_charge(run, text.n * (1 + part.n / 16)) &&
	       contains_units(text, part);
}

/* An array index; false for anything else, such as "01". */
static bool parse_index(struct bytes name, size_t *index)
{
	uint64_t number;

	if (text_decimal(&number, name, UINT32_MAX) != ERR_OK)
		return false;
	*index = (size_t)number;
	return true;
}

static const struct value *text_property(
    struct logic_run *run, struct bytes text, struct bytes name)
{
	size_t index;

	if (!logic_charge(run, text.n))
		return &logic_js_undefined;
	if (bytes_equal(name, bytes_text("length")))
		return value_real(run->a, (double)logic_js_length(text));
	if (!parse_index(name, &index) || index >= logic_js_length(text))
		return &logic_js_undefined;
	return value_text_bytes(run->a, logic_js_slice(run, text, index, 1));
}

const struct value *logic_js_property(
    struct logic_run *run, const struct value *v, struct bytes name)
{
	const struct value *found = NULL;
	size_t index;

	if (logic_js_is_text(v))
		return text_property(run, logic_js_text(run, v), name);
	if (v->type == VALUE_MAP)
		found = value_get_bytes(v, name);
	else if (v->type == VALUE_LIST && parse_index(name, &index))
		found = value_at(v, index);
	else if (v->type == VALUE_LIST &&
		 bytes_equal(name, bytes_text("length")))
		return value_real(run->a, (double)v->list.count);
	return found != NULL ? found : &logic_js_undefined;
}
