#include "tests/vectors/bodies_ledger.h"

#include <string.h>

#include "base/mem.h"
#include "schema/ledger_roles.h"

#define UNTIL 1893456000 /* seconds */

static struct digest digest_of(const char *text)
{
	return digest_sha256(bytes_text(text));
}

static void put(
    struct world *w, struct act *act, const char *key, const struct value *v)
{
	value_set(w->arena, world_body(act), key, v);
}

static struct value *bin_of(struct world *w, const char *text)
{
	struct digest d = digest_of(text);

	return value_bin(w->arena, digest_bytes(&d));
}

/* Keys of this page: a word each. */
static struct sign_pair sign_of(const char *word)
{
	struct digest seed = digest_of(word);
	struct random_seeded random;
	struct sign_pair pair;

	random_seeded_init(&random, seed.b);
	sign_pair_make(&pair, SUITE_1, &random.random);
	return pair;
}

static struct seal_pair seal_of(const char *word)
{
	struct digest seed = digest_of(word);
	struct random_seeded random;
	struct seal_pair pair;

	random_seeded_init(&random, seed.b);
	seal_pair_make(&pair, SUITE_1, &random.random);
	return pair;
}

static struct value *sign_key(struct world *w, const char *word)
{
	struct sign_pair pair = sign_of(word);

	return value_bin(w->arena, sign_public_bytes(&pair.public));
}

static struct value *seal_key(struct world *w, const char *word)
{
	struct seal_pair pair = seal_of(word);

	return value_bin(w->arena, seal_public_bytes(&pair.public));
}

static struct value *addresses(struct world *w)
{
	struct value *list = value_list(w->arena);

	value_push(w->arena, list, value_text(w->arena, "10.0.0.1:7101"));
	value_push(w->arena, list, value_text(w->arena, "[fd00::1]:7101"));
	return list;
}

/* [epoch, size, root], with a node before it or NULL. */
static struct value *cut(struct world *w, const char *node, int64_t size)
{
	struct value *list = value_list(w->arena);

	if (node != NULL)
		value_push(w->arena, list, value_text(w->arena, node));
	value_push(w->arena, list, value_int(w->arena, 0));
	value_push(w->arena, list, value_int(w->arena, size));
	value_push(w->arena, list, bin_of(w, "a root"));
	return list;
}

static void fill_open(struct world *w, struct act *act)
{
	put(w, act, "genesis", value_bin(w->arena, bytes_text("a genesis")));
}

static void fill_admit(struct world *w, struct act *act)
{
	struct value *m = value_map(w->arena), *keys = value_map(w->arena);

	value_set(w->arena, keys, "channel", seal_key(w, "channel"));
	value_set(w->arena, keys, "log", sign_key(w, "log"));
	value_set(w->arena, keys, "recovery", sign_key(w, "recovery"));
	value_set(w->arena, keys, "sealing", seal_key(w, "sealing"));
	value_set(w->arena, keys, "witness", sign_key(w, "witness"));
	value_set(w->arena, m, "addresses", addresses(w));
	value_set(w->arena, m, "code", value_text(w->arena, "610902"));
	value_set(w->arena, m, "keys", keys);
	value_set(w->arena, m, "name", value_text(w->arena, "汉滨区"));
	value_set(w->arena, m, "node", value_text(w->arena, "hanbin"));
	value_set(w->arena, m, "v", value_int(w->arena, 1));
	put(w, act, "member", m);
}

static void fill_calendar(struct world *w, struct act *act)
{
	struct value *map = value_map(w->arena), *years = value_map(w->arena);
	struct value *year = value_map(w->arena), *off = value_map(w->arena);

	value_set(w->arena, off, "2026-10-01", value_text(w->arena, "国庆节"));
	value_set(w->arena, year, "off", off);
	value_set(w->arena, year, "work", value_map(w->arena));
	value_set(w->arena, years, "2026", year);
	value_set(w->arena, map, "series", value_text(w->arena, "cn-state"));
	value_set(w->arena, map, "v", value_int(w->arena, 1));
	value_set(w->arena, map, "version", value_int(w->arena, 1));
	value_set(w->arena, map, "years", years);
	put(w, act, "calendar", map);
}

