/* What verifying bundles needs, loaded once for all of them, and opening a bundle. */
#ifndef TS_CLI_VERIFIER_H
#define TS_CLI_VERIFIER_H

#include "cli/paths.h"
#include "cli/progress_bar.h"
#include "cli/verify_options.h"
#include "verify/boundary.h"
#include "verify/verify.h"

struct cli_verifier {
	struct ts_trust *trust; /* owned, as are the next four; NULL: no policy was given */
	struct ts_authorities *authorities; /* NULL: the policy lists none */
	struct ts_profile_set *profiles;
	struct ts_rules *rules;
	struct ts_boundary *boundary;
	struct ts_verify_params params;  /* borrows from these */
	const struct cli_values *proofs; /* borrowed: the paths of further time stamps */
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
	struct ts_sidecars stamps; /* owned: its time stamps, if they were read */
};

/* Open the bundle at PATH ("-": standard input), and begin the progress of reading it, where
 * PROGRESS is not NULL. BUNDLE must not be moved afterwards. Errors: "io". */
int cli_bundle_open(
    const char *path, struct ts_progress *progress, struct cli_bundle *bundle, struct ts_err *err);

/* Refuse --proof where there are N bundles: it gives time stamps of one. Returns 0 or TS_USAGE. */
int cli_check_proofs(const struct cli *cli, const struct cli_verify_options *options, size_t n);

/* Where PATHS is one bundle: mention a time stamp beside it that is not judged, because the policy
 * lists no authority. */
void cli_note_unjudged(
    const struct cli *cli, const struct cli_verifier *verifier, const struct cli_paths *paths);

/* Read the time stamps of the bundle at PATH, which is open: those beside it, and those that the
 * options name. Errors: "io". */
int cli_bundle_stamps(const struct cli_verifier *verifier, const char *path,
    struct cli_bundle *bundle, struct ts_err *err);
void cli_bundle_close(struct cli_bundle *bundle);

#endif
