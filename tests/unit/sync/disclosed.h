/*
 * disclosed - a case with real sealed files, a warrant for it, and the
 * disclosure bundle that hanbin makes of it; for tests.
 *
 * gaoxin received it for hanbin, handed it over, hanbin accepted.
 */
#ifndef TESTS_UNIT_SYNC_DISCLOSED_H
#define TESTS_UNIT_SYNC_DISCLOSED_H

#include "sync/bundle.h"
#include "sync/bundle_check.h"
#include "sync/bundle_make.h"
#include "sync/bundle_pick.h"
#include "sync/store.h"
#include "sync/vault.h"
#include "tests/suite/suite_used.h"
#include "tests/unit/node/logs.h"
#include "tests/unit/schema/control.h"

#define DISCLOSED_FILES_MAX   8
#define DISCLOSED_RECORDS_MAX 256

#define DISCLOSED_FORM                                                \
	"{\"consent\":true,\"employer_uscc\":\"91350100M000100Y43\"," \
	"\"expiry\":\"2027-01-09\",\"licence_no\":\"201961000001\","  \
	"\"rid\":\"610902199001010021\"}"
#define DISCLOSED_FACTS                                                     \
	"{\"days_to_expiry\":47,\"health_age_days\":20,\"health_ok\":true," \
	"\"suspended\":false}"

struct disclosed_file {
	struct digest name;
	struct buf sealed; /* owned */
	size_t plain;
};

struct disclosed {
	struct logs logs;
	struct seal_pair auditor;
	struct secret secret;
	struct vault_key key;
	struct digest warrant;
	size_t file_count;
	struct disclosed_file files[DISCLOSED_FILES_MAX];
	struct store *store;
	size_t count;                                /* records of the bundle */
	struct bytes records[DISCLOSED_RECORDS_MAX]; /* in the stage's arena */
};

/* Knobs, for what must be refused. */
struct disclosed_options {
	bool other_case;  /* the warrant names another */
	int64_t valid;    /* seconds from its issue on; 0: an hour */
	int64_t wait;     /* seconds between warrant and opening */
	bool unopened;    /* no opening is signed */
	bool rotated;     /* log keys, before the case and before the opening */
	bool proactive;   /* then the applicant's consent is a criterion */
	const char *form; /* NULL: one with consent */
	const char
	    *later_form;   /* handed in behind the acceptance; NULL: none */
	const char *facts; /* NULL: those that fit the verdicts */
};

/* Give the entry @id of a draft real sealed bytes. */
static inline void disclosed_seal(
    struct disclosed *x, struct act *act, const char *id, const char *plain)
{
	struct disclosed_file *f = &x->files[x->file_count++];

	assert_int_equal(
	    vault_seal(&f->sealed, &f->name, &x->key, bytes_text(plain),
		&x->logs.stage.w->random.random),
	    ERR_OK);
	f->plain = strlen(plain);
	for (size_t i = 0; i < act->vault_count; i++) {
		struct act_vault *v =
		    (struct act_vault *)(uintptr_t)&act->vault[i];

		if (strcmp(v->id, id) == 0) {
			v->root = f->name;
			v->bytes = f->plain;
		}
	}
}

static inline void disclosed_receive(
    struct disclosed *x, const struct disclosed_options *o)
{
	struct stage *s = &x->logs.stage;
	struct act *act = world_receive(s->w, WORLD_GAOXIN, WORLD_HANBIN);

	x->key.suite = s->w->genesis.suite;
	x->key.network = s->w->genesis.network;
	memcpy(x->key.dossier.b, act->nonce, sizeof(x->key.dossier.b));
	secret_make(&x->secret, &s->w->random.random);
	x->key.key = &x->secret;
	if (o->proactive)
		world_text(s->w, act, "channel", "proactive");
	disclosed_seal(
	    x, act, "form", o->form != NULL ? o->form : DISCLOSED_FORM);
	disclosed_seal(x, act, "mat.M1", "健康体检证明");
	s->dossier = world_log(s->w, act, WORLD_CLERK)->id;
	s->custody = s->dossier;
	stage_hand_over(s, WORLD_GAOXIN, WORLD_HANBIN);
}

