#include "schema/ledger_slot.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/ledger_keep.h"
#include "schema/ledger_standing.h"
#include "schema/ledger_state.h"
#include "schema/refuse.h"
#include "schema/value.h"

#define CODE_LETTERS 8
#define MINUTE       60

static bool is_kind(const struct act *act, const char *kind)
{
	return strcmp(act->kind, kind) == 0;
}

/* ---- starts ---- */

bool ledger_slot_starts(
    const struct ledger_slot *s, size_t day, size_t i, int64_t *starts)
{
	for (size_t k = 0; k < s->hours.count; k++) {
		const struct office_span *span = &s->hours.spans[k];
		size_t n = (size_t)((span->end - span->begin) / s->minutes);

		if (i < n) {
			*starts =
			    day_begins(s->days[day]) +
			    (span->begin + (int64_t)i * s->minutes) * MINUTE;
			return true;
		}
		i -= n;
	}
	return false;
}

static bool is_start(const struct ledger_slot *s, int64_t starts)
{
	struct day day = day_at(starts);
	int64_t at;

	for (size_t d = 0; d < s->day_count; d++) {
		if (s->days[d].serial != day.serial)
			continue;
		for (size_t i = 0; ledger_slot_starts(s, d, i, &at); i++) {
			if (at == starts)
				return true;
		}
	}
	return false;
}

static struct digest start_key(const struct digest *slot, int64_t starts)
{
	struct digest_run run;
	uint8_t number[8];

	for (unsigned i = 0; i < sizeof(number); i++)
		number[i] = (uint8_t)((uint64_t)starts >> (8 * i));
	digest_begin(&run);
	digest_add(&run, digest_bytes(slot));
	digest_add(&run, (struct bytes){ number, sizeof(number) });
	return digest_end(&run);
}

int64_t ledger_slot_free(
    const struct ledger *l, const struct ledger_slot *s, int64_t starts)
{
	struct digest key = start_key(&s->act, starts);
	const struct ledger_booking *b = ledger_map_get(&l->start_map, &key);
	int64_t left = s->seats;

	for (; b != NULL; b = b->older)
		left -= b->state != LEDGER_SLOT_CANCELLED;
	return left;
}

/* ---- judging ---- */

/* F-290 */
static enum rule judge_open(
    const struct place *place, const struct act *act, struct why *why)
{
	const struct value *days = value_get(act->body, "days");
	int64_t minutes = act_body_int(act, "minutes");
	int64_t seats = act_body_int(act, "seats");
	struct day today = day_at(place->time), day;

	if (minutes < LEDGER_SLOT_MINUTES_MIN ||
	    minutes > LEDGER_SLOT_MINUTES_MAX || seats < 1 ||
	    seats > LEDGER_SLOT_SEATS_MAX)
		return refuse(why, RULE_SLOT_SHAPE,
		    "a slot has %d to %d minutes and 1 to %d seats",
		    LEDGER_SLOT_MINUTES_MIN, LEDGER_SLOT_MINUTES_MAX,
		    LEDGER_SLOT_SEATS_MAX);
	if (value_count(days) == 0)
		return refuse(why, RULE_SLOT_SHAPE, "1 to %d days are offered",
		    LEDGER_SLOT_DAYS_MAX);
	for (size_t i = 0; i < value_count(days); i++) {
		if (day_parse(&day, value_at(days, i)->bytes, NULL) != ERR_OK)
			return refuse(why, RULE_SLOT_SHAPE, "%s is no date",
			    (const char *)value_at(days, i)->bytes.p);
		if (day.serial < today.serial ||
		    day.serial > today.serial + LEDGER_SLOT_AHEAD_DAYS)
			return refuse(why, RULE_SLOT_SHAPE,
			    "%s is not within %d days from today",
			    (const char *)value_at(days, i)->bytes.p,
			    LEDGER_SLOT_AHEAD_DAYS);
	}
	return RULE_NONE;
}

static const struct ledger_slot *find_slot(
    const struct ledger *l, const struct place *place, const struct act *act)
{
	struct digest id = act_body_id(act, "open");
	const struct ledger_slot *s = ledger_map_get(&l->slot_map, &id);

	return s != NULL && strcmp(s->node, place->node) == 0 ? s : NULL;
}

static bool has_item(const struct ledger_slot *s, const char *item)
{
	for (size_t i = 0; i < s->item_count; i++) {
		if (strcmp(s->items[i], item) == 0)
			return true;
	}
	return s->item_count == 0;
}

