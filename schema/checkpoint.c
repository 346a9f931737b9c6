#include "schema/checkpoint.h"

#include <string.h>

#include "base/mem.h"
#include "base/reader.h"
#include "keys/note.h"
#include "schema/refuse.h"

#define ORIGIN_NETWORK_BYTES 16 /* the first half of the network id */
#define LINE_BYTES_MAX       128

void checkpoint_origin(struct buf *out, const struct digest *network,
    const char *node, uint64_t epoch)
{
	char hex[TEXT_HEX_ROOM(ORIGIN_NETWORK_BYTES)];

	text_hex(hex, (struct bytes){ network->b, ORIGIN_NETWORK_BYTES });
	buf_print(
	    out, "tongban/%s/%s/%llu", hex, node, (unsigned long long)epoch);
}

/* The origin as a note's key name: always fits (8 + 32 + 1 + 24 + 1 + 20). */
static void origin_name(char out[static NOTE_NAME_BYTES_MAX + 1],
    const struct digest *network, const struct checkpoint *c)
{
	struct buf b = { 0 };

	checkpoint_origin(&b, network, c->node, c->epoch);
	must(b.n <= NOTE_NAME_BYTES_MAX);
	memcpy(out, buf_text(&b), b.n + 1);
	buf_fini(&b);
}

/* Take node and epoch out of the line; whether the whole line is what we
 * would write is asked afterwards, so nothing else needs checking here. */
bool checkpoint_origin_parse(
    struct checkpoint *out, const struct digest *network, struct bytes line)
{
	char name[NOTE_NAME_BYTES_MAX + 1];
	struct reader r = reader_over(line);
	struct bytes node;

	(void)reader_until(&r, '/', LINE_BYTES_MAX);
	(void)reader_until(&r, '/', LINE_BYTES_MAX);
	node = reader_until(&r, '/', TEXT_SLUG_BYTES_MAX + 1);
	if (r.failed || !text_is_slug(node) ||
	    text_decimal(&out->epoch, r.left, INT64_MAX) != ERR_OK)
		return false;
	memcpy(out->node, node.p, node.n);
	out->node[node.n] = '\0';
	origin_name(name, network, out);
	return bytes_equal(line, bytes_text(name));
}

static bool read_root(struct bytes line, struct digest *out)
{
	struct buf b = { 0 };
	bool ok = text_unbase64(&b, line) == ERR_OK && b.n == DIGEST_BYTES;

	if (ok)
		memcpy(out->b, b.p, DIGEST_BYTES);
	buf_fini(&b);
	return ok;
}

static enum rule read_text(struct bytes text, const struct digest *network,
    struct checkpoint *out, struct why *why)
{
	struct reader r = reader_over(text);
	struct bytes origin = reader_line(&r, LINE_BYTES_MAX);
	struct bytes size = reader_line(&r, LINE_BYTES_MAX);
	struct bytes root = reader_line(&r, LINE_BYTES_MAX);

	if (!reader_done(&r))
		return refuse(why, RULE_CHECKPOINT_FORM,
		    "a checkpoint has three lines: origin, size, root");
	if (!checkpoint_origin_parse(out, network, origin))
		return refuse(why, RULE_CHECKPOINT_FORM,
		    "the origin is not that of a log of this network");
	if (text_decimal(&out->size, size, INT64_MAX) != ERR_OK)
		return refuse(
		    why, RULE_CHECKPOINT_FORM, "the size is not a number");
	if (!read_root(root, &out->root))
		return refuse(why, RULE_CHECKPOINT_FORM,
		    "the root is not 32 bytes in base64");
	return RULE_NONE;
}

/* One line, by a key named as the origin, of the size that type 0x04 has. */
static enum rule read_line(const struct note *note,
    const struct digest *network, struct checkpoint *out, struct why *why)
{
	const struct note_line *line = &note->lines[0];
	char name[NOTE_NAME_BYTES_MAX + 1];
	uint64_t seconds;

	origin_name(name, network, out);
	if (note->count != 1 || !bytes_equal(line->name, bytes_text(name)))
		return refuse(why, RULE_CHECKPOINT_FORM,
		    "a checkpoint has one signature, by the log's own key");
	if (!note_line_seconds(line, &seconds))
		return refuse(
		    why, RULE_CHECKPOINT_FORM, "the signature carries no time");
	if (seconds > INT64_MAX)
		return refuse(
		    why, RULE_CHECKPOINT_FORM, "the time is out of range");
	out->time = (int64_t)seconds;
	return RULE_NONE;
}

static enum rule read_note(struct bytes text, const struct digest *network,
    struct note *note, struct checkpoint *out, struct why *why)
{
	enum rule rule;

	*out = (struct checkpoint){ 0 };
	if (text.n > CHECKPOINT_BYTES_MAX)
		return refuse(
		    why, RULE_SIZE, "a checkpoint of %zu bytes", text.n);
	if (note_parse(note, text, why) != ERR_OK)
		return RULE_CHECKPOINT_FORM;
	rule = read_text(note->text, network, out, why);
	return rule == RULE_NONE ? read_line(note, network, out, why) : rule;
}

enum rule checkpoint_read(struct bytes text, const struct digest *network,
    struct checkpoint *out, struct why *why)
{
	struct note note;

	return read_note(text, network, &note, out, why);
}

enum rule checkpoint_check(struct bytes text, const struct digest *network,
    const struct sign_public *log, struct checkpoint *out, struct why *why)
{
	char name[NOTE_NAME_BYTES_MAX + 1];
	struct note_key key;
	struct note note;
	enum rule rule = read_note(text, network, &note, out, why);

	if (rule != RULE_NONE)
		return rule;
	origin_name(name, network, out);
	note_key_init(&key, name, NOTE_COSIGNED, log);
	if (note_check(&note, &key, NULL) != NOTE_GOOD)
		return refuse(why, RULE_CHECKPOINT_SIGNATURE,
		    "the checkpoint of %s is not signed by its log key",
		    out->node);
	return RULE_NONE;
}

void checkpoint_write(struct buf *out, const struct digest *network,
    const struct checkpoint *c, const struct sign_pair *log)
{
	char name[NOTE_NAME_BYTES_MAX + 1];
	struct buf text = { 0 };

	must(c->time >= 0);
	origin_name(name, network, c);
	buf_print(&text, "%s\n%llu\n", name, (unsigned long long)c->size);
	text_base64(&text, digest_bytes(&c->root));
	buf_put_byte(&text, '\n');
	buf_put(out, buf_bytes(&text));
	buf_put_byte(out, '\n');
	note_sign_line(out, buf_bytes(&text), name, log, (uint64_t)c->time);
	buf_fini(&text);
}
