#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/why.h"

bool io_write(int fd, struct bytes data)
{
	while (data.n > 0) {
		ssize_t n = write(fd, data.p, data.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data = bytes_part(data, (size_t)n, data.n - (size_t)n);
	}
	return true;
}

ssize_t io_read(int fd, uint8_t *to, size_t room)
{
	size_t done = 0;

	while (done < room) {
		ssize_t n = read(fd, to + done, room - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

bool io_sync_parent(const char *path)
{
	char *copy = mem_copy_text(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;
	int number = errno;

	if (fd >= 0)
		(void)close(fd);
	mem_free(copy);
	errno = number;
	return done;
}

enum err io_failed(struct why *why, const char *path, int number)
{
	char text[128];

	switch (number) {
	case ENOENT:
		return why_set(why, ERR_NOT_FOUND,
		    "%s: 没有此文件或目录 / no such file or directory", path);
	case ENOTDIR:
		return why_set(why, ERR_NOT_FOUND,
		    "%s: 路径中有一段是文件,不是目录 / a part of the path is a "
		    "file, not a directory",
		    path);
	case EISDIR:
		return why_set(why, ERR_NOT_FOUND,
		    "%s: 是目录,不是文件 / is a directory, not a file", path);
	case EACCES:
	case EPERM:
		return why_set(why, ERR_FORBIDDEN,
		    "%s: 无权访问:请以文件属主运行,或请属主改权限 / permission "
		    "denied; run this as the user whose file it is, or have "
		    "its mode changed",
		    path);
	case EROFS:
		return why_set(why, ERR_FORBIDDEN,
		    "%s: 文件系统只读,请换一处 / the file system is read-only; "
		    "take another place",
		    path);
	case EEXIST:
		return why_set(why, ERR_EXISTS,
		    "%s: 已存在,不覆盖 / is there already and is left alone",
		    path);
	case ENOSPC:
	case EDQUOT:
		return why_set(why, ERR_NO_SPACE,
		    "%s: 磁盘空间不足,请清理 / no space left; make room (%s)",
		    path, strerror_r(number, text, sizeof(text)));
	case ENAMETOOLONG:
	case ELOOP:
		return why_set(why, ERR_NOT_FOUND,
		    "%s: 路径不可用 / the path cannot be (%s)", path,
		    strerror_r(number, text, sizeof(text)));
	default:
		return why_set(why, ERR_STORAGE,
		    "%s: 磁盘读写失败 / the disk failed: %s", path,
		    strerror_r(number, text, sizeof(text)));
	}
}
