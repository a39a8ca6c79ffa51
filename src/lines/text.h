/* Texts that are not always UTF-8, such as paths, in JSON without loss: the member NAME, or else
 * NAME_base64. */
#ifndef TS_LINES_TEXT_H
#define TS_LINES_TEXT_H

#include "base/err.h"
#include "format/json_write.h"

/* Write TEXT, unless it is NULL, as a member, or with NAME NULL as an element: then what is not
 * UTF-8 is an object with the member base64. */
void ts_lines_text_write(struct ts_json_writer *w, const char *name, const char *text);

/* Read such a member of JSON: *TEXT, which the caller frees, is NULL if there is none. Returns
 * false when it is malformed, or without memory. */
bool ts_lines_text_read(const struct ts_json *json, const char *name, char **text);

/* The same of an element. */
bool ts_lines_text_read_element(const struct ts_json *json, char **text);

#endif