/* F-291, F-292 */
static enum rule judge_book(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	const struct ledger_slot *s = find_slot(l, place, act);
	int64_t starts = act_body_int(act, "starts");

	if (s == NULL)
		return refuse(why, RULE_SLOT_UNKNOWN,
		    "no earlier act of %s offers these slots", place->node);
	if (s->closed_at <= place->position)
		return refuse(
		    why, RULE_SLOT_UNKNOWN, "these slots are offered no more");
	if (!is_start(s, starts) || starts < place->time)
		return refuse(why, RULE_SLOT_TIME,
		    "no slot that is still to come begins then");
	if (!has_item(s, act_body_text(act, "item")))
		return refuse(why, RULE_SLOT_TIME,
		    "these slots are not for item %s",
		    act_body_text(act, "item"));
	if (ledger_slot_free(l, s, starts) <= 0)
		return refuse(why, RULE_SLOT_FULL,
		    "all %d seats of this slot are taken", (int)s->seats);
	return RULE_NONE;
}

/* F-293 */
static enum rule judge_end(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	struct digest id = act_body_id(act, "booking");
	const struct ledger_booking *b = ledger_map_get(&l->booking_map, &id);

	if (b == NULL || strcmp(b->slot->node, place->node) != 0)
		return refuse(why, RULE_SLOT_UNKNOWN,
		    "no earlier act of %s is this booking", place->node);
	if (b->state != LEDGER_SLOT_BOOKED)
		return refuse(why, RULE_SLOT_OVER, "the booking is %s already",
		    ledger_slot_word(b->state));
	if (is_kind(act, "slot.missed") && place->time < b->starts)
		return refuse(why, RULE_SLOT_OVER,
		    "the slot has not begun: nobody has missed it yet");
	return RULE_NONE;
}

enum rule ledger_slot_judge(const struct ledger *l, const struct place *place,
    const struct act *act, struct why *why)
{
	if (is_kind(act, "slot.open"))
		return judge_open(place, act, why);
	if (is_kind(act, "slot.book"))
		return judge_book(l, place, act, why);
	if (is_kind(act, "slot.close"))
		return find_slot(l, place, act) != NULL
			   ? RULE_NONE
			   : refuse(why, RULE_SLOT_UNKNOWN,
				 "no earlier act of %s offers these slots",
				 place->node);
	if (is_kind(act, "slot.cancel") || is_kind(act, "slot.kept") ||
	    is_kind(act, "slot.missed"))
		return judge_end(l, place, act, why);
	return RULE_NONE;
}

/* ---- keeping ---- */

static const char *keep_text(struct ledger *l, const char *text)
{
	return arena_text(l->arena, bytes_text(text));
}

static void keep_days(
    struct ledger *l, struct ledger_slot *s, const struct value *days)
{
	struct day *list =
	    arena_take_array(l->arena, value_count(days), sizeof(*list));

	for (size_t i = 0; i < value_count(days); i++)
		must(day_parse(&list[i], value_at(days, i)->bytes, NULL) ==
		     ERR_OK);
	s->day_count = value_count(days);
	s->days = list;
}

static void keep_items(
    struct ledger *l, struct ledger_slot *s, const struct value *items)
{
	const char **list;

	if (items == NULL || value_count(items) == 0)
		return;
	list = arena_take_array(l->arena, value_count(items), sizeof(*list));
	for (size_t i = 0; i < value_count(items); i++)
		list[i] =
		    keep_text(l, (const char *)value_at(items, i)->bytes.p);
	s->item_count = value_count(items);
	s->items = list;
}

static void keep_open(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	struct ledger_slot *s = arena_take(l->arena, sizeof(*s));

	*s = (struct ledger_slot){ .node = log->member.node,
		.act = act->id,
		.label = keep_text(l, act_body_text(act, "label")),
		.minutes = act_body_int(act, "minutes"),
		.seats = act_body_int(act, "seats"),
		.position = place->position,
		.closed_at = UINT64_MAX };
	must(office_read(&s->hours, value_get(act->body, "hours")));
	keep_days(l, s, value_get(act->body, "days"));
	keep_items(l, s, value_get(act->body, "items"));
	ledger_map_set(&l->slot_map, &s->act, s);
	ledger_keep_push(&l->slots, s);
}

static void keep_close(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct digest id = act_body_id(act, "open");
	struct ledger_slot *s = ledger_map_get(&l->slot_map, &id);

	must(s != NULL);
	if (s->closed_at == UINT64_MAX)
		s->closed_at = place->position;
}

static void keep_book(
    struct ledger *l, const struct place *place, const struct act *act)
{
	struct ledger_booking *b = arena_take(l->arena, sizeof(*b));
	struct digest open = act_body_id(act, "open"), key;

	*b = (struct ledger_booking){ .slot =
					  ledger_map_get(&l->slot_map, &open),
		.act = act->id,
		.code = act_body_id(act, "code"),
		.starts = act_body_int(act, "starts"),
		.item = keep_text(l, act_body_text(act, "item")),
		.channel = keep_text(l, act_body_text(act, "channel")),
		.position = place->position,
		.time = place->time };
	must(b->slot != NULL);
	key = start_key(&open, b->starts);
	b->older = ledger_map_get(&l->start_map, &key);
	ledger_map_set(&l->start_map, &key, b);
	ledger_map_set(&l->booking_map, &b->act, b);
	ledger_keep_push(&l->bookings, b);
}

