#include "node/patience.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "node/http_client.h"

#define TOO_MANY_REQUESTS 429
#define MS_PER_S          1000

int64_t patience_next(
    int64_t waited_ms, int64_t limit_ms, int status, unsigned retry_s)
{
	int64_t wait_ms = (int64_t)(retry_s > 0 ? retry_s : 1) * MS_PER_S;

	if (status != TOO_MANY_REQUESTS || waited_ms + wait_ms > limit_ms)
		return 0;
	return wait_ms;
}

static void sleep_ms(int64_t ms)
{
	struct timespec left = { .tv_sec = ms / MS_PER_S,
		.tv_nsec = ms % MS_PER_S * 1000000 };

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

enum err patience_ask(const char *api,
    const struct http_client_request *request,
    struct http_client_answer *answer, struct why *why)
{
	int64_t limit_ms =
	    request->patience_ms > 0 ? request->patience_ms : PATIENCE_LIMIT_MS;
	int64_t waited_ms = 0;
	bool told = false;

	for (;;) {
		enum err e = http_client_ask(api, request, answer, why);
		int64_t wait_ms;

		if (e != ERR_OK)
			return e;
		wait_ms = patience_next(
		    waited_ms, limit_ms, answer->status, answer->retry_s);
		if (wait_ms == 0)
			return ERR_OK;
		buf_fini(&answer->body);
		waited_ms += wait_ms;
		if (!told && waited_ms > PATIENCE_QUIET_MS) {
			told = true;
			(void)fprintf(stderr,
			    "tongban: 节点请求过多,%d 秒后再问 / the node is "
			    "asked too much; asking again in %d s\n",
			    (int)(wait_ms / MS_PER_S),
			    (int)(wait_ms / MS_PER_S));
		}
		sleep_ms(wait_ms);
	}
}
