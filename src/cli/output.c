#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/recognize.h"
#include "cli/stream.h"
#include "show/escape.h"
#include "show/json.h"
#include "show/junit.h"
#include "show/sarif.h"
#include "show/text.h"

static void print_escaped(const char *label, const char *text)
{
	struct ts_buf out = TS_BUF_INIT;

	if (text[0] == '\0')
		return;
	ts_buf_printf(&out, "  %-9s ", label);
	ts_show_escape(&out, text);
	ts_buf_add_str(&out, "\n");
	if (ts_buf_cstr(&out) != NULL)
		fputs((const char *)out.data, stderr);
	ts_buf_free(&out);
}

int cli_fail(const struct cli *cli, const struct ts_err *err)
{
	struct ts_buf message = TS_BUF_INIT;

	ts_show_escape(&message, err->message);
	fprintf(stderr, "tarseal %s: %s (%s)\n", cli->verb,
	    ts_buf_cstr(&message) == NULL ? "out of memory" : (const char *)message.data,
	    err->check);
	ts_buf_free(&message);
	print_escaped("at", err->at);
	print_escaped("expected", err->expected);
	print_escaped("fix", err->fix);
	return (int)ts_check_class(err->check);
}

static void print_formatted(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* Print a formatted line, escaped: it may quote text that a user or a file supplied. */
static void print_formatted(const char *fmt, va_list ap)
{
	struct ts_buf out = TS_BUF_INIT;
	char text[2 * TS_ERR_TEXT];

	vsnprintf(text, sizeof(text), fmt, ap);
	ts_show_escape(&out, text);
	if (ts_buf_cstr(&out) != NULL)
		fputs((const char *)out.data, stderr);
	else /* no memory to escape with: mask whatever would need it */
		for (const char *p = text; *p != '\0'; p++)
			fputc(*p < ' ' || *p > '~' || *p == ':' ? '?' : *p, stderr);
	fputc('\n', stderr);
	ts_buf_free(&out);
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	const char *verb = cli->verb != NULL ? cli->verb : "";
	const char *space = *verb != '\0' ? " " : "";

	fprintf(stderr, "tarseal%s%s: ", space, verb);
	va_start(ap, fmt);
	print_formatted(fmt, ap);
	va_end(ap);
	fprintf(stderr, "See: tarseal help%s%s\n", space, verb);
	return TS_USAGE;
}

void cli_note(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	if (cli->quiet)
		return;
	va_start(ap, fmt);
	print_formatted(fmt, ap);
	va_end(ap);
}

void cli_warn(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "tarseal %s: warning: ", cli->verb);
	va_start(ap, fmt);
	print_formatted(fmt, ap);
	va_end(ap);
}

int cli_fail_nomem(const struct cli *cli)
{
	struct ts_err err;

	ts_err_nomem(&err);
	return cli_fail(cli, &err);
}

int cli_output_findings(const struct cli *cli, struct ts_verdict *findings)
{
	const struct ts_text_style style = {.detail = TS_DETAIL_MATTERS, .color = cli->color_err};
	struct ts_buf out = TS_BUF_INIT;

	ts_verdict_finish(findings, NULL, 0);
	ts_show_text(findings, &style, &out);
	if (ts_buf_cstr(&out) != NULL)
		fputs((char *)out.data, stderr);
	ts_buf_free(&out);
	return (int)findings->class;
}

void cli_add_word(
    const struct cli *cli, enum cli_meaning meaning, const char *word, struct ts_buf *out)
{
	static const char *const colors[] = {
	    [CLI_GOOD] = "\033[32m", [CLI_BAD] = "\033[31m", [CLI_DOUBTFUL] = "\033[33m"};

	ts_buf_printf(out, "%s%s%s", cli->color_out ? colors[meaning] : "", word,
	    cli->color_out ? "\033[0m" : "");
}

static void warn_stale(const struct cli *cli, const char *path)
{
	if (path != NULL && cli_may_replace(path))
		cli_warn(cli, "%s is not written: what is there is of an earlier run", path);
}

void cli_warn_stale(const struct cli *cli)
{
	if (cli->output_is_result)
		warn_stale(cli, cli->output);
}

/* Can this result be written where it should go? */
static int check_result(const struct cli *cli, const char *path)
{
	struct ts_out *out;
	struct ts_err err;
	bool replace;
	int ret;

	if (path == NULL || strcmp(path, "-") == 0)
		return 0;
	replace = cli->force || cli_may_replace(path);
	ret = ts_out_open(path, 0666, replace, &out, &err);
	if (ret == 0)
		ts_out_free(out);
	else if (!replace)
		cli_explain_existing(path, &err);
	return ret == 0 ? 0 : cli_fail(cli, &err);
}