static void fill_standard(struct world *w, struct act *act)
{
	struct value *map = value_map(w->arena);

	value_set(w->arena, map, "item", value_text(w->arena, "T04"));
	value_set(w->arena, map, "revision", value_int(w->arena, 1));
	put(w, act, "standard", map);
}

static void fill_grant(struct world *w, struct act *act)
{
	put(w, act, "key", sign_key(w, "staff"));
	world_text(w, act, "id", "window-01");
	world_text(w, act, "name", "测试人员");
	world_list(w, act, "roles", "acceptor,window");
	world_list(w, act, "depts", "市场监管");
	world_int(w, act, "until", UNTIL);
	world_int(w, act, "renew", UNTIL + 86400);
}

static void fill_renew(struct world *w, struct act *act)
{
	put(w, act, "key", bin_of(w, "a key"));
	world_int(w, act, "until", UNTIL);
}

static void fill_revoke(struct world *w, struct act *act)
{
	put(w, act, "key", bin_of(w, "a key"));
	world_int(w, act, "good", 300);
	world_text(w, act, "reason", "密钥遗失");
}

static void fill_roots(struct world *w, struct act *act)
{
	struct sign_pair a = sign_of("root one"), b = sign_of("root two");
	bool swap = sign_public_compare(&a.public, &b.public) > 0;
	struct ledger_roles roles = { .version = 2 };

	for (size_t i = 0; i < LEDGER_ROLE_COUNT; i++) {
		roles.role[i].count = 2;
		roles.role[i].threshold = i == LEDGER_ROOT ? 2 : 1;
		roles.role[i].keys[0] = swap ? b.public : a.public;
		roles.role[i].keys[1] = swap ? a.public : b.public;
	}
	world_int(w, act, "version", 2);
	put(w, act, "roles", ledger_roles_value(w->arena, &roles));
	act->critical = true;
}

static void fill_policy(struct world *w, struct act *act)
{
	world_int(w, act, "version", 1);
	put(w, act, "escrow", seal_key(w, "escrow"));
}

static void fill_rename(struct world *w, struct act *act)
{
	world_text(w, act, "node", "hanbin");
	world_text(w, act, "name", "汉滨新区");
	world_text(w, act, "code", "610999");
}

static void fill_cut(struct world *w, struct act *act)
{
	world_text(w, act, "node", "hanbin");
	put(w, act, "at", cut(w, NULL, 300));
	if (strcmp(act->kind, "node.resume") != 0)
		world_text(w, act, "reason", "整顿");
}

/* The order of `to` means something: the first gets the pens. */
static void fill_succeed(struct world *w, struct act *act)
{
	struct value *from = value_list(w->arena);

	value_push(w->arena, from, cut(w, "ankang-gaoxin", 300));
	value_push(w->arena, from, cut(w, "hanbin", 301));
	put(w, act, "from", from);
	world_list(w, act, "to", "ziyang,ankang");
	world_text(w, act, "reason", "合并");
}

static void fill_move(struct world *w, struct act *act)
{
	put(w, act, "addresses", addresses(w));
}

static void fill_rotate(struct world *w, struct act *act)
{
	world_text(w, act, "purpose", "log");
	put(w, act, "key", sign_key(w, "next"));
	world_bool(w, act, "compromised", true);
	act->critical = true;
}

static void fill_archive(struct world *w, struct act *act)
{
	world_text(w, act, "to", "ankang");
	if (strcmp(act->kind, "archive.give") == 0)
		world_int(w, act, "until", UNTIL);
}

static void fill_pseudonym(struct world *w, struct act *act)
{
	world_text(w, act, "item", "T04");
	world_int(w, act, "year", 2026);
	if (strcmp(act->kind, "pseudonym.end") == 0)
		return;
	put(w, act, "sealing", seal_key(w, "sealing"));
	world_text(w, act, "to", "hanbin");
	world_vault(w, act, "key.hanbin");
}

static void fill_warrant(struct world *w, struct act *act)
{
	put(w, act, "case", bin_of(w, "a dossier"));
	world_text(w, act, "auditor", "审计组");
	put(w, act, "key", sign_key(w, "auditor"));
	put(w, act, "sealing", seal_key(w, "auditor"));
	world_int(w, act, "until", UNTIL);
	world_text(w, act, "reason", "专项检查");
}

