/* The verb stamp: ask for a time stamp, keep one beside its bundle, show one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/signals.h"
#include "cli/stamp_target.h"
#include "cli/suggest.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"
#include "show/stamp.h"
#include "stamp/proof.h"
#include "stamp/request.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SUFFIX       ".tsr"
#define READ_MAX     ((size_t)16 * TS_STAMP_MAX) /* so much is read to say what is wrong with it */

struct stamp_options {
	const char *action, *path;
	const char *trust, *response, *request; /* or NULL */
	struct ts_time at;
};

/* What a stamp of TARGET is of, for messages. */
static const char *describe(const struct cli_stamp_target *target)
{
	return target->is_bundle ? "the seal of this bundle" : "this file";
}

static bool ends_in_suffix(const char *path)
{
	const size_t len = strlen(path);

	return len > strlen(SUFFIX) && strcmp(path + len - strlen(SUFFIX), SUFFIX) == 0;
}

/* Is this a place for a request? Returns 0, or the exit code after printing why not. */
static int check_output(const struct cli *cli, const char *path)
{
	if (cli->output == NULL && isatty(STDOUT_FILENO))
		return cli_usage(cli, "a request is binary: write it to a file with -o, or into a "
				      "pipe to curl");
	if (cli->output != NULL && ends_in_suffix(cli->output))
		return cli_usage(
		    cli, "a request is no stamp, so %s is no name for it: use .tsq", cli->output);
	return cli_refuse_inputs(cli, &path, 1);
}

/* What has the name of a stamp must be one. */
static int check_stamp(const char *path, struct ts_err *err)
{
	struct ts_buf data = TS_BUF_INIT;
	struct ts_stamp stamp;
	int ret = ts_file_slurp(path, TS_STAMP_MAX, &data, err);

	if (ret == 0)
		ret = ts_stamp_read(data.data, data.len, &stamp, err);
	if (ret != 0 && err->at[0] == '\0')
		ts_err_at(err, "%s", path);
	ts_buf_free(&data);
	return ret;
}

static int request(const struct cli *cli, const struct stamp_options *options)
{
	unsigned char bytes[TS_REQUEST_BYTES];
	struct cli_stamp_target target;
	struct ts_buf out = TS_BUF_INIT;
	char hex[TS_DIGEST_HEX];
	struct ts_err err;
	int ret = check_output(cli, options->path);

	if (ret != 0)
		return ret;
	cli_sandbox_enter(cli);
	if (cli_stamp_target_read(options->path, &target, &err) != 0 ||
	    (!target.is_bundle && ends_in_suffix(options->path) &&
		check_stamp(options->path, &err) != 0))
		return cli_fail(cli, &err);
	ts_request_write(target.digest, bytes);
	ts_buf_add(&out, bytes, sizeof(bytes));
	ret = cli_write_file(cli, cli->output, &out);
	ts_buf_free(&out);
	ts_hex_digest(target.digest, hex);
	if (ret == 0)
		cli_note(cli, "%s: this requests a stamp of %s, SHA-256 %s", options->path,
		    target.is_bundle                ? "its seal"
		    : ends_in_suffix(options->path) ? "this stamp"
						    : "its bytes, since it is no bundle",
		    hex);
	return ret;
}

/* A stamp that is shown. */
struct shown {
	const struct ts_stamp *stamp;
	const char *path;
};

static void render(const struct cli *cli, void *ctx, struct ts_buf *out)
{
	const struct shown *shown = ctx;

	if (cli->form == CLI_JSON)
		ts_show_stamp_json(shown->stamp, shown->path, out);
	else
		ts_show_stamp_text(shown->stamp, shown->path, out);
}

static int show(const struct cli *cli, const struct stamp_options *options)
{
	struct ts_buf data = TS_BUF_INIT;
	struct ts_stamp stamp;
	struct shown shown = {&stamp, options->path};
	struct ts_err err;
	int ret = cli_refuse_inputs(cli, &options->path, 1);

	if (ret == 0)
		ret = cli_check_results(cli);
	if (ret != 0)
		return ret;
	cli_sandbox_enter(cli);
	if (ts_file_slurp(options->path, READ_MAX, &data, &err) != 0 ||
	    ts_stamp_read(data.data, data.len, &stamp, &err) != 0) {
		if (err.at[0] == '\0')
			ts_err_at(&err, "%s", options->path);
		ret = cli_fail(cli, &err);
	} else {
		ret = cli_write_forms(cli, render, &shown);
	}
	ts_buf_free(&data);
	return ret;
}

