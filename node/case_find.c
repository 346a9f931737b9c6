#include "node/case_find.h"

#include <string.h>

#include "node/daemon.h"
#include "node/index_read.h"
#include "schema/dossier.h"
#include "schema/number.h"
#include "schema/value.h"
#include "sync/replica.h"

static enum rule by_number(struct daemon *d, struct arena *a, const char *text,
    struct digest *out, struct why *why)
{
	struct number number;
	char normal[NUMBER_TEXT_ROOM];
	struct index_dossier *found;
	size_t n;

	if (number_parse(&number, bytes_text(text), why) != ERR_OK)
		return RULE_DOSSIER_UNKNOWN;
	number_format(normal, &number);
	n = index_read_number(daemon_index(d), a, normal, &found);
	if (n == 0) {
		(void)why_set(why, ERR_NOT_FOUND,
		    "本节点没有办件 %s / this node holds no case %s", normal,
		    normal);
		return RULE_DOSSIER_UNKNOWN;
	}
	if (n > 1) {
		(void)why_set(why, ERR_CONFLICT,
		    "编号 %s 有 %zu 件,请用办件 id / %zu cases carry %s; ask by id",
		    normal, n, n, normal);
		return RULE_NUMBER;
	}
	*out = found[0].id;
	return RULE_NONE;
}

enum rule case_find_id(struct daemon *d, struct arena *a, const char *text,
    struct digest *out, struct why *why)
{
	struct index_dossier found;

	if (digest_unhex(out, bytes_text(text)) != ERR_OK)
		return by_number(d, a, text, out, why);
	if (index_read_dossier(daemon_index(d), a, out, &found))
		return RULE_NONE;
	(void)why_set(why, ERR_NOT_FOUND,
	    "本节点没有办件 %s / this node holds no such case", text);
	return RULE_DOSSIER_UNKNOWN;
}

size_t case_find_entries(struct daemon *d, struct arena *a,
    const struct digest *id, struct dossier_entry **out)
{
	struct casebook *book = replica_casebook(daemon_replica(d));

	return book->entries(book, a, id, out);
}

struct value *case_find_duplicates(
    struct daemon *d, struct arena *a, const struct dossier *dossier)
{
	struct value *list = value_list(a);
	struct index_dossier *found;
	size_t n = 0;

	if (dossier->open && dossier->has_person)
		n = index_read_person(
		    daemon_index(d), a, &dossier->person, &found);
	for (size_t i = 0; i < n; i++) {
		struct dossier_entry *entries;
		const struct dossier *other;
		size_t count;

		if (digest_equal(&found[i].id, &dossier->id))
			continue;
		count = case_find_entries(d, a, &found[i].id, &entries);
		other = dossier_fold(
		    a, daemon_ledger(d), &found[i].id, entries, count);
		if (other->open)
			value_push(a, list, value_text(a, other->number));
	}
	return list;
}

enum rule case_find(struct daemon *d, struct arena *a, const char *text,
    struct dossier **out, struct why *why)
{
	struct dossier_entry *entries;
	struct digest id;
	size_t n;
	enum rule rule = case_find_id(d, a, text, &id, why);

	if (rule != RULE_NONE)
		return rule;
	n = case_find_entries(d, a, &id, &entries);
	*out = dossier_fold(a, daemon_ledger(d), &id, entries, n);
	return RULE_NONE;
}
