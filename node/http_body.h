/*
 * http_body - how long a body may take, and who may send a large one.
 *
 * Every body has a time by its length.  Large ones are counted together, half
 * of the room at most for one owner; when there is none left for the next, those
 * that come slowly go.  So whoever holds bodies back holds up nobody else.
 * Pure: time comes in as an argument, ms, of the loop.
 */
#ifndef NODE_HTTP_BODY_H
#define NODE_HTTP_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/digest.h"

#define HTTP_BODY_LARGE_BYTES (1u << 20)   /* above it, it is counted */
#define HTTP_BODY_ALL_BYTES   (256u << 20) /* of all large ones at one time */
#define HTTP_BODY_EACH_BYTES \
	(128u << 20) /* of one owner's, but for the first */
#define HTTP_BODY_MS_MIN   20000
#define HTTP_BODY_RATE_MIN (32u << 10) /* bytes a second, on the whole */
/* While others wait: what comes below it after this time is slow. */
#define HTTP_BODY_FAIR_RATE (256u << 10)
#define HTTP_BODY_FAIR_MS   3000
#define HTTP_BODY_RETRY_S   5

struct http_body {
	uint64_t bytes; /* declared; 0: there is none */
	uint64_t got;
	uint64_t since_ms;   /* the head was there */
	struct digest owner; /* key, or address */
};

/* When it must be there. */
uint64_t http_body_deadline_ms(const struct http_body *b);

/* It is not all there, and comes below the fair rate. */
bool http_body_is_slow(const struct http_body *b, uint64_t now_ms);

enum http_body_answer {
	HTTP_BODY_FITS,
	HTTP_BODY_SHARE, /* its owner has too much on its way */
	HTTP_BODY_FULL,  /* all have, and nobody is slow */
};

/* May @b come in, beside the @count in @all?  With HTTP_BODY_FITS those marked
 * in @goes have to go for it, the slowest first. */
enum http_body_answer http_body_judge(const struct http_body *b, size_t count,
    const struct http_body *const *all, uint64_t now_ms, bool *goes);

#endif
