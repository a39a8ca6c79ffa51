/* What the verbs of the program share: the user's wishes, loading what options name, telling. */
#ifndef TS_CLI_CLI_H
#define TS_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/progress.h"
#include "cli/options.h"
#include "model/package.h"
#include "model/profile_set.h"
#include "scanner/rule.h"
#include "model/trust.h"
#include "model/verdict.h"
#include "scanner/waiver.h"
#include "show/text.h"

struct cli {
	const struct cli_verb *verb;
	struct cli_args args;
	enum cli_form form; /* of the result; one that the verb offers */
	bool quiet, verbose, no_input, color_out, color_err;
};

/* Tell ERR on standard error; returns the exit code of its check. */
int cli_fail(const struct cli *cli, const struct ts_err *err);

/* Tell all findings about an input on standard error; returns the exit code. Finishes FINDINGS. */
int cli_output_findings(const struct cli *cli, struct ts_verdict *findings);

/* Tell that the command line is wrong; returns that exit code. */
int cli_usage(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Tell something by the way, unless quiet. */
void cli_note(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cli_warn(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Give the result in OUT to standard output, or to the file that -o names (never over an existing
 * one). Returns 0, or the exit code for why not.
 */
int cli_result(const struct cli *cli, const struct ts_buf *out);
int cli_write_out(const struct ts_buf *out, struct ts_err *err); /* to standard output */

/* The trust policy of PATH, or (where that is NULL) of --trust or TARSEAL_TRUST; *TRUST is NULL
 * where none is given. */
int cli_load_trust(
    const struct cli *cli, const char *path, struct ts_trust **trust, struct ts_err *err);

/* Read the public key that WHAT is: a file's name, or an "ssh-ed25519" line itself. */
int cli_read_public_key(const char *what, struct ts_public_key *key, struct ts_err *err);

/* Warn where the policy lists a published example key. */
void cli_warn_examples(const struct cli *cli, const struct ts_trust *trust);

/* Add the profile that NAME, a built-in's id or a file, names; *PROFILE (or NULL) is it. */
int cli_load_profile(const char *name, struct ts_profile_set *set,
    const struct ts_profile **profile, struct ts_err *err);

/*
 * The digest of the package at PATH, and its FILES and BYTES (or NULL). Returns 0, or the exit code
 * with the findings told.
 */
int cli_digest_package(const struct cli *cli, const char *path, struct ts_package *package,
    uint64_t *files, uint64_t *bytes);

/* Would a file at OUTPUT lie in the directory INPUT (or one below it)? 1, 0; -1 with ERR filled. */
int cli_is_inside(const char *output, const char *input, struct ts_err *err);

/* The number that option ID gives, from 1 to MOST; MISSING where it is not given. Returns 0; or -1,
 * with WHAT told, where it gives none. */
int cli_number(const struct cli *cli, enum cli_id id, uint64_t most, uint64_t missing,
    const char *what, uint64_t *number);

/* How many threads to work with: --threads, or one for each processor. */
int cli_threads(const struct cli *cli, unsigned *threads);

/* The time that a new thing bears: SOURCE_DATE_EPOCH where it is set, else the clock. */
int cli_creation_time(struct ts_time *time, struct ts_err *err);

/* No core dump from here on, and no other process of this user may look into the memory: it holds a
 * secret key, or what is searched for secrets. */
void cli_close_memory(void);

/* Give up what a verb that only judges does not need: writing files but in the directory of -o,
 * connections, privileges, memory without end; as far as the kernel lets it. Told with -v. */
void cli_sandbox_enter(const struct cli *cli);

/* The content scanner's rules: those built in, and those of --rules. The caller frees *RULES. */
int cli_load_rules(const struct cli *cli, struct ts_rules **rules, struct ts_err *err);

/* The waivers file at PATH; released with cli_waivers_free(). */
struct cli_waivers {
	struct ts_json *json; /* owned */
	struct ts_waivers waivers;
};
int cli_load_waivers(const char *path, struct cli_waivers *waivers, struct ts_err *err);
void cli_waivers_free(struct cli_waivers *waivers);

/*
 * Drafts of waivers: findings as they come, beside the waivers that are there already. BASELINE,
 * where not NULL, fills in what a person would: the time until when they hold.
 */
struct cli_waiver_draft {
	struct ts_buf out;
	const char *baseline; /* borrowed */
	size_t n;
};
void cli_waiver_draft_begin(struct cli_waiver_draft *draft, struct cli_waivers *waivers, const char *baseline);
void cli_waiver_draft_add(void *ctx, const char *rule, const char *path, const char *fingerprint);
int cli_waiver_draft_write(struct cli_waiver_draft *draft, const char *path, struct ts_err *err);

/* A progress bar on a terminal's standard error, which also asks to stop once a signal came. */
struct cli_bar {
	struct ts_progress progress;
	const struct cli *cli;
	double started, shown;
	const char *doing;
};
void cli_bar_init(struct cli_bar *bar, const struct cli *cli);
void cli_bar_clear(struct cli_bar *bar);

/* How text is shown; ACCEPTED are words for what is. */
struct ts_text_style cli_text_style(const struct cli *cli, const char *accepted);

/* Append N verdicts, of which EXIT_CLASS is the worst, in the form asked for, where that is none
 * for people. (A form of one verdict is offered only by verbs that give one.) */
void cli_show(const struct cli *cli, struct ts_verdict *const *verdicts, size_t n,
    enum ts_class exit_class, const char *trust_sha256, struct ts_buf *out);

/* Give one verdict in the form asked for, to -o FILE where TO_OUTPUT says so; returns the exit
 * code. */
int cli_output_verdict(const struct cli *cli, struct ts_verdict *verdict, const char *accepted,
    const char *trust_sha256, bool to_output);

/* The same where there is nothing to tell but ERR: as text on standard error, else as a verdict. */
int cli_output_error(const struct cli *cli, struct ts_verdict *verdict, const struct ts_err *err);

/* From here on, hold signals that end the program until it has tidied up; and end by one that came.
 */
void cli_signals_hold(void);
bool cli_signal_came(void);
void cli_signals_end(void);

/* The passphrase for a key file: --passphrase-fd, TARSEAL_PASSPHRASE_FILE, or the terminal, asked
 * TWICE to be sure. Its length, or -1 with ERR filled. */
int cli_passphrase(const struct cli *cli, const char *prompt, bool twice, char *buf, size_t size,
    struct ts_err *err);

/* Ask a question on the terminal: 1 yes, 0 no, -1 with ERR filled when nobody can be asked. */
int cli_confirm(const struct cli *cli, const char *question, struct ts_err *err);

/* Print a verb's help, or everything's. */
void cli_help(const struct cli_verb *verb, struct ts_buf *out);
void cli_help_all(struct ts_buf *out);

extern const struct cli_verb cli_verbs[];
extern const size_t cli_verbs_n;
const struct cli_verb *cli_find_verb(const char *name);

/* The verbs. Each returns the exit code. */
int cli_pack(struct cli *cli);
int cli_check(struct cli *cli);
int cli_verify(struct cli *cli);
int cli_extract(struct cli *cli);
int cli_audit(struct cli *cli);
int cli_report(struct cli *cli);
int cli_register(struct cli *cli);
int cli_scan(struct cli *cli);
int cli_publish(struct cli *cli);
int cli_verify_summary(struct cli *cli);
int cli_approve(struct cli *cli);
int cli_keygen(struct cli *cli);
int cli_trust(struct cli *cli);
int cli_digest(struct cli *cli);
int cli_inspect(struct cli *cli);
int cli_profile(struct cli *cli);
int cli_version(struct cli *cli);
int cli_help_verb(struct cli *cli);

#endif
