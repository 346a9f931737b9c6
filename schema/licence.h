/*
 * licence - the document of an electronic licence, and the pseudonyms that stand
 * for it in the logs (docs/FORMAT.md F-220 to F-222).
 *
 * The document is personal data: it is sealed wherever it is kept, and goes
 * into no log, index or journal.  Pure.
 */
#ifndef SCHEMA_LICENCE_H
#define SCHEMA_LICENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"
#include "keys/digest.h"
#include "keys/secret.h"
#include "schema/elicence.h"
#include "schema/person.h"

struct value;

#define LICENCE_BYTES_MAX 3072
#define LICENCE_TYPE_MAX  64

struct licence_document {
	const struct value *map; /* normal, in the arena */
	char identifier[ELICENCE_ROOM];
	const char *type;
	struct person holder;
	int64_t until; /* its last second; INT64_MAX: none */
	bool loose;    /* the check character was counted otherwise (F-220) */
};

/*
 * Check what somebody wrote and bring it into normal form.  ERR_PARSE, with the
 * field and the way out in Chinese and English.  @imports: an identifier whose
 * check character was counted with letters one too high is taken.
 */
enum err licence_check(struct licence_document *out, struct arena *a,
    const struct value *map, bool imports, struct why *why) MUST_CHECK;

/* Is it a field that a column of a table may hold? */
bool licence_is_field(struct bytes key);

/* Canonical bytes, appended; and back.  ERR_PARSE when it is none of F-222. */
void licence_encode(const struct licence_document *d, struct buf *out);
enum err licence_decode(struct licence_document *out, struct arena *a,
    struct bytes raw, struct why *why) MUST_CHECK;

/* What an act of the log says of a document. */
struct licence_words {
	struct digest name, holder;
	const char *type;
};

/* Is it the document of that licence, by the network's key?  Its end is one of
 * those that the issue and the renewals said. */
bool licence_is(const struct licence_document *d,
    const struct licence_words *said, const struct secret *key);

/* F-221, under the network's key. */
struct digest licence_name(const char *identifier, const struct secret *key);
struct digest licence_holder(
    const char *type, const struct person *holder, const struct secret *key);

#endif
