#include "cli/verbs/trust_edit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/suggest.h"
#include "cli/verbs/trust_authority.h"
#include "cli/verbs/trust_stage.h"
#include "format/json_write.h"
#include "model/trust.h"

struct edit {
	const char *action;
	const char *usage; /* its arguments */
	size_t operands;   /* how many, with the action */
	struct cli_need needs[3];
	size_t needs_n;
	int (*change)(struct cli_trust_editing *e, struct ts_err *err);
};

static struct ts_json *new_list(const struct cli_values *values)
{
	struct ts_json *list = ts_json_new_array();

	for (size_t i = 0; i < values->n; i++)
		if (ts_json_append(list, ts_json_new_string(values->list[i])) != 0) {
			ts_json_free(list);
			return NULL;
		}
	return list;
}

/* The key of --public-key: a file, the text of a key, or the fingerprint of one in the policy. */
static int read_key(
    const struct cli_trust_editing *e, struct ts_public_key *key, struct ts_err *err)
{
	const char *what = cli_value(e->args, OPT_PUBLIC_KEY);
	const struct ts_trust_key *listed = ts_trust_find(e->before, what);

	if (listed == NULL && ts_key_id_valid(what)) {
		ts_err_set(err, "trust.valid", "the policy does not list the key %s", what);
		return ts_err_fix(err, "see what it lists: tarseal trust show %s", e->path);
	}
	if (listed == NULL)
		return cli_read_public_key(what, key, err);
	*key = listed->key;
	return 0;
}

/* The entry of the key with the fingerprint ID; NULL if it is not listed. */
static struct ts_json *find_entry(const struct cli_trust_editing *e, const char *id)
{
	struct ts_json *entry = ts_json_first(ts_json_get(e->before->json, "keys"));
	const struct ts_trust_key *listed = ts_trust_find(e->before, id);

	if (listed == NULL)
		return NULL;
	for (const struct ts_trust_key *k = e->before->keys; k != listed; k++)
		entry = ts_json_next(entry);
	return entry;
}

/* Find the entry of --public-key, which must be listed. */
static struct ts_json *find_listed(
    const struct cli_trust_editing *e, const struct ts_trust_key **listed, struct ts_err *err)
{
	struct ts_public_key key;

	if (read_key(e, &key, err) != 0)
		return NULL;
	*listed = ts_trust_find(e->before, key.id);
	if (*listed != NULL)
		return find_entry(e, key.id);
	ts_err_set(err, "trust.valid", "the policy does not list the key %s", key.id);
	ts_err_at(err, "%s", e->path);
	ts_err_fix(err, "see what it lists: tarseal trust show %s", e->path);
	return NULL;
}

/* The entry of a new key, whose ssh-ed25519 line is LINE; NULL for want of memory. */
static struct ts_json *new_entry(const struct cli_args *args, const char *line)
{
	const struct {
		const char *member, *text;
	} texts[] = {{"public_key", line}, {"owner", cli_value(args, OPT_OWNER)},
	    {"valid_from", cli_value(args, OPT_VALID_FROM)},
	    {"valid_until", cli_value(args, OPT_VALID_UNTIL)}};
	const struct {
		const char *member;
		const struct cli_values *values;
	} lists[] = {{"roles", &args->options[OPT_ROLE]}, {"stages", &args->options[OPT_STAGE]}};
	struct ts_json *entry = ts_json_new_object();
	int bad = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].text != NULL)
			bad |=
			    ts_json_put(entry, texts[i].member, ts_json_new_string(texts[i].text));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i].values->n > 0)
			bad |= ts_json_put(entry, lists[i].member, new_list(lists[i].values));
	if (bad == 0)
		return entry;
	ts_json_free(entry);
	return NULL;
}

static bool has_text(const struct ts_json *list, const char *text)
{
	for (const struct ts_json *i = ts_json_first(list); i != NULL; i = ts_json_next(i))
		if (strcmp(ts_json_string(i), text) == 0)
			return true;
	return false;
}

