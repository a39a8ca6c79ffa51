/* The verb trust: show and check a trust policy; trust_edit.c changes one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/suggest.h"
#include "cli/verbs/trust_authority.h"
#include "cli/verbs/trust_diff.h"
#include "cli/verbs/trust_edit.h"
#include "cli/verbs/verbs.h"
#include "crypto/sha256.h"
#include "format/json_write.h"
#include "model/profile_set.h"
#include "model/trust_lint.h"
#include "show/escape.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct trust_options {
	const char *action;
	const char *path;  /* of the policy; NULL: none was given */
	struct ts_time at; /* as of when to check */
};

static int check_roles(const struct cli *cli, const struct cli_values *roles)
{
	const char *names[TS_ROLES];

	for (size_t i = 0; i < TS_ROLES; i++)
		names[i] = ts_role_name((enum ts_role)i);
	for (size_t i = 0; i < roles->n; i++) {
		size_t role = 0;

		while (role < TS_ROLES && strcmp(roles->list[i], names[role]) != 0)
			role++;
		if (role == TS_ROLES)
			return cli_unknown(cli, "role", roles->list[i], names, TS_ROLES);
	}
	return 0;
}

static int check_number(const struct cli *cli, const char *option, const char *text)
{
	if (text == NULL ||
	    (text[0] != '\0' && strlen(text) <= 3 && strspn(text, "0123456789") == strlen(text)))
		return 0;
	return cli_usage(cli, "%s takes a number from 0 to 999, not \"%s\"", option, text);
}

static int check_values(const struct cli *cli, const struct cli_args *args)
{
	static const char *const reasons[] = {"superseded", "retired", "compromised"};
	const char *reason = cli_value(args, OPT_REASON);
	size_t i = 0;

	while (reason != NULL && i < 3 && strcmp(reason, reasons[i]) != 0)
		i++;
	if (i == 3)
		return cli_unknown(cli, "reason", reason, reasons, 3);
	if (check_roles(cli, &args->options[OPT_ROLE]) != 0 ||
	    check_number(cli, "--producers", cli_value(args, OPT_PRODUCERS)) != 0 ||
	    check_number(cli, "--stamps", cli_value(args, OPT_STAMPS)) != 0 ||
	    check_number(cli, "--approvers", cli_value(args, OPT_APPROVERS)) != 0)
		return TS_USAGE;
	return 0;
}

