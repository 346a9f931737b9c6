#include "schema/aside.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/act_body.h"
#include "schema/day.h"
#include "schema/dossier_judge.h"
#include "schema/dossier_state.h"
#include "schema/past.h"
#include "schema/refuse.h"
#include "schema/standard.h"
#include "schema/value.h"
#include "schema/word.h"
#include "schema/wrap_id.h"

/* One judging.  Parts that pass are listed, and applied in the end. */
struct judging {
	struct dossier_state *s;
	struct past past;
	struct dossier_part **good;
	size_t good_count;
};

typedef enum rule judge_fn(
    struct judging *j, const struct dossier_part *p, struct why *why);

static bool is_kind(const struct dossier_part *p, const char *kind)
{
	return p->event != NULL && strcmp(p->event->kind, kind) == 0;
}

static bool same(const char *x, const char *y)
{
	return strcmp(x, y) == 0;
}

static bool is_good(const struct judging *j, const struct dossier_part *p)
{
	for (size_t i = 0; i < j->good_count; i++)
		if (j->good[i] == p)
			return true;
	return false;
}

static bool took_part(const struct judging *j, const struct dossier_part *p)
{
	return dossier_took_part(
	    j->s->dossier, j->s->ledger, p->entry.place.node);
}

static enum rule refuse_stranger(const struct dossier_part *p, struct why *why)
{
	return refuse(why, RULE_NOT_PARTICIPANT, "%s takes no part in the case",
	    p->entry.place.node);
}

/* ---- holds ---- */

/* Of the authority, or of whoever took part. */
static enum rule judge_party(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	const char *authority = ledger_genesis(j->s->ledger)->authority.node;

	if (!same(p->entry.place.node, authority) && !took_part(j, p))
		return refuse_stranger(p, why);
	return RULE_NONE;
}

/* How many of its kind stand before @p in its log. */
static unsigned before(const struct judging *j, const struct dossier_part *p)
{
	const struct dossier_part *x = p;
	unsigned count = 0;

	while (
	    x-- > j->s->parts && same(x->entry.place.node, p->entry.place.node))
		count += is_kind(x, p->event->kind) ? 1 : 0;
	return count;
}

static enum rule judge_hold(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	if (before(j, p) >= ASIDE_HOLDS_MAX)
		return refuse(why, RULE_SIZE,
		    "a log has %d acts of this kind on one dossier that count",
		    ASIDE_HOLDS_MAX);
	return judge_party(j, p, why);
}

/* Is @hold lifted by a release that had seen it and that @among holds, or (NULL)
 * by any? */
static bool is_lifted(struct judging *j, const struct dossier_part *hold,
    const struct past *among)
{
	struct past past;

	past_init(&past, j->s);
	for (size_t i = 0; i < j->good_count; i++) {
		const struct dossier_part *r = j->good[i];

		if (!is_kind(r, "case.release") ||
		    (among != NULL && !past_has(among, r)))
			continue;
		past_look(&past, r);
		if (past_has(&past, hold))
			return true;
	}
	return false;
}

/* A hold that stands: in the past of an act, or (NULL) at all. */
static const struct dossier_part *standing_hold(
    struct judging *j, const struct past *among)
{
	for (size_t i = 0; i < j->good_count; i++) {
		const struct dossier_part *h = j->good[i];

		if (is_kind(h, "case.hold") &&
		    (among == NULL || past_has(among, h)) &&
		    !is_lifted(j, h, among))
			return h;
	}
	return NULL;
}

/* ---- erasure ---- */

/* 00:00 of the same date, so many years later; 29 February gives 1 March. */
static int64_t years_later(int64_t seconds, int years)
{
	struct day_civil c = day_civil(day_at(seconds));
	struct day d;

	c.year += years;
	if (c.month == 2 && c.of_month == 29 &&
	    !day_from_civil(&d, c, DAY_YEAR_MIN))
		c = (struct day_civil){ c.year, 3, 1 };
	if (!day_from_civil(&d, c, DAY_YEAR_MIN))
		return INT64_MAX;
	return day_begins(d);
}

static enum rule judge_retention(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	const struct dossier *d = j->s->dossier;

	if (same(act_body_text(p->entry.act, "reason"), "order"))
		return RULE_NONE;
	if (!d->standard->has_retention)
		return refuse(why, RULE_RETENTION,
		    "the standard of %s names no retention", d->item);
	if (p->entry.place.time <
	    years_later(d->ended_at, d->standard->retention))
		return refuse(why, RULE_RETENTION,
		    "the case is kept for %d years after it ended",
		    d->standard->retention);
	return RULE_NONE;
}

