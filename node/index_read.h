/*
 * index_read - questions to the index.  See node/index.h.
 *
 * An index that cannot be read any more ends the process (fail stop, exit
 * code 70): no answer may be made of half an index.  The next start makes it
 * anew.
 */
#ifndef NODE_INDEX_READ_H
#define NODE_INDEX_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "keys/digest.h"
#include "schema/ledger.h"
#include "sync/casebook.h"

struct arena;
struct index;
struct why;

/* For ledger_new(); lives as long as @x. */
const struct history *index_read_history(struct index *x);

/* For the replica of @node (borrowed); lives as long as @x. */
struct casebook *index_read_casebook(struct index *x, const char *node);

/*
 * The ledger of all logs held: the authority's first, then those of members.
 * The caller's; borrows @x.  Acts that break a rule are counted in @refused
 * (may be NULL).  ERR_CORRUPT when a stored act does not decode.
 */
enum err index_read_ledger(struct index *x, const struct genesis *genesis,
    struct ledger **out, size_t *refused, struct why *why) MUST_CHECK;

/* ---- logs ---- */

struct index_log {
	char node[TEXT_SLUG_BYTES_MAX + 1];
	uint64_t epoch, size;
	struct digest root;
	int64_t time; /* of the last batch */
	struct digest_sha1 commit;
};

/* All logs by node id; returns how many. */
size_t index_read_logs(
    struct index *x, struct arena *a, struct index_log **out);
bool index_read_log(struct index *x, const char *node, struct index_log *out);

/* The newest checkpoint of a log, a signed note, in @a; false when there is
 * none. */
bool index_read_note(
    struct index *x, struct arena *a, const char *node, struct bytes *out);

/* The leaf hash at a place, for proofs; false beyond the end. */
bool index_read_leaf(struct index *x, const char *node, uint64_t epoch,
    uint64_t position, struct digest *out);

/* ---- acts: bytes and texts live in the arena ---- */

struct index_act {
	struct digest id;
	struct place place;
	const char *kind;
	bool has_dossier;
	struct digest dossier;
	struct bytes raw;
};

/* Its first place (by node, then position: a copy has one log, F-13). */
bool index_read_act(struct index *x, struct arena *a, const struct digest *id,
    struct index_act *out);
bool index_read_act_at(struct index *x, struct arena *a, const char *node,
    uint64_t epoch, uint64_t position, struct index_act *out);

/* The act of @node's log before @position that cites the largest head of
 * @cited's (F-89). */
bool index_read_citing(struct index *x, struct arena *a, const char *node,
    uint64_t epoch, uint64_t position, const char *cited,
    struct index_act *out);

/* Up to @limit acts of one log from @from on. */
size_t index_read_acts(struct index *x, struct arena *a, const char *node,
    uint64_t epoch, uint64_t from, size_t limit, struct index_act **out);

/* What ledger_add() needs of one log, in order: acts outside dossiers, opening
 * acts, and whatever is critical. */
enum err index_read_folded(struct index *x, const char *node,
    enum err (*seen)(void *arg, const struct index_act *act, struct why *why),
    void *arg, struct why *why) MUST_CHECK;

/* The entries of a dossier, decoded, as struct casebook wants them. */
size_t index_read_entries(struct index *x, struct arena *a,
    const struct digest *dossier, struct dossier_entry **out);

/* ---- dossiers ---- */

struct index_dossier {
	struct digest id;
	const char *number;
	const char *item;
	const char *home;
	struct digest standard;
	struct place opened; /* .node is the receiver */
	bool has_person;
	struct digest person; /* F-118 */
};

/* Several carry one number only when a hall broke F-92; all are shown. */
size_t index_read_number(struct index *x, struct arena *a, const char *number,
    struct index_dossier **out);
bool index_read_dossier(struct index *x, struct arena *a,
    const struct digest *id, struct index_dossier *out);

/* Opening acts with that pseudonym, oldest first, up to INDEX_PERSON_MAX. */
#define INDEX_PERSON_MAX 64
size_t index_read_person(struct index *x, struct arena *a,
    const struct digest *person, struct index_dossier **out);

/* Where a page ended: opening time and id.  Zeroed: from the start. */
struct index_cursor {
	bool set;
	int64_t time;
	struct digest id;
};
#define INDEX_CURSOR_TEXT_ROOM 96
#define INDEX_PAGE_MAX         500

/* Newest first; @node (NULL: any) is receiver or home.  Moves the cursor
 * behind the last row; *@more tells whether any follows. */
size_t index_read_dossiers(struct index *x, struct arena *a, const char *node,
    struct index_cursor *cursor, size_t limit, struct index_dossier **out,
    bool *more);

/* The same of those whose pseudonym another one carries, too. */
size_t index_read_duplicates(struct index *x, struct arena *a,
    struct index_cursor *cursor, size_t limit, struct index_dossier **out,
    bool *more);

/* "<time>.<id>", safe in a URL. */
void index_read_cursor_format(
    char out[static INDEX_CURSOR_TEXT_ROOM], const struct index_cursor *c);
enum err index_read_cursor_parse(
    struct index_cursor *out, const char *text) MUST_CHECK;

/* The highest sequence in the case numbers "<NODE>-<date>-<sequence>-<check>"
 * of @node's own log that begin with @prefix ("HANBIN-20261124-"); 0 when there
 * is none. */
uint64_t index_read_last_sequence(
    struct index *x, const char *node, const char *prefix);

uint64_t index_read_act_count(struct index *x);
uint64_t index_read_dossier_count(struct index *x);
/* Opening acts without a pseudonym. */
uint64_t index_read_unchecked_count(struct index *x);

#endif
