#include "tests/sim/town.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "schema/calendar.h"
#include "schema/number.h"
#include "schema/standard.h"
#include "schema/value.h"
#include "sync/vault.h"
#include "tests/suite/suite_used.h"

#define FOREVER    4102444800 /* 2100 */
#define SOURCE_MAX (256u << 10)

#define PEERS_WANTED 8 /* in a large town */

static const char *const names[] = { "ankang", "hanbin", "ankang-gaoxin",
	"hanyin", "shiquan", "ningshan", "ziyang", "langao", "pingli",
	"zhenping" };

/* ---- the network ---- */

static struct bytes read_file(struct arena *a, const char *path)
{
	char *full = mem_print("%s/%s", SOURCE_ROOT, path);
	uint8_t *p = arena_take(a, SOURCE_MAX);
	FILE *f = fopen(full, "rb");
	size_t n;

	must(f != NULL);
	n = fread(p, 1, SOURCE_MAX, f);
	must(n > 0 && n < SOURCE_MAX);
	must(fclose(f) == 0);
	mem_free(full);
	return (struct bytes){ p, n };
}

static void make_node(struct town *t, size_t i)
{
	struct town_node *n = &t->nodes[i];
	struct member *m = &n->member;

	if (i < sizeof(names) / sizeof(names[0]))
		memcpy(n->id, names[i], strlen(names[i]) + 1);
	else
		must(snprintf(n->id, sizeof(n->id), "qu-%03zu", i) > 0);
	sign_pair_make(&n->log, suite_used(), t->random);
	sign_pair_make(&n->recovery, suite_used(), t->random);
	sign_pair_make(&n->witness, suite_used(), t->random);
	sign_pair_make(&n->clerk, suite_used(), t->random);
	sign_pair_make(&n->chief, suite_used(), t->random);
	noise_pair_make(&n->channel, t->random);
	seal_pair_make(&n->sealing, suite_used(), t->random);
	memcpy(m->node, n->id, sizeof(m->node));
	memcpy(m->name, n->id, sizeof(n->id));
	m->log = n->log.public;
	m->recovery = n->recovery.public;
	m->witness = n->witness.public;
	m->channel = n->channel.public;
	m->sealing = n->sealing.public;
}

static void make_genesis(struct town *t)
{
	struct genesis *g = &t->genesis;
	struct buf raw = { 0 };

	sign_pair_make(&t->root, suite_used(), t->random);
	memcpy(g->name, "simulation", sizeof("simulation"));
	g->suite = suite_used();
	g->at_ms = (int64_t)TOWN_START * 1000;
	random_fill(t->random, g->nonce, sizeof(g->nonce));
	g->root_count = g->threshold = 1;
	g->roots[0] = t->root.public;
	g->authority = t->nodes[0].member;
	genesis_encode(g, &raw);
	g->network = digest_sha256(buf_bytes(&raw));
	buf_fini(&raw);
}

/* ---- acts ---- */

struct draft {
	struct town *t;
	struct arena *a;
	struct act *act;
	struct value *body;
	struct act_vault *vault;
};

static struct draft draft_new(struct town *t, struct arena *a, size_t node,
    const char *kind, int64_t wall, const struct sign_pair *by)
{
	struct digest key = sign_key_id(&by->public);
	struct draft d = { .t = t, .a = a };

	d.act = act_new(a,
	    &(struct act_origin){ suite_used(), &t->genesis.network,
		t->nodes[node].id, wall * 1000 },
	    kind, t->random, &key);
	d.act->body = d.body = value_map(a);
	d.vault = arena_take_array(a, ACT_VAULT_MAX, sizeof(*d.vault));
	d.act->vault = d.vault;
	return d;
}

static void set_text(struct draft *d, const char *key, const char *text)
{
	value_set(d->a, d->body, key, value_text(d->a, text));
}

static void set_int(struct draft *d, const char *key, int64_t n)
{
	value_set(d->a, d->body, key, value_int(d->a, n));
}

static void set_id(struct draft *d, const char *key, const struct digest *id)
{
	value_set(d->a, d->body, key, value_bin(d->a, digest_bytes(id)));
}

/* @texts: separated by commas, ascending. */
static void set_list(struct draft *d, const char *key, const char *texts)
{
	struct value *list = value_list(d->a);

	for (const char *p = texts; *p != '\0';) {
		size_t n = strcspn(p, ",");

		value_push(d->a, list,
		    value_text_bytes(
			d->a, (struct bytes){ (const uint8_t *)p, n }));
		p += n + (p[n] == ',');
	}
	value_set(d->a, d->body, key, list);
}

