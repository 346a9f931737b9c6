#include "node/case_value.h"

#include <string.h>

#include "node/case_credit.h"
#include "node/case_joint.h"
#include "node/case_licence.h"
#include "node/case_link.h"
#include "node/case_turn.h"
#include "node/say.h"
#include "schema/calendar.h"
#include "schema/callback.h"
#include "schema/day.h"
#include "schema/deadline.h"
#include "schema/dossier.h"
#include "schema/dossier_clocks.h"
#include "schema/due.h"
#include "schema/finding.h"
#include "schema/ledger_fork.h"
#include "schema/machine.h"
#include "schema/owed.h"
#include "schema/silence.h"
#include "schema/standard.h"

struct value *case_value_line(
    struct arena *a, const struct ledger *l, const struct dossier *d)
{
	struct value *v = value_map(a);

	say_digest(a, v, "id", &d->id);
	say_bool(a, v, "open", d->open);
	say_text(a, v, "number", d->number);
	say_text(a, v, "item", d->item);
	if (d->standard != NULL) {
		say_text(a, v, "item_zh", d->standard->zh);
		say_int(a, v, "revision", d->standard->revision);
	}
	say_text(a, v, "state", machine_state_name(d->state));
	say_text(a, v, "state_zh", machine_state_zh(d->state));
	say_node(a, v, "holder", l, d->holder);
	say_node(a, v, "receiver", l, d->receiver);
	say_node(a, v, "home", l, d->home);
	say_time(a, v, "received_at", d->received_at);
	if (!d->open) {
		say_text(a, v, "rule", rule_clause(d->rule));
		say_text(a, v, "rule_zh", rule_zh(d->rule));
	}
	return v;
}

void case_value_put_duplicates(struct arena *a, struct value *v,
    const struct dossier *d, const struct value *numbers)
{
	say_bool(a, v, "person_checked", d->has_person);
	value_set(a, v, "duplicates", numbers);
}

/* The clocks as of now, worked out once. */
struct clocks {
	struct dossier_clock list[DOSSIER_CLOCKS_MAX];
	size_t count;
};

/* Which clock an act leaves running, by the state it leads to. */
static const char *const clock_of_state[MACHINE_STATE_COUNT] = {
	[MACHINE_RECEIVED] = "C1",
	[MACHINE_ACCEPTED] = "C4",
	[MACHINE_REVIEW] = "C4",
	[MACHINE_YES] = "C5",
	[MACHINE_ISSUED] = "C5",
};

/* The last of its runs that had begun by then. */
static const char *deadline_of(struct arena *a, const struct clocks *clocks,
    const struct dossier_outcome *o)
{
	const char *id = clock_of_state[o->state];
	const struct dossier_clock *found = NULL;

	for (size_t i = 0; id != NULL && i < clocks->count; i++)
		if (strcmp(clocks->list[i].id, id) == 0 &&
		    clocks->list[i].start <= o->legal &&
		    !clocks->list[i].paused)
			found = &clocks->list[i];
	return found == NULL ? NULL
			     : arena_print(a, "%s%s", found->deadline,
				   found->provisional ? "(暂定)" : "");
}

static void put_end(
    struct arena *a, struct value *v, const struct dossier_clock *c)
{
	say_bool(a, v, "provisional", c->provisional);
	say_bool(a, v, "paused", c->paused);
	if (c->paused) {
		say_int(a, v, "left", c->left);
		return;
	}
	say_text(a, v, "deadline",
	    c->provisional ? arena_print(a, "%s(暂定)", c->deadline)
			   : c->deadline);
	say_time(a, v, "last", c->last);
}

static struct value *clocks_of(struct arena *a, const struct clocks *clocks)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < clocks->count; i++) {
		const struct dossier_clock *c = &clocks->list[i];
		struct value *v = value_map(a);