/* Spans that begin and end a day are the bounds. */
static struct value *hours_of(struct world *w)
{
	static const int64_t spans[][2] = { { 0, 1 }, { 540, 720 },
		{ 840, 1020 }, { 1140, 1440 } };
	struct value *hours = value_list(w->arena);

	for (size_t i = 0; i < sizeof(spans) / sizeof(*spans); i++) {
		struct value *pair = value_list(w->arena);

		value_push(w->arena, pair, value_int(w->arena, spans[i][0]));
		value_push(w->arena, pair, value_int(w->arena, spans[i][1]));
		value_push(w->arena, hours, pair);
	}
	return hours;
}

static void fill_office(struct world *w, struct act *act)
{
	put(w, act, "hours", hours_of(w));
	world_text(w, act, "from", "2027-01-01");
}

static void fill_adopt(struct world *w, struct act *act)
{
	world_text(w, act, "item", "T04");
	world_text(w, act, "from", "2026-11-01");
	act->has_std = true;
}

static void fill_give(struct world *w, struct act *act)
{
	world_text(w, act, "to", "ankang-gaoxin");
	world_text(w, act, "item", "T04");
	world_list(w, act, "rights", "accept,receive");
	world_int(w, act, "until", UNTIL);
	act->has_std = true;
}

static void fill_end(struct world *w, struct act *act)
{
	put(w, act, "grant", bin_of(w, "a grant"));
	world_text(w, act, "reason", "委托协议到期");
}

/* A mark holds the signed act that it rests on. */
static void fill_mark(struct world *w, struct act *act)
{
	struct digest id = digest_of("a dossier");
	struct act *ground =
	    world_sample(w, WORLD_GAOXIN, "case.owe.close", &id);

	world_text(w, ground, "result", "broken");
	put(w, act, "ground",
	    value_bin(w->arena, world_sign(w, ground,
				    &w->nodes[WORLD_GAOXIN].staff[WORLD_CLERK])
				    ->raw));
	put(w, act, "case", bin_of(w, "a dossier"));
	world_text(w, act, "item", "T04");
	put(w, act, "subject", bin_of(w, "a subject"));
	act->has_std = true;
}

static void fill_repair(struct world *w, struct act *act)
{
	put(w, act, "mark", bin_of(w, "a mark"));
	world_text(w, act, "node", "ankang-gaoxin");
	world_text(w, act, "reason", "已补正并经核查");
	put(w, act, "record", bin_of(w, "an act"));
}

static void fill_licence(struct world *w, struct act *act)
{
	put(w, act, "licence", bin_of(w, "a licence"));
	put(w, act, "holder", bin_of(w, "a holder"));
	world_text(w, act, "type", "食品经营许可证");
	world_int(w, act, "until", UNTIL);
	put(w, act, "case", bin_of(w, "a dossier"));
	world_vault(w, act, arena_print(w->arena, "key.%s", act->node));
}

static void fill_renewal(struct world *w, struct act *act)
{
	put(w, act, "issue", bin_of(w, "an issue"));
	world_int(w, act, "until", UNTIL);
	world_vault(w, act, arena_print(w->arena, "key.%s", act->node));
}

static void fill_event(struct world *w, struct act *act)
{
	put(w, act, "issue", bin_of(w, "an issue"));
	world_text(w, act, "reason", "持证人申请");
}

static void fill_ask(struct world *w, struct act *act)
{
	fill_event(w, act);
	world_text(w, act, "node", "hanbin");
}

static void fill_answer(struct world *w, struct act *act)
{
	put(w, act, "ask", bin_of(w, "an ask"));
	world_text(w, act, "to", "hanbin");
	put(w, act, "sealing", seal_key(w, "sealing"));
	world_vault(w, act, "key.hanbin");
}

static void fill_slots(struct world *w, struct act *act)
{
	struct value *days = value_list(w->arena);

	put(w, act, "hours", hours_of(w));
	value_push(w->arena, days, value_text(w->arena, "2026-12-01"));
	value_push(w->arena, days, value_text(w->arena, "2026-12-02"));
	put(w, act, "days", days);
	world_text(w, act, "label", "婚姻登记");
	put(w, act, "minutes", value_int(w->arena, 30));
	put(w, act, "seats", value_int(w->arena, 2));
}