static void set_std(struct draft *d)
{
	d->act->has_std = true;
	d->act->std = d->t->standard->digest;
}

/* A sealed object of some kind; the fold only sees its name. */
static struct digest add_object(
    struct draft *d, const char *id, struct vault_store *vault)
{
	uint8_t bytes[400];
	size_t n = 100 + random_below(d->t->random, 300);
	struct bytes sealed = { bytes, n };
	struct digest root;

	random_fill(d->t->random, bytes, n);
	root = vault_name(sealed);
	must(vault_put(vault,
		 strncmp(id, "key.", 4) == 0 ? VAULT_WRAP : VAULT_FILE, &root,
		 sealed, NULL) == ERR_OK);
	d->vault[d->act->vault_count++] = (struct act_vault){
		.id = arena_text(d->a, bytes_text(id)),
		.root = root,
		.bytes = n,
	};
	return root;
}

static void add_wrap(struct draft *d, size_t node, struct vault_store *vault)
{
	char *id = mem_print("key.%s", d->t->nodes[node].id);

	(void)add_object(d, id, vault);
	mem_free(id);
}

static void refer(struct draft *d, const struct digest *act)
{
	d->act->refs[d->act->ref_count++] =
	    (struct act_ref){ .type = ACT_REF_ACT, .act = *act };
}

static size_t peer_index(const struct town *t, size_t a, size_t b)
{
	const struct town_node *n = &t->nodes[a];
	size_t i = 0;

	while (i < n->peer_count && n->peers[i] != b)
		i++;
	return i;
}

bool town_peers(const struct town *t, size_t a, size_t b)
{
	return peer_index(t, a, b) < t->nodes[a].peer_count;
}

/* F-83 to F-89: what a district that is not the home relies on. */
static void cite_home(
    struct draft *d, size_t node, size_t home, const struct town_head *head)
{
	const struct town_node *h = &d->t->nodes[home];

	if (node == home)
		return;
	if (town_peers(d->t, home, node)) /* or the act is refused */
		refer(d, &h->grant[peer_index(d->t, home, node)]);
	d->act->refs[d->act->ref_count++] = (struct act_ref){
		.type = ACT_REF_HEAD,
		.node = h->id,
		.size = head->size,
		.root = head->root,
	};
}

static struct bytes finish(struct draft *d, const struct sign_pair *by)
{
	act_seal(d->a, d->act);
	act_sign(d->act, by);
	act_finish(d->a, d->act);
	return d->act->raw;
}

/* ---- before the first case ---- */

static struct digest set_up(
    struct draft *d, size_t node, const struct sign_pair *by)
{
	struct town_node *n = &d->t->nodes[node];
	struct town_setup *s = &n->setup[n->setup_count];

	must(n->setup_count < n->setup_room);
	s->raw = finish(d, by);
	s->id = d->act->id;
	n->setup_count++;
	return s->id;
}

static void set_up_root(struct town *t, const char *kind, const char *key,
    const struct value *value)
{
	struct draft d = draft_new(t, t->arena, 0, kind, TOWN_START, &t->root);

	value_set(t->arena, d.body, key, value);
	(void)set_up(&d, 0, &t->root);
}

static void set_up_authority(struct town *t)
{
	const struct calendar *calendar;
	struct buf raw = { 0 };

	genesis_encode(&t->genesis, &raw);
	set_up_root(
	    t, "network.open", "genesis", value_bin(t->arena, buf_bytes(&raw)));
	buf_fini(&raw);
	for (size_t i = 1; i < t->count; i++)
		set_up_root(t, "node.admit", "member",
		    genesis_member_value(t->arena, &t->nodes[i].member));
	must(calendar_parse(&calendar, t->arena,
		 read_file(t->arena, "deploy/calendars/cn-2024-2026.yaml"),
		 NULL) == ERR_OK);
	set_up_root(
	    t, "calendar.publish", "calendar", calendar_value(calendar));
	set_up_root(t, "standard.publish", "standard", t->standard->tree);
}

static void set_up_staff(struct town *t, size_t node, const char *id,
    const struct sign_pair *key, const char *roles)
{
	const struct sign_pair *by = &t->nodes[node].log;
	struct draft d =
	    draft_new(t, t->arena, node, "staff.grant", TOWN_START, by);

	value_set(t->arena, d.body, "key",
	    value_bin(t->arena, sign_public_bytes(&key->public)));
	set_text(&d, "id", id);
	set_text(&d, "name", "测试人员");
	set_list(&d, "roles", roles);
	set_list(&d, "depts", "");
	set_int(&d, "until", FOREVER);
	(void)set_up(&d, node, by);
}