/* Each action has its own options. */
static const struct cli_action_option action_options[] = {
    {OPT_TRUST, "trust", {"show", "check", "add-authority"}},
    {OPT_PUBLIC_KEY, "public-key", {"add", "remove", "revoke"}},
    {OPT_OWNER, "owner", {"add", "add-authority"}},
    {OPT_POLICY, "policy", {"add-authority"}},
    {OPT_SINCE, "since", {"revoke"}},
    {OPT_STAMPS, "stamps", {"require"}},
    {OPT_STAMPED, "stamped", {"require"}},
    {OPT_PROVEN_WITHIN, "proven-within", {"require"}},
    {OPT_ROLE, "role", {"add"}},
    {OPT_STAGE, "stage", {"add", "require"}},
    {OPT_VALID_FROM, "valid-from", {"add", "add-authority"}},
    {OPT_VALID_UNTIL, "valid-until", {"add", "add-authority"}},
    {OPT_AT, "at", {"check", "revoke"}},
    {OPT_REASON, "reason", {"revoke"}},
    {OPT_PRODUCERS, "producers", {"require"}},
    {OPT_APPROVERS, "approvers", {"require"}},
    {OPT_MAX_AGE, "max-age", {"require"}},
    {OPT_APPROVAL_MAX_AGE, "approval-max-age", {"require"}},
    {OPT_SCAN, "scan", {"require"}},
};

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct trust_options *options)
{
	*options = (struct trust_options){.action = args->operands.list[0],
	    .path = args->operands.n > 1 ? args->operands.list[1] : cli_trust_path(args),
	    .at = cli_at(args)};
	if (cli_refuse_others(cli, args, options->action, action_options, COUNT(action_options)) !=
		0 ||
	    check_values(cli, args) != 0)
		return TS_USAGE;
	return 0;
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
	cli_trust_show_validity(&key->validity, "signature", out);
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

/* Is the profile with this digest built in? */
static bool is_built_in(const char *hex)
{
	for (size_t i = 0; i < ts_builtins_n; i++) {
		unsigned char digest[TS_DIGEST_BYTES];
		char own[TS_DIGEST_HEX];
		struct ts_err ignored;

		if (ts_sha256_of(ts_builtins[i].data, ts_builtins[i].len, digest, &ignored) != 0)
			return false;
		ts_hex_digest(digest, own);
		if (strcmp(own, hex) == 0)
			return true;
	}
	return false;
}

/* Show which revisions of the profile are allowed. */
static void show_profiles(const struct ts_json *own, struct ts_buf *out)
{
	const struct ts_json *list = ts_json_get(own, "profiles");

	if (list == NULL) {
		ts_buf_add_str(out, "  profile   as built in\n");
		return;
	}
	if (ts_json_first(list) == NULL)
		ts_buf_add_str(out, "  profile   none: no bundle of this stage is accepted\n");
	for (const struct ts_json *p = ts_json_first(list); p != NULL; p = ts_json_next(p)) {
		const char *hex = ts_json_string(ts_json_get(p, "sha256"));

		ts_buf_printf(out, "  profile   %s  (%s)\n", hex,
		    is_built_in(hex) ? "built in" : "not built in: its gates are in its file");
	}
}

static void show_stamped(const struct ts_stage_rules *rules, struct ts_buf *out)
{
	const long long within = rules->proven_within;

	if (rules->stamped)
		ts_buf_add_str(out, "  stamped   yes: time stamps must prove when it was sealed\n");
	if (within < 0)
		return;
	ts_buf_add_str(out, "  proven    at most ");
	if (within % 3600 == 0)
		ts_buf_printf(out, "%lld hour%s", within / 3600, within == 3600 ? "" : "s");
	else
		ts_buf_printf(out, "%lld second%s", within, within == 1 ? "" : "s");
	ts_buf_add_str(out, " after it says that it was sealed\n");
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
		ts_buf_printf(out, "none%s\n",
		    rules.proven_within >= 0
			? ""
			: ": with a stolen key, a seal can be dated before the theft");
	else
		ts_buf_printf(out, "%lld days\n", (long long)rules.max_age / 86400);
	ts_buf_printf(out, "  approval  ");
	if (rules.approval_max_age < 0)
		ts_buf_add_str(out, "of any age at sealing\n");
	else
		ts_buf_printf(out, "at most %lld days old at sealing\n",
		    (long long)rules.approval_max_age / 86400);
	show_stamped(&rules, out);
	show_profiles(own, out);
	show_boundary(&rules, out);
}

static void show_register(const struct ts_trust *trust, struct ts_buf *out)
{
	const struct ts_register_rules rules = ts_trust_register(trust);

	ts_buf_add_str(out, "\nregister of an audit\n  signed    ");
	if (rules.is_signed || rules.max_age >= 0)
		ts_buf_add_str(out, "yes: an audit needs a register that a registrar signed\n");
	else
		ts_buf_add_str(
		    out, "not required: anybody who writes it can leave something out\n");
	if (rules.max_age >= 0)
		ts_buf_printf(out, "  max age   %lld days\n", (long long)rules.max_age / 86400);
}

static void show_domains(const struct ts_trust *trust, struct ts_buf *out)
{
	const struct ts_json *list = ts_json_get(trust->json, "own_domains");

	if (ts_json_count(list) == 0)
		return;
	ts_buf_add_str(out, "\ne-mail addresses that are no customers'\n  domains  ");
	for (const struct ts_json *d = ts_json_first(list); d != NULL; d = ts_json_next(d))
		ts_buf_printf(out, " %s", ts_json_string(d));
	ts_buf_add_str(out, "\n");
}

static void show_lines(const struct ts_trust *trust, struct ts_buf *out)
{
	if (ts_trust_lines_signed(trust))
		ts_buf_add_str(out, "\nlines of a divided audit\n  signed    yes: every part needs "
				    "the signature of a verifier\n");
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
	show_lines(trust, out);
	show_domains(trust, out);
	cli_trust_show_authorities(trust, out);
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
	if (linted->cli->quiet)
		return;
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

int cli_trust(const struct cli *cli, const struct cli_args *args)
{
	static const char *const actions[] = {
	    "show", "check", "diff", "add", "remove", "revoke", "pin", "require", "add-authority"};
	const char *action = args->operands.list[0];
	struct trust_options options;
	size_t i = 0;
	int ret;

	while (i < COUNT(actions) && strcmp(actions[i], action) != 0)
		i++;
	if (i == COUNT(actions))
		return cli_unknown(cli, "action", action, actions, COUNT(actions));
	ret = read_options(cli, args, &options);
	if (ret != 0)
		return ret;
	if (cli_trust_is_edit(action))
		return cli_trust_edit(cli, args);
	if (strcmp(action, "diff") == 0)
		return cli_trust_diff(cli, args);
	if (args->operands.n > 2)
		return cli_usage(cli, "unexpected argument \"%s\"", args->operands.list[2]);
	return show_or_check(cli, &options);
}