int cli_check_results(const struct cli *cli)
{
	int ret = check_result(cli, cli->output_is_result ? cli->output : NULL);

	for (size_t i = 0; ret == 0 && i < cli->extras_n; i++)
		ret = check_result(cli, cli->extras[i].path);
	if (ret == 0)
		return 0;
	cli_warn_stale(cli);
	for (size_t i = 0; i < cli->extras_n; i++)
		warn_stale(cli, cli->extras[i].path);
	return ret;
}

/* Write a result to where it goes. */
static int write_result(const struct cli *cli, const struct ts_buf *out, struct ts_err *err)
{
	struct cli_stream stream;
	int ret;

	if (!ts_buf_ok(out))
		return ts_err_nomem(err);
	cli_stream_begin(cli, &stream);
	/* Not through the stream's own memory: a prepared report is written without asking for any.
	 */
	ret = out->len == 0 ? 0 : stream.out.sink(stream.out.sink_ctx, out->data, out->len);
	if (ret == 0)
		ret = cli_stream_end(&stream);
	if (ret != 0)
		*err = stream.err;
	cli_stream_free(&stream);
	return ret;
}

int cli_write_file(const struct cli *cli, const char *path, const struct ts_buf *out)
{
	struct ts_err err;
	int ret;

	if (!ts_buf_ok(out))
		ret = ts_err_nomem(&err);
	else if (path == NULL || strcmp(path, "-") == 0)
		ret = cli_write_stdout(out->data, out->len, &err);
	else
		ret = ts_file_create(path, 0666, cli->force, out->data, out->len, &err);
	return ret == 0 ? 0 : cli_fail(cli, &err);
}

int cli_write_result(const struct cli *cli, const struct ts_buf *out)
{
	struct ts_err err;

	return write_result(cli, out, &err) == 0 ? 0 : cli_fail(cli, &err);
}

static bool is_same_file(const struct stat *st, const char *path)
{
	struct stat other;

	return stat(path, &other) == 0 && other.st_dev == st->st_dev && other.st_ino == st->st_ino;
}

/* Has the file the name of a time stamp? Those beside a bundle are read with it. */
static bool is_stamp(const char *path)
{
	const size_t len = strlen(path);

	return len > 4 && strcmp(path + len - 4, ".tsr") == 0;
}

