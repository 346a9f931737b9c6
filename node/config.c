#include "node/config.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/address.h"
#include "schema/value.h"
#include "schema/yaml.h"
#include "sync/disk.h"

enum type {
	TYPE_TEXT,
	TYPE_INT,
	TYPE_LIST,
};

/* Says what is wrong with a text (or with an entry of a list). */
typedef enum err check_fn(const char *text, struct why *why);

static check_fn check_listen, check_api, check_host, check_peer, check_level,
    check_path, check_proxy;

struct row {
	const char *key;
	enum type type;
	size_t offset;    /* in struct config */
	const char *text; /* default of a text */
	int64_t number, min, max;
	check_fn *check;
	const char *help;
};

#define AT(field) offsetof(struct config, field)

static const struct row rows[] = {
	{ "listen", TYPE_TEXT, AT(listen), "127.0.0.1:7101", 0, 0, 0,
	    check_listen, "Where peers reach this node: address:port." },
	{ "api", TYPE_TEXT, AT(api), "127.0.0.1:8101", 0, 0, 0, check_api,
	    "Where the API listens: loopback-address:port or unix:/path." },
	{ "hosts", TYPE_LIST, AT(hosts), NULL, 0, 0, 0, check_host,
	    "Names beside localhost that a request to the API may be for." },
	{ "peers", TYPE_LIST, AT(peers), NULL, 0, 0, 0, check_peer,
	    "Addresses to dial beside those in the members' records." },
	{ "log_level", TYPE_TEXT, AT(log_level), "info", 0, 0, 0, check_level,
	    "Least urgent journal line: error warning notice info debug." },
	{ "passphrase_file", TYPE_TEXT, AT(passphrase_file), "", 0, 0, 0,
	    check_path, "File with the passphrase of the keys; empty: none." },
	{ "workers", TYPE_INT, AT(workers), NULL, 2, 1, 64, NULL,
	    "Threads that check signatures." },
	{ "upload_mib", TYPE_INT, AT(upload_mib), NULL, 64, 1, 256, NULL,
	    "Largest body of one request to the API, in MiB." },
	{ "rate_per_second", TYPE_INT, AT(rate_per_second), NULL, 50, 1, 10000,
	    NULL,
	    "API requests a second of one key or address; 10 s at once." },
	{ "proxies", TYPE_LIST, AT(proxies), NULL, 0, 0, 0, check_proxy,
	    "Addresses of proxies whose X-Forwarded-For is believed." },
	{ "certificate_days", TYPE_INT, AT(certificate_days), NULL, 30, 1, 3660,
	    NULL,
	    "How long a certificate lives that the node renews, in days." },
	{ "pseudonym_years", TYPE_INT, AT(pseudonym_years), NULL, 0, 0, 200,
	    NULL,
	    "Years that the pseudonym keys of an item are kept whose standard "
	    "names no retention; 0: for ever." },
	{ "free_floor_mib", TYPE_INT, AT(free_floor_mib), NULL, 512, 0, 1048576,
	    NULL,
	    "Free disk, in MiB, below which no new case is received; 0: "
	    "none." },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct {
	const char *word;
	enum journal_level level;
} levels[] = {
	{ "error", JOURNAL_ERROR },
	{ "warning", JOURNAL_WARNING },
	{ "notice", JOURNAL_NOTICE },
	{ "info", JOURNAL_INFO },
	{ "debug", JOURNAL_DEBUG },
};

static const char **text_at(struct config *c, const struct row *row)
{
	return (const char **)(void *)((char *)c + row->offset);
}

static int64_t *int_at(struct config *c, const struct row *row)
{
	return (int64_t *)(void *)((char *)c + row->offset);
}

static struct config_list *list_at(struct config *c, const struct row *row)
{
	return (struct config_list *)(void *)((char *)c + row->offset);
}

/* ---- life ---- */

void config_init(struct config *c)
{
	memset(c, 0, sizeof(*c));
	c->arena = arena_new();
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].type == TYPE_TEXT)
			*text_at(c, &rows[i]) = rows[i].text;
		else if (rows[i].type == TYPE_INT)
			*int_at(c, &rows[i]) = rows[i].number;
	}
}

void config_fini(struct config *c)
{
	arena_free(c->arena);
	memset(c, 0, sizeof(*c));
}

/* ---- what a text may be ---- */

static enum err check_tcp(
    struct address *out, const char *text, struct why *why)
{
	enum err e = address_parse(out, text, why);

