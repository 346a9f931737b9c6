/*
 * Logs of a bundle.  Everything of one log is shown in one tree: its record
 * says size and root, each batch proves to be a beginning of it, each act to be
 * in it; the last batch shown is the one that ends at that size, so the log key
 * has signed the whole.  A batch's commit is signed as well, and its summary
 * line says where the batch begins: so nobody can pass off a later time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/why.h"
#include "keys/sshsig.h"
#include "schema/act.h"
#include "schema/checkpoint.h"
#include "schema/rotation.h"
#include "sync/bundle_check_fields.h"
#include "sync/gitobj.h"

#define WHERE_ROOM BUNDLE_CHECK_WHERE_ROOM

static struct bundle_check_log *open_log(struct bundle_check *c)
{
	return &c->logs[c->log_count - 1];
}

static const char *authority(const struct bundle_check *c)
{
	return c->genesis.authority.node;
}

/* Room for one more; doubles at powers of two. */
static void *grow(void *items, size_t count, size_t size)
{
	if (count == 0)
		return mem_new(size);
	if ((count & (count - 1)) != 0)
		return items;
	return mem_resize(items, 2 * count * size);
}

/* ---- a log ---- */

static bool is_next_log(const struct bundle_check *c, const char *node)
{
	if (c->log_count == 0)
		return strcmp(node, authority(c)) == 0;
	if (strcmp(node, authority(c)) == 0)
		return false;
	return c->log_count == 1 ||
	       strcmp(c->logs[c->log_count - 1].node, node) < 0;
}

void bundle_check_log_end(struct bundle_check *c)
{
	struct bundle_check_log *log;

	if (c->log_count == 0)
		return;
	log = open_log(c);
	if (log->good && log->size > 0 &&
	    (log->batch_count == 0 ||
		log->batches[log->batch_count - 1].end != log->size))
		bundle_check_note(c, RULE_BUNDLE, log->node,
		    "no signed checkpoint of its size %" PRIu64, log->size);
	log->open = false;
}

void bundle_check_log_begin(
    struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_log *log;

	bundle_check_log_end(c);
	if (!is_next_log(c, r->node) || c->log_count == BUNDLE_LOGS_MAX) {
		bundle_check_stop(c, r->node, "a log out of its place");
		return;
	}
	c->logs = grow(c->logs, c->log_count, sizeof(*c->logs));
	log = &c->logs[c->log_count++];
	*log = (struct bundle_check_log){ .size = r->size, .root = r->root };
	memcpy(log->node, r->node, sizeof(log->node));
	log->good = ledger_member(c->ledger, log->node) != NULL;
	if (!log->good)
		bundle_check_note(c, RULE_LOG_UNKNOWN, log->node,
		    "no admission of this node is in the bundle");
	else if (r->epoch != 0)
		bundle_check_note(
		    c, RULE_EPOCH, log->node, "an epoch beyond the first");
	log->good = log->good && r->epoch == 0;
	c->sums.logs++;
}

/* ---- a batch ---- */

/* A decimal number before @end, which is taken, too; false when it is none. */
static bool take_number(struct bytes *text, const char *end, uint64_t *out)
{
	size_t n = 0, m = strlen(end);

	while (n < text->n && text->p[n] >= '0' && text->p[n] <= '9')
		n++;
	if (text->n - n < m || memcmp(text->p + n, end, m) != 0 ||
	    text_decimal(out, bytes_part(*text, 0, n), INT64_MAX) != ERR_OK)
		return false;
	*text = bytes_part(*text, n + m, text->n - n - m);
	return true;
}

static bool take_word(struct bytes *text, const char *word)
{
	size_t n = strlen(word);

	if (text->n < n || memcmp(text->p, word, n) != 0)
		return false;
	*text = bytes_part(*text, n, text->n - n);
	return true;
}

/* F-32: "act 12: kind" or "acts 12..14: kinds". */
static bool read_first(struct bytes summary, uint64_t size, uint64_t *first)
{
	uint64_t last;

	if (take_word(&summary, "act "))
		return take_number(&summary, ": ", first) && *first + 1 == size;
	return take_word(&summary, "acts ") &&
	       take_number(&summary, "..", first) &&
	       take_number(&summary, ": ", &last) && *first < last &&
	       last + 1 == size;
}

static bool is_signed(
    const struct gitobj_commit *commit, const struct sign_public *key)
{
	struct buf message = { 0 };
	bool good;

	gitobj_commit_unsigned(&message, commit);
	good = sign_public_equal(&commit->key, key) &&
	       sshsig_check(key, SSHSIG_NAMESPACE_GIT, buf_bytes(&message),
		   &commit->signature);
	buf_fini(&message);
	return good;
}

/* The commit by itself, as in F-32 to F-36: by whom, of what size and time. */
static enum rule read_batch(struct bundle_check *c,
    const struct bundle_check_log *log, struct bytes raw,
    struct bundle_check_batch *out, struct why *why)
{
	struct gitobj_commit commit;
	struct checkpoint head;
	struct sign_public key;
	enum rule rule = gitobj_commit_parse(raw, &commit, why);

