/* An approval's statement for whoever is about to sign it: every member, as it will be signed. */
#ifndef TS_SHOW_STATEMENT_H
#define TS_SHOW_STATEMENT_H

#include "base/buf.h"
#include "format/json.h"

/* Append STATEMENT, which was read as an approval (model/approval.h), a line for each member. */
void ts_show_statement(const struct ts_json *statement, struct ts_buf *out);

#endif