static inline void disclosed_accept(struct disclosed *x, const char *facts)
{
	struct stage *s = &x->logs.stage;
	struct act *act = stage_draft(s, WORLD_HANBIN, "case.accept");

	disclosed_seal(
	    x, act, "facts", facts != NULL ? facts : DISCLOSED_FACTS);
	world_id(s->w, act, "inputs", &x->files[x->file_count - 1].name);
	(void)world_log(s->w, act, WORLD_CLERK);
}

/* An act of the walk may hold any file. */
static inline void disclosed_form_later(struct disclosed *x, const char *form)
{
	struct stage *s = &x->logs.stage;
	struct act *act = stage_draft(s, WORLD_HANBIN, "case.review.start");

	world_vault(s->w, act, "form");
	disclosed_seal(x, act, "form", form);
	(void)world_log(s->w, act, WORLD_CLERK);
}

static inline void disclosed_open(
    struct disclosed *x, const struct disclosed_options *o)
{
	struct stage *s = &x->logs.stage;
	struct digest other = { { 7 } };
	struct act *act = world_draft(s->w, WORLD_ANKANG, "warrant.issue");

	world_id(s->w, act, "case", o->other_case ? &other : &s->dossier);
	world_text(s->w, act, "auditor", "审计局");
	value_set(s->w->arena, world_body(act), "key",
	    value_bin(s->w->arena, sign_public_bytes(&s->w->root.public)));
	value_set(s->w->arena, world_body(act), "sealing",
	    value_bin(s->w->arena, seal_public_bytes(&x->auditor.public)));
	world_int(
	    s->w, act, "until", s->w->now + (o->valid != 0 ? o->valid : 3600));
	world_text(s->w, act, "reason", "抽查");
	x->warrant = world_log_by(s->w, act, &s->w->root)->id;
	if (o->unopened)
		return;
	s->w->now += o->wait;
	act = world_open(
	    s->w, WORLD_HANBIN, &s->dossier, "facts,form,mat.M1", "抽查");
	world_id(s->w, act, "warrant", &x->warrant);
	world_refer(act, &x->warrant);
	(void)world_log_by(s->w, act, &s->w->nodes[WORLD_HANBIN].log);
}

/* ---- the store and the source ---- */

static inline void disclosed_store(struct disclosed *x)
{
	const struct world *w = x->logs.stage.w;

	x->store = store_mem_new();
	for (int n = 0; n < WORLD_NODES; n++) {
		const struct store_log log = { w->nodes[n].id,
			&w->genesis.network, &w->nodes[n].member.log };

		assert_int_equal(
		    store_open(x->store, &log, NULL, NULL, NULL), ERR_OK);
		assert_int_equal(
		    store_put(x->store, w->nodes[n].id, x->logs.batches[n],
			x->logs.count[n], NULL),
		    ERR_OK);
	}
}

static inline uint64_t disclosed_size(void *arg, const char *node)
{
	const struct disclosed *x = arg;
	const struct world *w = x->logs.stage.w;

	return w->nodes[world_index(w, node)].count;
}

static inline size_t disclosed_control(
    void *arg, struct arena *a, const char *node, struct dossier_entry **out)
{
	const struct disclosed *x = arg;
	const struct world *w = x->logs.stage.w;
	const struct world_node *n = &w->nodes[world_index(w, node)];
	size_t count = 0;

	*out = arena_take_array(a, n->count + 1, sizeof(**out));
	for (size_t i = 0; i < n->count; i++)
		if (!act_is_case(n->entries[i].act))
			(*out)[count++] = (struct dossier_entry){
				{ n->id, 0, i, n->entries[i].time },
				n->entries[i].act
			};
	return count;
}

