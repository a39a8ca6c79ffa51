/* The verb trust: show, check and extend a trust policy. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "format/json_write.h"
#include "model/trust_lint.h"
#include "show/escape.h"

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
	    key->revoked == TS_COMPROMISED ? "it vouches for nothing"
					   : "it vouches for what says that it was signed before");
}

static void show_key(const struct ts_trust_key *key, struct ts_buf *out)
{
	ts_buf_printf(out, "\n%s\n  key       %s%s\n  roles    ", key->owner, key->key.id,
	    key->example ? "  (a published example key: trust nothing by it)" : "");
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

static void show_rules(
    const char *name, const struct ts_trust *trust, const char *stage, struct ts_buf *out)
{
	const struct ts_stage_rules rules = ts_trust_rules(trust, stage);

	ts_buf_printf(out, "\n%s\n  producers %lld\n  approvers %lld%s\n  separate  %s\n", name,
	    (long long)rules.producers, (long long)rules.approvers,
	    rules.approvers == 0 ? "  (the producer alone vouches for the approval)" : "",
	    rules.separate ? "yes: nobody approves their own work"
			   : "no: a producer may approve their own work");
	ts_buf_printf(out, "  max age   ");
	if (rules.max_age < 0)
		ts_buf_add_str(out, "none: a stolen key can date a seal as it likes\n");
	else
		ts_buf_printf(out, "%lld days\n", (long long)rules.max_age / 86400);
	ts_buf_printf(out, "  approval  ");
	if (rules.approval_max_age < 0)
		ts_buf_add_str(out, "of any age when it is sealed\n");
	else
		ts_buf_printf(out, "at most %lld days old when it is sealed\n",
		    (long long)rules.approval_max_age / 86400);
	show_boundary(&rules, out);
}

static int show(const struct ts_trust *trust, struct ts_buf *out)
{
	const struct ts_json *stages = ts_json_get(trust->json, "stages");

	ts_buf_printf(out, "trust policy sha256:%s\n\nKEYS\n", trust->sha256);
	for (size_t i = 0; i < trust->keys_n; i++)
		show_key(&trust->keys[i], out);
	ts_buf_add_str(out, "\nRULES\n");
	for (const struct ts_json *s = ts_json_first(stages); s != NULL; s = ts_json_next(s))
		show_rules(ts_json_name(s), trust, ts_json_name(s), out);
	show_rules("every other stage", trust, "", out);
	return 0;
}

/* What a lint comes to: its text, and how many problems there were. */
struct linted {
	struct ts_buf *out;
	size_t problems;
};

static void report_lint(void *ctx, enum ts_lint kind, const char *at, const char *text)
{
	struct linted *linted = ctx;

	linted->problems += kind == TS_LINT_PROBLEM;
	ts_buf_add_str(linted->out, kind == TS_LINT_PROBLEM ? "problem  " : "advice   ");
	ts_show_escape(linted->out, at);
	ts_buf_add_str(linted->out, ": ");
	ts_show_escape(linted->out, text);
	ts_buf_add_str(linted->out, "\n");
}

/* Waivers of rules that there are not, as a slip of the pen makes them. */
static void check_waivers(const struct ts_json *rules, const char *at, const struct ts_rules *known,
    struct linted *linted)
{
	const struct ts_json *list = ts_json_get(rules, "waivers");

	for (const struct ts_json *w = ts_json_first(list); w != NULL; w = ts_json_next(w)) {
		char text[160];

		if (ts_rules_have(known, ts_json_string(w)))
			continue;
		snprintf(text, sizeof(text),
		    "waivers lists \"%.64s\", and there is no such rule (tarseal scan "
		    "--list-rules)",
		    ts_json_string(w));
		report_lint(linted, TS_LINT_PROBLEM, at, text);
	}
}

static int check(const struct cli *cli, const struct ts_trust *trust, struct ts_buf *out)
{
	struct linted linted = {.out = out};
	const struct ts_json *named = ts_json_get(trust->json, "stages");
	struct ts_profile_set *set = NULL;
	struct ts_rules *rules = NULL;
	struct ts_time now = ts_clock_now();
	char where[96];
	const char *at = cli_value(&cli->args, OPT_AT), *stages[64];
	struct ts_err err;
	size_t n = 0;

	if (at != NULL && !ts_time_parse(at, &now))
		return cli_usage(cli, "--at takes a time such as 2026-11-22T12:00:00Z");
	if (ts_profile_set_new(&set, &err) != 0 || ts_profile_set_load(set, NULL, &err) != 0 ||
	    ts_rules_new(&rules, &err) != 0) {
		ts_profile_set_free(set);
		return cli_fail(cli, &err);
	}
	for (size_t i = 0; i < set->n && n < sizeof(stages) / sizeof(stages[0]); i++)
		if (ts_profile_set_builtin(set, set->list[i]->id) == set->list[i])
			stages[n++] = set->list[i]->id;
	ts_trust_lint(trust, &now, stages, n, report_lint, &linted);
	check_waivers(ts_json_get(trust->json, "default"), "/default", rules, &linted);
	for (const struct ts_json *s = ts_json_first(named); s != NULL; s = ts_json_next(s)) {
		snprintf(where, sizeof(where), "/stages/%.64s", ts_json_name(s));
		check_waivers(s, where, rules, &linted);
	}
	ts_profile_set_free(set);
	ts_rules_free(rules);
	if (linted.problems > 0)
		ts_buf_printf(out, "%zu problem%s: this policy cannot work as it stands\n",
		    linted.problems, linted.problems == 1 ? "" : "s");
	else
		ts_buf_add_str(out, "sound: everything it asks for can be met\n");
	return linted.problems > 0 ? TS_BLOCKED : 0;
}

