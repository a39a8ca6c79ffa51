/* A result that is written as it is made, so that it need not be in memory as a whole. */
#ifndef TS_CLI_STREAM_H
#define TS_CLI_STREAM_H

#include "base/buf.h"
#include "base/err.h"
#include "cli/cli.h"

/* A result on its way to the file that -o names, which is there only when it is complete, or to
 * standard output. */
struct cli_stream {
	struct ts_buf out; /* what is appended here goes there */
	struct ts_out *file;
	const char *path; /* or NULL */
	bool replace, begun, failed;
	struct ts_err err;
};

/* Begin the result of CLI's form. STREAM must not be moved afterwards. */
void cli_stream_begin(const struct cli *cli, struct cli_stream *stream);

/* Write what was appended, once it is much; to standard output, if AT_ONCE, also when it is little.
 * Returns -1 with the stream's ERR filled. */
int cli_stream_push(struct cli_stream *stream, bool at_once);

/* Write the rest, and put the file in its place. Returns -1 with the stream's ERR filled. */
int cli_stream_end(struct cli_stream *stream);
void cli_stream_free(struct cli_stream *stream);

/* Write the LEN bytes to standard output. Errors: "io". */
int cli_write_stdout(const void *data, size_t len, struct ts_err *err);

#endif
