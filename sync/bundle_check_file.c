/*
 * Files of a bundle: the case's keys out of their wraps, chunks against names,
 * plain bytes out of chunks, and the verdicts once more.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "schema/act.h"
#include "schema/criteria.h"
#include "schema/json.h"
#include "schema/standard.h"
#include "schema/value.h"
#include "schema/verdict.h"
#include "sync/bundle_check_fields.h"
#include "sync/vault.h"

#define KEPT_BYTES_MAX  (1u << 20) /* of form and facts */
#define INPUT_DEPTH_MAX 24

static void where_of(
    char out[static BUNDLE_CHECK_WHERE_ROOM], const struct bundle_check_file *f)
{
	(void)snprintf(out, BUNDLE_CHECK_WHERE_ROOM, "file %s", f->id);
}

static void note_file(struct bundle_check *c, const struct bundle_check_file *f,
    enum rule rule, const char *text)
{
	char where[BUNDLE_CHECK_WHERE_ROOM];

	where_of(where, f);
	bundle_check_note(c, rule, where, "%s", text);
}

/* The seal id: the nonce of the opening act. */
static bool seal_id(const struct bundle_check *c, struct chunk_dossier *out)
{
	for (size_t i = 0; i < c->entry_count; i++) {
		const struct act *act = c->entries[i].act;

		if (digest_equal(&act->id, &c->about.dossier)) {
			memcpy(out->b, act->nonce, sizeof(out->b));
			return true;
		}
	}
	return false;
}

/* ---- keys ---- */

void bundle_check_file_key(
    struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_key *key = &c->keys[c->key_count];
	struct chunk_dossier dossier;
	char where[BUNDLE_CHECK_WHERE_ROOM];

	if (c->auditor == NULL)
		return;
	(void)snprintf(where, sizeof(where), "key of generation %llu",
	    (unsigned long long)r->generation);
	if (c->key_count == BUNDLE_GENERATIONS_MAX ||
	    r->generation > UINT32_MAX) {
		bundle_check_stop(c, where, "more keys than a case has");
		return;
	}
	if (!seal_id(c, &dossier) ||
	    vault_unwrap(&key->secret, &dossier, (uint32_t)r->generation,
		c->auditor, r->bytes, NULL) != ERR_OK) {
		bundle_check_note(c, RULE_BUNDLE, where,
		    "it is not sealed for this auditor, or is the key of "
		    "another case or generation");
		return;
	}
	key->generation = (uint32_t)r->generation;
	c->key_count++;
}

/* ---- what there is to come ---- */

static struct bundle_check_file *find_file(
    struct bundle_check *c, const struct digest *object)
{
	for (size_t i = 0; i < c->file_count; i++)
		if (digest_equal(&c->files[i].object, object))
			return &c->files[i];
	return NULL;
}

static void stop_stranger(struct bundle_check *c, const struct digest *object)
{
	char hex[DIGEST_HEX_ROOM];

	digest_hex(hex, object);
	bundle_check_note(
	    c, RULE_BUNDLE, hex, "an object that no act of the case names");
}

void bundle_check_file_absent(
    struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_file *f = find_file(c, &r->object);

	if (f == NULL)
		stop_stranger(c, &r->object);
	else
		f->absent = true;
}

/* ---- chunks ---- */

static struct buf *keep_of(
    struct bundle_check *c, const struct bundle_check_file *f)
{
	if (digest_equal(&f->object, &c->form))
		return &c->form_text;
	if (digest_equal(&f->object, &c->facts))
		return &c->facts_text;
	return NULL;
}

static bool is_first(struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_file *f = find_file(c, &r->object);

	if (f == NULL) {
		stop_stranger(c, &r->object);
		return false;
	}
	if (f->whole || f->absent || r->index != 0) {
		note_file(c, f, RULE_BUNDLE,
		    f->whole || f->absent
			? "its chunks come twice, or though they are absent"
			: "its chunks are out of order");
		return false;
	}
	return true;
}

static void begin(struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_stream *s = &c->stream;

	*s = (struct bundle_check_stream){ .file = find_file(c, &r->object),
		.total = r->total,
		.key = -1,
		.good = true };
	merkle_init(&s->tree);
	s->keep = keep_of(c, s->file);
	if (s->keep != NULL)
		buf_clear(s->keep);
	if (r->total != vault_chunks(s->file->bytes)) {
		note_file(c, s->file, RULE_BUNDLE,
		    "the act says another number of bytes");
		s->good = false;
	}
	if (chunk_claimed_object(&s->object, r->bytes) != ERR_OK)
		s->good = false;
}

static bool open_with(struct bundle_check *c, const struct bundle_record *r,
    size_t key, struct buf *plain)
{
	struct chunk_place place = { .suite = c->genesis.suite,
		.network = c->network,
		.object = c->stream.object,
		.index = r->index,
		.end = r->index + 1 == r->total ? CHUNK_LAST : CHUNK_MORE };

	return seal_id(c, &place.dossier) &&
	       chunk_open(plain, &c->keys[key].secret, &place, r->bytes,
		   NULL) == ERR_OK;
}

/* The first chunk tells which generation it is; the newest is tried first. */
static bool open_chunk(
    struct bundle_check *c, const struct bundle_record *r, struct buf *plain)
{
	struct bundle_check_stream *s = &c->stream;

	if (s->key >= 0)
		return open_with(c, r, (size_t)s->key, plain);
	for (size_t i = c->key_count; r->index == 0 && i-- > 0;) {
		if (open_with(c, r, i, plain)) {
			s->key = (int)i;
			return true;
		}
	}
	return false;
}

