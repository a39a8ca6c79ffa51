/* What a time stamp says about itself. */
#ifndef TS_SHOW_STAMP_H
#define TS_SHOW_STAMP_H

#include "base/buf.h"
#include "stamp/stamp.h"

/* Append STAMP, the content of the file at PATH, as text or as JSON. */
void ts_show_stamp_text(const struct ts_stamp *stamp, const char *path, struct ts_buf *out);
void ts_show_stamp_json(const struct ts_stamp *stamp, const char *path, struct ts_buf *out);

#endif
