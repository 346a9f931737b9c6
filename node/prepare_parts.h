/*
 * prepare_parts - one preparation under way; for node/prepare*.c only.
 */
#ifndef NODE_PREPARE_PARTS_H
#define NODE_PREPARE_PARTS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/rule.h"
#include "base/text.h"
#include "base/why.h"
#include "keys/digest.h"
#include "node/given_key.h"
#include "node/prepare.h"
#include "node/problem.h"
#include "node/vault_open.h"
#include "schema/act.h"
#include "schema/person.h"
#include "schema/value.h"
#include "sync/vault_stream.h"

struct standard_faults;

#define PREPARE_ITEMS_MAX ACT_VAULT_MAX
#define PREPARE_MARKS_MAX 64
#define PREPARE_HEIRS_MAX 8 /* of one reader that get a wrap */

/* One thing to be sealed; its act_vault comes from sealing. */
struct prepare_item {
	const char *id;            /* "form", "mat.M1", "key.hanbin" */
	struct bytes plain;        /* in the arena; empty for a wrap */
	struct seal_public reader; /* of a wrap */
	uint32_t generation;       /* of a wrap */
	bool is_wrap;
	struct staging_upload *upload; /* used by us; then no .plain */
};

/* node/prepare_person.c */
struct prepare_person {
	bool wanted; /* there is a key, and somebody in the form */
	bool known;
	struct person person;
	struct given_key key;
	struct digest pseudonym;
};

struct prepare {
	struct http_request *request; /* its arena is ours too; NULL: the
	                               * node's own, for .done */
	struct digest owner;          /* of what is sealed */
	prepare_own_fn *done;
	void *done_arg;
	struct daemon *daemon;
	struct arena *arena;
	const struct value *input; /* the request's JSON */
	struct act *act;           /* grows; its fields live in the arena */
	struct value *body;
	struct dossier *dossier; /* NULL for a receive */
	const struct standard *standard;
	const char *number;           /* of a receive */
	struct prepare_person person; /* of a receive, as is the next */
	struct prepare_person credit; /* the same person's (F-239) */
	int64_t now;                  /* seconds */
	struct vault_key key;         /* files are sealed under it */
	bool begins;                  /* that key is of a new generation */
	struct secret *fresh;         /* it; owned, locked; NULL: an old one */
	struct vault_open_keys *old;  /* for wraps of older ones; likewise */
	size_t item_count;
	struct prepare_item items[PREPARE_ITEMS_MAX];
	size_t sealed_count;
	struct act_vault *sealed;   /* by items, from the store thread */
	struct vault_stream stream; /* of the upload that is being sealed */
	void (*on_sealed)(struct prepare *p);
	bool given;                /* the act was answered */
	struct problem problem;    /* why not, once something refused */
	const struct value *extra; /* of the problem */
	const char *field;   /* that is looked at: "materials.M1", or NULL */
	struct value *marks; /* each wrong field, or NULL */
	size_t mark_count;   /* of all; the first are in .marks */
	bool stopped;        /* by more than a field */
	const char *draft;   /* that a receive is of, or NULL */
	const struct value *late; /* of a reassign: what its cuts leave out */
	struct why why;
	enum err err; /* of the store thread */
};

/* Each gives true, or fills .problem and gives false.
 *
 * node/prepare_refuse.c: the first refusal is the problem.  While .field is
 * set it is the mark of that field, and others may still be looked at
 * (prepare_refuse_goes_on()): all are told at once (docs/API.md A-25).  The
 * sentence is "中文 / English". */