		say_text(a, v, "id", c->id);
		say_text(a, v, "zh", c->zh);
		say_text(a, v, "key", c->key);
		if (c->has_subject)
			say_digest(a, v, "subject", &c->subject);
		say_text(a, v, "material", c->material);
		say_text(a, v, "limit", c->limit);
		say_time(a, v, "start", c->start);
		say_time(a, v, "stop", c->stop);
		put_end(a, v, c);
		if (c->by_silence)
			say_bool(a, v, "by_silence", true);
		say_int(a, v, "workdays_used", c->workdays_used);
		say_text(a, v, "level", dossier_clocks_level_word(c->level));
		say_text(a, v, "level_zh", dossier_clocks_level_zh(c->level));
		value_push(a, list, v);
	}
	return list;
}

/* Working days d with from < d <= until: the day it came does not count
 * (Civil Code art. 201), as in every clock. */
static int64_t workdays(
    const struct calendar *calendar, int64_t from, int64_t until)
{
	bool provisional = false;

	if (until <= from)
		return 0;
	return deadline_count(
	    calendar, day_at(from), day_at(until), NULL, 0, &provisional);
}

/* The part of [from, until] in which the handling clocks ran. */
static int64_t counted(const struct calendar *calendar, const struct dossier *d,
    int64_t from, int64_t until, int64_t now)
{
	int64_t end = d->decided_at != 0 ? d->decided_at : now;

	if (d->accepted_at == 0)
		return 0;
	if (from < d->accepted_at)
		from = d->accepted_at;
	return workdays(calendar, from, until < end ? until : end);
}

static struct value *custody_of(struct arena *a, const struct ledger *l,
    const struct dossier *d, const struct calendar *calendar, int64_t now)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->custody_count; i++) {
		const struct dossier_custody *c = &d->custodies[i];
		int64_t end = c->until == INT64_MAX ? now : c->until;
		struct value *v = value_map(a);

		if (c->until == INT64_MAX && d->closed_at != 0)
			end = d->closed_at;
		say_node(a, v, "node", l, c->node);
		say_digest(a, v, "id", &c->id);
		say_time(a, v, "from", c->from);
		if (c->removed)
			say_bool(a, v, "removed", true);
		if (end != now || c->until != INT64_MAX)
			say_time(a, v, "until", end);
		if (calendar != NULL) {
			say_int(
			    a, v, "workdays", workdays(calendar, c->from, end));
			say_int(a, v, "counted",
			    counted(calendar, d, c->from, end, now));
		}
		value_push(a, list, v);
	}
	return list;
}

static struct value *files_of(struct arena *a, const struct act *act)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < act->vault_count; i++) {
		struct value *v = value_map(a);

		say_text(a, v, "id", act->vault[i].id);
		say_digest(a, v, "root", &act->vault[i].root);
		say_int(a, v, "bytes", (int64_t)act->vault[i].bytes);
		value_push(a, list, v);
	}
	return list;
}

static struct value *act_of(struct arena *a, const struct ledger *l,
    const struct clocks *clocks, const struct dossier_entry *e,
    const struct dossier_outcome *o)
{
	const struct machine_event *event = machine_find(e->act->kind);
	struct value *v = value_map(a);

	say_int(a, v, "order", o->order);
	say_digest(a, v, "id", &e->act->id);
	say_text(a, v, "kind", e->act->kind);
	say_text(a, v, "zh", event != NULL ? event->zh : e->act->kind);
	say_node(a, v, "node", l, e->place.node);
	say_int(a, v, "epoch", (int64_t)e->place.epoch);
	say_int(a, v, "position", (int64_t)e->place.position);
	say_time(a, v, "at", e->act->at_ms / 1000);
	say_time(a, v, "time", e->place.time);
	if (o->staff != NULL) {
		say_text(a, v, "staff", o->staff->id);
		say_text(a, v, "staff_name", o->staff->name);
	}
	if (o->order > 0) {
		say_text(a, v, "state", machine_state_name(o->state));
		say_text(a, v, "state_zh", machine_state_zh(o->state));
		say_node(a, v, "holder", l, o->holder);
		say_text(a, v, "deadline", deadline_of(a, clocks, o));
		if (o->suspect)
			say_bool(a, v, "suspect", true);
	} else {
		say_text(a, v, "rule", rule_clause(o->rule));
		say_text(a, v, "rule_name", rule_name(o->rule));
		say_text(a, v, "rule_zh", rule_zh(o->rule));
		say_text(a, v, "detail", o->detail);
	}
	value_set(a, v, "files", files_of(a, e->act));
	return v;
}

