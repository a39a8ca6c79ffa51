/* Refusing what was typed, with what was probably meant: mistyped words, and everything that is
 * missing at once. */
#ifndef TS_CLI_SUGGEST_H
#define TS_CLI_SUGGEST_H

#include "cli/options.h"

/* Refuse WORD, which is not a WHAT (such as "verb"), and suggest the nearest of the N NAMES, or
 * list them if none is near and they are few. Returns TS_USAGE. */
int cli_unknown(
    const struct cli *cli, const char *what, const char *word, const char *const *names, size_t n);

/* List the ids of the built-in stages, at most MOST of them; they are of static lifetime. Returns
 * their number. */
size_t cli_list_stages(const char **names, size_t most);

/* The id of the built-in stage that is nearest to WORD, of static lifetime; NULL if none is near.
 */
const char *cli_nearest_stage(const char *word);

/* Refuse WORD as the id of a built-in stage or its profile, which is called WHAT. */
int cli_unknown_stage(const struct cli *cli, const char *what, const char *word);

/* An option that must be given, and how it is shown, such as "-o". */
struct cli_need {
	enum cli_id id;
	const char *shown;
};

/* Refuse ARGS unless all of the N options are given, and name all that are not. Returns 0 or
 * TS_USAGE. */
int cli_require(
    const struct cli *cli, const struct cli_args *args, const struct cli_need *needs, size_t n);

/* An option that only some actions of a verb have. */
struct cli_action_option {
	enum cli_id id;
	const char *name;
	const char *actions[4]; /* up to a NULL, or all four */
};

/* Refuse options that ACTION does not have: they would be ignored. Returns 0 or TS_USAGE. */
int cli_refuse_others(const struct cli *cli, const struct cli_args *args, const char *action,
    const struct cli_action_option *options, size_t n);

#endif