bool prepare_refuse(struct prepare *p, enum rule rule, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool prepare_fail(struct prepare *p, enum err e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* For those two: the sentence of what is wrong, into .why. */
void prepare_refuse_say(struct prepare *p, enum err e, const char *format,
    va_list list) __attribute__((format(printf, 3, 0)));
/* Whatever .field says: @field, in both languages. */
bool prepare_refuse_field(struct prepare *p, enum rule rule, const char *field,
    const char *zh, const char *en);
/* Each fault of a form or of facts (@what), by its path. */
bool prepare_refuse_faults(
    struct prepare *p, const char *what, const struct standard_faults *faults);
/* The same as prepare_refuse(), for what is a problem already. */
bool prepare_refuse_take(struct prepare *p, const struct problem *problem);
/* Nothing but fields is wrong so far. */
bool prepare_refuse_goes_on(const struct prepare *p);
/* Further members of the problem: .extra and `errors`; or NULL. */
const struct value *prepare_refuse_extra(struct prepare *p);

/* Room for one more thing to seal. */
bool prepare_add(struct prepare *p, const char *id, struct bytes plain);
/* A wrap of @generation for @node and for who stands for it, unless they have
 * one. */
bool prepare_add_wrap(struct prepare *p, const char *node, uint32_t generation);

/* node/prepare_wrap.c: what @to (NULL: nobody) needs to read the case, and a
 * new generation for everybody where one is due (F-55). */
bool prepare_wrap_readers(struct prepare *p, const char *to);
/* The key that files are sealed under, once the old ones are open. */
bool prepare_wrap_key(struct prepare *p, const struct vault_open_keys *keys);
bool prepare_wrap_needs_old(const struct prepare *p);
/* Draw .fresh, and seal under it. */
void prepare_wrap_draw(struct prepare *p, uint32_t generation);

/* The same for the policy's escrow, where there is one: cites the authority's
 * head that names it. */
bool prepare_add_escrow(struct prepare *p, uint32_t generation);

/* Cite an act, or the head of @node's log as we hold it, once. */
/* node/prepare_licence.c: those that are drawn on. */
bool prepare_licence_cite(struct prepare *p);

bool prepare_cite_act(struct prepare *p, const struct digest *id);
bool prepare_cite_head(struct prepare *p, const char *node);

/* node/prepare_seal.c: everything that is to be sealed; @done comes on the loop
 * with .err and .sealed. */
void prepare_seal_start(struct prepare *p, void (*done)(struct prepare *p));
/* Remove what was sealed of uploads: they stay, to be used again. */
void prepare_seal_undo(struct prepare *p);
/* The act is answered: uploads are used up; what was sealed of them waits for
 * the signed act. */
void prepare_seal_given(struct prepare *p);

/* node/prepare_upload.c: a file that was uploaded; and what becomes of those
 * that are used, whether the act was given or not. */
bool prepare_upload_add(struct prepare *p, const char *id, const char *upload);
void prepare_upload_end(struct prepare *p, bool given);

/* node/prepare_draft.c: put what the draft holds behind .input; then @done on
 * the loop.  False: refused, and @done does not come. */
bool prepare_draft_start(
    struct prepare *p, void (*done)(struct prepare *p, bool good));

/* node/prepare_receive.c */
bool prepare_receive(struct prepare *p);
bool prepare_receive_lead(struct prepare *p);

/* node/prepare_person.c: find the key; count on the store thread; put it. */
void prepare_person_find(struct prepare *p, const char *home, const char *item,
    const struct value *form);
void prepare_person_count(struct prepare *p, struct vault_store *vault);
void prepare_person_put(struct prepare *p);

/* node/prepare_credit.c: nothing on trust for whom a mark names; cite what was
 * looked at (F-178). */
bool prepare_credit(struct prepare *p);

/* node/prepare_right.c: find and cite the grant for @right (enum right). */
bool prepare_right(
    struct prepare *p, const char *home, const char *item, int right);

/* node/prepare_accept.c: the facts; then, with the form opened, verdicts. */
bool prepare_accept(struct prepare *p);
bool prepare_accept_judge(struct prepare *p, struct bytes form);

/* node/prepare_beside.c */
bool prepare_beside_open(struct prepare *p);
bool prepare_beside_hold(struct prepare *p); /* release, too */
bool prepare_beside_erase(struct prepare *p);
bool prepare_beside_reassign(struct prepare *p);

/* node/prepare_fields.c: what the body still lacks, by the table of bodies;
 * and, for what silence has accepted, the proof (F-195). */
bool prepare_fields(struct prepare *p);
bool prepare_fields_calendar(struct prepare *p); /* the newest version */
bool prepare_fields_silence(struct prepare *p);

bool prepare_fields_texts(/* ascending, as bodies have them */
    struct prepare *p, const char *key, const struct value *given);

/* node/prepare_joint.c: the chosen members of a bundle: given, else those of
 * the form, else all; and what members and bundles cite of each other. */
bool prepare_joint_members(struct prepare *p, const struct value *form);
void prepare_joint_cite(struct prepare *p);

/* node/prepare_papers.c: the form, materials, and other papers that the
 * request holds, and the body's `materials`. */
bool prepare_papers_form(struct prepare *p, const struct value **normal);
bool prepare_papers_materials(struct prepare *p, const struct value *form);
bool prepare_papers(struct prepare *p);

/* node/prepare_body.c: all other kinds. */
bool prepare_body(struct prepare *p);

#endif
