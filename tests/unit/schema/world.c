#include "tests/unit/schema/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/calendar.h"
#include "schema/checkpoint.h"
#include "schema/right.h"
#include "schema/role.h"
#include "schema/standard.h"
#include "tests/suite/suite_used.h"

#define MINUTE   60
#define FOREVER  4102444800 /* 2100 */
#define YAML_MAX (256u << 10)

static struct bytes read_file(struct world *w, const char *path)
{
	char *full = mem_print("%s/%s", SOURCE_ROOT, path);
	uint8_t *p = arena_take(w->arena, YAML_MAX);
	FILE *f = fopen(full, "rb");
	size_t n;

	must(f != NULL);
	n = fread(p, 1, YAML_MAX, f);
	must(n > 0 && n < YAML_MAX);
	must(fclose(f) == 0);
	mem_free(full);
	return (struct bytes){ p, n };
}

/* The file's standard, kept for five years after a case is closed. */
static const struct standard *read_standard(struct world *w, const char *path)
{
	struct standard_faults *faults = mem_new(sizeof(*faults));
	struct bytes file = read_file(w, path);
	const char *yaml = arena_print(w->arena, "%.*s\nretention: 5\n",
	    (int)file.n, (const char *)file.p);
	const struct standard *s;

	must(standard_parse(&s, w->arena, bytes_text(yaml), faults) == ERR_OK);
	mem_free(faults);
	return s;
}

static void make_node(
    struct world *w, struct world_node *n, const char *id, const char *name)
{
	struct random *r = &w->random.random;

	n->id = id;
	sign_pair_make(&n->log, suite_used(), r);
	sign_pair_make(&n->recovery, suite_used(), r);
	sign_pair_make(&n->witness, suite_used(), r);
	noise_pair_make(&n->channel, r);
	seal_pair_make(&n->sealing, suite_used(), r);
	for (size_t i = 0; i < WORLD_STAFF_COUNT; i++)
		sign_pair_make(&n->staff[i], suite_used(), r);
	(void)snprintf(n->member.node, sizeof(n->member.node), "%s", id);
	(void)snprintf(n->member.name, sizeof(n->member.name), "%s", name);
	n->member.log = n->log.public;
	n->member.recovery = n->recovery.public;
	n->member.witness = n->witness.public;
	n->member.channel = n->channel.public;
	n->member.sealing = n->sealing.public;
}

struct world *world_new(uint64_t seed)
{
	struct world *w = mem_new(sizeof(*w));
	uint8_t bytes[RANDOM_SEED_BYTES] = { 0 };
	struct buf raw = { 0 };

	memcpy(bytes, &seed, sizeof(seed));
	w->arena = arena_new();
	w->now = WORLD_START;
	random_seeded_init(&w->random, bytes);
	sign_pair_make(&w->root, suite_used(), &w->random.random);
	make_node(w, &w->nodes[WORLD_ANKANG], "ankang", "安康市");
	make_node(w, &w->nodes[WORLD_HANBIN], "hanbin", "汉滨区");
	make_node(w, &w->nodes[WORLD_GAOXIN], "ankang-gaoxin", "安康高新区");
	(void)snprintf(w->nodes[WORLD_HANBIN].member.code,
	    sizeof(((struct member *)0)->code), "610902");
	(void)snprintf(w->genesis.name, sizeof(w->genesis.name), "安康通办网");
	w->genesis.suite = suite_used();
	w->genesis.at_ms = WORLD_START * (int64_t)1000;
	w->genesis.root_count = 1;
	w->genesis.threshold = 1;
	w->genesis.roots[0] = w->root.public;
	w->genesis.authority = w->nodes[WORLD_ANKANG].member;
	genesis_encode(&w->genesis, &raw);
	w->genesis.network = digest_sha256(buf_bytes(&raw));
	buf_fini(&raw);
	w->standard = read_standard(w, "deploy/standards/T04.yaml");
	w->revision2 = read_standard(w, "deploy/standards/T04-r2.yaml");
	return w;
}

void world_free(struct world *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < WORLD_NODES; i++)
		mem_free(w->nodes[i].entries);
	arena_free(w->arena);
	mem_free(w);
}

struct act *world_draft(
    struct world *w, enum world_node_index node, const char *kind)
{
	static const struct digest nobody;
	struct act *act = act_new(w->arena,
	    &(struct act_origin){ suite_used(), &w->genesis.network,
		w->nodes[node].id, w->now * 1000 },
	    kind, &w->random.random, &nobody);

	act->body = value_map(w->arena);
	return act;
}

