/* The options that pack and check share, as plain values, and what is loaded from them. */
#ifndef TS_CLI_PACK_OPTIONS_H
#define TS_CLI_PACK_OPTIONS_H

#include <stdbool.h>

#include "cli/options.h"
#include "cli/progress_bar.h"
#include "cli/waivers.h"
#include "pack/check.h"
#include "start/work.h"

struct cli_pack_options {
	struct ts_work work;        /* owned: what a directory says */
	const char *work_profile;   /* the storage of PROFILES, if that says so */
	struct cli_values profiles; /* the first is the stage's own */
	const char *evidence, *approval, *record;
	const char *name;                                   /* the bundle's; or NULL */
	const char *owner, *trust, *waivers, *profiles_dir; /* or NULL */
	struct cli_values rules, own_domains, not_before;
	unsigned threads;
	bool no_scan, allow_example_keys;
};

/* Read them; what is not given comes from the working set that the operand names, if any. OPTIONS
 * must not be moved afterwards. Returns 0, or the exit code after printing what is wrong. Free them
 * in either case. */
int cli_pack_options_read(
    const struct cli *cli, const struct cli_args *args, struct cli_pack_options *options);
void cli_pack_options_free(struct cli_pack_options *options);

/* Is NAME the name of a bundle? Returns 0, or the exit code after printing what is wrong. */
int cli_pack_name_check(const struct cli *cli, const char *name);

/* What is needed to check inputs. */
struct cli_checker {
	struct ts_trust *trust; /* owned, as are the next three; or NULL */
	struct ts_authorities *authorities;
	struct ts_profile_set *profiles;
	struct ts_rules *rules;
	struct cli_waivers waivers;
	struct ts_check_params params; /* borrows from these */
	struct cli_progress_bar bar;
};

/* Load what OPTIONS name. CHECKER must not be moved afterwards. Errors: those of what is loaded.
 * Free it with cli_checker_free() in either case. */
int cli_checker_load(const struct cli *cli, const struct cli_pack_options *options,
    struct cli_checker *checker, struct ts_err *err);
void cli_checker_free(struct cli_checker *checker);

#endif
