/* The two halves of a divided audit (docs/scale.md): lines of a shard, and joining them. */
#ifndef TS_CLI_VERBS_AUDIT_LINES_H
#define TS_CLI_VERBS_AUDIT_LINES_H

#include "audit/store.h"
#include "cli/options.h"
#include "cli/verifier.h"
#include "lines/read.h"

struct cli_lines_options {
	const char *run;        /* or NULL */
	uint64_t shard, shards; /* 1 of 1 unless --shard says otherwise */
	const char **parts;     /* owned: the files to join */
	size_t parts_n;
	struct cli_values keys; /* who signs */
	bool has_at;            /* --at was given */
};

/* Read what concerns lines. Returns 0, or the exit code after printing what is wrong. */
int cli_lines_options_read(
    const struct cli *cli, const struct cli_args *args, struct cli_lines_options *options);

void cli_lines_options_free(struct cli_lines_options *options);

/* Write the lines of the shard, and the statement about them. Returns the exit code. */
int cli_lines_write(const struct cli *cli, const struct cli_lines_options *options,
    const struct cli_verifier *v, struct ts_store_params *store);

/* Join the parts into STORE, as of *AT, which is theirs unless --at was given. VERDICT, which is
 * not finished, says what is wrong. Errors: "io". */
int cli_lines_read(const struct cli_lines_options *options, const struct cli_verifier *v,
    const struct ts_profile *stage, struct ts_store *store, struct ts_time *at,
    struct ts_verdict *verdict, struct ts_err *err);

#endif
