/* Reading a text line by line, however long it is, with the digest of what was read. */
#ifndef TS_LINES_LINE_READER_H
#define TS_LINES_LINE_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/encode.h"

#define TS_LINE_LONGEST ((size_t)1 << 20) /* bytes */

struct ts_line_reader;

/* Open FILE ("-": standard input). The caller frees *READER. Errors: "io". */
int ts_line_reader_open(const char *file, struct ts_line_reader **reader, struct ts_err *err);
void ts_line_reader_free(struct ts_line_reader *reader);

/* Read a line: *LINE is valid until the next call, and ends with a NUL instead of its newline.
 * Returns 1; 0 at the end; -1 if it is too long, has no newline or contains a NUL ("lines.valid"),
 * or cannot be read ("io"). */
int ts_line_reader_next(
    struct ts_line_reader *reader, const char **line, size_t *len, struct ts_err *err);

/* The SHA-256 of all lines before the one that was read last; and at the end, of the whole file.
 * Each can be asked for once. Errors: "io". */
int ts_line_reader_before(struct ts_line_reader *reader,
    unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);
int ts_line_reader_whole(struct ts_line_reader *reader,
    unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);

#endif
