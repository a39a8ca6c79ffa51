/* What the verbs share that verify bundles: their options, the policy, the source. */
#ifndef TS_CLI_VERIFY_OPTIONS_H
#define TS_CLI_VERIFY_OPTIONS_H

#include "cli/cli.h"
#include "verify/boundary.h"
#include "verify/verify.h"

/* What is needed for all bundles. */
struct cli_judging {
	struct ts_trust *trust; /* owned, as are the next two; NULL: no policy was named */
	struct ts_profile_set *set;
	struct ts_rules *rules;
	struct ts_boundary *boundary; /* owned */
	struct ts_verify_params params;
	struct cli_bar bar;
};

/* Read the words of the command line; -1 when they are wrong (told already). */
int cli_judging_words(const struct cli *cli, struct cli_judging *judging);

/* Load what options name. Errors: those of what is loaded. */
int cli_judging_load(const struct cli *cli, struct cli_judging *judging, struct ts_err *err);
void cli_judging_free(struct cli_judging *judging);

/* The bundle that PATH names ("-": standard input), as a source; FD must outlive it, and is closed
 * with cli_judging_close(). Errors: "io". */
int cli_judging_open(const char *path, int *fd, struct ts_source *source, struct ts_err *err);
void cli_judging_close(int fd);

#endif
