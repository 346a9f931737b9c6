/*
 * filtered - run a program under a filter of system calls, as systemd does.
 *
 *	filtered NUMBER,NUMBER,... PROGRAM [WORD...]
 *
 * What is not in the list answers EPERM; another architecture's calls kill.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "name this machine's architecture here"
#endif

#define STATEMENTS_MAX 2048
#define LOAD(field)                        \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	    (unsigned)offsetof(struct seccomp_data, field))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))

struct program {
	struct sock_filter code[STATEMENTS_MAX];
	unsigned short count;
};

static void put(struct program *p, struct sock_filter statement)
{
	if (p->count == STATEMENTS_MAX) {
		(void)fprintf(stderr, "filtered: too many calls\n");
		exit(2);
	}
	p->code[p->count++] = statement;
}

/* The value or, if it is another, one statement further. */
static struct sock_filter unless(unsigned value)
{
	return (struct sock_filter)BPF_JUMP(
	    BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
}

static void compile(struct program *p, const char *list)
{
	put(p, (struct sock_filter)LOAD(arch));
	put(p, (struct sock_filter)BPF_JUMP(
		   BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
	put(p, (struct sock_filter)ANSWER(SECCOMP_RET_KILL_PROCESS));
	put(p, (struct sock_filter)LOAD(nr));
	while (*list != '\0') {
		char *end;
		unsigned long number = strtoul(list, &end, 10);

		if (end == list) {
			(void)fprintf(
			    stderr, "filtered: no number: %s\n", list);
			exit(2);
		}
		put(p, unless((unsigned)number));
		put(p, (struct sock_filter)ANSWER(SECCOMP_RET_ALLOW));
		list = *end == ',' ? end + 1 : end;
	}
	put(p, (struct sock_filter)ANSWER(SECCOMP_RET_ERRNO | EPERM));
}

int main(int argc, char **argv)
{
	static struct program p;
	struct sock_fprog filter = { .filter = p.code };

	if (argc < 3) {
		(void)fprintf(stderr, "usage: filtered LIST PROGRAM WORD...\n");
		return 2;
	}
	compile(&p, argv[1]);
	filter.len = p.count;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) != 0) {
		perror("filtered: no filter");
		return 2;
	}
	(void)execv(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
