/* What verifying bundles needs, loaded once for all of them, and opening a bundle. */
#ifndef TS_CLI_VERIFIER_H
#define TS_CLI_VERIFIER_H

#include "cli/progress_bar.h"
#include "cli/verify_options.h"
#include "verify/boundary.h"
#include "verify/verify.h"

struct cli_verifier {
	struct ts_trust *trust; /* owned, as are the next three; NULL: no policy was given */
	struct ts_profile_set *profiles;
	struct ts_rules *rules;
	struct ts_boundary *boundary;
	struct ts_verify_params params; /* borrows from these */
	struct cli_progress_bar bar;
};

/* Load what OPTIONS name. VERIFIER must not be moved afterwards. Errors: those of what is loaded.
 * Free it with cli_verifier_free() in either case. */
int cli_verifier_load(const struct cli *cli, const struct cli_verify_options *options,
    struct cli_verifier *verifier, struct ts_err *err);
void cli_verifier_free(struct cli_verifier *verifier);

/* A bundle, open for reading. */
struct cli_bundle {
	int fd;
	struct ts_source source;
};

/* Open the bundle at PATH ("-": standard input), and begin the progress of reading it, where
 * PROGRESS is not NULL. BUNDLE must not be moved afterwards. Errors: "io". */
int cli_bundle_open(
    const char *path, struct ts_progress *progress, struct cli_bundle *bundle, struct ts_err *err);
void cli_bundle_close(struct cli_bundle *bundle);

#endif
