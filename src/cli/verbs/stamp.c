/* The verb stamp: ask for a time stamp, keep one beside its bundle, show one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
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

static int request(const struct cli *cli, const struct stamp_options *options)
{
	unsigned char bytes[TS_REQUEST_BYTES];
	struct cli_stamp_target target;
	struct ts_buf out = TS_BUF_INIT;
	char hex[TS_DIGEST_HEX];
	struct ts_err err;
	int ret;

	if (cli->output == NULL && isatty(STDOUT_FILENO))
		return cli_usage(cli, "a request is binary: write it to a file with -o, or into a "
				      "pipe to curl");
	if (cli_stamp_target_read(options->path, &target, &err) != 0)
		return cli_fail(cli, &err);
	ts_request_write(target.digest, bytes);
	ts_buf_add(&out, bytes, sizeof(bytes));
	ret = cli_write_file(cli, cli->output, &out);
	ts_buf_free(&out);
	ts_hex_digest(target.digest, hex);
	if (ret == 0)
		cli_note(cli, "%s: this requests a stamp of its %s, SHA-256 %s", options->path,
		    target.is_bundle ? "seal" : "bytes, since it is no bundle", hex);
	return ret;
}

static int show(const struct cli *cli, const struct stamp_options *options)
{
	struct ts_buf data = TS_BUF_INIT, out = TS_BUF_INIT;
	struct ts_stamp stamp;
	struct ts_err err;
	int ret;

	cli_sandbox_enter(cli);
	if (ts_file_slurp(options->path, READ_MAX, &data, &err) != 0 ||
	    ts_stamp_read(data.data, data.len, &stamp, &err) != 0) {
		if (err.at[0] == '\0')
			ts_err_at(&err, "%s", options->path);
		ret = cli_fail(cli, &err);
	} else {
		(cli->form == CLI_JSON ? ts_show_stamp_json : ts_show_stamp_text)(
		    &stamp, options->path, &out);
		ret = cli_write_result(cli, &out);
	}
	ts_buf_free(&out);
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
	ts_buf_free(&asked);
	return ret;
}

/* Judge whether the policy trusts it. */
static int judge_trust(struct adding *a, struct ts_err *err)
{
	const struct ts_sidecars stamps = {.list = &a->file, .n = 1};
	unsigned checks = TS_STAMP_CHECKS;
	const struct ts_proofs_params params = {.authorities = a->authorities,
	    .owners = 1,
	    .latest = ts_time_add(&a->options->at, TS_CLOCK_SKEW),
	    .checks = &checks};

	if (ts_proofs_before(
		&stamps, a->target.digest, describe(&a->target), &params, &a->proofs, err) != 0)
		return -1;
	if (a->proofs.n > 0)
		return 0;
	ts_err_set(err, a->proofs.faults[0].check, "the stamp does not count: %s",
	    a->proofs.faults[0].why);
	return ts_err_fix(
	    err, "see whom the policy counts: tarseal trust show %s", a->options->trust);
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
	if (ts_file_slurp(response, READ_MAX, &a->file.data, err) != 0)
		return -1;
	if (a->file.data.len == 0) {
		ts_err_set(err, "stamp.form", "nothing came from the authority");
		return ts_err_fix(err, "look at what the HTTP client said: curl -sSf shows errors");
	}
	return judge_form(a, err) != 0 ? -1 : judge_trust(a, err);
}

enum occupant { ABSENT, SAME, ANOTHER };

/* Is the stamp that came at PATH already? Whatever else is there stays. */
static enum occupant compare(const struct adding *a, const char *path)
{
	struct ts_buf there = TS_BUF_INIT;
	struct ts_err ignored;
	bool same;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return ABSENT;
	same = ts_file_slurp(path, TS_STAMP_MAX, &there, &ignored) == 0 &&
	       there.len == a->file.data.len &&
	       memcmp(there.data, a->file.data.data, there.len) == 0;
	ts_buf_free(&there);
	return same ? SAME : ANOTHER;
}

/* How many stamps of the file may be kept: of a stamp only one, its renewal. */
static unsigned most_sidecars(const struct adding *a)
{
	const size_t len = strlen(a->options->path);

	return !a->target.is_bundle && len > strlen(SUFFIX) &&
		       strcmp(a->options->path + len - strlen(SUFFIX), SUFFIX) == 0
		   ? 1
		   : TS_SIDECARS;
}

/* Keep the stamp under the first free name, unless it is there. PATH becomes that name. */
static int keep(
    const struct adding *a, char path[static TS_SIDECAR_PATH], bool *was_there, struct ts_err *err)
{
	const unsigned most = most_sidecars(a);

	for (unsigned i = 1; i <= most; i++) {
		if (!ts_sidecar_path(a->options->path, i, path))
			return ts_err_set(err, "io", "the path is too long");
		*was_there = compare(a, path) == SAME;
		if (*was_there)
			return 0;
	}
	for (unsigned i = 1; i <= most; i++) {
		ts_sidecar_path(a->options->path, i, path);
		if (compare(a, path) != ABSENT)
			continue;
		if (ts_file_create(path, 0666, false, a->file.data.data, a->file.data.len, err) ==
		    0)
			return 0;
		if (access(path, F_OK) != 0)
			return -1;
	}
	ts_err_set(err, "io",
	    most == 1 ? "%s has a renewal already"
		      : "%s has nine stamps already, which is the most",
	    a->options->path);
	return ts_err_fix(err,
	    most == 1 ? "renew the last one: tarseal stamp request %s" SUFFIX
		      : "remove one that is not needed: %s.*" SUFFIX,
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

/* Each action has its own options: another one's would be ignored. */
static int refuse_others(const struct cli *cli, const struct cli_args *args, const char *action)
{
	static const struct {
		enum cli_id id;
		const char *name, *actions;
	} options[] = {{OPT_OUTPUT, "output", "request show"}, {OPT_TRUST, "trust", "add"},
	    {OPT_RESPONSE, "response", "add"}, {OPT_REQUEST, "request", "add"},
	    {OPT_AT, "at", "add"}};

	for (size_t i = 0; i < COUNT(options); i++)
		if (cli_has(args, options[i].id) && strstr(options[i].actions, action) == NULL)
			return cli_usage(cli, "--%s is an option of stamp %s, not of stamp %s",
			    options[i].name, options[i].actions, action);
	if (cli->form != CLI_TEXT && strcmp(action, "show") != 0)
		return cli_usage(cli, "--format is an option of stamp show");
	return 0;
}

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
	if (refuse_others(cli, args, options.action) != 0)
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
