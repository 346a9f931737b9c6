#include "node/installed.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

const char *installed_path(struct arena *a, const char *name)
{
	static const char *const places[] = { "../share/tongban",
		"share/tongban" };
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *path =
		    arena_print(a, "%s/%s/%s", exe, places[i], name);

		if (access(path, R_OK) == 0)
			return path;
	}
	return NULL;
}
