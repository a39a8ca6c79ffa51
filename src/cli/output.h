/* What the program prints: results on standard output or into -o FILE, messages on standard error.
 */
#ifndef TS_CLI_OUTPUT_H
#define TS_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/cli.h"
#include "model/verdict.h"
#include "show/text.h"

/* Print ERR on standard error; returns the exit code of its check. */
int cli_fail(const struct cli *cli, const struct ts_err *err);

/* Print that memory ran out; returns that exit code. */
int cli_fail_nomem(const struct cli *cli);

/* Print that the command line is wrong, and where its help is; returns that exit code. */
int cli_usage(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Print a remark on standard error, unless quiet; or a warning, always. */
void cli_note(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cli_warn(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Append the WORD that a line of a result begins with, in the colour of what it means. */
enum cli_meaning { CLI_GOOD, CLI_BAD, CLI_DOUBTFUL };
void cli_add_word(
    const struct cli *cli, enum cli_meaning meaning, const char *word, struct ts_buf *out);

/*
 * Write OUT to the file at PATH, which must not exist (without --force); or to standard output,
 * when PATH is NULL or "-". Returns 0, or the exit code after printing why not.
 */
int cli_write_file(const struct cli *cli, const char *path, const struct ts_buf *out);

/* The same for a verb's result, which goes to -o FILE or to standard output. It may replace an
 * earlier report. */
int cli_write_result(const struct cli *cli, const struct ts_buf *out);

/* Warn if the file of the result exists although nothing is written: it says nothing about this
 * run. */
void cli_warn_stale(const struct cli *cli);

/* Refuse to write a result over any of the N files at PATHS, which are inputs, whatever --force
 * says. Returns 0 or TS_USAGE. */
int cli_refuse_inputs(const struct cli *cli, const char *const *paths, size_t n);

/* Refuse to write a result over any bundle, whatever --force says. Returns 0 or TS_USAGE. */
int cli_refuse_bundles(const struct cli *cli);

/* Find out before any work is done whether every result can be written where it should go. Returns
 * 0, or the exit code after printing why not. */
int cli_check_results(const struct cli *cli);

/* Append a result in the form and style that CLI asks for; nothing, if that form cannot say it. */
typedef void cli_render(const struct cli *cli, void *ctx, struct ts_buf *out);

/* The settings under which the further result I is written. */
struct cli cli_extra(const struct cli *cli, size_t i);

/* Write each further result that --format FORM=FILE asks for, without colour. Returns 0, or the
 * exit code after printing why not. */
int cli_write_extras(const struct cli *cli, cli_render *render, void *ctx);

/* Write these, and then the result itself. */
int cli_write_forms(const struct cli *cli, cli_render *render, void *ctx);

/* Print all findings about an input on standard error, and finish FINDINGS; returns the exit code.
 */
int cli_output_findings(const struct cli *cli, struct ts_verdict *findings);

/* How a verdict is shown as text; ACCEPTED is the remark behind an accepted one. */
struct ts_text_style cli_text_style(const struct cli *cli, const char *accepted);

/* Append N verdicts in the form that was asked for, which is not text; EXIT_CLASS is the worst. */
void cli_append_verdicts(const struct cli *cli, struct ts_verdict *const *verdicts, size_t n,
    enum ts_class exit_class, const char *trust_sha256, struct ts_buf *out);

/*
 * Write one verdict in the form that was asked for, to -o FILE when -o is for the result, else to
 * standard output. Returns the exit code.
 */
int cli_output_verdict(const struct cli *cli, struct ts_verdict *verdict, const char *accepted,
    const char *trust_sha256);

/* The report of a verb that also writes something else, prepared before that appears. */
struct cli_report {
	const struct cli *cli;
	const char *accepted, *trust_sha256; /* as for cli_output_verdict(); or NULL */
	struct ts_buf text;                  /* owned; empty until it is prepared */
};

/* Prepare it; REPORT is a struct cli_report (struct ts_verdict_ready). Errors: "io". */
int cli_report_prepare(void *report, struct ts_verdict *verdict, struct ts_err *err);

/*
 * Write the report on VERDICT, prepared if it accepts, and free REPORT. If that fails, the message
 * says that WHAT, such as "the bundle b.tar", is whole all the same. Returns the exit code.
 */
int cli_report_write(struct cli_report *report, struct ts_verdict *verdict, const char *what);

/* The same when ERR is all there is to say: text goes to standard error, any other form becomes a
 * verdict that holds ERR. */
int cli_output_error(const struct cli *cli, struct ts_verdict *verdict, const struct ts_err *err);

#endif
