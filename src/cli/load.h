/* Loading the files that options name. Every function returns -1 with ERR filled when it cannot. */
#ifndef TS_CLI_LOAD_H
#define TS_CLI_LOAD_H

#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "crypto/key.h"
#include "model/profile_set.h"
#include "model/trust.h"
#include "scanner/rules.h"
#include "stamp/authority.h"

/* The path of the trust policy: --trust, or else TARSEAL_TRUST; NULL when neither is given. */
const char *cli_trust_path(const struct cli_args *args);

/* The directory of further profiles: --profiles, or else TARSEAL_PROFILES; NULL when neither is
 * given. */
const char *cli_profiles_dir(const struct cli_args *args);

/* Load the trust policy at PATH (NULL: *TRUST becomes NULL). Errors: "trust.valid"; "io". */
int cli_load_trust(const char *path, struct ts_trust **trust, struct ts_err *err);

/* Print that no trust policy was given; returns that exit code. */
int cli_no_trust(const struct cli *cli);

/* Warn when the policy (or NULL) lists a published example key. */
void cli_warn_examples(const struct cli *cli, const struct ts_trust *trust);

/* Read a public key: WHAT is the name of its file, or an "ssh-ed25519" line itself. Errors: "io".
 */
int cli_read_public_key(const char *what, struct ts_public_key *key, struct ts_err *err);

/* Add the profiles in the files of DIRECTORY (NULL: none) whose names end in ".json", and of the
 * directories below it. Errors: "profile.valid"; "io". */
int cli_load_profiles(const char *directory, struct ts_profile_set *set, struct ts_err *err);

/* Is NAME the id of a profile that SET has? */
bool cli_has_profile(struct ts_profile_set *set, const char *name);

/* Add the profile that NAME stands for: the id of a built-in one or of one that was added, or a
 * file. *PROFILE, unless NULL, is set to it. Errors: "profile.valid"; "io". */
int cli_load_profile(const char *name, struct ts_profile_set *set,
    const struct ts_profile **profile, struct ts_err *err);

/* Add the domains of --own-domain to RULES. Errors: "io". */
int cli_add_own_domains(
    const struct cli_values *domains, struct ts_rules *rules, struct ts_err *err);

/* Load the built-in rules of the content scanner and those in FILES, for the vendor whose policy is
 * TRUST (which may be NULL). The caller frees *RULES.
 * Errors: "rules.valid"; "io". */
int cli_load_rules(const struct cli_values *files, const struct ts_trust *trust,
    struct ts_rules **rules, struct ts_err *err);

/* The authorities of TRUST; *AUTHORITIES is NULL if that is NULL or lists none. Errors: "io". */
int cli_load_authorities(
    const struct ts_trust *trust, struct ts_authorities **authorities, struct ts_err *err);

#endif
