/*
 * config - what an operator sets in DIR/node.yaml.
 *
 * One table makes the parser, the defaults, the bounds, the help and the
 * printed form (config.c).  An unknown key, a wrong type or a value out of
 * bounds is ERR_CONFIG with line and column: a daemon never starts on a guess.
 */
#ifndef NODE_CONFIG_H
#define NODE_CONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct arena;
struct value;
struct why;

#define CONFIG_BYTES_MAX (64u << 10)
#define CONFIG_LIST_MAX  64 /* entries of a list */

struct config_list {
	size_t count;
	const char **items;
};

/* All texts live in the config's own arena. */
struct config {
	const char *listen;          /* for peers: "host:port" */
	const char *api;             /* "host:port" on loopback, "unix:/path" */
	struct config_list hosts;    /* further names the API answers to */
	struct config_list peers;    /* addresses beside the members' own */
	const char *log_level;       /* error warning notice info debug */
	const char *passphrase_file; /* "" is none */
	int64_t workers;             /* threads that check signatures */
	int64_t upload_mib;          /* largest body of a request */
	int64_t rate_per_second;     /* API requests of one key or address */
	struct config_list proxies;  /* whose X-Forwarded-For is believed */
	int64_t certificate_days;    /* that a renewed certificate lives */
	int64_t pseudonym_years;     /* F-167; 0: for ever */
	int64_t free_floor_mib;      /* of disk; below it no new cases */
	struct arena *arena;         /* owned */
};

/* Every key at its default. */
void config_init(struct config *c);
void config_fini(struct config *c);

/* Read YAML over the defaults.  ERR_CONFIG with the place; @c is then only
 * good for config_fini(). */
enum err config_parse(
    struct config *c, struct bytes text, struct why *why) MUST_CHECK;

/* The same from a file; a file that is not there is all defaults. */
enum err config_load(
    struct config *c, const char *path, struct why *why) MUST_CHECK;

/* Append the effective table as YAML that config_parse() takes, each key under
 * a comment with its meaning and bounds. */
void config_print(struct buf *out, const struct config *c);

/* The same as a map, for --json. */
struct value *config_value(struct arena *a, const struct config *c);

/* .log_level as a journal level (base/journal.h). */
int config_journal_level(const struct config *c);

#endif
