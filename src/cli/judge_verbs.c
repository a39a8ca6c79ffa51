/* The verbs that judge: pack, check, verify. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/name.h"
#include "cli/cli.h"
#include "cli/keys.h"
#include "model/value.h"
#include "ops/pack.h"
#include "ops/verify.h"
#include "show/json.h"
#include "show/text.h"

static struct ts_text_style text_style(const struct cli *cli, const char *accepted)
{
	return (struct ts_text_style){.detail = cli->quiet     ? TS_DETAIL_LAST
						: cli->verbose ? TS_DETAIL_ALL
							       : TS_DETAIL_MATTERS,
	    .color = cli->color_out,
	    .accepted = accepted};
}

/* Give one verdict, in the form asked for; returns the exit code. */
static int give_one(const struct cli *cli, struct ts_verdict *verdict, const char *accepted,
    const char *trust_sha256, bool to_output)
{
	const struct ts_text_style style = text_style(cli, accepted);
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if (cli->json)
		ts_show_json(&verdict, 1, verdict->class, trust_sha256, &out);
	else
		ts_show_text(verdict, &style, &out);
	if (to_output)
		ret = cli_result(cli, &out);
	else
		ret = cli_write_out(&out, &err) == 0 ? 0 : cli_fail(cli, &err);
	ts_buf_free(&out);
	return ret != 0 ? TS_UNDECIDED : (int)verdict->class;
}

/* What pack and check have in common. */
struct making {
	struct ts_trust *trust;     /* owned */
	struct ts_profile_set *set; /* owned */
	struct ts_check_params params;
	struct cli_bar bar;
	const char *name; /* the bundle's */
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
	    .progress = &m->bar.progress};
	cli_bar_init(&m->bar, cli);
	if (ts_profile_set_new(&m->set, err) != 0 ||
	    cli_creation_time(&m->params.created, err) != 0 ||
	    cli_load_trust(cli, NULL, &m->trust, err) != 0)
		return -1;
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
}

int cli_check(struct cli *cli)
{
	struct making m = {0};
	struct ts_plan plan = {0};
	struct ts_verdict *verdict;
	struct ts_err err;
	int ret;

	if (check_words(cli, cli_value(&cli->args, OPT_NAME)) != 0)
		return TS_USAGE;
	verdict = ts_verdict_new(cli_value(&cli->args, OPT_EVIDENCE));
	if (verdict == NULL) {
		ts_err_nomem(&err);
		return cli_fail(cli, &err);
	}
	if (prepare(cli, &m, &err) != 0) {
		ts_verdict_fail_err(verdict, &err);
		ts_verdict_finish(verdict, NULL, 0);
	} else {
		ts_check(&m.params, &plan, verdict);
	}
	cli_bar_clear(&m.bar);
	ret = give_one(cli, verdict, "this may be sealed", m.trust ? m.trust->sha256 : NULL, true);
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

/* Is the output, where it exists, one of the files that other options name? */
static bool output_is_named_file(const struct cli *cli)
{
	static const enum cli_id ids[] = {
	    OPT_KEY, OPT_TRUST, OPT_PROFILE, OPT_EVIDENCE, OPT_APPROVAL, OPT_RECORD};
	struct stat output, input;

	if (stat(cli_value(&cli->args, OPT_OUTPUT), &output) != 0)
		return false;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		const struct cli_values *values = &cli->args.options[ids[i]];

		for (size_t j = 0; j < values->n; j++)
			if (stat(values->list[j], &input) == 0 && input.st_dev == output.st_dev &&
			    input.st_ino == output.st_ino)
				return true;
	}
	return false;
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
			    .force = cli_has(&cli->args, OPT_FORCE)},
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
	if (check_words(cli, m.name) != 0)
		return TS_USAGE;
	if (output_is_named_file(cli))
		return cli_usage(cli, "the output %s is also an input", output);
	if (cli_is_inside(output, cli_value(&cli->args, OPT_EVIDENCE)) ||
	    cli_is_inside(output, cli_value(&cli->args, OPT_RECORD)))
		return cli_usage(
		    cli, "the output %s would lie inside an input, and change it", output);
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
	ret = give_one(cli, verdict, "sealed, and verified as written",
	    m.trust ? m.trust->sha256 : NULL, false);
	if (ret != 0 && verdict->class == TS_ACCEPTED)
		cli_note(cli, "the bundle itself is written, and whole: %s", output);
	ts_verdict_free(verdict);
	making_free(&m);
	cli_signals_end();
	return ret;
}

