/* The options that all verbs which verify bundles share, as plain values. */
#ifndef TS_CLI_VERIFY_OPTIONS_H
#define TS_CLI_VERIFY_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"
#include "cli/options.h"

struct cli_verify_options {
	struct cli_values paths; /* of the bundles, "-" for standard input; or of stores */
	const char *files_from;  /* a file with further paths, or NULL */
	const char *trust;       /* the path of the policy; NULL: none was given */
	struct cli_values profiles, rules; /* paths of further ones */
	struct cli_values proofs;          /* paths of time stamps of the only bundle */
	const char *profiles_dir;          /* a directory of further profiles, or NULL */
	const char *stage, *subject;       /* what is expected, or NULL */
	struct ts_time at;                 /* as of when to verify */
	uint64_t max_files;
	unsigned threads;
	bool scan, allow_example_keys;
	bool only_failing; /* list nothing else, in the forms for people */
};

/* Read them. Returns 0, or the exit code after printing what is wrong. */
int cli_verify_options_read(
    const struct cli *cli, const struct cli_args *args, struct cli_verify_options *options);

#endif