static struct value *offer_of(
    struct arena *a, const struct ledger *l, const struct dossier_offer *o)
{
	struct value *v = value_map(a);

	say_digest(a, v, "id", &o->id);
	say_node(a, v, "from", l, o->from);
	say_node(a, v, "to", l, o->to);
	say_int(a, v, "epoch", (int64_t)o->epoch);
	say_time(a, v, "expiry", o->expiry);
	say_text(a, v, "reason", o->reason);
	return v;
}

struct value *case_value_disputed(
    struct arena *a, const struct ledger *l, const struct dossier *d)
{
	const struct ledger_fork *f = dossier_disputed(d, l, NULL);
	struct value *v;

	if (f == NULL)
		return NULL;
	v = value_map(a);
	say_node(a, v, "log", l, f->claim.one.node);
	say_node(a, v, "found_by", l, f->finder);
	say_digest(a, v, "fork_proof", &f->act);
	return v;
}

struct value *case_value_openings(
    struct arena *a, const struct ledger *l, const struct dossier *d)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->opening_count; i++) {
		const struct dossier_opening *o = &d->openings[i];
		struct value *v = value_map(a);

		say_digest(a, v, "id", &o->act);
		say_node(a, v, "node", l, o->place.node);
		say_text(a, v, "staff", o->staff->id);
		say_text(a, v, "staff_name", o->staff->name);
		say_time(a, v, "time", o->place.time);
		value_set(a, v, "files", o->files);
		say_text(a, v, "reason", o->reason);
		if (o->has_warrant)
			say_digest(a, v, "warrant", &o->warrant);
		value_push(a, list, v);
	}
	return list;
}

static struct value *receipts_of(
    struct arena *a, const struct ledger *l, const struct dossier *d)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->receipt_count; i++) {
		struct value *v = value_map(a);

		say_node(a, v, "node", l, d->receipts[i].node);
		say_int(a, v, "objects", d->receipts[i].objects);
		say_time(a, v, "time", d->receipts[i].time);
		value_push(a, list, v);
	}
	return list;
}

static struct value *owed_value(
    struct arena *a, const struct ledger *l, const struct owed *o)
{
	struct value *v = value_map(a);

	say_digest(a, v, "id", &o->act);
	say_text(a, v, "what", o->what);
	say_text(a, v, "what_zh", owed_what_zh(o->what));
	say_text(a, v, "material", o->material);
	say_node(a, v, "to", l, o->to);
	say_text(a, v, "dept", o->dept);
	say_text(a, v, "limit", o->limit);
	say_text(a, v, "blocks", owed_blocks_word(o->blocks));
	say_text(a, v, "state", owed_state_name(o->state));
	say_text(a, v, "state_zh", owed_state_zh(o->state));
	say_text(a, v, "result", o->result);
	say_time(a, v, "opened_at", o->opened_at);
	say_time(a, v, "ended_at", o->ended_at);
	return v;
}

static struct value *owed_of(
    struct arena *a, const struct ledger *l, const struct dossier *d)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->owed_count; i++)
		value_push(a, list, owed_value(a, l, &d->owed[i]));
	return list;
}

/* A word of "supervise,rectify"; every word is one of "any". */
static bool is_listed(const char *words, const char *word)
{
	size_t n = strlen(word);

	if (strcmp(words, "any") == 0)
		return true;
	while (*words != '\0') {
		size_t length = strcspn(words, ",");

		if (length == n && memcmp(words, word, n) == 0)
			return true;
		words += length + (words[length] == ',' ? 1 : 0);
	}
	return false;
}

/* By when, where a clock runs for it. */
static void put_due(struct arena *a, struct value *v, const struct owed *o,
    const struct dossier_clock *clocks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct dossier_clock *c = &clocks[i];
		bool same = c->material == NULL
				? o->material == NULL
				: o->material != NULL &&
				      strcmp(c->material, o->material) == 0;

		if (!c->has_subject || !same ||
		    !digest_equal(&c->subject, &o->act))
			continue;
		say_text(a, v, "deadline", c->deadline);
		say_text(a, v, "level", dossier_clocks_level_word(c->level));
	}
}