/* What verify needs for all bundles. */
struct verifying {
	struct ts_trust *trust;     /* owned */
	struct ts_profile_set *set; /* owned */
	struct ts_verify_params params;
	struct cli_bar bar;
};

static int parse_max_files(const struct cli *cli, uint64_t *max)
{
	const char *text = cli_value(&cli->args, OPT_MAX_FILES);
	char *end;

	*max = TS_VERIFY_MAX_FILES;
	if (text == NULL)
		return 0;
	errno = 0;
	*max = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || *max == 0) {
		cli_usage(cli, "--max-files takes a number of files from 1 on");
		return -1;
	}
	return 0;
}

/* Read the words of the command line; -1 when they are wrong (told already). */
static int read_words(const struct cli *cli, struct verifying *w)
{
	const char *at = cli_value(&cli->args, OPT_AT);
	size_t stdins = 0;

	w->params = (struct ts_verify_params){.now = ts_clock_now(),
	    .expect_stage = cli_value(&cli->args, OPT_STAGE),
	    .expect_subject = cli_value(&cli->args, OPT_SUBJECT),
	    .allow_example_keys = cli_has(&cli->args, OPT_ALLOW_EXAMPLE_KEYS),
	    .want_sha256 = cli->json};
	if (at != NULL && !ts_time_parse(at, &w->params.now)) {
		cli_usage(cli, "--at takes a time such as 2026-11-22T12:00:00Z");
		return -1;
	}
	for (size_t i = 0; i < cli->args.operands_n; i++)
		stdins += strcmp(cli->args.operands[i], "-") == 0;
	if (stdins > 1) {
		cli_usage(cli, "standard input (-) can be read only once");
		return -1;
	}
	w->params.latest = ts_time_add(&w->params.now, TS_CLOCK_SKEW);
	return parse_max_files(cli, &w->params.max_files);
}

static int load(const struct cli *cli, struct verifying *w, struct ts_err *err)
{
	const struct cli_values *profiles = &cli->args.options[OPT_PROFILE];

	if (cli_load_trust(cli, NULL, &w->trust, err) != 0 || ts_profile_set_new(&w->set, err) != 0)
		return -1;
	for (size_t i = 0; i < profiles->n; i++)
		if (cli_load_profile(profiles->list[i], w->set, NULL, err) != 0)
			return -1;
	w->params.trust = w->trust;
	w->params.profiles = w->set;
	w->params.progress = &w->bar.progress;
	cli_bar_init(&w->bar, cli);
	return 0;
}

/* Judge the bundle that PATH names. */
static void verify_path(const struct verifying *w, const char *path, struct ts_verdict *verdict)
{
	struct ts_source source;
	struct ts_err err;
	struct stat st = {0};
	bool standard = strcmp(path, "-") == 0;
	int fd = STDIN_FILENO;

	if (!standard) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (fd < 0) {
			ts_err_errno(&err, errno, "io", "cannot open %s", path);
			ts_verdict_fail_err(verdict, &err);
			ts_verdict_finish(verdict, NULL, 0);
			return;
		}
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		st.st_size = 0;
	source = ts_source_fd(&fd, st.st_size > 0 ? st.st_size : TS_SIZE_UNKNOWN);
	ts_progress_begin(w->params.progress, path, (uint64_t)st.st_size);
	ts_verify(&source, &w->params, verdict, NULL);
	if (!standard)
		close(fd);
}

