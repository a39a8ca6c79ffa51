/* The verb trust: show, check and extend a trust policy. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/verbs/verbs.h"
#include "format/json_write.h"
#include "model/trust_lint.h"
#include "show/escape.h"

/* The key that trust add adds, as the options give it. */
struct new_key {
	const char *public_key, *owner, *valid_from, *valid_until; /* the last two may be NULL */
	struct cli_values roles, stages;
};

struct trust_options {
	const char *action; /* show, check or add */
	const char *path;   /* of the policy; NULL: none was given */
	struct ts_time at;  /* as of when to check */
	struct new_key key;
	const char *output; /* where add writes, instead of PATH; or NULL */
};

static int check_roles(const struct cli *cli, const struct cli_values *roles)
{
	for (size_t i = 0; i < roles->n; i++) {
		size_t role = 0;

		while (role < TS_ROLES &&
		       strcmp(roles->list[i], ts_role_name((enum ts_role)role)) != 0)
			role++;
		if (role == TS_ROLES)
			return cli_usage(cli,
			    "unknown role \"%s\"; roles are producer, approver, verifier, "
			    "registrar",
			    roles->list[i]);
	}
	return 0;
}

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct trust_options *options)
{
	*options = (struct trust_options){.action = args->operands.list[0],
	    .path = args->operands.n > 1 ? args->operands.list[1] : NULL,
	    .key = {.public_key = cli_value(args, OPT_PUBLIC_KEY),
		.owner = cli_value(args, OPT_OWNER),
		.valid_from = cli_value(args, OPT_VALID_FROM),
		.valid_until = cli_value(args, OPT_VALID_UNTIL),
		.roles = args->options[OPT_ROLE],
		.stages = args->options[OPT_STAGE]},
	    .output = cli->output};
	/* A policy is extended only where it is named: TARSEAL_TRUST does not count. */
	if (options->path == NULL)
		options->path = strcmp(options->action, "add") == 0 ? cli_value(args, OPT_TRUST)
								    : cli_trust_path(args);
	if (check_roles(cli, &options->key.roles) != 0 ||
	    cli_check_time(cli, "--valid-from", options->key.valid_from) != 0 ||
	    cli_check_time(cli, "--valid-until", options->key.valid_until) != 0)
		return TS_USAGE;
	return cli_read_at(cli, args, &options->at);
}

static void show_window(const struct ts_trust_key *key, struct ts_buf *out)
{
	char text[TS_TIME_TEXT];

	if (key->has_from && ts_time_format(&key->from, text))
		ts_buf_printf(out, "  from      %s\n", text);
	if (key->has_until && ts_time_format(&key->until, text))
		ts_buf_printf(out, "  until     %s\n", text);
	if (key->revoked == TS_NOT_REVOKED)
		return;
	ts_time_format(&key->revoked_at, text);
	ts_buf_printf(out, "  revoked   %s, %s: %s\n", text, ts_revoked_name(key->revoked),
	    key->revoked == TS_COMPROMISED ? "no signature by it is valid"
					   : "earlier signatures remain valid");
}

static void show_key(const struct ts_trust_key *key, struct ts_buf *out)
{
	ts_buf_printf(out, "\n%s\n  key       %s%s\n  roles    ", key->owner, key->key.id,
	    key->example ? "  (a published example key: anybody can sign with it)" : "");
	for (int r = 0; r < TS_ROLES; r++)
		if (key->roles[r])
			ts_buf_printf(out, " %s", ts_role_name((enum ts_role)r));
	ts_buf_add_str(out, "\n  stages   ");
	if (key->stages == NULL)
		ts_buf_add_str(out, " all");
	for (const struct ts_json *s = ts_json_first(key->stages); s != NULL; s = ts_json_next(s))
		ts_buf_printf(out, " %s", ts_json_string(s));
	ts_buf_add_str(out, "\n");
	show_window(key, out);
}

