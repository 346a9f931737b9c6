#include "node/api_guard.h"

#include <string.h>

#include "base/mem.h"
#include "node/api_refusal.h"
#include "node/config.h"
#include "node/daemon.h"
#include "node/login.h"
#include "node/problem.h"
#include "node/rate.h"
#include "schema/ledger.h"
#include "sync/replica.h"

/* One request on its way to a verdict. */
struct guarding {
	struct daemon *daemon;
	struct http_ask *ask;
	struct why why;
	unsigned retry_s;
};

const struct staff *api_guard_staff(
    struct daemon *d, const struct digest *key_id)
{
	struct place place =
	    replica_next_place(daemon_replica(d), daemon_wall_ms(d) / 1000);
	const struct staff *s =
	    ledger_staff(daemon_ledger(d), place.node, key_id, place.position);

	if (s == NULL || s->revoked || s->until < place.time)
		return NULL;
	return s;
}

/* ---- who asks, how often ---- */

/* A proxy that the operator named speaks for the last address in its header. */
static void resolve_address(struct guarding *g)
{
	const struct config_list *proxies = &daemon_config(g->daemon)->proxies;
	struct bytes list = g->ask->forwarded;
	size_t from;
	bool known = false;

	for (size_t i = 0; i < proxies->count; i++)
		known =
		    known || strcmp(proxies->items[i], g->ask->address) == 0;
	if (!known || list.n == 0)
		return;
	for (from = list.n; from > 0 && list.p[from - 1] != ','; from--)
		;
	while (from < list.n && list.p[from] == ' ')
		from++;
	list = bytes_part(list, from, list.n - from);
	if (list.n == 0 || list.n >= HTTP_ADDRESS_ROOM)
		return;
	memset(g->ask->address, 0, HTTP_ADDRESS_ROOM);
	memcpy(g->ask->address, list.p, list.n);
}

static bool take_rate(struct guarding *g, struct rate *rate,
    const struct digest *who, const char *what)
{
	if (g->ask->route != NULL &&
	    (g->ask->route->right & API_RIGHT_PIECES) != 0)
		rate = daemon_rate_pieces(g->daemon);
	if (rate_take(rate, who, daemon_steady_ms(g->daemon), &g->retry_s))
		return true;
	(void)(why_set(&g->why, ERR_BUSY,
		   "%s请求过于频繁,%u 秒后再试 / too many requests of one %s; "
		   "come again in %u s",
		   what, g->retry_s, what, g->retry_s) == ERR_OK);
	return false;
}

/* ---- what the token says ---- */

static bool bearer(struct bytes header, struct bytes *token)
{
	static const char scheme[] = "Bearer ";
	size_t n = sizeof(scheme) - 1;

	if (header.n <= n || memcmp(header.p, scheme, n) != 0)
		return false;
	*token = bytes_part(header, n, header.n - n);
	return true;
}

static enum rule refuse_text(
    struct guarding *g, enum rule rule, const char *text)
{
	(void)(why_set(&g->why, ERR_REFUSED, "%s", text) == ERR_OK);
	return rule;
}

/* A session and its roles; the operator's token has the role operator. */
static enum rule find_session(
    struct guarding *g, struct login_session *out, uint32_t *roles)
{
	const struct login_session *s;
	const struct staff *staff;
	struct bytes token;

	if (g->ask->authorized_twice)
		return refuse_text(g, RULE_SESSION_MISSING,
		    "Authorization 出现两次 / more than one Authorization");
	if (!bearer(g->ask->authorization, &token))
		return refuse_text(g, RULE_SESSION_MISSING,
		    "请用密钥登录:命令加 --key FILE,或以数据目录的属主加 --dir "
		    "DIR / log in: give --key FILE, or --dir DIR as its owner");
	s = login_find(
	    daemon_login(g->daemon), token, daemon_steady_ms(g->daemon));
	if (s == NULL)
		return refuse_text(g, RULE_SESSION_OVER,
		    "会话已结束,请重新登录 / the session is over; log in again");
	*out = *s;
	*roles = ROLE_BIT(ROLE_OPERATOR);
	if (s->is_operator)
		return RULE_NONE;
	staff = api_guard_staff(g->daemon, &s->key_id);
	if (staff == NULL)
		return refuse_text(g, RULE_SESSION_OVER,
		    "证书已吊销或过期,会话随之结束;请运维人员重新授岗 / the "
		    "certificate was revoked or is over, and the session with "
		    "it; an operator certifies anew");
	*roles = staff->roles;
	return RULE_NONE;
}

static enum rule check_right(struct guarding *g)
{
	uint64_t right = g->ask->route->right;
	uint32_t roles = 0;
	struct login_session session = { 0 };
	enum rule rule;

	if ((right & API_RIGHT_PUBLIC) != 0 && g->ask->authorization.n == 0)
		return RULE_NONE;
	rule = find_session(g, &session, &roles);
	if (rule != RULE_NONE)
		return (right & API_RIGHT_PUBLIC) != 0 ? RULE_NONE : rule;
	g->ask->key_id = session.key_id;
	g->ask->is_operator = session.is_operator;
	if (g->ask->begins && !session.is_operator &&
	    !take_rate(g, daemon_rate_keys(g->daemon), &session.key_id, "key"))
		return RULE_RATE_LIMITED;
	if ((right & (API_RIGHT_PUBLIC | API_RIGHT_SESSION)) != 0 ||
	    (right & roles) != 0)
		return RULE_NONE;
	return refuse_text(g, RULE_RIGHT_MISSING,
	    "本岗位无权使用此接口;所需岗位见 docs/API.md / these roles may not; "
	    "docs/API.md says which may");
}

bool api_guard(
    void *arg, struct http_ask *ask, struct problem *out, unsigned *retry_s)
{
	struct guarding g = { .daemon = arg, .ask = ask };
	struct digest address;
	enum rule rule = RULE_NONE;

	resolve_address(&g);
	address = digest_sha256(bytes_text(ask->address));
	if (ask->begins && !take_rate(&g, daemon_rate_addresses(g.daemon),
			       &address, "address"))
		rule = RULE_RATE_LIMITED;
	if (rule == RULE_NONE && ask->route != NULL)
		rule = check_right(&g);
	if (rule == RULE_NONE)
		return true;
	api_refusal_tell(g.daemon, "an API request is refused", rule, ask,
	    ask->route != NULL ? ask->route->pattern : NULL);
	*out = problem_from_rule(rule, &g.why);
	*retry_s = g.retry_s;
	return false;
}
