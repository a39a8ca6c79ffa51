#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "cli/output.h"
#include "scanner/mailbox.h"
#include "verify/verify_params.h"

const struct cli_option cli_common_options[] = {
    {OPT_FORMAT, "format", 0, "FORM[=FILE]", true,
	"form of the result; with =FILE, a further result in the same run"},
    {OPT_OUTPUT, "output", 'o', "FILE", false,
	"write the result to FILE, which may replace an earlier report"},
    {OPT_QUIET, "quiet", 'q', NULL, false,
	"print only the last line; verify also names the bundles that fail"},
    {OPT_VERBOSE, "verbose", 'v', NULL, false, "list everything: every check, every expiry"},
    {OPT_NO_INPUT, "no-input", 0, NULL, false, "never ask for anything"},
    {OPT_COLOR, "color", 0, "WHEN", false, "when to use colour: auto, always or never"},
    {OPT_HELP, "help", 'h', NULL, false, "show help for the verb"},
};
const size_t cli_common_options_n = sizeof(cli_common_options) / sizeof(cli_common_options[0]);

/* Keep TEXT until the arguments are freed. */
static int keep_text(struct cli_args *args, char *text, struct ts_err *err)
{
	char **grown = realloc(args->texts, (args->texts_n + 1) * sizeof(*grown));

	if (grown == NULL) {
		free(text);
		return ts_err_nomem(err);
	}
	args->texts = grown;
	grown[args->texts_n++] = text;
	return 0;
}

int cli_args_add(
    struct cli_args *args, enum cli_id id, const char *value, char *text, struct ts_err *err)
{
	struct cli_values *values = &args->options[id];
	const char **grown = realloc(values->list, (values->n + 1) * sizeof(*grown));

	if (grown == NULL) {
		free(text);
		return ts_err_nomem(err);
	}
	values->list = grown;
	if (text != NULL && keep_text(args, text, err) != 0)
		return -1;
	grown[values->n++] = text != NULL ? text : value;
	return 0;
}

void cli_args_free(struct cli_args *args)
{
	for (size_t i = 0; i < OPT_COUNT; i++)
		free(args->options[i].list);
	for (size_t i = 0; i < args->texts_n; i++)
		free(args->texts[i]);
	free(args->texts);
}

bool cli_has(const struct cli_args *args, enum cli_id id)
{
	return args->options[id].n > 0;
}

const char *cli_value(const struct cli_args *args, enum cli_id id)
{
	return args->options[id].n == 0 ? NULL : args->options[id].list[args->options[id].n - 1];
}

int cli_read_number(const struct cli *cli, const struct cli_args *args, enum cli_id id,
    uint64_t most, uint64_t default_value, const char *expected, uint64_t *number)
{
	const char *text = cli_value(args, id);
	char *end;

	*number = default_value;
	if (text == NULL)
		return 0;
	errno = 0;
	*number = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && *number > 0 &&
	    *number <= most)
		return 0;
	return cli_usage(cli, "%s, not \"%s\"", expected, text);
}

int cli_read_own_domains(
    const struct cli *cli, const struct cli_args *args, struct cli_values *domains)
{
	*domains = args->options[OPT_OWN_DOMAIN];
	for (size_t i = 0; i < domains->n; i++)
		if (!ts_mailbox_domain_valid(domains->list[i]))
			return cli_usage(cli,
			    "--own-domain takes a domain in lower case, such as "
			    "norrland.example, not \"%.64s\"",
			    domains->list[i]);
	return 0;
}

int cli_read_threads(const struct cli *cli, const struct cli_args *args, unsigned *threads)
{
	uint64_t number;
	int ret = cli_read_number(cli, args, OPT_THREADS, TS_THREADS_MAX, ts_pool_processors(),
	    "--threads takes a number from 1 to 64", &number);

	*threads = (unsigned)number;
	return ret;
}

struct ts_time cli_at(const struct cli_args *args)
{
	const char *text = cli_value(args, OPT_AT);
	struct ts_time at;

	return text != NULL && ts_time_parse(text, &at) ? at : ts_clock_now();
}

bool cli_is_in_future(const struct ts_time *time)
{
	const struct ts_time now = ts_clock_now(), latest = ts_time_add(&now, TS_CLOCK_SKEW);

	return ts_time_compare(time, &latest) > 0;
}

int cli_creation_time(const struct cli *cli, struct ts_time *time, struct ts_err *err)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char formatted[TS_TIME_TEXT];
	char *end;
	long long value;

	*time = ts_clock_now();
	time->nsec = 0;
	if (text == NULL)
		return 0;
	errno = 0;
	value = strtoll(text, &end, 10);
	time->sec = value;
	if (errno != 0 || *end != '\0' || text[0] < '0' || text[0] > '9' ||
	    !ts_time_format(time, formatted)) {
		ts_err_set(err, "io",
		    "SOURCE_DATE_EPOCH is not a number of seconds since 1970 in the years to 9999");
		return ts_err_fix(err, "unset it, or set it to such a number");
	}
	cli_note(
	    cli, "the time is %s, from SOURCE_DATE_EPOCH, and not that of the clock", formatted);
	return 0;
}

void cli_warn_future(const struct cli *cli, const struct ts_time *time)
{
	char formatted[TS_TIME_TEXT];

	if (cli_is_in_future(time) && ts_time_format(time, formatted))
		cli_warn(
		    cli, "%s is in the future: no verifier accepts it before that time", formatted);
}
