#include "cli/pack_options.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/name.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/suggest.h"
#include "format/bag.h"
#include "format/value.h"

int cli_pack_name_check(const struct cli *cli, const char *name)
{
	const char *fault = ts_name_bundle_fault(name, strlen(name));

	if (fault == NULL)
		return 0;
	return cli_usage(
	    cli, "the bundle's name \"%s\" %s: give another one with --name", name, fault);
}

/* Take what no option gives from the working set in DIRECTORY. */
static int read_work(const char *directory, struct cli_pack_options *options, struct ts_err *err)
{
	struct ts_work *work = &options->work;

	if (ts_work_read(directory, work, err) != 0)
		return -1;
	if (options->profiles.n == 0) {
		options->work_profile = work->profile;
		options->profiles = (struct cli_values){&options->work_profile, 1};
	}
	if (options->evidence == NULL)
		options->evidence = work->evidence;
	if (options->approval == NULL)
		options->approval = work->approval;
	if (options->record == NULL)
		options->record = work->record;
	return 0;
}

void cli_pack_options_free(struct cli_pack_options *options)
{
	ts_work_free(&options->work);
}

int cli_pack_options_read(
    const struct cli *cli, const struct cli_args *args, struct cli_pack_options *options)
{
	struct ts_err err;
	static const struct cli_need check_needs[] = {{OPT_PROFILE, "--profile"},
	    {OPT_EVIDENCE, "--evidence"}, {OPT_APPROVAL, "--approval"}, {OPT_RECORD, "--record"}};

	*options = (struct cli_pack_options){.profiles = args->options[OPT_PROFILE],
	    .evidence = cli_value(args, OPT_EVIDENCE),
	    .approval = cli_value(args, OPT_APPROVAL),
	    .record = cli_value(args, OPT_RECORD),
	    .name = cli_value(args, OPT_NAME),
	    .owner = cli_value(args, OPT_OWNER),
	    .trust = cli_trust_path(args),
	    .waivers = cli_value(args, OPT_WAIVERS),
	    .profiles_dir = cli_profiles_dir(args),
	    .rules = args->options[OPT_RULES],
	    .not_before = args->options[OPT_NOT_BEFORE],
	    .no_scan = cli_has(args, OPT_NO_SCAN),
	    .allow_example_keys = cli_has(args, OPT_ALLOW_EXAMPLE_KEYS)};
	if (args->operands.n > 0) {
		if (read_work(args->operands.list[0], options, &err) != 0)
			return cli_fail(cli, &err);
	} else if (cli_require(
		       cli, args, check_needs, sizeof(check_needs) / sizeof(check_needs[0])) != 0)
		return TS_USAGE;
	if (options->name != NULL && cli_pack_name_check(cli, options->name) != 0)
		return TS_USAGE;
	if (options->owner != NULL && !ts_value_is_line(options->owner, 128))
		return cli_usage(cli, "--owner takes 1 to 128 bytes of printable ASCII");
	if (options->not_before.n > TS_BAG_STAMPS)
		return cli_usage(cli, "--not-before can be given at most %d times", TS_BAG_STAMPS);
	if (cli_read_own_domains(cli, args, &options->own_domains) != 0)
		return TS_USAGE;
	return cli_read_threads(cli, args, &options->threads);
}

/* Append PATH to LIST, and count it, if it names nothing that exists. */
static void add_missing(const char *path, size_t *n, struct ts_buf *list)
{
	struct stat st;

	if (path == NULL || strcmp(path, "-") == 0 || stat(path, &st) == 0 || errno != ENOENT)
		return;
	ts_buf_printf(list, "%s%s", (*n)++ == 0 ? "" : ", ", path);
}

