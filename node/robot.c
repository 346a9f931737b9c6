#include "node/robot.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "schema/day.h"
#include "schema/ledger.h"
#include "schema/ledger_licence.h"
#include "schema/ledger_mark.h"
#include "schema/right.h"
#include "schema/standard.h"
#include "schema/value.h"

/* One call's question. */
struct asked {
	struct robot *robot;
	const struct ledger *l;
	const char *node;
	int64_t now;
	const struct robot_terms *terms;
	bool active;
	struct robot_duty *out;
};

static void due_at(struct asked *q, int64_t time)
{
	if (time > q->now && time < q->robot->due)
		q->robot->due = time;
}

static bool is_own(const struct asked *q, const char *node)
{
	return strcmp(q->node, node) == 0;
}

/* ---- certificates: F-165 ---- */

/* Somebody's newer key took this one's place. */
static bool is_replaced(const struct asked *q, const struct staff *s)
{
	for (size_t i = 0; i < ledger_staff_count(q->l); i++) {
		const struct staff *other = ledger_staff_at(q->l, i);

		if (other->granted_at > s->granted_at &&
		    strcmp(other->id, s->id) == 0 && is_own(q, other->node) &&
		    !digest_equal(&other->key_id, &s->key_id))
			return true;
	}
	return false;
}

static bool may_renew(const struct asked *q, const struct staff *s)
{
	const struct staff *newest;

	if (!q->active || !is_own(q, s->node) || s->is_log_key || s->revoked ||
	    s->renew <= s->until || s->renew <= q->now)
		return false;
	newest = ledger_staff(q->l, q->node, &s->key_id, UINT64_MAX);
	return newest != NULL && newest->position == s->position &&
	       !is_replaced(q, s);
}

static size_t certificate_count(const struct asked *q)
{
	return ledger_staff_count(q->l);
}

static bool certificate(struct asked *q, size_t i)
{
	const struct staff *s = ledger_staff_at(q->l, i);
	int64_t life = q->terms->certificate_seconds;
	int64_t at, until = q->now + life;

	if (!may_renew(q, s))
		return false;
	at = s->until - life / ROBOT_SHARE;
	due_at(q, at);
	if (at > q->now)
		return false;
	*q->out = (struct robot_duty){
		.kind = ROBOT_RENEW,
		.staff = s,
		.until = until < s->renew ? until : s->renew,
	};
	return true;
}

/* ---- pseudonym keys to give: F-166 ---- */

static int64_t year_begins(int year)
{
	struct day d;

	return day_from_civil(&d, (struct day_civil){ year, 1, 1 }, 0)
		   ? day_begins(d)
		   : INT64_MAX;
}

/* Each thing is asked twice: for this year, and for the next, which begins
 * at *@from; false: not yet. */
static bool year_of(struct asked *q, size_t i, int *year, int64_t *from)
{
	struct day_civil today = day_civil(day_at(q->now));
	bool next = i % 2 == 1;
	struct day d;

	*year = today.year + (next ? 1 : 0);
	*from = next ? year_begins(*year) : q->now;
	if (!next)
		return true;
	if (day_from_civil(
		&d, (struct day_civil){ today.year, ROBOT_MONTH, 1 }, 0))
		due_at(q, day_begins(d));
	return today.month >= ROBOT_MONTH && *from != INT64_MAX;
}

static bool give(
    struct asked *q, const char *item, int year, const char *to, bool self)
{
	const struct pseudonym *own =
	    ledger_pseudonym(q->l, q->node, item, year, q->node);
	const struct pseudonym *theirs =
	    self ? own : ledger_pseudonym(q->l, q->node, item, year, to);
	bool has =
	    theirs != NULL && own != NULL && theirs->position >= own->position;

	/* Others get the key that the home has. */
	if (has || (!self && own == NULL) ||
	    ledger_pseudonym_is_ended(q->l, q->node, item, year))
		return false;
	*q->out = (struct robot_duty){
		.kind = ROBOT_GIVE,
		.item = item,
		.year = year,
		.to = to,
		.key = self ? NULL : own,
	};
	return true;
}

static size_t own_count(const struct asked *q)
{
	return 2 * ledger_standard_count(q->l);
}

/* What we receive or let receive stands under an adoption of ours (F-83,
 * F-84). */
static bool own_key(struct asked *q, size_t i)
{
	const char *item = ledger_standard_at(q->l, i / 2)->item;
	int64_t from;
	int year;

	if (!q->active || !year_of(q, i, &year, &from) ||
	    ledger_adoption(q->l, q->node, item, UINT64_MAX, from) == NULL)
		return false;
	return give(q, item, year, q->node, true);
}

