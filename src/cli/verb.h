/* A verb of the program: its options, its help, and the function that runs it. */
#ifndef TS_CLI_VERB_H
#define TS_CLI_VERB_H

#include <stddef.h>

#include "cli/cli.h"
#include "cli/options.h"

struct cli_verb {
	const char *name, *operands; /* "BUNDLE…", for people */
	size_t operands_min, operands_max;
	const char *summary, *more; /* one line, and what help says after the options; or NULL */
	const struct cli_option *options;
	size_t options_n;
	const char *forms; /* of its result, the default first: "text json junit"; NULL: text */
	/* Run the verb; returns the exit code. */
	int (*run)(const struct cli *cli, const struct cli_args *args);
};

struct cli_verbs {
	const struct cli_verb *const *list;
	size_t n;
	const char *about, *example, *more; /* what help on all says before and after the verbs */
	const char *const *left_out; /* verbs that only other builds have, up to a NULL; or NULL */
};

/* The verb with this name, or NULL. */
const struct cli_verb *cli_verb_find(const struct cli_verbs *verbs, const char *name);

/* Refuse WORD, which is the name of no verb, and suggest one. Returns TS_USAGE. */
int cli_verb_unknown(const struct cli *cli, const struct cli_verbs *verbs, const char *word);

/* Does the verb have an option of its own with this id? */
bool cli_verb_has_option(const struct cli_verb *verb, enum cli_id id);

/* Find the form that the first LEN bytes of NAME stand for; NULL stands for the default one. False
 * when VERB does not offer it. */
bool cli_verb_form(const struct cli_verb *verb, const char *name, size_t len, enum cli_form *form);

/* Append the names of the forms that VERB offers: "text, json or junit". */
void cli_verb_list_forms(const struct cli_verb *verb, struct ts_buf *out);

/*
 * Parse ARGV, whose first element is the verb's name, by the verb's table of options. Returns 0, or
 * the exit code after printing what is wrong. Free ARGS with cli_args_free() in either case.
 */
int cli_verb_parse(const struct cli_verb *verb, int argc, char **argv, struct cli_args *args);

#endif
