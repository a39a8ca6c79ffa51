/* The verb inspect. */
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"
#include "format/json_write.h"
#include "show/escape.h"
#include "verify/inspect.h"

static void add_line(struct ts_buf *out, const char *label, const char *text)
{
	ts_buf_printf(out, "%-12s", label);
	ts_show_escape(out, text == NULL ? "(not given)" : text);
	ts_buf_add_str(out, "\n");
}

/* What the approval says of itself. Unlike a seal it may leave most of it out. */
static void approval_text(const struct ts_inspection *in, struct ts_buf *out)
{
	static const struct {
		const char *label, *member;
	} lines[] = {{"  decision", "decision"}, {"  by", "approved_by"}, {"  at", "decided_at"},
	    {"  until", "expires_at"}};
	const struct ts_approval *approval = in->approval;

	if (approval == NULL) {
		add_line(out, "  unread", in->approval_fault);
		return;
	}
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		add_line(out, lines[i].label,
		    ts_json_string(ts_json_get(approval->document, lines[i].member)));
	for (const struct ts_json *c = ts_json_first(approval->conditions); c != NULL;
	     c = ts_json_next(c))
		add_line(out, "  condition", ts_json_string(c));
	for (size_t i = 0; i < approval->envelope.n; i++)
		add_line(out, "  signed by", approval->envelope.signatures[i].keyid);
}

static void inspection_text(const struct ts_inspection *in, struct ts_buf *out)
{
	const struct ts_seal *seal = &in->seal;
	struct ts_buf package = TS_BUF_INIT;
	char hex[TS_DIGEST_HEX], seal_hex[TS_DIGEST_HEX];

	ts_hex_digest(in->seal_digest, seal_hex);
	ts_buf_add_str(out,
	    "UNVERIFIED: this is what the bundle says about itself. Nothing here was "
	    "checked; see: tarseal verify\n\n");
	add_line(out, "bundle", in->name);
	add_line(out, "statement", in->statement_sha256);
	add_line(out, "seal", seal_hex);
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
	add_line(out, "  record", seal->record_path);
	ts_buf_add_str(out, "Who approved it?\n");
	add_line(out, "  as", seal->approval_ref);
	approval_text(in, out);
	ts_buf_add_str(out, "Which gates does it claim?\n");
	for (size_t i = 0; i < seal->gates_n; i++)
		add_line(out, seal->gates[i].skip ? "  skip" : "  pass", seal->gates[i].id);
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

/* Append the chain as a tree: each bundle above the one that is its evidence. */
static void chain_text(const struct ts_inspection *in, struct ts_buf *out)
{
	int depth = 0;

	ts_buf_add_str(out,
	    "UNVERIFIED: this is what the bundles say about themselves. Nothing here was "
	    "checked; see: tarseal verify\n\n");
	for (; in != NULL; in = in->inner, depth++) {
		struct ts_buf package = TS_BUF_INIT;

		ts_package_describe(&in->seal.package, &package);
		ts_buf_printf(
		    out, "%*s%s", depth > 1 ? 3 * (depth - 1) : 0, "", depth > 0 ? "└─ " : "");
		ts_show_escape(out, in->seal.stage);
		ts_buf_add_str(out, "  ");
		ts_show_escape(out, in->name);
		ts_buf_printf(out, "\n%*s   about ", 3 * depth, "");
		ts_show_escape(out, in->seal.subject_ref);
		ts_buf_printf(out, ", sealed %s by ", in->seal.created_text);
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

static void approval_json(struct ts_json_writer *w, const struct ts_approval *approval)
{
	static const char *const members[] = {
	    "decision", "approved_by", "decided_at", "expires_at"};

	ts_jw_open(w, "approval", '{');
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		ts_jw_string(
		    w, members[i], ts_json_string(ts_json_get(approval->document, members[i])));
	ts_jw_open(w, "conditions", '[');
	for (const struct ts_json *c = ts_json_first(approval->conditions); c != NULL;
	     c = ts_json_next(c))
		ts_jw_string(w, NULL, ts_json_string(c));
	ts_jw_close(w, ']');
	ts_jw_open(w, "keyids", '[');
	for (size_t i = 0; i < approval->envelope.n; i++)
		ts_jw_string(w, NULL, approval->envelope.signatures[i].keyid);
	ts_jw_close(w, ']');
	ts_jw_close(w, '}');
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
	ts_hex_digest(in->seal_digest, hex);
	ts_jw_string(w, "seal_sha256", hex);
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
	if (in->approval != NULL)
		approval_json(w, in->approval);
	else
		ts_jw_string(w, "approval_fault", in->approval_fault);
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

/* What is shown, and how. */
struct shown {
	const struct ts_inspection *inspection;
	const char *path;
	bool chain;
};

static void render(const struct cli *cli, void *ctx, struct ts_buf *out)
{
	const struct shown *shown = ctx;
	struct ts_json_writer w = {.out = out};

	if (cli->form == CLI_JSON) {
		ts_jw_open(&w, NULL, '{');
		inspection_json(&w, shown->inspection, shown->path);
		ts_jw_close(&w, '}');
	} else if (shown->chain) {
		chain_text(shown->inspection, out);
	} else {
		inspection_text(shown->inspection, out);
	}
}

int cli_inspect(const struct cli *cli, const struct cli_args *args)
{
	const char *path = args->operands.list[0];
	const bool chain = cli_has(args, OPT_CHAIN);
	struct ts_inspection in;
	struct shown shown = {&in, path, chain};
	struct cli_bundle bundle;
	struct ts_err err;
	int ret;

	cli_sandbox_enter(cli);
	if (cli_bundle_open(path, NULL, &bundle, &err) != 0)
		return cli_fail(cli, &err);
	ret = chain ? ts_inspect_chain(&bundle.source, &in, &err)
		    : ts_inspect(&bundle.source, &in, &err);
	cli_bundle_close(&bundle);
	if (ret != 0) {
		if (err.at[0] == '\0')
			ts_err_at(&err, "%s", path);
		return cli_fail(cli, &err);
	}
	ret = cli_write_forms(cli, render, &shown);
	ts_inspection_free(&in);
	return ret;
}
