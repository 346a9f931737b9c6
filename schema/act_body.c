#include "schema/act_body.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "schema/act.h"
#include "schema/day.h"
#include "schema/refuse.h"
#include "schema/right.h"
#include "schema/role.h"
#include "schema/value.h"

#define NAME_MAX_BYTES   64
#define REASON_MAX_BYTES 200
#define ITEM_MAX_BYTES   64
#define TEXTS_MAX        64
#define FILES_MAX        16
#define CUTS_MAX         64

#define CUSTODY                           \
	{                                 \
		"custody", ACT_BODY_ID, 0 \
	}

static const struct act_body bodies[] = {
	{ "network.open", ACT_BODY_ROOTS, false, NULL,
	    { { "genesis", ACT_BODY_BIN, 0 } } },
	{ "node.admit", ACT_BODY_ROOTS, false, NULL,
	    { { "member", ACT_BODY_MAP, 0 } } },
	{ "calendar.publish", ACT_BODY_ROOTS, false, NULL,
	    { { "calendar", ACT_BODY_MAP, 0 } } },
	{ "standard.publish", ACT_BODY_ROOTS, false, NULL,
	    { { "standard", ACT_BODY_MAP, 0 } } },
	{ "staff.grant", ACT_BODY_OPERATOR, false, NULL,
	    { { "key", ACT_BODY_ID, 0 }, { "id", ACT_BODY_SLUG, 0 },
		{ "name", ACT_BODY_TEXT, NAME_MAX_BYTES },
		{ "roles", ACT_BODY_ROLES, 0 },
		{ "depts", ACT_BODY_TEXTS, NAME_MAX_BYTES },
		{ "until", ACT_BODY_COUNT, 0 } } },
	{ "standard.adopt", ACT_BODY_OPERATOR, true, NULL,
	    { { "item", ACT_BODY_TEXT, ITEM_MAX_BYTES },
		{ "from", ACT_BODY_DATE, 0 } } },
	{ "grant.give", ACT_BODY_OPERATOR, true, NULL,
	    { { "to", ACT_BODY_SLUG, 0 },
		{ "item", ACT_BODY_TEXT, ITEM_MAX_BYTES },
		{ "rights", ACT_BODY_RIGHTS, 0 },
		{ "until", ACT_BODY_COUNT, 0 } } },
	{ "case.receive", ACT_BODY_STAFF, true, "form",
	    { { "item", ACT_BODY_TEXT, ITEM_MAX_BYTES },
		{ "home", ACT_BODY_SLUG, 0 },
		{ "number", ACT_BODY_TEXT, NAME_MAX_BYTES },
		{ "channel", ACT_BODY_CHANNEL, 0 },
		{ "calendar", ACT_BODY_TEXT, NAME_MAX_BYTES },
		{ "materials", ACT_BODY_TEXTS, NAME_MAX_BYTES },
		{ "?person", ACT_BODY_ID, 0 } } },
	{ "case.offer", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "to", ACT_BODY_SLUG, 0 },
		{ "epoch", ACT_BODY_COUNT, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES },
		{ "expiry", ACT_BODY_COUNT, 0 } } },
	{ "case.take", ACT_BODY_STAFF, false, NULL,
	    { { "offer", ACT_BODY_ID, 0 }, { "waived", ACT_BODY_BOOL, 0 } } },
	{ "case.refuse", ACT_BODY_STAFF, false, NULL,
	    { { "offer", ACT_BODY_ID, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "case.reclaim", ACT_BODY_STAFF, false, NULL,
	    { { "offer", ACT_BODY_ID, 0 } } },
	{ "case.accept", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "verdicts", ACT_BODY_VERDICTS, NAME_MAX_BYTES },
		{ "inputs", ACT_BODY_ID, 0 } } },
	{ "case.review.start", ACT_BODY_STAFF, false, NULL, { CUSTODY } },
	{ "case.opine", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "level", ACT_BODY_COUNT, 0 },
		{ "opinion", ACT_BODY_OPINION, 0 } } },
	{ "case.decide.yes", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "level", ACT_BODY_COUNT, 0 } } },
	{ "case.issue", ACT_BODY_STAFF, false, NULL, { CUSTODY } },
	{ "case.deliver", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "means", ACT_BODY_MEANS, 0 } } },
	{ "case.close", ACT_BODY_STAFF, false, NULL, { CUSTODY } },
	{ "case.reassign", ACT_BODY_STAFF, false, NULL,
	    { CUSTODY, { "to", ACT_BODY_SLUG, 0 }, { "cuts", ACT_BODY_CUTS, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "case.open", ACT_BODY_STAFF, false, NULL,
	    { { "files", ACT_BODY_FILES, 0 },
		{ "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "case.hold", ACT_BODY_STAFF, false, NULL,
	    { { "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "case.release", ACT_BODY_STAFF, false, NULL,
	    { { "reason", ACT_BODY_NOTE, REASON_MAX_BYTES } } },
	{ "case.erase", ACT_BODY_STAFF, false, NULL,
	    { { "reason", ACT_BODY_ERASED, 0 } } },
	{ "case.erased", ACT_BODY_STAFF, false, NULL,
	    { { "erase", ACT_BODY_ID, 0 }, { "objects", ACT_BODY_COUNT, 0 } } },
};

static const char *const channels[] = { "window", "online", "agent", "kiosk",
	"proactive", NULL };
static const char *const opinions[] = { "agree", "disagree", NULL };
static const char *const erasures[] = { "order", "retention", NULL };
static const char *const means[] = { "pickup", "parcel", "elicence", NULL };

size_t act_body_count(void)
{
	return sizeof(bodies) / sizeof(*bodies);
}

const struct act_body *act_body_at(size_t i)
{
	must(i < act_body_count());
	return &bodies[i];
}

const struct act_body *act_body_find(const char *kind)
{
	for (size_t i = 0; i < act_body_count(); i++)
		if (strcmp(bodies[i].kind, kind) == 0)
			return &bodies[i];
	return NULL;
}

static bool plain_text(const struct value *v, size_t least, size_t max)
{
	if (v->type != VALUE_TEXT || v->bytes.n < least || v->bytes.n > max)
		return false;
	for (size_t i = 0; i < v->bytes.n; i++)
		if (v->bytes.p[i] < 0x20 || v->bytes.p[i] == 0x7f)
			return false;
	return true;
}

static bool texts(const struct value *v, size_t max)
{
	if (v->type != VALUE_LIST || value_count(v) > TEXTS_MAX)
		return false;
	for (size_t i = 0; i < value_count(v); i++)
		if (!plain_text(value_at(v, i), 1, max) ||
		    (i > 0 &&
			value_compare(value_at(v, i - 1), value_at(v, i)) >= 0))
			return false;
	return true;
}

static bool verdicts(const struct value *v, size_t max)
{
	if (v->type != VALUE_MAP)
		return false;
	for (size_t i = 0; i < value_count(v); i++)
		if (!plain_text(v->map.pairs[i].value, 1, max))
			return false;
	return true;
}

static bool cut(const struct value *v)
{
	const struct value *root;

	if (v->type != VALUE_LIST || value_count(v) != 4)
		return false;
	root = value_at(v, 3);
	if (value_at(v, 0)->type != VALUE_TEXT ||
	    !text_is_slug(value_at(v, 0)->bytes))
		return false;
	for (size_t i = 1; i < 3; i++)
		if (value_at(v, i)->type != VALUE_INT ||
		    value_at(v, i)->integer < 0)
			return false;
	return root->type == VALUE_BIN && root->bytes.n == DIGEST_BYTES;
}

static bool cuts(const struct value *v)
{
	if (v->type != VALUE_LIST || value_count(v) > CUTS_MAX)
		return false;
	for (size_t i = 0; i < value_count(v); i++)
		if (!cut(value_at(v, i)) ||
		    (i > 0 && value_compare(value_at(value_at(v, i - 1), 0),
				  value_at(value_at(v, i), 0)) >= 0))
			return false;
	return value_count(v) > 0;
}

static bool files(const struct value *v)
{
	return texts(v, NAME_MAX_BYTES) && value_count(v) > 0 &&
	       value_count(v) <= FILES_MAX;
}

static bool one_of(const struct value *v, const char *const *words)
{
	while (*words != NULL && !value_is_text(v, *words))
		words++;
	return *words != NULL;
}

static bool date(const struct value *v)
{
	struct day d;

	return v->type == VALUE_TEXT && day_parse(&d, v->bytes, NULL) == ERR_OK;
}

static bool field_ok(const struct act_body_field *f, const struct value *v)
{
	uint32_t bits;

	switch (f->type) {
	case ACT_BODY_END:
		return false;
	case ACT_BODY_ID:
		return v->type == VALUE_BIN && v->bytes.n == DIGEST_BYTES;
	case ACT_BODY_BIN:
		return v->type == VALUE_BIN;
	case ACT_BODY_SLUG:
		return v->type == VALUE_TEXT && text_is_slug(v->bytes);
	case ACT_BODY_TEXT:
		return plain_text(v, 1, f->max);
	case ACT_BODY_NOTE:
		return plain_text(v, 0, f->max);
	case ACT_BODY_COUNT:
		return v->type == VALUE_INT && v->integer >= 0;
	case ACT_BODY_BOOL:
		return v->type == VALUE_BOOL;
	case ACT_BODY_DATE:
		return date(v);
	case ACT_BODY_MAP:
		return v->type == VALUE_MAP;
	case ACT_BODY_VERDICTS:
		return verdicts(v, f->max);
	case ACT_BODY_TEXTS:
		return texts(v, f->max);
	case ACT_BODY_ROLES:
		return role_bits(&bits, v);
	case ACT_BODY_RIGHTS:
		return right_bits(&bits, v);
	case ACT_BODY_CHANNEL:
		return one_of(v, channels);
	case ACT_BODY_OPINION:
		return one_of(v, opinions);
	case ACT_BODY_MEANS:
		return one_of(v, means);
	case ACT_BODY_FILES:
		return files(v);
	case ACT_BODY_CUTS:
		return cuts(v);
	case ACT_BODY_ERASED:
		return one_of(v, erasures);
	}
	return false;
}

static enum rule check_fields(
    const struct act_body *body, const struct act *act, struct why *why)
{
	size_t present = 0;

	for (size_t i = 0;
	     i < ACT_BODY_FIELDS_MAX && body->fields[i].type != ACT_BODY_END;
	     i++) {
		const struct act_body_field *f = &body->fields[i];
		bool optional = f->key[0] == '?';
		const char *key = f->key + (optional ? 1 : 0);
		const struct value *v = value_get(act->body, key);

		if (v == NULL && optional)
			continue;
		if (v == NULL || !field_ok(f, v))
			return refuse(why, RULE_BODY_SHAPE,
			    "%s: the body's %s is missing or misshapen",
			    act->kind, key);
		present++;
	}
	if (value_count(act->body) != present)
		return refuse(why, RULE_BODY_SHAPE,
		    "%s: the body holds an unknown key", act->kind);
	return RULE_NONE;
}

/* What stands around the body is prescribed by kind as well. */
static enum rule check_frame(
    const struct act_body *body, const struct act *act, struct why *why)
{
	bool is_case = act_is_case(act);
	bool opens = strcmp(act->kind, "case.receive") == 0;

	if (act->has_std != body->has_std)
		return refuse(why, RULE_BODY_SHAPE, "%s %s std", act->kind,
		    body->has_std ? "needs a" : "carries no");
	if (act->has_dossier != (is_case && !opens))
		return refuse(why, RULE_BODY_SHAPE, "%s %s dossier", act->kind,
		    act->has_dossier ? "carries no" : "needs a");
	if (!is_case && (act->ref_count > 0 || act->vault_count > 0))
		return refuse(why, RULE_BODY_SHAPE,
		    "%s carries no refs and no vault", act->kind);
	if (body->vault != NULL && act_vault_find(act, body->vault) == NULL)
		return refuse(why, RULE_BODY_SHAPE, "%s: the vault lacks `%s`",
		    act->kind, body->vault);
	return RULE_NONE;
}

enum rule act_body_check(const struct act *act, struct why *why)
{
	const struct act_body *body = act_body_find(act->kind);
	enum rule rule;

	if (body == NULL)
		return refuse(why, RULE_KIND_UNKNOWN,
		    "acts of kind %s are not known here", act->kind);
	rule = check_frame(body, act, why);
	return rule == RULE_NONE ? check_fields(body, act, why) : rule;
}

const char *act_body_text(const struct act *act, const char *key)
{
	const char *text = value_get_string(act->body, key);

	must(text != NULL);
	return text;
}

struct digest act_body_id(const struct act *act, const char *key)
{
	struct digest id;
	struct bytes b;

	must(value_get_bin(act->body, key, &b) && b.n == DIGEST_BYTES);
	memcpy(id.b, b.p, DIGEST_BYTES);
	return id;
}

int64_t act_body_int(const struct act *act, const char *key)
{
	int64_t v = 0;

	must(value_get_int(act->body, key, &v));
	return v;
}
