#include "sync/message.h"

#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "base/why.h"
#include "schema/act.h"
#include "schema/scan.h"
#include "sync/message_form.h"

/*
 * Messages are read where they lie and written where they go: a batch has up to
 * 8 MiB, and a tree of values made from a peer's 8 MiB of one-byte elements
 * would be forty times that.  schema/scan.h has passed over every byte before
 * anything is read here, so the readers below only meet canonical forms.
 */

const char *message_name(enum message_kind kind)
{
	return (size_t)kind < MESSAGE_COUNT ? message_form_of(kind)->name
					    : "unknown";
}

/* ---- writing: the shortest form of each ---- */

static void put_uint(struct buf *out, uint64_t v)
{
	if (v < 0x80) {
		buf_put_byte(out, (uint8_t)v);
	} else if (v <= UINT8_MAX) {
		buf_put_byte(out, 0xcc);
		buf_put_byte(out, (uint8_t)v);
	} else if (v <= UINT16_MAX) {
		buf_put_byte(out, 0xcd);
		buf_put_u16(out, (uint16_t)v);
	} else if (v <= UINT32_MAX) {
		buf_put_byte(out, 0xce);
		buf_put_u32(out, (uint32_t)v);
	} else {
		buf_put_byte(out, 0xcf);
		buf_put_u64(out, v);
	}
}

/* The length of a text or a bin; @short_form is the byte of the 8-bit form,
 * the next two are those of 16 and 32 bits. */
static void put_length(struct buf *out, uint8_t short_form, size_t n)
{
	if (n <= UINT8_MAX) {
		buf_put_byte(out, short_form);
		buf_put_byte(out, (uint8_t)n);
	} else if (n <= UINT16_MAX) {
		buf_put_byte(out, (uint8_t)(short_form + 1));
		buf_put_u16(out, (uint16_t)n);
	} else {
		buf_put_byte(out, (uint8_t)(short_form + 2));
		buf_put_u32(out, (uint32_t)n);
	}
}

static void put_text(struct buf *out, struct bytes text)
{
	if (text.n < 32)
		buf_put_byte(out, (uint8_t)(0xa0 | text.n));
	else
		put_length(out, 0xd9, text.n);
	buf_put(out, text);
}

static void put_bin(struct buf *out, struct bytes b)
{
	put_length(out, 0xc4, b.n);
	buf_put(out, b);
}

static void put_lines(struct buf *out, const struct message *m)
{
	must(m->line_count <= FRONTIER_LINES_MAX);
	if (m->line_count < 16) {
		buf_put_byte(out, (uint8_t)(0x90 | m->line_count));
	} else {
		buf_put_byte(out, 0xdc);
		buf_put_u16(out, (uint16_t)m->line_count);
	}
	for (size_t i = 0; i < m->line_count; i++) {
		const struct frontier_line *line = &m->lines[i];

		buf_put_byte(out, 0x94);
		put_text(out, bytes_text(line->node));
		put_uint(out, line->epoch);
		put_uint(out, line->size);
		put_bin(out, digest_bytes(&line->root));
	}
}

static void put_proof(struct buf *out, const struct message *m)
{
	must(m->proof_count > 0 && m->proof_count <= MESSAGE_PROOF_MAX);
	buf_put_byte(out, (uint8_t)(0x90 | m->proof_count));
	for (size_t i = 0; i < m->proof_count; i++)
		put_bin(out, digest_bytes(&m->proof[i]));
}

/* The one key that may be absent. */
static bool is_absent(const struct message *m, const struct message_field *f)
{
	return f->type == MESSAGE_FIELD_PROOF && m->proof_count == 0;
}

static void put_field(
    struct buf *out, const struct message *m, const struct message_field *f)
{
	const void *at = (const uint8_t *)m + f->offset;
	struct bytes b;

