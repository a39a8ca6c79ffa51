/* The verbs that make bundles: check, pack. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/name.h"
#include "cli/cli.h"
#include "cli/keys.h"
#include "format/value.h"
#include "pack/pack.h"

/* What pack and check have in common. */
struct making {
	struct ts_trust *trust;     /* owned */
	struct ts_profile_set *set; /* owned */
	struct ts_rules *rules;     /* owned */
	struct cli_waivers waivers; /* owned */
	struct ts_check_params params;
	struct cli_bar bar;
	const char *name; /* the bundle's */
	unsigned threads;
};

static int require(const struct cli *cli, enum cli_id id, const char *name)
{
	if (cli_has(&cli->args, id))
		return 0;
	cli_usage(cli, "--%s is missing", name);
	return -1;
}

/* Check what must have been said, in words and not yet in files. */
static int check_words(const struct cli *cli, const char *name)
{
	const char *owner = cli_value(&cli->args, OPT_OWNER);

	if (require(cli, OPT_PROFILE, "profile") != 0 ||
	    require(cli, OPT_EVIDENCE, "evidence") != 0 ||
	    require(cli, OPT_APPROVAL, "approval") != 0 || require(cli, OPT_RECORD, "record") != 0)
		return -1;
	if (name != NULL && ts_name_bundle_fault(name, strlen(name)) != NULL) {
		cli_usage(cli, "the bundle's name, \"%s\", %s; give another one with --name", name,
		    ts_name_bundle_fault(name, strlen(name)));
		return -1;
	}
	if (owner != NULL && !ts_value_is_line(owner, 128)) {
		cli_usage(cli, "--owner takes 1 to 128 bytes of printable ASCII");
		return -1;
	}
	return 0;
}

static int prepare(const struct cli *cli, struct making *m, struct ts_err *err)
{
	const struct cli_args *args = &cli->args;
	const struct cli_values *profiles = &args->options[OPT_PROFILE];

	m->params = (struct ts_check_params){.evidence = cli_value(args, OPT_EVIDENCE),
	    .approval = cli_value(args, OPT_APPROVAL),
	    .record = cli_value(args, OPT_RECORD),
	    .name = cli_value(args, OPT_NAME),
	    .owner = cli_value(args, OPT_OWNER),
	    .allow_example_keys = cli_has(args, OPT_ALLOW_EXAMPLE_KEYS),
	    .threads = m->threads,
	    .progress = &m->bar.progress};
	cli_bar_init(&m->bar, cli);
	if (ts_profile_set_new(&m->set, err) != 0 ||
	    cli_creation_time(&m->params.created, err) != 0 ||
	    cli_load_trust(cli, NULL, &m->trust, err) != 0)
		return -1;
	if (cli_load_rules(cli, &m->rules, err) != 0 ||
	    (cli_has(&cli->args, OPT_WAIVERS) &&
		cli_load_waivers(cli_value(&cli->args, OPT_WAIVERS), &m->waivers, err) != 0))
		return -1;
	cli_close_memory(); /* a secret that is found must not be dumped either */
	m->params.rules = m->rules;
	m->params.waivers = m->waivers.json == NULL ? NULL : &m->waivers.waivers;
	m->params.no_scan = cli_has(&cli->args, OPT_NO_SCAN);
	if (m->params.no_scan)
		cli_warn(cli, "attachments are not searched for what may not be published "
			      "(--no-scan), and the seal will say so");
	m->set->take_unpinned = true;
	m->params.profiles = m->set;
	m->params.trust = m->trust;
	cli_warn_examples(cli, m->trust);
	for (size_t i = 0; i < profiles->n; i++) /* the first is the stage's own */
		if (cli_load_profile(
			profiles->list[i], m->set, i == 0 ? &m->params.profile : NULL, err) != 0)
			return -1;
	if (m->trust != NULL && !m->params.profile->builtin &&
	    !ts_trust_pins_profile(m->trust, m->params.profile->id, m->params.profile->digest))
		cli_warn(cli,
		    "the trust policy does not pin the profile %s: its verifiers will not use it",
		    m->params.profile->id);
	return 0;
}