bool case_value_put_owed(struct arena *a, struct value *v,
    const struct ledger *l, const struct dossier *d,
    const struct case_value_owed *w)
{
	struct dossier_clock clocks[DOSSIER_CLOCKS_MAX];
	size_t count = dossier_clocks(d, l, w->now, clocks);
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->owed_count; i++) {
		const struct owed *o = &d->owed[i];
		bool over =
		    o->state == OWED_CLOSED || o->state == OWED_CANCELLED;

		struct value *one;

		if (!is_listed(w->what, o->what) || (over && !w->ended) ||
		    (w->to != NULL && strcmp(w->to, o->to) != 0))
			continue;
		one = owed_value(a, l, o);
		put_due(a, one, o, clocks, count);
		value_push(a, list, one);
	}
	value_set(a, v, "owed", list);
	return value_count(list) > 0;
}

/* What the standard opens and nobody has opened yet (F-206); "unknown": a clerk
 * knows the form. */
static struct value *opens_of(struct arena *a, const struct dossier *d)
{
	struct value *list = value_list(a);
	struct due_opening opens[DUE_OPENS_MAX];
	size_t count = due_owed_openings(d, opens);

	for (size_t i = 0; i < count; i++) {
		const struct value *o = opens[i].obligation;
		const char *what = value_get_string(o, "kind");
		struct value *v = value_map(a);

		say_text(a, v, "code", value_get_string(o, "code"));
		say_text(a, v, "what", what);
		say_text(a, v, "what_zh", owed_what_zh(what));
		say_text(a, v, "zh", value_get_string(o, "zh"));
		say_text(a, v, "dept", value_get_string(o, "unit"));
		say_text(a, v, "blocks", value_get_string(o, "blocks"));
		say_text(a, v, "limit", value_get_string(o, "limit"));
		say_text(a, v, "when", verdict_text(opens[i].when));
		value_push(a, list, v);
	}
	return list;
}

/* Does an applied act rest on that contribution (F-183)? */
static bool is_taken(const struct dossier *d, const struct digest *id)
{
	for (size_t i = 0; i < d->count; i++) {
		struct bytes word;

		if (d->outcomes[i].order > 0 &&
		    value_get_bin(d->entries[i].act->body, "word", &word) &&
		    bytes_equal(word, digest_bytes(id)))
			return true;
	}
	return false;
}

/* Words of applicants: a decision that leaves one out stands, and shows. */
static struct value *words_of(
    struct arena *a, const struct ledger *l, const struct dossier *d)
{
	struct value *list = value_list(a);

	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;
		struct value *v;

		if (d->outcomes[i].order == 0 ||
		    strcmp(act->kind, "case.contribute") != 0)
			continue;
		v = value_map(a);
		say_digest(a, v, "id", &act->id);
		say_text(a, v, "what", value_get_string(act->body, "what"));
		say_node(a, v, "node", l, d->entries[i].place.node);
		say_time(a, v, "time", d->entries[i].place.time);
		say_bool(a, v, "taken", is_taken(d, &act->id));
		value_push(a, list, v);
	}
	return list;
}

/* What breaks no rule and should not be: for who audits. */
static struct value *findings_of(
    struct arena *a, const struct ledger *l, const struct dossier *d)
{
	struct value *list = value_list(a);
	size_t count;
	const struct finding *found = finding_list(a, l, d, &count);

	for (size_t i = 0; i < count; i++) {
		struct value *v = value_map(a);

		say_text(a, v, "finding", finding_name(found[i].kind));
		say_text(a, v, "rule", finding_rule(found[i].kind));
		say_text(a, v, "zh", finding_zh(found[i].kind));
		say_text(a, v, "en", finding_en(found[i].kind));
		say_text(a, v, "detail", found[i].detail);
		say_digest(a, v, "act", &found[i].act);
		if (!digest_is_zero(&found[i].other))
			say_digest(a, v, "other", &found[i].other);
		value_push(a, list, v);
	}
	return list;
}