static int refuse_input(
    const struct cli *cli, const char *output, const char *const *paths, size_t n)
{
	struct stat st;

	if (output == NULL || stat(output, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	if (is_stamp(output))
		return cli_usage(
		    cli, "the output %s is a time stamp, which nothing replaces", output);
	for (size_t i = 0; i < n; i++)
		if (paths[i] != NULL && is_same_file(&st, paths[i]))
			return cli_usage(cli, "the output %s is also an input", output);
	return 0;
}

int cli_refuse_inputs(const struct cli *cli, const char *const *paths, size_t n)
{
	if (refuse_input(cli, cli->output_is_result ? cli->output : NULL, paths, n) != 0)
		return TS_USAGE;
	for (size_t i = 0; i < cli->extras_n; i++)
		if (refuse_input(cli, cli->extras[i].path, paths, n) != 0)
			return TS_USAGE;
	return 0;
}

static int refuse_bundle(const struct cli *cli, const char *output)
{
	if (output == NULL || !cli->force || !cli_is_bundle(output))
		return 0;
	return cli_usage(cli,
	    "the output %s is a bundle, or has the name of one: no result replaces that", output);
}

int cli_refuse_bundles(const struct cli *cli)
{
	int ret = refuse_bundle(cli, cli->output_is_result ? cli->output : NULL);

	for (size_t i = 0; ret == 0 && i < cli->extras_n; i++)
		ret = refuse_bundle(cli, cli->extras[i].path);
	return ret;
}

/* Render a result into the file that -o names, or else to standard output. *BEGUN is whether there
 * was anything. */
static int write_form(const struct cli *cli, cli_render *render, void *ctx, bool *begun)
{
	struct cli_stream stream;
	int ret;

	cli_stream_begin(cli, &stream);
	render(cli, ctx, &stream.out);
	ret = cli_stream_end(&stream) == 0 ? 0 : cli_fail(cli, &stream.err);
	*begun = stream.begun;
	cli_stream_free(&stream);
	return ret;
}

struct cli cli_extra(const struct cli *cli, size_t i)
{
	struct cli as = *cli;

	as.form = cli->extras[i].form;
	as.output = cli->extras[i].path;
	as.output_is_result = true;
	as.color_out = false;
	return as;
}

int cli_write_extras(const struct cli *cli, cli_render *render, void *ctx)
{
	int ret = 0;

	for (size_t i = 0; i < cli->extras_n; i++) {
		const struct cli as = cli_extra(cli, i);
		bool begun;
		int one = write_form(&as, render, ctx, &begun);

		if (one != 0 || !begun) /* this form cannot say it */
			cli_warn_stale(&as);
		ret = ret == 0 ? one : ret;
	}
	return ret;
}

int cli_write_forms(const struct cli *cli, cli_render *render, void *ctx)
{
	bool begun;
	int ret = cli_write_extras(cli, render, ctx), last = write_form(cli, render, ctx, &begun);

	return ret != 0 ? ret : last;
}

struct ts_text_style cli_text_style(const struct cli *cli, const char *accepted)
{
	return (struct ts_text_style){.detail = cli->quiet     ? TS_DETAIL_LAST
						: cli->verbose ? TS_DETAIL_ALL
							       : TS_DETAIL_MATTERS,
	    .color = cli->color_out,
	    .accepted = accepted};
}

void cli_append_verdicts(const struct cli *cli, struct ts_verdict *const *verdicts, size_t n,
    enum ts_class exit_class, const char *trust_sha256, struct ts_buf *out)
{
	if (cli->form == CLI_JSON)
		ts_show_json(verdicts, n, exit_class, trust_sha256, out);
	else if (cli->form == CLI_JUNIT)
		ts_show_junit(verdicts, n, trust_sha256, out);
	else if (cli->form == CLI_SARIF)
		ts_show_sarif(verdicts[0], out); /* only verbs with one verdict offer it */
}

/* A verdict, and how to show it. */
struct shown {
	struct ts_verdict *verdict;
	const char *accepted, *trust_sha256;
};

static void render_verdict(const struct cli *cli, void *ctx, struct ts_buf *out)
{
	const struct shown *shown = ctx;
	const struct ts_text_style style = cli_text_style(cli, shown->accepted);

	if (cli->form == CLI_TEXT)
		ts_show_text(shown->verdict, &style, out);
	else
		cli_append_verdicts(
		    cli, &shown->verdict, 1, shown->verdict->class, shown->trust_sha256, out);
}

int cli_report_prepare(void *ctx, struct ts_verdict *verdict, struct ts_err *err)
{
	struct cli_report *report = ctx;
	struct shown shown = {verdict, report->accepted, report->trust_sha256};

	report->text.len = 0;
	render_verdict(report->cli, &shown, &report->text);
	return ts_buf_ok(&report->text) ? 0 : ts_err_nomem(err);
}

int cli_report_write(struct cli_report *report, struct ts_verdict *verdict, const char *what)
{
	struct shown shown = {verdict, report->accepted, report->trust_sha256};
	bool accepted = verdict->class == TS_ACCEPTED;
	struct ts_err err;
	int ret = 0;

	if (!accepted || report->text.len == 0)
		ret = cli_report_prepare(report, verdict, &err);
	if (ret == 0)
		ret = write_result(report->cli, &report->text, &err);
	ts_buf_free(&report->text);
	if (ret == 0 && cli_write_extras(report->cli, render_verdict, &shown) != 0) {
		if (accepted)
			cli_warn(report->cli, "%s is whole: only a report on it is missing", what);
		return TS_UNDECIDED;
	}
	if (ret == 0)
		return (int)verdict->class;
	if (accepted)
		ts_err_fix(&err, "%s is whole: only the report on it did not arrive", what);
	return cli_fail(report->cli, &err);
}

int cli_output_verdict(const struct cli *cli, struct ts_verdict *verdict, const char *accepted,
    const char *trust_sha256)
{
	struct shown shown = {verdict, accepted, trust_sha256};
	int ret = cli_write_forms(cli, render_verdict, &shown);

	return ret != 0 ? TS_UNDECIDED : (int)verdict->class;
}

int cli_output_error(const struct cli *cli, struct ts_verdict *verdict, const struct ts_err *err)
{
	if (cli->form == CLI_TEXT && cli->extras_n == 0)
		return cli_fail(cli, err);
	ts_verdict_fail_err(verdict, err);
	ts_verdict_finish(verdict, NULL, 0);
	return cli_output_verdict(cli, verdict, "", NULL);
}
