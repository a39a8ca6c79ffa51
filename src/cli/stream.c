#include "cli/stream.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/recognize.h"

static int open_file(struct cli_stream *s)
{
	if (ts_out_open(s->path, 0666, s->replace, &s->file, &s->err) == 0)
		return 0;
	return s->replace ? -1 : cli_explain_existing(s->path, &s->err);
}

int cli_write_stdout(const void *data, size_t len, struct ts_err *err)
{
	struct ts_err why;

	if (ts_file_write(STDOUT_FILENO, data, len, &why) == 0)
		return 0;
	ts_err_set(err, why.check, "standard output: %s", why.message);
	return ts_err_fix(err, "the result did not reach standard output: do not rely on it");
}

static int take(void *ctx, const void *data, size_t len)
{
	struct cli_stream *s = ctx;
	int ret = 0;

	if (!s->begun && s->path != NULL)
		ret = open_file(s);
	s->begun = true;
	if (ret == 0)
		ret = s->file != NULL ? ts_out_write(s->file, data, len, &s->err)
				      : cli_write_stdout(data, len, &s->err);
	s->failed = ret != 0;
	return ret;
}

void cli_stream_begin(const struct cli *cli, struct cli_stream *s)
{
	bool to_file =
	    cli->output_is_result && cli->output != NULL && strcmp(cli->output, "-") != 0;

	*s = (struct cli_stream){.path = to_file ? cli->output : NULL,
	    .replace = cli->force || (to_file && cli_may_replace(cli->output))};
	s->out.sink = take;
	s->out.sink_ctx = s;
}

int cli_stream_push(struct cli_stream *s, bool at_once)
{
	if (at_once && s->path == NULL)
		ts_buf_drain(&s->out);
	else
		ts_buf_flush(&s->out);
	if (ts_buf_ok(&s->out))
		return 0;
	return s->failed ? -1 : ts_err_nomem(&s->err);
}

int cli_stream_end(struct cli_stream *s)
{
	ts_buf_drain(&s->out);
	if (!ts_buf_ok(&s->out))
		return s->failed ? -1 : ts_err_nomem(&s->err);
	return s->file == NULL ? 0 : ts_out_commit(s->file, &s->err);
}

void cli_stream_free(struct cli_stream *s)
{
	ts_out_free(s->file);
	ts_buf_free(&s->out);
}