static size_t other_count(const struct asked *q)
{
	return 2 * ledger_grant_count(q->l);
}

static bool others_key(struct asked *q, size_t i)
{
	const struct grant *g = ledger_grant_at(q->l, i / 2);
	int64_t from;
	int year;

	if (!q->active || !is_own(q, g->node) || is_own(q, g->to) ||
	    (g->rights & RIGHT_BIT(RIGHT_RECEIVE)) == 0 ||
	    !year_of(q, i, &year, &from) || g->until < from || g->ended ||
	    ledger_grant(q->l, &g->act) == NULL ||
	    ledger_member(q->l, g->to) == NULL ||
	    ledger_standing(q->l, g->to) != LEDGER_ACTIVE)
		return false;
	return give(q, g->item, year, g->to, false);
}

/* ---- the network's keys: F-221, F-239 ---- */

static bool marks_promises(const struct ledger *l)
{
	for (size_t i = 0; i < ledger_standard_count(l); i++)
		if (value_get(
			value_get(ledger_standard_at(l, i)->tree, "promise"),
			"mark_days") != NULL)
			return true;
	return false;
}

static bool names_licence(const struct standard *s)
{
	const struct value *list = value_get(s->tree, "materials");

	for (size_t i = 0; i < value_count(list); i++)
		if (value_get(value_at(list, i), "licence") != NULL)
			return true;
	return value_get(value_get(s->tree, "output"), "licence") != NULL;
}

static bool names_licences(const struct ledger *l)
{
	for (size_t i = 0; i < ledger_standard_count(l); i++)
		if (names_licence(ledger_standard_at(l, i)))
			return true;
	return false;
}

/* Of an item that no standard can have, for no year in particular. */
static const struct network_key {
	const char *item;
	int year;
	bool (*is_needed)(const struct ledger *l);
} network_keys[] = {
	{ LEDGER_MARK_KEY_ITEM, LEDGER_MARK_KEY_YEAR, marks_promises },
	{ LEDGER_LICENCE_KEY_ITEM, LEDGER_LICENCE_KEY_YEAR, names_licences },
};

#define NETWORK_KEYS (sizeof(network_keys) / sizeof(network_keys[0]))

/* Each to itself first, then to every member. */
static size_t network_count(const struct asked *q)
{
	bool gives =
	    q->active && is_own(q, ledger_genesis(q->l)->authority.node);

	return gives ? NETWORK_KEYS * (1 + ledger_member_count(q->l)) : 0;
}

static bool network_key(struct asked *q, size_t i)
{
	const struct network_key *k = &network_keys[i % NETWORK_KEYS];
	size_t at = i / NETWORK_KEYS;
	const char *to =
	    at == 0 ? q->node : ledger_member_at(q->l, at - 1)->node;

	if (at > 0 &&
	    (is_own(q, to) || ledger_standing(q->l, to) != LEDGER_ACTIVE))
		return false;
	return k->is_needed(q->l) && give(q, k->item, k->year, to, at == 0);
}

static bool is_network_key(const struct asked *q, const struct pseudonym *p)
{
	if (strcmp(p->home, ledger_genesis(q->l)->authority.node) != 0)
		return false;
	for (size_t i = 0; i < NETWORK_KEYS; i++)
		if (strcmp(p->item, network_keys[i].item) == 0 &&
		    p->year == network_keys[i].year)
			return true;
	return false;
}

/* ---- old keys, and wraps: F-167, F-168 ---- */

int64_t robot_key_over(
    const struct ledger *l, const char *item, int year, int keep_years)
{
	bool known = false, forever = false;
	int years = 0;

	for (size_t i = 0; i < ledger_standard_count(l); i++) {
		const struct standard *s = ledger_standard_at(l, i);

		if (strcmp(s->item, item) != 0)
			continue;
		known = true;
		if (!s->has_retention)
			forever = true;
		else if (s->retention > years)
			years = s->retention;
	}
	if (!known || (forever && keep_years == 0))
		return INT64_MAX;
	if (forever && keep_years > years)
		years = keep_years;
	return year_begins(year + 2 + years);
}

enum given_question { END, AGAIN, KEEP_OR_FORGET, GIVEN_QUESTIONS };

static size_t given_count(const struct asked *q)
{
	return GIVEN_QUESTIONS * ledger_pseudonym_count(q->l);
}

