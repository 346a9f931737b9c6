#include "node/crew.h"

#include <stdbool.h>
#include <uv.h>

#include "base/mem.h"
#include "keys/secret.h"

struct job {
	crew_run_fn *run;
	crew_done_fn *done;
	void *arg; /* borrowed */
	struct job *next;
};

struct queue {
	struct job *first, **last;
};

struct crew {
	uv_mutex_t mutex;     /* guards the queues and .closing */
	uv_cond_t wake;       /* something waits, or .closing */
	uv_cond_t finished;   /* something is ready */
	struct queue waiting; /* for a thread */
	struct queue ready;   /* for the loop */
	bool closing;
	size_t count; /* loop thread only */
	const char *name;
	size_t thread_count;
	uv_thread_t threads[CREW_THREADS_MAX];
	uv_async_t async;
};

static void queue_put(struct queue *q, struct job *j)
{
	j->next = NULL;
	*q->last = j;
	q->last = &j->next;
}

static struct job *queue_take(struct queue *q)
{
	struct job *j = q->first;

	if (j != NULL) {
		q->first = j->next;
		if (q->first == NULL)
			q->last = &q->first;
	}
	return j;
}

/* ---- threads ---- */

static struct job *wait_for_job(struct crew *c)
{
	struct job *j;

	uv_mutex_lock(&c->mutex);
	while ((j = queue_take(&c->waiting)) == NULL && !c->closing)
		uv_cond_wait(&c->wake, &c->mutex);
	uv_mutex_unlock(&c->mutex);
	return j;
}

static void work(void *arg)
{
	struct crew *c = arg;
	struct job *j;

	secret_lock_stack(); /* jobs open keys */
	(void)pthread_setname_np(pthread_self(), c->name);
	while ((j = wait_for_job(c)) != NULL) {
		j->run(j->arg);
		uv_mutex_lock(&c->mutex);
		queue_put(&c->ready, j);
		uv_cond_signal(&c->finished);
		/* Under the lock, so that crew_close() never closes a handle
		 * that somebody is about to signal. */
		must(uv_async_send(&c->async) == 0);
		uv_mutex_unlock(&c->mutex);
	}
}

/* ---- the loop's side ---- */

static void hand_back(struct crew *c)
{
	struct job *j;

	for (;;) {
		uv_mutex_lock(&c->mutex);
		j = queue_take(&c->ready);
		uv_mutex_unlock(&c->mutex);
		if (j == NULL)
			return;
		c->count--;
		j->done(j->arg);
		mem_free(j);
	}
}

static void on_async(uv_async_t *async)
{
	hand_back(async->data);
}

static void on_closed(uv_handle_t *handle)
{
	struct crew *c = handle->data;

	uv_cond_destroy(&c->finished);
	uv_cond_destroy(&c->wake);
	uv_mutex_destroy(&c->mutex);
	mem_free(c);
}

static void wait_for_ready(struct crew *c)
{
	uv_mutex_lock(&c->mutex);
	while (c->ready.first == NULL)
		uv_cond_wait(&c->finished, &c->mutex);
	uv_mutex_unlock(&c->mutex);
}

static void join(struct crew *c)
{
	uv_mutex_lock(&c->mutex);
	c->closing = true;
	uv_cond_broadcast(&c->wake);
	uv_mutex_unlock(&c->mutex);
	for (size_t i = 0; i < c->thread_count; i++)
		must(uv_thread_join(&c->threads[i]) == 0);
}

enum err crew_open(
    struct crew **out, uv_loop_t *loop, const char *name, size_t threads)
{
	struct crew *c = mem_new(sizeof(*c));

	must(threads > 0 && threads <= CREW_THREADS_MAX);
	if (uv_async_init(loop, &c->async, on_async) != 0) {
		mem_free(c);
		return ERR_NO_RESOURCE;
	}
	c->async.data = c;
	c->name = name;
	c->waiting.last = &c->waiting.first;
	c->ready.last = &c->ready.first;
	must(uv_mutex_init(&c->mutex) == 0);
	must(uv_cond_init(&c->wake) == 0);
	must(uv_cond_init(&c->finished) == 0);
	for (size_t i = 0; i < threads; i++) {
		if (uv_thread_create(&c->threads[i], work, c) != 0) {
			join(c);
			uv_close((uv_handle_t *)&c->async, on_closed);
			return ERR_NO_RESOURCE;
		}
		c->thread_count++;
	}
	*out = c;
	return ERR_OK;
}

void crew_put(struct crew *c, crew_run_fn *run, crew_done_fn *done, void *arg)
{
	struct job *j = mem_new(sizeof(*j));

	j->run = run;
	j->done = done;
	j->arg = arg;
	c->count++;
	uv_mutex_lock(&c->mutex);
	queue_put(&c->waiting, j);
	uv_cond_signal(&c->wake);
	uv_mutex_unlock(&c->mutex);
}

size_t crew_count(const struct crew *c)
{
	return c->count;
}

void crew_drain(struct crew *c)
{
	while (c->count > 0) {
		wait_for_ready(c);
		hand_back(c);
	}
}

void crew_close(struct crew *c)
{
	crew_drain(c);
	join(c);
	uv_close((uv_handle_t *)&c->async, on_closed);
}