	put_text(out, bytes_text(f->key));
	switch (f->type) {
	case MESSAGE_FIELD_KIND:
		put_text(out, bytes_text(message_name(m->kind)));
		return;
	case MESSAGE_FIELD_UINT:
		must(*(const uint64_t *)at <= f->max);
		put_uint(out, *(const uint64_t *)at);
		return;
	case MESSAGE_FIELD_SLUG:
	case MESSAGE_FIELD_RULE:
		put_text(out, bytes_text(at));
		return;
	case MESSAGE_FIELD_FIXED:
		put_bin(out, (struct bytes){ at, f->max });
		return;
	case MESSAGE_FIELD_BIN:
	case MESSAGE_FIELD_TEXT:
		memcpy(&b, at, sizeof(b));
		must(b.n <= f->max &&
		     (b.n > 0 || f->type == MESSAGE_FIELD_TEXT));
		if (f->type == MESSAGE_FIELD_BIN)
			put_bin(out, b);
		else
			put_text(out, b);
		return;
	case MESSAGE_FIELD_LINES:
		put_lines(out, m);
		return;
	case MESSAGE_FIELD_PROOF:
		put_proof(out, m);
		return;
	}
}

void message_encode(const struct message *m, struct buf *out)
{
	const struct message_form *form;
	size_t count, absent = 0, before = out->n;

	must((size_t)m->kind < MESSAGE_COUNT);
	form = message_form_of(m->kind);
	count = message_form_count(form);
	for (size_t i = 0; i < count; i++)
		absent += is_absent(m, &form->fields[i]) ? 1 : 0;
	buf_put_byte(out, (uint8_t)(0x80 | (count - absent)));
	for (size_t i = 0; i < count; i++) {
		if (!is_absent(m, &form->fields[i]))
			put_field(out, m, &form->fields[i]);
	}
	must(out->n - before <= MESSAGE_BYTES_MAX);
}

/* ---- reading what scan_check() has passed over ---- */

static bool take_uint(struct reader *r, uint64_t *out)
{
	uint8_t first = reader_u8(r);

	switch (first) {
	case 0xcc:
		*out = reader_u8(r);
		break;
	case 0xcd:
		*out = reader_u16(r);
		break;
	case 0xce:
		*out = reader_u32(r);
		break;
	case 0xcf:
		*out = reader_u64(r);
		break;
	default:
		*out = first;
		return first < 0x80;
	}
	return true;
}

/* The content behind a length; @short_form as in put_length(). */
static bool take_long(
    struct reader *r, uint8_t first, uint8_t short_form, struct bytes *out)
{
	size_t n;

	if (first == short_form)
		n = reader_u8(r);
	else if (first == short_form + 1)
		n = reader_u16(r);
	else if (first == short_form + 2)
		n = reader_u32(r);
	else
		return false;
	*out = reader_take(r, n);
	return true;
}

static bool take_text(struct reader *r, struct bytes *out)
{
	uint8_t first = reader_u8(r);

	if ((first & 0xe0) != 0xa0)
		return take_long(r, first, 0xd9, out);
	*out = reader_take(r, first & 0x1f);
	return true;
}

static bool take_bin(struct reader *r, struct bytes *out)
{
	return take_long(r, reader_u8(r), 0xc4, out);
}

static bool take_slug(struct reader *r, char out[TEXT_SLUG_BYTES_MAX + 1])
{
	struct bytes b;

	if (!take_text(r, &b) || !text_is_slug(b))
		return false;
	must(b.n <= TEXT_SLUG_BYTES_MAX);
	memcpy(out, b.p, b.n);
	out[b.n] = '\0';
	return true;
}

static bool take_rule(struct reader *r, char out[MESSAGE_RULE_BYTES_MAX + 1])
{
	struct bytes b;

	if (!take_text(r, &b) || b.n == 0 || b.n > MESSAGE_RULE_BYTES_MAX)
		return false;
	for (size_t i = 0; i < b.n; i++) {
		if (b.p[i] != '_' && (b.p[i] < 'a' || b.p[i] > 'z'))
			return false;
	}
	memcpy(out, b.p, b.n);
	out[b.n] = '\0';
	return true;
}

static bool take_fixed(struct reader *r, void *out, size_t n)
{
	struct bytes b;

	if (!take_bin(r, &b) || b.n != n)
		return false;
	memcpy(out, b.p, n);
	return true;
}

static bool take_line(struct reader *r, struct frontier_line *line)
{
	return reader_u8(r) == 0x94 && take_slug(r, line->node) &&
	       take_uint(r, &line->epoch) && take_uint(r, &line->size) &&
	       take_fixed(r, line->root.b, DIGEST_BYTES);
}