/* Bodies of drafts are maps made by world_draft(), not yet packed. */
struct value *world_body(struct act *act)
{
	return (struct value *)(uintptr_t)act->body;
}

void world_text(
    struct world *w, struct act *act, const char *key, const char *text)
{
	value_set(w->arena, world_body(act), key, value_text(w->arena, text));
}

void world_int(struct world *w, struct act *act, const char *key, int64_t n)
{
	value_set(w->arena, world_body(act), key, value_int(w->arena, n));
}

void world_bool(struct world *w, struct act *act, const char *key, bool b)
{
	value_set(w->arena, world_body(act), key, value_bool(w->arena, b));
}

void world_id(
    struct world *w, struct act *act, const char *key, const struct digest *id)
{
	value_set(w->arena, world_body(act), key,
	    value_bin(w->arena, digest_bytes(id)));
}

void world_list(struct world *w, struct act *act, const char *key,
    const char *comma_separated)
{
	struct value *list = value_list(w->arena);
	const char *p = comma_separated;

	while (*p != '\0') {
		size_t n = strcspn(p, ",");

		value_push(w->arena, list,
		    value_text_bytes(
			w->arena, (struct bytes){ (const uint8_t *)p, n }));
		p += n + (p[n] == ',' ? 1 : 0);
	}
	value_set(w->arena, world_body(act), key, list);
}

void world_vault(struct world *w, struct act *act, const char *id)
{
	struct act_vault *vault =
	    arena_take_array(w->arena, act->vault_count + 1, sizeof(*vault));

	if (act->vault_count > 0)
		memcpy(vault, act->vault, act->vault_count * sizeof(*vault));
	vault[act->vault_count++] = (struct act_vault){
		.id = arena_text(w->arena, bytes_text(id)),
		.root = digest_sha256(bytes_text(id)),
		.bytes = 100,
	};
	act->vault = vault;
}

void world_refer(struct act *act, const struct digest *other)
{
	struct act_ref *ref = &act->refs[act->ref_count++];

	ref->type = ACT_REF_ACT;
	ref->act = *other;
}

void world_refer_head(
    struct world *w, struct act *act, enum world_node_index node)
{
	const struct world_node *n = &w->nodes[node];
	struct act_ref *ref = &act->refs[act->ref_count++];

	ref->type = ACT_REF_HEAD;
	ref->node = n->id;
	ref->epoch = 0;
	ref->size = n->count;
	ref->root = n->entries[n->count - 1].root;
}

const struct act *world_sign(
    struct world *w, struct act *act, const struct sign_pair *signer)
{
	struct act *again;
	struct why why;

	act->by = sign_key_id(&signer->public);
	act_seal(w->arena, act);
	act_sign(act, signer);
	act_finish(w->arena, act);
	must(act_decode(w->arena, act->raw, &again, &why) == RULE_NONE);
	must(digest_equal(&again->id, &act->id));
	return again;
}

/* RFC 6962 section 2.1 over some acts; keys/merkle.h stands above us. */
static struct digest tree_head(const struct world_entry *entries, size_t count)
{
	struct digest left, right;
	size_t half = 1;

	if (count == 1)
		return digest_leaf(entries[0].act->raw);
	while (2 * half < count)
		half *= 2;
	left = tree_head(entries, half);
	right = tree_head(entries + half, count - half);
	return digest_pair(DIGEST_PREFIX_PAIR, &left, &right);
}

void world_append(
    struct world *w, enum world_node_index node, const struct act *act)
{
	struct world_node *n = &w->nodes[node];

	if (n->count == n->room) {
		n->room = n->room == 0 ? 16 : n->room * 2;
		n->entries =
		    mem_resize(n->entries, n->room * sizeof(*n->entries));
	}
	n->entries[n->count] =
	    (struct world_entry){ .act = act, .time = w->now };
	n->count++;
	n->entries[n->count - 1].root = tree_head(n->entries, n->count);
}

const struct act *world_log_by(
    struct world *w, struct act *act, const struct sign_pair *signer)
{
	const struct act *done = world_sign(w, act, signer);

	world_append(w, world_index(w, act->node), done);
	w->now += MINUTE;
	return done;
}

const struct act *world_log(
    struct world *w, struct act *act, enum world_staff staff)
{
	return world_log_by(
	    w, act, &w->nodes[world_index(w, act->node)].staff[staff]);
}

enum world_node_index world_index(const struct world *w, const char *node)
{
	unsigned i = 0;