/* The first act that ended the case. */
static const struct dossier_part *closing(const struct dossier_state *s)
{
	for (size_t i = 0; i < s->applied_count; i++)
		if (machine_ended(s->applied_parts[i]->event->to))
			return s->applied_parts[i];
	return NULL;
}

/* Had @p seen an erasure that counts? */
static bool saw_erasure(struct judging *j, const struct dossier_part *p)
{
	bool any = false;

	for (size_t i = 0; !any && i < j->good_count; i++)
		any = is_kind(j->good[i], "case.erase");
	if (!any)
		return false;
	past_look(&j->past, p);
	for (size_t i = 0; i < j->good_count; i++)
		if (is_kind(j->good[i], "case.erase") &&
		    past_has(&j->past, j->good[i]))
			return true;
	return false;
}

static enum rule judge_erase(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	const struct dossier *d = j->s->dossier;
	const struct dossier_part *close = closing(j->s);
	const struct dossier_part *hold;

	if (!ledger_stands_for(j->s->ledger, p->entry.place.node, d->home))
		return refuse(why, RULE_NOT_HOME,
		    "only the home, %s, has a case erased", d->home);
	past_look(&j->past, p);
	if (close == NULL || !past_has(&j->past, close))
		return j->past.whole
			   ? refuse(why, RULE_STATE,
				 "the case is not over, as far as it cites")
			   : refuse(why, RULE_UNRESOLVED,
				 "something that it builds on has not arrived");
	if (saw_erasure(j, p))
		return refuse(why, RULE_ERASED, "erased before");
	hold = standing_hold(j, &j->past);
	if (hold != NULL)
		return refuse(why, RULE_ON_HOLD, "%s holds the case: %s",
		    hold->entry.place.node,
		    act_body_text(hold->entry.act, "reason"));
	return judge_retention(j, p, why);
}

static enum rule judge_erased(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	struct digest id = act_body_id(p->entry.act, "erase");
	const struct dossier_part *erase = dossier_state_find(j->s, &id);

	if (!p->out.staff->is_log_key)
		return refuse(why, RULE_ROLE,
		    "a receipt is signed by the node's log key");
	if (!took_part(j, p) &&
	    !ledger_is_archive(j->s->ledger, j->s->dossier->home,
		p->entry.place.node, p->entry.place.time))
		return refuse_stranger(p, why);
	if (erase == NULL ||
	    (erase->settled && erase->out.rule == RULE_UNRESOLVED))
		return refuse(why, RULE_UNRESOLVED,
		    "the erasure has not arrived or waits");
	if (!is_kind(erase, "case.erase") || !is_good(j, erase))
		return refuse(
		    why, RULE_ERASE_UNKNOWN, "it names no erasure that counts");
	return RULE_NONE;
}

/* ---- openings ---- */

/* A file, not a wrap, of an act that counts. */
static bool has_file(const struct dossier_state *s, const char *id)
{
	for (size_t i = 0; !wrap_id_claims(id) && i < s->applied_count; i++)
		if (act_vault_find(s->applied[i].act, id) != NULL)
			return true;
	return false;
}

/* Home, or a holder once, or who took the place of one. */
static bool needs_no_reason(
    const struct dossier *d, const struct ledger *l, const char *node)
{
	if (ledger_stands_for(l, node, d->home))
		return true;
	for (size_t i = 0; i < d->custody_count; i++)
		if (ledger_stands_for(l, node, d->custodies[i].node))
			return true;
	return false;
}

/* F-119 */
static enum rule judge_warrant(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	struct digest id = act_body_id(p->entry.act, "warrant");
	const struct warrant *w = ledger_warrant(j->s->ledger, &id);

	if (!p->out.staff->is_log_key)
		return refuse(why, RULE_ROLE,
		    "an opening under a warrant is signed by the node's log "
		    "key");
	if (w == NULL)
		return ledger_has_act(j->s->ledger, &id)
			   ? refuse(why, RULE_WARRANT,
				 "what it names is no warrant that counts")
			   : refuse(why, RULE_UNRESOLVED,
				 "the warrant has not arrived");
	if (!digest_equal(&w->dossier, &j->s->dossier->id))
		return refuse(
		    why, RULE_WARRANT, "the warrant is for another case");
	if (p->entry.place.time < w->from || p->entry.place.time > w->until)
		return refuse(why, RULE_WARRANT,
		    "the warrant was not in force at that time");
	return RULE_NONE;
}