	if (e == ERR_OK && out->type != ADDRESS_TCP)
		return why_set(why, ERR_PARSE, "peers speak TCP: host:port");
	return e;
}

static enum err check_listen(const char *text, struct why *why)
{
	struct address address;

	return check_tcp(&address, text, why);
}

static enum err check_proxy(const char *text, struct why *why)
{
	size_t n = strlen(text);

	if (n == 0 || n >= 46 || strspn(text, "0123456789abcdefABCDEF.:") != n)
		return why_set(why, ERR_PARSE,
		    "a proxy is an IP address, without port: %s", text);
	return ERR_OK;
}

static enum err check_peer(const char *text, struct why *why)
{
	struct address address;
	enum err e = check_tcp(&address, text, why);

	if (e == ERR_OK && address.port == 0)
		return why_set(why, ERR_PARSE, "a peer's port is not 0");
	return e;
}

static enum err check_api(const char *text, struct why *why)
{
	struct address address;
	enum err e = address_parse(&address, text, why);

	if (e == ERR_OK && !address_is_loopback(&address))
		return why_set(why, ERR_PARSE,
		    "the API speaks without TLS: it listens on loopback or a unix "
		    "socket only; deploy/nginx puts TLS in front");
	return e;
}

static enum err check_host(const char *text, struct why *why)
{
	size_t n = strlen(text);

	if (n == 0 || n > ADDRESS_HOST_BYTES_MAX ||
	    strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-") != n)
		return why_set(
		    why, ERR_PARSE, "a host name in lower case, without port");
	return ERR_OK;
}

static enum err check_level(const char *text, struct why *why)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (strcmp(levels[i].word, text) == 0)
			return ERR_OK;
	}
	return why_set(
	    why, ERR_PARSE, "one of error, warning, notice, info and debug");
}

static enum err check_path(const char *text, struct why *why)
{
	if (text[0] != '\0' && text[0] != '/')
		return why_set(why, ERR_PARSE, "an absolute path");
	return ERR_OK;
}

/* ---- reading ---- */

static enum err wrong(struct why *why, const struct value *v, const char *key,
    const char *sentence)
{
	return why_at(
	    why, ERR_CONFIG, v->line, v->column, "%s: %s", key, sentence);
}

/* A text of the table's kind; copied into the config's arena. */
static enum err take_text(struct config *c, const struct row *row,
    const struct value *v, const char **out, struct why *why)
{
	struct why inner = { 0 };
	const char *text;

	if (v->type != VALUE_TEXT)
		return wrong(why, v, row->key, "a text is wanted here");
	if (memchr(v->bytes.p, 0, v->bytes.n) != NULL)
		return wrong(why, v, row->key, "a zero byte in a text");
	text = arena_text(c->arena, v->bytes);
	if (row->check(text, &inner) != ERR_OK)
		return wrong(why, v, row->key, inner.text);
	*out = text;
	return ERR_OK;
}

static enum err take_list(struct config *c, const struct row *row,
    const struct value *v, struct why *why)
{
	struct config_list *list = list_at(c, row);
	size_t count = value_count(v);

	if (v->type != VALUE_LIST)
		return wrong(why, v, row->key, "a list is wanted here");
	if (count > CONFIG_LIST_MAX)
		return wrong(why, v, row->key, "at most 64 entries");
	list->items =
	    arena_take_array(c->arena, count + 1, sizeof(*list->items));
	list->count = 0;
	for (size_t i = 0; i < count; i++) {
		enum err e =
		    take_text(c, row, value_at(v, i), &list->items[i], why);

		if (e != ERR_OK)
			return e;
		list->count++;
	}
	return ERR_OK;
}

static enum err take_int(struct config *c, const struct row *row,
    const struct value *v, struct why *why)
{
	if (v->type != VALUE_INT)
		return wrong(why, v, row->key, "a whole number is wanted here");
	if (v->integer < row->min || v->integer > row->max)
		return why_at(why, ERR_CONFIG, v->line, v->column,
		    "%s: from %" PRId64 " to %" PRId64, row->key, row->min,
		    row->max);
	*int_at(c, row) = v->integer;
	return ERR_OK;
}

static const struct row *row_find(struct bytes key)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (bytes_equal(key, bytes_text(rows[i].key)))
			return &rows[i];
	}
	return NULL;
}

static enum err take_pair(
    struct config *c, const struct value_pair *pair, struct why *why)
{
	const struct row *row = row_find(pair->key);

