/*
 * err - failures, as numbers for machines and sentences for people.
 *
 * A failure is something the caller is told and can act on.  Refusals of acts
 * and messages are no failures: they are verdicts, see base/rule.h.  A broken
 * invariant is neither: must() in base/mem.h stops the process.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/* name, stable number, exit code of a command that ends with it, text.
 * Numbers never change or get reused: they stand in the journal, in metrics
 * and in API answers.  docs/ERRORS.md is checked against this table. */
#define ERR_MAP(X)                                                           \
	X(OK, 0, 0, "ok")                                                    \
	X(CANCELLED, 1, 69, "cancelled")                                     \
	X(TIMEOUT, 2, 69, "took too long")                                   \
	X(UNREACHABLE, 3, 69, "no address of the peer answered")             \
	X(BAD_NAME, 4, 69, "host name does not resolve")                     \
	X(NO_RESOURCE, 5, 69, "the system refused a resource")               \
	X(BUSY, 6, 69, "busy; ask again")                                    \
	X(USAGE, 7, 2, "the command line is wrong")                          \
	X(CONFIG, 8, 78, "the configuration is wrong")                       \
	X(ADDRESS_IN_USE, 9, 69, "the address is taken by another process")  \
	X(FOLDER_IN_USE, 10, 69, "another daemon works in this data folder") \
	X(OTHER_NETWORK, 11, 78, "the data folder is of another network")    \
	X(PASSPHRASE, 12, 78, "the passphrase does not open the key file")   \
	X(NOT_FOUND, 13, 1, "not there")                                     \
	X(EXISTS, 14, 1, "already there")                                    \
	X(CORRUPT, 15, 70, "stored data is damaged")                         \
	X(STORAGE, 16, 70, "storage failed; nothing was acknowledged")       \
	X(NO_SPACE, 17, 70, "no space left for new data")                    \
	X(LIMIT, 18, 1, "over a limit")                                      \
	X(PARSE, 19, 1, "not well formed")                                   \
	X(REFUSED, 20, 1, "refused by a rule")                               \
	X(CRYPTO, 21, 1, "does not open or verify")                          \
	X(ENDED, 22, 69, "the other side ended the conversation")            \
	X(CONFLICT, 23, 1, "somebody else was first")                        \
	X(OTHER_OWNER, 24, 78, "the data folder belongs to another user")    \
	X(EXPOSED, 25, 78, "others may read or change a file of secrets")    \
	X(FORBIDDEN, 26, 78, "the system denies access to a file or folder")

enum err {
#define X(name, number, exit_code, text) ERR_##name = (number),
	ERR_MAP(X)
#undef X
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* English sentence fragment, static.  "unknown error" for a stray number. */
const char *err_text(enum err e);

/* The constant's name without prefix, lower case: "no_space".  Static. */
const char *err_name(enum err e);

/* What a command exits with (sysexits: 0, 1, 2, 69, 70, 78). */
int err_exit(enum err e);

#endif
