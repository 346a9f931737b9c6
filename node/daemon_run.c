#include "node/daemon_fields.h"

#include <signal.h>

#include "base/journal.h"
#include "base/mem.h"
#include "base/why.h"
#include "node/config.h"
#include "node/confine.h"
#include "node/harden.h"
#include "node/sdnotify.h"

struct run {
	struct daemon *daemon; /* NULL once it is closed */
	uv_signal_t term, interrupt;
	uv_timer_t watchdog;
};

static void on_stopped(void *arg, struct daemon *d)
{
	struct run *r = arg;

	daemon_close(d);
	r->daemon = NULL;
	uv_close((uv_handle_t *)&r->term, NULL);
	uv_close((uv_handle_t *)&r->interrupt, NULL);
	uv_close((uv_handle_t *)&r->watchdog, NULL);
}

static void on_signal(uv_signal_t *signal, int number)
{
	struct run *r = signal->data;

	(void)number;
	sdnotify_send("STOPPING=1");
	if (r->daemon != NULL)
		daemon_stop(r->daemon, on_stopped, r);
}

static void on_watchdog(uv_timer_t *timer)
{
	(void)timer;
	sdnotify_send("WATCHDOG=1");
}

static void watch(struct run *r, uv_loop_t *loop)
{
	uint64_t every = sdnotify_watchdog_ms();

	must(uv_signal_init(loop, &r->term) == 0);
	must(uv_signal_init(loop, &r->interrupt) == 0);
	must(uv_timer_init(loop, &r->watchdog) == 0);
	r->term.data = r;
	r->interrupt.data = r;
	must(uv_signal_start(&r->term, on_signal, SIGTERM) == 0);
	must(uv_signal_start(&r->interrupt, on_signal, SIGINT) == 0);
	if (every > 0)
		must(uv_timer_start(&r->watchdog, on_watchdog, every, every) ==
		     0);
}

enum err daemon_run(const struct daemon_options *options, struct why *why)
{
	struct run r = { 0 };
	uv_loop_t loop;
	enum err e;

	journal_set_level(
	    (enum journal_level)config_journal_level(options->config));
	(void)signal(SIGPIPE, SIG_IGN);
	harden_warn(options->dir);
	confine_daemon(options->dir, options->config);
	if (uv_loop_init(&loop) != 0)
		return why_set(
		    why, ERR_NO_RESOURCE, "the system gives no event loop");
	e = daemon_open(&r.daemon, &loop, options, why);
	if (e == ERR_OK) {
		watch(&r, &loop);
		sdnotify_send("READY=1");
	}
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	must(uv_loop_close(&loop) == 0);
	return e;
}
