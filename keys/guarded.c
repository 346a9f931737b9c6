#include "keys/guarded.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/why.h"

#define ROOT          0u
#define OTHERS        (S_IRWXG | S_IRWXO)
#define OTHERS_HANDED (S_IWGRP | S_IXGRP | S_IRWXO)

enum err guarded_judge(uint32_t mode, uint32_t owner, uint32_t reader,
    const char *path, struct why *why)
{
	uint32_t closed =
	    owner == ROOT && reader != ROOT ? OTHERS_HANDED : OTHERS;

	if (!S_ISREG(mode))
		return ERR_OK;
	if (reader != ROOT && owner != reader && owner != ROOT)
		return why_set(why, ERR_EXPOSED,
		    "%s 属于另一用户 (#%u),不予读取:sudo chown %u %s / it "
		    "belongs to another user, who could read or replace it: "
		    "make it yours with chown",
		    path, owner, reader, path);
	if ((mode & closed) != 0)
		return why_set(why, ERR_EXPOSED,
		    "%s 他人也能读写 (%04o),不予读取:chmod 600 %s / others may "
		    "read or change it; run: chmod 600 %s",
		    path, mode & 07777, path, path);
	return ERR_OK;
}

enum err guarded_check(int fd, const char *path, struct why *why)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return why_set(
		    why, ERR_STORAGE, "%s: %s", path, strerror(errno));
	return guarded_judge(st.st_mode, st.st_uid, geteuid(), path, why);
}
