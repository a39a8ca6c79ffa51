/* What a package says of itself, for whoever approves it. */
#ifndef TS_CLI_STATUS_H
#define TS_CLI_STATUS_H

#include "base/buf.h"
#include "model/profile_set.h"
#include "pack/tree.h"

/* Append "  LABEL     TEXT". */
void cli_add_fact(struct ts_buf *out, const char *label, const char *text);

/* The name of the record of STAGE (NULL: none): what its newest profile in SET says, or else one
 * that consumes the stage. NULL when unknown. */
const char *cli_status_file(const struct ts_profile_set *set, const char *stage);

/* Append the status in the record that FACTS kept of the PACKAGE at PATH, from the bytes that were
 * digested, and how many of its values are still placeholders. */
void cli_add_status(const struct ts_package *package, const char *path,
    const struct ts_tree_facts *facts, struct ts_buf *out);

#endif
