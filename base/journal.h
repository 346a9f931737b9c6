/*
 * journal - one line per event for operators: a fixed sentence, then
 * key=value pairs.  Goes to standard error, where systemd's journal reads it;
 * the line starts with "<N>", the syslog priority, when JOURNAL_STREAM is set.
 *
 * Values with blanks, quotes or control characters are quoted and escaped, so
 * that no peer can forge a line.  Safe from every thread: one write(2) a line.
 */
#ifndef BASE_JOURNAL_H
#define BASE_JOURNAL_H

enum journal_level {
	JOURNAL_ERROR = 3,
	JOURNAL_WARNING = 4,
	JOURNAL_NOTICE = 5,
	JOURNAL_INFO = 6,
	JOURNAL_DEBUG = 7,
};

/* Lines above @level are dropped; NOTICE at start. */
void journal_set_level(enum journal_level level);

/* journal_say(JOURNAL_NOTICE, "peer session opened", "peer", id, "address",
 *     text, NULL): pairs of const char *, ended by NULL. */
void journal_say(enum journal_level level, const char *sentence, ...)
    __attribute__((sentinel));

#endif
