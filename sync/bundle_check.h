/*
 * bundle_check - is a disclosure bundle what it says?  (docs/FORMAT.md F-117)
 *
 * Record by record, in the order of sync/bundle.h: every act is proved to be in
 * its log, every batch to be one of that log and signed by the log key of that
 * size; the acts are folded by the product's own fold, whose questions about
 * logs are answered from the batches of the bundle alone; the outcome is
 * compared with what the maker signed.  Files are hashed against their names
 * and, with the auditor's key, opened; verdicts are evaluated again.
 *
 * Whatever is wrong is a finding, and what was not proved is not folded.
 * Memory is bounded by BUNDLE_HEAD_BYTES_MAX and a few chunks.  Pure.
 */
#ifndef SYNC_BUNDLE_CHECK_H
#define SYNC_BUNDLE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/rule.h"
#include "base/why.h"
#include "keys/digest.h"

struct bundle_check;
struct dossier;
struct ledger;
struct seal_pair;
struct warrant;

#define BUNDLE_CHECK_FINDINGS_MAX 256 /* shown; more are counted */
#define BUNDLE_CHECK_WHERE_ROOM   128

struct bundle_check_finding {
	enum rule rule;
	char where[BUNDLE_CHECK_WHERE_ROOM]; /* "hanbin/0#12", "file form" */
	char text[WHY_TEXT_BYTES_MAX];
};

/* A sealed object of the case, as an applied act names it. */
struct bundle_check_file {
	const char *id; /* "form", "mat.M1" */
	struct digest object;
	struct digest act;
	uint64_t bytes; /* of the plain file */
	bool absent;    /* the maker has not got it */
	bool whole;     /* all of it came, and it has its name */
	bool opened;    /* with the auditor's key, to the last byte */
};

/* What comes out of files that open; may be NULL.  bytes() in order; nothing is
 * to be believed before end() says so. */
struct bundle_check_sink {
	void (*bytes)(
	    void *arg, const struct bundle_check_file *f, struct bytes plain);
	void (*end)(void *arg, const struct bundle_check_file *f, bool good);
	void *arg;
};

/* @network: the id that the auditor was told.  @auditor: the sealing key of the
 * warrant, or NULL: files stay shut.  All borrowed. */
struct bundle_check *bundle_check_new(const struct digest *network,
    const struct seal_pair *auditor, const struct bundle_check_sink *sink);
void bundle_check_free(struct bundle_check *c);

/* One record, without its length; and that it was the last. */
void bundle_check_feed(struct bundle_check *c, struct bytes record);
void bundle_check_end(struct bundle_check *c);

/* The file is no bundle, or cut: RULE_BUNDLE, @text. */
void bundle_check_broken(struct bundle_check *c, const char *text);

size_t bundle_check_finding_count(const struct bundle_check *c);
size_t bundle_check_findings_kept(const struct bundle_check *c);
const struct bundle_check_finding *bundle_check_finding_at(
    const struct bundle_check *c, size_t i);

/* What was checked; NULL and 0 before there is any.  Borrowed. */
const struct ledger *bundle_check_ledger(const struct bundle_check *c);
const struct dossier *bundle_check_dossier(const struct bundle_check *c);
const struct warrant *bundle_check_warrant(const struct bundle_check *c);
const char *bundle_check_maker(const struct bundle_check *c);
size_t bundle_check_file_count(const struct bundle_check *c);
const struct bundle_check_file *bundle_check_file_at(
    const struct bundle_check *c, size_t i);

struct bundle_check_sums {
	size_t logs, batches, acts, chunks;
};
struct bundle_check_sums bundle_check_sums(const struct bundle_check *c);

#endif
