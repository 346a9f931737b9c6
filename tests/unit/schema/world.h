/*
 * world - a little network in memory, with real keys: an authority and two
 * districts, staff, the calendar, T04, adoptions, and a grant.
 *
 * Acts are written to logs with world_log(); what a replica makes of them is a
 * view, which holds any prefix of each log.  Everything comes from one seed.
 * No cmocka here: the property tests and the simulator use it, too.
 */
#ifndef TESTS_UNIT_SCHEMA_WORLD_H
#define TESTS_UNIT_SCHEMA_WORLD_H

#include "base/arena.h"
#include "keys/random.h"
#include "keys/sign.h"
#include "schema/act.h"
#include "schema/dossier.h"
#include "schema/genesis.h"
#include "schema/ledger.h"
#include "schema/value.h"

#define WORLD_NODES  3
#define WORLD_START  1795392000 /* 2026-11-23 08:00 +08:00, a Monday */
#define WORLD_SERIES "cn-state"

enum world_node_index { WORLD_ANKANG, WORLD_HANBIN, WORLD_GAOXIN };

enum world_staff {
	WORLD_CLERK, /* may sign everything but the last level */
	WORLD_CHIEF, /* reviewer-2 */
	WORLD_GUEST, /* auditor */
	WORLD_CHAIR, /* integrity, supervisor */
	WORLD_STAFF_COUNT
};

struct world_entry {
	const struct act *act;
	int64_t time;
	struct digest root; /* of the log up to and with this act */
};

struct world_node {
	const char *id;
	struct sign_pair log, recovery, witness;
	struct sign_pair former_log; /* once it was rotated */
	struct noise_pair channel;
	struct seal_pair sealing;
	struct sign_pair staff[WORLD_STAFF_COUNT];
	struct member member;
	struct world_entry *entries; /* each a batch of its own */
	size_t count;
	size_t room;
};

struct world {
	struct arena *arena;
	struct random_seeded random;
	struct sign_pair root;
	struct genesis genesis;
	struct world_node nodes[WORLD_NODES];
	const struct standard *standard;  /* T04, published and adopted */
	const struct standard *revision2; /* other limits; not published */
	struct digest adoption[WORLD_NODES];
	struct digest grant; /* of hanbin, to ankang-gaoxin */
	int64_t now;         /* batch time of the next act, seconds */
	uint64_t numbers;
};

/* Keys and genesis; empty logs. */
struct world *world_new(uint64_t seed);
void world_free(struct world *w);

/* Everything before the first case: admissions to grants. */
void world_furnish(struct world *w);

/* A draft; fill its body with world_text() and the like, then log it. */
struct act *world_draft(
    struct world *w, enum world_node_index node, const char *kind);
struct value *world_body(struct act *act);
void world_text(
    struct world *w, struct act *act, const char *key, const char *text);
void world_int(struct world *w, struct act *act, const char *key, int64_t n);
void world_bool(struct world *w, struct act *act, const char *key, bool b);
void world_id(
    struct world *w, struct act *act, const char *key, const struct digest *id);
void world_list(struct world *w, struct act *act, const char *key,
    const char *comma_separated);
void world_vault(struct world *w, struct act *act, const char *id);
void world_refer(struct act *act, const struct digest *other);
void world_refer_head(
    struct world *w, struct act *act, enum world_node_index node);

/* Seal and sign; the bytes are decoded again, as from a peer. */
const struct act *world_sign(
    struct world *w, struct act *act, const struct sign_pair *signer);
void world_append(
    struct world *w, enum world_node_index node, const struct act *act);

/* Both, by a member of staff of the act's node; w->now goes on a minute. */
const struct act *world_log(
    struct world *w, struct act *act, enum world_staff staff);
const struct act *world_log_by(
    struct world *w, struct act *act, const struct sign_pair *signer);

/* Drafts of the acts of a case, complete and valid where the state allows. */
struct act *world_receive(
    struct world *w, enum world_node_index node, enum world_node_index home);
struct act *world_move(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *dossier,
    const struct digest *custody); /* accept … close */
struct act *world_offer(struct world *w, enum world_node_index node,
    const struct digest *dossier, const struct digest *custody,
    enum world_node_index to);
struct act *world_answer(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *dossier,
    const struct digest *offer); /* take, refuse */
struct act *world_reclaim(struct world *w, enum world_node_index node,
    const struct digest *dossier, const struct digest *offer,
    struct bytes note);

/* A case act of any kind with a sample of every field of its body. */
struct act *world_sample(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *id);

/* Wraps of a generation for these nodes ("hanbin,ankang"; "" none). */
void world_wraps(struct world *w, struct act *act, uint32_t generation,
    const char *comma_separated);

/* The authority gives the pen to @to; cuts are added one by one, in the order
 * of the nodes' names.  Signed by WORLD_CHAIR. */
struct act *world_reassign(struct world *w, const struct digest *dossier,
    const struct digest *custody, enum world_node_index to);
void world_cut(struct world *w, struct act *act, enum world_node_index node,
    uint64_t size);
/* All three logs as they are now. */
void world_cut_all(struct world *w, struct act *act);

/* What stands beside: hold, release (a reason), erase ("order"), open (files),
 * erased. */
struct act *world_beside(struct world *w, enum world_node_index node,
    const char *kind, const struct digest *dossier, const char *reason);
struct act *world_open(struct world *w, enum world_node_index node,
    const struct digest *dossier, const char *files, const char *reason);
struct act *world_erased(struct world *w, enum world_node_index node,
    const struct digest *dossier, const struct digest *erase);
void world_after(struct act *act, const struct digest *other);

/* A checkpoint of @node's first @size acts at @time, by its log key. */
struct bytes world_note(
    struct world *w, enum world_node_index node, uint64_t size, int64_t time);

/* The node of an act, by its name. */
enum world_node_index world_index(const struct world *w, const char *node);

/* What one replica holds: the first size[n] acts of each log. */
struct world_view {
	struct world *world;
	struct history history;
	struct ledger *ledger;
	size_t size[WORLD_NODES];
};

struct world_view *world_view_new(struct world *w);
void world_view_free(struct world_view *v);

/* The next act of a log, if there is one and its node is known; false: no. */
bool world_view_feed(struct world_view *v, enum world_node_index node);
void world_view_feed_all(struct world_view *v);

/* All entries of a dossier that are held, in @a; fold them. */
struct dossier_entry *world_view_entries(const struct world_view *v,
    struct arena *a, const struct digest *dossier, size_t *count);
struct dossier *world_view_fold(
    const struct world_view *v, struct arena *a, const struct digest *dossier);

/* The rule that a folded dossier has for an act; must be there. */
enum rule world_rule(const struct dossier *d, const struct digest *act);

#endif