/* A home that is no more ends nothing: time does. */
static bool is_over(struct asked *q, const struct pseudonym *p)
{
	enum ledger_standing home = ledger_standing(q->l, p->home);

	return p->ended ||
	       (!q->terms->clock_leapt &&
		   (home == LEDGER_RETIRED || home == LEDGER_SUCCEEDED) &&
		   robot_key_over(
		       q->l, p->item, p->year, q->terms->keep_years) <= q->now);
}

static bool end(struct asked *q, const struct pseudonym *p)
{
	int64_t over;

	if (!q->active || p->ended || !is_own(q, p->home))
		return false;
	over = robot_key_over(q->l, p->item, p->year, q->terms->keep_years);
	due_at(q, over);
	if (over > q->now)
		return false;
	*q->out = (struct robot_duty){
		.kind = ROBOT_END, .item = p->item, .year = p->year, .key = p
	};
	return true;
}

/* Each rotation of a reader's costs its homes acts: so many do. */
static bool is_patient(const struct asked *q, const char *to)
{
	size_t n = ledger_span_count(q->l, to, LEDGER_KEY_SEALING);
	size_t compromised = 0;

	for (size_t i = 0; i < n; i++)
		compromised +=
		    ledger_span_at(q->l, to, LEDGER_KEY_SEALING, i)->compromised
			? 1
			: 0;
	return compromised <= ROBOT_AGAIN_MAX;
}

/* A thief may open what was sealed for a compromised key, and its reader may
 * lose that key or destroy it: the same once more, for the one in force. */
static bool again(struct asked *q, const struct pseudonym *p)
{
	const struct pseudonym *own;

	if (!q->active || p->ended || !is_own(q, p->home) ||
	    !ledger_pseudonym_is_exposed(q->l, p) || !is_patient(q, p->to) ||
	    ledger_pseudonym(q->l, p->home, p->item, p->year, p->to) != p ||
	    ledger_member(q->l, p->to) == NULL ||
	    ledger_standing(q->l, p->to) != LEDGER_ACTIVE)
		return false;
	own = ledger_pseudonym(q->l, q->node, p->item, p->year, q->node);
	if (own == NULL)
		return false;
	*q->out = (struct robot_duty){
		.kind = ROBOT_GIVE,
		.item = p->item,
		.year = p->year,
		.to = p->to,
		.key = own,
		.before = p,
	};
	return true;
}

static bool is_published(const struct ledger *l, const char *item)
{
	for (size_t i = 0; i < ledger_standard_count(l); i++) {
		if (strcmp(ledger_standard_at(l, i)->item, item) == 0)
			return true;
	}
	return false;
}

/* Anybody may give us any number of keys: one is worth asking for of each home,
 * item and year that there are. */
static bool is_wanted(const struct asked *q, const struct pseudonym *p)
{
	return p->year <= day_civil(day_at(q->now)).year + 1 &&
	       ledger_pseudonym(q->l, p->home, p->item, p->year, p->to) == p &&
	       (is_published(q->l, p->item) || is_network_key(q, p));
}

static bool keep_or_forget(struct asked *q, const struct pseudonym *p, size_t i)
{
	bool over = is_over(q, p), ours = is_own(q, p->to);

	if (!ours && !(over && is_own(q, p->home)))
		return false;
	if (over ? q->terms->is_settled(q->terms->arg, i) : !is_wanted(q, p))
		return false;
	if (q->terms->holds(q->terms->arg, &p->wrap) != over)
		return false;
	*q->out = (struct robot_duty){
		.kind = over ? ROBOT_FORGET : ROBOT_FETCH,
		.item = p->item,
		.year = p->year,
		.key = p,
		.given = i,
	};
	return true;
}

static bool given_key(struct asked *q, size_t i)
{
	size_t at = i / GIVEN_QUESTIONS;
	const struct pseudonym *p = ledger_pseudonym_at(q->l, at);

	switch ((enum given_question)(i % GIVEN_QUESTIONS)) {
	case END:
		return end(q, p);
	case AGAIN:
		return again(q, p);
	case KEEP_OR_FORGET:
	case GIVEN_QUESTIONS:
		break;
	}
	return keep_or_forget(q, p, at);
}

/* ---- licences: F-228 ---- */

#define ASK_SECONDS ((int64_t)LEDGER_LICENCE_ASK_DAYS * DAY_SECONDS)

static size_t ask_count(const struct asked *q)
{
	return ledger_licence_ask_count(q->l);
}

