/* The options of the command line, and reading their values. */
#ifndef TS_CLI_OPTIONS_H
#define TS_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "cli/cli.h"

enum cli_id {
	OPT_HELP,
	OPT_FORMAT,
	OPT_OUTPUT,
	OPT_QUIET,
	OPT_VERBOSE,
	OPT_NO_INPUT,
	OPT_COLOR,
	OPT_PROFILE,
	OPT_EVIDENCE,
	OPT_APPROVAL,
	OPT_RECORD,
	OPT_KEY,
	OPT_NAME,
	OPT_OWNER,
	OPT_FORCE,
	OPT_FILES_FROM,
	OPT_ONLY,
	OPT_LINES,
	OPT_RUN,
	OPT_SHARD,
	OPT_PROFILES,
	OPT_PRODUCER,
	OPT_APPROVER,
	OPT_TRUST,
	OPT_STAGE,
	OPT_SUBJECT,
	OPT_AT,
	OPT_MAX_FILES,
	OPT_PROOF,
	OPT_NOT_BEFORE,
	OPT_RESPONSE,
	OPT_REQUEST,
	OPT_SINCE,
	OPT_STAMPED,
	OPT_STAMPS,
	OPT_PROVEN_WITHIN,
	OPT_DIRECTORY,
	OPT_REGISTER,
	OPT_DUE,
	OPT_FROM,
	OPT_TO,
	OPT_CHAIN,
	OPT_THREADS,
	OPT_RULES,
	OPT_SCAN,
	OPT_NO_SCAN,
	OPT_WAIVERS,
	OPT_WRITE_WAIVERS,
	OPT_BASELINE,
	OPT_VERIFIER_ID,
	OPT_BUNDLE,
	OPT_POLICY,
	OPT_MAX_AGE,
	OPT_WRITE_BASELINE,
	OPT_KINDS,
	OPT_OWN_DOMAIN,
	OPT_LIST_RULES,
	OPT_ALLOW_EXAMPLE_KEYS,
	OPT_PASSPHRASE_FD,
	OPT_AGENT_TIMEOUT,
	OPT_NO_PASSPHRASE,
	OPT_ADD,
	OPT_PUBLIC_KEY,
	OPT_ROLE,
	OPT_VALID_FROM,
	OPT_VALID_UNTIL,
	OPT_REASON,
	OPT_PRODUCERS,
	OPT_APPROVERS,
	OPT_APPROVAL_MAX_AGE,
	OPT_REF,
	OPT_BY,
	OPT_DECISION,
	OPT_DECIDED_AT,
	OPT_EXPIRES,
	OPT_CONDITION,
	OPT_YES,
	OPT_JSON,
	OPT_MDOC,
	OPT_COMPLETION,
	OPT_COUNT,
};

struct cli_option {
	enum cli_id id;
	const char *name; /* the long form */
	char letter;      /* the short form, or 0 */
	const char *arg;  /* the name of its argument, or NULL */
	bool many;        /* may be given more than once */
	const char *help;
};

/* Options that every verb has. */
extern const struct cli_option cli_common_options[];
extern const size_t cli_common_options_n;

/* The values that one option was given, in order. */
struct cli_values {
	const char **list; /* texts borrowed from the command line */
	size_t n;
};

struct cli_verbs;

struct cli_args {
	struct cli_values options[OPT_COUNT]; /* their lists are owned */
	char **texts;                         /* owned: values that were not typed in this form */
	size_t texts_n;
	struct cli_values operands;    /* borrowed */
	const struct cli_verbs *verbs; /* the table of verbs, for the verb help; borrowed */
};

/* Add a value (NULL for an option without argument). TEXT, if it is not NULL, is used instead, and
 * is owned from here on, also after an error. Errors: "io". */
int cli_args_add(
    struct cli_args *args, enum cli_id id, const char *value, char *text, struct ts_err *err);
void cli_args_free(struct cli_args *args);

bool cli_has(const struct cli_args *args, enum cli_id id);
const char *cli_value(const struct cli_args *args, enum cli_id id); /* the last one, or NULL */

/*
 * Readers of values. Each returns 0, or the exit code after printing what is wrong.
 *
 * cli_read_number: the number that option ID gives, from 1 to MOST; DEFAULT_VALUE when it is not
 * given. EXPECTED is the message for anything else.
 */
int cli_read_number(const struct cli *cli, const struct cli_args *args, enum cli_id id,
    uint64_t most, uint64_t default_value, const char *expected, uint64_t *number);

/* The domains of --own-domain. */
int cli_read_own_domains(
    const struct cli *cli, const struct cli_args *args, struct cli_values *domains);

/* How many threads to use: --threads, or one for each processor. */
int cli_read_threads(const struct cli *cli, const struct cli_args *args, unsigned *threads);

/* The time that --at gives, or else the clock. */
struct ts_time cli_at(const struct cli_args *args);

/* The time to write into something new: SOURCE_DATE_EPOCH when it is set, which is said, else the
 * clock. Errors: "io". */
int cli_creation_time(const struct cli *cli, struct ts_time *time, struct ts_err *err);

/* Is TIME further ahead of the clock than verifiers allow for? */
bool cli_is_in_future(const struct ts_time *time);

/* Warn when it is: no verifier accepts today what is made for that time. */
void cli_warn_future(const struct cli *cli, const struct ts_time *time);

#endif