static void set_up_adoption(struct town *t, size_t node)
{
	const struct sign_pair *by = &t->nodes[node].log;
	struct draft d =
	    draft_new(t, t->arena, node, "standard.adopt", TOWN_START, by);

	set_std(&d);
	set_text(&d, "item", "T04");
	set_text(&d, "from", "2026-11-01");
	t->nodes[node].adoption = set_up(&d, node, by);
}

static void set_up_grant(struct town *t, size_t node, size_t to)
{
	const struct sign_pair *by = &t->nodes[node].log;
	struct draft d =
	    draft_new(t, t->arena, node, "grant.give", TOWN_START, by);

	set_std(&d);
	set_text(&d, "to", t->nodes[t->nodes[node].peers[to]].id);
	set_text(&d, "item", "T04");
	set_list(
	    &d, "rights", "accept,decide,deliver,notice,print,receive,verify");
	set_int(&d, "until", FOREVER);
	t->nodes[node].grant[to] = set_up(&d, node, by);
}

static void set_up_district(struct town *t, size_t node)
{
	const struct town_node *n = &t->nodes[node];

	set_up_staff(t, node, "clerk-01", &n->clerk,
	    "acceptor,courier,dispatcher,handler,issuer,reviewer-1,window");
	set_up_staff(t, node, "chief-01", &n->chief, "reviewer-2");
	set_up_adoption(t, node);
	for (size_t to = 0; to < t->nodes[node].peer_count; to++)
		set_up_grant(t, node, to);
}

/* ---- who knows whom ---- */

static void befriend(struct town *t, size_t a, size_t b)
{
	struct town_node *x = &t->nodes[a], *y = &t->nodes[b];

	if (a == b || x->peer_count == TOWN_PEERS_MAX ||
	    y->peer_count == TOWN_PEERS_MAX || town_peers(t, a, b))
		return;
	x->peers[x->peer_count++] = b;
	y->peers[y->peer_count++] = a;
}

static void acquaint(struct town *t)
{
	for (size_t i = 0; i < t->count; i++) {
		size_t near = t->count <= TOWN_MESH_MAX ? t->count - 1 : 2;

		for (size_t k = 1; k <= near; k++)
			befriend(t, i, (i + k) % t->count);
	}
	for (size_t i = 0; t->count > TOWN_MESH_MAX && i < t->count; i++) {
		for (unsigned tries = 0;
		     tries < 1000 && t->nodes[i].peer_count < PEERS_WANTED;
		     tries++)
			befriend(
			    t, i, (size_t)random_below(t->random, t->count));
	}
}

/* Staff, adoption, a grant for each peer; the authority admits the others. */
static void make_room(struct town *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct town_node *n = &t->nodes[i];

		n->setup_room = 3 + n->peer_count + (i == 0 ? 2 + t->count : 0);
		n->setup = arena_take_array(
		    t->arena, n->setup_room, sizeof(*n->setup));
	}
}

struct town *town_new(size_t count, struct random *random)
{
	struct town *t = mem_new(sizeof(*t));
	struct standard_faults *faults = mem_new(sizeof(*faults));

	must(count >= TOWN_NODES_MIN && count <= TOWN_NODES_MAX);
	t->arena = arena_new();
	t->random = random;
	t->count = count;
	must(standard_parse(&t->standard, t->arena,
		 read_file(t->arena, "deploy/standards/T04.yaml"),
		 faults) == ERR_OK);
	mem_free(faults);
	for (size_t i = 0; i < count; i++)
		make_node(t, i);
	acquaint(t);
	make_room(t);
	make_genesis(t);
	set_up_authority(t);
	for (size_t i = 0; i < count; i++)
		set_up_district(t, i);
	return t;
}

void town_free(struct town *t)
{
	if (t == NULL)
		return;
	arena_free(t->arena);
	mem_free(t);
}

size_t town_index(const struct town *t, const char *id)
{
	size_t i = 0;

	while (i < t->count && strcmp(t->nodes[i].id, id) != 0)
		i++;
	must(i < t->count);
	return i;
}

/* ---- cases ---- */

static void set_number(struct draft *d, size_t node, int64_t wall)
{
	struct town_node *n = &d->t->nodes[node];
	struct number number = { .day = day_at(wall),
		.sequence = ++n->numbers };
	char text[NUMBER_TEXT_ROOM];

	memcpy(number.node, n->id, sizeof(number.node));
	number_format(text, &number);
	set_text(d, "number", text);
}

