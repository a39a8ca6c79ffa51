/* The verbs that show: digest, inspect, profile, version, help. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/manual.h"
#include "format/json_write.h"
#include "model/profile_lint.h"
#include "verify/inspect.h"
#include "show/escape.h"

static int digest_one(struct cli *cli, const char *path, struct ts_buf *out)
{
	struct ts_package package;
	int ret = cli_digest_package(cli, path, &package, NULL, NULL);

	if (ret != 0)
		return ret;
	ts_package_describe(&package, out);
	ts_buf_add_str(out, "  ");
	ts_show_escape(out, path);
	ts_buf_add_str(out, "\n");
	return 0;
}

int cli_digest(struct cli *cli)
{
	struct ts_buf out = TS_BUF_INIT;
	enum ts_class worst = TS_ACCEPTED;
	int ret;

	for (size_t i = 0; i < cli->args.operands_n; i++)
		worst = ts_class_worse(
		    worst, (enum ts_class)digest_one(cli, cli->args.operands[i], &out));
	ret = cli_result(cli, &out);
	ts_buf_free(&out);
	return ret != 0 ? ret : (int)worst;
}

static void add_line(struct ts_buf *out, const char *label, const char *text)
{
	ts_buf_printf(out, "%-12s", label);
	ts_show_escape(out, text == NULL ? "(not given)" : text);
	ts_buf_add_str(out, "\n");
}

static void inspection_text(const struct ts_inspection *in, struct ts_buf *out)
{
	const struct ts_seal *seal = &in->seal;
	struct ts_buf package = TS_BUF_INIT;
	char hex[TS_DIGEST_HEX];

	ts_buf_add_str(out, "UNVERIFIED: this is what the bundle says of itself. Nothing here was "
			    "checked; see: tarseal verify\n\n");
	add_line(out, "bundle", in->name);
	add_line(out, "statement", in->statement_sha256);
	add_line(out, "created", seal->created_text);
	for (size_t i = 0; i < in->envelope.n; i++)
		add_line(out, "signed by", in->envelope.signatures[i].keyid);
	ts_buf_add_str(out, "\nWho is acting?\n");
	add_line(out, "  owner", seal->owner);
	add_line(out, "  key", seal->keyid);
	ts_buf_add_str(out, "What changes?\n");
	add_line(out, "  name", seal->name);
	add_line(out, "  stage", seal->stage);
	add_line(out, "  about", seal->subject_ref);
	ts_buf_add_str(out, "What policy applies?\n");
	ts_hex_digest(seal->profile_digest, hex);
	add_line(out, "  profile", seal->profile);
	add_line(out, "  sha256", hex);
	ts_buf_add_str(out, "What evidence proves it?\n");
	ts_package_describe(&seal->package, &package);
	add_line(out, "  package", seal->package_path);
	out->failed = out->failed || ts_buf_cstr(&package) == NULL;
	add_line(out, "  digest", (const char *)package.data);
	add_line(out, "  approval", seal->approval_path);
	add_line(out, "  as", seal->approval_ref);
	add_line(out, "  record", seal->record_path);
	ts_buf_add_str(out, "Which gates does it claim?\n");
	for (size_t i = 0; i < seal->gates_n; i++)
		ts_buf_printf(
		    out, "  %s  %s\n", seal->gates[i].skip ? "skip" : "pass", seal->gates[i].id);
	ts_buf_add_str(out, "Which files does it list?\n");
	for (size_t i = 0; i < in->manifest.n; i++) {
		unsigned char digest[TS_DIGEST_BYTES];

		ts_manifest_digest(&in->manifest, i, digest);
		ts_hex_digest(digest, hex);
		ts_buf_printf(out, "  %s  ", hex);
		ts_show_escape(out, in->manifest.paths[i]);
		ts_buf_add_str(out, "\n");
	}
	ts_buf_free(&package);
}

/* The chain as a tree: each bundle over the one that is its evidence. */
static void chain_text(const struct ts_inspection *in, struct ts_buf *out)
{
	int depth = 0;

	ts_buf_add_str(out,
	    "UNVERIFIED: this is what the bundles say of themselves. Nothing here was "
	    "checked; see: tarseal verify\n\n");
	for (; in != NULL; in = in->inner, depth++) {
		struct ts_buf package = TS_BUF_INIT;

		ts_package_describe(&in->seal.package, &package);
		ts_buf_printf(out, "%*s%s%s  %s\n", depth > 1 ? 3 * (depth - 1) : 0, "",
		    depth > 0 ? "└─ " : "", in->seal.stage, in->name);
		ts_buf_printf(out, "%*s   about %s, sealed %s by ", 3 * depth, "",
		    in->seal.subject_ref, in->seal.created_text);
		ts_show_escape(out, in->seal.owner == NULL ? in->seal.keyid : in->seal.owner);
		ts_buf_printf(out, "\n%*s   over ", 3 * depth, "");
		ts_buf_add(out, package.data, package.len);
		ts_buf_add_str(out, "\n");
		if (in->inner_fault[0] != '\0') {
			ts_buf_printf(out, "%*s└─ ", 3 * depth, "");
			ts_show_escape(out, in->inner_fault);
			ts_buf_add_str(out, "\n");
		}
		out->failed = out->failed || !ts_buf_ok(&package);
		ts_buf_free(&package);
	}
}

