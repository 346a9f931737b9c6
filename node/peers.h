/*
 * peers - whom to dial, and when to try again (docs/PROTOCOL.md section 3.5).
 *
 * Targets are members with their addresses and the addresses an operator adds.
 * After a failure a target waits 0.5 s, doubling up to 60 s, each time
 * multiplied by a random factor between 0.5 and 1.5; a session that stayed up
 * begins anew at 0.5 s.  Sans-IO: times and randomness come in, addresses to
 * dial come out.
 */
#ifndef NODE_PEERS_H
#define NODE_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct member;
struct peers;
struct random;

#define PEERS_WAIT_MS_MIN 500
#define PEERS_WAIT_MS_MAX 60000
#define PEERS_STEADY_MS   10000 /* up this long: the back-off starts anew */
#define PEERS_TARGETS_MAX 4160  /* members and configured addresses */

struct peers_target;

struct peers *peers_new(struct random *random); /* @random is borrowed */
void peers_free(struct peers *p);

/* A member's addresses, new or changed; one without any is forgotten. */
void peers_put_member(struct peers *p, const struct member *m);

/* An address that the operator added; who answers there is not known yet. */
void peers_put_address(struct peers *p, const char *address);

/*
 * The next target that is due, to be dialled at once at *@address, expecting
 * *@node (NULL: any member); NULL when none is.  @connected tells whether a
 * node needs no dialling.  Every target given out comes back by peers_failed()
 * or peers_ended().
 */
struct peers_target *peers_next(struct peers *p, int64_t steady_ms,
    bool (*connected)(void *arg, const char *node), void *arg,
    const char **address, const char **node);

/* The dialled session is past its hellos with @node. */
void peers_up(struct peers *p, struct peers_target *t, const char *node,
    int64_t steady_ms);
/* Could not be dialled; or the session, up or not, is over. */
void peers_failed(struct peers *p, struct peers_target *t, int64_t steady_ms);
void peers_ended(struct peers *p, struct peers_target *t, int64_t steady_ms);

/* When peers_next() may have something again; INT64_MAX: never. */
int64_t peers_deadline(const struct peers *p);
size_t peers_count(const struct peers *p);

/* How long to wait after the @failures-th failure in a row, from 1. */
int64_t peers_wait_ms(unsigned failures, struct random *random);

#endif