/* Give a key that is listed further roles. Nothing else of it changes. */
static int add_roles(struct cli_trust_editing *e, struct ts_json *entry,
    const struct ts_trust_key *listed, struct ts_err *err)
{
	const struct cli_values *roles = &e->args->options[OPT_ROLE];
	struct ts_json *list = ts_json_get(entry, "roles");
	size_t added = 0;

	if (strcmp(listed->owner, cli_value(e->args, OPT_OWNER)) != 0) {
		ts_err_set(err, "trust.valid", "the key belongs to \"%s\" already", listed->owner);
		return ts_err_at(err, "%s", listed->key.id);
	}
	if (cli_has(e->args, OPT_STAGE) || cli_has(e->args, OPT_VALID_FROM) ||
	    cli_has(e->args, OPT_VALID_UNTIL)) {
		ts_err_set(
		    err, "trust.valid", "the key is listed already: only roles can be added to it");
		ts_err_fix(err, "remove it first: tarseal trust remove %s --public-key %s", e->path,
		    listed->key.id);
		return ts_err_at(err, "%s", listed->key.id);
	}
	for (size_t i = 0; i < roles->n; i++) {
		if (has_text(list, roles->list[i]))
			continue;
		if (ts_json_append(list, ts_json_new_string(roles->list[i])) != 0)
			return ts_err_nomem(err);
		ts_buf_printf(&e->said, "%s%s", added++ == 0 ? "" : ", ", roles->list[i]);
	}
	e->unchanged = added == 0;
	ts_buf_printf(&e->said, "%s of %s (%s)",
	    added == 0   ? "nothing to add: these are roles"
	    : added == 1 ? " is now a role"
			 : " are now roles",
	    listed->owner, listed->key.id);
	return 0;
}

static int add(struct cli_trust_editing *e, struct ts_err *err)
{
	struct ts_buf line = TS_BUF_INIT;
	struct ts_public_key key;
	struct ts_json *entry;
	int ret = read_key(e, &key, err);

	if (ret != 0)
		return ret;
	entry = find_entry(e, key.id);
	if (entry != NULL)
		return add_roles(e, entry, ts_trust_find(e->before, key.id), err);
	ts_public_key_line(&key, NULL, &line);
	if (ts_buf_cstr(&line) == NULL || ts_json_append(ts_json_get(e->before->json, "keys"),
					      new_entry(e->args, (char *)line.data)) != 0)
		ret = ts_err_nomem(err);
	ts_buf_free(&line);
	ts_buf_printf(
	    &e->said, "added the key of %s (%s) as ", cli_value(e->args, OPT_OWNER), key.id);
	for (size_t i = 0; i < e->args->options[OPT_ROLE].n; i++)
		ts_buf_printf(
		    &e->said, "%s%s", i == 0 ? "" : ", ", e->args->options[OPT_ROLE].list[i]);
	return ret;
}

static int remove_key(struct cli_trust_editing *e, struct ts_err *err)
{
	const struct ts_trust_key *listed;
	const struct ts_json *entry = find_listed(e, &listed, err);
	struct ts_json *keys = ts_json_new_array();

	if (entry == NULL) {
		ts_json_free(keys);
		return -1;
	}
	for (const struct ts_json *k = ts_json_first(ts_json_get(e->before->json, "keys"));
	     k != NULL; k = ts_json_next(k))
		if (k != entry && ts_json_append(keys, ts_json_copy(k)) != 0) {
			ts_json_free(keys);
			return ts_err_nomem(err);
		}
	ts_buf_printf(&e->said, "removed the key of %s (%s)", listed->owner, listed->key.id);
	return ts_json_put(e->before->json, "keys", keys) == 0 ? 0 : ts_err_nomem(err);
}

/* Warn of a "since" without effect, and of one that trusts a thief for longer than was said before.
 */
static void warn_since(
    const struct cli_trust_editing *e, const struct ts_validity *before, const char *since)
{
	struct ts_time now;

	if (since != NULL && e->before->time.n == 0)
		cli_warn(e->cli,
		    "the policy lists no time-stamping authority, so nothing can prove "
		    "what is older: tarseal trust add-authority");
	if (before->has_since && since != NULL && ts_time_parse(since, &now) &&
	    ts_time_compare(&now, &before->since) > 0)
		cli_warn(e->cli, "the policy said that others may have had the key earlier: what "
				 "was signed between then and now counts again");
}