/* A stamp that came, and under which policy it is judged. */
struct adding {
	const struct cli *cli;
	const struct stamp_options *options;
	struct ts_trust *trust;             /* owned */
	struct ts_authorities *authorities; /* owned */
	struct cli_stamp_target target;
	const char *response;    /* where the stamp came from, for messages */
	struct ts_sidecar file;  /* owned: the stamp */
	struct ts_proofs proofs; /* owned */
};

/* Judge the form of the stamp: what it is of, and which request it answers. */
static int judge_form(struct adding *a, struct ts_err *err)
{
	const struct ts_buf *data = &a->file.data;
	struct ts_buf asked = TS_BUF_INIT;
	struct ts_stamp stamp;
	int ret;

	if (ts_stamp_read(data->data, data->len, &stamp, err) != 0 ||
	    ts_stamp_check(&stamp, a->target.digest, describe(&a->target), err) != 0)
		return -1;
	if (a->options->request == NULL)
		return 0;
	ret = ts_file_slurp(a->options->request, READ_MAX, &asked, err);
	if (ret == 0)
		ret = ts_request_check(asked.data, asked.len, &stamp, err);
	if (ret != 0 && err->at[0] == '\0')
		ts_err_at(err, "--request %s", a->options->request);
	ts_buf_free(&asked);
	return ret;
}

/* Judge whether the policy trusts it. */
static int judge_trust(struct adding *a, struct ts_err *err)
{
	const struct ts_sidecars stamps = {.list = &a->file, .n = 1};
	const struct ts_proofs_params params = {.authorities = a->authorities,
	    .owners = 1,
	    .latest = ts_time_add(&a->options->at, TS_CLOCK_SKEW)};

	if (ts_proofs_before(
		&stamps, a->target.digest, describe(&a->target), &params, &a->proofs, err) != 0)
		return -1;
	if (a->proofs.n > 0)
		return 0;
	ts_err_set(err, a->proofs.faults[0].check, "the stamp does not count: %s",
	    a->proofs.faults[0].why);
	return ts_err_fix(
	    err, "see whom the policy counts, and when: tarseal trust show %s", a->options->trust);
}

static int judge(struct adding *a, struct ts_err *err)
{
	const char *response = a->options->response == NULL ? "-" : a->options->response;

	if (cli_load_trust(a->options->trust, &a->trust, err) != 0 ||
	    cli_load_authorities(a->trust, &a->authorities, err) != 0)
		return -1;
	if (a->authorities == NULL) {
		ts_err_set(err, "trust.valid", "the trust policy lists nobody whose stamps count");
		ts_err_at(err, "%s", a->options->trust);
		return ts_err_fix(err,
		    "add the authority: tarseal trust add-authority %s "
		    "AUTHORITY.pem --owner NAME",
		    a->options->trust);
	}
	if (cli_stamp_target_read(a->options->path, &a->target, err) != 0)
		return -1;
	a->file.path = (char *)response;
	a->response = strcmp(response, "-") == 0 ? "standard input" : response;
	if (ts_file_slurp(response, READ_MAX, &a->file.data, err) != 0)
		return -1;
	if (a->file.data.len == 0) {
		ts_err_set(err, "stamp.form", "nothing came from the authority");
		return ts_err_fix(err, "look at what the HTTP client said: curl -sSf shows errors");
	}
	if (judge_form(a, err) == 0 && judge_trust(a, err) == 0)
		return 0;
	if (err->at[0] == '\0')
		ts_err_at(err, "%s", a->response);
	return -1;
}

enum occupant { ABSENT, SAME, ANOTHER };

/* Is the stamp that came at PATH already? Whatever else is there stays. Errors: "io". */
static int compare(
    const struct adding *a, const char *path, enum occupant *occupant, struct ts_err *err)
{
	struct ts_buf there = TS_BUF_INIT;
	struct stat st;
	int ret = 0;

	*occupant = ABSENT;
	if (lstat(path, &st) != 0)
		return errno == ENOENT ? 0
				       : ts_err_errno(err, errno, "io", "cannot access %s", path);
	*occupant = ANOTHER;
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size != a->file.data.len)
		return 0;
	ret = ts_file_slurp(path, TS_STAMP_MAX, &there, err);
	if (ret == 0 && there.len == a->file.data.len &&
	    memcmp(there.data, a->file.data.data, there.len) == 0)
		*occupant = SAME;
	ts_buf_free(&there);
	return ret;
}

/* How many stamps of the file may be kept: of a stamp only one, its renewal. */
static unsigned most_sidecars(const struct adding *a)
{
	return !a->target.is_bundle && ends_in_suffix(a->options->path) ? 1 : TS_SIDECARS;
}