static enum rule judge_open(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	const struct act *act = p->entry.act;
	const struct dossier *d = j->s->dossier;
	const struct value *files = value_get(act->body, "files");
	const char *node = p->entry.place.node;
	enum rule rule = RULE_NONE;

	if (!took_part(j, p))
		return refuse_stranger(p, why);
	if (act_body_has(act, "warrant"))
		rule = judge_warrant(j, p, why);
	if (rule != RULE_NONE)
		return rule;
	if (saw_erasure(j, p))
		return refuse(why, RULE_ERASED, "the case is erased");
	for (size_t i = 0; i < value_count(files); i++) {
		const char *id = (const char *)value_at(files, i)->bytes.p;

		if (!has_file(j->s, id))
			return refuse(why, RULE_FILE_UNKNOWN,
			    "the case has no file %s", id);
		if (same(id, "result") &&
		    !needs_no_reason(d, j->s->ledger, node) &&
		    act_body_text(act, "reason")[0] == '\0')
			return refuse(why, RULE_REASON,
			    "%s says why it opens a licence of %s", node,
			    d->home);
	}
	return RULE_NONE;
}

/* ---- the applicant's word, and what assignees say ---- */

static enum rule judge_contribute(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	struct dossier_part *part = &j->s->parts[p - j->s->parts];

	if (saw_erasure(j, p))
		return refuse(why, RULE_ERASED, "the case is erased");
	return word_judge(j->s, part, why);
}

/* Who owes what @opener opened; NULL: it opened nothing. */
static const char *debtor(const struct dossier_part *opener)
{
	const char *kind = opener->entry.act->kind;

	if (same(kind, "case.owe"))
		return act_body_text(opener->entry.act, "to");
	return same(kind, "case.accept.gap") ||
		       same(kind, "case.accept.promise")
		   ? opener->entry.place.node
		   : NULL;
}

static enum rule judge_owed(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	struct digest id = act_body_id(p->entry.act, "owed");
	const struct dossier_part *opener = dossier_state_find(j->s, &id);

	if (saw_erasure(j, p))
		return refuse(why, RULE_ERASED, "the case is erased");
	if (opener == NULL ||
	    (opener->settled && opener->out.rule == RULE_UNRESOLVED))
		return refuse(why, RULE_UNRESOLVED,
		    "the obligation has not arrived or waits");
	if (!opener->settled || opener->out.rule != RULE_NONE ||
	    debtor(opener) == NULL)
		return refuse(
		    why, RULE_OWED_END, "it names no obligation that counts");
	if (!ledger_stands_for(
		j->s->ledger, p->entry.place.node, debtor(opener)))
		return refuse(why, RULE_OWED_END, "it is owed by %s, not by %s",
		    debtor(opener), p->entry.place.node);
	return RULE_NONE;
}

/* ---- ratings and escalation ---- */

static enum rule judge_rate(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	int64_t level = act_body_int(p->entry.act, "level");

	if (!took_part(j, p))
		return refuse_stranger(p, why);
	return level >= 1 && level <= 5
		   ? RULE_NONE
		   : refuse(why, RULE_RATING,
			 "1 is very satisfied, 5 very dissatisfied; not %lld",
			 (long long)level);
}

static enum rule judge_escalate(
    struct judging *j, const struct dossier_part *p, struct why *why)
{
	int64_t level = act_body_int(p->entry.act, "level");
	enum rule rule = judge_party(j, p, why);

	if (rule == RULE_NONE && (level < 0 || level > 4))
		return refuse(why, RULE_ESCALATION,
		    "0 reminds, 1 to 4 escalate; not %lld", (long long)level);
	return rule;
}

/* ---- all of them ---- */

static const struct {
	const char *kind;
	judge_fn *judge;
} phases[] = {
	{ "case.hold", judge_hold },
	{ "case.release", judge_hold },
	{ "case.erase", judge_erase },
	{ "case.erased", judge_erased },
	{ "case.open", judge_open },
	{ "case.contribute", judge_contribute },
	{ "case.owe.take", judge_owed },
	{ "case.owe.answer", judge_owed },
	{ "case.rate", judge_rate },
	{ "case.escalate", judge_escalate },
};

static void judge_one(
    struct judging *j, struct dossier_part *p, judge_fn *judge)
{
	struct why why = { 0 };
	enum rule rule = dossier_judge_row(j->s, p, &why);

	if (rule == RULE_NONE)
		rule = dossier_judge_signer(j->s, p, &why);
	if (rule == RULE_NONE)
		rule = dossier_judge_citations(j->s, p, &why);
	if (rule == RULE_NONE)
		rule = judge(j, p, &why);
	if (rule == RULE_NONE)
		j->good[j->good_count++] = p;
	else
		dossier_state_settle(j->s, p, rule, &why);
}

/* An erasure that another one had seen comes first. */
static bool is_next(struct judging *j, const struct dossier_part *p)
{
	past_look(&j->past, p);
	for (size_t i = 0; i < j->s->count; i++) {
		const struct dossier_part *x = &j->s->parts[i];

		if (x != p && !x->settled && is_kind(x, "case.erase") &&
		    !is_good(j, x) && past_has(&j->past, x))
			return false;
	}
	return true;
}

