#include "sync/ticket.h"

#include <string.h>

#include "base/base45.h"
#include "schema/act.h"
#include "schema/pack.h"
#include "schema/scan.h"
#include "schema/value.h"
#include "sync/proof.h"

#define PREFIX "TB1:"

static const struct scan_limits limits = { ACT_BYTES_MAX + PROOF_BYTES_MAX,
	SCAN_DEPTH_MAX };

void ticket_format(struct buf *out, struct bytes act, struct bytes proof)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct buf packed = { 0 };

	value_set(a, map, "act", value_bin(a, act));
	value_set(a, map, "proof", value_text_bytes(a, proof));
	pack_encode(&packed, map);
	buf_put_text(out, PREFIX);
	base45_encode(out, buf_bytes(&packed));
	buf_fini(&packed);
	arena_free(a);
}

static bool is_blank(uint8_t c)
{
	return c == '\n' || c == '\r' || c == '\t';
}

/* A blank is one of the 45 characters: only line ends and tabs are cut. */
static struct bytes trimmed(struct bytes text)
{
	while (text.n > 0 && is_blank(text.p[0]))
		text = bytes_part(text, 1, text.n - 1);
	while (text.n > 0 && is_blank(text.p[text.n - 1]))
		text.n--;
	return text;
}

static enum err unpack(
    struct ticket *out, struct arena *a, struct bytes packed, struct why *why)
{
	struct value *map;
	struct bytes act;
	struct act *decoded;

	if (pack_decode(a, packed, &limits, &map, why) != ERR_OK)
		return ERR_PARSE;
	if (map->type != VALUE_MAP || value_count(map) != 2 ||
	    !value_get_bin(map, "act", &act) ||
	    !value_get_text(map, "proof", &out->proof))
		return why_set(why, ERR_PARSE,
		    "a ticket holds an act and its proof, nothing else");
	if (act_decode(a, act, &decoded, why) != RULE_NONE)
		return ERR_PARSE;
	out->act = decoded;
	return ERR_OK;
}

enum err ticket_parse(
    struct ticket *out, struct arena *a, struct bytes text, struct why *why)
{
	struct buf packed = { 0 };
	enum err e = ERR_OK;

	text = trimmed(text);
	if (text.n > TICKET_TEXT_BYTES_MAX)
		return why_set(why, ERR_LIMIT, "a ticket has at most %u bytes",
		    TICKET_TEXT_BYTES_MAX);
	if (text.n < strlen(PREFIX) ||
	    memcmp(text.p, PREFIX, strlen(PREFIX)) != 0)
		return why_set(why, ERR_PARSE,
		    "a ticket begins with " PREFIX ": this is another code");
	if (base45_decode(&packed, bytes_part(text, strlen(PREFIX),
				       text.n - strlen(PREFIX))) != ERR_OK)
		e = why_set(why, ERR_PARSE,
		    "characters are missing or wrong: scan it again");
	if (e == ERR_OK)
		e = unpack(out, a, arena_copy(a, buf_bytes(&packed)), why);
	buf_fini(&packed);
	return e;
}

enum rule ticket_check(
    struct ticket *t, const struct sign_public *log, struct why *why)
{
	struct proof p = { 0 };
	enum rule rule = RULE_CHECKPOINT_FORM;

	if (proof_parse(&p, t->proof, why) == ERR_OK)
		rule = proof_check(
		    &p, &t->act->net, log, t->act->raw, &t->head, why);
	proof_fini(&p);
	return rule;
}