static inline bool disclosed_citing(void *arg, struct arena *a,
    const char *node, uint64_t position, const char *cited,
    struct dossier_entry *out)
{
	(void)arg;
	(void)a;
	(void)node;
	(void)position;
	(void)cited;
	(void)out;
	return false;
}

/* ---- the bundle ---- */

static inline void disclosed_split(struct disclosed *x, const struct buf *whole)
{
	struct bytes left = buf_bytes(whole);

	assert_memory_equal(left.p, BUNDLE_MAGIC, BUNDLE_MAGIC_BYTES);
	left =
	    bytes_part(left, BUNDLE_MAGIC_BYTES, left.n - BUNDLE_MAGIC_BYTES);
	while (left.n > 0) {
		size_t n = (size_t)left.p[0] << 24 | (size_t)left.p[1] << 16 |
			   (size_t)left.p[2] << 8 | left.p[3];

		assert_true(x->count < DISCLOSED_RECORDS_MAX);
		x->records[x->count++] =
		    arena_copy(x->logs.stage.arena, bytes_part(left, 4, n));
		left = bytes_part(left, 4 + n, left.n - 4 - n);
	}
}

static inline void disclosed_make(struct disclosed *x)
{
	struct stage *s = &x->logs.stage;
	struct world_view *v = world_view_new(s->w);
	const struct dossier *d = stage_fold(s, v);
	const struct bundle_pick_source source = { disclosed_size,
		disclosed_control, disclosed_citing, x };
	struct buf genesis = { 0 }, state = { 0 }, wrap = { 0 }, out = { 0 };
	struct bundle_make_key key = { .generation = 0 };
	struct bundle_make m = { .dossier = s->dossier,
		.warrant = x->warrant,
		.maker = "hanbin",
		.log = &s->w->nodes[WORLD_HANBIN].log,
		.key_count = 1,
		.keys = &key };
	struct why why = { 0 };
	struct digest name;

	genesis_encode(&s->w->genesis, &genesis);
	dossier_encode(d, &state);
	assert_int_equal(vault_wrap(&wrap, &name, &x->key, &x->auditor.public,
			     &s->w->random.random),
	    ERR_OK);
	key.wrap = buf_bytes(&wrap);
	m.genesis = buf_bytes(&genesis);
	m.state = buf_bytes(&state);
	m.pick = bundle_pick_run(
	    s->arena, v->ledger, d, &x->warrant, "hanbin", &source);
	if (bundle_make_head(&out, x->store, &m, &why) != ERR_OK)
		fail_msg("%s", why.text);
	for (size_t i = 0; i < x->file_count; i++)
		bundle_make_chunk(&out, &x->files[i].name, 0, 1,
		    buf_bytes(&x->files[i].sealed));
	disclosed_split(x, &out);
	buf_fini(&genesis);
	buf_fini(&state);
	buf_fini(&wrap);
	buf_fini(&out);
	world_view_free(v);
}

static inline struct disclosed *disclosed_new(
    const struct disclosed_options *options)
{
	struct disclosed *x = mem_new(sizeof(*x));

	stage_init(&x->logs.stage);
	seal_pair_make(
	    &x->auditor, suite_used(), &x->logs.stage.w->random.random);
	if (options->rotated)
		control_rotate_log(&x->logs.stage, WORLD_GAOXIN);
	disclosed_receive(x, options);
	disclosed_accept(x, options->facts);
	if (options->later_form != NULL)
		disclosed_form_later(x, options->later_form);
	if (options->rotated)
		control_rotate_log(&x->logs.stage, WORLD_HANBIN);
	disclosed_open(x, options);
	logs_build(&x->logs);
	disclosed_store(x);
	disclosed_make(x);
	return x;
}

static inline void disclosed_free(struct disclosed *x)
{
	for (size_t i = 0; i < x->file_count; i++)
		buf_fini(&x->files[i].sealed);
	store_free(x->store);
	logs_fini(&x->logs);
	mem_free(x);
}

#endif
