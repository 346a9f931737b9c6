/*
 * The bodies of all acts but receive: custody, offer, level and the like, by a
 * table from kind to function; and the checks they share.
 */
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "node/daemon.h"
#include "node/prepare_parts.h"
#include "node/say.h"
#include "schema/dossier.h"
#include "schema/ledger.h"
#include "schema/machine.h"
#include "schema/right.h"
#include "schema/standard.h"
#include "sync/replica.h"

#define REASON_BYTES_MAX 200 /* F-72 */
#define OFFER_DAYS_MAX   366
#define DAY_SECONDS      86400

static bool copy_text(struct prepare *p, const char *key)
{
	const char *text = value_get_string(p->input, key);

	if (text == NULL)
		return prepare_refuse_field(p, RULE_BODY_SHAPE, key,
		    arena_print(p->arena, "缺少 %s", key),
		    arena_print(p->arena, "%s is missing", key));
	say_text(p->arena, p->body, key, text);
	return true;
}

static bool copy_reason(struct prepare *p)
{
	const char *text = value_get_string(p->input, "reason");

	if (text != NULL &&
	    (text[0] == '\0' || strlen(text) > REASON_BYTES_MAX))
		return prepare_refuse_field(p, RULE_BODY_SHAPE, "reason",
		    arena_print(
			p->arena, "应为 1 至 %d 字节", REASON_BYTES_MAX),
		    arena_print(p->arena, "1 to %d bytes", REASON_BYTES_MAX));
	return copy_text(p, "reason");
}

static void put_id(struct prepare *p, const char *key, const struct digest *id)
{
	value_set(
	    p->arena, p->body, key, value_bin(p->arena, digest_bytes(id)));
}

/* The pen is here, not on offer: main-state acts and offers. */
static bool holds_pen(struct prepare *p)
{
	const struct dossier *d = p->dossier;

	if (d->holder == NULL || strcmp(d->holder, daemon_node(p->daemon)) != 0)
		return prepare_refuse(p, RULE_CUSTODY,
		    "经办权在 %s / %s holds the pen", d->holder, d->holder);
	if (d->on_offer)
		return prepare_refuse(p, RULE_ON_OFFER,
		    "已转 %s,等待承接 / on offer to %s", d->offer.to,
		    d->offer.to);
	put_id(p, "custody", &d->custody);
	return true;
}

static bool offered_to_us(struct prepare *p)
{
	const struct dossier *d = p->dossier;

	if (!d->on_offer)
		return prepare_refuse(p, RULE_OFFER_ANSWERED,
		    "没有待答复的转办 / no offer waits for an answer");
	if (strcmp(d->offer.to, daemon_node(p->daemon)) != 0)
		return prepare_refuse(p, RULE_OFFER_TO,
		    "转办给 %s / the offer is for %s", d->offer.to,
		    d->offer.to);
	put_id(p, "offer", &d->offer.id);
	return true;
}

/* ---- one function a kind ---- */

static bool body_offer(struct prepare *p)
{
	const char *to = value_get_string(p->input, "to");
	const struct chain *c;
	int64_t days;
	bool ok = holds_pen(p);

	if (!ok)
		return false;
	ok = copy_text(p, "to");
	ok = copy_reason(p) && ok;
	if (!value_get_int(p->input, "days", &days) || days < 1 ||
	    days > OFFER_DAYS_MAX)
		ok = prepare_refuse_field(p, RULE_OFFER_SHAPE, "days",
		    arena_print(p->arena, "应为 1 至 %d", OFFER_DAYS_MAX),
		    arena_print(p->arena, "from 1 to %d", OFFER_DAYS_MAX));
	if (to != NULL && strcmp(to, daemon_node(p->daemon)) == 0)
		ok = prepare_refuse_field(p, RULE_OFFER_SHAPE, "to",
		    "不能转给本节点", "a case is not offered to its holder");
	if (!ok)
		return false;
	c = replica_log(daemon_replica(p->daemon), to);
	say_int(p->arena, p->body, "epoch", c != NULL ? (int64_t)c->epoch : 0);
	say_int(p->arena, p->body, "expiry", p->now + days * DAY_SECONDS);
	return prepare_fields(p); /* dept, word */
}

static bool body_take(struct prepare *p)
{
	bool waived = false;

	(void)value_get_bool(p->input, "waived", &waived);
	say_bool(p->arena, p->body, "waived", waived);
	return offered_to_us(p);
}

static bool body_refuse(struct prepare *p)
{
	return copy_reason(p) && offered_to_us(p);
}

/* F-104: the receiver's log shows a time past the expiry. */
static bool note_reclaim(struct prepare *p)
{
	const char *to = p->dossier->offer.to;
	struct bytes note;

	if (daemon_note_after(
		p->daemon, p->arena, to, p->dossier->offer.expiry, &note)) {
		p->act->refs[p->act->ref_count++] =
		    (struct act_ref){ .type = ACT_REF_NOTE, .note = note };
		return true;
	}
	return prepare_refuse(p, RULE_RECLAIM_EARLY,
	    "尚不知 %s 在承接期限后是否已答复,已向其索取最新检查点,请几秒后再试 "
	    "/ it is not known yet whether %s answered in time; its newest "
	    "checkpoint was asked for, try again in some seconds",
	    to, to);
}

