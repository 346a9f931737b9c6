/*
 * The case of a bundle: folded from the acts that were proved, compared with
 * what the maker signed; the warrant, and that the opening was on record.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "keys/seal.h"
#include "keys/sshsig.h"
#include "schema/act.h"
#include "schema/act_body.h"
#include "schema/pack.h"
#include "schema/value.h"
#include "schema/wrap_id.h"
#include "sync/bundle_check_fields.h"

#define STATE_DEPTH_MAX 8

static void where_of(
    char out[static BUNDLE_CHECK_WHERE_ROOM], const struct dossier_entry *e)
{
	(void)snprintf(out, BUNDLE_CHECK_WHERE_ROOM, "%s/%llu#%llu",
	    e->place.node, (unsigned long long)e->place.epoch,
	    (unsigned long long)e->place.position);
}

/* ---- the fold against the maker's ---- */

static void tell_waiting(struct bundle_check *c)
{
	const struct dossier *d = c->dossier;
	char where[BUNDLE_CHECK_WHERE_ROOM];

	for (size_t i = 0; i < d->count; i++) {
		if (d->outcomes[i].rule != RULE_UNRESOLVED)
			continue;
		where_of(where, &d->entries[i]);
		bundle_check_note(c, RULE_UNRESOLVED, where,
		    "%s needs an act that the bundle does not hold: %s",
		    d->entries[i].act->kind,
		    d->outcomes[i].detail != NULL ? d->outcomes[i].detail : "");
	}
	if (!d->open)
		bundle_check_note(c,
		    d->rule != RULE_NONE ? d->rule : RULE_DOSSIER_UNKNOWN,
		    "case", "the opening act does not count");
}

static const struct value *find_act(
    const struct value *acts, const struct value *id)
{
	for (size_t i = 0; i < value_count(acts); i++)
		if (value_equal(value_get(value_at(acts, i), "id"), id))
			return value_at(acts, i);
	return NULL;
}

static void tell_act(struct bundle_check *c, const struct value *theirs,
    const struct value *ours)
{
	const char *rule = value_get_string(theirs, "rule");
	const char *node = value_get_string(theirs, "node");
	const char *now =
	    ours != NULL ? value_get_string(ours, "rule") : "not in the bundle";
	char where[BUNDLE_CHECK_WHERE_ROOM];
	int64_t position = 0;

	(void)value_get_int(theirs, "position", &position);
	if (node == NULL || !text_is_slug(bytes_text(node)))
		node = "?"; /* nobody has signed for it yet */
	(void)snprintf(
	    where, sizeof(where), "%s/0#%lld", node, (long long)position);
	bundle_check_note(c, RULE_BUNDLE, where,
	    "the maker has \"%s\" for this act, the fold \"%s\"",
	    rule != NULL ? rule : "?", now != NULL ? now : "?");
}

/* Which acts differ; nothing when the difference is elsewhere. */
static void tell_difference(struct bundle_check *c, struct bytes ours)
{
	static const struct scan_limits limits = { BUNDLE_RECORD_BYTES_MAX,
		STATE_DEPTH_MAX };
	struct arena *a = arena_new();
	struct value *mine = NULL, *theirs = NULL;

	bundle_check_note(c, RULE_BUNDLE, "case",
	    "the acts give another state than the one the maker signed");
	if (pack_decode(a, ours, &limits, &mine, NULL) == ERR_OK &&
	    pack_decode(a, c->state, &limits, &theirs, NULL) == ERR_OK) {
		const struct value *acts = value_get(theirs, "acts");

		for (size_t i = 0; i < value_count(acts); i++) {
			const struct value *act = value_at(acts, i);
			const struct value *same = find_act(
			    value_get(mine, "acts"), value_get(act, "id"));

			if (same == NULL ||
			    !value_equal(value_get(same, "rule"),
				value_get(act, "rule")))
				tell_act(c, act, same);
		}
	}
	arena_free(a);
}

static void compare_state(struct bundle_check *c)
{
	struct buf state = { 0 };

	dossier_encode(c->dossier, &state);
	if (!bytes_equal(buf_bytes(&state), c->state))
		tell_difference(c, buf_bytes(&state));
	buf_fini(&state);
}

/* ---- files that applied acts name ---- */

static bool has_object(const struct bundle_check *c, const struct digest *root)
{
	for (size_t i = 0; i < c->file_count; i++)
		if (digest_equal(&c->files[i].object, root))
			return true;
	return false;
}

static void list_files(struct bundle_check *c)
{
	const struct dossier *d = c->dossier;
	size_t room = 1;

	for (size_t i = 0; i < d->count; i++)
		room += d->entries[i].act->vault_count;
	c->files = arena_take_array(c->arena, room, sizeof(*c->files));
	for (size_t i = 0; i < d->count; i++) {
		const struct act *act = d->entries[i].act;

		if (d->outcomes[i].order == 0)
			continue;
		for (size_t k = 0; k < act->vault_count; k++) {
			const struct act_vault *v = &act->vault[k];

			if (wrap_id_claims(v->id) || has_object(c, &v->root))
				continue;
			c->files[c->file_count++] = (struct bundle_check_file){
				.id = v->id,
				.object = v->root,
				.act = act->id,
				.bytes = v->bytes,
			};
		}
	}
}

