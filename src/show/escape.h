/* Making text from a bundle or a file safe for a terminal or the log of a CI system. */
#ifndef TS_SHOW_ESCAPE_H
#define TS_SHOW_ESCAPE_H

#include "base/buf.h"

/*
 * Append TEXT with escapes instead of control characters, malformed UTF-8, marks that change the
 * direction of text, and the second character of "::" and "##", which begin commands in the logs of
 * some CI systems.
 */
void ts_show_escape(struct ts_buf *out, const char *text);

#endif