/* A new key's entry, out of the options; NULL for want of memory. */
static struct ts_json *make_entry(const struct cli_args *args, const char *public_key)
{
	static const struct {
		enum cli_id id;
		const char *member;
	} texts[] = {
	    {OPT_OWNER, "owner"}, {OPT_VALID_FROM, "valid_from"}, {OPT_VALID_UNTIL, "valid_until"}};
	static const struct {
		enum cli_id id;
		const char *member;
	} lists[] = {{OPT_ROLE, "roles"}, {OPT_STAGE, "stages"}};
	struct ts_json *entry = ts_json_new_object();
	int bad = ts_json_put(entry, "public_key", ts_json_new_string(public_key));

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (cli_has(args, texts[i].id))
			bad |= ts_json_put(entry, texts[i].member,
			    ts_json_new_string(cli_value(args, texts[i].id)));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct cli_values *values = &args->options[lists[i].id];
		struct ts_json *list = values->n > 0 ? ts_json_new_array() : NULL;

		for (size_t j = 0; j < values->n; j++)
			bad |= ts_json_append(list, ts_json_new_string(values->list[j]));
		if (values->n > 0)
			bad |= ts_json_put(entry, lists[i].member, list);
	}
	if (bad == 0)
		return entry;
	ts_json_free(entry);
	return NULL;
}

/* An empty policy, for a first key. */
static const char empty_policy[] = "{\"tarseal\":\"trust/1\",\"keys\":[],"
				   "\"default\":{\"producers\":1,\"approvers\":1,\"separate\":true,"
				   "\"max_age\":\"P400D\",\"approval_max_age\":\"P60D\"}}";

/* The policy's text with the new key in it, which must be a sound policy before and after. */
static int extend(const struct cli *cli, const char *path, struct ts_buf *out, struct ts_err *err)
{
	struct ts_buf text = TS_BUF_INIT, line = TS_BUF_INIT;
	struct ts_json_writer w = {.out = out};
	struct ts_trust *before = NULL, *after = NULL;
	struct ts_public_key key;
	int ret = -1;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		ts_buf_add_str(&text, empty_policy);
	else if (ts_file_slurp(path, TS_JSON_DOCUMENT_MAX, &text, err) != 0)
		goto done;
	if (cli_read_public_key(cli_value(&cli->args, OPT_PUBLIC_KEY), &key, err) != 0 ||
	    ts_trust_parse(text.data, text.len, &before, err) != 0)
		goto done;
	ts_public_key_line(&key, NULL, &line);
	if (ts_buf_cstr(&line) == NULL || ts_json_append(ts_json_get(before->json, "keys"),
					      make_entry(&cli->args, (char *)line.data)) != 0) {
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

/* Extend the policy in its place, or, with -o, into a file that is not there yet. */
static int add(const struct cli *cli, const char *path)
{
	const char *other = cli_value(&cli->args, OPT_OUTPUT);
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if (!cli_has(&cli->args, OPT_PUBLIC_KEY) || !cli_has(&cli->args, OPT_OWNER) ||
	    !cli_has(&cli->args, OPT_ROLE))
		return cli_usage(cli, "--public-key, --owner and --role must be given");
	ret = extend(cli, path, &out, &err);
	if (ret == 0) {
		cli_signals_hold();
		ret = ts_file_create(
		    other == NULL ? path : other, 0666, other == NULL, out.data, out.len, &err);
	}
	ts_buf_free(&out);
	if (ret != 0) {
		if (err.at[0] == '\0')
			ts_err_at(&err, "%s", other == NULL ? path : other);
		ret = cli_fail(cli, &err);
	}
	cli_signals_end();
	return ret;
}

int cli_trust(struct cli *cli)
{
	const char *what = cli->args.operands[0];
	const char *path = cli->args.operands_n > 1 ? cli->args.operands[1] : NULL;
	struct ts_trust *trust = NULL;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret, written;

	if (strcmp(what, "add") == 0) {
		if (path == NULL)
			path = cli_value(&cli->args, OPT_TRUST);
		return path == NULL ? cli_usage(cli, "name the policy: trust add FILE …")
				    : add(cli, path);
	}
	if (strcmp(what, "show") != 0 && strcmp(what, "check") != 0)
		return cli_usage(cli, "say show, check or add, and the policy's FILE");
	if (cli_load_trust(cli, path, &trust, &err) != 0)
		return cli_fail(cli, &err);
	if (trust == NULL)
		return cli_usage(
		    cli, "name the policy: trust %s FILE, --trust FILE, or TARSEAL_TRUST", what);
	ret = strcmp(what, "show") == 0 ? show(trust, &out) : check(cli, trust, &out);
	written = ret == TS_USAGE ? 0 : cli_result(cli, &out);
	ts_buf_free(&out);
	ts_trust_free(trust);
	return written != 0 ? written : ret;
}
