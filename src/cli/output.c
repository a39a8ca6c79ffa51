#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
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
	fprintf(stderr, "tarseal %s: %s (%s)\n", cli->verb->name,
	    ts_buf_cstr(&message) == NULL ? "out of memory" : (const char *)message.data,
	    err->check);
	ts_buf_free(&message);
	print_escaped("at", err->at);
	print_escaped("expected", err->expected);
	print_escaped("to mend", err->fix);
	return (int)ts_check_class(err->check);
}

static void print_formatted(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* Print a formatted line; what stands in it may be a user's, or a file's. */
static void print_formatted(const char *fmt, va_list ap)
{
	struct ts_buf out = TS_BUF_INIT;
	char text[2 * TS_ERR_TEXT];

	vsnprintf(text, sizeof(text), fmt, ap);
	ts_show_escape(&out, text);
	if (ts_buf_cstr(&out) != NULL)
		fputs((const char *)out.data, stderr);
	else /* no memory for escapes: what would need one is not shown */
		for (const char *p = text; *p != '\0'; p++)
			fputc(*p < ' ' || *p > '~' || *p == ':' ? '?' : *p, stderr);
	fputc('\n', stderr);
	ts_buf_free(&out);
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "tarseal %s: ", cli->verb->name);
	va_start(ap, fmt);
	print_formatted(fmt, ap);
	va_end(ap);
	fprintf(stderr, "See: tarseal help %s\n", cli->verb->name);
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

	fprintf(stderr, "tarseal %s: warning: ", cli->verb->name);
	va_start(ap, fmt);
	print_formatted(fmt, ap);
	va_end(ap);
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

int cli_write_out(const struct ts_buf *out, struct ts_err *err)
{
	if (!ts_buf_ok(out))
		return ts_err_nomem(err);
	if (ts_file_write(STDOUT_FILENO, out->data, out->len, err) == 0)
		return 0;
	ts_err_fix(err, "the result did not reach standard output: do not count it as given");
	return -1;
}

int cli_result(const struct cli *cli, const struct ts_buf *out)
{
	const char *path = cli_value(&cli->args, OPT_OUTPUT);
	struct ts_err err;
	int ret;

	if (path == NULL || strcmp(path, "-") == 0)
		ret = cli_write_out(out, &err);
	else if (!ts_buf_ok(out))
		ret = ts_err_nomem(&err);
	else
		ret = ts_file_create(path, 0666, false, out->data, out->len, &err);
	return ret == 0 ? 0 : cli_fail(cli, &err);
}

struct ts_text_style cli_text_style(const struct cli *cli, const char *accepted)
{
	return (struct ts_text_style){.detail = cli->quiet     ? TS_DETAIL_LAST
						: cli->verbose ? TS_DETAIL_ALL
							       : TS_DETAIL_MATTERS,
	    .color = cli->color_out,
	    .accepted = accepted};
}

void cli_show(const struct cli *cli, struct ts_verdict *const *verdicts, size_t n,
    enum ts_class exit_class, const char *trust_sha256, struct ts_buf *out)
{
	if (cli->form == CLI_JSON)
		ts_show_json(verdicts, n, exit_class, trust_sha256, out);
	else if (cli->form == CLI_JUNIT)
		ts_show_junit(verdicts, n, trust_sha256, out);
	else if (cli->form == CLI_SARIF)
		ts_show_sarif(verdicts[0], out);
}

int cli_output_verdict(const struct cli *cli, struct ts_verdict *verdict, const char *accepted,
    const char *trust_sha256, bool to_output)
{
	const struct ts_text_style style = cli_text_style(cli, accepted);
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if (cli->form == CLI_TEXT)
		ts_show_text(verdict, &style, &out);
	else
		cli_show(cli, &verdict, 1, verdict->class, trust_sha256, &out);
	if (to_output)
		ret = cli_result(cli, &out);
	else
		ret = cli_write_out(&out, &err) == 0 ? 0 : cli_fail(cli, &err);
	ts_buf_free(&out);
	return ret != 0 ? TS_UNDECIDED : (int)verdict->class;
}

/* Does -o name the result's file, and not something of the verb's own? */
static bool output_is_result(const struct cli_verb *verb)
{
	for (size_t i = 0; i < verb->options_n; i++)
		if (verb->options[i].id == OPT_OUTPUT)
			return false;
	return true;
}

int cli_output_error(const struct cli *cli, struct ts_verdict *verdict, const struct ts_err *err)
{
	if (cli->form == CLI_TEXT)
		return cli_fail(cli, err);
	ts_verdict_fail_err(verdict, err);
	ts_verdict_finish(verdict, NULL, 0);
	return cli_output_verdict(cli, verdict, "", NULL, output_is_result(cli->verb));
}