static int revoke(struct cli_trust_editing *e, struct ts_err *err)
{
	const char *reason = cli_value(e->args, OPT_REASON), *at = cli_value(e->args, OPT_AT);
	const char *since = cli_value(e->args, OPT_SINCE);
	const struct ts_trust_key *listed;
	struct ts_json *entry = find_listed(e, &listed, err), *revoked;
	const struct ts_time now = ts_clock_now();
	char text[TS_TIME_TEXT], before[TS_TIME_TEXT];

	if (entry == NULL)
		return -1;
	if (listed->validity.revoked == TS_COMPROMISED && strcmp(reason, "compromised") != 0) {
		ts_err_set(err, "trust.valid",
		    "the key is revoked as compromised: \"%s\" would trust it again", reason);
		ts_err_fix(err, "if it was never compromised, correct the policy with an editor");
		return ts_err_at(err, "%s", listed->key.id);
	}
	/* A key that is compromised stays so from the same time on. */
	if (at == NULL) {
		ts_time_format(listed->validity.revoked == TS_COMPROMISED
				   ? &listed->validity.revoked_at
				   : &now,
		    text);
		at = text;
	}
	if (listed->validity.has_since && since == NULL &&
	    ts_time_format(&listed->validity.since, before))
		since = before;
	revoked = ts_json_new_object();
	if (ts_json_put(revoked, "at", ts_json_new_string(at)) != 0 ||
	    ts_json_put(revoked, "reason", ts_json_new_string(reason)) != 0 ||
	    (since != NULL && ts_json_put(revoked, "since", ts_json_new_string(since)) != 0)) {
		ts_json_free(revoked);
		return ts_err_nomem(err);
	}
	ts_buf_printf(&e->said, "the key of %s (%s) is revoked: %s at %s", listed->owner,
	    listed->key.id, reason, at);
	if (since != NULL)
		ts_buf_printf(&e->said, "; others may have had it since %s", since);
	warn_since(e, &listed->validity, since);
	return ts_json_put(entry, "revoked", revoked) == 0 ? 0 : ts_err_nomem(err);
}

static const struct edit edits[] = {
    {"add", "FILE …", 2,
	{{OPT_PUBLIC_KEY, "--public-key"}, {OPT_OWNER, "--owner"}, {OPT_ROLE, "--role"}}, 3, add},
    {"remove", "FILE …", 2, {{OPT_PUBLIC_KEY, "--public-key"}}, 1, remove_key},
    {"revoke", "FILE …", 2, {{OPT_PUBLIC_KEY, "--public-key"}, {OPT_REASON, "--reason"}}, 2,
	revoke},
    {"pin", "FILE PROFILE", 3, {{OPT_COUNT, NULL}}, 0, cli_trust_pin},
    {"require", "FILE …", 2, {{OPT_COUNT, NULL}}, 0, cli_trust_require},
    {"add-authority", "FILE AUTHORITY.pem --owner OWNER", 3, {{OPT_OWNER, "--owner"}}, 1,
	cli_trust_add_authority},
};

static const struct edit *find_edit(const char *action)
{
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
		if (strcmp(edits[i].action, action) == 0)
			return &edits[i];
	return NULL;
}

bool cli_trust_is_edit(const char *action)
{
	return find_edit(action) != NULL;
}

/* What a new policy begins with: nothing that the user did not ask for. */
static const char empty_policy[] = "{\"tarseal\":\"trust/1\",\"keys\":[]}";

/* Append the changed policy to OUT. It must be valid both before and after. */
static int change(struct cli_trust_editing *e, const struct edit *edit, bool is_new,
    struct ts_buf *out, struct ts_err *err)
{
	struct ts_json_writer w = {.out = out};
	struct ts_buf text = TS_BUF_INIT;
	struct ts_trust *after = NULL;
	int ret = 0;