/* If several inputs are missing, name them all. One alone is named where it is read. */
static int refuse_missing(
    const struct cli_pack_options *options, struct ts_profile_set *profiles, struct ts_err *err)
{
	const char *const files[] = {options->trust, options->waivers, options->evidence,
	    options->approval, options->record};
	struct ts_buf list = TS_BUF_INIT;
	size_t n = 0;
	int ret = 0;

	for (size_t i = 0; i < options->profiles.n; i++) {
		const char *name = options->profiles.list[i], *near = cli_nearest_stage(name);
		size_t before = n;

		if (!cli_has_profile(profiles, name))
			add_missing(name, &n, &list);
		if (n > before && near != NULL)
			ts_buf_printf(&list, " (did you mean %s?)", near);
	}
	for (size_t i = 0; i < options->rules.n; i++)
		add_missing(options->rules.list[i], &n, &list);
	for (size_t i = 0; i < options->not_before.n; i++)
		add_missing(options->not_before.list[i], &n, &list);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		add_missing(files[i], &n, &list);
	if (n > 1 && ts_buf_cstr(&list) != NULL) {
		ret = ts_err_set(err, "io", "%zu inputs do not exist: %s", n, (char *)list.data);
		ts_err_fix(err, "correct the paths, or make the files; tarseal profile list shows "
				"the built-in profiles");
	}
	ts_buf_free(&list);
	return ret;
}

static int load_files(
    const struct cli_pack_options *options, struct cli_checker *c, struct ts_err *err)
{
	if (ts_profile_set_new(&c->profiles, err) != 0 ||
	    cli_load_profiles(options->profiles_dir, c->profiles, err) != 0 ||
	    refuse_missing(options, c->profiles, err) != 0 ||
	    cli_load_trust(options->trust, &c->trust, err) != 0 ||
	    cli_load_authorities(c->trust, &c->authorities, err) != 0 ||
	    cli_load_rules(&options->rules, c->trust, &c->rules, err) != 0 ||
	    cli_add_own_domains(&options->own_domains, c->rules, err) != 0 ||
	    cli_waivers_load(options->waivers, &c->waivers, err) != 0)
		return -1;
	c->profiles->take_unpinned = true;
	for (size_t i = 0; i < options->profiles.n; i++)
		if (cli_load_profile(options->profiles.list[i], c->profiles,
			i == 0 ? &c->params.profile : NULL, err) != 0)
			return -1;
	return 0;
}

/* Warn of what the verifiers will not accept, or will ask about. */
static void warn(const struct cli *cli, const struct cli_checker *c)
{
	const struct ts_profile *profile = c->params.profile;

	if (c->params.no_scan)
		cli_warn(cli, "--no-scan: attachments are not searched for what must not be "
			      "published, and the seal will say so");
	cli_warn_examples(cli, c->trust);
	if (c->trust != NULL && !profile->builtin &&
	    !ts_trust_pins_profile(c->trust, profile->id, profile->digest))
		cli_warn(cli,
		    "the trust policy does not pin the profile %s: its verifiers will not use it",
		    profile->id);
}

int cli_checker_load(const struct cli *cli, const struct cli_pack_options *options,
    struct cli_checker *c, struct ts_err *err)
{
	c->params = (struct ts_check_params){.evidence = options->evidence,
	    .approval = options->approval,
	    .record = options->record,
	    .not_before = options->not_before.list,
	    .not_before_n = options->not_before.n,
	    .name = options->name,
	    .owner = options->owner,
	    .allow_example_keys = options->allow_example_keys,
	    .no_scan = options->no_scan,
	    .threads = options->threads,
	    .progress = &c->bar.progress};
	cli_progress_bar_init(&c->bar, cli);
	if (cli_creation_time(cli, &c->params.created, err) != 0 ||
	    load_files(options, c, err) != 0)
		return -1;
	cli_warn_future(cli, &c->params.created);
	cli_sandbox_memory(); /* a secret that the search finds must not be dumped either */
	c->params.rules = c->rules;
	c->params.waivers = c->waivers.json == NULL ? NULL : &c->waivers.waivers;
	c->params.profiles = c->profiles;
	c->params.trust = c->trust;
	c->params.authorities = c->authorities;
	warn(cli, c);
	return 0;
}

void cli_checker_free(struct cli_checker *checker)
{
	ts_profile_set_free(checker->profiles);
	ts_authorities_free(checker->authorities); /* which borrows from the policy */
	ts_trust_free(checker->trust);
	ts_rules_free(checker->rules);
	cli_waivers_free(&checker->waivers);
}