/* Keep the stamp under the first free name, unless it is there. PATH becomes that name. */
static int keep(
    const struct adding *a, char path[static TS_SIDECAR_PATH], bool *was_there, struct ts_err *err)
{
	const unsigned most = most_sidecars(a);
	enum occupant occupant;
	struct stat st;

	*was_there = false;
	for (unsigned i = 1; i <= most; i++) {
		if (!ts_sidecar_path(a->options->path, i, path))
			return ts_err_set(err, "io", "the path is too long");
		if (compare(a, path, &occupant, err) != 0)
			return -1;
		*was_there = occupant == SAME;
		if (*was_there)
			return 0;
	}
	for (unsigned i = 1; i <= most; i++) {
		ts_sidecar_path(a->options->path, i, path);
		if (compare(a, path, &occupant, err) != 0)
			return -1;
		if (occupant != ABSENT)
			continue;
		if (ts_file_create(path, 0666, false, a->file.data.data, a->file.data.len, err) ==
		    0)
			return 0;
		/* Somebody else may have taken the name meanwhile. */
		if (lstat(path, &st) != 0)
			return -1;
	}
	ts_err_set(err, "io",
	    most == 1 ? "%s has a renewal already"
		      : "%s has nine stamps already, which is the most",
	    a->options->path);
	return ts_err_fix(err,
	    most == 1 ? "renew the last one: tarseal stamp request %s" SUFFIX
		      : "remove one that is not needed; tarseal stamp show FILE says what each is",
	    a->options->path);
}

static void say_kept(const struct adding *a, const char *path, bool was_there)
{
	const struct ts_proof *proof = &a->proofs.list[0];
	char before[TS_TIME_TEXT];

	ts_time_format(&proof->bound, before);
	cli_note(a->cli, "%s %s: %s existed before %s (%s)",
	    was_there ? "this stamp is there already, as" : "kept as", path,
	    a->target.is_bundle ? "the seal" : "the file", before, proof->owner);
	if (a->target.is_bundle && a->trust->time.stamps > 1)
		cli_note(a->cli, "the policy needs stamps by %lld different owners",
		    (long long)a->trust->time.stamps);
}

static int add(const struct cli *cli, const struct stamp_options *options)
{
	struct adding a = {.cli = cli, .options = options};
	struct cli inside = *cli;
	char path[TS_SIDECAR_PATH];
	bool was_there;
	struct ts_err err;
	int ret;

	/* The only output is beside the bundle. */
	inside.output = options->path;
	inside.output_is_result = true;
	cli_sandbox_enter(&inside);
	cli_signals_hold();
	ret = judge(&a, &err);
	if (ret == 0)
		ret = keep(&a, path, &was_there, &err);
	if (ret == 0)
		say_kept(&a, path, was_there);
	else
		ret = cli_fail(cli, &err);
	ts_proofs_free(&a.proofs);
	ts_buf_free(&a.file.data);
	ts_authorities_free(a.authorities);
	ts_trust_free(a.trust);
	cli_signals_release(ret);
	return ret;
}

/* Each action has its own options. */
static const struct cli_action_option action_options[] = {
    {OPT_OUTPUT, "output", {"request", "show"}},
    {OPT_FORCE, "force", {"request", "show"}},
    {OPT_FORMAT, "format", {"show"}},
    {OPT_TRUST, "trust", {"add"}},
    {OPT_RESPONSE, "response", {"add"}},
    {OPT_REQUEST, "request", {"add"}},
    {OPT_AT, "at", {"add"}},
};

int cli_stamp(const struct cli *cli, const struct cli_args *args)
{
	static const struct {
		const char *name;
		int (*run)(const struct cli *cli, const struct stamp_options *options);
	} actions[] = {{"request", request}, {"add", add}, {"show", show}};
	const char *names[COUNT(actions)];
	struct stamp_options options = {.action = args->operands.list[0],
	    .path = args->operands.list[1],
	    .trust = cli_trust_path(args),
	    .response = cli_value(args, OPT_RESPONSE),
	    .request = cli_value(args, OPT_REQUEST),
	    .at = cli_at(args)};
	size_t i = 0;

	while (i < COUNT(actions) && strcmp(actions[i].name, options.action) != 0)
		i++;
	for (size_t k = 0; k < COUNT(actions); k++)
		names[k] = actions[k].name;
	if (i == COUNT(actions))
		return cli_unknown(cli, "action", options.action, names, COUNT(actions));
	if (cli_refuse_others(cli, args, options.action, action_options, COUNT(action_options)) !=
	    0)
		return TS_USAGE;
	if (strcmp(options.action, "add") == 0) {
		if (options.trust == NULL)
			return cli_no_trust(cli);
		if (strcmp(options.path, "-") == 0)
			return cli_usage(
			    cli, "stamp add keeps the stamp beside the bundle: name it");
	}
	return actions[i].run(cli, &options);
}