	if (is_new)
		ts_buf_add_str(&text, empty_policy);
	else
		ret = ts_file_slurp(e->path, TS_JSON_DOCUMENT_MAX, &text, err);
	if (ret != 0 || ts_trust_parse(text.data, text.len, &e->before, err) != 0 ||
	    edit->change(e, err) != 0) {
		ret = -1;
		goto done;
	}
	ts_jw_tree(&w, NULL, e->before->json);
	ret = ts_buf_ok(out) ? ts_trust_parse(out->data, out->len, &after, err) : ts_err_nomem(err);
done:
	ts_trust_free(after);
	ts_buf_free(&text);
	return ret;
}

/* Warn of a stage that is probably mistyped: the name of a built-in one is near. */
static void warn_stages(const struct cli_trust_editing *e)
{
	const struct cli_values *stages = &e->args->options[OPT_STAGE];

	for (size_t i = 0; i < stages->n; i++) {
		const char *near = cli_nearest_stage(stages->list[i]);

		if (near != NULL && strchr(stages->list[i], '*') == NULL &&
		    strcmp(near, stages->list[i]) != 0)
			cli_warn(e->cli, "no stage \"%s\" is built in; did you mean %s?",
			    stages->list[i], near);
	}
}

/* Write the policy in its place, or to the file of -o, which must not exist. */
static int write_policy(const struct cli_trust_editing *e, const struct ts_buf *out)
{
	struct ts_err err;

	warn_stages(e);
	if (e->unchanged && e->cli->output == NULL)
		return 0;
	if (e->cli->output != NULL)
		return cli_write_file(e->cli, e->cli->output, out);
	if (ts_file_create(e->path, 0666, true, out->data, out->len, &err) == 0)
		return 0;
	if (err.at[0] == '\0')
		ts_err_at(&err, "%s", e->path);
	return cli_fail(e->cli, &err);
}

/* The policy, which add-authority also takes from --trust. "-" if it is not named. */
static const char *policy_path(const struct cli_args *args, const struct edit *edit)
{
	const struct cli_values *operands = &args->operands;

	if (edit->change == cli_trust_add_authority && operands->n == edit->operands - 1)
		return cli_trust_path(args) == NULL ? "-" : cli_trust_path(args);
	return operands->n == edit->operands ? operands->list[1] : "-";
}

/* Check the command line. */
static int check_usage(const struct cli_trust_editing *e, const struct edit *edit, bool is_new)
{
	const struct cli *cli = e->cli;
	const struct cli_args *args = e->args;

	if (strcmp(e->path, "-") == 0)
		return cli_usage(cli, "name the policy: trust %s %s", edit->action, edit->usage);
	if (is_new && strcmp(edit->action, "add") != 0 && strcmp(edit->action, "require") != 0)
		return 0; /* reading it says that it does not exist */
	if (cli_has(args, OPT_STAMPS) && cli_has(args, OPT_STAGE))
		return cli_usage(cli, "--stamps holds for every stage: give it without --stage");
	return cli_require(cli, args, edit->needs, edit->needs_n);
}

int cli_trust_edit(const struct cli *cli, const struct cli_args *args)
{
	const struct edit *edit = find_edit(args->operands.list[0]);
	struct cli_trust_editing e = {.cli = cli, .args = args};
	struct ts_buf out = TS_BUF_INIT;
	const char *target;
	struct ts_err err;
	bool is_new;
	int ret;

	e.path = policy_path(args, edit);
	is_new = access(e.path, F_OK) != 0 && errno == ENOENT;
	ret = check_usage(&e, edit, is_new);
	if (ret != 0)
		return ret;
	is_new = is_new && strcmp(edit->action, "add") == 0;
	target = cli->output == NULL ? e.path : cli->output;
	if (change(&e, edit, is_new, &out, &err) != 0) {
		if (err.at[0] == '\0')
			ts_err_at(&err, "%s", e.path);
		ret = cli_fail(cli, &err);
	} else {
		cli_signals_hold();
		ret = write_policy(&e, &out);
	}
	if (ret == 0 && strcmp(target, "-") != 0 && ts_buf_cstr(&e.said) != NULL)
		cli_note(cli, "%s%s: %s", target, is_new ? " (new)" : "", (char *)e.said.data);
	ts_trust_free(e.before);
	ts_buf_free(&e.said);
	ts_buf_free(&out);
	cli_signals_release(ret);
	return ret;
}