static void making_free(struct making *m)
{
	ts_profile_set_free(m->set);
	ts_trust_free(m->trust);
	ts_rules_free(m->rules);
	cli_waivers_free(&m->waivers);
}

/* Check, and write a draft of waivers where that is asked for. */
static int check_into(const struct cli *cli, struct making *m, struct ts_plan *plan,
    struct ts_verdict *verdict, struct ts_err *err)
{
	const char *path = cli_value(&cli->args, OPT_WRITE_WAIVERS);
	struct cli_waiver_draft draft;
	int ret;

	if (path == NULL) {
		ts_check(&m->params, plan, verdict);
		return 0;
	}
	cli_waiver_draft_begin(&draft, &m->waivers, NULL);
	m->params.waivers = &m->waivers.waivers;
	m->params.found = cli_waiver_draft_add;
	m->params.found_ctx = &draft;
	ts_check(&m->params, plan, verdict);
	ret = cli_waiver_draft_write(&draft, path, err);
	if (ret == 0 && draft.n > 0)
		cli_note(cli,
		    "%zu draft%s of waivers in %s: fill in reason_ref, waived_by and "
		    "expires_at, and give it with --waivers",
		    draft.n, draft.n == 1 ? "" : "s", path);
	return ret;
}

int cli_check(struct cli *cli)
{
	struct making m = {0};
	struct ts_plan plan = {0};
	struct ts_verdict *verdict;
	struct ts_err err;
	int ret;

	if (check_words(cli, cli_value(&cli->args, OPT_NAME)) != 0 ||
	    cli_threads(cli, &m.threads) != 0)
		return TS_USAGE;
	verdict = ts_verdict_new(cli_value(&cli->args, OPT_EVIDENCE));
	if (verdict == NULL) {
		ts_err_nomem(&err);
		return cli_fail(cli, &err);
	}
	if (prepare(cli, &m, &err) != 0 || check_into(cli, &m, &plan, verdict, &err) != 0) {
		ts_verdict_fail_err(verdict, &err);
		ts_verdict_finish(verdict, NULL, 0);
	}
	cli_bar_clear(&m.bar);
	ret = cli_output_verdict(cli, verdict, "this may be sealed", m.trust ? m.trust->sha256 : NULL, true);
	ts_plan_free(&plan);
	ts_verdict_free(verdict);
	making_free(&m);
	return ret;
}

/* The bundle's name: as given, or the output's base name without ".tar". */
static const char *bundle_name(const struct cli *cli, char name[static TS_ERR_TEXT])
{
	const char *output = cli_value(&cli->args, OPT_OUTPUT);
	const char *slash = strrchr(output, '/');
	size_t len;

	if (cli_has(&cli->args, OPT_NAME))
		return cli_value(&cli->args, OPT_NAME);
	snprintf(name, TS_ERR_TEXT, "%s", slash == NULL ? output : slash + 1);
	len = strlen(name);
	if (len > 4 && strcmp(name + len - 4, ".tar") == 0)
		name[len - 4] = '\0';
	return name;
}

/* What PATH is. 1; 0 where it names no file; -1 with ERR filled where nobody can say. */
static int look_at(const char *path, struct stat *st, struct ts_err *err)
{
	if (stat(path, st) == 0)
		return 1;
	if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG)
		return 0;
	return ts_err_errno(err, errno, "io", "cannot look at %s", path);
}

