#include "node/crew.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <uv.h>

#include "base/mem.h"
#include "tests/unit/unit.h"

#define JOBS 500

struct job {
	struct stage *stage;
	int number;
	uv_thread_t thread;
	struct crew *more; /* put one more job here when done */
};

struct stage {
	uv_loop_t loop;
	uv_thread_t loop_thread;
	atomic_int begun;
	int order[JOBS]; /* in which jobs were begun */
	int done;
	struct job jobs[JOBS];
};

static void run(void *arg)
{
	struct job *j = arg;
	int at = atomic_fetch_add(&j->stage->begun, 1);

	j->stage->order[at] = j->number;
	j->thread = uv_thread_self();
}

static void done(void *arg)
{
	struct job *j = arg;
	uv_thread_t self = uv_thread_self();

	assert_true(uv_thread_equal(&self, &j->stage->loop_thread));
	assert_false(uv_thread_equal(&j->thread, &j->stage->loop_thread));
	j->stage->done++;
	if (j->more != NULL)
		crew_put(j->more, run, done, &j->stage->jobs[JOBS - 1]);
}

static struct stage *begin(void)
{
	struct stage *s = mem_new(sizeof(*s));

	must(uv_loop_init(&s->loop) == 0);
	s->loop_thread = uv_thread_self();
	for (int i = 0; i < JOBS; i++)
		s->jobs[i] = (struct job){ .stage = s, .number = i };
	return s;
}

static void end(struct stage *s)
{
	(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&s->loop), 0);
	mem_free(s);
}

static void a_crew_of_one_keeps_the_order(void **state)
{
	struct stage *s = begin();
	struct crew *c;

	(void)state;
	assert_int_equal(crew_open(&c, &s->loop, "one", 1), ERR_OK);
	for (int i = 0; i < JOBS; i++)
		crew_put(c, run, done, &s->jobs[i]);
	assert_int_equal(s->done, 0);
	while (s->done < JOBS)
		(void)uv_run(&s->loop, UV_RUN_ONCE);
	assert_int_equal(crew_count(c), 0);
	for (int i = 0; i < JOBS; i++)
		assert_int_equal(s->order[i], i);
	crew_close(c);
	end(s);
}

static void a_larger_crew_does_each_job_once(void **state)
{
	struct stage *s = begin();
	bool seen[JOBS] = { false };
	struct crew *c;

	(void)state;
	assert_int_equal(crew_open(&c, &s->loop, "four", 4), ERR_OK);
	for (int i = 0; i < JOBS; i++)
		crew_put(c, run, done, &s->jobs[i]);
	while (s->done < JOBS)
		(void)uv_run(&s->loop, UV_RUN_ONCE);
	for (int i = 0; i < JOBS; i++) {
		assert_false(seen[s->order[i]]);
		seen[s->order[i]] = true;
	}
	crew_close(c);
	end(s);
}

static void closing_finishes_what_was_put_and_what_follows(void **state)
{
	struct stage *s = begin();
	struct crew *c;

	(void)state;
	assert_int_equal(crew_open(&c, &s->loop, "two", 2), ERR_OK);
	s->jobs[0].more = c;
	for (int i = 0; i < JOBS - 1; i++)
		crew_put(c, run, done, &s->jobs[i]);
	crew_close(c);
	assert_int_equal(s->done, JOBS);
	end(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crew_of_one_keeps_the_order),
		cmocka_unit_test(a_larger_crew_does_each_job_once),
		cmocka_unit_test(
		    closing_finishes_what_was_put_and_what_follows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
