/*
 * The command line of one verb: a table of its options, from which parsing, help, the manual's
 * list and completions are made.
 */
#ifndef TS_CLI_OPTIONS_H
#define TS_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

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
	OPT_TRUST,
	OPT_STAGE,
	OPT_SUBJECT,
	OPT_AT,
	OPT_MAX_FILES,
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
	OPT_LIST_RULES,
	OPT_ALLOW_EXAMPLE_KEYS,
	OPT_PASSPHRASE_FD,
	OPT_NO_PASSPHRASE,
	OPT_ADD,
	OPT_PUBLIC_KEY,
	OPT_ROLE,
	OPT_VALID_FROM,
	OPT_VALID_UNTIL,
	OPT_REF,
	OPT_BY,
	OPT_DECISION,
	OPT_EXPIRES,
	OPT_CONDITION,
	OPT_YES,
	OPT_MDOC,
	OPT_COMPLETION,
	OPT_COUNT,
};

struct cli_option {
	enum cli_id id;
	const char *name; /* the long form */
	char letter;      /* the short form, or 0 */
	const char *arg;  /* its argument's name, or NULL */
	bool many;        /* may be given more than once */
	const char *help;
};

/* Options that every verb has. */
extern const struct cli_option cli_common[];
extern const size_t cli_common_n;

/* The form of a verb's result. */
enum cli_form { CLI_TEXT, CLI_JSON, CLI_SARIF, CLI_JUNIT, CLI_CSV, CLI_HTML };

struct cli;

struct cli_verb {
	const char *name, *operands; /* "BUNDLE…", for people */
	size_t operands_min, operands_max;
	const char *summary, *more; /* one line, and what help says beyond the options */
	const struct cli_option *options;
	size_t options_n;
	const char *forms;           /* of its result beside text: "json junit"; or NULL */
	int (*run)(struct cli *cli); /* returns the exit code */
};

/* What the user gave. */
struct cli_values {
	const char **list; /* owned array of borrowed texts */
	size_t n;
};

struct cli_args {
	struct cli_values options[OPT_COUNT];
	char **operands; /* borrowed from argv */
	size_t operands_n;
};

/*
 * Parse ARGV, whose first element is the verb's name, by the verb's table. Returns 0; or the exit
 * code, with the reason told on standard error.
 */
int cli_parse(const struct cli_verb *verb, int argc, char **argv, struct cli_args *args);
void cli_args_free(struct cli_args *args);

/* The form that NAME (or NULL: text) is; false where VERB does not offer it. */
bool cli_form_find(const struct cli_verb *verb, const char *name, enum cli_form *form);

/* Append the names of the forms that VERB offers: "text, json or junit". */
void cli_form_list(const struct cli_verb *verb, struct ts_buf *out);

bool cli_has(const struct cli_args *args, enum cli_id id);
const char *cli_value(const struct cli_args *args, enum cli_id id); /* the last one, or NULL */

#endif
