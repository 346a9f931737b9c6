/*
 *	daemon_open -> ... serving ... -> daemon_stop
 *	    -> FINISHING: what clients and acts wait for
 *	    -> LEAVING:   bye to the peers
 *	    -> CLOSING:   sockets, threads, timers -> stopped -> daemon_close
 */
#include "node/daemon_fields.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "keys/random.h"
#include "node/case_draft.h"
#include "node/config.h"
#include "node/crew.h"
#include "node/folder.h"
#include "node/http.h"
#include "node/identity.h"
#include "node/index_write.h"
#include "node/leftover.h"
#include "node/listen.h"
#include "node/login.h"
#include "node/peers.h"
#include "node/prepared.h"
#include "node/staging.h"
#include "node/states.h"
#include "node/tried.h"
#include "node/vault_wraps.h"
#include "schema/checkpoint.h"
#include "schema/ledger.h"
#include "sync/vault.h"
#include "sync/witness.h"

_Noreturn void daemon_fail(const struct why *why)
{
	journal_say(JOURNAL_ERROR,
	    "storage failed; nothing was acknowledged; the node stops at once",
	    "reason", why->text, NULL);
	_exit(err_exit(ERR_STORAGE));
}

/* ---- opening ---- */

/* Keys that are not the member's would only be refused by every peer. */
static enum err check_identity(struct daemon *d, struct why *why)
{
	const struct member *m =
	    ledger_member(d->boot.ledger, d->identity->node);

	const char *passphrase = d->options.config->passphrase_file;
	enum err e = ERR_OK;

	if (m != NULL)
		e = identity_settle(&d->identity, d->options.dir,
		    passphrase[0] != '\0' ? passphrase : NULL, m, why);
	if (e != ERR_OK)
		return e == ERR_CONFLICT ? ERR_CONFIG : e;
	if (m == NULL)
		journal_say(JOURNAL_NOTICE,
		    "this node is not admitted yet; it waits for the "
		    "authority's log",
		    "node", d->identity->node, NULL);
	return ERR_OK;
}

static enum err open_data(struct daemon *d, struct why *why)
{
	const struct daemon_options *o = &d->options;
	const char *passphrase = o->config->passphrase_file;
	struct boot_options boot = {
		.dir = o->dir, .mode = STORE_WRITE, .network = o->network
	};
	enum err e = folder_open(&d->folder, o->dir, FOLDER_WORK, why);

	if (e == ERR_OK)
		e = identity_open(&d->identity, o->dir,
		    passphrase[0] != '\0' ? passphrase : NULL, why);
	if (e != ERR_OK)
		return e;
	boot.own = d->identity->node;
	boot.log = &d->identity->first_log;
	e = boot_open(&d->boot, &boot, why);
	return e == ERR_OK ? check_identity(d, why) : e;
}

static enum err open_stores(struct daemon *d, struct why *why)
{
	const char *dir = d->options.dir;
	const struct chain *own = store_head(d->boot.store, d->identity->node);
	char *vault = folder_path(dir, FOLDER_VAULT);
	char *wraps = folder_path(dir, FOLDER_WRAPS);
	char *staging = folder_path(dir, FOLDER_STAGING);
	char *prepared = folder_path(dir, FOLDER_PREPARED);
	char *drafts = folder_path(dir, FOLDER_DRAFTS);
	enum err e = vault_wraps_set_apart(dir, d->boot.reader, why);

	if (e == ERR_OK)
		e = vault_file_open(&d->vault, vault, wraps, why);
	if (e == ERR_OK)
		e = vault_file_open(&d->vault_look, vault, wraps, why);
	if (e == ERR_OK)
		e = signed_time_open(
		    &d->signed_time, dir, own != NULL ? own->time : 0, why);
	if (e == ERR_OK)
		e = staging_open(&d->staging, staging, daemon_suite(d), why);
	if (e == ERR_OK)
		e = prepared_open(&d->tools.prepared, prepared, why);
	if (e == ERR_OK)
		e = case_draft_open(&d->case_drafts, drafts, daemon_network(d),
		    d->identity->readers, daemon_wall_ms(d) / 1000, why);
	mem_free(vault);
	mem_free(wraps);
	mem_free(staging);
	mem_free(prepared);
	mem_free(drafts);
	d->tools.store = d->boot.store;
	d->tools.vault = d->vault;
	d->tools.index = d->boot.writer;
	d->host = (struct task_host){
		.store = d->boot.store,
		.vault = d->vault,
		.signed_time = d->signed_time,
		.stored = index_write_batches,
		.arg = d->boot.writer,
	};
	return e == ERR_OK ? daemon_witness_open(d, why) : e;
}

