#include "node/api_refusal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/journal.h"
#include "base/mem.h"
#include "node/daemon.h"
#include "node/rate.h"

#define KEY_SHOWN 12 /* hex digits */

/* May a line be written about this address and reason now? */
static bool may_tell(struct daemon *d, const char *reason, const char *address)
{
	char *text = mem_print("%s %s", reason, address);
	struct digest who = digest_sha256(bytes_text(text));
	unsigned retry_s;

	mem_free(text);
	return rate_take(
	    daemon_rate_lines(d), &who, daemon_steady_ms(d), &retry_s);
}

static const char *unsaid_text(struct daemon *d, char out[static 24])
{
	(void)snprintf(out, 24, "%" PRIu64, daemon_refusal_take_unsaid(d));
	return out;
}

void api_refusal_tell(struct daemon *d, const char *sentence, enum rule rule,
    const struct http_ask *who, const char *path)
{
	char key[DIGEST_HEX_ROOM], unsaid[24];

	daemon_refusal_count(d, rule, rule_status(rule));
	if (!may_tell(d, rule_clause(rule), who->address)) {
		daemon_refusal_put_unsaid(d);
		return;
	}
	digest_hex(key, &who->key_id);
	key[KEY_SHOWN] = '\0';
	journal_say(JOURNAL_WARNING, sentence, "rule", rule_clause(rule),
	    "name", rule_name(rule), "path", path != NULL ? path : "-",
	    "address", who->address, "key",
	    digest_is_zero(&who->key_id) ? "-" : key, "unsaid",
	    unsaid_text(d, unsaid), NULL);
}

void api_refusal_status(void *arg, int status, const char *address)
{
	struct daemon *d = arg;
	char text[24], unsaid[24];

	daemon_refusal_count(d, RULE_NONE, status);
	(void)snprintf(text, sizeof(text), "%d", status);
	if (!may_tell(d, text, address)) {
		daemon_refusal_put_unsaid(d);
		return;
	}
	journal_say(JOURNAL_WARNING, "an HTTP request is refused", "status",
	    text, "address", address, "unsaid", unsaid_text(d, unsaid), NULL);
}