static void show_boundary(const struct ts_stage_rules *rules, struct ts_buf *out)
{
	ts_buf_printf(out, "  scan      %s\n",
	    rules->scan ? "every file's content is searched"
			: "only the records and the approval are searched");
	ts_buf_add_str(out, "  waivers  ");
	for (const struct ts_json *w = ts_json_first(rules->waivers); w != NULL;
	     w = ts_json_next(w))
		ts_buf_printf(out, " %s", ts_json_string(w));
	ts_buf_add_str(out, ts_json_count(rules->waivers) == 0 ? " none\n" : "\n");
	if (rules->rules_sha256 != NULL)
		ts_buf_printf(out, "  rules     sha256:%s\n", rules->rules_sha256);
}

/* OWN: the rules of the stage NAME; NULL for those of all others. */
static void show_rules(
    const char *name, const struct ts_trust *trust, const struct ts_json *own, struct ts_buf *out)
{
	const struct ts_stage_rules rules = ts_trust_rules_of(trust, own);

	ts_buf_printf(out, "\n%s\n  producers %lld\n  approvers %lld%s\n  separate  %s\n", name,
	    (long long)rules.producers, (long long)rules.approvers,
	    rules.approvers == 0 ? "  (the producer alone is responsible for the approval)" : "",
	    rules.separate ? "yes: nobody approves their own work"
			   : "no: a producer may approve their own work");
	ts_buf_printf(out, "  max age   ");
	if (rules.max_age < 0)
		ts_buf_add_str(
		    out, "none: with a stolen key, a seal can be dated before the theft\n");
	else
		ts_buf_printf(out, "%lld days\n", (long long)rules.max_age / 86400);
	ts_buf_printf(out, "  approval  ");
	if (rules.approval_max_age < 0)
		ts_buf_add_str(out, "of any age at sealing\n");
	else
		ts_buf_printf(out, "at most %lld days old at sealing\n",
		    (long long)rules.approval_max_age / 86400);
	show_boundary(&rules, out);
}

static void show_register(const struct ts_trust *trust, struct ts_buf *out)
{
	const struct ts_register_rules rules = ts_trust_register(trust);

	ts_buf_add_str(out, "\nregister of an audit\n  signed    ");
	if (rules.is_signed || rules.max_age >= 0)
		ts_buf_add_str(out, "yes: an audit needs a register that a registrar signed\n");
	else
		ts_buf_add_str(out, "not required: anybody who writes it can leave a trial out\n");
	if (rules.max_age >= 0)
		ts_buf_printf(out, "  max age   %lld days\n", (long long)rules.max_age / 86400);
}

static int show(const struct ts_trust *trust, struct ts_buf *out)
{
	const struct ts_json *stages = ts_json_get(trust->json, "stages");

	ts_buf_printf(out, "trust policy sha256:%s\n\nKEYS\n", trust->sha256);
	for (size_t i = 0; i < trust->keys_n; i++)
		show_key(&trust->keys[i], out);
	ts_buf_add_str(out, "\nRULES\n");
	for (const struct ts_json *s = ts_json_first(stages); s != NULL; s = ts_json_next(s))
		show_rules(ts_json_name(s), trust, s, out);
	show_rules("every other stage", trust, NULL, out);
	show_register(trust, out);
	return 0;
}

/* The text of a lint, and how many problems it found. */
struct linted {
	const struct cli *cli;
	struct ts_buf *out;
	size_t problems;
};

static void report_lint(void *ctx, enum ts_lint kind, const char *at, const char *text)
{
	struct linted *linted = ctx;

	linted->problems += kind == TS_LINT_PROBLEM;
	if (kind == TS_LINT_PROBLEM)
		cli_add_word(linted->cli, CLI_BAD, "problem", linted->out);
	else
		cli_add_word(linted->cli, CLI_DOUBTFUL, "advice ", linted->out);
	ts_buf_add_str(linted->out, "  ");
	ts_show_escape(linted->out, at);
	ts_buf_add_str(linted->out, ": ");
	ts_show_escape(linted->out, text);
	ts_buf_add_str(linted->out, "\n");
}

/* Report waivers of rules that do not exist, such as misspelt ones. */
static void check_waivers(const struct ts_json *rules, const char *at, const struct ts_rules *known,
    struct linted *linted)
{
	const struct ts_json *list = ts_json_get(rules, "waivers");

