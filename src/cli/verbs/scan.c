/* The verb scan. */
#define _XOPEN_SOURCE 700 /* strndup */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "cli/sandbox.h"
#include "cli/verbs/verbs.h"
#include "cli/waivers.h"
#include "scan/scan.h"

#define BASELINE_DAYS 365 /* how long the findings of a baseline stay waived */

struct scan_options {
	struct cli_values paths, rules, own_domains;
	const char *baseline, *write_baseline; /* paths, or NULL */
	bool kinds, list_rules;
	unsigned threads;
};

struct scanner {
	struct ts_rules *rules;      /* owned */
	struct cli_waivers baseline; /* owned */
	struct cli_waiver_draft draft;
	struct ts_scan_params params;
	struct cli_progress_bar bar;
	char until[TS_TIME_TEXT];
	char *base; /* owned: the directory of the baseline */
};

/* The length of the directory that PATH begins with, with its slash. */
static size_t directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct scan_options *options)
{
	*options = (struct scan_options){.paths = args->operands,
	    .rules = args->options[OPT_RULES],
	    .baseline = cli_value(args, OPT_BASELINE),
	    .write_baseline = cli_value(args, OPT_WRITE_BASELINE),
	    .kinds = cli_has(args, OPT_KINDS),
	    .list_rules = cli_has(args, OPT_LIST_RULES)};
	if (options->baseline != NULL && options->write_baseline != NULL &&
	    (directory_length(options->baseline) != directory_length(options->write_baseline) ||
		strncmp(options->baseline, options->write_baseline,
		    directory_length(options->baseline)) != 0))
		return cli_usage(cli, "--write-baseline must name a file in the directory of "
				      "--baseline, because paths in a baseline are relative to it");
	if (options->paths.n == 0 && !options->list_rules)
		return cli_usage(
		    cli, "name the files and directories to search, such as . for this one");
	if (cli_read_own_domains(cli, args, &options->own_domains) != 0)
		return TS_USAGE;
	return cli_read_threads(cli, args, &options->threads);
}

static int list_rules(const struct cli *cli, const struct ts_rules *rules)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_rule rule;
	int ret;

	for (size_t i = 0; i < rules->n; i++) {
		ts_rules_get(rules, i, &rule);
		ts_buf_printf(&out, "%-36s  %-22s  %s\n", rule.id, rule.category, rule.title);
	}
	ts_buf_printf(&out, "%zu rules, sha256:%s\n", rules->n, rules->sha256);
	ret = cli_write_result(cli, &out);
	ts_buf_free(&out);
	return ret;
}

/* Write every finding into a baseline, which holds for BASELINE_DAYS. */
static void begin_baseline(struct scanner *s)
{
	struct ts_time until = ts_clock_now();

	until.nsec = 0;
	until = ts_time_add(&until, (int64_t)BASELINE_DAYS * 86400);
	ts_time_format(&until, s->until);
	cli_waiver_draft_begin(&s->draft, &s->baseline, s->until);
	s->params.boundary.found = cli_waiver_draft_add;
	s->params.boundary.ctx = &s->draft;
	s->params.threads = 1; /* findings are written as they come */
}

/* Paths in a baseline are relative to the directory that it is in. */
static int find_base(const struct scan_options *options, struct scanner *s, struct ts_err *err)
{
	const char *file = options->baseline != NULL ? options->baseline : options->write_baseline;

	if (file == NULL || directory_length(file) == 0)
		return 0;
	s->base = strndup(file, directory_length(file));
	return s->base == NULL ? ts_err_nomem(err) : 0;
}

static int load(const struct cli *cli, const struct scan_options *options, struct scanner *s,
    struct ts_err *err)
{
	struct ts_boundary_params *boundary = &s->params.boundary;