static void inspection_json(
    struct ts_json_writer *w, const struct ts_inspection *in, const char *path)
{
	const struct ts_seal *seal = &in->seal;
	struct ts_buf package = TS_BUF_INIT;
	char hex[TS_DIGEST_HEX];

	ts_jw_string(w, "tarseal", "inspection/1");
	ts_jw_bool(w, "verified", false);
	ts_jw_string(w, "path", path);
	ts_jw_string(w, "name", in->name);
	ts_jw_string(w, "statement_sha256", in->statement_sha256);
	ts_jw_string(w, "created", seal->created_text);
	ts_jw_open(w, "keyids", '[');
	for (size_t i = 0; i < in->envelope.n; i++)
		ts_jw_string(w, NULL, in->envelope.signatures[i].keyid);
	ts_jw_close(w, ']');
	ts_jw_string(w, "owner", seal->owner);
	ts_jw_string(w, "stage", seal->stage);
	ts_jw_string(w, "subject", seal->subject_ref);
	ts_hex_digest(seal->profile_digest, hex);
	ts_jw_string(w, "profile_sha256", hex);
	ts_package_describe(&seal->package, &package);
	ts_jw_text(w, "package", &package);
	ts_jw_string(w, "approval_ref", seal->approval_ref);
	ts_jw_open(w, "gates", '[');
	for (size_t i = 0; i < seal->gates_n; i++) {
		ts_jw_open(w, NULL, '{');
		ts_jw_string(w, "id", seal->gates[i].id);
		ts_jw_string(w, "result", seal->gates[i].skip ? "skip" : "pass");
		ts_jw_close(w, '}');
	}
	ts_jw_close(w, ']');
	ts_jw_open(w, "files", '[');
	for (size_t i = 0; i < in->manifest.n; i++) {
		unsigned char digest[TS_DIGEST_BYTES];

		ts_manifest_digest(&in->manifest, i, digest);
		ts_hex_digest(digest, hex);
		ts_jw_open(w, NULL, '{');
		ts_jw_string(w, "path", in->manifest.paths[i]);
		ts_jw_string(w, "sha256", hex);
		ts_jw_close(w, '}');
	}
	ts_jw_close(w, ']');
	if (in->inner != NULL) {
		ts_jw_open(w, "evidence", '{');
		inspection_json(w, in->inner, NULL);
		ts_jw_close(w, '}');
	}
	if (in->inner_fault[0] != '\0')
		ts_jw_string(w, "evidence_fault", in->inner_fault);
	ts_buf_free(&package);
}

int cli_inspect(struct cli *cli)
{
	const char *path = cli->args.operands[0];
	struct ts_inspection in;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_json_writer w = {.out = &out};
	struct ts_source source;
	struct ts_err err;
	bool chain = cli_has(&cli->args, OPT_CHAIN);
	int fd = STDIN_FILENO, ret;

	cli_sandbox_enter(cli);
	if (strcmp(path, "-") != 0) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (fd < 0) {
			ts_err_errno(&err, errno, "io", "cannot open %s", path);
			return cli_fail(cli, &err);
		}
	}
	source = ts_source_fd(&fd, TS_SIZE_UNKNOWN);
	ret = chain ? ts_inspect_chain(&source, &in, &err) : ts_inspect(&source, &in, &err);
	if (fd != STDIN_FILENO)
		close(fd);
	if (ret != 0) {
		if (err.at[0] == '\0')
			ts_err_at(&err, "%s", path);
		return cli_fail(cli, &err);
	}
	if (cli->form == CLI_JSON) {
		ts_jw_open(&w, NULL, '{');
		inspection_json(&w, &in, path);
		ts_jw_close(&w, '}');
	} else if (chain) {
		chain_text(&in, &out);
	} else {
		inspection_text(&in, &out);
	}
	ret = cli_result(cli, &out);
	ts_buf_free(&out);
	ts_inspection_free(&in);
	return ret;
}