static void fill_close(struct world *w, struct act *act)
{
	put(w, act, "open", bin_of(w, "slots"));
	world_text(w, act, "reason", "设备检修");
}

static void fill_book(struct world *w, struct act *act)
{
	put(w, act, "open", bin_of(w, "slots"));
	put(w, act, "starts", value_int(w->arena, 1796088600));
	world_text(w, act, "item", "T21");
	world_text(w, act, "channel", "phone");
	put(w, act, "code", bin_of(w, "a code"));
}

static void fill_booking(struct world *w, struct act *act)
{
	put(w, act, "booking", bin_of(w, "a booking"));
	if (strcmp(act->kind, "slot.cancel") == 0)
		world_text(w, act, "reason", "来电取消");
	if (strcmp(act->kind, "slot.kept") == 0)
		put(w, act, "case", bin_of(w, "a case"));
}

static void fill_fork(struct world *w, struct act *act)
{
	struct value *proof = value_list(w->arena);
	struct bytes one = world_note(w, WORLD_HANBIN, 2, w->now);
	struct bytes two = world_note(w, WORLD_HANBIN, 3, w->now + 60);

	world_text(w, act, "node", "hanbin");
	put(w, act, "one", value_text(w->arena, arena_text(w->arena, one)));
	put(w, act, "two", value_text(w->arena, arena_text(w->arena, two)));
	value_push(w->arena, proof, bin_of(w, "a subtree"));
	put(w, act, "proof", proof);
}

static const struct {
	const char *kind;
	void (*fill)(struct world *w, struct act *act);
} rows[] = {
	{ "network.open", fill_open },
	{ "node.admit", fill_admit },
	{ "calendar.publish", fill_calendar },
	{ "standard.publish", fill_standard },
	{ "staff.grant", fill_grant },
	{ "staff.renew", fill_renew },
	{ "staff.revoke", fill_revoke },
	{ "root.change", fill_roots },
	{ "policy.set", fill_policy },
	{ "node.rename", fill_rename },
	{ "node.suspend", fill_cut },
	{ "node.resume", fill_cut },
	{ "node.retire", fill_cut },
	{ "node.succeed", fill_succeed },
	{ "node.move", fill_move },
	{ "key.rotate", fill_rotate },
	{ "archive.give", fill_archive },
	{ "archive.end", fill_archive },
	{ "pseudonym.give", fill_pseudonym },
	{ "pseudonym.end", fill_pseudonym },
	{ "office.set", fill_office },
	{ "warrant.issue", fill_warrant },
	{ "standard.adopt", fill_adopt },
	{ "grant.give", fill_give },
	{ "grant.end", fill_end },
	{ "slot.open", fill_slots },
	{ "slot.close", fill_close },
	{ "slot.book", fill_book },
	{ "slot.cancel", fill_booking },
	{ "slot.kept", fill_booking },
	{ "slot.missed", fill_booking },
	{ "fork.proof", fill_fork },
	{ "settle", fill_cut },
	{ "credit.mark", fill_mark },
	{ "credit.repair", fill_repair },
	{ "licence.issue", fill_licence },
	{ "licence.renew", fill_renewal },
	{ "licence.suspend", fill_event },
	{ "licence.resume", fill_event },
	{ "licence.revoke", fill_event },
	{ "licence.ask", fill_ask },
	{ "licence.give", fill_answer },
};

size_t bodies_ledger_count(void)
{
	return sizeof(rows) / sizeof(*rows);
}

const char *bodies_ledger_kind(size_t i)
{
	must(i < bodies_ledger_count());
	return rows[i].kind;
}

struct act *bodies_ledger_draft(struct world *w, const char *kind)
{
	for (size_t i = 0; i < bodies_ledger_count(); i++) {
		struct act *act;

		if (strcmp(rows[i].kind, kind) != 0)
			continue;
		act = world_draft(w, WORLD_GAOXIN, kind);
		rows[i].fill(w, act);
		return act;
	}
	return NULL;
}