	if (find_base(options, s, err) != 0 ||
	    cli_load_rules(&options->rules, NULL, &s->rules, err) != 0 ||
	    cli_add_own_domains(&options->own_domains, s->rules, err) != 0 ||
	    cli_waivers_load(options->baseline, &s->baseline, err) != 0)
		return -1;
	/* Source code and policies belong in a repository. */
	if (!options->kinds && (ts_rules_drop(s->rules, "source-code", err) != 0 ||
				   ts_rules_drop(s->rules, "policy-packs", err) != 0))
		return -1;
	cli_waivers_salt(&s->baseline);
	cli_progress_bar_init(&s->bar, cli);
	s->params = (struct ts_scan_params){.rules = s->rules,
	    .base = s->base,
	    .threads = options->threads,
	    .progress = &s->bar.progress};
	boundary->kinds = options->kinds;
	boundary->waivers = &s->baseline.waivers;
	boundary->any_waiver = true;
	boundary->any_files = true;
	boundary->as_of = ts_clock_now();
	memcpy(boundary->salt, s->baseline.waivers.salt, TS_SALT_BYTES);
	if (options->write_baseline != NULL)
		begin_baseline(s);
	return 0;
}

/* Append what the last line says. */
static void describe(const struct ts_scan_count *count, size_t rules, struct ts_buf *out)
{
	if (count->files == 0)
		ts_buf_add_str(out, "nothing was searched");
	else
		ts_buf_printf(out, "%llu file%s, %llu bytes searched with %zu rules",
		    (unsigned long long)count->files, count->files == 1 ? "" : "s",
		    (unsigned long long)count->bytes, rules);
	if (count->binary + count->links + count->special > 0) {
		ts_buf_add_str(out, "; passed over: ");
		ts_scan_unsearched(count, out);
	}
}

/* Otherwise the last line, or a line for each of them, says so. */
static void warn_unsearched(const struct cli *cli, const struct ts_scan_count *count)
{
	struct ts_buf words = TS_BUF_INIT;

	ts_scan_unsearched(count, &words);
	if (words.len > 0 && ts_buf_cstr(&words) != NULL)
		cli_warn(cli, "not searched: %s", ts_buf_cstr(&words));
	ts_buf_free(&words);
}

static int scan(const struct cli *cli, const struct scan_options *options, struct scanner *s,
    struct ts_verdict *verdict)
{
	struct ts_scan_count count;
	struct ts_buf summary = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	ts_scan(&s->params, options->paths.list, options->paths.n, verdict, &count);
	cli_progress_bar_clear(&s->bar);
	if (options->write_baseline == NULL || verdict->class == TS_UNDECIDED) {
		describe(&count, ts_rules_count(s->rules), &summary);
		if (cli->quiet && verdict->class != TS_ACCEPTED)
			warn_unsearched(cli, &count);
		ret = ts_buf_cstr(&summary) == NULL
			  ? cli_fail_nomem(cli)
			  : cli_output_verdict(cli, verdict, ts_buf_cstr(&summary), NULL);
		ts_buf_free(&summary);
		return ret;
	}
	if (cli_waiver_draft_write(&s->draft, options->write_baseline, &err) != 0)
		return cli_fail(cli, &err);
	cli_note(cli, "wrote %zu finding%s to the baseline %s: review each one before you keep it",
	    s->draft.n, s->draft.n == 1 ? "" : "s", options->write_baseline);
	return 0;
}

/* A verdict about the paths, as people read it. */
static struct ts_verdict *new_verdict(const struct cli_values *paths)
{
	char text[48];

	if (paths->n == 1)
		return ts_verdict_new(paths->list[0]);
	snprintf(text, sizeof(text), "%zu paths", paths->n);
	return ts_verdict_new(text);
}

int cli_scan(const struct cli *cli, const struct cli_args *args)
{
	struct scan_options options;
	struct scanner s = {0};
	struct ts_verdict *verdict = NULL;
	struct ts_err err;
	int ret = read_options(cli, args, &options);

	if (ret != 0)
		return ret;
	cli_sandbox_memory();
	verdict = new_verdict(&options.paths);
	if (verdict == NULL)
		ret = cli_fail_nomem(cli);
	else if (load(cli, &options, &s, &err) != 0)
		ret = cli_output_error(cli, verdict, &err);
	else if (options.list_rules)
		ret = list_rules(cli, s.rules);
	else
		ret = scan(cli, &options, &s, verdict);
	ts_verdict_free(verdict);
	cli_waiver_draft_free(&s.draft);
	cli_waivers_free(&s.baseline);
	free(s.base);
	ts_rules_free(s.rules);
	return ret;
}