/* Accepted by silence, as of now: seen, never stored (F-195). */
static void put_silence(struct arena *a, struct value *v,
    const struct ledger *l, const struct dossier *d,
    const struct calendar *calendar, int64_t now)
{
	int64_t since;

	if (!silence_accepts(l, d, calendar, now, &since))
		return;
	say_bool(a, v, "deemed", true);
	say_time(a, v, "deemed_since", since);
}

/* What stands beside the walk, and the keys. */
static void put_beside(struct arena *a, struct value *v, const struct ledger *l,
    const struct dossier *d)
{
	struct value *erased = value_map(a);
	struct value *disputed = case_value_disputed(a, l, d);

	say_int(a, v, "generation", d->generation);
	say_bool(a, v, "needs_generation", d->needs_generation);
	say_bool(a, v, "held", d->held);
	if (d->has_person)
		say_digest(a, v, "person", &d->person);
	value_set(a, v, "openings", case_value_openings(a, l, d));
	if (disputed != NULL)
		value_set(a, v, "disputed", disputed);
	if (!d->erased)
		return;
	say_digest(a, erased, "id", &d->erase);
	say_time(a, erased, "time", d->erased_at);
	value_set(a, erased, "receipts", receipts_of(a, l, d));
	value_set(a, v, "erased", erased);
}

struct value *case_value_full(struct arena *a, const struct ledger *l,
    const struct dossier *d, int64_t now)
{
	const struct calendar *calendar =
	    d->series != NULL ? ledger_calendar(l, d->series) : NULL;
	struct value *v = case_value_line(a, l, d);
	struct value *acts = value_list(a);
	struct clocks clocks = { 0 };
	int64_t applied = 0;

	clocks.count = dossier_clocks(d, l, now, clocks.list);
	say_digest(a, v, "standard", &d->standard_digest);
	say_digest(a, v, "custody_id", &d->custody);
	say_time(a, v, "lead_at", d->lead_at);
	say_time(a, v, "noticed_at", d->noticed_at);
	say_time(a, v, "supplied_at", d->supplied_at);
	say_time(a, v, "accepted_at", d->accepted_at);
	if (d->by_silence)
		say_bool(a, v, "by_silence", true);
	put_silence(a, v, l, d, calendar, now);
	say_time(a, v, "issued_at", d->issued_at);
	say_time(a, v, "ended_at", d->ended_at);
	if (d->lead_at != 0) {
		char code[CALLBACK_ROOM];

		callback_format(code, ledger_genesis(l)->suite, &d->id);
		say_text(a, v, "callback", code);
	}
	say_time(a, v, "decided_at", d->decided_at);
	say_time(a, v, "delivered_at", d->delivered_at);
	say_time(a, v, "closed_at", d->closed_at);
	say_node(a, v, "finished_by", l, d->finished_by);
	if (d->on_offer)
		value_set(a, v, "offer", offer_of(a, l, &d->offer));
	value_set(a, v, "custody", custody_of(a, l, d, calendar, now));
	value_set(a, v, "clocks", clocks_of(a, &clocks));
	case_turn_put(a, v, l, d, now);
	for (size_t i = 0; i < d->count; i++) {
		applied += d->outcomes[i].order > 0;
		value_push(a, acts,
		    act_of(a, l, &clocks, &d->entries[i], &d->outcomes[i]));
	}
	value_set(a, v, "acts", acts);
	value_set(a, v, "owed", owed_of(a, l, d));
	value_set(a, v, "to_open", opens_of(a, d));
	value_set(a, v, "words", words_of(a, l, d));
	value_set(a, v, "findings", findings_of(a, l, d));
	case_joint_put(a, v, l, d, now);
	put_beside(a, v, l, d);
	case_credit_put(a, v, l, d, now);
	case_licence_put(a, v, l, d, now);
	case_link_put(a, v, l, d);
	say_int(a, v, "applied", applied);
	say_time(a, v, "as_of", now);
	return v;
}
