/* The bundles that a command line names: files, directories of them, and lists in files. */
#ifndef TS_CLI_PATHS_H
#define TS_CLI_PATHS_H

#include "base/err.h"
#include "cli/options.h"

/* Paths, each of them owned. */
struct cli_paths {
	char **list;
	size_t n;
	size_t passed;     /* how many links to directories were not followed */
	char *passed_over; /* owned: the first of them */
};

/*
 * Append to PATHS each of the NAMED paths, and those that the file at LIST (or NULL) names: one to
 * a line, or with a NUL behind each. Instead of a directory, the files below it whose names end in
 * ".tar" are appended, in the order of their names, also what cannot be read, so that it is
 * noticed; a pipe, a socket or a device with such a name is an error. A directory without any stays
 * in the list, and cannot be verified. PATHS begins as {0}; free it in any case. Errors: "io".
 */
int cli_paths_expand(
    const struct cli_values *named, const char *list, struct cli_paths *paths, struct ts_err *err);
void cli_paths_free(struct cli_paths *paths);

#endif