	if (row == NULL)
		return why_at(why, ERR_CONFIG, pair->value->line,
		    pair->value->column, "unknown key '%.64s'",
		    (const char *)pair->key.p);
	switch (row->type) {
	case TYPE_TEXT:
		return take_text(c, row, pair->value, text_at(c, row), why);
	case TYPE_INT:
		return take_int(c, row, pair->value, why);
	case TYPE_LIST:
		return take_list(c, row, pair->value, why);
	}
	must(false); /* the table has no other type */
	return ERR_CONFIG;
}

/* Nothing but blanks and comments: a file of comments is all defaults. */
static bool is_blank(struct bytes text)
{
	bool comment = false;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c == '\n')
			comment = false;
		else if (c == '#')
			comment = true;
		else if (!comment && c != ' ' && c != '\t' && c != '\r')
			return false;
	}
	return true;
}

enum err config_parse(struct config *c, struct bytes text, struct why *why)
{
	static const struct yaml_limits limits = { CONFIG_BYTES_MAX, 4 };
	struct value *root;
	enum err e;

	if (is_blank(text))
		return ERR_OK;
	if (yaml_parse(c->arena, text, &limits, &root, why) != ERR_OK)
		return ERR_CONFIG;
	if (root->type != VALUE_MAP)
		return why_at(why, ERR_CONFIG, root->line, root->column,
		    "lines of 'key: value' are wanted here");
	for (size_t i = 0; i < root->map.count; i++) {
		e = take_pair(c, &root->map.pairs[i], why);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

enum err config_load(struct config *c, const char *path, struct why *why)
{
	struct buf text = { 0 };
	enum err e = disk_read(path, CONFIG_BYTES_MAX, &text, why);

	if (e == ERR_OK) {
		e = config_parse(c, buf_bytes(&text), why);
		if (e != ERR_OK)
			why_prefix(why, "%s: ", path);
	} else if (e == ERR_NOT_FOUND) {
		e = ERR_OK;
	} else {
		e = ERR_CONFIG;
	}
	buf_fini(&text);
	return e;
}

/* ---- showing ---- */

/* Double quotes hold every text that the checks let through. */
static void print_text(struct buf *out, const char *text)
{
	buf_put_byte(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_put_byte(out, '\\');
		buf_put_byte(out, (uint8_t)*text);
	}
	buf_put_byte(out, '"');
}

static void print_list(
    struct buf *out, const char *key, const struct config_list *list)
{
	if (list->count == 0) {
		buf_print(out, "%s: []\n", key);
		return;
	}
	buf_print(out, "%s:\n", key);
	for (size_t i = 0; i < list->count; i++) {
		buf_put_text(out, "  - ");
		print_text(out, list->items[i]);
		buf_put_byte(out, '\n');
	}
}

void config_print(struct buf *out, const struct config *config)
{
	struct config copy = *config;

	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &rows[i];

		buf_print(out, "# %s\n", row->help);
		switch (row->type) {
		case TYPE_TEXT:
			buf_print(out, "%s: ", row->key);
			print_text(out, *text_at(&copy, row));
			buf_put_byte(out, '\n');
			break;
		case TYPE_INT:
			buf_print(out, "# From %" PRId64 " to %" PRId64 ".\n",
			    row->min, row->max);
			buf_print(out, "%s: %" PRId64 "\n", row->key,
			    *int_at(&copy, row));
			break;
		case TYPE_LIST:
			print_list(out, row->key, list_at(&copy, row));
			break;
		}
	}
}

static struct value *list_value(struct arena *a, const struct config_list *l)
{
	struct value *v = value_list(a);

	for (size_t i = 0; i < l->count; i++)
		value_push(a, v, value_text(a, l->items[i]));
	return v;
}

struct value *config_value(struct arena *a, const struct config *config)
{
	struct config copy = *config;
	struct value *map = value_map(a);

	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &rows[i];
		struct value *v = NULL;

		switch (row->type) {
		case TYPE_TEXT:
			v = value_text(a, *text_at(&copy, row));
			break;
		case TYPE_INT:
			v = value_int(a, *int_at(&copy, row));
			break;
		case TYPE_LIST:
			v = list_value(a, list_at(&copy, row));
			break;
		}
		value_set(a, map, row->key, v);
	}
	return map;
}

int config_journal_level(const struct config *c)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (strcmp(levels[i].word, c->log_level) == 0)
			return (int)levels[i].level;
	}
	return JOURNAL_INFO;
}
