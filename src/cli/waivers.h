/* Waivers files: reading them, and writing drafts for a person to complete, or baselines. */
#ifndef TS_CLI_WAIVERS_H
#define TS_CLI_WAIVERS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "scanner/waiver.h"

/* A waivers file; free with cli_waivers_free(). */
struct cli_waivers {
	struct ts_json *json; /* owned; NULL: no file was read */
	struct ts_waivers waivers;
};

/* Load the waivers file at PATH (NULL: none). Errors: "waivers.valid"; "io". */
int cli_waivers_load(const char *path, struct cli_waivers *waivers, struct ts_err *err);
void cli_waivers_free(struct cli_waivers *waivers);

/* Give WAIVERS a random salt, unless it has one already. */
void cli_waivers_salt(struct cli_waivers *waivers);

/*
 * A waivers file in the making: the waivers that exist, and then every finding as it comes. Drafts
 * leave the reason, the person and the expiry for somebody to fill in; a baseline fills them in
 * itself.
 */
struct cli_waiver_draft {
	struct ts_buf out;
	const char *baseline; /* when a baseline's waivers expire (borrowed); NULL: a draft */
	size_t n;
};

/* Begin a file with the waivers that exist. Free with cli_waiver_draft_free(). */
void cli_waiver_draft_begin(
    struct cli_waiver_draft *draft, struct cli_waivers *waivers, const char *baseline);

/* Add a finding; DRAFT is a struct cli_waiver_draft (see ts_boundary_params, found). */
void cli_waiver_draft_add(void *draft, const char *rule, const char *path, const char *fingerprint);

/* Write the file to PATH, which must not exist. Errors: "io". */
int cli_waiver_draft_write(struct cli_waiver_draft *draft, const char *path, struct ts_err *err);
void cli_waiver_draft_free(struct cli_waiver_draft *draft);

#endif
