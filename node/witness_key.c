#include "node/witness_key.h"

#include "node/folder.h"
#include "sync/witness.h"

enum err witness_key_begin(
    const char *dir, const struct sign_public *key, struct why *why)
{
	struct folder *folder;
	enum err e = folder_open(&folder, dir, FOLDER_LOOK, why);

	if (e != ERR_OK)
		return e;
	e = witness_create(dir, folder_instance(folder), key, why);
	folder_close(folder);
	return e == ERR_EXISTS ? ERR_OK : e;
}