/* Verdicts given so far: as text one by one, as JSON all together at the end. */
struct giving {
	struct ts_verdict **kept; /* owned; JSON only */
	size_t n, accepted;
	struct ts_buf out;
	enum ts_class worst;
};

/* Give or keep one verdict, which is taken over. */
static int give(
    const struct cli *cli, struct giving *g, struct ts_verdict *verdict, struct ts_err *err)
{
	const struct ts_text_style style = text_style(cli, "this bundle may be accepted");
	bool to_file = cli_has(&cli->args, OPT_OUTPUT);
	int ret = 0;

	g->worst = ts_class_worse(g->worst, verdict->class);
	g->accepted += verdict->class == TS_ACCEPTED;
	if (cli->json) {
		g->kept[g->n++] = verdict;
		return 0;
	}
	if (g->n++ > 0 && !cli->quiet)
		ts_buf_add_str(&g->out, "\n");
	ts_show_text(verdict, &style, &g->out);
	ts_verdict_free(verdict);
	if (!to_file) {
		ret = cli_write_out(&g->out, err);
		g->out.len = 0;
	}
	return ret;
}

static int give_rest(const struct cli *cli, struct giving *g, const char *trust_sha256)
{
	if (cli->json)
		ts_show_json(g->kept, g->n, g->worst, trust_sha256, &g->out);
	else if (g->n > 1)
		ts_buf_printf(&g->out, "%s%s  %zu of %zu bundles accepted\n",
		    cli->quiet ? "" : "\n",
		    g->worst == TS_ACCEPTED    ? "ACCEPTED"
		    : g->worst == TS_UNDECIDED ? "UNDECIDED"
					       : "REJECTED",
		    g->accepted, g->n);
	return cli_result(cli, &g->out);
}

static int verify_all(const struct cli *cli, struct verifying *w, const struct ts_err *failed)
{
	struct giving g = {.worst = TS_ACCEPTED};
	struct ts_err err;
	int ret = 0;

	g.kept = calloc(cli->args.operands_n, sizeof(struct ts_verdict *));
	for (size_t i = 0; ret == 0 && i < cli->args.operands_n; i++) {
		struct ts_verdict *verdict = ts_verdict_new(cli->args.operands[i]);

		if (verdict == NULL || g.kept == NULL) {
			ts_verdict_free(verdict);
			ret = ts_err_nomem(&err);
			break;
		}
		if (failed != NULL) {
			ts_verdict_fail_err(verdict, failed);
			ts_verdict_finish(verdict, NULL, 0);
		} else {
			verify_path(w, cli->args.operands[i], verdict);
		}
		cli_bar_clear(&w->bar);
		ret = give(cli, &g, verdict, &err);
	}
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else
		ret = give_rest(cli, &g, w->trust ? w->trust->sha256 : NULL);
	for (size_t i = 0; cli->json && i < g.n; i++)
		ts_verdict_free(g.kept[i]);
	free(g.kept);
	ts_buf_free(&g.out);
	return ret != 0 ? TS_UNDECIDED : (int)g.worst;
}

int cli_verify(struct cli *cli)
{
	struct verifying w = {0};
	struct ts_err err;
	int ret;

	if (read_words(cli, &w) != 0)
		return TS_USAGE;
	if (load(cli, &w, &err) != 0) {
		ret = verify_all(cli, &w, &err);
	} else if (w.trust == NULL) {
		ret = cli_usage(cli,
		    "no trust policy: give the verifier's own with --trust FILE or TARSEAL_TRUST. "
		    "Without one there is nobody to trust, and nothing can be accepted");
	} else {
		cli_warn_examples(cli, w.trust);
		ret = verify_all(cli, &w, NULL);
	}
	ts_profile_set_free(w.set);
	ts_trust_free(w.trust);
	return ret;
}