static void keep_end(struct ledger *l, const struct place *place,
    const struct act *act, enum ledger_slot_state state)
{
	struct digest id = act_body_id(act, "booking");
	struct ledger_booking *b = ledger_map_get(&l->booking_map, &id);

	must(b != NULL);
	b->state = state;
	b->ended = place->time;
	b->has_dossier = state == LEDGER_SLOT_KEPT && act_body_has(act, "case");
	if (b->has_dossier)
		b->dossier = act_body_id(act, "case");
}

void ledger_slot_keep(struct ledger *l, const struct ledger_log *log,
    const struct place *place, const struct act *act)
{
	if (is_kind(act, "slot.open"))
		keep_open(l, log, place, act);
	else if (is_kind(act, "slot.close"))
		keep_close(l, place, act);
	else if (is_kind(act, "slot.book"))
		keep_book(l, place, act);
	else if (is_kind(act, "slot.cancel"))
		keep_end(l, place, act, LEDGER_SLOT_CANCELLED);
	else if (is_kind(act, "slot.kept"))
		keep_end(l, place, act, LEDGER_SLOT_KEPT);
	else if (is_kind(act, "slot.missed"))
		keep_end(l, place, act, LEDGER_SLOT_MISSED);
}

void ledger_slot_fini(struct ledger *l)
{
	mem_free(l->slots.items);
	mem_free(l->bookings.items);
	ledger_map_fini(&l->slot_map);
	ledger_map_fini(&l->booking_map);
	ledger_map_fini(&l->start_map);
}

/* ---- questions ---- */

size_t ledger_slot_count(const struct ledger *l)
{
	return l->slots.count;
}

const struct ledger_slot *ledger_slot_at(const struct ledger *l, size_t i)
{
	must(i < l->slots.count);
	return l->slots.items[i];
}

size_t ledger_slot_booking_count(const struct ledger *l)
{
	return l->bookings.count;
}

const struct ledger_booking *ledger_slot_booking_at(
    const struct ledger *l, size_t i)
{
	must(i < l->bookings.count);
	return l->bookings.items[i];
}

bool ledger_slot_stands(
    const struct ledger *l, const char *node, uint64_t position)
{
	return ledger_standing_given(l, ledger_log(l, node), position);
}

static const char *const words[][2] = {
	[LEDGER_SLOT_BOOKED] = { "booked", "已预约" },
	[LEDGER_SLOT_CANCELLED] = { "cancelled", "已取消" },
	[LEDGER_SLOT_KEPT] = { "kept", "已到" },
	[LEDGER_SLOT_MISSED] = { "missed", "未到" },
};

const char *ledger_slot_word(enum ledger_slot_state s)
{
	return words[s][0];
}

const char *ledger_slot_zh(enum ledger_slot_state s)
{
	return words[s][1];
}

/* ---- codes ---- */

/* No 0, 1, I, O: it is read out on the telephone. */
static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

void ledger_slot_code(
    char out[static LEDGER_SLOT_CODE_ROOM], const uint8_t random[static 5])
{
	uint64_t bits = 0;
	size_t at = 0;

	for (unsigned i = 0; i < 5; i++)
		bits = bits << 8 | random[i];
	for (unsigned i = 0; i < CODE_LETTERS; i++) {
		if (i == CODE_LETTERS / 2)
			out[at++] = '-';
		out[at++] = letters[bits >> (5 * i) & 31];
	}
	out[at] = '\0';
}

static char letter_of(uint8_t c)
{
	char big = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);

	if (big == '\0' || strchr(letters, big) == NULL)
		return '\0';
	return big;
}

enum err ledger_slot_code_digest(
    struct digest *out, uint8_t suite, struct bytes text, struct why *why)
{
	uint8_t code[CODE_LETTERS];
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = letter_of(text.p[i]);

		if (text.p[i] == '-')
			continue;
		if (c == '\0' || n == CODE_LETTERS)
			return why_set(why, ERR_PARSE,
			    "预约码为八个字母或数字,如 ABCD-EFGH / a code has "
			    "eight letters or digits");
		code[n++] = (uint8_t)c;
	}
	if (n != CODE_LETTERS)
		return why_set(why, ERR_PARSE,
		    "预约码为八个字母或数字,如 ABCD-EFGH / a code has eight "
		    "letters or digits");
	*out = digest_tagged(suite, "tongban/slot-code/v1",
	    (struct bytes){ code, sizeof(code) });
	return ERR_OK;
}
