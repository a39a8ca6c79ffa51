#include "cli/verify_options.h"

#include <string.h>

#include "cli/load.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "verify/verify_params.h"

#define MAX_FILES_MOST (UINT64_C(1) << 53) /* the largest number that every JSON keeps */

static size_t is_stdin(const char *path)
{
	return path != NULL && strcmp(path, "-") == 0;
}

static size_t count_stdins(const struct cli_values *values)
{
	size_t n = 0;

	for (size_t i = 0; i < values->n; i++)
		n += is_stdin(values->list[i]);
	return n;
}

int cli_verify_options_read(
    const struct cli *cli, const struct cli_args *args, struct cli_verify_options *options)
{
	static const char *const failing[] = {"failing"};
	const char *only = cli_value(args, OPT_ONLY);
	size_t stdins;
	int ret;

	*options = (struct cli_verify_options){.paths = args->operands,
	    .files_from = cli_value(args, OPT_FILES_FROM),
	    .trust = cli_trust_path(args),
	    .profiles = args->options[OPT_PROFILE],
	    .profiles_dir = cli_profiles_dir(args),
	    .rules = args->options[OPT_RULES],
	    .proofs = args->options[OPT_PROOF],
	    .stage = cli_value(args, OPT_STAGE),
	    .at = cli_at(args),
	    .subject = cli_value(args, OPT_SUBJECT),
	    .scan = cli_has(args, OPT_SCAN),
	    .only_failing = only != NULL,
	    .allow_example_keys = cli_has(args, OPT_ALLOW_EXAMPLE_KEYS)};
	stdins = count_stdins(&args->operands) + count_stdins(&options->profiles) +
		 count_stdins(&options->rules) + is_stdin(options->trust) +
		 is_stdin(options->files_from);
	if (only != NULL && strcmp(only, failing[0]) != 0)
		return cli_unknown(cli, "state", only, failing, 1);
	if (stdins > 1)
		return cli_usage(cli, "standard input (-) can be read only once");
	ret = cli_read_number(cli, args, OPT_MAX_FILES, MAX_FILES_MOST, TS_VERIFY_MAX_FILES,
	    "--max-files takes a number from 1", &options->max_files);
	return ret != 0 ? ret : cli_read_threads(cli, args, &options->threads);
}