static bool vault_is_here(void *arg, const struct digest *root)
{
	return daemon_vault_has(arg, root);
}

static void make_replica(struct daemon *d)
{
	size_t n = store_log_count(d->boot.store);
	struct chain *chains = mem_new_array(n, sizeof(*chains));
	struct replica_options o = {
		.node = d->identity->node,
		.network = d->boot.genesis->network,
		.log = &d->identity->batch[0],
		.channel = &d->identity->channel,
		.former = d->identity->former,
		.former_count = d->identity->former_count,
		.ledger = d->boot.ledger,
		.casebook =
		    index_read_casebook(d->boot.reader, d->identity->node),
		.random = random_system(),
		.signed_time = signed_time_last(d->signed_time),
		.word = d->options.word,
		.witnesses = true,
		.vault_has = vault_is_here,
		.arg = d,
	};

	for (size_t i = 0; i < n; i++)
		chains[i] =
		    *store_head(d->boot.store, store_log_at(d->boot.store, i));
	memcpy(o.instance, folder_instance(d->folder), sizeof(o.instance));
	d->replica = replica_new(&o, chains, n);
	mem_free(chains);
}

static void make_peers(struct daemon *d)
{
	const struct config_list *list = &d->options.config->peers;

	d->peers = peers_new(random_system());
	for (size_t i = 0; i < list->count; i++)
		peers_put_address(d->peers, list->items[i]);
	daemon_net_put_members(d);
}

static void on_peer(void *arg, uv_stream_t *stream)
{
	daemon_net_take(arg, stream);
}

static enum err open_sockets(struct daemon *d, struct why *why)
{
	const struct config *c = d->options.config;
	const struct http_options http = {
		.routes = d->options.routes,
		.route_count = d->options.route_count,
		.arg = d,
		.guard = d->options.guard,
		.refused = d->options.refused,
		.upload_bytes_max = (size_t)c->upload_mib << 20,
		.host_count = c->hosts.count,
		.hosts = c->hosts.items,
	};
	enum err e =
	    listen_open(&d->listen, d->loop, c->listen, on_peer, d, why);

	if (e != ERR_OK)
		return e;
	d->peer_address = mem_copy_text(listen_address(d->listen));
	return http_open(&d->http, d->loop, c->api, &http, why);
}

static enum err open_threads(struct daemon *d, struct why *why)
{
	enum err e = crew_open(&d->store, d->loop, "store", 1);

	if (e == ERR_OK)
		e = crew_open(&d->workers, d->loop, "worker",
		    (size_t)d->options.config->workers);
	if (e != ERR_OK)
		return why_set(why, e, "the system gives no threads");
	return ERR_OK;
}

static void start_timers(struct daemon *d)
{
	must(uv_timer_init(d->loop, &d->timer) == 0);
	must(uv_timer_init(d->loop, &d->stop_timer) == 0);
	d->timer.data = d;
	d->stop_timer.data = d;
	d->handles = 2;
	daemon_pump_start(d);
}

/* The file is the operator's way in: who reads the folder, may ask the node. */
static enum err open_login(struct daemon *d, struct why *why)
{
	char token[LOGIN_TOKEN_ROOM];
	enum err e;

	d->login = login_new(
	    &d->boot.genesis->network, d->identity->node, random_system());
	daemon_rate_open(d);
	d->leftover = leftover_new();
	d->robot.tried = tried_new();
	daemon_due_open(d);
	daemon_lead_open(d);
	login_operator(d->login, token);
	e = folder_run_write(
	    d->options.dir, FOLDER_OPERATOR_TOKEN, bytes_text(token), why);
	mem_wipe(token, sizeof(token));
	return e;
}

/* Everything but the handles of the loop. */
static void free_all(struct daemon *d)
{
	if (d->login != NULL)
		folder_run_remove(d->options.dir, FOLDER_OPERATOR_TOKEN);
	login_free(d->login);
	daemon_rate_free(d);
	staging_close(d->staging);
	case_draft_close(d->case_drafts);
	prepared_close(d->tools.prepared);
	mem_free(d->marked);
	leftover_free(d->leftover);
	replica_free(d->replica);
	peers_free(d->peers);
	signed_time_close(d->signed_time);
	witness_close(d->host.witness);
	vault_free(d->vault);
	vault_free(d->vault_look);
	boot_close(&d->boot);
	identity_free(d->identity);
	folder_close(d->folder);
	buf_fini(&d->needs);
	states_free(d->states);
	buf_fini(&d->stalled);
	tried_free(d->robot.tried);
	daemon_due_free(d);
	daemon_lead_free(d);
	mem_free(d->peer_address);
	mem_free(d->sequence_prefix);
	mem_free(d);
}

