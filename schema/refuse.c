#include "schema/refuse.h"

#include <stdarg.h>
#include <stdio.h>

enum rule refuse(struct why *why, enum rule rule, const char *format, ...)
{
	char text[2 * WHY_TEXT_BYTES_MAX]; /* why_set() cuts at a character */
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)why_set(why, ERR_REFUSED, "%s", text);
	return rule;
}