static bool body_reclaim(struct prepare *p)
{
	const struct dossier *d = p->dossier;
	char expiry[CLOCK_TEXT_ROOM];

	if (!d->on_offer)
		return prepare_refuse(p, RULE_OFFER_ANSWERED,
		    "没有待答复的转办 / no offer waits for an answer");
	if (!ledger_stands_for(daemon_ledger(p->daemon), daemon_node(p->daemon),
		d->offer.from))
		return prepare_refuse(p, RULE_CUSTODY,
		    "转办由 %s 发出 / the offer is %s's", d->offer.from,
		    d->offer.from);
	if (p->now <= d->offer.expiry) {
		clock_text(expiry, d->offer.expiry);
		return prepare_refuse(p, RULE_RECLAIM_EARLY,
		    "承接期限 %s 未到,届时再收回 / the offer stands until %s; "
		    "reclaim it after that",
		    expiry, expiry);
	}
	put_id(p, "offer", &d->offer.id);
	return note_reclaim(p);
}

static bool body_issue(struct prepare *p)
{
	const char *base64 = value_get_string(p->input, "result");
	const char *upload =
	    value_get_string(value_get(p->input, "result"), "upload");
	struct buf content = { 0 };
	bool ok;

	if (!holds_pen(p))
		return false;
	if (upload != NULL)
		return prepare_upload_add(p, "result", upload);
	if (base64 == NULL ||
	    text_unbase64(&content, bytes_text(base64)) != ERR_OK)
		return prepare_refuse(p, RULE_BODY_SHAPE,
		    "缺少证照文件 result / result is missing");
	ok =
	    prepare_add(p, "result", arena_copy(p->arena, buf_bytes(&content)));
	buf_fini(&content);
	return ok;
}

static const struct {
	const char *kind;
	bool (*fill)(struct prepare *p);
} bodies[] = {
	{ "case.offer", body_offer },
	{ "case.take", body_take },
	{ "case.refuse", body_refuse },
	{ "case.reclaim", body_reclaim },
	{ "case.issue", body_issue },
	{ "case.reassign", prepare_beside_reassign },
	{ "case.open", prepare_beside_open },
	{ "case.hold", prepare_beside_hold },
	{ "case.release", prepare_beside_hold },
	{ "case.erase", prepare_beside_erase },
};

/* Papers, materials and fields of a kind that needs nothing special. */
static bool body_by_table(struct prepare *p, const struct machine_event *e)
{
	const struct value *form = NULL;
	bool ok = true;

	if (e->part == MACHINE_MAIN && !holds_pen(p))
		return false;
	if (strcmp(e->kind, "case.lead.consent") == 0)
		ok = prepare_papers_form(p, &form);
	ok = prepare_papers_materials(p, form) && ok;
	ok = prepare_papers(p) && ok;
	return prepare_fields(p) && ok;
}

/* What silence has accepted goes on as accepted, with the proof. */
static bool check_state(struct prepare *p, const struct machine_event *e)
{
	const struct dossier *d = p->dossier;

	if (e->part != MACHINE_MAIN ||
	    (e->from & MACHINE_BIT((unsigned)d->state)) != 0)
		return true;
	if (d->state == MACHINE_RECEIVED &&
	    (e->from & MACHINE_BIT(MACHINE_ACCEPTED)) != 0) {
		if (!prepare_fields_silence(p))
			return false;
		if (value_get(p->body, "calendar") != NULL)
			return true;
	}
	return prepare_refuse(p, RULE_STATE, "办件%s,不能%s / the case is %s",
	    machine_state_zh(d->state), e->zh, machine_state_name(d->state));
}

static bool is_out_of_scope(const struct prepare *p)
{
	const char *ground = value_get_string(p->body, "ground");

	return ground != NULL && (strcmp(ground, "out_of_scope") == 0 ||
				     strcmp(ground, "not_competent") == 0);
}

/* The state allows it, and we have the right when we are not the home. */
static bool check_event(struct prepare *p, const struct machine_event *e)
{
	const struct dossier *d = p->dossier;
	int right = e->right;

	if (!check_state(p, e))
		return false;
	if (strcmp(e->kind, "case.contribute") == 0 &&
	    value_is_text(value_get(p->body, "what"), "notice"))
		right = RIGHT_NOTICE;
	if (right == MACHINE_NO_RIGHT || is_out_of_scope(p))
		return true;
	return prepare_right(p, d->home, d->item, right);
}

bool prepare_body(struct prepare *p)
{
	const struct dossier *d = p->dossier;
	const struct machine_event *e = NULL;
	enum matter matter;

	if (p->standard != NULL) {
		must(matter_parse(&matter, bytes_text(p->standard->matter)));
		e = machine_row(p->act->kind, matter, d->state);
	}
	if (e == NULL)
		return prepare_refuse(p, RULE_STATE,
		    "此类事项没有这种行为 %s / cases of this kind know no %s",
		    p->act->kind, p->act->kind);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		if (strcmp(bodies[i].kind, p->act->kind) == 0)
			return bodies[i].fill(p) && check_event(p, e);
	}
	if (strcmp(p->act->kind, "case.erased") == 0)
		return prepare_refuse(p, RULE_KIND_UNKNOWN, "%s", p->act->kind);
	if (!body_by_table(p, e) || !check_event(p, e))
		return false;
	return (e->guards & MACHINE_GUARD_BIT(MACHINE_GUARD_VERSION)) == 0 ||
	       prepare_fields_calendar(p);
}