static bool take_count(struct reader *r, size_t *count)
{
	uint8_t first = reader_u8(r);

	if (first == 0xdc)
		*count = reader_u16(r);
	else
		*count = first & 0x0f;
	return first == 0xdc || (first & 0xf0) == 0x90;
}

static enum rule take_lines(
    struct arena *a, struct reader *r, struct message *m)
{
	struct frontier_line *lines;

	if (!take_count(r, &m->line_count) ||
	    m->line_count > FRONTIER_LINES_MAX)
		return RULE_FRONTIER;
	lines = arena_take_array(a, m->line_count, sizeof(*lines));
	for (size_t i = 0; i < m->line_count; i++) {
		if (!take_line(r, &lines[i]))
			return RULE_FRONTIER;
		if (i > 0 && strcmp(lines[i - 1].node, lines[i].node) >= 0)
			return RULE_FRONTIER;
	}
	m->lines = lines;
	return RULE_NONE;
}

static bool take_proof(struct arena *a, struct reader *r, struct message *m)
{
	struct digest *proof;

	if (!take_count(r, &m->proof_count) || m->proof_count == 0 ||
	    m->proof_count > MESSAGE_PROOF_MAX)
		return false;
	proof = arena_take_array(a, m->proof_count, sizeof(*proof));
	for (size_t i = 0; i < m->proof_count; i++) {
		if (!take_fixed(r, proof[i].b, DIGEST_BYTES))
			return false;
	}
	m->proof = proof;
	return true;
}

static bool take_run(struct reader *r, const struct message_field *f, void *at)
{
	bool text = f->type == MESSAGE_FIELD_TEXT;
	struct bytes b;

	if (!(text ? take_text(r, &b) : take_bin(r, &b)))
		return false;
	if (b.n > f->max || (b.n == 0 && !text))
		return false;
	memcpy(at, &b, sizeof(b));
	return true;
}

static bool take_number(
    struct reader *r, const struct message_field *f, void *at)
{
	uint64_t v;

	if (!take_uint(r, &v) || v > f->max)
		return false;
	memcpy(at, &v, sizeof(v));
	return true;
}

static enum rule take_field(struct arena *a, struct reader *r,
    const struct message_field *f, struct message *m)
{
	void *at = (uint8_t *)m + f->offset;
	struct bytes key, kind;
	bool good = false;

	if (!take_text(r, &key) || !bytes_equal(key, bytes_text(f->key)))
		return RULE_MESSAGE;
	switch (f->type) {
	case MESSAGE_FIELD_KIND:
		good = take_text(r, &kind);
		break;
	case MESSAGE_FIELD_UINT:
		good = take_number(r, f, at);
		break;
	case MESSAGE_FIELD_SLUG:
		good = take_slug(r, at);
		break;
	case MESSAGE_FIELD_FIXED:
		good = take_fixed(r, at, f->max);
		break;
	case MESSAGE_FIELD_BIN:
	case MESSAGE_FIELD_TEXT:
		good = take_run(r, f, at);
		break;
	case MESSAGE_FIELD_RULE:
		good = take_rule(r, at);
		break;
	case MESSAGE_FIELD_LINES:
		return take_lines(a, r, m);
	case MESSAGE_FIELD_PROOF:
		good = take_proof(a, r, m);
		break;
	}
	return good ? RULE_NONE : RULE_MESSAGE;
}

/* The value of `t`, wherever it stands; false when there is none. */
static bool find_kind(struct bytes raw, enum message_kind *kind)
{
	const struct scan_limits limits = { raw.n, SCAN_DEPTH_MAX };
	struct reader r = reader_over(raw);
	size_t pairs = reader_u8(&r) & 0x0f, n;
	struct bytes key, name;

	for (size_t i = 0; i < pairs; i++) {
		if (!take_text(&r, &key))
			return false;
		if (bytes_equal(key, bytes_text("t"))) {
			if (!take_text(&r, &name))
				return false;
			for (size_t k = 0; k < MESSAGE_COUNT; k++) {
				*kind = (enum message_kind)k;
				if (bytes_equal(
					name, bytes_text(message_name(
						  (enum message_kind)k))))
					return true;
			}
			return false;
		}
		if (scan_one(r.left, &limits, &n) != SCAN_NONE)
			return false;
		(void)reader_take(&r, n);
	}
	return false;
}