/* What the loop holds; it lets go when it runs next. */
static void close_half(struct daemon *d)
{
	if (d->workers != NULL)
		crew_close(d->workers);
	if (d->store != NULL)
		crew_close(d->store);
	if (d->http != NULL)
		http_close(d->http);
	if (d->listen != NULL)
		listen_close(d->listen);
}

enum err daemon_open(struct daemon **out, uv_loop_t *loop,
    const struct daemon_options *options, struct why *why)
{
	struct daemon *d = mem_new(sizeof(*d));
	enum err e;

	d->options = *options;
	d->loop = loop;
	d->states = states_new();
	d->started_seconds = clock_real()->wall_ms(clock_real()) / 1000;
	e = open_data(d, why);
	if (e == ERR_OK)
		e = open_stores(d, why);
	if (e == ERR_OK) {
		make_replica(d);
		make_peers(d);
		e = daemon_witness_load(d, why);
	}
	if (e == ERR_OK)
		e = open_threads(d, why);
	if (e == ERR_OK)
		e = open_login(d, why);
	if (e == ERR_OK)
		e = open_sockets(d, why);
	if (e != ERR_OK) {
		close_half(d);
		free_all(d);
		return e;
	}
	start_timers(d);
	journal_say(JOURNAL_NOTICE, "the node serves", "node", daemon_node(d),
	    "peers", d->peer_address, "api", http_address(d->http), NULL);
	daemon_append_opening(d);
	*out = d;
	return ERR_OK;
}

/* ---- stopping ---- */

static void enter(struct daemon *d, enum daemon_phase phase)
{
	d->phase = phase;
	d->phase_ms = daemon_pump_now(d);
}

static void finish(struct daemon *d)
{
	if (d->handles == 0 && d->link_count == 0)
		d->stopped(d->stopped_arg, d);
}

static void on_timer_closed(uv_handle_t *handle)
{
	struct daemon *d = handle->data;

	d->handles--;
	finish(d);
}

/* A job that ends may put another: go on until both crews are idle. */
static void close_threads(struct daemon *d)
{
	while (crew_count(d->store) + crew_count(d->workers) > 0) {
		crew_drain(d->store);
		crew_drain(d->workers);
	}
	crew_close(d->store);
	crew_close(d->workers);
}

static void close_handles(struct daemon *d)
{
	enter(d, DAEMON_CLOSING);
	close_threads(d);
	http_close(d->http);
	uv_close((uv_handle_t *)&d->timer, on_timer_closed);
	uv_close((uv_handle_t *)&d->stop_timer, on_timer_closed);
}

static void on_stop_look(uv_timer_t *timer)
{
	struct daemon *d = timer->data;
	int64_t spent = daemon_pump_now(d) - d->phase_ms;

	if (d->phase == DAEMON_FINISHING && d->pending == NULL &&
	    (http_connection_count(d->http) == 0 || spent > DAEMON_STOP_MS)) {
		enter(d, DAEMON_LEAVING);
		replica_stop(d->replica);
		daemon_pump(d);
	} else if (d->phase == DAEMON_LEAVING) {
		if (spent > DAEMON_BYE_MS)
			daemon_net_cut(d);
		if (d->link_count == 0)
			close_handles(d);
	}
}

void daemon_stop(
    struct daemon *d, void (*stopped)(void *arg, struct daemon *d), void *arg)
{
	if (d->phase != DAEMON_SERVING)
		return;
	journal_say(
	    JOURNAL_NOTICE, "the node stops", "node", daemon_node(d), NULL);
	d->stopped = stopped;
	d->stopped_arg = arg;
	enter(d, DAEMON_FINISHING);
	listen_close(d->listen);
	d->listen = NULL;
	http_stop(d->http);
	daemon_net_stop_dialling(d);
	must(uv_timer_start(
		 &d->stop_timer, on_stop_look, 0, DAEMON_STOP_LOOK_MS) == 0);
}

