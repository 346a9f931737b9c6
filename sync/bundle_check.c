#include "sync/bundle_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "sync/bundle_check_fields.h"

/* ---- findings ---- */

__attribute__((format(printf, 4, 0))) static void put(struct bundle_check *c,
    enum rule rule, const char *where, const char *format, va_list list)
{
	struct bundle_check_finding *f;
	struct why why = { 0 };
	char text[WHY_TEXT_BYTES_MAX];

	if (c->finding_count++ >= BUNDLE_CHECK_FINDINGS_MAX)
		return;
	f = &c->findings[c->finding_count - 1];
	f->rule = rule;
	(void)snprintf(f->where, sizeof(f->where), "%s", where);
	text_keep_one_line(f->where);
	(void)vsnprintf(text, sizeof(text), format, list);
	(void)why_set(&why, ERR_REFUSED, "%s", text); /* cut at a character */
	(void)snprintf(f->text, sizeof(f->text), "%s", why.text);
}

void bundle_check_note(struct bundle_check *c, enum rule rule,
    const char *where, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	put(c, rule, where, format, list);
	va_end(list);
}

void bundle_check_stop(
    struct bundle_check *c, const char *where, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	put(c, RULE_BUNDLE, where, format, list);
	va_end(list);
	c->over = true;
}

void bundle_check_broken(struct bundle_check *c, const char *text)
{
	if (!c->over)
		bundle_check_stop(c, "file", "%s", text);
}

/* ---- the order of the records ---- */

/* Which kind may follow which. */
static bool may_follow(const struct bundle_check *c, enum bundle_kind kind)
{
	switch (kind) {
	case BUNDLE_GENESIS:
		return !c->began;
	case BUNDLE_CASE:
		return c->began && c->last == BUNDLE_GENESIS;
	case BUNDLE_LOG:
		return c->last == BUNDLE_CASE || c->last == BUNDLE_LOG ||
		       c->last == BUNDLE_BATCH || c->last == BUNDLE_ACT;
	case BUNDLE_BATCH:
		return c->last == BUNDLE_LOG || c->last == BUNDLE_BATCH ||
		       c->last == BUNDLE_ACT;
	case BUNDLE_ACT:
		return c->last == BUNDLE_BATCH || c->last == BUNDLE_ACT;
	case BUNDLE_KEY:
	case BUNDLE_ABSENT:
	case BUNDLE_SEAL:
		return c->last >= BUNDLE_LOG && c->last <= kind && !c->sealed;
	case BUNDLE_CHUNK:
		return c->sealed;
	case BUNDLE_KIND_COUNT:
		break;
	}
	return false;
}

static void take_genesis(struct bundle_check *c, const struct bundle_record *r)
{
	struct why why = { 0 };
	enum rule rule = genesis_decode(r->bytes, &c->genesis, &why);

	if (rule != RULE_NONE || r->version != 1) {
		bundle_check_stop(c, "genesis", "no genesis object: %s",
		    rule != RULE_NONE ? why.text : "of a later version");
		return;
	}
	if (!digest_equal(&c->genesis.network, &c->network)) {
		bundle_check_note(c, RULE_GENESIS, "genesis",
		    "the bundle is of another network");
		c->over = true;
		return;
	}
	c->history = bundle_check_log_history(c);
	c->ledger = ledger_new(&c->genesis, &c->history);
}

static void take_case(struct bundle_check *c, const struct bundle_record *r)
{
	c->about = *r;
	c->state = arena_copy(c->arena, r->state);
	c->about.state = c->state;
}

/* After the last log. */
static void end_logs(struct bundle_check *c, enum bundle_kind next)
{
	if (next <= BUNDLE_ACT || c->last > BUNDLE_ACT)
		return;
	bundle_check_log_end(c);
	bundle_check_case_fold(c);
}

static void take(struct bundle_check *c, const struct bundle_record *r)
{
	switch (r->kind) {
	case BUNDLE_GENESIS:
		take_genesis(c, r);
		return;
	case BUNDLE_CASE:
		take_case(c, r);
		return;
	case BUNDLE_LOG:
		bundle_check_log_begin(c, r);
		return;
	case BUNDLE_BATCH:
		bundle_check_log_batch(c, r);
		return;
	case BUNDLE_ACT:
		bundle_check_log_act(c, r);
		return;
	case BUNDLE_KEY:
		bundle_check_file_key(c, r);
		return;
	case BUNDLE_ABSENT:
		bundle_check_file_absent(c, r);
		return;
	case BUNDLE_SEAL:
		bundle_check_case_seal(c, r);
		c->sealed = true;
		return;
	case BUNDLE_CHUNK:
		bundle_check_file_chunk(c, r);
		return;
	case BUNDLE_KIND_COUNT:
		break;
	}
	must(false);
}