	if (rule == RULE_NONE)
		rule =
		    checkpoint_read(commit.checkpoint, &c->network, &head, why);
	if (rule != RULE_NONE)
		return rule;
	if (strcmp(head.node, log->node) != 0 || head.epoch != 0 ||
	    strcmp(commit.node, log->node) != 0 ||
	    commit.seconds != head.time || head.size == 0)
		return RULE_CHECKPOINT_FORM;
	key = ledger_log_key(c->ledger, log->node, 0, head.size);
	rule =
	    checkpoint_check(commit.checkpoint, &c->network, &key, &head, why);
	if (rule != RULE_NONE)
		return rule;
	if (!is_signed(&commit, &key))
		return RULE_COMMIT_SIGNATURE;
	if (!read_first(commit.summary, head.size, &out->first))
		return RULE_COMMIT_FORM;
	out->end = head.size;
	out->root = head.root;
	out->time = head.time;
	return RULE_NONE;
}

/* The same tree as the log's, as far as it goes. */
static bool is_of_log(const struct bundle_check_log *log,
    const struct bundle_check_batch *b, const struct merkle_proof *proof)
{
	if (b->end == log->size)
		return proof->count == 0 && digest_equal(&b->root, &log->root);
	return b->end < log->size &&
	       merkle_extends(proof, b->end, &b->root, log->size, &log->root);
}

static bool follows(
    const struct bundle_check_log *log, const struct bundle_check_batch *b)
{
	const struct bundle_check_batch *last;

	if (log->batch_count == 0)
		return true;
	last = &log->batches[log->batch_count - 1];
	return b->first >= last->end && b->time >= last->time;
}

void bundle_check_log_batch(
    struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_log *log = open_log(c);
	struct bundle_check_batch b = { 0 };
	struct why why = { 0 };
	char where[WHERE_ROOM];
	enum rule rule;

	log->open = false;
	c->sums.batches++;
	if (!log->good)
		return;
	rule = read_batch(c, log, r->bytes, &b, &why);
	(void)snprintf(
	    where, sizeof(where), "%s/0 size %" PRIu64, log->node, b.end);
	if (rule == RULE_NONE && !is_of_log(log, &b, &r->proof))
		rule = RULE_CHECKPOINT_ROOT;
	if (rule == RULE_NONE && !follows(log, &b))
		rule = RULE_TIME_BACK;
	if (rule != RULE_NONE) {
		bundle_check_note(c, rule, where, "%s",
		    why.text[0] != '\0' ? why.text : rule_en(rule));
		return;
	}
	log->batches =
	    grow(log->batches, log->batch_count, sizeof(*log->batches));
	log->batches[log->batch_count++] = b;
	log->next = b.first;
	log->open = true;
}

/* ---- an act ---- */

static bool is_of_case(const struct bundle_check *c, const struct act *act)
{
	const struct digest *dossier = act_dossier(act);

	return dossier != NULL && digest_equal(dossier, &c->about.dossier);
}

/* Acts of this case are folded; those of its bundle and of that one's members
 * where they are cited (F-211); one of another is there for what it cites. */
static void add_entry(
    struct bundle_check *c, const struct place *place, const struct act *act)
{
	const struct dossier_entry e = { *place, act };

	if (is_of_case(c, act)) {
		c->entries =
		    grow(c->entries, c->entry_count, sizeof(*c->entries));
		c->entries[c->entry_count++] = e;
	} else if (act_is_case(act)) {
		c->citing = grow(c->citing, c->citing_count, sizeof(e));
		c->citing[c->citing_count++] = e;
	}
}

static enum rule read_act(struct bundle_check *c,
    const struct bundle_check_log *log, const struct bundle_record *r,
    struct act **act, struct why *why)
{
	struct digest leaf = digest_leaf(r->bytes);
	enum rule rule;

	/* Before it takes memory: a district has signed for these bytes. */
	if (r->position < log->next ||
	    r->position >= log->batches[log->batch_count - 1].end)
		return RULE_BUNDLE;
	if (!merkle_includes(
		&r->proof, r->position, log->size, &leaf, &log->root))
		return RULE_CHECKPOINT_ROOT;
	rule = act_decode(c->arena, r->bytes, act, why);
	if (rule != RULE_NONE)
		return rule;
	if (!digest_equal(&(*act)->net, &c->network))
		return RULE_ACT_NETWORK;
	return strcmp((*act)->node, log->node) == 0 ? RULE_NONE : RULE_ACT_LOG;
}