/* Is the output, where it exists, one of the files that other options name? */
static int output_is_named_file(const struct cli *cli, struct ts_err *err)
{
	static const enum cli_id ids[] = {
	    OPT_KEY, OPT_TRUST, OPT_PROFILE, OPT_EVIDENCE, OPT_APPROVAL, OPT_RECORD};
	struct stat output, input;

	int there = look_at(cli_value(&cli->args, OPT_OUTPUT), &output, err);

	if (there <= 0)
		return there;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		const struct cli_values *values = &cli->args.options[ids[i]];

		for (size_t j = 0; j < values->n; j++) {
			there = look_at(values->list[j], &input, err);
			if (there < 0)
				return -1;
			if (there > 0 && input.st_dev == output.st_dev &&
			    input.st_ino == output.st_ino)
				return 1;
		}
	}
	return 0;
}

/* An output must not change what goes into it. Returns 0, or the exit code with the reason told. */
static int refuse_output(const struct cli *cli, const char *output)
{
	static const enum cli_id inputs[] = {OPT_EVIDENCE, OPT_RECORD};
	struct ts_err err;
	int is = output_is_named_file(cli, &err);

	if (is > 0)
		return cli_usage(cli, "the output %s is also an input", output);
	for (size_t i = 0; is == 0 && i < sizeof(inputs) / sizeof(inputs[0]); i++)
		is = cli_is_inside(output, cli_value(&cli->args, inputs[i]), &err);
	if (is > 0)
		return cli_usage(
		    cli, "the output %s would lie inside an input, and change it", output);
	return is == 0 ? 0 : cli_fail(cli, &err);
}

static int pack_with(
    struct cli *cli, struct making *m, struct ts_verdict *verdict, struct ts_err *err)
{
	const struct cli_values *keys = &cli->args.options[OPT_KEY];
	struct cli_signers signers;
	int ret = -1;

	if (prepare(cli, m, err) != 0)
		return -1;
	m->params.name = m->name;
	if (cli_load_signers(cli, keys->list, keys->n, &signers, err) == 0) {
		cli_signals_hold();
		ts_pack(&(struct ts_pack_params){.check = m->params,
			    .signers = (const struct ts_signer *const *)signers.list,
			    .signers_n = signers.n,
			    .output = cli_value(&cli->args, OPT_OUTPUT),
			    .force = cli_has(&cli->args, OPT_FORCE),
			    .want_sha256 = cli->form != CLI_TEXT},
		    verdict);
		ret = 0;
	}
	cli_signers_free(&signers);
	return ret;
}

int cli_pack(struct cli *cli)
{
	const char *output = cli_value(&cli->args, OPT_OUTPUT);
	struct making m = {0};
	struct ts_verdict *verdict;
	struct ts_err err;
	char name[TS_ERR_TEXT];
	int ret;

	if (require(cli, OPT_KEY, "key") != 0 || require(cli, OPT_OUTPUT, "output") != 0)
		return TS_USAGE;
	if (strcmp(output, "-") == 0)
		return cli_usage(cli,
		    "a bundle cannot go to a pipe: its front is written last. Name a file with -o");
	m.name = bundle_name(cli, name);
	if (check_words(cli, m.name) != 0 || cli_threads(cli, &m.threads) != 0)
		return TS_USAGE;
	ret = refuse_output(cli, output);
	if (ret != 0)
		return ret;
	verdict = ts_verdict_new(output);
	if (verdict == NULL) {
		ts_err_nomem(&err);
		return cli_fail(cli, &err);
	}
	if (pack_with(cli, &m, verdict, &err) != 0) {
		ts_verdict_fail_err(verdict, &err);
		ts_verdict_finish(verdict, NULL, 0);
	}
	cli_bar_clear(&m.bar);
	ret = cli_output_verdict(cli, verdict, "sealed, and verified as written",
	    m.trust ? m.trust->sha256 : NULL, false);
	if (ret != 0 && verdict->class == TS_ACCEPTED)
		cli_note(cli, "the bundle itself is written, and whole: %s", output);
	ts_verdict_free(verdict);
	making_free(&m);
	cli_signals_end();
	return ret;
}