static void judge_erases(struct judging *j, judge_fn *judge)
{
	unsigned tried = 0;
	bool again;

	do {
		again = false;
		for (size_t i = 0; i < j->s->count; i++) {
			struct dossier_part *p = &j->s->parts[i];

			if (p->settled || !is_kind(p, "case.erase") ||
			    is_good(j, p) || tried == ASIDE_ERASES_MAX ||
			    !is_next(j, p))
				continue;
			judge_one(j, p, judge);
			tried++;
			again = true;
		}
	} while (again);
	for (size_t i = 0; i < j->s->count; i++) {
		struct dossier_part *p = &j->s->parts[i];

		if (!p->settled && is_kind(p, "case.erase") && !is_good(j, p))
			dossier_state_refuse(j->s, p, RULE_SIZE,
			    "too many erasures of one dossier");
	}
}

static int compare_times(const void *x, const void *y)
{
	struct dossier_part *const *a = x;
	struct dossier_part *const *b = y;
	int64_t s = (*a)->entry.place.time;
	int64_t t = (*b)->entry.place.time;

	if (s != t)
		return s < t ? -1 : 1;
	return (*a > *b) - (*a < *b); /* parts are in order of place */
}

static void note(struct dossier_state *s, const struct dossier_part *p,
    struct dossier_opening *openings, struct dossier_receipt *receipts)
{
	struct dossier *d = s->dossier;
	const struct act *act = p->entry.act;

	if (is_kind(p, "case.open")) {
		openings[d->opening_count++] = (struct dossier_opening){
			.act = act->id,
			.place = p->entry.place,
			.staff = p->out.staff,
			.files = value_get(act->body, "files"),
			.reason = act_body_text(act, "reason"),
			.has_warrant = act_body_has(act, "warrant"),
		};
		if (act_body_has(act, "warrant"))
			openings[d->opening_count - 1].warrant =
			    act_body_id(act, "warrant");
	} else if (is_kind(p, "case.erased")) {
		receipts[d->receipt_count++] = (struct dossier_receipt){
			.node = p->entry.place.node,
			.objects = act_body_int(act, "objects"),
			.time = p->entry.place.time,
		};
	} else if (is_kind(p, "case.erase") && !d->erased) {
		d->erased = true;
		d->erase = act->id;
		d->erased_at = p->entry.place.time;
	}
}

static void apply_good(struct judging *j)
{
	struct dossier_state *s = j->s;
	struct dossier_opening *openings =
	    arena_take_array(s->arena, j->good_count + 1, sizeof(*openings));
	struct dossier_receipt *receipts =
	    arena_take_array(s->arena, j->good_count + 1, sizeof(*receipts));

	s->dossier->held = standing_hold(j, NULL) != NULL;
	qsort(j->good, j->good_count, sizeof(struct dossier_part *),
	    compare_times);
	for (size_t i = 0; i < j->good_count; i++) {
		dossier_state_apply(s, j->good[i]);
		note(s, j->good[i], openings, receipts);
	}
	s->dossier->openings = openings;
	s->dossier->receipts = receipts;
}

void aside_judge(struct dossier_state *s)
{
	struct judging j = { .s = s };

	past_init(&j.past, s);
	j.good = arena_take_array(
	    s->arena, s->count + 1, sizeof(struct dossier_part *));
	for (size_t k = 0; k < sizeof(phases) / sizeof(*phases); k++) {
		if (same(phases[k].kind, "case.erase")) {
			judge_erases(&j, phases[k].judge);
			continue;
		}
		for (size_t i = 0; i < s->count; i++)
			if (!s->parts[i].settled &&
			    is_kind(&s->parts[i], phases[k].kind))
				judge_one(&j, &s->parts[i], phases[k].judge);
	}
	apply_good(&j);
}

bool aside_bars(struct dossier_state *s)
{
	bool found = false;
	struct past past;

	if (!s->dossier->erased)
		return false;
	past_init(&past, s);
	/* An erasure has seen the close: nothing before it needs a look. */
	for (size_t i = closing(s)->out.order; i < s->applied_count; i++) {
		struct dossier_part *p = s->applied_parts[i];

		if (p->event->part == MACHINE_ASIDE)
			continue;
		past_look(&past, p);
		for (size_t k = 0; k < s->applied_count; k++)
			p->is_barred =
			    p->is_barred ||
			    (is_kind(s->applied_parts[k], "case.erase") &&
				past_has(&past, s->applied_parts[k]));
		found = found || p->is_barred;
	}
	return found;
}