	for (const struct ts_json *w = ts_json_first(list); w != NULL; w = ts_json_next(w)) {
		char text[160];

		if (ts_rules_have(known, ts_json_string(w)))
			continue;
		snprintf(text, sizeof(text),
		    "waivers lists the unknown rule \"%.64s\" (see: tarseal scan "
		    "--list-rules)",
		    ts_json_string(w));
		report_lint(linted, TS_LINT_PROBLEM, at, text);
	}
}

/* Report what is wrong with the lists of waivers. */
static void check_all_waivers(
    const struct ts_trust *trust, const struct ts_rules *known, struct linted *linted)
{
	const struct ts_json *stages = ts_json_get(trust->json, "stages");
	char at[96];

	check_waivers(ts_json_get(trust->json, "default"), "/default", known, linted);
	for (const struct ts_json *s = ts_json_first(stages); s != NULL; s = ts_json_next(s)) {
		snprintf(at, sizeof(at), "/stages/%.64s", ts_json_name(s));
		check_waivers(s, at, known, linted);
	}
}

static int check(const struct cli *cli, const struct ts_trust *trust, const struct ts_time *at,
    struct ts_buf *out)
{
	struct linted linted = {.cli = cli, .out = out};
	struct ts_profile_set *set = NULL;
	struct ts_rules *rules = NULL;
	const char *stages[64];
	struct ts_err err;
	size_t n = 0;
	int ret = 0;

	if (ts_profile_set_new(&set, &err) != 0 || ts_profile_set_load(set, NULL, &err) != 0 ||
	    ts_rules_new(&rules, &err) != 0) {
		ret = cli_fail(cli, &err);
		goto done;
	}
	for (size_t i = 0; i < set->n && n < sizeof(stages) / sizeof(stages[0]); i++)
		if (ts_profile_set_builtin(set, set->list[i]->id) == set->list[i])
			stages[n++] = set->list[i]->id;
	if (ts_trust_lint(trust, at, stages, n, report_lint, &linted, &err) != 0) {
		ret = cli_fail(cli, &err);
		goto done;
	}
	check_all_waivers(trust, rules, &linted);
	if (linted.problems > 0) {
		ts_buf_printf(out, "%zu problem%s: correct %s before you use this policy\n",
		    linted.problems, linted.problems == 1 ? "" : "s",
		    linted.problems == 1 ? "it" : "them");
	} else {
		cli_add_word(cli, CLI_GOOD, "valid", out);
		ts_buf_add_str(out, ": everything that the policy requires can be met\n");
	}
	ret = linted.problems > 0 ? TS_BLOCKED : 0;
done:
	ts_profile_set_free(set);
	ts_rules_free(rules);
	return ret;
}

static int show_or_check(const struct cli *cli, const struct trust_options *options)
{
	struct ts_trust *trust = NULL;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret, written;

	if (options->path == NULL)
		return cli_usage(cli,
		    "no trust policy: name it with trust %s FILE, --trust FILE "
		    "or TARSEAL_TRUST",
		    options->action);
	if (cli_load_trust(options->path, &trust, &err) != 0)
		return cli_fail(cli, &err);
	ret = strcmp(options->action, "show") == 0 ? show(trust, &out)
						   : check(cli, trust, &options->at, &out);
	written = cli_write_result(cli, &out);
	ts_buf_free(&out);
	ts_trust_free(trust);
	return written != 0 ? written : ret;
}

static struct ts_json *make_list(const struct cli_values *values)
{
	struct ts_json *list = ts_json_new_array();

	for (size_t i = 0; i < values->n; i++)
		if (ts_json_append(list, ts_json_new_string(values->list[i])) != 0) {
			ts_json_free(list);
			return NULL;
		}
	return list;
}

