#include "schema/person.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "schema/credit.h"
#include "schema/resident.h"
#include "schema/standard.h"
#include "schema/value.h"

/* Their zeros count. */
static const char person_label[] = "tongban/person/v1";
static const char credit_label[] = "tongban/credit/v1";

_Static_assert(PERSON_ID_ROOM == RESIDENT_ROOM, "room for a resident id");
_Static_assert(PERSON_ID_ROOM == CREDIT_ROOM, "room for a credit code");

static bool take_resident(struct person *out, struct bytes id)
{
	out->type = "rid";
	return resident_check(out->id, id, NULL) == ERR_OK;
}

static bool take_credit(struct person *out, struct bytes id)
{
	out->type = "uscc";
	return credit_check(out->id, id, NULL) == ERR_OK;
}

/* The text of the first required field of a type. */
static const struct value *first_of(
    const struct standard *s, const struct value *form, enum standard_type type)
{
	for (size_t i = 0; i < s->form_count; i++) {
		const struct standard_field *f = &s->form[i];

		if (f->type == type && f->required && f->key != NULL)
			return value_get(form, f->key);
	}
	return NULL;
}

bool person_find(
    struct person *out, const struct standard *s, const struct value *form)
{
	const struct value *v = first_of(s, form, STANDARD_TYPE_RID);

	if (v != NULL)
		return v->type == VALUE_TEXT && take_resident(out, v->bytes);
	v = first_of(s, form, STANDARD_TYPE_USCC);
	return v != NULL && v->type == VALUE_TEXT && take_credit(out, v->bytes);
}

bool person_parse(struct person *out, struct bytes id)
{
	return take_resident(out, id) || take_credit(out, id);
}

static struct digest pseudonym(
    const struct person *p, const struct secret *key, struct bytes label)
{
	struct buf data = { 0 };
	struct digest d;

	buf_put(&data, label);
	buf_put_text(&data, p->type);
	buf_put_byte(&data, 0);
	buf_put_text(&data, p->id);
	d = digest_hmac(bytes_of(key->b), buf_bytes(&data));
	mem_wipe(data.p, data.n);
	buf_fini(&data);
	return d;
}

struct digest person_pseudonym(const struct person *p, const struct secret *key)
{
	return pseudonym(p, key, bytes_of(person_label));
}

struct digest person_credit(const struct person *p, const struct secret *key)
{
	return pseudonym(p, key, bytes_of(credit_label));
}

void person_wipe(struct person *p)
{
	mem_wipe(p->id, sizeof(p->id));
}
