#include "schema/act_body.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "keys/merkle.h"
#include "schema/act.h"
#include "schema/act_body_table.h"
#include "schema/day.h"
#include "schema/genesis.h"
#include "schema/limit.h"
#include "schema/office.h"
#include "schema/refuse.h"
#include "schema/right.h"
#include "schema/role.h"
#include "schema/value.h"

#define TEXTS_MAX 64
#define FILES_MAX 16
#define CUTS_MAX  64
#define YEAR_MIN  1970
#define YEAR_MAX  9999

size_t act_body_count(void)
{
	return act_body_table_count;
}

const struct act_body *act_body_at(size_t i)
{
	must(i < act_body_count());
	return &act_body_table_rows[i];
}

const struct act_body *act_body_find(const char *kind)
{
	for (size_t i = 0; i < act_body_count(); i++)
		if (strcmp(act_body_table_rows[i].kind, kind) == 0)
			return &act_body_table_rows[i];
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

/* [epoch, size, root], with the node before it when @named. */
static bool read_cut(
    struct act_body_cut *out, const struct value *v, bool named)
{
	size_t at = named ? 1 : 0;
	const struct value *epoch, *size, *root;

	if (v->type != VALUE_LIST || value_count(v) != at + 3)
		return false;
	epoch = value_at(v, at);
	size = value_at(v, at + 1);
	root = value_at(v, at + 2);
	if (named && (value_at(v, 0)->type != VALUE_TEXT ||
			 !text_is_slug(value_at(v, 0)->bytes)))
		return false;
	if (epoch->type != VALUE_INT || epoch->integer < 0 ||
	    size->type != VALUE_INT || size->integer < 0 ||
	    root->type != VALUE_BIN || root->bytes.n != DIGEST_BYTES)
		return false;
	out->node = named ? (const char *)value_at(v, 0)->bytes.p : NULL;
	out->epoch = (uint64_t)epoch->integer;
	out->size = (uint64_t)size->integer;
	memcpy(out->root.b, root->bytes.p, DIGEST_BYTES);
	return true;
}

static bool cuts(const struct value *v)
{
	struct act_body_cut cut, before = { 0 };

	if (v->type != VALUE_LIST || value_count(v) == 0 ||
	    value_count(v) > CUTS_MAX)
		return false;
	for (size_t i = 0; i < value_count(v); i++) {
		if (!read_cut(&cut, value_at(v, i), true) ||
		    (i > 0 && strcmp(before.node, cut.node) >= 0))
			return false;
		before = cut;
	}
	return true;
}

static bool slugs(const struct value *v)
{
	if (v->type != VALUE_LIST || value_count(v) == 0 ||
	    value_count(v) > CUTS_MAX)
		return false;
	for (size_t i = 0; i < value_count(v); i++) {
		if (value_at(v, i)->type != VALUE_TEXT ||
		    !text_is_slug(value_at(v, i)->bytes))
			return false;
		for (size_t k = 0; k < i; k++)
			if (value_compare(value_at(v, k), value_at(v, i)) == 0)
				return false;
	}
	return true;
}

static bool code(const struct value *v)
{
	if (v->type != VALUE_TEXT || v->bytes.n != 6)
		return false;
	for (size_t i = 0; i < v->bytes.n; i++)
		if (v->bytes.p[i] < '0' || v->bytes.p[i] > '9')
			return false;
	return true;
}

static bool files(const struct value *v)
{
	return texts(v, ACT_BODY_TABLE_NAME_BYTES_MAX) && value_count(v) > 0 &&
	       value_count(v) <= FILES_MAX;
}

static bool signed_text(const struct value *v, size_t max)
{
	return v->type == VALUE_TEXT && v->bytes.n > 0 && v->bytes.n <= max &&
	       memchr(v->bytes.p, 0, v->bytes.n) == NULL;
}

static bool hashes(const struct value *v)
{
	if (v->type != VALUE_LIST || value_count(v) > MERKLE_PROOF_MAX)
		return false;
	for (size_t i = 0; i < value_count(v); i++)
		if (value_at(v, i)->type != VALUE_BIN ||
		    value_at(v, i)->bytes.n != DIGEST_BYTES)
			return false;
	return true;
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

static bool key_ok(
    const struct act *act, enum act_body_type type, const struct value *v)
{
	struct sign_public sign;
	struct seal_public seal;
	struct member member;
	const char *purpose;

	if (v->type != VALUE_BIN)
		return false;
	if (type == ACT_BODY_SIGN_KEY)
		return sign_public_take(&sign, act->suite, v->bytes);
	if (type == ACT_BODY_SEAL_KEY)
		return seal_public_take(&seal, act->suite, v->bytes);
	purpose = value_get_string(act->body, "purpose");
	for (const char *const *word =
		 act_body_table_words(ACT_BODY_TABLE_PURPOSES);
	     *word != NULL; word++)
		if (purpose != NULL && strcmp(purpose, *word) == 0)
			return genesis_key_take(
			    &member, *word, act->suite, v->bytes);
	return false;
}

static bool field_ok(const struct act *act, const struct act_body_field *f,
    const struct value *v)
{
	struct act_body_cut at;
	struct limit limit;
	uint32_t bits;

	switch (f->type) {
	case ACT_BODY_END:
		return false;
	case ACT_BODY_ID:
		return v->type == VALUE_BIN && v->bytes.n == DIGEST_BYTES;
	case ACT_BODY_BIN:
		return v->type == VALUE_BIN;
	case ACT_BODY_SIGN_KEY:
	case ACT_BODY_SEAL_KEY:
	case ACT_BODY_MEMBER_KEY:
		return key_ok(act, f->type, v);
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
	case ACT_BODY_WORD:
		return one_of(v, act_body_table_words(f->max));
	case ACT_BODY_LIMIT:
		return v->type == VALUE_TEXT &&
		       limit_parse(&limit, v->bytes, NULL) == ERR_OK;
	case ACT_BODY_FILES:
		return files(v);
	case ACT_BODY_CUTS:
		return cuts(v);
	case ACT_BODY_CUT:
		return read_cut(&at, v, false);
	case ACT_BODY_SLUGS:
		return slugs(v);
	case ACT_BODY_ADDRESSES:
		return genesis_addresses_ok(v);
	case ACT_BODY_CODE:
		return code(v);
	case ACT_BODY_YEAR:
		return v->type == VALUE_INT && v->integer >= YEAR_MIN &&
		       v->integer <= YEAR_MAX;
	case ACT_BODY_OFFICE:
		return office_read(NULL, v);
	case ACT_BODY_SIGNED:
		return signed_text(v, f->max);
	case ACT_BODY_HASHES:
		return hashes(v);
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
		if (v == NULL || !field_ok(act, f, v))
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

static bool is_among(const char *const *words, const char *word)
{
	while (*words != NULL && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

/* F-142, F-222: outside dossiers what is given to somebody stands alone in the
 * vault, sealed for that reader; a licence, for its issuer. */
static bool vault_fits(const struct act *act)
{
	static const char *const for_self[] = { "licence.issue",
		"licence.renew", NULL };
	static const char *const for_other[] = { "licence.give",
		"pseudonym.give", NULL };
	const char *to = NULL;

	if (is_among(for_self, act->kind))
		to = act->node;
	else if (is_among(for_other, act->kind))
		to = value_get_string(act->body, "to");
	else
		return act->vault_count == 0;
	return act->vault_count == 1 && to != NULL &&
	       strncmp(act->vault[0].id, "key.", 4) == 0 &&
	       strcmp(act->vault[0].id + 4, to) == 0;
}

/* What stands around the body is prescribed by kind as well. */
static enum rule check_frame(
    const struct act_body *body, const struct act *act, struct why *why)
{
	bool is_case = act_is_case(act);
	bool opens = act_opens(act);

	if (act->has_std != body->has_std)
		return refuse(why, RULE_BODY_SHAPE, "%s %s std", act->kind,
		    body->has_std ? "needs a" : "carries no");
	if (act->has_dossier != (is_case && !opens))
		return refuse(why, RULE_BODY_SHAPE, "%s %s dossier", act->kind,
		    act->has_dossier ? "carries no" : "needs a");
	if (!is_case && (act->ref_count > 0 || !vault_fits(act)))
		return refuse(why, RULE_BODY_SHAPE,
		    "%s carries no refs, and in the vault what F-142 and F-222 say",
		    act->kind);
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

struct bytes act_body_bin(const struct act *act, const char *key)
{
	struct bytes b;

	must(value_get_bin(act->body, key, &b));
	return b;
}

struct sign_public act_body_sign_key(const struct act *act, const char *key)
{
	struct sign_public out;

	must(sign_public_take(&out, act->suite, act_body_bin(act, key)));
	return out;
}

struct seal_public act_body_seal_key(const struct act *act, const char *key)
{
	struct seal_public out;

	must(seal_public_take(&out, act->suite, act_body_bin(act, key)));
	return out;
}

int64_t act_body_int(const struct act *act, const char *key)
{
	int64_t v = 0;

	must(value_get_int(act->body, key, &v));
	return v;
}

bool act_body_has(const struct act *act, const char *key)
{
	return value_get(act->body, key) != NULL;
}

struct act_body_cut act_body_cut(const struct act *act, const char *key)
{
	struct act_body_cut cut;

	must(read_cut(&cut, value_get(act->body, key), false));
	return cut;
}

struct act_body_cut act_body_cut_at(
    const struct act *act, const char *key, size_t i)
{
	const struct value *list = value_get(act->body, key);
	struct act_body_cut cut;

	must(i < value_count(list) && read_cut(&cut, value_at(list, i), true));
	return cut;
}

size_t act_body_count_of(const struct act *act, const char *key)
{
	return value_count(value_get(act->body, key));
}
