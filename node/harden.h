/*
 * harden - what the process gives up before it touches a secret.
 *
 *	main:  harden_process        no cores, no tracer of the same user
 *	run:   harden_warn           what is less than it should be, in the journal
 *
 * docs/THREATS.md says against whom, and which test shows it.
 */
#ifndef NODE_HARDEN_H
#define NODE_HARDEN_H

/*
 * From here on the memory of this process is its own: the kernel writes no
 * core (neither to a file nor to a handler), and another process of the same
 * user can neither trace it nor read /proc/PID/{mem,environ,maps}.  Root can,
 * as it always could.  Before any thread starts.
 */
void harden_process(void);

/* What works and should not be: root runs the node on a folder of its own; the
 * system locks no memory, so that keys may be swapped out. */
void harden_warn(const char *dir);

#endif