void daemon_close(struct daemon *d)
{
	must(d->handles == 0 && d->link_count == 0 && d->pending == NULL);
	free_all(d);
}

/* ---- for handlers ---- */

const char *daemon_node(const struct daemon *d)
{
	return d->identity->node;
}

uint8_t daemon_suite(const struct daemon *d)
{
	return d->boot.genesis->suite;
}

const struct digest *daemon_network(const struct daemon *d)
{
	return &d->boot.genesis->network;
}

const struct config *daemon_config(const struct daemon *d)
{
	return d->options.config;
}

const char *daemon_dir(const struct daemon *d)
{
	return d->options.dir;
}

const char *daemon_peer_address(const struct daemon *d)
{
	return d->peer_address;
}

const char *daemon_api_address(const struct daemon *d)
{
	return http_address(d->http);
}

int64_t daemon_wall_ms(const struct daemon *d)
{
	(void)d;
	return clock_real()->wall_ms(clock_real());
}

int64_t daemon_steady_ms(const struct daemon *d)
{
	return daemon_pump_now(d);
}

struct login *daemon_login(struct daemon *d)
{
	return d->login;
}

struct staging *daemon_staging(struct daemon *d)
{
	return d->staging;
}

struct case_drafts *daemon_case_drafts(struct daemon *d)
{
	return d->case_drafts;
}

struct replica *daemon_replica(struct daemon *d)
{
	return d->replica;
}

struct ledger *daemon_ledger(struct daemon *d)
{
	return d->boot.ledger;
}

struct states *daemon_states(struct daemon *d)
{
	return d->states;
}

struct index *daemon_index(struct daemon *d)
{
	return d->boot.reader;
}

const struct identity *daemon_identity(const struct daemon *d)
{
	return d->identity;
}

bool daemon_vault_has(struct daemon *d, const struct digest *root)
{
	return vault_has(d->vault_look, root);
}

void daemon_need(struct daemon *d, const struct digest *dossier,
    const struct act_vault *object)
{
	daemon_needs_put(d, dossier, object);
	daemon_pump_soon(d);
}

static bool newest_note(
    struct daemon *d, struct arena *a, const char *node, struct bytes *note)
{
	struct bytes beat = replica_note(d->replica, node);

	if (beat.n == 0)
		return index_read_note(d->boot.reader, a, node, note);
	*note = arena_copy(a, beat);
	return true;
}

bool daemon_note_after(struct daemon *d, struct arena *a, const char *node,
    int64_t after, struct bytes *note)
{
	const struct digest *network = &ledger_genesis(d->boot.ledger)->network;
	struct checkpoint c;

	if (newest_note(d, a, node, note) &&
	    checkpoint_read(*note, network, &c, NULL) == RULE_NONE &&
	    c.time > after)
		return true;
	replica_note_ask(d->replica, node);
	daemon_pump_soon(d);
	return false;
}

uint64_t daemon_take_sequence(struct daemon *d, const char *prefix)
{
	uint64_t stored =
	    index_read_last_sequence(d->boot.reader, daemon_node(d), prefix);

	if (d->sequence_prefix == NULL ||
	    strcmp(d->sequence_prefix, prefix) != 0) {
		mem_free(d->sequence_prefix);
		d->sequence_prefix = mem_copy_text(prefix);
		d->sequence = 0;
	}
	if (d->sequence < stored)
		d->sequence = stored;
	return ++d->sequence;
}

const struct daemon_duties *daemon_duties(const struct daemon *d)
{
	return &d->robot.duties;
}

/* ---- jobs ---- */

struct store_job {
	struct daemon *daemon;
	daemon_store_fn *run;
	daemon_job_fn *done;
	void *arg;
};

static void run_store_job(void *arg)
{
	struct store_job *j = arg;

	j->run(j->arg, &j->daemon->tools);
}

static void store_job_done(void *arg)
{
	struct store_job j = *(struct store_job *)arg;

	mem_free(arg);
	j.done(j.arg);
}

void daemon_store_job(
    struct daemon *d, daemon_store_fn *run, daemon_job_fn *done, void *arg)
{
	struct store_job *j = mem_new(sizeof(*j));

	*j = (struct store_job){ d, run, done, arg };
	crew_put(d->store, run_store_job, store_job_done, j);
}

void daemon_worker_job(
    struct daemon *d, daemon_job_fn *run, daemon_job_fn *done, void *arg)
{
	crew_put(d->workers, run, done, arg);
}