/* Ours to answer: by another district's staff, of late, not answered. */
static bool is_asked(const struct asked *q, const struct licence_ask *ask)
{
	const struct licence *c = ledger_licence(q->l, &ask->issue);

	return is_own(q, ask->issuer) && !is_own(q, ask->node) && q->active &&
	       c != NULL && is_own(q, c->node) &&
	       ledger_member(q->l, ask->node) != NULL &&
	       ledger_standing(q->l, ask->node) == LEDGER_ACTIVE;
}

static bool licence_asked(struct asked *q, size_t i)
{
	const struct licence_ask *ask = ledger_licence_ask_at(q->l, i);
	const struct licence_give *g;

	if (ask->time + ASK_SECONDS < q->now)
		return false;
	g = ledger_licence_given(q->l, ask);
	if (g == NULL && is_asked(q, ask)) {
		*q->out = (struct robot_duty){
			.kind = ROBOT_ANSWER,
			.ask = ask,
			.to = ask->node,
		};
		return true;
	}
	if (g == NULL || !is_own(q, ask->node) ||
	    q->terms->holds(q->terms->arg, &g->document))
		return false;
	*q->out = (struct robot_duty){ .kind = ROBOT_BRING, .licence = g };
	return true;
}

/* ---- a pass ---- */

static const struct stage {
	size_t (*count)(const struct asked *q);
	bool (*look)(struct asked *q, size_t i); /* a duty in .out */
} stages[] = {
	{ certificate_count, certificate },
	{ own_count, own_key },
	{ other_count, others_key },
	{ network_count, network_key },
	{ given_count, given_key },
	{ ask_count, licence_asked },
};

#define STAGES ((int)(sizeof(stages) / sizeof(stages[0])))

void robot_begin(struct robot *r)
{
	*r = (struct robot){ .due = INT64_MAX };
}

enum robot_answer robot_next(struct robot *r, const struct ledger *l,
    const char *node, int64_t now, const struct robot_terms *terms,
    struct robot_duty *out)
{
	struct asked q = { .robot = r,
		.l = l,
		.node = node,
		.now = now,
		.terms = terms,
		.active = ledger_member(l, node) != NULL &&
			  ledger_standing(l, node) == LEDGER_ACTIVE,
		.out = out };

	for (int n = 0; r->stage < STAGES; n++) {
		const struct stage *s = &stages[r->stage];

		if (n == ROBOT_STEP_MAX)
			return ROBOT_MORE;
		if (r->at >= s->count(&q)) {
			r->stage++;
			r->at = 0;
		} else if (s->look(&q, r->at++)) {
			return ROBOT_DUTY;
		}
	}
	return ROBOT_IDLE;
}

/* ---- names ---- */

const char *robot_kind_word(enum robot_kind kind)
{
	static const char *const words[ROBOT_KINDS] = {
		[ROBOT_RENEW] = "staff.renew",
		[ROBOT_GIVE] = "pseudonym.give",
		[ROBOT_END] = "pseudonym.end",
		[ROBOT_FETCH] = "pseudonym.fetch",
		[ROBOT_ANSWER] = "licence.give",
		[ROBOT_BRING] = "licence.fetch",
		[ROBOT_FORGET] = "pseudonym.forget",
	};

	must(kind < ROBOT_KINDS);
	return words[kind];
}

struct digest robot_duty_id(const struct robot_duty *d)
{
	struct buf text = { 0 };
	struct digest id;

	buf_print(&text, "%s\n", robot_kind_word(d->kind));
	switch (d->kind) {
	case ROBOT_RENEW:
		buf_put(&text, digest_bytes(&d->staff->key_id));
		break;
	case ROBOT_GIVE:
	case ROBOT_END:
		buf_print(&text, "%s\n%d\n%s", d->item, d->year,
		    d->to != NULL ? d->to : "");
		if (d->before != NULL)
			buf_put(&text, digest_bytes(&d->before->act));
		break;
	case ROBOT_FETCH:
	case ROBOT_FORGET:
		buf_put(&text, digest_bytes(&d->key->act));
		break;
	case ROBOT_ANSWER:
		buf_put(&text, digest_bytes(&d->ask->act));
		break;
	case ROBOT_BRING:
		buf_put(&text, digest_bytes(&d->licence->act));
		break;
	case ROBOT_KINDS:
		must(false);
	}
	id = digest_sha256(buf_bytes(&text));
	buf_fini(&text);
	return id;
}
