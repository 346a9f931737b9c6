/*
 * Appointments (docs/API.md ): GET /v1/slots, what halls offer and
 * how many seats are left; GET /v1/bookings, who comes on a day, or one by its
 * code.
 */
#include <string.h>

#include "node/api.h"
#include "node/api_answer.h"
#include "node/daemon.h"
#include "node/say.h"
#include "schema/day.h"
#include "schema/ledger.h"
#include "schema/ledger_slot.h"
#include "schema/value.h"

#define LIST_MAX 1000

static bool read_day(
    struct http_request *request, const char *key, int64_t now, struct day *out)
{
	const char *text = http_query(request, key);
	struct why why = { 0 };

	*out = day_at(now);
	if (text == NULL || day_parse(out, bytes_text(text), &why) == ERR_OK)
		return true;
	api_answer_err(request, ERR_PARSE, &why);
	return false;
}

/* ---- slots ---- */

struct wanted {
	const char *node, *item;
	struct day day;
	int64_t now;
	int64_t found;
	struct value *list;
};

static bool is_wanted(const struct ledger_slot *s, const struct wanted *w)
{
	bool has = w->item == NULL || s->item_count == 0;

	for (size_t i = 0; !has && i < s->item_count; i++)
		has = strcmp(s->items[i], w->item) == 0;
	return has && s->closed_at == UINT64_MAX &&
	       (w->node == NULL || strcmp(w->node, s->node) == 0);
}

static void put_start(struct arena *a, const struct ledger *l,
    const struct ledger_slot *s, int64_t starts, struct wanted *w)
{
	struct value *v;

	if (starts < w->now || ++w->found > LIST_MAX)
		return;
	v = value_map(a);
	say_digest(a, v, "open", &s->act);
	say_node(a, v, "node", l, s->node);
	say_text(a, v, "label", s->label);
	say_time(a, v, "starts", starts);
	say_int(a, v, "minutes", s->minutes);
	say_int(a, v, "seats", s->seats);
	say_int(a, v, "free", ledger_slot_free(l, s, starts));
	value_push(a, w->list, v);
}

static void put_slot(struct arena *a, const struct ledger *l,
    const struct ledger_slot *s, struct wanted *w)
{
	int64_t starts;

	for (size_t d = 0; d < s->day_count; d++) {
		if (s->days[d].serial != w->day.serial)
			continue;
		for (size_t i = 0; ledger_slot_starts(s, d, i, &starts); i++)
			put_start(a, l, s, starts, w);
	}
}

void api_slot_list(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	struct value *out = value_map(a);
	struct wanted w = { .node = http_query(request, "node"),
		.item = http_query(request, "item"),
		.now = daemon_wall_ms(arg) / 1000,
		.list = value_list(a) };

	if (!read_day(request, "day", w.now, &w.day))
		return;
	for (size_t i = 0; i < ledger_slot_count(l); i++) {
		const struct ledger_slot *s = ledger_slot_at(l, i);

		if (is_wanted(s, &w) &&
		    ledger_slot_stands(l, s->node, s->position))
			put_slot(a, l, s, &w);
	}
	value_set(a, out, "slots", w.list);
	value_set(a, out, "found", value_int(a, w.found));
	http_answer_value(request, 200, out);
}

/* ---- bookings ---- */

static struct value *booking_value(
    struct arena *a, const struct ledger *l, const struct ledger_booking *b)
{
	struct value *v = value_map(a);

	say_digest(a, v, "id", &b->act);
	say_digest(a, v, "open", &b->slot->act);
	say_node(a, v, "node", l, b->slot->node);
	say_text(a, v, "label", b->slot->label);
	say_time(a, v, "starts", b->starts);
	say_int(a, v, "minutes", b->slot->minutes);
	say_text(a, v, "item", b->item);
	say_text(a, v, "channel", b->channel);
	say_time(a, v, "booked", b->time);
	say_text(a, v, "state", ledger_slot_word(b->state));
	say_text(a, v, "state_zh", ledger_slot_zh(b->state));
	if (b->ended != 0)
		say_time(a, v, "ended", b->ended);
	if (b->has_dossier)
		say_digest(a, v, "case", &b->dossier);
	return v;
}

static bool is_asked(const struct ledger_booking *b, const char *node,
    const struct day *day, const struct digest *code)
{
	if (node != NULL && strcmp(node, b->slot->node) != 0)
		return false;
	if (code != NULL)
		return digest_equal(code, &b->code);
	return day_at(b->starts).serial == day->serial;
}

void api_slot_bookings(struct http_request *request, void *arg)
{
	struct arena *a = request->arena;
	const struct ledger *l = daemon_ledger(arg);
	const char *node = http_query(request, "node");
	const char *text = http_query(request, "code");
	struct value *list = value_list(a), *out = value_map(a);
	struct why why = { 0 };
	struct digest code;
	struct day day;
	int64_t found = 0;

	if (!read_day(request, "day", daemon_wall_ms(arg) / 1000, &day))
		return;
	if (text != NULL &&
	    ledger_slot_code_digest(&code, ledger_genesis(l)->suite,
		bytes_text(text), &why) != ERR_OK) {
		api_answer_err(request, ERR_PARSE, &why);
		return;
	}
	for (size_t i = ledger_slot_booking_count(l); i-- > 0;) {
		const struct ledger_booking *b = ledger_slot_booking_at(l, i);

		if (!is_asked(b, node, &day, text != NULL ? &code : NULL) ||
		    !ledger_slot_stands(l, b->slot->node, b->position))
			continue;
		if (++found <= LIST_MAX)
			value_push(a, list, booking_value(a, l, b));
	}
	value_set(a, out, "bookings", list);
	value_set(a, out, "found", value_int(a, found));
	http_answer_value(request, 200, out);
}