/* What the seal is over. */
static void add_to_sum(struct bundle_check *c, struct bytes record)
{
	struct buf length = { 0 };

	buf_put_u32(&length, (uint32_t)record.n);
	digest_add(&c->sum, buf_bytes(&length));
	digest_add(&c->sum, record);
	buf_fini(&length);
}

void bundle_check_feed(struct bundle_check *c, struct bytes record)
{
	struct bundle_record *r;
	struct why why = { 0 };

	if (c->over)
		return;
	arena_free(c->scratch);
	c->scratch = arena_new();
	r = arena_take(c->scratch, sizeof(*r));
	if (bundle_parse(c->scratch, record, r, &why) != RULE_NONE) {
		bundle_check_stop(c, "record", "%s", why.text);
		return;
	}
	if (!may_follow(c, r->kind)) {
		bundle_check_stop(c, bundle_kind_word(r->kind),
		    "a record \"%s\" out of its place",
		    bundle_kind_word(r->kind));
		return;
	}
	if (r->kind != BUNDLE_CHUNK)
		c->head_bytes += record.n;
	if (c->head_bytes > BUNDLE_HEAD_BYTES_MAX) {
		bundle_check_stop(c, "file", "larger than allowed");
		return;
	}
	end_logs(c, r->kind);
	take(c, r);
	if (!c->sealed)
		add_to_sum(c, record);
	c->began = true;
	c->last = r->kind;
}

void bundle_check_end(struct bundle_check *c)
{
	if (c->over)
		return;
	if (!c->sealed) {
		bundle_check_stop(c, "file", "it ends before the maker's seal");
		return;
	}
	bundle_check_file_end(c);
}

/* ---- life ---- */

struct bundle_check *bundle_check_new(const struct digest *network,
    const struct seal_pair *auditor, const struct bundle_check_sink *sink)
{
	struct bundle_check *c = mem_new(sizeof(*c));

	c->network = *network;
	c->auditor = auditor;
	c->form_text.kind = BUF_WIPED;
	c->facts_text.kind = BUF_WIPED;
	c->sink = sink;
	c->arena = arena_new_wiped();
	c->scratch = arena_new();
	c->keys = secret_new(BUNDLE_GENERATIONS_MAX * sizeof(*c->keys));
	c->findings =
	    mem_new_array(BUNDLE_CHECK_FINDINGS_MAX, sizeof(*c->findings));
	digest_begin(&c->sum);
	digest_add(&c->sum, bytes_text(BUNDLE_MAGIC));
	return c;
}

void bundle_check_free(struct bundle_check *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->log_count; i++)
		mem_free(c->logs[i].batches);
	mem_free(c->logs);
	mem_free(c->entries);
	mem_free(c->citing);
	mem_free(c->findings);
	buf_fini(&c->form_text);
	buf_fini(&c->facts_text);
	secret_free(c->keys);
	ledger_free(c->ledger);
	arena_free(c->scratch);
	arena_free(c->arena);
	mem_free(c);
}

/* ---- what was checked ---- */

size_t bundle_check_finding_count(const struct bundle_check *c)
{
	return c->finding_count;
}

size_t bundle_check_findings_kept(const struct bundle_check *c)
{
	return c->finding_count < BUNDLE_CHECK_FINDINGS_MAX
		   ? c->finding_count
		   : BUNDLE_CHECK_FINDINGS_MAX;
}

const struct bundle_check_finding *bundle_check_finding_at(
    const struct bundle_check *c, size_t i)
{
	must(i < bundle_check_findings_kept(c));
	return &c->findings[i];
}

const struct ledger *bundle_check_ledger(const struct bundle_check *c)
{
	return c->ledger;
}

const struct dossier *bundle_check_dossier(const struct bundle_check *c)
{
	return c->dossier;
}

const struct warrant *bundle_check_warrant(const struct bundle_check *c)
{
	return c->ledger != NULL ? ledger_warrant(c->ledger, &c->about.warrant)
				 : NULL;
}

const char *bundle_check_maker(const struct bundle_check *c)
{
	return c->about.node;
}

size_t bundle_check_file_count(const struct bundle_check *c)
{
	return c->file_count;
}

const struct bundle_check_file *bundle_check_file_at(
    const struct bundle_check *c, size_t i)
{
	must(i < c->file_count);
	return &c->files[i];
}

struct bundle_check_sums bundle_check_sums(const struct bundle_check *c)
{
	return c->sums;
}