void bundle_check_log_act(struct bundle_check *c, const struct bundle_record *r)
{
	struct bundle_check_log *log = open_log(c);
	struct place place = { 0 };
	struct act *act = NULL;
	struct why why = { 0 };
	char where[WHERE_ROOM];
	enum rule rule;

	c->sums.acts++;
	if (!log->open)
		return; /* its batch was not proved: told already */
	(void)snprintf(
	    where, sizeof(where), "%s/0#%" PRIu64, log->node, r->position);
	rule = read_act(c, log, r, &act, &why);
	if (rule != RULE_NONE) {
		bundle_check_note(c, rule, where, "%s",
		    why.text[0] != '\0' ? why.text
		    : rule == RULE_BUNDLE
			? "the position is not in its batch, or out of order"
			: "the act is not what the log holds there");
		return;
	}
	place.node = act->node;
	place.position = r->position;
	place.time = log->batches[log->batch_count - 1].time;
	log->next = r->position + 1;
	if (rotation_is_of_log(act) &&
	    r->position + 1 != log->batches[log->batch_count - 1].end)
		bundle_check_note(c, RULE_KEY_ROTATION, where, "%s",
		    rule_en(RULE_KEY_ROTATION));
	(void)ledger_add(c->ledger, &place, act, NULL);
	add_entry(c, &place, act);
}

/* ---- what the fold asks of logs ---- */

static const struct bundle_check_log *find_log(
    const struct bundle_check *c, const char *node)
{
	for (size_t i = 0; i < c->log_count; i++)
		if (strcmp(c->logs[i].node, node) == 0)
			return &c->logs[i];
	return NULL;
}

/* A border that the bundle should show and does not: told once. */
static void tell_lacking(
    struct bundle_check *c, const char *node, uint64_t size)
{
	char where[WHERE_ROOM];
	struct digest id;

	(void)snprintf(where, sizeof(where), "%s/0 size %" PRIu64, node, size);
	id = digest_sha256(bytes_text(where));
	for (size_t i = 0; i < c->lacking_count; i++)
		if (digest_equal(&c->lacking[i], &id))
			return;
	if (c->lacking_count == sizeof(c->lacking) / sizeof(*c->lacking))
		return;
	c->lacking[c->lacking_count++] = id;
	bundle_check_note(c, RULE_BUNDLE, where,
	    "an act cites this head, and the bundle shows no batch there");
}

static enum history_answer border(void *arg, const char *node, uint64_t epoch,
    uint64_t size, struct digest *root, int64_t *time)
{
	struct bundle_check *c = arg;
	const struct bundle_check_log *log = find_log(c, node);

	if (log == NULL || epoch != 0 || size > log->size)
		return HISTORY_BEYOND;
	if (size == 0)
		return HISTORY_NO_BORDER;
	for (size_t i = 0; i < log->batch_count; i++) {
		const struct bundle_check_batch *b = &log->batches[i];

		if (b->end == size) {
			*root = b->root;
			*time = b->time;
			return HISTORY_FOUND;
		}
		if (b->first < size && size < b->end)
			return HISTORY_NO_BORDER;
	}
	tell_lacking(c, node, size);
	return HISTORY_BEYOND;
}

static uint64_t most_cited(const struct dossier_entry *entries, size_t count,
    const char *node, uint64_t position, const char *other)
{
	uint64_t most = 0;

	for (size_t i = 0; i < count; i++) {
		const struct dossier_entry *e = &entries[i];

		if (strcmp(e->place.node, node) != 0 ||
		    e->place.position >= position)
			continue;
		for (size_t k = 0; k < e->act->ref_count; k++) {
			const struct act_ref *ref = &e->act->refs[k];

			if (ref->type == ACT_REF_HEAD && ref->size > most &&
			    strcmp(ref->node, other) == 0)
				most = ref->size;
		}
	}
	return most;
}

/* By the acts that are here: an act of another case comes along only where it
 * makes a head go back. */
static uint64_t cited(void *arg, const char *node, uint64_t epoch,
    uint64_t position, const char *other)
{
	const struct bundle_check *c = arg;
	uint64_t here =
	    most_cited(c->entries, c->entry_count, node, position, other);
	uint64_t beside =
	    most_cited(c->citing, c->citing_count, node, position, other);

	(void)epoch;
	return here > beside ? here : beside;
}

static size_t entries_among(const struct dossier_entry *from, size_t count,
    const struct digest *dossier, struct dossier_entry *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct digest *of = act_dossier(from[i].act);

		if (of != NULL && digest_equal(of, dossier))
			out[n++] = from[i];
	}
	return n;
}

/* Of another case, as far as the bundle holds it. */
static size_t entries_of(void *arg, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out)
{
	const struct bundle_check *c = arg;
	size_t n;

	*out = arena_take_array(
	    a, c->entry_count + c->citing_count + 1, sizeof(**out));
	n = entries_among(c->entries, c->entry_count, dossier, *out);
	return n + entries_among(c->citing, c->citing_count, dossier, *out + n);
}

struct history bundle_check_log_history(struct bundle_check *c)
{
	return (struct history){ border, cited, c, entries_of };
}