static enum rule count_acts(struct message *m)
{
	size_t at = 0;

	for (m->act_count = 0; at < m->acts.n; m->act_count++) {
		size_t n = act_length(bytes_part(m->acts, at, m->acts.n - at));

		if (n == 0)
			return RULE_CANONICAL;
		if (m->act_count == BATCH_ACTS_MAX)
			return RULE_BATCH_COUNT;
		at += n;
	}
	return m->from <= (uint64_t)INT64_MAX - m->act_count ? RULE_NONE
							     : RULE_MESSAGE;
}

/* What the limits of single fields cannot say. */
static enum rule check_whole(struct message *m)
{
	bool good = true;

	switch (m->kind) {
	case MESSAGE_HELLO:
		good = m->version == MESSAGE_VERSION;
		break;
	case MESSAGE_WANT:
		good =
		    m->from < m->to && m->to - m->from <= MESSAGE_WANT_ACTS_MAX;
		break;
	case MESSAGE_BATCH:
		return count_acts(m);
	case MESSAGE_VAULT_CHUNK:
		good = m->index < m->total;
		break;
	case MESSAGE_VAULT_SORRY:
		good = strcmp(m->rule, "not_found") == 0 ||
		       strcmp(m->rule, rule_name(RULE_VAULT_RIGHT)) == 0;
		break;
	case MESSAGE_COSIGNED:
		good = m->note.n > 0 && m->total > 0;
		break;
	case MESSAGE_WITNESS_ASK:
	case MESSAGE_WITNESS:
	case MESSAGE_FRONTIER:
	case MESSAGE_SORRY:
	case MESSAGE_HEAD_ASK:
	case MESSAGE_HEAD:
	case MESSAGE_VAULT_ASK:
	case MESSAGE_PING:
	case MESSAGE_PONG:
	case MESSAGE_BYE:
	case MESSAGE_COUNT:
		break;
	}
	return good ? RULE_NONE : RULE_MESSAGE;
}

/* Does the next key stand for an optional field?  @r stays where it is. */
static bool is_next(struct reader r, const struct message_field *f)
{
	struct bytes key;

	return take_text(&r, &key) && bytes_equal(key, bytes_text(f->key));
}

static enum rule read_fields(
    struct arena *a, struct bytes raw, struct message *m, struct why *why)
{
	const struct message_form *form = message_form_of(m->kind);
	struct reader r = reader_over(raw);
	size_t count = message_form_count(form), taken = 0;
	size_t pairs = (size_t)(reader_u8(&r) & 0x0f);
	enum rule rule = RULE_NONE;

	for (size_t i = 0; i < count && rule == RULE_NONE; i++) {
		const struct message_field *f = &form->fields[i];

		if (f->type == MESSAGE_FIELD_PROOF && !is_next(r, f))
			continue;
		rule = take_field(a, &r, f, m);
		taken++;
	}
	if (rule == RULE_NONE && taken != pairs)
		rule = RULE_MESSAGE;
	if (rule == RULE_NONE && !reader_done(&r))
		rule = RULE_MESSAGE;
	if (rule == RULE_NONE)
		rule = check_whole(m);
	if (rule != RULE_NONE)
		(void)why_set(why, ERR_REFUSED,
		    "a field of \"%s\" is missing, unknown or misshapen",
		    form->name);
	return rule;
}

enum rule message_decode(
    struct arena *a, struct bytes raw, struct message *out, struct why *why)
{
	const struct scan_limits limits = { MESSAGE_BYTES_MAX, 3 };
	enum scan_fault fault = scan_check(raw, &limits, NULL);

	*out = (struct message){ .kind = MESSAGE_COUNT };
	if (fault != SCAN_NONE) {
		(void)why_set(
		    why, ERR_REFUSED, "the message %s", scan_text(fault));
		return RULE_MESSAGE;
	}
	if ((raw.p[0] & 0xf0) != 0x80 || !find_kind(raw, &out->kind)) {
		(void)why_set(
		    why, ERR_REFUSED, "the message is of no known kind");
		return RULE_MESSAGE;
	}
	return read_fields(a, raw, out, why);
}