/* The entry of the new key, whose ssh-ed25519 line is LINE; NULL for want of memory. */
static struct ts_json *make_entry(const struct new_key *key, const char *line)
{
	const struct {
		const char *member, *text;
	} texts[] = {{"public_key", line}, {"owner", key->owner}, {"valid_from", key->valid_from},
	    {"valid_until", key->valid_until}};
	const struct {
		const char *member;
		const struct cli_values *values;
	} lists[] = {{"roles", &key->roles}, {"stages", &key->stages}};
	struct ts_json *entry = ts_json_new_object();
	int bad = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].text != NULL)
			bad |=
			    ts_json_put(entry, texts[i].member, ts_json_new_string(texts[i].text));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i].values->n > 0)
			bad |= ts_json_put(entry, lists[i].member, make_list(lists[i].values));
	if (bad == 0)
		return entry;
	ts_json_free(entry);
	return NULL;
}

/* What a new policy begins with: nothing that the user did not ask for. */
static const char empty_policy[] = "{\"tarseal\":\"trust/1\",\"keys\":[]}";

/* Append the policy with the new key to OUT. It must be valid both before and after. */
static int extend(const struct trust_options *options, struct ts_buf *out, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT, line = TS_BUF_INIT;
	struct ts_json_writer w = {.out = out};
	struct ts_trust *before = NULL, *after = NULL;
	struct ts_public_key key;
	int ret = -1;

	if (access(options->path, F_OK) != 0 && errno == ENOENT)
		ts_buf_add_str(&text, empty_policy);
	else if (ts_file_slurp(options->path, TS_JSON_DOCUMENT_MAX, &text, err) != 0)
		goto done;
	if (cli_read_public_key(options->key.public_key, &key, err) != 0 ||
	    ts_trust_parse(text.data, text.len, &before, err) != 0)
		goto done;
	ts_public_key_line(&key, NULL, &line);
	if (ts_buf_cstr(&line) == NULL || ts_json_append(ts_json_get(before->json, "keys"),
					      make_entry(&options->key, (char *)line.data)) != 0) {
		ts_err_nomem(err);
		goto done;
	}
	ts_jw_tree(&w, NULL, before->json);
	ret = ts_buf_ok(out) ? ts_trust_parse(out->data, out->len, &after, err) : ts_err_nomem(err);
done:
	ts_trust_free(before);
	ts_trust_free(after);
	ts_buf_free(&text);
	ts_buf_free(&line);
	return ret;
}

/* Write the policy in its place, or to the file of -o, which must not exist. */
static int write_policy(
    const struct cli *cli, const struct trust_options *options, const struct ts_buf *out)
{
	struct ts_err err;

	if (options->output != NULL)
		return cli_write_file(cli, options->output, out);
	if (ts_file_create(options->path, 0666, true, out->data, out->len, &err) == 0)
		return 0;
	if (err.at[0] == '\0')
		ts_err_at(&err, "%s", options->path);
	return cli_fail(cli, &err);
}

static int add(const struct cli *cli, const struct trust_options *options)
{
	const char *target = options->output == NULL ? options->path : options->output;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	bool is_new;
	int ret;

	if (options->path == NULL || strcmp(options->path, "-") == 0)
		return cli_usage(cli, "name the policy: trust add FILE …");
	if (options->key.public_key == NULL || options->key.owner == NULL ||
	    options->key.roles.n == 0)
		return cli_usage(cli, "the options --public-key, --owner and --role are required");
	is_new = access(options->path, F_OK) != 0;
	if (extend(options, &out, &err) != 0) {
		if (err.at[0] == '\0')
			ts_err_at(&err, "%s", target);
		ret = cli_fail(cli, &err);
	} else {
		cli_signals_hold();
		ret = write_policy(cli, options, &out);
	}
	ts_buf_free(&out);
	if (ret == 0 && strcmp(target, "-") != 0)
		cli_note(cli, is_new ? "created %s with the key of %s" : "%s now has the key of %s",
		    target, options->key.owner);
	cli_signals_release(ret);
	return ret;
}

int cli_trust(const struct cli *cli, const struct cli_args *args)
{
	struct trust_options options;
	int ret = read_options(cli, args, &options);

	if (ret != 0)
		return ret;
	if (strcmp(options.action, "add") == 0)
		return add(cli, &options);
	if (strcmp(options.action, "show") == 0 || strcmp(options.action, "check") == 0)
		return show_or_check(cli, &options);
	return cli_usage(cli, "unknown action \"%s\": expected show, check or add", options.action);
}