	while (i < WORLD_NODES && strcmp(w->nodes[i].id, node) != 0)
		i++;
	must(i < WORLD_NODES);
	return (enum world_node_index)i;
}

static void log_open(struct world *w)
{
	struct act *act = world_draft(w, WORLD_ANKANG, "network.open");
	struct buf raw = { 0 };

	genesis_encode(&w->genesis, &raw);
	value_set(w->arena, world_body(act), "genesis",
	    value_bin(w->arena, buf_bytes(&raw)));
	(void)world_log_by(w, act, &w->root);
	buf_fini(&raw);
}

static void log_root_map(
    struct world *w, const char *kind, const char *key, const struct value *map)
{
	struct act *act = world_draft(w, WORLD_ANKANG, kind);

	value_set(w->arena, world_body(act), key, map);
	(void)world_log_by(w, act, &w->root);
}

static void log_staff(struct world *w, enum world_node_index node,
    enum world_staff staff, const char *id, const char *roles)
{
	struct act *act = world_draft(w, node, "staff.grant");
	const struct sign_pair *key = &w->nodes[node].staff[staff];

	value_set(w->arena, world_body(act), "key",
	    value_bin(w->arena, sign_public_bytes(&key->public)));
	world_text(w, act, "id", id);
	world_text(w, act, "name", "测试人员");
	world_list(w, act, "roles", roles);
	world_list(w, act, "depts", "");
	world_int(w, act, "until", FOREVER);
	(void)world_log_by(w, act, &w->nodes[node].log);
}

static void log_adoption(struct world *w, enum world_node_index node)
{
	struct act *act = world_draft(w, node, "standard.adopt");

	act->has_std = true;
	act->std = w->standard->digest;
	world_text(w, act, "item", "T04");
	world_text(w, act, "from", "2026-11-01");
	w->adoption[node] = world_log_by(w, act, &w->nodes[node].log)->id;
}

static void log_grant(struct world *w)
{
	struct act *act = world_draft(w, WORLD_HANBIN, "grant.give");

	act->has_std = true;
	act->std = w->standard->digest;
	world_text(w, act, "to", w->nodes[WORLD_GAOXIN].id);
	world_text(w, act, "item", "T04");
	world_list(w, act, "rights", "deliver,notice,receive,verify");
	world_int(w, act, "until", FOREVER);
	w->grant = world_log_by(w, act, &w->nodes[WORLD_HANBIN].log)->id;
}

void world_furnish(struct world *w)
{
	const struct calendar *calendar;

	must(calendar_parse(&calendar, w->arena,
		 read_file(w, "deploy/calendars/cn-2024-2026.yaml"),
		 NULL) == ERR_OK);
	log_open(w);
	for (unsigned i = WORLD_HANBIN; i < WORLD_NODES; i++)
		log_root_map(w, "node.admit", "member",
		    genesis_member_value(w->arena, &w->nodes[i].member));
	log_root_map(
	    w, "calendar.publish", "calendar", calendar_value(calendar));
	log_root_map(w, "standard.publish", "standard", w->standard->tree);
	for (unsigned i = 0; i < WORLD_NODES; i++) {
		enum world_node_index n = (enum world_node_index)i;

		log_staff(w, n, WORLD_CLERK, "clerk-01",
		    "acceptor,courier,dispatcher,handler,issuer,reviewer-1,"
		    "window");
		log_staff(w, n, WORLD_CHIEF, "chief-01", "reviewer-2");
		log_staff(w, n, WORLD_GUEST, "guest-01", "auditor");
		log_staff(
		    w, n, WORLD_CHAIR, "chair-01", "integrity,supervisor");
		log_adoption(w, n);
	}
	log_grant(w);
}

struct bytes world_note(
    struct world *w, enum world_node_index node, uint64_t size, int64_t time)
{
	const struct world_node *n = &w->nodes[node];
	struct checkpoint c = { .size = size, .time = time };
	struct buf out = { 0 };
	struct bytes note;

	must(size <= n->count);
	(void)snprintf(c.node, sizeof(c.node), "%s", n->id);
	c.root = size > 0 ? n->entries[size - 1].root
			  : digest_sha256((struct bytes){ NULL, 0 });
	checkpoint_write(&out, &w->genesis.network, &c, &n->log);
	note = arena_copy(w->arena, buf_bytes(&out));
	buf_fini(&out);
	return note;
}

enum rule world_rule(const struct dossier *d, const struct digest *act)
{
	size_t i = 0;

	while (i < d->count && !digest_equal(&d->entries[i].act->id, act))
		i++;
	must(i < d->count);
	return d->outcomes[i].rule;
}