static void give_plain(struct bundle_check *c, struct bytes plain)
{
	struct bundle_check_stream *s = &c->stream;

	if (s->keep != NULL && s->keep->n + plain.n > KEPT_BYTES_MAX) {
		note_file(c, s->file, RULE_CRITERIA,
		    "it is too large for anybody to have judged it");
		buf_clear(s->keep);
		s->keep = NULL;
	}
	if (s->keep != NULL)
		buf_put(s->keep, plain);
	if (c->sink != NULL)
		c->sink->bytes(c->sink->arg, s->file, plain);
}

static void take_plain(struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_stream *s = &c->stream;
	struct buf plain = { .kind = BUF_WIPED };

	if (c->auditor == NULL || !s->good)
		return;
	if (open_chunk(c, r, &plain)) {
		give_plain(c, buf_bytes(&plain));
	} else {
		char text[96];

		(void)snprintf(text, sizeof(text),
		    "chunk %llu opens with none of the keys given",
		    (unsigned long long)r->index);
		note_file(c, s->file, RULE_VAULT_ROOT, text);
		s->good = false;
	}
	buf_fini(&plain);
}

static void finish(struct bundle_check *c)
{
	struct bundle_check_stream *s = &c->stream;
	struct bundle_check_file *f = s->file;
	struct digest name = merkle_root(&s->tree);

	f->whole = digest_equal(&name, &f->object);
	f->opened = f->whole && s->good && c->auditor != NULL;
	if (!f->whole)
		note_file(c, f, RULE_VAULT_ROOT,
		    "its chunks do not hash to the name in the act");
	if (!f->opened && s->keep != NULL)
		buf_clear(s->keep);
	if (c->sink != NULL && c->auditor != NULL)
		c->sink->end(c->sink->arg, f, f->opened);
	s->file = NULL;
}

static void tell_cut(struct bundle_check *c)
{
	struct bundle_check_file *f = c->stream.file;

	if (f == NULL)
		return;
	note_file(c, f, RULE_BUNDLE, "its last chunks are missing");
	f->absent = true; /* told once */
	if (c->sink != NULL && c->auditor != NULL)
		c->sink->end(c->sink->arg, f, false);
	c->stream.file = NULL;
}

void bundle_check_file_chunk(
    struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_stream *s = &c->stream;
	struct digest leaf = digest_leaf(r->bytes);

	c->sums.chunks++;
	if (s->file != NULL && !digest_equal(&s->file->object, &r->object))
		tell_cut(c);
	if (s->file == NULL) {
		if (!is_first(c, r))
			return;
		begin(c, r);
	}
	if (r->index != s->next || r->total != s->total ||
	    r->total > VAULT_CHUNKS_MAX) {
		note_file(
		    c, s->file, RULE_BUNDLE, "its chunks are out of order");
		s->good = false;
		tell_cut(c);
		return;
	}
	merkle_append(&s->tree, &leaf);
	take_plain(c, r);
	s->next++;
	if (s->next == s->total)
		finish(c);
}

/* ---- verdicts (F-97) ---- */

static const struct act *acceptance(const struct dossier *d)
{
	for (size_t i = d->count; i-- > 0;)
		if (d->outcomes[i].order > 0 &&
		    strncmp(d->entries[i].act->kind, "case.accept",
			strlen("case.accept")) == 0)
			return d->entries[i].act;
	return NULL;
}

static struct value *read_json(
    struct bundle_check *c, const struct buf *text, const char *where)
{
	static const struct json_limits limits = { KEPT_BYTES_MAX,
		INPUT_DEPTH_MAX };
	struct value *tree = NULL;
	struct why why = { 0 };

	if (text->n == 0)
		return NULL;
	if (json_parse(c->arena, buf_bytes(text), &limits, &tree, &why) !=
	    ERR_OK) {
		bundle_check_note(
		    c, RULE_CRITERIA, where, "it is no JSON: %s", why.text);
		return NULL;
	}
	return tree;
}

static void judge_one(struct bundle_check *c, size_t i,
    const struct value *verdicts, const struct value *data)
{
	const struct standard *s = c->dossier->standard;
	const char *code = s->criteria[i].code;
	struct verdict_result r = criteria_judge(s, i, data);
	char where[BUNDLE_CHECK_WHERE_ROOM];

	if (value_is_text(value_get(verdicts, code), verdict_text(r.verdict)))
		return;
	(void)snprintf(where, sizeof(where), "criterion %s", code);
	bundle_check_note(c, RULE_CRITERIA, where,
	    "the act says \"%s\", form and facts give \"%s\"%s%s",
	    value_get_string(verdicts, code) != NULL
		? value_get_string(verdicts, code)
		: "",
	    verdict_text(r.verdict), r.absent[0] != '\0' ? ": " : "", r.absent);
}

static void judge_again(struct bundle_check *c)
{
	const struct act *act = acceptance(c->dossier);
	const struct standard *s = c->dossier->standard;
	struct value *form, *facts, *data;

	if (act == NULL || s == NULL || !c->dossier->open)
		return;
	form = read_json(c, &c->form_text, "file form");
	facts = read_json(c, &c->facts_text, "file facts");
	if (form == NULL || facts == NULL)
		return;
	data = criteria_data(c->arena, c->dossier, act, form, facts);
	for (size_t i = 0; i < s->criterion_count; i++)
		judge_one(c, i, value_get(act->body, "verdicts"), data);
}

void bundle_check_file_end(struct bundle_check *c)
{
	tell_cut(c);
	for (size_t i = 0; i < c->file_count; i++) {
		const struct bundle_check_file *f = &c->files[i];

		if (!f->whole && !f->absent)
			note_file(c, f, RULE_BUNDLE,
			    "it is missing, and not said to be absent");
	}
	judge_again(c);
}
