#include "node/index_find.h"

#include "node/index_sql.h"

bool index_find_object(struct index *x, const struct digest *root)
{
	struct sqlite3_stmt *st = index_sql_start(x, INDEX_SQL_NAMES);
	bool found;

	index_sql_put_digest(st, 1, root);
	found = index_sql_row(x, st);
	index_sql_end(st);
	return found;
}