/* The last acceptance that counts, or the count of entries. */
static size_t find_acceptance(const struct dossier *d)
{
	for (size_t i = d->count; i-- > 0;)
		if (d->outcomes[i].order > 0 &&
		    strncmp(d->entries[i].act->kind, "case.accept",
			strlen("case.accept")) == 0)
			return i;
	return d->count;
}

/* What the verdicts rest on: the facts of the acceptance, and the form that was
 * the newest then; one that came afterwards clears nothing. */
static void find_inputs(struct bundle_check *c)
{
	const struct dossier *d = c->dossier;
	size_t at = find_acceptance(d);
	const struct act_vault *facts;
	uint32_t best_form = 0;

	if (at == d->count)
		return;
	facts = act_vault_find(d->entries[at].act, "facts");
	if (facts != NULL)
		c->facts = facts->root;
	for (size_t i = 0; i < d->count; i++) {
		const struct act_vault *form =
		    act_vault_find(d->entries[i].act, "form");
		uint32_t order = d->outcomes[i].order;

		if (form == NULL || order <= best_form ||
		    order > d->outcomes[at].order)
			continue;
		best_form = order;
		c->form = form->root;
	}
}

/* ---- the warrant ---- */

static bool is_on_record(const struct bundle_check *c, const char *id)
{
	for (size_t i = 0; i < c->dossier->opening_count; i++) {
		const struct dossier_opening *o = &c->dossier->openings[i];

		if (o->has_warrant &&
		    digest_equal(&o->warrant, &c->about.warrant) &&
		    strcmp(o->place.node, c->about.node) == 0 &&
		    dossier_opening_names(o, id))
			return true;
	}
	return false;
}

/* Why an opening of the maker's does not count, if there is one. */
static const char *refused_opening(const struct bundle_check *c)
{
	const struct dossier *d = c->dossier;

	for (size_t i = d->count; i-- > 0;)
		if (d->outcomes[i].rule != RULE_NONE &&
		    strcmp(d->entries[i].act->kind, "case.open") == 0 &&
		    strcmp(d->entries[i].place.node, c->about.node) == 0 &&
		    d->outcomes[i].detail != NULL)
			return d->outcomes[i].detail;
	return "no such opening";
}

static void check_openings(struct bundle_check *c)
{
	char where[BUNDLE_CHECK_WHERE_ROOM];

	for (size_t i = 0; i < c->file_count; i++) {
		const char *id = c->files[i].id;

		if (c->files[i].absent || is_on_record(c, id))
			continue;
		(void)snprintf(where, sizeof(where), "file %s", id);
		bundle_check_note(c, RULE_WARRANT, where,
		    "no opening of it under the warrant by %s counts: %s",
		    c->about.node, refused_opening(c));
	}
}

static void check_warrant(struct bundle_check *c)
{
	const struct warrant *w = bundle_check_warrant(c);

	if (w == NULL) {
		bundle_check_note(c, RULE_WARRANT, "warrant",
		    "no such warrant counts, as far as the bundle shows");
		return;
	}
	if (!digest_equal(&w->dossier, &c->about.dossier))
		bundle_check_note(c, RULE_WARRANT, "warrant",
		    "the warrant is for another case");
	if (c->auditor != NULL &&
	    !bytes_equal(seal_public_bytes(&c->auditor->public),
		seal_public_bytes(&w->sealing)))
		bundle_check_note(c, RULE_WARRANT, "warrant",
		    "the warrant names another sealing key than this one");
}

void bundle_check_case_fold(struct bundle_check *c)
{
	c->dossier = dossier_fold(
	    c->arena, c->ledger, &c->about.dossier, c->entries, c->entry_count);
	tell_waiting(c);
	compare_state(c);
	check_warrant(c);
	list_files(c);
	find_inputs(c);
}

void bundle_check_case_seal(
    struct bundle_check *c, const struct bundle_record *r)
{
	struct digest sum = digest_end(&c->sum), id;
	struct sign_public key;

	check_openings(c);
	if (ledger_member(c->ledger, c->about.node) == NULL) {
		bundle_check_note(c, RULE_LOG_UNKNOWN, "seal",
		    "its maker, %s, is not admitted", c->about.node);
		return;
	}
	key = ledger_log_key(c->ledger, c->about.node, 0, UINT64_MAX);
	id = sign_key_id(&key);
	if (!digest_equal(&id, &r->key) ||
	    !sshsig_check(
		&key, BUNDLE_NAMESPACE, digest_bytes(&sum), &r->signature))
		bundle_check_note(c, RULE_SIGNATURE, "seal",
		    "what stands before the files is not what %s signed",
		    c->about.node);
}