struct bytes town_receive(struct town *t, struct arena *a, size_t node,
    size_t home, const struct town_head *head, struct vault_store *vault,
    int64_t wall)
{
	const struct sign_pair *by = &t->nodes[node].clerk;
	struct draft d = draft_new(t, a, node, "case.receive", wall, by);

	set_std(&d);
	set_text(&d, "item", "T04");
	set_text(&d, "home", t->nodes[home].id);
	set_text(&d, "channel", "window");
	set_text(&d, "calendar", "cn-state");
	set_list(&d, "materials", "M1,M2,M3");
	set_number(&d, node, wall);
	(void)add_object(&d, "form", vault);
	(void)add_object(&d, "mat.M1", vault);
	add_wrap(&d, node, vault);
	if (home != node)
		add_wrap(&d, home, vault);
	refer(&d, &t->nodes[node].adoption);
	cite_home(&d, node, home, head);
	return finish(&d, by);
}

static struct draft case_draft(struct town *t, struct arena *a, size_t node,
    const char *kind, const struct dossier *of, int64_t wall,
    const struct sign_pair *by)
{
	struct draft d = draft_new(t, a, node, kind, wall, by);

	d.act->has_dossier = true;
	d.act->dossier = of->id;
	d.act->after_count = of->head_count;
	memcpy(d.act->after, of->heads, of->head_count * sizeof(of->heads[0]));
	return d;
}

static void fill_accept(struct draft *d, struct vault_store *vault)
{
	struct value *verdicts = value_map(d->a);
	const struct standard *s = d->t->standard;
	struct digest inputs = add_object(d, "facts", vault);

	for (size_t i = 0; i < s->criterion_count; i++)
		value_set(d->a, verdicts, s->criteria[i].code,
		    value_text(d->a, "met"));
	value_set(d->a, d->body, "verdicts", verdicts);
	set_id(d, "inputs", &inputs);
}

struct bytes town_move(struct town *t, struct arena *a, size_t node,
    const char *kind, const struct dossier *of, const struct town_head *head,
    struct vault_store *vault, int64_t wall)
{
	bool last = strcmp(kind, "case.decide.yes") == 0;
	const struct sign_pair *by =
	    last ? &t->nodes[node].chief : &t->nodes[node].clerk;
	struct draft d = case_draft(t, a, node, kind, of, wall, by);

	set_id(&d, "custody", &of->custody);
	if (strcmp(kind, "case.accept") == 0)
		fill_accept(&d, vault);
	if (strcmp(kind, "case.opine") == 0)
		set_text(&d, "opinion", "agree");
	if (strcmp(kind, "case.opine") == 0 || last)
		set_int(&d, "level", last ? 2 : 1);
	if (strcmp(kind, "case.issue") == 0)
		(void)add_object(&d, "result", vault);
	if (strcmp(kind, "case.deliver") == 0)
		set_text(&d, "means", "pickup");
	if (strcmp(kind, "case.close") != 0)
		cite_home(&d, node, town_index(t, of->home), head);
	return finish(&d, by);
}

struct bytes town_offer(struct town *t, struct arena *a, size_t node,
    const struct dossier *of, size_t to, int64_t expiry,
    struct vault_store *vault, int64_t wall)
{
	const struct sign_pair *by = &t->nodes[node].clerk;
	struct draft d = case_draft(t, a, node, "case.offer", of, wall, by);

	set_id(&d, "custody", &of->custody);
	set_text(&d, "to", t->nodes[to].id);
	set_int(&d, "epoch", 0);
	set_text(&d, "reason", "属地办理");
	set_int(&d, "expiry", expiry);
	add_wrap(&d, to, vault);
	return finish(&d, by);
}

struct bytes town_answer(struct town *t, struct arena *a, size_t node,
    const char *kind, const struct dossier *of, int64_t wall)
{
	const struct sign_pair *by = &t->nodes[node].clerk;
	struct draft d = case_draft(t, a, node, kind, of, wall, by);

	set_id(&d, "offer", &of->offer.id);
	if (strcmp(kind, "case.take") == 0)
		value_set(a, d.body, "waived", value_bool(a, false));
	else
		set_text(&d, "reason", "不属本区");
	return finish(&d, by);
}

struct bytes town_reclaim(struct town *t, struct arena *a, size_t node,
    const struct dossier *of, struct bytes note, int64_t wall)
{
	const struct sign_pair *by = &t->nodes[node].clerk;
	struct draft d = case_draft(t, a, node, "case.reclaim", of, wall, by);

	set_id(&d, "offer", &of->offer.id);
	d.act->refs[d.act->ref_count++] =
	    (struct act_ref){ .type = ACT_REF_NOTE, .note = note };
	return finish(&d, by);
}
