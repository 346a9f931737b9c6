/*
 * harden - what the process gives up before it touches a secret.
 *
 *	main:  harden_process        no cores, no tracer of the same user
 *	run:   harden_warn_root      a line in the journal, if root it must be
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

/* Root owns this data folder and runs the node: it works, and is said. */
void harden_warn_root(const char *dir);

#endif