static int profile_list(const struct ts_profile_set *set, struct ts_buf *out)
{
	for (size_t i = 0; i < set->n; i++) {
		char hex[TS_DIGEST_HEX];

		ts_hex_digest(set->list[i]->digest, hex);
		ts_buf_printf(out, "%-28s %s\n    sha256:%s, consumes %s, %zu gates\n",
		    set->list[i]->id, set->list[i]->title, hex, set->list[i]->consumes,
		    set->list[i]->gates_n);
	}
	return 0;
}

/* A built-in profile's bytes as they are, so that they can be saved, changed and pinned. */
static int profile_show(const struct cli *cli, const char *id, struct ts_buf *out)
{
	for (size_t i = ts_builtins_n; i-- > 0;) {
		size_t len = strlen(id);

		if (strncmp(ts_builtins[i].name, id, len) != 0 ||
		    strcmp(ts_builtins[i].name + len, ".json") != 0)
			continue;
		ts_buf_add(out, ts_builtins[i].data, ts_builtins[i].len);
		return 0;
	}
	return cli_usage(cli, "there is no built-in profile \"%s\" (tarseal profile list)", id);
}

static void report_advice(void *ctx, const char *at, const char *text)
{
	struct ts_buf *out = ctx;

	ts_buf_add_str(out, "advice   ");
	ts_show_escape(out, at);
	ts_buf_add_str(out, ": ");
	ts_show_escape(out, text);
	ts_buf_add_str(out, "\n");
}

static int profile_lint(
    const struct cli *cli, const char *path, struct ts_profile_set *set, struct ts_buf *out)
{
	const struct ts_profile *profile;
	struct ts_err err;
	char hex[TS_DIGEST_HEX];

	if (cli_load_profile(path, set, &profile, &err) != 0)
		return cli_fail(cli, &err);
	ts_profile_lint(profile, report_advice, out);
	ts_hex_digest(profile->digest, hex);
	ts_buf_printf(out, "sound: %s, %zu fields, %zu gates\nsha256:%s\n", profile->id,
	    profile->fields_n, profile->gates_n, hex);
	if (!profile->builtin && ts_profile_set_builtin(set, profile->id) != NULL)
		cli_warn(cli, "it has the id of a built-in profile: it is used only where a trust "
			      "policy pins it");
	return 0;
}

int cli_profile(struct cli *cli)
{
	const char *what = cli->args.operands[0];
	const char *name = cli->args.operands_n > 1 ? cli->args.operands[1] : NULL;
	struct ts_profile_set *set = NULL;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if (ts_profile_set_new(&set, &err) != 0 || ts_profile_set_load(set, NULL, &err) != 0) {
		ts_profile_set_free(set);
		return cli_fail(cli, &err);
	}
	if (strcmp(what, "list") == 0 && name == NULL)
		ret = profile_list(set, &out);
	else if (strcmp(what, "show") == 0 && name != NULL)
		ret = profile_show(cli, name, &out);
	else if (strcmp(what, "lint") == 0 && name != NULL)
		ret = profile_lint(cli, name, set, &out);
	else
		ret = cli_usage(cli, "say list, show ID, or lint FILE");
	if (ret == 0)
		ret = cli_result(cli, &out);
	ts_buf_free(&out);
	ts_profile_set_free(set);
	return ret;
}

int cli_version(struct cli *cli)
{
	struct ts_buf out = TS_BUF_INIT;
	int ret;

	ts_buf_printf(&out, "tarseal %s (bundle format %d)\n", TS_VERSION, TS_SEAL_FORMAT);
	ret = cli_result(cli, &out);
	ts_buf_free(&out);
	return ret;
}

int cli_help_verb(struct cli *cli)
{
	const struct cli_verb *verb = NULL;
	const char *shell = cli_value(&cli->args, OPT_COMPLETION);
	struct ts_buf out = TS_BUF_INIT;
	int ret;

	if (shell != NULL && strcmp(shell, "bash") != 0)
		return cli_usage(cli, "completions are there for bash");
	if (cli->args.operands_n > 0) {
		verb = cli_find_verb(cli->args.operands[0]);
		if (verb == NULL)
			return cli_usage(cli, "there is no verb \"%s\"", cli->args.operands[0]);
	}
	if (shell != NULL)
		cli_manual_completion(&out);
	else if (cli_has(&cli->args, OPT_MDOC))
		cli_manual_mdoc(&out);
	else if (verb != NULL)
		cli_help(verb, &out);
	else
		cli_help_all(&out);
	ret = cli_result(cli, &out);
	ts_buf_free(&out);
	return ret;
}
